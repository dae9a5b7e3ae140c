//! Cards cost what they hold, whatever stands in them.

use crate::vcard::{read, tests::samples::card};
use std::time::{Duration, Instant};

/// Hundreds of times what each takes on an idle machine, and far less than it would take if its cost grew with the square.
const MOST: Duration = Duration::from_secs(20);

fn all(bytes: &[u8]) {
    for card in read(bytes).into_iter().flatten() {
        let contact = card.contact();
        let mut card = card;
        card.update(&contact);
        assert!(!card.unknown().contains("END"));
    }
}

#[test]
fn no_file_takes_long() {
    let person =
        "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ada King\r\nN:King;Ada;;;\r\nEMAIL:a@x.example\r\nTEL:1\r\nEND:VCARD\r\n";
    for text in [
        person,
        "BEGIN:VCARD\r\n",
        "BEGIN:VCARD\r\nAGENT:\r\n",
        "END:VCARD",
        "\r\n \r\n",
        "NOTE;ENCODING=QUOTED-PRINTABLE:=\r\n",
        "PHOTO;ENCODING=b:\r\nAAAA\r\n",
        "a;b=\"c\"\\;:,",
        "item1.TEL:1\r\nitem1.X-ABLabel:a\r\n",
        "item1.X-ABDATE:2000-01-01\r\n",
    ] {
        let one = format!("BEGIN:VCARD\r\nFN:A\r\n{}\r\nEND:VCARD\r\n", text.repeat(100));
        let begin = Instant::now();
        all(one.repeat(100_000 / one.len()).as_bytes());
        all(text.repeat(100_000 / text.len()).as_bytes());
        assert!(begin.elapsed() < MOST, "{text:?}: {:?}", begin.elapsed());
    }
}

#[test]
fn a_long_head_before_many_lines_is_read_once() {
    let begin = Instant::now();
    let card =
        format!("BEGIN:VCARD\r\nFN:A\r\nPHOTO;ENCODING=b;X={}:\r\n{}", "x".repeat(300_000), "A\r\n".repeat(300_000));
    all(card.as_bytes());
    assert!(begin.elapsed() < MOST, "{:?}", begin.elapsed());
}

#[test]
fn a_card_of_many_lines_is_done_in_time() {
    let lines: Vec<String> = (0..900).map(|at| format!("item{at}.TEL:{at}\r\nitem{at}.X-ABLabel:l{at}")).collect();
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let mut card = card("3.0", &lines);
    let mut contact = card.contact();
    assert_eq!(contact.phones.len(), 900);
    contact.phones.reverse();
    contact.phones.iter_mut().step_by(2).for_each(|phone| phone.label = "work".into());
    contact.phones.truncate(800);
    let begin = Instant::now();
    card.update(&contact);
    assert_eq!(card.contact().phones, contact.phones);
    assert!(begin.elapsed() < MOST, "{:?}", begin.elapsed());
}
