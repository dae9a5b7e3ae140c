//! The access key: shown to the relay first over every connection. Where it is missing or wrong, nothing is dialled
//! until there is another, so that no one is taken for guessing.

use super::error::EngineError;
use super::records::{AccessKeyV1, DeviceRecord};
use super::state::{Access, Engine};
use crate::account::Account;
use crate::api::{AccountId, AccountStatus, Problem, ProblemKind, Secret, access_key};
use crate::session::{ConnectionId, problem};
use crate::store::{Batch, Store};
use kith_wire::{Answer, Ask, Failure, FailureKind, Request};

impl<S: Store> Engine<S> {
    /// Shows the relay the access key, if there is one. It has no answer of its own, so that its number is that of what
    /// concerns the session as a whole.
    pub(super) fn show_access_key(&mut self, conn: ConnectionId) {
        self.connections.note_access(conn, self.access.version);
        if let Some(key) = self.access.kept.key.clone() {
            self.send(conn, &Request { id: 0, ask: Ask::Access { key } });
        }
    }

    /// Hears what an answer says of the access key. Gives false for one that ends the connection and says nothing, since
    /// there is another key by now.
    pub(super) async fn hear_of_access(&mut self, conn: ConnectionId, answer: &Answer) -> bool {
        let Answer::Failed(failure @ Failure { kind: FailureKind::KeyMissing | FailureKind::KeyRefused, .. }) = answer
        else {
            return true;
        };
        if self.connections.access(conn) != Some(self.access.version) {
            return self.access.refused.is_some();
        }
        // One that was revoked is of no use any more.
        let key = self.access.kept.key.clone().filter(|_| failure.kind == FailureKind::KeyMissing);
        // Without room to note it, it is asked for again at the next start.
        let _kept = self.keep_access(AccessKeyV1 { key, wanted: true }).await;
        let problem = problem(failure.clone());
        self.access.refused = Some(problem.clone());
        for id in self.kept_out() {
            self.end_lines_of(id);
            self.stop(id, problem.clone());
        }
        true
    }

    /// Uses the access key that was typed from now on.
    pub(super) async fn set_access_key(&mut self, typed: &Secret) -> Result<(), Problem> {
        let key = access_key(typed.reveal()).ok_or(Problem::new(ProblemKind::NotAccessKey))?;
        let Access { kept, refused, .. } = &self.access;
        if kept.key.as_ref() == Some(&key) && refused.is_none() {
            return Ok(());
        }
        let wanted = kept.wanted;
        self.keep_access(AccessKeyV1 { key: Some(key), wanted }).await?;
        self.knock_again().await;
        Ok(())
    }

    /// Whether there is an access key, and it is not the one that came.
    pub(super) fn replaces_access_key(&self, came: &Secret) -> bool {
        let (kept, came) = (&self.access.kept.key, access_key(came.reveal()));
        kept.is_some() && came.is_some() && *kept != came
    }

    /// Forgets the access key. A relay that wants one lets no one in from now on, and that is found out at once.
    pub(super) async fn forget_access_key(&mut self) -> Result<(), Problem> {
        let wanted = self.access.kept.wanted;
        self.keep_access(AccessKeyV1 { key: None, wanted }).await?;
        let is_in = |id: &AccountId| self.accounts.get(id).is_some_and(|state| state.mailbox.is_in());
        for id in self.accounts.keys().copied().filter(is_in).collect::<Vec<_>>() {
            self.end_lines_of(id);
            self.begin(id, false).await;
        }
        Ok(())
    }

    /// Tries to get in with the accounts that the relay did not let in.
    pub(super) async fn knock_again(&mut self) {
        self.access.refused = None;
        for id in self.kept_out() {
            self.end_lines_of(id);
            self.begin(id, false).await;
        }
        self.begin_waiting_books();
    }

    /// The accounts that are not connected, and that would be if the relay let them in.
    fn kept_out(&self) -> Vec<AccountId> {
        let is_connected = |account: &Account| account.server().is_some() && account.out_of_reach().is_none();
        let is_stopped = |status: &AccountStatus| match status {
            AccountStatus::Stopped(problem) => !is_of_access(problem.kind),
            _ => false,
        };
        let out = self
            .accounts
            .iter()
            .filter(|(_, state)| is_connected(&state.account) && !state.mailbox.is_in() && !is_stopped(&state.status));
        out.map(|(id, _)| *id).collect()
    }

    async fn keep_access(&mut self, kept: AccessKeyV1) -> Result<(), EngineError> {
        if kept == self.access.kept {
            return Ok(());
        }
        self.access.version = self.access.version.wrapping_add(1);
        let row = kept.row()?;
        self.commit(Batch { device: vec![row], ..Batch::default() }).await?;
        self.access.kept = kept;
        self.overview_changed = true;
        Ok(())
    }
}

/// Whether the access key is what is in the way.
pub(super) const fn is_of_access(kind: ProblemKind) -> bool {
    matches!(kind, ProblemKind::Mail(FailureKind::KeyMissing | FailureKind::KeyRefused))
}
