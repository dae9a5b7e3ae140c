use super::{Entry, Journal, Stamp};
use crate::address::Address;
use crate::decided::Decided;
use crate::decision::{CompanyId, Decision, Field, Kind, Standing, Who};
use crate::person::PersonId;

const ADA: PersonId = PersonId(1);
const BOB: PersonId = PersonId(2);
const EVE: PersonId = PersonId(3);

fn address(text: &str) -> Address {
    Address::parse(text).unwrap()
}

fn name(person: PersonId, value: &str) -> Decision {
    Decision::Set { person, field: Field::Name, value: value.to_owned() }
}

fn undo(mark: u64, undone: bool) -> Decision {
    Decision::Undo { mark, undone }
}

/// A journal of those entries, one a second; the mark of each is its number.
fn journal(entries: &[&[Decision]]) -> Journal {
    let mut journal = Journal::default();
    for (at, decisions) in (1_u64..).zip(entries) {
        let stamp = Stamp { at: at * 1_000, count: 0, device: 7 };
        journal.add(Entry { stamp, mark: at, decisions: decisions.to_vec() });
    }
    journal
}

fn shown(state: &Decided, person: PersonId) -> Option<String> {
    state.record(person)?.fields.get(&Field::Name).map(|(name, _)| name.clone())
}

#[test]
fn a_stamp_is_later_than_what_its_maker_knew_whatever_the_clock_says() {
    let first = Stamp::default().next(5_000, 7);
    for (now, expected) in [(6_000, (6_000, 0)), (5_000, (5_000, 1)), (4_000, (5_000, 1))] {
        let next = first.next(now, 8);
        assert_eq!((next.at, next.count), expected);
        assert!(next > first && next.text() > first.text());
    }
}

#[test]
fn the_last_word_counts_and_an_empty_one_takes_it_back() {
    assert_eq!(shown(journal(&[&[name(ADA, "Ada")], &[name(ADA, " Ada L. ")]]).state(), ADA), Some("Ada L.".into()));
    assert_eq!(shown(journal(&[&[name(ADA, "Ada")], &[name(ADA, "")]]).state(), ADA), None);
}

#[test]
fn what_is_undone_was_never_said_and_can_be_said_again() {
    let all: [&[Decision]; 4] = [&[name(ADA, "Ada")], &[name(ADA, "Eve")], &[undo(2, true)], &[undo(2, false)]];
    for (entries, expected) in [(1, "Ada"), (2, "Eve"), (3, "Ada"), (4, "Eve")] {
        assert_eq!(shown(journal(&all[..entries]).state(), ADA).as_deref(), Some(expected), "{entries}");
    }
}

#[test]
fn an_undone_merge_leaves_both_as_they_were_and_what_came_later() {
    let merge = [Decision::Merge { into: ADA, from: BOB }];
    let both = journal(&[&[name(ADA, "Ada")], &[name(BOB, "Bob")], &merge]);
    assert_eq!(both.state().one(BOB), ADA);
    assert_eq!(both.state().parts(ADA).collect::<Vec<_>>(), [ADA, BOB]);
    assert_eq!(shown(both.state(), ADA).as_deref(), Some("Ada"));
    let again =
        journal(&[&[name(ADA, "Ada")], &[name(BOB, "Bob")], &merge, &[name(ADA, "Countess")], &[undo(3, true)]]);
    assert_eq!(again.state().one(BOB), BOB);
    assert_eq!(shown(again.state(), ADA).as_deref(), Some("Countess"));
    assert_eq!(shown(again.state(), BOB).as_deref(), Some("Bob"));
}

#[test]
fn merges_go_on_and_never_round() {
    let merge = |into, from| [Decision::Merge { into, from }];
    let state = journal(&[&merge(ADA, BOB), &merge(EVE, ADA), &merge(BOB, EVE), &merge(ADA, ADA)]).state().clone();
    assert!([ADA, BOB, EVE].iter().all(|&person| state.one(person) == EVE));
}

#[test]
fn of_two_that_are_one_nothing_that_was_typed_is_lost() {
    let phone = |person, item, value: &str| Decision::Put {
        person,
        kind: Kind::Phone,
        item,
        label: "work".into(),
        value: value.into(),
        at: 0,
    };
    let tag = |person, tag: &str| Decision::Tag { people: vec![person], tag: tag.into(), on: true };
    let state = journal(&[
        &[name(BOB, "Bob"), phone(ADA, 1, "1"), phone(BOB, 2, "2"), tag(ADA, "Friend"), tag(BOB, "Investor")],
        &[Decision::Merge { into: ADA, from: BOB }],
    ]);
    let record = state.state().record(ADA).unwrap();
    assert_eq!(record.fields.get(&Field::Name).map(|(name, _)| name.as_str()), Some("Bob"));
    assert_eq!(record.items.values().map(|item| item.value.as_str()).collect::<Vec<_>>(), ["1", "2"]);
    assert_eq!(record.tags.keys().collect::<Vec<_>>(), ["friend", "investor"]);
}

