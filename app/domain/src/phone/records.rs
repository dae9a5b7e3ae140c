//! What a file tells, by other side.

use super::log::{MessageApp, PhoneCall, PhoneContact, PhoneLog};
use crate::contact_fields::phone_key;
use crate::day::Day;
use crate::tidy;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// More correspondents than this are not kept apart. A phone has a few thousand at most.
const MAX_PARTIES: usize = 50_000;

/// The most characters of a name, of a number, and of a message.
const MAX_NAME_CHARS: usize = 200;
const MAX_NUMBER_CHARS: usize = 50;
const MAX_TEXT_CHARS: usize = 500;

/// How many bytes of text are kept from a file.
const MAX_TEXT_BYTES: usize = 64 << 20;

/// What a file tells.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PhoneRecords {
    /// In order of appearance.
    pub parties: Vec<PhoneParty>,
    pub left_out: LeftOutRecords,
}

/// A correspondent, and the contact with them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PhoneParty {
    /// What the phone calls them. May be empty.
    pub name: String,
    /// Empty where only a name is known.
    pub number: String,
    pub log: PhoneLog,
}

/// What is left out, and why.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftOutRecords {
    /// With a short number, or a name in place of a number: a service.
    pub service: u32,
    /// With a number that was withheld.
    pub withheld: u32,
    /// Written and not sent.
    pub unsent: u32,
    /// With more than one other side.
    pub group: u32,
    /// Notes of the app itself.
    pub system: u32,
    /// Without a date, or unreadable for another reason.
    pub unreadable: u32,
}

/// Gathers what is read.
#[derive(Debug, Default)]
pub(super) struct Gathering {
    pub(super) records: PhoneRecords,
    by_number: HashMap<String, usize>,
    text_bytes: usize,
}

impl Gathering {
    /// The other side of a number. `None`, and it is counted, if it is no one's.
    fn party(&mut self, number: &str, name: &str) -> Option<&mut PhoneParty> {
        let Some(key) = phone_key(number) else {
            let is_withheld = number.is_empty() || number.starts_with('-') || number.eq_ignore_ascii_case("unknown");
            let count = match is_withheld {
                true => &mut self.records.left_out.withheld,
                false => &mut self.records.left_out.service,
            };
            *count += 1;
            return None;
        };
        let all = self.records.parties.len();
        let at = match self.by_number.get(&key) {
            Some(at) => *at,
            None if all >= MAX_PARTIES => return None,
            None => {
                self.by_number.insert(key, all);
                let number = tidy::line(number, MAX_NUMBER_CHARS);
                self.records.parties.push(PhoneParty { number, ..PhoneParty::default() });
                all
            }
        };
        let party = self.records.parties.get_mut(at)?;
        if party.name.is_empty() {
            party.name = name_of(name);
        }
        Some(party)
    }

    pub(super) fn call(&mut self, number: &str, name: &str, call: PhoneCall) {
        if let Some(party) = self.party(number, name) {
            party.log.add(&PhoneContact::Call(call));
        }
    }

    pub(super) fn message(&mut self, number: &str, name: &str, day: Day, sent: bool, text: &str) {
        let kept = if self.text_bytes < MAX_TEXT_BYTES { text_of(text) } else { String::new() };
        let bytes = kept.len();
        if let Some(party) = self.party(number, name) {
            party.log.count(MessageApp::Text, day, sent, kept);
            self.text_bytes += bytes;
        }
    }
}

/// A name as it is kept: empty where the phone knows none.
pub(super) fn name_of(written: &str) -> String {
    let name = tidy::line(written, MAX_NAME_CHARS);
    if matches!(name.as_str(), "(Unknown)" | "null") { String::new() } else { name }
}

/// A message as it is kept, in one line.
pub(super) fn text_of(written: &str) -> String {
    let text = tidy::line(written, MAX_TEXT_CHARS);
    if text == "null" { String::new() } else { text }
}
