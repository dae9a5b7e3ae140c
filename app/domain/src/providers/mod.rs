//! What is known of mail providers before anyone logs in: their server, and what they want first. The table is
//! `app/domain/providers.toml`; a provider is added there.

mod kinds;

pub use kinds::{Access, Security, Task, Username};

use crate::domains::is_country;

/// A mail provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Provider {
    /// As people call it.
    pub name: &'static str,
    domains: &'static [&'static str],
    families: &'static [&'static str],
    below: &'static [&'static str],
    exchangers: &'static [&'static str],
    /// Its IMAP server. Empty if it has none.
    pub host: &'static str,
    pub port: u16,
    pub security: Security,
    pub username: Username,
    pub access: Access,
    /// What to do or to know before the login, in order. Where it cannot work: why.
    pub steps: &'static [Step],
    /// Whether its app passwords are shown in blocks, with blanks between them that do not count.
    pub grouped: bool,
    /// How many messages of a folder it shows to programs, the newest, if not all.
    pub newest: Option<u32>,
    /// Who gives tokens for it (OAuth 2), if anyone does.
    pub issuer: Option<&'static str>,
    /// Where to begin to look for its address books (CardDAV), if it has some and its domains do not say so.
    pub address_books: Option<&'static str>,
    /// Its own page about mail programs.
    pub help: &'static str,
    /// The domains of its pages besides those of its addresses.
    sites: &'static [&'static str],
}

/// Something to do or to know, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    pub task: Task,
    /// A page of the provider's.
    pub at: Option<&'static str>,
}

include!(concat!(env!("OUT_DIR"), "/providers.rs"));

impl Provider {
    /// As people call it in a sentence: without what tells its entry from others of the same name, as in "GMX
    /// (international)".
    #[must_use]
    pub fn short_name(&self) -> &'static str {
        self.name.split_once(" (").map_or(self.name, |(name, _)| name)
    }

    /// Whether it gives out passwords for programs.
    #[must_use]
    pub fn has_app_passwords(&self) -> bool {
        self.steps.iter().any(|step| matches!(step.task, Task::AppPassword | Task::AppPasswordIfTwoStep))
    }

    /// Whether its server is a program on the computer of the relay.
    #[must_use]
    pub fn is_bridge(&self) -> bool {
        self.steps.iter().any(|step| step.task == Task::Bridge)
    }
}

/// Whose an address's domain is.
#[must_use]
pub fn by_domain(domain: &str) -> Option<&'static Provider> {
    let domain = domain.to_ascii_lowercase();
    let (first, rest) = domain.split_once('.')?;
    let is_in = |list: &[&str]| list.contains(&domain.as_str());
    let is_below = |provider: &Provider| provider.below.iter().any(|above| is_under(&domain, above));
    // A country's domain may be another provider's, which then names it whole.
    let family = |provider: &&Provider| is_country(rest) && provider.families.contains(&first) || is_below(provider);
    ALL.iter().find(|provider| is_in(provider.domains)).or_else(|| ALL.iter().find(family))
}

/// With whom the mail of a domain is, by the name of its mail exchanger (MX).
#[must_use]
pub fn by_mail_exchanger(host: &str) -> Option<&'static Provider> {
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    let longest = |provider: &'static Provider| {
        let endings = provider.exchangers.iter().filter(|ending| host == **ending || is_under(&host, ending));
        Some((endings.map(|ending| ending.len()).max()?, provider))
    };
    ALL.iter().filter_map(longest).max_by_key(|(length, _)| *length).map(|(_, provider)| provider)
}

/// Whose an IMAP server is. The bridges on the computer of the relay are no one's.
#[must_use]
pub fn by_host(host: &str) -> Option<&'static Provider> {
    let host = host.trim().trim_end_matches('.');
    let is_its = |provider: &&Provider| !provider.is_bridge() && provider.host.eq_ignore_ascii_case(host);
    ALL.iter().filter(|provider| !provider.host.is_empty()).find(is_its)
}

/// A password as the server wants it that was typed as a provider shows it: an app password in blocks of letters and
/// digits, without the blanks between them. `None` if it goes as it is.
#[must_use]
pub fn joined(host: &str, typed: &str) -> Option<String> {
    let is_block = |block: &&str| (3..=8).contains(&block.len()) && block.bytes().all(|b| b.is_ascii_alphanumeric());
    let blocks: Vec<&str> = typed.split_whitespace().collect();
    let is_grouped = blocks.len() > 1
        && blocks.iter().all(is_block)
        && blocks.iter().all(|block| Some(block.len()) == blocks.first().map(|first| first.len()));
    let is_known = by_host(host).is_some_and(|provider| provider.grouped);
    (is_grouped && is_known).then(|| blocks.concat())
}

/// The other form of a user name: the part before the @ for the whole address, and the address for that part.
#[must_use]
pub fn other_username(username: &str, address: &str) -> Option<String> {
    let (local, _) = address.rsplit_once('@').filter(|(local, _)| !local.is_empty())?;
    if username.eq_ignore_ascii_case(address) {
        Some(local.to_owned())
    } else {
        username.eq_ignore_ascii_case(local).then(|| address.to_owned())
    }
}

fn is_under(name: &str, above: &str) -> bool {
    name.strip_suffix(above).is_some_and(|rest| rest.ends_with('.'))
}

#[cfg(test)]
mod tests;
