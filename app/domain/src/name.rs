//! What a display name says of somebody.

use crate::address::Address;
use crate::noise::{self, Form};
use crate::search::fold;
use crate::{script, tidy};
use std::borrow::Cow;

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

/// What is left of a name that holds an address, or an `@` of another kind: `Mara Birke (mara@acme.example)`, `Mara Birke
/// @ Acme`, the path of a directory. Empty if that is nothing.
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
        && matches!(noise::form(address), Form::Plain | Form::Name);
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
/// Empty if it says too little to tell anybody: fewer than two words, or a team's; and if a word mixes scripts, since
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
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
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
    let words = || name.split([' ', '&', '|', '/']).filter(|word| !word.is_empty());
    let bare = name.split([',', '(', '[']).next().unwrap_or(name).trim();
    // `Mara Birke (Acme Ltd)`: what stands in brackets is where somebody is.
    let of_whom = if name.contains(['(', '[']) && !name.contains(',') && is_persons(bare) { bare } else { name };
    let company = |text: &str| text.split([' ', '&', '|', '/']).any(|word| is_of_company(&fold(word)));
    // `The Planet`, but `The Millers`.
    let is_family = words().count() == 2 && name.ends_with('s');
    let is_organisation = company(of_whom)
        || words().any(|word| is_of_bulk(&fold(word)))
        || words().next().is_some_and(|first| matches!(fold(first).as_str(), "the" | "your")) && !is_family
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

/// `Mara Birke - Acme`, `Birke, Mara | Acme`: behind the mark stands where somebody is. `Acme - Spring Sale` is no
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

fn is_title(word: &str) -> bool {
    let word = word.trim_end_matches('.').to_lowercase();
    matches!(
        word.as_str(),
        "dr" | "mr"
            | "mrs"
            | "ms"
            | "miss"
            | "prof"
            | "professor"
            | "sir"
            | "herr"
            | "frau"
            | "hr"
            | "fr"
            | "rev"
            | "hon"
            | "mme"
            | "mlle"
            | "ing"
            | "dipl"
            | "mag"
    )
}

fn is_suffix(word: &str) -> bool {
    let word = word.trim_matches([',', '.']).to_lowercase();
    matches!(word.as_str(), "jr" | "sr" | "ii" | "iii" | "iv" | "esq")
}

fn is_degree(word: &str) -> bool {
    let word = word.replace('.', "").to_lowercase();
    matches!(word.as_str(), "phd" | "md" | "msc" | "bsc" | "mba" | "cpa" | "dds" | "llm" | "jd" | "rn" | "pe")
}

fn is_particle(word: &str) -> bool {
    matches!(
        word.to_lowercase().as_str(),
        "van"
            | "von"
            | "der"
            | "den"
            | "de"
            | "del"
            | "della"
            | "di"
            | "da"
            | "dos"
            | "du"
            | "la"
            | "le"
            | "ten"
            | "ter"
            | "zu"
            | "zur"
            | "af"
            | "av"
            | "bin"
            | "ibn"
            | "al"
            | "el"
            | "y"
    )
}

/// Words that a company or a team has in its name, folded.
fn is_of_company(word: &str) -> bool {
    matches!(
        word.trim_matches([',', '.', '(', ')']),
        "inc"
            | "ltd"
            | "llc"
            | "gmbh"
            | "ag"
            | "corp"
            | "co"
            | "plc"
            | "bv"
            | "oy"
            | "srl"
            | "spa"
            | "team"
            | "support"
            | "service"
            | "services"
            | "newsletter"
            | "news"
            | "info"
            | "group"
            | "list"
            | "department"
            | "office"
            | "sales"
            | "billing"
            | "company"
            | "university"
            | "customer"
            | "help"
            | "desk"
            | "helpdesk"
            | "notifications"
            | "admin"
            | "administrator"
            | "system"
            | "committee"
            | "club"
            | "society"
            | "foundation"
            | "store"
            | "shop"
            | "alerts"
            | "alert"
            | "enews"
            | "newsletters"
            | "offers"
            | "deals"
            | "subscriptions"
            | "mailing"
            | "mailer"
            | "robot"
            | "daemon"
            | "report"
            | "reports"
            | "digest"
            | "editorial"
            | "magazine"
            | "institute"
            | "association"
            | "network"
            | "networks"
            | "online"
            | "updates"
            | "update"
            | "daily"
            | "weekly"
            | "webmaster"
            | "postmaster"
            | "marketing"
            | "media"
            | "security"
            | "membership"
            | "boards"
            | "forum"
            | "tips"
    )
}

