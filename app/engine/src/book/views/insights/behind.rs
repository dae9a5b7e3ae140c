//! The lists behind figures.

use super::people::became;
use super::walk::{Look, Talks, Walked, With};
use crate::api::{Direction, Figure, FigurePage, PersonId, question};
use crate::book::Book;
use crate::book::derive::people::Person;
use crate::book::views::today::is_due;
use kith_domain::reply;

impl Book {
    /// A part of the list behind a figure.
    pub(crate) fn behind(&mut self, asked: &question::BehindFigure) -> FigurePage {
        self.know_from(asked.of.day);
        let look = Look::of(self, &asked.of);
        match asked.figure {
            Figure::Bucket { bucket, late } => {
                let held = self.held(look.day).filter(|held| {
                    let is_late = held.reminder().map(|it| is_due(it.state(look.day)));
                    is_late == Some(late) && held.plan.buckets.iter().any(|place| place.bucket == bucket)
                });
                self.page_of_people(held.map(|held| held.person).collect(), asked)
            }
            Figure::People(year, what) => {
                let mut found: Vec<PersonId> = Vec::new();
                self.visit_acquaintances(&look, &self.talks(&look), |person, known, days| {
                    if became(known, days, look.day).any(|it| it == (year, what)) {
                        found.push(person.id);
                    }
                });
                self.page_of_people(found.into_iter().filter_map(|id| self.derived.of(id)).collect(), asked)
            }
            Figure::Replies { mine, class, person } => {
                let talks = self.talks(&look);
                let mut found = Vec::new();
                let person = person.map(|id| self.journal.state().one(id));
                let of = self.derived.everybody().filter(|(_, it)| person.is_none_or(|person| person == it.id));
                for (number, _) in of {
                    self.visit_replies(&talks, number, &mut |reply| {
                        let is_class = class.is_none_or(|class| usize::from(class) == reply::class(reply.seconds));
                        if reply.said.by_user == mine && reply.said.date >= look.since && is_class {
                            found.push(reply.said.row);
                        }
                    });
                }
                self.page_of_messages(found, asked)
            }
            Figure::Mail { .. } | Figure::Hour(_) | Figure::Stored(..) => {
                let mut found = Vec::new();
                self.walk(&look, |walked| found.extend(walked.is_in(asked.figure, &look).then_some(walked.row)));
                self.page_of_messages(found, asked)
            }
        }
    }

    fn talks(&self, look: &Look) -> Talks {
        let mut talks = Talks::default();
        self.walk(look, |walked| talks.add(self, &walked));
        talks.sort(self.derived.places());
        talks
    }

    fn page_of_messages(&self, mut rows: Vec<u32>, asked: &question::BehindFigure) -> FigurePage {
        rows.sort_unstable_by_key(|row| self.newest_first(*row));
        let stretch = rows.iter().skip(asked.offset as usize).take(asked.limit as usize);
        FigurePage {
            all: u32::try_from(rows.len()).unwrap_or(u32::MAX),
            messages: stretch.map(|row| self.found_message(*row)).collect(),
            people: Vec::new(),
        }
    }

    fn page_of_people(&self, mut people: Vec<&Person>, asked: &question::BehindFigure) -> FigurePage {
        people.sort_unstable_by_key(|person| (person.name_folded(), person.id));
        let stretch = people.iter().skip(asked.offset as usize).take(asked.limit as usize);
        FigurePage {
            all: u32::try_from(people.len()).unwrap_or(u32::MAX),
            messages: Vec::new(),
            people: stretch.map(|person| self.row_of(person)).collect(),
        }
    }
}

impl Walked<'_> {
    /// Whether it is counted in a figure.
    fn is_in(&self, figure: Figure, look: &Look) -> bool {
        let is_asked = matches!(self.with, With::People(_)) && self.message.date >= look.since;
        let by = if self.message.sent { Direction::Sent } else { Direction::Received };
        match figure {
            Figure::Mail { from, to, way } => {
                is_asked && (from..=to).contains(&self.day.month()) && way.is_none_or(|way| way == by)
            }
            Figure::Hour(hour) => is_asked && self.hour_of_week() == usize::from(hour),
            Figure::Stored(account, month) => {
                let mut accounts = self.accounts.iter().filter_map(|place| look.accounts.get(*place));
                !matches!(self.with, With::OddDate) && self.day.month() == month && accounts.any(|it| *it == account)
            }
            Figure::Replies { .. } | Figure::People(..) | Figure::Bucket { .. } => false,
        }
    }
}
