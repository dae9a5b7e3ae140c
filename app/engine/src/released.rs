//! The bytes of every kind of stored record, as they were released.
//!
//! `released.txt` holds a line for each: a name, and the bytes in hexadecimal digits. They are opened for ever.
//!
//! Invariant: a line that is there is never changed and never removed. To release something new (a kind of decision, a
//! variant of a type within one, a version of a record), add its value to [`decisions`] or [`others`], and run the
//! tests: what fails tells the line to add to `released.txt`. A kind of decision, or a variant of [`nested`], that no
//! line holds fails to compile or fails the tests.

use crate::account::{Account, AccountKind};
use crate::api::{
    AccountId, AnswerDays, AnswerWish, Bucket, Counts, Day, Decision, Interval, MessageKey, MessageText, Problem,
    Secret, SkipReason,
};
use crate::api::{
    BookLimit, BookSettings, CallWay, MessageApp, MessageDay, MessageLine, PhoneCall, PhoneContact, PhoneContactKey,
};
use crate::api::{
    CompanyId, ContactKind, ContactPolicy, CustomFieldKind, FolderUse, ItemKind, Lead, LeadParty, LeadPlace,
    LetterFailure, LoggedContact, Period, PersonField, PersonId, Pipeline, ProblemKind, Restored, RuleEffect,
    RuleScope, Security, Stage, Unit, Visibility,
};
use crate::books::record::{Book, BookLogin, Card, CardState, Sent};
use crate::engine::{
    AccessKeyV1, BackupV1, CalendarV1, CalendarV2, CalendarsV1, CalendarsV2, DailyReminderV1, DamageV1, DeviceRecord,
    FirstReadingV1, FirstReadingsV1, LetterTextV1, LetterV1, LockV1, SnapshotV1, SummaryV1, TextV1, UnsubscribeListV1,
    UnsubscribeListsV1, pack_entry, unpack_entry,
};
use crate::interactions;
use crate::packed;
use crate::segment::{self, Run};
use crate::store::{AccountRow, AddressBookRow, CardRow, CursorRow};
use crate::sync::{Cursor, FolderAudit};
use kith_domain::address::Address;
use kith_domain::contact::{Contact, Labelled, NameParts, Photo};
use kith_domain::contact_rule::{Condition, ContactRule, FieldTest, RuleAction, RuleField, RulePlace};
use kith_domain::decision::{
    self, CardChange, CardChangeKind, CardDirection, CardField, ContactSource, Forgotten, PhotoId, RunOf,
};
use kith_domain::entry::{Entry, EntryV1, Stamp};
use kith_domain::mapping::Mapping;
use kith_domain::merge::Side;
use kith_domain::message::reference;
use kith_wire::{Connect, FailureKind, Fingerprint, Tokens, UidSet};
use serde_bytes::ByteBuf;
use std::collections::{BTreeMap, BTreeSet};

const RELEASED: &str = include_str!("released.txt");

/// The names of an enum's variants, and which of them a value is.
macro_rules! variants {
    ($type:ident: $($variant:ident)*) => {
        impl Variants for $type {
            const ALL: &'static [&'static str] = &[$(concat!(stringify!($type), "::", stringify!($variant))),*];

            fn variant(&self) -> &'static str {
                match self {
                    $(Self::$variant { .. } => concat!(stringify!($type), "::", stringify!($variant)),)*
                }
            }
        }
    };
}

pub(crate) trait Variants {
    const ALL: &'static [&'static str];

    fn variant(&self) -> &'static str;
}

variants!(Decision: Undo ContactPolicy Address Merge Distinct Visibility Delete Rule OwnAddress OwnDomain Colleague SetField
    SetItem Tag CustomField Company MergeCompany CompanyOf SavedFilter Bucket InBucket OwnInterval Snooze Skip RemindersOff
    LoggedContact Reminder ReminderDone Pipeline Lead MoveLead Currency NoReply Forget Restore Run CameFrom AddressLabel
    RemoveAddress CardLines Photo ContactRule RuleApplied Synced LeaveOutUnsubscribed
    AnswerWish DraftWish AnswerDays PhoneContact Meetings RemovePhoneContact);
variants!(PhoneContact: Call Messages);
variants!(PhoneContactKey: Call Messages);
variants!(CallWay: Missed Tried In Out);
variants!(MessageApp: Text WhatsApp);
variants!(AnswerWish: After On Never NeverInConversation);
variants!(ContactPolicy: Written WrittenOrWrote Seen);
variants!(Visibility: Shown Hidden);
variants!(RuleScope: Address Domain);
variants!(RuleEffect: AlwaysShow NeverShow DontTrack);
variants!(PersonField: Name Given Family Birthday Role Custom Additional Prefix Suffix Nickname Met Introducer);
variants!(ItemKind: Phone Postal Link Note Date);
variants!(CustomFieldKind: Text Number Date Choice YesNo);
variants!(Counts: Any Sent);
variants!(Unit: Days Weeks Months);
variants!(ContactKind: Call Meeting Letter Message Other);
variants!(LeadParty: Person Company);
variants!(LeadPlace: Stage Won Lost);
variants!(RunOf: Import Sync Rule Unsubscribes SyncUndone);
variants!(ContactSource: Hand File AddressBook);
variants!(CardDirection: In Out);
variants!(CardChangeKind: Created Linked Field Deleted);
variants!(CardField: Name Given Family Additional Prefix Suffix Nickname Email Phone Postal Link Date Birthday Company Role
    Note Tag Photo Other);
variants!(RulePlace: Kith In Out);
variants!(Condition: Tag Bucket AnyBucket Field ThereAlready);
variants!(FieldTest: Is IsNot Contains Empty NotEmpty);
variants!(RuleField: Person Company Email Phone Postal Note);
variants!(RuleAction: AddTag RemoveTag AddToBucket RemoveFromBucket SetField SetCompany);

