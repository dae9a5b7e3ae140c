//! Internationalised domains (RFC 5890): one form for what is written in Unicode and for its ASCII form (Punycode, RFC
//! 3492).

use std::borrow::Cow;
use unicode_normalization::UnicodeNormalization;

/// What stands before a label's ASCII form.
const PREFIX: &str = "xn--";

/// No label is longer (RFC 1035, section 2.3.4).
const MAX_LABEL_BYTES: usize = 63;

/// The form in which domains are compared and shown: in Unicode where every reader sees what it is, else in ASCII. The
/// domain is in lower case.
#[must_use]
pub(crate) fn canonical(domain: &str) -> Cow<'_, str> {
    if domain.is_ascii() && !domain.contains(PREFIX) {
        return Cow::Borrowed(domain);
    }
    each_label(domain, |label| {
        let unicode = match label.strip_prefix(PREFIX) {
            Some(coded) => decode(coded).filter(|text| !text.is_ascii() && encode(text).as_deref() == Some(coded)),
            None => Some(label.nfc().collect()),
        };
        match unicode {
            Some(text) if text.is_ascii() || is_clear(&text) => text,
            Some(text) => ascii_label(&text),
            None => label.to_owned(),
        }
    })
}

/// The form in which a domain is sent: in ASCII.
#[must_use]
pub(crate) fn ascii(domain: &str) -> Cow<'_, str> {
    if domain.is_ascii() { Cow::Borrowed(domain) } else { each_label(domain, ascii_label) }
}

/// A domain as it reads, whether that is clear or not.
pub(crate) fn as_it_reads(domain: &str) -> Cow<'_, str> {
    match domain.contains(PREFIX) {
        true => {
            each_label(domain, |label| label.strip_prefix(PREFIX).and_then(decode).unwrap_or_else(|| label.to_owned()))
        }
        false => Cow::Borrowed(domain),
    }
}

fn each_label(domain: &str, change: impl Fn(&str) -> String) -> Cow<'_, str> {
    // Some keyboards write a dot of their own.
    let labels = domain.split(['.', '。', '．', '｡']).map(change);
    Cow::Owned(labels.collect::<Vec<_>>().join("."))
}

fn ascii_label(label: &str) -> String {
    if label.is_ascii() {
        return label.to_owned();
    }
    encode(label).map_or_else(|| label.to_owned(), |coded| format!("{PREFIX}{coded}"))
}

