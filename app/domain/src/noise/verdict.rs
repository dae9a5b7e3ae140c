//! Whether a message is noise, and which.

use super::address::{form, is_certain, is_list_command};
use super::author::{author, service_of};
use super::automatic::automatic_of;
use crate::address::Address;
use crate::message::{Bulk, Facts, ParticipantRole};

/// Why a message does not come from a person to the user personally.
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
    AutomatedSender = 4,
    /// A program wrote it in someone's name, or about someone's mail: see
    /// [`Automatic`](crate::message::Automatic). Unlike the others that holds of
    /// what the user "sent", too.
    Automatic = 5,
}

/// A message to more people than that is an announcement.
pub const RECIPIENTS: usize = 20;

/// The marks of bulk mail that a header carries.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Marks {
    /// List-Id.
    pub list: bool,
    /// Auto-Submitted, other than "no".
    pub auto_submitted: bool,
    /// List-Unsubscribe, or Precedence with bulk, list or junk.
    pub bulk: bool,
    /// A service or a list put its own address into From: see [`via`].
    pub via: bool,
    /// Someone else wrote it than the service that sent it: see [`author`].
    pub through: bool,
}

/// Whether a received message is noise, and which.
#[must_use]
pub fn of_message(facts: &Facts) -> Option<Noise> {
    automatic_of(facts).map(|_| Noise::Automatic).or_else(|| by_marks(facts))
}

/// Whether a received message is noise by its marks, and which: see [`verdict`].
#[must_use]
pub fn by_marks(facts: &Facts) -> Option<Noise> {
    let Bulk { list_id, unsubscribe, precedence, auto_submitted } = &facts.bulk;
    let parties = facts.parties.iter().map(|party| (party.role, &party.address));
    let via = via_of(facts).is_some();
    let marks = Marks {
        list: list_id.is_some(),
        auto_submitted: *auto_submitted,
        bulk: *unsubscribe || *precedence,
        via,
        through: !via && author(parties.clone(), Address::as_str, form).is_some(),
    };
    verdict(marks, parties, Address::as_str, |address| is_certain(form(address)))
}

/// Under which name a service writes that put its own address into From, and the author's into Reply-To or
/// X-Original-From: `Acme Sign` of `Mara Birke via Acme Sign`; empty if it gave itself none. `None`: none did.
///
/// `parties`: whom the message names, in which field, and under which name.
pub fn via<'n, P: Copy + PartialEq>(
    parties: impl Iterator<Item = (ParticipantRole, P, Option<&'n str>)> + Clone,
) -> Option<&'n str> {
    let with = |role: ParticipantRole| parties.clone().filter(move |party| party.0 == role);
    let is_from = |party: P| with(ParticipantRole::From).any(|from| from.1 == party);
    let is_rewritten = with(ParticipantRole::Original).any(|party| !is_from(party.1));
    // Most mail names no one else, and its names need not be searched.
    if !is_rewritten && !with(ParticipantRole::ReplyTo).any(|party| !is_from(party.1)) {
        return None;
    }
    let service = with(ParticipantRole::From).find_map(|from| service_of(from.2?));
    service.or(is_rewritten.then_some(""))
}

/// The same for facts.
#[must_use]
pub fn via_of(facts: &Facts) -> Option<&str> {
    via(facts.parties.iter().map(|party| (party.role, &party.address, party.name.as_deref())))
}

/// List if it bears List-Id, or was passed on by a list's program, or is to be answered to where it went, or bears a
/// service's address in the place of the author's; AutomatedSender if it bears Auto-Submitted or comes from an
/// automated sender's address, unless that only passed on what someone wrote; Bulk if it bears List-Unsubscribe or
/// Precedence; Mass if it goes to more than 20 people.
///
/// `parties`: whom the message names, and in which field; `text` gives the address of one.
pub fn verdict<'a, P: Copy + PartialEq>(
    marks: Marks,
    parties: impl Iterator<Item = (ParticipantRole, P)> + Clone,
    text: impl Fn(P) -> &'a str,
    is_automated_sender: impl Fn(P) -> bool,
) -> Option<Noise> {
    let with = |role: ParticipantRole| parties.clone().filter(move |party| party.0 == role).map(|party| party.1);
    let is_from = |party: P| with(ParticipantRole::From).any(|from| from == party);
    let recipients = || {
        parties
            .clone()
            .filter(|(role, _)| matches!(role, ParticipantRole::To | ParticipantRole::Cc | ParticipantRole::Bcc))
    };
    let by_list_program = || {
        with(ParticipantRole::Sender).any(|sender| {
            let local = text(sender).split('@').next().unwrap_or_default();
            is_list_command(local) && !is_from(sender)
        })
    };
    // Old lists bear no List-Id: answers go to the list, to which the message went, or to another of the same host.
    let answered_there = || {
        let domain = |party: P| text(party).rsplit_once('@').map(|(_, domain)| domain);
        let there = |party: P| {
            let elsewhere = !with(ParticipantRole::From).any(|from| domain(from) == domain(party));
            let same = |to: P| to == party || elsewhere && domain(to) == domain(party);
            recipients().any(|(_, to)| same(to)) && !is_from(party)
        };
        marks.bulk && with(ParticipantRole::ReplyTo).any(there)
    };
    if marks.list || marks.via || by_list_program() || answered_there() {
        Some(Noise::List)
    } else if !marks.through && (marks.auto_submitted || with(ParticipantRole::From).any(is_automated_sender)) {
        Some(Noise::AutomatedSender)
    } else if marks.bulk {
        Some(Noise::Bulk)
    } else {
        (recipients().nth(RECIPIENTS).is_some()).then_some(Noise::Mass)
    }
}
