pub(in crate::book) mod slice;

use super::chunks::{ByHash, Chunks, Sparse};
use super::correspondents::{Correspondents, NONE};
use super::folders::MessageLocation;
use super::lookup::Lookup;
use super::route::Through;
use super::subjects::Subject;
use crate::segment::Deliveries;
use foldhash::fast::FixedState;
use hashbrown::HashTable;
use kith_domain::message::Automatic;
use kith_domain::noise::{self, Hint, Noise};
use kith_domain::person::Message;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeSet, HashMap};

/// The messages, in columns. A row's number is that of its message, in the order in which they came.
///
/// In a snapshot the columns are cut in slices: see [`slice`].
#[derive(Debug, Default, Serialize, Deserialize)]
pub(in crate::book) struct Rows {
    #[serde(skip)]
    numbers: Lookup,
    #[serde(skip)]
    keys: Chunks<u64>,
    /// Seconds since 1970. A date that does not fit is [`NONE`] here and stands in `odd_dates`.
    #[serde(skip)]
    dates: Chunks<u32>,
    odd_dates: HashMap<u32, i64, FixedState>,
    #[serde(skip)]
    sorts: Chunks<u8>,
    /// To which addresses each was delivered: the number of a combination of them.
    #[serde(skip)]
    delivered: Sparse<0>,
    deliveries: Deliveries,
    /// The reports of messages that did not arrive.
    reports: BTreeSet<u32>,
    /// The messages that did not come from their author, but through someone or something else.
    through: HashMap<u32, Through, FixedState>,
    /// Of mail with marks of bulk that answers something: by what it answers.
    bulk_answers: HashMap<u64, Vec<u32>, FixedState>,
    /// Of those, what answers the user alone.
    personal: BTreeSet<u32>,
    /// Copies of sent messages that bear another Message-ID than the first, by their keys; and how such a copy is
    /// known.
    aliases: HashMap<u64, u32, FixedState>,
    #[serde(skip)]
    twins: ByHash,
    /// Rows that turned out to be copies of another, and of which.
    united: HashMap<u32, u32, FixedState>,
    #[serde(skip)]
    marks: Chunks<u16>,
    #[serde(skip)]
    bases: Chunks<u32>,
    #[serde(skip)]
    reply_marks: Chunks<u16>,
    #[serde(skip)]
    places: Chunks<MessageLocation>,
    /// The last of the further places of rows that were seen in more than one.
    more_places: HashMap<u32, u32, FixedState>,
    further: Chunks<Further>,
    /// Where a row's slots begin; they end where the next row's begin.
    #[serde(skip)]
    first_slots: Chunks<u32>,
    #[serde(skip)]
    slots: Chunks<Slot>,
    /// The slots of rows to which a copy added some.
    #[serde(skip)]
    moved: HashMap<u32, Vec<Slot>, FixedState>,
    #[serde(skip)]
    changed: Changed,
}

/// The rows that are new, or of which something is said that was not said before; kept only while someone asks for
/// them.
#[derive(Debug, Default)]
struct Changed {
    is_kept: bool,
    rows: Vec<u32>,
}

impl Changed {
    fn add(&mut self, row: u32) {
        if self.is_kept && self.rows.last() != Some(&row) {
            self.rows.push(row);
        }
    }
}

/// No date is farther from 1970, in seconds, so that a week more or less never overflows. A server, or a backup, may
/// give any number.
const MAX_DATE: i64 = 1 << 50;

/// A further place, and the one before it.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct Further {
    place: MessageLocation,
    before: u32,
}

/// That a row names someone. The rows that name an address hang together: at the first slot of a row in which it
/// stands, `before` is the row that named it before.
#[derive(Clone, Copy, Debug)]
pub(in crate::book) struct Slot {
    pub(in crate::book) party: u32,
    before: u32,
}

