//! Random histories of edits on both sides, with syncs in between that may be killed.

use super::{Base, MergeRules, Merged, Side, local, merge};
use crate::any_contact::{Edit, edits};
use crate::contact::Contact;
use crate::contact_changes::changes;
use crate::contact_fields::{Elements, FIELDS, NAME_FIELDS, is_list, is_same, is_same_name};
use crate::contact_photo::is_same_photo;
use crate::decision::{CardChangeKind, CardField};
use crate::mapping::{CustomFields, Mapping};
use crate::vcard::{Card, Version};
use proptest::collection::vec;
use proptest::prelude::{Just, Strategy, any, prop_oneof};
use proptest::test_runner::TestCaseError;
use proptest::{prop_assert, prop_assert_eq};

/// What happens.
#[derive(Clone, Debug)]
enum Event {
    There(Vec<Edit>),
    Here(Vec<Edit>),
    Sync(Killed),
}

/// How far a sync comes.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Killed {
    /// It ends.
    Never,
    /// Only the address book was written.
    AfterThere,
    /// Only Kith was written.
    AfterHere,
    /// Both were written, and not that they were.
    BeforeBase,
}

fn histories(without: &'static [CardField]) -> impl Strategy<Value = Vec<Event>> {
    use Killed::{AfterHere, AfterThere, BeforeBase, Never};
    let killed = prop_oneof![Just(Never), Just(AfterThere), Just(AfterHere), Just(BeforeBase)];
    let event = prop_oneof![
        edits(without, 4).prop_map(Event::There),
        edits(without, 4).prop_map(Event::Here),
        killed.prop_map(Event::Sync),
    ];
    vec(event, 1..14)
}

#[derive(Default)]
struct Sides {
    there: Contact,
    here: Contact,
    base: Option<Base>,
}

impl Sides {
    fn merged(&self, winner: Side) -> Merged {
        let (mapping, fields) = (Mapping::default(), CustomFields::default());
        let rules = MergeRules { winner, mapping: &mapping, fields: &fields };
        merge(self.base.as_ref(), &self.there, &local(&self.here), rules)
    }

    /// `stored`: what the server makes of what is written.
    fn sync(&mut self, winner: Side, killed: Killed, stored: fn(Contact) -> Contact) -> Merged {
        let merged = self.merged(winner);
        if killed != Killed::AfterHere && merged.there != self.there {
            self.there = stored(merged.there.clone());
        }
        if killed != Killed::AfterThere {
            self.here = merged.here.clone();
        }
        if killed == Killed::Never {
            self.base = Some(Base { there: self.there.clone(), here: self.here.clone() });
        }
        merged
    }

    /// Goes through a history with a server that stores so what is written; no one has anything twice at any time.
    fn live(&mut self, history: Vec<Event>, winner: Side, stored: fn(Contact) -> Contact) -> Result<(), TestCaseError> {
        for event in history {
            match event {
                Event::There(edits) => {
                    edits.iter().for_each(|edit| edit.apply(&mut self.there));
                    self.there = stored(std::mem::take(&mut self.there));
                }
                Event::Here(edits) => edits.iter().for_each(|edit| edit.apply(&mut self.here)),
                Event::Sync(killed) => drop(self.sync(winner, killed, stored)),
            }
            nothing_twice(&self.here)?;
        }
        Ok(())
    }
}

/// Where two sides are not equal. Two ways to write one number are equal.
fn difference(one: &Contact, other: &Contact) -> Option<CardField> {
    let labels = |contact: &Contact, field: &CardField| {
        let elements = Elements::of(field, contact.values(field));
        let mut all: Vec<_> = elements.iter().map(|(key, it)| (key.to_owned(), it.label.to_lowercase())).collect();
        all.sort();
        all
    };
    let differs = |field: &CardField| match is_list(field) {
        true => labels(one, field) != labels(other, field),
        false => !is_same(field, one.value(field), other.value(field)),
    };
    FIELDS.into_iter().find(differs).or_else(|| (!is_same_photo(one, other)).then_some(CardField::Photo))
}

