//! Follow-ups as a calendar file.

use crate::api::{Day, Due, ExportedFile, PersonId, Since};
use crate::book::Book;
use kith_domain::ics::{self, Again, Event, Kind};

impl Book {
    /// Who is due and when, reminders and birthdays, ringing at that hour. `None` if there is nothing of that.
    pub(crate) fn calendar(&mut self, day: Day, hour: u8) -> Option<ExportedFile> {
        self.know_from(day);
        let mut events: Vec<Event> = Vec::new();
        for held in self.held(day) {
            let Due::On(reminder) = held.due else { continue };
            let since = match reminder.since {
                Since::Contact(day) => format!("Last contact {day}"),
                Since::Entered(day) => format!("No contact since {day}"),
                Since::Skipped(day) => format!("Skipped on {day}"),
            };
            events.push(Event {
                person: held.person.id,
                kind: Kind::Due,
                // Whoever is overdue is to be written to today.
                day: reminder.shown().max(day),
                again: None,
                summary: format!("Write to {}", held.person.name(&self.who)),
                description: format!("{since}, {}.", reminder.interval),
            });
        }
        let decided = self.journal.state();
        for (id, person, asked) in decided.reminders() {
            let Some(next) = asked.next() else { continue };
            events.push(Event {
                person: person.unwrap_or(PersonId(0)),
                kind: Kind::Reminder(id),
                day: next,
                again: asked.every.map(|every| Again::Every(every, asked.day)),
                summary: asked.text.clone(),
                description: String::new(),
            });
        }
        for (person, _, yearly) in self.birthdays_of_all() {
            events.push(Event {
                person: person.id,
                kind: Kind::Birthday,
                day: yearly.next(day),
                again: Some(Again::Yearly(yearly)),
                summary: format!("Birthday of {}", person.name(&self.who)),
                description: String::new(),
            });
        }
        events.sort_by_key(|event| (event.day, event.person, event.kind));
        (!events.is_empty()).then(|| ExportedFile {
            name: "kith.ics".into(),
            media_type: "text/calendar;charset=utf-8".into(),
            text: ics::calendar(&events, self.now, hour.min(23)),
        })
    }
}
