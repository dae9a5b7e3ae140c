//! What cards in the wild say.

use super::samples::{card, good, labelled, only, troubles};
use crate::contact::trouble::{Reason, Trouble};
use crate::contact::{NameParts, Photo};
use crate::vcard::{Card, Group, Version, read};

#[test]
fn labels_stand_in_groups_and_types() {
    let card = card(
        "3.0",
        &[
            "FN:Test Person",
            "ITEM1.EMAIL;TYPE=INTERNET:test@f01.example",
            "ITEM1.X-ABLABEL:Work",
            "item2.EMAIL;TYPE=INTERNET;VALUE=UNKNOWN:test2@f01.example",
            "item2.X-ABLabel:_$!<Home>!$_",
            "item3.X-ABDATE:2001-05-06",
            "item3.X-ABLabel:_$!<Anniversary>!$_",
            "TEL;TYPE=CELL,VOICE,pref:1",
            "TEL;type=FAX;type=WORK:2",
            "item4.TEL:3",
            "item4.X-ABLabel:_$!<HomeFAX>!$_",
            "item5.TEL:4",
            "item5.X-ABLabel:Summer house",
            "TEL;TYPE=\"work,cell\":5",
        ],
    );
    let contact = card.contact();
    assert_eq!(contact.emails, labelled(&[("work", "test@f01.example"), ("home", "test2@f01.example")]));
    assert_eq!(contact.dates, labelled(&[("anniversary", "2001-05-06")]));
    let phones = [("mobile", "1"), ("work fax", "2"), ("home fax", "3"), ("Summer house", "4"), ("work,cell", "5")];
    assert_eq!(contact.phones, labelled(&phones));
}

#[test]
fn birthdays_have_many_forms() {
    for (line, birthday, notes) in [
        ("BDAY:--0412", "--04-12", &[][..]),
        ("BDAY;X-APPLE-OMIT-YEAR=1604:1604-02-29", "--02-29", &[]),
        ("BDAY:19930102", "1993-01-02", &[]),
        ("BDAY;VALUE=DATE:", "", &[]),
        ("BDAY;VALUE=DATE-TIME:1987-09-27T23:30:00-06:00", "1987-09-27", &[]),
        ("BDAY;VALUE=text:circa 1800", "", &["Birthday: circa 1800"]),
        ("BDAY:--04-12", "--04-12", &[]),
        ("BDAY:0000-04-12", "--04-12", &[]),
        ("BDAY:1985", "", &["Birthday: 1985"]),
        ("BDAY:1985-04", "", &["Birthday: 1985-04"]),
        ("BDAY:---12", "", &["Birthday: ---12"]),
        ("BDAY:2001-02-29", "", &["Birthday: 2001-02-29"]),
        ("BDAY:12/10/1815", "", &["Birthday: 12/10/1815"]),
        ("BDAY:20010203T101112Z", "2001-02-03", &[]),
        ("BDAY;X-APPLE-OMIT-YEAR=160:1604-02-29", "1604-02-29", &[]),
    ] {
        let contact = card("4.0", &["FN:A", line]).contact();
        assert_eq!(
            (contact.birthday.as_str(), contact.notes.as_slice()),
            (birthday, notes.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>().as_slice()),
            "{line}"
        );
    }
}

#[test]
fn the_parts_of_a_name_stand_in_their_order() {
    let contact = card("3.0", &["N:Birke;Mara;Jo;Dr.;PhD", "FN:Dr. Mara Jo Birke PhD"]).contact();
    let parts = |family: &str, given: &str, additional: &str, prefix: &str, suffix: &str| NameParts {
        family: family.into(),
        given: given.into(),
        additional: additional.into(),
        prefix: prefix.into(),
        suffix: suffix.into(),
    };
    assert_eq!(contact.parts, parts("Birke", "Mara", "Jo", "Dr.", "PhD"));
    let contact = card("3.0", &["N: ;;;;", "FN:Radio Hill"]).contact();
    assert_eq!((contact.name.as_str(), contact.parts), ("Radio Hill", NameParts::default()));
    let contact = card("3.0", &["N:Rp\\: Wr.no;Z New;;;", "FN:Z New Rp: Wr.no"]).contact();
    assert_eq!((contact.name.as_str(), contact.parts), ("Z New Rp: Wr.no", parts("Rp: Wr.no", "Z New", "", "", "")));
    assert_eq!(card("4.0", &["N:King;Ada;Jo,Ann;Dr.,Prof.;"]).contact().name, "Dr. Prof. Ada Jo Ann King");
}

