//! Meetings as contact.

use crate::api::{AccountId, PersonId, Seconds};
use crate::book::derive::people::Person;
use crate::book::facts::meetings::{MeetingTimes, Said, SaidBy};
use crate::book::{Book, Folder};
use crate::interactions::Interaction;
use foldhash::fast::FixedState;
use kith_domain::address::Address;
use kith_domain::day::Day;
use kith_domain::meeting::{Invitation, Meeting, PackedInvitation, meetings};
use kith_domain::noise::Noise;
use std::collections::{BTreeMap, BTreeSet, HashMap};

impl Book {
    /// Takes in contact other than messages that is stored. Call [`Book::settle`] afterwards. Gives whether any of it is
    /// new.
    pub(crate) fn absorb_interactions(&mut self, found: Vec<Interaction>) -> bool {
        let said = found.into_iter().map(|Interaction::Meeting(packed)| Invitation::from(packed));
        self.add_meetings(said.collect(), SaidBy::Mail)
    }

    /// Takes in what is said of meetings, besides what is known. Gives whether any of it is new.
    fn add_meetings(&mut self, said: Vec<Invitation>, by: SaidBy) -> bool {
        let mut changed = BTreeSet::new();
        for invitation in said {
            let uid = invitation.uid.clone();
            if self.meetings.add(invitation, by) {
                changed.insert(uid);
            }
        }
        // What is said now may change with whom the meeting is of which something was said before.
        self.met(&self.meetings.people_in(&changed));
        !changed.is_empty()
    }

    /// Whether it was taken in already.
    pub(crate) fn knows_interaction(&self, interaction: &Interaction) -> bool {
        let Interaction::Meeting(packed) = interaction;
        self.meetings.holds(&Invitation::from(packed.clone()), SaidBy::Mail)
    }

    /// What the mail says of meetings.
    pub(in crate::book) fn meetings_of_mail(&self) -> impl Iterator<Item = &Invitation> {
        let of_mail = |(_, places): &(&Invitation, &BTreeSet<SaidBy>)| places.contains(&SaidBy::Mail);
        self.meetings.all().flatten().filter(of_mail).map(|(said, _)| said)
    }

    /// Takes in what the mail says of meetings, as a snapshot has it.
    pub(in crate::book) fn take_meetings_of_mail(&mut self, said: Vec<PackedInvitation>) {
        for invitation in said {
            self.meetings.add(invitation.into(), SaidBy::Mail);
        }
    }

    /// Takes in what files say of meetings, as was decided. Call [`Book::settle`] afterwards.
    pub(super) fn take_meetings_of_files(&mut self) {
        let people = self.meetings.set(SaidBy::Files, &self.journal.state().meetings);
        self.met(&people);
    }

    /// The same for a file, or a part of it, that was just imported. Nothing else is looked at.
    pub(super) fn take_meetings_of_file(&mut self, mut said: Vec<Invitation>) {
        let decided = &self.journal.state().meetings;
        said.retain(|it| decided.contains(it));
        self.add_meetings(said, SaidBy::Files);
    }

    /// Takes in what a calendar says of meetings now, in place of what it said before. Call [`Book::settle`]
    /// afterwards. Gives whether anything is other than it was.
    pub(crate) fn set_calendar(&mut self, id: u64, said: &BTreeSet<Invitation>) -> bool {
        let people = self.meetings.set(SaidBy::Calendar(id), said);
        self.met(&people);
        !people.is_empty()
    }

    /// Takes over what calendars say from another book. Call [`Book::settle`] afterwards.
    pub(crate) fn set_calendars_of(&mut self, other: &Self) {
        self.meetings = other.meetings.clone().of_calendars();
    }

    /// Has the contact with those people worked out anew.
    fn met(&mut self, addresses: &BTreeSet<Address>) {
        self.cache.forget_contact();
        let people: Vec<PersonId> =
            addresses.iter().filter_map(|address| self.person_at(address)).map(|person| person.id).collect();
        people.into_iter().for_each(|id| self.kept.touch(id));
    }

    /// Whose an address is.
    pub(in crate::book) fn person_at(&self, address: &Address) -> Option<&Person> {
        let number = self.correspondents.number(address)?;
        self.derived.person(self.correspondents.known(number).person)
    }

