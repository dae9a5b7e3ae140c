//! From the plan of a message to its bytes.

use super::calendar::MINUTE;
use super::data::bulk;
use super::dice::{Dice, mix};
use super::letter::{self, Filling};
use super::people::{Habit, Human};
use super::plan::{Author, Note, Plan, Thread};
use super::topic::Topic;
use super::{mime, plan};
use crate::address::Address;
use mail_parser::DateTime;
use std::fmt::Write as _;

/// Whose mailbox it is.
#[derive(Clone, Debug)]
pub(super) struct Owner {
    address: String,
    name: String,
    given: String,
}

/// The owner's clock, in minutes east of Greenwich.
const OWNER_ZONE: i32 = 60;

impl Owner {
    pub(super) fn new(address: &Address) -> Self {
        let parts = address.local().split(['.', '-', '_', '+']).filter(|part| !part.is_empty());
        let name = parts.map(capital).collect::<Vec<_>>().join(" ");
        let given = name.split(' ').next().unwrap_or_default().to_owned();
        Self { address: address.to_string(), name, given }
    }
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// The message of that number, and the length of its header block.
pub(super) fn message(seed: u64, owner: &Owner, plan: &Plan, number: u32) -> Option<(Vec<u8>, usize)> {
    let note = plan.notes.get(number as usize)?;
    let thread = plan.threads.get(note.thread as usize)?;
    let dice = Dice::new(mix(seed ^ 2, u64::from(number)));
    let filling = Filling::new(thread.seed, thread.topic.manners());
    let mut writer = Writer { owner, plan, note, thread, filling, dice, seed, number, out: String::new() };
    writer.header();
    let body = writer.body();
    writer.content(&body);
    let header_len = writer.out.find("\r\n\r\n").map_or(writer.out.len(), |end| end + 4);
    Some((writer.out.into_bytes(), header_len))
}

struct Writer<'a> {
    owner: &'a Owner,
    plan: &'a Plan,
    note: &'a Note,
    thread: &'a Thread,
    filling: Filling,
    dice: Dice,
    seed: u64,
    number: u32,
    out: String,
}

