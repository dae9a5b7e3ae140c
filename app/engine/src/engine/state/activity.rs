//! What was spoken with a mail server, for the user to see. It is stored nowhere.

use crate::api::CommandView;
use crate::session::ConnectionId;
use kith_domain::small_sort::CollectTree;
use kith_wire::CommandRecord;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// Maximum number of commands that are kept, the latest ones.
const MAX_COMMANDS: usize = 500;

/// Once more connections than this are known, those without a kept command are forgotten.
const MAX_CONNECTIONS: usize = 2 * MAX_COMMANDS;

/// What was spoken with one mail server.
#[derive(Debug, Default)]
pub(in crate::engine) struct Activity {
    /// The numbers of the connections of which commands are kept.
    connections: BTreeMap<ConnectionId, u32>,
    /// How many connections there were.
    count: u32,
    /// With the tag of each.
    commands: VecDeque<(ConnectionId, String, CommandView)>,
}

impl Activity {
    /// Notes commands, or what became of them.
    pub(in crate::engine) fn note(&mut self, conn: ConnectionId, commands: Vec<CommandRecord>) {
        let connection = *self.connections.entry(conn).or_insert_with(|| {
            self.count = self.count.saturating_add(1);
            self.count
        });
        for spoken in commands {
            let CommandRecord { tag, command, at, took, outcome, words } = spoken;
            let view = CommandView { connection, command, at, took, outcome, words };
            let known = self.commands.iter_mut().rev().find(|(of, known, _)| *of == conn && *known == tag);
            match known {
                Some((_, _, known)) => *known = view,
                None => self.commands.push_back((conn, tag, view)),
            }
            if self.commands.len() > MAX_COMMANDS {
                self.commands.pop_front();
            }
        }
        if self.connections.len() > MAX_CONNECTIONS {
            let kept: BTreeSet<ConnectionId> = self.commands.iter().map(|(conn, ..)| *conn).chain([conn]).collect_set();
            self.connections.retain(|conn, _| kept.contains(conn));
        }
    }

    /// The commands, the latest first.
    pub(in crate::engine) fn view(&self) -> Vec<CommandView> {
        self.commands.iter().rev().map(|(_, _, view)| view.clone()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{Activity, ConnectionId, MAX_COMMANDS, MAX_CONNECTIONS};
    use kith_wire::{CommandRecord, Outcome};

    fn spoken(number: usize, took: Option<u32>) -> CommandRecord {
        let outcome = took.map(|_| Outcome::Ok);
        CommandRecord {
            tag: format!("K{number}"),
            command: format!("NOOP {number}"),
            at: 5,
            took,
            outcome,
            words: None,
        }
    }

    #[test]
    fn says_what_became_of_a_command_under_way_and_keeps_connections_apart() {
        let mut activity = Activity::default();
        activity.note(ConnectionId(4), vec![spoken(1, Some(2)), spoken(2, None)]);
        activity.note(ConnectionId(9), vec![spoken(2, Some(1))]);
        activity.note(ConnectionId(4), vec![spoken(2, Some(7))]);
        let all: Vec<_> = activity.view().into_iter().map(|c| (c.connection, c.command, c.took)).collect();
        let expect =
            [(2, "NOOP 2".to_owned(), Some(1)), (1, "NOOP 2".to_owned(), Some(7)), (1, "NOOP 1".to_owned(), Some(2))];
        assert_eq!(all, expect);
    }

    #[test]
    fn keeps_the_latest() {
        let mut activity = Activity::default();
        activity.note(ConnectionId(1), (0..MAX_COMMANDS + 3).map(|number| spoken(number, None)).collect());
        let view = activity.view();
        assert_eq!(
            (view.len(), view[0].command.as_str()),
            (MAX_COMMANDS, format!("NOOP {}", MAX_COMMANDS + 2).as_str())
        );
    }

    #[test]
    fn connections_of_which_nothing_is_kept_are_forgotten_and_no_number_is_used_twice() {
        let mut activity = Activity::default();
        let last = 3 * u32::try_from(MAX_CONNECTIONS).unwrap();
        for conn in 1..=last {
            activity.note(ConnectionId(conn), vec![spoken(1, Some(1))]);
        }
        assert!(activity.connections.len() <= MAX_CONNECTIONS, "{}", activity.connections.len());
        let numbers: Vec<u32> = activity.view().into_iter().map(|command| command.connection).collect();
        let expect: Vec<u32> = (0..u32::try_from(MAX_COMMANDS).unwrap()).map(|before| last - before).collect();
        assert_eq!(numbers, expect);
    }
}
