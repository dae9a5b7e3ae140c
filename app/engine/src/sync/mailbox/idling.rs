//! Waiting for news between readings.

use super::false_changes::FalseChanges;
use super::settings::SyncSettings;
use super::state::MailboxSync;
use super::step::SyncStep;
use crate::api::FolderUse;
use crate::sync::connection::{Connection, Job};
use crate::sync::folders::special_use_of;
use crate::sync::sync_run::{FolderScan, Stage, SyncRun};
use kith_wire::Examined;

impl MailboxSync {
    /// Lets free connections wait for news, each of another folder; those for which there is none end. Gives how many
    /// connections there are, and how many would be of use.
    pub(super) fn idle(&mut self, settings: &SyncSettings, steps: &mut Vec<SyncStep>) -> (usize, usize) {
        let idled: Vec<String> = self.connections.values().filter_map(Connection::job).filter_map(idles).collect();
        let mut folders: Vec<(String, Examined)> = self
            .listed
            .iter()
            .filter(|listed| {
                listed.counts && matches!(listed.special_use, FolderUse::Inbox | FolderUse::All | FolderUse::Sent)
            })
            .filter(|listed| self.false_changes.get(&listed.name).is_none_or(FalseChanges::is_bearable))
            .filter_map(|listed| {
                let cursor = self.folders.get(&listed.name).filter(|cursor| cursor.trouble.is_none())?;
                let audit = cursor.audit?;
                let expected =
                    Examined { uid_validity: cursor.uid_validity, uid_next: audit.uid_next, exists: audit.exists };
                Some((listed.name.clone(), expected))
            })
            .take(usize::from(settings.connections))
            .collect();
        folders.reverse();
        let wanted = folders.len();
        folders.retain(|(folder, _)| !idled.contains(folder));
        let mut over = Vec::new();
        for (conn, connection) in
            self.connections.iter_mut().filter(|(_, connection)| connection.is_free() && connection.job().is_none())
        {
            match folders.pop().filter(|_| connection.can_idle) {
                Some((folder, expected)) => {
                    steps.push(SyncStep::Send(*conn, connection.begin(Job::Idle { folder, expected })));
                }
                None => over.push(*conn),
            }
        }
        for conn in over {
            self.connections.remove(&conn);
            steps.push(SyncStep::Close(conn));
        }
        let of_use = if self.connections.values().any(|connection| connection.can_idle) { wanted } else { 0 };
        (self.connections.len(), of_use)
    }

    pub(super) fn changed(&mut self, job: Option<Job>) {
        let Some(Job::Idle { folder, .. }) = job else { return };
        let count = self.false_changes.entry(folder.clone()).or_default();
        (count.at_opening, count.told) = (count.at_opening + 1, count.told + 1);
        let special_use = special_use_of(&folder, &self.listed);
        let from = self.folders.get(&folder).and_then(|cursor| cursor.audit).and_then(|audit| audit.uid_next);
        let is_looked_at = self.connections.values().filter_map(Connection::job).any(|job| scans(job, &folder));
        let scan = FolderScan { folder, special_use, from };
        match &mut self.run {
            // It will be looked at anyway.
            Some(run) if run.stage != Stage::Working || run.scans.iter().any(|l| l.folder == scan.folder) => {}
            // It was looked at before the news. (Two looks at a folder at once would each read it.)
            Some(run) if is_looked_at || run.backlogs.iter().any(|s| s.folder == scan.folder) => {
                run.again = Some(run.again.unwrap_or(false));
            }
            Some(run) => run.scans.push(scan),
            None => self.run = Some(SyncRun::of_change(scan)),
        }
    }
}

fn scans(job: &Job, at: &str) -> bool {
    matches!(job, Job::Scan { folder, .. } if folder == at)
}

fn idles(job: &Job) -> Option<String> {
    match job {
        Job::Idle { folder, .. } => Some(folder.clone()),
        _ => None,
    }
}
