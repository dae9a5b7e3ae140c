//! Letters of one script in the place of another's that look the same.

use crate::punycode;
use unicode_normalization::UnicodeNormalization;

/// Whether a word of a text mixes letters of scripts that look alike, Latin, Greek and Cyrillic: no language does.
#[must_use]
pub fn is_mixed(text: &str) -> bool {
    if text.is_ascii() {
        return false;
    }
    text.split(|sign: char| !sign.is_alphanumeric()).any(|word| {
        let mut scripts = word.chars().filter_map(script);
        let first = scripts.next();
        scripts.any(|script| Some(script) != first)
    })
}

/// The address in plain letters that a reader would take this one for, if it is another. It may hold letters of other
/// scripts, forms or widths that look Latin, or invisible signs, which [`Address`](crate::address::Address) writes out.
#[must_use]
pub fn looks_like(address: &str) -> Option<String> {
    let (local, domain) = address.rsplit_once('@')?;
    let domain = punycode::as_it_reads(domain);
    if local.is_ascii() && domain.is_ascii() && !local.contains("{u+") {
        return None;
    }
    let seen = format!("{}@{domain}", without_written_out(local));
    let plain: String = seen.nfkc().flat_map(char::to_lowercase).map(|sign| latin(sign).unwrap_or(sign)).collect();
    (plain.is_ascii() && plain != address).then_some(plain)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Script {
    Latin,
    Greek,
    Cyrillic,
}

/// `None` for signs of other scripts, and for those that belong to none.
fn script(sign: char) -> Option<Script> {
    if !sign.is_alphabetic() {
        return None;
    }
    match sign {
        'a'..='z' | 'A'..='Z' | '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' | '\u{250}'..='\u{2af}' => {
            Some(Script::Latin)
        }
        '\u{370}'..='\u{3ff}' | '\u{1f00}'..='\u{1fff}' => Some(Script::Greek),
        '\u{400}'..='\u{52f}' | '\u{1c80}'..='\u{1c8f}' | '\u{2de0}'..='\u{2dff}' | '\u{a640}'..='\u{a69f}' => {
            Some(Script::Cyrillic)
        }
        _ => None,
    }
}

/// The Latin letter that a small letter of another script is taken for.
const fn latin(sign: char) -> Option<char> {
    Some(match sign {
        'а' | 'ɑ' | 'α' => 'a',
        'в' | 'β' | 'ь' => 'b',
        'с' | 'ϲ' => 'c',
        'ԁ' => 'd',
        'е' | 'ҽ' => 'e',
        'ɡ' => 'g',
        'һ' => 'h',
        'і' | 'ı' | 'ι' | 'ⅰ' => 'i',
        'ј' | 'ϳ' => 'j',
        'к' | 'κ' => 'k',
        'ӏ' | 'ⅼ' => 'l',
        'м' => 'm',
        'п' | 'η' | 'ո' => 'n',
        'о' | 'ο' | 'σ' | 'օ' => 'o',
        'р' | 'ρ' => 'p',
        'ԛ' => 'q',
        'г' => 'r',
        'ѕ' => 's',
        'т' | 'τ' => 't',
        'υ' | 'ս' => 'u',
        'ν' | 'ѵ' => 'v',
        'ԝ' | 'ω' => 'w',
        'х' | 'χ' => 'x',
        'у' | 'γ' => 'y',
        _ => return None,
    })
}

fn without_written_out(address: &str) -> String {
    let mut out = String::with_capacity(address.len());
    let mut rest = address;
    while let Some((before, after)) = rest.split_once("{u+") {
        out.push_str(before);
        match after.split_once('}') {
            Some((code, after))
                if (1..=6).contains(&code.len()) && code.bytes().all(|byte| byte.is_ascii_hexdigit()) =>
            {
                rest = after;
            }
            _ => {
                out.push_str("{u+");
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::{is_mixed, looks_like};

    #[test]
    fn words_of_more_than_one_script() {
        for (text, expected) in [
            ("Ada Lovelace", false),
            ("Zoë Müller-Łukasz", false),
            ("Анна Каренина", false),
            ("Анна Karenina", false),
            ("Ελένη", false),
            ("李 Ming", false),
            ("نسرین\u{200c}جان", false),
            // The first letter is Cyrillic; so is the second of the next, and the last is Greek.
            ("\u{410}da", true),
            ("P\u{430}ul", true),
            ("Leo\u{3bf}", true),
            ("", false),
        ] {
            assert_eq!(is_mixed(text), expected, "{text}");
        }
    }

    #[test]
    fn addresses_that_are_not_what_they_look_like() {
        for (address, expected) in [
            ("ada@real.example", None),
            ("\u{430}da@real.example", Some("ada@real.example")),
            // All of it Cyrillic.
            ("\u{441}\u{430}\u{440}\u{430}@real.example", Some("capa@real.example")),
            ("ada@r\u{435}al.example", Some("ada@real.example")),
            ("ada@xn--ral-rdd.example", Some("ada@real.example")),
            ("ad{u+200d}a@real.example", Some("ada@real.example")),
            ("\u{ff41}da@real.example", Some("ada@real.example")),
            ("анна@почта.example", None),
            ("jörg@real.example", None),
            ("ada@xn--bcher-kva.example", None),
            ("{u+}@real.example", None),
            ("{u+zz}@real.example", None),
        ] {
            assert_eq!(looks_like(address).as_deref(), expected, "{address}");
        }
    }
}
