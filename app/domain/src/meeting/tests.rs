//! Invitations of programs that people use, and calendars that no program makes.

use super::{
    Answer, Attendee, CalendarError, Clocks, Instance, Invitation, MAX_STARTS, Meeting, Method, NoContact,
    PackedInvitation, judged, meetings, read, read_entries,
};
use crate::address::Address;
use crate::day::{Day, day};
use proptest::prelude::*;

const HOUR: i64 = 3_600;

/// The moment of a day and a time, in UTC.
fn at(date: &str, hour: i64, minute: i64) -> i64 {
    i64::from(day(date).0) * 24 * HOUR + hour * HOUR + minute * 60
}

/// Central European time, by its rule since 1996; the user's own clock is an hour ahead of UTC all year.
fn ahead(zone: &str, moment: i64) -> Option<i32> {
    let last_sunday = |month| {
        let year = Day(i32::try_from(moment.div_euclid(24 * HOUR)).ok()?).civil().0;
        let last = Day::of(year, month, 31)?;
        Some(i64::from(last.plus(-i32::from((last.weekday() + 1) % 7)).0) * 24 * HOUR + HOUR)
    };
    match zone {
        "" => Some(3_600),
        "Europe/Berlin" => {
            let is_summer = (last_sunday(3)?..last_sunday(10)?).contains(&moment);
            Some(if is_summer { 7_200 } else { 3_600 })
        }
        _ => None,
    }
}

fn read_all(calendar: &str) -> Result<Vec<Invitation>, CalendarError> {
    read(calendar, &Clocks { ahead: &ahead, until: at("2028-11-30", 0, 0) })
}

fn one(calendar: &str) -> Invitation {
    let mut all = read_all(calendar).unwrap();
    assert_eq!(all.len(), 1, "{all:?}");
    all.remove(0)
}

fn address(text: &str) -> Address {
    Address::parse(text).unwrap()
}

fn attendee(text: &str, answer: Answer) -> Attendee {
    Attendee { address: address(text), answer }
}

fn calendar(method: &str, event: &str) -> String {
    format!(
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:{method}\r\nBEGIN:VEVENT\r\n{event}END:VEVENT\r\nEND:VCALENDAR\r\n"
    )
}

const BERLIN: &str = "BEGIN:VTIMEZONE\r\nTZID:W. Europe Standard Time\r\nBEGIN:STANDARD\r\nDTSTART:16010101T030000\r\n\
    TZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\nRRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10\r\nEND:STANDARD\r\n\
    BEGIN:DAYLIGHT\r\nDTSTART:16010101T020000\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200\r\n\
    RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3\r\nEND:DAYLIGHT\r\nEND:VTIMEZONE\r\n";

/// Google Calendar: times in UTC, the answer of whoever calls it noted, folds in the middle of parameters.
const GOOGLE: &str = "BEGIN:VCALENDAR\r\nPRODID:-//Google Inc//Google Calendar 70.9054//EN\r\nVERSION:2.0\r\n\
    CALSCALE:GREGORIAN\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nDTSTART:20261130T090000Z\r\nDTEND:20261130T100000Z\r\n\
    DTSTAMP:20261120T081500Z\r\nORGANIZER;CN=Ada Lovelace:mailto:ada@x.example\r\nUID:4ab@google.com\r\n\
    ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;RSVP=TRUE\r\n ;CN=Ada Lovelace;X-NUM-GUESTS=0:mai\r\n lto:ada@x.example\r\n\
    ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=\r\n TRUE;CN=me@x.example;X-NUM-GUESTS=0:mailto:me@x.example\r\n\
    ATTENDEE;CUTYPE=RESOURCE;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;RSVP=TRUE;CN=Room 4:mailto:room4@resource.x.example\r\n\
    DESCRIPTION:-::~:~::~\\nJoin\\, please\r\nSEQUENCE:0\r\nSTATUS:CONFIRMED\r\nSUMMARY:The engine\\, part two\r\n\
    TRANSP:OPAQUE\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";

