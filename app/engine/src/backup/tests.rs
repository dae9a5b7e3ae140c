use super::format::{ABOUT, COMMENT, CONTENTS};
use super::hex::hex;
use super::{Backup, BackupError, JOURNAL, MAIL, MailLine, PHOTOS, PhotoLine, Runs, TEXTS, TextLine, Writer};
use crate::api::{
    AccountId, AnswerDays, AnswerWish, Bucket, CompanyId, ContactKind, ContactPolicy, Counts, CustomFieldKind, Day,
    Decision, Interval, ItemKind, Lead, LeadParty, LeadPlace, LoggedContact, MessageKey, MessageText, PersonField,
    PersonId, Pipeline, Restored, RuleEffect, RuleScope, Secret, Stage, Unit, Visibility,
};
use crate::interactions;
use crate::released::{Variants, decisions};
use crate::seal;
use crate::segment::Run;
use crate::store::PhotoRow;
use kith_domain::address::Address;
use kith_domain::contact::Labelled;
use kith_domain::contact_rule::{Condition, ContactRule, RuleAction, RulePlace};
use kith_domain::decision::{
    self, CardChange, CardChangeKind, CardDirection, CardField, ContactSource, Forgotten, PhotoId, RunOf,
};
use kith_domain::entry::{Entry, Stamp};
use kith_domain::phone::{CallWay, MessageApp, PhoneCall, PhoneContact, PhoneContactKey};
use proptest::prelude::{ProptestConfig, any, prop_assert_eq, proptest};
use std::collections::BTreeSet;
use std::io::{Cursor, Write};

fn entry(mark: u64, decisions: Vec<Decision>) -> Entry {
    Entry {
        stamp: Stamp { at: u64::MAX - mark, count: u32::MAX, device: 7 },
        mark,
        decisions,
        at: mark.wrapping_mul(3),
    }
}

fn entries() -> Vec<Entry> {
    (1..).zip(decisions()).map(|(mark, (_, decision))| entry(mark, vec![decision])).collect()
}

fn archive(entries: &[Entry]) -> Vec<u8> {
    let mut writer = Writer::new(1_790_000_000).unwrap();
    writer.begin(JOURNAL).unwrap();
    entries.iter().for_each(|entry| writer.line(entry).unwrap());
    writer.finish().unwrap()
}

fn open(file: &[u8]) -> Result<Backup, BackupError> {
    Backup::open(file, None)
}

fn refusal(file: &[u8]) -> BackupError {
    open(file).and_then(|mut backup| backup.journal()).err().unwrap()
}

/// A zip with those files, and with the right hash.
fn zip(files: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, content) in files {
        zip.start_file(*name, options).unwrap();
        zip.write_all(content.as_bytes()).unwrap();
    }
    zip.set_raw_comment(vec![b'0'; COMMENT.len() + 64].into_boxed_slice()).unwrap();
    let mut bytes = zip.finish().unwrap().into_inner();
    bytes.truncate(bytes.len() - COMMENT.len() - 64);
    let hash = hex(&<sha2::Sha256 as sha2::Digest>::digest(&bytes));
    bytes.extend(COMMENT.as_bytes());
    bytes.extend(hash.as_bytes());
    bytes
}

const ABOUT_1: &str = r#"{"format":"kith-backup","version":1,"kith":"0.1.0","made":1790000000}"#;
const EMPTY: &str = r#"{"journal":0,"unreadable":0,"accounts":0,"settings":0,"folders":0,"mail":0,"texts":0}"#;
const ONE: &str = r#"{"journal":1,"unreadable":0,"accounts":0,"settings":0,"folders":0,"mail":0,"texts":0}"#;

#[test]
fn every_kind_of_decision_comes_back_as_it_was() {
    let mut backup = open(&archive(&entries())).unwrap();
    assert_eq!((backup.about.made, backup.about.version), (1_790_000_000, 1));
    assert_eq!(backup.journal().unwrap(), entries());
}

