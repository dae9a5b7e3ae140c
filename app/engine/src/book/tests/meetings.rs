//! Meetings from imported files.

use super::super::Book;
use super::who::{decide, undo};
use crate::api::Decision;
use kith_domain::address::Address;
use kith_domain::meeting::{Answer, Attendee, Invitation, Method, PackedInvitation};

/// An invitation of no one.
pub(in crate::book) fn invitation(uid: String, method: Method) -> Invitation {
    Invitation {
        uid,
        sequence: 0,
        stamp: 0,
        method,
        instance: None,
        organizer: None,
        attendees: Vec::new(),
        subject: String::new(),
        all_day: false,
        seconds: 60,
        starts: vec![0],
    }
}

fn entry(number: u32) -> PackedInvitation {
    let attendee = |address: &str| Attendee { address: Address::parse(address).unwrap(), answer: Answer::None };
    PackedInvitation::from(&Invitation {
        organizer: Some(attendee("me@home.example")),
        attendees: vec![attendee("ada@x.example")],
        ..invitation(number.to_string(), Method::Entry)
    })
}

#[test]
fn a_file_that_is_imported_in_parts_is_not_looked_at_again_with_each_part() {
    let mut book = Book::default();
    for part in 0..50_u32 {
        let said = (0..20).map(|number| entry(part * 20 + number)).collect();
        decide(&mut book, u64::from(part) + 1, &[Decision::Meetings(said)]);
    }
    assert_eq!((book.meetings.all().count(), book.meetings.looked_at.get()), (1_000, 0));
    // An undo looks through all of them once.
    undo(&mut book, 3);
    assert_eq!(book.meetings.all().count(), 980);
    assert!(book.meetings.looked_at.get() < 5_000, "{}", book.meetings.looked_at.get());
}