#[test]
fn an_invitation_of_google_is_read() {
    let expected = Invitation {
        uid: "4ab@google.com".to_owned(),
        sequence: 0,
        stamp: at("2026-11-20", 8, 15),
        method: Method::Request,
        instance: None,
        organizer: Some(attendee("ada@x.example", Answer::None)),
        attendees: vec![attendee("ada@x.example", Answer::Accepted), attendee("me@x.example", Answer::None)],
        subject: "The engine, part two".to_owned(),
        all_day: false,
        seconds: 3_600,
        starts: vec![at("2026-11-30", 9, 0)],
    };
    assert_eq!(one(GOOGLE), expected);
}

/// Outlook and Exchange: a name of Windows for the zone, which is described, `MAILTO:` in capitals, a series with an
/// end in UTC.
#[test]
fn a_series_of_exchange_is_read_by_the_zone_that_it_describes() {
    let event = "ORGANIZER;CN=Bob:MAILTO:Bob@X.example\r\nATTENDEE;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE;CN=\"Me, here\":MAILTO:me@x.example\r\n\
        RRULE:FREQ=WEEKLY;UNTIL=20261109T090000Z;INTERVAL=1;BYDAY=MO;WKST=MO\r\n\
        EXDATE;TZID=W. Europe Standard Time:20261026T100000\r\nUID:040000008200E00074C5B7101A82E008\r\nSUMMARY;LANGUAGE=de-DE:Jour fixe\r\n\
        DTSTART;TZID=W. Europe Standard Time:20261012T100000\r\nDTEND;TZID=W. Europe Standard Time:20261012T103000\r\n\
        DTSTAMP:20261001T070000Z\r\nSEQUENCE:3\r\nX-MICROSOFT-CDO-BUSYSTATUS:TENTATIVE\r\n\
        BEGIN:VALARM\r\nDESCRIPTION:REMINDER\r\nTRIGGER;RELATED=START:-PT15M\r\nACTION:DISPLAY\r\nEND:VALARM\r\n";
    let whole = calendar("REQUEST", event).replacen("BEGIN:VEVENT", &format!("{BERLIN}BEGIN:VEVENT"), 1);
    let read = one(&whole);
    // Summer time ends on 25 October.
    let starts = [at("2026-10-12", 8, 0), at("2026-10-19", 8, 0), at("2026-11-02", 9, 0), at("2026-11-09", 9, 0)];
    assert_eq!(read.starts, starts);
    assert_eq!((read.seconds, read.sequence), (1_800, 3));
    assert_eq!(read.organizer, Some(attendee("bob@x.example", Answer::None)));
    assert_eq!(read.subject, "Jour fixe");
    // Without the description the name of Windows is enough.
    assert_eq!(one(&calendar("REQUEST", event)).starts, starts);
}

/// Apple's iCloud: the organiser is a path, and the address a parameter; the zone is called as IANA does.
#[test]
fn an_invitation_of_icloud_is_read() {
    let event = "CREATED:20261101T120000Z\r\nDTEND;TZID=Europe/Berlin:20260701T120000\r\nDTSTAMP:20260601T120001Z\r\n\
        DTSTART;TZID=Europe/Berlin:20260701T110000\r\nLAST-MODIFIED:20260601T120000Z\r\n\
        ORGANIZER;CN=\"Cyd\";EMAIL=\"cyd@x.example\":/aMjAyNDY/principal/\r\n\
        ATTENDEE;CN=\"Cyd\";CUTYPE=INDIVIDUAL;EMAIL=\"cyd@x.example\";PARTSTAT=ACCEPTED;ROLE=CHAIR:/aMjAyNDY/principal/\r\n\
        ATTENDEE;CN=\"me\";CUTYPE=INDIVIDUAL;EMAIL=\"me@x.example\";PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:me@x.example\r\n\
        SEQUENCE:0\r\nSUMMARY:Lunch\r\nUID:5B2D-77\r\nX-APPLE-TRAVEL-ADVISORY-BEHAVIOR:AUTOMATIC\r\n";
    let read = one(&calendar("REQUEST", event));
    assert_eq!(read.organizer, Some(attendee("cyd@x.example", Answer::None)));
    assert_eq!(read.attendees.len(), 2);
    assert_eq!((read.starts, read.seconds), (vec![at("2026-07-01", 9, 0)], 3_600));
}

