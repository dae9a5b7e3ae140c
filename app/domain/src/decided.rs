//! What holds after everything that was decided.

use crate::address::Address;
use crate::bucket::Bucket;
use crate::contact_rule::ContactRule;
use crate::decision::{
    ContactPolicy, ContactSource, CustomFieldKind, Decision, ItemKind, PersonField, PhotoId, RuleEffect, RuleScope,
    UNSUBSCRIBED, Visibility,
};
use crate::due::{Plan, Snooze};
use crate::entry::Entry;
use crate::ids::{CompanyId, MessageKey, PersonId};
use crate::keeping::{Keeping, Reminder};
use crate::meeting::Invitation;
use crate::pipeline::{self, Lead, LeadParty, LeadPlace, Pipeline};
use crate::small_sort::CollectTree;
use crate::unanswered::{AnswerDays, AnswerWish, DraftWish};
use std::collections::{BTreeMap, BTreeSet};

/// The state that follows from the journal. One pure function makes it: [`Decided::apply`], entry by entry.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Decided {
    /// Who appears in People without a decision.
    pub contact_policy: ContactPolicy,
    /// Whose single addresses are, by decision.
    pub homes: BTreeMap<Address, PersonId>,
    /// What brought those in that the user did not enter.
    pub homes_from: BTreeMap<Address, ContactSource>,
    merged: BTreeMap<PersonId, PersonId>,
    /// Of those who stayed in merges: who became part of them.
    parts: BTreeMap<PersonId, Vec<PersonId>>,
    distinct: BTreeSet<(PersonId, PersonId)>,
    visibilities: BTreeMap<PersonId, Visibility>,
    deleted: BTreeSet<PersonId>,
    pub rules: BTreeMap<RuleScope, RuleEffect>,
    /// What was said of addresses: whether they are the user's.
    pub own_addresses: BTreeMap<Address, bool>,
    /// What was said of own domains: whether everyone there is a colleague.
    pub own_domains: BTreeMap<String, bool>,
    /// Colleagues, by their numbers: name and addresses.
    pub colleagues: BTreeMap<u64, (String, Vec<Address>)>,
    records: BTreeMap<PersonId, Record>,
    /// Custom fields, by their numbers.
    pub fields: BTreeMap<u64, (String, CustomFieldKind)>,
    company_names: BTreeMap<CompanyId, String>,
    merged_companies: BTreeMap<CompanyId, CompanyId>,
    company_of: BTreeMap<PersonId, Option<CompanyId>>,
    /// The saved filters, by their numbers: name and filter.
    pub saved_filters: BTreeMap<u64, (String, String)>,
    /// The buckets, by their numbers.
    pub buckets: BTreeMap<u64, Bucket>,
    /// By who they are after all merges.
    keeping: BTreeMap<PersonId, Keeping>,
    reminders: BTreeMap<u64, Reminder>,
    /// The pipelines, by their numbers.
    pub pipelines: BTreeMap<u64, Pipeline>,
    leads: BTreeMap<u64, Lead>,
    /// Where each lead is.
    places: BTreeMap<u64, pipeline::LeadPlaceSince>,
    /// The currency of all values. May be empty.
    pub currency: String,
    /// Messages that want no answer.
    no_reply: BTreeSet<MessageKey>,
    sources: BTreeMap<PersonId, BTreeSet<ContactSource>>,
    /// What email addresses are called.
    pub address_labels: BTreeMap<Address, String>,
    /// The rules for people, by their numbers.
    pub contact_rules: BTreeMap<u64, ContactRule>,
    /// Of each rule: whom it was applied to and who match still.
    matched: BTreeMap<u64, BTreeSet<PersonId>>,
    /// Whether those who unsubscribed are left out of reminders.
    pub leaves_out_unsubscribed: bool,
    /// What the user wants about messages of theirs that have no answer.
    pub answer_wishes: BTreeMap<MessageKey, AnswerWish>,
    /// The same about drafts, each with to whom it goes.
    draft_wishes: Vec<(PersonId, DraftWish)>,
    /// After how many days without an answer the user is reminded.
    pub answer_days: AnswerDays,
    /// What files say about meetings.
    pub meetings: BTreeSet<Invitation>,
}