    /// The times at which the meeting takes place of which this was said.
    fn times_of(&self, said: &Said) -> Vec<Meeting> {
        let said: Vec<Invitation> = said.keys().cloned().collect();
        meetings(&said, &|address| self.is_own(address))
    }

    /// The meetings that end after one moment and begin before another, in no order. Most are long over, and cost next to
    /// nothing.
    pub(in crate::book) fn meetings_within(&self, from: Seconds, until: Seconds) -> impl Iterator<Item = Meeting> {
        let ends_after =
            move |it: &Invitation| it.starts.last().is_some_and(|start| start.saturating_add(it.seconds.into()) > from);
        let coming = self.meetings.all().filter(move |said| said.keys().any(ends_after));
        let all = coming.flat_map(|said| self.times_of(said));
        all.filter(move |meeting| meeting.end > from && meeting.start < until)
    }

    /// The meetings with any of these people, in no order.
    pub(in crate::book) fn meetings_with(&self, people: &[PersonId]) -> Vec<Meeting> {
        if self.meetings.is_empty() {
            return Vec::new();
        }
        let people = people.iter().filter_map(|id| self.derived.of(*id));
        let addresses = people.flat_map(|person| &person.addresses);
        let texts = addresses.map(|&address| self.correspondents.address_text(address));
        let addresses: Vec<Address> = texts.filter_map(Address::parse).collect();
        let is_with = |meeting: &Meeting| addresses.iter().any(|address| meeting.with.contains(address));
        self.meetings.of(&addresses).flat_map(|said| self.times_of(said)).filter(is_with).collect()
    }

    /// The times at which meetings are contact, and with whom.
    fn meeting_times(&self) -> impl Iterator<Item = &MeetingTimes> {
        self.meetings.times(|said| self.times_of(said))
    }

    /// The days of meetings with each person.
    pub(in crate::book) fn days_of_meetings(&self) -> HashMap<PersonId, Vec<Day>, FixedState> {
        let mut days: HashMap<PersonId, Vec<Day>, FixedState> = HashMap::default();
        for times in self.meeting_times() {
            let of_each: Vec<Day> = times.starts.iter().map(|start| self.zone.day(*start)).collect();
            let people = times.with.iter().filter_map(|address| self.person_at(address));
            people.for_each(|person| days.entry(person.id).or_default().extend(&of_each));
        }
        days
    }

    /// When the last meeting with each person began, up to that day. The cost grows with the number of guests; a series
    /// counts once.
    pub(super) fn last_meetings(&self, day: Day) -> HashMap<PersonId, Seconds, FixedState> {
        let until = self.zone.start(day.plus(1));
        let mut last: HashMap<PersonId, Seconds, FixedState> = HashMap::default();
        for times in self.meeting_times() {
            let past = times.starts.partition_point(|start| *start < until);
            let Some(start) = past.checked_sub(1).and_then(|at| times.starts.get(at)) else { continue };
            for person in times.with.iter().filter_map(|address| self.person_at(address)) {
                let known = last.entry(person.id).or_insert(*start);
                *known = (*known).max(*start);
            }
        }
        last
    }

    /// By folder, the messages of an account since that moment that may hold invitations and were not looked at for
    /// them; of a message that lies in several folders one place, where it can be looked at.
    pub(crate) fn may_hold_calendars(
        &self,
        account: AccountId,
        since: i64,
        was_looked_at: &dyn Fn(&Folder, u32) -> bool,
        can_be: &dyn Fn(&Folder, u32) -> bool,
    ) -> BTreeMap<(String, u32), Vec<u32>> {
        let mut found: BTreeMap<(String, u32), Vec<u32>> = BTreeMap::new();
        for row in 0..self.rows.len() {
            let is_of_list = self.rows.sort(row).noise == Some(Noise::List);
            if is_of_list || self.rows.date(row) < since || !self.rows.is_counted(row) {
                continue;
            }
            let places = || {
                let all = self.rows.places(row).filter_map(|place| Some((self.folders.get(place.folder)?, place.uid)));
                all.filter(|(folder, _)| folder.account == account && folder.counts)
            };
            if places().any(|(folder, uid)| was_looked_at(folder, uid)) {
                continue;
            }
            if let Some((folder, uid)) = places().find(|(folder, uid)| can_be(folder, *uid)) {
                found.entry((folder.name.clone(), folder.uid_validity)).or_default().push(uid);
            }
        }
        found
    }
}
