//! Follow-ups for a calendar.

use crate::api::{CalendarEvent, Day, Due, Occasion, PersonId};
use crate::book::Book;
use kith_domain::ics::Repeat;
use kith_domain::small_sort::SmallSort;

impl Book {
    /// Who is due and when, reminders, messages without an answer, and birthdays.
    pub(crate) fn calendar(&mut self, day: Day) -> Vec<CalendarEvent> {
        self.know_from(day);
        let mut events = Vec::new();
        for held in self.held(day) {
            let Due::On(reminder) = held.due else { continue };
            events.push(CalendarEvent {
                person: held.person.id,
                // Those who are overdue are to be written to today.
                day: reminder.shown().max(day),
                again: None,
                occasion: Occasion::Due {
                    name: held.person.name(&self.correspondents).to_owned(),
                    since: reminder.since,
                    interval: reminder.interval,
                },
            });
        }
        let decided = self.journal.state();
        for (id, person, asked) in decided.reminders() {
            let Some(next) = asked.next() else { continue };
            events.push(CalendarEvent {
                person: person.unwrap_or(PersonId(0)),
                day: next,
                again: asked.every.map(|every| Repeat::Every(every, asked.day)),
                occasion: Occasion::Reminder { id, text: asked.text.clone() },
            });
        }
        for it in self.unanswered(&self.turns(day), day, None) {
            let row = self.waiting_row(it.person, it.row);
            events.push(CalendarEvent {
                person: row.person.id,
                day: it.reminder.day.max(day),
                again: None,
                occasion: Occasion::NoAnswer {
                    message: row.message,
                    name: row.person.name,
                    subject: row.subject,
                    since: self.zone.day(row.date),
                },
            });
        }
        for (person, _, yearly) in self.birthdays_of_all() {
            events.push(CalendarEvent {
                person: person.id,
                day: yearly.next(day),
                again: Some(Repeat::Yearly(yearly)),
                occasion: Occasion::Birthday(person.name(&self.correspondents).to_owned()),
            });
        }
        events.small_sort_by_key(|event| (event.day, event.person, event.occasion.kind()));
        events
    }
}
