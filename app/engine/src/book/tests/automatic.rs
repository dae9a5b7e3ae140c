//! What programs wrote is no contact, no one's turn, and makes no one a person.

use super::{Book, Mail, book, mail};
use crate::api::{Day, Direction, Group, PeopleQuery};

/// Every mail is of 1 September 2026.
const TODAY: Day = Day(20_697);

fn today(book: &mut Book) -> (Vec<String>, Vec<String>) {
    let view = book.today(TODAY, 20);
    let subjects = |rows: &[crate::api::WaitingRow]| rows.iter().map(|row| row.subject.clone()).collect();
    (subjects(&view.waiting_for_you), subjects(&view.waiting_for_them))
}

fn people(book: &mut Book) -> Vec<String> {
    let page = book.people(&PeopleQuery { limit: 100, ..PeopleQuery::default() });
    let shown = |row: crate::api::PersonRow| {
        let way = row.last_contact.map_or_else(|| "never".to_owned(), |last| format!("{:?}", last.way));
        format!("{} {} {way}", row.name, row.messages)
    };
    page.rows.into_iter().map(shown).collect()
}

fn others(book: &mut Book) -> Vec<String> {
    let page = book.people(&PeopleQuery { limit: 100, group: Group::FilteredOut, ..PeopleQuery::default() });
    page.rows.into_iter().map(|row| row.address).collect()
}

/// The book of those messages, in whatever order they come.
fn each_order(mails: Vec<Mail>, check: impl Fn(&mut Book)) {
    let reversed: Vec<Mail> = mails.iter().rev().cloned().collect();
    for batch in [mails, reversed] {
        for settle_each in [false, true] {
            check(&mut book(std::slice::from_ref(&batch), settle_each));
        }
    }
}

fn letter(fields: &str) -> Mail {
    mail("Sent", 1, "letter", 1, &format!("From: me@home.example; To: Olga Ross <olga@x.example>; {fields}"))
}

#[test]
fn an_automatic_answer_is_no_contact_and_leaves_the_turn_where_it_was() {
    for fields in [
        "In-Reply-To: <letter@x.example>; X-Auto-Response-Suppress: All; Subject: Automatic reply: Budget",
        "In-Reply-To: <letter@x.example>; Subject: Abwesenheitsnotiz: Budget",
        "In-Reply-To: <letter@x.example>; X-Autoreply: yes; Precedence: auto_reply; Subject: Re: Budget",
        "In-Reply-To: <letter@x.example>; Auto-Submitted: auto-replied; Subject: Re: Budget",
        "In-Reply-To: <letter@x.example>; Content-Type: multipart/report;report-type=disposition-notification; \
         Subject: Read: Budget",
        "In-Reply-To: <letter@x.example>; Subject: Gelesen: Budget",
        "In-Reply-To: <letter@x.example>; Subject: Accepted: Budget",
    ] {
        let answer = format!("From: Olga Ross <olga@x.example>; To: me@home.example; {fields}");
        each_order(vec![letter("Subject: Budget"), mail("INBOX", 1, "answer", 2, &answer)], |book| {
            assert_eq!(people(book), ["Olga Ross 1 Sent"], "{fields}");
            assert_eq!(today(book), (vec![], vec!["Budget".to_owned()]), "{fields}");
        });
    }
}

#[test]
fn what_a_program_wrote_makes_no_one_a_person_and_is_nobodys_turn() {
    let calendar = "Sender: Google Calendar <calendar-notification@google.com>";
    for (folder, fields) in [
        (
            "Sent",
            format!(
                "From: me@home.example; {calendar}; To: teacher@x.example; Subject: Invitation: Lesson @ Mon 2 Nov"
            ),
        ),
        ("Sent", "From: me@home.example; To: teacher@x.example; Subject: Automatic reply: Lesson".to_owned()),
        ("INBOX", format!("From: Ada <teacher@x.example>; {calendar}; To: me@home.example; Subject: Kutsuttu")),
        ("INBOX", "From: Ada <teacher@x.example>; To: me@home.example; Subject: Declined: Lunch".to_owned()),
        (
            "INBOX",
            "From: Ada <teacher@x.example>; To: me@home.example; Content-Class: urn:content-classes:calendarmessage; \
             Subject: Lunch"
                .to_owned(),
        ),
    ] {
        each_order(vec![mail(folder, 1, "a", 1, &fields)], |book| {
            assert_eq!(people(book), [""; 0], "{fields}");
            assert!(others(book).contains(&"teacher@x.example".to_owned()), "{fields}");
            assert_eq!(today(book), (vec![], vec![]), "{fields}");
        });
    }
}

