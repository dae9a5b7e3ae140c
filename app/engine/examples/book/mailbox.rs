//! A mailbox of any size, the same at every run: a person of 33 messages each on average, threads with answers, two to
//! four people in a message, newsletters, and copies in a second folder.

/// Whose mailbox it is.
pub(crate) const ME: &str = "me@home.example";

/// When it is read: 2026-09-01 10:00 UTC.
pub(crate) const NOW: i64 = 1_788_256_800;

/// Between two messages lie so many seconds.
const STEP: i64 = 300;

const WORDS: [&str; 48] = [
    "Lunch", "report", "the", "garden", "next", "week", "draft", "of", "contract", "Friday", "photos", "from", "trip",
    "budget", "meeting", "notes", "about", "new", "office", "keys", "for", "house", "invoice", "question", "on",
    "school", "concert", "tickets", "plan", "summer", "review", "chapter", "two", "birthday", "Müller", "train",
    "Zürich", "idea", "first", "version", "call", "tomorrow", "and", "with", "Anna", "project", "update", "offer",
];

pub(crate) struct MadeMailbox {
    /// Oldest first.
    messages: Vec<Message>,
}

struct Message {
    thread: u32,
    answers: u32,
    /// Who wrote it, and to whom: 0 is the user.
    people: [u32; 4],
    count: u8,
    copied: bool,
}

pub(crate) struct Batch {
    pub(crate) folder: &'static str,
    pub(crate) sent: bool,
    pub(crate) blocks: Vec<(u32, Vec<u8>)>,
}

impl MadeMailbox {
    /// So many messages, copies included, with so many people.
    pub(crate) fn new(size: u32, known: u32) -> Self {
        let mut dice = Dice(7);
        let mut messages: Vec<Message> = Vec::new();
        let mut threads: Vec<(u32, [u32; 4], u8, u32)> = Vec::new();
        let mut left = size;
        while left > 0 {
            let (thread, mut people, count, answers) = if dice.below(100) < 60 && !threads.is_empty() {
                let recent = threads.len().min(300) as u32;
                let at = threads.len() - 1 - dice.below(recent) as usize;
                threads[at].3 += 1;
                threads[at]
            } else {
                let count = 2 + (dice.below(10) / 5 + dice.below(10) / 8) as u8;
                // Some are written to often, most seldom.
                let mut somebody =
                    || 1 + (dice.below(known) as u64 * u64::from(dice.below(known)) / u64::from(known)) as u32;
                let people = [0, somebody(), somebody(), somebody()];
                threads.push((threads.len() as u32, people, count, 0));
                *threads.last().unwrap_or(&(0, people, count, 0))
            };
            let turn = dice.below(u32::from(count)) as usize;
            people[..usize::from(count)].rotate_left(turn);
            let copied = left > 1 && dice.below(10) == 0;
            messages.push(Message { thread, answers, people, count, copied });
            left -= 1 + u32::from(copied);
        }
        Self { messages }
    }

    /// Everything, newest first, folder by folder.
    pub(crate) fn batches(&self, size: usize) -> impl Iterator<Item = Batch> {
        let folders = [("INBOX", 0), ("Sent", 1), ("Archive", 2)];
        folders.into_iter().flat_map(move |(folder, which)| {
            let mut numbers = self.messages.iter().enumerate().rev().filter(move |(_, message)| match which {
                0 => message.people[0] != 0,
                1 => message.people[0] == 0,
                _ => message.copied,
            });
            std::iter::from_fn(move || {
                let blocks = numbers.by_ref().take(size).map(|(at, message)| (at as u32 + 1, self.block(at, message)));
                let blocks: Vec<_> = blocks.collect();
                (!blocks.is_empty()).then_some(Batch { folder, sent: which == 1, blocks })
            })
        })
    }

    fn block(&self, at: usize, message: &Message) -> Vec<u8> {
        let mut dice = Dice(u64::from(message.thread) + 99);
        let address = |who: u32| match who {
            0 => format!("Me Myself <{ME}>"),
            who => format!(
                "{} {} <p{who}@host{}.example>",
                WORDS[who as usize % 48],
                WORDS[who as usize / 48 % 48],
                who % 70
            ),
        };
        let people = &message.people[..usize::from(message.count)];
        let mut out = format!("From: {}\r\n", address(people[0]));
        for (at, &who) in people[1..].iter().enumerate() {
            match at {
                0 => out.push_str("To: "),
                1 => out.push_str("\r\nCc: "),
                _ => out.push_str(",\r\n "),
            }
            out.push_str(&address(who));
        }
        let words = 2 + dice.below(5);
        let mut subject: Vec<String> = (0..words).map(|_| WORDS[dice.below(48) as usize].to_owned()).collect();
        if dice.below(3) == 0 {
            subject.push(dice.below(2_000).to_string());
        }
        let subject = subject.join(" ");
        let answer = if message.answers > 0 { "Re: " } else { "" };
        let encoded = match subject.is_ascii() {
            true => subject,
            false => format!("=?utf-8?Q?{}?=", subject.replace('ü', "=C3=BC").replace(' ', "_")),
        };
        let date = NOW - (self.messages.len() - at) as i64 * STEP;
        let date = mail_date(date);
        out.push_str(&format!(
            "\r\nSubject: {answer}{encoded}\r\nDate: {date}\r\nMessage-ID: <{at}.{}@host.mail.example>\r\n",
            at * 7_919
        ));
        if message.answers > 0 {
            let id = |answer: u32| format!("<{}.{}@host.mail.example>", message.thread, answer * 7_919);
            out.push_str(&format!("In-Reply-To: {}\r\nReferences: ", id(message.answers - 1)));
            for answer in 0..message.answers.min(6) {
                out.push_str(&format!("{}\r\n ", id(answer)));
            }
            out.push_str("\r\n");
        }
        if people[0] != 0 && message.thread.is_multiple_of(10) {
            out.push_str("List-Unsubscribe: <mailto:off@news.example>\r\n");
        }
        if people[0] != 0 && message.thread.is_multiple_of(25) {
            out.push_str(&format!("List-Id: <talk{}.lists.example>\r\n", message.thread % 200));
        }
        out.push_str("\r\n");
        out.into_bytes()
    }
}

/// As a Date field has it.
fn mail_date(seconds: i64) -> String {
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let (days, rest) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    // Civil date from days (the era method).
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let day_of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    let name = MONTHS[(month - 1) as usize];
    format!("{day} {name} {year} {:02}:{:02}:{:02} +0000", rest / 3600, rest / 60 % 60, rest % 60)
}

struct Dice(u64);

impl Dice {
    fn below(&mut self, end: u32) -> u32 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) % u64::from(end)) as u32
    }
}
