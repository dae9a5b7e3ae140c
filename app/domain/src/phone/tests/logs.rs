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
fn text_is_there_only_where_it_is_wanted() {
    let bare = log(&[messages("2026-03-02", 1, 4, "a b")]).without_text();
    assert_eq!(bare, log(&[messages("2026-03-02", 1, 4, "")]));
    assert_eq!(bare.lacks(&log(&[messages("2026-03-02", 1, 4, "a")])).len(), 1, "it can be taken in later");
}
