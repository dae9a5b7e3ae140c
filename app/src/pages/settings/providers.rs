//! What is known of mail providers before anybody logs in: their server, and what they want first.

/// Whether a provider's mail can be read here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Access {
    /// With the usual password.
    Works,
    /// After something was done at the provider's.
    Prepare(&'static str),
    /// Not at all, and why.
    Cannot(&'static str),
}

/// What to fill in for an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Proposal {
    /// The provider, if it is known.
    pub(crate) name: Option<&'static str>,
    /// The server.
    pub(crate) host: String,
    /// The port.
    pub(crate) port: u16,
    /// What the provider wants first.
    pub(crate) access: Access,
    /// Whether the login name is the address without `@` and what follows.
    pub(crate) local_part: bool,
}

/// What to fill in for an address: what is known of its provider, else a guess. `None` while it is no address yet.
pub(crate) fn propose(address: &str) -> Option<Proposal> {
    let (local, domain) = address.trim().rsplit_once('@')?;
    let domain = domain.to_ascii_lowercase();
    if local.is_empty() || !domain.contains('.') || domain.starts_with('.') || domain.ends_with('.') {
        return None;
    }
    Some(match PROVIDERS.iter().find(|provider| provider.serves(&domain)) {
        Some(provider) => Proposal {
            name: Some(provider.name),
            host: provider.host.to_owned(),
            port: provider.port,
            access: provider.access,
            local_part: provider.local_part,
        },
        None => {
            Proposal { name: None, host: format!("imap.{domain}"), port: 993, access: Access::Works, local_part: false }
        }
    })
}

/// Servers to choose from while one types, each with its provider's name: those of providers, and those that serve
/// other people's domains and so cannot be told from an address.
pub(crate) fn servers() -> impl Iterator<Item = (&'static str, &'static str)> {
    let own = PROVIDERS.iter().filter(|provider| !matches!(provider.access, Access::Cannot(_)));
    own.map(|provider| (provider.host, provider.name)).chain(HOSTING)
}

const HOSTING: [(&str, &str); 6] = [
    ("imap.secureserver.net", "GoDaddy"),
    ("imap.migadu.com", "Migadu"),
    ("mail.gandi.net", "Gandi"),
    ("ssl0.ovh.net", "OVH"),
    ("imap.strato.de", "Strato"),
    ("secure.emailsrvr.com", "Rackspace"),
];

struct Provider {
    name: &'static str,
    /// Whole domains, or beginnings that end in a dot (`yahoo.`: any country).
    domains: &'static [&'static str],
    host: &'static str,
    port: u16,
    access: Access,
    local_part: bool,
}

impl Provider {
    fn serves(&self, domain: &str) -> bool {
        self.domains.iter().any(|known| match known.strip_suffix('.') {
            // A country's ending is short; this keeps `live.example.com` apart from `live.com`.
            Some(brand) => domain.strip_prefix(brand).and_then(|rest| rest.strip_prefix('.')).is_some_and(country),
            None => domain == *known,
        })
    }

    const fn with(self, access: Access) -> Self {
        Self { access, ..self }
    }

    const fn by_local_part(self) -> Self {
        Self { local_part: true, ..self }
    }
}

/// `com`, `de`, `co.uk`, `com.br`.
fn country(ending: &str) -> bool {
    match ending.split_once('.') {
        None => (2..=3).contains(&ending.len()),
        Some((kind, country)) => ["co", "com"].contains(&kind) && country.len() == 2,
    }
}

const fn provider(name: &'static str, host: &'static str, domains: &'static [&'static str]) -> Provider {
    Provider { name, domains, host, port: 993, access: Access::Works, local_part: false }
}

const GOOGLE: Access = Access::Prepare(
    "Gmail needs an app password here, not your usual one. In your Google account, under Security, turn on two-step \
     verification, then create an app password for Kith.",
);
const MICROSOFT: Access = Access::Cannot(
    "Microsoft no longer lets programs read mail with a password, not even an app password. Kith can’t sign in to \
     Outlook or Office 365 yet.",
);
const YAHOO: Access = Access::Prepare(
    "Yahoo needs an app password here, not your usual one. Create it in your Yahoo account, under Security. Yahoo shows \
     Kith only the newest 10,000 messages in each folder.",
);
const AOL: Access = Access::Prepare(
    "AOL needs an app password here, not your usual one. Create it in your AOL account, under Security.",
);
const APPLE: Access = Access::Prepare(
    "iCloud needs an app-specific password here, not your usual one. Create it at account.apple.com, under Sign-In and \
     Security.",
);
const APP_PASSWORD: Access = Access::Prepare(
    "This provider needs an app password here, not your usual one. Create it in your account settings, under security \
     or passwords.",
);
const SWITCH_ON: Access = Access::Prepare(
    "This provider lets mail programs in only after you allow it. First turn on IMAP in its webmail settings.",
);
const CODE: Access = Access::Prepare(
    "First turn on IMAP in the webmail settings. You then get an authorisation code. Enter it here instead of your \
     password.",
);
const PROTON: Access = Access::Prepare(
    "Kith can read Proton mail only through Proton Bridge, running on the same computer as Kith’s server. Use the user \
     name and password that Bridge shows you.",
);
const NO_IMAP: Access =
    Access::Cannot("This provider doesn’t let other programs read your mail (it has no IMAP), so Kith can’t either.");

