//! Calls and messages of a phone in words.

use super::text::about;
use crate::i18n::t;
use kith_engine::api::{CallWay, MessageApp, MessageDay, PhoneCall, PhoneContact};

/// Who called, and how long it took: `You called, about 5 minutes`.
pub(crate) fn call_in_words(call: &PhoneCall) -> String {
    match call.way {
        CallWay::Out => t::phone::row::called(about(call.seconds)),
        // How long it took on another device is not known.
        CallWay::In if call.seconds == 0 => t::met::call().to_owned(),
        CallWay::In => t::phone::row::was_called(about(call.seconds)),
        CallWay::Tried => t::phone::row::tried().to_owned(),
        CallWay::Missed => t::phone::row::missed().to_owned(),
    }
}

/// How many messages there were, and from whom: `3 text messages: 2 from you, 1 from them`.
pub(crate) fn messages_in_words(day: &MessageDay) -> String {
    let all = day.sent.saturating_add(day.received);
    let count = match day.app {
        MessageApp::Text => t::phone::row::texts(all),
        MessageApp::WhatsApp => t::phone::row::whatsapp(all),
    };
    let who = match (day.sent, day.received) {
        (_, 0) => t::phone::row::sent().to_owned(),
        (0, _) => t::phone::row::received().to_owned(),
        (sent, received) => t::phone::row::both(received, sent),
    };
    format!("{count}: {who}")
}

/// Calls and days with messages, counted: `2 calls, 1 day with messages`.
pub(crate) fn in_figures(contact: &[PhoneContact]) -> String {
    let count = |is_call: bool| {
        let alike = contact.iter().filter(|it| matches!(it, PhoneContact::Call(_)) == is_call).count();
        u32::try_from(alike).unwrap_or(u32::MAX)
    };
    let figures =
        [(count(true), t::phone::summary::calls as fn(u32) -> String), (count(false), t::phone::summary::days)];
    let said = figures.into_iter().filter(|(count, _)| *count > 0).map(|(count, said)| said(count));
    said.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use kith_engine::api::Day;

    #[test]
    fn a_call_says_who_called() {
        let said = |way, seconds| call_in_words(&PhoneCall { at: 0, way, seconds });
        assert_eq!(said(CallWay::Out, 300), format!("You called, {}", about(300)));
        assert_eq!(said(CallWay::In, 300), format!("They called, {}", about(300)));
        assert_eq!(said(CallWay::In, 0), "Call");
        assert_eq!(said(CallWay::Tried, 0), "You called, no answer");
        assert_eq!(said(CallWay::Missed, 12), "Missed call");
    }

    #[test]
    fn messages_say_how_many_came_from_whom() {
        let day = |app, sent, received| MessageDay { app, day: Day(1), sent, received, lines: vec![] };
        for (it, words) in [
            (day(MessageApp::Text, 2, 1), "3 text messages: 2 from you, 1 from them"),
            (day(MessageApp::Text, 1, 0), "1 text message: from you"),
            (day(MessageApp::WhatsApp, 0, 4), "4 WhatsApp messages: from them"),
        ] {
            assert_eq!(messages_in_words(&it), words);
        }
        let call = PhoneContact::Call(PhoneCall { at: 0, way: CallWay::In, seconds: 1 });
        let all = [call.clone(), call, PhoneContact::Messages(day(MessageApp::Text, 1, 1))];
        assert_eq!(in_figures(&all), "2 calls, 1 day with messages");
    }
}