/// Zoom and Teams go out through Exchange; what they add stands in the description.
#[test]
fn an_invitation_to_a_call_is_read() {
    let event = "ORGANIZER;CN=Dan:mailto:dan@x.example\r\nATTENDEE;PARTSTAT=NEEDS-ACTION;CN=me:mailto:me@x.example\r\n\
        DESCRIPTION;LANGUAGE=en-US:\\n________________\\nMicrosoft Teams meeting\\nJoin: https://teams.x.example/l/meetup\\,1\\n\r\n\
        UID:0400-teams\r\nSUMMARY;LANGUAGE=en-US:Kick-off\r\nDTSTART;TZID=Unknown Zone:20261201T150000\r\nDURATION:PT45M\r\n\
        CLASS:PUBLIC\r\nDTSTAMP:20261125T120000Z\r\nX-MICROSOFT-SKYPETEAMSMEETINGURL:https://teams.x.example/l\r\n";
    let read = one(&calendar("REQUEST", event));
    // A zone of which nothing is known is taken for the user's own.
    assert_eq!((read.starts, read.seconds), (vec![at("2026-12-01", 14, 0)], 2_700));
}

/// Thunderbird and Nextcloud: the zone with a path before it, an answer to one of the times.
#[test]
fn an_answer_of_thunderbird_is_read() {
    let event = "UID:aa-1\r\nDTSTAMP:20261101T080000Z\r\nORGANIZER;RSVP=TRUE;PARTSTAT=ACCEPTED:mailto:me@x.example\r\n\
        ATTENDEE;CN=Eve;PARTSTAT=DECLINED;ROLE=REQ-PARTICIPANT:mailto:eve@x.example\r\n\
        RECURRENCE-ID;TZID=/mozilla.org/20050126_1/Europe/Berlin:20261109T100000\r\n\
        DTSTART;TZID=/mozilla.org/20050126_1/Europe/Berlin:20261109T100000\r\nSEQUENCE:1\r\nSUMMARY:Plans\r\n";
    let read = one(&calendar("REPLY", event));
    assert_eq!(read.method, Method::Reply);
    assert_eq!(read.instance, Some(Instance { start: at("2026-11-09", 9, 0), and_later: false }));
    assert_eq!(read.attendees, [attendee("eve@x.example", Answer::Declined)]);
}

#[test]
fn a_day_is_the_users_own_and_what_is_no_meeting_is_none() {
    let read = one(&calendar("PUBLISH", "UID:1\r\nDTSTART;VALUE=DATE:20261224\r\nSUMMARY:Holiday\r\n"));
    assert_eq!((read.all_day, read.starts, read.seconds), (true, vec![at("2026-12-23", 23, 0)], 86_400));
    for event in
        ["DTSTART:20261224T100000Z\r\n", "UID:1\r\n", "UID:1\r\nDTSTART:tomorrow\r\n", "UID:1\r\nDTSTART:00011224\r\n"]
    {
        assert_eq!(read_all(&calendar("REQUEST", event)), Ok(Vec::new()), "{event}");
    }
    assert_eq!(read_all(&calendar("COUNTER", "UID:1\r\nDTSTART:20261224T100000Z\r\n")), Ok(Vec::new()));
    assert_eq!(read_all("Hello"), Err(CalendarError::NoCalendar));
}