/// It lies in a folder for sent mail that counts.
pub(in crate::book) const IN_SENT: u16 = 1;
/// It lies in a folder that counts.
pub(in crate::book) const COUNTS: u16 = 1 << 1;
/// The user wrote it, as far as is settled.
pub(in crate::book) const SENT: u16 = 1 << 2;
/// It was seen in more than one place.
const MORE_PLACES: u16 = 1 << 3;
/// A copy named more people.
const MOVED: u16 = 1 << 4;
/// Beside the user only those took part with whom nothing is tracked.
pub(in crate::book) const OUT: u16 = 1 << 5;
/// It names the user as one to whom it goes.
pub(in crate::book) const TO_ME: u16 = 1 << 6;
/// What is known of it was said in a folder for sent mail; no other copy adds to it.
pub(in crate::book) const OF_SENT: u16 = 1 << 8;

/// It came through someone else: see [`Through`].
const THROUGH: u16 = 1 << 7;

/// What sort of message it is: see [`Sort`].
const NOISE: u8 = 7;
const ANSWERS: u8 = 1 << 3;
const BULK_HINT: u8 = 1 << 4;
const AUTOMATED_HINT: u8 = 1 << 5;
/// From this bit on: see [`Written`].
const WRITTEN: u32 = 6;

/// Who wrote the words of a message. What is known of copies is put together: what tells the most counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub(in crate::book) enum Written {
    /// Someone, or nothing is known of it.
    #[default]
    ByHand = 0,
    /// A program, in someone's name or about someone's mail.
    ByProgram = 1,
    /// A program, to report that a message did not arrive.
    Undelivered = 2,
}

impl From<Option<Automatic>> for Written {
    fn from(automatic: Option<Automatic>) -> Self {
        match automatic {
            None => Self::ByHand,
            Some(Automatic::Undelivered) => Self::Undelivered,
            Some(Automatic::Answer | Automatic::Receipt | Automatic::Meeting) => Self::ByProgram,
        }
    }
}

/// What sort of message a row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::book) struct Sort {
    /// By which marks it is noise, whatever its author.
    pub(in crate::book) noise: Option<Noise>,
    pub(in crate::book) written: Written,
    /// Whether it answers something, or passes something on.
    pub(in crate::book) answers: bool,
    /// As what its subject reads.
    pub(super) hint: Option<Hint>,
}

impl Sort {
    /// A message with a subject that reads so, which matters only where nothing else is known.
    pub(in crate::book) fn new(
        noise: Option<Noise>,
        written: Written,
        answers: bool,
        reads: impl FnOnce() -> Option<Hint>,
    ) -> Self {
        let unknown = noise.is_none() && written == Written::ByHand && !answers;
        Self { noise, written, answers, hint: if unknown { reads() } else { None } }
    }

    /// What is known of two copies of a message with that subject: the least noise (what also came to the user directly
    /// is personal), and the most that is known of who wrote it.
    pub(in crate::book) fn with(self, other: Self, subject: impl FnOnce() -> String) -> Self {
        let (noise, written) = (self.noise.min(other.noise), self.written.max(other.written));
        match (noise, self.answers || other.answers) {
            (None, false) => Self::new(noise, written, false, || noise::of_subject(&subject())),
            (noise, answers) => Self { noise, written, answers, hint: None },
        }
    }

    /// Why it is no personal message.
    pub(in crate::book) fn noise(self) -> Option<Noise> {
        if self.written == Written::ByHand { self.noise } else { Some(Noise::Automatic) }
    }

    fn bits(self) -> u8 {
        let hint = match self.hint {
            None => 0,
            Some(Hint::Bulk) => BULK_HINT,
            Some(Hint::AutomatedSender) => AUTOMATED_HINT,
        };
        let written = (self.written as u8) << WRITTEN;
        self.noise.map_or(0, |noise| noise as u8) | if self.answers { ANSWERS } else { 0 } | hint | written
    }

