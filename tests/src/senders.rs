//! Real senders, labelled by hand (`fixtures/senders.txt` says from where), and whether Kith tells them right.

use kith_domain::header;
use kith_domain::message::{Facts, Role};
use kith_domain::name;
use kith_domain::noise::{self, Heard, Sender};

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
    /// By Kith.
    pub taken_for: Sender,
}

impl Judged {
    /// Whether Kith tells it right.
    #[must_use]
    pub fn is_right(&self) -> bool {
        self.label == self.taken_for
    }
}

/// Every labelled sender, judged by all of their messages as the engine judges one.
///
/// # Panics
/// If the file is not as its first lines say.
#[must_use]
pub fn judge_all() -> Vec<Judged> {
    let records = LABELLED.split("\n== ").skip(1);
    records
        .map(|record| {
            let (label, blocks) = record.split_once('\n').expect("a label stands alone");
            let label = match label.trim() {
                "person" => Sender::Person,
                "list" => Sender::List,
                "robot" => Sender::Robot,
                "role" => Sender::Role,
                other => panic!("no label: {other}"),
            };
            let blocks = blocks.split("\n--\n");
            let facts: Vec<Facts> =
                blocks.map(|block| header::read(format!("{}\n\n", block.trim_end()).as_bytes(), None, 0)).collect();
            judge(label, &facts)
        })
        .collect()
}

/// The share of them that Kith tells right, from 0 to 1.
#[must_use]
pub fn share_right(judged: &[Judged]) -> f64 {
    judged.iter().filter(|it| it.is_right()).count() as f64 / judged.len() as f64
}

fn judge(label: Sender, facts: &[Facts]) -> Judged {
    let from = |facts: &Facts| facts.parties.iter().find(|party| party.role == Role::From).cloned();
    let sender = facts.first().and_then(from).expect("somebody sent it");
    let names: Vec<String> = facts.iter().filter_map(|facts| from(facts)?.name).collect();
    let name = names.iter().find_map(|written| name::clean(written)).unwrap_or_default().into_owned();
    let mut heard = Heard::default();
    for facts in facts {
        match noise::of_message(facts) {
            None => heard.personal += 1,
            Some(noise) => heard.noise[noise as usize - 1] += 1,
        }
    }
    let named = !name::key(&name).is_empty();
    let taken_for = noise::sender(noise::by_address(&sender.address), named, heard);
    Judged { address: sender.address.to_string(), name, label, taken_for }
}