#[test]
fn a_series_is_followed_to_its_end_and_no_further_than_is_asked() {
    let starts =
        |rule: &str| one(&calendar("REQUEST", &format!("UID:1\r\nDTSTART:20261130T100000Z\r\n{rule}\r\n"))).starts;
    assert_eq!(starts("RRULE:FREQ=DAILY;COUNT=3").len(), 3);
    assert_eq!(starts("RRULE:FREQ=DAILY;UNTIL=20261202").len(), 3);
    assert_eq!(starts("RRULE:FREQ=MONTHLY;BYDAY=2TU;COUNT=2")[1], at("2026-12-08", 10, 0));
    assert_eq!(starts("RDATE:20261201T110000Z,20261202T110000Z/PT1H").len(), 3);
    // For ever: two years of it.
    assert_eq!(starts("RRULE:FREQ=WEEKLY").len(), 105);
    let daily = one(&calendar("REQUEST", "UID:1\r\nDTSTART:20000101T100000Z\r\nRRULE:FREQ=DAILY\r\n")).starts;
    assert_eq!((daily.len(), daily.last()), (MAX_STARTS, Some(&at("2028-11-29", 10, 0))));
    // No meeting repeats like this.
    for rule in ["FREQ=SECONDLY", "FREQ=DAILY;BYSECOND=1,2,3", "FREQ=YEARLY;BYHOUR=1,2", "FREQ=NEVER", ""] {
        assert_eq!(starts(&format!("RRULE:{rule}")).len(), 1, "{rule}");
    }
}

/// Calendars that are made to take time or room.
#[test]
fn no_calendar_takes_long() {
    let event = |number: usize, rule: &str| {
        format!("BEGIN:VEVENT\r\nUID:{number}\r\nDTSTART;TZID=Z:19700101T023000\r\nRRULE:{rule}\r\nEND:VEVENT\r\n")
    };
    let zone = "BEGIN:VTIMEZONE\r\nTZID:Z\r\nBEGIN:STANDARD\r\nDTSTART:00010101T000000\r\nTZOFFSETFROM:+0100\r\n\
        TZOFFSETTO:+0200\r\nRRULE:FREQ=SECONDLY\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n";
    let begun = std::time::Instant::now();
    for rule in [
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=DAILY",
        "FREQ=YEARLY;BYMONTHDAY=30;BYMONTH=2",
        "FREQ=YEARLY;BYHOUR=1,2,3;BYMINUTE=1,2,3;BYSECOND=1,2,3",
        "FREQ=YEARLY;BYDAY=MO,TU,WE,TH,FR,SA,SU",
        "FREQ=DAILY;INTERVAL=4000000000",
    ] {
        let events: String = (0..1_500).map(|number| event(number, rule)).collect();
        let read = read_all(&format!("BEGIN:VCALENDAR\r\n{zone}{events}END:VCALENDAR\r\n")).unwrap();
        assert_eq!(read.len(), 1_500);
        assert!(read.iter().map(|it| it.starts.len()).sum::<usize>() < 110_000, "{rule}");
    }
    // Some seconds in a debug build. Without a bound it would be days.
    assert!(begun.elapsed().as_secs() < 120, "{:?}", begun.elapsed());
}

/// A zone is followed from year to year: rules that name no day, and many of them, cost no more.
#[test]
fn no_zone_takes_long() {
    let begun = std::time::Instant::now();
    for rule in ["FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=YEARLY;BYMONTH=2;BYDAY=6MO", "FREQ=YEARLY"] {
        let change = format!(
            "BEGIN:STANDARD\r\nDTSTART:00010101T000000\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200\r\nRRULE:{rule}\r\n\
             END:STANDARD\r\n"
        );
        let zones: String = (0..30)
            .map(|number| format!("BEGIN:VTIMEZONE\r\nTZID:Z{number}\r\n{}END:VTIMEZONE\r\n", change.repeat(60)))
            .collect();
        let event = |number: usize, day: &str| {
            format!("BEGIN:VEVENT\r\nUID:{number}\r\nDTSTART;TZID=Z{number}:{day}T023000\r\nEND:VEVENT\r\n")
        };
        let events: String = (1970..2100).map(|year| event(year % 30, &format!("{year}0101"))).collect();
        let read = read_all(&format!("BEGIN:VCALENDAR\r\n{zones}{events}END:VCALENDAR\r\n")).unwrap();
        assert_eq!(read.len(), 130);
    }
    // A second or two in a debug build. Without a bound it would be an hour.
    assert!(begun.elapsed().as_secs() < 30, "{:?}", begun.elapsed());
}