#[test]
fn the_same_contents_make_the_same_file() {
    assert_eq!(archive(&entries()), archive(&entries()));
}

#[test]
fn it_can_be_read_without_kith() {
    let file = archive(&[entry(5, vec![Decision::Visibility(PersonId(9), Some(Visibility::Hidden))])]);
    let mut zip = zip::ZipArchive::new(Cursor::new(file)).unwrap();
    let text = std::io::read_to_string(zip.by_name(JOURNAL).unwrap()).unwrap();
    assert_eq!(
        text,
        "{\"stamp\":{\"at\":18446744073709551610,\"count\":4294967295,\"device\":7},\"mark\":5,\
         \"decisions\":[{\"Standing\":[9,\"Never\"]}],\"at\":15}\n"
    );
    // As versions before photos know it.
    let contents = std::io::read_to_string(zip.by_name(CONTENTS).unwrap()).unwrap();
    assert_eq!(contents, format!("{ONE}\n"));
    for name in [ABOUT, CONTENTS, "README.txt"] {
        assert!(zip.by_name(name).is_ok(), "{name}");
    }
}

#[test]
fn photos_come_back_and_one_that_is_not_what_its_id_says_is_refused() {
    let rows = [vec![], vec![255, 216, 255], (0..=255).collect()].map(PhotoRow::new);
    let mut writer = Writer::new(1_790_000_000).unwrap();
    writer.begin(PHOTOS).unwrap();
    rows.iter().for_each(|row| writer.line(&PhotoLine::of(row)).unwrap());
    let mut found = Vec::new();
    let mut backup = open(&writer.finish().unwrap()).unwrap();
    let read = backup.lines(PHOTOS, |line: PhotoLine| {
        found.push(line.row()?);
        Ok(())
    });
    assert_eq!((read, found.as_slice()), (Ok(()), rows.as_slice()));
    for (photo, expected) in [("ff", Err(BackupError::Damaged)), ("f", Err(BackupError::Damaged)), ("", Ok(()))] {
        let line = format!("{{\"id\":{},\"photo\":\"{photo}\"}}\n", rows[0].id.0);
        let contents = EMPTY.replace('}', ",\"photos\":1}");
        let mut backup = open(&zip(&[(ABOUT, ABOUT_1), (PHOTOS, &line), (CONTENTS, &contents)])).unwrap();
        assert_eq!(backup.lines(PHOTOS, |line: PhotoLine| line.row().map(drop)), expected, "{photo}");
    }
}

#[test]
fn what_was_cut_off_anywhere_is_refused() {
    let file = archive(&entries());
    for end in 0..file.len() {
        let expected = if end < 39 { BackupError::Foreign } else { BackupError::Damaged };
        assert_eq!(open(&file[..end]).err(), Some(expected), "cut off at {end} of {}", file.len());
    }
    let longer = [&file[..], b"\n"].concat();
    assert_eq!(open(&longer).err(), Some(BackupError::Damaged));
}

#[test]
fn what_was_altered_anywhere_is_refused() {
    let file = archive(&entries());
    for at in 0..file.len() {
        let mut altered = file.clone();
        altered[at] ^= 0x20;
        let refused = open(&altered).err();
        let is_said = matches!(refused, Some(BackupError::Damaged | BackupError::Foreign));
        assert!(is_said, "altered at {at}: {refused:?}");
    }
}