impl Writer<'_> {
    fn line(&mut self, name: &str, value: &str) {
        let _ = write!(self.out, "{name}: {value}\r\n");
    }

    fn header(&mut self) {
        let from = self.mailbox_of(self.note.author);
        self.line("Date", &date(self.note.at, self.zone(self.note.author)));
        self.line("From", &from);
        let to = self.recipients();
        self.line("To", &to.join(",\r\n "));
        let subject = letter::subject(self.thread.topic, &self.filling);
        let again = if self.note.turn > 0 { "Re: " } else { "" };
        self.line("Subject", &mime::words(&format!("{again}{subject}")));
        if self.note.identified {
            let id = self.id(self.number);
            self.line("Message-ID", &id);
        }
        if self.note.turn > 0 {
            let before: Vec<String> = (self.thread.notes.0..self.number).map(|number| self.id(number)).collect();
            self.line("In-Reply-To", before.last().map_or("", String::as_str));
            self.line("References", &before.join("\r\n "));
        }
        self.marks();
        self.line("MIME-Version", "1.0");
    }

    /// What the mail of lists, newsletters and programs bears.
    fn marks(&mut self) {
        match self.thread.topic {
            Topic::List(_) => {
                self.line("List-Id", &format!("{} <{}>", bulk::LIST_NAME, bulk::LIST_ID));
                self.line("List-Unsubscribe", "<mailto:leave@lists.greenthumb.example>");
                self.line("Precedence", "list");
            }
            Topic::Newsletter(which, _) => {
                self.line("List-Unsubscribe", &format!("<https://leave.example/{which}/{:x}>", self.thread.seed));
                self.line("Precedence", "bulk");
            }
            Topic::AutomatedSender(..) => self.line("Auto-Submitted", "auto-generated"),
            Topic::Away => self.line("Auto-Submitted", "auto-replied"),
            Topic::Letter(..) | Topic::Group(..) | Topic::Everybody => {}
        }
    }

    fn human(&self, author: Author) -> Option<&Human> {
        match author {
            Author::Human(number) => self.plan.human(number),
            _ => None,
        }
    }

    fn machine(&self) -> (&'static str, &'static str) {
        let sender = match self.thread.topic {
            Topic::Newsletter(which, _) => bulk::NEWSLETTERS.get(which),
            Topic::AutomatedSender(which, _) => bulk::AUTOMATED_SENDERS.get(which),
            _ => None,
        };
        sender.map_or(("", ""), |sender| (sender.name, sender.address))
    }

    /// Name and address.
    fn who(&self, author: Author) -> (&str, &str) {
        match author {
            Author::Owner => (&self.owner.name, &self.owner.address),
            Author::Human(_) => self.human(author).map_or(("", ""), |human| (&human.name, &human.address)),
            Author::ListWriter(which) => bulk::LIST_WRITERS.get(which).copied().unwrap_or_default(),
            Author::Machine => self.machine(),
        }
    }

    fn zone(&self, author: Author) -> i32 {
        self.human(author).map_or(OWNER_ZONE, |human| human.zone)
    }

    fn mailbox_of(&self, author: Author) -> String {
        let (name, address) = self.who(author);
        match self.human(author) {
            Some(human) => mailbox(human, human.habit),
            None => format!("{} <{address}>", mime::words(name)),
        }
    }

    fn recipients(&mut self) -> Vec<String> {
        let owner = format!("{} <{}>", mime::words(&self.owner.name), self.owner.address);
        if let Topic::List(_) = self.thread.topic {
            return vec![format!("{} <{}>", bulk::LIST_NAME, bulk::LIST_ADDRESS)];
        }
        let mut to = Vec::new();
        if self.note.author != Author::Owner {
            to.push(owner);
            if matches!(self.thread.topic, Topic::Letter(..) | Topic::Away) {
                return to;
            }
        }
        let others = self.plan.members(self.thread).iter().filter(|&&member| Author::Human(member) != self.note.author);
        for human in others.filter_map(|&member| self.plan.human(member)) {
            // Now and then an address is typed without the name.
            let habit = if self.dice.percent(8) { Habit::Bare } else { human.habit };
            to.push(mailbox(human, habit));
        }
        to
    }

    fn id(&self, number: u32) -> String {
        let author = self.plan.notes.get(number as usize).map_or(Author::Machine, |note| note.author);
        let domain = self.who(author).1.rsplit('@').next().unwrap_or_default();
        format!("<{:016x}@{domain}>", mix(self.seed ^ 3, u64::from(number)))
    }

    /// The text with everything that stands around it, and the name of a file.
    fn body(&mut self) -> letter::Words {
        let topic = self.thread.topic;
        let manners = topic.manners();
        let mut words = letter::turn(topic, &self.filling, self.note.turn);
        words.text = letter::wrapped(&words.text);
        if matches!(topic, Topic::Newsletter(..) | Topic::AutomatedSender(..) | Topic::Away) {
            return words;
        }
        let me = self.given(self.note.author);
        let you = self.addressed();
        let english = std::ptr::eq(manners, &super::data::ENGLISH);
        let greets = if self.note.turn == 0 {
            92
        } else if english {
            30
        } else {
            0
        };
        if !matches!(topic, Topic::List(_) | Topic::Everybody) && self.dice.percent(greets) {
            let greeting = letter::address(self.dice.pick(manners.greetings), &you, &me);
            words.text = format!("{greeting}\n\n{}", words.text);
        }
        let closing = if self.note.turn < 2 { self.dice.pick(manners.closings) } else { "{me}" };
        let _ = write!(words.text, "\n\n{}", letter::address(closing, &you, &me));
        if let (Some(company), 0) = (self.human(self.note.author).and_then(|human| human.company), self.note.turn) {
            let _ = write!(words.text, "\n\n-- \n{}\n{company}", self.who(self.note.author).0);
        }
        if self.note.turn > 0 && self.dice.percent(60) {
            self.quote(&mut words.text);
        }
        words
    }

    /// What was written before, below.
    fn quote(&self, text: &mut String) {
        let Some(before) = self.number.checked_sub(1).and_then(|number| self.plan.notes.get(number as usize)) else {
            return;
        };
        let day = DateTime::from_timestamp(before.at + i64::from(OWNER_ZONE) * MINUTE);
        let day = format!("{:04}-{:02}-{:02} {:02}:{:02}", day.year, day.month, day.day, day.hour, day.minute);
        let wrote = letter::wrote(self.thread.topic.manners().wrote, &day, self.who(before.author).0);
        let _ = write!(text, "\n\n{wrote}");
        for line in letter::wrapped(&letter::turn(self.thread.topic, &self.filling, before.turn).text).lines() {
            let _ = write!(text, "\n> {line}");
        }
    }

    fn given(&self, author: Author) -> String {
        match author {
            Author::Owner => self.owner.given.clone(),
            Author::Human(_) => self.human(author).map_or_else(String::new, |human| human.given.clone()),
            _ => self.who(author).0.to_owned(),
        }
    }

    /// By which name the reader is addressed.
    fn addressed(&self) -> String {
        match (self.thread.topic, self.note.author) {
            (Topic::Group(..), _) => "all".to_owned(),
            (_, Author::Owner) => {
                let member = self.plan.members(self.thread).first().copied();
                member.map_or_else(String::new, |member| self.given(plan::Author::Human(member)))
            }
            _ => self.owner.given.clone(),
        }
    }

    /// The body as its author's program sends it: plain, quoted-printable, with an HTML twin, with a file.
    fn content(&mut self, words: &letter::Words) {
        let text = format!("{}\n", words.text).replace('\n', "\r\n");
        let boundary = format!("=_{:016x}", mix(self.seed ^ 4, u64::from(self.number)));
        let plain = "Content-Type: text/plain; charset=utf-8\r\n";
        if let Some(file) = words.file {
            let _ = write!(
                self.out,
                "Content-Type: multipart/mixed; boundary=\"{boundary}\"\r\n\r\n--{boundary}\r\n{plain}\
                 Content-Transfer-Encoding: 8bit\r\n\r\n{text}\r\n--{boundary}\r\n\
                 Content-Type: text/plain; charset=utf-8; name=\"{file}\"\r\n\
                 Content-Disposition: attachment; filename=\"{file}\"\r\n\r\n\
                 This file belongs to a made-up message.\r\n--{boundary}--\r\n"
            );
            return;
        }
        match self.dice.index(10) {
            0 | 1 => {
                let coded = mime::quoted_printable(text.trim_end_matches("\r\n"));
                let _ = write!(self.out, "{plain}Content-Transfer-Encoding: quoted-printable\r\n\r\n{coded}");
            }
            2 => {
                let html = html(&words.text);
                let _ = write!(
                    self.out,
                    "Content-Type: multipart/alternative; boundary=\"{boundary}\"\r\n\r\n--{boundary}\r\n{plain}\
                     Content-Transfer-Encoding: 8bit\r\n\r\n{text}\r\n--{boundary}\r\n\
                     Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n\
                     {}--{boundary}--\r\n",
                    mime::quoted_printable(&html)
                );
            }
            3 if matches!(self.thread.topic, Topic::Newsletter(..)) => {
                let coded = mime::quoted_printable(&html(&words.text));
                let _ = write!(
                    self.out,
                    "Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n{coded}"
                );
            }
            _ => {
                let _ = write!(self.out, "{plain}Content-Transfer-Encoding: 8bit\r\n\r\n{text}");
            }
        }
    }
}

