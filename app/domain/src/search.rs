//! Finding by what one types.

use serde::{Deserialize, Serialize};
use unicode_normalization::char::{decompose_compatible, is_combining_mark};

/// The form in which text is compared: lower case, accents off (`é` is `e`, `ß` is `ss`, `ø` is `o`), forms that only
/// look different made one (full width, ligatures), white space folded.
#[must_use]
pub fn fold(text: &str) -> String {
    if is_plain(text) {
        return text.to_ascii_lowercase();
    }
    let mut out = String::with_capacity(text.len());
    let mut gap = false;
    let mut push = |c: char| {
        if c.is_whitespace() {
            gap = !out.is_empty();
            return;
        }
        if std::mem::take(&mut gap) {
            out.push(' ');
        }
        match plain(c) {
            Some(plain) => out.push_str(plain),
            None => out.push(c),
        }
    };
    for c in text.chars() {
        if c.is_ascii() {
            push(c.to_ascii_lowercase());
        } else {
            // Sign by sign: the order into which NFKD puts marks does not matter where marks go.
            decompose_compatible(c, |c| c.to_lowercase().filter(|&c| !is_combining_mark(c)).for_each(&mut push));
        }
    }
    out
}

/// Whether a text is in ASCII, with white space only between words and one space at a time, as most texts are.
fn is_plain(text: &str) -> bool {
    let mut space = true;
    for byte in text.bytes() {
        if !byte.is_ascii() || byte < b' ' || space && byte == b' ' {
            return false;
        }
        space = byte == b' ';
    }
    !space || text.is_empty()
}

/// Which letters a folded text has, and with which its words begin, a bit each (the rare ones share some). Most texts
/// lack one of a word's, and need no closer look.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Letters {
    any: u64,
    first: u64,
}

impl Letters {
    /// Those of a folded text.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let (mut letters, mut within) = (Self::default(), false);
        for c in text.chars() {
            let bit = if c == ' ' { 0 } else { letter(c) };
            letters.any |= bit;
            if !within {
                letters.first |= bit;
            }
            within = c.is_alphanumeric();
        }
        letters
    }
}

const fn letter(c: char) -> u64 {
    match c {
        'a'..='z' => 1 << (c as u32 - 'a' as u32),
        other => 1 << (26 + other as u32 % 38),
    }
}

/// Words that are sought, folded. Made once for a search over many texts.
#[derive(Clone, Debug)]
pub struct Words<'a>(Vec<Word<'a>>);

#[derive(Clone, Debug)]
struct Word<'a> {
    text: &'a str,
    letters: u64,
    /// Its first two letters, which may have changed places.
    begins: [u64; 2],
    /// Whether it may stand anywhere, or must begin a word.
    anywhere: bool,
    /// How many typos are forgiven.
    typos: u32,
}

impl<'a> Words<'a> {
    /// A word of one or two letters must begin a word where it is sought, since it would be found nearly everywhere
    /// else; a longer one may stand anywhere. The writing systems that put no space between words have no word
    /// beginnings to look for: there a short word may stand anywhere too.
    #[must_use]
    pub fn of(words: &'a str) -> Self {
        Self(words.split(' ').filter(|word| !word.is_empty()).map(Word::of).collect())
    }

    /// Whether there is nothing to seek.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether every word occurs in a folded text that has those letters.
    #[must_use]
    pub fn are_in(&self, text: &str, letters: Letters) -> bool {
        self.0.iter().all(|word| word.is_in(text, letters))
    }

    /// Whether any of them is long enough to be typed wrong.
    #[must_use]
    pub fn may_have_typos(&self) -> bool {
        self.0.iter().any(|word| word.typos > 0)
    }

