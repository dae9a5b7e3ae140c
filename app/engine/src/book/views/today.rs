//! Whom to write to, and what else there is to do on a day.

use crate::api::{
    BirthdayRow, BucketView, Direction, DueRow, KeepingView, MAX_SHOWN, MessageKey, NewAddressRow, ON_TRACK_MONTHS,
    PersonField, PersonId, PersonRow, ReminderRow, STRENGTH_MONTHS, Seconds, TodayView,
};
use crate::book::Book;
use crate::book::derive::kept::Contact;
use crate::book::derive::people::{Listing, Person};
use crate::book::facts::correspondents::{CLAIMED, NONE};
use crate::book::facts::rows::SENT;
use foldhash::fast::FixedState;
use kith_domain::day::{Day, Yearly};
use kith_domain::decision::LoggedContact;
use kith_domain::due::{self, COMING_DAYS, Due, DueDay, DueState, Plan, Since};
use kith_domain::small_sort::{CollectTree, SmallSort};
use kith_domain::{rhythm, strength};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Someone is new for this many days.
const NEW_DAYS: i32 = 7;

/// Maximum number of addresses that are asked about at once.
const MAX_OWN_QUESTIONS: usize = 3;

/// An address is new for this many days after a message from it.
const NEW_ADDRESS_DAYS: i32 = 90;

/// Someone who is in some bucket.
pub(in crate::book) struct Held<'a> {
    pub(in crate::book) person: &'a Person,
    pub(in crate::book) contact: &'a Contact,
    pub(in crate::book) plan: Plan,
    pub(in crate::book) due: Due,
}

impl Book {
    /// The buckets, in their order.
    pub(crate) fn buckets(&mut self) -> Vec<BucketView> {
        let day = self.day();
        self.know_from(day);
        let mut counts: BTreeMap<u64, (u32, u32)> = BTreeMap::new();
        for held in self.held(day) {
            let is_due = held.reminder().is_some_and(|it| is_due(it.state(day)));
            for place in &held.plan.buckets {
                let (people, due) = counts.entry(place.bucket).or_default();
                (*people, *due) = (*people + 1, *due + u32::from(is_due));
            }
        }
        let mut views: Vec<BucketView> = Vec::new();
        for bucket in self.journal.state().buckets.values() {
            let (people, due) = counts.get(&bucket.id).copied().unwrap_or_default();
            views.push(BucketView { bucket: bucket.clone(), people, due });
        }
        views.small_sort_by(|a, b| a.bucket.rank().cmp(&b.bucket.rank()));
        views
    }

    fn bucket_names(&self) -> Vec<(u64, String)> {
        let mut buckets: Vec<_> = self.journal.state().buckets.values().collect();
        buckets.small_sort_by(|a, b| a.rank().cmp(&b.rank()));
        buckets.into_iter().map(|bucket| (bucket.id, bucket.name.clone())).collect()
    }

