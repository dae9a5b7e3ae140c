//! Merging a list, element by element.

use super::choice::{Did, Side, Taken, taken};
use crate::contact::Labelled;
use crate::contact_fields::{Elements, is_same, is_same_element, is_same_name, key};
use crate::decision::CardField;
use crate::mapping::PairDirection;
use crate::small_sort::CollectTree;
use std::collections::{BTreeMap, BTreeSet};

/// A list on both sides, now and when they last agreed.
pub(super) struct ListMerge<'a> {
    pub(super) field: &'a CardField,
    pub(super) there: Elements,
    pub(super) here: Elements,
    pub(super) base_there: Elements,
    pub(super) base_here: Elements,
    /// The keys of elements that follow from the mail.
    pub(super) by_mail: BTreeSet<String>,
    /// The keys of elements that were taken away there one by one, and not by emptying the list.
    pub(super) left: BTreeSet<String>,
    pub(super) direction: PairDirection,
    pub(super) winner: Side,
    /// What changes there, and here.
    pub(super) out: Vec<ElementChange>,
    pub(super) into: Vec<ElementChange>,
}

/// An element that is put into a list or taken out.
pub(super) struct ElementChange {
    pub(super) key: String,
    pub(super) after: Option<Labelled>,
    /// What lost.
    pub(super) lost: Option<Labelled>,
}

impl ListMerge<'_> {
    pub(super) fn run(&mut self) {
        let there: Vec<_> = self.there.iter().map(|(key, _)| key.to_owned()).collect();
        let only_here = self.here.iter().map(|(key, _)| key).filter(|key| self.there.get(key).is_none());
        let keys: Vec<String> = there.into_iter().chain(only_here.map(str::to_owned)).collect();
        for key in keys {
            match (self.there.get(&key).cloned(), self.here.get(&key).cloned()) {
                (Some(there), None) => self.only_there(key, there),
                (None, Some(here)) => self.only_here(key, here),
                (Some(there), Some(here)) => self.on_both(key, &there, &here),
                (None, None) => {}
            }
        }
    }

    fn only_there(&mut self, key: String, there: Labelled) {
        let was_there = self.base_there.get(&key);
        let is_as_it_was = was_there.is_some_and(|was| is_same_element(self.field, was, &there));
        match self.base_here.get(&key) {
            Some(_) if is_as_it_was => self.out.push(ElementChange { key, after: None, lost: None }),
            // This side could not express it the last time, either.
            None if was_there.is_some() => {}
            _ => self.into.push(ElementChange { key, after: Some(there), lost: None }),
        }
    }

    fn only_here(&mut self, key: String, here: Labelled) {
        let was_here = self.base_here.get(&key);
        let is_as_it_was = was_here.is_some_and(|was| is_same_element(self.field, was, &here));
        let is_taken_away = !self.there.is_empty() || self.left.contains(&key);
        let is_removed = is_taken_away && is_as_it_was && !self.by_mail.contains(&key);
        match self.base_there.get(&key) {
            Some(_) if is_removed => self.into.push(ElementChange { key, after: None, lost: None }),
            None if was_here.is_some() => {}
            _ => self.out.push(ElementChange { key, after: Some(here), lost: None }),
        }
    }

    /// The label of an element, and how it is written.
    fn on_both(&mut self, key: String, there: &Labelled, here: &Labelled) {
        let (was_there, was_here) = (self.base_there.get(&key), self.base_here.get(&key));
        let did = |now: &Labelled, was: Option<&Labelled>| Did {
            changed: !is_same_name(&now.label, was.map_or("", |was| was.label.as_str())),
            empty: now.label.is_empty(),
        };
        let is_allowed = |taken: &Taken| taken.is_allowed(self.direction);
        let label = taken(did(there, was_there), did(here, was_here), self.winner)
            .filter(|_| !is_same_name(&there.label, &here.label))
            .filter(is_allowed);
        // Where two ways to write one number meet for the first time, each side keeps its own.
        let rewritten = |now: &Labelled, was: Option<&Labelled>| Did {
            changed: was.is_some_and(|was| !is_same(self.field, &now.value, &was.value)),
            empty: false,
        };
        let value = taken(rewritten(there, was_there), rewritten(here, was_here), self.winner)
            .filter(|_| !is_same(self.field, &there.value, &here.value))
            .filter(is_allowed);
        let from = |taken: Option<Taken>, side: Side| taken.filter(|taken| taken.from == side);
        for (side, winning, losing) in [(Side::There, there, here), (Side::Here, here, there)] {
            let (label, value) = (from(label, side), from(value, side));
            if label.is_none() && value.is_none() {
                continue;
            }
            let after = Labelled {
                label: label.map_or(losing, |_| winning).label.clone(),
                value: value.map_or(losing, |_| winning).value.clone(),
            };
            let contested = [label, value].into_iter().flatten().any(|taken| taken.contested);
            let change =
                ElementChange { key: key.clone(), after: Some(after), lost: contested.then(|| losing.clone()) };
            match side {
                Side::There => self.into.push(change),
                Side::Here => self.out.push(change),
            }
        }
    }
}

/// A list after changes. What did not change stays where and as it is.
pub(super) fn applied(field: &CardField, values: Vec<Labelled>, changes: &[ElementChange]) -> Vec<Labelled> {
    let by_key: BTreeMap<&str, &ElementChange> =
        changes.iter().map(|change| (change.key.as_str(), change)).collect_map();
    let mut done = BTreeSet::new();
    let mut all = Vec::with_capacity(values.len() + changes.len());
    for value in values {
        let key = key(field, &value.value);
        match by_key.get(key.as_str()) {
            None => all.push(value),
            Some(change) => {
                // What stands there a second time goes with the first, or stays as it is.
                let is_first = done.insert(key);
                all.extend(change.after.as_ref().map(|after| if is_first { after.clone() } else { value }));
            }
        }
    }
    all.extend(changes.iter().filter(|change| !done.contains(&change.key)).filter_map(|change| change.after.clone()));
    all
}