    const fn of(bits: u8) -> Self {
        let noise = match bits & NOISE {
            1 => Some(Noise::Mass),
            2 => Some(Noise::List),
            3 => Some(Noise::Bulk),
            4 => Some(Noise::AutomatedSender),
            _ => None,
        };
        let hint = match bits & (BULK_HINT | AUTOMATED_HINT) {
            BULK_HINT => Some(Hint::Bulk),
            AUTOMATED_HINT => Some(Hint::AutomatedSender),
            _ => None,
        };
        let written = match bits >> WRITTEN {
            1 => Written::ByProgram,
            2 => Written::Undelivered,
            _ => Written::ByHand,
        };
        Self { noise, written, answers: bits & ANSWERS != 0, hint }
    }
}

impl Rows {
    pub(in crate::book) fn len(&self) -> u32 {
        self.keys.len()
    }

    pub(in crate::book) fn find(&self, key: u64) -> Option<u32> {
        let row = self.find_own(key).or_else(|| self.aliases.get(&key).copied())?;
        Some(self.stands_for(row))
    }

    /// The row itself, or the one of which it is a copy.
    fn stands_for(&self, row: u32) -> u32 {
        let others = std::iter::successors(Some(row), |row| self.united.get(row).copied());
        others.last().unwrap_or(row)
    }

    /// The row that bears that key itself.
    pub(in crate::book) fn find_own(&self, key: u64) -> Option<u32> {
        // A key is a hash already.
        self.lookup().find(key, |&row| self.keys.get(row) == Some(key)).copied()
    }

    fn lookup(&self) -> &HashTable<u32> {
        self.numbers.get(self.len(), || self.keys.numbered())
    }

    /// The row of a message that is the same but for its Message-ID. Notes that the key stands for it, too.
    pub(in crate::book) fn alias(&mut self, key: u64, twin: u64) -> Option<u32> {
        let row = self.stands_for(self.twins.get(twin)?);
        self.aliases.insert(key, row);
        Some(row)
    }

    /// Notes by what a copy of the row is known that bears another Message-ID. Gives another row that is known by the
    /// same, if there is one.
    pub(in crate::book) fn set_twin(&mut self, row: u32, twin: u64) -> Option<u32> {
        let known = self.twins.insert(twin, row)?;
        Some(self.stands_for(known)).filter(|&other| other != row)
    }

    /// Notes that one row is a copy of another. Gives where it was seen; it stands nowhere any more.
    pub(in crate::book) fn unite(&mut self, row: u32, copy: u32) -> Vec<MessageLocation> {
        let places = self.places(copy).collect();
        self.united.insert(copy, row);
        self.places.set(copy, MessageLocation { folder: NONE, uid: 0 });
        self.more_places.remove(&copy);
        self.unmark(copy, MORE_PLACES);
        places
    }

    /// Through whom or what a message came, if it did not come from its author.
    pub(in crate::book) fn through(&self, row: u32) -> Option<Through> {
        if self.is(row, THROUGH) { self.through.get(&row).copied() } else { None }
    }

    pub(in crate::book) fn set_through(&mut self, row: u32, through: Option<Through>) {
        if let Some(through) = through {
            self.mark(row, THROUGH);
            self.through.insert(row, through);
            self.changed.add(row);
        }
    }

    /// Notes how another copy of the message came. If any copy came directly, the message did. Of two other ways the
    /// one of the lower rank counts, so that the order of the copies does not matter. Gives whether that is new.
    pub(in crate::book) fn keep_through(
        &mut self,
        row: u32,
        through: Option<Through>,
        correspondents: &Correspondents,
    ) -> bool {
        if let Some((known, new)) = self.through(row).zip(through) {
            let is_first = new.rank(correspondents) < known.rank(correspondents);
            if is_first {
                self.changed.add(row);
                self.through.insert(row, new);
            }
            return is_first;
        }
        if through.is_some() || !self.is(row, THROUGH) {
            return false;
        }
        self.unmark(row, THROUGH);
        self.changed.add(row);
        self.through.remove(&row).is_some()
    }

    /// Notes that a message with marks of bulk answers the one with that id.
    pub(in crate::book) fn note_bulk_answer(&mut self, row: u32, answers: u64) {
        let rows = self.bulk_answers.entry(answers).or_default();
        if !rows.contains(&row) {
            rows.push(row);
        }
    }

