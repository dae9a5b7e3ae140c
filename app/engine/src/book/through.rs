//! Messages that came through somebody, or something, else than who wrote them: passed on by another, or by a contact form
//! or a forwarder.
//!
//! What a header says stays as it is in the rows; here it is said who has which part in it. That depends on which addresses
//! are mine, so that it is worked out where it is asked for.

use super::Book;
use super::rows::{IN_SENT, OF_SENT};
use super::strings::hash;
use super::who::{LIST, MINE, NONE, Party, Who};
use super::{AccountId, Numbers};
use crate::segment::{self, Entry, Message, Run};
use kith_domain::message::{Role, reference};
use kith_domain::noise::{self, Noise};

/// How a message came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Through {
    /// Somebody passed it on unchanged.
    Resent,
    /// A service sent it for that address, with the name that it gave them.
    Service(u32, u32),
    /// The same, where From is the address to which it goes, if that is mine.
    OwnSite(u32),
}

impl Through {
    /// The order of the ways. It goes by texts, since the numbers depend on the order in which mail came.
    pub(super) fn rank(self, who: &Who) -> (u8, &str, &str) {
        match self {
            Self::Resent => (0, "", ""),
            Self::Service(author, name) => (1, who.address_text(author), who.name_text(name)),
            Self::OwnSite(author) => (2, who.address_text(author), ""),
        }
    }
}

/// Who has which part in a message that came so.
#[derive(Clone, Copy, Debug)]
pub(super) enum Seen {
    /// Who passed it on wrote to me.
    Resent,
    /// That address wrote it, under that name if none stands beside it.
    Written(u32, u32),
}

impl Seen {
    /// Somebody named in it, in their part.
    pub(super) fn part(self, party: Party) -> Party {
        match (self, party.role) {
            (Self::Resent, Role::From | Role::Sender | Role::ReplyTo) => Party { role: Role::Original, ..party },
            (Self::Resent, Role::ResentFrom) => Party { role: Role::From, ..party },
            (Self::Resent, Role::ResentTo) => Party { role: Role::To, ..party },
            (Self::Written(..), Role::From) => Party { role: Role::Sender, ..party },
            (Self::Written(author, name), Role::ReplyTo) if party.address == author => {
                Party { role: Role::From, name: if party.name == NONE { name } else { party.name }, ..party }
            }
            _ => party,
        }
    }
}

impl Book {
    /// Who wrote a message that names those parties, if a service sent it for them: see [`noise::author`].
    pub(super) fn author_of(&self, parties: &[u32]) -> Option<u32> {
        let named = parties.iter().filter_map(|&party| self.who.get(party)).map(|party| (party.role, party.address));
        noise::author(named, |address| self.who.address_text(address), |address| self.who.known(address).form)
    }

    /// How a message came that names those parties, and whose author, if a service sent it, is that.
    pub(super) fn through_of(&self, via: Option<&str>, author: Option<u32>, parties: &[u32]) -> Option<Through> {
        let named = parties.iter().filter_map(|&party| self.who.get(party));
        if named.clone().any(|party| party.role == Role::ResentFrom) {
            return Some(Through::Resent);
        }
        if via.is_some() || !named.clone().any(|party| party.role == Role::ReplyTo) {
            return None;
        }
        let roles = named.clone().map(|party| (party.role, party.address));
        let text = |address: u32| self.who.address_text(address);
        if let Some(author) = author {
            let from = named.clone().find(|party| party.role == Role::From && party.name != NONE);
            let name = from.map(|party| party.name);
            let name = name.filter(|&name| noise::fits(self.who.name_text(name), text(author))).unwrap_or(NONE);
            return Some(Through::Service(author, name));
        }
        noise::author_to_self(roles, text, |address| self.who.known(address).form).map(Through::OwnSite)
    }