/// Whether a label can be taken for no other: small letters and digits of one script (of East Asia, of those that are
/// written together), and not letters alone that look like Latin ones.
fn is_clear(label: &str) -> bool {
    let fits = |c: char| c == '-' || c.is_alphanumeric() && !c.is_uppercase();
    let mut script = None;
    let one_script = label.chars().filter(|c| !c.is_ascii_digit() && *c != '-').all(|c| {
        let of = script_of(c);
        let known = *script.get_or_insert(of);
        of != Script::Other
            && (of == known || matches!((of, known), (Script::EastAsia, Script::Latin) if c.is_alphabetic()))
    });
    let looks_latin = |c: char| !c.is_alphabetic() || "аеорсухіјѕһԁԛԝѵɡαονικρυωτ".contains(c);
    let is_alike = matches!(script, Some(Script::Cyrillic | Script::Greek)) && label.chars().all(looks_latin);
    label.chars().all(fits) && one_script && !is_alike
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Script {
    Latin,
    Greek,
    Cyrillic,
    Armenian,
    Hebrew,
    Arabic,
    /// One of those of South Asia, by its block.
    Indic(u32),
    Thai,
    Georgian,
    EastAsia,
    Other,
}

const fn script_of(c: char) -> Script {
    match c {
        'a'..='z' | 'ß'..='ö' | 'ø'..='ɏ' | 'ḁ'..='ỿ' => Script::Latin,
        '\u{370}'..='\u{3ff}' | '\u{1f00}'..='\u{1fff}' => Script::Greek,
        '\u{400}'..='\u{52f}' => Script::Cyrillic,
        '\u{530}'..='\u{58f}' => Script::Armenian,
        '\u{590}'..='\u{5ff}' => Script::Hebrew,
        '\u{600}'..='\u{6ff}' | '\u{750}'..='\u{77f}' => Script::Arabic,
        '\u{900}'..='\u{dff}' => Script::Indic(c as u32 >> 7),
        '\u{e00}'..='\u{e7f}' => Script::Thai,
        '\u{10d0}'..='\u{10ff}' => Script::Georgian,
        '\u{3005}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' => {
            Script::EastAsia
        }
        _ => Script::Other,
    }
}

// The figures of RFC 3492, section 5.
const BASE: u32 = 36;
const T_MIN: u32 = 1;
const T_MAX: u32 = 26;
const SKEW: u32 = 38;
const DAMP: u32 = 700;
const FIRST_BIAS: u32 = 72;
const FIRST: u32 = 128;

/// Punycode to text. `None` if it is none.
fn decode(coded: &str) -> Option<String> {
    if coded.len() > MAX_LABEL_BYTES || !coded.is_ascii() {
        return None;
    }
    let (plain, digits) = coded.rsplit_once('-').unwrap_or(("", coded));
    let mut text: Vec<char> = plain.chars().collect();
    let (mut number, mut at, mut bias) = (FIRST, 0_u32, FIRST_BIAS);
    let mut digits = digits.bytes();
    while digits.len() > 0 {
        let (before, mut weight, mut step) = (at, 1_u32, BASE);
        loop {
            let digit = match digits.next()? {
                byte @ b'a'..=b'z' => u32::from(byte - b'a'),
                byte @ b'0'..=b'9' => u32::from(byte - b'0') + 26,
                _ => return None,
            };
            at = at.checked_add(digit.checked_mul(weight)?)?;
            let threshold = threshold(step, bias);
            if digit < threshold {
                break;
            }
            weight = weight.checked_mul(BASE - threshold)?;
            step += BASE;
        }
        let length = u32::try_from(text.len()).ok()? + 1;
        bias = adapted(at - before, length, before == 0);
        number = number.checked_add(at / length)?;
        at %= length;
        text.insert(at as usize, char::from_u32(number)?);
        at += 1;
    }
    Some(text.into_iter().collect())
}

/// Text to Punycode. `None` if it is too long.
fn encode(text: &str) -> Option<String> {
    if text.len() > 4 * MAX_LABEL_BYTES {
        return None;
    }
    let mut out: String = text.chars().filter(char::is_ascii).collect();
    let plain = u32::try_from(out.len()).ok()?;
    let mut handled = plain;
    if plain > 0 {
        out.push('-');
    }
    let all = u32::try_from(text.chars().count()).ok()?;
    let (mut number, mut delta, mut bias) = (FIRST, 0_u32, FIRST_BIAS);
    while handled < all {
        let next = text.chars().map(u32::from).filter(|&c| c >= number).min()?;
        delta = delta.checked_add((next - number).checked_mul(handled + 1)?)?;
        number = next;
        for c in text.chars().map(u32::from) {
            delta = delta.checked_add(u32::from(c < number))?;
            if c != number {
                continue;
            }
            let (mut rest, mut step) = (delta, BASE);
            loop {
                let threshold = threshold(step, bias);
                if rest < threshold {
                    break;
                }
                out.push(digit(threshold + (rest - threshold) % (BASE - threshold)));
                rest = (rest - threshold) / (BASE - threshold);
                step += BASE;
            }
            out.push(digit(rest));
            bias = adapted(delta, handled + 1, handled == plain);
            delta = 0;
            handled += 1;
        }
        delta = delta.checked_add(1)?;
        number += 1;
    }
    (out.len() + PREFIX.len() <= MAX_LABEL_BYTES).then_some(out)
}

fn threshold(step: u32, bias: u32) -> u32 {
    step.saturating_sub(bias).clamp(T_MIN, T_MAX)
}

fn digit(value: u32) -> char {
    let value = u8::try_from(value).unwrap_or(0);
    char::from(if value < 26 { b'a' + value } else { b'0' + (value - 26) })
}

const fn adapted(delta: u32, length: u32, is_first: bool) -> u32 {
    let mut delta = if is_first { delta / DAMP } else { delta / 2 };
    delta += delta / length;
    let mut step = 0;
    while delta > (BASE - T_MIN) * T_MAX / 2 {
        delta /= BASE - T_MIN;
        step += BASE;
    }
    step + (BASE - T_MIN + 1) * delta / (delta + SKEW)
}

#[cfg(test)]
mod tests {
    use super::{ascii, canonical, decode, encode};
    use proptest::prelude::{prop_assert_eq, proptest};

    #[test]
    fn labels_come_back() {
        for (text, coded) in [
            ("bücher", "bcher-kva"),
            ("bücher-m08", "bcher-m08-q9a"),
            ("münchen", "mnchen-3ya"),
            ("почта", "80a1acny"),
            ("例え", "r8jz45g"),
            ("faß", "fa-hia"),
            ("ü", "tda"),
        ] {
            assert_eq!(encode(text).as_deref(), Some(coded));
            assert_eq!(decode(coded).as_deref(), Some(text));
        }
        for wrong in ["", "a_b", "99999999", "é"] {
            assert!(
                decode(wrong).is_none_or(|text| text.is_empty() || encode(&text).as_deref() != Some(wrong)),
                "{wrong}"
            );
        }
    }

    #[test]
    fn both_forms_of_a_domain_are_one_shown_in_unicode_where_it_is_clear() {
        for (domain, shown, sent) in [
            ("x.example", "x.example", "x.example"),
            ("bücher.example", "bücher.example", "xn--bcher-kva.example"),
            ("mail.xn--bcher-kva.example", "mail.bücher.example", "mail.xn--bcher-kva.example"),
            ("bu\u{308}cher.example", "bücher.example", "xn--bcher-kva.example"),
            ("почта.рф", "почта.рф", "xn--80a1acny.xn--p1ai"),
            ("例え.jp", "例え.jp", "xn--r8jz45g.jp"),
            // Cyrillic letters that look like Latin ones, alone and among Latin ones.
            ("раура.example", "xn--80aa0cbo.example", "xn--80aa0cbo.example"),
            ("pаypal.example", "xn--pypal-4ve.example", "xn--pypal-4ve.example"),
            ("xn--pypal-4ve.example", "xn--pypal-4ve.example", "xn--pypal-4ve.example"),
            ("xn--a_b.example", "xn--a_b.example", "xn--a_b.example"),
            ("xn--.example", "xn--.example", "xn--.example"),
        ] {
            assert_eq!(canonical(domain), shown, "{domain}");
            assert_eq!(canonical(&canonical(domain)), shown, "{domain} twice");
            assert_eq!(ascii(&canonical(domain)), sent, "{domain}");
            assert_eq!(canonical(&ascii(&canonical(domain))), shown, "{domain}");
        }
    }

    proptest! {
        #[test]
        fn any_label_comes_back(text in "\\PC{1,12}") {
            if let Some(coded) = encode(&text) {
                prop_assert_eq!(decode(&coded), Some(text));
            }
        }

        #[test]
        fn a_canonical_domain_is_its_own(domain in "[a-zäüßжаеопр例.-]{1,12}|xn--[a-z0-9-]{1,10}") {
            let shown = canonical(&domain).into_owned();
            prop_assert_eq!(canonical(&shown).into_owned(), shown);
        }
    }
}