/// Words that make a newsletter's name of any other, folded.
fn is_of_bulk(word: &str) -> bool {
    matches!(
        word.trim_matches([',', '.', '(', ')', '[', ']']),
        "newsletter"
            | "newsletters"
            | "news"
            | "enews"
            | "digest"
            | "daily"
            | "weekly"
            | "offers"
            | "deals"
            | "alert"
            | "alerts"
            | "notifications"
            | "update"
            | "updates"
            | "subscriptions"
            | "mailing"
            | "mailer"
            | "robot"
            | "daemon"
            | "tips"
            | "magazine"
    )
}

/// Whether a name without spaces is written with the family name first: Chinese and Korean names of two to four signs.
fn is_family_first(name: &str) -> bool {
    let count = name.chars().count();
    (2..=4).contains(&count)
        && name.chars().all(|sign| matches!(sign, '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}'))
}

#[cfg(test)]
mod tests {
    use super::{Called, called, clean, cleaner, contradict, key, split};
    use crate::address::Address;

    #[test]
    fn a_name_is_shown_as_it_is_said() {
        for (written, expected) in [
            ("Mara Birke", Some("Mara Birke")),
            ("Birke, Mara", Some("Mara Birke")),
            ("Birke, Mara J.", Some("Mara J. Birke")),
            ("van der Birke, Mara", Some("Mara van der Birke")),
            ("Birke, Mara (Acme)", Some("Mara Birke (Acme)")),
            ("Acme, Inc.", Some("Acme, Inc.")),
            ("Mara Birke, PhD", Some("Mara Birke, PhD")),
            ("Birke, Jr.", Some("Birke, Jr.")),
            ("Mara Birke, früher Bäcker", Some("Mara Birke, früher Bäcker")),
            ("birke, mara", Some("Mara Birke")),
            ("Red, White and Blue Shoes", Some("Red, White and Blue Shoes")),
            ("\"Mara Birke\"", Some("Mara Birke")),
            ("'Mara Birke'", Some("Mara Birke")),
            ("MARA BIRKE", Some("Mara Birke")),
            ("BIRKE, MARA", Some("Mara Birke")),
            ("mara o'neill", Some("Mara O'Neill")),
            ("MARA VAN DER BIRKE-MCDONALD", Some("Mara van der Birke-Mcdonald")),
            ("mara mcdonald", Some("Mara McDonald")),
            ("IBM", Some("IBM")),
            ("mara", Some("Mara")),
            ("Mara Birke via List", Some("Mara Birke")),
            ("'Mara Birke' via Acme Friends", Some("Mara Birke")),
            ("[EXT] Mara Birke", Some("Mara Birke")),
            ("Mara Birke/ET&S/Acme@Acme", Some("Mara Birke")),
            ("Mara Birke/Acme", Some("Mara Birke/Acme")),
            ("mbirke@acme.example", None),
            ("undisclosed", None),
            ("Undisclosed Recipients", None),
            ("someone@else.example", None),
            ("=?utf-8?Q?M=C3", None),
            ("M\u{fffd}\u{fffd}", None),
            ("undisclosed-recipients", None),
            ("--", None),
            ("", None),
            ("李小龍", Some("李小龍")),
            ("МАРА БИРКЕ", Some("Мара Бирке")),
            ("Birke, Mara (IT, Seoul)", Some("Mara Birke (IT, Seoul)")),
            ("Birke, Min-ho [Acme, Oslo]", Some("Min-ho Birke [Acme, Oslo]")),
            ("Birke (Acme), Mara", Some("Mara Birke (Acme)")),
            ("Birke, Mara (Acme) (Oslo)", Some("Mara Birke (Acme) (Oslo)")),
            ("Mara Birke (Acme, Inc.)", Some("Mara Birke (Acme, Inc.)")),
            ("Mara Birke - Acme", Some("Mara Birke")),
            ("Mara Birke – Acme Widgets Ltd", Some("Mara Birke")),
            ("Mara Birke | Acme", Some("Mara Birke")),
            ("Mara Birke / Acme", Some("Mara Birke")),
            ("Birke, Mara - ACME", Some("Mara Birke")),
            ("BIRKE, MARA - ACME", Some("Mara Birke")),
            ("Birke, Mara - Acme, Inc.", Some("Mara Birke")),
            ("mara birke - acme", Some("Mara Birke")),
            ("Mara van der Birke - Acme", Some("Mara van der Birke")),
            ("Dr. Mara Birke - Acme", Some("Dr. Mara Birke")),
            ("Mara Birke - m(a)acme.example", Some("Mara Birke")),
            ("Anna-Lena Müller-Schmidt", Some("Anna-Lena Müller-Schmidt")),
            ("Anna-Lena Müller-Schmidt - Acme", Some("Anna-Lena Müller-Schmidt")),
            ("Müller - Schmidt, Anna", Some("Anna Müller-Schmidt")),
            ("Jean - Pierre", Some("Jean - Pierre")),
            ("Acme - Spring Sale", Some("Acme - Spring Sale")),
            ("Acme Support - Mara Birke", Some("Acme Support - Mara Birke")),
            ("Mara Birke - Newsletter", Some("Mara Birke - Newsletter")),
            ("Top 10 Deals - Acme", Some("Top 10 Deals - Acme")),
            ("🎄 Mara Birke 🎄", Some("Mara Birke")),
            ("Mara Birke ✈\u{fe0f}", Some("Mara Birke")),
            ("★Mara Birke★", Some("Mara Birke")),
            ("👩\u{200d}💻 Mara", Some("Mara")),
            ("Mara 🇳🇴 Birke", Some("Mara Birke")),
            ("🎄🎄", None),
            ("نسرین\u{200c}جان", Some("نسرین\u{200c}جان")),
            ("Mara\u{200d}", Some("Mara")),
            ("\u{3164}", None),
            ("\u{3164}\u{34f}\u{fe0f}", None),
            ("Ma\u{34f}ra Bir\u{e0101}ke", Some("Mara Birke")),
            ("CN=Mara Birke/OU=Oslo/O=Acme", Some("Mara Birke")),
        ] {
            let found = clean(written);
            assert_eq!(found.as_deref(), expected, "{written:?}");
            if let Some(name) = found {
                assert_eq!(clean(&name).as_deref(), Some(&*name), "{written:?} twice");
            }
        }
    }

