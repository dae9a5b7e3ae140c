//! Mail addresses.

use crate::{punycode, tidy};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// The most characters of an address (RFC 5321, section 4.5.3.1.3, less its angle brackets), in bytes.
const MAX_BYTES: usize = 254;

/// A mail address in the form in which addresses are compared: `local@domain`, lower case, no comments, no quotes
/// that are not needed.
///
/// RFC 5321 lets a local part differ by case; no mail provider in use does, and people type both.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Address(#[serde(deserialize_with = "canonical")] String);

/// Reads an address as it is stored. An older Kith stored domains in either of their two forms; here they become one.
fn canonical<'de, D: serde::Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    let text = String::deserialize(from)?;
    let whole = match text.rsplit_once('@') {
        Some((local, domain)) => match punycode::canonical(domain) {
            Cow::Owned(domain) => format!("{local}@{domain}"),
            Cow::Borrowed(_) => text,
        },
        None => text,
    };
    Ok(whole)
}

impl Address {
    /// Reads an address as it stands in a header field or as it was typed: angle brackets, `mailto:`, a route, comments
    /// and what stands behind it by accident are passed over. An internationalised domain is read into one form,
    /// whichever of the two it is written in. What is not seen in a local part is written out (`ad{u+200d}a`): such an
    /// address is another one, and shows it.
    ///
    /// `None` if it is none: no `@`, an empty side, white space or other characters that no address has, or longer than
    /// RFC 5321 allows (254 bytes).
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        if is_simple(text) {
            return Some(Self(text.to_ascii_lowercase()));
        }
        let text = without_comment(text);
        let text = without_scheme(text.trim_start_matches(|c: char| c.is_whitespace() || c == '<'));
        let text = text.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '>' | ',' | ';'));
        let text = in_single_quotes(text);
        // A route (RFC 5322, section 4.4) says by which hosts to send it.
        let text = match text.strip_prefix('@') {
            Some(route) => route.split_once(':')?.1,
            None => text,
        };
        let (local, domain) = text.rsplit_once('@')?;
        let local = local_part(local)?;
        let domain = domain.trim_end_matches('.');
        if !is_domain(domain) {
            return None;
        }
        let mut whole = String::with_capacity(local.len() + 1 + domain.len());
        whole.push_str(&local);
        whole.push('@');
        whole.push_str(domain);
        if whole.is_ascii() {
            whole.make_ascii_lowercase()
        } else {
            whole = whole.to_lowercase()
        }
        if let Some((local, domain)) = whole.rsplit_once('@')
            && let Cow::Owned(domain) = punycode::canonical(domain)
        {
            whole = format!("{local}@{domain}");
        }
        (whole.len() <= MAX_BYTES).then_some(Self(whole))
    }

    /// The whole address.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The address as it is sent: its domain in ASCII.
    #[must_use]
    pub fn to_ascii(&self) -> Cow<'_, str> {
        match punycode::ascii(self.domain()) {
            Cow::Owned(domain) => Cow::Owned(format!("{}@{domain}", self.local())),
            Cow::Borrowed(_) => Cow::Borrowed(&self.0),
        }
    }

    /// What stands before the last `@`.
    #[must_use]
    pub fn local(&self) -> &str {
        self.0.rsplit_once('@').map_or("", |(local, _)| local)
    }

    /// What stands after the last `@`.
    #[must_use]
    pub fn domain(&self) -> &str {
        self.0.rsplit_once('@').map_or("", |(_, domain)| domain)
    }
}

impl std::fmt::Display for Address {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(&self.0)
    }
}

/// Whether it is an address beyond doubt, as most are: then nothing has to be taken off or weighed.
fn is_simple(text: &str) -> bool {
    let (mut at, mut before) = (None, b'.');
    for (index, &byte) in text.as_bytes().iter().enumerate() {
        match byte {
            // Two in a row stand in the ASCII form of an internationalised domain.
            b'-' if before == b'-' => return false,
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' => {}
            b'+' if at.is_none() => {}
            b'.' if before != b'.' && before != b'@' => {}
            b'@' if at.is_none() && index > 0 => at = Some(index),
            _ => return false,
        }
        before = byte;
    }
    at.is_some() && before != b'.' && before != b'@' && text.len() <= MAX_BYTES
}

