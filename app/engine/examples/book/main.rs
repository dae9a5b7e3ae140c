//! What a message costs the engine, in time and in memory, by the size of the mailbox.
//!
//! `cargo run --release -p kith-engine --example book [N …]`

#![expect(clippy::print_stdout, clippy::indexing_slicing, reason = "a bench stops where it is wrong, and prints")]

mod mailbox;

use kith_domain::header;
use kith_engine::bench::Bench;
use mailbox::MadeMailbox;
use peak_alloc::PeakAlloc;
use std::time::Duration;

#[global_allocator]
static HEAP: PeakAlloc = PeakAlloc;

/// So many messages come in one batch.
const BATCH: usize = 500;

fn main() {
    let sizes: Vec<u32> = std::env::args().skip(1).filter_map(|size| size.parse().ok()).collect();
    let sizes = if sizes.is_empty() { vec![10_000, 100_000, 300_000, 1_000_000] } else { sizes };
    // A person of so many messages; ten have a long list of people in a small mailbox.
    let share = std::env::var("SHARE").ok().and_then(|share| share.parse().ok()).unwrap_or(33);
    println!(
        "        N     rows   people | µs a message: parse   pack absorb settle  = all | load settle | bytes a message: live   peak  stored"
    );
    for size in sizes {
        measure(size, share);
    }
}

fn measure(size: u32, share: u32) {
    let mailbox = MadeMailbox::new(size, (size / share).max(3));
    let mut bench = Bench::new(mailbox::ME);
    let mut spent = [Duration::ZERO; 4];
    let mut segments: Vec<Vec<u8>> = Vec::new();
    let mut stored = 0;
    for batch in mailbox.batches(BATCH) {
        let mut at = spent_so_far();
        let facts = batch.blocks.iter().map(|(uid, block)| (*uid, header::read(block, Some(mailbox::NOW), 4_000)));
        let facts = facts.collect();
        spent[0] += spent_so_far() - at;
        at = spent_so_far();
        let bytes = bench.take(batch.folder, batch.sent, facts, &mut |stage| {
            let slot = match stage {
                "pack" => 1,
                "absorb" => 2,
                _ => 3,
            };
            spent[slot] += spent_so_far() - at;
            at = spent_so_far();
        });
        stored += bytes.len();
        segments.push(bytes);
    }
    let (rows, people) = bench.counts();
    drop((bench, mailbox));

    let from_parts = {
        let mut all = Bench::new(mailbox::ME);
        all.expect(rows);
        segments.iter().for_each(|segment| assert!(all.load(segment)));
        all.settle();
        let start = spent_so_far();
        let parts = all.parts();
        let packed = spent_so_far() - start;
        drop(all);
        let base = HEAP.current_usage();
        let start = spent_so_far();
        let again = Bench::of_parts(mailbox::ME, &parts);
        let took = spent_so_far() - start;
        let live = HEAP.current_usage() - base;
        assert_eq!(again.map(|again| again.counts()), Some((rows, people)));
        (packed, took, parts.iter().map(Vec::len).sum::<usize>(), parts.len(), live)
    };
    let base = HEAP.current_usage();
    HEAP.reset_peak_usage();
    let mut again = Bench::new(mailbox::ME);
    again.expect(rows);
    let start = spent_so_far();
    for segment in &segments {
        assert!(again.load(segment));
    }
    let loaded = spent_so_far() - start;
    let start = spent_so_far();
    again.settle();
    let settled = spent_so_far() - start;
    let live = HEAP.current_usage() - base;
    let load_peak = HEAP.peak_usage() - base;
    assert_eq!(again.counts(), (rows, people));
    let mut asked = Vec::new();
    for words in ["zuri", "lunch report", "a", "me 12"] {
        let start = spent_so_far();
        let found = again.find(words);
        asked.push(format!("{words:?} {found}: {:.1}", (spent_so_far() - start).as_secs_f64() * 1e3));
    }
    let start = spent_so_far();
    again.people("");
    let first_list = spent_so_far() - start;
    let start = spent_so_far();
    again.people("zur");
    let filter = spent_so_far() - start;
    let mut timed = |name: &str, work: &mut dyn FnMut(&mut Bench) -> u32| {
        let start = spent_so_far();
        let found = work(&mut again);
        asked.push(format!("{name} {found}: {:.1}", (spent_so_far() - start).as_secs_f64() * 1e3));
    };
    for words in ["z", "zu", "lunch rep", "anna host3", "lucnh", "p12@host12.example"] {
        timed(&format!("search {words:?}"), &mut |bench| bench.search(words));
    }
    timed("written alone", &mut |bench| bench.preview(kith_engine::api::ContactPolicy::Written));
    timed("everyone seen", &mut |bench| bench.preview(kith_engine::api::ContactPolicy::Seen));
    timed("pairs", &mut |bench| bench.suggestions());
    timed("a tag", &mut |bench| {
        bench.tag(1);
        1
    });
    again.set_now(mailbox::NOW);
    let one_message_without = one_message(&mut again, 0);
    let mut timed = |name: &str, work: &mut dyn FnMut(&mut Bench) -> u32| {
        let start = spent_so_far();
        let found = work(&mut again);
        asked.push(format!("{name} {found}: {:.1}", (spent_so_far() - start).as_secs_f64() * 1e3));
    };
    timed("today with nobody in buckets", &mut Bench::today);
    timed("into buckets", &mut |bench| bench.into_buckets(2, 10_000));
    timed("today", &mut Bench::today);
    timed("today again", &mut Bench::today);
    timed("buckets", &mut Bench::buckets);
    timed("insights", &mut Bench::insights);
    timed("rules", &mut |bench| bench.make_rules(3));
    timed("everybody by ten rules", &mut Bench::look_at_everybody);
    timed("the list of rules", &mut |bench| bench.rules());
    let due_one_message = one_message(&mut again, 1);
    let each = |time: Duration| time.as_secs_f64() * 1e6 / f64::from(size);
    let bytes = |bytes: usize| bytes as f64 / f64::from(size);
    let all: Duration = spent.iter().sum();
    println!(
        "{size:9} {rows:8} {people:8} |              {:6.2} {:6.2} {:6.2} {:6.2} {:6.2} | {:4.2} {:6.2} |               {:6.0} {:6.0} {:6.0}",
        each(spent[0]),
        each(spent[1]),
        each(spent[2]),
        each(spent[3]),
        each(all),
        each(loaded),
        each(settled),
        bytes(live),
        bytes(load_peak),
        bytes(stored),
    );
    println!(
        "          ms: the first list {:.1}, a filter {:.2}, subjects with {}",
        first_list.as_secs_f64() * 1e3,
        filter.as_secs_f64() * 1e3,
        asked.join(", "),
    );
    let (packed, taken, size_of_parts, count, live) = from_parts;
    println!(
        "          the book in {count} parts of {:.1} bytes a message: packed in {:.1} ms, taken in in {:.1} ms, {:.1} bytes a message live",
        bytes(size_of_parts),
        packed.as_secs_f64() * 1e3,
        taken.as_secs_f64() * 1e3,
        bytes(live),
    );
    println!("          µs: due_one_message {due_one_message:.1}, and {one_message_without:.1} with nobody in buckets");
}

