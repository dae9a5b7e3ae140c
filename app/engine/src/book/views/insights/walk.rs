//! One walk over the columns, from which all figures come: it costs the same for each message, and allocates nothing for
//! one.

use crate::api::{AccountId, InsightScope};
use crate::book::Book;
use kith_domain::day::Day;
use kith_domain::person::Message;

/// Mail bears no earlier date.
const FIRST_YEAR: i32 = 1980;

/// The first month that a message may be of, as [`Day::month`] counts.
pub(super) const FIRST_MONTH: i32 = FIRST_YEAR * 12;

/// What is looked at.
pub(super) struct Look {
    pub(super) day: Day,
    /// The first month that was asked for, as [`Day::month`] counts. `None`: all of them.
    pub(super) month: Option<i32>,
    /// From when to before when, in seconds since 1970-01-01 UTC; and the first moment that may be a message's date.
    pub(super) since: i64,
    until: i64,
    odd_before: i64,
    /// The accounts whose mail is looked at.
    pub(super) accounts: Vec<AccountId>,
    /// The place of each folder's account among them, if the folder counts.
    of_folder: Vec<Option<usize>>,
    pub(super) is_of_one: bool,
}

/// A message that is stored in a folder that counts.
pub(super) struct Walked<'w> {
    pub(super) row: u32,
    pub(super) message: Message,
    /// Day and hour where the user is.
    pub(super) day: Day,
    pub(super) hour: u8,
    /// In the mail of which accounts it lies, by their places.
    pub(super) accounts: &'w [usize],
    pub(super) with: With<'w>,
}

/// With whom a message is.
#[derive(Clone, Copy)]
pub(super) enum With<'w> {
    /// With people, by their numbers; at least one.
    People(&'w [u32]),
    Nobody,
    /// With those of whom nothing is tracked.
    Untracked,
    /// Its date cannot be.
    OddDate,
}

impl Walked<'_> {
    /// The hour of the week, from Monday on.
    pub(super) fn hour_of_week(&self) -> usize {
        usize::from(self.day.weekday()) * 24 + usize::from(self.hour)
    }
}

impl Look {
    pub(super) fn of(book: &Book, scope: &InsightScope) -> Self {
        let month = scope.range.months().map(|months| scope.day.month() - months + 1);
        let mut accounts: Vec<AccountId> = Vec::new();
        let place = |folder: &crate::book::Folder| {
            let is_asked = scope.account.is_none_or(|account| account == folder.account);
            (folder.counts && is_asked).then(|| {
                accounts.iter().position(|account| *account == folder.account).unwrap_or_else(|| {
                    accounts.push(folder.account);
                    accounts.len() - 1
                })
            })
        };
        let of_folder = book.folders.all().iter().map(place).collect();
        Self {
            day: scope.day,
            month,
            since: month.map_or(i64::MIN, |month| book.zone.start(Day::first_of(month))),
            until: book.zone.start(scope.day.plus(1)),
            odd_before: book.zone.start(Day::first_of(FIRST_MONTH)),
            accounts,
            of_folder,
            is_of_one: scope.account.is_some(),
        }
    }
}

impl Book {
    /// Visits every message that is looked at, in no order.
    pub(super) fn walk(&self, look: &Look, mut visit: impl FnMut(Walked<'_>)) {
        let (mut accounts, mut people) = (Vec::new(), Vec::new());
        for row in (0..self.rows.len()).filter(|row| self.rows.is_counted(*row)) {
            accounts.clear();
            for place in self.rows.places(row) {
                let account = look.of_folder.get(place.folder as usize).copied().flatten();
                accounts.extend(account.filter(|account| !accounts.contains(account)));
            }
            if accounts.is_empty() {
                continue;
            }
            let message = self.rows.message(row);
            let (day, hour) = self.zone.clock(message.date);
            people.clear();
            let with = if !(look.odd_before..look.until).contains(&message.date) {
                With::OddDate
            } else if !self.rows.is_tracked(row) {
                With::Untracked
            } else {
                self.number_people(row, message, &mut people);
                if people.is_empty() { With::Nobody } else { With::People(&people) }
            };
            visit(Walked { row, message, day, hour, accounts: &accounts, with });
        }
    }
}

/// A message that is contact with someone.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Said {
    pub(super) date: i64,
    pub(super) row: u32,
    pub(super) by_user: bool,
}

/// The contact with everyone, person by person.
#[derive(Default)]
pub(super) struct Talks {
    /// As it came, each with the number of the person.
    came: Vec<(u32, Said)>,
    all: Vec<Said>,
    /// Where in `all` a person's begins; it ends where the next one's does.
    starts: Vec<usize>,
}

impl Talks {
    /// Takes in a message that was walked by, if it is contact.
    pub(super) fn add(&mut self, book: &Book, walked: &Walked<'_>) {
        let (With::People(people), message) = (walked.with, walked.message) else { return };
        if (message.sent || message.noise.is_none()) && book.is_contact(walked.row, message) {
            let said = Said { date: message.date, row: walked.row, by_user: message.sent };
            self.came.extend(people.iter().map(|person| (*person, said)));
        }
    }

    /// Puts everything in order; there are numbers of people below that one.
    pub(super) fn sort(&mut self, people: u32) {
        self.starts = vec![0; people as usize + 2];
        for (person, _) in &self.came {
            self.starts.get_mut(*person as usize + 2).into_iter().for_each(|count| *count += 1);
        }
        let mut before = 0;
        for start in &mut self.starts {
            before += *start;
            *start = before;
        }
        self.all = vec![Said::default(); self.came.len()];
        for (person, said) in self.came.drain(..) {
            let Some(next) = self.starts.get_mut(person as usize + 1) else { continue };
            self.all.get_mut(*next).into_iter().for_each(|slot| *slot = said);
            *next += 1;
        }
        for (from, to) in self.starts.iter().zip(self.starts.iter().skip(1)) {
            let of_one = self.all.get_mut(*from..*to).unwrap_or_default();
            // Of the same second the user's is the answer.
            of_one.sort_unstable_by_key(|said| (said.date, said.by_user, said.row));
        }
    }

    /// The contact with someone, the first first.
    pub(super) fn of(&self, person: u32) -> &[Said] {
        let at = |number: u32| self.starts.get(number as usize).copied();
        at(person).zip(at(person + 1)).and_then(|(from, to)| self.all.get(from..to)).unwrap_or_default()
    }
}
