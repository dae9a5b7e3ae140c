mod histories;

use super::{Base, MergeRules, Merged, Side, merge};
use crate::address::Address;
use crate::any_contact::picture;
use crate::contact::{Contact, Labelled};
use crate::contact_changes::{ByMail, LocalContact, changes};
use crate::contact_photo::told_photo;
use crate::decision::{CardChangeKind, CardDirection, CardField, CustomFieldKind};
use crate::ids::PersonId;
use crate::mapping::{CustomFields, KithField, Mapping, Pair, PairDirection};
use std::collections::BTreeMap;

const FIELDS: [(&str, CardField); 12] = [
    ("name", CardField::Name),
    ("given", CardField::Given),
    ("family", CardField::Family),
    ("role", CardField::Role),
    ("company", CardField::Company),
    ("birthday", CardField::Birthday),
    ("email", CardField::Email),
    ("phone", CardField::Phone),
    ("note", CardField::Note),
    ("tag", CardField::Tag),
    ("nickname", CardField::Nickname),
    ("prefix", CardField::Prefix),
];

/// `name=Ada King; phone=work:110; phone=112; photo=1`
fn contact(text: &str) -> Contact {
    let mut contact = Contact::default();
    for (name, value) in text.split("; ").filter_map(|part| part.split_once('=')) {
        if name == "photo" {
            contact.photo = Some(picture(value.parse().unwrap()));
            continue;
        }
        let field = FIELDS.iter().find(|(known, _)| *known == name);
        let field = field.map_or_else(|| CardField::Other(name.to_owned()), |(_, field)| field.clone());
        let (label, value) = value.split_once(':').unwrap_or(("", value));
        let mut values = contact.values(&field);
        values.push(Labelled::new(label, value));
        contact.set_values(&field, values);
    }
    contact
}

fn local(contact: &Contact) -> LocalContact {
    LocalContact { person: PersonId(1), contact: contact.clone(), items: BTreeMap::new(), by_mail: ByMail::default() }
}

/// Merges with that mapping.
fn merged(base: Option<(&str, &str)>, there: &str, here: &LocalContact, winner: Side, mapping: &Mapping) -> Merged {
    let base = base.map(|(there, here)| Base { there: contact(there), here: contact(here) });
    merge(base.as_ref(), &contact(there), here, MergeRules { winner, mapping, fields: &custom_fields() })
}

/// A text, and a number of the number 2.
fn custom_fields() -> CustomFields {
    [(1, ("Met".to_owned(), CustomFieldKind::Text)), (2, ("Size".to_owned(), CustomFieldKind::Number))].into()
}

fn check(rule: &str, merged: &Merged, there: &str, here: &str) {
    assert_eq!(merged.there, contact(there), "{rule}: there");
    assert_eq!(merged.here, contact(here), "{rule}: here");
}

/// What lost, and on which side.
fn kept(merged: &Merged) -> Vec<(CardDirection, CardField, Labelled)> {
    let kept = merged.changes.iter().filter_map(|change| match &change.what {
        CardChangeKind::Field { field, kept: Some(kept), .. } => Some((change.direction, field.clone(), kept.clone())),
        _ => None,
    });
    kept.collect()
}

