//! What a FETCH response says about one message.

use chrono::NaiveDate;
use imap_proto::{AttributeValue, MessageSection, Response, SectionPath};
use kith_wire::RawMessage;
use kith_wire::limits::{MAX_HEADER_BYTES, MAX_ID_BYTES};

/// The header fields that are asked for.
pub(super) const FIELDS: &str = "FROM SENDER TO CC BCC REPLY-TO DATE SUBJECT MESSAGE-ID IN-REPLY-TO REFERENCES \
                                 LIST-ID LIST-UNSUBSCRIBE PRECEDENCE AUTO-SUBMITTED CONTENT-TYPE CONTENT-CLASS \
                                 DELIVERED-TO X-ORIGINAL-TO ENVELOPE-TO X-FORWARDED-TO X-FAILED-RECIPIENTS \
                                 X-AUTOREPLY X-AUTORESPOND X-AUTO-RESPONSE-SUPPRESS RESENT-FROM RESENT-TO \
                                 X-ORIGINAL-FROM X-ORIGINAL-SENDER";

/// The message with its header block, or `None` for a response that is not an answer to our question: without a UID
/// or a header block it is the server's own news, of a changed flag for example.
pub(super) fn raw_message(response: &Response<'_>) -> Option<RawMessage> {
    let Response::Fetch(_, attributes) = response else { return None };
    let (mut uid, mut block) = (None, None);
    let mut message =
        RawMessage { uid: 0, received: None, size: 0, email_id: None, thread_id: None, header: Vec::new(), cut: false };
    for attribute in attributes {
        match attribute {
            AttributeValue::Uid(value) => uid = Some(*value),
            AttributeValue::Rfc822Size(value) => message.size = *value,
            AttributeValue::InternalDate(date) => message.received = seconds(date),
            AttributeValue::EmailId(id) => message.email_id = is_short(id).then(|| id.to_string()),
            AttributeValue::ThreadId(id) => {
                message.thread_id = id.as_deref().filter(|id| is_thread(id) && is_short(id)).map(str::to_owned);
            }
            AttributeValue::GmailMsgId(id) => message.email_id = Some(id.to_string()),
            AttributeValue::GmailThrId(id) => message.thread_id = Some(id.to_string()),
            AttributeValue::BodySection { section: Some(SectionPath::Full(MessageSection::Header)), data, .. } => {
                block = Some(data.as_deref().unwrap_or_default());
            }
            _ => {}
        }
    }
    let block = block?;
    message.uid = uid?;
    message.cut = block.len() > MAX_HEADER_BYTES;
    message.header = block.get(..MAX_HEADER_BYTES).map_or(block, whole_part).to_vec();
    Some(message)
}

/// What of a block that was cut is whole: up to the last line's end, or else the last comma. Half an address would be
/// another one. (One that fills the whole block is none, and is not taken for one.)
fn whole_part(cut: &[u8]) -> &[u8] {
    let end = |byte: u8| cut.iter().rposition(|&b| b == byte);
    end(b'\n').or_else(|| end(b',')).and_then(|at| cut.get(..=at)).unwrap_or(cut)
}

/// Cyrus 3.6 without its conversations says `THREADID (NIL)` of every message, which would be one thread. (No id is
/// NIL: RFC 8474, section 7.)
fn is_thread(id: &str) -> bool {
    !id.eq_ignore_ascii_case("NIL")
}

/// Whether an id is no longer than one may be.
const fn is_short(id: &str) -> bool {
    id.len() <= MAX_ID_BYTES
}