const ME: &str = "me@x.example";

fn invitation(method: Method, sequence: u32, stamp: i64) -> Invitation {
    let attendees = vec![attendee("ada@x.example", Answer::None), attendee(ME, Answer::None)];
    Invitation {
        uid: "1".to_owned(),
        sequence,
        stamp,
        method,
        instance: None,
        organizer: Some(attendee("ada@x.example", Answer::None)),
        attendees,
        subject: "Plans".to_owned(),
        all_day: false,
        seconds: 60,
        starts: vec![1_000],
    }
}

fn reply(who: &str, answer: Answer, stamp: i64) -> Invitation {
    Invitation { attendees: vec![attendee(who, answer)], ..invitation(Method::Reply, 0, stamp) }
}

fn held(invitations: &[Invitation]) -> Vec<Meeting> {
    meetings(invitations, &|address| address.as_str() == ME)
}

/// The starts of what takes place, with whom, and whether it is settled.
fn shown(invitations: &[Invitation]) -> Vec<String> {
    let shown = |it: &Meeting| {
        let with: Vec<&str> = it.with.iter().map(|address| address.local()).collect();
        format!("{} {}{}", it.start, with.join("+"), if it.accepted { "" } else { "?" })
    };
    held(invitations).iter().map(shown).collect()
}

#[test]
fn it_takes_place_if_someone_who_is_asked_accepts() {
    let invited = invitation(Method::Request, 0, 1);
    assert_eq!(shown(std::slice::from_ref(&invited)), ["1000 ada?"]);
    assert_eq!(shown(&[invited.clone(), reply(ME, Answer::Accepted, 2)]), ["1000 ada"]);
    assert_eq!(shown(&[invited.clone(), reply(ME, Answer::Tentative, 2)]), ["1000 ada?"]);
    assert!(shown(&[invited.clone(), reply(ME, Answer::Declined, 2)]).is_empty());
    // Who changes their mind.
    let (yes, no) = (reply(ME, Answer::Accepted, 2), reply(ME, Answer::Declined, 3));
    assert!(shown(&[no.clone(), invited.clone(), yes.clone()]).is_empty());
    // A later invitation says what was answered meanwhile, in the calendar itself.
    let mut later = invitation(Method::Request, 1, 9);
    later.attendees[1].answer = Answer::Accepted;
    assert_eq!(shown(&[invited, no, later]), ["1000 ada"]);
    // The user called it.
    let mut own = invitation(Method::Request, 0, 1);
    own.organizer = Some(attendee(ME, Answer::None));
    own.attendees.push(attendee("bob@x.example", Answer::None));
    assert_eq!(shown(std::slice::from_ref(&own)), ["1000 ada+bob"]);
    assert_eq!(shown(&[own.clone(), reply("bob@x.example", Answer::Declined, 2)]), ["1000 ada"]);
    // Only answers are in the mailbox.
    let answered = Invitation { organizer: own.organizer.clone(), ..reply("ada@x.example", Answer::Accepted, 2) };
    assert_eq!(shown(&[answered]), ["1000 ada"]);
    assert_eq!(yes.stamp, 2);
}