/// What a side changed is on both, unless the winner's value is, and then it is kept.
fn nothing_is_lost(base: &Contact, now: &Contact, merged: &Merged) -> Result<(), TestCaseError> {
    let kept = |field: &CardField, value: &str, label: &str| {
        merged.changes.iter().any(|change| match &change.what {
            CardChangeKind::Field { field: of, kept: Some(kept), .. } => {
                of == field && is_same(field, &kept.value, value) && is_same_name(&kept.label, label)
            }
            _ => false,
        })
    };
    for field in FIELDS.iter().filter(|field| !NAME_FIELDS.contains(field)) {
        let (was, is) = (Elements::of(field, base.values(field)), Elements::of(field, now.values(field)));
        if !is_list(field) {
            let value = now.value(field);
            let is_changed = !is_same(field, base.value(field), value) && !value.is_empty();
            let is_there = is_same(field, merged.there.value(field), value);
            prop_assert!(!is_changed || is_there || kept(field, value, ""), "{field:?} {value}");
            continue;
        }
        for (key, element) in is.iter() {
            let before = was.get(key);
            let is_new = before.is_none();
            let is_labelled = !element.label.is_empty()
                && !is_same_name(before.map_or("", |before| before.label.as_str()), &element.label);
            for side in [&merged.there, &merged.here] {
                let after = Elements::of(field, side.values(field));
                let after = after.get(key);
                prop_assert!(!(is_new || is_labelled) || after.is_some(), "{field:?} {element:?}");
                let is_kept = kept(field, &element.value, &element.label);
                let is_same = after.is_some_and(|after| is_same_name(&after.label, &element.label));
                prop_assert!(!is_labelled || is_same || is_kept, "{field:?} {element:?}");
            }
        }
    }
    Ok(())
}

/// What is empty there deletes nothing here.
fn empty_deletes_nothing(there: &Contact, here: &Contact, merged: &Merged) -> Result<(), TestCaseError> {
    for change in changes(here, &merged.here).iter().filter(|change| !NAME_FIELDS.contains(&change.field)) {
        prop_assert!(change.after.is_some() || !there.values(&change.field).is_empty(), "{change:?}");
        prop_assert!(change.field != CardField::Photo || there.photo.is_some());
    }
    Ok(())
}

fn nothing_twice(contact: &Contact) -> Result<(), TestCaseError> {
    for field in FIELDS.iter().filter(|field| is_list(field)) {
        let values = contact.values(field);
        prop_assert_eq!(Elements::of(field, values.clone()).iter().count(), values.len(), "{:?}", field);
    }
    Ok(())
}

/// Keeps neither labels nor tags, dates, nicknames and pictures.
fn forgetful(mut contact: Contact) -> Contact {
    contact.emails.iter_mut().chain(&mut contact.phones).for_each(|it| it.label = String::new());
    contact.tags.clear();
    contact.dates.clear();
    contact.nickname.clear();
    contact.photo = None;
    contact
}

/// Makes one note of all besides.
fn forgetful_and_joining(contact: Contact) -> Contact {
    let notes = contact.notes.join("\n\n");
    Contact { notes: Some(notes).filter(|notes| !notes.is_empty()).into_iter().collect(), ..forgetful(contact) }
}

