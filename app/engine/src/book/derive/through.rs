//! Messages that came through someone, or something, else than who wrote them: passed on by another, or by a contact
//! form or a forwarder.
//!
//! What a header says stays as it is in the rows; here it is said who has which part in it. That depends on which
//! addresses are the user's, so that it is worked out where it is asked for.

use crate::book::Book;
use crate::book::facts::correspondents::{LIST, Mention, NONE, OWN};
use crate::book::facts::route::Through;
use crate::book::facts::rows::IN_SENT;
use kith_domain::message::ParticipantRole;
use kith_domain::noise::{self, Noise};

/// Who has which part in a message that came so.
#[derive(Clone, Copy, Debug)]
pub(in crate::book) enum Seen {
    /// Who passed it on wrote to the user.
    Resent,
    /// That address wrote it, under that name if none stands beside it.
    Written(u32, u32),
}

impl Seen {
    /// Someone named in it, in their part.
    pub(in crate::book) fn part(self, party: Mention) -> Mention {
        match (self, party.role) {
            (Self::Resent, ParticipantRole::From | ParticipantRole::Sender | ParticipantRole::ReplyTo) => {
                Mention { role: ParticipantRole::Original, ..party }
            }
            (Self::Resent, ParticipantRole::ResentFrom) => Mention { role: ParticipantRole::From, ..party },
            (Self::Resent, ParticipantRole::ResentTo) => Mention { role: ParticipantRole::To, ..party },
            (Self::Written(..), ParticipantRole::From) => Mention { role: ParticipantRole::Sender, ..party },
            (Self::Written(author, name), ParticipantRole::ReplyTo) if party.address == author => Mention {
                role: ParticipantRole::From,
                name: if party.name == NONE { name } else { party.name },
                ..party
            },
            _ => party,
        }
    }
}

impl Book {
    /// Who wrote a message that names those parties, if a service sent it for them: see [`noise::author`].
    pub(in crate::book) fn author_of(&self, parties: &[Mention]) -> Option<u32> {
        let named = parties.iter().map(|party| (party.role, party.address));
        noise::author(
            named,
            |address| self.correspondents.address_text(address),
            |address| self.correspondents.known(address).form,
        )
    }

    /// How a message came that names those parties, and whose author, if a service sent it, is that.
    pub(in crate::book) fn through_of(
        &self,
        via: Option<&str>,
        author: Option<u32>,
        parties: &[Mention],
    ) -> Option<Through> {
        if parties.iter().any(|party| party.role == ParticipantRole::ResentFrom) {
            return Some(Through::Resent);
        }
        if via.is_some() || !parties.iter().any(|party| party.role == ParticipantRole::ReplyTo) {
            return None;
        }
        let roles = parties.iter().map(|party| (party.role, party.address));
        let text = |address: u32| self.correspondents.address_text(address);
        if let Some(author) = author {
            let from = parties.iter().find(|party| party.role == ParticipantRole::From && party.name != NONE);
            let name = from.map(|party| party.name);
            let name =
                name.filter(|&name| noise::fits(self.correspondents.name_text(name), text(author))).unwrap_or(NONE);
            return Some(Through::Service(author, name));
        }
        noise::author_to_self(roles, text, |address| self.correspondents.known(address).form).map(Through::OwnSite)
    }

    /// Who has which part in a message, where that is not what its header says.
    pub(in crate::book) fn seen(&self, row: u32) -> Option<Seen> {
        let through = self.rows.through(row).filter(|_| !self.rows.is(row, IN_SENT))?;
        let mine = |role: ParticipantRole| {
            self.named_in(row).any(|party| party.role == role && self.correspondents.is(party.address, OWN))
        };
        match through {
            Through::Resent => {
                let is_list = self.rows.sort(row).noise == Some(Noise::List);
                (!is_list && !mine(ParticipantRole::ResentFrom)).then_some(Seen::Resent)
            }
            Through::Service(author, name) => {
                (!self.correspondents.is(author, OWN)).then_some(Seen::Written(author, name))
            }
            Through::OwnSite(author) => (mine(ParticipantRole::From) && !self.correspondents.is(author, OWN))
                .then_some(Seen::Written(author, NONE)),
        }
    }

    /// A service or a list writes from there in the names of many: where such a message goes to the address that it
    /// comes from, that is a group's.
    pub(in crate::book) fn note_group(&mut self, named: &[Mention]) {
        let is_recipient = |address: u32| {
            named.iter().any(|it| {
                it.address == address
                    && matches!(it.role, ParticipantRole::To | ParticipantRole::Cc | ParticipantRole::Bcc)
            })
        };
        for from in named.iter().filter(|party| party.role == ParticipantRole::From && is_recipient(party.address)) {
            if !self.correspondents.is(from.address, LIST) {
                self.correspondents.mark(from.address, LIST);
                self.touch(from.address);
                self.links.mark_dirty();
            }
        }
    }

    /// Whom a message names, in the parts that they have in it.
    pub(in crate::book) fn parties_of(&self, row: u32) -> impl Iterator<Item = Mention> {
        let seen = self.seen(row);
        self.named_in(row).map(move |party| seen.map_or(party, |seen| seen.part(party)))
    }
}
