//! Reaching back over the connections of a mailbox; see [`super::backfill`].

use super::state::Mailbox;
use super::step::Step;
use super::terms::Terms;
use crate::api::Problem;
use crate::sync::line::{Job, Line};
use crate::sync::round::MAX_UIDS_PER_QUESTION;
use kith_wire::{Examined, UidSet};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

impl Mailbox {
    /// Reaches back for these addresses, where that was not done yet.
    pub(crate) fn reach(&mut self, addresses: BTreeSet<String>, terms: &Terms) -> Vec<Step> {
        let mut steps = Vec::new();
        self.backfill.set_addresses(addresses);
        if self.round.is_some() || self.dialling {
            return steps;
        }
        if !self.lines.is_empty() {
            self.assign(terms, &mut steps);
        } else if terms.since.is_some() && self.backfill.is_wanted(&self.folders, &self.listed, terms.now) {
            self.dialling = true;
            steps.push(Step::Dial);
        }
        steps
    }

    /// The addresses that are reached back for.
    pub(crate) fn reached_for(&self) -> Arc<BTreeMap<String, u64>> {
        self.backfill.addresses()
    }

    /// Lets a connection that is free reach back.
    pub(super) fn reach_back(&mut self, terms: &Terms, steps: &mut Vec<Step>) {
        if terms.since.is_none() {
            return;
        }
        let first = self.listed.iter().find(|listed| listed.counts).map(|listed| listed.name.as_str());
        // Rather not the one that waits for news of INBOX.
        let price = |line: &Line| match line.job() {
            None => 0,
            Some(Job::Watch { folder, .. }) if Some(folder.as_str()) != first => 1,
            Some(_) => 2,
        };
        let free = self.lines.iter_mut().filter(|(_, line)| line.is_free());
        let Some((conn, line)) = free.min_by_key(|(_, line)| price(line)) else { return };
        if let Some(job) = self.backfill.next(&self.folders, &self.listed, terms.now) {
            steps.push(Step::Send(*conn, line.begin(job)));
        }
    }

    /// The server found these for a group of addresses.
    pub(super) fn found(&mut self, opened: Examined, uids: UidSet, terms: &Terms, steps: &mut Vec<Step>) {
        let careful = self.backfill.folder().and_then(|folder| self.careful.get(folder));
        let slice = careful.map_or(MAX_UIDS_PER_QUESTION, |(slice, _)| *slice);
        self.backfill.found(opened, uids, &self.folders, slice, terms.now);
        self.sought_ended(terms, steps);
    }

    /// The server refuses to give something that was found, or to search.
    pub(super) fn sought_refused(
        &mut self,
        asked: Option<&UidSet>,
        left: &UidSet,
        problem: &Problem,
        terms: &Terms,
        steps: &mut Vec<Step>,
    ) {
        let changed = self.backfill.refused(asked, left, problem, &mut self.folders, terms.now);
        steps.extend(changed.map(|folder| Step::Keep(vec![folder])));
        self.sought_ended(terms, steps);
    }

    /// The folder cannot be opened, or the connection ended while it was searched.
    pub(super) fn not_sought(&mut self, terms: &Terms) {
        self.backfill.not_done(terms.now);
    }

    /// If nothing more of what was found is to be read: notes that those addresses were asked for in the folder.
    pub(super) fn sought_ended(&mut self, terms: &Terms, steps: &mut Vec<Step>) {
        let ended = self.backfill.ended(&mut self.folders, terms.now);
        steps.extend(ended.map(|folder| Step::Keep(vec![folder])));
    }
}