    /// Who has which part in a message, where that is not what its header says.
    pub(super) fn seen(&self, row: u32) -> Option<Seen> {
        let through = self.rows.through(row).filter(|_| !self.rows.is(row, IN_SENT))?;
        let mine = |role: Role| self.named_in(row).any(|party| party.role == role && self.who.is(party.address, MINE));
        match through {
            Through::Resent => {
                let is_list = self.rows.sort(row).noise == Some(Noise::List);
                (!is_list && !mine(Role::ResentFrom)).then_some(Seen::Resent)
            }
            Through::Service(author, name) => (!self.who.is(author, MINE)).then_some(Seen::Written(author, name)),
            Through::OwnSite(author) => {
                (mine(Role::From) && !self.who.is(author, MINE)).then_some(Seen::Written(author, NONE))
            }
        }
    }

    /// A service or a list writes from there in the names of many: where such a message goes to the address that it comes
    /// from, that is a group's.
    pub(super) fn note_group(&mut self, parties: &[u32]) {
        let named: Vec<Party> = parties.iter().filter_map(|&party| self.who.get(party)).collect();
        let is_recipient = |address: u32| {
            named.iter().any(|it| it.address == address && matches!(it.role, Role::To | Role::Cc | Role::Bcc))
        };
        for from in named.iter().filter(|party| party.role == Role::From && is_recipient(party.address)) {
            if !self.who.is(from.address, LIST) {
                self.who.mark(from.address, LIST);
                self.touch(from.address);
                self.links.mark_dirty();
            }
        }
    }

    /// What another copy of a sent message has in common with this one: some servers keep one of their own beside that of
    /// the program that sent it, with another Message-ID. It is of the same second, to the same people, and says the same.
    pub(super) fn twin_of(
        &mut self,
        account: AccountId,
        run: &Run<'_>,
        entry: &Entry<'_>,
        strings: &mut Numbers,
    ) -> Option<u64> {
        let message = entry.message.as_ref().filter(|_| run.sent)?;
        let mut named: Vec<(u8, u32)> = Vec::with_capacity(message.parties.len());
        for party in &message.parties {
            if matches!(segment::role(party.role), Some(Role::From | Role::To | Role::Cc)) {
                named.push((party.role, strings.address(&mut self.who, run, party.address)?));
            }
        }
        named.sort_unstable();
        Some(hash(&(account.0, message.date, message.subject, &named, message.references.last())))
    }

    /// The row of the message of which this is another copy.
    pub(super) fn same_as(&mut self, entry: &Entry<'_>, twin: u64) -> Option<u32> {
        let row = self.rows.alias(entry.key, twin)?;
        let id = entry.message.as_ref().and_then(|message| message.message_id);
        self.threads.also(row, id.map_or(0, reference));
        Some(row)
    }

    /// Makes one row of two that are copies of the same sent message. Such rows come about when a copy in another folder comes
    /// before the ones in Sent. `row` takes over what `copy` says and where it lies, and `copy` lies nowhere.
    pub(super) fn unite(&mut self, row: u32, copy: u32) {
        let text = self.subjects.text(self.rows.subject(copy));
        let message = Message {
            date: self.rows.date(copy),
            size: 0,
            subject: &text,
            message_id: None,
            email_id: None,
            thread_id: None,
            references: Some(self.threads.answers(copy)).filter(|&answers| answers != 0).into_iter().collect(),
            marks: 0,
            list_id: None,
            parties: Vec::new(),
            delivered: 0,
        };
        let mut parties: Vec<u32> = self.rows.slots(copy).map(|slot| slot.party).collect();
        let (sort, delivered) = (self.rows.sort(copy), self.rows.delivered(copy).to_vec());
        let is_sent = self.rows.is(copy, OF_SENT);
        self.merge(row, &message, is_sent, sort, &mut parties, &delivered);
        if self.rows.keep_through(row, self.rows.through(copy), &self.who) {
            self.touch_row(row);
        }
        self.threads.unite(row, copy);
        self.uncount(copy);
        for place in self.rows.unite(row, copy) {
            self.see_at(row, place, false);
        }
        self.touch_row(copy);
    }
}
