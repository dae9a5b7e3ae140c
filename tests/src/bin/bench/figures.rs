//! What was measured, as a table and as JSON.

use crate::question::{Noop, Question};
use anyhow::{Context, Result};
use serde_json::{Value, json};
use std::path::Path;

/// What was measured with one mailbox. What could not be measured is `None`.
#[derive(Clone, Debug, Default)]
pub(crate) struct Figures {
    pub messages: usize,
    pub repeats: usize,
    pub people: usize,
    pub question: Option<Question>,
    pub noop: Option<Noop>,

    pub floor_s: Option<f64>,
    pub imapflow_s: Option<f64>,
    pub kith_s: Option<f64>,
    /// From the click to the login that was accepted, each time.
    pub login_ms: Vec<f64>,
    pub first_people_ms: Option<f64>,
    /// The tasks of the main thread of 50 ms and more, each time.
    pub long_tasks: Vec<Vec<f64>>,
    pub news_ms: Option<f64>,
    /// The same for a bare socket: from delivery to the header fields of the new message.
    pub floor_news_ms: Option<f64>,
    /// What a keystroke in the search costs with 10,000 people: usually, and at the 95th percentile.
    pub search_ms: Option<f64>,
    pub search_p95_ms: Option<f64>,
    /// What it costs to see what another choice of who becomes a person would change: the slowest of all.
    pub preview_ms: Option<f64>,
    /// The share of labelled senders who stand where they belong, from 0 to 1.
    pub sender_precision: Option<f64>,
    /// What a new message costs the engine, header to due day, with everyone in a bucket.
    pub due_one_message_us: Option<f64>,
    /// From the click on Today to what it shows, with 10,000 people in buckets.
    pub today_ms: Option<f64>,
    /// From the click on Insights to its charts, with 10,000 people and all mail.
    pub insights_ms: Option<f64>,
    /// What odd mail costs natively: 10,000 names of one address, a table of 10,000 people, the slowest of hostile
    /// texts.
    pub many_names_ms: Option<f64>,
    pub export_ms: Option<f64>,
    pub hostile_text_ms: Option<f64>,
    /// From the click until 10,000 cards of a file are there, and the longest task of the main thread meanwhile (0: none
    /// reached 50 ms).
    pub import_ms: Option<f64>,
    pub import_longest_task_ms: Option<f64>,
    /// The first sync of 5,000 cards with an address book server, and vdirsyncer's of the same.
    pub carddav_first_s: Option<f64>,
    pub vdirsyncer_s: Option<f64>,
    pub start_ms: Option<f64>,
    pub start_rows_ms: Option<f64>,
    /// The same under a passphrase, from the moment in which that is given; making the key of it is meant to take time.
    pub unlock_ms: Option<f64>,

    /// In bytes: the wasm memory of the engine after reading and after a start, all memory of the tab, the database as
    /// the browser reports it, and its files after the browser was closed.
    pub engine_memory: Option<u64>,
    pub engine_memory_at_start: Option<u64>,
    pub tab_memory: Option<u64>,
    pub disk: Option<u64>,
    pub disk_closed: Option<u64>,

    /// A first visit over a slow network: to the largest paint, and until the page's code runs.
    pub first_paint_ms: Option<f64>,
    pub first_visit_ms: Option<f64>,
    /// What Lighthouse gives a first visit for speed on its emulated phone, from 0 to 100.
    pub lighthouse: Option<f64>,

    /// In bytes, packed: what a first visit loads before the page's code runs, and all files of the app.
    pub first_path_bytes: Option<u64>,
    pub transfer_bytes: Option<u64>,
}

impl Figures {
    fn ratio(&self) -> Option<f64> {
        Some(self.kith_s? / self.floor_s?)
    }

    /// The longest of all rounds; 0 if none reached 50 ms.
    fn longest_task(&self) -> Option<f64> {
        (!self.long_tasks.is_empty()).then(|| self.long_tasks.iter().flatten().copied().fold(0.0, f64::max))
    }

    fn per_message(&self, bytes: Option<u64>) -> Option<f64> {
        Some(bytes? as f64 / self.messages as f64)
    }