const PROVIDERS: [Provider; 24] = [
    provider("Gmail", "imap.gmail.com", &["gmail.com", "googlemail.com"]).with(GOOGLE),
    provider("Outlook", "outlook.office365.com", &["outlook.", "hotmail.", "live.", "msn.com", "office365.com"])
        .with(MICROSOFT),
    provider("Yahoo", "imap.mail.yahoo.com", &["yahoo.", "ymail.com", "rocketmail.com"]).with(YAHOO),
    provider("AOL", "imap.aol.com", &["aol.", "aim.com", "verizon.net"]).with(AOL),
    provider("iCloud", "imap.mail.me.com", &["icloud.com", "me.com", "mac.com"]).with(APPLE).by_local_part(),
    provider("Fastmail", "imap.fastmail.com", &["fastmail.com", "fastmail.fm"]).with(APP_PASSWORD),
    provider("Zoho", "imap.zoho.eu", &["zoho.eu", "zohomail.eu"]).with(SWITCH_ON),
    provider("Zoho", "imap.zoho.com", &["zoho.com", "zohomail.com"]).with(SWITCH_ON),
    provider("GMX", "imap.gmx.net", &["gmx.net", "gmx.de", "gmx.at", "gmx.ch"]).with(SWITCH_ON),
    provider("GMX", "imap.gmx.com", &["gmx."]).with(SWITCH_ON),
    provider("WEB.DE", "imap.web.de", &["web.de"]).with(SWITCH_ON).by_local_part(),
    provider("Mail.ru", "imap.mail.ru", &["mail.ru", "inbox.ru", "list.ru", "bk.ru"]).with(APP_PASSWORD),
    provider("Yandex", "imap.yandex.com", &["yandex.", "ya.ru"]).with(SWITCH_ON),
    provider("Posteo", "posteo.de", &["posteo."])
        .with(Access::Prepare("If you use two-step login at Posteo, create an app password there and enter it here.")),
    provider("mailbox.org", "imap.mailbox.org", &["mailbox.org"]),
    provider("Comcast", "imap.comcast.net", &["comcast.net", "xfinity.com"]),
    provider("T-Online", "secureimap.t-online.de", &["t-online.de", "magenta.de"]).with(Access::Prepare(
        "T-Online needs a separate password for mail programs. Set it in the customer centre, under passwords.",
    )),
    provider("IONOS", "imap.1und1.de", &["1und1.de", "online.de", "onlinehome.de"]),
    provider("Infomaniak", "mail.infomaniak.com", &["ik.me", "ikmail.com", "etik.com", "infomaniak.com"]),
    provider("freenet", "mx.freenet.de", &["freenet.de"]).with(SWITCH_ON),
    provider("QQ", "imap.qq.com", &["qq.com", "foxmail.com"]).with(CODE),
    provider("163", "imap.163.com", &["163.com"]).with(CODE),
    Provider {
        port: 1143,
        ..provider("Proton", "127.0.0.1", &["proton.me", "protonmail.com", "protonmail.ch", "pm.me"]).with(PROTON)
    },
    provider(
        "This provider",
        "",
        &["tuta.com", "tuta.io", "tutamail.com", "tutanota.com", "tutanota.de", "keemail.me", "hey.com"],
    )
    .with(NO_IMAP),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_domains_have_their_server() {
        for (address, host) in [
            ("ada@gmail.com", "imap.gmail.com"),
            ("Ada@GoogleMail.com ", "imap.gmail.com"),
            ("ada@yahoo.co.uk", "imap.mail.yahoo.com"),
            ("ada@gmx.de", "imap.gmx.net"),
            ("ada@gmx.co.uk", "imap.gmx.com"),
            ("ada@posteo.net", "posteo.de"),
            ("ada@t-online.de", "secureimap.t-online.de"),
            ("ada@live.com", "outlook.office365.com"),
        ] {
            assert_eq!(propose(address).map(|proposal| proposal.host).as_deref(), Some(host), "{address}");
        }
    }

    #[test]
    fn an_unknown_domain_gets_a_guess() {
        for domain in ["x.example", "live.example.com", "notgmail.com", "yahoo.consulting"] {
            let proposal = propose(&format!("ada@{domain}")).expect("an address");
            assert_eq!((proposal.name, proposal.host, proposal.port), (None, format!("imap.{domain}"), 993));
        }
    }

    #[test]
    fn what_is_no_address_gets_none() {
        for text in ["", "ada", "ada@", "ada@x", "@gmail.com", "ada@x.", "ada@.x"] {
            assert_eq!(propose(text), None, "{text}");
        }
    }

    #[test]
    fn those_that_cannot_work_say_so() {
        for address in ["a@outlook.com", "a@hotmail.co.uk", "a@tutanota.com", "a@hey.com"] {
            assert!(matches!(propose(address).map(|p| p.access), Some(Access::Cannot(_))), "{address}");
        }
    }

    #[test]
    fn some_log_in_without_their_domain() {
        for (address, local) in [("a@icloud.com", true), ("a@web.de", true), ("a@gmail.com", false)] {
            assert_eq!(propose(address).map(|proposal| proposal.local_part), Some(local), "{address}");
        }
    }

    #[test]
    fn proton_needs_its_bridge() {
        let proposal = propose("a@proton.me").expect("known");
        assert_eq!((proposal.host.as_str(), proposal.port), ("127.0.0.1", 1143));
        assert!(matches!(proposal.access, Access::Prepare(hint) if hint.contains("Bridge")));
    }
}
