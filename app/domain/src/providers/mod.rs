//! What is known of mail providers before anyone logs in: their server, and what they want first. The table is
//! `app/domain/providers.toml`; a provider is added there.

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
    /// Its own page about mail programs.
    pub help: &'static str,
    /// The domains of its pages besides those of its addresses.
    sites: &'static [&'static str],
}

/// How its server is encrypted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Security {
    /// From the first byte.
    Tls,
    /// After STARTTLS.
    StartTls,
}

/// What it takes for the user name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Username {
    /// The whole address.
    Address,
    /// What stands before the @.
    LocalPart,
}

/// Whether its mail can be read here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// With the usual password.
    Works,
    /// After something was done at the provider's.
    Prepare,
    /// Not at all.
    Cannot,
}

/// Something to do or to know, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    pub task: Task,
    /// A page of the provider's.
    pub at: Option<&'static str>,
}

/// What there is to do or to know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Task {
    /// Turn on two-step login: there are no app passwords without.
    TwoStep,
    /// Create an app password.
    AppPassword,
    /// The same, where two-step login is on.
    AppPasswordIfTwoStep,
    /// Let mail programs in.
    SwitchOn,
    /// Get a code that stands for the password.
    Code,
    /// Set a password of its own for mail programs.
    MailPassword,
    /// Run the provider's own program on the computer of the relay.
    Bridge,
    /// Pay for it.
    Paid,
    /// It wants a sign-in in the browser.
    SignIn,
    /// It has no IMAP.
    NoImap,
}

include!(concat!(env!("OUT_DIR"), "/providers.rs"));

impl Provider {
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

fn is_under(name: &str, above: &str) -> bool {
    name.strip_suffix(above).is_some_and(|rest| rest.ends_with('.'))
}

#[cfg(test)]
mod tests;
