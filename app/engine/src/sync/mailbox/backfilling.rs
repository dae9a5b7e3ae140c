//! Reaching back over the connections of a mailbox; see [`super::backfill`].

use super::settings::SyncSettings;
use super::state::MailboxSync;
use super::step::SyncStep;
use crate::api::Problem;
use crate::sync::connection::{Connection, Job};
use crate::sync::sync_run::MAX_UIDS_PER_QUESTION;
use kith_wire::{Examined, UidSet};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

impl MailboxSync {
    /// Reaches back for these addresses, where that was not done yet.
    pub(crate) fn start_backfill(&mut self, addresses: BTreeSet<String>, settings: &SyncSettings) -> Vec<SyncStep> {
        let mut steps = Vec::new();
        self.backfill.set_addresses(addresses);
        if self.run.is_some() || self.dialling {
            return steps;
        }
        if !self.connections.is_empty() {
            self.assign(settings, &mut steps);
        } else if settings.since.is_some() && self.backfill.is_wanted(&self.folders, &self.listed, settings.now) {
            self.dialling = true;
            steps.push(SyncStep::Dial);
        }
        steps
    }

    /// The addresses that are reached back for.
    pub(crate) fn backfill_addresses(&self) -> Arc<BTreeMap<String, u64>> {
        self.backfill.addresses()
    }

    /// Lets a connection that is free reach back.
    pub(super) fn continue_backfill(&mut self, settings: &SyncSettings, steps: &mut Vec<SyncStep>) {
        if settings.since.is_none() {
            return;
        }
        let first = self.listed.iter().find(|listed| listed.counts).map(|listed| listed.name.as_str());
        // Rather not the one that waits for news of INBOX.
        let price = |connection: &Connection| match connection.job() {
            None => 0,
            Some(Job::Idle { folder, .. }) if Some(folder.as_str()) != first => 1,
            Some(_) => 2,
        };
        let free = self.connections.iter_mut().filter(|(_, connection)| connection.is_free());
        let Some((conn, connection)) = free.min_by_key(|(_, connection)| price(connection)) else { return };
        if let Some(job) = self.backfill.next(&self.folders, &self.listed, settings.now) {
            steps.push(SyncStep::Send(*conn, connection.begin(job)));
        }
    }

    /// The server found these for a group of addresses.
    pub(super) fn found(&mut self, opened: Examined, uids: UidSet, settings: &SyncSettings, steps: &mut Vec<SyncStep>) {
        let careful = self.backfill.folder().and_then(|folder| self.careful.get(folder));
        let slice = careful.map_or(MAX_UIDS_PER_QUESTION, |(slice, _)| *slice);
        self.backfill.found(opened, uids, &self.folders, slice, settings.now);
        self.backfill_ended(settings, steps);
    }

    /// The server refuses to give something that was found, or to search.
    pub(super) fn backfill_refused(
        &mut self,
        asked: Option<&UidSet>,
        left: &UidSet,
        problem: &Problem,
        settings: &SyncSettings,
        steps: &mut Vec<SyncStep>,
    ) {
        let changed = self.backfill.refused(asked, left, problem, &mut self.folders, settings.now);
        steps.extend(changed.map(|folder| SyncStep::Keep(vec![folder])));
        self.backfill_ended(settings, steps);
    }

    /// The folder cannot be opened, or the connection ended while it was searched.
    pub(super) fn not_backfilled(&mut self, settings: &SyncSettings) {
        self.backfill.not_done(settings.now);
    }

    /// If nothing more of what was found is to be read: notes that those addresses were asked for in the folder.
    pub(super) fn backfill_ended(&mut self, settings: &SyncSettings, steps: &mut Vec<SyncStep>) {
        let ended = self.backfill.ended(&mut self.folders, settings.now);
        steps.extend(ended.map(|folder| SyncStep::Keep(vec![folder])));
    }
}
