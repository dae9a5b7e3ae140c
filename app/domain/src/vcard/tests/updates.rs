//! What is written, and what stays as it was.

use super::samples::{card, good, labelled, lines};
use crate::contact::{Contact, Labelled, NameParts};
use crate::vcard::{Card, Version, file};

#[test]
fn only_the_line_that_changes_is_written_anew() {
    let mut card = card(
        "3.0",
        &[
            "PRODID:-//Other//EN",
            "N:King;Ada;;;",
            "FN:Ada",
            " King",
            "item7.EMAIL;TYPE=INTERNET,WORK;X-OTHER=1:ada@x.example",
            "item7.X-ABLabel:Desk",
            "EMAIL:ADA.home@x.example",
            "TEL;TYPE=CELL:+1 2",
            "ORG:Acme;Sales",
            "X-ODD;X=\"a:b\":1",
            "CATEGORIES:a,b",
        ],
    );
    let mut wanted = card.contact();
    let before = lines(&card);
    card.update(&wanted);
    assert_eq!(lines(&card), before);
    wanted.emails[0].label = "home".into();
    wanted.emails.push(Labelled::new("Boat", "new@x.example"));
    wanted.company = "Bcme".into();
    wanted.phones.clear();
    wanted.tags = vec!["b".into(), "c".into()];
    card.update(&wanted);
    assert_eq!(
        lines(&card),
        [
            "PRODID:-//Other//EN",
            "N:King;Ada;;;",
            "FN:Ada",
            " King",
            "item7.EMAIL;TYPE=INTERNET;X-OTHER=1;TYPE=home:ada@x.example",
            "EMAIL:ADA.home@x.example",
            "item8.EMAIL;TYPE=internet:new@x.example",
            "item8.X-ABLabel:Boat",
            "ORG:Bcme;Sales",
            "X-ODD;X=\"a:b\":1",
            "CATEGORIES:b,c",
        ]
    );
    assert_eq!(card.contact(), wanted);
    wanted.emails.remove(2);
    wanted.emails.swap(0, 1);
    card.update(&wanted);
    assert_eq!(card.contact(), wanted);
    assert_eq!(
        lines(&card)[4..6],
        ["EMAIL;TYPE=pref:ADA.home@x.example", "item7.EMAIL;TYPE=INTERNET;X-OTHER=1;TYPE=home:ada@x.example"]
    );
}

#[test]
fn a_label_goes_with_all_its_lines() {
    let mut card = card("3.0", &["FN:A", "item1.X-ABLabel:Boat", "item1.TEL:1", "item1.X-ABLabel:Ship"]);
    let mut wanted = card.contact();
    assert_eq!(wanted.phones, labelled(&[("Ship", "1")]));
    wanted.phones[0].label = "home".into();
    card.update(&wanted);
    assert_eq!(lines(&card), ["FN:A", "item1.TEL;TYPE=home:1"]);
    wanted.phones[0].label = "Yacht".into();
    card.update(&wanted);
    assert_eq!(lines(&card), ["FN:A", "item1.TEL:1", "item1.X-ABLabel:Yacht"]);
}

#[test]
fn a_line_that_goes_on_says_so_before_it_is_broken() {
    let long = format!("NOTE;X-ODD=\"a:{}\";ENCODING=QUOTED-PRINTABLE:one=\r\n two=\r\n", "x".repeat(80));
    let mut card = card("2.1", &["FN:A", &long]);
    let mut wanted = card.contact();
    assert_eq!(wanted.notes, ["one two"]);
    wanted.notes = vec!["three\nfour".into()];
    card.update(&wanted);
    assert_eq!(card.contact(), wanted);
}

#[test]
fn only_an_encoding_makes_a_line_go_on() {
    let odd = card("3.0", &["FN:A", "NOTE;X-ODD=QUOTED-PRINTABLE:one=", " two"]);
    assert_eq!(odd.contact().notes, ["one=two"]);
}

#[test]
fn a_label_of_several_lines_stays_with_the_others() {
    let mut card = card("3.0", &["FN:A", "item1.TEL:1", "item1.URL:x.example", "item1.X-ABLabel:Boat"]);
    let mut wanted = card.contact();
    wanted.phones[0].label = "home".into();
    card.update(&wanted);
    assert_eq!(lines(&card), ["FN:A", "TEL;TYPE=home:1", "item1.URL:x.example", "item1.X-ABLabel:Boat"]);
}

#[test]
fn what_is_removed_does_not_come_back_from_another_line() {
    let mut card = card("4.0", &["FN:A", "EMAIL;PREF=1:a@x.example", "EMAIL:A@x.example", "TITLE:Boss", "ROLE:Chef"]);
    let wanted = Contact { name: "A".into(), ..Contact::default() };
    card.update(&wanted);
    assert_eq!(lines(&card), ["FN:A"]);
}