/// What was typed of a person.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Record {
    /// Fields that were set, and when, in seconds since 1970-01-01 UTC.
    pub fields: BTreeMap<PersonField, (String, i64)>,
    /// What there may be several of, by number.
    pub items: BTreeMap<u64, Item>,
    /// Tags, by their folded form: as they were typed.
    pub tags: BTreeMap<String, String>,
    /// The lines of their vCard that Kith does not understand. May be empty.
    pub card_lines: String,
    pub photo: Option<PhotoId>,
    /// What brought fields and items in that the user did not enter.
    pub from: BTreeMap<Entered, ContactSource>,
    /// Whether any of it was said by the user, and not by a run of something alone.
    pub by_hand: bool,
}

/// A field, or one of several of a kind by its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Entered {
    Field(PersonField),
    Item(u64),
}

/// One of several of a kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    pub kind: ItemKind,
    /// What it is called. May be empty.
    pub label: String,
    pub value: String,
    /// Of a note: when, in seconds since 1970-01-01 UTC.
    pub at: i64,
}

impl Record {
    /// Whether nothing is left of what was typed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        let Self { fields, items, tags, card_lines, photo, from: _, by_hand: _ } = self;
        fields.is_empty() && items.is_empty() && tags.is_empty() && card_lines.is_empty() && photo.is_none()
    }
}

impl Decided {
    /// Whether anything was said of someone of that id.
    #[must_use]
    pub fn mentions(&self, id: PersonId) -> bool {
        self.visibilities.contains_key(&id)
            || self.records.contains_key(&id)
            || self.sources.contains_key(&id)
            || self.merged.contains_key(&id)
            || self.parts.contains_key(&id)
            || self.deleted.contains(&id)
            || self.company_of.contains_key(&id)
            || self.keeping.contains_key(&id)
            || self.distinct.iter().any(|(one, other)| *one == id || *other == id)
            || self.homes.values().any(|home| *home == id)
            || self.leads.values().any(|lead| lead.party == LeadParty::Person(id))
    }

    /// Takes an entry in that is later than all before. Entries that undo others say nothing here.
    pub fn apply(&mut self, entry: &Entry) {
        let at = i64::try_from(entry.at / 1_000).unwrap_or(i64::MAX);
        let by_hand = entry.run().is_none();
        let source = entry.run().and_then(|run| run.of.source());
        for decision in &entry.decisions {
            self.decide(decision, at);
            self.note_source(decision, source.as_ref());
            if by_hand
                && matches!(decision, Decision::SetField { .. } | Decision::SetItem { .. } | Decision::Tag { .. })
            {
                for person in decision.people() {
                    self.records.entry(person).or_default().by_hand = true;
                }
            }
        }
    }

    /// Notes what brought in what was decided. `None`: the user entered it.
    fn note_source(&mut self, decision: &Decision, source: Option<&ContactSource>) {
        let (person, entered) = match decision {
            Decision::Address { address, .. } => return put(&mut self.homes_from, address.clone(), source.cloned()),
            Decision::SetField { person, field, .. } => (person, Entered::Field(*field)),
            Decision::SetItem { person, item, .. } => (person, Entered::Item(*item)),
            _ => return,
        };
        put(&mut self.records.entry(*person).or_default().from, entered, source.cloned());
    }