    /// Whether every word occurs in a folded text as in [`Self::are_in`], or is a word of its first `names` bytes but
    /// for a typo: one letter too many, too few, another one, or two that changed places, in a word of four letters and
    /// more; two of those from eight letters on. The first letter is typed right, or changed places with the second.
    #[must_use]
    pub fn resemble(&self, text: &str, names: usize, letters: Letters) -> bool {
        let named = text.get(..names).unwrap_or(text);
        self.0.iter().all(|word| {
            let slipped = |name| is_typo(name, word.text, word.typos as usize);
            word.is_in(text, letters) || word.is_near(letters) && named.split([' ', '-']).any(slipped)
        })
    }
}

impl<'a> Word<'a> {
    fn of(text: &'a str) -> Self {
        let mut begins = text.chars().map(letter);
        Self {
            text,
            letters: text.chars().fold(0, |all, c| all | letter(c)),
            begins: [begins.next().unwrap_or_default(), begins.next().unwrap_or_default()],
            anywhere: text.chars().nth(2).is_some() || without_spaces(text),
            typos: match text.len() {
                0..4 => 0,
                4..8 => 1,
                _ => 2,
            },
        }
    }

    fn is_in(&self, text: &str, letters: Letters) -> bool {
        if self.letters & !letters.any != 0 {
            return false;
        }
        if self.anywhere {
            return text.contains(self.text);
        }
        let [first, second] = self.begins;
        // Of a single letter that has its bit for itself, that says all.
        let alone = second == 0 && self.text.bytes().all(|byte| byte.is_ascii_lowercase());
        letters.first & first != 0 && (alone || begins_word(text, self.text))
    }

    /// Whether typos may be all that keeps it from being in a text: each letter that is not there at all is one.
    const fn is_near(&self, letters: Letters) -> bool {
        let [first, second] = self.begins;
        self.typos > 0
            && (self.letters & !letters.any).count_ones() <= self.typos
            && letters.first & (first | second) != 0
    }
}

/// Whether every word of a filter occurs in a text, both folded; see [`Words::of`].
#[must_use]
pub fn matches(text: &str, words: &str) -> bool {
    Words::of(words).are_in(text, Letters::of(text))
}

/// Whether every word begins a word of a text, both folded; in writing without spaces it may stand anywhere.
#[must_use]
pub fn begins_words(text: &str, words: &str) -> bool {
    let mut words = words.split(' ').filter(|word| !word.is_empty());
    words.all(|word| if without_spaces(word) { text.contains(word) } else { begins_word(text, word) })
}

/// Whether words are enough to look for in subjects: one letter begins a word of nearly each.
#[must_use]
pub fn is_enough(words: &str) -> bool {
    words.chars().filter(|c| !c.is_whitespace()).nth(1).is_some()
}

/// A few bits of a folded text, by which most texts are passed over without a look at them: where [`begins_words`]
/// holds for some words, the text has every bit of [`bits_of_words`]. A word sets one of 64, by its first two letters.
#[must_use]
pub fn bits_of_text(text: &str) -> u64 {
    let mut bits = 0;
    let (mut before, mut first) = (false, None);
    for c in text.chars() {
        let is_letter = c.is_alphanumeric();
        bits |= first.filter(|_| is_letter).map_or(0, |first| bit(first, c));
        first = Some(c).filter(|_| is_letter && !before);
        before = is_letter;
    }
    bits
}

/// The bits that a text must have in which every one of these words begins a word, both folded; see [`bits_of_text`].
#[must_use]
pub fn bits_of_words(words: &str) -> u64 {
    let words = words.split(' ').filter(|word| !without_spaces(word));
    let bits = words.filter_map(|word| {
        let mut letters = word.chars();
        let (first, second) = (letters.next()?, letters.next()?);
        (first.is_alphanumeric() && second.is_alphanumeric()).then(|| bit(first, second))
    });
    bits.fold(0, |all, bit| all | bit)
}

/// Pairs of letters spread evenly (Knuth's multiplicative hash).
const fn bit(first: char, second: char) -> u64 {
    let pair = (first as u64) << 21 | second as u64;
    1 << (pair.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 58)
}