#[test]
fn what_is_something_else_is_refused() {
    let foreign_zip = zip(&[("word/document.xml", "<xml/>")]);
    for foreign in [&b""[..], b"PK\x03\x04", b"BEGIN:VCARD\r\nEND:VCARD\r\n", b"KITH", &[0; 100_000], &foreign_zip] {
        assert_eq!(open(foreign).err(), Some(BackupError::Foreign));
    }
    let other = zip(&[(ABOUT, r#"{"format":"else","version":1,"kith":"0.1.0","made":1}"#), (CONTENTS, EMPTY)]);
    assert_eq!(open(&other).err(), Some(BackupError::Foreign));
}

#[test]
fn what_a_newer_kith_made_is_refused() {
    assert!(open(&zip(&[(ABOUT, ABOUT_1), (CONTENTS, EMPTY)])).is_ok());
    let version_2 = ABOUT_1.replace("\"version\":1", "\"version\":2");
    assert_eq!(open(&zip(&[(ABOUT, &version_2), (CONTENTS, EMPTY)])).err(), Some(BackupError::Newer));
    let more = EMPTY.replace('}', ",\"pictures\":3}");
    assert_eq!(open(&zip(&[(ABOUT, ABOUT_1), (CONTENTS, &more)])).err(), Some(BackupError::Newer));
    let known =
        r#"{"stamp":{"at":1,"count":0,"device":7},"mark":5,"decisions":[{"Skip":{"person":9,"day":20785}}],"at":1}"#;
    let with = |line: &str| zip(&[(ABOUT, ABOUT_1), (JOURNAL, &format!("{line}\n")), (CONTENTS, ONE)]);
    assert!(open(&with(known)).unwrap().journal().is_ok());
    for newer in [
        known.replace("Skip", "Leap"),
        known.replace("\"mark\"", "\"why\":\"so\",\"mark\""),
        known.replace("\"day\"", "\"hour\":7,\"day\""),
    ] {
        assert_eq!(refusal(&with(&newer)), BackupError::Newer, "{newer}");
    }
}

#[test]
fn a_line_too_few_is_refused() {
    assert_eq!(refusal(&zip(&[(ABOUT, ABOUT_1), (CONTENTS, ONE)])), BackupError::Damaged);
}

#[test]
fn under_a_passphrase_it_is_opened_by_that_alone_and_says_what_is_wrong_with_it() {
    let sealed = seal::seal_at(&archive(&entries()), "word", [5; 28], seal::tests::CHEAP).unwrap();
    let with = |word: &str| Backup::open(&sealed, Some(&Secret::from(word)));
    assert_eq!(with("word").unwrap().journal().unwrap(), entries());
    assert_eq!(with("world").err(), Some(BackupError::WrongPassphrase));
    assert_eq!(open(&sealed).err(), Some(BackupError::Sealed));
    assert_eq!(open(&sealed[..200]).err(), Some(BackupError::Damaged), "also before the passphrase is typed");
}

#[test]
fn mail_and_texts_come_back_as_they_were() {
    let mut writer = Writer::new(5).unwrap();
    let header = |uid: u32| {
        format!(
            "From: \"Ada, née B.\" <ada@x.example>\r\nTo: bob@y.example, Eve <eve@z.example>\r\nReply-To: r@x.example\r\n\
             Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?= {uid}\r\nDate: Tue, 1 Sep 2026 10:00:00 +0200\r\n\
             Message-ID: <{uid}@x.example>\r\nReferences: <0@x.example> <1@x.example>\r\nList-Id: <l.x.example>\r\n\
             Delivered-To: me@home.example\r\nPrecedence: bulk\r\nAuto-Submitted: auto-replied\r\n\r\n"
        )
    };
    let read = |uid: u32| crate::segment::Read {
        uid,
        size: uid * 7,
        email_id: uid.is_multiple_of(2).then(|| format!("M{uid}")),
        thread_id: uid.is_multiple_of(3).then(|| "T\"\n".to_owned()),
        facts: kith_domain::header::read(header(uid).as_bytes(), None, 10),
    };
    let all: Vec<_> = (1..=1_200).map(read).collect();
    let runs = [
        Run::of("INBOX", 9, false, &all[..1_100], |facts| facts.key.0 % 5 == 0),
        Run::of("INBOX", 10, false, &all[1_100..1_150], |_| false),
        Run::of("Sent \u{1f642}", 10, true, &all[1_150..], |_| false),
    ];
    writer.begin(MAIL).unwrap();
    let written: Vec<MailLine> = runs.iter().flat_map(|run| MailLine::of_run(3, run)).collect();
    written.iter().for_each(|line| writer.line(line).unwrap());
    writer.begin(TEXTS).unwrap();
    let text = MessageText { text: "So\r\nit\0is \u{1f642}".into(), cut: true, attachments: vec!["a\"b.pdf".into()] };
    writer.line(&TextLine::of(AccountId(3), MessageKey(u64::MAX), text.clone())).unwrap();

    let mut backup = open(&writer.finish().unwrap()).unwrap();
    let (mut runs_back, mut back) = (Runs::default(), Vec::new());
    let mut lines = Vec::new();
    backup
        .lines(MAIL, |line: MailLine| {
            lines.push(line.clone());
            back.extend(runs_back.push(line));
            Ok(())
        })
        .unwrap();
    back.extend(runs_back.end());
    assert_eq!(lines, written);
    let sizes: Vec<usize> = back.iter().map(Vec::len).collect();
    assert_eq!(sizes, [400, 400, 300, 50, 50]);
    assert_eq!(Runs::run(&back[3]), Some(Run::of("INBOX", 10, false, &all[1_100..1_150], |_| false)));
    let again: Vec<MailLine> =
        back.iter().flat_map(|lines| MailLine::of_run(3, &Runs::run(lines).unwrap()).collect::<Vec<_>>()).collect();
    assert_eq!(again, written);
    let mut texts = Vec::new();
    backup
        .lines(TEXTS, |line: TextLine| {
            texts.push((line.message, line.text()));
            Ok(())
        })
        .unwrap();
    assert_eq!(texts, [(u64::MAX, text)]);
}

/// A decision of every kind with whatever was typed.
fn anything(text: &str, number: u64, day: i32, yes: bool) -> Vec<Decision> {
    let (one, other) = (PersonId(number), PersonId(!number));
    let address = Address::parse(&format!("a{number}@x.example")).unwrap();
    let (company, day) = (CompanyId(number), Day(day));
    let small = u16::try_from(number & 0xffff).unwrap();
    let unit = if yes { Unit::Days } else { Unit::Months };
    let every = yes.then_some(Interval { count: small, unit });
    let name = || text.to_owned();
    let custom = |kind| Decision::CustomField { id: number, name: name(), kind };
    vec![
        Decision::Undo { mark: number, undone: yes },
        Decision::ContactPolicy(if yes { ContactPolicy::Seen } else { ContactPolicy::Written }),
        Decision::Address { address: address.clone(), person: one },
        Decision::Merge { into: one, from: other },
        Decision::Distinct(one, other),
        Decision::Visibility(one, yes.then_some(Visibility::Shown)),
        Decision::Delete { person: one, addresses: vec![other] },
        Decision::Rule(RuleScope::Domain(name()), yes.then_some(RuleEffect::DontTrack)),
        Decision::OwnAddress(address.clone(), yes.then_some(!yes)),
        Decision::OwnDomain(name(), Some(yes)),
        Decision::Colleague { id: number, name: name(), addresses: vec![address.clone()] },
        Decision::SetField { person: one, field: PersonField::Custom(number), value: name() },
        Decision::SetItem {
            person: one,
            kind: ItemKind::Note,
            item: number,
            label: name(),
            value: name(),
            at: day.0.into(),
        },
        Decision::Tag { people: vec![one, other], tag: name(), on: yes },
        custom(CustomFieldKind::Choice(vec![name(), name()])),
        Decision::Company { company, name: name() },
        Decision::MergeCompany { into: company, from: company },
        Decision::CompanyOf { people: vec![one], company: yes.then_some(company) },
        Decision::SavedFilter { id: number, name: name(), filter: name() },
        Decision::Bucket(Bucket {
            id: number,
            name: name(),
            colour: 3,
            purpose: name(),
            interval: every,
            counts: if yes { Counts::Any } else { Counts::Sent },
            order: small.into(),
        }),
        Decision::InBucket { people: vec![one], bucket: number, day, on: yes },
        Decision::OwnInterval(one, every),
        Decision::Snooze { people: vec![one], until: yes.then_some(day), made: day },
        Decision::Skip { person: one, day },
        Decision::RemindersOff(one, yes),
        Decision::LoggedContact {
            people: vec![],
            item: number,
            contact: yes.then(|| LoggedContact { how: ContactKind::Other, day, note: name() }),
        },
        Decision::Reminder { id: number, person: yes.then_some(one), text: name(), day, every },
        Decision::ReminderDone { id: number, day },
        Decision::Pipeline(Pipeline {
            id: number,
            name: name(),
            stages: vec![Stage { id: number, name: name(), days: yes.then_some(small) }],
        }),
        Decision::Lead {
            id: number,
            lead: yes.then(|| Lead {
                pipeline: number,
                party: LeadParty::Company(company),
                title: name(),
                value: Some(number),
                expected: Some(day),
            }),
        },
        Decision::MoveLead { lead: number, place: if yes { LeadPlace::Won } else { LeadPlace::Stage(number) }, day },
        Decision::Currency(name()),
        Decision::NoReply { person: one, message: MessageKey(number) },
        Decision::Forget(Forgotten {
            people: BTreeSet::from([one, other]),
            companies: BTreeSet::from([company]),
            ..Forgotten::default()
        }),
        Decision::Restore(Restored { added: vec![number], back: vec![], replaced: vec![!number] }),
        Decision::Run(decision::Run { id: number, of: RunOf::Sync(number, name()) }),
        Decision::CameFrom { people: vec![one], source: ContactSource::File(name()) },
        Decision::AddressLabel { address: address.clone(), label: name() },
        Decision::RemoveAddress { address, person: one },
        Decision::CardLines { person: one, lines: name() },
        Decision::Photo { person: one, photo: yes.then_some(PhotoId(number)) },
        Decision::ContactRule {
            id: number,
            rule: yes.then(|| ContactRule {
                place: RulePlace::Out(number),
                needs_all: yes,
                conditions: vec![Condition::Tag { tag: name(), has: yes }],
                actions: vec![RuleAction::SetCompany(name())],
                on: yes,
            }),
        },
        Decision::RuleApplied { rule: number, people: vec![one, other], matches: yes },
        Decision::Synced {
            book: number,
            changes: vec![CardChange {
                person: one,
                name: name(),
                direction: CardDirection::Out,
                what: CardChangeKind::Field {
                    field: CardField::Other(name()),
                    before: yes.then(|| Labelled::new(name(), name())),
                    after: None,
                    kept: Some(Labelled::new(name(), name())),
                },
            }],
        },
        Decision::LeaveOutUnsubscribed(yes),
        Decision::AnswerWish { person: one, message: MessageKey(number), wish: AnswerWish::On(day) },
        Decision::DraftWish { person: one, draft: number, subject: name(), day, days: small },
        Decision::AnswerDays(AnswerDays(yes.then_some(small))),
        Decision::PhoneContact {
            person: one,
            contact: vec![PhoneContact::Call(PhoneCall {
                at: i64::from(small),
                way: CallWay::In,
                seconds: u32::from(small),
            })],
        },
        Decision::Meetings(interactions::example_meetings()),
        Decision::RemovePhoneContact { person: one, contact: PhoneContactKey::Messages(day, MessageApp::WhatsApp) },
    ]
}

#[test]
fn the_property_below_is_of_every_kind_of_decision() {
    let found: BTreeSet<&str> = anything("", 1, 1, true).iter().map(Variants::variant).collect();
    let released: BTreeSet<&str> = decisions().iter().map(|(_, decision)| decision.variant()).collect();
    assert_eq!(found, released);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(100) })]

    #[test]
    fn whatever_was_typed_comes_back(text in any::<String>(), number: u64, day: i32, yes: bool) {
        let entries = [entry(number, anything(&text, number, day, yes))];
        prop_assert_eq!(open(&archive(&entries)).unwrap().journal().unwrap(), entries);
    }
}