    /// Takes one decision in, made at that time (seconds since 1970-01-01 UTC).
    pub fn decide(&mut self, decision: &Decision, at: i64) {
        match decision {
            Decision::Undo { .. } => {}
            Decision::ContactPolicy(contact_policy) => self.contact_policy = *contact_policy,
            Decision::Address { address, person } => {
                self.homes.insert(address.clone(), *person);
                // What was deleted and is given to someone again is wanted again.
                self.deleted.remove(&PersonId::of(address.as_str()));
            }
            Decision::Merge { into, from } => {
                let (into, from) = (self.one(*into), self.one(*from));
                if into != from {
                    self.merged.insert(from, into);
                    let further = self.parts.remove(&from).unwrap_or_default();
                    self.parts.entry(into).or_default().extend([from].into_iter().chain(further));
                    if let Some(keeping) = self.keeping.remove(&from) {
                        self.keeping.entry(into).or_default().join(keeping);
                    }
                }
            }
            Decision::Distinct(one, other) => drop(self.distinct.insert(pair(*one, *other))),
            Decision::Visibility(person, visibility) => {
                put(&mut self.visibilities, *person, *visibility);
                if *visibility == Some(Visibility::Shown) {
                    self.deleted.remove(person);
                }
            }
            Decision::Delete { person, addresses } => {
                let one = |person: PersonId| follow(&self.merged, person);
                let whole = one(*person);
                // With them goes what was said of each who became part of them.
                for part in self.parts(whole).collect::<Vec<_>>() {
                    self.records.remove(&part);
                    self.visibilities.remove(&part);
                    self.company_of.remove(&part);
                    self.sources.remove(&part);
                }
                self.keeping.remove(&whole);
                self.reminders.retain(|_, reminder| reminder.person.map(one) != Some(whole));
                self.leads.retain(|_, lead| !matches!(lead.party, LeadParty::Person(of) if one(of) == whole));
                self.draft_wishes.retain(|(of, _)| one(*of) != whole);
                self.deleted.extend(addresses.iter().chain([person, &whole]));
            }
            Decision::Rule(scope, verdict) => put(&mut self.rules, scope.clone(), *verdict),
            Decision::OwnAddress(address, own_addresses) => {
                put(&mut self.own_addresses, address.clone(), *own_addresses)
            }
            Decision::OwnDomain(domain, internal) => put(&mut self.own_domains, domain.clone(), *internal),
            Decision::Colleague { id, name, addresses } => {
                let some = !(name.is_empty() && addresses.is_empty());
                put(&mut self.colleagues, *id, some.then(|| (name.clone(), addresses.clone())));
            }
            Decision::SetField { person, field, value } => {
                let value = value.trim();
                let value = (!value.is_empty()).then(|| (value.to_owned(), at));
                put(&mut self.records.entry(*person).or_default().fields, *field, value);
            }
            Decision::SetItem { person, kind, item, label, value, at } => {
                let (label, value) = (label.trim().to_owned(), value.trim().to_owned());
                let kept = (!value.is_empty()).then_some(Item { kind: *kind, label, value, at: *at });
                put(&mut self.records.entry(*person).or_default().items, *item, kept);
            }
            Decision::Tag { people, tag, on } => {
                let folded = crate::search::fold(tag);
                for person in people.iter().filter(|_| !folded.is_empty()) {
                    let tags = &mut self.records.entry(*person).or_default().tags;
                    put(tags, folded.clone(), on.then(|| tag.trim().to_owned()));
                }
            }
            Decision::CustomField { id, name, kind } => {
                put(&mut self.fields, *id, (!name.is_empty()).then(|| (name.clone(), kind.clone())));
            }
            Decision::Company { company, name } => {
                put(&mut self.company_names, *company, (!name.is_empty()).then(|| name.clone()));
            }
            Decision::MergeCompany { into, from } => {
                let (into, from) = (self.one_company(*into), self.one_company(*from));
                if into != from {
                    self.merged_companies.insert(from, into);
                }
            }
            Decision::CompanyOf { people, company } => {
                self.company_of.extend(people.iter().map(|person| (*person, *company)));
            }
            Decision::SavedFilter { id, name, filter } => {
                put(&mut self.saved_filters, *id, (!filter.is_empty()).then(|| (name.clone(), filter.clone())));
            }
            Decision::Bucket(bucket) => {
                let name = bucket.name.trim();
                let kept = (!name.is_empty()).then(|| Bucket { name: name.to_owned(), ..bucket.clone() });
                put(&mut self.buckets, bucket.id, kept);
            }
            Decision::InBucket { people, bucket, day, on } => self.keep(people, |keeping| match on {
                true => keeping.enter(*bucket, *day),
                false => drop(keeping.buckets.remove(bucket)),
            }),
            Decision::OwnInterval(person, interval) => self.keep(&[*person], |keeping| keeping.own = *interval),
            Decision::Snooze { people, until, made } => self.keep(people, |keeping| {
                keeping.snooze = until.map(|until| Snooze { until, made: *made });
            }),
            Decision::Skip { person, day } => self.keep(&[*person], |keeping| keeping.skipped = Some(*day)),
            Decision::RemindersOff(person, reminders_off) => {
                self.keep(&[*person], |keeping| keeping.reminders_off = *reminders_off)
            }
            Decision::LoggedContact { people, item, contact } => self.keep(people, |keeping| {
                put(&mut keeping.logged, *item, contact.clone());
            }),
            Decision::Reminder { id, person, text, day, every } => {
                let text = text.trim();
                let done = self.reminders.get(id).and_then(|reminder| reminder.done);
                let reminder = Reminder { person: *person, text: text.to_owned(), day: *day, every: *every, done };
                put(&mut self.reminders, *id, (!text.is_empty()).then_some(reminder));
            }
            Decision::ReminderDone { id, day } => {
                self.reminders
                    .get_mut(id)
                    .into_iter()
                    .for_each(|reminder| reminder.done = reminder.done.max(Some(*day)));
            }
            Decision::Pipeline(pipeline) => self.set_pipeline(pipeline),
            Decision::Lead { id, lead } => {
                let trimmed = |lead: &Lead| Lead { title: lead.title.trim().to_owned(), ..lead.clone() };
                put(&mut self.leads, *id, lead.as_ref().map(trimmed));
            }
            Decision::MoveLead { lead, place, day } => {
                self.places.insert(*lead, pipeline::LeadPlaceSince { place: *place, since: *day });
            }
            Decision::Currency(currency) => currency.trim().clone_into(&mut self.currency),
            Decision::NoReply { message, .. } => drop(self.no_reply.insert(*message)),
            Decision::CameFrom { people, source } => {
                for person in people {
                    self.sources.entry(*person).or_default().insert(source.clone());
                    self.deleted.remove(person);
                }
            }
            Decision::AddressLabel { address, label } => {
                let label = label.trim();
                put(&mut self.address_labels, address.clone(), (!label.is_empty()).then(|| label.to_owned()));
            }
            Decision::RemoveAddress { address, person } => {
                if self.home(address) == Some(self.one(*person)) {
                    self.homes.remove(address);
                }
            }
            Decision::CardLines { person, lines } => {
                lines.clone_into(&mut self.records.entry(*person).or_default().card_lines);
            }
            Decision::Photo { person, photo } => self.records.entry(*person).or_default().photo = *photo,
            Decision::ContactRule { id, rule } => {
                let before = self.contact_rules.get(id).filter(|before| before.on);
                let goes_on =
                    before.zip(rule.as_ref()).is_some_and(|(before, now)| now.on && now.asks_the_same(before));
                if !goes_on {
                    // Whom it holds for is looked at anew.
                    self.matched.remove(id);
                }
                put(&mut self.contact_rules, *id, rule.clone());
            }
            Decision::RuleApplied { rule, people, matches: true } => {
                self.matched.entry(*rule).or_default().extend(people);
            }
            Decision::RuleApplied { rule, people, matches: false } => {
                let parts =
                    people.iter().flat_map(|person| self.parts(self.one(*person))).chain(people.iter().copied());
                let parts: Vec<PersonId> = parts.collect();
                let matched = self.matched.entry(*rule).or_default();
                for part in parts {
                    matched.remove(&part);
                }
            }
            Decision::LeaveOutUnsubscribed(leaves_out) => self.leaves_out_unsubscribed = *leaves_out,
            Decision::AnswerWish { message, wish, .. } => drop(self.answer_wishes.insert(*message, *wish)),
            Decision::DraftWish { person, draft, subject, day, days } => {
                let wish = DraftWish { draft: *draft, subject: subject.clone(), day: *day, days: *days };
                self.draft_wishes.push((*person, wish));
            }
            Decision::AnswerDays(days) => self.answer_days = *days,
            Decision::PhoneContact { person, contact } => {
                self.keep(&[*person], |keeping| contact.iter().for_each(|it| keeping.phone.add(it)));
            }
            Decision::RemovePhoneContact { person, contact } => {
                self.keep(&[*person], |keeping| keeping.phone.remove(*contact));
            }
            Decision::Meetings(said) => self.meetings.extend(said.iter().cloned().map(Invitation::from)),
            // The journal leaves out what is forgotten before it comes here. What ran, and what it did elsewhere, is
            // told and changes nothing here.
            Decision::Forget(_) | Decision::Restore(_) | Decision::Run(_) | Decision::Synced { .. } => {}
        }
    }

