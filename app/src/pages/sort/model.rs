//! A round of cards, and what was done with them.

use crate::features::proposal::by_rhythm;
use crate::i18n::t;
use crate::present::intervals::every;
use kith_domain::small_sort::SmallSort;
use kith_engine::api::{Bucket, PersonId, SortCard};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// How many cards are sorted in one go.
pub(crate) const BATCH_CARDS: u32 = 50;

/// What was done with a card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Done {
    /// It went into a bucket: its name, and the mark by which that is undone.
    Put(String, u64),
    /// It is no contact: the mark.
    NoContact(u64),
    /// Nothing: it comes again another time.
    Skipped,
}

/// A round of cards.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct SortBatch {
    cards: Vec<SortCard>,
    /// How many people wait at its beginning, those of the round among them.
    waiting: u32,
    done: Vec<Done>,
}

impl SortBatch {
    pub(crate) fn new(cards: Vec<SortCard>, waiting: u32) -> Self {
        Self { cards, waiting, done: Vec::new() }
    }

    /// The card on top. `None`: the round is over.
    pub(crate) fn card(&self) -> Option<&SortCard> {
        self.cards.get(self.done.len())
    }

    /// How many cards are done, and how many there are.
    pub(crate) fn progress(&self) -> (usize, usize) {
        (self.done.len(), self.cards.len())
    }

    /// How many people wait beyond this round.
    pub(crate) fn further(&self) -> u32 {
        self.waiting.saturating_sub(u32::try_from(self.cards.len()).unwrap_or(u32::MAX))
    }

    /// The card on top is done.
    pub(crate) fn finish(&mut self, what: Done) {
        if self.card().is_some() {
            self.done.push(what);
        }
    }

    /// The last card comes back. Gives what was done with it.
    pub(crate) fn back(&mut self) -> Option<Done> {
        self.done.pop()
    }

    /// What was decided under a mark could not be stored: that card comes once more, as the last of the round.
    pub(crate) fn failed(&mut self, mark: u64) {
        let is_of = |done: &Done| matches!(done, Done::Put(_, of) | Done::NoContact(of) if *of == mark);
        if let Some(at) = self.done.iter().position(is_of).filter(|at| *at < self.cards.len()) {
            self.done.remove(at);
            let card = self.cards.remove(at);
            self.cards.push(card);
        }
    }

    /// What was done last, in words: `Ada: Close friends`.
    pub(crate) fn last(&self) -> Option<String> {
        let (done, card) = (self.done.last()?, self.cards.get(self.done.len().checked_sub(1)?)?);
        let name = &card.person.name;
        Some(match done {
            Done::Put(bucket, _) => format!("{name}: {bucket}"),
            Done::NoContact(_) => t::sort::last_hidden(name),
            Done::Skipped => t::sort::last_skipped(name),
        })
    }

    /// Those who were skipped.
    pub(crate) fn skipped(&self) -> impl Iterator<Item = PersonId> {
        let done = self.cards.iter().zip(&self.done);
        done.filter(|(_, done)| **done == Done::Skipped).map(|(card, _)| card.person.id)
    }

    /// How many went into each bucket, those with the most first.
    pub(crate) fn spread(&self) -> Vec<(String, u32)> {
        let mut counts: BTreeMap<&str, u32> = BTreeMap::new();
        for done in &self.done {
            if let Done::Put(bucket, _) = done {
                *counts.entry(bucket).or_default() += 1;
            }
        }
        let mut spread: Vec<_> = counts.into_iter().map(|(name, count)| (name.to_owned(), count)).collect();
        spread.small_sort_by_key(|(_, count)| Reverse(*count));
        spread
    }

    /// What was done in it: `12 people added to buckets, 3 skipped, 1 hidden from People.`
    pub(crate) fn summary(&self) -> String {
        let count = |is: fn(&Done) -> bool| u32::try_from(self.done.iter().filter(|it| is(it)).count()).unwrap_or(0);
        let put = count(|it| matches!(it, Done::Put(..)));
        let (skipped, none) = (count(|it| *it == Done::Skipped), count(|it| matches!(it, Done::NoContact(_))));
        match (skipped, none) {
            (0, 0) => t::sort::added(put),
            (_, 0) => t::sort::added_skipped(put, skipped),
            (0, _) => t::sort::added_hidden(put, none),
            _ => t::sort::added_skipped_hidden(put, none, skipped),
        }
    }
}

/// The bucket that Kith proposes for a card: that of most of the same company; without a company, by their rhythm.
/// How often two write does not tell a supplier from a friend.
pub(crate) fn proposed<'a>(card: &SortCard, buckets: &'a [Bucket]) -> Option<&'a Bucket> {
    match (card.colleagues, &card.person.company) {
        (Some(id), _) => buckets.iter().find(|bucket| bucket.id == id),
        (None, Some(_)) => None,
        (None, None) => by_rhythm(buckets, card.rhythm?),
    }
}

/// Why a bucket is proposed, or which interval would do: `A reminder every 30 days would fit.`
pub(crate) fn fitting(card: &SortCard, buckets: &[Bucket]) -> Option<String> {
    if let (Some(bucket), Some((_, company))) = (proposed(card, buckets), &card.person.company) {
        return Some(t::sort::others_are_in(&bucket.name, company));
    }
    let interval = by_rhythm(buckets, card.rhythm?)?.interval?;
    Some(t::sort::would_fit(every(interval)))
}

