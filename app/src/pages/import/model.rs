//! What the page says of a file.

use crate::i18n::t;
use crate::present::text::people;
use kith_domain::contact::trouble::Reason;
use kith_engine::api::{ImportCounts, ImportOutcome, ImportRow, ImportView, LeftOutReason, RowFate, RowKind};

/// The kinds in the order in which they are shown.
pub(crate) const KINDS: [RowKind; 6] =
    [RowKind::New, RowKind::Completed, RowKind::Unclear, RowKind::Same, RowKind::LeftOut, RowKind::Bad];

/// The name of a kind, for styles and tests.
pub(crate) const fn kind_name(kind: RowKind) -> &'static str {
    match kind {
        RowKind::New => "new",
        RowKind::Completed => "completed",
        RowKind::Unclear => "unclear",
        RowKind::Same => "same",
        RowKind::LeftOut => "left-out",
        RowKind::Bad => "bad",
    }
}

/// What those of a kind are, below their number. `is_phone`: in a file of a phone.
pub(crate) fn kind_title(kind: RowKind, is_phone: bool) -> &'static str {
    match kind {
        RowKind::Completed if is_phone => t::phone::kind::known(),
        RowKind::Same if is_phone => t::phone::kind::same(),
        RowKind::LeftOut if is_phone => t::phone::kind::left_out(),
        RowKind::New => t::import::kind::new(),
        RowKind::Completed => t::import::kind::completed(),
        RowKind::Unclear => t::import::kind::unclear(),
        RowKind::Same => t::import::kind::same(),
        RowKind::LeftOut => t::import::kind::left_out(),
        RowKind::Bad => t::import::kind::bad(),
    }
}

pub(crate) const fn count(counts: &ImportCounts, kind: RowKind) -> u32 {
    match kind {
        RowKind::New => counts.new,
        RowKind::Completed => counts.completed,
        RowKind::Unclear => counts.unclear,
        RowKind::Same => counts.same,
        RowKind::LeftOut => counts.left_out,
        RowKind::Bad => counts.bad,
    }
}

/// Which kind is shown: the one that was chosen as long as there are any, or else the first.
pub(crate) fn shown(counts: &ImportCounts, chosen: Option<RowKind>) -> Option<RowKind> {
    let is_there = |kind: &RowKind| count(counts, *kind) > 0;
    chosen.filter(is_there).or_else(|| KINDS.into_iter().find(is_there))
}

/// How many would be imported.
pub(crate) const fn wanted(counts: &ImportCounts) -> u32 {
    counts.new + counts.completed
}

/// What is said above the counts where there is nothing to do, or something to do first. A chat without
/// anyone says why itself.
pub(crate) fn remark(counts: &ImportCounts, is_chat: bool) -> Option<String> {
    let ImportCounts { new, completed, unclear, same, left_out, bad } = *counts;
    if is_chat && *counts == ImportCounts::default() {
        return None;
    }
    match (new + completed, unclear, same + left_out) {
        (0, 0, 0) if bad > 0 => Some(t::import::all_bad().to_owned()),
        (0, 0, 0) => Some(t::import::empty().to_owned()),
        (0, 0, _) if left_out == 0 && bad > 0 => Some(t::import::nothing_new_but_bad().to_owned()),
        (0, 0, _) if left_out == 0 => Some(t::import::nothing_new().to_owned()),
        (_, 0, _) => None,
        (_, unclear, _) => Some(t::import::unclear(unclear)),
    }
}

/// How far something is: its words, and of how many how many are done.
pub(crate) fn progress(view: &ImportView) -> Option<(&'static str, u32, u32)> {
    match view {
        ImportView::Reading { read, of } => Some((t::import::reading(), *read, *of)),
        ImportView::Matching { done, of } => Some((t::import::matching(), *done, *of)),
        ImportView::Writing { done, of } => Some((t::import::writing(), *done, *of)),
        ImportView::Photos { done, of } => Some((t::import::photos(), *done, *of)),
        ImportView::Gone => Some((t::import::reading(), 0, 1)),
        ImportView::Preview(_) | ImportView::Calendar(_) | ImportView::Done(_) => None,
    }
}

/// Why something of a file cannot be read.
pub(crate) fn reason(reason: Reason) -> &'static str {
    match reason {
        Reason::NoBegin => t::import::bad::no_begin(),
        Reason::NoEnd => t::import::bad::no_end(),
        Reason::Empty => t::import::bad::empty(),
        Reason::TooLong => t::import::bad::too_long(),
        Reason::OpenQuote => t::import::bad::open_quote(),
    }
}

/// Why someone is left out.
pub(crate) fn left_out(reason: LeftOutReason) -> &'static str {
    match reason {
        LeftOutReason::Unknown => t::import::left_out::unknown(),
        LeftOutReason::Known => t::import::left_out::known(),
        LeftOutReason::Skipped => t::import::left_out::skipped(),
        LeftOutReason::You => t::import::left_out::you(),
        LeftOutReason::NotKnown => t::phone::not_known(),
    }
}

/// On which lines someone stands: `line 3`, `lines 3, 8`.
pub(crate) fn lines(lines: &[u32]) -> String {
    let all: Vec<String> = lines.iter().map(ToString::to_string).collect();
    t::import::lines(all.join(", "), u32::try_from(all.len()).unwrap_or(u32::MAX))
}

