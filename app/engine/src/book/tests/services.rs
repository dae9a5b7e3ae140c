//! Who wrote, and who only passed on: services, contact forms, lists without marks, masks, functions. A line for each
//! case.

use super::{ACCOUNT, Book, Mail, absorb, book, mail, picture};
use crate::api::{AccountId, Day, Group, PeopleQuery};
use crate::segment::{Read, Run};
use kith_domain::header;

/// Every mail is of 1 September 2026.
const TODAY: Day = Day(20_697);

fn rows(book: &mut Book, group: Group) -> Vec<String> {
    let page = book.people(&PeopleQuery { limit: 100, group, ..PeopleQuery::default() });
    let shown = |row: crate::api::PersonRow| {
        let who = if row.name == row.address { row.address } else { format!("{} <{}>", row.name, row.address) };
        if group == Group::People { format!("{who} {}", row.messages) } else { who }
    };
    let mut rows: Vec<String> = page.rows.into_iter().map(shown).collect();
    rows.sort();
    rows
}

/// What is made of those messages (folder, fields), in whatever order they come: the people, and the others.
fn check(what: &str, mails: &[(&'static str, &str)], people: &[&str], others: &[&str]) {
    let mails: Vec<Mail> = (1..)
        .zip(mails)
        .map(|(at, (folder, fields))| {
            let (id, fields) = fields.split_once(" = ").unwrap_or(("", fields));
            mail(folder, at, &format!("{id}{}", if id.is_empty() { at.to_string() } else { String::new() }), at, fields)
        })
        .collect();
    let reversed: Vec<Mail> = mails.iter().rev().cloned().collect();
    for batch in [mails, reversed] {
        for settle_each in [false, true] {
            let mut book = book(std::slice::from_ref(&batch), settle_each);
            assert_eq!(rows(&mut book, Group::People), people, "{what}: people");
            assert_eq!(rows(&mut book, Group::FilteredOut), others, "{what}: others");
            let before = (rows(&mut book, Group::People), rows(&mut book, Group::FilteredOut));
            book.settle_afresh();
            assert_eq!((rows(&mut book, Group::People), rows(&mut book, Group::FilteredOut)), before, "{what}: afresh");
        }
    }
}

const TO_ME: &str = "To: me@home.example";

#[test]
fn a_service_that_has_an_address_for_each_ticket_is_one_and_no_person() {
    check(
        "tickets that I answered",
        &[
            ("INBOX", "From: \"Tom (Acme Help)\" <support+id100200@acme.example>; To: me@home.example"),
            ("Sent", "From: me@home.example; To: Acme Help <support+id100200@acme.example>"),
            ("Sent", "From: me@home.example; To: Acme Help <support+id300400@acme.example>"),
        ],
        &[],
        &["Acme Help <support+id300400@acme.example>"],
    );
    check(
        "addresses made for one answer",
        &[
            ("Sent", "From: me@home.example; To: Camp <todo-1333r32605-51ab0ac14a08348f2ec774f0@camp.example>"),
            ("Sent", "From: me@home.example; To: Camp <todo-1333r32606-61ab0ac14a08348f2ec774f1@camp.example>"),
            ("Sent", "From: me@home.example; To: Ada King <m-AbC0dEf1gHi2@reply.links.example>"),
        ],
        &[],
        &[
            "Ada King <m-abc0def1ghi2@reply.links.example>",
            "Camp <todo-1333r32606-61ab0ac14a08348f2ec774f1@camp.example>",
        ],
    );
}

#[test]
fn who_writes_via_a_service_or_a_group_is_not_who_its_address_belongs_to() {
    check(
        "a group without a List-Id, as its messages are written anew",
        &[
            (
                "INBOX",
                "From: \"Tove Dahl via Verein\" <verein@v.example>; X-Original-From: Tove Dahl <tove@p.example>; \
                 Reply-To: Tove Dahl <tove@p.example>; To: verein@v.example",
            ),
            ("INBOX", "From: Lars Holm via Verein <verein@v.example>; Reply-To: lars@q.example; To: verein@v.example"),
            ("Sent", "From: me@home.example; To: verein@v.example"),
        ],
        &[],
        &["Tove Dahl <tove@p.example>", "Verein <verein@v.example>", "lars@q.example"],
    );
    check(
        "a service that sends what others sign",
        &[
            (
                "INBOX",
                "From: Iris Bloom via Signers <dse_na3@s.example>; Reply-To: Iris Bloom <iris@p.example>; To: me@home.example",
            ),
            (
                "INBOX",
                "From: Jan Vos via Signers <dse_na3@s.example>; Reply-To: Jan Vos <jan@q.example>; To: me@home.example",
            ),
        ],
        &[],
        &["Iris Bloom <iris@p.example>", "Jan Vos <jan@q.example>", "Signers <dse_na3@s.example>"],
    );
}

#[test]
fn who_wrote_through_a_form_or_a_forwarder_is_whom_answers_go_to() {
    check(
        "a contact form",
        &[(
            "INBOX",
            "From: Acme Website <wordpress@n.example>; Reply-To: Ada Form <ada@p.example>; To: me@home.example",
        )],
        &["Ada Form <ada@p.example> 1"],
        &["Acme Website <wordpress@n.example>"],
    );
    check(
        "a form of my own site, in my own name",
        &[("INBOX", "From: My Site <me@home.example>; Reply-To: Ben Form <ben@q.example>; To: me@home.example")],
        &["Ben Form <ben@q.example> 1"],
        &[],
    );
    check(
        "what I wrote to myself, with an address for answers",
        &[("Sent", "From: me@home.example; Reply-To: Ben Form <ben@q.example>; To: me@home.example")],
        &[],
        &["Ben Form <ben@q.example>"],
    );
    check(
        "a forwarder that gives the author's name",
        &[("INBOX", "From: Ada King <no-reply@fwd.example>; Reply-To: ada@m.example; To: me@home.example")],
        &["Ada King <ada@m.example> 1"],
        &["Ada King <no-reply@fwd.example>"],
    );
    check(
        "a newsletter that is to be answered to somebody",
        &[(
            "INBOX",
            "From: Acme <no-reply@acme.example>; Reply-To: ada@m.example; List-Unsubscribe: <u>; To: me@home.example",
        )],
        &[],
        &["Acme <no-reply@acme.example>", "ada@m.example"],
    );
}

#[test]
fn who_passed_a_message_on_wrote_to_me_and_who_wrote_it_did_not() {
    let passed_on = "a = From: Gus Far <gus@g.example>; To: Bob Near <bob@b.example>; \
        Resent-From: Bob Near <bob@b.example>; Resent-To: me@home.example";
    check("redirected", &[("INBOX", passed_on)], &["Bob Near <bob@b.example> 1"], &["Gus Far <gus@g.example>"]);
    check(
        "that I passed on myself, from another mailbox",
        &[(
            "INBOX",
            "From: Gus Far <gus@g.example>; To: me@home.example; Resent-From: me@home.example; Resent-To: me@home.example",
        )],
        &["Gus Far <gus@g.example> 1"],
        &[],
    );
}

#[test]
fn who_hides_behind_a_mask_is_a_person_with_the_mask_for_an_address() {
    check(
        "masks of several services",
        &[
            ("INBOX", "From: Ada King <ada_at_n26_example_kjhgfd@simplelogin.co>; To: me@home.example"),
            ("INBOX", "From: Ben Ray <alias+ben=n26.example@anonaddy.com>; To: me@home.example"),
            ("INBOX", "From: Cy Orr <ra+9f8e7d6c5b4a32109f8e@simplelogin.com>; To: me@home.example"),
        ],
        &[
            "Ada King <ada_at_n26_example_kjhgfd@simplelogin.co> 1",
            "Ben Ray <alias+ben=n26.example@anonaddy.com> 1",
            "Cy Orr <ra+9f8e7d6c5b4a32109f8e@simplelogin.com> 1",
        ],
        &[],
    );
}

#[test]
fn a_function_that_i_wrote_to_is_a_person_only_where_one_answers_by_name() {
    check(
        "functions that nobody answered from",
        &[
            ("Sent", "From: me@home.example; To: billing@a.example"),
            ("Sent", "From: me@home.example; To: receipts@b.example"),
        ],
        &[],
        &["billing@a.example", "receipts@b.example"],
    );
    check(
        "a shared inbox that two people answer",
        &[
            ("Sent", "From: me@home.example; To: hello@a.example"),
            ("INBOX", &format!("From: Kim Lund <hello@a.example>; {TO_ME}")),
            ("INBOX", &format!("From: Lou Berg <hello@a.example>; {TO_ME}")),
        ],
        &[],
        &["Lou Berg <hello@a.example>"],
    );
    check(
        "one that one person answers",
        &[
            ("Sent", "From: me@home.example; To: info@a.example"),
            ("INBOX", &format!("From: Kim Lund <info@a.example>; {TO_ME}")),
        ],
        &["Kim Lund <info@a.example> 2"],
        &[],
    );
    check(
        "their own domain",
        &[("Sent", "From: me@home.example; To: lund@lund.example")],
        &["lund@lund.example 1"],
        &[],
    );
}

#[test]
fn an_answer_to_me_alone_is_contact_whatever_marks_it_bears() {
    let sent = ("Sent", "a = From: me@home.example; To: vera@v.example");
    let answer =
        "From: Vera Stone <vera@v.example>; To: me@home.example; List-Unsubscribe: <u>; In-Reply-To: <a@x.example>";
    check("with List-Unsubscribe", &[sent, ("INBOX", answer)], &["Vera Stone <vera@v.example> 2"], &[]);
    check(
        "to many",
        &[sent, ("INBOX", &format!("{answer}; Cc: other@w.example"))],
        &["Vera Stone <vera@v.example> 1"],
        &["other@w.example"],
    );
    check("that answers nothing of mine", &[("INBOX", answer)], &[], &["Vera Stone <vera@v.example>"]);
}

#[test]
fn two_copies_of_a_sent_message_are_one_though_the_server_gave_its_own_another_id() {
    let same = |id: &str| format!("{id} = From: me@home.example; To: Wim Tak <wim@w.example>; Subject: Roof");
    // Of the same second, though they lie at different places.
    let mails = |answer: &str| {
        let (one, other) = (same("local"), same("server"));
        let one = mail("Sent", 1, "local", 1, one.split_once(" = ").unwrap().1);
        let other = mail("Sent", 2, "server", 1, other.split_once(" = ").unwrap().1);
        let answer = format!("From: Wim Tak <wim@w.example>; To: me@home.example; In-Reply-To: <{answer}@x.example>");
        vec![one, other, mail("INBOX", 1, "answer", 2, &answer)]
    };
    for answered in ["local", "server"] {
        let all = mails(answered);
        let reversed: Vec<Mail> = all.iter().rev().cloned().collect();
        for batch in [all, reversed] {
            let mut book = book(std::slice::from_ref(&batch), true);
            assert_eq!(rows(&mut book, Group::People), ["Wim Tak <wim@w.example> 2"]);
            assert_eq!(book.messages(), 2);
            let view = book.today(TODAY, 9);
            assert_eq!((view.waiting_for_you.len(), view.waiting_for_them.len()), (1, 0), "{answered}");
        }
    }
}

#[test]
fn copies_of_a_sent_message_are_one_in_whatever_order_they_come() {
    let fields = "From: me@home.example; To: Wim Tak <wim@w.example>; Cc: me@home.example; Subject: Roof";
    let copies = [
        mail("INBOX", 1, "local", 1, fields),
        mail("Sent", 1, "local", 1, fields),
        mail("Sent", 2, "server", 1, &format!("{fields}; Bcc: Eva <eva@e.example>")),
    ];
    let expected = picture(&mut book(&[copies.to_vec()], true));
    assert!(expected[0].starts_with("1 messages, 2 people"), "{expected:?}");
    for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
        for settle_each in [true, false] {
            let mut book = book(&order.map(|at| vec![copies[at].clone()]), settle_each);
            assert_eq!(picture(&mut book), expected, "{order:?}");
            let stored = ["INBOX", "Sent"].map(|folder| book.stored_in(ACCOUNT, folder));
            assert_eq!((book.messages_of(ACCOUNT), stored), (1, [1, 1]), "{order:?}");
            book.settle_afresh();
            assert_eq!(picture(&mut book), expected, "{order:?}, afresh");
            book.set_uncounted([(ACCOUNT, "Sent".to_owned())]);
            book.set_uncounted([]);
            book.settle();
            assert_eq!(picture(&mut book), expected, "{order:?}, counted anew");
            for (_, _, text) in &copies {
                let facts = header::read(text.as_bytes(), None, 100);
                assert!(!book.knows(AccountId(2), true, &facts), "another account stores what goes with this one");
            }
            let answer = "From: Wim Tak <wim@w.example>; To: me@home.example; In-Reply-To: <server@x.example>";
            let (folder, uid, text) = mail("INBOX", 2, "answer", 2, answer);
            absorb(&mut book, folder, uid, &text);
            book.settle();
            let view = book.today(TODAY, 9);
            assert_eq!((view.waiting_for_you.len(), view.waiting_for_them.len()), (1, 0), "{order:?}");
        }
    }
}

#[test]
fn of_two_ways_in_which_copies_came_the_same_counts_whichever_came_first() {
    let form = |author: &str| format!("From: Acme <noreply@acme.example>; To: me@home.example; Reply-To: {author}");
    let (cy, dan) = (form("Cy <cy@c.example>"), form("Dan <dan@d.example>"));
    let resent = format!("{cy}; Resent-From: Bea <bea@b.example>; Resent-To: me@home.example");
    for (one, other) in [(&resent, &cy), (&cy, &dan)] {
        let copies = [mail("INBOX", 1, "a", 1, one), mail("INBOX", 2, "a", 1, other)];
        let shown = [[0, 1], [1, 0]].map(|order| {
            let book = &mut book(&[order.map(|at| copies[at].clone()).to_vec()], true);
            assert_eq!(book.messages(), 1);
            (rows(book, Group::People), rows(book, Group::FilteredOut))
        });
        assert_eq!(shown[0], shown[1], "{one}");
    }
}

#[test]
fn what_is_no_report_any_more_is_none() {
    let report = "From: me@home.example; To: wim@w.example; Subject: Undeliverable: Roof";
    let copies = [
        mail("INBOX", 1, "a", 1, report),
        mail("Sent", 1, "a", 1, "From: me@home.example; To: wim@w.example; Subject: Roof"),
    ];
    assert_eq!(book(&[vec![copies[0].clone()]], true).rows.reports().count(), 1);
    for order in [[0, 1], [1, 0]] {
        let book = book(&[order.map(|at| copies[at].clone()).to_vec()], true);
        assert_eq!(book.rows.reports().count(), 0, "{order:?}");
    }
}

#[test]
fn an_answer_that_names_an_id_of_the_provider_is_of_the_conversation_with_that_subject_and_name() {
    let mails = vec![
        mail("Sent", 1, "local", 1, "From: me@home.example; To: Cora Line <cora@t.example>; Subject: Canoe"),
        mail(
            "INBOX",
            1,
            "answer",
            2,
            "From: Cora Line <cora.private@p.example>; To: me@home.example; In-Reply-To: <made@provider.example>; \
             References: <made@provider.example>; Subject: Re: Canoe",
        ),
    ];
    let mut book = book(&[mails], true);
    let view = book.today(TODAY, 9);
    assert_eq!((view.waiting_for_you.len(), view.waiting_for_them.len()), (1, 0));
}

#[test]
fn the_two_forms_of_a_domain_are_one() {
    check(
        "in Unicode and in ASCII",
        &[
            ("INBOX", "From: Ida Berg <ida@bücher-m08.example>; To: me@home.example"),
            ("INBOX", "From: ida@xn--bcher-m08-q9a.example; To: me@home.example"),
        ],
        &["Ida Berg <ida@bücher-m08.example> 2"],
        &[],
    );
}

#[test]
fn a_date_beyond_all_time_stops_nothing() {
    let mails = [
        mail("Sent", 1, "a", 1, "From: me@home.example; To: Wim Tak <wim@w.example>; Subject: Roof"),
        mail("INBOX", 1, "b", 1, "From: Wim Tak <wim@w.example>; To: me@home.example; Subject: Re: Roof"),
        mail("INBOX", 2, "c", 1, "From: mailer-daemon@w.example; To: me@home.example; Subject: Undeliverable: Roof"),
        mail(
            "INBOX",
            3,
            "d",
            1,
            "From: mailer-daemon@w.example; To: me@home.example; X-Failed-Recipients: wim@w.example; \
             Subject: Undeliverable: Roof",
        ),
        mail("INBOX", 4, "e", 1, "From: mailer-daemon@w.example; To: me@home.example; Subject: Undelivered Mail"),
    ];
    for dates in [[i64::MIN; 2], [i64::MAX; 2], [i64::MIN, i64::MAX], [i64::MAX, i64::MIN]] {
        let mut book = book(&[], true);
        for (at, (folder, uid, text)) in mails.iter().enumerate() {
            let mut facts = header::read(text.as_bytes(), None, 100);
            facts.date = dates[at % 2];
            let read = [Read { uid: *uid, size: 100, email_id: None, thread_id: None, facts }];
            let run = Run::of(folder, 1, *folder == "Sent", &read, |_| false).pack().unwrap();
            book.absorb(ACCOUNT, &Run::unpack(&run).unwrap());
            book.settle();
        }
        assert_eq!(book.messages(), 5);
        assert!(!picture(&mut book).is_empty());
        book.today(TODAY, 9);
        assert!(book.failed_rows().count() < 5);
    }
}
