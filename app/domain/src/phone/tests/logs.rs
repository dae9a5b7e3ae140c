use crate::day::day;
use crate::phone::{CallWay, MessageApp, MessageDay, MessageLine, PhoneCall, PhoneContact, PhoneLog};

fn call(at: i64, way: CallWay) -> PhoneContact {
    PhoneContact::Call(PhoneCall { at, way, seconds: 60 })
}

fn messages(date: &str, sent: u32, received: u32, text: &str) -> PhoneContact {
    let lines = text.split_whitespace().map(|word| MessageLine { sent: true, text: word.to_owned() });
    let (app, day) = (MessageApp::Text, day(date));
    PhoneContact::Messages(MessageDay { app, day, sent, received, lines: lines.collect() })
}

fn log(all: &[PhoneContact]) -> PhoneLog {
    let mut log = PhoneLog::default();
    all.iter().for_each(|contact| log.add(contact));
    log
}

#[test]
fn what_is_told_twice_is_there_once_and_a_longer_file_tells_more() {
    let first = [call(10, CallWay::In), messages("2026-03-01", 2, 1, ""), messages("2026-03-02", 1, 0, "a b")];
    let longer = [messages("2026-03-02", 1, 4, ""), call(10, CallWay::In), call(99, CallWay::Missed)];
    let known = log(&first);
    assert!(known.lacks(&known).is_empty());
    let news = known.lacks(&log(&longer));
    assert_eq!(news, [call(99, CallWay::Missed), messages("2026-03-02", 1, 4, "")]);
    let mut both = known.clone();
    both.join(&log(&longer));
    assert!(both.lacks(&log(&longer)).is_empty() && both.lacks(&known).is_empty());
    assert!(both.all().any(|it| it == messages("2026-03-02", 1, 4, "a b")), "the text stays: {both:?}");
    // In whatever order.
    let mut other = log(&longer);
    other.join(&known);
    assert_eq!(both, other);
}

#[test]
fn several_numbers_of_one_person_are_compared_as_if_they_were_joined() {
    let home = log(&[call(10, CallWay::In), messages("2026-03-01", 2, 1, "a b")]);
    let work = log(&[messages("2026-03-01", 1, 0, "c"), messages("2026-03-02", 1, 0, "")]);
    let parts = [&home, &work];
    let joined = PhoneLog::joined(parts, true);
    assert!(joined.all().any(|it| it == messages("2026-03-01", 3, 1, "a b c")), "{joined:?}");
    let bare = PhoneLog::joined(parts, false);
    assert!(bare.all().any(|it| it == messages("2026-03-01", 3, 1, "")), "{bare:?}");
    for known in [PhoneLog::default(), home.clone(), work.clone(), bare.clone(), joined.clone()] {
        for text in [false, true] {
            let expected = !known.lacks(&PhoneLog::joined(parts, text)).is_empty();
            assert_eq!(known.lacks_any(&parts, text), expected, "{known:?} {text}");
        }
    }
    assert!(!bare.lacks_any(&parts, false) && bare.lacks_any(&parts, true), "text can be taken in later");
}

#[test]
fn what_was_removed_stays_removed_when_it_is_imported_again() {
    let day = messages("2026-03-01", 2, 1, "a");
    let all = [call(10, CallWay::In), call(20, CallWay::Out), day.clone(), messages("2026-03-02", 1, 0, "")];
    let (told, mut known) = (log(&all), log(&all));
    [call(10, CallWay::In), day].iter().for_each(|gone| known.remove(gone.key()));
    let left = log(&[call(20, CallWay::Out), messages("2026-03-02", 1, 0, "")]);
    assert!(known.all().eq(left.all()), "{known:?}");
    assert!(known.lacks(&told).is_empty() && !known.lacks_any(&[&told], true));
    all.iter().for_each(|contact| known.add(contact));
    assert!(known.all().eq(left.all()), "{known:?}");
    // Whichever is merged into the other.
    for (mut one, other) in [(known.clone(), told.clone()), (told, known)] {
        one.join(&other);
        assert!(one.all().eq(left.all()), "{one:?}");
    }
}