    /// What there is to do on a day.
    pub(crate) fn today(&mut self, day: Day, shown: u32) -> TodayView {
        self.know_from(day);
        let (mut due, mut coming, mut health) = (Vec::new(), Vec::new(), Health::of_months(ON_TRACK_MONTHS));
        for held in self.held(day) {
            let Some(reminder) = held.reminder() else { continue };
            health.add(&held, reminder, day);
            let (state, id) = (reminder.state(day), held.person.id);
            if is_due(state) {
                let strength = strength::number(&held.contact.months, day);
                due.push((Reverse(reminder.priority(day, strength)), reminder.day, id, reminder));
            } else if matches!(state, DueState::Coming(_)) {
                coming.push((reminder.shown(), reminder.day, id, reminder));
            }
        }
        let count = |len: usize| u32::try_from(len).unwrap_or(u32::MAX);
        let (due_count, coming_count) = (count(due.len()), count(coming.len()));
        due.small_sort_by_key(|it| (it.0, it.1, it.2));
        coming.small_sort_by_key(|it| (it.0, it.1, it.2));
        let due_people: BTreeSet<PersonId> = due.iter().map(|it| it.2).collect_set();
        let due = due.into_iter().take(shown as usize).filter_map(|it| self.due_row(it.2, it.3, day));
        let coming = coming.into_iter().take(shown as usize).filter_map(|it| self.due_row(it.2, it.3, day));
        let (due, coming) = (due.collect(), coming.collect());
        let follow_ups = self.follow_ups(day, &due_people);
        let mut turns = self.turns(day);
        let no_answer = self.unanswered(&turns, day, Some(day));
        let listed: BTreeSet<u32> = no_answer.iter().map(|it| it.row).collect_set();
        let no_answer = no_answer.iter().take(MAX_SHOWN).map(|it| self.unanswered_row(it)).collect();
        turns.for_them.retain(|it| !it.answer.needs_none() && !listed.contains(&it.row));
        let waiting_for_you = self.waiting_rows(turns.for_user, day);
        let waiting_for_them = self.waiting_rows(turns.for_them.into_iter().map(|it| it.row).collect(), day);
        let mut view = TodayView {
            buckets: self.bucket_names(),
            away: None,
            due,
            due_count,
            coming,
            coming_count,
            reminders: self.reminders(day),
            birthdays: self.birthdays(day),
            losing_touch: self.losing_touch(day),
            new_people: self.new_people(day),
            on_track: health.on_track,
            on_track_months: health.months,
            waiting_for_you,
            waiting_for_them,
            no_answer,
            follow_ups,
            own_questions: self.own_questions().into_iter().take(MAX_OWN_QUESTIONS).collect(),
            new_addresses: self.new_addresses(day),
            namesakes: BTreeSet::new(),
            meetings: self.coming_meetings(day, self.now),
        };
        view.namesakes = self.namesakes(&view);
        view
    }

    /// Of the people in those lists, those who are called as someone else is.
    fn namesakes(&self, view: &TodayView) -> BTreeSet<PersonId> {
        let dues = view.due.iter().chain(&view.coming).map(|row| row.person.id);
        let no_answer = view.no_answer.iter().map(|row| &row.waiting);
        let waiting =
            view.waiting_for_you.iter().chain(&view.waiting_for_them).chain(no_answer).map(|row| row.person.id);
        let others =
            view.losing_touch.iter().map(|row| row.person.id).chain(view.birthdays.iter().map(|row| row.person));
        let shown = dues.chain(waiting).chain(others).filter_map(|id| self.derived.of(id));
        let shown: BTreeSet<(&str, PersonId)> = shown.map(|person| (person.name_folded(), person.id)).collect_set();
        let mut counts: HashMap<&str, u32, FixedState> = shown.iter().map(|(name, _)| (*name, 0)).collect();
        for (_, person) in self.derived.everybody().filter(|(_, person)| person.group == Listing::Person) {
            counts.entry(person.name_folded()).and_modify(|count| *count += 1);
        }
        shown.into_iter().filter(|(name, _)| counts.get(name) > Some(&1)).map(|(_, id)| id).collect()
    }

    /// The names of the first who are due on a day, those to write to first first, and how many they are in all.
    pub(crate) fn due_names(&mut self, day: Day, named: usize) -> (Vec<String>, u32) {
        self.know_from(day);
        let reminders = self.held(day).filter_map(|held| Some((held.reminder()?, held)));
        let mut due: Vec<_> = reminders
            .filter(|(reminder, _)| is_due(reminder.state(day)))
            .map(|(reminder, held)| {
                let strength = strength::number(&held.contact.months, day);
                (Reverse(reminder.priority(day, strength)), reminder.day, held.person.id)
            })
            .collect();
        due.sort_unstable();
        let count = u32::try_from(due.len()).unwrap_or(u32::MAX);
        let names = due.into_iter().take(named).filter_map(|(.., id)| self.derived.of(id));
        (names.map(|person| person.name(&self.correspondents).to_owned()).collect(), count)
    }

