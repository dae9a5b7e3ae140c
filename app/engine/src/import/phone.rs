//! A file of a phone: with whom it tells of calls and messages, and what would become of these.

use super::matching::{Fate, Matched};
use super::phone_reader::PhoneContent;
use super::rows::FileRow;
use crate::api::{
    ChatView, Decision, ImportChoices, ImportWhom, LeftOutReason, LeftOutRecords, PersonId, PhoneContact,
    PhoneFileView, PhoneSummary, RowChoice, Run,
};
use crate::book::Book;
use kith_domain::day::Zone;
use kith_domain::phone::PhoneLog;
use std::collections::{BTreeMap, VecDeque};

/// So many calls and days are written in one entry of the journal, and about so many bytes of what was written.
const AT_ONCE: usize = 1_000;
const TEXT_BYTES_AT_ONCE: usize = 200_000;

/// What was read of such a file.
#[derive(Debug)]
pub(crate) struct PhoneFile {
    /// By the numbers of the rows' lines, from 1 on.
    logs: Vec<PhoneLog>,
    zone: Zone,
    left_out: LeftOutRecords,
    chat: Option<ChatView>,
    /// What is left to be written.
    planned: VecDeque<(PersonId, VecDeque<PhoneContact>)>,
    /// With how many who are known there is anything new.
    known: u32,
}

/// What is written at once.
#[derive(Debug, Default)]
pub(crate) struct PhoneSlice {
    pub(crate) decisions: Vec<Decision>,
    pub(crate) calls: u32,
    pub(crate) message_days: u32,
}

impl PhoneFile {
    pub(crate) fn new(content: PhoneContent, zone: Zone) -> Self {
        let PhoneContent { logs, left_out, chat, .. } = content;
        Self { logs, zone, left_out, chat, planned: VecDeque::new(), known: 0 }
    }

    /// What the file has for each number of a row.
    fn parts<'a>(&'a self, row: &'a FileRow) -> impl Iterator<Item = &'a PhoneLog> {
        row.lines.iter().filter_map(|line| self.logs.get((*line as usize).checked_sub(1)?))
    }

    /// What becomes of each row. Who is not known comes in only if the user says so.
    pub(crate) fn fates(&self, matched: &Matched, choices: &ImportChoices, book: &Book) -> Vec<Fate> {
        let everyone = ImportChoices { whom: ImportWhom::All, ..choices.clone() };
        let by_name = choices.phone.by_name || self.chat.is_some();
        let fates = matched.fates(&everyone, book).into_iter().zip(&matched.rows).enumerate();
        let fates = fates.map(|(at, (fate, row))| {
            let said = u32::try_from(at).ok().and_then(|at| choices.rows.get(&at));
            let fate = match (fate, matched.only_namesake(at).filter(|_| by_name)) {
                (Fate::Unclear, Some(person)) => Fate::Same(person),
                (fate, _) => fate,
            };
            match fate {
                Fate::New(_) if said != Some(&RowChoice::New) && !choices.phone.add_unknown => {
                    Fate::LeftOut(LeftOutReason::NotKnown)
                }
                Fate::Same(person) if self.has_news(person, row, choices.phone.text, book) => Fate::Completed(person),
                fate => fate,
            }
        });
        fates.collect()
    }

    /// Whether a row has contact with someone that is not stored yet.
    fn has_news(&self, person: PersonId, row: &FileRow, text: bool, book: &Book) -> bool {
        let parts: Vec<&PhoneLog> = self.parts(row).collect();
        book.phone_log(person).unwrap_or(&PhoneLog::default()).lacks_any(&parts, text)
    }

    /// Plans what is to be written.
    pub(crate) fn plan(&mut self, matched: &Matched, fates: &[Fate], choices: &ImportChoices, book: &Book) {
        let rows = matched.rows.iter().zip(fates).filter_map(|(row, fate)| match fate {
            Fate::New(person) => Some((row, *person, false)),
            Fate::Completed(person) => Some((row, *person, true)),
            Fate::Unclear | Fate::Same(_) | Fate::LeftOut(_) => None,
        });
        // Several rows may be of one person.
        let mut told: BTreeMap<PersonId, (Vec<&PhoneLog>, bool)> = BTreeMap::new();
        for (row, person, is_known) in rows {
            let (parts, _) = told.entry(person).or_insert_with(|| (Vec::new(), is_known));
            parts.extend(self.parts(row));
        }
        let lacks = |person: PersonId, parts: Vec<&PhoneLog>| {
            let joined = PhoneLog::joined(parts, choices.phone.text);
            book.phone_log(person).unwrap_or(&PhoneLog::default()).lacks(&joined)
        };
        let known = told.values().filter(|(_, is_known)| *is_known).count();
        let planned = told.into_iter().map(|(person, (parts, _))| (person, lacks(person, parts).into()));
        self.planned = planned.collect();
        self.known = u32::try_from(known).unwrap_or(u32::MAX);
    }

    /// Whether it is a chat.
    pub(crate) const fn is_chat(&self) -> bool {
        self.chat.is_some()
    }

    /// With how many who are known there was anything new.
    pub(crate) const fn known(&self) -> u32 {
        self.known
    }

    /// The next calls and days to be written; `None` after the last.
    pub(crate) fn slice(&mut self, run: &Run) -> Option<PhoneSlice> {
        let (mut slice, mut count, mut bytes) = (PhoneSlice::default(), 0, 0);
        while let Some((person, left)) = self.planned.front_mut() {
            let mut contact = Vec::new();
            while count < AT_ONCE && bytes < TEXT_BYTES_AT_ONCE {
                let Some(next) = left.pop_front() else { break };
                count += 1;
                match &next {
                    PhoneContact::Call(_) => slice.calls += 1,
                    PhoneContact::Messages(day) => {
                        slice.message_days += 1;
                        bytes += day.lines.iter().map(|line| line.text.len()).sum::<usize>();
                    }
                }
                contact.push(next);
            }
            if !contact.is_empty() {
                slice.decisions.push(Decision::PhoneContact { person: *person, contact });
            }
            if !left.is_empty() {
                break;
            }
            self.planned.pop_front();
        }
        if slice.decisions.is_empty() {
            return None;
        }
        slice.decisions.insert(0, Decision::Run(run.clone()));
        Some(slice)
    }

    /// How many people are left to be written.
    pub(crate) fn left(&self) -> usize {
        self.planned.iter().map(|(_, left)| left.len() + 1).sum()
    }

    pub(crate) fn view(&self) -> PhoneFileView {
        let mut all = PhoneSummary::default();
        self.logs.iter().for_each(|log| all.add(&summary(log, &self.zone)));
        PhoneFileView { all, left_out: self.left_out, chat: self.chat.clone() }
    }

    /// The calls and messages of a row.
    pub(crate) fn summary(&self, row: &FileRow) -> PhoneSummary {
        summary(&PhoneLog::joined(self.parts(row), false), &self.zone)
    }
}

fn summary(log: &PhoneLog, zone: &Zone) -> PhoneSummary {
    let mut sum = PhoneSummary::default();
    for call in log.calls() {
        let day = zone.day(call.at);
        let spoke = u32::from(call.way.is_contact());
        sum.add(&PhoneSummary { calls: spoke, unanswered: 1 - spoke, messages: 0, days: Some((day, day)) });
    }
    for day in log.days() {
        let messages = day.sent.saturating_add(day.received);
        sum.add(&PhoneSummary { messages, days: Some((day.day, day.day)), ..PhoneSummary::default() });
    }
    sum
}
