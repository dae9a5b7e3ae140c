//! What a response says: by imap-proto where that can be left to it, by hand where it would refuse what servers really
//! send, take a part for the whole, or not come back.
//!
//! It never gets a response in which it could go deep, and where it panics that costs the one response. What is read by
//! hand is read leniently: as much as can be made out.

use super::body_structure::body_structure;
use super::framer::Frame;
use super::tokens::{Token, Tokens};
use imap_proto::{AttributeValue, Capability, MailboxDatum, MessageSection, Response, SectionPath};
use std::borrow::Cow;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// The parser gets no response with more parentheses. In a debug build it takes the whole stack for 64.
const MAX_PARENTHESES: usize = 32;

/// It panics at this.
const NO_DATE: &[u8] = b"INTERNALDATE NIL";

/// It takes too few parentheses for this.
const STRUCTURE: &[u8] = b"BODYSTRUCTURE (";

/// What a server says by name that anyone here heeds, besides what the parser does not know. The rest is not even
/// parsed.
const HEEDED: [&str; 9] = ["OK", "NO", "BAD", "BYE", "PREAUTH", "LIST", "STATUS", "CAPABILITY", "VANISHED"];

/// Maximum number of attributes of one folder that are looked at. Servers have some five.
const MAX_ATTRIBUTES: usize = 100;

/// The attributes of a folder that mean something here.
const ATTRIBUTES: [&str; 9] =
    ["\\Noselect", "\\NonExistent", "\\All", "\\Archive", "\\Drafts", "\\Flagged", "\\Junk", "\\Sent", "\\Trash"];

/// What a response says, or `None` if that cannot be made out. `room` is for what must be written anew to be read.
pub(super) fn read<'a>(frame: &'a Frame, room: &'a mut Vec<u8>) -> Option<Response<'a>> {
    if !is_heeded(frame) {
        return None;
    }
    if let Some(rest) = after(frame, "* LIST ") {
        room.extend_from_slice(b"* LIST ");
        with_known_attributes(rest, room);
        return parse(room, frame.opened());
    }
    if let Some(rest) = after(frame, "* CAPABILITY ") {
        // The parser takes no server that knows a later version only.
        return Some(Response::Capabilities(capabilities(rest)));
    }
    if !is_fetch(frame) {
        return parse(frame, frame.opened());
    }
    let holds = |text: &[u8]| frame.lines().any(|line| memchr::memmem::find(line, text).is_some());
    let parsed = if holds(NO_DATE) || holds(STRUCTURE) { None } else { parse(frame, frame.opened()) };
    parsed.or_else(|| fetch(frame))
}

/// The capabilities in a list of words.
pub(super) fn capabilities(words: &[u8]) -> Vec<Capability<'_>> {
    let words = words.split(|byte| byte.is_ascii_whitespace()).filter(|word| !word.is_empty());
    words.map(|word| Capability::Atom(String::from_utf8_lossy(word))).collect()
}

/// A folder by a line that cannot be parsed: a quote is missing or stands in its name, or there is more behind it.
/// Returns its attributes, what parts its levels, and its name, as the parser would.
pub(super) fn list(line: &str) -> Option<(String, Option<String>, String)> {
    let (attributes, rest) = line.get("* LIST ".len()..)?.trim().strip_prefix('(')?.split_once(')')?;
    let (delimiter, name) = rest.trim_start().split_once(' ')?;
    let (delimiter, name) = (delimiter.trim_matches('"'), name.trim_start());
    let name = match extended(name) {
        Some(name) => name,
        None => name.strip_prefix('"').map_or(name, |name| name.strip_suffix('"').unwrap_or(name)),
    };
    let mut known = Vec::new();
    with_known_attributes(format!("({attributes})").as_bytes(), &mut known);
    let delimiter = (delimiter != "NIL").then(|| delimiter.to_owned());
    Some((String::from_utf8(known).ok()?, delimiter, name.to_owned()))
}

