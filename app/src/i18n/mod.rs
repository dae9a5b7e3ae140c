//! The language of the page: its messages, its numbers and its names of months.
//!
//! The messages stand in `locales`, one file a language, and `build.rs` makes a function of each ([`t`]). The language
//! is set once, when the page starts; another choice loads the page again. So a message needs neither a signal nor a
//! context, and what is pure can be tested in every language.

#[cfg(test)]
mod outside;

use std::cell::{LazyCell, RefCell};
use std::fmt::Display;

/// A function for each message, named like its key.
pub(crate) mod t {
    include!(concat!(env!("OUT_DIR"), "/messages.rs"));
}

pub(crate) use t::Language;

/// A message without arguments.
pub(crate) type Text = fn() -> &'static str;

/// How a language writes what the messages do not hold. The browser knows it ([`crate::platform::intl`]).
pub(crate) struct Forms {
    /// A number with its thousands apart.
    pub(crate) number: Box<dyn Fn(u32) -> String>,
    /// The plural category of a number, as CLDR names it: `one`, `other` and so on.
    pub(crate) plural: Box<dyn Fn(u32) -> String>,
    /// The months from January on.
    pub(crate) months: Months,
    /// The same in short.
    pub(crate) short_months: Months,
}

/// Names of months, asked for when one of them is first needed.
pub(crate) type Months = LazyCell<[String; 12], Box<dyn FnOnce() -> [String; 12]>>;

thread_local! {
    static SPOKEN: RefCell<(Language, Forms)> = RefCell::new((Language::En, Forms::english()));
}

impl Language {
    /// The first of these tags that names a language there is, whatever the region.
    pub(crate) fn first_of<'a>(tags: impl IntoIterator<Item = &'a str>) -> Option<Self> {
        let of = |tag: &str| {
            let primary = tag.split('-').next().unwrap_or_default();
            Self::ALL.into_iter().find(|language| language.tag().eq_ignore_ascii_case(primary))
        };
        tags.into_iter().find_map(of)
    }
}

impl Forms {
    /// Without a browser, as in tests.
    pub(crate) fn english() -> Self {
        const MONTHS: [&str; 12] = [
            "January",
            "February",
            "March",
            "April",
            "May",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December",
        ];
        Self {
            number: Box::new(grouped),
            plural: Box::new(|number| if number == 1 { "one" } else { "other" }.to_owned()),
            months: Months::new(Box::new(|| MONTHS.map(str::to_owned))),
            short_months: Months::new(Box::new(|| MONTHS.map(|month| month.get(..3).unwrap_or(month).to_owned()))),
        }
    }
}

fn grouped(number: u32) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// Speaks that language from now on.
pub(crate) fn speak(language: Language, forms: Forms) {
    SPOKEN.set((language, forms));
}

/// The language of the page.
pub(crate) fn language() -> Language {
    SPOKEN.with_borrow(|(language, _)| *language)
}

/// A number with its thousands apart: `5,012`.
pub(crate) fn number(number: u32) -> String {
    SPOKEN.with_borrow(|(_, forms)| (forms.number)(number))
}

/// A label within a sentence. In German, nouns keep their capitals.
pub(crate) fn within_sentence(label: &str) -> String {
    if language() == Language::De { label.to_owned() } else { label.to_lowercase() }
}

/// The name of a month, from 1.
pub(crate) fn month(month: u32) -> String {
    SPOKEN.with_borrow(|(_, forms)| nth(&forms.months, month))
}

/// Its short name.
pub(crate) fn short_month(month: u32) -> String {
    SPOKEN.with_borrow(|(_, forms)| nth(&forms.short_months, month))
}

fn plural(number: u32) -> String {
    SPOKEN.with_borrow(|(_, forms)| (forms.plural)(number))
}

fn nth(months: &[String; 12], month: u32) -> String {
    let at = usize::try_from(month.saturating_sub(1)).unwrap_or_default();
    months.get(at).cloned().unwrap_or_default()
}

/// A text with its arguments in the place of their numbers, `{0}` and so on.
fn fill(text: &str, arguments: &[&dyn Display]) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let (name, after) = after.split_once('}').unwrap_or((after, ""));
        if let Some(argument) = name.parse::<usize>().ok().and_then(|at| arguments.get(at)) {
            out.push_str(&argument.to_string());
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

/// What a message is given as arguments where it has no texts but a bold name, say, or a link: [`parts`] finds them.
/// They are no characters, so no text has them.
pub(crate) const PLACES: [char; 2] = ['\u{fdd0}', '\u{fdd1}'];

/// A part of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part<'a> {
    Text(&'a str),
    /// One of [`PLACES`], by its number.
    Place(usize),
}

/// A message that was given [`PLACES`], in its parts.
pub(crate) fn parts(message: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let mut rest = message;
    while let Some((at, place)) = rest.char_indices().find(|(_, sign)| PLACES.contains(sign)) {
        let (before, after) = rest.split_at(at);
        parts.push(Part::Text(before));
        parts.extend(PLACES.iter().position(|it| *it == place).map(Part::Place));
        rest = after.get(place.len_utf8()..).unwrap_or_default();
    }
    parts.push(Part::Text(rest));
    parts.retain(|part| *part != Part::Text(""));
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_language_that_there_is_is_spoken() {
        for (tags, language) in [
            (&["de-CH", "en"][..], Some(Language::De)),
            (&["en-GB", "de"], Some(Language::En)),
            (&["fr", "DE"], Some(Language::De)),
            (&["fr", "den"], None),
            (&[""], None),
        ] {
            assert_eq!(Language::first_of(tags.iter().copied()), language, "{tags:?}");
        }
    }

    #[test]
    fn arguments_stand_where_the_text_wants_them() {
        assert_eq!(fill("{1}: {0} of {1}", &[&3, &"INBOX"]), "INBOX: 3 of INBOX");
        assert_eq!(fill("{", &[]), "");
    }

    #[test]
    fn a_message_has_its_places_where_the_language_wants_them() {
        let [one, other] = PLACES;
        assert_eq!(
            parts(&t::alike::moved(one, other)),
            [Part::Text("Did "), Part::Place(0), Part::Text(" move to "), Part::Place(1), Part::Text("?")]
        );
        speak(Language::De, Forms::english());
        assert_eq!(
            parts(&t::today::wrote_from_new(other, one)),
            [Part::Place(0), Part::Text(" hat von einer neuen Adresse geschrieben: "), Part::Place(1)]
        );
        assert_eq!(parts("Ada"), [Part::Text("Ada")]);
        assert_eq!(parts(""), []);
    }

    #[test]
    fn thousands_stand_apart() {
        for (of, text) in
            [(0, "0"), (7, "7"), (999, "999"), (1_000, "1,000"), (12_345, "12,345"), (1_234_567, "1,234,567")]
        {
            assert_eq!(number(of), text);
        }
    }

    #[test]
    fn the_other_language_is_spoken_once_it_is_set() {
        assert_eq!(t::count::messages(1), "1 message");
        assert_eq!(t::count::messages(5_012), "5,012 messages");
        speak(Language::De, Forms::english());
        assert_eq!(t::count::messages(1), "1 Nachricht");
        assert_eq!(t::count::messages(0), "0 Nachrichten");
    }
}