/// Leaves out a comment before or behind the address.
fn without_comment(text: &str) -> &str {
    let text = text.trim();
    if let Some((_, rest)) = text.strip_prefix('(').and_then(|rest| rest.split_once(')')) {
        return rest.trim();
    }
    match text.split_once('(') {
        Some((before, _)) if text.ends_with(')') => before.trim(),
        _ => text,
    }
}

fn without_scheme(text: &str) -> &str {
    match text.split_at_checked(7) {
        Some((scheme, rest)) if scheme.eq_ignore_ascii_case("mailto:") => rest.split('?').next().unwrap_or(rest),
        _ => text,
    }
}

fn in_single_quotes(text: &str) -> &str {
    text.strip_prefix('\'').and_then(|text| text.strip_suffix('\'')).unwrap_or(text)
}

/// The local part, without quotes where they are not needed.
fn local_part(local: &str) -> Option<Cow<'_, str>> {
    if is_plain(local) {
        return Some(Cow::Borrowed(local));
    }
    if local.contains(is_hidden) {
        let shown: String = local.chars().fold(String::new(), |mut shown, c| {
            match is_hidden(c) {
                true => shown.push_str(&format!("{{u+{:x}}}", u32::from(c))),
                false => shown.push(c),
            }
            shown
        });
        return local_part(&shown).map(|local| Cow::Owned(local.into_owned()));
    }
    let bare = local.replace('"', "");
    if is_plain(&bare) {
        return Some(Cow::Owned(bare));
    }
    let quoted = local.strip_prefix('"').and_then(|local| local.strip_suffix('"'))?;
    let fits = !quoted.is_empty() && !quoted.contains(|c: char| c.is_whitespace() || tidy::unwanted(c) || c == '"');
    fits.then_some(Cow::Borrowed(local))
}

/// Whether a local part can stand without quotes. Dots may stand anywhere: some providers give out such addresses.
fn is_plain(local: &str) -> bool {
    let special = |c: char| matches!(c, '(' | ')' | '<' | '>' | '[' | ']' | ':' | ';' | '@' | '\\' | ',' | '"');
    let fits = |c: char| if c.is_ascii() { c.is_ascii_graphic() && !special(c) } else { is_written(c) };
    !local.is_empty() && local.chars().all(fits)
}

fn is_domain(domain: &str) -> bool {
    let inside = domain.strip_prefix('[').and_then(|domain| domain.strip_suffix(']'));
    if let Some(literal) = inside {
        return !literal.is_empty()
            && literal.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | ':' | '-'));
    }
    let fits = |c: char| match c.is_ascii() {
        true => c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_'),
        false => is_written(c),
    };
    !domain.is_empty() && !domain.starts_with('.') && !domain.contains("..") && domain.chars().all(fits)
}

/// Any sign beyond ASCII that is seen: internationalised addresses hold letters, marks and dots of every script.
fn is_written(c: char) -> bool {
    !c.is_whitespace() && !tidy::is_invisible(c)
}

/// A sign that is not seen and is no control character.
fn is_hidden(c: char) -> bool {
    tidy::is_invisible(c) && !c.is_control()
}

#[cfg(test)]
mod tests {
    use super::Address;

    fn check(written: &str, expected: Option<&str>) {
        let found = Address::parse(written);
        assert_eq!(found.as_ref().map(Address::as_str), expected, "{written:?}");
        if let Some(address) = found {
            assert_eq!(Address::parse(address.as_str()), Some(address), "{written:?} read twice");
        }
    }

