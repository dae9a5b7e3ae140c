//! Lists, newsletters and robots: mail that is no sign of a relationship, and who sends it.

mod address;
mod hint;
mod list;
mod sender;
mod words;

pub use address::{Form, form, is_robot, is_role};
pub use hint::{Hint, of_subject};
pub use list::{is_list_address, list_addresses, list_id_of, plain_list_id};
pub use sender::{Heard, Sender, sender};

use crate::message::{Bulk, Facts, Role};

/// Why a message does not come from a person to me personally.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum Noise {
    /// It went to more than twenty people.
    Mass = 1,
    /// It came over a mailing list.
    List = 2,
    /// It is a newsletter or another mail with many readers.
    Bulk = 3,
    /// A program sent it.
    Robot = 4,
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
    let robot =
        |address: &str| crate::address::Address::parse(address).is_some_and(|address| is_certain(form(&address)));
    verdict(marks, facts.parties.iter().map(|party| (party.role, party.address.as_str())), robot)
}

/// Whether what comes from an address of that form is a program's.
#[must_use]
pub const fn is_certain(form: Form) -> bool {
    matches!(form, Form::Robot | Form::Token)
}

/// List if it bears List-Id, or was passed on by a list's program, or is to be answered to where it went; Robot if it
/// bears Auto-Submitted or comes from a robot's address; Bulk if it bears List-Unsubscribe or Precedence; Mass if it goes
/// to more than 20 people.
pub fn verdict<'a>(
    marks: Marks,
    parties: impl Iterator<Item = (Role, &'a str)> + Clone,
    is_robot: impl Fn(&'a str) -> bool,
) -> Option<Noise> {
    let with = |role: Role| parties.clone().filter(move |party| party.0 == role).map(|party| party.1);
    let recipients = || parties.clone().filter(|(role, _)| matches!(role, Role::To | Role::Cc | Role::Bcc));
    let is_from = |address: &str| with(Role::From).any(|from| from == address);
    let by_list_program = || {
        with(Role::Sender).any(|sender| {
            let local = sender.split('@').next().unwrap_or(sender);
            address::is_list_command(local) && !is_from(sender)
        })
    };
    // Old lists bear no List-Id: answers go to the list, to which the message went.
    let answered_there = || {
        let domain = |address: &'a str| address.rsplit_once('@').map(|(_, domain)| domain);
        let there = |address: &'a str| {
            let elsewhere = !with(Role::From).any(|from| domain(from) == domain(address));
            let same = |to: &'a str| to == address || elsewhere && domain(to) == domain(address);
            recipients().any(|(_, to)| same(to)) && !is_from(address)
        };
        marks.bulk && with(Role::ReplyTo).any(there)
    };
    if marks.list || by_list_program() || answered_there() {
        Some(Noise::List)
    } else if marks.auto_submitted || with(Role::From).any(is_robot) {
        Some(Noise::Robot)
    } else if marks.bulk {
        Some(Noise::Bulk)
    } else {
        (recipients().nth(RECIPIENTS).is_some()).then_some(Noise::Mass)
    }
}

#[cfg(test)]
mod tests;