#[test]
fn a_card_without_a_name_is_called_by_what_else_it_says() {
    let cards = good(
        "BEGIN:VCARD\r\nVERSION:3.0\r\nEMAIL:only@f05.example\r\nEND:VCARD\r\n\
         BEGIN:VCARD\r\nVERSION:3.0\r\nFN:\r\nN:;;;;\r\nTEL:+4712345\r\nEND:VCARD\r\n\
         BEGIN:VCARD\r\nVERSION:3.0\r\nFN:After the broken ones\r\nEMAIL:after@f05.example\r\nEND:VCARD\r\n",
    );
    let names: Vec<(String, bool)> = cards.iter().map(|it| (it.contact().name, it.has_name())).collect();
    let expected = [("only@f05.example", false), ("+4712345", false), ("After the broken ones", true)];
    assert_eq!(names, expected.map(|(name, has)| (name.to_owned(), has)));
}

#[test]
fn escapes_mean_what_they_say() {
    let card = card(
        "3.0",
        &[
            "FN:Birke\\, Mara\\; Oslo",
            "EMAIL:m@f07.example",
            "NOTE:line one\\nline two\\\\n is no line end\\, really",
            "CATEGORIES:friend,old\\, dear,x;y",
            "ADR;TYPE=HOME:;Flat 2A\\, Block 8;5 Lane;Town;;;Land;5 Lane\\nTown",
        ],
    );
    let contact = card.contact();
    assert_eq!(contact.name, "Birke, Mara; Oslo");
    assert_eq!(contact.notes, ["line one\nline two\\n is no line end, really"]);
    assert_eq!(contact.tags, ["friend", "old, dear", "x;y"]);
    assert_eq!(contact.postal, labelled(&[("home", "Flat 2A, Block 8\n5 Lane\nTown\nLand")]));
    for version in [Version::V2, Version::V3, Version::V4] {
        let again = Card::new_with(version, &contact, &card.unknown());
        assert_eq!(again.contact(), contact, "{}", String::from_utf8_lossy(&again.bytes()));
    }
}

#[test]
fn groups_are_no_people() {
    let cards = good(
        "BEGIN:VCARD\r\nVERSION:4.0\r\nKIND:group\r\nFN:Choir\r\nMEMBER:urn:uuid:1111\r\nEND:VCARD\r\n\
         BEGIN:VCARD\r\nVERSION:3.0\r\nUID:22\r\nX-ADDRESSBOOKSERVER-KIND:group\r\nFN:Family\r\n\
         X-ADDRESSBOOKSERVER-MEMBER:urn:uuid:1111\r\nEND:VCARD\r\n\
         BEGIN:VCARD\r\nVERSION:4.0\r\nUID:urn:uuid:1111\r\nKIND:individual\r\nFN:Ada King\r\n\
         EMAIL;PREF=2:ada.old@f09.example\r\nEMAIL;PREF=1:ada@f09.example\r\nEMAIL:ADA@f09.example\r\nEND:VCARD\r\n",
    );
    let group = |uid: &str, name: &str| Group { uid: uid.into(), name: name.into(), members: vec!["1111".into()] };
    let groups: Vec<Option<Group>> = cards.iter().map(Card::group).collect();
    assert_eq!(groups, [Some(group("", "Choir")), Some(group("22", "Family")), None]);
    let ada = cards[2].contact();
    assert_eq!(ada.uid, "1111");
    assert_eq!(ada.emails, labelled(&[("", "ada@f09.example"), ("", "ada.old@f09.example")]));
}

#[test]
fn old_cards_are_quoted_printable() {
    let bytes = b"BEGIN:VCARD\r\nVERSION:2.1\r\n\
        N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:M=C3=BCller=3B=;J=C3=B6r=\r\n=67;;;\r\n\
        FN;CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE:J=F6rg M=FCller\r\n\
        TEL;WORK;FAX:1\r\nTEL;CELL:2\r\nEMAIL;INTERNET;PREF:j@x.example\r\n\
        NOTE;ENCODING=QUOTED-PRINTABLE:one=0D=0Atwo\\; three\r\n\
        PHOTO;JPEG;ENCODING=BASE64:\r\n/9j/4AAQ\r\nSkZJRg==\r\n\r\nURL:http\\://x.example\r\nEND:VCARD\r\n";
    let contact = only(bytes).contact();
    assert_eq!(contact.parts.family, "Müller;=");
    assert_eq!(contact.parts.given, "Jörg");
    assert_eq!(contact.name, "Jörg Müller");
    assert_eq!(contact.phones, labelled(&[("work fax", "1"), ("mobile", "2")]));
    assert_eq!(contact.notes, ["one\ntwo; three"]);
    assert_eq!(contact.links, labelled(&[("", "http://x.example")]));
    let photo = contact.photo.unwrap();
    assert_eq!((photo.media_type.as_str(), photo.bytes.as_slice()), ("image/jpeg", &b"\xff\xd8\xff\xe0\0\x10JFIF"[..]));
}