#[test]
fn two_sides_that_agreed_once() {
    // What both were, what each is now, and what both are to be.
    for (rule, base, there, here, expected) in [
        ("nothing changed", "role=Cook", "role=Cook", "role=Cook", "role=Cook"),
        ("changed there", "role=Cook", "role=Baker", "role=Cook", "role=Baker"),
        ("changed here", "role=Cook", "role=Cook", "role=Baker", "role=Baker"),
        ("changed alike", "role=Cook", "role=Baker", "role=Baker", "role=Baker"),
        ("new there", "", "role=Cook", "", "role=Cook"),
        ("new here", "", "", "role=Cook", "role=Cook"),
        ("emptied there: filled again", "role=Cook", "", "role=Cook", "role=Cook"),
        ("emptied there, changed here", "role=Cook", "", "role=Baker", "role=Baker"),
        ("emptied here: decided", "role=Cook", "role=Cook", "", ""),
        ("emptied here, changed there", "role=Cook", "role=Baker", "", "role=Baker"),
        ("emptied on both", "role=Cook", "", "", ""),
        (
            "two fields",
            "role=Cook; company=A",
            "role=Baker; company=A",
            "role=Cook; company=B",
            "role=Baker; company=B",
        ),
        ("year of birth", "birthday=--12-10", "birthday=1815-12-10", "birthday=--12-10", "birthday=1815-12-10"),
        ("added there", "tag=a", "tag=a; tag=b", "tag=a", "tag=a; tag=b"),
        ("added here", "tag=a", "tag=a", "tag=a; tag=b", "tag=a; tag=b"),
        ("added on both", "tag=a", "tag=a; tag=b", "tag=a; tag=b", "tag=a; tag=b"),
        ("removed there", "tag=a; tag=b", "tag=a", "tag=a; tag=b", "tag=a"),
        ("removed here", "tag=a; tag=b", "tag=a; tag=b", "tag=b", "tag=b"),
        ("all removed there: filled again", "tag=a; tag=b", "", "tag=a; tag=b", "tag=a; tag=b"),
        ("all removed here: decided", "tag=a; tag=b", "tag=a; tag=b", "", ""),
        ("all removed there, one here", "tag=a; tag=b", "", "tag=b", "tag=b"),
        ("all replaced there", "tag=a", "tag=b", "tag=a", "tag=b"),
        ("label changed there", "phone=work:110", "phone=home:110", "phone=work:110", "phone=home:110"),
        ("label changed here", "phone=work:110", "phone=work:110", "phone=home:110", "phone=home:110"),
        ("label removed there: filled again", "phone=work:110", "phone=110", "phone=work:110", "phone=work:110"),
        ("label removed here", "phone=work:110", "phone=work:110", "phone=110", "phone=110"),
        (
            "removed there, label changed here: the change counts",
            "phone=work:110; phone=112",
            "phone=112",
            "phone=home:110; phone=112",
            "phone=112; phone=home:110",
        ),
        (
            "removed here, label changed there: the change counts",
            "phone=work:110; phone=112",
            "phone=home:110; phone=112",
            "phone=112",
            "phone=home:110; phone=112",
        ),
        (
            "a number got its country",
            "phone=030 1234567",
            "phone=+49 30 1234567",
            "phone=030 1234567",
            "phone=+49 30 1234567",
        ),
        (
            "a note edited there",
            "note=tea; note=Oslo",
            "note=cake; note=Oslo",
            "note=tea; note=Oslo",
            "note=cake; note=Oslo",
        ),
        ("a note edited on both", "note=tea", "note=cake", "note=jam", "note=cake; note=jam"),
        ("picture changed there", "photo=1", "photo=2", "photo=1", "photo=2"),
        ("picture changed here", "photo=1", "photo=1", "photo=2", "photo=2"),
        ("picture removed there: filled again", "photo=1", "", "photo=1", "photo=1"),
        ("picture removed here", "photo=1", "photo=1", "", ""),
    ] {
        for winner in [Side::There, Side::Here] {
            let merged = merged(Some((base, base)), there, &local(&contact(here)), winner, &Mapping::default());
            assert_eq!(changes(&merged.there, &contact(expected)), [], "{rule}: there");
            assert_eq!(changes(&merged.here, &contact(expected)), [], "{rule}: here");
            assert_eq!(kept(&merged), [], "{rule}");
        }
    }
}