/// The variants of what a decision holds.
fn nested(decision: &Decision) -> Vec<&'static str> {
    match decision {
        Decision::ContactPolicy(who) => vec![who.variant()],
        Decision::Visibility(_, Some(standing)) => vec![standing.variant()],
        Decision::Rule(scope, verdict) => {
            [scope.variant()].into_iter().chain(verdict.as_ref().map(Variants::variant)).collect()
        }
        Decision::SetField { field, .. } => vec![field.variant()],
        Decision::SetItem { kind, .. } => vec![kind.variant()],
        Decision::CustomField { kind, .. } => vec![kind.variant()],
        Decision::Bucket(bucket) => {
            let unit = bucket.interval.as_ref().map(|interval| interval.unit.variant());
            [bucket.counts.variant()].into_iter().chain(unit).collect()
        }
        Decision::LoggedContact { contact: Some(logged), .. } => vec![logged.how.variant()],
        Decision::Lead { lead: Some(lead), .. } => vec![lead.party.variant()],
        Decision::MoveLead { place, .. } => vec![place.variant()],
        Decision::Run(run) => vec![run.of.variant()],
        Decision::CameFrom { source, .. } => vec![source.variant()],
        Decision::AnswerWish { wish, .. } => vec![wish.variant()],
        Decision::Synced { changes, .. } => changes.iter().flat_map(of_change).collect(),
        Decision::ContactRule { rule: Some(rule), .. } => of_rule(rule),
        Decision::PhoneContact { contact, .. } => contact.iter().flat_map(of_phone).collect(),
        Decision::RemovePhoneContact { contact, .. } => vec![contact.variant()],
        _ => Vec::new(),
    }
}

fn of_change(change: &CardChange) -> Vec<&'static str> {
    let field = match &change.what {
        CardChangeKind::Field { field, .. } => Some(field.variant()),
        _ => None,
    };
    [change.direction.variant(), change.what.variant()].into_iter().chain(field).collect()
}

fn of_phone(contact: &PhoneContact) -> Vec<&'static str> {
    let of = match contact {
        PhoneContact::Call(call) => call.way.variant(),
        PhoneContact::Messages(day) => day.app.variant(),
    };
    vec![contact.variant(), of]
}

fn of_rule(rule: &ContactRule) -> Vec<&'static str> {
    let conditions = rule.conditions.iter().flat_map(|condition| {
        let tested = match condition {
            Condition::Field { field, test } => vec![field.variant(), test.variant()],
            _ => Vec::new(),
        };
        [condition.variant()].into_iter().chain(tested)
    });
    [rule.place.variant()].into_iter().chain(conditions).chain(rule.actions.iter().map(Variants::variant)).collect()
}

fn all_nested() -> Vec<&'static str> {
    [
        ContactPolicy::ALL,
        Visibility::ALL,
        RuleScope::ALL,
        RuleEffect::ALL,
        PersonField::ALL,
        ItemKind::ALL,
        CustomFieldKind::ALL,
        Counts::ALL,
        Unit::ALL,
        ContactKind::ALL,
        LeadParty::ALL,
        LeadPlace::ALL,
        RunOf::ALL,
        ContactSource::ALL,
        CardDirection::ALL,
        CardChangeKind::ALL,
        CardField::ALL,
        RulePlace::ALL,
        Condition::ALL,
        FieldTest::ALL,
        RuleField::ALL,
        RuleAction::ALL,
        AnswerWish::ALL,
        PhoneContact::ALL,
        PhoneContactKey::ALL,
        CallWay::ALL,
        MessageApp::ALL,
    ]
    .concat()
}

fn address(text: &str) -> Address {
    Address::parse(text).unwrap()
}

