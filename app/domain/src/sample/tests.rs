use super::people::{Habit, Rhythm};
use super::plan::Author;
use super::topic::Topic;
use super::{DAY, Sample, SampleMessage};
use crate::address::Address;
use crate::header;
use crate::message::{Facts, ParticipantRole};
use crate::noise;
use std::collections::{BTreeMap, BTreeSet};

/// 2026-07-01, a Wednesday, 15:00 UTC.
const NOW: i64 = 1_782_918_000;

fn owner() -> Address {
    Address::parse("robin.vale@harbour.example").unwrap()
}

fn sample() -> Sample {
    Sample::new(7, NOW, &owner())
}

fn messages(sample: &Sample) -> Vec<(&'static str, SampleMessage)> {
    let folders = sample.folders();
    let all = folders.into_iter().flat_map(|(folder, count)| (1..=count).map(move |uid| (folder, uid)));
    all.map(|(folder, uid)| (folder, sample.message(folder, uid).unwrap())).collect()
}

fn facts(message: &SampleMessage) -> Facts {
    let size = u32::try_from(message.bytes.len()).unwrap();
    header::read(&message.bytes[..message.header_len], Some(message.received), size)
}

/// How many messages went to someone and came from them.
type Counts = BTreeMap<String, (u32, u32)>;

/// As it was planned.
fn truth(sample: &Sample) -> Counts {
    let mut counts = Counts::new();
    for note in &sample.plan.notes {
        let thread = &sample.plan.threads[note.thread as usize];
        if !matches!(thread.topic, Topic::Letter(..) | Topic::Group(..)) {
            continue;
        }
        let address = |number: u16| sample.plan.humans[usize::from(number)].address.clone();
        match note.author {
            Author::Owner => {
                for &member in sample.plan.members(thread) {
                    counts.entry(address(member)).or_default().0 += 1;
                }
            }
            Author::Human(number) => counts.entry(address(number)).or_default().1 += 1,
            Author::ListWriter(_) | Author::Machine => unreachable!(),
        }
    }
    counts
}

/// As the messages say.
fn read(messages: &[(&str, SampleMessage)]) -> Counts {
    let mut counts = Counts::new();
    let mut seen = BTreeSet::new();
    for (folder, message) in messages {
        let facts = facts(message);
        if !seen.insert(facts.key) {
            continue;
        }
        let sent = facts.parties[0].address == owner();
        assert_eq!(sent, *folder == "Sent");
        for party in &facts.parties {
            let address = party.address.as_str();
            if sent
                && party.role == ParticipantRole::To
                && !noise::is_list_address(&party.address, super::data::bulk::LIST_ID)
            {
                counts.entry(address.to_owned()).or_default().0 += 1;
            } else if !sent && party.role == ParticipantRole::From && noise::of_message(&facts).is_none() {
                counts.entry(address.to_owned()).or_default().1 += 1;
            }
        }
    }
    counts
}

#[test]
fn what_is_read_is_what_was_planned() {
    let sample = sample();
    let messages = messages(&sample);
    assert_eq!(read(&messages), truth(&sample));
    assert_eq!(truth(&sample).len(), 240);
    assert!((3500..=5000).contains(&messages.len()), "{}", messages.len());
}

#[test]
fn it_is_the_same_every_time_and_another_for_another_seed() {
    let (one, same, other) = (sample(), sample(), Sample::new(8, NOW, &owner()));
    assert_eq!(messages(&one), messages(&same));
    assert_ne!(one.message("INBOX", 1), other.message("INBOX", 1));
    for seed in 0..20 {
        let sample = Sample::new(seed, NOW + i64::try_from(seed).unwrap() * 86_000, &owner());
        let count: u32 = sample.folders().iter().map(|(_, count)| count).sum();
        assert!((3500..=5000).contains(&count), "{count}");
        assert_eq!(truth(&sample).len(), 240);
    }
}