    /// Takes in what stays true of an entry that is undone: a rule is not applied again because the user took back what
    /// it did.
    pub(crate) fn apply_undone(&mut self, entry: &Entry) {
        let applied = entry.decisions.iter().filter(|decision| matches!(decision, Decision::RuleApplied { .. }));
        applied.for_each(|decision| self.decide(decision, 0));
    }

    fn set_pipeline(&mut self, new: &Pipeline) {
        let name = new.name.trim();
        if let Some(old) = self.pipelines.get(&new.id)
            && !name.is_empty()
        {
            let moved = old.moved(new);
            for standing in self.places.values_mut() {
                if let LeadPlace::Stage(stage) = &mut standing.place
                    && let Some(before) = moved.get(stage)
                {
                    *stage = *before;
                }
            }
        }
        let kept = (!name.is_empty()).then(|| Pipeline { name: name.to_owned(), ..new.clone() });
        put(&mut self.pipelines, new.id, kept);
    }

    fn keep(&mut self, people: &[PersonId], change: impl Fn(&mut Keeping)) {
        for person in people {
            let person = self.one(*person);
            let keeping = self.keeping.entry(person).or_default();
            change(keeping);
            if keeping.is_empty() {
                self.keeping.remove(&person);
            }
        }
    }

    /// Who someone is, after all merges.
    #[must_use]
    pub fn one(&self, person: PersonId) -> PersonId {
        follow(&self.merged, person)
    }