    /// The messages with marks of bulk that answer the one with that id.
    pub(in crate::book) fn bulk_answers(&self, id: u64) -> Vec<u32> {
        self.bulk_answers.get(&id).filter(|_| id != 0).cloned().unwrap_or_default()
    }

    /// Sets whether a message answers the user alone, whatever marks of bulk it bears. Gives whether that is new.
    pub(in crate::book) fn set_personal(&mut self, row: u32, is_personal: bool) -> bool {
        if is_personal { self.personal.insert(row) } else { self.personal.remove(&row) }
    }

    /// Makes room for finding that many messages.
    pub(in crate::book) fn reserve(&mut self, messages: usize) {
        self.lookup();
        let keys = &self.keys;
        if let Some(numbers) = self.numbers.made() {
            numbers.reserve(messages, |&row| keys.get(row).unwrap_or(0));
        }
    }

    /// Adds a message that names those parties.
    pub(in crate::book) fn push(
        &mut self,
        key: u64,
        place: MessageLocation,
        sort: Sort,
        parties: &[u32],
        correspondents: &mut Correspondents,
    ) -> u32 {
        // Made before there is one more, or it would stand there twice.
        self.lookup();
        let row = self.keys.push(key);
        self.changed.add(row);
        let keys = &self.keys;
        if let Some(numbers) = self.numbers.made() {
            numbers.insert_unique(key, row, |&row| keys.get(row).unwrap_or(0));
        }
        self.dates.push(0);
        self.marks.push(0);
        self.sorts.push(sort.bits());
        self.note_report(row, sort);
        self.bases.push(NONE);
        self.reply_marks.push(0);
        self.places.push(place);
        self.first_slots.push(self.slots.len());
        for &party in parties {
            let before = correspondents.get(party).map_or(NONE, |named| correspondents.named_by(named.address, row));
            self.slots.push(Slot { party, before });
        }
        row
    }

    /// Adds parties to a row that does not have them yet.
    pub(in crate::book) fn add_parties(&mut self, row: u32, parties: &[u32], correspondents: &mut Correspondents) {
        let mut all: Vec<Slot> = self.slots(row).collect();
        for &party in parties {
            let Some(named) = correspondents.get(party) else { continue };
            let here = all
                .iter()
                .any(|slot| correspondents.get(slot.party).is_some_and(|other| other.address == named.address));
            let before = if here { NONE } else { correspondents.named_by(named.address, row) };
            all.push(Slot { party, before });
        }
        self.moved.insert(row, all);
        self.mark(row, MOVED);
        self.changed.add(row);
    }

    /// Lets a row name those parties in place of the ones it named.
    pub(in crate::book) fn set_parties(&mut self, row: u32, parties: &[u32], correspondents: &mut Correspondents) {
        let address_of =
            |party: u32, correspondents: &Correspondents| correspondents.get(party).map_or(NONE, |named| named.address);
        let old: Vec<(u32, Slot)> =
            self.slots(row).map(|slot| (address_of(slot.party, correspondents), slot)).collect();
        let mut all: Vec<(u32, Slot)> = Vec::with_capacity(parties.len());
        for &party in parties {
            let address = address_of(party, correspondents);
            let before = if all.iter().any(|(other, _)| *other == address) {
                NONE
            } else {
                let hung = old.iter().find(|(other, _)| *other == address);
                hung.map_or_else(|| correspondents.named_by(address, row), |(_, slot)| slot.before)
            };
            all.push((address, Slot { party, before }));
        }
        for (at, (address, slot)) in old.iter().enumerate() {
            let again = old.iter().take(at).any(|(other, _)| other == address);
            if !again && !all.iter().any(|(other, _)| other == address) {
                self.unhang(*address, row, slot.before, correspondents);
            }
        }
        self.moved.insert(row, all.into_iter().map(|(_, slot)| slot).collect());
        self.mark(row, MOVED);
        self.changed.add(row);
    }

