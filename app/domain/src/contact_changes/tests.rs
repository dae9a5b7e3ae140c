use super::{ByMail, Decider, LocalContact, Lookup, changes, complete, undone};
use crate::address::Address;
use crate::any_contact;
use crate::contact::{Contact, Labelled, NameParts};
use crate::decided::Decided;
use crate::decision::{CardField, CustomFieldKind, Decision, ItemKind, PersonField};
use crate::ids::{CompanyId, PersonId};
use std::collections::BTreeMap;

const ADA: PersonId = PersonId(1);
const BOB: PersonId = PersonId(2);
const SIZE: u64 = 7;

/// Everything else: one custom field, and an address of Bob's.
struct World(Decided);

impl Lookup for World {
    fn company(&self, name: &str) -> Option<CompanyId> {
        self.0.named_companies().find(|company| self.0.company_name(*company) == Some(name))
    }

    fn owner(&self, address: &Address) -> Option<PersonId> {
        self.0.home(address)
    }

    fn custom_field(&self, name: &str) -> Option<(u64, CustomFieldKind)> {
        let found = self.0.fields.iter().find(|(_, (known, _))| known == name);
        found.map(|(id, (_, kind))| (*id, kind.clone()))
    }
}

fn world() -> World {
    let mut state = Decided::default();
    state.decide(&Decision::CustomField { id: SIZE, name: "Size".into(), kind: CustomFieldKind::Number }, 0);
    state.decide(&Decision::Address { address: address("bob@king.example"), person: BOB }, 0);
    World(state)
}

fn address(text: &str) -> Address {
    Address::parse(text).unwrap()
}

/// Ada as Kith has her.
fn ada(world: &World) -> LocalContact {
    let state = &world.0;
    let record = state.record(ADA).unwrap_or_default();
    let field = |field| record.fields.get(&field).map(|(value, _)| value.clone()).unwrap_or_default();
    let items = |kind| {
        let of = record.items.values().filter(move |item| item.kind == kind);
        of.map(|item| Labelled::new(item.label.as_str(), item.value.as_str())).collect::<Vec<_>>()
    };
    let homes = state.homes.iter().filter(|(_, home)| **home == ADA);
    let label = |address: &Address| state.address_labels.get(address).cloned().unwrap_or_default();
    let company = state.company_of(ADA).flatten().and_then(|company| state.company_name(company));
    let size = field(PersonField::Custom(SIZE));
    LocalContact {
        person: ADA,
        contact: Contact {
            name: field(PersonField::Name),
            parts: NameParts {
                given: field(PersonField::Given),
                family: field(PersonField::Family),
                additional: field(PersonField::Additional),
                prefix: field(PersonField::Prefix),
                suffix: field(PersonField::Suffix),
            },
            nickname: field(PersonField::Nickname),
            emails: homes.map(|(address, _)| Labelled::new(label(address), address.as_str())).collect(),
            phones: items(ItemKind::Phone),
            postal: items(ItemKind::Postal),
            links: items(ItemKind::Link),
            dates: items(ItemKind::Date),
            birthday: field(PersonField::Birthday),
            company: company.unwrap_or_default().to_owned(),
            role: field(PersonField::Role),
            notes: items(ItemKind::Note).into_iter().map(|note| note.value).collect(),
            tags: record.tags.values().cloned().collect(),
            custom: (!size.is_empty()).then(|| ("Size".to_owned(), size)).into_iter().collect(),
            ..Contact::default()
        },
        items: record.items,
        by_mail: ByMail::default(),
    }
}

fn decide(world: &mut World, wanted: &Contact, at: i64) -> Vec<Decision> {
    let decisions = Decider::new(world, at, at.unsigned_abs()).decisions(&ada(world), wanted);
    decisions.iter().for_each(|decision| world.0.decide(decision, at));
    decisions
}