    fn disk_per_message(&self) -> Option<f64> {
        self.per_message(self.disk_closed)
    }

    /// What the engine needs for each message more than the smaller mailbox has.
    fn memory_per_message(&self, smaller: &Self) -> Option<f64> {
        let more = self.engine_memory?.checked_sub(smaller.engine_memory?)?;
        (self.messages > smaller.messages).then(|| more as f64 / (self.messages - smaller.messages) as f64)
    }
}

/// The one in the middle.
pub(crate) fn median(values: &[f64]) -> Option<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let middle = sorted.len() / 2;
    let upper = *sorted.get(middle)?;
    if sorted.len() % 2 == 1 { Some(upper) } else { Some((sorted.get(middle - 1)? + upper) / 2.0) }
}

/// The value that so large a share of them does not exceed.
pub(crate) fn percentile(values: &[f64], share: f64) -> Option<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let at = (sorted.len() as f64 * share).ceil() as usize;
    sorted.get(at.max(1) - 1).copied()
}

/// Prints a table with a column for each size.
pub(crate) fn print(all: &[Figures]) {
    let row = |name: &str, value: &dyn Fn(&Figures) -> Option<String>| {
        let cells = all.iter().map(|figures| value(figures).unwrap_or_else(|| "–".to_owned()));
        println!("| {name} | {} |", cells.collect::<Vec<_>>().join(" | "));
    };
    let seconds = |value: Option<f64>| value.map(|value| format!("{value:.2} s"));
    let millis = |value: Option<f64>| value.map(|value| format!("{value:.0} ms"));
    let bytes = |value: Option<f64>| value.map(|value| format!("{value:.0} bytes"));
    let megabytes = |value: Option<u64>| value.map(|value| format!("{:.1} MB", value as f64 / 1e6));
    println!();
    row("Messages", &|it| Some(it.messages.to_string()));
    println!("|---|{}", "---|".repeat(all.len()));
    row("People", &|it| Some(it.people.to_string()));
    row("Bare socket over TLS", &|it| seconds(it.floor_s));
    row("imapflow 2.1.2", &|it| seconds(it.imapflow_s));
    row("Kith, from the click to up to date", &|it| seconds(it.kith_s));
    row("… of it until the login is accepted", &|it| millis(median(&it.login_ms)));
    row("… times the bare socket", &|it| it.ratio().map(|ratio| format!("{ratio:.1}")));
    row("… times the size before", &|it| {
        let before = all.iter().rev().find(|before| before.messages < it.messages)?;
        Some(format!("{:.1}", it.kith_s? / before.kith_s?))
    });
    row("A hundred people listed, from the login on", &|it| millis(it.first_people_ms));
    let task = |value: Option<f64>| {
        value.map(|longest| if longest == 0.0 { "under 50 ms".to_owned() } else { format!("{longest:.0} ms") })
    };
    row("Longest task of the main thread", &|it| task(it.longest_task()));
    row("… tasks over 50 ms in a round", &|it| {
        let counts: Vec<_> = it.long_tasks.iter().map(|tasks| tasks.len().to_string()).collect();
        Some(counts.join(", "))
    });
    row("A sync with nothing new, round trips", &|it| it.noop.as_ref().map(|noop| noop.trips.len().to_string()));
    row("A new message, from delivery to the list", &|it| millis(it.news_ms));
    row("… and a bare socket hears of it and reads it", &|it| millis(it.floor_news_ms));
    row("A keystroke in the search, 10,000 people, to what is found", &|it| millis(it.search_ms));
    row("… at the 95th percentile", &|it| millis(it.search_p95_ms));
    row("What another choice of who counts would change", &|it| millis(it.preview_ms));
    row("A new message with everybody in a bucket, in the engine", &|it| {
        it.due_one_message_us.map(|each| format!("{each:.1} µs"))
    });
    row("Today with 10,000 people in buckets, from the click", &|it| millis(it.today_ms));
    row("Insights over all mail, from the click", &|it| millis(it.insights_ms));
    row("10,000 messages from one address under 10,000 names, in the engine", &|it| millis(it.many_names_ms));
    row("10,000 people as a table, in the engine", &|it| millis(it.export_ms));
    row("The slowest of hostile texts of 512 KiB, natively", &|it| millis(it.hostile_text_ms));
    row("Labelled senders who stand where they belong", &|it| {
        it.sender_precision.map(|share| format!("{:.1} %", share * 100.0))
    });
    row("10,000 cards of a file, from the click", &|it| millis(it.import_ms));
    row("… longest task of the main thread", &|it| task(it.import_longest_task_ms));
    row("vdirsyncer 0.21.0, 5,000 cards of an address book", &|it| seconds(it.vdirsyncer_s));
    row("Kith, the first sync of them", &|it| seconds(it.carddav_first_s));
    row("Start with what is stored, to a list that answers", &|it| millis(it.start_ms));
    row("… to its rows", &|it| millis(it.start_rows_ms));
    row("From the passphrase to a list that answers", &|it| millis(it.unlock_ms));
    row("Memory of the engine", &|it| megabytes(it.engine_memory));
    row("… for each message above the smallest mailbox", &|it| bytes(it.memory_per_message(all.first()?)));
    row("… after a start", &|it| megabytes(it.engine_memory_at_start));
    row("Memory of the whole tab", &|it| megabytes(it.tab_memory));
    row("Database, for each message", &|it| bytes(it.per_message(it.disk)));
    row("… after closing the browser", &|it| bytes(it.disk_per_message()));
    let kilobytes = |value: Option<u64>| value.map(|value| format!("{} kB", value.div_ceil(1_000)));
    row("A first visit over a slow network, to the largest paint", &|it| millis(it.first_paint_ms));
    row("… until the page's code runs", &|it| millis(it.first_visit_ms));
    row("… Lighthouse on its emulated phone, performance", &|it| it.lighthouse.map(|score| format!("{score:.0}")));
    row("Transfer before the page's code runs", &|it| kilobytes(it.first_path_bytes));
    row("Transfer of all files", &|it| kilobytes(it.transfer_bytes));
    row("Medians of", &|it| Some(it.repeats.to_string()));
    println!();
    for noop in all.iter().filter_map(|it| Some((it.messages, it.noop.as_ref()?))) {
        let (messages, noop) = noop;
        let trips: Vec<_> = noop.trips.iter().map(|trip| trip.join(", ")).collect();
        println!(
            "  nothing new, {messages} messages, {} connections, {:.1} round trips long:",
            noop.connections, noop.length
        );
        println!("    {}", trips.join(" → "));
    }
}

