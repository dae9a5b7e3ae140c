//! The words of a message.

use super::data::{Manners, places};
use super::dice::Dice;
use super::topic::Topic;

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