/// So many messages come one by one: the clock is coarse.
const ONE_BY_ONE: u32 = 4_000;

/// What one new message costs, from its facts to the due day of whom it names, in microseconds.
fn one_message(bench: &mut Bench, turn: u32) -> f64 {
    let facts = (0..ONE_BY_ONE).map(|at| {
        let who = 1 + at % 1_000;
        let block = format!(
            "From: Somebody <p{who}@host{}.example>\r\nTo: <{}>\r\nSubject: One more\r\nDate: 1 Sep 2026 09:00:00 +0000\r\nMessage-ID: <new{turn}.{at}@x.example>\r\n\r\n",
            who % 70,
            mailbox::ME,
        );
        (9_000_000 + turn * ONE_BY_ONE + at, header::read(block.as_bytes(), Some(mailbox::NOW), 4_000))
    });
    let facts: Vec<_> = facts.collect();
    let start = spent_so_far();
    for one in facts {
        bench.take("INBOX", false, vec![one], &mut |_| {});
    }
    (spent_so_far() - start).as_secs_f64() * 1e6 / f64::from(ONE_BY_ONE)
}

/// The processor's time that this program took; others may be busy on the same machine.
fn spent_so_far() -> Duration {
    let first = std::fs::read_to_string("/proc/self/schedstat").ok();
    let nanoseconds = first.and_then(|text| text.split(' ').next()?.parse().ok());
    Duration::from_nanos(nanoseconds.unwrap_or(0))
}