#[test]
fn what_was_moved_or_cancelled_is_where_it_was_moved_or_nowhere() {
    let accepted = reply(ME, Answer::Accepted, 2);
    let moved = Invitation { starts: vec![5_000], ..invitation(Method::Request, 1, 3) };
    let all = [invitation(Method::Request, 0, 1), accepted.clone(), moved.clone()];
    assert_eq!(shown(&all), ["5000 ada"]);
    let cancelled = invitation(Method::Cancel, 1, 4);
    assert!(shown(&[&all[..], &[cancelled]].concat()).is_empty());
    // A cancellation that a later invitation takes back.
    let old = invitation(Method::Cancel, 0, 2);
    assert_eq!(shown(&[&all[..], &[old]].concat()), ["5000 ada"]);

    let series = Invitation { starts: vec![1_000, 2_000, 3_000, 4_000], ..invitation(Method::Request, 0, 1) };
    let of = |start, and_later, method, to| Invitation {
        instance: Some(Instance { start, and_later }),
        starts: vec![to],
        ..invitation(method, 0, 3)
    };
    let all = [series, accepted, of(2_000, false, Method::Request, 2_500), of(3_000, false, Method::Cancel, 3_000)];
    assert_eq!(shown(&all), ["1000 ada", "2500 ada", "4000 ada"]);
    let later = Invitation { starts: vec![1_500, 2_600], ..invitation(Method::Request, 1, 4) };
    assert_eq!(shown(&[&all[..], &[later]].concat()), ["1500 ada", "2600 ada"]);
    let ends = of(2_000, true, Method::Cancel, 2_000);
    assert_eq!(shown(&[&all[..], &[ends]].concat()), ["1000 ada"]);
    // One and all later ones are moved, and one of those is moved elsewhere.
    let on = of(2_000, true, Method::Request, 2_200);
    assert_eq!(
        shown(&[&all[..2], std::slice::from_ref(&on)].concat()),
        ["1000 ada", "2200 ada", "3200 ada", "4200 ada"]
    );
    let apart = of(3_000, false, Method::Request, 9_000);
    assert_eq!(shown(&[&all[..2], &[apart, on.clone()]].concat()), ["1000 ada", "2200 ada", "4200 ada", "9000 ada"]);
    let again = Invitation { stamp: 5, ..of(4_000, true, Method::Request, 4_100) };
    assert_eq!(shown(&[&all[..2], &[again, on]].concat()), ["1000 ada", "2200 ada", "3200 ada", "4100 ada"]);
    let declined =
        Invitation { instance: Some(Instance { start: 4_000, and_later: false }), ..reply(ME, Answer::Declined, 4) };
    assert_eq!(shown(&[&all[..], &[declined]].concat()), ["1000 ada", "2500 ada"]);
}

fn why(said: &[Invitation]) -> Vec<Result<(), NoContact>> {
    judged(said, &|address| address.as_str() == ME).into_iter().map(|it| it.map(drop)).collect()
}

/// An entry in a calendar, for a meeting that Ada called, with the user's answer if it names them.
fn entry(answer: Option<Answer>) -> Invitation {
    let mut entry = invitation(Method::Entry, 0, 1);
    entry.attendees = vec![attendee("ada@x.example", Answer::None)];
    entry.attendees.extend(answer.map(|answer| attendee(ME, answer)));
    entry
}

#[test]
fn an_entry_is_contact_if_the_user_called_or_accepted_it() {
    let called = Invitation { organizer: Some(attendee(ME, Answer::None)), ..entry(None) };
    assert_eq!(shown(&[called]), ["1000 ada"]);
    assert_eq!(shown(&[entry(Some(Answer::Accepted))]), ["1000 ada"]);
    assert_eq!(shown(&[entry(Some(Answer::None))]), ["1000 ada?"]);
    assert_eq!(shown(&[entry(Some(Answer::Tentative))]), ["1000 ada?"]);
    assert!(shown(&[entry(Some(Answer::Declined))]).is_empty());
    // Invited by mail, accepted in the calendar: it is one meeting, whichever was said last.
    for stamp in [0, 9] {
        let invited = invitation(Method::Request, 0, stamp);
        assert_eq!(shown(&[invited, entry(Some(Answer::Accepted))]), ["1000 ada"], "{stamp}");
    }
    let cancelled = invitation(Method::Cancel, 1, 9);
    assert!(shown(&[cancelled, entry(Some(Answer::Accepted))]).is_empty());
    assert_eq!(why(&[entry(Some(Answer::Declined))]), [Err(NoContact::Declined)]);
    assert_eq!(why(&[invitation(Method::Cancel, 0, 0)]), [Err(NoContact::Cancelled)]);
}