/// A decision of every kind, each with the name of its line.
#[rustfmt::skip]
pub(crate) fn decisions() -> Vec<(&'static str, Decision)> {
    let (ada, bob) = (PersonId(0xfedc_ba98_7654_3210), PersonId(300));
    let (works, inc) = (CompanyId(u64::MAX), CompanyId(128));
    let set = |field, value: &str| Decision::SetField { person: ada, field, value: value.into() };
    let put = |kind, label: &str, value: &str| {
        Decision::SetItem { person: ada, kind, item: 77, label: label.into(), value: value.into(), at: -1_790_000_000 }
    };
    let custom = |name: &str, kind| Decision::CustomField { id: 9, name: name.into(), kind };
    let bucket = |interval, counts| Decision::Bucket(Bucket {
        id: 1 << 63, name: "Close friends".into(), colour: 7, purpose: "Whose news I want".into(), interval, counts,
        order: 400,
    });
    let every = |count, unit| Interval { count, unit };
    let calls = [CallWay::Missed, CallWay::Tried, CallWay::In, CallWay::Out]
        .map(|way| PhoneContact::Call(PhoneCall { at: 1_796_000_000, way, seconds: 300 }));
    let log = |how, day| Decision::LoggedContact {
        people: vec![ada, bob], item: 5, contact: Some(LoggedContact { how, day: Day(day), note: "about the lease".into() }),
    };
    let lead = |party| Decision::Lead {
        id: 6,
        lead: Some(Lead {
            pipeline: 3, party, title: "The roof".into(), value: Some(1_250_000), expected: Some(Day(20_800)),
        }),
    };
    let moved = |place| Decision::MoveLead { lead: 6, place, day: Day(20_799) };
    vec![
        ("undo", Decision::Undo { mark: u64::MAX, undone: true }),
        ("undo not", Decision::Undo { mark: 1, undone: false }),
        ("who written", Decision::ContactPolicy(ContactPolicy::Written)),
        ("who written or wrote", Decision::ContactPolicy(ContactPolicy::WrittenOrWrote)),
        ("who seen", Decision::ContactPolicy(ContactPolicy::Seen)),
        ("address", Decision::Address { address: address("ada@x.example"), person: ada }),
        ("merge", Decision::Merge { into: ada, from: bob }),
        ("apart", Decision::Distinct(ada, bob)),
        ("standing person", Decision::Visibility(ada, Some(Visibility::Shown))),
        ("standing never", Decision::Visibility(bob, Some(Visibility::Hidden))),
        ("standing none", Decision::Visibility(bob, None)),
        ("delete", Decision::Delete { person: ada, addresses: vec![bob, PersonId(0)] }),
        ("rule address person", Decision::Rule(RuleScope::Address(address("ads@x.example")), Some(RuleEffect::AlwaysShow))),
        ("rule domain never", Decision::Rule(RuleScope::Domain("x.example".into()), Some(RuleEffect::NeverShow))),
        ("rule domain exclude", Decision::Rule(RuleScope::Domain("bücher.example".into()), Some(RuleEffect::DontTrack))),
        ("rule none", Decision::Rule(RuleScope::Domain("x.example".into()), None)),
        ("mine", Decision::OwnAddress(address("me@x.example"), Some(true))),
        ("mine not", Decision::OwnAddress(address("me@x.example"), Some(false))),
        ("mine none", Decision::OwnAddress(address("me@x.example"), None)),
        ("own domain", Decision::OwnDomain("x.example".into(), Some(true))),
        ("own domain none", Decision::OwnDomain("x.example".into(), None)),
        ("colleague", Decision::Colleague {
            id: 12, name: "Zoë".into(), addresses: vec![address("zoe@x.example"), address("z@home.example")],
        }),
        ("set name", set(PersonField::Name, "Ada Lovelace")),
        ("set given", set(PersonField::Given, "Ada")),
        ("set family", set(PersonField::Family, "Lovelace")),
        ("set birthday", set(PersonField::Birthday, "1815-12-10")),
        ("set role", set(PersonField::Role, "")),
        ("set custom", set(PersonField::Custom(9), "vegetarian")),
        ("put phone", put(ItemKind::Phone, "work", "+44 20 7946 0000")),
        ("put postal", put(ItemKind::Postal, "home", "12 St James's Square\nLondon")),
        ("put link", put(ItemKind::Link, "", "https://ada.example")),
        ("put note", put(ItemKind::Note, "", "Met in 1833 🙂\n\nAsk about the engine.")),
        ("tag", Decision::Tag { people: vec![ada, bob], tag: "Investor".into(), on: true }),
        ("tag off", Decision::Tag { people: vec![], tag: "Investor".into(), on: false }),
        ("custom field text", custom("Food", CustomFieldKind::Text)),
        ("custom field number", custom("Children", CustomFieldKind::Number)),
        ("custom field date", custom("First met", CustomFieldKind::Date)),
        ("custom field choice", custom("Language", CustomFieldKind::Choice(vec!["German".into(), "English".into()]))),
        ("custom field yes no", custom("Newsletter", CustomFieldKind::YesNo)),
        ("company", Decision::Company { company: works, name: "Analytical Engines".into() }),
        ("merge company", Decision::MergeCompany { into: works, from: inc }),
        ("company of", Decision::CompanyOf { people: vec![ada, bob], company: Some(works) }),
        ("company of none", Decision::CompanyOf { people: vec![ada], company: None }),
        ("segment", Decision::SavedFilter { id: 4, name: "Asleep".into(), filter: "tag:investor last:>90d".into() }),
        ("bucket days", bucket(Some(every(30, Unit::Days)), Counts::Any)),
        ("bucket weeks", bucket(Some(every(2, Unit::Weeks)), Counts::Sent)),
        ("bucket months", bucket(Some(every(500, Unit::Months)), Counts::Any)),
        ("bucket without an interval", bucket(None, Counts::Any)),
        ("in bucket", Decision::InBucket { people: vec![ada, bob], bucket: 1 << 63, day: Day(20_785), on: true }),
        ("in bucket off", Decision::InBucket { people: vec![ada], bucket: 1, day: Day(-3), on: false }),
        ("own interval", Decision::OwnInterval(ada, Some(every(6, Unit::Weeks)))),
        ("own interval none", Decision::OwnInterval(ada, None)),
        ("snooze", Decision::Snooze { people: vec![ada], until: Some(Day(20_800)), made: Day(20_785) }),
        ("snooze none", Decision::Snooze { people: vec![ada], until: None, made: Day(20_785) }),
        ("skip", Decision::Skip { person: ada, day: Day(20_785) }),
        ("mute", Decision::RemindersOff(ada, true)),
        ("log call", log(ContactKind::Call, 20_785)),
        ("log meeting", log(ContactKind::Meeting, 20_786)),
        ("log letter", log(ContactKind::Letter, 0)),
        ("log message", log(ContactKind::Message, -1)),
        ("log other", log(ContactKind::Other, 1)),
        ("log none", Decision::LoggedContact { people: vec![ada], item: 5, contact: None }),
        ("remind", Decision::Reminder {
            id: 8, person: Some(ada), text: "call about the lease".into(), day: Day(20_790),
            every: Some(every(1, Unit::Months)),
        }),
        ("remind of nobody", Decision::Reminder { id: 8, person: None, text: "".into(), day: Day(20_790), every: None }),
        ("remind done", Decision::ReminderDone { id: 8, day: Day(20_790) }),
        ("pipeline", Decision::Pipeline(Pipeline {
            id: 3, name: "Sales".into(),
            stages: vec![
                Stage { id: 31, name: "New".into(), days: Some(3) }, Stage { id: 32, name: "Talking".into(), days: None },
            ],
        })),
        ("lead of a person", lead(LeadParty::Person(ada))),
        ("lead of a company", lead(LeadParty::Company(works))),
        ("lead none", Decision::Lead { id: 6, lead: None }),
        ("move to a stage", moved(LeadPlace::Stage(32))),
        ("move won", moved(LeadPlace::Won)),
        ("move lost", moved(LeadPlace::Lost)),
        ("currency", Decision::Currency("€".into())),
        ("restore", Decision::Restore(Restored { added: vec![1, u64::MAX], back: vec![2], replaced: vec![3, 300] })),
        ("no reply", Decision::NoReply { person: ada, message: MessageKey(0x0f1e_2d3c_4b5a_6978) }),
        ("forget", Decision::Forget(Forgotten {
            people: [ada, bob].into(), companies: [works, inc].into(), made: [1 << 63, 3].into(),
        })),
        ("set additional", set(PersonField::Additional, "Augusta")),
        ("set prefix", set(PersonField::Prefix, "Countess")),
        ("set suffix", set(PersonField::Suffix, "FRS")),
        ("set nickname", set(PersonField::Nickname, "Enchantress")),
        ("set met", set(PersonField::Met, "at Mary's, in 1833")),
        ("set introducer", set(PersonField::Introducer, "0f1e2d3c4b5a6978")),
        ("put date", put(ItemKind::Date, "anniversary", "1835-07-08")),
        ("run import", run_of(RunOf::Import("contacts.vcf".into()))),
        ("run sync", run_of(RunOf::Sync(1 << 63, "Home".into()))),
        ("run rule", run_of(RunOf::Rule(41))),
        ("run unsubscribes", run_of(RunOf::Unsubscribes("list.csv".into()))),
        ("run sync undone", run_of(RunOf::SyncUndone(1 << 63, "Home".into()))),
        ("came from hand", came(ContactSource::Hand)),
        ("came from file", came(ContactSource::File("contacts.vcf".into()))),
        ("came from book", came(ContactSource::AddressBook(1 << 63, "Home".into()))),
        ("address label", Decision::AddressLabel { address: address("ada@x.example"), label: "work".into() }),
        ("remove address", Decision::RemoveAddress { address: address("ada@x.example"), person: ada }),
        ("card lines", Decision::CardLines { person: ada, lines: "X-SPOUSE:William\r\n".into() }),
        ("photo", Decision::Photo { person: ada, photo: Some(PhotoId(u64::MAX)) }),
        ("photo none", Decision::Photo { person: ada, photo: None }),
        ("contact rule", Decision::ContactRule { id: 41, rule: Some(contact_rule()) }),
        ("contact rule in", Decision::ContactRule { id: 42, rule: Some(ContactRule {
            place: RulePlace::In(1 << 63), needs_all: true, conditions: vec![], actions: vec![], on: false,
        }) }),
        ("contact rule out", Decision::ContactRule { id: 43, rule: Some(ContactRule {
            place: RulePlace::Out(1 << 63), needs_all: true, conditions: vec![], actions: vec![], on: true,
        }) }),
        ("contact rule none", Decision::ContactRule { id: 41, rule: None }),
        ("rule applied", Decision::RuleApplied { rule: 41, people: vec![ada, bob], matches: true }),
        ("synced", Decision::Synced { book: 1 << 63, changes: card_changes(ada) }),
        ("leave out unsubscribed", Decision::LeaveOutUnsubscribed(true)),
        ("answer wish after", answer_wish(AnswerWish::After(300))),
        ("answer wish on", answer_wish(AnswerWish::On(Day(20_697)))),
        ("answer wish never", answer_wish(AnswerWish::Never)),
        ("answer wish never in conversation", answer_wish(AnswerWish::NeverInConversation)),
        ("draft wish", Decision::DraftWish {
            person: ada, draft: u64::MAX, subject: "Offer?".into(), day: Day(20_697), days: 5,
        }),
        ("answer days", Decision::AnswerDays(AnswerDays(Some(7)))),
        ("answer days none", Decision::AnswerDays(AnswerDays(None))),
        ("phone calls", phone(calls.into())),
        ("phone messages", phone(vec![messages(MessageApp::Text, &["Hi", "Ho"]), messages(MessageApp::WhatsApp, &[])])),
        ("meetings", Decision::Meetings(interactions::example_meetings())),
        ("remove phone call", remove_phone(PhoneContactKey::Call(1_796_000_000))),
        ("remove phone messages", remove_phone(PhoneContactKey::Messages(Day(20_697), MessageApp::WhatsApp))),
    ]
}