#[test]
fn what_both_changed_is_the_winners_and_the_other_is_kept() {
    for (field, base, there, here) in [
        (CardField::Role, "role=Cook", "role=Baker", "role=Smith"),
        (CardField::Role, "", "role=Baker", "role=Smith"),
        (CardField::Phone, "phone=110", "phone=work:110", "phone=home:110"),
        (CardField::Phone, "phone=030 1234567", "phone=+49 30 1234567", "phone=+44 30 1234567"),
        (CardField::Photo, "photo=1", "photo=2", "photo=3"),
    ] {
        for (winner, expected, lost, direction) in
            [(Side::There, there, here, CardDirection::In), (Side::Here, here, there, CardDirection::Out)]
        {
            let merged = merged(Some((base, base)), there, &local(&contact(here)), winner, &Mapping::default());
            check(base, &merged, expected, expected);
            let [change] = merged.changes.as_slice() else { panic!("{:?}", merged.changes) };
            let CardChangeKind::Field { before, kept, .. } = &change.what else { panic!("{change:?}") };
            assert_eq!((before, change.direction), (kept, direction));
            assert_eq!(super::tests::kept(&merged).len(), 1);
            let lost = contact(lost);
            let lost = lost.values(&field).pop().or_else(|| lost.photo.as_ref().map(told_photo));
            assert_eq!(*kept, lost);
        }
    }
}

#[test]
fn two_sides_that_meet_for_the_first_time() {
    for (there, here, expected_there, expected_here) in [
        (
            "name=Ada King; tag=a",
            "role=Cook; tag=b",
            "name=Ada King; given=Ada; family=King; role=Cook; tag=a; tag=b",
            "name=Ada King; given=Ada; family=King; role=Cook; tag=b; tag=a",
        ),
        ("phone=work:110", "phone=110; phone=112", "phone=work:110; phone=112", "phone=work:110; phone=112"),
        (
            "email=Home:ADA@king.example",
            "email=home:ada@king.example",
            "email=Home:ADA@king.example",
            "email=home:ada@king.example",
        ),
        ("phone=030 1234567", "phone=+49 30 1234567", "phone=030 1234567", "phone=+49 30 1234567"),
        ("tag=Friend", "tag=friend", "tag=Friend", "tag=friend"),
        ("role=Jose\u{301}  X", "role=Jos\u{e9} X", "role=Jose\u{301}  X", "role=Jos\u{e9} X"),
        ("photo=1", "", "photo=1", "photo=1"),
        ("", "photo=1", "photo=1", "photo=1"),
    ] {
        let merged = merged(None, there, &local(&contact(here)), Side::There, &Mapping::default());
        check(there, &merged, expected_there, expected_here);
        assert_eq!(kept(&merged), []);
    }
}

#[test]
fn what_a_side_cannot_express_is_no_change() {
    // Neither labels nor tags were kept there, and the picture here was scaled down.
    let (there, here) = ("phone=110; photo=1", "phone=work:110; tag=a; role=Cook; photo=2");
    let base = Some((there, here));
    let mapping = Mapping::default();
    let same = merged(base, there, &local(&contact(here)), Side::There, &mapping);
    assert_eq!(same.changes, []);
    // What changes besides moves as ever.
    let here = local(&contact("phone=work:110; tag=a; tag=b; role=Cook; photo=2"));
    let both = merged(base, "phone=110; phone=112; photo=3", &here, Side::There, &mapping);
    check(
        "both",
        &both,
        "phone=110; phone=112; tag=b; photo=3",
        "phone=work:110; phone=112; tag=a; tag=b; role=Cook; photo=3",
    );
}