proptest::proptest! {
    #[test]
    fn what_is_decided_makes_what_is_wanted(
        first in any_contact::contact(&[CardField::Photo]),
        second in any_contact::contact(&[CardField::Photo]),
    ) {
        let mut world = world();
        for (at, wanted) in [(1, &first), (2, &second), (3, &first)] {
            decide(&mut world, wanted, at);
            proptest::prop_assert_eq!(changes(&ada(&world).contact, wanted), Vec::new());
            proptest::prop_assert_eq!(decide(&mut world, wanted, 9), Vec::new());
        }
    }

    #[test]
    fn changes_are_taken_back(
        before in any_contact::contact(&[CardField::Photo]),
        after in any_contact::contact(&[CardField::Photo]),
    ) {
        let all = changes(&before, &after);
        proptest::prop_assert_eq!(changes(&undone(&after, &all), &before), Vec::new());
    }

    #[test]
    fn completing_only_adds_and_adds_once(
        first in any_contact::contact(&[]),
        second in any_contact::contact(&[]),
    ) {
        let whole = complete(&first, &[], &second);
        for change in changes(&first, &whole) {
            let was = change.before.unwrap_or_default();
            let is = change.after.unwrap();
            proptest::prop_assert!(was.value.is_empty() || was.value == is.value && was.label.is_empty());
        }
        proptest::prop_assert_eq!(&complete(&whole, &[], &second), &whole);
        proptest::prop_assert_eq!(&complete(&whole, &[], &first), &whole);
    }
}

#[test]
fn what_only_looks_different_changes_nothing() {
    let one = Contact {
        name: "José  King".into(),
        emails: vec![Labelled::new("Work", "Jose@King.example"), Labelled::new("", "j@king.example")],
        phones: vec![Labelled::new("mobile", "+49 30 1234567")],
        notes: vec!["Likes tea\r\nand cake".into()],
        tags: vec!["Friend".into()],
        custom: vec![("Size".into(), "4".into())],
        ..Contact::default()
    };
    let other = Contact {
        name: "Jose\u{301} King ".into(),
        emails: vec![Labelled::new("", "J@king.example"), Labelled::new("WORK", "jose@king.example")],
        phones: vec![Labelled::new("MOBILE", "+49-30-1234567")],
        notes: vec!["Likes tea\nand cake".into()],
        tags: vec!["friend".into()],
        custom: vec![("SIZE".into(), "4".into())],
        ..Contact::default()
    };
    assert_eq!(changes(&one, &other), []);
    assert_eq!(complete(&one, &[], &other), one);
}

#[test]
fn what_was_done_since_stays() {
    let contact = |role: &str, phones: &[&str]| Contact {
        role: role.into(),
        phones: phones.iter().map(|phone| Labelled::new("", *phone)).collect(),
        ..Contact::default()
    };
    for (before, after, now, expected) in [
        // The role was changed again, a number was added.
        (
            contact("Cook", &["110"]),
            contact("Baker", &["112"]),
            contact("Smith", &["112", "115"]),
            contact("Smith", &["110", "115"]),
        ),
        // The number that came is gone, or the one that went is back.
        (contact("", &[]), contact("", &["112"]), contact("", &[]), contact("", &[])),
        (contact("", &["110"]), contact("", &[]), contact("", &["110"]), contact("", &["110"])),
        (contact("", &["110"]), contact("", &["112"]), contact("", &["115"]), contact("", &["115"])),
    ] {
        assert_eq!(undone(&now, &changes(&before, &after)), expected);
    }
}

#[test]
fn an_edited_note_is_the_same_note() {
    let mut world = world();
    decide(&mut world, &Contact { notes: vec!["Likes tea".into(), "Met in Oslo".into()], ..Contact::default() }, 1);
    let before = ada(&world).items;
    let edited = Contact { notes: vec!["Met in Oslo".into(), "Likes tea and cake".into()], ..Contact::default() };
    let decisions = decide(&mut world, &edited, 2);
    let [Decision::SetItem { item, value, at: 1, .. }] = decisions.as_slice() else { panic!("{decisions:?}") };
    assert_eq!((before[item].value.as_str(), value.as_str()), ("Likes tea", "Likes tea and cake"));
}

#[test]
fn an_address_of_someone_else_stays_theirs_and_one_by_mail_stays() {
    let mut world = world();
    let wanted = |emails: &[&str]| Contact {
        emails: emails.iter().map(|email| Labelled::new("home", *email)).collect(),
        ..Contact::default()
    };
    assert_eq!(decide(&mut world, &wanted(&["bob@king.example", "no address"]), 1), []);
    let mut local = ada(&world);
    local.contact = wanted(&["ada@king.example", "a@king.example"]);
    local.by_mail.addresses = vec![address("ada@king.example")];
    let decisions = Decider::new(&world, 1, 1).decisions(&local, &Contact::default());
    assert_eq!(decisions, [Decision::RemoveAddress { address: address("a@king.example"), person: ADA }]);
    // Of two in one run, the first has it.
    let mut decider = Decider::new(&world, 1, 1);
    let new = |person| LocalContact { person, ..ada(&world) };
    assert_eq!(decider.decisions(&new(ADA), &wanted(&["new@king.example"])).len(), 2);
    assert_eq!(decider.decisions(&new(BOB), &wanted(&["new@king.example"])), []);
}

