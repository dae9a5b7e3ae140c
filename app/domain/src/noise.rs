//! Lists, newsletters and robots: mail that is no sign of a relationship.

use crate::address::Address;
use crate::message::{Bulk, Facts, Role};

/// Why a message does not come from a person to me personally.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum Noise {
    /// It came over a mailing list.
    List = 1,
    /// It is a newsletter or another mail with many readers.
    Bulk = 2,
    /// A program sent it.
    Robot = 3,
}

/// A message to more people than that is an announcement.
const RECIPIENTS: usize = 20;

/// The marks of bulk mail that a header carries.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Marks {
    /// List-Id.
    pub list: bool,
    /// Auto-Submitted, other than "no".
    pub auto_submitted: bool,
    /// List-Unsubscribe, or Precedence with bulk, list or junk.
    pub bulk: bool,
}

/// Whether a received message is noise, and which: see [`verdict`].
#[must_use]
pub fn of_message(facts: &Facts) -> Option<Noise> {
    let Bulk { list_id, unsubscribe, precedence, auto_submitted } = &facts.bulk;
    let marks = Marks { list: list_id.is_some(), auto_submitted: *auto_submitted, bulk: *unsubscribe || *precedence };
    let robot = || facts.parties.iter().any(|party| party.role == Role::From && is_robot(&party.address));
    let recipients = facts.parties.iter().filter(|party| matches!(party.role, Role::To | Role::Cc | Role::Bcc)).count();
    verdict(marks, robot, recipients)
}

/// List if it bears List-Id; Robot if it bears Auto-Submitted or comes from a robot's address; Bulk if it bears
/// List-Unsubscribe or Precedence, or goes to more than 20 people.
pub fn verdict(marks: Marks, from_robot: impl FnOnce() -> bool, recipients: usize) -> Option<Noise> {
    if marks.list {
        Some(Noise::List)
    } else if marks.auto_submitted || from_robot() {
        Some(Noise::Robot)
    } else if marks.bulk || recipients > RECIPIENTS {
        Some(Noise::Bulk)
    } else {
        None
    }
}

/// Whether an address can only be a program's (no-reply, mailer-daemon, bounces, the commands of a list, …), whatever
/// was written to it: nobody reads there.
#[must_use]
pub fn is_robot(address: &Address) -> bool {
    let (local, domain) = (address.local(), address.domain());
    let plain = local.replace(['_', '.'], "-");
    is_no_reply(local)
        || PROGRAMS.contains(&plain.as_str())
        || is_bounce(local)
        || is_token(local)
        || (domain == "google.com" && plain == "calendar-notification")
        || DOMAINS.iter().any(|known| domain == *known || domain.strip_suffix(known).is_some_and(|d| d.ends_with('.')))
}

/// Whether an address is one of a function that several people may read, or a program that somebody looks after
/// (`info@`, `support@`, `newsletter@`, `alerts@`), and not somebody's own.
#[must_use]
pub fn is_role(address: &Address) -> bool {
    let local = address.local();
    let head = local.split(['+', '=']).next().unwrap_or(local);
    let parts = || head.split(['-', '_', '.']).filter(|part| !part.is_empty());
    let bare = |part: &str| -> bool {
        let part = part.trim_end_matches(|c: char| c.is_ascii_digit());
        ROLES.binary_search(&part).is_ok()
    };
    // `support-eu`, `news.acme`, `acme-newsletter`: the role stands first or last; of a name it would be the whole.
    bare(head)
        || bare(&head.replace(['-', '_', '.'], ""))
        || {
            let (first, last) = (parts().next(), parts().next_back());
            [first, last].into_iter().flatten().any(|part| part.len() > 3 && !SURNAMES.contains(&part) && bare(part))
        }
        || is_hash(head)
}

/// Who sends from an address, by the address and by all that came from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Sender {
    /// Somebody who writes.
    Person,
    /// A mailing list, a newsletter.
    List,
    /// A program.
    Robot,
    /// A function that several people may read.
    Role,
}

/// What came from an address: how many messages were personal, and how many noise of each kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Heard {
    /// Personal ones.
    pub personal: u32,
    /// Of each [`Noise`], by its number less one.
    pub noise: [u32; 3],
}

/// Who sends from an address by the address alone. `None`: it may be anybody's.
#[must_use]
pub fn by_address(address: &Address) -> Option<Sender> {
    match () {
        () if is_robot(address) => Some(Sender::Robot),
        () if is_news(address) => Some(Sender::List),
        () if is_role(address) => Some(Sender::Role),
        () => None,
    }
}