    /// Whose an address is by what was said of it, after all merges. `None`: nothing was said of the address itself.
    #[must_use]
    pub fn home(&self, address: &Address) -> Option<PersonId> {
        self.homes.get(address).map(|home| self.one(*home))
    }

    /// Who was merged into someone, themselves first.
    pub fn parts(&self, person: PersonId) -> impl Iterator<Item = PersonId> {
        [person].into_iter().chain(self.parts.get(&person).into_iter().flatten().copied())
    }

    /// Everyone into whom someone was merged.
    pub fn stayed(&self) -> impl Iterator<Item = PersonId> {
        self.parts.keys().copied()
    }

    /// Whether two were said not to be the same.
    #[must_use]
    pub fn are_distinct(&self, one: PersonId, other: PersonId) -> bool {
        self.distinct.contains(&pair(one, other))
    }

    /// Every two who were said not to be the same, as that was said.
    pub fn all_distinct(&self) -> impl Iterator<Item = (PersonId, PersonId)> {
        self.distinct.iter().copied()
    }

    /// Whether someone is a person by the user's own word. What was said of the one who stays counts first.
    #[must_use]
    pub fn visibility(&self, person: PersonId) -> Option<Visibility> {
        self.parts(person).find_map(|part| self.visibilities.get(&part).copied())
    }

    /// Everyone of whom was said that they are a person.
    pub fn said_people(&self) -> impl Iterator<Item = PersonId> {
        let people = self.visibilities.iter().filter(|(_, visibility)| **visibility == Visibility::Shown);
        people.map(|(person, _)| *person)
    }

    /// Whether anyone was deleted.
    #[must_use]
    pub fn has_deleted(&self) -> bool {
        !self.deleted.is_empty()
    }

    /// Whether someone, or an address by its hash, was deleted.
    #[must_use]
    pub fn is_deleted(&self, person: PersonId) -> bool {
        self.deleted.contains(&person)
    }

    /// What was typed of someone, then of each who became part of them.
    pub fn records(&self, person: PersonId) -> impl Iterator<Item = &Record> {
        self.parts(person).filter_map(|part| self.records.get(&part))
    }

    /// What was typed of someone, and of those who became part of them: single fields of the one who stays count
    /// first. `None` if there is nothing.
    #[must_use]
    pub fn record(&self, person: PersonId) -> Option<Record> {
        let mut records = self.records(person);
        let mut whole = records.next()?.clone();
        for record in records {
            for (field, value) in &record.fields {
                whole.fields.entry(*field).or_insert_with(|| value.clone());
            }
            whole.items.extend(record.items.iter().map(|(id, item)| (*id, item.clone())));
            for (entered, source) in &record.from {
                let is_taken = match entered {
                    Entered::Field(field) => record.fields.get(field) == whole.fields.get(field),
                    Entered::Item(_) => true,
                };
                if is_taken {
                    whole.from.entry(*entered).or_insert_with(|| source.clone());
                }
            }
            whole.tags.extend(record.tags.iter().map(|(folded, tag)| (folded.clone(), tag.clone())));
            whole.card_lines.push_str(&record.card_lines);
            whole.photo = whole.photo.or(record.photo);
            whole.by_hand |= record.by_hand;
        }
        Some(whole)
    }

