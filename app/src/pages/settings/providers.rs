//! What is known of mail providers before anyone logs in: their server, and what they want first.

use crate::i18n::t;

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
            access: (provider.access)(),
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
    let own = PROVIDERS.iter().filter(|provider| !matches!((provider.access)(), Access::Cannot(_)));
    own.map(|provider| (provider.host, provider.name)).chain(HOSTING.iter().map(|server| (server.host, server.name)))
}

/// A server of a provider that serves other people's domains.
struct Server {
    host: &'static str,
    name: &'static str,
}

const HOSTING: [Server; 6] = [
    Server { host: "imap.secureserver.net", name: "GoDaddy" },
    Server { host: "imap.migadu.com", name: "Migadu" },
    Server { host: "mail.gandi.net", name: "Gandi" },
    Server { host: "ssl0.ovh.net", name: "OVH" },
    Server { host: "imap.strato.de", name: "Strato" },
    Server { host: "secure.emailsrvr.com", name: "Rackspace" },
];

/// Says what a provider wants first, in the language of the page.
type Say = fn() -> Access;

struct Provider {
    name: &'static str,
    /// Whole domains, or beginnings that end in a dot (`yahoo.`: any country).
    domains: &'static [&'static str],
    host: &'static str,
    port: u16,
    access: Say,
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
}

/// `com`, `de`, `co.uk`, `com.br`.
fn country(ending: &str) -> bool {
    match ending.split_once('.') {
        None => (2..=3).contains(&ending.len()),
        Some((kind, country)) => ["co", "com"].contains(&kind) && country.len() == 2,
    }
}

/// One whose mail is read with the usual password.
const fn at(host: &'static str, domains: &'static [&'static str]) -> Provider {
    Provider { name: "", domains, host, port: 993, access: || Access::Works, local_part: false }
}

const GOOGLE: Say = || Access::Prepare(t::providers::google());
const MICROSOFT: Say = || Access::Cannot(t::providers::microsoft());
const YAHOO: Say = || Access::Prepare(t::providers::yahoo());
const AOL: Say = || Access::Prepare(t::providers::aol());
const APPLE: Say = || Access::Prepare(t::providers::apple());
const APP_PASSWORD: Say = || Access::Prepare(t::providers::app_password());
const SWITCH_ON: Say = || Access::Prepare(t::providers::switch_on());
const CODE: Say = || Access::Prepare(t::providers::code());
const PROTON: Say = || Access::Prepare(t::providers::proton());
const NO_IMAP: Say = || Access::Cannot(t::providers::no_imap());

const PROVIDERS: [Provider; 24] = [
    Provider { name: "Gmail", access: GOOGLE, ..at("imap.gmail.com", &["gmail.com", "googlemail.com"]) },
    Provider {
        name: "Outlook",
        access: MICROSOFT,
        ..at("outlook.office365.com", &["outlook.", "hotmail.", "live.", "msn.com", "office365.com"])
    },
    Provider { name: "Yahoo", access: YAHOO, ..at("imap.mail.yahoo.com", &["yahoo.", "ymail.com", "rocketmail.com"]) },
    Provider { name: "AOL", access: AOL, ..at("imap.aol.com", &["aol.", "aim.com", "verizon.net"]) },
    Provider {
        name: "iCloud",
        access: APPLE,
        local_part: true,
        ..at("imap.mail.me.com", &["icloud.com", "me.com", "mac.com"])
    },
    Provider { name: "Fastmail", access: APP_PASSWORD, ..at("imap.fastmail.com", &["fastmail.com", "fastmail.fm"]) },
    Provider { name: "Zoho", access: SWITCH_ON, ..at("imap.zoho.eu", &["zoho.eu", "zohomail.eu"]) },
    Provider { name: "Zoho", access: SWITCH_ON, ..at("imap.zoho.com", &["zoho.com", "zohomail.com"]) },
    Provider { name: "GMX", access: SWITCH_ON, ..at("imap.gmx.net", &["gmx.net", "gmx.de", "gmx.at", "gmx.ch"]) },
    Provider { name: "GMX", access: SWITCH_ON, ..at("imap.gmx.com", &["gmx."]) },
    Provider { name: "WEB.DE", access: SWITCH_ON, local_part: true, ..at("imap.web.de", &["web.de"]) },
    Provider {
        name: "Mail.ru",
        access: APP_PASSWORD,
        ..at("imap.mail.ru", &["mail.ru", "inbox.ru", "list.ru", "bk.ru"])
    },
    Provider { name: "Yandex", access: SWITCH_ON, ..at("imap.yandex.com", &["yandex.", "ya.ru"]) },
    Provider { name: "Posteo", access: || Access::Prepare(t::providers::posteo()), ..at("posteo.de", &["posteo."]) },
    Provider { name: "mailbox.org", ..at("imap.mailbox.org", &["mailbox.org"]) },
    Provider { name: "Comcast", ..at("imap.comcast.net", &["comcast.net", "xfinity.com"]) },
    Provider {
        name: "T-Online",
        access: || Access::Prepare(t::providers::t_online()),
        ..at("secureimap.t-online.de", &["t-online.de", "magenta.de"])
    },
    Provider { name: "IONOS", ..at("imap.1und1.de", &["1und1.de", "online.de", "onlinehome.de"]) },
    Provider {
        name: "Infomaniak",
        ..at("mail.infomaniak.com", &["ik.me", "ikmail.com", "etik.com", "infomaniak.com"])
    },
    Provider { name: "freenet", access: SWITCH_ON, ..at("mx.freenet.de", &["freenet.de"]) },
    Provider { name: "QQ", access: CODE, ..at("imap.qq.com", &["qq.com", "foxmail.com"]) },
    Provider { name: "163", access: CODE, ..at("imap.163.com", &["163.com"]) },
    Provider {
        name: "Proton",
        port: 1143,
        access: PROTON,
        ..at("127.0.0.1", &["proton.me", "protonmail.com", "protonmail.ch", "pm.me"])
    },
    Provider {
        name: "Tuta, HEY",
        access: NO_IMAP,
        ..at("", &["tuta.com", "tuta.io", "tutamail.com", "tutanota.com", "tutanota.de", "keemail.me", "hey.com"])
    },
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
