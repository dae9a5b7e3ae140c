//! What the first reading of an account brought, in words: on its card, and as a letter.

use super::calendar::{Moment, month_title};
use super::text::{messages, people};
use crate::i18n::t;
use kith_engine::api::{FirstReading, FolderUse, LeftOut, LeftOutFolders, LetterFailure, LetterState, Seconds};

/// `ada@x.example is connected: 412 people from 8,310 messages since May 2026`.
pub(crate) fn headline(address: &str, brought: &FirstReading, clock: impl Fn(Seconds) -> Moment) -> String {
    let (messages, people) = (messages(brought.messages), people(brought.people));
    match brought.since {
        Some(since) => t::first_reading::found_since(address, messages, month_title(&clock(since)), people),
        None => t::first_reading::found(address, messages, people),
    }
}

/// What was left out and why, a line each.
pub(crate) fn left_out(brought: &FirstReading) -> Vec<String> {
    let LeftOut { folders, skipped, older, filtered_out } = &brought.left_out;
    let line = |name: &str, count: Option<String>, why: &str| match count {
        Some(count) => t::first_reading::line(count, name, why),
        None => t::first_reading::line_uncounted(name, why),
    };
    let folders = folders.iter().map(|LeftOutFolders { special_use, messages: count, .. }| {
        let (name, why) = match special_use {
            FolderUse::Junk => (t::first_reading::junk(), t::first_reading::junk_why()),
            FolderUse::Trash => (t::first_reading::trash(), t::first_reading::trash_why()),
            FolderUse::Drafts => (t::first_reading::drafts(), t::first_reading::drafts_why()),
            FolderUse::Program => (t::first_reading::programs(), t::first_reading::programs_why()),
            FolderUse::Shared => (t::first_reading::shared(), t::first_reading::shared_why()),
            _ => (t::first_reading::turned_off(), t::first_reading::turned_off_why()),
        };
        line(name, count.map(messages), why)
    });
    let older =
        (*older > 0).then(|| line(t::first_reading::older(), Some(messages(*older)), t::first_reading::older_why()));
    let filtered_out = (*filtered_out > 0).then(|| {
        let count = t::first_reading::addresses(*filtered_out);
        line(t::first_reading::filtered_out(), Some(count), t::first_reading::filtered_out_why())
    });
    let skipped = (*skipped > 0).then(|| {
        let count = t::first_reading::items(*skipped);
        line(t::first_reading::skipped(), Some(count), t::first_reading::skipped_why())
    });
    filtered_out.into_iter().chain(older).chain(folders).chain(skipped).collect()
}

/// How the letter stands, for the card. `None` where there is nothing to say of it.
pub(crate) fn letter_state(letter: LetterState) -> Option<&'static str> {
    match letter {
        LetterState::NotWanted => None,
        LetterState::Unwritten | LetterState::Written => Some(t::first_reading::sending()),
        LetterState::Sent => Some(t::first_reading::sent()),
        LetterState::Failed(why) => Some(match why {
            LetterFailure::NoRoom => t::first_reading::no_room(),
            LetterFailure::Refused => t::first_reading::refused(),
            LetterFailure::OtherVersion => t::first_reading::other_version(),
            LetterFailure::NotReached => t::first_reading::not_reached(),
            LetterFailure::Unclear => t::first_reading::unclear(),
        }),
    }
}

/// The letter: its subject and its text.
pub(crate) fn letter(address: &str, brought: &FirstReading, clock: impl Fn(Seconds) -> Moment) -> (String, String) {
    let mut text = format!("{}.\n\n", headline(address, brought, clock));
    let left_out = left_out(brought);
    if !left_out.is_empty() {
        text += &format!("{}\n\n", t::first_reading::left_out());
        left_out.iter().for_each(|line| text += &format!("- {line}\n"));
        text += "\n";
    }
    text += &format!("{}\n", t::first_reading::why_this());
    (t::first_reading::subject(address), text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clock(_: Seconds) -> Moment {
        Moment { year: 2026, month: 5, day: 4, ..Moment::default() }
    }

    fn brought(left_out: LeftOut) -> FirstReading {
        FirstReading {
            people: 412,
            messages: 8_310,
            since: Some(1_777_000_000),
            left_out,
            dismissed: false,
            letter: LetterState::Unwritten,
        }
    }

    #[test]
    fn it_is_said_what_was_found_and_from_when_on() {
        let brought = brought(LeftOut::default());
        let since = "ada@x.example is connected: 412 people from 8,310 messages since May 2026";
        assert_eq!(headline("ada@x.example", &brought, clock), since);
        let all = FirstReading { since: None, people: 1, messages: 1, ..brought };
        assert_eq!(headline("ada@x.example", &all, clock), "ada@x.example is connected: 1 person from 1 message");
    }

    #[test]
    fn each_thing_that_was_left_out_has_its_count_and_its_reason() {
        let folders = [
            FolderUse::Drafts,
            FolderUse::Junk,
            FolderUse::Trash,
            FolderUse::Program,
            FolderUse::Shared,
            FolderUse::Other,
        ];
        let folders = folders.map(|special_use| LeftOutFolders { special_use, folders: 1, messages: Some(3) });
        let all = LeftOut { folders: folders.to_vec(), skipped: 2, older: 70_000, filtered_out: 900 };
        let lines = left_out(&brought(all));
        assert_eq!(lines.len(), 9);
        assert_eq!(lines[3], "Spam: 3 messages. Kith never reads it.");
        assert!(lines[1].starts_with("Older mail: 70,000 messages. "), "{lines:?}");
        let uncounted = LeftOutFolders { special_use: FolderUse::Junk, folders: 2, messages: None };
        let lines = left_out(&brought(LeftOut { folders: vec![uncounted], ..LeftOut::default() }));
        assert_eq!(lines, ["Spam. Kith never reads it."]);
        assert_eq!(left_out(&brought(LeftOut::default())), Vec::<String>::new());
    }

    #[test]
    fn the_letter_says_the_same() {
        let (subject, text) = letter("ada@x.example", &brought(LeftOut { older: 5, ..LeftOut::default() }), clock);
        assert_eq!(subject, "ada@x.example is connected to Kith");
        let expected = "ada@x.example is connected: 412 people from 8,310 messages since May 2026.\n\n\
                        What Kith left out, and why\n\n- Older mail: 5 messages. ";
        assert!(text.starts_with(expected), "{text}");
        let (_, short) = letter("ada@x.example", &brought(LeftOut::default()), clock);
        assert!(!short.contains("left out"), "{short}");
    }

    #[test]
    fn the_letter_is_mentioned_where_there_is_one() {
        assert_eq!(letter_state(LetterState::NotWanted), None);
        assert!(letter_state(LetterState::Failed(LetterFailure::NoRoom)).is_some_and(|said| said.contains("full")));
        assert!(letter_state(LetterState::Sent).is_some());
    }
}