#[test]
fn what_was_sent_and_has_arrived_is_what_both_agree_on() {
    let (mapping, fields) = (Mapping::default(), custom_fields());
    // What both were, what was sent, what the server has, what the person is by now, and what both are to be.
    for (rule, base, sent, there, here, expected) in [
        ("arrived, and changed again here", "role=A", "role=B", "role=B", "role=C", "role=C"),
        ("arrived, and changed back here", "role=A", "role=B", "role=B", "role=A", "role=A"),
        ("did not arrive, and changed again", "role=A", "role=B", "role=A", "role=C", "role=C"),
        ("arrived, and changed there as well", "role=A", "role=B", "role=D", "role=B", "role=D"),
        (
            "arrived, and another field changed there",
            "role=A; company=X",
            "role=B; company=X",
            "role=B; company=Y",
            "role=C; company=X",
            "role=C; company=Y",
        ),
        ("element arrived, and removed here", "tag=a", "tag=a; tag=b", "tag=a; tag=b", "tag=a", "tag=a"),
        ("element arrived, and removed there", "tag=a", "tag=a; tag=b", "tag=a", "tag=a; tag=b", "tag=a; tag=b"),
        (
            "label arrived, and changed again",
            "phone=work:110",
            "phone=home:110",
            "phone=home:110",
            "phone=110",
            "phone=110",
        ),
        ("picture arrived, and changed again", "photo=1", "photo=2", "photo=2", "photo=3", "photo=3"),
        ("picture arrived, and removed here", "photo=1", "photo=2", "photo=2", "", ""),
    ] {
        let both = |is: &str| Base { there: contact(is), here: contact(is) };
        let base = both(base).or_sent(&both(sent), &contact(there), &mapping, &fields);
        let rules = MergeRules { winner: Side::There, mapping: &mapping, fields: &fields };
        check(rule, &merge(Some(&base), &contact(there), &local(&contact(here)), rules), expected, expected);
    }
}

#[test]
fn a_scaled_picture_never_takes_the_place_of_the_whole_one() {
    let mapping = Mapping::default();
    let merged = |base, there, here| merged(Some(base), there, &local(&contact(here)), Side::Here, &mapping);
    // It was being scaled when the base was stored.
    assert_eq!(merged(("photo=1", ""), "photo=1", "photo=2").changes, []);
    check("another one there", &merged(("photo=1", ""), "photo=3", "photo=2"), "photo=3", "photo=3");
    check("another one there", &merged(("photo=1", "photo=2"), "photo=3", "photo=2"), "photo=3", "photo=3");
    // Removed there, the whole one comes back.
    check("removed there", &merged(("photo=1", "photo=2"), "", "photo=2"), "photo=1", "photo=2");
    check("removed here", &merged(("photo=1", "photo=2"), "photo=1", ""), "", "");
    check("changed here", &merged(("photo=1", "photo=2"), "photo=1", "photo=3"), "photo=3", "photo=3");
}

#[test]
fn an_address_with_mail_goes_out_again() {
    let mut here = local(&contact("email=ada@king.example; email=a@king.example; email=b@king.example"));
    here.by_mail.addresses = vec![Address::parse("ada@king.example").unwrap()];
    let base = "email=ada@king.example; email=a@king.example; email=b@king.example";
    let merged = merged(Some((base, base)), "email=b@king.example", &here, Side::There, &Mapping::default());
    check(
        "removed there",
        &merged,
        "email=b@king.example; email=ada@king.example",
        "email=ada@king.example; email=b@king.example",
    );
}

#[test]
fn what_follows_from_the_mail_gives_way() {
    let by_mail = |text: &str| LocalContact {
        by_mail: ByMail {
            fields: vec![CardField::Name, CardField::Given, CardField::Family, CardField::Company],
            addresses: Vec::new(),
        },
        ..local(&contact(text))
    };
    let mapping = Mapping::default();
    let merged = |base, there, here| merged(base, there, &by_mail(here), Side::Here, &mapping);
    check("first", &merged(None, "company=Acme Ltd", "company=Acme"), "company=Acme Ltd", "company=Acme Ltd");
    check("filled", &merged(None, "", "company=Acme"), "company=Acme", "company=Acme");
    let base = Some(("company=Acme", "company=Acme"));
    check("other mail", &merged(base, "company=Acme", "company=Acme-Group"), "company=Acme", "company=Acme");
    check("emptied there", &merged(base, "", "company=Acme"), "company=Acme", "company=Acme");
}

