//! Files for other programs: a calendar of follow-ups, and the titles of a table of people.

use super::intervals::every;
use crate::i18n::t;
use kith_domain::csv::{COLUMNS, Column};
use kith_domain::ics::{self, Event};
use kith_engine::api::{CalendarEvent, ExportedFile, Occasion, Seconds, Since};

/// The calendar file, written at that time. Each event rings at that hour of its day. `None` without any: many programs
/// refuse a calendar that is empty.
pub(crate) fn calendar_file(events: &[CalendarEvent], written: Seconds, hour: u8) -> Option<ExportedFile> {
    let events: Vec<Event> = events.iter().map(event).collect();
    (!events.is_empty()).then(|| ExportedFile {
        name: "kith.ics".to_owned(),
        media_type: "text/calendar;charset=utf-8".to_owned(),
        text: ics::calendar(&events, written, hour),
    })
}

fn event(event: &CalendarEvent) -> Event {
    let (summary, description) = match &event.occasion {
        Occasion::Due { name, since, interval } => {
            let interval = every(*interval);
            let why = match since {
                Since::Contact(day) => t::calendar_file::since_contact(day, interval),
                Since::Entered(day) => t::calendar_file::since_entered(day, interval),
                Since::Skipped(day) => t::calendar_file::since_skipped(day, interval),
            };
            (t::calendar_file::write_to(name), why)
        }
        Occasion::Reminder { text, .. } => (text.clone(), String::new()),
        Occasion::Birthday(name) => (t::calendar_file::birthday_of(name), String::new()),
        Occasion::NoAnswer { name, subject, since, .. } => {
            let subject = if subject.is_empty() { t::common::no_subject() } else { subject };
            (t::calendar_file::no_answer(name, subject), t::calendar_file::no_answer_since(since))
        }
    };
    Event {
        person: event.person,
        kind: event.occasion.kind(),
        day: event.day,
        again: event.again,
        summary,
        description,
    }
}

/// Whether a file may hold people, or calls and messages with them, by its name and its media type.
pub(crate) fn may_hold_people(name: &str, media_type: &str) -> bool {
    matches!(ending(name).as_str(), "vcf" | "vcard" | "csv" | "tsv" | "txt" | "xml" | "zip")
        || media_type.starts_with("text/")
}

/// Whether a file goes to the engine in pieces: the backup of a phone may have hundreds of megabytes.
pub(crate) fn comes_in_pieces(name: &str) -> bool {
    ending(name) == "xml"
}

fn ending(name: &str) -> String {
    name.rsplit_once('.').map(|(_, ending)| ending.to_lowercase()).unwrap_or_default()
}

/// The titles of a table of people.
pub(crate) fn titles() -> Vec<String> {
    let title = |column| match column {
        Column::Name => t::table::name(),
        Column::Given => t::table::given(),
        Column::Family => t::table::family(),
        Column::Email => t::table::email(),
        Column::OtherEmails => t::table::other_emails(),
        Column::Phones => t::table::phones(),
        Column::Postal => t::table::postal(),
        Column::Links => t::table::links(),
        Column::Birthday => t::table::birthday(),
        Column::Company => t::table::company(),
        Column::Role => t::table::role(),
        Column::Tags => t::table::tags(),
        Column::Notes => t::table::notes(),
        Column::Other => t::table::other(),
    };
    COLUMNS.map(|column| title(column).to_owned()).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::{Forms, Language, speak};
    use kith_domain::day::Interval;
    use kith_engine::api::{Day, PersonId};

    fn events() -> Vec<CalendarEvent> {
        let day = |day| Day::of(2026, 11, day).unwrap();
        let due = |since| Occasion::Due { name: "Ada".to_owned(), since, interval: Interval::days_of(30) };
        let on = |of, occasion| CalendarEvent { person: PersonId(1), day: day(of), again: None, occasion };
        vec![
            on(20, due(Since::Contact(day(1)))),
            on(21, due(Since::Entered(day(2)))),
            on(22, due(Since::Skipped(day(3)))),
            on(23, Occasion::Reminder { id: 5, text: "Rent; due".to_owned() }),
            on(24, Occasion::Birthday("Cy".to_owned())),
        ]
    }

    fn values(file: &str, name: &str) -> Vec<String> {
        file.lines().filter_map(|line| line.strip_prefix(name)).map(|value| value.trim_end().to_owned()).collect()
    }

    #[test]
    fn a_calendar_speaks_the_language_of_the_page() {
        let file = calendar_file(&events(), 0, 9).unwrap().text;
        let summaries = ["Write to Ada", "Write to Ada", "Write to Ada", "Rent\\; due", "Birthday of Cy"];
        assert_eq!(values(&file, "SUMMARY:"), summaries);
        let why = values(&file, "DESCRIPTION:").into_iter().filter(|it| !summaries.contains(&it.as_str()));
        assert_eq!(
            why.collect::<Vec<_>>(),
            [
                "Last contact 2026-11-01\\, every 30 days.",
                "No contact since 2026-11-02\\, every 30 days.",
                "Skipped on 2026-11-03\\, every 30 days."
            ],
        );
        speak(Language::De, Forms::english());
        let german = calendar_file(&events(), 0, 9).unwrap().text;
        let summaries = ["Ada schreiben", "Ada schreiben", "Ada schreiben", "Rent\\; due", "Geburtstag von Cy"];
        assert_eq!(values(&german, "SUMMARY:"), summaries);
        assert!(german.contains("DESCRIPTION:Letzter Kontakt: 2026-11-01\\, alle 30 Tage."), "{german}");
        // A calendar knows the events again, whatever language they were written in.
        assert_eq!(values(&german, "UID:"), values(&file, "UID:"));
        assert_eq!(calendar_file(&[], 0, 9), None);
    }

    #[test]
    fn a_file_of_people_is_told_by_its_name_or_its_type() {
        for (name, media_type, expected) in [
            ("Contacts.VCF", "", true),
            ("contacts", "text/x-vcard", true),
            ("people.csv", "application/vnd.ms-excel", true),
            ("ada.jpg", "image/jpeg", false),
            ("vcf", "", false),
            ("calls-20261130.xml", "text/xml", true),
            ("WhatsApp Chat - Ada.zip", "application/zip", true),
        ] {
            assert_eq!(may_hold_people(name, media_type), expected, "{name}");
        }
        assert!(comes_in_pieces("sms-20261130.XML") && !comes_in_pieces("people.csv"));
    }

    #[test]
    fn a_table_has_the_titles_of_the_language() {
        assert_eq!(
            titles().join(","),
            "Name,Given name,Family name,Email,Other emails,Phones,Postal addresses,Links,Birthday,Company,Role,Tags,\
             Notes,Other"
        );
        speak(Language::De, Forms::english());
        assert_eq!(titles().get(1).map(String::as_str), Some("Vorname"));
    }
}