/// What a card says in which it was written.
fn in_a_card(contact: Contact) -> Contact {
    Card::new(Version::V3, &contact).contact()
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(500))]

    #[test]
    fn both_sides_end_equal_and_nothing_is_lost(history in histories(&[]), here_wins in any::<bool>()) {
        let winner = if here_wins { Side::Here } else { Side::There };
        let mut sides = Sides::default();
        for event in history {
            match event {
                Event::There(edits) => edits.iter().for_each(|edit| edit.apply(&mut sides.there)),
                Event::Here(edits) => edits.iter().for_each(|edit| edit.apply(&mut sides.here)),
                Event::Sync(killed) => {
                    let (there, here) = (sides.there.clone(), sides.here.clone());
                    let base = sides.base.clone().unwrap_or_default();
                    let merged = sides.sync(winner, killed, |stored| stored);
                    nothing_is_lost(&base.there, &there, &merged)?;
                    nothing_is_lost(&base.here, &here, &merged)?;
                    empty_deletes_nothing(&there, &here, &merged)?;
                    nothing_twice(&merged.there)?;
                    nothing_twice(&merged.here)?;
                }
            }
        }
        sides.sync(winner, Killed::Never, |stored| stored);
        prop_assert_eq!(difference(&sides.there, &sides.here), None, "{:#?} {:#?}", sides.there, sides.here);
        let again = sides.sync(winner, Killed::Never, |stored| stored);
        prop_assert_eq!(again.changes, Vec::new());
        prop_assert_eq!((&again.there, &again.here), (&sides.there, &sides.here));
    }

    #[test]
    fn a_kill_changes_nothing_of_what_is_wanted(
        history in histories(&[]),
        here_wins in any::<bool>(),
        after_there in any::<bool>(),
    ) {
        let winner = if here_wins { Side::Here } else { Side::There };
        let mut sides = Sides::default();
        for event in history {
            match event {
                Event::There(edits) => edits.iter().for_each(|edit| edit.apply(&mut sides.there)),
                Event::Here(edits) => edits.iter().for_each(|edit| edit.apply(&mut sides.here)),
                Event::Sync(_) => drop(sides.sync(winner, Killed::Never, |stored| stored)),
            }
        }
        let wanted = sides.merged(winner);
        let killed = if after_there { Killed::AfterThere } else { Killed::AfterHere };
        // All elements of a list, of which each side removed a part, come back if it is killed in between.
        let emptied = |field: &CardField| is_list(field) && wanted.there.values(field).is_empty();
        sides.sync(winner, killed, |stored| stored);
        sides.sync(winner, Killed::Never, |stored| stored);
        for side in [&sides.there, &sides.here] {
            let differing = changes(&wanted.here, side).into_iter().filter(|change| {
                !emptied(&change.field) && change.field != CardField::Phone && !NAME_FIELDS.contains(&change.field)
            });
            prop_assert_eq!(differing.collect::<Vec<_>>(), Vec::new());
        }
    }

    #[test]
    fn a_server_that_keeps_less_takes_nothing_away(
        history in histories(&[]),
        here_wins in any::<bool>(),
    ) {
        let winner = if here_wins { Side::Here } else { Side::There };
        let mut sides = Sides::default();
        for event in history {
            match event {
                Event::There(_) => {}
                Event::Here(edits) => edits.iter().for_each(|edit| edit.apply(&mut sides.here)),
                Event::Sync(_) => {
                    let here = sides.here.clone();
                    let merged = sides.sync(winner, Killed::Never, forgetful_and_joining);
                    let lost = changes(&here, &merged.here);
                    prop_assert!(lost.iter().all(|change| NAME_FIELDS.contains(&change.field)), "{lost:?}");
                    let again = sides.sync(winner, Killed::Never, forgetful_and_joining);
                    prop_assert_eq!(again.changes, Vec::new());
                }
            }
        }
    }

    #[test]
    fn nothing_goes_back_and_forth_with_such_a_server(history in histories(&[]), here_wins in any::<bool>()) {
        let winner = if here_wins { Side::Here } else { Side::There };
        let mut sides = Sides::default();
        sides.live(history, winner, forgetful)?;
        sides.sync(winner, Killed::Never, forgetful);
        prop_assert_eq!(sides.sync(winner, Killed::Never, forgetful).changes, Vec::new());
    }

    // A card that has a family name alone takes it for the name of a company.
    #[test]
    fn both_sides_end_equal_through_vcards(history in histories(&[CardField::Family]), here_wins in any::<bool>()) {
        let winner = if here_wins { Side::Here } else { Side::There };
        let mut sides = Sides::default();
        sides.live(history, winner, in_a_card)?;
        sides.sync(winner, Killed::Never, in_a_card);
        let again = sides.sync(winner, Killed::Never, in_a_card);
        prop_assert_eq!(again.changes, Vec::new());
        // A card has something in the place of a name where there is none.
        let is_named = !sides.here.name.is_empty() && !sides.here.is_called_by_address();
        let here = in_a_card(sides.here);
        let differs = difference(&sides.there, &here).filter(|field| is_named || *field != CardField::Name);
        prop_assert_eq!(differs, None, "{:#?} {:#?}", sides.there, here);
    }
}
