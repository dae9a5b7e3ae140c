use crate::day::{Zone, day};
use crate::phone::{
    BackupReader, CallWay, LeftOutRecords, MessageApp, MessageDay, MessageLine, PhoneCall, PhoneRecords, is_backup,
};

/// A file as the app writes it, read in pieces of that size.
fn read_by(file: &str, size: usize) -> PhoneRecords {
    let mut reader = BackupReader::new(Zone::of([(0, 3_600)]));
    file.as_bytes().chunks(size).for_each(|piece| reader.push(piece));
    reader.finish()
}

fn read(file: &str) -> PhoneRecords {
    let whole = read_by(file, usize::MAX);
    for size in [1, 7, 64] {
        assert_eq!(read_by(file, size), whole, "in pieces of {size}");
    }
    whole
}

const HEAD: &str = "<?xml version='1.0' encoding='UTF-8' standalone='yes' ?>\n<!--File Created By SMS Backup & Restore v10.20.002 on 01/12/2026 10:00:00-->\n\
    <?xml-stylesheet type=\"text/xsl\" href=\"sms.xsl\"?>\n";

fn sms(number: &str, date: &str, kind: u8, body: &str, name: &str) -> String {
    format!(
        "  <sms protocol=\"0\" address=\"{number}\" date=\"{date}\" type=\"{kind}\" subject=\"null\" body=\"{body}\" \
         toa=\"null\" sc_toa=\"null\" service_center=\"null\" read=\"1\" status=\"-1\" locked=\"0\" \
         readable_date=\"x\" contact_name=\"{name}\" />\n"
    )
}

fn smses(inner: &str) -> String {
    format!("{HEAD}<smses count=\"9\" backup_set=\"x\" type=\"full\">\n{inner}</smses>")
}

fn line(sent: bool, text: &str) -> MessageLine {
    MessageLine { sent, text: text.to_owned() }
}

#[test]
fn messages_are_counted_by_number_and_day() {
    // 1 March 2026, 23:30 UTC, is 2 March in the zone.
    let late = "1772407800000";
    let inner = [
        sms(
            "+49 170 1234567",
            "1772352000000",
            1,
            "Hi &amp; hello &#55357;&#56832; &lt;3 &quot;x&quot; A &#x41;",
            "Ada King",
        ),
        sms("01701234567", "1772352060000", 2, "Back&#10;again", "(Unknown)"),
        sms("01701234567", late, 2, "null", "Ada King"),
        sms("01701234567", late, 3, "A draft", "Ada King"),
        sms("Amazon", late, 1, "Your parcel", "(Unknown)"),
        sms("33220", late, 1, "123456 is your code", "(Unknown)"),
        sms("", late, 1, "?", "(Unknown)"),
        sms("+4915112345678", "", 1, "no date", ""),
        sms("+4915112345678", "1772352000", 1, "in seconds", "null"),
    ];
    let records = read(&smses(&inner.concat()));
    let left_out = LeftOutRecords { service: 2, withheld: 1, unsent: 1, unreadable: 1, ..LeftOutRecords::default() };
    assert_eq!(records.left_out, left_out);
    let [ada, other] = records.parties.as_slice() else { panic!("{records:?}") };
    assert_eq!((ada.name.as_str(), ada.number.as_str()), ("Ada King", "+49 170 1234567"));
    let app = MessageApp::Text;
    let first = vec![line(false, "Hi & hello 😀 <3 \"x\" A A"), line(true, "Back again")];
    let days = [
        MessageDay { app, day: day("2026-03-01"), sent: 1, received: 1, lines: first },
        MessageDay { app, day: day("2026-03-02"), sent: 1, received: 0, lines: vec![] },
    ];
    assert_eq!(ada.log.days().cloned().collect::<Vec<_>>(), days);
    assert_eq!((other.name.as_str(), other.log.days().count()), ("", 1));
}

