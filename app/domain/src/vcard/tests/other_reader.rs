//! What we write says the same to another reader, and what it says of a card is what we say.

use super::random::contact;
use crate::contact::Contact;
use crate::vcard::{Card, Version};
use proptest::prelude::*;
use std::borrow::Cow;
use vcard::prop::{categories::CATEGORIES, r#fn::FN, n::N, nickname::NICKNAME, note::NOTE, org::ORG, title::TITLE};
use vcard::tree::cst::VcardCst;

fn joined(words: &[Cow<'_, str>]) -> String {
    words.join(" ")
}

/// The fields that the other reader reads as we do: single values, and the first of several.
fn theirs(card: &VcardCst<'_>) -> Vec<String> {
    let text = |text: Option<Cow<'_, str>>| text.map(Cow::into_owned).unwrap_or_default();
    let name = card.prop::<N>();
    let part = |of: fn(&vcard::value::n::VcardN<'_>) -> String| name.as_ref().map(of).unwrap_or_default();
    vec![
        text(card.prop::<FN>().map(|it| it.0)),
        part(|it| joined(&it.family)),
        part(|it| joined(&it.given)),
        part(|it| joined(&it.additional)),
        part(|it| joined(&it.prefixes)),
        part(|it| joined(&it.suffixes)),
        card.prop::<NICKNAME>().map(|it| joined(&it.0)).unwrap_or_default(),
        card.prop::<ORG>().and_then(|it| it.0.first().map(ToString::to_string)).unwrap_or_default(),
        text(card.prop::<TITLE>().map(|it| it.0)),
        text(card.prop::<NOTE>().map(|it| it.0)),
        card.prop::<CATEGORIES>().map(|it| it.0.join("|")).unwrap_or_default(),
    ]
}

fn ours(contact: &Contact, version: Version) -> Vec<String> {
    let mut parts = contact.parts.clone();
    if version < Version::V4 && parts.is_empty() {
        parts.family.clone_from(&contact.name);
    }
    vec![
        contact.name.clone(),
        parts.family,
        parts.given,
        parts.additional,
        parts.prefix,
        parts.suffix,
        contact.nickname.clone(),
        contact.company.clone(),
        contact.role.clone(),
        contact.notes.first().cloned().unwrap_or_default(),
        contact.tags.join("|"),
    ]
}

proptest! {
    #[test]
    fn another_reader_says_the_same(contact in contact(), version in prop::sample::select(vec![Version::V3, Version::V4])) {
        let card = Card::new(version, &contact);
        let bytes = card.bytes();
        let other = VcardCst::parse(&bytes).unwrap();
        prop_assert_eq!(other.to_bytes(), &bytes[..]);
        prop_assert_eq!(theirs(&other), ours(&card.contact(), version), "{}", String::from_utf8_lossy(&bytes));
        let names = |card: &Card| -> Vec<(String, String)> {
            let properties = card.lines.iter().filter_map(|line| line.property.as_ref());
            properties.map(|it| (it.group.clone(), it.name.clone())).collect()
        };
        let all = other.begin.iter().chain(&other.props).chain(&other.end);
        let theirs: Vec<(String, String)> =
            all.map(|line| (line.group().unwrap_or_default().to_uppercase(), line.bare_name().to_uppercase())).collect();
        prop_assert_eq!(theirs, names(&card));
    }
}
