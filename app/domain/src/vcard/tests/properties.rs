//! What holds for every card.

use super::random::contact;
use super::samples::{good, lines, only};
use crate::contact::Contact;
use crate::vcard::line::lines as folded;
use crate::vcard::{Card, Version, read};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

fn version() -> impl Strategy<Value = Version> {
    select(vec![Version::V2, Version::V3, Version::V4])
}

/// Email addresses are the same, whatever the case of their letters.
fn compared(mut contact: Contact) -> Contact {
    contact.emails.iter_mut().for_each(|email| email.value = email.value.to_lowercase());
    contact
}

fn text_of(card: &Card) -> String {
    card.bytes().escape_ascii().to_string().replace("\\r\\n", "\n")
}

const FOREIGN: [&str; 6] = [
    "X-ODD;X=\"a:b\":1;2",
    "IMPP;X-SERVICE=x:xmpp:a@x.example",
    "item9.X-THING:1",
    "item9.X-ABLabel:Thing",
    "NO COLON",
    "LOGO;ENCODING=b:AAEC",
];

proptest! {
    #[test]
    fn one_form_is_the_form_of_itself(contact in contact()) {
        let normal = contact.normal();
        prop_assert_eq!(normal.clone().normal(), normal);
    }

    #[test]
    fn a_new_card_says_what_it_is_made_of(contact in contact(), version in version()) {
        let card = Card::new(version, &contact);
        let text = String::from_utf8(card.bytes()).unwrap();
        prop_assert_eq!(compared(card.contact()), compared(contact.normal()), "{}", text);
        prop_assert!(version == Version::V2 || text.split("\r\n").all(|line| line.len() <= 75 && !line.contains(['\n', '\r'])));
        let again = good(&text);
        prop_assert_eq!(again.len(), 1);
        prop_assert_eq!(again[0].bytes(), card.bytes());
        prop_assert_eq!(again[0].contact(), card.contact());
    }

    #[test]
    fn an_update_says_what_is_wanted_and_keeps_the_rest(one in contact(), other in contact(), version in version()) {
        let bytes = Card::new(version, &one).bytes();
        let mut text: Vec<&[u8]> = folded(&bytes).map(|(_, line)| line).collect();
        let foreign: Vec<String> = FOREIGN.iter().map(|line| format!("{line}\r\n")).collect();
        for (at, line) in foreign.iter().enumerate() {
            text.insert((2 + at * 3).min(text.len() - 1), line.as_bytes());
        }
        let mut card = only(&text.concat());
        let before = card.clone();
        card.update(&before.contact());
        prop_assert_eq!(text_of(&card), text_of(&before));
        let contact = before.contact();
        card.update(&other);
        let after = String::from_utf8(card.bytes()).unwrap();
        prop_assert_eq!(compared(card.contact()), compared(other.normal()), "{}", after);
        for line in &FOREIGN {
            prop_assert!(lines(&card).iter().any(|it| it == line), "{}\n{}", line, after);
        }
        card.update(&contact);
        prop_assert_eq!(compared(card.contact()), compared(contact));
    }

    #[test]
    fn a_file_out_is_the_file_in(contact in contact(), from in version(), to in select(vec![Version::V3, Version::V4])) {
        let card = Card::new(from, &contact);
        let again = Card::new_with(to, &card.contact(), &card.unknown());
        prop_assert_eq!(again.contact(), card.contact());
        prop_assert_eq!(again.unknown(), card.unknown());
    }

    #[test]
    fn no_bytes_break_it(contact in contact(), version in version(), edits in vec((any::<prop::sample::Index>(), any::<u8>(), 0..4), 0..30), other in contact()) {
        let mut bytes = Card::new(version, &contact).bytes().repeat(2);
        for (at, byte, kind) in edits {
            let at = at.index(bytes.len());
            match kind {
                0 => bytes[at] = byte,
                1 => bytes.insert(at, byte),
                2 => drop(bytes.remove(at)),
                _ => bytes.insert(at, b"\n\r:;=\\\" "[usize::from(byte) % 8]),
            }
        }
        for card in read(&bytes).into_iter().flatten() {
            let before = card.contact();
            prop_assert_eq!(before.clone().normal(), before.clone());
            let _ = card.unknown();
            let mut same = card.clone();
            same.update(&before);
            prop_assert_eq!(text_of(&same), text_of(&card));
            let mut changed = card.clone();
            changed.update(&other);
            prop_assert_eq!(compared(changed.contact()), compared(other.clone().normal()), "{}", String::from_utf8_lossy(&card.bytes()));
        }
    }
}
