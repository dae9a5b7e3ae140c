pub(in crate::book) mod slice;

use super::chunks::Chunks;
use super::lookup::Lookup;
use super::strings::{Strings, Texts, hash};
use kith_domain::{search, subject};

/// Subjects, each once, without the marks of answers before it; those marks, each once.
///
/// What is kept of a subject is its folded form, in which it is sought, and what is needed to write it as it was: of
/// one in ASCII which letters are capitals, else the text.
#[derive(Debug, Default)]
pub(in crate::book) struct Subjects {
    folded: Texts,
    /// What is looked at first: see [`search::bits_of_text`].
    bits: Chunks<u64>,
    /// Where in `capitals` or `written` the rest of it stands.
    rest: Chunks<u32>,
    capitals: Chunks<u8>,
    written: Texts,
    numbers: Lookup,
    marks: Strings,
    /// Room for a text in lower case.
    lower: String,
}

/// A message's subject: the number of what it is about, and of what stands before it. The default is an empty one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::book) struct Subject {
    pub(in crate::book) base: u32,
    pub(in crate::book) marks: u16,
}

const NONE: u32 = u32::MAX;

/// In [`Subjects::rest`]: the folded form is the subject as written.
const PLAIN: u32 = u32::MAX;

/// In [`Subjects::rest`]: a bit that says that it stands in `written`.
const WRITTEN: u32 = 1 << 31;

impl Default for Subject {
    fn default() -> Self {
        Self { base: NONE, marks: 0 }
    }
}

impl Subjects {
    pub(in crate::book) fn number(&mut self, text: &str) -> Subject {
        if text.is_empty() {
            return Subject::default();
        }
        let (marks, base) = text.split_at_checked(subject::base(text)).unwrap_or(("", text));
        match self.number_marks(marks) {
            Some(marks) => Subject { base: self.base(base), marks },
            // No one writes so many different marks: then they are part of the subject.
            None => Subject { base: self.base(text), marks: 0 },
        }
    }

    /// The number of the marks of answers before a subject; zero for none.
    fn number_marks(&mut self, marks: &str) -> Option<u16> {
        if marks.is_empty() {
            return Some(0);
        }
        if self.marks.len() == 0 {
            self.marks.number("");
        }
        u16::try_from(self.marks.number(marks)).ok()
    }

    /// The subject as written.
    pub(in crate::book) fn text(&self, subject: Subject) -> String {
        let mut out = self.marks.get(subject.marks.into()).unwrap_or_default().to_owned();
        if subject.base != NONE {
            self.chars(subject.base, |c| out.push(c));
        }
        out
    }

    /// What it is about, folded: without the marks of answers. Empty if it is about nothing.
    pub(in crate::book) fn folded(&self, subject: Subject) -> &str {
        self.folded.get(subject.base).unwrap_or_default()
    }

    /// Whether a message with this subject and a copy of it with that text need not be told apart: of two, the shorter
    /// one that is not empty is kept (lists write their name before it), then the first by the alphabet.
    pub(in crate::book) fn keeps(&self, subject: Subject, text: &str) -> bool {
        let known = self.text(subject);
        rank(&known) <= rank(text)
    }

    /// For each number, whether the subject holds every word, in whatever order; a word may be the beginning of one
    /// there. `words` are folded; without any, nothing is found.
    pub(in crate::book) fn find(&self, words: &str) -> Vec<bool> {
        let sought = search::bits_of_words(words);
        let is_found = |(number, bits): (u32, u64)| {
            bits & sought == sought && self.folded.get(number).is_some_and(|text| search::begins_words(text, words))
        };
        match words.is_empty() {
            true => Vec::new(),
            false => (0..).zip(self.bits.range(0..self.bits.len())).map(is_found).collect(),
        }
    }

    /// Whether that subject is among those found.
    pub(in crate::book) fn is_in(found: &[bool], subject: Subject) -> bool {
        found.get(subject.base as usize).copied().unwrap_or(false)
    }

    fn base(&mut self, text: &str) -> u32 {
        let hashed = hash_of(text, &mut self.lower);
        let numbers = self.numbers.get(self.folded.len(), || (0..self.folded.len()).map(|it| (self.hash(it), it)));
        let found = numbers.find(hashed, |&number| self.is(number, text)).copied();
        found.unwrap_or_else(|| {
            let folded = search::fold(text);
            let rest = if folded == text {
                PLAIN
            } else if text.is_ascii() && folded.len() == text.len() {
                let start = self.capitals.len();
                for bytes in text.as_bytes().chunks(8) {
                    let bits = bytes.iter().enumerate().map(|(at, byte)| u8::from(byte.is_ascii_uppercase()) << at);
                    self.capitals.push(bits.sum());
                }
                start
            } else {
                self.written.push(text) | WRITTEN
            };
            let number = self.folded.push(&folded);
            self.rest.push(rest);
            self.bits.push(search::bits_of_text(&folded));
            let mut numbers = std::mem::take(&mut self.numbers);
            // It was made when the subject was sought.
            if let Some(numbers) = numbers.made() {
                numbers.insert_unique(hashed, number, |&number| self.hash(number));
            }
            self.numbers = numbers;
            number
        })
    }

