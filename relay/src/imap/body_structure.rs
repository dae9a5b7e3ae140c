//! The structure of a message (BODYSTRUCTURE, RFC 3501, section 7.4.2), as far as it matters here: which parts there
//! are, of which type, how they are encoded and how large they are.
//!
//! By hand, since the parser beneath takes no response with as many parentheses as a message with a few attachments
//! has. How deep parts lie within each other is bounded here and by the framer, and how many are kept is, too. What is
//! not understood makes the whole structure none: the message then is one without calendars.

use super::tokens::{Token, Tokens};
use imap_proto::{BodyContentCommon, BodyContentSinglePart, BodyStructure, ContentEncoding, ContentType};
use std::borrow::Cow;

/// The most levels of parts within parts that are looked into.
const MAX_DEPTH: u32 = 32;

/// The most parts of a message that are kept.
const MAX_PARTS: u32 = 1_000;

/// Reads the rest of a structure whose first parenthesis was taken, up to its last one.
pub(super) fn body_structure<'a>(tokens: &mut Tokens<'a>) -> Option<BodyStructure<'a>> {
    body(tokens, MAX_DEPTH, &mut 0)
}

fn body<'a>(tokens: &mut Tokens<'a>, depth: u32, parts: &mut u32) -> Option<BodyStructure<'a>> {
    let depth = depth.checked_sub(1)?;
    *parts = parts.saturating_add(1);
    let first = tokens.next()?;
    if first != Token::Open {
        return single(first, tokens);
    }
    let mut bodies = Vec::new();
    let mut next = first;
    while next == Token::Open {
        let inner = body(tokens, depth, parts)?;
        if *parts <= MAX_PARTS {
            bodies.push(inner);
        }
        next = tokens.next()?;
    }
    let subtype = text(next)?;
    pass_over(tokens)?;
    Some(BodyStructure::Multipart { common: common("multipart".into(), subtype, None), bodies, extension: None })
}

fn single<'a>(first: Token<'a>, tokens: &mut Tokens<'a>) -> Option<BodyStructure<'a>> {
    let (ty, subtype) = (text(first)?, text(tokens.next()?)?);
    let charset = charset(tokens)?;
    let (_id, _description) = (text(tokens.next()?)?, text(tokens.next()?)?);
    let encoding = text(tokens.next()?)?;
    let octets = text(tokens.next()?)?.parse().ok()?;
    pass_over(tokens)?;
    let other = BodyContentSinglePart {
        id: None,
        md5: None,
        description: None,
        transfer_encoding: ContentEncoding::Other(encoding),
        octets,
    };
    Some(BodyStructure::Basic { common: common(ty, subtype, charset), other, extension: None })
}

fn common<'a>(ty: Cow<'a, str>, subtype: Cow<'a, str>, charset: Option<Cow<'a, str>>) -> BodyContentCommon<'a> {
    let params = charset.map(|charset| vec![(Cow::Borrowed("charset"), charset)]);
    BodyContentCommon { ty: ContentType { ty, subtype, params }, disposition: None, language: None, location: None }
}

/// The charset among the parameters of a part: a list of names and values, or NIL.
fn charset<'a>(tokens: &mut Tokens<'a>) -> Option<Option<Cow<'a, str>>> {
    if tokens.next()? != Token::Open {
        return Some(None);
    }
    let mut found = None;
    loop {
        let name = match tokens.next()? {
            Token::Close => return Some(found),
            token => text(token)?,
        };
        let value = text(tokens.next()?)?;
        if name.eq_ignore_ascii_case("charset") {
            found.get_or_insert(value);
        }
    }
}

/// Passes over the rest of a list, with its end.
fn pass_over(tokens: &mut Tokens<'_>) -> Option<()> {
    let mut open = 1_u32;
    while open > 0 {
        match tokens.next()? {
            Token::Open => open = open.saturating_add(1),
            Token::Close => open -= 1,
            _ => {}
        }
    }
    Some(())
}

/// A string, or an atom in its place; NIL is as empty.
fn text(token: Token<'_>) -> Option<Cow<'_, str>> {
    match token {
        Token::Open | Token::Close => None,
        Token::Atom(nil) if nil.eq_ignore_ascii_case(b"NIL") => Some("".into()),
        Token::Quoted(bytes) | Token::Literal(bytes) | Token::Atom(bytes) => Some(String::from_utf8_lossy(bytes)),
    }
}

#[cfg(test)]
mod tests {
    use super::{MAX_PARTS, body_structure};
    use crate::imap::tokens::{Token, Tokens};
    use imap_proto::BodyStructure;

    /// The parts as `type/subtype size`, in brackets what is within another; and what follows the structure.
    fn read(text: &str) -> Option<(String, usize)> {
        let mut tokens = Tokens::of(text.as_bytes());
        assert_eq!(tokens.next(), Some(Token::Open));
        let structure = body_structure(&mut tokens)?;
        Some((shown(&structure), tokens.count()))
    }

    fn shown(structure: &BodyStructure<'_>) -> String {
        match structure {
            BodyStructure::Multipart { common, bodies, .. } => {
                format!("{}[{}]", common.ty.subtype, bodies.iter().map(shown).collect::<Vec<_>>().join(", "))
            }
            BodyStructure::Basic { common, other, .. } => {
                let charset = common.ty.params.iter().flatten().map(|(_, value)| format!(" {value}"));
                format!("{}/{} {}{}", common.ty.ty, common.ty.subtype, other.octets, charset.collect::<String>())
            }
            _ => unreachable!(),
        }
    }

    #[test]
    fn parts_within_parts_are_told_apart() {
        let plain = r#"("TEXT" "PLAIN" ("CHARSET" "utf-8" "FORMAT" "flowed") NIL NIL "7BIT" 12 1 NIL NIL NIL NIL)"#;
        let calendar = r#"("text" "calendar" ("method" "REQUEST" "charset" {5}
utf-8) NIL NIL "base64" 900 12 NIL ("inline" ("filename" "a)b.ics")) NIL)"#;
        let message = r#"("message" "rfc822" NIL NIL NIL "7bit" 90 (NIL "(" NIL NIL NIL NIL NIL NIL NIL NIL) ("text" "calendar" NIL NIL NIL "7bit" 9 1) 4)"#;
        let mixed = format!(r#"(({plain}{calendar} "alternative" ("boundary" "x") NIL)  {message} "MIXED") X"#);
        let expected = "MIXED[alternative[TEXT/PLAIN 12 utf-8, text/calendar 900 utf-8], message/rfc822 90]";
        assert_eq!(read(&mixed), Some((expected.to_owned(), 1)));
        assert_eq!(read(plain), Some(("TEXT/PLAIN 12 utf-8".to_owned(), 0)));
        // Atoms in place of strings, and a part without extensions.
        let short = "(text calendar NIL NIL NIL 7bit 4)";
        assert_eq!(read(short), Some(("text/calendar 4".to_owned(), 0)));
    }

    #[test]
    fn what_is_no_structure_is_none() {
        let deep = "(".repeat(100) + "\"a\"";
        for text in
            ["()", "(", "(()", "(\"a\"", "(\"a\" \"b\" NIL NIL NIL NIL -1)", "((\"a\" \"b\" NIL NIL NIL \"\" 1)", &deep]
        {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn no_number_of_parts_takes_more_room() {
        let many = format!("({} \"mixed\")", "(a b NIL NIL NIL c 1)".repeat(3_000));
        let (shown, rest) = read(&many).unwrap();
        assert_eq!((shown.matches("a/b").count(), rest), (MAX_PARTS as usize - 1, 0));
    }
}