    /// Where someone, and those who became part of them, came from other than the mail.
    pub fn sources(&self, person: PersonId) -> impl Iterator<Item = &ContactSource> {
        self.parts(person).filter_map(|part| self.sources.get(&part)).flatten()
    }

    /// Everyone who came from somewhere other than the mail, after all merges.
    #[must_use]
    pub fn sourced(&self) -> BTreeSet<PersonId> {
        self.sources.keys().map(|person| self.one(*person)).collect_set()
    }

    /// Whether a rule for people was applied to someone who has matched it ever since.
    #[must_use]
    pub fn has_matched(&self, rule: u64, person: PersonId) -> bool {
        let of = self.matched.get(&rule);
        of.is_some_and(|matched| self.parts(person).any(|part| matched.contains(&part)))
    }

    /// Everyone to whom a rule for people was applied and who has matched it ever since. `None`: since it was switched
    /// on, no one has looked whom it holds for.
    #[must_use]
    pub fn matched(&self, rule: u64) -> Option<impl Iterator<Item = PersonId>> {
        self.matched.get(&rule).map(|matched| matched.iter().map(|person| self.one(*person)))
    }

    /// The rules that are asked of everybody in Kith, by their numbers.
    pub fn rules_at_work(&self) -> impl Iterator<Item = (u64, &ContactRule)> {
        self.contact_rules.iter().filter(|(_, rule)| rule.is_at_work()).map(|(id, rule)| (*id, rule))
    }

    /// Everyone of whom something was typed, after all merges.
    #[must_use]
    pub fn recorded(&self) -> BTreeSet<PersonId> {
        let some = self.records.iter().filter(|(_, record)| !record.is_empty());
        some.map(|(person, _)| self.one(*person)).collect_set()
    }

    /// What was decided about keeping in touch with someone, and with those who became part of them.
    #[must_use]
    pub fn keeping(&self, person: PersonId) -> Option<&Keeping> {
        self.keeping.get(&self.one(person))
    }

    /// When someone is due follows from this.
    #[must_use]
    pub fn plan(&self, person: PersonId) -> Plan {
        let plan = self.keeping(person).map(|keeping| keeping.plan(&self.buckets)).unwrap_or_default();
        Plan { unsubscribed: self.is_left_out(person), ..plan }
    }

    /// Whether someone unsubscribed, and the user leaves such people out of reminders.
    #[must_use]
    pub fn is_left_out(&self, person: PersonId) -> bool {
        self.leaves_out_unsubscribed && self.has_tag(person, UNSUBSCRIBED)
    }

    /// Whether someone has a tag.
    #[must_use]
    pub fn has_tag(&self, person: PersonId, tag: &str) -> bool {
        let folded = crate::search::fold(tag);
        self.records(person).any(|record| record.tags.contains_key(&folded))
    }

    /// The buckets someone is in.
    pub fn buckets_of(&self, person: PersonId) -> impl Iterator<Item = &Bucket> {
        let numbers = self.keeping(person).into_iter().flat_map(|keeping| keeping.buckets.keys());
        numbers.filter_map(|number| self.buckets.get(number))
    }

    /// Whether someone is in a bucket, or contact with them was noted by hand or came from a phone.
    #[must_use]
    pub fn is_kept(&self, person: PersonId) -> bool {
        self.buckets_of(person).next().is_some() || self.keeping(person).is_some_and(Keeping::is_told)
    }

    /// Everyone with contact that was logged by hand or came from a phone.
    pub fn told(&self) -> impl Iterator<Item = PersonId> {
        self.keeping.iter().filter(|(_, keeping)| keeping.is_told()).map(|(person, _)| *person)
    }

    /// Everyone who was ever added to that bucket and not removed, also when it is gone.
    pub fn members(&self, bucket: u64) -> impl Iterator<Item = PersonId> {
        self.keeping.iter().filter(move |(_, it)| it.buckets.contains_key(&bucket)).map(|(person, _)| *person)
    }