    /// The hash of the subject of that number.
    fn hash(&self, number: u32) -> u64 {
        match self.rest.get(number) {
            Some(rest) if rest & WRITTEN != 0 && rest != PLAIN => {
                hash_of(self.written.get(rest & !WRITTEN).unwrap_or_default(), &mut String::new())
            }
            _ => hash(self.folded.get(number).unwrap_or_default()),
        }
    }

    fn is(&self, number: u32, text: &str) -> bool {
        let Some(rest) = self.rest.get(number) else { return false };
        let folded = self.folded.get(number).unwrap_or_default();
        if rest == PLAIN {
            return folded == text;
        }
        if rest & WRITTEN != 0 {
            return self.written.get(rest & !WRITTEN) == Some(text);
        }
        folded.eq_ignore_ascii_case(text) && {
            let mut chars = text.chars();
            let mut same = true;
            self.chars(number, |c| same &= chars.next() == Some(c));
            same
        }
    }

    /// The subject of that number, as written.
    fn chars(&self, number: u32, mut each: impl FnMut(char)) {
        let folded = self.folded.get(number).unwrap_or_default();
        match self.rest.get(number) {
            None | Some(PLAIN) => folded.chars().for_each(each),
            Some(rest) if rest & WRITTEN != 0 => {
                self.written.get(rest & !WRITTEN).unwrap_or_default().chars().for_each(each);
            }
            Some(start) => {
                for (at, c) in (0_u32..).zip(folded.chars()) {
                    let bits = self.capitals.get(start + at / 8).unwrap_or(0);
                    each(if bits >> (at % 8) & 1 == 1 { c.to_ascii_uppercase() } else { c });
                }
            }
        }
    }
}

/// The hash by which a subject is found. That of one in ASCII does not depend on its capitals, so that it follows from
/// the folded form: a table that grows asks for the hash of each once more.
fn hash_of(text: &str, lower: &mut String) -> u64 {
    if !text.is_ascii() {
        return hash(text);
    }
    lower.clear();
    lower.push_str(text);
    lower.make_ascii_lowercase();
    hash(lower.as_str())
}

fn rank(text: &str) -> (bool, usize, &str) {
    (text.is_empty(), text.len(), text)
}

#[cfg(test)]
mod tests {
    use super::Subjects;

    #[test]
    fn a_subject_comes_back_as_it_was_written() {
        let mut subjects = Subjects::default();
        let texts = [
            "",
            "Re: ",
            "lunch",
            "Lunch",
            "LUNCH on Friday, 12:30?",
            "Re: Lunch",
            "AW: Re: Mittagessen in Zürich",
            "Fwd: 午饭",
            "ﬁn",
            "a",
            "Re: A",
            "straße",
            "strasse",
        ];
        let numbers: Vec<_> = texts.iter().map(|text| subjects.number(text)).collect();
        for (text, number) in texts.iter().zip(&numbers) {
            assert_eq!(subjects.text(*number), *text);
            assert_eq!(subjects.number(text), *number);
        }
        let bases = numbers.iter().map(|subject| subject.base).collect::<std::collections::BTreeSet<_>>().len();
        assert_eq!(bases, 12, "Re: Lunch and Lunch are about one thing; lunch and Lunch are two");
        for at in 0..5_000 {
            subjects.number(&format!("Some Subject {at}"));
        }
        assert_eq!(subjects.number("Lunch"), numbers[3], "the table grew");
    }

    #[test]
    fn of_two_copies_the_shorter_subject_is_kept() {
        let mut subjects = Subjects::default();
        for (one, other, expected) in [
            ("Lunch", "[list] Lunch", true),
            ("[list] Lunch", "Lunch", false),
            ("", "Lunch", false),
            ("Lunch", "", true),
            ("Lunch", "Lunch", true),
            ("Bunch", "Lunch", true),
        ] {
            let subject = subjects.number(one);
            assert_eq!(subjects.keeps(subject, other), expected, "{one:?} {other:?}");
        }
    }

    #[test]
    fn subjects_are_found_by_beginnings_of_words() {
        let mut subjects = Subjects::default();
        let texts = ["Lunch on Friday", "Re: Friday Lunch?", "Brunch", "Frühstück am Freitag", "李小龍"];
        let numbers: Vec<_> = texts.iter().map(|text| subjects.number(text)).collect();
        for (words, expected) in [
            ("lunch", &[0, 1][..]),
            ("fri lu", &[0, 1]),
            ("unch", &[]),
            ("fruh frei", &[3]),
            ("小", &[4]),
            ("lunch brunch", &[]),
            ("", &[]),
        ] {
            let found = subjects.find(words);
            let hits: Vec<_> = (0..texts.len()).filter(|&at| Subjects::is_in(&found, numbers[at])).collect();
            assert_eq!(hits, expected, "{words:?}");
        }
    }
}
