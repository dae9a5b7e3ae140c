//! The calendars in messages of the open folder: which parts they are, and then those parts alone.

use super::command::Command;
use super::connect::Connection;
use super::headers::{chunks, shown};
use crate::trouble::Trouble;
use imap_proto::{AttributeValue, BodyStructure, ContentEncoding, Response, SectionPath};
use kith_wire::limits::{MAX_CALENDAR_BYTES, MAX_CALENDAR_UIDS, MAX_CALENDARS_BYTES, MAX_CALENDARS_PER_MESSAGE};
use kith_wire::{Answer, FailureKind, RawCalendar, UidSet};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// An answer never holds more: twice as much as parts that are as large as the server says.
const MAX_HELD_BYTES: usize = 2 * MAX_CALENDARS_BYTES as usize;

/// A part that is a calendar.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Part {
    uid: u32,
    /// Its number (RFC 3501, section 6.4.5).
    path: Vec<u32>,
    encoding: String,
    charset: Option<String>,
    size: u32,
}

impl Connection {
    /// Reads the calendars of messages of the open folder, and says which of the messages it looked at: those with the
    /// highest UIDs, as far as the answer has room.
    pub(crate) async fn calendars(&mut self, uids: UidSet) -> Result<Answer, Trouble> {
        if self.open.is_none() || uids.len() > u64::from(MAX_CALENDAR_UIDS) {
            return Err(Trouble::recoverable(FailureKind::BadRequest));
        }
        let (mut parts, mut given) = (Vec::new(), Vec::new());
        for chunk in chunks(uids.clone()) {
            let set = chunk.to_string();
            let command = |set: &str| format!("UID FETCH {set} (UID BODYSTRUCTURE)");
            let command = Command::new(command(&set), command(&shown(&set, chunk.len())));
            let heed = |response: &Response<'_>| {
                given.extend(uid(response).filter(|uid| chunk.contains(*uid)));
                if let Some((uid, structure)) = structure(response)
                    && chunk.contains(uid)
                    && parts.iter().all(|part: &Part| part.uid != uid)
                {
                    parts.extend(calendars(uid, structure));
                }
            };
            self.link.run(command, self.times.command, heed).await?.or_refused()?;
        }
        parts.sort_by_key(|part| Reverse(part.uid));
        let kept = fitting(&parts);
        let left = parts.get(kept..).unwrap_or_default().first().map(|part| part.uid);
        parts.truncate(kept);
        let mut found = Vec::new();
        // Programs put the calendar at the same place in each message: one command fetches all of these.
        let mut places: BTreeMap<Vec<u32>, Vec<Part>> = BTreeMap::new();
        for part in parts {
            places.entry(part.path.clone()).or_default().push(part);
        }
        for (path, parts) in places {
            self.fetch_parts(&path, parts, &mut found).await?;
        }
        found.sort_by_key(|calendar: &RawCalendar| Reverse(calendar.uid));
        let looked_at = match left {
            Some(left) => uids.without(&UidSet::from(vec![(0, left)])),
            None => uids,
        };
        let missing = looked_at.without(&given.into_iter().collect());
        Ok(Answer::Calendars { calendars: found, looked_at, missing })
    }

    async fn fetch_parts(
        &mut self,
        path: &[u32],
        mut wanted: Vec<Part>,
        found: &mut Vec<RawCalendar>,
    ) -> Result<(), Trouble> {
        let uids: UidSet = wanted.iter().map(|part| part.uid).collect();
        let number = path.iter().map(ToString::to_string).collect::<Vec<_>>().join(".");
        for chunk in chunks(uids) {
            let set = chunk.to_string();
            let command = |set: &str| format!("UID FETCH {set} (UID BODY.PEEK[{number}]<0.{MAX_CALENDAR_BYTES}>)");
            let command = Command::new(command(&set), command(&shown(&set, chunk.len())));
            let mut held = found.iter().map(|calendar| calendar.bytes.len()).sum::<usize>();
            let heed = |response: &Response<'_>| {
                let Some((uid, bytes)) = section(response, path) else { return };
                let Some(at) = wanted.iter().position(|part| part.uid == uid) else { return };
                let Part { uid, encoding, charset, .. } = wanted.swap_remove(at);
                // A server may say that parts are small, and give large ones.
                held = held.saturating_add(bytes.len());
                if bytes.len() <= MAX_CALENDAR_BYTES as usize && held <= MAX_HELD_BYTES {
                    found.push(RawCalendar { uid, encoding, charset, bytes: bytes.to_vec() });
                }
            };
            self.link.run(command, self.times.command, heed).await?.or_refused()?;
        }
        Ok(())
    }
}

/// How many of the parts fit into an answer, those of a message all or none; those of the first do in any case.
fn fitting(parts: &[Part]) -> usize {
    let (mut size, mut kept) = (0_u32, 0);
    for message in parts.chunk_by(|one, other| one.uid == other.uid) {
        size = message.iter().fold(size, |size, part| size.saturating_add(part.size));
        if kept > 0 && size > MAX_CALENDARS_BYTES {
            break;
        }
        kept += message.len();
    }
    kept
}

/// Which message a response is about.
fn uid(response: &Response<'_>) -> Option<u32> {
    let Response::Fetch(_, attributes) = response else { return None };
    attributes.iter().find_map(|attribute| match attribute {
        AttributeValue::Uid(uid) => Some(*uid),
        _ => None,
    })
}

