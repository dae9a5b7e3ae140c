//! Cards cost what they hold, whatever stands in them.

use crate::vcard::{read, tests::samples::card};
use std::time::{Duration, Instant};

fn time(work: impl FnOnce()) -> Duration {
    let begin = Instant::now();
    work();
    begin.elapsed()
}

fn all(bytes: &[u8]) {
    for card in read(bytes).into_iter().flatten() {
        let contact = card.contact();
        let mut card = card;
        card.update(&contact);
        assert!(!card.unknown().contains("END"));
    }
}

#[test]
fn ten_times_as_much_takes_ten_times_as_long() {
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
        let (short, long) = (one.repeat(2), one.repeat(20));
        // The machine may be busy with other things.
        let is_linear = || time(|| all(long.as_bytes())) < time(|| all(short.as_bytes())) * 30;
        assert!((0..10).any(|_| is_linear()), "{text:?}");
    }
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
    assert!(begin.elapsed() < Duration::from_secs(5), "{:?}", begin.elapsed());
}