    #[test]
    fn addresses_as_they_are_written() {
        for (written, expected) in [
            ("Mara@Birke.Example", "mara@birke.example"),
            (" <mara@birke.example> ", "mara@birke.example"),
            ("<<mara@birke.example>>", "mara@birke.example"),
            ("mara@birke.example.", "mara@birke.example"),
            ("mara@birke.example;", "mara@birke.example"),
            ("mara@birke.example>,", "mara@birke.example"),
            ("'mara@birke.example'", "mara@birke.example"),
            ("o'neill@birke.example", "o'neill@birke.example"),
            ("mailto:mara@birke.example", "mara@birke.example"),
            ("MAILTO:mara@birke.example?subject=Hi", "mara@birke.example"),
            ("mara@birke.example (Mara)", "mara@birke.example"),
            ("(Mara) mara@birke.example", "mara@birke.example"),
            ("@relay.example,@b.example:mara@birke.example", "mara@birke.example"),
            ("\"mara\"@birke.example", "mara@birke.example"),
            ("\"mara.b\"@birke.example", "mara.b@birke.example"),
            ("\"mara\".b@birke.example", "mara.b@birke.example"),
            ("\"mara@home\"@birke.example", "\"mara@home\"@birke.example"),
            ("mara+news=x@birke.example", "mara+news=x@birke.example"),
            ("mara.@birke.example", "mara.@birke.example"),
            ("mara@BÜCHER.example", "mara@bücher.example"),
            ("mara@xn--bcher-kva.example", "mara@bücher.example"),
            ("mara@XN--BCHER-KVA.example", "mara@bücher.example"),
            ("mara@xn--pypal-4ve.example", "mara@xn--pypal-4ve.example"),
            ("mara@pаypal.example", "mara@xn--pypal-4ve.example"),
            ("мара@почта.example", "мара@почта.example"),
            ("mara@[192.0.2.1]", "mara@[192.0.2.1]"),
            ("mara@[IPv6:2001:db8::1]", "mara@[ipv6:2001:db8::1]"),
            ("root@localhost", "root@localhost"),
            ("İpek@birke.example", "i\u{307}pek@birke.example"),
            ("ma\u{200d}ra@birke.example", "ma{u+200d}ra@birke.example"),
            ("mara\u{3164}@birke.example", "mara{u+3164}@birke.example"),
            ("ma\u{202e}ra\u{fe0f}@birke.example", "ma{u+202e}ra{u+fe0f}@birke.example"),
        ] {
            check(written, Some(expected));
        }
    }

    #[test]
    fn what_is_taken_for_simple_reads_the_same_the_long_way() {
        for (text, expected) in [
            ("a@b", true),
            ("Mara.B+x@B-i.Example", true),
            ("@b", false),
            ("a@", false),
            ("a@b.", false),
            ("a@.b", false),
            ("a@b..c", false),
            ("a@b@c", false),
            ("a b@c", false),
        ] {
            assert_eq!(super::is_simple(text), expected, "{text}");
            // White space around it takes the long way.
            assert!(!expected || Address::parse(&format!(" {text} ")) == Address::parse(text), "{text}");
        }
    }

    #[test]
    fn what_is_no_address() {
        for written in [
            "",
            "@",
            "mara",
            "mara@",
            "@birke.example",
            "mara @birke.example",
            "mara@birke .example",
            "mara@bir\u{202e}ke.example",
            "mara@bir\u{200d}ke.example",
            "ma\u{7}ra@birke.example",
            "mara@.example",
            "mara@birke..example",
            "mara@birke@x.example",
            "mara@birke.example,jo@birke.example",
            "\"mara b\"@birke.example",
            "\"\"@birke.example",
            "/O=BIRKE/OU=OSLO/CN=RECIPIENTS/CN=MARA",
            "mara@birke.example/x",
        ] {
            check(written, None);
        }
        check(&format!("{}@birke.example", "m".repeat(240)), Some(&format!("{}@birke.example", "m".repeat(240))));
        check(&format!("{}@birke.example", "m".repeat(241)), None);
    }

    proptest::proptest! {
        #[test]
        fn an_address_reads_as_itself(written in "\\PC{0,12}[@\"'<(]{0,2}\\PC{0,8}@\\PC{1,16}") {
            if super::is_simple(&written) {
                proptest::prop_assert_eq!(Address::parse(&written), Address::parse(&format!(" {written} ")));
            }
            if let Some(address) = Address::parse(&written) {
                proptest::prop_assert_eq!(Address::parse(address.as_str()), Some(address));
            }
        }
    }
}