/// What the one message in the timeline of the only person says of its arrival.
fn undelivered(book: &mut Book) -> Option<Vec<String>> {
    let row = book.people(&PeopleQuery { limit: 1, ..PeopleQuery::default() }).rows.pop().unwrap();
    let (all, mut rows) = book.timeline(&[row.id], "", 0, 10);
    assert_eq!((all, rows[0].direction), (1, Direction::Sent));
    rows.pop().unwrap().undelivered
}

#[test]
fn a_message_that_bounced_says_so_and_waits_for_no_one() {
    let report = "From: MAILER-DAEMON@mx.example (Mail Delivery System); To: me@home.example; Auto-Submitted: auto-replied; \
        Content-Type: multipart/report;report-type=delivery-status";
    for (hour, fields) in [
        (9, "In-Reply-To: <letter@x.example>; Subject: Undelivered Mail Returned to Sender"),
        (9, "X-Failed-Recipients: olga@x.example; Subject: Mail delivery failed: returning message to sender"),
        (9, "Subject: Undeliverable: Budget"),
        (9, "Subject: Unzustellbar: Budget"),
        (1, "Subject: Undelivered Mail Returned to Sender"),
    ] {
        let mails = vec![letter("Subject: Budget"), mail("INBOX", 1, "report", hour, &format!("{report}; {fields}"))];
        each_order(mails, |book| {
            assert_eq!(today(book), (vec![], vec![]), "{fields}");
            let expected: &[&str] = if fields.contains("Failed") { &["Olga Ross"] } else { &[] };
            assert_eq!(
                undelivered(book).as_deref(),
                Some(expected.iter().map(|&it| it.to_owned()).collect::<Vec<_>>().as_slice()),
                "{fields}"
            );
            assert_eq!(people(book), ["Olga Ross 1 never"]);
        });
    }
    for fields in [
        // It may be about anything that was sent until then.
        "Subject: Undelivered Mail Returned to Sender",
        "Subject: Undeliverable: Something else",
        "In-Reply-To: <letter@x.example>; Subject: Delivery Status Notification (Delay)",
        "X-Failed-Recipients: somebody@x.example; Subject: Undelivered Mail Returned to Sender",
    ] {
        let mails = vec![letter("Subject: Budget"), mail("INBOX", 1, "report", 9, &format!("{report}; {fields}"))];
        each_order(mails, |book| {
            assert_eq!(today(book), (vec![], vec!["Budget".to_owned()]), "{fields}");
            assert_eq!(undelivered(book), None, "{fields}");
        });
    }
}

#[test]
fn of_several_it_is_said_whom_a_message_did_not_reach() {
    let mails = vec![
        letter("Cc: Bob <bob@y.example>; Subject: Budget"),
        mail(
            "INBOX",
            1,
            "report",
            9,
            "From: mailer-daemon@mx.example; To: me@home.example; In-Reply-To: <letter@x.example>; \
             X-Failed-Recipients: bob@y.example; Subject: Mail delivery failed: returning message to sender",
        ),
    ];
    each_order(mails, |book| {
        assert_eq!(today(book), (vec![], vec!["Budget".to_owned()]));
        let row = book.people(&PeopleQuery { limit: 9, ..PeopleQuery::default() }).rows;
        for row in row {
            let (_, rows) = book.timeline(&[row.id], "", 0, 10);
            assert_eq!(rows[0].undelivered.as_deref(), Some(&["Bob".to_owned()][..]));
        }
    });
}
