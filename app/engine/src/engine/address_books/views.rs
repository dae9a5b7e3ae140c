//! What the page is told of address books.

use super::beginning::CARDS_PER_READ;
use super::merging::with_groups_of;
use super::undoing::{inverse, synced};
use crate::api::{
    AddressBookView, CardChange, CardChangeKind, CardField, CardReview, ChangeKey, MAX_REVIEWED_CARDS, PersonId,
    Problem, ReviewedCard, RunOf, SyncLogPage, SyncLogRow,
};
use crate::book::OtherSide;
use crate::books::record::{BookLogin, Card, CardState};
use crate::engine::error::{EngineError, NOT_FOUND};
use crate::engine::state::{BookState, CardSummary, Engine};
use crate::store::Store;
use kith_domain::contact::Labelled;
use std::collections::HashSet;

type Told = (PersonId, CardField, Option<Labelled>, Option<Labelled>);

impl<S: Store> Engine<S> {
    /// The connections.
    pub(in crate::engine) fn address_book_views(&self) -> Vec<AddressBookView> {
        self.address_books.values().map(|state| self.address_book_view(state)).collect()
    }

    fn address_book_view(&self, state: &BookState) -> AddressBookView {
        let book = &state.book;
        let (username, account) = match &book.login {
            BookLogin::Password { username, .. } => (Some(username.clone()), None),
            BookLogin::Account(account) => (None, Some(*account)),
            BookLogin::Tokens { .. } => (None, None),
        };
        let review = state.cards.all().filter_map(|(key, card)| {
            let why = self.review(card)?;
            Some(ReviewedCard { card: key.clone(), name: card.name.clone(), why })
        });
        AddressBookView {
            id: book.id,
            settings: book.settings.clone(),
            url: book.url.clone(),
            username,
            account,
            status: state.status.clone(),
            last: book.last,
            linked: u32::try_from(state.cards.linked()).unwrap_or(u32::MAX),
            limits: book.limits.clone(),
            review: review.take(MAX_REVIEWED_CARDS).collect(),
        }
    }

    fn review(&self, card: &CardSummary) -> Option<CardReview> {
        match (&card.state, card.refused.map(CardReview::Refused)) {
            (CardState::DeletedHere(_), _) => Some(CardReview::DeletedHere),
            (CardState::Unclear(people), _) => {
                Some(CardReview::Unclear(self.book.distinct_names(people.iter().copied())))
            }
            (CardState::Unreadable, _) => Some(CardReview::Unreadable),
            (CardState::Of(_) | CardState::Pending(_) | CardState::Group, refused) => {
                refused.or(card.photo_refused.map(CardReview::PhotoRefused))
            }
            _ => None,
        }
    }

    /// What an address book has, for trying rules.
    pub(in crate::engine) async fn other_side(&self, id: u64) -> Result<OtherSide, Problem> {
        let state = self.address_books.get(&id).ok_or(NOT_FOUND)?;
        let linked = state.cards.people().map(|person| self.book.one(person)).collect();
        let mut other = OtherSide { linked, cards: Vec::new() };
        let fields = &self.book.journal().state().fields;
        let mut from: Option<String> = None;
        loop {
            let slice = self.store.cards(id, from.as_deref(), CARDS_PER_READ).await.map_err(EngineError::from)?;
            for card in slice.rows.iter().filter_map(|row| Card::from_row(row).ok()) {
                let person = card.state.person().map(|person| self.book.one(person));
                if card.state.is_left_out() || matches!(card.state, CardState::Of(_) | CardState::Unclear(_)) {
                    other.cards.push((
                        state.book.settings.mapping.apply_in(&with_groups_of(&card, &state.cards), fields),
                        person,
                    ));
                }
            }
            match slice.next {
                Some(next) => from = Some(next),
                None => return Ok(other),
            }
        }
    }

    /// A part of what syncs changed, the latest first.
    pub(in crate::engine) fn sync_log(&self, id: u64, offset: u32, limit: u32) -> SyncLogPage {
        let mut page = SyncLogPage::default();
        let mut taken_back: HashSet<Told> = HashSet::new();
        for (entry, undone) in self.book.journal().latest() {
            let Some(run) = entry.run() else { continue };
            let changes = synced(id, &entry.decisions);
            if matches!(run.of, RunOf::SyncUndone(..)) {
                if !undone {
                    taken_back.extend(changes.filter_map(|change| told(&inverse(change.clone()))));
                }
                continue;
            }
            let at = i64::try_from(entry.at / 1_000).unwrap_or(i64::MAX);
            for (place, change) in (0..).zip(changes) {
                if page.all >= offset && page.all - offset < limit {
                    let is_undone = undone || told(change).is_some_and(|told| taken_back.contains(&told));
                    let key = ChangeKey { mark: entry.mark, place };
                    page.rows.push(SyncLogRow { at, run: run.id, key, change: change.clone(), undone: is_undone });
                }
                page.all += 1;
            }
        }
        page
    }
}

fn told(change: &CardChange) -> Option<Told> {
    match &change.what {
        CardChangeKind::Field { field, before, after, .. } => {
            Some((change.person, field.clone(), before.clone(), after.clone()))
        }
        _ => None,
    }
}
