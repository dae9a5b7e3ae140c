//! Meetings, from the calendars in messages.

use super::error::EngineError;
use super::interface::ZoneClock;
use super::state::Engine;
use crate::api::{AccountId, MessageKey, Seconds};
use crate::book::Folder;
use crate::interactions::{self, Interaction};
use crate::store::{Batch, Segment, Store};
use crate::sync::{BatchSource, CalendarsFound};
use kith_domain::charset::{decode, encoding};
use kith_domain::meeting::{self, CalendarError, Clocks, Invitation, PackedInvitation};
use kith_domain::small_sort::CollectTree;
use kith_domain::text;
use kith_wire::RawCalendar;
use std::collections::BTreeSet;

/// Older messages are not looked at for invitations, in seconds.
pub(super) const MAX_AGE_SECONDS: Seconds = 2 * 366 * 86_400;

/// How far into the future a series is followed, in seconds.
const AHEAD_SECONDS: Seconds = 2 * 366 * 86_400;

impl<S: Store> Engine<S> {
    /// Gives the engine the clocks of time zones, for calendars that name one and do not describe it.
    pub const fn set_zone_clock(&mut self, clock: ZoneClock) {
        self.zone_clock = Some(clock);
    }

    /// Has the messages of an account looked at for invitations that were stored before and not looked at: at the start,
    /// and after it was cut off.
    pub(super) fn want_calendars(&mut self, id: AccountId) {
        if self.accounts.get(&id).is_none_or(|state| state.calendars_wanted) {
            return;
        }
        self.want_calendars_elsewhere(id);
        if let Some(state) = self.accounts.get_mut(&id) {
            state.calendars_wanted = true;
        }
    }

    /// Has the messages of an account looked at for invitations that were not: where they can be.
    fn want_calendars_elsewhere(&mut self, id: AccountId) {
        let since = self.seconds() - MAX_AGE_SECONDS;
        let Some(state) = self.accounts.get(&id) else { return };
        let was_looked_at = |folder: &Folder, uid: u32| {
            let cursor = state.mailbox.folders.get(&folder.name);
            cursor.is_some_and(|it| it.uid_validity == folder.uid_validity && it.calendars.contains(uid))
        };
        let can_be = |folder: &Folder, uid: u32| !state.mailbox.left_calendars(&folder.name, folder.uid_validity, uid);
        let wanted = self.book.may_hold_calendars(id, since, &was_looked_at, &can_be);
        let Some(state) = self.accounts.get_mut(&id) else { return };
        for ((folder, uid_validity), uids) in wanted {
            // Under other numbers those messages cannot be had any more.
            if state.mailbox.folders.get(&folder).is_some_and(|cursor| cursor.uid_validity == uid_validity) {
                state.mailbox.want_calendars(&folder, uid_validity, &uids.into_iter().collect());
            }
        }
    }

    /// Stores what calendars say, with the cursor of the folder that says which messages were looked at.
    pub(super) async fn take_calendars(
        &mut self,
        account: AccountId,
        place: &BatchSource,
        found: CalendarsFound,
    ) -> Result<(), EngineError> {
        let cursor = self.accounts.get(&account).and_then(|state| state.cursor(place));
        let Some(mut cursor) = cursor.filter(|cursor| cursor.uid_validity == place.uid_validity) else {
            return Ok(());
        };
        cursor.calendars.extend(&found.looked_at);
        let invitations = self.read_calendars(found.calendars);
        let interactions: Vec<Interaction> =
            invitations.iter().map(|it| Interaction::Meeting(PackedInvitation::from(it))).collect();
        let batch = Batch {
            segments: interactions::pack(&interactions)?.into_iter().map(|bytes| Segment { account, bytes }).collect(),
            cursors: vec![cursor.row(account, &place.folder)?],
            ..Batch::default()
        };
        self.commit(batch).await?;
        if let Some(state) = self.accounts.get_mut(&account) {
            state.mailbox.folders.insert(place.folder.clone(), cursor);
        }
        if self.book.absorb_interactions(interactions) {
            self.settle();
            self.people_changed = true;
        }
        if !found.missing.is_empty() {
            self.want_calendars_elsewhere(account);
        }
        Ok(())
    }

    /// Whether a message of an account was looked at for invitations wherever it lies, or will be.
    pub(super) fn looks_for_calendars_in(&self, account: AccountId, message: MessageKey) -> bool {
        let Some(state) = self.accounts.get(&account) else { return true };
        let is_looked_at = |(folder, uid): (&Folder, u32)| {
            let (name, uid_validity) = (folder.name.as_str(), folder.uid_validity);
            let cursor = state.mailbox.folders.get(name).filter(|cursor| cursor.uid_validity == uid_validity);
            folder.account == account
                && (cursor.is_some_and(|cursor| cursor.calendars.contains(uid))
                    || state.mailbox.looks_for_calendars(name, uid_validity, uid))
        };
        self.book.places(message).into_iter().any(is_looked_at)
    }

    /// What calendars say, each thing once: many messages hold theirs twice.
    fn read_calendars(&self, found: Vec<RawCalendar>) -> BTreeSet<Invitation> {
        let texts = found.into_iter().map(|it| text::of_part(&it.encoding, it.charset.as_deref(), &it.bytes));
        // What is no calendar says nothing.
        self.by_clocks(|clocks| texts.flat_map(|text| meeting::read(&text, clocks).unwrap_or_default()).collect_set())
    }

    /// The entries of a calendar.
    pub(super) fn entries_of_calendar(&self, bytes: &[u8]) -> Result<Vec<Invitation>, CalendarError> {
        if bytes.len() > meeting::MAX_BYTES {
            return Err(CalendarError::TooLarge);
        }
        self.by_clocks(|clocks| meeting::read_entries(&decode(bytes, encoding(bytes)), clocks))
    }

    fn by_clocks<T>(&self, read: impl FnOnce(&Clocks<'_>) -> T) -> T {
        let (own, clock) = (self.book.zone(), self.zone_clock);
        let ahead = |zone: &str, moment: i64| match zone {
            "" => Some(own.ahead(moment)),
            zone => clock?(zone, moment),
        };
        read(&Clocks { ahead: &ahead, until: self.seconds() + AHEAD_SECONDS })
    }
}
