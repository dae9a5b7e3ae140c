//! What a display name says of someone.

pub mod parts;
mod words;

use crate::address::Address;
use crate::noise::address::{AddressForm, form};
use crate::search::fold;
use crate::{script, tidy};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use words::{is_degree, is_of_bulk, is_of_company, is_particle, is_suffix, is_title};

/// The name to show for one that was written beside an address: in the order in which it is said, with capitals where
/// names have them, without what programs add. `None` if it says nothing.
#[must_use]
pub fn clean(written: &str) -> Option<Cow<'_, str>> {
    if is_plain(written) {
        return Some(Cow::Borrowed(written));
    }
    // What is taken off may have hidden more of its kind.
    let mut name = cleaner(written)?;
    for _ in 0..written.len() {
        let again = cleaner(&name)?;
        if again == name {
            break;
        }
        name = again;
    }
    Some(Cow::Owned(name))
}

/// Whether a name is as it should be beyond doubt, as most are: words of small letters that begin with a capital.
#[must_use]
pub fn is_plain(written: &str) -> bool {
    let mut before = b' ';
    let mut words = 1;
    let plain = written.bytes().all(|byte| {
        let fits = match byte {
            b' ' => {
                words += 1;
                before.is_ascii_lowercase()
            }
            b'A'..=b'Z' => before == b' ',
            b'a'..=b'z' => before.is_ascii_alphabetic(),
            _ => false,
        };
        before = byte;
        fits
    });
    plain
        && !written.starts_with("Undisclosed")
        && before.is_ascii_lowercase()
        && (words == 2 || words == 1 && written.len() < 12)
}

fn cleaner(written: &str) -> Option<String> {
    let text = without_pictures(written);
    let text = without_marks(&text);
    let text = without_via(&text);
    let text = without_path(text);
    let text = without_quotes(text);
    let text = in_order(without_firm(&text).as_ref());
    let says_nothing = !text.chars().any(char::is_alphabetic)
        || text.contains('@')
        || text.contains("=?")
        || text.contains('\u{fffd}')
        || fold(&text).starts_with("undisclosed");
    (!says_nothing).then(|| with_capitals(&text))
}

/// What is left of a name that holds an address, or an `@` of another kind: `Mara Birke (mara@acme.example)`,
/// `Mara Birke @ Acme`, the path of a directory. Empty if that is nothing.
pub(crate) fn without_addresses(written: &str) -> String {
    let text = without_path(written.trim());
    let mut words: Vec<&str> = Vec::new();
    for word in text.split_whitespace() {
        let bare = word.trim_matches(|sign: char| !sign.is_alphanumeric() && !matches!(sign, '@' | '_'));
        match bare.split_once('@') {
            None if matches!(bare.to_ascii_lowercase().as_str(), "mailto" | "smtp") => {}
            None => words.push(word),
            // What follows is where they are.
            Some(("", "")) => break,
            // `Mara Birke@Acme`: a host has a dot.
            Some((local, domain)) if !domain.is_empty() && !domain.contains('.') && !words.is_empty() => {
                words.push(local)
            }
            Some(_) => {}
        }
    }
    let left = words.join(" ");
    let left = ["()", "[]", "<>"].iter().fold(left, |left, empty| left.replace(empty, ""));
    let left = left.trim_matches(|sign: char| {
        sign.is_whitespace() || matches!(sign, '-' | '|' | ',' | ':' | ';' | '<' | '>' | '/')
    });
    let left = left.strip_prefix("on behalf of ").unwrap_or(left);
    let bracketed =
        |open: char, close: char| left.strip_prefix(open)?.strip_suffix(close).filter(|it| !it.contains(open));
    let left = bracketed('(', ')').or_else(|| bracketed('[', ']')).unwrap_or(left);
    let says = left.chars().any(char::is_alphabetic) && !left.starts_with("via ") && left != "on behalf of";
    if says { left.to_owned() } else { String::new() }
}

/// The name that an address seems to be made of: `Mara Birke` of `mara.birke`. `None` for any other form, and where a
/// part is a word that a function, a program or a company has in its address.
#[must_use]
pub fn guessed(address: &Address) -> Option<String> {
    let local = address.local().split('+').next().unwrap_or_default();
    let (given, family) = local.split_once('.').or_else(|| local.split_once('_'))?;
    let is_name = |part: &str| {
        let count = part.chars().count();
        let vowel = |sign: char| !sign.is_ascii() || matches!(sign, 'a' | 'e' | 'i' | 'o' | 'u' | 'y');
        (2..=20).contains(&count)
            && part.chars().all(|sign| sign.is_alphabetic() || sign == '-' || sign == '\'')
            && part.starts_with(char::is_alphabetic)
            && part.ends_with(char::is_alphabetic)
            && part.chars().any(vowel)
            && !part.split('-').any(|word| is_of_company(&fold(word)))
    };
    let fits = is_name(given)
        && is_name(family)
        && given != family
        && matches!(form(address), AddressForm::Plain | AddressForm::Name);
    fits.then(|| with_capitals(&format!("{given} {family}")))
}

