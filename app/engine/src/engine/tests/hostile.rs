//! The engine against a server that does whatever a server may do at the worst time, and some of what it may not.

use super::world::{Server, Shelf, World, mail, raw};
use crate::api::{AccountStatus, Command, ProblemKind};
use crate::engine::Input;
use crate::session::ConnectionId;
use kith_domain::header;
use kith_domain::ids::MessageKey;
use kith_domain::message::Facts;
use kith_wire::{RawMessage, UidSet};
use std::collections::{BTreeMap, BTreeSet};

/// So many lives are lived.
const SEEDS: u64 = 100;

/// What makes a server hostile: a sequence of whims.
pub(super) struct Chaos {
    state: u64,
    delivered: u32,
    /// Every message that ever was.
    ever: BTreeSet<String>,
}

impl Chaos {
    fn new(seed: u64) -> Self {
        Self { state: seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1, delivered: 0, ever: BTreeSet::new() }
    }

    fn below(&mut self, end: usize) -> usize {
        self.state = self.state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.state >> 33) as usize % end.max(1)
    }

    fn one_in(&mut self, count: usize) -> bool {
        self.below(count) == 0
    }

    /// What a server makes of an answer: messages out of order, twice, not at all, and some that no one asked for.
    pub(super) fn disorder(
        &mut self,
        mut sent: Vec<RawMessage>,
        all: &BTreeMap<u32, (String, Option<i64>)>,
    ) -> Vec<RawMessage> {
        for at in (1..sent.len()).rev() {
            let other = self.below(at + 1);
            sent.swap(at, other);
        }
        if self.one_in(4) && !sent.is_empty() {
            let at = self.below(sent.len());
            sent.remove(at);
        }
        if self.one_in(4) && !sent.is_empty() {
            let at = self.below(sent.len());
            sent.push(sent[at].clone());
        }
        if self.one_in(4) && !all.is_empty() {
            let (uid, (text, received)) = all.iter().nth(self.below(all.len())).unwrap();
            sent.push(raw(*uid, text, *received));
        }
        sent
    }
}

impl World {
    /// Before a request is answered, the mailbox changes, or a connection dies.
    pub(super) fn wreak_havoc(&mut self, conn: ConnectionId) {
        let Some(mut chaos) = self.server.chaos.take() else { return };
        let names: Vec<String> = self.server.folders.keys().cloned().collect();
        let name = names[chaos.below(names.len())].clone();
        match chaos.below(40) {
            0..4 => {
                chaos.delivered += 1;
                let text = mail("New", 1_000 + chaos.delivered);
                chaos.ever.insert(text.clone());
                self.server.shelf(&name).deliver(text, None);
                self.tell_watchers(&name);
            }
            4..6 => drop(take_any(self.server.shelf(&name), &mut chaos)),
            6..8 => {
                if let Some((text, received)) = take_any(self.server.shelf(&name), &mut chaos) {
                    let other = names[chaos.below(names.len())].clone();
                    self.server.shelf(&other).deliver(text, received);
                    self.tell_watchers(&other);
                }
            }
            8 => {
                let shelf = self.server.shelf(&name);
                let messages = std::mem::take(&mut shelf.messages);
                (shelf.uid_validity, shelf.uid_next) = (shelf.uid_validity + 1, 1);
                for (text, received) in messages.into_values() {
                    shelf.deliver(text, received);
                }
            }
            9 => self.cut(conn),
            10 => {
                let other: Option<ConnectionId> = self.open.keys().next().copied();
                self.cut(other.unwrap_or(conn));
            }
            11 => self.disk.full.set(true),
            _ => self.disk.full.set(false),
        }
        self.server.chaos = Some(chaos);
    }
}

fn take_any(shelf: &mut Shelf, chaos: &mut Chaos) -> Option<(String, Option<i64>)> {
    let uid = *shelf.messages.keys().nth(chaos.below(shelf.messages.len()))?;
    shelf.messages.remove(&uid)
}

fn facts(text: &str) -> Facts {
    header::read(text.as_bytes(), None, 9)
}

