//! What merging needs of cards as they are stored.

use crate::api::PersonId;
use crate::books::card::ServerCard;
use crate::books::record::{Card, CardState};
use crate::engine::state::{Cards, same_tag, with_groups};
use kith_domain::contact::{Contact, Labelled};
use kith_domain::contact_fields::{Elements, FIELDS, is_list, key};
use kith_domain::contact_photo::photo_told;
use kith_domain::decision::{CardChange, CardChangeKind, CardDirection, CardField};
use kith_domain::ids::derived;
use kith_domain::mapping::{CustomFields, Mapping};
use kith_domain::merge::Base;
use kith_domain::vcard::uid_key;

/// What a stored card says.
pub(super) fn contact_of(card: &Card) -> Contact {
    said(&card.there)
}

/// What both sides agreed on last, where the server has that now: also what was sent since and has arrived, though the
/// answer was lost. `own` is what the card says itself, and `now` has its groups.
pub(super) fn base_of(
    card: &Card,
    own: &Contact,
    now: &Contact,
    cards: &Cards,
    (mapping, fields): (&Mapping, &CustomFields),
) -> Base {
    let groups = agreed_groups(card, cards);
    let is_group = |tag: &String| groups.iter().any(|group| same_tag(tag, group));
    let sent = card.sent.iter().map(|sent| {
        // No card that is sent changes who is in a group.
        let of_groups = card.here.tags.iter().filter(|tag| is_group(tag));
        let tags = sent.here.tags.iter().filter(|tag| !is_group(tag)).chain(of_groups).cloned().collect();
        Base { there: with_groups(said(&sent.there), groups.clone()), here: Contact { tags, ..sent.here.clone() } }
    });
    let mut base = sent.fold(agreed_on(card, cards), |base, sent| base.or_sent(&sent, now, mapping, fields));
    if matches!(card.state, CardState::Pending(_)) {
        let kept = Contact { photo: now.photo.clone(), ..as_kept(base.there, own) };
        base.there = with_groups(kept, groups);
    }
    base
}

/// What both sides agreed on last.
pub(super) fn agreed_on(card: &Card, cards: &Cards) -> Base {
    Base { there: with_groups(said(card.agreed()), agreed_groups(card, cards)), here: card.here.clone() }
}

/// The groups in which someone was when both sides agreed last.
fn agreed_groups(card: &Card, cards: &Cards) -> Vec<String> {
    match &card.agreed {
        // It has them as tags.
        Some(agreed) => {
            let is_group = |tag: &String| cards.groups.named(tag).next().is_some();
            said(agreed).tags.into_iter().filter(is_group).collect()
        }
        None => uid_key(&card.there).map(|uid| cards.groups.of(&uid)).unwrap_or_default(),
    }
}

/// The groups in which someone was when both sides agreed last, and is not any more.
pub(super) fn left(card: &Card, there: &Contact, cards: &Cards) -> Vec<String> {
    let is_there = |name: &String| there.tags.iter().any(|tag| same_tag(tag, name));
    agreed_groups(card, cards).into_iter().filter(|name| !is_there(name)).collect()
}

/// What a card says.
pub(super) fn said(bytes: &[u8]) -> Contact {
    ServerCard::read(bytes).map(|card| card.contact()).unwrap_or_default()
}

/// A card with what is wanted of it. `None`: it cannot be read.
pub(super) fn as_card(bytes: &[u8], wanted: &Contact) -> Option<Vec<u8>> {
    let mut card = ServerCard::read(bytes)?;
    card.update(wanted);
    Some(card.bytes())
}

pub(super) fn is_photo(change: &CardChange) -> bool {
    matches!(&change.what, CardChangeKind::Field { field: CardField::Photo, .. })
}

/// What a stored card says, and the groups it is in.
pub(super) fn with_groups_of(card: &Card, cards: &Cards) -> Contact {
    grouped(contact_of(card), cards)
}

/// Someone on a card with the groups it is in as tags.
pub(super) fn grouped(there: Contact, cards: &Cards) -> Contact {
    let groups = cards.groups.of(&there.uid);
    with_groups(there, groups)
}