/// What cannot be read, line by line, to be copied.
pub(crate) fn bad_rows(rows: &[ImportRow]) -> String {
    let line = |row: &ImportRow| match &row.fate {
        RowFate::Bad(why) => Some(format!("{}: {}\n", lines(&row.lines), reason(*why))),
        _ => None,
    };
    rows.iter().filter_map(line).collect()
}

/// What came of an import.
pub(crate) fn outcome(outcome: &ImportOutcome) -> String {
    let ImportOutcome { new, completed, photos, calls, message_days, meetings, .. } = *outcome;
    if outcome.run.is_none() {
        let is_whole = !outcome.stopped && outcome.problem.is_none();
        return if is_whole { t::import::nothing_changed() } else { t::import::nothing_imported() }.to_owned();
    }
    let added = (new > 0).then(|| t::import::added(people(new)));
    let came = [
        (calls > 0).then(|| t::phone::came::calls(calls)),
        (message_days > 0).then(|| t::phone::came::days(message_days)),
    ];
    // Those of whom there are calls and messages were not completed.
    let is_phone = came.iter().any(Option::is_some);
    let filled = (completed > 0 && !is_phone).then(|| t::import::filled(people(completed)));
    let kept = (photos > 0).then(|| t::import::photos_saved(photos));
    let met = (meetings > 0).then(|| t::import::meetings_added(meetings));
    [added, filled, kept, met].into_iter().chain(came).flatten().collect::<Vec<_>>().join(" ")
}

/// What an import left behind that the file holds, if anything.
pub(crate) fn left_behind(counts: &ImportCounts) -> Option<String> {
    let unclear = (counts.unclear > 0).then(|| t::import::unclear_left(counts.unclear));
    let bad = (counts.bad > 0).then(|| t::import::bad_left(counts.bad));
    let mut all: Vec<String> = [unclear, bad].into_iter().flatten().collect();
    (!all.is_empty()).then(|| {
        all.push(t::import::left_hint().to_owned());
        all.join(" ")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shown_first_is_there() {
        let counts = ImportCounts { completed: 2, bad: 1, ..ImportCounts::default() };
        assert_eq!(shown(&counts, None), Some(RowKind::Completed));
        assert_eq!(shown(&counts, Some(RowKind::Bad)), Some(RowKind::Bad));
        assert_eq!(shown(&counts, Some(RowKind::Unclear)), Some(RowKind::Completed));
        assert_eq!(shown(&ImportCounts::default(), Some(RowKind::New)), None);
        assert_eq!(wanted(&ImportCounts { new: 3, completed: 2, same: 9, ..counts }), 5);
    }

    #[test]
    fn it_is_said_where_there_is_nothing_to_do() {
        let of = |new, unclear, same, left_out, bad| {
            remark(&ImportCounts { new, completed: 0, unclear, same, left_out, bad }, false)
        };
        assert_eq!(remark(&ImportCounts::default(), true), None);
        assert_eq!(of(0, 0, 0, 0, 0).as_deref(), Some(t::import::empty()));
        assert_eq!(of(0, 0, 0, 0, 3).as_deref(), Some(t::import::all_bad()));
        assert_eq!(of(0, 0, 4, 0, 0).as_deref(), Some(t::import::nothing_new()));
        assert_eq!(of(0, 0, 4, 0, 1).as_deref(), Some(t::import::nothing_new_but_bad()));
        assert_eq!(of(0, 0, 4, 1, 0), None);
        assert_eq!(of(5, 0, 0, 0, 0), None);
        assert!(of(5, 1, 0, 0, 0).is_some_and(|it| it.starts_with("1 person")));
    }

    #[test]
    fn an_outcome_counts_what_was_done() {
        let done = ImportOutcome { run: Some(1), new: 2, completed: 1, photos: 3, ..ImportOutcome::default() };
        assert_eq!(outcome(&done), "Added 2 people. Completed 1 person. Saved 3 photos.");
        assert_eq!(outcome(&ImportOutcome::default()), t::import::nothing_changed());
        let stopped = ImportOutcome { stopped: true, ..ImportOutcome::default() };
        assert_eq!(outcome(&stopped), t::import::nothing_imported());
        assert_eq!(outcome(&ImportOutcome { new: 0, photos: 0, ..done.clone() }), "Completed 1 person.");
        let phone = ImportOutcome { new: 0, photos: 0, calls: 2, message_days: 1, ..done };
        assert_eq!(outcome(&phone), "Added 2 calls. Added messages from 1 day.");
    }

    #[test]
    fn what_was_left_behind_is_told() {
        let of = |unclear, bad| left_behind(&ImportCounts { new: 5, unclear, bad, ..ImportCounts::default() });
        assert_eq!(of(0, 0), None);
        let hint = t::import::left_hint();
        assert_eq!(of(0, 1), Some(format!("1 entry couldn’t be read. {hint}")));
        assert_eq!(of(2, 3), Some(format!("2 people were unclear and left out. 3 entries couldn’t be read. {hint}")));
    }

    #[test]
    fn what_cannot_be_read_is_copied_with_its_lines() {
        let row = |line, why| ImportRow {
            row: u32::MAX,
            lines: vec![line],
            name: String::new(),
            detail: String::new(),
            fate: RowFate::Bad(why),
            phone: None,
        };
        let rows = [row(3, Reason::OpenQuote), row(12, Reason::Empty)];
        let expected = format!("line 3: {}\nline 12: {}\n", reason(Reason::OpenQuote), reason(Reason::Empty));
        assert_eq!(bad_rows(&rows), expected);
        assert_eq!(lines(&[3, 8]), "lines 3, 8");
    }
}
