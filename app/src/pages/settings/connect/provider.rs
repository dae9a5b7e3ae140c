//! What a provider wants before anyone logs in, in words.

use crate::i18n::{number, t};
use crate::present::provider::{Link, StepWords, help, steps};
use kith_domain::providers::{Access, Provider, by_domain, by_host};

/// A kind of mailbox that can be chosen by its name, also where the address does not tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Gmail,
    Office,
    Yahoo,
    Aol,
    ICloud,
    Exchange,
    Imap,
    Pop,
}

impl Kind {
    /// All of them, in their order on the page.
    pub(crate) const ALL: [Self; 8] =
        [Self::Gmail, Self::Office, Self::Yahoo, Self::Aol, Self::ICloud, Self::Exchange, Self::Imap, Self::Pop];

    /// As it is called on the page.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Exchange => t::connect::exchange(),
            Self::Imap => t::connect::other_provider(),
            Self::Pop => t::connect::pop(),
            _ => self.provider().map_or("", |provider| provider.name),
        }
    }

    /// Its name in the document.
    pub(crate) const fn id(self) -> &'static str {
        match self {
            Self::Gmail => "gmail",
            Self::Office => "office",
            Self::Yahoo => "yahoo",
            Self::Aol => "aol",
            Self::ICloud => "icloud",
            Self::Exchange => "exchange",
            Self::Imap => "imap",
            Self::Pop => "pop",
        }
    }

    /// The one provider that it stands for.
    pub(crate) fn provider(self) -> Option<&'static Provider> {
        let domain = match self {
            Self::Gmail => "gmail.com",
            Self::Office => "outlook.com",
            Self::Yahoo => "yahoo.com",
            Self::Aol => "aol.com",
            Self::ICloud => "icloud.com",
            Self::Exchange | Self::Imap | Self::Pop => return None,
        };
        by_domain(domain)
    }

    /// What there is to know of it, where it is no provider's.
    pub(crate) fn note(self) -> Option<&'static str> {
        match self {
            Self::Exchange => Some(t::connect::exchange_note()),
            Self::Pop => Some(t::connect::pop_note()),
            _ => None,
        }
    }
}

/// What is told of a provider before the login.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Guide {
    pub(crate) access: Access,
    pub(crate) title: String,
    /// What to do or to know.
    pub(crate) steps: Vec<StepWords>,
    /// What holds for it once it is connected.
    pub(crate) notes: Vec<String>,
    pub(crate) help: Link,
}

/// What is to be told of a provider.
pub(crate) fn guide(provider: &'static Provider) -> Guide {
    let name = provider.short_name();
    let title = match provider.access {
        Access::Works => name.to_owned(),
        Access::Prepare => t::providers::prepare(name),
        Access::Cannot => t::providers::cannot(name),
    };
    let mut notes: Vec<String> =
        provider.newest.map(|newest| t::providers::newest(name, number(newest))).into_iter().collect();
    if provider.access == Access::Cannot {
        notes.push(t::providers::instead().to_owned());
    }
    Guide { access: provider.access, title, steps: steps(provider), notes, help: help(provider) }
}

/// Servers to choose from while one types, each with its provider's name.
pub(crate) fn servers() -> impl Iterator<Item = (&'static str, &'static str)> {
    let can = |provider: &&Provider| provider.access != Access::Cannot;
    kith_domain::providers::ALL.iter().filter(can).map(|provider| (provider.host, provider.name))
}

/// Whether a server is a known provider's, all of which are encrypted.
pub(crate) fn is_known(host: &str) -> bool {
    by_host(host).is_some()
}

#[cfg(test)]
mod tests {
    use super::{Kind, guide, servers};
    use kith_domain::providers::{ALL, Access, by_domain};

    #[test]
    fn every_kind_by_name_is_a_provider_of_the_table_or_says_what_to_do() {
        for kind in Kind::ALL {
            match kind.provider() {
                Some(_) => assert!(!kind.name().is_empty(), "{kind:?}"),
                None => assert!(kind.note().is_some() || kind == Kind::Imap, "{kind:?}"),
            }
        }
        let names = Kind::ALL.map(Kind::name);
        let [by_address @ .., exchange, other, pop] = names;
        assert_eq!(by_address, ["Gmail", "Office 365 / Outlook.com", "Yahoo", "AOL", "iCloud"]);
        assert_eq!([exchange, other, pop], ["Exchange", "Another provider", "POP3"]);
    }

    #[test]
    fn whoever_cannot_connect_is_told_what_else_to_do() {
        for provider in ALL {
            let guide = guide(provider);
            assert!(guide.access != Access::Cannot || !guide.notes.is_empty());
            assert!(!guide.title.contains('('), "{}", guide.title);
        }
    }

    #[test]
    fn yahoo_says_how_much_it_shows_before_anything_is_read() {
        let notes = by_domain("yahoo.de").map(|provider| guide(provider).notes).unwrap_or_default();
        assert!(notes.iter().any(|note| note.contains("10,000")), "{notes:?}");
    }

    #[test]
    fn only_servers_that_can_be_read_are_offered() {
        assert!(servers().any(|(host, _)| host == "imap.gmail.com"));
        assert!(servers().all(|(host, _)| !host.is_empty() && host != "outlook.office365.com"));
    }
}