/// Whether at most this many typos make one word of the other, or of its beginning.
fn is_typo(name: &str, typed: &str, typos: usize) -> bool {
    let (mut its, mut typeds) = (name.chars(), typed.chars());
    let (first, second) = (its.next(), its.next());
    let (a, b) = (typeds.next(), typeds.next());
    if first != a && (first != b || second != a) || name.len() + typos < typed.len() {
        return false;
    }
    // Each letter that is not there at all is a typo of its own, so most names need no closer look.
    if typed.chars().filter(|&letter| !name.contains(letter)).nth(typos).is_some() {
        return false;
    }
    let begins = || name.char_indices().nth(typed.chars().count()).and_then(|(end, _)| name.get(..end));
    strsim::osa_distance(name, typed) <= typos
        || begins().is_some_and(|name| strsim::osa_distance(name, typed) <= typos)
}

/// Whether a word is of a writing system that puts no spaces between words.
fn without_spaces(word: &str) -> bool {
    word.chars().any(|c| c >= '\u{2e80}')
}

fn begins_word(haystack: &str, word: &str) -> bool {
    haystack.match_indices(word).any(|(at, _)| {
        let before = haystack.get(..at).and_then(|before| before.chars().next_back());
        before.is_none_or(|c| !c.is_alphanumeric())
    })
}

