//! Calendars that lie on web servers: what they say of meetings follows them.

use super::error::{EngineError, NOT_FOUND};
use super::records::{CalendarV2, CalendarsV2, DeviceRecord};
use super::state::{Calendar, Engine, Turn, Version, WebFile};
use crate::api::{CalendarView, Problem, ProblemKind, Secret, WebFileProblem};
use crate::dav::url::Url;
use crate::store::{Batch, Store};
use kith_domain::charset::{decode, encoding};
use kith_domain::meeting::{self, CalendarError, Invitation, PackedInvitation};
use kith_domain::small_sort::CollectTree;
use kith_wire::WebAnswer;
use std::collections::{BTreeMap, BTreeSet};

/// Maximum number of calendars.
const MAX_CALENDARS: usize = 20;

/// Maximum length of a file name that is shown, without its ending.
const MAX_FILE_NAME: usize = 24;

/// The name of a calendar is looked for in this many bytes.
const HEAD_BYTES: usize = 16 * 1024;

impl<S: Store> Engine<S> {
    /// Takes what is stored of the calendars.
    pub(super) fn take_stored_calendars(&mut self, row: CalendarsV2) {
        for kept in &row.calendars {
            self.book.set_calendar(kept.id, &unpacked(kept));
        }
        let calendar = |kept: CalendarV2| Calendar { turn: Turn::after(kept.last), kept };
        self.calendars = row.calendars.into_iter().map(calendar).collect();
    }

    /// The calendars, in the order in which they were added.
    pub(super) fn calendar_views(&self) -> Vec<CalendarView> {
        let view = |Calendar { kept, turn }: &Calendar| {
            let url = Url::read(kept.url.reveal());
            let file = url.as_ref().and_then(file_name).unwrap_or_default();
            CalendarView {
                id: kept.id,
                name: if kept.name.is_empty() { file.to_owned() } else { kept.name.clone() },
                place: url.as_ref().map(Url::authority).unwrap_or_default(),
                status: turn.status(),
                last: kept.last,
                told: self.book.told_by_calendar(kept.id),
            }
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
        let kept = CalendarV2 { id, url, name: String::new(), last: None, etag: None, changed: None, said: Vec::new() };
        self.calendars.push(Calendar { kept, turn: Turn::after(None) });
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
        let read = self.entries_of_calendar(&answer.body).map_err(|error| match error {
            CalendarError::TooLarge => WebFileProblem::TooLarge,
            CalendarError::NoCalendar | CalendarError::TooDeep => WebFileProblem::OtherKind,
        })?;
        let said: BTreeSet<Invitation> = with_others(read);
        let (name, Version { etag, changed }) = (name(&answer.body), Version::told(answer));
        let packed = said.iter().map(PackedInvitation::from).collect();
        if self.calendar_read(id, |kept| CalendarV2 { name, etag, changed, said: packed, ..kept }).await? {
            self.say_of_calendar(id, &said);
        }
        Ok(())
    }

    /// Notes that a calendar was read and has not changed.
    pub(super) async fn calendar_unchanged(&mut self, id: u64) -> Result<(), WebFileProblem> {
        self.calendar_read(id, |kept| kept).await.map(drop)
    }

    /// Notes that a calendar was read, and stores the result. `now` makes the new row from the old one. Gives whether
    /// there is such a calendar.
    async fn calendar_read(
        &mut self,
        id: u64,
        now: impl FnOnce(CalendarV2) -> CalendarV2,
    ) -> Result<bool, WebFileProblem> {
        let last = Some(self.seconds());
        let Some(calendar) = self.calendars.iter_mut().find(|it| it.kept.id == id) else { return Ok(false) };
        let before = calendar.kept.clone();
        calendar.kept = CalendarV2 { last, ..now(before.clone()) };
        let stored = self.keep_calendars().await;
        if stored.is_err()
            && let Some(calendar) = self.calendars.iter_mut().find(|it| it.kept.id == id)
        {
            calendar.kept = before;
        }
        stored.map(|()| true).map_err(|error| WebFileProblem::Other(error.into()))
    }

    fn say_of_calendar(&mut self, id: u64, said: &BTreeSet<Invitation>) {
        if self.book.set_calendar(id, said) {
            self.settle();
            self.people_changed = true;
        }
    }

    async fn keep_calendars(&mut self) -> Result<(), EngineError> {
        let row = CalendarsV2 { calendars: self.calendars.iter().map(|it| it.kept.clone()).collect() }.row()?;
        self.commit(Batch { device: vec![row], ..Batch::default() }).await.map(drop)
    }
}

fn unpacked(kept: &CalendarV2) -> BTreeSet<Invitation> {
    kept.said.iter().cloned().map(Invitation::from).collect_set()
}

/// What is said of entries in which anyone takes part.
fn with_others(read: Vec<Invitation>) -> BTreeSet<Invitation> {
    let mut by_uid: BTreeMap<String, Vec<Invitation>> = BTreeMap::new();
    for said in read {
        by_uid.entry(said.uid.clone()).or_default().push(said);
    }
    let has_anyone = |said: &Invitation| said.organizer.is_some() || !said.attendees.is_empty();
    by_uid.into_values().filter(|said| said.iter().any(has_anyone)).flatten().collect_set()
}

/// The name of the file at an address, if it can be shown. A name with digits or capitals may be a key.
fn file_name(url: &Url) -> Option<&str> {
    let path = url.path.split('?').next().unwrap_or_default();
    let (_, name) = path.rsplit_once('/')?;
    let stem = name.strip_suffix(".ics")?;
    let is_plain = |c: char| c.is_ascii_lowercase() || matches!(c, '-' | '_');
    (1..=MAX_FILE_NAME).contains(&stem.len()).then_some(name).filter(|_| stem.chars().all(is_plain))
}

/// The name that a calendar gives itself.
fn name(bytes: &[u8]) -> String {
    let head = bytes.get(..bytes.len().min(HEAD_BYTES)).unwrap_or_default();
    meeting::name(&decode(head, encoding(head)))
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