    /// How many people wrote after a day, and how many became due after it and are so on another.
    pub(crate) fn since(&mut self, last: Day, day: Day) -> (u32, u32) {
        self.know_from(day);
        let (from, to) = (self.zone.start(last.plus(1)), self.zone.start(day.plus(1)));
        let is_news = |row: &u32| {
            (from..to).contains(&self.rows.date(*row)) && self.rows.is_tracked(*row) && !self.rows.is(*row, SENT)
        };
        let wrote: BTreeSet<PersonId> =
            (0..self.rows.len()).filter(is_news).flat_map(|row| self.people_of(row).map(|person| person.id)).collect();
        let became =
            self.held(day).filter_map(|held| held.reminder()).filter(|it| it.day > last && is_due(it.state(day)));
        (u32::try_from(wrote.len()).unwrap_or(u32::MAX), u32::try_from(became.count()).unwrap_or(u32::MAX))
    }

    /// How one keeps in touch with someone, as things stand today.
    pub(in crate::book) fn keeping(&self, id: PersonId) -> KeepingView {
        let (decided, day) = (self.journal.state(), self.day());
        let contact = self.gathered(id);
        let mut buckets: Vec<_> = decided.buckets_of(id).collect();
        buckets.small_sort_by(|a, b| a.rank().cmp(&b.rank()));
        let keeping = decided.keeping(id);
        let mut logged: Vec<(u64, LoggedContact)> = keeping
            .into_iter()
            .flat_map(|keeping| &keeping.logged)
            .map(|(item, logged)| (*item, logged.clone()))
            .collect();
        logged.small_sort_by_key(|(item, logged)| Reverse((logged.day, *item)));
        let due = due::due(&decided.plan(id), &contact.contacts, day);
        let mut months = vec![(0, 0); STRENGTH_MONTHS];
        for month in contact.months.all() {
            let ago = usize::try_from(day.month().saturating_sub(month.month)).ok();
            let slot = ago.and_then(|ago| STRENGTH_MONTHS.checked_sub(ago + 1)).and_then(|at| months.get_mut(at));
            slot.into_iter().for_each(|slot| *slot = (month.sent, month.received));
        }
        let rhythm = rhythm::rhythm(&self.contact_days(id), day);
        let calls = keeping.into_iter().flat_map(|keeping| keeping.phone.calls());
        let beside_mail = self.beside_mail(id).len() + calls.filter(|call| !call.way.is_contact()).count();
        KeepingView {
            buckets: buckets.into_iter().map(|bucket| bucket.id).collect(),
            own_interval: keeping.and_then(|keeping| keeping.own),
            snoozed: match due {
                Due::On(reminder) => reminder.snoozed,
                Due::NotReminded(_) => None,
            },
            due,
            reminders_off: keeping.is_some_and(|keeping| keeping.reminders_off),
            logged,
            beside_mail: u32::try_from(beside_mail).unwrap_or(u32::MAX),
            strength: strength::strength(&contact.months, day),
            months,
            rhythm,
            reminders: self
                .all_reminders()
                .into_iter()
                .filter(|it| it.person.as_ref().is_some_and(|it| it.0 == id))
                .collect(),
        }
    }

