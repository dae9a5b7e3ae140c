//! Telling the user once a day who to write to, and what they missed while they were away. What is kept for it is of
//! this device: it is no decision.

use super::error::EngineError;
use super::interface::Output;
use super::records::{DailyReminderV1, DeviceRecord};
use super::state::{AccountState, Engine};
use crate::api::{AccountId, AccountStatus, AwayView, Change, DailyReminderView, Day, FromEngine, Problem};
use crate::store::{Batch, DeviceRow, Store};
use kith_domain::daily_reminder;

/// What was read within so many seconds is news enough.
const FRESH_SECONDS: i64 = 900;
/// So long, in milliseconds, it is waited for what is new.
const MAX_WAIT_MS: i64 = 60_000;

/// So many are named.
const MAX_NAMED: usize = 3;

impl<S: Store> Engine<S> {
    async fn keep_device(&mut self, kept: DailyReminderV1) -> Result<(), EngineError> {
        let row = kept.row()?;
        self.commit(Batch { device: vec![row], ..Batch::default() }).await?;
        self.daily_reminder.kept = kept;
        Ok(())
    }

    /// Whether nothing was ever chosen.
    pub(super) fn daily_reminder_is_untouched(&self) -> bool {
        let DailyReminderV1 { on, hour, .. } = self.daily_reminder.kept;
        !on && hour == daily_reminder::DEFAULT_HOUR
    }

    /// The row of this device with that choice.
    pub(super) fn daily_reminder_row(&self, on: bool, hour: u8) -> Result<DeviceRow, EngineError> {
        let kept = DailyReminderV1 { on, hour: hour.min(23), ..self.daily_reminder.kept };
        Ok(kept.row()?)
    }

    pub(super) fn daily_reminder(&self) -> DailyReminderView {
        let DailyReminderV1 { on, hour, .. } = self.daily_reminder.kept;
        DailyReminderView { on, hour }
    }

    pub(super) async fn set_daily_reminder(&mut self, on: bool, hour: u8) -> Result<(), Problem> {
        let kept = DailyReminderV1 { on, hour: hour.min(23), ..self.daily_reminder.kept };
        self.keep_device(kept).await.map_err(Problem::from)
    }

    /// When the user is to be told next, in milliseconds. While mail is being read no one is told: who to write to
    /// may be known otherwise in a moment.
    pub(super) fn next_daily_reminder(&self) -> Option<i64> {
        let is_busy = |status: &AccountStatus| {
            matches!(status, AccountStatus::Connecting | AccountStatus::Looking | AccountStatus::Reading(_))
        };
        let DailyReminderV1 { on, hour, told, .. } = self.daily_reminder.kept;
        let is_quiet = !self.accounts.values().any(|state| is_busy(&state.status));
        let from = || daily_reminder::next_at(self.seconds(), self.book.zone(), hour, told) * 1_000;
        (on && is_quiet).then(|| from().max(self.daily_reminder.waits.unwrap_or(i64::MIN)))
    }

    /// The mailboxes of which too little is known: after a night's sleep they are as they were in the evening.
    fn outdated(&self) -> Vec<AccountId> {
        let is_old = |state: &AccountState| match &state.status {
            AccountStatus::UpToDate { at, .. } | AccountStatus::Incomplete { at, .. } => {
                state.account.server().is_some() && self.seconds() - at > FRESH_SECONDS
            }
            _ => false,
        };
        self.accounts.iter().filter(|(_, state)| is_old(state)).map(|(id, _)| *id).collect()
    }

    /// Tells the user who to write to today, if it is time. It is noted before it is told: at worst a day is left out,
    /// and no one is told twice.
    pub(super) async fn send_daily_reminder(&mut self) {
        if self.next_daily_reminder().is_none_or(|next| next > self.moment.now) {
            return;
        }
        let outdated = self.outdated();
        if !outdated.is_empty() && self.daily_reminder.waits.is_none() {
            self.daily_reminder.waits = Some(self.moment.now + MAX_WAIT_MS);
            for id in outdated {
                self.begin_quietly(id, false).await;
            }
            return;
        }
        self.daily_reminder.waits = None;
        let today = self.book.zone().day(self.seconds());
        let (names, count) = self.book.due_names(today, MAX_NAMED);
        let unanswered = self.book.unanswered_names(today, MAX_NAMED);
        let kept = DailyReminderV1 { told: Some(today), ..self.daily_reminder.kept };
        if self.keep_device(kept).await.is_err() {
            // Without room to note it, it would be told again and again.
            self.daily_reminder.kept = kept;
        } else if count > 0 || unanswered.1 > 0 {
            self.out.push(Output::Page(FromEngine::Changed(Change::Due { names, count, unanswered })));
        }
    }

    /// The user looks at a day.
    pub(super) async fn visit(&mut self, day: Day) {
        let here = self.daily_reminder.kept.here;
        if here == Some(day) {
            return;
        }
        if let Some(last) = here.filter(|last| daily_reminder::was_away(*last, day)) {
            self.daily_reminder.away = Some(last);
        }
        let kept = DailyReminderV1 { here: Some(day), ..self.daily_reminder.kept };
        if self.keep_device(kept).await.is_err() {
            self.daily_reminder.kept = kept;
        }
    }

    /// What the user missed while they were away, until they have seen it.
    pub(super) fn away(&mut self, day: Day) -> Option<AwayView> {
        let since = self.daily_reminder.away?;
        let (wrote, due) = self.book.since(since, day);
        Some(AwayView { since, wrote, due })
    }

    /// The user has seen it.
    pub(super) fn seen_away(&mut self) {
        self.daily_reminder.away = None;
        self.people_changed = true;
    }
}
