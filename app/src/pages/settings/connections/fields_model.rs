//! Which fields can be pairs, and why others cannot.

use crate::i18n::t;
use crate::present::card_fields::field_name;
use kith_domain::contact_fields::FIELDS;
use kith_domain::mapping::incompatible;
use kith_engine::api::{
    BookLimit, CardField, CustomFields, KithField, Lists, Mapping, Pair, PairDirection, PairProblem,
};

/// The directions, and their names in the document.
pub(crate) const DIRECTIONS: [(PairDirection, &str); 3] =
    [(PairDirection::Both, "both"), (PairDirection::In, "in"), (PairDirection::Out, "out")];

/// What can be chosen, and why not, if it cannot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FieldChoice<T> {
    pub(crate) of: T,
    pub(crate) text: String,
    pub(crate) is_possible: bool,
}

/// The custom fields by their numbers.
pub(crate) fn custom_fields(lists: &Lists) -> CustomFields {
    lists.fields.iter().map(|(id, name, kind)| (*id, (name.clone(), kind.clone()))).collect()
}

/// What a direction is called.
pub(crate) fn direction_name(direction: PairDirection) -> &'static str {
    match direction {
        PairDirection::Both => t::connections::fields::both(),
        PairDirection::In => t::connections::fields::into_kith(),
        PairDirection::Out => t::connections::fields::to_book(),
    }
}

/// The direction of that name.
pub(crate) fn direction_of(name: &str) -> Option<PairDirection> {
    DIRECTIONS.into_iter().find(|(_, known)| *known == name).map(|(direction, _)| direction)
}

/// What one of Kith's fields is called.
pub(crate) fn here_name(field: &KithField, custom: &CustomFields) -> String {
    match field {
        KithField::Own(field) => field_name(field),
        KithField::Custom(id) => custom.get(id).map_or_else(
            || t::contact_rules::a_gone_field().to_owned(),
            |(name, _)| t::connections::fields::custom(name),
        ),
    }
}

/// Why two fields cannot be a pair.
pub(crate) fn why(problem: PairProblem) -> &'static str {
    match problem {
        PairProblem::Gone => t::connections::fields::gone(),
        PairProblem::OneAndSeveral => t::connections::fields::one_and_several(),
        PairProblem::OtherKind => t::connections::fields::other_kind(),
        PairProblem::Picture => t::connections::fields::picture(),
        PairProblem::TextComesIn => t::connections::fields::text_comes_in(),
        PairProblem::TextGoesOut => t::connections::fields::text_goes_out(),
        PairProblem::Twice => t::connections::fields::twice(),
    }
}

fn choice<T>(of: T, name: String, problem: Option<PairProblem>) -> FieldChoice<T> {
    let text = problem.map_or_else(|| name.clone(), |problem| t::connections::fields::cannot(&name, why(problem)));
    FieldChoice { of, text, is_possible: problem.is_none() }
}

/// The fields of the address book that can be put into a pair. What the server does not keep is not offered.
pub(crate) fn fields_there(mapping: &Mapping, limits: &[BookLimit]) -> Vec<FieldChoice<CardField>> {
    let is_kept = |field: &CardField| match field {
        CardField::Tag => !limits.contains(&BookLimit::NoTags),
        CardField::Photo => !limits.contains(&BookLimit::NoPhotos),
        _ => true,
    };
    let is_taken = |field: &CardField| mapping.pairs.iter().any(|pair| pair.there == *field);
    let all = FIELDS.into_iter().chain([CardField::Photo]).filter(is_kept);
    all.map(|field| {
        let problem = is_taken(&field).then_some(PairProblem::Twice);
        choice(field.clone(), field_name(&field), problem)
    })
    .collect()
}

/// Kith's fields, for a field of the address book.
pub(crate) fn fields_here(
    there: &CardField,
    direction: PairDirection,
    mapping: &Mapping,
    custom: &CustomFields,
) -> Vec<FieldChoice<KithField>> {
    let own = FIELDS.into_iter().chain([CardField::Photo]).map(KithField::Own);
    let all = own.chain(custom.keys().map(|id| KithField::Custom(*id)));
    all.map(|here| {
        let pair = Pair { there: there.clone(), here: here.clone(), direction };
        let is_taken = mapping.pairs.iter().any(|known| known.here == here);
        let problem = incompatible(&pair, custom).or(is_taken.then_some(PairProblem::Twice));
        choice(here.clone(), here_name(&here, custom), problem)
    })
    .collect()
}

