//! A message as it is put into the user's mailbox (RFC 5322): a draft that they began, or a letter that Kith writes them.
//!
//! What comes out is ASCII, but for what stands before the `@` of an address (RFC 6532), in lines of at most 998 bytes
//! that end in CRLF. Nothing that is given can begin a header field of its own.

use crate::address::Address;
use crate::day::Day;
use crate::header::Thread;
use crate::{subject, tidy};
use encodify::{Fold, qp, rfc2047};

/// The most characters of a subject.
const MAX_SUBJECT_CHARS: usize = 900;

/// The most characters of a name.
const MAX_NAME_CHARS: usize = 200;

/// No line is to be longer than this, without its end (RFC 5322, section 2.1.1).
const MAX_LINE_BYTES: usize = 78;

/// What a draft holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft<'a> {
    pub from: &'a Address,
    /// Their name, if it is known.
    pub name: Option<&'a str>,
    /// To whom it goes.
    pub to: &'a Address,
    /// As typed.
    pub subject: &'a str,
    /// As typed.
    pub text: &'a str,
    /// When it was written, in seconds since 1970-01-01 UTC.
    pub date: i64,
    /// What no other message of that moment has.
    pub id: u64,
    /// What it answers.
    pub thread: Option<&'a Thread>,
    /// Whether Kith wrote it, and not the user (RFC 3834, section 5).
    pub automatic: bool,
}

/// Whether a draft of that subject goes on with the conversation in which another was the last.
#[must_use]
pub fn goes_on(typed: &str, last: &str) -> bool {
    let bare = |text: &str| {
        let text = tidy::line(text, MAX_SUBJECT_CHARS);
        text.get(subject::base(&text)..).unwrap_or_default().to_lowercase()
    };
    bare(typed) == bare(last)
}

impl Draft<'_> {
    /// The message.
    #[must_use]
    pub fn message(&self) -> Vec<u8> {
        let mut out = String::new();
        out.push_str("From: ");
        if let Some(name) = self.name.map(|name| tidy::line(name, MAX_NAME_CHARS)).filter(|name| !name.is_empty()) {
            push_name(&name, &mut out);
            // A line of its own: both may be long.
            out.push_str("\r\n ");
        }
        let (from, to) = (self.from.to_ascii(), self.to.to_ascii());
        out.push_str(&format!("<{from}>\r\nTo: <{to}>\r\n"));
        push_subject(&tidy::line(self.subject, MAX_SUBJECT_CHARS), &mut out);
        out.push_str(&format!("Date: {}\r\n", date(self.date)));
        out.push_str(&format!("Message-ID: <{}>\r\n", self.message_id()));
        if self.automatic {
            out.push_str("Auto-Submitted: auto-generated\r\n");
        }
        if let Some(thread) = self.thread {
            out.push_str(&format!("In-Reply-To: <{}>\r\nReferences:", thread.message_id()));
            for (at, id) in thread.references().enumerate() {
                out.push_str(if at == 0 { " <" } else { "\r\n <" });
                out.push_str(id);
                out.push('>');
            }
            out.push_str("\r\n");
        }
        out.push_str(
            "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\
             Content-Transfer-Encoding: quoted-printable\r\n\r\n",
        );
        out.push_str(&qp::BODY.encode(lines(self.text)));
        out.into_bytes()
    }

    /// Its Message-ID, without angle brackets.
    #[must_use]
    pub fn message_id(&self) -> String {
        let number = u64::try_from(self.date).unwrap_or_default();
        format!("{number:x}.{:016x}@{}", self.id, domain(&self.from.to_ascii()))
    }
}

/// What stands behind the `@` of a Message-ID: a domain that everyone reads, or none of anyone's.
fn domain(address: &str) -> &str {
    let domain = address.rsplit_once('@').map_or("", |(_, domain)| domain);
    let is_plain = domain.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-'));
    if is_plain { domain } else { "localhost" }
}

/// A display name: as a quoted string, or as encoded words, which may not stand in quotes (RFC 2047, section 5).
fn push_name(name: &str, out: &mut String) {
    if is_plain(name) && name.len() + "From: ".len() + 2 <= MAX_LINE_BYTES {
        out.push_str(&format!("\"{}\"", name.replace('\\', "\\\\").replace('"', "\\\"")));
        return;
    }
    let mut column = "From: ".len();
    shorter(name, rfc2047::Q_PHRASE).encode_words("utf-8", name, &mut column, Fold::HEADER, out);
}

fn push_subject(subject: &str, out: &mut String) {
    const NAME: &str = "Subject: ";
    out.push_str(NAME);
    if is_plain(subject) && NAME.len() + subject.len() <= MAX_LINE_BYTES {
        out.push_str(subject);
    } else {
        let mut column = NAME.len();
        shorter(subject, rfc2047::Q_TEXT).encode_words("utf-8", subject, &mut column, Fold::HEADER, out);
    }
    out.push_str("\r\n");
}

/// Whether it reads the same without being encoded.
fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| (b' '..=b'~').contains(&byte)) && !text.contains("=?")
}

/// Letters stay readable where most of them are of the Latin script.
fn shorter(text: &str, q: rfc2047::WordEncoder) -> rfc2047::WordEncoder {
    if q.payload_len(text) <= rfc2047::B.payload_len(text) { q } else { rfc2047::B }
}

/// The text without what no text holds, its last line ended.
fn lines(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let mut text: String = text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect();
    text.truncate(text.trim_end().len());
    if !text.is_empty() {
        text.push('\n');
    }
    text
}

/// `Thu, 26 Nov 2026 10:19:11 +0000` (RFC 5322, section 3.3).
fn date(at: i64) -> String {
    const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let (days, clock) = (at.div_euclid(86_400), at.rem_euclid(86_400));
    let day = Day(i32::try_from(days).unwrap_or_default());
    let (year, month, of_month) = day.civil();
    let weekday = DAYS.get(usize::from(day.weekday())).unwrap_or(&"Mon");
    let month = MONTHS.get(usize::from(month).saturating_sub(1)).unwrap_or(&"Jan");
    let (hour, minute, second) = (clock / 3_600, clock / 60 % 60, clock % 60);
    format!("{weekday}, {of_month} {month} {year:04} {hour:02}:{minute:02}:{second:02} +0000")
}

#[cfg(test)]
mod tests;