#[test]
fn calls_tell_who_called_and_whether_they_spoke() {
    let call = |number: &str, kind: u8, seconds: u32, at: u32| {
        format!(
            "  <call number=\"{number}\" duration=\"{seconds}\" date=\"{at}000\" type=\"{kind}\" presentation=\"1\" \
             subscription_id=\"1\" readable_date=\"x\" contact_name=\"Ada\" />\n"
        )
    };
    let of = |kind, seconds| {
        let records =
            read(&format!("{HEAD}<calls count=\"1\">{}</calls>", call("030 1234567", kind, seconds, 1_772_352_000)));
        records.parties.first().and_then(|party| party.log.calls().next().copied())
    };
    let expected = |way, seconds| Some(PhoneCall { at: 1_772_352_000, way, seconds });
    for (kind, seconds, way) in [
        (1, 65, CallWay::In),
        (1, 0, CallWay::Missed),
        (2, 65, CallWay::Out),
        (2, 0, CallWay::Tried),
        (3, 0, CallWay::Missed),
        (4, 12, CallWay::Missed),
        (5, 0, CallWay::Missed),
        (7, 0, CallWay::In),
    ] {
        assert_eq!(of(kind, seconds), expected(way, seconds), "{kind} {seconds}");
    }
    assert_eq!(of(6, 0), None, "blocked");
    let withheld = read(&format!("<calls count=\"1\">{}</calls>", call("-2", 3, 0, 1_772_352_000)));
    assert_eq!((withheld.parties.len(), withheld.left_out.withheld), (0, 1));
}

#[test]
fn multimedia_messages_are_with_whom_they_are_and_pictures_are_passed_over() {
    let mms = |folder: u8, numbers: &str, addresses: &str, text: &str| {
        let picture = "A".repeat(200_000);
        format!(
            "  <mms date=\"1772352000000\" msg_box=\"{folder}\" address=\"{numbers}\" contact_name=\"Ada\" m_type=\"132\">\n\
             <parts><part seq=\"-1\" ct=\"application/smil\" text=\"&lt;smil&gt;\" />\n\
             <part seq=\"0\" ct=\"text/plain\" text=\"{text}\" />\n\
             <part seq=\"1\" ct=\"image/jpeg\" text=\"null\" data=\"{picture}\" /></parts>\n\
             <addrs>{addresses}</addrs></mms>\n"
        )
    };
    let address = |number: &str, kind: u8| format!("<addr address=\"{number}\" type=\"{kind}\" charset=\"106\" />");
    let (ada, bob, me) = ("+4917011111111", "+4917022222222", "insert-address-token");
    let inner = [
        mms(1, ada, &[address(ada, 137), address(me, 151)].concat(), "Look"),
        // To two: with each.
        mms(2, &format!("{ada}~{bob}"), &[address(me, 137), address(ada, 151), address(bob, 151)].concat(), "Both"),
        // From one, in a group.
        mms(1, &format!("{ada}~{bob}"), &[address(bob, 137), address(me, 151), address(ada, 151)].concat(), "Here"),
        // From whom is not told.
        mms(1, &format!("{ada}~{bob}"), "", "Who"),
        mms(3, ada, &address(ada, 151), "Draft"),
    ];
    let records = read(&smses(&inner.concat()));
    let sums: Vec<(&str, &str, u32, u32)> = records
        .parties
        .iter()
        .filter_map(|party| {
            let day = party.log.days().next()?;
            Some((party.number.as_str(), party.name.as_str(), day.sent, day.received))
        })
        .collect();
    assert_eq!(sums, [(ada, "Ada", 1, 1), (bob, "", 1, 1)]);
    assert_eq!((records.left_out.group, records.left_out.unsent), (1, 1));
    let lines: Vec<MessageLine> = records.parties[0].log.days().flat_map(|day| day.lines.clone()).collect();
    assert_eq!(lines, [line(false, "Look"), line(true, "Both")]);
}

#[test]
fn a_file_that_is_cut_off_gives_what_stands_before() {
    let whole = smses(
        &[
            sms("+4917011111111", "1772352000000", 1, "One", "Ada"),
            sms("+4917022222222", "1772352000000", 1, "Two", "Bob"),
        ]
        .concat(),
    );
    let cut = &whole[..whole.find("contact_name=\"Bob").unwrap()];
    let records = read(cut);
    assert_eq!(records.parties.iter().map(|party| party.name.as_str()).collect::<Vec<_>>(), ["Ada", ""]);
    assert!(is_backup(whole.as_bytes()) && is_backup(b"<calls count='0'/>"));
    assert!(!is_backup(b"BEGIN:VCARD") && !is_backup(b""));
}