/// A quoted name that is followed by a list in parentheses (RFC 5258, section 6), without its quotes.
fn extended(name: &str) -> Option<&str> {
    let mut tokens = Tokens::of(name.as_bytes());
    let Some(Token::Quoted(name)) = tokens.next() else { return None };
    (tokens.next() == Some(Token::Open) && tokens.last() == Some(Token::Close)).then(|| str::from_utf8(name).ok())?
}

fn parse(bytes: &[u8], opened: usize) -> Option<Response<'_>> {
    if opened > MAX_PARENTHESES {
        return None;
    }
    // Nothing outlives a panic but what was there before.
    catch_unwind(AssertUnwindSafe(|| Response::parse(bytes).ok().map(|(_, response)| response))).ok().flatten()
}

fn after<'a>(bytes: &'a [u8], start: &str) -> Option<&'a [u8]> {
    let (begun, rest) = bytes.split_at_checked(start.len())?;
    begun.eq_ignore_ascii_case(start.as_bytes()).then_some(rest)
}

/// Adds the line of a folder with only those of its attributes that are known: the parser takes `\SentMail` for `\Sent`
/// with something behind it, and refuses the line.
fn with_known_attributes(rest: &[u8], out: &mut Vec<u8>) {
    let attributes = rest.strip_prefix(b"(").and_then(|rest| Some(rest.split_at(memchr::memchr(b')', rest)?)));
    let Some((attributes, rest)) = attributes else { return out.extend_from_slice(rest) };
    let words = attributes.split(|&byte| byte == b' ').take(MAX_ATTRIBUTES);
    let known = words.filter(|word| ATTRIBUTES.iter().any(|known| known.as_bytes().eq_ignore_ascii_case(word)));
    out.push(b'(');
    out.extend_from_slice(&known.collect::<Vec<_>>().join(&b' '));
    out.extend_from_slice(rest);
}

/// Whether it is tagged, asks to go on, tells of a message by its number, or is one of the known kinds.
fn is_heeded(bytes: &[u8]) -> bool {
    let Some(rest) = bytes.strip_prefix(b"* ") else { return true };
    let end = rest.iter().position(|byte| byte.is_ascii_whitespace()).unwrap_or(rest.len());
    let word = rest.get(..end).unwrap_or_default();
    word.first().is_some_and(u8::is_ascii_digit) || HEEDED.iter().any(|it| word.eq_ignore_ascii_case(it.as_bytes()))
}

fn is_fetch(bytes: &[u8]) -> bool {
    let digits = |rest: &[u8]| rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let rest = bytes.strip_prefix(b"* ");
    rest.and_then(|rest| rest.get(digits(rest)..)).is_some_and(|rest| after(rest, " FETCH ").is_some())
}

/// What can be made out of a FETCH that cannot be parsed: it has no date, its list ends too early, or it holds what was
/// not asked for in a form that is not known.
///
/// Nothing is made out where a literal may have been announced longer than it is and holds the beginning of what comes
/// next: then one message would pass for another.
fn fetch(frame: &Frame) -> Option<Response<'_>> {
    let mut tokens = Tokens::of(frame);
    tokens.next()?;
    let number = number(tokens.next()?)?;
    tokens.next()?;
    let mut attributes = Vec::new();
    let mut had_literal = false;
    while let Some(token) = tokens.next() {
        // The list of attributes, or the end of it.
        let Token::Atom(name) = token else { continue };
        if had_literal && !is_known(name) {
            return None;
        }
        // Whatever is not known is passed over with the list that follows it.
        let mut peeked = tokens.clone();
        let value = peeked.next();
        let attribute = if value == Some(Token::Open) {
            let mut inside = Vec::new();
            let mut structure = peeked.clone();
            tokens = peeked;
            pass_over_list(&mut tokens, &mut inside);
            if name.eq_ignore_ascii_case(b"BODYSTRUCTURE") {
                // Without one that makes sense the message is there all the same.
                body_structure(&mut structure).map(AttributeValue::BodyStructure)
            } else {
                inside_of(name, &inside)
            }
        } else {
            let attribute = value.and_then(|value| attribute(name, value));
            if attribute.is_some() || is_known(name) {
                tokens = peeked;
            }
            attribute
        };
        had_literal |= matches!(value, Some(Token::Literal(_)));
        if let Some(attribute) = attribute {
            let is_same =
                |other: &AttributeValue<'_>| std::mem::discriminant(other) == std::mem::discriminant(&attribute);
            if attributes.iter().any(is_same) {
                return None;
            }
            attributes.push(attribute);
        }
    }
    frame.trim_ascii_end().ends_with(b")").then_some(Response::Fetch(number, attributes))
}

