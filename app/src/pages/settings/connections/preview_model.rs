//! What a first sync would do, in words.

use super::model::change;
use crate::i18n::{number, t};
use crate::present::card_fields::{field_in_words, is_of_name};
use kith_engine::api::{
    CardChange, CardChangeKind, CardDirection, PreviewGroup, PreviewedPerson, SyncOut, SyncPreview,
};

/// A line of what it would do, with some of those whom it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PreviewLine {
    /// Its name for tests.
    pub(crate) name: &'static str,
    pub(crate) count: u32,
    pub(crate) text: String,
    pub(crate) examples: Vec<PreviewedPerson>,
    /// How many there are beside the examples, in words.
    pub(crate) more: Option<String>,
}

/// What it would do, line by line; only lines about someone.
pub(crate) fn lines(preview: &SyncPreview) -> Vec<PreviewLine> {
    use t::connections::preview as said;
    let none = PreviewGroup::default();
    let line = |name, count: u32, text: fn(u32) -> String, group: &PreviewGroup| {
        let shown = u32::try_from(group.examples.len()).unwrap_or(u32::MAX);
        let more = (shown > 0 && count > shown).then(|| t::common::and_more(number(count - shown)));
        PreviewLine { name, count, text: text(count), examples: group.examples.clone(), more }
    };
    let group = |name, group: &PreviewGroup, text| line(name, group.count, text, group);
    let mut lines = vec![
        group("new-here", &preview.new_here, said::new_here),
        group("new-there", &preview.new_there, said::new_there),
        group("completed", &preview.completed, said::completed),
        line("same", preview.same, said::same, &none),
        group("unclear", &preview.unclear, said::unclear),
        line("left-out", preview.left_out, said::left_out, &none),
        line("groups", preview.groups, said::groups, &none),
        line("unreadable", preview.unreadable, said::unreadable, &none),
    ];
    lines.retain(|line| line.count > 0);
    lines
}

/// What would change of someone, and on which side. Of who is new on one side, what comes there is told as it is, but for
/// the name, which stands before it.
pub(crate) fn changes(person: &PreviewedPerson, new: Option<CardDirection>) -> Vec<String> {
    let told = |it: &CardChange| match (&it.what, it.direction) {
        (CardChangeKind::Field { field, after, .. }, direction) if new == Some(direction) => {
            (!is_of_name(field)).then(|| field_in_words(field, after.as_ref()))
        }
        (_, CardDirection::In) => Some(t::connections::preview::to_kith(change(it))),
        (_, CardDirection::Out) => Some(t::connections::preview::to_book(change(it))),
    };
    person.changes.iter().filter_map(told).collect()
}

/// On which side those of a line are new, by its name.
pub(crate) fn new_side(line: &str) -> Option<CardDirection> {
    match line {
        "new-here" => Some(CardDirection::In),
        "new-there" => Some(CardDirection::Out),
        _ => None,
    }
}

/// Who goes out, by its name in the document; a bucket by its number.
pub(crate) fn out_of(name: &str, bucket: Option<u64>) -> Option<SyncOut> {
    match name {
        "no-one" => Some(SyncOut::NoOne),
        "bucket" => bucket.map(SyncOut::Bucket),
        "everyone" => Some(SyncOut::Everyone),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kith_domain::contact::Labelled;
    use kith_engine::api::{CardField, PersonId};

    fn someone(direction: CardDirection) -> PreviewedPerson {
        let change = |(field, after)| {
            let what = CardChangeKind::Field { field, before: None, after: Some(Labelled::new("", after)), kept: None };
            CardChange { person: PersonId(1), name: "Ada".to_owned(), direction, what }
        };
        let changes = [(CardField::Given, "Ada"), (CardField::Phone, "+44 1")].map(change).into();
        PreviewedPerson { name: "Ada".to_owned(), person: None, changes }
    }

    #[test]
    fn only_what_would_happen_is_told_with_names() {
        let new_here = PreviewGroup { count: 12, examples: vec![someone(CardDirection::In)] };
        let preview = SyncPreview { cards: 20, same: 1, new_here, groups: 2, ..SyncPreview::default() };
        let told: Vec<_> = lines(&preview).into_iter().map(|line| (line.name, line.text, line.more)).collect();
        assert_eq!(
            told,
            [
                ("new-here", "12 come into Kith".to_owned(), Some("and 11 more".to_owned())),
                ("same", "1 is the same on both sides".to_owned(), None),
                ("groups", "2 are groups. Their members get the group’s name as a tag".to_owned(), None),
            ]
        );
        assert_eq!(lines(&SyncPreview::default()), []);
    }

    #[test]
    fn the_side_that_changes_is_named() {
        let told = |direction| changes(&someone(direction), None).pop();
        assert_eq!(told(CardDirection::In).as_deref(), Some("in Kith: Phone: “+44 1” added"));
        assert_eq!(told(CardDirection::Out).as_deref(), Some("in the address book: Phone: “+44 1” added"));
    }

    #[test]
    fn of_who_is_new_the_values_are_told() {
        let new = |direction, line| changes(&someone(direction), new_side(line));
        assert_eq!(new(CardDirection::In, "new-here"), ["Phone: +44 1"]);
        assert_eq!(new(CardDirection::Out, "new-there"), ["Phone: +44 1"]);
        assert_eq!(new(CardDirection::Out, "new-here").len(), 2, "the other side is named");
        assert_eq!(new(CardDirection::In, "completed").len(), 2);
    }

    #[test]
    fn a_bucket_is_chosen_before_anyone_goes_out_by_it() {
        assert_eq!(out_of("bucket", None), None);
        assert_eq!(out_of("bucket", Some(3)), Some(SyncOut::Bucket(3)));
        assert_eq!(out_of("no-one", Some(3)), Some(SyncOut::NoOne));
        assert_eq!(out_of("everyone", None), Some(SyncOut::Everyone));
        assert_eq!(out_of("", None), None);
    }
}