#[test]
fn a_tag_is_the_same_however_it_is_written() {
    let tag = |tag: &str, on| [Decision::Tag { people: vec![ADA], tag: tag.into(), on }];
    let on = journal(&[&tag("Café", true), &tag("cafe", true)]);
    assert_eq!(on.state().record(ADA).unwrap().tags.values().collect::<Vec<_>>(), ["cafe"]);
    assert!(journal(&[&tag("Café", true), &tag("CAFE", false)]).state().record(ADA).unwrap().tags.is_empty());
}

#[test]
fn someone_deleted_stays_so_until_they_are_wanted_again() {
    let ada = address("ada@x.example");
    let id = PersonId::of(ada.as_str());
    let delete = [Decision::Delete { person: id, addresses: vec![id] }];
    assert!(journal(&[&[name(id, "Ada")], &delete]).state().is_deleted(id));
    assert!(journal(&[&[name(id, "Ada")], &delete]).state().record(id).is_none());
    let back = journal(&[&[name(id, "Ada")], &delete, &[undo(2, true)]]);
    assert_eq!((back.state().is_deleted(id), shown(back.state(), id).as_deref()), (false, Some("Ada")));
    for wanted in [Decision::Standing(id, Some(Standing::Person)), Decision::Address { address: ada, person: BOB }] {
        assert!(!journal(&[&delete, &[wanted]]).state().is_deleted(id));
    }
}

#[test]
fn companies_are_renamed_merged_and_left() {
    let (acme, corp) = (CompanyId::of("acme.example"), CompanyId(9));
    let journal = journal(&[
        &[Decision::Company { company: corp, name: "Corp".into() }],
        &[Decision::CompanyOf { people: vec![ADA], company: Some(acme) }],
        &[Decision::CompanyOf { people: vec![BOB], company: None }],
        &[Decision::MergeCompany { into: corp, from: acme }],
    ]);
    let state = journal.state();
    assert_eq!(state.company_of(ADA), Some(Some(corp)));
    assert_eq!((state.company_of(BOB), state.company_of(EVE)), (Some(None), None));
    assert_eq!(state.company_name(corp), Some("Corp"));
}

proptest::proptest! {
    #[test]
    fn the_order_in_which_entries_come_does_not_matter(
        said in proptest::collection::vec((0_u8..9, 1_u64..4, 1_u64..4), 1..20),
        order in proptest::collection::vec(proptest::num::usize::ANY, 20),
    ) {
        let decision = |(what, one, other): (u8, u64, u64)| match what {
            0 => Decision::Merge { into: PersonId(one), from: PersonId(other) },
            1 => name(PersonId(one), &other.to_string()),
            2 => Decision::Standing(PersonId(one), Some(Standing::Never)),
            3 => Decision::Delete { person: PersonId(one), addresses: vec![PersonId(other)] },
            4 => Decision::Tag { people: vec![PersonId(one)], tag: "t".into(), on: other > 1 },
            5 => Decision::Who(if one > 1 { Who::Seen } else { Who::Written }),
            6 => Decision::CompanyOf { people: vec![PersonId(one)], company: Some(CompanyId(other)) },
            7 => undo(one + other, other > 1),
            _ => Decision::MergeCompany { into: CompanyId(one), from: CompanyId(other) },
        };
        let entries: Vec<Entry> = (1_u64..).zip(said).map(|(at, said)| {
            Entry { stamp: Stamp { at, count: 0, device: 1 }, mark: at, decisions: vec![decision(said)] }
        }).collect();
        let mut in_order = Journal::default();
        entries.iter().for_each(|entry| in_order.add(entry.clone()));
        let mut turned: Vec<(usize, Entry)> = order.into_iter().zip(entries.iter().cloned()).collect();
        turned.sort_by_key(|(at, _)| *at);
        let mut otherwise = Journal::default();
        turned.iter().for_each(|(_, entry)| otherwise.add(entry.clone()));
        // Again: it changes nothing.
        turned.iter().for_each(|(_, entry)| otherwise.add(entry.clone()));
        proptest::prop_assert_eq!(in_order.state(), otherwise.state());
        let at_once = Journal::of(entries);
        proptest::prop_assert_eq!(at_once.state(), in_order.state());
    }
}
