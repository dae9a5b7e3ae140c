//! What is stored, in words: to compare two databases, whatever the order in which they were filled.

use crate::interactions::{self, holds_interactions};
use crate::segment::Run;
use crate::store::Segment;
use kith_domain::small_sort::CollectTree;
use std::collections::BTreeSet;

/// Every fact of the segments, a line each: which message lies where, and what is known of each message. Two databases
/// hold the same facts if and only if their lines are the same; how the facts are parted into segments, in which order
/// they came, and how often one of them is written does not show. Of a message that lies in Sent only what that copy
/// says counts, as it does in the book.
///
/// # Errors
///
/// If a segment cannot be read: which one, and why. Nothing of its content.
pub fn facts(segments: &[Segment]) -> Result<BTreeSet<String>, String> {
    let mut lines = BTreeSet::new();
    let mut runs = Vec::with_capacity(segments.len());
    for (at, segment) in segments.iter().enumerate() {
        let unreadable = |error| format!("segment {at}: {error}");
        if holds_interactions(&segment.bytes) {
            let found = interactions::unpack(&segment.bytes).map_err(unreadable)?;
            lines.extend(found.iter().map(|interaction| format!("{interaction:?}")));
            continue;
        }
        runs.push(Run::unpack(&segment.bytes).map_err(unreadable)?);
    }
    let in_sent = runs.iter().filter(|run| run.sent).flat_map(|run| &run.entries);
    let in_sent: BTreeSet<u64> = in_sent.filter(|entry| entry.message.is_some()).map(|entry| entry.key).collect_set();
    for run in &runs {
        let string = |number: u32| run.strings.get(number as usize).copied().unwrap_or("?");
        for entry in &run.entries {
            let key = entry.key;
            lines.insert(format!(
                "{key:016x} in {}/{} at {}, sent {}",
                run.folder, run.uid_validity, entry.uid, run.sent
            ));
            let Some(message) = entry.message.as_ref().filter(|_| run.sent || !in_sent.contains(&key)) else {
                continue;
            };
            lines.insert(format!("{key:016x} on {} about {:?}", message.date, run.text(message.subject)));
            lines.insert(format!("{key:016x} is {:?}", message.message_id));
            if message.marks != 0 {
                lines.insert(format!("{key:016x} bears {:08b}", message.marks));
            }
            for &address in run.delivered(message) {
                lines.insert(format!("{key:016x} was delivered to {}", string(address)));
            }
            for party in &message.parties {
                let (address, name) = (string(party.address), party.name.map(string));
                lines.insert(format!("{key:016x} names {address} as {} {name:?}", party.role));
            }
        }
    }
    Ok(lines)
}