    /// Takes a row out of those that name an address; before it came the row `before`.
    fn unhang(&mut self, address: u32, row: u32, before: u32, correspondents: &mut Correspondents) {
        if correspondents.known(address).latest == row {
            return correspondents.set_latest(address, before);
        }
        let Some(after) = self.naming(address, correspondents).take_while(|&other| other != row).last() else { return };
        let named = |slot: &Slot| correspondents.get(slot.party).is_some_and(|party| party.address == address);
        let Some(at) = self.slots(after).position(|slot| named(&slot)) else { return };
        if let Some(slots) =
            self.moved.get_mut(&after).filter(|_| self.marks.get(after).is_some_and(|it| it & MOVED != 0))
        {
            slots.iter_mut().skip(at).take(1).for_each(|slot| slot.before = before);
        } else if let Some(start) = self.first_slots.get(after)
            && let Ok(at) = u32::try_from(at)
            && let Some(slot) = self.slots.get_mut(start + at)
        {
            slot.before = before;
        }
    }

    pub(in crate::book) fn slots(&self, row: u32) -> impl Iterator<Item = Slot> {
        let moved = if self.is(row, MOVED) { self.moved.get(&row) } else { None };
        let start = self.first_slots.get(row).unwrap_or(0);
        let end = self.first_slots.get(row + 1).unwrap_or(self.slots.len());
        let range = if moved.is_some() { 0..0 } else { start..end };
        self.slots.range(range).chain(moved.into_iter().flatten().copied())
    }