fn html(text: &str) -> String {
    let escaped = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let paragraphs = escaped.split("\n\n").map(|paragraph| format!("<p>{}</p>", paragraph.replace('\n', "<br>\r\n")));
    format!("<html><body>{}</body></html>", paragraphs.collect::<Vec<_>>().join("\r\n"))
}

/// An address with the name as that person's program writes it.
fn mailbox(human: &Human, habit: Habit) -> String {
    let (name, address) = (&human.name, &human.address);
    match habit {
        Habit::Bare => address.clone(),
        Habit::Plain if name.contains(['.', '(']) => format!("\"{name}\" <{address}>"),
        Habit::Plain => format!("{} <{address}>", mime::words(name)),
        Habit::Raw => format!("\"{name}\" <{address}>"),
        Habit::SurnameFirst => {
            let shown = human.shown();
            if shown.is_ascii() {
                format!("\"{shown}\" <{address}>")
            } else {
                format!("{} <{address}>", mime::words(&shown))
            }
        }
        Habit::Latin1 => format!("{} <{address}>", mime::latin1_word(name).unwrap_or_else(|| mime::words(name))),
    }
}

/// A Date field in that zone (minutes east of Greenwich).
fn date(at: i64, zone: i32) -> String {
    DateTime::from_timestamp(at).to_timezone(i64::from(zone) * MINUTE).to_rfc822()
}