    #[test]
    fn given_and_family_name() {
        for (name, given, family) in [
            ("Mara Birke", "Mara", "Birke"),
            ("Mara Jo Birke", "Mara Jo", "Birke"),
            ("Mara van der Birke", "Mara", "van der Birke"),
            ("Dr. Mara Birke Jr.", "Mara", "Birke"),
            ("Mara Birke, PhD", "Mara", "Birke"),
            ("Mara Birke (Acme)", "Mara", "Birke"),
            ("Mara", "Mara", ""),
            ("Mara von", "Mara", "von"),
            ("李小龍", "小龍", "李"),
            ("김민수", "민수", "김"),
            ("Acme Support", "", ""),
            ("Acme, Inc.", "", ""),
            ("Mara Birke (Acme Ltd)", "Mara", "Birke"),
            ("Mara Birke [IT Department]", "Mara", "Birke"),
            ("Min-ho Lee (IT, Seoul)", "Min-ho", "Lee"),
            ("", "", ""),
        ] {
            assert_eq!(split(name), (given.to_owned(), family.to_owned()), "{name}");
        }
    }

    #[test]
    fn names_are_the_same_in_whatever_order_and_with_whatever_title() {
        for (one, other, same) in [
            ("Mara Birke", "Birke Mara", true),
            ("Dr. Mara J. Birke", "Mara Birke", true),
            ("Zoë Müller", "zoe muller", true),
            ("Mara Birke", "Mara Birk", false),
            ("Mara Birke", "Mara", false),
            ("Min-ho Lee (IT, Seoul)", "Lee Min-ho", true),
            ("Mara Birke (Acme Ltd)", "Mara Birke", true),
        ] {
            assert_eq!(key(one) == key(other), same, "{one} {other}");
        }
        // The second letter is Cyrillic.
        for short in ["", "Mara", "M. B.", "Acme Support", "M\u{430}ra Birke"] {
            assert_eq!(key(short), "", "{short}");
        }
    }

    #[test]
    fn whose_a_name_is() {
        for (name, expected) in [
            ("Mara Birke", Called::Person),
            ("Mara", Called::Unknown),
            ("", Called::Unknown),
            ("The Planet", Called::Organisation),
            ("The Millers", Called::Person),
            ("Acme Support", Called::Organisation),
            ("Acme.com", Called::Organisation),
            ("BlueBird", Called::Organisation),
            ("McDonald", Called::Unknown),
            ("Acme - Spring Sale", Called::Organisation),
            ("Mara Birke (Acme Ltd)", Called::Person),
            ("Mara Birke (Newsletter)", Called::Organisation),
            ("Acme (Support)", Called::Organisation),
            ("Acme Widgets, Inc.", Called::Organisation),
            ("Anna-Lena Müller-Schmidt", Called::Person),
        ] {
            assert_eq!(called(name), expected, "{name}");
        }
    }