fn phone(contact: Vec<PhoneContact>) -> Decision {
    Decision::PhoneContact { person: PersonId(300), contact }
}

fn remove_phone(contact: PhoneContactKey) -> Decision {
    Decision::RemovePhoneContact { person: PersonId(300), contact }
}

fn messages(app: MessageApp, lines: &[&str]) -> PhoneContact {
    let lines = lines.iter().enumerate().map(|(at, text)| MessageLine { sent: at > 0, text: (*text).to_owned() });
    PhoneContact::Messages(MessageDay { app, day: Day(20_697), sent: 3, received: 300, lines: lines.collect() })
}

fn answer_wish(wish: AnswerWish) -> Decision {
    Decision::AnswerWish { person: PersonId(300), message: MessageKey(0x0f1e_2d3c_4b5a_6978), wish }
}

fn run_of(of: RunOf) -> Decision {
    Decision::Run(decision::Run { id: 77, of })
}

fn came(source: ContactSource) -> Decision {
    Decision::CameFrom { people: vec![PersonId(300)], source }
}

fn contact_rule() -> ContactRule {
    let field = |field, test| Condition::Field { field, test };
    ContactRule {
        place: RulePlace::Kith,
        needs_all: false,
        conditions: vec![
            Condition::Tag { tag: "Investor".into(), has: true },
            Condition::Bucket { bucket: 1 << 63, is_in: false },
            Condition::AnyBucket { is_in: true },
            field(RuleField::Person(PersonField::Role), FieldTest::Is("Countess".into())),
            field(RuleField::Company, FieldTest::IsNot("Acme".into())),
            field(RuleField::Email, FieldTest::Contains("x.example".into())),
            field(RuleField::Phone, FieldTest::Empty),
            field(RuleField::Postal, FieldTest::NotEmpty),
            field(RuleField::Note, FieldTest::Empty),
            Condition::ThereAlready(true),
        ],
        actions: vec![
            RuleAction::AddTag("Client".into()),
            RuleAction::RemoveTag("Lead".into()),
            RuleAction::AddToBucket(1 << 63),
            RuleAction::RemoveFromBucket(3),
            RuleAction::SetField(PersonField::Role, "Partner".into()),
            RuleAction::SetCompany("Acme".into()),
        ],
        on: true,
    }
}

/// A change of each kind, and of each field.
fn card_changes(person: PersonId) -> Vec<CardChange> {
    use CardField::{
        Additional, Birthday, Company, Date, Email, Family, Given, Link, Name, Nickname, Note, Phone, Photo, Postal,
        Prefix, Role, Suffix, Tag,
    };
    let change = |direction, what| CardChange { person, name: "Ada".into(), direction, what };
    let fields = [
        Name,
        Given,
        Family,
        Additional,
        Prefix,
        Suffix,
        Nickname,
        Email,
        Phone,
        Postal,
        Link,
        Date,
        Birthday,
        Company,
        Role,
        Note,
        Tag,
        Photo,
        CardField::Other("Shoes".into()),
    ];
    let said = |value: &str| Some(Labelled::new("work", value));
    let fields = fields.into_iter().map(|field| {
        let what = CardChangeKind::Field { field, before: said("a"), after: said("b"), kept: None };
        change(CardDirection::Out, what)
    });
    let kinds = [CardChangeKind::Created, CardChangeKind::Linked, CardChangeKind::Deleted];
    kinds.into_iter().map(|what| change(CardDirection::In, what)).chain(fields).collect()
}

/// An entry that holds this decision, as each line of a decision does.
fn entry(decision: Decision) -> Entry {
    let stamp = Stamp { at: 1_790_000_000_123, count: 200, device: 0x7fff_fff0 };
    Entry { stamp, mark: 0x0123_4567_89ab_cdef, decisions: vec![decision], at: 1_789_999_999_000 }
}

