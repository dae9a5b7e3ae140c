//! Groups of an address book: whoever is in one has a tag of its name.
//!
//! Who is in which group as both sides agreed last is in the cards of the groups as they are stored. One that changed is
//! stored when all of its members are merged; so if that ends early, it is done again.

use super::merging::{as_card, grouped, said, without_what_goes_out};
use super::taking_in::{CameCard, Taken};
use crate::api::{BookProblem, CardChange, CardChangeKind, CardDirection, CardField, Problem, ProblemKind};
use crate::books::card::ServerCard;
use crate::books::next::Written;
use crate::books::record::{Card, CardState};
use crate::books::task::Task;
use crate::dav::answer::{Came, Content};
use crate::dav::url::Url;
use crate::engine::state::{
    BookStage, ChangedGroup, Engine, GroupNow, GroupWriting, MemberChange, Place, members_on, same_tag,
};
use crate::store::Store;
use kith_domain::contact::Contact;
use kith_domain::merge::Merged;
use kith_domain::vcard::member_key;
use kith_wire::limits::MAX_WEB_REQUEST_BYTES;
use serde_bytes::ByteBuf;

/// How many members are merged at a time.
const MEMBERS_PER_STEP: usize = 100;

/// How often a group is written in one sync.
const MAX_TRIES: u32 = 3;

/// What of someone goes to their card, and what to groups.
pub(super) struct Outgoing {
    pub(super) wanted: Contact,
    pub(super) changes: Vec<CardChange>,
    /// What goes to groups, or cannot go there now.
    pub(super) by_groups: Vec<CardChange>,
    /// The same for each group, with the card of the group and that of the member.
    pub(super) members: Vec<(String, String, MemberChange)>,
}

impl<S: Store> Engine<S> {
    pub(super) fn with_groups(&self, id: u64, there: Contact) -> Contact {
        match self.address_books.get(&id) {
            Some(state) => grouped(there, &state.cards),
            None => there,
        }
    }

    /// Someone in Kith without what groups are still to take.
    pub(super) fn without(&self, id: u64, here: &Contact, by_groups: &[CardChange]) -> Contact {
        let Some(state) = self.address_books.get(&id) else { return here.clone() };
        let fields = &self.book.journal().state().fields;
        without_what_goes_out(here, by_groups, &state.book.settings.mapping, fields)
    }

    /// Tells what goes to groups from what goes to the card `key`, which says `own` itself: a tag with the name of a group
    /// makes someone its member.
    pub(super) fn outgoing(&self, id: u64, key: &str, uid: &str, own: &Contact, merged: Merged) -> Outgoing {
        let Merged { there: mut wanted, mut changes, .. } = merged;
        let (mut by_groups, mut members) = (Vec::new(), Vec::new());
        if let Some(state) = self.address_books.get(&id) {
            let groups = &state.cards.groups;
            let member = member_key(uid);
            let is_own = |tag: &str| own.tags.iter().any(|known| same_tag(known, tag));
            wanted.tags.retain(|tag| is_own(tag) || groups.named(tag).next().is_none());
            let is_open = |group: &String| {
                let tries = state.run.as_ref().and_then(|run| run.conflicts.get(group)).copied().unwrap_or_default();
                tries < MAX_TRIES && state.cards.get(group).is_some_and(|card| card.refused_here.is_none())
            };
            changes.retain(|change| {
                let CardChangeKind::Field { field: CardField::Tag, before, after, .. } = &change.what else {
                    return true;
                };
                let Some(tag) = before.as_ref().or(after.as_ref()).filter(|_| change.direction == CardDirection::Out)
                else {
                    return true;
                };
                let is_in = after.is_some();
                let (with, without): (Vec<_>, Vec<_>) =
                    groups.named(&tag.value).partition(|(_, members)| members.uids.contains(&member));
                let concerned = match is_in {
                    // A group keeps its name.
                    true if !with.is_empty() => return is_own(&tag.value),
                    true => without.into_iter().take(1).collect(),
                    false => with,
                };
                if concerned.is_empty() || is_in && is_own(&tag.value) {
                    return true;
                }
                for (group, _) in concerned.into_iter().filter(|(group, _)| is_open(group)) {
                    let change = MemberChange { uid: uid.to_owned(), is_in, change: change.clone() };
                    members.push((group.clone(), key.to_owned(), change));
                }
                by_groups.push(change.clone());
                !is_in && is_own(&tag.value)
            });
        }
        Outgoing { wanted, changes, by_groups, members }
    }