/// Writes the figures of 100,000 messages, or of the largest mailbox below a million, as one flat object.
pub(crate) fn write(all: &[Figures], file: &Path) -> Result<()> {
    let of = |messages: usize| all.iter().find(|it| it.messages == messages);
    let main = of(100_000).or(all.last()).context("nothing was measured")?;
    if main.messages != 100_000 {
        println!("  the JSON is of {} messages: 100,000 were not measured", main.messages);
    }
    let million = of(1_000_000);
    let growth = of(100_000).zip(of(10_000)).and_then(|(large, small)| Some(large.kith_s? / small.kith_s?));
    let round = |value: Option<f64>| value.map_or(Value::Null, |value| json!((value * 1_000.0).round() / 1_000.0));
    let object = json!({
        "floor_tls_s": round(main.floor_s),
        "kith_s": round(main.kith_s),
        "imapflow_s": round(main.imapflow_s),
        "ratio_to_tls_floor": round(main.ratio()),
        "growth_10k_to_100k": round(growth),
        "first_people_ms": round(main.first_people_ms),
        "first_people_1m_ms": round(million.and_then(|it| it.first_people_ms)),
        "longest_task_ms": round(main.longest_task()),
        "noop_sync_round_trips": main.noop.as_ref().map(|noop| noop.trips.len()),
        "new_message_to_screen_ms": round(main.news_ms),
        "search_p95_ms": round(main.search_p95_ms),
        "preview_ms": round(main.preview_ms),
        "sender_precision": round(main.sender_precision),
        "due_one_message_us": round(main.due_one_message_us),
        "today_ms": round(main.today_ms),
        "insights_ms": round(main.insights_ms),
        "many_names_ms": round(main.many_names_ms),
        "export_10k_ms": round(main.export_ms),
        "hostile_text_ms": round(main.hostile_text_ms),
        "import_10k_ms": round(main.import_ms),
        "carddav_first_s": round(main.carddav_first_s),
        "start_ms": round(main.start_ms),
        "start_1m_ms": round(million.and_then(|it| it.start_ms)),
        "new_message_1m_ms": round(million.and_then(|it| it.news_ms)),
        "new_message_1m_floor_ms": round(million.and_then(|it| it.floor_news_ms)),
        "unlock_ms": round(main.unlock_ms),
        "memory_bytes_per_message": round(all.first().and_then(|smallest| main.memory_per_message(smallest))),
        "disk_bytes_per_message": round(main.disk_per_message()),
        "first_paint_ms": round(main.first_paint_ms),
        "first_visit_ms": round(main.first_visit_ms),
        "lighthouse_performance": round(main.lighthouse),
        "first_path_bytes": main.first_path_bytes,
        "transfer_bytes": main.transfer_bytes,
    });
    std::fs::write(file, format!("{object:#}\n")).with_context(|| format!("cannot write {}", file.display()))?;
    println!("› the figures are in {}", file.display());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{Figures, median, percentile, write};
    use serde_json::{Value, json};

    #[test]
    fn the_one_in_the_middle() {
        for (values, middle) in
            [(&[][..], None), (&[3.0], Some(3.0)), (&[9.0, 1.0, 2.0], Some(2.0)), (&[1.0, 2.0], Some(1.5))]
        {
            assert_eq!(median(values), middle);
        }
    }

    #[test]
    fn a_share_of_them_is_no_larger() {
        let values: Vec<f64> = (1..=20).map(f64::from).collect();
        assert_eq!(percentile(&values, 0.95), Some(19.0));
        assert_eq!(percentile(&values, 1.0), Some(20.0));
        assert_eq!(percentile(&values, 0.0), Some(1.0));
        assert_eq!(percentile(&[], 0.95), None);
    }

    #[test]
    fn the_json_is_flat_and_says_what_was_not_measured() {
        let of = |messages, kith_s, memory| Figures {
            messages,
            kith_s: Some(kith_s),
            floor_s: Some(kith_s / 2.0),
            engine_memory: Some(memory),
            ..Figures::default()
        };
        let file = tempfile::NamedTempFile::new().unwrap();
        write(&[of(1_000, 0.2, 10_000), of(10_000, 0.5, 20_000), of(100_000, 4.0, 1_000_000)], file.path()).unwrap();
        let object: Value = serde_json::from_slice(&std::fs::read(file.path()).unwrap()).unwrap();
        let expected = json!({
            "floor_tls_s": 2.0, "kith_s": 4.0, "imapflow_s": null, "ratio_to_tls_floor": 2.0,
            "growth_10k_to_100k": 8.0, "first_people_ms": null, "longest_task_ms": null,
            "noop_sync_round_trips": null, "new_message_to_screen_ms": null, "start_ms": null, "unlock_ms": null,
            "start_1m_ms": null, "new_message_1m_ms": null, "new_message_1m_floor_ms": null,
            "first_people_1m_ms": null, "first_paint_ms": null, "first_visit_ms": null, "lighthouse_performance": null,
            "search_p95_ms": null, "preview_ms": null, "sender_precision": null,
            "due_one_message_us": null, "today_ms": null, "insights_ms": null,
            "many_names_ms": null, "export_10k_ms": null, "hostile_text_ms": null,
            "import_10k_ms": null, "carddav_first_s": null,
            "memory_bytes_per_message": 10.0, "disk_bytes_per_message": null,
            "first_path_bytes": null, "transfer_bytes": null,
        });
        assert_eq!(object, expected);
    }
}
