//! Accounts as the page shows them.

use super::first_readings::first_reading;
use super::state::{AccountState, Activity, Engine};
use crate::api::{
    AccountId, AccountStatus, AccountView, CommandView, FolderView, Overview, Problem, ProblemKind, Security,
    SkipReason, SkippedMessage,
};
use crate::store::Store;
use crate::sync::{Cursor, Listed, never, order};
use kith_domain::small_sort::SmallSort;
use kith_wire::FailureKind;

impl<S: Store> Engine<S> {
    /// The accounts and the totals.
    pub(super) fn overview(&self) -> Overview {
        Overview {
            accounts: self.accounts.values().map(|state| self.view(state)).collect(),
            people: self.book.people_count(),
            messages: self.book.messages(),
            pipelines: self.book.pipeline_count(),
            damage: self.damage.view(),
            backup_due: self.backup_due(),
            access_key: self.access.view(),
            lock_after: self.lock_after(),
            relay_build: self.relay_build.clone(),
        }
    }

    /// The folders of an account: as they were listed last, or as they are stored.
    pub(super) fn folders(&self, id: AccountId) -> Result<Vec<FolderView>, Problem> {
        let state = self.accounts.get(&id).ok_or(Problem::new(ProblemKind::NotFound))?;
        let cursors = &state.mailbox.folders;
        if !state.mailbox.listed.is_empty() {
            // What the user said holds at once, not only when the folders are listed again.
            let said = |listed: &Listed| state.account.said.get(&listed.name).copied().unwrap_or(listed.counts);
            let listed = state.mailbox.listed.iter().map(|listed| Listed { counts: said(listed), ..listed.clone() });
            return Ok(listed.map(|listed| folder_view(&listed, cursors.get(&listed.name))).collect());
        }
        let stored = cursors.iter().map(|(name, cursor)| {
            let counts = state.counts(name, cursor);
            let title = if cursor.title.is_empty() { name } else { &cursor.title };
            let listed = Listed {
                name: name.clone(),
                title: title.clone(),
                special_use: cursor.special_use,
                counts,
                status: None,
            };
            folder_view(&listed, Some(cursor))
        });
        let mut folders: Vec<FolderView> = stored.collect();
        folders.small_sort_by(|a, b| order(a.special_use, &a.title).cmp(&order(b.special_use, &b.title)));
        Ok(folders)
    }

    /// What of an account could not be read, the latest first.
    pub(super) fn skipped(&self, id: AccountId) -> Result<Vec<SkippedMessage>, Problem> {
        let state = self.accounts.get(&id).ok_or(Problem::new(ProblemKind::NotFound))?;
        let mut all = Vec::new();
        for (name, cursor) in state.counting() {
            let folder = if cursor.title.is_empty() { name } else { &cursor.title };
            let messages =
                cursor.skipped.iter().chain(&cursor.backfill_skipped).map(|(uid, skipped)| (Some(*uid), skipped));
            for (uid, skipped) in messages.chain(cursor.trouble.iter().map(|trouble| (None, trouble))) {
                all.push(SkippedMessage {
                    folder: folder.clone(),
                    uid,
                    reason: skipped.reason(),
                    words: skipped.words.clone().filter(|words| !words.is_empty()),
                    at: skipped.at,
                    tries: skipped.tries,
                });
            }
        }
        all.small_sort_by_key(|skipped| std::cmp::Reverse((skipped.at, skipped.uid.is_none(), skipped.uid)));
        Ok(all)
    }

    /// What was spoken with the mail server of an account, the latest first.
    pub(super) fn activity(&self, id: AccountId) -> Result<Vec<CommandView>, Problem> {
        if !self.accounts.contains_key(&id) {
            return Err(Problem::new(ProblemKind::NotFound));
        }
        Ok(self.activity.get(&id).map(Activity::view).unwrap_or_default())
    }

    fn view(&self, state: &AccountState) -> AccountView {
        let id = state.account.id;
        let server = state.account.server();
        let disconnected = state.account.disconnected;
        AccountView {
            id,
            sample: state.account.is_sample(),
            address: state.account.address.as_str().to_owned(),
            username: server.map(|server| server.username.clone()).unwrap_or_default(),
            host: server.map(|server| server.host.clone()).unwrap_or_default(),
            port: server.map_or(0, |server| server.port),
            security: server.map_or(Security::Tls, |server| server.security),
            period: state.account.period(),
            sign_in: state.account.tokens.as_ref().map(|tokens| tokens.sign_in.clone()),
            trusted: server.and_then(|server| server.trusted),
            messages: self.book.messages_of(id),
            connections: state.account.connections,
            status: if disconnected { AccountStatus::Disconnected } else { state.status.clone() },
            audit: state.audit(),
            skipped: state.skipped(),
            first_reading: first_reading(state),
        }
    }
}

fn folder_view(listed: &Listed, cursor: Option<&Cursor>) -> FolderView {
    let problem = cursor.and_then(|cursor| cursor.trouble.as_ref()).map(|trouble| {
        let kind = match trouble.reason() {
            SkipReason::NoFolder => FailureKind::NoFolder,
            SkipReason::NoNumbers => FailureKind::Malformed,
            _ => FailureKind::ServerRefused,
        };
        Problem { words: trouble.words.clone(), ..Problem::new(ProblemKind::Mail(kind)) }
    });
    FolderView {
        name: listed.name.clone(),
        title: listed.title.clone(),
        special_use: listed.special_use,
        counts: listed.counts && !never(listed.special_use),
        stored: cursor.map_or(0, |cursor| u32::try_from(cursor.stored.len()).unwrap_or(u32::MAX)),
        audit: cursor.and_then(Cursor::audit),
        problem,
    }
}