#[test]
fn a_changed_line_loses_its_encoding() {
    let mut card = card("3.0", &["FN;ENCODING=QUOTED-PRINTABLE;CHARSET=ISO-8859-1:J=F6rg", "TEL;HOME;CHARSET=UTF-8:1"]);
    let mut wanted = card.contact();
    wanted.name = "Jörg Müller".into();
    wanted.phones[0].label = "work".into();
    card.update(&wanted);
    assert_eq!(lines(&card), ["FN:Jörg Müller", "TEL;TYPE=work:1"]);
}

#[test]
fn a_file_out_says_what_a_file_in_said() {
    let card = card(
        "2.1",
        &[
            "N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:M=C3=BCller;J=C3=B6rg;;;",
            "FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:J=C3=B6rg M=C3=BCller",
            "ORG:Acme;Sales",
            "ADR;HOME:;;5 Lane;Town;;12345;Land",
            "X-ODD;HOME;ENCODING=QUOTED-PRINTABLE:a=0D=0A=C3=BC",
            "item3.X-THING:1",
            "item3.X-ABLabel:Own",
            "IMPP:xmpp:a@x.example",
        ],
    );
    let out = file(Version::V3, [(&card.contact(), card.unknown().as_str())]);
    for line in [
        "ORG:Acme;Sales",
        "ADR;TYPE=HOME:;;5 Lane;Town;;12345;Land",
        "X-ODD;TYPE=HOME:a\\nü",
        "item3.X-THING:1",
        "item3.X-ABLabel:Own",
        "IMPP:xmpp:a@x.example",
        "FN:Jörg Müller",
    ] {
        assert!(out.contains(&format!("\r\n{line}\r\n")), "{line}\n{out}");
    }
    assert_eq!(good(&out)[0].contact(), card.contact());
    assert_eq!(good(&out)[0].unknown(), card.unknown());
}

#[test]
fn a_new_card_says_what_is_known() {
    let ada = Contact {
        uid: "u-1".into(),
        name: "Ada Lovelace; Countess".into(),
        parts: NameParts { family: "Lovelace".into(), given: "Ada".into(), ..NameParts::default() },
        emails: labelled(&[("work", "ada@x.example")]),
        phones: labelled(&[("work fax", "+1 2"), ("mobile", "3"), ("Boat", "4")]),
        birthday: "--12-10".into(),
        dates: labelled(&[("anniversary", "1835-07-08")]),
        links: labelled(&[("", " https://x.example/a b\r\nNOTE:x;y,\"\\ ")]),
        tags: vec!["a,b".into(), "c".into()],
        notes: vec!["one\ntwo".into()],
        custom: vec![("Shoe size".into(), "36".into())],
        ..Contact::default()
    };
    assert_eq!(
        lines(&Card::new(Version::V4, &ada)),
        [
            "UID:u-1",
            "FN:Ada Lovelace\\; Countess",
            "N:Lovelace;Ada;;;",
            "EMAIL;TYPE=work:ada@x.example",
            "TEL;TYPE=work,fax:+1 2",
            "TEL;TYPE=cell:3",
            "item1.TEL:4",
            "item1.X-ABLabel:Boat",
            "URL:https://x.example/a%20bNOTE:x;y,%22%5C",
            "BDAY:--1210",
            "ANNIVERSARY:18350708",
            "CATEGORIES:a\\,b,c",
            "NOTE:one\\ntwo",
            "item2.X-KITH-FIELD:36",
            "item2.X-ABLabel:Shoe size",
        ]
    );
    let old = lines(&Card::new(Version::V3, &ada));
    for line in
        ["BDAY;X-APPLE-OMIT-YEAR=1604:1604-12-10", "item2.X-ABDATE:1835-07-08", "item2.X-ABLabel:_$!<Anniversary>!$_"]
    {
        assert!(old.iter().any(|it| it == line), "{line} {old:?}");
    }
    assert_eq!(
        lines(&Card::new(Version::V3, &Contact { name: "Acme".into(), ..Contact::default() })),
        ["FN:Acme", "N:Acme;;;;"]
    );
    assert_eq!(lines(&Card::new(Version::V4, &Contact::default())), ["FN:"]);
}

#[test]
fn a_birthday_in_words_becomes_a_note_when_there_is_a_date() {
    let mut card = card("4.0", &["FN:A", "BDAY;VALUE=text:circa 1800"]);
    let mut wanted = card.contact();
    wanted.birthday = "1801-02-03".into();
    card.update(&wanted);
    assert_eq!(lines(&card), ["FN:A", "BDAY:18010203", "NOTE:Birthday: circa 1800"]);
    assert_eq!(card.contact(), wanted);
    wanted.notes.clear();
    card.update(&wanted);
    assert_eq!(lines(&card), ["FN:A", "BDAY:18010203"]);
}