    /// The rows that name an address, each once.
    pub(in crate::book) fn naming<'a>(
        &'a self,
        address: u32,
        correspondents: &'a Correspondents,
    ) -> impl Iterator<Item = u32> {
        let latest = Some(correspondents.known(address).latest).filter(|&row| row != NONE);
        std::iter::successors(latest, move |&row| {
            let named = |slot: &Slot| correspondents.get(slot.party).is_some_and(|party| party.address == address);
            self.slots(row).find(named).map(|slot| slot.before).filter(|&before| before != NONE)
        })
    }

    /// What of it matters to those whom it names.
    pub(in crate::book) fn message(&self, row: u32) -> Message {
        let marks = self.marks.get(row).unwrap_or(0);
        let sort = self.sort(row);
        let is_personal = sort.noise() == Some(Noise::Bulk) && self.personal.contains(&row);
        let noise = if is_personal { None } else { sort.noise() };
        let (answers, hint) = (sort.answers, sort.hint);
        Message { date: self.date(row), sent: marks & SENT != 0, noise, answers, hint, to_me: marks & TO_ME != 0 }
    }

    pub(in crate::book) fn key(&self, row: u32) -> u64 {
        self.keys.get(row).unwrap_or(0)
    }

    pub(in crate::book) fn date(&self, row: u32) -> i64 {
        match self.dates.get(row) {
            None | Some(NONE) => self.odd_dates.get(&row).copied().unwrap_or(0),
            Some(date) => date.into(),
        }
    }

    pub(in crate::book) fn set_date(&mut self, row: u32, date: i64) {
        let date = date.clamp(-MAX_DATE, MAX_DATE);
        let short = u32::try_from(date).unwrap_or(NONE);
        self.dates.set(row, short);
        if short == NONE {
            self.odd_dates.insert(row, date);
        }
    }

    pub(in crate::book) fn sort(&self, row: u32) -> Sort {
        Sort::of(self.sorts.get(row).unwrap_or(0))
    }

    pub(in crate::book) fn set_sort(&mut self, row: u32, sort: Sort) {
        self.sorts.set(row, sort.bits());
        self.note_report(row, sort);
        self.changed.add(row);
    }

    fn note_report(&mut self, row: u32, sort: Sort) {
        match sort.written {
            Written::Undelivered => self.reports.insert(row),
            _ => self.reports.remove(&row),
        };
    }

    /// The reports of messages that did not arrive.
    pub(in crate::book) fn reports(&self) -> impl Iterator<Item = u32> {
        self.reports.iter().copied()
    }

    /// The addresses to which it was delivered, in no order that means anything.
    pub(in crate::book) fn delivered(&self, row: u32) -> &[u32] {
        self.deliveries.get(self.delivered.get(row))
    }

    /// Notes that it was delivered to those addresses, too. Gives whether any of them is new.
    pub(in crate::book) fn add_delivered(&mut self, row: u32, addresses: &[u32]) -> bool {
        let known = self.delivered(row);
        if addresses.iter().all(|address| known.contains(address)) {
            return false;
        }
        let mut all: Vec<u32> = known.iter().chain(addresses).copied().collect();
        all.sort_unstable();
        all.dedup();
        let number = self.deliveries.index(all);
        self.delivered.set(row, number);
        true
    }

    /// Forgets to which addresses it was delivered.
    pub(in crate::book) fn clear_delivered(&mut self, row: u32) {
        self.delivered.set(row, 0);
    }

    pub(in crate::book) fn subject(&self, row: u32) -> Subject {
        Subject { base: self.bases.get(row).unwrap_or(NONE), marks: self.reply_marks.get(row).unwrap_or(0) }
    }

    pub(in crate::book) fn set_subject(&mut self, row: u32, subject: Subject) {
        self.bases.set(row, subject.base);
        self.reply_marks.set(row, subject.marks);
    }

    /// Whether it lies in a folder that counts.
    pub(in crate::book) fn is_counted(&self, row: u32) -> bool {
        self.is(row, COUNTS)
    }

    /// Whether it counts, and is with someone with whom something is tracked.
    pub(in crate::book) fn is_tracked(&self, row: u32) -> bool {
        self.marks.get(row).is_some_and(|own| own & (COUNTS | OUT) == COUNTS)
    }

    /// Whether a row bears any of those marks.
    pub(in crate::book) fn is(&self, row: u32, marks: u16) -> bool {
        self.marks.get(row).is_some_and(|own| own & marks != 0)
    }

    pub(in crate::book) fn mark(&mut self, row: u32, marks: u16) {
        self.change_marks(row, |own| own | marks);
    }

    pub(in crate::book) fn unmark(&mut self, row: u32, marks: u16) {
        self.change_marks(row, |own| own & !marks);
    }

    fn change_marks(&mut self, row: u32, change: impl Fn(u16) -> u16) {
        let Some(own) = self.marks.get_mut(row) else { return };
        let before = std::mem::replace(own, change(*own));
        if (before ^ *own) & (COUNTS | IN_SENT | SENT) != 0 {
            self.changed.add(row);
        }
    }

    /// Keeps from now on which rows change, or no longer.
    pub(in crate::book) fn keep_changed(&mut self, is_kept: bool) {
        self.changed = Changed { is_kept, rows: Vec::new() };
    }

    /// Notes that a row means something else now, though nothing of it changed.
    pub(in crate::book) fn note_changed(&mut self, row: u32) {
        self.changed.add(row);
    }

    /// The rows that changed since this was asked last, ascending.
    pub(in crate::book) fn take_changed(&mut self) -> Vec<u32> {
        let mut rows = std::mem::take(&mut self.changed.rows);
        rows.sort_unstable();
        rows.dedup();
        rows
    }

    /// Sets a mark, or takes it off. Gives whether that is new.
    pub(in crate::book) fn set_mark(&mut self, row: u32, mark: u16, on: bool) -> bool {
        let before = self.is(row, mark);
        match on {
            true => self.mark(row, mark),
            false => self.unmark(row, mark),
        }
        before != on
    }

    /// Where it was seen, the latest place first.
    pub(in crate::book) fn places(&self, row: u32) -> impl Iterator<Item = MessageLocation> {
        let last = if self.is(row, MORE_PLACES) { self.more_places.get(&row) } else { None };
        let further = last.and_then(|&last| self.further.get(last));
        let further = std::iter::successors(further, |further| self.further.get(further.before));
        further.map(|further| further.place).chain(self.places.get(row))
    }

    pub(in crate::book) fn add_place(&mut self, row: u32, place: MessageLocation) {
        let before = self.more_places.get(&row).copied().unwrap_or(NONE);
        let number = self.further.push(Further { place, before });
        self.more_places.insert(row, number);
        self.mark(row, MORE_PLACES);
    }
}