/// INTERNALDATE (RFC 3501, section 9, `date-time`) as seconds since 1970-01-01 UTC. By hand, since the one that takes
/// a format costs more than all else that is done with a message here.
fn seconds(date: &str) -> Option<i64> {
    let day = day_of(date)?;
    let mut words = date.split_ascii_whitespace().skip(1);
    let (time, zone) = (words.next()?, words.next()?);
    let mut time = time.split(':').map(str::parse);
    let (hour, minute, second) = (time.next()?.ok()?, time.next()?.ok()?, time.next()?.ok()?);
    let (sign, zone) = zone.split_at_checked(1)?;
    let (hours, minutes) = zone.split_at_checked(2)?;
    let east = hours.parse::<i64>().ok()? * 3600 + minutes.parse::<i64>().ok()? * 60;
    let local = day.and_hms_opt(hour, minute, second)?.and_utc();
    Some(local.timestamp() - if sign == "-" { -east } else { east })
}

/// The day of an INTERNALDATE, in the time zone in which it is written.
pub(super) fn day_of(date: &str) -> Option<NaiveDate> {
    const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let mut day = date.split_ascii_whitespace().next()?.split('-');
    let (of_month, month, year) = (day.next()?.parse().ok()?, day.next()?, day.next()?.parse().ok()?);
    let month = (1..).zip(MONTHS).find(|(_, name)| month.eq_ignore_ascii_case(name))?.0;
    NaiveDate::from_ymd_opt(year, month, of_month)
}

#[cfg(test)]
mod tests {
    use super::{raw_message, seconds, whole_part};
    use imap_proto::Response;
    use kith_wire::limits::MAX_ID_BYTES;

    #[test]
    fn reads_internal_dates() {
        for (date, expect) in [
            ("17-Jul-1996 02:44:25 -0700", Some(837_596_665)),
            (" 1-Jan-1970 00:00:00 +0000", Some(0)),
            ("01-Jan-1970 01:00:00 +0100", Some(0)),
            ("31-Dec-1969 23:59:59 +0000", Some(-1)),
            ("30-Feb-2024 00:00:00 +0000", None),
            ("9-mAR-2024 08:09:10 +0530", Some(1_709_951_950)),
            ("yesterday", None),
            ("1-Jan-1970", None),
            ("1-Jan-1970 00:00 +0000", None),
            ("1-Jan-1970 00:00:00 é", None),
            ("1-Jan-1970 24:00:00 +0000", None),
        ] {
            assert_eq!(seconds(date), expect, "{date}");
        }
    }

    #[test]
    fn a_cut_block_ends_with_something_whole() {
        for (cut, whole) in [
            ("To: a@x.example,\r\n b@x.exam", "To: a@x.example,\r\n"),
            ("To: a@x.example, b@x.exam", "To: a@x.example,"),
            ("To: a@x.exam", "To: a@x.exam"),
        ] {
            assert_eq!(whole_part(cut.as_bytes()), whole.as_bytes());
        }
    }

    #[test]
    fn takes_ids_of_either_kind() {
        let read = |text: &str| {
            let line = format!("* 1 FETCH ({text} UID 7 BODY[HEADER.FIELDS (FROM)] \"\")\r\n");
            raw_message(&Response::parse(line.as_bytes()).unwrap().1).unwrap()
        };
        let message = read("EMAILID (M6d99ac3275bb4e) THREADID (T64b478a75b7ea9)");
        assert_eq!(message.email_id.as_deref(), Some("M6d99ac3275bb4e"));
        assert_eq!(message.thread_id.as_deref(), Some("T64b478a75b7ea9"));
        let message = read("X-GM-MSGID 1278455344230334865 X-GM-THRID 1266894439832287888");
        assert_eq!(message.email_id.as_deref(), Some("1278455344230334865"));
        assert_eq!(message.thread_id.as_deref(), Some("1266894439832287888"));
        let longest = "i".repeat(MAX_ID_BYTES);
        let message = read(&format!("EMAILID ({longest}) THREADID ({longest}i)"));
        assert_eq!((message.email_id, message.thread_id), (Some(longest), None));
        assert_eq!(read("EMAILID (M1) THREADID NIL").thread_id, None);
        assert_eq!(read("EMAILID (M1) THREADID (NIL)").thread_id, None);
        assert!(read("SAVEDATE NIL").header.is_empty());
    }
}
