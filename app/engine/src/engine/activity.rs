//! What was spoken with a mail server, for the person to see. It is stored nowhere.

use super::Conn;
use crate::api::CommandView;
use kith_wire::Spoken;
use std::collections::VecDeque;

/// So many commands are kept, the latest ones.
const KEPT: usize = 500;

/// What was spoken with one mail server.
#[derive(Debug, Default)]
pub(super) struct Activity {
    /// The connections so far; a connection's number is its place.
    connections: Vec<Conn>,
    /// With the tag of each.
    commands: VecDeque<(Conn, String, CommandView)>,
}

impl Activity {
    /// Notes commands, or what became of them.
    pub(super) fn note(&mut self, conn: Conn, commands: Vec<Spoken>) {
        let at = self.connections.iter().position(|known| *known == conn).unwrap_or_else(|| {
            self.connections.push(conn);
            self.connections.len() - 1
        });
        let connection = u32::try_from(at + 1).unwrap_or(u32::MAX);
        for spoken in commands {
            let Spoken { tag, command, at, took, outcome, words } = spoken;
            let view = CommandView { connection, command, at, took, outcome, words };
            let known = self.commands.iter_mut().rev().find(|(of, known, _)| *of == conn && *known == tag);
            match known {
                Some((_, _, known)) => *known = view,
                None => self.commands.push_back((conn, tag, view)),
            }
            if self.commands.len() > KEPT {
                self.commands.pop_front();
            }
        }
    }

    /// The commands, the latest first.
    pub(super) fn view(&self) -> Vec<CommandView> {
        self.commands.iter().rev().map(|(_, _, view)| view.clone()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{Activity, Conn, KEPT};
    use kith_wire::{Outcome, Spoken};

    fn spoken(number: usize, took: Option<u32>) -> Spoken {
        let outcome = took.map(|_| Outcome::Ok);
        Spoken { tag: format!("K{number}"), command: format!("NOOP {number}"), at: 5, took, outcome, words: None }
    }

    #[test]
    fn says_what_became_of_a_command_under_way_and_keeps_connections_apart() {
        let mut activity = Activity::default();
        activity.note(Conn(4), vec![spoken(1, Some(2)), spoken(2, None)]);
        activity.note(Conn(9), vec![spoken(2, Some(1))]);
        activity.note(Conn(4), vec![spoken(2, Some(7))]);
        let all: Vec<_> = activity.view().into_iter().map(|c| (c.connection, c.command, c.took)).collect();
        let expect =
            [(2, "NOOP 2".to_owned(), Some(1)), (1, "NOOP 2".to_owned(), Some(7)), (1, "NOOP 1".to_owned(), Some(2))];
        assert_eq!(all, expect);
    }

    #[test]
    fn keeps_the_latest() {
        let mut activity = Activity::default();
        activity.note(Conn(1), (0..KEPT + 3).map(|number| spoken(number, None)).collect());
        let view = activity.view();
        assert_eq!((view.len(), view[0].command.as_str()), (KEPT, format!("NOOP {}", KEPT + 2).as_str()));
    }
}
