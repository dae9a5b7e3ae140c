//! Waiting for news between readings.

use super::false_news::FalseNews;
use super::state::Mailbox;
use super::step::Step;
use super::terms::Terms;
use crate::api::FolderUse;
use crate::sync::folders::purpose_of;
use crate::sync::line::{Job, Line};
use crate::sync::round::{Look, Round, Stage};
use kith_wire::Examined;

impl Mailbox {
    /// Lets free connections wait for news, each of another folder; those for which there is none end. Gives how many
    /// connections there are, and how many would be of use.
    pub(super) fn watch(&mut self, terms: &Terms, steps: &mut Vec<Step>) -> (usize, usize) {
        let watched: Vec<String> = self.lines.values().filter_map(Line::job).filter_map(watches).collect();
        let mut folders: Vec<(String, Examined)> = self
            .listed
            .iter()
            .filter(|listed| {
                listed.counts && matches!(listed.purpose, FolderUse::Inbox | FolderUse::All | FolderUse::Sent)
            })
            .filter(|listed| self.false_news.get(&listed.name).is_none_or(FalseNews::is_bearable))
            .filter_map(|listed| {
                let cursor = self.folders.get(&listed.name).filter(|cursor| cursor.trouble.is_none())?;
                let look = cursor.look?;
                let expected =
                    Examined { uid_validity: cursor.uid_validity, uid_next: look.uid_next, exists: look.exists };
                Some((listed.name.clone(), expected))
            })
            .take(usize::from(terms.connections))
            .collect();
        folders.reverse();
        let wanted = folders.len();
        folders.retain(|(folder, _)| !watched.contains(folder));
        let mut over = Vec::new();
        for (conn, line) in self.lines.iter_mut().filter(|(_, line)| line.is_free() && line.job().is_none()) {
            match folders.pop().filter(|_| line.can_watch) {
                Some((folder, expected)) => {
                    steps.push(Step::Send(*conn, line.begin(Job::Watch { folder, expected })));
                }
                None => over.push(*conn),
            }
        }
        for conn in over {
            self.lines.remove(&conn);
            steps.push(Step::Close(conn));
        }
        let of_use = if self.lines.values().any(|line| line.can_watch) { wanted } else { 0 };
        (self.lines.len(), of_use)
    }

    pub(super) fn news(&mut self, job: Option<Job>) {
        let Some(Job::Watch { folder, .. }) = job else { return };
        let count = self.false_news.entry(folder.clone()).or_default();
        (count.at_opening, count.told) = (count.at_opening + 1, count.told + 1);
        let purpose = purpose_of(&folder, &self.listed);
        let from = self.folders.get(&folder).and_then(|cursor| cursor.look).and_then(|look| look.uid_next);
        let is_looked_at = self.lines.values().filter_map(Line::job).any(|job| looks_at(job, &folder));
        let look = Look { folder, purpose, from };
        match &mut self.round {
            // It will be looked at anyway.
            Some(round) if round.stage != Stage::Working || round.looks.iter().any(|l| l.folder == look.folder) => {}
            // It was looked at before the news. (Two looks at a folder at once would each read it.)
            Some(round) if is_looked_at || round.stretches.iter().any(|s| s.folder == look.folder) => {
                round.again = Some(round.again.unwrap_or(false));
            }
            Some(round) => round.looks.push(look),
            None => self.round = Some(Round::of_news(look)),
        }
    }
}

fn looks_at(job: &Job, at: &str) -> bool {
    matches!(job, Job::Look { folder, .. } if folder == at)
}

fn watches(job: &Job) -> Option<String> {
    match job {
        Job::Watch { folder, .. } => Some(folder.clone()),
        _ => None,
    }
}
