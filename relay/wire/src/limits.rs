//! The limits that both sides keep.

/// Maximum size of a frame that the engine may send, in bytes. A request is small; only a set of UIDs grows, by its
/// gaps.
pub const MAX_REQUEST_BYTES: usize = 1024 * 1024;

/// A batch of header blocks ends at this many messages…
pub const MAX_BATCH_MESSAGES: usize = 1_000;

/// …or once it holds this many bytes of header blocks, whichever comes first.
pub const MAX_BATCH_BYTES: usize = 512 * 1024;

/// One message's header fields are cut here, in bytes; a block that was cut says so.
pub const MAX_HEADER_BYTES: usize = 64 * 1024;

/// Maximum number of folders that are told of, or asked for, at once.
pub const MAX_FOLDERS: usize = 10_000;

/// Maximum length of an id of a message or a thread, in bytes (RFC 8474, section 7). A longer one is none.
pub const MAX_ID_BYTES: usize = 255;

/// Maximum number of bytes of a message that are fetched to show its text.
pub const MAX_TEXT_BYTES: u32 = 512 * 1024;

/// Maximum number of messages in which calendars are looked for at once.
pub const MAX_CALENDAR_UIDS: u32 = 1_000;

/// Maximum size of a calendar that is fetched, in bytes as the mail server has it. A larger one is passed over.
pub const MAX_CALENDAR_BYTES: u32 = 256 * 1024;

/// Maximum number of calendars of one message that are fetched.
pub const MAX_CALENDARS_PER_MESSAGE: usize = 4;

/// An answer ends before the message whose calendars would make it larger than this, in bytes; it holds one message at
/// least.
pub const MAX_CALENDARS_BYTES: u32 = 1024 * 1024;

/// Maximum number of words of one search…
pub const MAX_SEARCH_WORDS: usize = 16;

/// …and of addresses.
pub const MAX_SEARCH_ADDRESSES: usize = 64;

/// Maximum length of a word or an address that is searched for, in bytes.
pub const MAX_SEARCH_TERM_BYTES: usize = 200;

/// Whether a word or an address can be searched for: it is there, is not too long, and does not hold what no string
/// (NUL) or no line (CR, LF) of IMAP's holds.
#[must_use]
pub fn is_searchable(text: &str) -> bool {
    !text.is_empty() && text.len() <= MAX_SEARCH_TERM_BYTES && !text.contains(['\0', '\r', '\n'])
}

/// Maximum size of a draft that is put into a mailbox, in bytes.
pub const MAX_DRAFT_BYTES: usize = 256 * 1024;

/// Maximum size of a letter that is put into INBOX, in bytes.
pub const MAX_LETTER_BYTES: usize = 16 * 1024;

/// Maximum length of a domain for which mail servers are looked for, in bytes as it is asked for.
pub const MAX_DOMAIN_BYTES: usize = 1_024;

/// Maximum number of mail servers that one source may tell of…
pub const MAX_DISCOVERED_SERVERS: usize = 8;

/// …and of mail exchangers.
pub const MAX_MAIL_EXCHANGERS: usize = 8;

/// Maximum length of a provider's name, in characters.
pub const MAX_PROVIDER_NAME_CHARS: usize = 80;

/// Maximum size of the body of a request that is passed on to a web server, in bytes. With its header it fits into
/// [`MAX_REQUEST_BYTES`].
pub const MAX_WEB_REQUEST_BYTES: usize = 960 * 1024;

/// Maximum size of the body of an answer that is passed back, in bytes.
pub const MAX_WEB_ANSWER_BYTES: usize = 8 * 1024 * 1024;

/// Maximum number of hosts to which a session's requests may go.
pub const MAX_WEB_HOSTS: usize = 8;

/// Maximum number of batches that may be under way unacknowledged.
pub const MAX_CREDIT: u32 = 16;

/// Interval in which a session says that it lives, in seconds.
pub const ALIVE_INTERVAL_SECONDS: u64 = 30;

#[cfg(test)]
mod tests {
    use super::{MAX_SEARCH_TERM_BYTES, is_searchable};

    #[test]
    fn what_fits_into_a_line_of_imap_can_be_searched_for() {
        let longest = "ü".repeat(MAX_SEARCH_TERM_BYTES / 2);
        for text in ["a", " ", "two words", "ü", "\"\\", "\t", &longest] {
            assert!(is_searchable(text), "{text:?}");
        }
        for text in ["", "a\0", "\r", "a\nb", &(longest + "a")] {
            assert!(!is_searchable(text), "{text:?}");
        }
    }
}
