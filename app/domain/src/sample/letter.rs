//! The words of a message.

use super::data::names::Tongue;
use super::data::{ENGLISH, Manners, Script, bulk, groups, home, other_languages as other, places, work};
use super::dice::Dice;
use super::plan::Topic;

/// What the words in braces stand for, the same through a whole thread.
pub(super) struct Filling {
    values: [(&'static str, String); 8],
}

/// What a message says.
pub(super) struct Words {
    pub(super) text: String,
    /// The name of a file that goes with it.
    pub(super) file: Option<&'static str>,
}

impl Topic {
    pub(super) fn script(self) -> Option<&'static Script> {
        match self {
            Self::Letter(tongue, home, which) => scripts(tongue, home).get(which),
            Self::Group(true, which) => groups::HOME.get(which),
            Self::Group(false, which) => groups::WORK.get(which),
            Self::Everybody => Some(&groups::EVERYBODY),
            Self::Away => Some(&bulk::AWAY),
            Self::Newsletter(which, letter) => bulk::NEWSLETTERS.get(which)?.letters.get(letter),
            Self::Robot(which, letter) => bulk::ROBOTS.get(which)?.letters.get(letter),
            Self::List(which) => bulk::LIST_SCRIPTS.get(which),
        }
    }

    pub(super) fn turns(self) -> usize {
        self.script().map_or(0, |script| script.turns.len())
    }

    pub(super) const fn manners(self) -> &'static Manners {
        match self {
            Self::Letter(Tongue::German, ..) => &other::GERMAN,
            Self::Letter(Tongue::French, ..) => &other::FRENCH,
            Self::Letter(Tongue::Spanish, ..) => &other::SPANISH,
            _ => &ENGLISH,
        }
    }
}

/// The conversations that can be had.
pub(super) const fn scripts(tongue: Tongue, home: bool) -> &'static [Script] {
    match (tongue, home) {
        (Tongue::English, true) => &home::SCRIPTS,
        (Tongue::English, false) => &work::SCRIPTS,
        (Tongue::German, _) => &other::GERMAN_SCRIPTS,
        (Tongue::French, _) => &other::FRENCH_SCRIPTS,
        (Tongue::Spanish, _) => &other::SPANISH_SCRIPTS,
    }
}

impl Filling {
    pub(super) fn new(seed: u64, manners: &Manners) -> Self {
        let mut dice = Dice::new(seed);
        let minutes = dice.pick(&["00", "15", "30", "45"]);
        let values = [
            ("project", dice.pick(&places::PROJECTS).to_owned()),
            ("city", dice.pick(&places::CITIES).to_owned()),
            ("book", dice.pick(&places::BOOKS).to_owned()),
            ("day", dice.pick(manners.days).to_owned()),
            ("dish", dice.pick(manners.dishes).to_owned()),
            ("cafe", dice.pick(manners.cafes).to_owned()),
            ("n", dice.between(2, 9).to_string()),
            ("time", format!("{}:{minutes}", dice.between(9, 19))),
        ];
        Self { values }
    }

    /// Puts the values in.
    pub(super) fn fill(&self, template: &str) -> String {
        let values = self.values.iter().map(|(key, value)| (*key, value.as_str()));
        put(template, values)
    }
}

/// The subject of a thread.
pub(super) fn subject(topic: Topic, filling: &Filling) -> String {
    capital(&filling.fill(topic.script().map_or("", |script| script.subject)))
}

/// What the author says in that turn, without greeting and quotes.
pub(super) fn turn(topic: Topic, filling: &Filling, turn: u8) -> Words {
    let turns = topic.script().map_or(&[][..], |script| script.turns);
    let (text, file) = match turns.get(usize::from(turn)).copied().unwrap_or_default().split_once("\n[") {
        Some((text, file)) => (text, file.strip_suffix(']')),
        None => (turns.get(usize::from(turn)).copied().unwrap_or_default(), None),
    };
    Words { text: filling.fill(text), file }
}

/// A greeting or a closing, with names in it.
pub(super) fn address(template: &str, you: &str, me: &str) -> String {
    put(template, [("you", you), ("me", me)].into_iter())
}

/// The line above a quote.
pub(super) fn wrote(template: &str, date: &str, name: &str) -> String {
    put(template, [("date", date), ("name", name)].into_iter())
}

/// Breaks lines where they would be longer than 72 characters.
pub(super) fn wrapped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for (number, line) in text.lines().enumerate() {
        if number > 0 {
            out.push('\n');
        }
        let mut width = 0;
        for word in line.split(' ').filter(|word| !word.is_empty()) {
            let length = word.chars().count();
            if width > 0 && width + 1 + length > 72 {
                out.push('\n');
                width = 0;
            }
            if width > 0 {
                out.push(' ');
                width += 1;
            }
            out.push_str(word);
            width += length;
        }
    }
    out
}

fn put<'a>(template: &str, values: impl Iterator<Item = (&'a str, &'a str)> + Clone) -> String {
    let mut out = String::with_capacity(template.len() + 32);
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let (key, after) = after.split_once('}').unwrap_or((after, ""));
        out.push_str(values.clone().find(|(name, _)| *name == key).map_or("", |(_, value)| value));
        rest = after;
    }
    out.push_str(rest);
    out
}

/// With a capital letter at the beginning: a filled-in word may stand there.
fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