/// Who sends from an address, by what the address says ([`by_address`]), by whether the name is a person's
/// ([`crate::name::key`]), and by all that came.
#[must_use]
pub fn sender(by_address: Option<Sender>, named: bool, heard: Heard) -> Sender {
    let [over_list, bulk, robot] = heard.noise;
    if let Some(sender) = by_address {
        return sender;
    }
    if heard.personal > 0 || over_list > 0 && (named || over_list > bulk + robot) && bulk == 0 {
        return Sender::Person;
    }
    match () {
        () if robot > over_list + bulk => Sender::Robot,
        () if over_list + bulk > 0 => Sender::List,
        () => Sender::Person,
    }
}

/// Whether an address is that of a newsletter by its name.
fn is_news(address: &Address) -> bool {
    let local = address.local();
    let mut parts =
        local.split(['-', '_', '.', '+', '=']).map(|part| part.trim_end_matches(|c: char| c.is_ascii_digit()));
    parts.any(|part| NEWS.contains(&part)) || local.contains("newsletter")
}

/// A relay's address, made for one customer: nothing but letters and digits in no order, too long for a name.
fn is_hash(local: &str) -> bool {
    let digits = local.bytes().filter(u8::is_ascii_digit).count();
    local.len() >= 16 && digits >= 4 && digits < local.len() && local.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// The address to which one writes to reach the list of that List-Id, by the custom that `<name.host>` is
/// `name@host`: whether `address` is it.
#[must_use]
pub fn is_list_address(address: &Address, list_id: &str) -> bool {
    list_id_of(address.as_str()) == plain_list_id(list_id)
}

/// The List-Id of the list whose address this is, if it is one's; see [`is_list_address`].
#[must_use]
pub fn list_id_of(address: &str) -> String {
    address.rsplit_once('@').map_or_else(String::new, |(name, host)| format!("{name}.{host}"))
}

/// A List-Id in the form in which [`list_id_of`] gives it.
#[must_use]
pub fn plain_list_id(list_id: &str) -> String {
    list_id.trim_start_matches('<').trim_end_matches('>').to_ascii_lowercase()
}

/// Every address that [`list_id_of`] turns into that plain List-Id.
pub fn list_addresses(plain: &str) -> impl Iterator<Item = String> {
    let dots = plain.match_indices('.').map(|(at, _)| (plain.get(..at), plain.get(at + 1..)));
    let halves = dots.filter_map(|(name, host)| Some((name?, host?))).filter(|(_, host)| !host.contains('@'));
    halves.map(|(name, host)| format!("{name}@{host}"))
}

/// Local parts of programs, with `-` for `_` and `.`.
const PROGRAMS: [&str; 23] = [
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
];

/// Words of newsletters' addresses.
const NEWS: [&str; 14] = [
    "news",
    "newsletter",
    "newsletters",
    "newsalert",
    "offers",
    "deals",
    "specials",
    "promo",
    "promotions",
    "digest",
    "marketing",
    "mailing",
    "update",
    "updates",
];

/// Functions that are names of people as well: beside another part of an address they are.
const SURNAMES: [&str; 16] = [
    "board", "book", "clerk", "hello", "list", "mail", "manager", "monitor", "office", "post", "press", "school",
    "server", "shop", "store", "winner",
];

/// Functions, without digits behind them. Sorted.
#[rustfmt::skip]
const ROLES: &[&str] = &[
    "abuse", "account", "accounting", "accounts", "admin", "administration", "administrator", "advertising",
    "adverts", "alarm", "alert", "alerts", "anfrage", "anmeldung", "announce", "announcement", "announcements",
    "atendimento", "ayuda", "bestellung", "bestellungen", "bewerbung", "billing", "board", "booking", "bookings",
    "bookkeeping", "buchhaltung", "buero", "bugs", "bugzilla", "callcenter", "care", "careers", "client", "clients",
    "clientservice", "commercial", "communications", "community", "compliance", "compras", "conference", "confirm",
    "confirmation", "contact", "contacto", "contactus", "contato", "contatti", "convention", "council",
    "customercare", "customers", "customerservice", "customersupport", "datenschutz", "deals", "desk", "digest",
    "dispatch", "donate", "donations", "dpo", "editor", "editorial", "editors", "einkauf", "empfang", "enquiries",
    "enquiry", "errors", "events", "facturacion", "facture", "faq", "fatturazione", "feedback", "finance",
    "frontdesk", "fundraising", "gdpr", "genealogy", "general", "hallo", "headoffice", "hello", "help", "helpdesk",
    "hilfe", "hostmaster", "hr", "hrdept", "humanresources", "info", "infodesk", "information", "inquiries",
    "inquiry", "invitation", "invitations", "invoice", "invoices", "invoicing", "it", "itsupport", "jobs", "kontakt",
    "kundendienst", "kundenservice", "legal", "librarian", "library", "list", "lists", "logistics", "mail", "mailbox",
    "mailing", "mailings", "maintenance", "management", "manager", "marketing", "media", "members", "memberservices",
    "membership", "messages", "messenger", "mitglieder", "monitor", "monitoring", "nachrichten", "news", "newsalert",
    "newsletter", "newsletters", "notice", "notices", "notification", "notifications", "notifier", "notify", "offers",
    "office", "online", "operations", "order", "orders", "orderstatus", "partner", "partners", "payment", "payments",
    "payroll", "post", "postmaster", "press", "presse", "pressoffice", "privacy", "procurement", "promo",
    "promotions", "public", "publicity", "purchasing", "qa", "questions", "receipt", "receipts", "reception",
    "rechnung", "rechnungen", "recruiting", "recruitment", "redaktion", "register", "registrar", "registration",
    "reklamation", "reminder", "reminders", "reply", "report", "reports", "research", "reservation", "reservations",
    "returns", "sales", "salesteam", "school", "secretariat", "secretary", "security", "sekretariat", "sender",
    "server", "service", "servicecenter", "services", "servicio", "shipment", "shipping", "shop", "signup", "soporte",
    "spam", "specials", "staff", "statement", "statements", "status", "stellenangebote", "store", "submissions",
    "subscribe", "subscriberservices", "subscription", "subscriptions", "suggestions", "support", "supportteam",
    "survey", "surveys", "sysadmin", "system", "systems", "team", "tech", "technical", "techsupport", "testing",
    "ticket", "tickets", "training", "treasurer", "uebersetzung", "unsubscribe", "update", "updates", "usenet",
    "user", "users", "ventas", "verify", "verkauf", "vertrieb", "voicemail", "vorstand", "warranty", "web",
    "webmaster", "webshop", "webteam", "welcome", "winner",
];

/// Hosts whose every address is a program's.
const DOMAINS: [&str; 3] = ["group.calendar.google.com", "resource.calendar.google.com", "reply.github.com"];

/// Ways to say that nobody reads the answers, without `-`, `_` and `.`.
const NO_REPLY: [&str; 17] = [
    "noreply",
    "noreplies",
    "noresponse",
    "donotreply",
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

/// `noreply`, `no-reply`, `do_not_reply`, `no-reply-42`, `newsletter-noreply`, `noreply+abc`: the saying is the whole,
/// or it is set apart from what stands beside it.
fn is_no_reply(local: &str) -> bool {
    let mark = |c: char| matches!(c, '-' | '_' | '.' | '+' | '=');
    let parts: Vec<&str> = local.split(mark).filter(|part| !part.is_empty()).collect();
    (0..parts.len()).any(|from| {
        let mut said = String::new();
        parts.iter().skip(from).take(4).any(|part| {
            said.push_str(part);
            let said = said.trim_end_matches(|c: char| c.is_ascii_digit());
            NO_REPLY.contains(&said)
        })
    })
}

/// `bounce+abc`, `bounces-123-456`, `bounce-42=jo=a.example`, and other returns that bear the recipient's address
/// (VERP), as in `news-jo=a.example`.
fn is_bounce(local: &str) -> bool {
    let head = local.split(['+', '-', '_', '.', '=']).next().unwrap_or_default();
    let rest = local.get(head.len()..).unwrap_or_default();
    (matches!(head, "bounce" | "bounces" | "prvs") && !rest.is_empty())
        || LIST_COMMANDS.iter().any(|command| local.strip_suffix(command).is_some_and(|list| list.ends_with('-')))
        || local.strip_prefix("owner-").is_some_and(|list| !list.is_empty())
        || local.contains("-bounces+")
        || local.split_once('=').is_some_and(|(_, domain)| domain.trim_matches('.').contains('.'))
}

/// What mailing lists have behind their own name for programs.
const LIST_COMMANDS: [&str; 9] =
    ["bounces", "bounce", "request", "owner", "admin", "return", "subscribe", "unsubscribe", "errors"];

/// `reply+0A1B2C3D4E5F@`, `reply-9f8e7d6c5b4a3210@`: an address made for one answer. A name after the mark is none.
fn is_token(local: &str) -> bool {
    let token =
        ["reply+", "reply-", "r+", "unsubscribe+", "unsubscribe-"].iter().find_map(|head| local.strip_prefix(head));
    let plus = || local.split_once('+').map(|(_, token)| token).filter(|token| token.len() >= 20);
    token.or_else(plus).is_some_and(|token| token.len() >= 12 && token.contains(|c: char| c.is_ascii_digit()))
}

#[cfg(test)]
mod tests;