/// The same as it was written before entries said when they were made.
fn entry_v1(decision: Decision) -> EntryV1 {
    let Entry { stamp, mark, decisions, .. } = entry(decision);
    EntryV1 { stamp, mark, decisions }
}

/// The number of kinds of decision that were released in version 1. There will be no more.
const IN_VERSION_1: usize = 75;

/// A record of another kind: how its bytes are read, and how they are written today. `None`: no one writes this version
/// any more.
struct Other {
    name: &'static str,
    read: fn(&[u8]) -> String,
    value: String,
    written: Option<Vec<u8>>,
}

fn others() -> Vec<Other> {
    let mut others = Vec::new();
    others.extend(accounts());
    others.extend(cursors());
    others.push(interactions());
    others.extend([
        segment("segment 1", &run(), None),
        segment("segment 2", &delivered(run()), None),
        segment("segment 3", &delivered(run()), Some(delivered(run()).pack().unwrap())),
        text(),
        daily_reminder(),
        damage(),
        first_readings(),
        access_key(),
        unsubscribe_lists(),
        lock(),
        snapshot(),
        backup(),
    ]);
    others.extend(calendars());
    others.extend(address_books());
    others.extend(cards());
    others
}

fn accounts() -> Vec<Other> {
    let read: fn(&[u8]) -> String = |bytes| {
        let account = Account::from_row(&AccountRow { id: AccountId(7), bytes: bytes.to_vec() }).unwrap();
        // What is printed leaves out who and the password.
        let unsaid = account
            .server()
            .map(|server| (server.username.clone(), server.password.reveal().to_owned(), server.trusted));
        format!("{account:?} {unsaid:?}")
    };
    let imap = |security, period| {
        let (host, username, password) = ("imap.x.example".into(), "ada".into(), " s€cret ".into());
        let connect = Connect { host, port: 993, security, username, password, is_token: false, trusted: None };
        Account::new(AccountId(7), address("ada@x.example"), AccountKind::Imap { connect, period })
    };
    let sample = || {
        let kind = AccountKind::Sample { seed: u64::MAX, made: 1_790_000_000 };
        Account::new(AccountId(7), address("ada@x.example"), kind)
    };
    let said = |account| Account {
        connections: 4,
        said: BTreeMap::from([("Archive".into(), true), ("Jobs".into(), false)]),
        disconnected: true,
        ..account
    };
    let trusting = |mut account: Account| {
        account.server_mut().unwrap().trusted =
            Some(Fingerprint(std::array::from_fn(|at| 250 - u8::try_from(at).unwrap())));
        account
    };
    let not_kept = |mut account: Account| {
        account.server_mut().unwrap().password = Secret::default();
        Account { stays: false, ..account }
    };
    let signed_in = |mut account: Account| {
        let tokens = Tokens { access: "at".into(), seconds: 3_600, refresh: Some("rt".into()), user: None };
        assert!(account.set_tokens("house".into(), tokens, 1_790_000_000));
        account
    };
    let of = |name, account: &Account, is_written: bool| {
        let row = account.row().unwrap();
        Other { name, read, value: read(&row.bytes), written: is_written.then_some(row.bytes) }
    };
    vec![
        of("account 1 imap", &imap(Security::Tls, Period::SixMonths), false),
        of("account 1 sample", &sample(), false),
        of("account 2 imap", &said(imap(Security::StartTls, Period::Year)), false),
        of("account 2 sample", &said(sample()), false),
        of("account 3 imap", &said(imap(Security::Plain, Period::FiveYears)), false),
        of("account 3 imap, all of it", &said(imap(Security::Tls, Period::Everything)), false),
        of("account 3 sample", &said(sample()), false),
        of("account 4 imap", &said(imap(Security::Plain, Period::FiveYears)), false),
        of("account 4 sample", &said(sample()), false),
        of("account 5 imap", &said(imap(Security::Plain, Period::FiveYears)), false),
        of("account 5 imap, trusted", &trusting(imap(Security::Tls, Period::Year)), false),
        of("account 5 sample", &said(sample()), false),
        of("account 6 imap", &said(imap(Security::Plain, Period::FiveYears)), true),
        of("account 6 imap, password not kept", &trusting(not_kept(imap(Security::Tls, Period::Year))), true),
        of("account 6 imap, signed in", &signed_in(imap(Security::Tls, Period::Year)), true),
        of("account 6 sample", &said(sample()), true),
    ]
}

fn cursors() -> Vec<Other> {
    let read: fn(&[u8]) -> String = |bytes| {
        let row = CursorRow { account: AccountId(7), folder: "Gesendet".into(), bytes: bytes.to_vec() };
        format!("{:?}", Cursor::from_row(&row).unwrap())
    };
    let stored = UidSet::from(vec![(1, 3), (7, 7), (400, u32::MAX)]);
    let first = Cursor { title: "Gesendet".into(), uid_validity: 9, stored, ..Cursor::default() };
    let mut second =
        Cursor { title: "Sent mail".into(), special_use: FolderUse::Sent, renumberings: 2, ..first.clone() };
    second.outside = [5, 6].into_iter().collect();
    let reasons =
        [SkipReason::Refused, SkipReason::NotGiven, SkipReason::HangsUp, SkipReason::NoFolder, SkipReason::NoNumbers];
    for (uid, reason) in (4..).step_by(6).zip(reasons) {
        second.skip(false, &[uid].into_iter().collect(), reason, Some("no"), 1_790_000_000);
    }
    second.set_trouble(&Problem::new(ProblemKind::Mail(FailureKind::NoFolder)), 1_790_000_001);
    second.audit = Some(FolderAudit {
        since: Some(-1),
        uid_next: Some(401),
        exists: 399,
        named: 300,
        missing: 2,
        // It is compared with what the server counts at once.
        at: 0,
        certain: 1_790_000_003,
        ..FolderAudit::default()
    });
    let mut third = Cursor { old: UidSet::from(vec![(7, 7), (400, 500)]), ..second.clone() };
    (third.special_use, third.backfilled) = (FolderUse::Shared, BTreeSet::from([1, u64::MAX]));
    third.audit = second.audit.map(|audit| FolderAudit { at: 1_790_000_002, unlisted: 5, gone: 300, ..audit });
    third.skip(true, &[90].into_iter().collect(), SkipReason::HangsUp, None, 1_790_000_000);
    let fourth = Cursor { calendars: UidSet::from(vec![(1, 3), (400, 500)]), ..third.clone() };
    let bytes = fourth.row(AccountId(7), "Gesendet").unwrap().bytes;
    // What was stored until then was read with fewer header fields.
    let old = |cursor: &Cursor| Cursor { old: cursor.stored.clone(), ..cursor.clone() };
    vec![
        Other { name: "cursor 1", read, value: format!("{:?}", old(&first)), written: None },
        Other { name: "cursor 2", read, value: format!("{:?}", old(&second)), written: None },
        Other { name: "cursor 3", read, value: format!("{third:?}"), written: None },
        Other { name: "cursor 4", read, value: format!("{fourth:?}"), written: Some(bytes) },
    ]
}