/// Letters that Unicode does not take apart, as people type them on another keyboard.
const fn plain(c: char) -> Option<&'static str> {
    Some(match c {
        'ß' => "ss",
        'ø' => "o",
        'ł' => "l",
        'æ' => "ae",
        'œ' => "oe",
        'đ' | 'ð' => "d",
        'ı' => "i",
        'þ' => "th",
        'ħ' => "h",
        'ŧ' => "t",
        'ŋ' => "n",
        'ς' => "σ",
        '’' | '‘' | 'ʼ' => "'",
        '‐' | '‑' | '–' => "-",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::{
        Letters, Words, begins_word, begins_words, bits_of_text, bits_of_words, fold, is_enough, is_typo, matches,
        without_spaces,
    };

    #[test]
    fn what_looks_alike_is_folded_alike() {
        for (text, expected) in [
            ("  Zoë \t Ångström ", "zoe angstrom"),
            ("STRASSE Straße ẞ", "strasse strasse ss"),
            ("Lunch at 12:30", "lunch at 12:30"),
            (" Lunch  At\r\n Noon ", "lunch at noon"),
            ("Lunch ", "lunch"),
            (" ", ""),
            ("", ""),
            ("Søren Ærø Œuvre", "soren aero oeuvre"),
            ("Łukasz Żółć", "lukasz zolc"),
            ("İstanbul Işıl", "istanbul isil"),
            ("Đặng Thị Hường", "dang thi huong"),
            ("Þór Guðrún", "thor gudrun"),
            ("Юрий Ёлкин", "юрии елкин"),
            ("Οδυσσέας", "οδυσσεασ"),
            ("ＡＢＣ ﬁn", "abc fin"),
            ("O’Neill", "o'neill"),
            ("李小龍", "李小龍"),
            ("한글", "한글"),
            ("a\u{a0}b\u{3000}c", "a b c"),
            ("", ""),
        ] {
            // Folding what is folded changes nothing.
            let expected: String = unicode_normalization::UnicodeNormalization::nfkd(expected).collect();
            assert_eq!(fold(text), expected, "{text:?}");
            assert_eq!(fold(&expected), expected, "{text:?} folded twice");
        }
    }

    #[test]
    fn slips_are_forgiven_in_names() {
        for (typed, expected) in [
            ("mara birke", true),
            ("birek", true),
            ("brike", true),
            ("bike", true),
            ("birrke mara", true),
            ("berke", true),
            ("ibrke", true),
            ("lindstro", true),
            ("lindstrm", true),
            ("lnidstroem", true),
            ("virke", false),
            ("bkire", false),
            ("bar", false),
            ("maxx", false),
            ("mara jones", false),
            // In an address nothing is forgiven.
            ("pots", false),
        ] {
            let haystack = "mara birke-lindstrom mb@post.example";
            let found = Words::of(typed).resemble(haystack, "mara birke-lindstrom".len(), Letters::of(haystack));
            assert_eq!(found, expected, "{typed}");
        }
    }

    #[test]
    fn words_are_sought_from_their_beginning() {
        for (text, words, expected) in [
            ("Lunch on Friday", "fri lunch", true),
            ("Lunch on Friday", "unch", false),
            ("(Lunch)", "lunch", true),
            ("Launch lunch", "lunch", true),
            ("李小龍", "小", true),
            ("Lunch", "", true),
        ] {
            assert_eq!(begins_words(&fold(text), &fold(words)), expected, "{words:?} in {text:?}");
        }
    }

    #[test]
    fn two_letters_are_enough() {
        for (typed, expected) in [("", false), (" a ", false), ("ab", true), ("a b", true), ("会議", true)] {
            assert_eq!(is_enough(typed), expected, "{typed:?}");
        }
    }

    #[test]
    fn bits_pass_over_texts_without_such_words() {
        let has = |text: &str, words: &str| bits_of_text(text) & bits_of_words(words) == bits_of_words(words);
        assert!(has("lunch on friday", "fri lun"));
        assert!(!has("lunch on friday", "lun sat"));
        assert!(has("anything", ""), "no word");
        assert!(has("anything", "x"), "one letter says too little");
        assert!(has("a.b", "(x"), "what begins with no letter, too");
    }

    proptest::proptest! {
        #[test]
        fn what_begins_words_has_their_bits(text in "[a-c .(é小]{0,12}", words in "[a-c .(é小]{0,6}") {
            if begins_words(&text, &words) {
                proptest::prop_assert_eq!(bits_of_text(&text) & bits_of_words(&words), bits_of_words(&words));
            }
        }

        #[test]
        fn what_is_passed_over_by_its_letters_would_not_be_found(
            text in "[a-d -]{0,12}|[a-f-é小.]{0,6}",
            words in "[a-d -]{0,9}|[a-f-é小.]{0,6}",
        ) {
            let (sought, letters) = (Words::of(&words), Letters::of(&text));
            let words = || words.split(' ').filter(|word| !word.is_empty());
            let is_in = |word: &str| match word.chars().nth(2).is_some() || without_spaces(word) {
                true => text.contains(word),
                false => begins_word(&text, word),
            };
            proptest::prop_assert_eq!(sought.are_in(&text, letters), words().all(is_in));
            let typos = |word: &str| [0, 1, 2][usize::from(word.len() > 3) + usize::from(word.len() > 7)];
            let slipped = |word: &str| typos(word) > 0 && text.split([' ', '-']).any(|name| is_typo(name, word, typos(word)));
            proptest::prop_assert_eq!(
                sought.resemble(&text, text.len(), letters),
                words().all(|word| is_in(word) || slipped(word))
            );
        }

        #[test]
        fn folding_sign_by_sign_is_folding_the_normal_form(text in "\\PC{0,20}") {
            let normal: String = unicode_normalization::UnicodeNormalization::nfkd(text.as_str()).collect();
            proptest::prop_assert_eq!(fold(&normal), fold(&text));
        }
    }

    #[test]
    fn a_filter_finds() {
        for (haystack, words, expected) in [
            ("Mara Birke mara.birke@post.example", "mara", true),
            ("Mara Birke mara.birke@post.example", "bir MARA", true),
            ("Mara Birke mara.birke@post.example", "irk", true),
            ("Mara Birke mara.birke@post.example", "bi", true),
            ("Mara Birke mara.birke@post.example", "ir", false),
            ("Mara Birke mara.birke@post.example", "post.ex", true),
            ("Mara Birke mara.birke@post.example", "mara jo", false),
            ("Zoë Müller", "zoe muller", true),
            ("Zoe Muller", "zoë", true),
            ("李小龍", "小", true),
            ("anyone", "", true),
            ("anyone", "   ", true),
        ] {
            assert_eq!(matches(&fold(haystack), &fold(words)), expected, "{words:?} in {haystack:?}");
        }
    }
}
