//! Real senders, labelled by hand (`fixtures/senders.txt` says from where), and whether Kith tells them right.

use anyhow::{Context, Result, bail};
use kith_domain::header;
use kith_domain::message::{Facts, Participant, ParticipantRole};
use kith_domain::name;
use kith_domain::noise::{self, Sender, SenderCounts};
use kith_domain::subject;

/// Whose mail it is.
const ME: &str = "me@home.example";
const LABELLED: &str = include_str!("../fixtures/senders.txt");

/// A sender, what it is, and what Kith takes it for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judged {
    /// From whom the mail came.
    pub address: String,
    /// As it is written beside it.
    pub name: String,
    /// By hand.
    pub label: Sender,
    /// Whoever labelled it was not sure.
    pub doubtful: bool,
    /// By Kith.
    pub taken_for: Sender,
}

impl Judged {
    /// Whether they stand where they belong: among the people, or apart.
    #[must_use]
    pub fn is_right(&self) -> bool {
        (self.label == Sender::Person) == (self.taken_for == Sender::Person)
    }
}

/// How well senders are told apart, as shares from 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shares {
    /// How many senders there are.
    pub count: usize,
    /// Those who stand where they belong: among the people, or apart.
    pub right: f64,
    /// Those of whom it is told which of the four they are.
    pub right_of_four: f64,
    /// Of the people, those who are found.
    pub people_found: f64,
}

impl Shares {
    /// Of these senders.
    pub fn of<'a>(judged: impl IntoIterator<Item = &'a Judged>) -> Self {
        let all: Vec<&Judged> = judged.into_iter().collect();
        let share = |of: &[&Judged], is: fn(&&&Judged) -> bool| of.iter().filter(is).count() as f64 / of.len() as f64;
        let people: Vec<&Judged> = all.iter().copied().filter(|it| it.label == Sender::Person).collect();
        Self {
            count: all.len(),
            right: share(&all, |it| it.is_right()),
            right_of_four: share(&all, |it| it.label == it.taken_for),
            people_found: share(&people, |it| it.is_right()),
        }
    }
}

/// Every labelled sender, judged by all of their messages as the engine judges one. Fails if the file is not as its
/// first lines say.
pub fn judge_all() -> Result<Vec<Judged>> {
    LABELLED.split("\n== ").skip(1).map(judge).collect()
}

fn judge(record: &str) -> Result<Judged> {
    let (label, blocks) = record.split_once('\n').context("a label stands alone")?;
    let (label, doubtful) = (label.trim_end_matches(" ?"), label.ends_with('?'));
    let label = match label {
        "person" => Sender::Person,
        "list" => Sender::List,
        "robot" => Sender::AutomatedSender,
        "role" => Sender::Role,
        other => bail!("'{other}' is no label"),
    };
    let block = |block: &str| header::read(format!("{}\n\n", block.trim_end()).as_bytes(), None, 0);
    let facts: Vec<Facts> = blocks.split("\n--\n").map(block).collect();
    let from = |facts: &Facts| facts.parties.iter().find(|party| party.role == ParticipantRole::From).cloned();
    let sender = facts.first().and_then(from).with_context(|| format!("nobody sent this: {blocks}"))?;
    let names: Vec<String> = facts.iter().filter_map(|facts| from(facts)?.name).collect();
    let name = names.iter().find_map(|written| name::clean(written)).unwrap_or_default().into_owned();
    let mut heard = SenderCounts::default();
    for facts in &facts {
        let answers = !facts.references.is_empty() || subject::is_answer(&facts.subject);
        let is_me = |party: &Participant| {
            matches!(party.role, ParticipantRole::To | ParticipantRole::Cc | ParticipantRole::Bcc)
                && party.address.as_str() == ME
        };
        let hint = noise::of_subject(&facts.subject);
        heard.add(noise::of_message(facts), answers, hint, facts.parties.iter().any(is_me));
    }
    let taken_for = noise::sender(noise::form(&sender.address), name::called(&name), heard);
    Ok(Judged { address: sender.address.to_string(), name, label, doubtful, taken_for })
}
