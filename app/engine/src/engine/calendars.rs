//! Calendars that lie on web servers: what they say of meetings follows them.

use super::error::{EngineError, NOT_FOUND};
use super::records::{CalendarV1, CalendarsV1, DeviceRecord};
use super::state::{Calendar, Engine, Turn, Version, WebFile};
use crate::api::{CalendarView, Problem, ProblemKind, Secret, WebFileProblem};
use crate::dav::url::Url;
use crate::store::{Batch, Store};
use kith_domain::meeting::{CalendarError, Invitation, PackedInvitation};
use kith_wire::WebAnswer;
use std::collections::{BTreeMap, BTreeSet};

/// Maximum number of calendars.
const MAX_CALENDARS: usize = 20;

impl<S: Store> Engine<S> {
    /// Takes what is stored of the calendars.
    pub(super) fn take_stored_calendars(&mut self, row: CalendarsV1) {
        for kept in &row.calendars {
            self.book.set_calendar(kept.id, &unpacked(kept));
        }
        let calendar = |kept: CalendarV1| Calendar { turn: Turn::after(kept.last), last: kept.last, kept };
        self.calendars = row.calendars.into_iter().map(calendar).collect();
    }

    /// The calendars, in the order in which they were added.
    pub(super) fn calendar_views(&self) -> Vec<CalendarView> {
        let view = |calendar: &Calendar| CalendarView {
            id: calendar.kept.id,
            place: Url::read(calendar.kept.url.reveal()).map(|url| url.authority()).unwrap_or_default(),
            status: calendar.turn.status(),
            last: calendar.last,
            meetings: self.book.meetings_of_calendar(calendar.kept.id),
        };
        self.calendars.iter().map(view).collect()
    }

    /// Keeps a calendar, and reads it.
    pub(super) async fn add_calendar(&mut self, id: u64, url: Secret) -> Result<(), Problem> {
        let url = over_https(&url);
        let wanted = Url::read(url.reveal()).ok_or(Problem::new(ProblemKind::BadInput))?;
        let is_it = |it: &Calendar| it.kept.id == id || Url::read(it.kept.url.reveal()).as_ref() == Some(&wanted);
        if let Some(known) = self.calendars.iter().find(|it| is_it(it)) {
            return self.read_calendar(known.kept.id);
        }
        if self.calendars.len() >= MAX_CALENDARS {
            return Err(Problem::new(ProblemKind::TooLong));
        }
        let kept = CalendarV1 { id, url, last: None, etag: None, changed: None, said: Vec::new() };
        self.calendars.push(Calendar { kept, turn: Turn::after(None), last: None });
        if let Err(error) = self.keep_calendars().await {
            self.calendars.pop();
            return Err(error.into());
        }
        self.begin_web_file(WebFile::Calendar(id));
        Ok(())
    }

    /// Reads a calendar now.
    pub(super) fn read_calendar(&mut self, id: u64) -> Result<(), Problem> {
        let file = WebFile::Calendar(id);
        self.turn(file).ok_or(NOT_FOUND)?;
        self.begin_web_file(file);
        Ok(())
    }

    /// Forgets a calendar, with its meetings.
    pub(super) async fn remove_calendar(&mut self, id: u64) -> Result<(), Problem> {
        let Some(at) = self.calendars.iter().position(|it| it.kept.id == id) else { return Ok(()) };
        let removed = self.calendars.remove(at);
        if let Err(error) = self.keep_calendars().await {
            self.calendars.insert(at, removed);
            return Err(error.into());
        }
        if let Some(conn) = removed.turn.conn {
            self.close(conn);
        }
        self.say_of_calendar(id, &BTreeSet::new());
        self.books_changed = true;
        Ok(())
    }

    /// Takes in what a calendar says now, in place of what it said before.
    pub(super) async fn take_calendar(&mut self, id: u64, answer: &WebAnswer) -> Result<(), WebFileProblem> {
        let read = self.read_own_calendar(&answer.body).map_err(|error| match error {
            CalendarError::TooLarge => WebFileProblem::TooLarge,
            CalendarError::NoCalendar | CalendarError::TooDeep => WebFileProblem::OtherKind,
        })?;
        let Some(at) = self.calendars.iter().position(|it| it.kept.id == id) else { return Ok(()) };
        let Some(calendar) = self.calendars.get_mut(at) else { return Ok(()) };
        let said: BTreeSet<Invitation> = with_others(read);
        let Version { etag, changed } = Version::told(answer);
        let kept = CalendarV1 {
            last: Some(self.moment.now.div_euclid(1_000)),
            etag,
            changed,
            said: said.iter().map(PackedInvitation::from).collect(),
            ..calendar.kept.clone()
        };
        // What is the same but for when it was read need not be written every day.
        let is_same = (&kept.said, &kept.etag, &kept.changed)
            == (&calendar.kept.said, &calendar.kept.etag, &calendar.kept.changed);
        if is_same {
            return Ok(());
        }
        let before = std::mem::replace(&mut calendar.kept, kept);
        if let Err(error) = self.keep_calendars().await {
            if let Some(calendar) = self.calendars.get_mut(at) {
                calendar.kept = before;
            }
            return Err(WebFileProblem::Other(error.into()));
        }
        self.say_of_calendar(id, &said);
        Ok(())
    }

    fn say_of_calendar(&mut self, id: u64, said: &BTreeSet<Invitation>) {
        if self.book.set_calendar(id, said) {
            self.settle();
            self.people_changed = true;
        }
    }

    async fn keep_calendars(&mut self) -> Result<(), EngineError> {
        let row = CalendarsV1 { calendars: self.calendars.iter().map(|it| it.kept.clone()).collect() }.row()?;
        self.commit(Batch { device: vec![row], ..Batch::default() }).await.map(drop)
    }
}

fn unpacked(kept: &CalendarV1) -> BTreeSet<Invitation> {
    kept.said.iter().cloned().map(Invitation::from).collect()
}

/// What is said of entries in which anyone takes part.
fn with_others(read: Vec<Invitation>) -> BTreeSet<Invitation> {
    let mut by_uid: BTreeMap<String, Vec<Invitation>> = BTreeMap::new();
    for said in read {
        by_uid.entry(said.uid.clone()).or_default().push(said);
    }
    let has_anyone = |said: &Invitation| said.organizer.is_some() || !said.attendees.is_empty();
    by_uid.into_values().filter(|said| said.iter().any(has_anyone)).flatten().collect()
}

/// The address as it is asked for: `webcal` only says that there is a calendar.
fn over_https(url: &Secret) -> Secret {
    let text = url.reveal().trim();
    let rest =
        |scheme: &str| text.get(..scheme.len()).filter(|it| it.eq_ignore_ascii_case(scheme)).map(|_| scheme.len());
    match ["webcal://", "webcals://"].into_iter().find_map(rest).and_then(|begin| text.get(begin..)) {
        Some(rest) => Secret::from(format!("https://{rest}")),
        None => Secret::from(text),
    }
}