/// The given and the family name of a cleaned name. Both empty if it is no person's.
#[must_use]
pub fn split(name: &str) -> (String, String) {
    let bare = name.split([',', '(', '[']).next().unwrap_or(name);
    let mut words: Vec<&str> = bare.split_whitespace().collect();
    if called(name) == Called::Organisation {
        return (String::new(), String::new());
    }
    while words.len() > 1 && words.first().is_some_and(|word| is_title(word)) {
        words.remove(0);
    }
    while words.len() > 1 && words.last().is_some_and(|word| is_suffix(word)) {
        words.pop();
    }
    let [only] = words.as_slice() else {
        // The family name begins with its particle, or is the last word.
        let at = (1..words.len()).find(|&at| words.get(at).is_some_and(|word| is_particle(word)));
        let at = at.filter(|&at| at + 1 < words.len()).unwrap_or(words.len().saturating_sub(1));
        let (given, family) = words.split_at_checked(at).unwrap_or((&words, &[]));
        return (given.join(" "), family.join(" "));
    };
    if is_family_first(only) {
        let mut signs = only.chars();
        let family: String = signs.by_ref().take(1).collect();
        return (signs.collect(), family);
    }
    ((*only).to_owned(), String::new())
}

/// The form in which two names are the same person's: folded, the words in one order, without titles and initials.
/// Empty if it says too little to tell anyone: fewer than two words, or a team's; and if a word mixes scripts, since
/// that only looks like a name.
#[must_use]
pub fn key(name: &str) -> String {
    let (given, family) = split(name);
    let words = if script::is_mixed(name) { Vec::new() } else { words_of_key(&format!("{given} {family}")) };
    if words.len() < 2 { String::new() } else { words.join(" ") }
}

fn words_of_key(name: &str) -> Vec<String> {
    let folded = fold(name);
    let words = folded.split([' ', '-']).map(|word| word.trim_matches('.'));
    let words = words.filter(|word| word.chars().count() > 1 || !word.is_ascii());
    let mut words: Vec<String> = words.filter(|word| !is_title(word) && !is_suffix(word)).map(str::to_owned).collect();
    words.sort_unstable();
    words.dedup();
    words
}

/// Whose name it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Called {
    /// It does not say.
    #[default]
    Unknown,
    /// A person's: several words, none of them a company's.
    Person,
    /// A company's, a team's, a newsletter's.
    Organisation,
}

/// Whose a cleaned name is.
#[must_use]
pub fn called(name: &str) -> Called {
    let folded = |text: &str| -> Vec<String> {
        text.split([' ', '&', '|', '/']).filter(|word| !word.is_empty()).map(fold).collect()
    };
    let bare = name.split([',', '(', '[']).next().unwrap_or(name).trim();
    let words = folded(name);
    // `Mara Birke (Acme Ltd)`: what stands in brackets is where someone is.
    let is_company = match name.contains(['(', '[']) && !name.contains(',') && is_persons(bare) {
        true => folded(bare).iter().any(|word| is_of_company(word)),
        false => words.iter().any(|word| is_of_company(word)),
    };
    // `The Planet`, but `The Millers`.
    let is_family = words.len() == 2 && name.ends_with('s');
    let is_organisation = is_company
        || words.iter().any(|word| is_of_bulk(word))
        || words.first().is_some_and(|first| matches!(first.as_str(), "the" | "your")) && !is_family
        || name.contains(" - ")
        || !bare.contains(' ') && (is_host(bare) || is_joined(bare));
    match () {
        () if name.is_empty() => Called::Unknown,
        () if is_organisation => Called::Organisation,
        () if words_of_key(bare).len() > 1 => Called::Person,
        () => Called::Unknown,
    }
}

/// Whether a text is written as a person's name is: two to five words of letters that begin with a capital, in whatever
/// order, none of them a company's.
fn is_persons(text: &str) -> bool {
    let no_capitals = !text.chars().any(char::is_uppercase);
    let mut words = 0;
    for word in text.split([' ', ',']).filter(|word| !word.is_empty()) {
        let letters = word.trim_end_matches('.');
        let is_written = letters.chars().all(|sign| sign.is_alphabetic() || matches!(sign, '\'' | '’' | '-' | '.'));
        let begins = word.starts_with(|sign: char| !sign.is_lowercase()) || no_capitals || is_particle(word);
        let folded = fold(word);
        if !is_written || !begins || is_of_company(&folded) || is_host(word) || is_joined(word) {
            return false;
        }
        if words == 0 && matches!(folded.as_str(), "the" | "your") {
            return false;
        }
        words += u32::from(!is_title(word) && !is_suffix(word));
    }
    (2..=5).contains(&words)
}

