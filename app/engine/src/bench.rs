//! A way to the book from outside, for measuring it: see `examples/book.rs`. Nothing else uses it.

use crate::api::{
    AccountId, CommonTrait, Condition, ContactPolicy, ContactRule, Day, Decision, ExportFormat, FieldTest, Group,
    InsightScope, OwnQuestion, PeopleQuery, PersonField, PersonId, PersonRow, Preview, RuleAction, RuleField,
    RulePlace,
};
use crate::book::Book;
use crate::segment::{Read, Run};
use kith_domain::address::Address;
use kith_domain::bucket::SUGGESTIONS;
use kith_domain::entry::Entry;
use kith_domain::message::Facts;
use std::collections::BTreeMap;

/// A book of one account.
#[derive(Debug, Default)]
pub struct Bench {
    book: Book,
}

const ACCOUNT: AccountId = AccountId(1);

impl Bench {
    /// An empty book of the account with that address.
    #[must_use]
    pub fn new(own: &str) -> Self {
        Self::of([own])
    }

    /// An empty book of someone with those addresses.
    #[must_use]
    pub fn of<'a>(own: impl IntoIterator<Item = &'a str>) -> Self {
        let mut book = Book::default();
        book.set_own(own.into_iter().filter_map(Address::parse).collect());
        book.settle();
        Self { book }
    }

    /// The addresses of which is asked whether they are the user's.
    pub fn own_questions(&self) -> Vec<OwnQuestion> {
        self.book.own_questions()
    }

    /// Takes a batch in as the engine does, and gives the segment that it stores. `lap` is called after each stage.
    pub fn take(
        &mut self,
        folder: &str,
        sent: bool,
        batch: Vec<(u32, Facts)>,
        lap: &mut impl FnMut(&'static str),
    ) -> Vec<u8> {
        let read = |(uid, facts)| Read { uid, size: 4_000, email_id: None, thread_id: None, facts };
        let read: Vec<Read> = batch.into_iter().map(read).collect();
        let copies: Vec<bool> = read.iter().map(|read| self.book.knows(ACCOUNT, sent, &read.facts)).collect();
        let mut copies = copies.into_iter();
        let run = Run::of(folder, 1, sent, &read, |_| copies.next() == Some(true));
        let bytes = run.pack().unwrap_or_default();
        lap("pack");
        self.book.absorb(ACCOUNT, &run);
        lap("absorb");
        self.book.settle();
        lap("settle");
        bytes
    }

    /// Makes room for that many messages, as the engine does at a start.
    pub fn expect(&mut self, messages: u32) {
        self.book.expect(messages as usize);
    }

    /// Takes a stored segment in. Gives whether it could be read.
    pub fn load(&mut self, segment: &[u8]) -> bool {
        Run::unpack(segment).map(|run| self.book.absorb(ACCOUNT, &run)).is_ok()
    }

    /// Packs the book as for the next start.
    #[must_use]
    pub fn parts(&self) -> Vec<Vec<u8>> {
        (0..self.book.parts()).map(|number| self.book.part(number).unwrap_or_default()).collect()
    }

    /// A book of those parts. `None` if they are not whole.
    #[must_use]
    pub fn of_parts(own: &str, parts: &[Vec<u8>]) -> Option<Self> {
        let mut book = Book::default();
        for (number, part) in (0..).zip(parts) {
            book.add_part(number, part)?;
        }
        book.resume_from_parts(book.decided());
        book.set_own(Address::parse(own).into_iter().collect());
        book.settle();
        Some(Self { book })
    }

    /// Brings the people up to date.
    pub fn settle(&mut self) {
        self.book.settle();
    }

    /// Lets a folder not count.
    pub fn uncount(&mut self, folder: &str) {
        self.book.set_uncounted([(ACCOUNT, folder.to_owned())]);
    }

    /// Lets all folders count.
    pub fn count_all(&mut self) {
        self.book.set_uncounted([]);
    }

    /// How many messages were seen in a folder.
    #[must_use]
    pub fn stored_in(&self, folder: &str) -> u32 {
        self.book.stored_in(ACCOUNT, folder)
    }

    /// Everyone in a list, in its order.
    pub fn rows(&mut self, group: Group) -> Vec<PersonRow> {
        self.book.people(&PeopleQuery { group, limit: u32::MAX, ..PeopleQuery::default() }).rows
    }

    /// How many messages are not tracked, and which domains are the user's.
    pub fn untracked(&self) -> (u32, Vec<String>) {
        let tracking = self.book.tracking();
        (tracking.untracked, tracking.domains.into_iter().map(|it| it.domain).collect())
    }

    /// What would change if an address were the user's, or were not.
    pub fn if_own(&mut self, address: &str, mine: bool) -> Preview {
        let said = Address::parse(address).map(|address| Decision::OwnAddress(address, Some(mine)));
        self.book.preview(&said.into_iter().collect::<Vec<_>>(), usize::MAX)
    }

    /// The pairs that may be one, with the names of both.
    pub fn pairs(&mut self) -> Vec<(String, String, Vec<CommonTrait>)> {
        let rows = self.book.suggestions(1_000).rows;
        let shown = |row: &PersonRow| format!("{} <{}>", row.name, row.address);
        rows.into_iter().map(|it| (shown(&it.one), shown(&it.other), it.common)).collect()
    }

    /// How many messages have subjects with those words; the newest hundred are laid out.
    #[must_use]
    pub fn find(&self, words: &str) -> u32 {
        self.book.find(words, 100).0
    }

    /// How many people match a filter; the first hundred are laid out.
    pub fn people(&mut self, filter: &str) -> u32 {
        let query = PeopleQuery { filter: filter.to_owned(), limit: 100, ..PeopleQuery::default() };
        self.book.people(&query).matching
    }

    /// How many people and companies are found by those words; the first six of each kind, messages too, are laid out.
    pub fn search(&mut self, words: &str) -> u32 {
        let found = self.book.found(words, 6);
        found.people.0 + found.filtered_out.0 + found.companies.0
    }

    /// How many people would appear and disappear by another choice of who becomes one.
    pub fn preview(&mut self, who: ContactPolicy) -> u32 {
        let preview = self.book.preview(&[Decision::ContactPolicy(who)], 50);
        preview.appear.0 + preview.disappear.0
    }

    /// How many pairs of people may be one.
    pub fn suggestions(&mut self) -> u32 {
        self.book.suggestions(20).all
    }

    /// Gives someone a tag, as the user does.
    pub fn tag(&mut self, mark: u64) {
        let query = PeopleQuery { limit: 1, ..PeopleQuery::default() };
        let people = self.book.people(&query).rows.into_iter().map(|row| row.id).collect();
        let stamp = self.book.journal().last().next(mark, 1);
        let decisions = vec![Decision::Tag { people, tag: "friend".to_owned(), on: true }];
        self.book.decide(Entry { stamp, mark, decisions, at: stamp.at });
        self.book.settle();
    }

    /// What time it is, in seconds since 1970-01-01 UTC.
    pub fn set_now(&mut self, now: i64) {
        self.book.set_now(now);
        self.book.settle();
    }

    /// Puts so many people into the buckets that are offered, one after the other. Gives how many there were.
    pub fn into_buckets(&mut self, mark: u64, count: u32) -> u32 {
        let query = PeopleQuery { limit: count, ..PeopleQuery::default() };
        let people: Vec<PersonId> = self.book.people(&query).rows.into_iter().map(|row| row.id).collect();
        let day = Day(i32::try_from(self.book.now / 86_400).unwrap_or_default());
        let buckets = (0_u32..).zip(&SUGGESTIONS).map(|(order, it)| it.bucket(order.into(), order));
        let mut decisions: Vec<Decision> = buckets.map(Decision::Bucket).collect();
        decisions.extend((0..SUGGESTIONS.len()).map(|bucket| {
            let people = people.iter().copied().skip(bucket).step_by(SUGGESTIONS.len()).collect();
            Decision::InBucket { people, bucket: bucket as u64, day, on: true }
        }));
        let stamp = self.book.journal().last().next(mark, 1);
        self.book.decide(Entry { stamp, mark, decisions, at: stamp.at });
        self.book.settle();
        u32::try_from(people.len()).unwrap_or(u32::MAX)
    }

    /// Makes ten rules for people, of every kind. Gives how many there are.
    pub fn make_rules(&mut self, mark: u64) -> u32 {
        let contains = |field, text: &str| Condition::Field { field, test: FieldTest::Contains(text.to_owned()) };
        let empty = |field| Condition::Field { field, test: FieldTest::Empty };
        let conditions = [
            Condition::Tag { tag: "friend".to_owned(), has: true },
            Condition::Tag { tag: "friend".to_owned(), has: false },
            Condition::Bucket { bucket: 1, is_in: true },
            Condition::AnyBucket { is_in: false },
            contains(RuleField::Email, "host1"),
            contains(RuleField::Company, "host2"),
            contains(RuleField::Person(PersonField::Name), "an"),
            contains(RuleField::Person(PersonField::Family), "son"),
            empty(RuleField::Phone),
            empty(RuleField::Note),
        ];
        let rules = (0..).zip(conditions).map(|(id, condition)| Decision::ContactRule {
            id,
            rule: Some(ContactRule {
                place: RulePlace::Kith,
                needs_all: true,
                conditions: vec![condition],
                actions: vec![RuleAction::AddTag(format!("rule {id}"))],
                on: true,
            }),
        });
        let stamp = self.book.journal().last().next(mark, 1);
        self.book.decide(Entry { stamp, mark, decisions: rules.collect(), at: stamp.at });
        self.book.settle();
        u32::try_from(self.book.journal().state().contact_rules.len()).unwrap_or(u32::MAX)
    }

    /// How many times a rule holds for someone, when everybody is looked at.
    pub fn look_at_everybody(&mut self) -> u32 {
        let people = self.book.take_changed();
        let rules: Vec<u64> = self.book.journal().state().rules_at_work().map(|(id, _)| id).collect();
        let count = |rule: u64| self.book.newly_matching(rule, &people).len() + self.book.ceased(rule, &people).len();
        u32::try_from(rules.into_iter().map(count).sum::<usize>()).unwrap_or(u32::MAX)
    }

    /// How many times a rule holds for someone, by the list of rules.
    #[must_use]
    pub fn rules(&self) -> u32 {
        self.book.rules().iter().filter_map(|rule| rule.count).sum()
    }

    /// How many are due today; everything that the page shows of it is laid out.
    pub fn today(&mut self) -> u32 {
        let day = Day(i32::try_from(self.book.now / 86_400).unwrap_or_default());
        let today = self.book.today(day, 20);
        today.due_count
    }

    /// How many are in some bucket, by the list of buckets.
    pub fn buckets(&mut self) -> u32 {
        self.book.buckets().iter().map(|it| it.people).sum()
    }

    /// How many messages with people there are, by the figures of Insights; all of these are made.
    pub fn insights(&mut self) -> u32 {
        let day = Day(i32::try_from(self.book.now / 86_400).unwrap_or_default());
        let view = self.book.insights(&InsightScope { day, ..InsightScope::default() });
        view.months.iter().map(|(_, mail)| mail.all()).sum()
    }

    /// Everyone as a table.
    pub fn export(&mut self) -> String {
        let people: Vec<PersonId> = self.rows(Group::People).into_iter().map(|row| row.id).collect();
        self.book.export(&people, &ExportFormat::Csv(Vec::new()), &BTreeMap::new()).text
    }

    /// How many messages and how many people there are.
    #[must_use]
    pub fn counts(&self) -> (u32, u32) {
        (self.book.messages(), self.book.people_count())
    }
}