    /// Groups that are not there any more, if their cards were deleted.
    pub(super) fn note_gone_groups(&mut self, id: u64) {
        let Some(state) = self.address_books.get_mut(&id) else { return };
        let Some(run) = state.run.as_mut().filter(|run| !run.looks && state.disappeared != Some(false)) else { return };
        let is_group = |key: &str| state.cards.get(key).is_some_and(|card| card.state == CardState::Group);
        let gone = std::mem::take(&mut run.gone);
        let (groups, others): (Vec<String>, Vec<String>) = gone.into_iter().partition(|key| is_group(key));
        run.gone = others;
        run.changed_groups.extend(groups.into_iter().map(|key| ChangedGroup { key, card: None, after: None }));
    }

    /// Merges the next of those who are in another group now, or are not any more.
    pub(super) async fn take_group(&mut self, id: u64) -> Result<(), Problem> {
        let Some(changed) = self.run(id).and_then(|run| run.changed_groups.pop_front()) else {
            self.set_stage(id, BookStage::Gone);
            return Ok(());
        };
        let Some(state) = self.address_books.get(&id) else { return Ok(()) };
        let members = changed.card.as_ref().and_then(members_on);
        let now = GroupNow { card: &changed.key, members: members.as_ref() };
        let differing = state.cards.groups.differing(now, changed.after.as_deref());
        let step: Vec<String> = differing.into_iter().take(MEMBERS_PER_STEP).collect();
        let Some(last) = step.last().cloned() else {
            return self.keep_group(id, changed).await;
        };
        let mut cards = Vec::new();
        for key in step {
            let Some(stored) = self.stored_card(id, &key).await? else { continue };
            if stored.state.is_left_out() {
                self.make_all_known(id);
            } else if !matches!(stored.state, CardState::Of(person) if self.book.is_there(person)) {
                continue;
            }
            let url = Url::read(&stored.url);
            cards.extend(url.map(|url| CameCard { url, etag: stored.etag, bytes: stored.there }));
        }
        while !cards.is_empty() {
            cards = self.take_cards(id, cards, Some(now)).await?;
        }
        if let Some(run) = self.run(id) {
            run.changed_groups.push_front(ChangedGroup { after: Some(last), ..changed });
        }
        Ok(())
    }

    async fn keep_group(&mut self, id: u64, ChangedGroup { key, card, .. }: ChangedGroup) -> Result<(), Problem> {
        let mut taken = Taken::default();
        match card {
            Some(card) => taken.keep(key, card),
            None => taken.removed.push(key),
        }
        self.commit_taken(id, taken).await
    }

    /// Writes the next group whose members change. After the last, the sync goes on, or is done.
    pub(super) async fn write_group(&mut self, id: u64) -> Result<(), Problem> {
        loop {
            let Some(run) = self.run(id) else { return Ok(()) };
            let Some((key, members)) = run.groups.pop_first() else {
                if !run.changed_groups.is_empty() {
                    run.stage = BookStage::TakingGroups;
                } else if std::mem::take(&mut run.compares_again) {
                    run.stage = BookStage::Comparing(Place::Card(None));
                } else {
                    return self.finish(id).await;
                }
                return Ok(());
            };
            let Some(stored) = self.stored_card(id, &key).await?.filter(|it| it.state == CardState::Group) else {
                continue;
            };
            let (Some(url), Some(mut card)) = (Url::read(&stored.url), ServerCard::read(&stored.there)) else {
                continue;
            };
            for MemberChange { uid, is_in, .. } in members.values() {
                card.set_member(uid, *is_in);
            }
            let bytes = card.bytes();
            if bytes == stored.there {
                continue;
            }
            if bytes.len() > MAX_WEB_REQUEST_BYTES {
                self.refuse_group(id, &key, 413).await?;
                continue;
            }
            let Some(run) = self.run(id) else { return Ok(()) };
            *run.conflicts.entry(key.clone()).or_default() += 1;
            run.group = Some(GroupWriting { key, url: url.clone(), members, is_done: false });
            run.stage = BookStage::WritingGroup;
            let etag = Some(stored.etag).filter(|etag| !etag.is_empty()).or(Some("*".to_owned()));
            let task = run.task.insert(Task::write(url, etag, &stored.there, bytes));
            let next = task.begin();
            return Box::pin(self.follow_task(id, next)).await;
        }
    }

