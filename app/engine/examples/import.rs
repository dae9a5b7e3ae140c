//! What importing a file of cards costs the engine: all of it, and the longest it lets a question wait.
//!
//! `cargo run --release -p kith-engine --example import [CARDS]`

#![expect(clippy::print_stdout, clippy::panic, reason = "a bench stops where it is wrong, and prints")]

use kith_engine::api::{
    Bytes, Command, FromEngine, ImportChoices, ImportOutcome, ImportView, Query, ToEngine, question,
};
use kith_engine::memory::MemoryStore;
use kith_engine::{Engine, Input, Moment, Output};
use std::time::{Duration, Instant};

const NOW: i64 = 1_790_000_000_000;
const FILE: u64 = 1;

fn main() {
    let count = std::env::args().nth(1).and_then(|count| count.parse().ok()).unwrap_or(10_000);
    let (started, _) = pollster::block_on(Engine::start(MemoryStore::default(), moment()))
        .unwrap_or_else(|problem| panic!("{problem:?}"));
    let mut bench = Bench { engine: started, longest: Duration::ZERO, due: false };
    for (turn, expected) in [("first", count), ("again", 0)] {
        let begun = Instant::now();
        let bytes = Bytes(cards(count).into_bytes());
        let size = bytes.0.len();
        bench.order(Command::ReadFile { id: FILE + expected as u64, name: "all.vcf".into(), bytes });
        let read = begun.elapsed();
        let import = Command::Import { id: FILE + expected as u64, mark: 7 + expected as u64, choices: Box::default() };
        bench.order(import);
        let outcome = bench.outcome(FILE + expected as u64);
        assert_eq!(outcome.new as usize, expected);
        println!(
            "{turn}: import_10k_ms {} ({count} cards of {} kB), until the preview {} ms, the longest wait {} ms",
            begun.elapsed().as_millis(),
            size / 1_000,
            read.as_millis(),
            bench.longest.as_millis(),
        );
        bench.longest = Duration::ZERO;
    }
}

fn cards(count: usize) -> String {
    let card = |number: usize| {
        format!(
            "BEGIN:VCARD\r\nVERSION:3.0\r\nUID:{number:08}\r\nFN:Person Nr{number}x\r\nN:Nr{number}x;Person;;;\r\n\
             EMAIL;TYPE=WORK:nr{number}@firm{firm}.example\r\nEMAIL;TYPE=HOME:nr{number}@home.example\r\n\
             TEL;TYPE=CELL:+49 170 {number:07}\r\nTEL;TYPE=WORK:+49 30 {number:07}\r\n\
             ADR;TYPE=HOME:;;Long Street {number};Town;;12345;Germany\r\nORG:Firm {firm};Unit {number}\r\nTITLE:Clerk\r\n\
             BDAY:1980-01-{day:02}\r\nNOTE:Met at the fair\\, the one in {number}\r\nCATEGORIES:choir,fair\r\n\
             X-SOMETHING:{number}\r\nEND:VCARD\r\n",
            firm = number % 997,
            day = 1 + number % 28,
        )
    };
    (0..count).map(card).collect()
}

struct Bench {
    engine: Engine<MemoryStore>,
    longest: Duration,
    /// Whether it wants to be woken at once.
    due: bool,
}

const fn moment() -> Moment {
    Moment { now: NOW, random: 1 }
}

impl Bench {
    fn step(&mut self, input: Input) -> Vec<FromEngine> {
        let begun = Instant::now();
        let outputs = pollster::block_on(self.engine.handle(input, moment()));
        self.longest = self.longest.max(begun.elapsed());
        let mut said = Vec::new();
        for output in outputs {
            match output {
                Output::Page(message) => said.push(message),
                Output::WakeAt(at) => self.due = at <= NOW,
                _ => {}
            }
        }
        said
    }

    fn order(&mut self, command: Command) {
        self.step(Input::Page(ToEngine::Order(1, command)));
        while std::mem::take(&mut self.due) {
            self.step(Input::Wake);
        }
    }

    fn outcome(&mut self, id: u64) -> ImportOutcome {
        let choices = Box::<ImportChoices>::default();
        let asked = question::Import { id, choices, kind: None, offset: 0, limit: 0 };
        let said = self.step(Input::Page(ToEngine::Ask(1, asked.into())));
        let answer = said.into_iter().find_map(|message| match message {
            FromEngine::Answer(1, Ok(answer)) => question::Import::read(answer),
            _ => None,
        });
        match answer {
            Some(ImportView::Done(outcome)) => outcome,
            other => panic!("it has not ended: {other:?}"),
        }
    }
}
