//! The last contact in words.

use super::calendar::{Moment, long_date};
use super::due::logged_title;
use crate::i18n::t;
use kith_engine::api::{CallWay, ContactWay, LastContact, MessageApp};

/// How two were in touch: `You wrote`, `Meeting`, `They called`.
pub(crate) fn title(way: ContactWay) -> &'static str {
    match way {
        ContactWay::Sent => t::today::you_wrote(),
        ContactWay::Received => t::today::they_wrote(),
        ContactWay::Meeting => t::met::meeting(),
        ContactWay::Call(CallWay::Out | CallWay::Tried) => t::contact::you_called(),
        ContactWay::Call(CallWay::In | CallWay::Missed) => t::contact::they_called(),
        ContactWay::Messages(MessageApp::Text) => t::contact::texts(),
        ContactWay::Messages(MessageApp::WhatsApp) => t::contact::whatsapp(),
        ContactWay::Logged(how) => logged_title(how),
    }
}

/// What it was about, to follow how long ago it was: `: Tea`. Empty if that is not known.
pub(crate) fn about(way: ContactWay, about: &str) -> String {
    match (about, way) {
        ("", ContactWay::Sent | ContactWay::Received) => format!(": {}", t::common::no_subject()),
        ("", _) => String::new(),
        (about, _) => format!(": {about}"),
    }
}

/// What the last contact was, as a sentence.
pub(crate) fn last(last: LastContact, about: &str, clock: impl Fn(i64) -> Moment) -> String {
    let date = long_date(&clock(last.at));
    match last.way {
        ContactWay::Sent => t::contact::last::sent(date),
        ContactWay::Received => t::contact::last::received(date),
        ContactWay::Meeting => {
            let subject = if about.is_empty() { t::common::no_subject() } else { about };
            t::contact::last::meeting(date, subject)
        }
        ContactWay::Call(CallWay::Out | CallWay::Tried) => t::contact::last::you_called(date),
        ContactWay::Call(CallWay::In | CallWay::Missed) => t::contact::last::they_called(date),
        ContactWay::Messages(MessageApp::Text) => t::contact::last::texts(date),
        ContactWay::Messages(MessageApp::WhatsApp) => t::contact::last::whatsapp(date),
        ContactWay::Logged(how) => t::contact::last::logged(date, logged_title(how)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kith_engine::api::ContactKind;

    #[test]
    fn the_last_contact_is_described_by_its_kind() {
        let clock = |_| Moment { year: 2026, month: 3, day: 3, hour: 9, minute: 5, day_number: 0 };
        for (way, of, short, sentence) in [
            (ContactWay::Sent, "", "You wrote: (no subject)", "Last contact: you wrote on 3 March 2026."),
            (ContactWay::Received, "Tea", "They wrote: Tea", "Last contact: they wrote on 3 March 2026."),
            (ContactWay::Meeting, "Plans", "Meeting: Plans", "Last contact: a meeting on 3 March 2026, “Plans”."),
            (ContactWay::Call(CallWay::Out), "", "You called", "Last contact: you called on 3 March 2026."),
            (ContactWay::Call(CallWay::In), "", "They called", "Last contact: they called on 3 March 2026."),
            (
                ContactWay::Messages(MessageApp::WhatsApp),
                "",
                "WhatsApp messages",
                "Last contact: WhatsApp messages on 3 March 2026.",
            ),
            (
                ContactWay::Logged(ContactKind::Letter),
                "the lease",
                "Letter: the lease",
                "Last contact on 3 March 2026, logged by you: Letter.",
            ),
        ] {
            assert_eq!(format!("{}{}", title(way), about(way, of)), short);
            assert_eq!(last(LastContact { at: 0, way }, of, clock), sentence);
        }
    }
}