    /// Everyone who is in some bucket.
    pub fn bucketed(&self) -> impl Iterator<Item = PersonId> {
        let is_in_one = |it: &Keeping| it.buckets.keys().any(|number| self.buckets.contains_key(number));
        self.keeping.iter().filter(move |(_, it)| is_in_one(it)).map(|(person, _)| *person)
    }

    /// What to be reminded of on a day, by number, each with whom it is about after all merges.
    pub fn reminders(&self) -> impl Iterator<Item = (u64, Option<PersonId>, &Reminder)> {
        self.reminders.iter().map(|(id, reminder)| (*id, reminder.person.map(|person| self.one(person)), reminder))
    }

    /// The leads of the pipelines that there are, by number, each with whom it is about after all merges, and with
    /// where it is.
    pub fn leads(&self) -> impl Iterator<Item = (u64, Lead, pipeline::LeadPlaceSince)> {
        self.leads.iter().filter_map(|(id, lead)| {
            let pipeline = self.pipelines.get(&lead.pipeline)?;
            let standing = self.places.get(id)?;
            let party = match lead.party {
                LeadParty::Person(person) => LeadParty::Person(self.one(person)),
                LeadParty::Company(company) => LeadParty::Company(self.one_company(company)),
            };
            let standing = pipeline::LeadPlaceSince { place: pipeline.shown(standing.place), ..*standing };
            Some((*id, Lead { party, ..lead.clone() }, standing))
        })
    }

    /// The lead of that number as it was typed.
    #[must_use]
    pub fn lead(&self, id: u64) -> Option<&Lead> {
        self.leads.get(&id)
    }

    /// Whether a message was said to want no answer.
    #[must_use]
    pub fn wants_no_reply(&self, message: MessageKey) -> bool {
        self.no_reply.contains(&message)
    }

    /// Whether the user never said anything about an answer to a message or a draft.
    #[must_use]
    pub fn has_no_answer_wish(&self) -> bool {
        self.answer_wishes.is_empty() && self.draft_wishes.is_empty()
    }

    /// The drafts about whose answer the user wants to be reminded, each with to whom it goes after all merges.
    pub fn draft_wishes(&self) -> impl Iterator<Item = (PersonId, &DraftWish)> {
        self.draft_wishes.iter().map(|(person, wish)| (self.one(*person), wish))
    }

    /// The company that was said of someone: `Some(None)` is none.
    #[must_use]
    pub fn company_of(&self, person: PersonId) -> Option<Option<CompanyId>> {
        let said = self.parts(person).find_map(|part| self.company_of.get(&part).copied());
        said.map(|company| company.map(|company| self.one_company(company)))
    }

    /// Which a company is, after all merges.
    #[must_use]
    pub fn one_company(&self, company: CompanyId) -> CompanyId {
        follow(&self.merged_companies, company)
    }

    /// The companies that became part of one, itself first.
    pub fn company_parts(&self, company: CompanyId) -> impl Iterator<Item = CompanyId> {
        let merged = self.merged_companies.keys().copied();
        [company].into_iter().chain(merged.filter(move |from| self.one_company(*from) == company && *from != company))
    }

    /// The name that was typed for a company.
    #[must_use]
    pub fn company_name(&self, company: CompanyId) -> Option<&str> {
        self.company_names.get(&company).map(String::as_str)
    }

    /// The companies that were given a name, those that follow from no domain among them.
    pub fn named_companies(&self) -> impl Iterator<Item = CompanyId> {
        self.company_names.keys().copied().filter(|company| self.one_company(*company) == *company)
    }
}

fn put<K: Ord, V>(map: &mut BTreeMap<K, V>, key: K, value: Option<V>) {
    match value {
        Some(value) => drop(map.insert(key, value)),
        None => drop(map.remove(&key)),
    }
}

fn pair<T: Ord>(one: T, other: T) -> (T, T) {
    if one <= other { (one, other) } else { (other, one) }
}

/// Merges form no circle: each begins at one that is part of nothing, and leads to another such.
fn follow<T: Copy + Ord>(merged: &BTreeMap<T, T>, from: T) -> T {
    let mut at = from;
    while let Some(next) = merged.get(&at) {
        at = *next;
    }
    at
}
