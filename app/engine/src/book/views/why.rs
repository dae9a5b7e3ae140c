//! Why something is shown, or is not: the rules, and the very messages.

use crate::api::{AddressReason, MessageKey, Origin, PersonId, Reason, Why, WhyMessage, WhyOf, WhyPoint};
use crate::book::Book;
use crate::book::derive::people::Person;
use crate::book::facts::correspondents::Mention;
use kith_domain::message::ParticipantRole;
use kith_domain::small_sort::SmallSort;

/// Maximum number of messages shown for a reason.
const MAX_SHOWN: usize = 5;

impl Book {
    /// Why something is shown, or is not. `None`: there is no such person, or message with them.
    pub(crate) fn why(&self, of: WhyOf) -> Option<Why> {
        match of {
            WhyOf::Person(id) => self.why_person(self.derived.of(self.journal.state().one(id))?),
            WhyOf::Message(id, message) => self.why_message(self.derived.of(self.journal.state().one(id))?, message),
        }
    }

    fn why_person(&self, person: &Person) -> Option<Why> {
        let reason = self.reason(person);
        let by: fn(&Origin, &Origin) -> bool = match reason {
            // What was said needs no message; those that name them are shown all the same.
            Reason::Origin(_) => |own, of| own == of,
            _ => |_, _| true,
        };
        let mut rows: Vec<u32> = Vec::new();
        for &address in &person.addresses {
            rows.extend(self.rows.naming(address, &self.correspondents).filter(|&row| {
                let message = self.rows.message(row);
                let named = |party: Mention| {
                    party.address == address
                        && by(&Origin::of(party.role, message.sent, message.noise), &person.figures.origin)
                };
                self.rows.is_counted(row) && self.parties_of(row).any(named)
            }));
        }
        let mut points = vec![WhyPoint::Reason(reason)];
        points.extend(person.addresses.iter().filter_map(|&address| self.why_address(person, address)));
        let last = self.last_contact_about(person, self.day());
        points.extend(last.map(|(last, about)| WhyPoint::LastContact(last, about)));
        Some(self.because(points, rows))
    }

    fn why_message(&self, person: &Person, message: MessageKey) -> Option<Why> {
        let row = self.rows.find(message.0)?;
        let named = self.parties_of(row).filter(|party| {
            person.addresses.contains(&party.address)
                && matches!(
                    party.role,
                    ParticipantRole::From | ParticipantRole::To | ParticipantRole::Cc | ParticipantRole::Bcc
                )
        });
        let (mut points, mut rows) = (Vec::new(), Vec::new());
        for party in named {
            let address = self.correspondents.address_text(party.address).to_owned();
            points.push(WhyPoint::Named { address, role: party.role });
            points.extend(self.why_address(person, party.address));
            if let Some(join) = self.links.join(party.address) {
                rows.push(join.row);
                rows.extend(self.answered(join.row));
            }
        }
        points.dedup();
        (!points.is_empty()).then(|| self.because(points, rows))
    }

    /// Why an address is someone's, where that needs a word.
    fn why_address(&self, person: &Person, address: u32) -> Option<WhyPoint> {
        let how = self.how(person, address);
        (how != AddressReason::First)
            .then(|| WhyPoint::Address { address: self.correspondents.address_text(address).to_owned(), how })
    }

    fn because(&self, points: Vec<WhyPoint>, mut rows: Vec<u32>) -> Why {
        rows.small_sort_by_key(|&row| self.newest_first(row));
        rows.dedup();
        let count = u32::try_from(rows.len()).unwrap_or(u32::MAX);
        Why { points, count, messages: rows.into_iter().take(MAX_SHOWN).map(|row| self.why_row(row)).collect() }
    }

    fn why_row(&self, row: u32) -> WhyMessage {
        let from = self.parties_of(row).find(|party| party.role == ParticipantRole::From);
        let from = from.map(|party| self.shown(party));
        WhyMessage {
            message: MessageKey(self.rows.key(row)),
            date: self.rows.date(row),
            direction: self.direction(row),
            subject: self.subjects.text(self.rows.subject(row)),
            from: from.unwrap_or_default(),
        }
    }

    /// An address that tells someone from a namesake: for someone who was merged, one of their own.
    pub(in crate::book) fn address_of(&self, id: PersonId) -> Option<String> {
        let person = self.derived.of(id).or_else(|| self.derived.of(self.journal.state().one(id)))?;
        let texts = || person.addresses.iter().map(|&address| self.correspondents.address_text(address));
        let own = texts().find(|text| PersonId::of(text) == id);
        own.map(str::to_owned)
            .or_else(|| Some(self.main_address(person).to_owned()))
            .filter(|address| !address.is_empty())
    }

    /// The names of people, as far as they are known.
    pub(super) fn names_of(&self, ids: impl IntoIterator<Item = PersonId>) -> Vec<(PersonId, String)> {
        let known = |id: PersonId| {
            let person = self.derived.of(id).or_else(|| self.derived.of(self.journal.state().one(id)))?;
            Some((id, person.name(&self.correspondents).to_owned())).filter(|(_, name)| !name.is_empty())
        };
        ids.into_iter().filter_map(known).collect()
    }
}
