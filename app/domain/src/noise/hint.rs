//! What a subject says of who wrote it. Never enough to call a message noise; of somebody of whom nothing else is known
//! it decides.

/// As what sort of mail a subject reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Hint {
    /// As a newsletter or an offer.
    Bulk = 0,
    /// As a program's notice.
    Robot = 1,
}

/// As what sort of mail a subject reads; without the marks of answers before it.
#[must_use]
pub fn of_subject(subject: &str) -> Option<Hint> {
    let (mut bulk, mut before) = (false, "");
    for word in subject.split(|c: char| !(c.is_alphanumeric() || matches!(c, '$' | '€' | '£' | '%'))) {
        if word.len() < 2 {
            continue;
        }
        let pair = |(first, second): &(&str, &str)| before.eq_ignore_ascii_case(first) && is(word, second);
        // What programs say stands out: it is no newsletter then, whatever else is there.
        if ROBOT.iter().any(|known| is(word, known)) || ROBOT_PAIRS.iter().any(pair) {
            return Some(Hint::Robot);
        }
        let is_price = word.starts_with(['$', '€', '£']) && word.ends_with(|c: char| c.is_ascii_digit());
        let is_share = word.ends_with('%') && word.starts_with(|c: char| c.is_ascii_digit());
        bulk |= is_price || is_share || matches!(word, "FREE" | "SAVE") || BULK.iter().any(|known| is(word, known));
        before = word;
    }
    bulk.then_some(Hint::Bulk)
}

fn is(word: &str, known: &str) -> bool {
    word.eq_ignore_ascii_case(known)
}

const BULK: [&str; 27] = [
    "newsletter",
    "enews",
    "headlines",
    "digest",
    "edition",
    "issue",
    "subscription",
    "subscribe",
    "unsubscribe",
    "subscriber",
    "subscribers",
    "offer",
    "offers",
    "sale",
    "deals",
    "discount",
    "coupon",
    "sweepstakes",
    "webinar",
    "newsflash",
    "bulletin",
    "promotion",
    "daily",
    "clearance",
    "briefing",
    "newscast",
    "announcing",
];

const ROBOT: [&str; 15] = [
    "undeliverable",
    "undelivered",
    "automated",
    "automatic",
    "autoreply",
    "autoresponse",
    "confirmation",
    "verification",
    "password",
    "notification",
    "quarantined",
    "reminder",
    "receipt",
    "shipped",
    "activation",
];

const ROBOT_PAIRS: [(&str, &str); 9] = [
    ("delivery", "status"),
    ("delivery", "failure"),
    ("delivery", "failed"),
    ("failure", "notice"),
    ("mail", "delivery"),
    ("returned", "mail"),
    ("your", "order"),
    ("order", "number"),
    ("request", "submitted"),
];