    #[test]
    fn names_that_can_hardly_be_one_persons() {
        for (one, other, expected) in [
            ("Ada Lovelace", "Carl Gauss", true),
            ("Ada", "Carl", true),
            ("Ada Lovelace", "Acme Support", true),
            ("Ada Lovelace", "Ada King", false),
            ("Ada", "Ada Lovelace", false),
            ("A. Lovelace", "Ada Lovelace", false),
            ("A. L.", "Ada Lovelace", false),
            ("Lovelace, Ada", "ada.lovelace", false),
            ("Rob Miller", "Robert Smith", false),
            ("Ada", "", false),
            ("", "", false),
            ("Dr. Ada", "Dr. Carl", true),
        ] {
            assert_eq!(contradict(one, other), expected, "{one:?} {other:?}");
            assert_eq!(contradict(other, one), expected, "{other:?} {one:?}");
        }
    }

    #[test]
    fn what_is_left_of_a_name_that_holds_an_address() {
        for (written, expected) in [
            ("Mara Birke (m@b.example)", "Mara Birke"),
            ("Mara Birke <m@b.example>", "Mara Birke"),
            ("m@b.example (Mara Birke)", "Mara Birke"),
            ("Mara Birke m@b.example", "Mara Birke"),
            ("Mara Birke - m@b.example", "Mara Birke"),
            ("Mara Birke [mailto:m@b.example]", "Mara Birke"),
            ("Mara Birke [SMTP:m@b.example]", "Mara Birke"),
            ("Birke, Mara (m@b.example)", "Birke, Mara"),
            ("m@b.example on behalf of Mara Birke", "Mara Birke"),
            ("'m@b.example' via Garden", ""),
            ("Mara Birke/Oslo/Acme@ACME", "Mara Birke"),
            ("CN=Mara Birke/OU=Oslo/O=Acme@ACME", "Mara Birke"),
            ("Mara Birke@Acme", "Mara Birke"),
            ("Mara Birke @ Acme", "Mara Birke"),
            ("Mara Birke (@mara)", "Mara Birke"),
            ("m@b.example", ""),
            ("mara500@", ""),
            ("@mara", ""),
            ("@", ""),
        ] {
            assert_eq!(super::without_addresses(written), expected, "{written}");
        }
    }

    #[test]
    fn a_name_is_guessed_from_an_address_that_is_made_of_one() {
        for (address, expected) in [
            ("mara.birke@x.example", Some("Mara Birke")),
            ("mara_birke@x.example", Some("Mara Birke")),
            ("mara.birke+shop@x.example", Some("Mara Birke")),
            ("anna-lena.müller@x.example", Some("Anna-Lena Müller")),
            ("mara.o'neill@x.example", Some("Mara O'Neill")),
            ("m.birke@x.example", None),
            ("mara@x.example", None),
            ("mara.jo.birke@x.example", None),
            ("mara.birke2@x.example", None),
            ("sales.team@x.example", None),
            ("no.reply@x.example", None),
            ("customer.support@x.example", None),
            ("news.acme@x.example", None),
            ("acme.info@x.example", None),
            ("xk.qwrt@x.example", None),
            ("mara.mara@x.example", None),
        ] {
            assert_eq!(super::guessed(&Address::parse(address).unwrap()).as_deref(), expected, "{address}");
        }
    }

    proptest::proptest! {
        #[test]
        fn what_held_an_address_holds_none(written in "(\\PC{0,6}[ @/<>()\\[\\]]?){0,6}") {
            let left = super::without_addresses(&written);
            proptest::prop_assert!(!left.contains('@'), "{}", left);
        }

        #[test]
        fn cleaning_twice_is_cleaning_once(written in "(\\PC{0,6}([ ,/'\"\\[\\]()🎄]| - )?){0,5}") {
            if super::is_plain(&written) {
                let cleaned = cleaner(&written);
                proptest::prop_assert_eq!(cleaned.as_deref(), Some(written.as_str()));
            }
            if let Some(name) = clean(&written) {
                let again = clean(&name);
                proptest::prop_assert_eq!(again.as_deref(), Some(&*name));
            }
        }
    }
}