#[test]
fn every_message_is_well_formed_and_in_its_time() {
    let sample = sample();
    let known: BTreeMap<&str, String> =
        sample.plan.humans.iter().map(|human| (human.address.as_str(), human.shown())).collect();
    let mut before = ("", 0);
    for (folder, message) in &messages(&sample) {
        let text = std::str::from_utf8(&message.bytes).unwrap();
        assert!(text[..message.header_len].ends_with("\r\n\r\n") && text.ends_with("\r\n"), "{text}");
        assert!(!text.replace("\r\n", "").contains(['\r', '\n', '{', '}']), "{text}");
        assert!(text.lines().all(|line| line.len() < 998));
        let facts = facts(message);
        assert!((NOW - 735 * DAY..NOW).contains(&facts.date) && (0..60).contains(&(message.received - facts.date)));
        assert!(before.0 != *folder || before.1 <= facts.date, "{folder} is in order");
        before = (folder, facts.date);
        assert!(!facts.subject.is_empty() && !facts.subject.contains("=?"));
        assert!(facts.parties.len() >= 2);
        for party in &facts.parties {
            assert!(party.address.domain().ends_with(".example"));
            if let (Some(name), Some(known)) = (&party.name, known.get(party.address.as_str())) {
                assert_eq!(name, known);
            }
        }
    }
}

#[test]
fn threads_hold_together() {
    let messages = messages(&sample());
    let all: Vec<Facts> = messages.iter().map(|(_, message)| facts(message)).collect();
    let ids: BTreeSet<u64> =
        all.iter().filter_map(|facts| facts.message_id.as_deref()).map(crate::message::reference).collect();
    let answers: Vec<&Facts> = all.iter().filter(|facts| facts.subject.starts_with("Re: ")).collect();
    assert!(answers.len() > 1000);
    for facts in answers {
        assert!(!facts.references.is_empty() && facts.references.iter().all(|id| ids.contains(id)));
    }
}

#[test]
fn it_has_something_of_everything() {
    let sample = sample();
    let messages = messages(&sample);
    let all: Vec<Facts> = messages.iter().map(|(_, message)| facts(message)).collect();
    let count = |wanted: &dyn Fn(&Facts) -> bool| all.iter().filter(|facts| wanted(facts)).count();
    let keys: BTreeSet<_> = all.iter().map(|facts| facts.key).collect();
    assert!(all.len() - keys.len() > 20, "some lie in two folders");
    assert!(count(&|facts| facts.message_id.is_none()) > 5);
    for kind in [noise::Noise::List, noise::Noise::Bulk, noise::Noise::AutomatedSender] {
        assert!(count(&|facts| noise::of_message(facts) == Some(kind)) > 100, "{kind:?}");
    }
    assert!(count(&|facts| facts.date > NOW - DAY) >= 3, "something of today");
    assert!(count(&|facts| facts.date > NOW - 2 * DAY && noise::of_message(facts).is_none()) >= 8);
    let humans = &sample.plan.humans;
    for habit in [Habit::Plain, Habit::SurnameFirst, Habit::Latin1, Habit::Raw, Habit::Bare] {
        assert!(humans.iter().any(|human| human.habit == habit && human.rhythm != Rhythm::Once), "{habit:?}");
    }
    assert!(humans.iter().filter(|human| human.address.ends_with("@harbour.example")).count() == 12);
    let silent = humans.iter().filter(|human| human.rhythm == Rhythm::Silent).map(|human| human.address.as_str());
    let silent: BTreeSet<&str> = silent.collect();
    let last = all.iter().filter(|facts| facts.parties.len() == 2);
    let last = last.filter(|facts| facts.parties.iter().any(|party| silent.contains(party.address.as_str())));
    assert!(last.map(|facts| facts.date).max().unwrap() < NOW - 100 * DAY);
    assert_eq!(sample.message("INBOX", 0), None);
    assert_eq!(sample.message("Nowhere", 1), None);
    assert_eq!(sample.message("Sent", u32::MAX), None);
}