#[test]
fn an_entry_that_does_not_name_the_user_is_not_their_meeting() {
    assert_eq!(why(&[entry(None)]), [Err(NoContact::NotYours)]);
    let mut of_others = entry(None);
    of_others.attendees.push(attendee("bob@x.example", Answer::Accepted));
    assert_eq!(why(std::slice::from_ref(&of_others)), [Err(NoContact::NotYours)]);
    // No one else takes part, no matter whose calendar it is.
    let alone = Invitation { organizer: None, attendees: Vec::new(), ..entry(None) };
    assert_eq!(why(&[alone]), [Err(NoContact::Alone)]);
    // The same meeting is also in the user's own calendar, with their answer. The other calendar was read later.
    let later = Invitation { stamp: 9, ..of_others.clone() };
    assert_eq!(shown(&[entry(Some(Answer::Accepted)), later.clone()]), ["1000 ada+bob"]);
    assert_eq!(why(&[entry(Some(Answer::Declined)), later.clone()]), [Err(NoContact::Declined)]);
    // The user was invited by mail, and the other calendar does not name them: an entry there settles nothing.
    assert_eq!(shown(&[invitation(Method::Request, 0, 1), later]), ["1000 ada+bob?"]);
}

#[test]
fn an_entry_says_when_it_was_changed() {
    let event = "UID:1\r\nDTSTAMP:20261130T100000Z\r\nLAST-MODIFIED:20261101T100000Z\r\nDTSTART:20261224T100000Z\r\n";
    let own = |method: &str, event: &str| {
        let calendar = calendar(method, event);
        let mut read = read_entries(&calendar, &Clocks { ahead: &ahead, until: at("2028-11-30", 0, 0) }).unwrap();
        let read = read.remove(0);
        (read.method, read.stamp)
    };
    assert_eq!(own("PUBLISH", event), (Method::Entry, at("2026-11-01", 10, 0)));
    // Some programs export a calendar as if it invited to all of its meetings.
    assert_eq!(own("REQUEST", event), (Method::Entry, at("2026-11-01", 10, 0)));
    assert_eq!(own("PUBLISH", &format!("{event}STATUS:CANCELLED\r\n")).0, Method::Cancel);
}

#[test]
fn it_is_contact_with_few_and_not_with_many() {
    let with = |count: usize| {
        let mut own = invitation(Method::Request, 0, 1);
        own.organizer = Some(attendee(ME, Answer::None));
        own.attendees = (0..count).map(|number| attendee(&format!("p{number}@x.example"), Answer::None)).collect();
        own
    };
    assert_eq!(held(&[with(20)])[0].with.len(), 20);
    assert!(held(&[with(21)]).is_empty() && held(&[with(0)]).is_empty());
    let day = Invitation { all_day: true, attendees: Vec::new(), ..invitation(Method::Request, 0, 1) };
    assert!(held(&[day]).is_empty());
}

fn any_attendee() -> impl Strategy<Value = Attendee> {
    let address = prop_oneof![Just("ada@x.example"), Just("bob@x.example"), Just(ME)];
    let answer =
        prop_oneof![Just(Answer::None), Just(Answer::Accepted), Just(Answer::Declined), Just(Answer::Tentative)];
    (address, answer).prop_map(|(address, answer)| attendee(address, answer))
}

