//! The messages in which calendars are to be looked for.

use crate::sync::connection::Job;
use kith_wire::UidSet;
use std::collections::BTreeMap;

/// How many messages are looked at at once: so few that what comes meanwhile does not wait for long.
const MAX_AT_ONCE: u32 = 200;

/// Messages in which calendars are to be looked for.
#[derive(Debug)]
pub(super) struct Calendars {
    /// By folder, under its numbering.
    wanted: BTreeMap<(String, u32), UidSet>,
    /// Those that cannot be looked at there before the next start.
    left: BTreeMap<(String, u32), UidSet>,
    /// How many are asked for at once.
    slice: u32,
    /// The relay does not know the question.
    is_unknown: bool,
}

impl Default for Calendars {
    fn default() -> Self {
        Self { wanted: BTreeMap::new(), left: BTreeMap::new(), slice: MAX_AT_ONCE, is_unknown: false }
    }
}

impl Calendars {
    pub(super) fn next(&mut self) -> Option<Job> {
        if self.is_unknown {
            return None;
        }
        let mut wanted = self.wanted.first_entry()?;
        let uids = wanted.get_mut().take_highest(self.slice);
        let (folder, uid_validity) = wanted.key().clone();
        if wanted.get().is_empty() {
            wanted.remove();
        }
        Some(Job::Calendars { folder, uid_validity, uids })
    }

    /// It did not work: those are asked for again in smaller parts. One that was asked for by itself is not.
    pub(super) fn failed(&mut self, folder: &str, uid_validity: u32, uids: &UidSet) {
        let count = u32::try_from(uids.len()).unwrap_or(u32::MAX);
        self.slice = (count / 2).clamp(1, MAX_AT_ONCE);
        match count > 1 {
            true => self.want(folder.to_owned(), uid_validity, uids),
            false => self.leave(folder, uid_validity, uids),
        }
    }

    /// Those cannot be looked at there: they are not asked for again.
    pub(super) fn leave(&mut self, folder: &str, uid_validity: u32, uids: &UidSet) {
        if !uids.is_empty() {
            self.left.entry((folder.to_owned(), uid_validity)).or_default().extend(uids);
        }
    }

    pub(super) fn wants(&self, folder: &str, uid_validity: u32, uid: u32) -> bool {
        holds(&self.wanted, folder, uid_validity, uid)
    }

    pub(super) fn is_left(&self, folder: &str, uid_validity: u32, uid: u32) -> bool {
        holds(&self.left, folder, uid_validity, uid)
    }

    /// What is under way is begun again another time.
    pub(super) fn stop(&mut self, jobs: Vec<Job>) {
        for job in jobs {
            if let Job::Calendars { folder, uid_validity, uids } = job {
                self.want(folder, uid_validity, &uids);
            }
        }
    }

    /// It worked: as many again may be asked for at once.
    pub(super) fn worked(&mut self) {
        self.slice = self.slice.saturating_mul(2).min(MAX_AT_ONCE);
    }

    /// The relay does not know the question: nothing is asked for.
    pub(super) fn give_up(&mut self) {
        self.is_unknown = true;
    }

    pub(super) fn want(&mut self, folder: String, uid_validity: u32, uids: &UidSet) {
        let of = (folder, uid_validity);
        let uids = self.left.get(&of).map_or_else(|| uids.clone(), |left| uids.without(left));
        if !uids.is_empty() {
            self.wanted.entry(of).or_default().extend(&uids);
        }
    }
}

fn holds(of: &BTreeMap<(String, u32), UidSet>, folder: &str, uid_validity: u32, uid: u32) -> bool {
    of.get(&(folder.to_owned(), uid_validity)).is_some_and(|uids| uids.contains(uid))
}