/// `BlueBird`: words written as one. Names that begin so (`McDonald`, `DeVries`, `MacLeod`) are none.
fn is_joined(word: &str) -> bool {
    let mut before = ' ';
    let joints = word.char_indices().filter(|&(at, sign)| {
        let joint = at > 3 && sign.is_uppercase() && before.is_lowercase();
        before = sign;
        joint
    });
    joints.count() > 0
}

/// `Acme.com`.
fn is_host(word: &str) -> bool {
    word.rsplit_once('.').is_some_and(|(name, top)| {
        !name.is_empty() && (2..=7).contains(&top.len()) && top.bytes().all(|byte| byte.is_ascii_alphabetic())
    })
}

/// Whether two names can hardly be the same person's: neither shares a word with the other, nor an initial that stands
/// for one. One that says nothing, or one word alone against several that hold it, contradicts nothing.
#[must_use]
pub fn contradict(one: &str, other: &str) -> bool {
    let words = |name: &str| -> Vec<String> {
        let folded = fold(name);
        let words = folded.split([' ', '.', '-', '_', ',']).filter(|word| !word.is_empty());
        words.filter(|word| !is_title(word) && !is_suffix(word)).map(str::to_owned).collect()
    };
    let (one, other) = (words(one), words(other));
    if one.is_empty() || other.is_empty() {
        return false;
    }
    let same = |a: &String, b: &String| {
        let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
        short == long || short.len() > 2 && long.starts_with(short.as_str())
    };
    let shared = one.iter().any(|word| word.len() > 1 && other.iter().any(|its| its.len() > 1 && same(word, its)));
    let initials = |full: &[String], short: &[String]| {
        let letters = |words: &[String]| words.iter().filter_map(|word| word.chars().next()).collect::<Vec<_>>();
        short.iter().all(|word| word.chars().count() == 1) && letters(short).iter().all(|it| letters(full).contains(it))
    };
    !shared && !initials(&one, &other) && !initials(&other, &one)
}

/// Brackets that programs put before a name (`[EXT]`), and their mark behind it.
fn without_marks(written: &str) -> String {
    let mut text = written.trim();
    while let Some((_, rest)) = text.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        if rest.trim().is_empty() {
            break;
        }
        text = rest.trim();
    }
    let text = text.strip_suffix("[External]").or_else(|| text.strip_suffix("(External)")).unwrap_or(text);
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Pictures and what is not seen, wherever they stand; joiners stay between letters.
fn without_pictures(written: &str) -> Cow<'_, str> {
    if written.is_ascii() {
        return Cow::Borrowed(written);
    }
    let mut out = String::with_capacity(written.len());
    for sign in written.chars() {
        let stays = match sign {
            '\u{200c}' | '\u{200d}' => out.ends_with(char::is_alphabetic),
            sign => !tidy::is_invisible(sign) && !is_picture(sign),
        };
        if stays {
            out.push(sign);
        } else if is_picture(sign) {
            out.push(' ');
        }
    }
    Cow::Owned(out.trim_end_matches(['\u{200c}', '\u{200d}']).to_owned())
}

/// Arrows, symbols, dingbats, emoji, and what makes a digit or a letter one.
const fn is_picture(sign: char) -> bool {
    matches!(sign, '\u{20e3}' | '\u{2190}'..='\u{2bff}' | '\u{3030}' | '\u{303d}' | '\u{e000}'..='\u{f8ff}'
        | '\u{1f000}'..='\u{1faff}')
}

/// `Mara Birke via List`, `'Mara Birke' via Group`: who it is stands before.
fn without_via(text: &str) -> &str {
    let at = text.to_ascii_lowercase().find(" via ");
    at.and_then(|at| text.get(..at)).map_or(text, str::trim)
}

/// `Mara Birke/ET&S/Acme@Acme`, `CN=Mara Birke/O=Acme`: the path of a directory stands behind the name.
fn without_path(text: &str) -> &str {
    let (labelled, rest) = match text.get(..3) {
        Some(label) if label.eq_ignore_ascii_case("cn=") => (true, text.get(3..).unwrap_or_default()),
        _ => (false, text),
    };
    match rest.split_once('/') {
        Some((name, path)) if labelled || path.contains(['/', '@']) && name.contains(' ') && !name.contains('@') => {
            name.trim()
        }
        _ => text,
    }
}