fn interactions() -> Other {
    let read: fn(&[u8]) -> String = |bytes| format!("{:?}", interactions::unpack(bytes).unwrap());
    let (value, written) = (interactions::example(), interactions::pack(&interactions::example()).unwrap().pop());
    Other { name: "interactions 129", read, value: format!("{value:?}"), written }
}

fn segment(name: &'static str, run: &Run<'_>, written: Option<Vec<u8>>) -> Other {
    let read: fn(&[u8]) -> String = |bytes| format!("{:?}", Run::unpack(bytes).unwrap());
    Other { name, read, value: format!("{run:?}"), written }
}

/// The same with what version 2 says beyond.
fn delivered(mut run: Run<'static>) -> Run<'static> {
    run.deliveries.push(vec![0, 2]);
    if let Some(message) = run.entries.first_mut().and_then(|entry| entry.message.as_mut()) {
        let parties = (6..10).map(|role| segment::PackedParticipant { role, address: 0, name: None });
        message.parties.extend(parties);
        (message.marks, message.delivered) = (0x4f, 1);
    }
    run
}

/// A run with everything that a message could say in version 1, and a copy.
fn run() -> Run<'static> {
    let parties =
        (0..6).map(|role| segment::PackedParticipant { role, address: 0, name: (role % 2 == 0).then_some(1) });
    let message = segment::PackedMessage {
        date: -1_790_000_000,
        size: 4_000_000,
        subject: 3,
        message_id: Some("<1@x.example>"),
        id: 1,
        email_id: Some("M1"),
        thread_id: Some("T1"),
        references: vec![2, 3],
        marks: 7,
        list_id: Some(2),
        parties: parties.collect(),
        delivered: 0,
    };
    let bare = segment::PackedMessage {
        date: 0,
        size: 0,
        subject: 4,
        message_id: None,
        id: 0,
        email_id: None,
        thread_id: None,
        references: vec![],
        marks: 0,
        list_id: None,
        parties: vec![],
        delivered: 0,
    };
    let entry = |uid, key, message| segment::PackedEntry { uid, key, message };
    let entries = vec![
        entry(1, 0xfedc_ba98_7654_3210, Some(message)),
        entry(u32::MAX, 2, Some(bare)),
        entry(300, 0xfedc_ba98_7654_3210, None),
    ];
    let strings = vec!["ada@x.example", "Ada", "list.x.example", "Grüße 🙂", ""];
    let ids = vec![0, reference("<1@x.example>"), 1, u64::MAX];
    Run { folder: "Gesendet & mehr", uid_validity: 9, sent: true, strings, ids, deliveries: vec![vec![]], entries }
}

fn text() -> Other {
    let text = MessageText { text: "So it is.\n".into(), cut: true, attachments: vec!["a.pdf".into(), "".into()] };
    let written = TextV1::pack(&text).unwrap();
    let read: fn(&[u8]) -> String = |bytes| format!("{:?}", TextV1::unpack(bytes).unwrap());
    Other { name: "text 1", read, value: format!("{text:?}"), written: Some(written) }
}

fn daily_reminder() -> Other {
    let kept = DailyReminderV1 { on: true, hour: 23, told: Some(Day(20_785)), here: Some(Day(-1)) };
    let read: fn(&[u8]) -> String = |bytes| format!("{:?}", DailyReminderV1::unpack(bytes).unwrap());
    Other { name: "device telling 1", read, value: format!("{kept:?}"), written: Some(kept.pack().unwrap()) }
}

fn address_books() -> Vec<Other> {
    let read: fn(&[u8]) -> String = |bytes| {
        let book = Book::from_row(&AddressBookRow { id: 5, bytes: bytes.to_vec() }).unwrap();
        let unsaid = match &book.login {
            BookLogin::Password { password, .. } => password.reveal().to_owned(),
            BookLogin::Account(account) => account.0.to_string(),
            BookLogin::Tokens { access, refresh, .. } => format!("{} {}", access.reveal(), refresh.reveal()),
        };
        format!("{book:?} {unsaid}")
    };
    let book = |login| Book {
        id: 5,
        settings: BookSettings { name: "Home".into(), on: true, winner: Side::There, mapping: Mapping::default() },
        url: "https://dav.x.example/ada/home/".into(),
        login,
        limits: vec![BookLimit::ReadOnly, BookLimit::NoChanges, BookLimit::NoTags, BookLimit::NoCustomFields],
        old_mapping: Some(Mapping { pairs: Vec::new() }),
        is_started: true,
        token: Some("token".into()),
        last: Some(1_790_000_000),
    };
    let written = |name, book: Book| {
        let row = book.row().unwrap();
        Other { name, read, value: read(&row.bytes), written: Some(row.bytes) }
    };
    let of = |name, login| written(name, book(login));
    let mut no_photos = book(BookLogin::Account(AccountId(7)));
    no_photos.limits.push(BookLimit::NoPhotos);
    let tokens =
        BookLogin::Tokens { sign_in: "house".into(), access: "at".into(), refresh: "rt".into(), until: 1_790_003_600 };
    vec![
        of("address book 1", BookLogin::Password { username: "ada".into(), password: " s€cret ".into() }),
        of("address book 1 of an account", BookLogin::Account(AccountId(7))),
        of("address book 1 with tokens", tokens),
        written("address book 1 that keeps no photos", no_photos),
    ]
}

