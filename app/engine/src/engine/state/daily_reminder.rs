//! Telling the user once a day who to write to, and what they missed.

use crate::api::Day;
use crate::engine::records::DailyReminderV1;
use kith_domain::daily_reminder;

/// What is told, and was.
#[derive(Debug)]
pub(in crate::engine) struct DailyReminderState {
    pub(in crate::engine) kept: DailyReminderV1,
    /// Since when they were away, until they have seen what they missed.
    pub(in crate::engine) away: Option<Day>,
    /// Until when it is waited for what is new, in milliseconds.
    pub(in crate::engine) waits: Option<i64>,
}

impl Default for DailyReminderState {
    fn default() -> Self {
        Self {
            kept: DailyReminderV1 { on: false, hour: daily_reminder::DEFAULT_HOUR, told: None, here: None },
            away: None,
            waits: None,
        }
    }
}
