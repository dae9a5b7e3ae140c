//! What stands in addresses of programs, lists and functions.

/// Local parts of programs, with `-` for `_` and `.`.
pub(super) const PROGRAMS: [&str; 38] = [
    "postmaster",
    "mailer-daemon",
    "mailerdaemon",
    "mail-daemon",
    "bounce",
    "bounces",
    "autoreply",
    "auto-reply",
    "automailer",
    "autoresponder",
    "listserv",
    "listmaster",
    "listproc",
    "majordomo",
    "mailman",
    "daemon",
    "cron",
    "root",
    "nobody",
    "www-data",
    "wwwrun",
    "apache",
    "uucp",
    "robot",
    "mailscanner",
    "rssfeeds",
    "dmarcreport",
    "notification",
    "notifications",
    "notifier",
    "notify",
    "wordpress",
    "formmail",
    "formmailer",
    "webform",
    "contactform",
    "contact-form",
    "kontaktformular",
];

/// Words of newsletters' addresses: a part of the address is one of them, whatever digits stand behind it.
pub(super) const NEWS: [&str; 28] = [
    "alert",
    "alerts",
    "announce",
    "announcement",
    "announcements",
    "campaign",
    "deals",
    "digest",
    "forum",
    "headlines",
    "mailing",
    "mailinglist",
    "mailings",
    "marketing",
    "news",
    "newsalert",
    "newsalerts",
    "newsletter",
    "newsletters",
    "offers",
    "promo",
    "promotions",
    "specials",
    "subscriber",
    "subscribers",
    "trivia",
    "update",
    "updates",
];

/// What newsletters' addresses hold anywhere, so long that no name does.
pub(super) const NEWS_WITHIN: [&str; 8] =
    ["casino", "enews", "greatdeals", "magazine", "mailinglist", "newsletter", "offers", "specialoffer"];

/// Labels before the registered domain of hosts that send to many.
pub(super) const NEWS_HOSTS: [&str; 22] = [
    "alerts",
    "angebote",
    "bounce",
    "bounces",
    "bulk",
    "campaign",
    "campaigns",
    "deals",
    "list",
    "lists",
    "mailer",
    "mailing",
    "mailings",
    "marketing",
    "news",
    "newsletter",
    "newsletters",
    "notifications",
    "notify",
    "offers",
    "promo",
    "reply",
];

/// Functions that are names of people as well: beside another part of an address they are.
pub(super) const SURNAMES: [&str; 16] = [
    "board", "book", "clerk", "hello", "list", "mail", "manager", "monitor", "office", "post", "press", "school",
    "server", "shop", "store", "winner",
];