fn cards() -> Vec<Other> {
    let read: fn(&[u8]) -> String = |bytes| {
        let row = CardRow { book: 5, key: "ada.vcf".into(), bytes: bytes.to_vec() };
        format!("{:?}", Card::from_row(&row).unwrap())
    };
    let labelled = |value: &str| vec![Labelled::new("work", value)];
    let here = Contact {
        uid: "u".into(),
        name: "Ada Lovelace".into(),
        parts: NameParts {
            family: "Lovelace".into(),
            given: "Ada".into(),
            additional: "Augusta".into(),
            prefix: "Countess".into(),
            suffix: "FRS".into(),
        },
        nickname: "Enchantress".into(),
        emails: labelled("ada@x.example"),
        phones: labelled("+44 20 7946 0000"),
        postal: labelled("12 St James's Square\nLondon"),
        links: labelled("https://ada.example"),
        dates: labelled("1835-07-08"),
        birthday: "1815-12-10".into(),
        company: "Analytical Engines".into(),
        role: "Countess".into(),
        notes: vec!["Met in 1833 🙂".into()],
        tags: vec!["Investor".into()],
        photo: Some(Photo { media_type: "image/jpeg".into(), bytes: vec![0xff, 0xd8] }),
        custom: vec![("Shoes".into(), "38".into())],
    };
    let first = |state| Card {
        url: "/ada/home/ada.vcf".into(),
        etag: "W/\"1\"".into(),
        there: b"BEGIN:VCARD".to_vec(),
        here: here.clone(),
        state,
        refused: Some(507),
        agreed: None,
        sent: Vec::new(),
        photo_refused: None,
        awaits_photo: false,
    };
    let of = |name, state| Other { name, read, value: format!("{:?}", first(state)), written: None };
    let ada = PersonId(300);
    let sent = Sent { there: b"BEGIN:VCARD 2".to_vec(), here: Contact { name: "Ada".into(), ..Contact::default() } };
    let second = Card {
        agreed: Some(ByteBuf::from(b"BEGIN:VCARD 0")),
        sent: vec![sent],
        photo_refused: Some(413),
        awaits_photo: true,
        ..first(CardState::Of(ada))
    };
    let bytes = second.row(5, "ada.vcf").unwrap().bytes;
    vec![
        Other { name: "card 2", read, value: format!("{second:?}"), written: Some(bytes) },
        of("card 1", CardState::Of(ada)),
        of("card 1 pending", CardState::Pending(ada)),
        of("card 1 deleted here", CardState::DeletedHere(ada)),
        of("card 1 unclear", CardState::Unclear(vec![ada, PersonId(1)])),
        of("card 1 unreadable", CardState::Unreadable),
        of("card 1 group", CardState::Group),
        of("card 1 left out", CardState::LeftOut),
        of("card 1 ignored", CardState::Ignored),
        of("card 1 left out of someone", CardState::LeftOutOf(ada)),
        of("card 1 ignored of people", CardState::IgnoredOf(vec![ada, PersonId(1)])),
    ]
}

fn access_key() -> Other {
    let kept = AccessKeyV1 { key: Some("kith-abcdefghijklmnopqrstuvwx27".into()), wanted: true };
    let read: fn(&[u8]) -> String = |bytes| {
        let AccessKeyV1 { key, wanted } = AccessKeyV1::unpack(bytes).unwrap();
        format!("{:?} {wanted}", key.map(|key| key.reveal().to_owned()))
    };
    let value = format!("{:?} {}", Some("kith-abcdefghijklmnopqrstuvwx27"), kept.wanted);
    Other { name: "device access key 1", read, value, written: Some(kept.pack().unwrap()) }
}

fn calendars() -> Vec<Other> {
    fn told(kept: &CalendarsV2) -> String {
        let one = |it: &CalendarV2| {
            let (id, name, url) = (it.id, &it.name, it.url.reveal());
            format!("{id} {name} {url} {:?} {:?} {:?} {:?}", it.last, it.etag, it.changed, it.said)
        };
        kept.calendars.iter().map(one).collect()
    }
    let calendar = CalendarV1 {
        id: 7,
        url: "https://x.example/a?key=1".into(),
        last: Some(1_790_000_000),
        etag: Some("\"1\"".into()),
        changed: Some("Mon, 30 Nov 2026 01:00:00 GMT".into()),
        said: interactions::example_meetings(),
    };
    let new = CalendarV1 { id: 8, last: None, etag: None, changed: None, said: Vec::new(), ..calendar.clone() };
    let first = CalendarsV2::from(CalendarsV1 { calendars: vec![calendar.clone(), new] });
    let mut second = first.clone();
    if let Some(named) = second.calendars.first_mut() {
        let CalendarV1 { etag, changed, .. } = calendar;
        *named = CalendarV2 { name: "Work".into(), etag, changed, ..named.clone() };
    }
    let read: fn(&[u8]) -> String = |bytes| told(&CalendarsV2::unpack(bytes).unwrap());
    vec![
        Other { name: "device calendars 1", read, value: told(&first), written: None },
        Other { name: "device calendars 2", read, value: told(&second), written: Some(second.pack().unwrap()) },
    ]
}

fn unsubscribe_lists() -> Other {
    fn told(kept: &UnsubscribeListsV1) -> String {
        let list = |it: &UnsubscribeListV1| format!("{} {} {:?} {}", it.id, it.url.reveal(), it.last, it.addresses);
        kept.lists.iter().map(list).collect::<Vec<_>>().join("; ")
    }
    let list = |id, last| UnsubscribeListV1 { id, url: "https://x.example/a?key=1".into(), last, addresses: 300 };
    let kept = UnsubscribeListsV1 { lists: vec![list(7, None), list(u64::MAX, Some(1_790_000_000))] };
    let read: fn(&[u8]) -> String = |bytes| told(&UnsubscribeListsV1::unpack(bytes).unwrap());
    Other { name: "device unsubscribes 1", read, value: told(&kept), written: Some(kept.pack().unwrap()) }
}

