//! The few places that a contact has for phone numbers and postal addresses.

use kith_domain::contact::Labelled;
use kith_domain::contact::postal::lines;
use serde_json::{Map, Value};

/// The members with postal addresses, each with its label.
pub(super) const ADDRESSES: [(&str, &str); 3] =
    [("businessAddress", "work"), ("homeAddress", "home"), ("otherAddress", "other")];

const PARTS: [&str; 5] = ["street", "city", "state", "postalCode", "countryOrRegion"];

/// Phone numbers in the members that hold them.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Phones {
    pub(super) business: Vec<String>,
    pub(super) home: Vec<String>,
    pub(super) mobile: Option<String>,
}

impl Phones {
    /// Each number where its label says, and the second mobile phone elsewhere. There is no place for faxes and pagers.
    pub(super) fn of(all: &[Labelled]) -> Self {
        let mut phones = Self::default();
        for Labelled { label, value } in all {
            let is = |word: &str| label.split(' ').any(|it| it.eq_ignore_ascii_case(word));
            let value = value.clone();
            match () {
                () if is("fax") || is("pager") => {}
                () if is("mobile") && phones.mobile.is_none() => phones.mobile = Some(value),
                () if is("home") || is("mobile") && !is("work") => phones.home.push(value),
                () => phones.business.push(value),
            }
        }
        phones
    }

    pub(super) fn labelled(self) -> Vec<Labelled> {
        let under = |label: &'static str, all: Vec<String>| all.into_iter().map(move |it| Labelled::new(label, it));
        let mobile = self.mobile.into_iter().collect();
        under("work", self.business).chain(under("home", self.home)).chain(under("mobile", mobile)).collect()
    }
}

/// A postal address in lines.
pub(super) fn postal(address: &Value) -> String {
    let part = |name| address.get(name).and_then(Value::as_str).unwrap_or_default();
    lines(&[part("street").to_owned()], part("city"), part("state"), part("postalCode"), part("countryOrRegion"))
}

/// A postal address of lines: which of them is the town nobody knows.
pub(super) fn address(lines: &str) -> Value {
    let mut parts: Map<String, Value> = PARTS.iter().map(|part| ((*part).to_owned(), Value::Null)).collect();
    if !lines.is_empty() {
        parts.insert("street".to_owned(), lines.into());
    }
    Value::Object(parts)
}

/// For each member, the lines that are to stand in it: where the label says, else where there is room.
pub(super) fn addresses(all: &[Labelled]) -> [String; 3] {
    let mut places: [String; 3] = Default::default();
    let mut rest = Vec::new();
    for item in all {
        let own = ADDRESSES.iter().position(|(_, label)| *label == item.label).unwrap_or(2);
        match places.get_mut(own).filter(|place| place.is_empty()) {
            Some(place) => place.clone_from(&item.value),
            None => rest.push(&item.value),
        }
    }
    for value in rest {
        if let Some(place) = places.iter_mut().rev().find(|place| place.is_empty()) {
            place.clone_from(value);
        }
    }
    places
}