    /// The people who are in some bucket.
    pub(super) fn held(&self, day: Day) -> impl Iterator<Item = Held<'_>> {
        self.kept.all().filter_map(move |(id, contact)| {
            let person = self.derived.of(id).filter(|person| person.group == Listing::Person)?;
            let plan = self.journal.state().plan(id);
            let due = due::due(&plan, &contact.contacts, day);
            Some(Held { person, contact, plan, due })
        })
    }

    fn due_row(&self, id: PersonId, reminder: DueDay, day: Day) -> Option<DueRow> {
        let (person, contact) = (self.derived.of(id)?, self.kept.of(id)?);
        let decided = self.journal.state();
        let strength = strength::strength(&contact.months, day);
        let bucket = reminder.bucket.and_then(|bucket| decided.buckets.get(&bucket));
        Some(DueRow {
            person: self.listed(person),
            day: reminder.day,
            state: reminder.state(day),
            since: reminder.since,
            interval: reminder.interval,
            bucket: bucket.map(|bucket| (bucket.id, bucket.name.clone(), bucket.shade())),
            snoozed: reminder.snoozed,
            last: self.last_contact_about(person, day),
            strength: strength.now,
            label: strength.label,
        })
    }

    /// The latest message between the user and someone.
    pub(super) fn last_message(&self, person: &Person) -> Option<(Direction, Seconds, String)> {
        let rows =
            person.addresses.iter().map(|&address| self.correspondents.known(address).last).filter(|&row| row != NONE);
        let row = rows.min_by_key(|&row| self.newest_first(row))?;
        Some(self.message_in_short(row))
    }

    /// The latest messages between the user and someone, newest first.
    pub(super) fn latest_messages(&self, id: PersonId, count: usize) -> Vec<(Direction, Seconds, String)> {
        let rows = self.in_time_order(self.linked_rows(&[id]));
        rows.into_iter().take(count).map(|row| self.message_in_short(row)).collect()
    }

    /// Who wrote a message, when, and its subject.
    fn message_in_short(&self, row: u32) -> (Direction, Seconds, String) {
        (self.direction(row), self.rows.date(row), self.subjects.text(self.rows.subject(row)))
    }

    /// What to be reminded of, by day.
    fn reminders(&self, day: Day) -> Vec<ReminderRow> {
        let until = day.plus(COMING_DAYS.cast_signed());
        let mut rows = self.all_reminders();
        rows.retain(|row| row.day <= until);
        rows
    }

    /// Of what to be reminded at all, by day.
    fn all_reminders(&self) -> Vec<ReminderRow> {
        let rows = self.journal.state().reminders().filter_map(|(id, person, asked)| {
            let person = person.and_then(|id| self.derived.of(id)).filter(|person| person.group != Listing::Gone);
            Some(ReminderRow {
                id,
                person: person.map(|person| (person.id, person.name(&self.correspondents).to_owned())),
                text: asked.text.clone(),
                day: asked.next()?,
                every: asked.every,
            })
        });
        let mut rows: Vec<ReminderRow> = rows.collect();
        rows.small_sort_by(|a, b| (a.day, &a.text, a.id).cmp(&(b.day, &b.text, b.id)));
        rows
    }

    /// The birthdays of these days.
    fn birthdays(&self, day: Day) -> Vec<BirthdayRow> {
        let until = day.plus(COMING_DAYS.cast_signed());
        let rows = self.birthdays_of_all().filter_map(|(person, value, yearly)| {
            let next = yearly.next(day);
            let born = Day::parse(value);
            let turns = born.and_then(|born| u32::try_from(next.civil().0 - born.civil().0).ok());
            Some(BirthdayRow {
                person: person.id,
                name: person.name(&self.correspondents).to_owned(),
                day: Some(next).filter(|next| *next <= until)?,
                turns: turns.filter(|turns| *turns > 0),
            })
        });
        let mut rows: Vec<BirthdayRow> = rows.collect();
        rows.small_sort_by(|a, b| (a.day, &a.name, a.person).cmp(&(b.day, &b.name, b.person)));
        rows
    }

    /// Everyone whose birthday is known: who, as it was written down, and when it comes.
    pub(super) fn birthdays_of_all(&self) -> impl Iterator<Item = (&Person, &str, Yearly)> {
        let decided = self.journal.state();
        decided.recorded().into_iter().filter_map(move |id| {
            let person = self.derived.of(id).filter(|person| person.group == Listing::Person)?;
            let (value, _) = decided.records(id).find_map(|record| record.fields.get(&PersonField::Birthday))?;
            Some((person, value.as_str(), Yearly::parse(value)?))
        })
    }

    /// Addresses that are someone's by an answer alone, the latest first.
    fn new_addresses(&self, day: Day) -> Vec<NewAddressRow> {
        let days = self.zone.start(day.plus(1 - NEW_ADDRESS_DAYS))..self.zone.start(day.plus(1));
        let rows = self.joins().filter_map(|(address, join)| {
            let person = self.derived.of(self.home(address)).filter(|person| person.group == Listing::Person)?;
            let date = self.rows.date(join.row);
            (self.correspondents.is(address, CLAIMED) && days.contains(&date)).then(|| NewAddressRow {
                person: self.row_of(person),
                address: self.correspondents.address_text(address).to_owned(),
                message: MessageKey(self.rows.key(join.row)),
                date,
            })
        });
        let mut rows: Vec<NewAddressRow> = rows.collect();
        rows.small_sort_by(|a, b| (Reverse(a.date), &a.address).cmp(&(Reverse(b.date), &b.address)));
        rows.truncate(MAX_SHOWN);
        rows
    }

    /// People who came in these days and are in no bucket, the latest first.
    fn new_people(&self, day: Day) -> Vec<PersonRow> {
        let days = self.zone.start(day.plus(1 - NEW_DAYS))..self.zone.start(day.plus(1));
        let is_new = |person: &Person| {
            person.group == Listing::Person
                && person.figures.between() > 0
                && days.contains(&person.figures.first)
                && self.kept.of(person.id).is_none()
        };
        let people = self.derived.everybody().map(|(_, person)| person).filter(|person| is_new(person));
        let mut people: Vec<&Person> = people.collect();
        people.small_sort_by_key(|person| (Reverse(person.figures.first), person.id));
        people.into_iter().take(MAX_SHOWN).map(|person| self.row_of(person)).collect()
    }
}

