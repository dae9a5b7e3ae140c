//! What merging needs of cards as they are stored.

use crate::books::card::ServerCard;
use crate::books::record::Card;
use kith_domain::contact::{Contact, Labelled};
use kith_domain::contact_fields::{is_list, key};
use kith_domain::decision::{CardChange, CardChangeKind, CardDirection, CardField};
use kith_domain::mapping::{CustomFields, Mapping};

/// What a stored card says.
pub(super) fn contact_of(card: &Card) -> Contact {
    ServerCard::read(&card.there).map(|card| card.contact()).unwrap_or_default()
}

/// The name by which a card is told.
pub(super) fn name_on(card: &Card) -> String {
    match card.here.name.is_empty() {
        true => contact_of(card).name,
        false => card.here.name.clone(),
    }
}

/// Whether anything is to go out.
pub(super) fn goes_out(changes: &[CardChange]) -> bool {
    changes.iter().any(|change| change.direction == CardDirection::Out)
}

/// Someone in Kith without what is still to go out: what both sides agree on before it did. So what is not written now
/// is found again as a change, and nothing else is.
pub(super) fn without_what_goes_out(
    here: &Contact,
    base: &Contact,
    changes: &[CardChange],
    mapping: &Mapping,
    fields: &CustomFields,
) -> Contact {
    let mut agreed = here.clone();
    for change in changes.iter().filter(|change| change.direction == CardDirection::Out) {
        let CardChangeKind::Field { field, before, after, .. } = &change.what else { continue };
        let pair = mapping.pairs.iter().find(|pair| pair.there == *field);
        let Some(field) = pair.and_then(|pair| pair.field_here(fields)) else { continue };
        if is_list(&field) {
            let values = agreed.values(&field);
            let old = |of: &Labelled| base.values(&field).into_iter().find(|it| is_same_key(&field, it, of));
            agreed.set_values(&field, with_old(&field, values, before.as_ref(), after.as_ref(), old));
        } else {
            agreed.set_value(&field, base.value(&field).to_owned());
        }
    }
    agreed
}

/// A list without an element that is still to go out, with the `old` one in its place, if there was one.
fn with_old(
    field: &CardField,
    values: Vec<Labelled>,
    before: Option<&Labelled>,
    after: Option<&Labelled>,
    old: impl Fn(&Labelled) -> Option<Labelled>,
) -> Vec<Labelled> {
    let was = before.map(|before| old(before).unwrap_or_else(|| before.clone()));
    let mut kept: Vec<Labelled> = values.into_iter().filter(|it| after.is_none_or(|after| !is_same_key(field, it, after))).collect();
    kept.extend(was.filter(|was| !kept.iter().any(|it| is_same_key(field, it, was))));
    kept
}

fn is_same_key(field: &CardField, one: &Labelled, other: &Labelled) -> bool {
    key(field, &one.value) == key(field, &other.value)
}
