//! Contacts of any kind.

use crate::contact::{Contact, Labelled, NameParts, Photo};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

fn text() -> impl Strategy<Value = String> {
    "[ -~äß€花🙂\n\\\\,;:\"^=]{0,12}"
}

fn items(values: impl Strategy<Value = String> + 'static) -> impl Strategy<Value = Vec<Labelled>> {
    let label = prop_oneof![
        select(vec!["", "work", "home", "mobile", "work fax", "other", "Boat", "Büro; links", "_$!<x"])
            .prop_map(str::to_owned),
        text(),
    ];
    vec((label, values).prop_map(|(label, value)| Labelled { label, value }), 0..4)
}

fn date() -> impl Strategy<Value = String> {
    select(vec!["", "1815-12-10", "--02-29", "--12-10", "2001-02-03", "circa 1800", "1604-05-06"])
        .prop_map(str::to_owned)
}

pub(super) fn contact() -> impl Strategy<Value = Contact> {
    let names = (text(), text(), text(), text(), text(), text(), text());
    let lists = (
        items(select(vec!["a@x.example", "A@x.example", "b@x.example", "c;d@x.example"]).prop_map(str::to_owned)),
        items("[+0-9 ;]{0,6}"),
        items(text()),
        items(text()),
        items(date()),
        vec(text(), 0..3),
        vec(text(), 0..4),
        vec((text(), text()), 0..3),
    );
    let photo = proptest::option::of((select(vec!["", "image/png", "image/jpeg"]), vec(any::<u8>(), 0..80)));
    (names, lists, date(), text(), text(), photo).prop_map(|(names, lists, birthday, company, role, photo)| {
        let (name, family, given, additional, prefix, suffix, nickname) = names;
        let (emails, phones, postal, links, dates, notes, tags, custom) = lists;
        Contact {
            uid: String::new(),
            name,
            parts: NameParts { family, given, additional, prefix, suffix },
            nickname,
            emails,
            phones,
            postal,
            links,
            dates,
            birthday,
            company,
            role,
            notes,
            tags,
            photo: photo.map(|(kind, bytes)| Photo { media_type: kind.to_owned(), bytes }),
            custom,
        }
    })
}