    /// The server answered to the writing of a group.
    pub(super) async fn wrote_group(&mut self, id: u64, written: Written) -> Result<(), Problem> {
        let Some(state) = self.address_books.get_mut(&id) else { return Ok(()) };
        let (Some(run), Some(book)) = (&mut state.run, Url::read(&state.book.url)) else { return Ok(()) };
        let Some(group) = &mut run.group else { return Ok(()) };
        match written {
            Written::Done { url, .. } => (group.url, group.is_done) = (url, true),
            // What is there by now tells who is in it.
            Written::Conflict | Written::Unknown => {}
            Written::Refused(status) => {
                let key = group.key.clone();
                run.stage = BookStage::Writing;
                self.refuse_group(id, &key, status).await?;
                return self.go_on_with_book(id).await;
            }
        }
        run.stage = BookStage::ReadingGroup;
        let task = run.task.insert(Task::fetch(book, [group.url.clone()]));
        let next = task.begin();
        Box::pin(self.follow_task(id, next)).await
    }

    /// A group that was written came back: only what it is by then is agreed on.
    pub(super) async fn take_group_back(&mut self, id: u64, came: Vec<Came>) -> Result<(), Problem> {
        let Some(run) = self.run(id) else { return Ok(()) };
        run.stage = BookStage::Writing;
        let Some(GroupWriting { key, members, is_done, .. }) = run.group.take() else { return Ok(()) };
        let Some(stored) = self.stored_card(id, &key).await? else { return Ok(()) };
        let Some(Came { url, etag, content: Content::Card(bytes) }) = came.into_iter().next() else { return Ok(()) };
        let stored = Card { refused: None, ..stored };
        let card = Card { url: url.to_string(), etag, there: bytes, ..stored.clone() };
        let (Some(now), Some(mut agreed)) = (members_on(&card), ServerCard::read(&stored.there)) else { return Ok(()) };
        let is_kept = |member: &MemberChange| now.uids.contains(&member_key(&member.uid)) == member.is_in;
        if !is_done && card.etag == stored.etag {
            // Nothing was written, and nothing changed: the server has trouble.
            if let Some(run) = self.run(id) {
                run.conflicts.insert(key, MAX_TRIES);
                run.problem.get_or_insert(Problem::new(ProblemKind::Book(BookProblem::Refused)));
            }
            return Ok(());
        }
        let mut taken = Taken::default();
        for (member_card, member) in members.into_iter().filter(|(_, member)| is_done || is_kept(member)) {
            // What the server did not keep is not written again.
            if is_kept(&member) {
                agreed.set_member(&member.uid, member.is_in);
            }
            if let Some(mut card) = self.stored_card(id, &member_card).await? {
                take_over(&mut card.here, &member.change);
                card.agreed = card.agreed.and_then(|agreed| {
                    let mut there = said(&agreed);
                    take_over(&mut there, &member.change);
                    as_card(&agreed, &there).map(ByteBuf::from)
                });
                taken.keep(member_card, card);
            }
            taken.log.push(member.change);
        }
        taken.keep(key.clone(), Card { there: agreed.bytes(), etag: String::new(), ..stored });
        taken.groups.push(ChangedGroup { key, card: Some(card), after: None });
        self.commit_taken(id, taken).await
    }

    /// The server does not take a group.
    async fn refuse_group(&mut self, id: u64, key: &str, status: u16) -> Result<(), Problem> {
        let Some(stored) = self.stored_card(id, key).await? else { return Ok(()) };
        self.keep_card(id, key, &Card { refused: Some(status), ..stored }).await?;
        self.leave_group(id, key);
        Ok(())
    }

    /// A group is not written again before the user wants it, or it changes there.
    pub(super) fn leave_group(&mut self, id: u64, key: &str) {
        let card = self.address_books.get_mut(&id).and_then(|state| state.cards.get_mut(key));
        card.into_iter().for_each(|card| card.refused_here = Some(0));
    }
}

/// The tags of someone on one side as a change of them made them.
pub(super) fn take_over(side: &mut Contact, change: &CardChange) {
    let CardChangeKind::Field { before, after, .. } = &change.what else { return };
    for gone in before.iter().chain(after) {
        side.tags.retain(|tag| !same_tag(tag, &gone.value));
    }
    side.tags.extend(after.iter().map(|tag| tag.value.clone()));
}
