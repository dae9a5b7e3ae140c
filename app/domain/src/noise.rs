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

/// Whether an address can only be a program's (no-reply, mailer-daemon, bounces, …), whatever was written to it.
///
/// Conservative: behind `info@` or `support@` a person may sit, and `alerts@` may be somebody's name for a team; only
/// addresses at which nobody reads are meant.
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
const PROGRAMS: [&str; 16] = [
    "mailer-daemon",
    "mailerdaemon",
    "postmaster",
    "bounce",
    "bounces",
    "notification",
    "notifications",
    "notify",
    "alert",
    "alerts",
    "autoreply",
    "auto-reply",
    "automailer",
    "listserv",
    "majordomo",
    "daemon",
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
        || local.ends_with("-bounces")
        || local.ends_with("-bounce")
        || local.contains("-bounces+")
        || local.split_once('=').is_some_and(|(_, domain)| domain.trim_matches('.').contains('.'))
}

/// `reply+0A1B2C3D4E5F@`, `reply-9f8e7d6c5b4a3210@`: an address made for one answer. A name after the mark is none.
fn is_token(local: &str) -> bool {
    let token =
        ["reply+", "reply-", "r+", "unsubscribe+", "unsubscribe-"].iter().find_map(|head| local.strip_prefix(head));
    token.is_some_and(|token| token.len() >= 12 && token.contains(|c: char| c.is_ascii_digit()))
}

#[cfg(test)]
mod tests;