fn structure<'a>(response: &'a Response<'_>) -> Option<(u32, &'a BodyStructure<'a>)> {
    let Response::Fetch(_, attributes) = response else { return None };
    let (mut uid, mut structure) = (None, None);
    for attribute in attributes {
        match attribute {
            AttributeValue::Uid(value) => uid = Some(*value),
            AttributeValue::BodyStructure(value) => structure = Some(value),
            _ => {}
        }
    }
    Some((uid?, structure?))
}

/// What a response says of a part of that number.
fn section<'a>(response: &'a Response<'_>, path: &[u32]) -> Option<(u32, &'a [u8])> {
    let Response::Fetch(_, attributes) = response else { return None };
    let (mut uid, mut bytes) = (None, None);
    for attribute in attributes {
        match attribute {
            AttributeValue::Uid(value) => uid = Some(*value),
            AttributeValue::BodySection { section: Some(SectionPath::Part(of, None)), data, .. } if of == path => {
                bytes = data.as_deref();
            }
            _ => {}
        }
    }
    Some((uid?, bytes?))
}

/// The calendars among the parts of a message. Those of a message that is itself an attachment are another's.
fn calendars(uid: u32, structure: &BodyStructure<'_>) -> Vec<Part> {
    let mut found = Vec::new();
    // A message of one part has it at 1.
    let mut rest = match structure {
        BodyStructure::Multipart { .. } => vec![(Vec::new(), structure)],
        _ => vec![(vec![1], structure)],
    };
    while let Some((path, structure)) = rest.pop() {
        match structure {
            BodyStructure::Multipart { bodies, .. } => {
                let inner = (1..).zip(bodies).map(|(number, body)| ([path.as_slice(), &[number]].concat(), body));
                rest.extend(inner.collect::<Vec<_>>().into_iter().rev());
            }
            BodyStructure::Basic { common, other, .. } => {
                let is = |ty: &str, subtype: &str| {
                    common.ty.ty.eq_ignore_ascii_case(ty) && common.ty.subtype.eq_ignore_ascii_case(subtype)
                };
                let is_calendar = is("text", "calendar") || is("application", "ics");
                if is_calendar && other.octets <= MAX_CALENDAR_BYTES && found.len() < MAX_CALENDARS_PER_MESSAGE {
                    let encoding = match &other.transfer_encoding {
                        ContentEncoding::Other(encoding) => encoding.to_ascii_lowercase(),
                        _ => String::new(),
                    };
                    let charset = common.ty.params.iter().flatten().map(|(_, charset)| charset.to_string()).next();
                    found.push(Part { uid, path, encoding, charset, size: other.octets });
                }
            }
            BodyStructure::Text { .. } | BodyStructure::Message { .. } => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{Part, calendars, fitting};
    use crate::imap::body_structure::body_structure;
    use crate::imap::tokens::Tokens;
    use kith_wire::limits::{MAX_CALENDAR_BYTES, MAX_CALENDARS_BYTES, MAX_CALENDARS_PER_MESSAGE};

    fn found(text: &str) -> Vec<String> {
        let mut tokens = Tokens::of(text.as_bytes());
        tokens.next();
        let parts = calendars(7, &body_structure(&mut tokens).unwrap());
        let shown = |part: &Part| format!("{:?} {} {:?}", part.path, part.encoding, part.charset);
        parts.iter().map(shown).collect()
    }

    #[test]
    fn calendars_are_found_wherever_programs_put_them() {
        let text = "(\"TEXT\" \"PLAIN\" NIL NIL NIL \"7BIT\" 1 1)";
        let calendar = "(\"Text\" \"CALENDAR\" (\"charset\" \"utf-8\") NIL NIL \"BASE64\" 1 1)";
        let file = "(\"application\" \"ICS\" (\"name\" \"x.ics\") NIL NIL \"7bit\" 1)";
        // Alone, as Exchange sends some; beside the text; and a second time as a file.
        assert_eq!(found(calendar), ["[1] base64 Some(\"utf-8\")"]);
        assert_eq!(found(&format!("({text}{calendar} \"alternative\")")), ["[2] base64 Some(\"utf-8\")"]);
        let twice = format!("(({text}{calendar} \"alternative\"){file} \"mixed\")");
        assert_eq!(found(&twice), ["[1, 2] base64 Some(\"utf-8\")", "[2] 7bit None"]);
        // In a message that was forwarded; too large; and too many.
        let forwarded = format!("({text}(\"message\" \"rfc822\" NIL NIL NIL \"7bit\" 1 () {calendar} 1) \"mixed\")");
        assert!(found(&forwarded).is_empty());
        assert!(found(&calendar.replace(" 1 1)", &format!(" {} 1)", MAX_CALENDAR_BYTES + 1))).is_empty());
        assert_eq!(found(&format!("({} \"mixed\")", file.repeat(9))).len(), MAX_CALENDARS_PER_MESSAGE);
    }

    #[test]
    fn an_answer_ends_before_it_is_too_large_and_holds_one_message_at_least() {
        let part = |uid, size| Part { uid, path: vec![1], encoding: String::new(), charset: None, size };
        let half = MAX_CALENDARS_BYTES / 2;
        assert_eq!(fitting(&[]), 0);
        assert_eq!(fitting(&[part(9, half), part(8, half), part(7, 1)]), 2);
        assert_eq!(fitting(&[part(9, half), part(8, half), part(8, 1)]), 1);
        assert_eq!(fitting(&[part(9, u32::MAX), part(9, u32::MAX), part(8, 0)]), 2);
    }
}
