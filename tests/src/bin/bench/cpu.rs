//! Which threads of which programs used the processor.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// How often it is looked: a process that ends in between loses what it used since.
const LOOK: Duration = Duration::from_millis(50);

/// Looks at all threads until it is stopped.
pub(crate) struct Sampler {
    stop: Arc<AtomicBool>,
    thread: std::thread::JoinHandle<BTreeMap<String, u64>>,
}

impl Sampler {
    pub(crate) fn start() -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let stopped = Arc::clone(&stop);
        let thread = std::thread::spawn(move || {
            let first = ticks();
            let mut last = first.clone();
            while !stopped.load(Ordering::Relaxed) {
                std::thread::sleep(LOOK);
                last.extend(ticks());
            }
            let mut sums: BTreeMap<String, u64> = BTreeMap::new();
            for (thread, used) in last {
                let before = first.get(&thread).copied().unwrap_or_default();
                *sums.entry(format!("{} / {}", thread.program, thread.name)).or_default() +=
                    used.saturating_sub(before);
            }
            sums
        });
        Self { stop, thread }
    }

    /// Milliseconds of processor time by program and thread, most first.
    pub(crate) fn finish(self) -> Vec<(String, u64)> {
        self.stop.store(true, Ordering::Relaxed);
        let mut sums: Vec<_> = self.thread.join().unwrap_or_default().into_iter().collect();
        sums.retain(|(_, used)| *used > 0);
        sums.sort_by_key(|(_, used)| std::cmp::Reverse(*used));
        // A tick is a hundredth of a second on every Linux.
        sums.into_iter().map(|(name, used)| (name, used * 10)).collect()
    }
}

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Thread {
    id: u32,
    program: String,
    name: String,
}

/// Processor time of every thread of this program and of those that it started, in ticks.
fn ticks() -> BTreeMap<Thread, u64> {
    let mut all = BTreeMap::new();
    let own = std::process::id();
    for process in kith_tests::descendants(own).into_iter().chain([own]) {
        let Some(program) = program(process) else { continue };
        for id in numbered(&format!("/proc/{process}/task")) {
            let Ok(stat) = std::fs::read_to_string(format!("/proc/{process}/task/{id}/stat")) else { continue };
            // proc_pid_stat(5): the name stands in parentheses; user and system time are the 12th and 13th after it.
            let Some((name, rest)) = stat.split_once('(').and_then(|(_, rest)| rest.rsplit_once(')')) else { continue };
            let used = rest.split_whitespace().skip(11).take(2).filter_map(|field| field.parse::<u64>().ok()).sum();
            // Threads of a pool have a number each.
            let name = name.trim_end_matches(|letter: char| letter.is_ascii_digit() || letter == '-').to_owned();
            all.insert(Thread { id, program: program.clone(), name }, used);
        }
    }
    all
}

/// A program, and for Chromium's which of its kinds.
fn program(process: u32) -> Option<String> {
    let line = std::fs::read_to_string(format!("/proc/{process}/cmdline")).ok()?;
    // Some write all their words with spaces between them.
    let words: Vec<&str> = line.split(['\0', ' ']).collect();
    let name = words.first()?.rsplit('/').next()?;
    let kind = |flag: &str| words.iter().find_map(|word| word.strip_prefix(flag));
    let kinds = [Some(name), kind("--type="), kind("--utility-sub-type=")];
    Some(kinds.into_iter().flatten().collect::<Vec<_>>().join(" "))
}

fn numbered(folder: &str) -> Vec<u32> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok()).collect()
}