fn any_invitation() -> impl Strategy<Value = Invitation> {
    let method = prop_oneof![Just(Method::Request), Just(Method::Reply), Just(Method::Cancel), Just(Method::Entry)];
    let instance = prop::option::of((0..4_i64, any::<bool>()));
    let people = (prop::option::of(any_attendee()), prop::collection::vec(any_attendee(), 0..3));
    (method, instance, people, 0..3_u32, 0..4_i64, prop::collection::btree_set(0..4_i64, 0..4)).prop_map(
        |(method, instance, (organizer, attendees), sequence, stamp, starts)| Invitation {
            uid: "1".to_owned(),
            sequence,
            stamp,
            method,
            instance: instance.map(|(start, and_later)| Instance { start, and_later }),
            organizer,
            attendees,
            subject: String::new(),
            all_day: false,
            seconds: 0,
            starts: starts.into_iter().collect(),
        },
    )
}

proptest! {
    /// Whatever comes, nothing panics, and what is read keeps to its bounds.
    #[test]
    fn any_bytes_are_read(bytes in prop::collection::vec(any::<u8>(), 0..2_000)) {
        let _read = read_all(&String::from_utf8_lossy(&bytes));
    }

    /// The same of what looks like a calendar.
    #[test]
    fn any_calendar_is_read(lines in prop::collection::vec(any_line(), 0..40)) {
        let calendar = format!("BEGIN:VCALENDAR\n{}", lines.join("\n"));
        for invitation in read_all(&calendar).unwrap_or_default() {
            prop_assert!(!invitation.uid.is_empty() && invitation.starts.len() <= MAX_STARTS);
            prop_assert!(invitation.starts.is_sorted());
            held(&[invitation]);
        }
    }

    #[test]
    fn what_is_stored_is_what_was_said(said in any_invitation()) {
        prop_assert_eq!(Invitation::from(PackedInvitation::from(&said)), said);
    }

    #[test]
    fn the_order_does_not_matter_nor_what_comes_twice(
        mut all in prop::collection::vec(any_invitation(), 0..6),
        turn in 0..6_usize,
    ) {
        let before = held(&all);
        let turn = turn % all.len().max(1);
        all.rotate_left(turn);
        prop_assert_eq!(&held(&all), &before);
        all.reverse();
        all.extend(all.clone());
        prop_assert_eq!(&held(&all), &before);
    }
}

fn any_line() -> impl Strategy<Value = String> {
    let known = [
        "BEGIN:VEVENT",
        "END:VEVENT",
        "BEGIN:VTIMEZONE",
        "END:VTIMEZONE",
        "BEGIN:STANDARD",
        "END:STANDARD",
        "UID:1",
        "BEGIN:VALARM",
        "END:VALARM",
        "END:VCALENDAR",
        "TZID:Z",
        "DTSTART;TZID=Z:20261130T100000",
        "DTSTART:20261130T100000Z",
        "DTSTART;VALUE=DATE:20261130",
        "DTEND:20261130T110000Z",
        "DURATION:-P1W",
        "RRULE:FREQ=DAILY",
        "RRULE:FREQ=MONTHLY;BYDAY=-1FR;COUNT=400",
        "RRULE:FREQ=YEARLY;BYWEEKNO=53",
        "EXDATE:20261201",
        "RDATE;VALUE=PERIOD:20261201T000000Z/PT1H",
        "TZOFFSETFROM:+9999",
        "TZOFFSETTO:-0100",
        "METHOD:CANCEL",
        "ORGANIZER:mailto:me@x.example",
        "ATTENDEE;PARTSTAT=ACCEPTED:mailto:ada@x.example",
        "RECURRENCE-ID:20261201T100000Z",
        "SUMMARY:\\",
        "SUMMARY;LANGUAGE=\"x:y",
        " folded",
        "X;ENCODING=QUOTED-PRINTABLE:=",
        "DTSTART:20990228T235960",
    ];
    prop_oneof![4 => prop::sample::select(known.to_vec()).prop_map(str::to_owned), 1 => "\\PC{0,20}"]
}