#[test]
fn an_address_is_no_name() {
    let (unnamed, named) = ("name=ada@king.example; email=ada@king.example", "name=Ada King; email=ada@king.example");
    let whole = "name=Ada King; email=ada@king.example; given=Ada; family=King";
    let mapping = Mapping::default();
    for winner in [Side::There, Side::Here] {
        let merged = |there, here| merged(None, there, &local(&contact(here)), winner, &mapping);
        assert_eq!(merged(unnamed, unnamed).changes, []);
        check("there", &merged(unnamed, named), whole, whole);
        check("here", &merged(named, unnamed), whole, whole);
    }
}

#[test]
fn of_a_name_only_the_part_that_changed_is_changed() {
    let full = "name=Dr. Ada King; prefix=Dr.; given=Ada; family=King";
    let mum = "name=Mum; given=Ada; family=King";
    for (rule, base, there, here, expected) in [
        (
            "a part changed there",
            full,
            "name=Dr. Ada King; prefix=Dr.; given=Ada; family=Holm",
            full,
            "name=Dr. Ada Holm; prefix=Dr.; given=Ada; family=Holm",
        ),
        (
            "a part changed on each side",
            full,
            "name=Dr. Ada Holm; prefix=Dr.; given=Ada; family=Holm",
            "name=Dr. Eve King; prefix=Dr.; given=Eve; family=King",
            "name=Dr. Eve Holm; prefix=Dr.; given=Eve; family=Holm",
        ),
        (
            "the name is of another kind",
            mum,
            "name=Mama; given=Ada; family=King",
            mum,
            "name=Mama; given=Ada; family=King",
        ),
        ("the parts of such a name", mum, mum, "name=Mum; given=Ada; family=Holm", "name=Mum; given=Ada; family=Holm"),
    ] {
        let merged = merged(Some((base, base)), there, &local(&contact(here)), Side::There, &Mapping::default());
        check(rule, &merged, expected, expected);
        assert_eq!(kept(&merged), [], "{rule}");
    }
}

#[test]
fn a_name_in_one_form_is_split_and_joined() {
    let pair =
        |field: CardField| Pair { there: field.clone(), here: KithField::Own(field), direction: PairDirection::Both };
    let joined = Mapping { pairs: vec![pair(CardField::Name)] };
    let split = Mapping { pairs: vec![pair(CardField::Given), pair(CardField::Family)] };
    let base = "name=Ada King; given=Ada; family=King";
    let here = |text: &str| local(&contact(text));
    // There is only the name.
    let came = merged(Some(("name=Ada King", base)), "name=Ada Holm", &here(base), Side::There, &joined);
    assert_eq!(came.here, contact("name=Ada Holm; given=Ada; family=Holm"));
    let went = merged(
        Some(("name=Ada King", base)),
        "name=Ada King",
        &here("name=Ada King; given=Ada; family=Holm"),
        Side::There,
        &joined,
    );
    assert_eq!(went.there.name, "Ada Holm");
    // There are only the parts.
    let parts = "given=Ada; family=King";
    let came = merged(Some((parts, base)), "given=Ada; family=Holm", &here(base), Side::There, &split);
    assert_eq!(came.here, contact("name=Ada Holm; given=Ada; family=Holm"));
    let went = merged(Some((parts, base)), parts, &here("name=Ada Holm; given=Ada; family=King"), Side::There, &split);
    assert_eq!((went.there.parts.given.as_str(), went.there.parts.family.as_str()), ("Ada", "Holm"));
}

