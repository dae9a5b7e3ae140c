//! What is stored and cannot be read: damaged, or of a version that this Kith does not know. Each such row costs
//! itself: it stays where it is, it is said, and mail that it held is read again.

use crate::api::{AccountId, DamageView, Damaged};
use crate::engine::records::DamageV1;
use crate::store::SegmentId;
use kith_domain::small_sort::CollectTree;
use std::collections::{BTreeMap, BTreeSet};

/// What could not be read.
#[derive(Debug, Default)]
pub(in crate::engine) struct Damage {
    /// Accounts of whose settings nothing is known. What was read from them is there.
    pub(in crate::engine) lost: BTreeSet<AccountId>,
    counts: BTreeMap<(Damaged, Option<AccountId>), u32>,
    segments: Vec<(SegmentId, AccountId)>,
    /// Those of them whose mail was asked for again.
    handled: BTreeSet<SegmentId>,
}

impl Damage {
    /// Notes a row that could not be read.
    pub(in crate::engine) fn note(&mut self, what: Damaged, account: Option<AccountId>) {
        *self.counts.entry((what, account)).or_default() += 1;
    }

    /// An account's settings could not be read.
    pub(in crate::engine) fn lose_account(&mut self, id: AccountId) {
        // Of one without a number even that is lost.
        let id = (id != AccountId(0)).then_some(id);
        self.lost.extend(id);
        self.note(Damaged::Account, id);
    }

    /// An account is there again, or gone.
    pub(in crate::engine) fn forget_account(&mut self, id: AccountId) {
        self.lost.remove(&id);
        self.counts.retain(|(_, account), _| *account != Some(id));
        self.segments.retain(|(_, account)| *account != id);
    }

    /// What could not be read of a kind is read again.
    pub(in crate::engine) fn forget(&mut self, kind: Damaged) {
        self.counts.retain(|(what, _), _| *what != kind);
    }

    pub(in crate::engine) fn set_segments(&mut self, segments: Vec<(SegmentId, AccountId)>) {
        self.segments = segments;
    }

    /// Whether there are segments that could not be read.
    pub(in crate::engine) fn has_segments(&self) -> bool {
        !self.segments.is_empty()
    }

    pub(in crate::engine) fn set_handled(&mut self, row: &DamageV1) {
        self.handled = row.segments.iter().copied().map(SegmentId).collect();
    }

    /// How many rows of a kind could not be read.
    pub(in crate::engine) fn count(&self, what: Damaged) -> u32 {
        self.view().iter().filter(|view| view.what == what).map(|view| view.count).sum()
    }

    pub(in crate::engine) fn view(&self) -> Vec<DamageView> {
        let mut counts = self.counts.clone();
        for (_, account) in &self.segments {
            *counts.entry((Damaged::Mail, Some(*account))).or_default() += 1;
        }
        counts.into_iter().map(|((what, account), count)| DamageView { what, account, count }).collect()
    }

    /// The accounts whose mail stood in segments that cannot be read, and was not asked for again.
    pub(in crate::engine) fn unhandled(&self) -> BTreeSet<AccountId> {
        let news = self.segments.iter().filter(|(id, _)| !self.handled.contains(id));
        news.map(|(_, account)| *account).collect_set()
    }

    /// The mail of all segments is asked for again whose accounts are `here`. Gives what is to be kept of that.
    pub(in crate::engine) fn handle(&mut self, here: impl Fn(AccountId) -> bool) -> DamageV1 {
        self.handled.extend(self.segments.iter().filter(|(_, of)| here(*of)).map(|(id, _)| *id));
        DamageV1 { segments: self.handled.iter().map(|id| id.0).collect() }
    }
}