/// Functions, without digits behind them. Sorted.
#[rustfmt::skip]
pub(super) const ROLES: &[&str] = &[
    "abuse", "account", "accounting", "accounts", "admin", "administration", "administrator", "admissions",
    "advertising", "adverts", "alarm", "alert", "alerts", "alumni", "ambassador", "anfrage", "anmeldung", "announce",
    "announcement", "announcements", "atendimento", "audit", "ayuda", "belege", "benefits", "bestellung",
    "bestellungen", "bewerbung", "billing", "board", "booking", "bookings", "bookkeeping", "buchhaltung", "buero",
    "bugs", "bugzilla", "callcenter", "callcentre", "care", "careers", "center", "centre", "chairman", "client",
    "clients", "clientservice", "commercial", "committee", "communication", "communications", "community",
    "compliance", "compras", "concierge", "confadmin", "conference", "conferences", "confirm", "confirmation",
    "contact", "contacto", "contactus", "contato", "contatti", "convention", "council", "customercare", "customers",
    "customerservice", "customersupport", "datenschutz", "deals", "department", "desk", "digest", "dispatch",
    "dispatcher", "donate", "donations", "dpo", "editor", "editorial", "editors", "einkauf", "empfang", "enquiries",
    "enquiry", "errors", "events", "executive", "expense", "expenses", "facturacion", "facturas", "facture",
    "factures", "faktury", "faq", "fatturazione", "fatture", "feedback", "finance", "frontdesk", "fundraising",
    "gdpr", "genealogy", "general", "hallo", "headoffice", "hello", "help", "helpdesk", "helpline", "hilfe",
    "hostmaster", "hotline", "hr", "hrdept", "humanresources", "info", "infodesk", "information", "inquiries",
    "inquiry", "invitation", "invitations", "invoice", "invoices", "invoicing", "it", "itdesk", "itsupport", "jobs",
    "kontakt", "kundendienst", "kundenservice", "legal", "librarian", "library", "list", "lists", "logistics", "mail",
    "mailbox", "mailing", "mailings", "mailroom", "maintenance", "management", "manager", "marketing", "media",
    "members", "memberservices", "membership", "messages", "messenger", "mitglieder", "monitor", "monitoring",
    "nachrichten", "news", "newsalert", "newsletter", "newsletters", "newsroom", "notice", "notices", "notification",
    "notifications", "notifier", "notify", "offers", "office", "officeofthechairman", "online", "operations",
    "operator", "order", "orders", "orderstatus", "parking", "partner", "partners", "payables", "payment", "payments",
    "payroll", "plans", "post", "postmaster", "press", "presse", "pressoffice", "privacy", "procurement", "promo",
    "promotions", "public", "publicity", "purchasing", "qa", "questions", "receipt", "receipts", "receivables",
    "reception", "rechnung", "rechnungen", "recruiting", "recruitment", "redaktion", "register", "registrar",
    "registration", "reklamation", "reminder", "reminders", "reply", "report", "reports", "research", "reservation",
    "reservations", "resources", "returns", "sales", "salesteam", "school", "secretariat", "secretary", "security",
    "sekretariat", "sender", "server", "service", "servicecenter", "servicedesk", "services", "servicio", "shipment",
    "shipping", "shop", "signup", "soporte", "spam", "specials", "staff", "statement", "statements", "status",
    "stellenangebote", "store", "submissions", "subscribe", "subscriberservices", "subscription", "subscriptions",
    "suggestions", "support", "supportteam", "survey", "surveys", "switchboard", "sysadmin", "sysop", "system",
    "systems", "team", "tech", "technical", "techsupport", "testing", "ticket", "tickets", "training", "treasurer",
    "treasury", "trips", "uebersetzung", "unsubscribe", "update", "updates", "uploads", "usenet", "user", "users",
    "ventas", "verify", "verkauf", "vertrieb", "voicemail", "volunteer", "volunteers", "vorstand", "warranty", "web",
    "webadmin", "webmaster", "webshop", "webteam", "welcome", "winner",
];

/// Hosts whose every address is a program's.
pub(super) const DOMAINS: [&str; 3] = ["group.calendar.google.com", "resource.calendar.google.com", "reply.github.com"];

/// Ways to say that no one reads the answers, without `-`, `_` and `.`.
pub(super) const NO_REPLY: [&str; 18] = [
    "noreply",
    "noreplies",
    "noresponse",
    "donotreply",
    "donotuse",
    "dontreply",
    "donotrespond",
    "noanswer",
    "nichtantworten",
    "bittenichtantworten",
    "keineantwort",
    "nepasrepondre",
    "noresponder",
    "naoresponda",
    "nonrispondere",
    "nietantwoorden",
    "nieodpowiadaj",
    "svarainte",
];

/// What mailing lists have behind their own name for programs.
pub(super) const LIST_COMMANDS: [&str; 9] =
    ["bounces", "bounce", "request", "owner", "admin", "return", "subscribe", "unsubscribe", "errors"];

/// Functions with which a longer word ends that is no name: `acmesupport`, `confadmin`.
pub(super) const ROLE_ENDS: [&str; 17] = [
    "admin",
    "center",
    "centre",
    "communications",
    "department",
    "helpdesk",
    "hotline",
    "info",
    "marketing",
    "mgmt",
    "office",
    "server",
    "service",
    "services",
    "support",
    "system",
    "webmaster",
];