/// Whether it is the name of something that is asked for, or that servers add.
fn is_known(name: &[u8]) -> bool {
    const NAMES: [&str; 9] =
        ["UID", "RFC822.SIZE", "INTERNALDATE", "FLAGS", "MODSEQ", "EMAILID", "THREADID", "X-GM-MSGID", "X-GM-THRID"];
    after(name, "BODY[").is_some() || NAMES.iter().any(|known| name.eq_ignore_ascii_case(known.as_bytes()))
}

/// Takes the rest of a list whose beginning was taken, and keeps a few of its pieces.
fn pass_over_list<'a>(tokens: &mut impl Iterator<Item = Token<'a>>, kept: &mut Vec<Token<'a>>) {
    let mut depth = 1_u32;
    for token in tokens {
        match token {
            Token::Open => depth += 1,
            Token::Close => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return;
        }
        if kept.len() < 2 {
            kept.push(token);
        }
    }
}

fn attribute<'a>(name: &'a [u8], value: Token<'a>) -> Option<AttributeValue<'a>> {
    let is = |known: &str| name.eq_ignore_ascii_case(known.as_bytes());
    if is("UID") {
        return number(value).map(AttributeValue::Uid);
    }
    if is("RFC822.SIZE") {
        return number(value).map(AttributeValue::Rfc822Size);
    }
    if is("X-GM-MSGID") {
        return large_number(value).map(AttributeValue::GmailMsgId);
    }
    if is("X-GM-THRID") {
        return large_number(value).map(AttributeValue::GmailThrId);
    }
    if is("INTERNALDATE") {
        // Without one the message is there all the same.
        let Token::Quoted(date) = value else { return None };
        return Some(AttributeValue::InternalDate(String::from_utf8_lossy(date)));
    }
    let section = after(name, "BODY[")?;
    let data = match value {
        Token::Literal(data) | Token::Quoted(data) => Some(Cow::Borrowed(data)),
        Token::Atom(nil) if nil.eq_ignore_ascii_case(b"NIL") => None,
        _ => return None,
    };
    let is_header = after(section, "HEADER.FIELDS (").is_some_and(|rest| rest.ends_with(b")]"));
    let is_whole = matches!(section, b"]" | b"]<0>");
    let section = match (is_header, is_whole) {
        (true, _) => Some(SectionPath::Full(MessageSection::Header)),
        (_, true) => None,
        _ => return None,
    };
    Some(AttributeValue::BodySection { section, index: None, data })
}

/// The ids, which stand in lists of their own.
fn inside_of<'a>(name: &[u8], inside: &[Token<'a>]) -> Option<AttributeValue<'a>> {
    let [Token::Atom(id)] = inside else { return None };
    let id = String::from_utf8_lossy(id);
    if name.eq_ignore_ascii_case(b"EMAILID") {
        return Some(AttributeValue::EmailId(id));
    }
    name.eq_ignore_ascii_case(b"THREADID").then_some(AttributeValue::ThreadId(Some(id)))
}

fn number(token: Token<'_>) -> Option<u32> {
    large_number(token).map(|number| u32::try_from(number).unwrap_or(u32::MAX))
}

fn large_number(token: Token<'_>) -> Option<u64> {
    let Token::Atom(digits) = token else { return None };
    str::from_utf8(digits).ok()?.parse().ok()
}

/// Nothing that anyone heeds: what the response said is kept elsewhere.
pub(super) const fn nothing() -> Response<'static> {
    Response::MailboxData(MailboxDatum::Search(Vec::new()))
}