/// The name by which a card is told.
pub(super) fn name_on(card: &Card) -> String {
    match card.here.name.is_empty() {
        true => contact_of(card).name,
        false => card.here.name.clone(),
    }
}

/// The `UID` of a card that Kith makes for someone: the same each time, so that it is known again if the answer to the
/// writing is lost.
pub(super) fn uid_of(book: u64, person: PersonId) -> String {
    let half = |which: &[u8]| derived(book, &[b"card", &person.0.to_le_bytes(), which]);
    let (first, second) = (half(b"1"), half(b"2"));
    let (a, b, c) = (first >> 32, (first >> 16) & 0xffff, first & 0x0fff);
    let (d, e) = ((second >> 48) & 0x3fff | 0x8000, second & 0xffff_ffff_ffff);
    // In the form of a random UUID (RFC 9562, section 5.4).
    format!("{a:08x}-{b:04x}-4{c:03x}-{d:04x}-{e:012x}")
}

/// What was sent, without the elements of lists that the server did not keep: that they are not there is no removal. An
/// element that is there in other words replaces one that was sent.
pub(super) fn as_kept(mut sent: Contact, there: &Contact) -> Contact {
    for field in FIELDS.into_iter().filter(is_list) {
        let kept = Elements::of(&field, there.values(&field));
        let mut values = sent.values(&field);
        let known = Elements::of(&field, values.clone());
        let mut rewritten = kept.iter().filter(|(key, _)| known.get(key).is_none()).count();
        values.retain(|value| {
            let is_kept = kept.get(&key(&field, &value.value)).is_some();
            let is_rewritten = !is_kept && rewritten > 0;
            rewritten -= usize::from(is_rewritten);
            is_kept || is_rewritten
        });
        sent.set_values(&field, values);
    }
    sent
}

/// Whether anything is to go out.
pub(super) fn goes_out(changes: &[CardChange]) -> bool {
    changes.iter().any(|change| change.direction == CardDirection::Out)
}

/// Someone in Kith as they are there, in what is still to go out: what is not written now is found again as a change of
/// Kith's, and nothing else is.
pub(super) fn without_what_goes_out(
    here: &Contact,
    changes: &[CardChange],
    mapping: &Mapping,
    fields: &CustomFields,
) -> Contact {
    let mut agreed = here.clone();
    for change in changes.iter().filter(|change| change.direction == CardDirection::Out) {
        let CardChangeKind::Field { field, before, after, .. } = &change.what else { continue };
        if *field == CardField::Photo {
            agreed.photo = before.as_ref().and_then(photo_told);
            continue;
        }
        let pair = mapping.pairs.iter().find(|pair| pair.there == *field);
        let Some(field) = pair.and_then(|pair| pair.field_here(fields)) else { continue };
        let is = |one: &Labelled, other: &Labelled| key(&field, &one.value) == key(&field, &other.value);
        let mut values = if is_list(&field) { agreed.values(&field) } else { Vec::new() };
        values.retain(|value| after.as_ref().is_none_or(|after| !is(value, after)));
        values.extend(before.iter().filter(|before| !before.value.is_empty()).cloned());
        agreed.set_values(&field, values);
    }
    agreed
}

#[cfg(test)]
mod tests {
    use super::as_kept;
    use kith_domain::contact::Contact;

    #[test]
    fn what_a_server_did_not_keep_is_told_from_what_it_wrote_in_other_words() {
        let with = |notes: &[&str]| Contact {
            notes: notes.iter().map(|&note| note.to_owned()).collect(),
            ..Contact::default()
        };
        for (there, expected) in [
            (&["Rome", "tea"][..], &["Rome", "tea"][..]),
            (&["Rome"], &["Rome"]),
            (&[], &[]),
            (&["Rome", "Tea, green"], &["Rome", "tea"]),
            (&["Rome; tea"], &["Rome"]),
        ] {
            assert_eq!(as_kept(with(&["Rome", "tea"]), &with(there)), with(expected), "{there:?}");
        }
    }
}
