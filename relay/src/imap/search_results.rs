//! What a search found, read as it comes: SEARCH (RFC 3501, section 7.2.5), and ESEARCH (RFC 9051, section 7.3.4),
//! by which servers of the later version answer a plain search, too. The parser beneath knows neither the second nor
//! the MODSEQ that some servers add to the first.

use super::tokens::{Token, Tokens};
use super::uids::Uids;

/// Adds the UIDs of a response to `found`. Returns `None` if it is no such response, and whether all of it could be
/// read if it is.
pub(super) fn read(response: &[u8], found: Option<&mut Uids>) -> Option<bool> {
    let starts = |with: &[u8]| response.get(..with.len()).is_some_and(|start| start.eq_ignore_ascii_case(with));
    let mut nowhere = Uids::default();
    let found = found.unwrap_or(&mut nowhere);
    if starts(b"* SEARCH") {
        Some(search(response.get("* SEARCH".len()..).unwrap_or_default(), found).is_some())
    } else if starts(b"* ESEARCH") {
        Some(extended(response.get("* ESEARCH".len()..).unwrap_or_default(), found).is_some())
    } else {
        None
    }
}

fn search(rest: &[u8], found: &mut Uids) -> Option<()> {
    // Up to the MODSEQ, which says nothing here.
    let numbers = match memchr::memchr(b'(', rest) {
        Some(at) => {
            let (numbers, modseq) = rest.split_at(at);
            is_modseq(modseq).then_some(numbers)?
        }
        None => rest,
    };
    for word in numbers.split(|byte| byte.is_ascii_whitespace()).filter(|word| !word.is_empty()) {
        found.push(number(word)?);
    }
    Some(())
}

fn is_modseq(list: &[u8]) -> bool {
    let mut tokens = Tokens::of(list);
    let is = |token: Option<Token<'_>>, name: &[u8]| matches!(token, Some(Token::Atom(atom)) if atom.eq_ignore_ascii_case(name));
    tokens.next() == Some(Token::Open)
        && is(tokens.next(), b"MODSEQ")
        && matches!(tokens.next(), Some(Token::Atom(_)))
        && tokens.next() == Some(Token::Close)
        && tokens.next().is_none()
}

/// `(TAG "A1") UID ALL 1:3,5`, with other results in between. Without `UID` the numbers are those of messages, and
/// without `ALL` nothing was found, unless another result says that something was.
fn extended(rest: &[u8], found: &mut Uids) -> Option<()> {
    let mut tokens = Tokens::of(rest).peekable();
    if tokens.next_if_eq(&Token::Open).is_some() {
        tokens.by_ref().find(|token| *token == Token::Close)?;
    }
    let (mut is_of_uids, mut is_all, mut is_some) = (false, false, false);
    while let Some(token) = tokens.next() {
        let Token::Atom(name) = token else { return None };
        let is = |known: &str| name.eq_ignore_ascii_case(known.as_bytes());
        if is("UID") {
            is_of_uids = true;
            continue;
        }
        let value = tokens.next()?;
        if let (true, Token::Atom(set)) = (is("ALL") && is_of_uids, value) {
            set.split(|&byte| byte == b',').try_for_each(|range| push(range, found))?;
            is_all = true;
        } else if is("MIN") || is("MAX") || is("ALL") || is("PARTIAL") {
            is_some = true;
        } else if is("COUNT") {
            is_some |= value != Token::Atom(b"0");
        }
        // A list in parentheses, of whatever it may be.
        if value == Token::Open {
            let mut depth = 1_u32;
            while depth > 0 {
                match tokens.next()? {
                    Token::Open => depth += 1,
                    Token::Close => depth -= 1,
                    _ => {}
                }
            }
        }
    }
    (is_all || !is_some).then_some(())
}

fn push(range: &[u8], found: &mut Uids) -> Option<()> {
    let (low, high) = match memchr::memchr(b':', range) {
        Some(at) => (number(range.get(..at)?)?, number(range.get(at + 1..)?)?),
        None => (number(range)?, number(range)?),
    };
    // Either may come first (RFC 3501, section 9, seq-range).
    found.push_range(low.min(high), low.max(high));
    Some(())
}

fn number(digits: &[u8]) -> Option<u32> {
    // Without the sign that a parser of numbers would take.
    let value = digits.iter().try_fold(0_u32, |value, digit| {
        let digit = digit.is_ascii_digit().then(|| u32::from(digit - b'0'))?;
        value.checked_mul(10)?.checked_add(digit)
    });
    value.filter(|_| !digits.is_empty())
}

#[cfg(test)]
mod tests {
    use super::read;
    use crate::imap::uids::Uids;

    fn check(response: &str, expect: Option<&str>) {
        let mut uids = Uids::default();
        let whole = read(format!("{response}\r\n").as_bytes(), Some(&mut uids));
        let found = uids.into_set().map(|found| found.to_string());
        assert_eq!(found.filter(|_| whole == Some(true)).as_deref(), expect, "{response}");
    }

    #[test]
    fn reads_what_a_search_found() {
        check("* SEARCH", Some(""));
        check("* SEARCH ", Some(""));
        check("* search 3 1 2  ", Some("1:3"));
        check("* SEARCH 1 2 3 4 5 (MODSEQ 917162500)", Some("1:5"));
        check("* SEARCH (MODSEQ 1)", Some(""));
        check("* SEARCH 1 4294967295", Some("1,4294967295"));
        for garbled in ["1 4294967296", "1 -2", "1 x", "+1", "1 (MODSEQ 1", "1 (X 1)", "1 (MODSEQ 1) 2", "1,2", "NIL"] {
            check(&format!("* SEARCH {garbled}"), None);
        }
    }

    #[test]
    fn reads_what_an_extended_search_found() {
        check("* ESEARCH (TAG \"A1\") UID ALL 1:3,5", Some("1:3,5"));
        check("* ESEARCH (TAG \"A)1\") UID COUNT 5 MODSEQ 9 ALL 17,4:2", Some("2:4,17"));
        check("* esearch UID all 7", Some("7"));
        check("* ESEARCH (TAG \"A1\") UID", Some(""));
        check("* ESEARCH (TAG \"A1\") UID COUNT 0", Some(""));
        check("* ESEARCH (TAG \"A1\") UID X-NEW (1 (2)) ALL 1", Some("1"));
        check("* ESEARCH", Some(""));
        for garbled in [
            "(TAG \"A1\") ALL 1:3",
            "(TAG \"A1\") UID COUNT 5",
            "UID MIN 1",
            "UID ALL 1:*",
            "UID ALL",
            "UID ALL (1)",
            "(TAG",
            "UID ALL 1:2:3",
            "UID ALL 1,,2",
            "UID ALL 1 (",
        ] {
            check(&format!("* ESEARCH {garbled}"), None);
        }
        assert_eq!(read(b"* EXISTS 1\r\n", None), None);
        assert_eq!(read(b"* SEARCH 1\r\n", None), Some(true));
    }
}