#[test]
fn a_pair_goes_only_in_its_direction_and_a_field_without_one_stays() {
    for (direction, base, there, here, expected_there, expected_here) in [
        (PairDirection::In, "role=Cook", "role=Baker", "role=Cook", "role=Baker", "role=Baker"),
        (PairDirection::In, "role=Cook", "role=Cook", "role=Baker", "role=Cook", "role=Baker"),
        (PairDirection::In, "", "", "role=Baker", "", "role=Baker"),
        (PairDirection::Out, "role=Cook", "role=Baker", "role=Cook", "role=Baker", "role=Cook"),
        (PairDirection::Out, "role=Cook", "role=Cook", "role=Baker", "role=Baker", "role=Baker"),
        (PairDirection::Out, "role=Cook", "", "role=Cook", "role=Cook", "role=Cook"),
        (PairDirection::Out, "", "role=Cook", "", "role=Cook", ""),
        (PairDirection::Both, "", "company=A; tag=a", "company=B; tag=b", "company=A; tag=a", "company=B; tag=b"),
    ] {
        let pair = Pair { there: CardField::Role, here: KithField::Own(CardField::Role), direction };
        let tags = Pair { there: CardField::Tag, here: KithField::Own(CardField::Tag), direction };
        let pairs = if direction == PairDirection::Both { vec![pair] } else { vec![pair, tags] };
        let mapping = Mapping { pairs };
        let merged = merged(Some((base, base)), there, &local(&contact(here)), Side::There, &mapping);
        check(&format!("{direction:?} {there} {here}"), &merged, expected_there, expected_here);
    }
    let tags = |direction| Mapping {
        pairs: vec![Pair { there: CardField::Tag, here: KithField::Own(CardField::Tag), direction }],
    };
    for (direction, expected_there, expected_here) in [
        (PairDirection::In, "tag=b; tag=c", "tag=b; tag=d; tag=c"),
        (PairDirection::Out, "tag=b; tag=c; tag=d", "tag=a; tag=b; tag=d"),
    ] {
        let here = local(&contact("tag=a; tag=b; tag=d"));
        let merged =
            merged(Some(("tag=a; tag=b", "tag=a; tag=b")), "tag=b; tag=c", &here, Side::There, &tags(direction));
        check(&format!("{direction:?}"), &merged, expected_there, expected_here);
    }
}

#[test]
fn a_custom_field_is_any_field_of_the_card() {
    let pair = |there, id| Pair { there, here: KithField::Custom(id), direction: PairDirection::Both };
    let other = |name: &str| CardField::Other(name.into());
    let mapping = Mapping { pairs: vec![pair(CardField::Nickname, 1), pair(other("X-SHOE"), 2), pair(other("X"), 3)] };
    let merged = |base, there, here: &str| merged(base, there, &local(&contact(here)), Side::Here, &mapping);
    check("first", &merged(None, "nickname=Oslo; X-SHOE=4,5", ""), "nickname=Oslo; X-SHOE=4,5", "Met=Oslo; Size=4.5");
    let base = Some(("nickname=Oslo; X-SHOE=4,5", "Met=Oslo; Size=4.5"));
    assert_eq!(merged(base, "nickname=Oslo; X-SHOE=4,5", "Met=Oslo; Size=4.5").changes, []);
    check(
        "here",
        &merged(base, "nickname=Oslo; X-SHOE=4,5", "Met=Rome; Size=5"),
        "nickname=Rome; X-SHOE=5",
        "Met=Rome; Size=5",
    );
    check(
        "no number",
        &merged(base, "nickname=Oslo; X-SHOE=big", "Met=Oslo; Size=4.5"),
        "nickname=Oslo; X-SHOE=big",
        "Met=Oslo; Size=4.5",
    );
}

#[test]
fn a_pair_that_is_new_meets_for_the_first_time() {
    let base = Base { there: contact("role=Cook; tag=a"), here: contact("role=Baker; tag=a") };
    let all = Mapping::default();
    let mut old = all.clone();
    old.pairs.retain(|pair| pair.there != CardField::Role);
    let again = base.clone().remapped(&old, &all, &custom_fields());
    assert_eq!(again, Base { there: contact("tag=a"), here: contact("tag=a") });
    assert_eq!(base.clone().remapped(&all, &all, &custom_fields()), base);
}