#[test]
fn pictures_are_read_and_those_elsewhere_left_alone() {
    for (version, line, expected) in [
        ("3.0", "PHOTO;ENCODING=b;TYPE=PNG:AAEC", Some("image/png")),
        ("3.0", "PHOTO;ENCODING=BASE64:AAEC", Some("")),
        ("4.0", "PHOTO:data:image/png;base64,AAEC", Some("image/png")),
        ("4.0", "PHOTO:data:image/png;base64\\,AAEC", Some("image/png")),
        ("4.0", "PHOTO:https://x.example/a.png", None),
        ("3.0", "PHOTO;VALUE=uri:https://x.example/a.png", None),
        ("3.0", "PHOTO;ENCODING=b:", None),
    ] {
        let card = card(version, &["FN:A", line]);
        let expected = expected.map(|it| Photo { media_type: it.to_owned(), bytes: vec![0, 1, 2] });
        assert_eq!(card.contact().photo, expected, "{line}");
        let is_elsewhere = line.contains("https:");
        assert_eq!(card.unknown().contains("PHOTO"), is_elsewhere || line.ends_with(":"), "{line}");
    }
}

#[test]
fn characters_are_found() {
    let text = "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Jörg 花\r\nEND:VCARD\r\n";
    let utf_16: Vec<u8> = format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    let marked = format!("\u{feff}{text}");
    // A fold inside of a character.
    let mut cut = text.as_bytes().to_vec();
    let at = cut.iter().position(|byte| *byte == 0xb6).unwrap();
    cut.splice(at..at, *b"\r\n ");
    for bytes in [text.as_bytes(), &utf_16, marked.as_bytes(), &cut] {
        assert_eq!(read(bytes)[0].as_ref().unwrap().contact().name, "Jörg 花");
    }
    let latin = b"BEGIN:VCARD\nVERSION:3.0\nFN:J\xf6rg\nEND:VCARD\n";
    assert_eq!(only(latin).contact().name, "Jörg");
    let old = text.replace("\r\n", "\r");
    assert_eq!(only(old.as_bytes()).contact().name, "Jörg 花");
}

#[test]
fn a_broken_card_costs_no_other() {
    let good_one = "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Good\r\nEND:VCARD\r\n";
    for (text, line, reason) in [
        ("BEGIN:VCARD\r\nFN:No end\r\n", 1, Reason::NoEnd),
        ("\r\n\r\nBEGIN:VCARD\r\nVERSION:3.0\r\nPRODID:x\r\nN:;;;;\r\nEND:VCARD\r\n", 3, Reason::Empty),
        ("FN:No begin\r\nEND:VCARD\r\n", 1, Reason::NoBegin),
        ("BEGIN:VCARD\r\nFN:A\r\nAGENT:\r\nBEGIN:VCARD\r\nFN:B\r\nEND:VCARD\r\n", 1, Reason::NoEnd),
    ] {
        assert_eq!(troubles(&format!("{text}{good_one}")), [Trouble { line, reason }], "{text}");
        let names: Vec<String> =
            read(format!("{text}{good_one}").as_bytes()).into_iter().flatten().map(|it| it.contact().name).collect();
        assert_eq!(names, ["Good"], "{text}");
    }
    let long = format!("BEGIN:VCARD\r\n{}END:VCARD\r\n", "NOTE:x\r\n".repeat(3_000));
    assert_eq!(troubles(&format!("{long}{good_one}")), [Trouble { line: 1, reason: Reason::TooLong }]);
    let glued = good_one.trim_end().repeat(3);
    let names: Vec<String> = good(&glued).iter().map(|it| it.contact().name).collect();
    assert_eq!(names, ["Good"; 3]);
    let agent =
        "BEGIN:VCARD\r\nVERSION:2.1\r\nFN:A\r\nAGENT:\r\nBEGIN:VCARD\r\nFN:B\r\nEND:VCARD\r\nTEL:1\r\nEND:VCARD\r\n";
    let contact = only(agent.as_bytes()).contact();
    assert_eq!((contact.name.as_str(), contact.phones.len()), ("A", 1));
    let marked = format!("{good_one}\u{feff}{good_one}");
    assert_eq!(good(&marked).len(), 2);
    assert!(read(b"").is_empty());
}