/// The directions of a pair.
pub(crate) fn directions(pair: &Pair, limits: &[BookLimit], custom: &CustomFields) -> Vec<FieldChoice<PairDirection>> {
    let all = DIRECTIONS.into_iter().map(|(direction, _)| direction);
    all.filter(|direction| may_go(*direction, limits) || *direction == pair.direction)
        .map(|direction| {
            let problem = incompatible(&Pair { direction, ..pair.clone() }, custom);
            choice(direction, direction_name(direction).to_owned(), problem)
        })
        .collect()
}

/// The directions that a new pair may have.
pub(crate) fn new_directions(limits: &[BookLimit]) -> Vec<FieldChoice<PairDirection>> {
    let all = DIRECTIONS.into_iter().map(|(direction, _)| direction).filter(|direction| may_go(*direction, limits));
    all.map(|direction| choice(direction, direction_name(direction).to_owned(), None)).collect()
}

fn may_go(direction: PairDirection, limits: &[BookLimit]) -> bool {
    !limits.contains(&BookLimit::ReadOnly) || !direction.goes_out()
}

/// The direction that a new pair begins with.
pub(crate) fn usual_direction(limits: &[BookLimit]) -> PairDirection {
    if limits.contains(&BookLimit::ReadOnly) { PairDirection::In } else { PairDirection::Both }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kith_engine::api::CustomFieldKind;

    fn custom() -> CustomFields {
        CustomFields::from([
            (1, ("Hat size".to_owned(), CustomFieldKind::Number)),
            (2, ("Motto".to_owned(), CustomFieldKind::Text)),
        ])
    }

    fn here(there: CardField, direction: PairDirection) -> Vec<(String, bool)> {
        let mapping = Mapping { pairs: Vec::new() };
        let all = fields_here(&there, direction, &mapping, &custom());
        all.into_iter().map(|it| (it.text, it.is_possible)).collect()
    }

    #[test]
    fn what_cannot_be_a_pair_cannot_be_chosen_and_says_why() {
        let all = here(CardField::Role, PairDirection::Both);
        assert!(all.contains(&("Role".to_owned(), true)));
        assert!(all.contains(&("Motto (custom field)".to_owned(), true)));
        assert!(all.contains(&("Photo: a photo only goes with a photo".to_owned(), false)));
        assert!(all.iter().any(|(text, possible)| text.starts_with("Phone: one side holds one value") && !possible));
        let number = |direction| {
            let all = here(CardField::Role, direction);
            all.into_iter().find(|(text, _)| text.starts_with("Hat size")).map(|(_, possible)| possible)
        };
        assert_eq!(number(PairDirection::Both), Some(false));
        assert_eq!(number(PairDirection::Out), Some(true));
    }

    #[test]
    fn what_is_in_a_pair_is_not_offered_for_another() {
        let taken = |field: &CardField| {
            let all = fields_there(&Mapping::default(), &[]);
            all.into_iter().find(|it| it.of == *field).map(|it| it.is_possible)
        };
        assert_eq!(taken(&CardField::Role), Some(false));
        let all = fields_here(&CardField::Other("X".to_owned()), PairDirection::Both, &Mapping::default(), &custom());
        assert!(all.iter().all(|it| it.is_possible == matches!(it.of, KithField::Custom(_))));
    }

    #[test]
    fn what_a_server_cannot_do_is_not_offered() {
        let none = Mapping { pairs: Vec::new() };
        let tags = |limits: &[BookLimit]| fields_there(&none, limits).iter().any(|it| it.of == CardField::Tag);
        assert!(tags(&[]) && !tags(&[BookLimit::NoTags]));
        let pair = Pair { there: CardField::Role, here: KithField::Own(CardField::Role), direction: PairDirection::In };
        let offered = |limits: &[BookLimit]| {
            let all = directions(&pair, limits, &custom());
            all.into_iter().map(|it| it.of).collect::<Vec<_>>()
        };
        assert_eq!(offered(&[BookLimit::ReadOnly]), [PairDirection::In]);
        assert_eq!(offered(&[]).len(), 3);
        assert_eq!(usual_direction(&[BookLimit::ReadOnly]), PairDirection::In);
    }

    #[test]
    fn every_direction_has_its_name() {
        for (direction, name) in DIRECTIONS {
            assert_eq!(direction_of(name), Some(direction));
            assert!(!direction_name(direction).is_empty());
        }
        assert_eq!(direction_of("up"), None);
        let new = |limits: &[BookLimit]| new_directions(limits).into_iter().map(|it| it.of).collect::<Vec<_>>();
        assert_eq!(new(&[]), [PairDirection::Both, PairDirection::In, PairDirection::Out]);
        assert_eq!(new(&[BookLimit::ReadOnly]), [PairDirection::In]);
    }
}