/// A world after a life among whims, then left in peace.
fn lived(seed: u64) -> World {
    let folders = [("INBOX", 1, 12), ("Sent", 1, 5), ("Archive", 5, 4)];
    let mut server = if seed.is_multiple_of(2) { Server::modern(&folders) } else { Server::with(&folders) };
    let mut chaos = Chaos::new(seed);
    chaos.ever = server.folders.values().flat_map(|s| s.messages.values()).map(|(text, _)| text.clone()).collect();
    server.chaos = Some(chaos);
    let mut world = World::new(server);
    let mut tries = 0;
    while world.overview().accounts.is_empty() {
        let connected = world.connect();
        assert!(!matches!(connected, Err(ProblemKind::OtherVersion | ProblemKind::BadInput)), "{connected:?}");
        tries += 1;
        assert!(tries < 100);
    }
    let id = world.account().id;
    let mut whims = Chaos::new(seed + 7_777);
    for _ in 0..25 {
        match whims.below(8) {
            0 => world.sync(),
            1 => world.order(Command::SyncNow(id)).unwrap(),
            2 => {
                world.relay_is_down = !world.relay_is_down;
                for conn in world.open.keys().copied().collect::<Vec<_>>() {
                    world.cut(conn);
                }
                world.settle();
            }
            3 => world = world.restarted(),
            4 => {
                world.inputs.push_back(Input::Online);
                world.settle();
            }
            // The clock is set, or the machine slept.
            5 => world.now += (i64::try_from(whims.below(2_000)).unwrap() - 1_000) * 1_000,
            _ => world.pass(i64::try_from(whims.below(400_000)).unwrap()),
        }
    }
    (world.relay_is_down, world.server.chaos) = (false, world.server.chaos.take());
    let ever = world.server.chaos.take().map(|chaos| chaos.ever).unwrap();
    world.disk.full.set(false);
    // What waits is tried again; then everything is compared, and what could not be read is tried again.
    world.pass(700_000);
    world.order(Command::SyncNow(id)).unwrap();
    world.pass(10_000);
    world.server.chaos = Some(Chaos { ever, ..Chaos::new(1) });
    world
}

#[test]
fn whatever_a_server_does_in_the_end_its_messages_are_stored_each_once_and_the_audit_says_so() {
    for seed in 0..SEEDS {
        let mut world = lived(seed);
        let ever = world.server.chaos.take().unwrap().ever;
        let account = world.account();
        assert!(
            matches!(account.status, AccountStatus::UpToDate { .. }),
            "seed {seed}: {:?} now {} wake {:?}",
            account.status,
            world.now,
            world.wake
        );
        let (mut on_server, mut current) = (0, BTreeSet::new());
        for (name, shelf) in &world.server.folders {
            on_server += u32::try_from(shelf.messages.len()).unwrap();
            for (uid, (text, _)) in &shelf.messages {
                let facts = facts(text);
                assert!(
                    world.engine.book.knows(account.id, name == "Sent", &facts),
                    "seed {seed}: {name} {uid} is not stored"
                );
                let places = world.engine.book.places(facts.key);
                let here = |(folder, at): &(&crate::book::Folder, u32)| {
                    folder.name == *name && folder.uid_validity == shelf.uid_validity && at == uid
                };
                assert!(places.iter().any(here), "seed {seed}: {name} {uid} is not known to be there");
                current.insert(facts.key);
            }
            let state = &world.engine.accounts[&account.id];
            let cursor = &state.mailbox.folders[name];
            let uids: UidSet = shelf.messages.keys().copied().collect();
            assert!(uids.without(&cursor.stored).is_empty(), "seed {seed}");
        }
        let known: BTreeSet<MessageKey> = ever
            .iter()
            .map(|text| facts(text))
            .filter(|f| world.engine.book.knows(account.id, false, f))
            .map(|f| f.key)
            .collect();
        assert!(current.is_subset(&known));
        let stored = usize::try_from(world.engine.book.messages()).unwrap();
        assert_eq!(stored, known.len(), "seed {seed}: nothing is invented, and nothing is there twice");
        let audit = account.audit.unwrap();
        assert_eq!((audit.stored, audit.on_server, account.skipped), (on_server, on_server, 0), "seed {seed}");

        let people = world.people();
        let mut again = world.restarted();
        again.settle();
        assert_eq!(again.people(), people, "seed {seed}: what is kept incrementally is what is computed afresh");
    }
}
