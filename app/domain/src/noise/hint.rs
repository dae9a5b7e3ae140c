//! What a subject says of who wrote it. Never enough to call a message noise; of someone of whom nothing else is known
//! it decides.

/// As what sort of mail a subject reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Hint {
    /// As a newsletter or an offer.
    Bulk = 0,
    /// As a program's notice.
    AutomatedSender = 1,
}

/// As what sort of mail a subject reads; without the marks of answers before it.
#[must_use]
pub fn of_subject(subject: &str) -> Option<Hint> {
    let (mut bulk, mut before) = (false, Word::default());
    for text in subject.split(|c: char| !(c.is_alphanumeric() || matches!(c, '$' | '€' | '£' | '%'))) {
        if text.len() < 2 {
            continue;
        }
        let word = Word::of(text);
        // What programs say stands out: it is no newsletter then, whatever else is there.
        if is_automated_sender(word.text()) || is_automated_pair(before.text(), word.text()) {
            return Some(Hint::AutomatedSender);
        }
        let is_price = text.starts_with(['$', '€', '£']) && text.ends_with(|c: char| c.is_ascii_digit());
        let is_share = text.ends_with('%') && text.starts_with(|c: char| c.is_ascii_digit());
        bulk |= is_price || is_share || matches!(text, "FREE" | "SAVE") || is_bulk(word.text());
        before = word;
    }
    bulk.then_some(Hint::Bulk)
}

/// A short word of ASCII letters in lower case; any other is empty.
#[derive(Default)]
struct Word {
    bytes: [u8; 16],
    length: usize,
}

impl Word {
    fn of(text: &str) -> Self {
        let mut word = Self::default();
        if text.len() <= word.bytes.len() && text.is_ascii() {
            word.length = text.len();
            word.bytes.iter_mut().zip(text.bytes()).for_each(|(to, byte)| *to = byte.to_ascii_lowercase());
        }
        word
    }

    fn text(&self) -> &str {
        self.bytes.get(..self.length).and_then(|bytes| std::str::from_utf8(bytes).ok()).unwrap_or_default()
    }
}

// By length first: nearly every word of nearly every subject is none of these.
fn is_bulk(word: &str) -> bool {
    match word.len() {
        4 => word == "sale",
        5 => matches!(word, "enews" | "issue" | "offer" | "deals" | "daily"),
        6 => matches!(word, "digest" | "offers" | "coupon"),
        7 => matches!(word, "edition" | "webinar"),
        8 => matches!(word, "discount" | "bulletin" | "briefing" | "newscast"),
        9 => matches!(word, "headlines" | "subscribe" | "newsflash" | "promotion" | "clearance"),
        10 => matches!(word, "newsletter" | "subscriber" | "announcing"),
        11 => matches!(word, "unsubscribe" | "subscribers" | "sweepstakes"),
        12 => word == "subscription",
        _ => false,
    }
}

fn is_automated_sender(word: &str) -> bool {
    match word.len() {
        7 => matches!(word, "receipt" | "shipped"),
        8 => matches!(word, "password" | "reminder"),
        9 => matches!(word, "automated" | "automatic" | "autoreply"),
        10 => word == "activation",
        11 => matches!(word, "undelivered" | "quarantined"),
        12 => matches!(word, "autoresponse" | "confirmation" | "verification" | "notification"),
        13 => word == "undeliverable",
        _ => false,
    }
}

fn is_automated_pair(first: &str, second: &str) -> bool {
    matches!(
        (first, second),
        ("delivery", "status" | "failure" | "failed")
            | ("failure", "notice")
            | ("mail", "delivery")
            | ("returned", "mail")
            | ("your", "order")
            | ("order", "number")
            | ("request", "submitted")
    )
}
