use super::{CustomFields, KithField, Mapping, Pair, PairDirection, PairProblem, incompatible, taken_in};
use crate::any_contact;
use crate::contact::Contact;
use crate::contact_changes::changes;
use crate::decision::{CardField, CustomFieldKind};

const TEXT: u64 = 1;
const NUMBER: u64 = 2;
const DATE: u64 = 3;
const CHOICE: u64 = 4;
const YES_NO: u64 = 5;
const GONE: u64 = 6;

fn custom_fields() -> CustomFields {
    let kinds = [
        (TEXT, CustomFieldKind::Text),
        (NUMBER, CustomFieldKind::Number),
        (DATE, CustomFieldKind::Date),
        (CHOICE, CustomFieldKind::Choice(vec!["Red".into(), "Blue".into()])),
        (YES_NO, CustomFieldKind::YesNo),
    ];
    kinds.into_iter().map(|(id, kind)| (id, (format!("Field {id}"), kind))).collect()
}

#[test]
fn which_fields_can_be_a_pair() {
    use KithField::{Custom, Own};
    use PairDirection::{Both, In, Out};
    let other = || CardField::Other("X-SHOE".into());
    for (there, here, direction, expected) in [
        (CardField::Role, Custom(TEXT), Both, None),
        (CardField::Birthday, Custom(TEXT), In, None),
        (CardField::Birthday, Custom(TEXT), Both, Some(PairProblem::TextGoesOut)),
        (CardField::Birthday, Custom(DATE), Both, None),
        (CardField::Birthday, Custom(NUMBER), Out, Some(PairProblem::TextGoesOut)),
        (CardField::Role, Custom(DATE), Both, Some(PairProblem::TextComesIn)),
        (CardField::Role, Custom(DATE), Out, None),
        (CardField::Role, Custom(NUMBER), In, Some(PairProblem::TextComesIn)),
        (CardField::Role, Custom(CHOICE), Out, None),
        (other(), Custom(NUMBER), Both, None),
        (other(), Custom(DATE), Both, None),
        (other(), Custom(CHOICE), Both, None),
        (other(), Custom(YES_NO), Both, None),
        (other(), Custom(GONE), Both, Some(PairProblem::Gone)),
        (other(), Own(CardField::Birthday), Both, None),
        (other(), Own(CardField::Role), Both, None),
        (CardField::Nickname, Own(CardField::Role), Both, None),
        (CardField::Phone, Custom(TEXT), In, Some(PairProblem::OneAndSeveral)),
        (CardField::Role, Own(CardField::Phone), Out, Some(PairProblem::OneAndSeveral)),
        (CardField::Phone, Own(CardField::Email), Both, Some(PairProblem::OtherKind)),
        (CardField::Tag, Own(CardField::Tag), Both, None),
        (CardField::Photo, Custom(TEXT), Both, Some(PairProblem::Picture)),
        (other(), Own(CardField::Photo), Both, Some(PairProblem::Picture)),
    ] {
        let pair = Pair { there, here, direction };
        assert_eq!(incompatible(&pair, &custom_fields()), expected, "{pair:?}");
    }
}

#[test]
fn each_field_is_in_one_pair() {
    let mut mapping = Mapping::default();
    assert_eq!(mapping.problem(&custom_fields()), None);
    let at = mapping.pairs.len();
    let pair = |there, here| Pair { there, here, direction: PairDirection::Out };
    for extra in [
        pair(CardField::Role, KithField::Custom(TEXT)),
        pair(CardField::Other("X".into()), KithField::Own(CardField::Role)),
    ] {
        mapping.pairs.push(extra);
        assert_eq!(mapping.problem(&custom_fields()), Some((at, PairProblem::Twice)));
        mapping.pairs.pop();
    }
}

#[test]
fn a_custom_field_holds_what_it_can() {
    let choice = CustomFieldKind::Choice(vec!["Red".into(), "Blue".into()]);
    for (kind, text, expected) in [
        (CustomFieldKind::Text, " any ", Some("any")),
        (CustomFieldKind::Number, "4", Some("4")),
        (CustomFieldKind::Number, "-4,5", Some("-4.5")),
        (CustomFieldKind::Number, "1.5", Some("1.5")),
        (CustomFieldKind::Number, "four", None),
        (CustomFieldKind::Number, "inf", None),
        (CustomFieldKind::Date, "1815-12-10", Some("1815-12-10")),
        (CustomFieldKind::Date, "--12-10", Some("--12-10")),
        (CustomFieldKind::Date, "10 December", None),
        (choice.clone(), "RED", Some("Red")),
        (choice, "green", None),
        (CustomFieldKind::YesNo, "TRUE", Some("yes")),
        (CustomFieldKind::YesNo, "no", Some("no")),
        (CustomFieldKind::YesNo, "maybe", None),
    ] {
        assert_eq!(taken_in(&kind, text).as_deref(), expected, "{text}");
    }
}

#[test]
fn what_comes_in_and_goes_out() {
    let pair = |there, here, direction| Pair { there, here, direction };
    let mapping = Mapping {
        pairs: vec![
            pair(CardField::Nickname, KithField::Custom(TEXT), PairDirection::Both),
            pair(CardField::Other("X-SHOE".into()), KithField::Custom(NUMBER), PairDirection::In),
            pair(CardField::Tag, KithField::Own(CardField::Tag), PairDirection::Out),
        ],
    };
    let card = Contact {
        nickname: "Lady A".into(),
        role: "Countess".into(),
        tags: vec!["a".into()],
        custom: vec![("X-SHOE".into(), "4,5".into())],
        ..Contact::default()
    };
    let here = mapping.apply_in(&card, &custom_fields());
    let custom = vec![("Field 1".to_owned(), "Lady A".to_owned()), ("Field 2".to_owned(), "4.5".to_owned())];
    assert_eq!(here, Contact { custom, ..Contact::default() });
    let there = mapping.apply_out(&Contact { tags: vec!["b".into()], ..here }, &custom_fields());
    assert_eq!(there, Contact { nickname: "Lady A".into(), tags: vec!["b".into()], ..Contact::default() });
}

proptest::proptest! {
    #[test]
    fn by_default_everything_comes_in_and_goes_out(contact in any_contact::contact(&[])) {
        let mapping = Mapping::default();
        proptest::prop_assert_eq!(changes(&contact, &mapping.apply_in(&contact, &custom_fields())), Vec::new());
        proptest::prop_assert_eq!(changes(&contact, &mapping.apply_out(&contact, &custom_fields())), Vec::new());
    }
}
