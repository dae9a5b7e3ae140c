mod automatic;
mod duplicates;
mod insights;
mod keeping;
mod last_contact;
mod many;
pub(in crate::book) mod meetings;
mod own_addresses;
mod pipeline;
mod rules;
mod services;
mod shown;
mod snapshot;
mod sourced;
mod unanswered;
mod who;

use super::Book;
use crate::api::{AccountId, ContactWay, Direction, Group, Order, PeopleQuery, PersonId};
use crate::segment::{Read, Run};
use kith_domain::address::Address;
use kith_domain::header;
use kith_domain::journal::Journal;

const ME: &str = "me@home.example";
const ACCOUNT: AccountId = AccountId(1);

/// Ten days after the first of [`mail`].
const NOW: i64 = 20_707 * 86_400;

/// A message at a place: folder, UID, header fields.
type Mail = (&'static str, u32, String);

fn mail(folder: &'static str, uid: u32, id: &str, hour: u32, fields: &str) -> Mail {
    let date = format!("Date: Tue, 1 Sep 2026 {:02}:{:02}:00 +0000", hour % 24, hour / 24);
    (folder, uid, format!("Message-ID: <{id}@x.example>\r\n{date}\r\n{}\r\n\r\n", fields.replace("; ", "\r\n")))
}

/// A book in which those batches were absorbed, each as a segment of its own, settled after each or at the end.
fn book(batches: &[Vec<Mail>], settle_each: bool) -> Book {
    let mut book = Book { now: NOW, ..Book::default() };
    book.set_own(vec![Address::parse(ME).unwrap()]);
    for batch in batches {
        for (folder, uid, text) in batch {
            absorb(&mut book, folder, *uid, text);
        }
        if settle_each {
            book.settle();
        }
    }
    book.settle();
    book
}

/// A settled book as it is after a start from a snapshot, where all of that was decided by then.
fn restarted(book: &Book, journal: &Journal) -> Book {
    let mut again = Book { now: book.now, ..Book::default() };
    again.set_zone(book.zone().clone());
    again.set_journal(journal.clone());
    for number in 0..book.parts() {
        again.add_part(number, &book.part(number).unwrap()).unwrap();
    }
    again.resume_from_parts(book.decided());
    let own = book.own.accounts.iter().map(|&address| book.correspondents.address_text(address));
    again.set_own(own.filter_map(Address::parse).collect());
    again.settle();
    again
}

fn absorb(book: &mut Book, folder: &str, uid: u32, text: &str) {
    let facts = header::read(text.as_bytes(), None, 100);
    let read = [Read { uid, size: 100, email_id: None, thread_id: None, facts }];
    let run = Run::of(folder, 1, folder == "Sent", &read, |facts| book.knows(ACCOUNT, folder == "Sent", facts));
    let bytes = run.pack().unwrap();
    book.absorb(ACCOUNT, &Run::unpack(&bytes).unwrap());
}

/// Everything that a person would see, as lines.
fn picture(book: &mut Book) -> Vec<String> {
    let query = PeopleQuery { order: Order::Name, limit: 1_000, ..PeopleQuery::default() };
    let page = book.people(&query);
    let mut lines = vec![format!("{} messages, {} people", book.messages(), page.all)];
    for row in page.rows {
        let card = book.person(row.id).unwrap();
        lines.push(format!(
            "{} <{}> {}+{} {}..{} {:?} {:?}",
            row.name,
            row.address,
            card.sent,
            card.received,
            card.first_contact.unwrap_or_default(),
            row.last_contact.map_or(0, |last| last.at),
            row.last_contact.map(|last| last.way),
            card.names
        ));
        let (all, timeline) = book.timeline(&[row.id], "", 0, 1_000);
        assert_eq!(all, row.messages, "{} has as many messages in the timeline as in the list", row.name);
        lines.extend(timeline.into_iter().map(|message| {
            let mut others = message.others;
            others.sort();
            format!("  {} {:?} {} {others:?}", message.date, message.direction, message.subject)
        }));
    }
    let others = book.people(&PeopleQuery { group: Group::FilteredOut, limit: 1_000, ..PeopleQuery::default() });
    let mut others: Vec<String> = others
        .rows
        .into_iter()
        .map(|row| format!("{} <{}> {} {:?} {:?}", row.name, row.address, row.messages, row.last_seen, row.reason))
        .collect();
    others.sort();
    lines.extend(others);
    lines.extend(book.own_questions().into_iter().map(|question| format!("{question:?}")));
    lines
}

fn names(book: &mut Book) -> Vec<String> {
    let page = book.people(&PeopleQuery { limit: 100, order: Order::Name, ..PeopleQuery::default() });
    page.rows.into_iter().map(|row| format!("{} {}", row.name, row.messages)).collect()
}

/// Mail with everything that makes orders matter: copies over folders, a Bcc that only my copy shows, a list copy of a
/// personal mail, an alias that only the Sent folder hints at, a list address known by its List-Id alone.
fn mixed() -> Vec<Mail> {
    let mut all = vec![
        mail("INBOX", 1, "a", 1, "From: Ada <ada@x.example>; To: me@home.example"),
        mail("Archive", 1, "a", 1, "From: Ada <ada@x.example>; To: me@home.example"),
        mail("INBOX", 2, "b", 2, "From: me@home.example; To: Bob <bob@x.example>; Cc: me@home.example"),
        mail(
            "Sent",
            1,
            "b",
            2,
            "From: me@home.example; To: Bob <bob@x.example>; Cc: me@home.example; Bcc: cy@x.example",
        ),
        mail("INBOX", 3, "c", 3, "From: Dee <dee@x.example>; To: me@home.example, rust@lists.example"),
        mail(
            "INBOX",
            4,
            "c",
            3,
            "From: Dee <dee@x.example>; To: me@home.example, rust@lists.example; List-Id: <rust.lists.example>",
        ),
        mail("Sent", 2, "d", 4, "From: me@home.example; To: rust@lists.example; Cc: Ada L <ada@x.example>"),
        mail(
            "INBOX",
            5,
            "e",
            5,
            "From: News <news@y.example>; To: me@home.example; List-Unsubscribe: <mailto:x@y.example>",
        ),
        mail("INBOX", 6, "f", 6, "From: Bob B <bob@x.example>; To: me@home.example; Cc: Eve <eve@x.example>"),
        mail("INBOX", 12, "m", 8, "From: me@home.example; To: hal@x.example"),
        mail("Sent", 9, "m", 8, "From: Me <me@home.example>; To: Hal H <hal@x.example>"),
        mail("INBOX", 9, "k", 7, "From: No <no-reply@y.example>; To: me@home.example"),
    ];
    for (uid, id, hour) in [(11, "g", 11), (12, "h", 12), (13, "i", 13)] {
        all.push(mail("Sent", uid, id, hour, "From: me@work.example; To: Fay <fay@x.example>"));
    }
    all.push(mail("INBOX", 7, "j", 14, "From: me@work.example; To: Gil <gil@x.example>"));
    all
}

#[test]
fn people_are_those_i_wrote_to_and_those_who_wrote_to_me_personally() {
    let mut book = book(&[mixed()], false);
    assert_eq!(names(&mut book), ["Ada L 2", "Bob 2", "cy@x.example 1", "Dee 1", "Fay 3", "Hal H 1"]);
}

#[test]
fn directions_follow_the_sent_folder() {
    let mut book = book(&[mixed()], false);
    let find = |book: &mut Book, name: &str| {
        let query = PeopleQuery { filter: name.into(), limit: 1, ..PeopleQuery::default() };
        book.people(&query).rows.first().map(|row| (row.id, row.last_contact.unwrap().way)).unwrap()
    };
    assert_eq!(find(&mut book, "fay").1, ContactWay::Sent, "from an alias, but it is in Sent");
    assert_eq!(find(&mut book, "dee").1, ContactWay::Received);
    let (bob, _) = find(&mut book, "bob");
    let (_, timeline) = book.timeline(&[bob], "", 0, 10);
    let got: Vec<_> = timeline.iter().map(|row| (row.direction, row.others.clone())).collect();
    let eve = "Eve".to_owned();
    assert_eq!(got, [(Direction::Received, vec![eve]), (Direction::Sent, vec!["cy@x.example".into()])]);
}

#[test]
fn the_order_in_which_messages_come_does_not_matter() {
    let mut all = mixed();
    let expect = picture(&mut book(std::slice::from_ref(&all), false));
    assert!(expect.len() > 10);
    let mut seed = 7_u64;
    for round in 0..60 {
        for at in (1..all.len()).rev() {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            all.swap(at, (seed >> 33) as usize % (at + 1));
        }
        let batches: Vec<Vec<Mail>> = all.chunks(1 + round % 5).map(<[Mail]>::to_vec).collect();
        assert_eq!(picture(&mut book(&batches, round % 2 == 0)), expect, "{all:#?}");
    }
}

#[test]
fn what_comes_twice_changes_nothing() {
    let once = picture(&mut book(&[mixed()], false));
    assert_eq!(picture(&mut book(&[mixed(), mixed()], true)), once);
}

#[test]
fn a_message_is_sought_where_it_was_seen_last_first() {
    let book = book(&[mixed()], false);
    let key = header::read(mixed()[0].2.as_bytes(), None, 100).key;
    let places: Vec<_> = book.places(key).into_iter().map(|(folder, uid)| (folder.name.clone(), uid)).collect();
    assert_eq!(places, [("Archive".to_owned(), 1), ("INBOX".to_owned(), 1)]);
}

#[test]
fn the_filter_finds_names_and_addresses_and_counts_them() {
    let mut book = book(&[mixed()], false);
    let query = |filter: &str, offset, limit| PeopleQuery {
        filter: filter.into(),
        order: Order::Name,
        offset,
        limit,
        ..PeopleQuery::default()
    };
    let page = book.people(&query("X.EXAMPLE", 4, 10));
    assert_eq!((page.matching, page.all, page.offset, page.rows.len()), (6, 6, 4, 2));
    assert_eq!(book.people(&query("bob b", 0, 10)).matching, 1, "by a name that is not the one shown");
    assert_eq!(book.people(&query("nobody", 0, 10)).matching, 0);
    assert!(book.person(PersonId(1)).is_none());
}

#[test]
fn a_message_of_two_accounts_is_one_and_counts_for_both() {
    let mut book = book(&[mixed()], false);
    let before = book.messages();
    let (folder, uid, text) = &mixed()[0];
    let facts = header::read(text.as_bytes(), None, 100);
    assert!(!book.knows(AccountId(2), false, &facts), "it must be stored for the second account too");
    let read = [Read { uid: *uid, size: 100, email_id: None, thread_id: None, facts: facts.clone() }];
    let run = Run::of(folder, 5, false, &read, |_| false);
    book.absorb(AccountId(2), &run);
    assert!(!book.knows(AccountId(2), false, &facts), "what it says of itself must outlive the other account");
    assert_eq!((book.messages(), book.messages_of(AccountId(2))), (before, 1));
}

#[test]
fn an_alias_is_asked_about_by_its_own_accounts_sent_folder_however_much_another_sends() {
    let mut book = book(&[mixed()], false);
    let sent = |uid: u32| {
        let text = format!("Message-ID: <n{uid}@y.example>\r\nFrom: other@y.example\r\nTo: zoe@y.example\r\n\r\n");
        // Each at a time of its own: two that are alike are one message, kept twice.
        let facts = header::read(text.as_bytes(), Some(1_700_000_000 + i64::from(uid)), 100);
        Read { uid, size: 100, email_id: None, thread_id: None, facts }
    };
    let read: Vec<Read> = (1..500).map(sent).collect();
    book.absorb(AccountId(2), &Run::of("Sent", 1, true, &read, |_| false));
    book.settle();
    let asked: Vec<(String, u32)> = book.own_questions().into_iter().map(|it| (it.address, it.sent)).collect();
    assert_eq!(asked, [("other@y.example".to_owned(), 499), ("me@work.example".to_owned(), 3)]);
    let query = |filter: &str| PeopleQuery { filter: filter.into(), limit: 9, ..PeopleQuery::default() };
    assert_eq!(book.people(&query("gil")).matching, 0, "what only says that it is from there is not mine");
}

/// A mailbox at random: few people, many ties, copies that say other things.
fn at_random(seed: u64, count: u32) -> Vec<Mail> {
    let mut dice = seed;
    let mut below = move |end: u32| {
        dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((dice >> 33) % u64::from(end)) as u32
    };
    let people = [
        "me@home.example",
        "Me <me@work.example>",
        "Ada <ada@x.example>",
        "A. L. <ada@x.example>",
        "bob@x.example",
        "Bob <bob@x.example>",
        "cy@x.example",
        "rust@lists.example",
        "no-reply@y.example",
        "Dee <dee@x.example>",
    ];
    let mut all = Vec::new();
    for uid in 1..=count {
        let (id, from, to) = (below(count / 2 + 1), below(10) as usize, below(10) as usize);
        // What makes the key is the same for the same id.
        let from = people[(id as usize * 7 + from / 9) % people.len()];
        let mut fields = format!("From: {from}; To: {}", people[to]);
        for (field, of) in [("Cc: ", 3), ("Bcc: ", 5)] {
            if below(of) == 0 {
                fields.push_str(&format!("; {field}{}", people[below(10) as usize]));
            }
        }
        let mark = ["", "", "", "; List-Id: <rust.lists.example>", "; List-Unsubscribe: <mailto:a@b.example>"];
        fields.push_str(mark[below(5) as usize]);
        fields.push_str(["; Subject: Lunch", "; Subject: [list] Lunch", "", "; Subject: Re: Lunch"][below(4) as usize]);
        let folder = ["INBOX", "Sent", "Archive", "Lists"][below(4) as usize];
        all.push(mail(folder, uid, &format!("c{id}"), id % 40, &fields));
    }
    all
}

#[test]
fn keeping_it_is_working_it_out_afresh() {
    for seed in 0..60 {
        let all = at_random(seed, 40);
        let batches: Vec<Vec<Mail>> = all.chunks(1 + seed as usize % 7).map(<[Mail]>::to_vec).collect();
        let mut kept = Book { now: NOW, ..Book::default() };
        kept.set_own(vec![Address::parse(ME).unwrap()]);
        for (round, batch) in batches.iter().enumerate() {
            for (folder, uid, text) in batch {
                absorb(&mut kept, folder, *uid, text);
            }
            // Which folders count changes under way, and is as it was at the end.
            let uncounted =
                ["Sent", "Lists", "INBOX"].get((round + seed as usize) % 5).map(|name| (ACCOUNT, (*name).into()));
            kept.set_uncounted(uncounted);
            kept.settle();
        }
        kept.set_uncounted([]);
        kept.settle();
        let picture_kept = picture(&mut kept);
        assert_eq!(picture_kept, picture(&mut book(&[all], false)), "seed {seed}");
        kept.settle_afresh();
        assert_eq!(picture_kept, picture(&mut kept), "seed {seed}");
    }
}

#[test]
fn what_lies_only_in_folders_that_do_not_count_shows_nowhere_until_they_do() {
    for seed in 0..20 {
        let all = at_random(seed, 40);
        let mut kept = book(std::slice::from_ref(&all), false);
        let before = picture(&mut kept);
        let stored = kept.stored_in(ACCOUNT, "Lists");
        kept.set_uncounted([
            (ACCOUNT, "Lists".to_owned()),
            (ACCOUNT, "Sent".to_owned()),
            (AccountId(2), "INBOX".to_owned()),
        ]);
        kept.settle();
        let shown = picture(&mut kept);
        assert_ne!(shown, before);
        assert_eq!(kept.messages(), kept.messages_of(ACCOUNT));
        assert_eq!(kept.stored_in(ACCOUNT, "Lists"), stored, "nothing is forgotten");
        // A folder that is found later does not count from the beginning.
        let mut again = Book { now: NOW, ..Book::default() };
        again.set_own(vec![Address::parse(ME).unwrap()]);
        again.set_uncounted([(ACCOUNT, "Lists".to_owned()), (ACCOUNT, "Sent".to_owned())]);
        for (folder, uid, text) in &all {
            absorb(&mut again, folder, *uid, text);
        }
        again.settle();
        assert_eq!(picture(&mut again), shown, "seed {seed}");
        kept.set_uncounted([]);
        assert!(kept.settle());
        assert_eq!(picture(&mut kept), before, "seed {seed}");
    }
}

#[test]
fn a_folder_that_does_not_count_takes_its_people_and_aliases_with_it() {
    let mut book = book(&[mixed()], false);
    let (messages, people) = (book.messages(), book.people_count());
    assert_eq!(book.stored_in(ACCOUNT, "Sent"), 6);
    book.set_uncounted([(ACCOUNT, "Sent".to_owned())]);
    assert!(book.settle());
    assert_eq!(names(&mut book), ["Ada 1", "Bob 2", "cy@x.example 1", "Dee 1", "Hal H 1"]);
    let others = book.people(&PeopleQuery { group: Group::FilteredOut, limit: 99, ..PeopleQuery::default() });
    assert!(others.rows.iter().any(|row| row.address == "me@work.example"), "no alias of mine any more");
    assert_eq!(book.messages(), messages - 4);
    book.set_uncounted([]);
    book.settle();
    assert_eq!((book.messages(), book.people_count()), (messages, people));
}

#[test]
fn of_copies_the_clean_subject_is_shown_whatever_came_first() {
    let plain = mail("INBOX", 1, "s", 1, "From: ada@x.example; To: me@home.example; Subject: Plan");
    let listed = mail("Lists", 1, "s", 1, "From: ada@x.example; To: me@home.example; Subject: [garden] Plan");
    for order in [vec![plain.clone(), listed.clone()], vec![listed, plain]] {
        let book = book(&[order], true);
        let (matching, rows) = book.find("plan", 10);
        assert_eq!((matching, rows[0].subject.as_str()), (1, "Plan"));
    }
}

#[test]
fn messages_are_found_by_their_subjects_newest_first() {
    let from = |who: &str, subject: &str| format!("From: {who}; To: me@home.example; Subject: {subject}");
    let all = vec![
        mail("INBOX", 1, "a", 1, &from("Ada <ada@x.example>", "Lunch on Friday")),
        mail("INBOX", 2, "b", 3, &from("bob@x.example", "Re: Friday lunch")),
        mail("INBOX", 3, "c", 2, &from("no-reply@y.example", "Lunch on Friday")),
        mail(
            "Sent",
            4,
            "d",
            4,
            "From: me@home.example; To: ada@x.example, bob@x.example; Subject: RE: Lunch on Friday",
        ),
        mail("INBOX", 5, "e", 5, &from("bob@x.example", "Munch on Friday")),
    ];
    let mut book = book(&[all], false);
    let find = |book: &Book, words: &str, limit| {
        let (matching, rows) = book.find(words, limit);
        let show = |row: crate::api::FoundMessage| {
            let people: Vec<String> = row.people.into_iter().map(|(_, name)| name).collect();
            format!("{} {:?} {}", row.subject, row.direction, people.join("+"))
        };
        (matching, rows.into_iter().map(show).collect::<Vec<_>>())
    };
    let (matching, rows) = find(&book, "  LÜNCH fri", 10);
    assert_eq!(matching, 3);
    let expected = [
        "RE: Lunch on Friday Sent Ada+bob@x.example",
        "Re: Friday lunch Received bob@x.example",
        "Lunch on Friday Received Ada",
    ];
    assert_eq!(rows, expected);
    assert_eq!(find(&book, "lunch", 1), (3, vec![expected[0].to_owned()]));
    assert_eq!(find(&book, "lunch", 0), (3, vec![]));
    assert_eq!(find(&book, "", 10), (0, vec![]));
    assert_eq!(find(&book, "re", 10).0, 0, "marks of answers are no part of it");
    book.set_uncounted([(ACCOUNT, "INBOX".to_owned())]);
    book.settle();
    assert_eq!(find(&book, "lunch", 10).0, 1);
}