fn first_readings() -> Other {
    let text = |tries| LetterTextV1 {
        subject: "Grüße".into(),
        text: "412 people\n".into(),
        date: 1_790_000_000,
        mark: u64::MAX,
        tries,
    };
    let failures = [
        LetterFailure::NoRoom,
        LetterFailure::Refused,
        LetterFailure::OtherVersion,
        LetterFailure::NotReached,
        LetterFailure::Unclear,
    ];
    let letters = [
        LetterV1::NotWanted,
        LetterV1::Unwritten,
        LetterV1::Written(text(1)),
        LetterV1::Given { text: text(0), at: 1_790_000_001, uid_validity: 7, uid_next: Some(300) },
        LetterV1::Given { text: text(200), at: -1, uid_validity: u32::MAX, uid_next: None },
        LetterV1::Sent,
    ];
    let summary = SummaryV1 {
        people: 412,
        messages: 8_310,
        since: Some(1_774_000_000),
        folders: vec![(5, 1, Some(300)), (8, 2, None)],
        skipped: 1,
        older: 70_000,
        filtered_out: 900,
    };
    let summaries = [None, Some(summary.clone()), Some(SummaryV1 { since: None, folders: vec![], ..summary })];
    let letters = letters.into_iter().chain(failures.map(LetterV1::Failed));
    let all = letters.zip(summaries.into_iter().cycle()).map(|(letter, summary)| {
        let dismissed = summary.is_some();
        FirstReadingV1 { summary, dismissed, letter }
    });
    let kept = FirstReadingsV1 { accounts: (299..).zip(all).collect() };
    let read: fn(&[u8]) -> String = |bytes| format!("{:?}", FirstReadingsV1::unpack(bytes).unwrap());
    // The words of a letter are not printed: they are compared as bytes.
    Other { name: "device first readings 1", read, value: format!("{kept:?}"), written: Some(kept.pack().unwrap()) }
}

fn lock() -> Other {
    let lock = LockV1 { after: 300 };
    let read: fn(&[u8]) -> String = |bytes| format!("{:?}", LockV1::unpack(bytes).unwrap());
    Other { name: "device lock 1", read, value: format!("{lock:?}"), written: Some(lock.pack().unwrap()) }
}

fn snapshot() -> Other {
    let snapshot = SnapshotV1 {
        program: "p".into(),
        accounts: vec![1, 300],
        last_segment: 9,
        segments: 7,
        decided: 8,
        messages: 32,
        parts: vec![1, u64::MAX],
    };
    let read: fn(&[u8]) -> String = |bytes| format!("{:?}", SnapshotV1::unpack(bytes).unwrap());
    Other { name: "snapshot 1", read, value: format!("{snapshot:?}"), written: Some(snapshot.pack().unwrap()) }
}

fn damage() -> Other {
    let damage = DamageV1 { segments: vec![1, 300, u32::MAX] };
    let read: fn(&[u8]) -> String = |bytes| format!("{:?}", DamageV1::unpack(bytes).unwrap());
    Other { name: "device damage 1", read, value: format!("{damage:?}"), written: Some(damage.pack().unwrap()) }
}

fn backup() -> Other {
    let up_to = Stamp { at: 1_790_000_000_123, count: 200, device: 7 };
    let backup = BackupV1 { at: Some(1_790_000_001), up_to, snooze: Some(Day(20_785)) };
    let read: fn(&[u8]) -> String = |bytes| format!("{:?}", BackupV1::unpack(bytes).unwrap());
    Other { name: "device backup 1", read, value: format!("{backup:?}"), written: Some(backup.pack().unwrap()) }
}

/// The bytes of a line.
fn released(name: &str) -> Option<Vec<u8>> {
    let line = RELEASED.lines().filter_map(|line| line.split_once(": ")).find(|(of, _)| *of == name)?;
    let digits = line.1.as_bytes().chunks(2);
    Some(digits.map(|two| u8::from_str_radix(str::from_utf8(two).unwrap(), 16).unwrap()).collect())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn every_kind_of_decision_is_read_from_the_bytes_that_were_released_and_written_as_them() {
    let mut lacking = String::new();
    for (name, decision) in decisions() {
        if let Some(bytes) = released(&format!("decision 1 {name}")) {
            let old = entry_v1(decision.clone());
            assert_eq!(hex(&bytes), hex(&packed::pack("decision", 1, &old).unwrap()), "{name}");
            assert_eq!(unpack_entry(&bytes).unwrap(), Entry::from(old), "{name}");
        }
        let name = format!("decision 2 {name}");
        let written = pack_entry(&entry(decision.clone())).unwrap();
        let Some(bytes) = released(&name) else {
            lacking += &format!("{name}: {}\n", hex(&written));
            continue;
        };
        assert_eq!(unpack_entry(&bytes).unwrap(), entry(decision), "{name}");
        assert_eq!(hex(&bytes), hex(&written), "{name}");
    }
    assert_eq!(RELEASED.lines().filter(|line| line.starts_with("decision 1 ")).count(), IN_VERSION_1);
    assert!(lacking.is_empty(), "released.txt lacks these lines:\n{lacking}");
}

#[test]
fn every_other_record_is_read_from_the_bytes_that_were_released_and_written_as_them() {
    let mut lacking = String::new();
    for Other { name, read, value, written } in others() {
        let Some(bytes) = released(name) else {
            lacking += &format!("{name}: {}\n", hex(&written.unwrap_or_default()));
            continue;
        };
        assert_eq!(read(&bytes), value, "{name}");
        if let Some(written) = written {
            assert_eq!(hex(&bytes), hex(&written), "{name}");
        }
    }
    assert!(lacking.is_empty(), "released.txt lacks these lines:\n{lacking}");
}

#[test]
fn no_kind_of_decision_and_no_variant_within_one_is_without_released_bytes() {
    let decisions = decisions();
    let mut found: BTreeSet<&str> = decisions.iter().map(|(_, decision)| decision.variant()).collect();
    found.extend(decisions.iter().flat_map(|(_, decision)| nested(decision)));
    let lacking: Vec<_> = Decision::ALL.iter().copied().chain(all_nested()).filter(|it| !found.contains(it)).collect();
    assert!(lacking.is_empty(), "add values of these to `decisions`: {lacking:?}");
}

#[test]
fn every_line_is_opened_by_something_and_stands_there_once() {
    let known: BTreeSet<String> = decisions()
        .iter()
        .flat_map(|(name, _)| [format!("decision 2 {name}"), format!("decision 1 {name}")])
        .filter(|name| name.starts_with("decision 2 ") || released(name).is_some())
        .chain(others().iter().map(|other| other.name.to_owned()))
        .collect();
    let lines: Vec<&str> = RELEASED.lines().filter_map(|line| Some(line.split_once(": ")?.0)).collect();
    let unknown: Vec<_> = lines.iter().filter(|name| !known.contains(**name)).collect();
    assert!(unknown.is_empty(), "nothing opens these lines: {unknown:?}");
    assert_eq!(lines.len(), known.len());
}
