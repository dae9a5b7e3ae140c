//! What was spoken with a mail server, ready to be drawn.

use crate::i18n::t;
use crate::present::calendar::{Moment, clock as wall_clock};
use crate::present::text::thousands;
use kith_engine::api::{CommandView, Outcome};
use std::collections::BTreeMap;

/// How many commands are drawn at first, and how many more each time. They take no time to draw.
pub(crate) const PAGE_ROWS: usize = 100;

/// A command, with what tells it apart from others that look the same.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct CommandRow {
    /// Which of those that were sent in the same millisecond over the same connection, from the earliest.
    pub(crate) turn: u32,
    /// When it was sent: connection and milliseconds.
    pub(crate) sent: (u32, i64),
    /// The time of day.
    pub(crate) time: String,
    /// How long it took.
    pub(crate) took: String,
    pub(crate) end: CommandEnd,
    pub(crate) command: String,
    /// What the server said, where it refused.
    pub(crate) words: Option<String>,
}

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum CommandEnd {
    /// It has not ended yet.
    Open,
    /// The server did it.
    Done,
    /// The server refused.
    Refused,
    /// The server did not understand.
    NotUnderstood,
    /// The connection ended before.
    Lost,
    /// In a way that this version does not know.
    Unknown,
}

impl CommandEnd {
    /// Its name for styles and tests.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Done => "ok",
            Self::Refused => "no",
            Self::NotUnderstood => "bad",
            Self::Lost => "lost",
            Self::Unknown => "other",
        }
    }

    /// Its mark, which reads without colour, and what that means.
    pub(crate) fn mark(self) -> (&'static str, &'static str) {
        match self {
            Self::Open => ("…", t::activity::open()),
            Self::Done => ("✓", t::activity::done()),
            Self::Refused => ("NO", t::activity::refused()),
            Self::NotUnderstood => ("BAD", t::activity::not_understood()),
            Self::Lost => ("✗", t::activity::interrupted()),
            Self::Unknown => ("?", t::activity::unknown()),
        }
    }

    const fn of(outcome: Option<Outcome>) -> Self {
        match outcome {
            None => Self::Open,
            Some(Outcome::Ok) => Self::Done,
            Some(Outcome::No) => Self::Refused,
            Some(Outcome::Bad) => Self::NotUnderstood,
            Some(Outcome::Lost) => Self::Lost,
            Some(Outcome::Other) => Self::Unknown,
        }
    }
}

/// The newest `limit` commands by connection, the connection that was opened last first.
pub(crate) fn connections(
    commands: &[CommandView],
    limit: usize,
    clock: impl Fn(i64) -> Moment,
) -> Vec<(u32, Vec<CommandRow>)> {
    let mut groups: BTreeMap<u32, Vec<CommandRow>> = BTreeMap::new();
    for command in commands.iter().take(limit) {
        groups.entry(command.connection).or_default().push(line(command, &clock));
    }
    // Counted from the oldest, so that what comes later changes nothing about it.
    for lines in groups.values_mut() {
        let mut turns = BTreeMap::new();
        for line in lines.iter_mut().rev() {
            let turn = turns.entry(line.sent).or_insert(0);
            line.turn = *turn;
            *turn += 1;
        }
    }
    groups.into_iter().rev().collect()
}

fn line(command: &CommandView, clock: impl Fn(i64) -> Moment) -> CommandRow {
    let seconds = command.at.div_euclid(1_000);
    CommandRow {
        turn: 0,
        sent: (command.connection, command.at),
        time: format!("{}:{:02}", wall_clock(&clock(seconds)), seconds.rem_euclid(60)),
        took: command.took.map(took).unwrap_or_default(),
        end: CommandEnd::of(command.outcome),
        command: command.command.clone(),
        words: command.words.clone().filter(|words| !words.trim().is_empty()),
    }
}

/// A duration: `12 ms`, `1.2 s`, `29 min`.
fn took(ms: u32) -> String {
    match ms {
        0..1_000 => format!("{ms} ms"),
        1_000..60_000 => format!("{}.{} s", ms / 1_000, ms % 1_000 / 100),
        _ => format!("{} min", thousands(ms / 60_000)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn command(connection: u32, at: i64, text: &str) -> CommandView {
        let outcome = Some(Outcome::Ok);
        CommandView { connection, command: text.into(), at, took: Some(5), outcome, words: None }
    }

    #[test]
    fn commands_stand_by_connection_the_newest_first() {
        let commands =
            [command(2, 9_000, "d"), command(1, 8_000, "c"), command(2, 7_000, "b"), command(1, 61_500, "a")];
        let drawn: Vec<(u32, Vec<String>)> = connections(&commands, 10, |_| Moment::default())
            .into_iter()
            .map(|(connection, lines)| (connection, lines.into_iter().map(|line| line.command).collect()))
            .collect();
        assert_eq!(drawn, [(2, vec!["d".into(), "b".into()]), (1, vec!["c".into(), "a".into()])]);
        let time = |at| connections(&[command(1, at, "x")], 1, |_| Moment::default())[0].1[0].time.clone();
        assert_eq!((time(61_500), time(-500)), ("00:00:01".to_owned(), "00:00:59".to_owned()));
    }

    #[test]
    fn only_so_many_are_drawn() {
        let commands: Vec<_> = (0..1_000).map(|at| command(1, 1_000 - at, "x")).collect();
        assert_eq!(connections(&commands, PAGE_ROWS, |_| Moment::default())[0].1.len(), PAGE_ROWS);
    }

    #[test]
    fn what_looks_the_same_is_told_apart_and_stays_the_same_when_more_comes() {
        let keys = |commands: &[CommandView]| -> Vec<(i64, u32)> {
            let groups = connections(commands, 100, |_| Moment::default());
            groups[0].1.iter().map(|line| (line.sent.1, line.turn)).collect()
        };
        let old = [command(1, 5, "NOOP"), command(1, 5, "NOOP")];
        let more = [command(1, 6, "NOOP"), command(1, 5, "NOOP"), command(1, 5, "NOOP"), command(1, 5, "NOOP")];
        assert_eq!(keys(&old), [(5, 1), (5, 0)]);
        assert_eq!(keys(&more), [(6, 0), (5, 2), (5, 1), (5, 0)]);
    }

    #[test]
    fn marks_read_without_colour() {
        let all = [
            CommandEnd::Open,
            CommandEnd::Done,
            CommandEnd::Refused,
            CommandEnd::NotUnderstood,
            CommandEnd::Lost,
            CommandEnd::Unknown,
        ];
        let marks: std::collections::BTreeSet<_> = all.iter().map(|end| end.mark().0).collect();
        assert_eq!(marks.len(), all.len());
    }

    #[test]
    fn durations_are_short() {
        assert_eq!([took(0), took(999), took(1_250), took(1_740_000)], ["0 ms", "999 ms", "1.2 s", "29 min"]);
    }
}