/// What is known of how often two write: `You write about every 20 days.`
pub(crate) fn rhythm(card: &SortCard) -> String {
    match card.rhythm {
        Some(0 | 1) => t::sort::daily().to_owned(),
        Some(days) => t::sort::rhythm(days),
        None => t::sort::no_rhythm().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{Done, SortBatch, by_rhythm, fitting, proposed, rhythm};
    use kith_domain::bucket::SUGGESTIONS;
    use kith_engine::api::{Bucket, CompanyId, PersonId, PersonRow, Reason, SortCard};

    fn card(id: u64, rhythm: Option<u32>) -> SortCard {
        let person = PersonRow {
            id: PersonId(id),
            name: format!("P{id}"),
            address: String::new(),
            last_contact: None,
            last_seen: None,
            messages: 3,
            reason: Reason::Said,
            company: None,
            tags: Vec::new(),
            photo: None,
            last_subject: String::new(),
        };
        SortCard { person, sent: 1, received: 2, latest: Vec::new(), label: None, rhythm, colleagues: None }
    }

    #[test]
    fn cards_are_done_one_after_the_other_and_come_back() {
        let mut batch = SortBatch::new(vec![card(1, None), card(2, None), card(3, None)], 10);
        let top = |batch: &SortBatch| batch.card().map(|card| card.person.id.0);
        assert_eq!((top(&batch), batch.progress(), batch.further(), batch.last()), (Some(1), (0, 3), 7, None));
        batch.finish(Done::Put("Friends".into(), 9));
        assert_eq!((top(&batch), batch.last().as_deref()), (Some(2), Some("P1: Friends")));
        batch.finish(Done::Skipped);
        assert_eq!(batch.back(), Some(Done::Skipped));
        assert_eq!(top(&batch), Some(2));
        batch.finish(Done::NoContact(8));
        batch.finish(Done::Skipped);
        assert_eq!((top(&batch), batch.progress()), (None, (3, 3)));
        batch.finish(Done::Skipped);
        assert_eq!(batch.progress(), (3, 3), "there is no card any more");
        assert_eq!(batch.skipped().collect::<Vec<_>>(), [PersonId(3)]);
        assert_eq!(batch.summary(), "1 person added to buckets, 1 skipped, 1 hidden from People.");
        assert_eq!(batch.spread(), [("Friends".to_owned(), 1)]);
        for _ in 0..3 {
            assert!(batch.back().is_some());
        }
        assert_eq!(batch.back(), None);
        assert_eq!(batch.summary(), "0 people added to buckets.");
    }

    #[test]
    fn a_card_whose_decision_could_not_be_stored_comes_once_more() {
        let mut batch = SortBatch::new(vec![card(1, None), card(2, None), card(3, None)], 3);
        let top = |batch: &SortBatch| batch.card().map(|card| card.person.id.0);
        batch.finish(Done::Put("Friends".into(), 9));
        batch.finish(Done::NoContact(8));
        batch.failed(9);
        assert_eq!((top(&batch), batch.progress()), (Some(3), (1, 3)));
        assert_eq!(batch.summary(), "0 people added to buckets, 1 hidden from People.");
        batch.finish(Done::Skipped);
        assert_eq!(top(&batch), Some(1));
        batch.failed(9);
        assert_eq!(batch.progress(), (2, 3), "it failed once");
    }

    #[test]
    fn whoever_writes_from_work_is_proposed_only_what_was_chosen_for_others_there() {
        let buckets: Vec<Bucket> =
            (0_u32..).zip(&SUGGESTIONS).map(|(order, it)| it.bucket(order.into(), order)).collect();
        let name = |card: &SortCard| proposed(card, &buckets).map(|bucket| bucket.name.clone());
        let mut supplier = card(1, Some(20));
        supplier.person.company = Some((CompanyId(7), "Tamarind".into()));
        assert_eq!(name(&supplier), None);
        assert_eq!(fitting(&supplier, &buckets).as_deref(), Some("A reminder every 30 days would fit."));
        supplier.colleagues = Some(2);
        assert_eq!(name(&supplier).as_deref(), Some("Clients"));
        assert_eq!(fitting(&supplier, &buckets).as_deref(), Some("Others at Tamarind are in Clients."));
        supplier.colleagues = Some(99);
        assert_eq!(name(&supplier), None, "that bucket is gone");
        assert_eq!(fitting(&card(1, None), &buckets), None);
        assert_eq!(fitting(&card(1, Some(20)), &buckets).as_deref(), Some("A reminder every 30 days would fit."));
    }

    #[test]
    fn the_bucket_is_proposed_from_the_rhythm() {
        let buckets: Vec<Bucket> =
            (0_u32..).zip(&SUGGESTIONS).map(|(order, it)| it.bucket(order.into(), order)).collect();
        let name = |rhythm| proposed(&card(1, rhythm), &buckets).map(|bucket| bucket.name.as_str());
        assert_eq!((name(Some(20)), name(Some(200)), name(None)), (Some("Close friends"), Some("Old friends"), None));
        assert_eq!((name(Some(1)), name(Some(7))), (None, Some("Hot leads")));
        assert_eq!(proposed(&card(1, Some(20)), &[]), None);
        let only = &buckets[..1];
        let days = |rhythm| by_rhythm(only, rhythm).is_some();
        assert_eq!([1, 7, 8, 30, 60, 61, 400].map(days), [false, false, true, true, true, false, false]);
        assert_eq!(rhythm(&card(1, Some(20))), "You write to each other about every 20 days.");
        assert_eq!(rhythm(&card(1, Some(1))), "You write to each other nearly every day.");
    }
}