/// `Mara Birke - Acme`, `Birke, Mara | Acme`: behind the mark stands where someone is. `Acme - Spring Sale` is no
/// person's, nor is `Mara Birke - Newsletter`.
fn without_firm(text: &str) -> Cow<'_, str> {
    const MARKS: [&str; 10] = [" - ", " – ", " — ", " -- ", " | ", " / ", " · ", " • ", " :: ", " // "];
    let first = MARKS.iter().filter_map(|mark| Some((text.find(mark)?, mark.len()))).min();
    let parted = first.and_then(|(at, length)| Some((text.get(..at)?.trim(), text.get(at + length..)?.trim())));
    let Some((name, firm)) = parted else { return Cow::Borrowed(text) };
    // `Birke - Baker, Mara`: two halves of one family name.
    let halves = !name.contains([' ', ',']) && firm.split_once(',').is_some_and(|(half, _)| !half.trim().contains(' '));
    if halves && is_persons(&format!("{name} {firm}")) {
        return Cow::Owned(format!("{name}-{firm}"));
    }
    let is_bulk = firm.split([' ', ',', '&', '|', '/']).any(|word| is_of_bulk(&fold(word)));
    if is_persons(name) && !is_bulk { Cow::Borrowed(name) } else { Cow::Borrowed(text) }
}

fn without_quotes(text: &str) -> String {
    let quotes = |sign: char| matches!(sign, '"' | '\'' | '`' | '“' | '”' | '„' | '«' | '»' | '‘' | '’');
    let text = text.trim_matches(|sign: char| quotes(sign) || sign.is_whitespace());
    let text = text.trim_end_matches([',', ';', '<', '>']);
    text.replace('"', "")
}

/// `Birke, Mara` as it is said. A comma before a suffix or a company's form stays, and what stands in brackets stays
/// behind the name.
fn in_order(text: &str) -> String {
    let (whole, note) = match text.split_once(['(', '[']) {
        Some((before, _)) if before.contains(',') => (before.trim().to_owned(), text.get(before.len()..)),
        // `Birke (Acme), Mara`
        Some((before, from)) => match from.split_once([')', ']']) {
            Some((note, after)) if after.trim_start().starts_with(',') => {
                (format!("{}{}", before.trim(), after.trim()), text.get(before.len()..before.len() + note.len() + 2))
            }
            _ => return text.to_owned(),
        },
        None => (text.to_owned(), None),
    };
    let Some((family, given)) = whole.split_once(',') else { return text.to_owned() };
    let (family, given) = (family.trim(), given.trim());
    let first = given.split_whitespace().next().unwrap_or_default();
    let is_name = |part: &str| {
        let words = part.split_whitespace().count();
        (1..=3).contains(&words)
            && !part.chars().any(|sign| sign.is_ascii_digit() || matches!(sign, '|' | '/' | ':' | '&'))
    };
    // `Mara Birke, formerly Baker`.
    let goes_on = given.starts_with(char::is_lowercase) && family.starts_with(char::is_uppercase);
    let keeps = given.contains(',')
        || goes_on
        || !is_name(family)
        || !is_name(given)
        || is_suffix(first)
        || is_degree(first)
        || whole.split_whitespace().any(|word| is_of_company(&fold(word)));
    match note {
        _ if keeps => text.to_owned(),
        Some(note) => format!("{given} {family} {}", note.trim()),
        None => format!("{given} {family}"),
    }
}

/// Capitals where names have them, if it has only capitals, or none.
fn with_capitals(text: &str) -> String {
    let letters = || text.chars().filter(|sign| sign.is_alphabetic());
    let all = letters().all(char::is_uppercase);
    let none = letters().all(char::is_lowercase);
    let words = text.split(' ').count();
    // One word in capitals is a company's, or an abbreviation.
    if !(all && words > 1 || none) || text.split(' ').any(|word| is_of_company(&fold(word))) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    for (at, word) in text.split(' ').enumerate() {
        if at > 0 {
            out.push(' ');
        }
        let lower = word.to_lowercase();
        if at > 0 && at + 1 < words && is_particle(&lower) {
            out.push_str(&lower);
        } else {
            capitalise(&lower, &mut out);
        }
    }
    out
}

fn capitalise(word: &str, out: &mut String) {
    let mut begins = true;
    let scottish = word.strip_prefix("mc").is_some_and(|rest| rest.len() > 2);
    for (at, sign) in word.chars().enumerate() {
        if begins || scottish && at == 2 {
            out.extend(sign.to_uppercase());
        } else {
            out.push(sign);
        }
        // `O'Neill`, but not `Dean's`.
        begins = !sign.is_alphabetic() && (sign != '\'' || at == 1) && sign != '’';
    }
}

/// Whether a name without spaces is written with the family name first: Chinese and Korean names of two to four signs.
fn is_family_first(name: &str) -> bool {
    let count = name.chars().count();
    (2..=4).contains(&count)
        && name.chars().all(|sign| matches!(sign, '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}'))
}

#[cfg(test)]
mod tests;