/// How one keeps in touch with some people.
pub(super) struct Health {
    /// With how many one kept in touch, and of how many that is asked.
    pub(super) on_track: (u32, u32),
    /// With how many of them there was contact in each of the last months, this one last.
    pub(super) months: Vec<u32>,
}

impl Health {
    pub(super) fn of_months(months: usize) -> Self {
        Self { on_track: (0, 0), months: vec![0; months] }
    }

    pub(super) fn add(&mut self, held: &Held<'_>, reminder: DueDay, day: Day) {
        let (kept, all) = self.on_track;
        self.on_track = (kept + u32::from(held.is_kept(day, reminder)), all + 1);
        let count = self.months.len();
        for month in held.contact.months.all() {
            let ago = usize::try_from(day.month().saturating_sub(month.month)).ok();
            let slot = ago.and_then(|ago| count.checked_sub(ago + 1)).and_then(|at| self.months.get_mut(at));
            slot.into_iter().for_each(|people| *people += 1);
        }
    }
}

impl Held<'_> {
    pub(super) fn reminder(&self) -> Option<DueDay> {
        match self.due {
            Due::On(reminder) => Some(reminder),
            Due::NotReminded(_) => None,
        }
    }

    /// Whether the last contact is of this calendar month, or no longer ago than the interval.
    fn is_kept(&self, day: Day, reminder: DueDay) -> bool {
        let is_kept = |since: Since| match since {
            Since::Contact(last) => last.month() == day.month() || reminder.interval.after(last) >= day,
            Since::Entered(_) | Since::Skipped(_) => false,
        };
        match reminder.since {
            // To skip is no contact.
            Since::Skipped(_) => {
                let plan = Plan { skipped: None, ..self.plan.clone() };
                matches!(due::due(&plan, &self.contact.contacts, day), Due::On(it) if is_kept(it.since))
            }
            since => is_kept(since),
        }
    }
}

pub(super) const fn is_due(state: DueState) -> bool {
    matches!(state, DueState::Overdue(_) | DueState::Today)
}