#[test]
fn a_company_is_made_once_a_run() {
    let world = world();
    let mut decider = Decider::new(&world, 1, 1);
    let wanted = |company: &str| Contact { company: company.into(), ..Contact::default() };
    let first = decider.decisions(&ada(&world), &wanted("Acme"));
    let [Decision::Company { company, .. }, Decision::CompanyOf { company: Some(of), .. }] = first.as_slice() else {
        panic!("{first:?}")
    };
    assert_eq!(company, of);
    let second = decider.decisions(&LocalContact { person: BOB, ..ada(&world) }, &wanted("ACME"));
    assert_eq!(second, [Decision::CompanyOf { people: vec![BOB], company: Some(*company) }]);
}

#[test]
fn a_custom_field_takes_what_it_can_hold() {
    let mut world = world();
    let wanted =
        |name: &str, value: &str| Contact { custom: vec![(name.to_owned(), value.to_owned())], ..Contact::default() };
    let set =
        |value: &str| vec![Decision::SetField { person: ADA, field: PersonField::Custom(SIZE), value: value.into() }];
    assert_eq!(decide(&mut world, &wanted("Size", "four"), 1), []);
    assert_eq!(decide(&mut world, &wanted("Shoes", "4"), 1), []);
    assert_eq!(decide(&mut world, &wanted("Size", "4,5"), 1), set("4.5"));
    assert_eq!(decide(&mut world, &Contact::default(), 1), set(""));
}

#[test]
fn parts_that_follow_from_the_name_are_not_decided() {
    let world = world();
    let mut local = ada(&world);
    local.by_mail.fields = vec![CardField::Name, CardField::Given, CardField::Family];
    let wanted = |name: &str, given: &str, family: &str| Contact {
        name: name.into(),
        parts: NameParts { given: given.into(), family: family.into(), ..NameParts::default() },
        ..Contact::default()
    };
    let fields = |wanted: &Contact| -> BTreeMap<PersonField, String> {
        let decisions = Decider::new(&world, 1, 1).decisions(&local, wanted);
        let set = decisions.into_iter().filter_map(|decision| match decision {
            Decision::SetField { field, value, .. } => Some((field, value)),
            _ => None,
        });
        set.collect()
    };
    assert_eq!(fields(&wanted("Ada King", "Ada", "King")), BTreeMap::from([(PersonField::Name, "Ada King".into())]));
    let other = fields(&wanted("Ada Byron King", "Ada", "Byron King"));
    assert_eq!(other.keys().collect::<Vec<_>>(), [&PersonField::Name, &PersonField::Given, &PersonField::Family]);
}

#[test]
fn an_address_is_no_name() {
    let world = world();
    let card = Contact {
        name: "ADA@king.example".into(),
        emails: vec![Labelled::new("", "ada@king.example")],
        ..Contact::default()
    };
    let decisions = Decider::new(&world, 1, 1).decisions(&ada(&world), &card);
    assert_eq!(decisions, [Decision::Address { address: address("ada@king.example"), person: ADA }]);
    let by_mail = Contact { name: "ada".into(), ..Contact::default() };
    assert_eq!(complete(&by_mail, &[CardField::Name], &card).name, "ada");
}

#[test]
fn what_follows_from_the_mail_gives_way() {
    let by_mail = Contact { name: "ada".into(), company: "Acme".into(), ..Contact::default() };
    let card =
        Contact { name: "Ada King".into(), company: "Acme Ltd".into(), role: "Countess".into(), ..by_mail.clone() };
    let weak = [CardField::Name, CardField::Company];
    assert_eq!(complete(&by_mail, &weak, &card), card);
    let kept = Contact { role: "Countess".into(), ..by_mail.clone() };
    assert_eq!(complete(&by_mail, &[], &card), kept);
}
