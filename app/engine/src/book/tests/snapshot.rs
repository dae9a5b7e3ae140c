//! A book that comes from a snapshot is the book that was packed.

use super::{book, mail, mixed, picture, restarted};
use crate::book::Book;
use crate::segment::{Read, Run};
use kith_domain::header;

#[test]
fn a_book_comes_back_as_it_was_and_goes_on() {
    let mut before = book(&[mixed()], false);
    let mut again = restarted(&before, before.journal());
    let expected = picture(&mut before);
    assert_eq!(picture(&mut again), expected);
    // What comes then, twice what is known among it.
    let next = || {
        let later =
            mail("INBOX", 40, "z", 15, "From: Zoe <zoe@x.example>; To: me@home.example; In-Reply-To: <d@x.example>");
        [mixed(), vec![later]].concat()
    };
    for (folder, uid, text) in next() {
        super::absorb(&mut before, folder, uid, &text);
        super::absorb(&mut again, folder, uid, &text);
    }
    before.settle();
    again.settle();
    let after = picture(&mut before);
    assert_ne!(after, expected);
    assert_eq!(picture(&mut again), after);
    again.settle_afresh();
    assert_eq!(picture(&mut again), after);
}

#[test]
fn more_than_one_slice_comes_back() {
    let read = |uid: u32| {
        let text = format!(
            "From: Nr {uid} Éa <p{}@h.example>\r\nTo: me@home.example\r\nSubject: About Thing {uid} ß\r\n\
             Message-ID: <{uid}@x>\r\nReferences: <{}@x>\r\nDelivered-To: me{}@home.example\r\n\r\n",
            uid % 300,
            uid / 2,
            uid % 3
        );
        let facts = header::read(text.as_bytes(), Some(1_700_000_000 + i64::from(uid)), 100);
        let thread_id = uid.is_multiple_of(5).then(|| format!("T{}", uid % 1_000));
        Read { uid, size: 100, email_id: None, thread_id, facts }
    };
    let all: Vec<Read> = (1..=20_000).map(read).collect();
    let mut before = book(&[mixed()], false);
    for part in all.chunks(1_000) {
        before.absorb(super::ACCOUNT, &Run::of("INBOX", 1, false, part, |_| false));
    }
    before.settle();
    assert_eq!(before.parts(), 4);
    let mut again = restarted(&before, before.journal());
    assert_eq!(picture(&mut again), picture(&mut before));
    for row in (0..before.rows.len()).step_by(997) {
        assert_eq!(again.rows.find(before.rows.key(row)), Some(row));
        assert_eq!(again.subjects.text(again.rows.subject(row)), before.subjects.text(before.rows.subject(row)));
        assert_eq!(again.rows.delivered(row), before.rows.delivered(row));
        assert_eq!(again.threads.thread(row), before.threads.thread(row));
        let of_thread = |book: &Book| book.threads.of_thread(book.threads.thread(row)).collect::<Vec<_>>();
        assert_eq!(of_thread(&again), of_thread(&before));
    }
    assert_eq!(again.find("thing 19999", 9).0, 1);
}

#[test]
fn a_part_that_is_cut_is_none() {
    let before = book(&[mixed()], false);
    for number in 0..before.parts() {
        let part = before.part(number).unwrap();
        for end in (0..part.len()).step_by(7) {
            let mut again = Book::default();
            (0..number).for_each(|number| again.add_part(number, &before.part(number).unwrap()).unwrap());
            assert_eq!(again.add_part(number, &part[..end]), None);
        }
    }
}
