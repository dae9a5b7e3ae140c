//! What speaks for an address being the user’s.

use super::text::messages;
use crate::i18n::t;
use kith_engine::api::OwnQuestion;

/// What speaks for an address being the user's: `Received 412 messages.`
pub(crate) fn own_evidence(question: &OwnQuestion) -> String {
    let OwnQuestion { received: came, sent, named, entries, .. } = question;
    let came = (*came > 0).then(|| t::today::own::received(messages(*came)));
    let sent = (*sent > 0).then(|| t::today::own::sent(messages(*sent)));
    let named = named.then(|| t::today::own::named().to_owned());
    let entries = (*entries > 0).then(|| t::today::own::entries(*entries));
    let all: Vec<String> = [came, sent, named, entries].into_iter().flatten().collect();
    let mut said = all.join(", ");
    if let Some(first) = said.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    if said.is_empty() { said } else { said + "." }
}

#[cfg(test)]
mod tests {
    use super::own_evidence;
    use kith_engine::api::OwnQuestion;

    #[test]
    fn what_speaks_for_an_address_is_said_in_a_sentence() {
        let address = || "me@x.example".to_owned();
        for (received, sent, named, entries, expected) in [
            (412, 0, false, 0, "Received 412 messages."),
            (1, 3, true, 0, "Received 1 message, 3 messages in Sent, uses your name."),
            (0, 1, false, 0, "1 message in Sent."),
            (0, 0, true, 0, "Uses your name."),
            (0, 0, false, 3, "In 3 calendar entries."),
            (0, 0, false, 0, ""),
        ] {
            let question = OwnQuestion { address: address(), received, sent, named, entries };
            assert_eq!(own_evidence(&question), expected);
        }
    }
}
