//! The engine against a made-up relay that answers in the wire's own frames, and dies when told to.

use super::{Conn, Engine, Input, Moment, Output};
use crate::api::{
    AccountId, Answer as Told, AsideReason, Command, FromEngine, NewAccount, Overview, PeopleQuery, ProblemKind,
    Question, Security, Status, ToEngine, Window,
};
use crate::memory::MemoryStore;
use crate::store::{AccountRow, Batch, CursorRow, Segment, SegmentId, Store, StoreError, TextRow};
use kith_domain::header;
use kith_wire::{Answer, Ask, Failure, FailureKind, Folder, Opened, RawMessage, Request, Response, SpecialUse, UidSet};
use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, VecDeque};
use std::rc::Rc;

const BATCH: usize = 3;

/// A store that outlives its engine, and that can be full.
#[derive(Clone, Default)]
struct Disk {
    store: Rc<MemoryStore>,
    full: Rc<Cell<bool>>,
    commits: Rc<Cell<u32>>,
}

impl Store for Disk {
    async fn accounts(&self) -> Result<Vec<AccountRow>, StoreError> {
        self.store.accounts().await
    }
    async fn cursors(&self) -> Result<Vec<CursorRow>, StoreError> {
        self.store.cursors().await
    }
    async fn segments_after(
        &self,
        after: Option<SegmentId>,
        limit: u32,
    ) -> Result<Vec<(SegmentId, Segment)>, StoreError> {
        self.store.segments_after(after, limit).await
    }
    async fn segments(&self, ids: &[SegmentId]) -> Result<Vec<(SegmentId, Segment)>, StoreError> {
        self.store.segments(ids).await
    }
    async fn text(&self, message: crate::api::MessageKey) -> Result<Option<TextRow>, StoreError> {
        self.store.text(message).await
    }
    async fn commit(&self, batch: Batch) -> Result<Vec<SegmentId>, StoreError> {
        if self.full.get() {
            return Err(StoreError::Full);
        }
        self.commits.set(self.commits.get() + 1);
        self.store.commit(batch).await
    }
}

/// A mailbox behind a relay.
struct Server {
    password: &'static str,
    folders: BTreeMap<&'static str, (u32, BTreeMap<u32, String>)>,
    refuses: Option<&'static str>,
    /// UIDs that the server cannot give: a question that holds one is refused when it comes to that.
    cannot_give: UidSet,
    /// UIDs that are left out of the first answer to each question for headers.
    holds_back: UidSet,
    /// After how many frames the connection ends.
    dies_after: Option<u32>,
    asked: RefCell<Vec<String>>,
}

impl Server {
    fn with(folders: &[(&'static str, u32, u32)]) -> Self {
        let folders = folders.iter().map(|&(name, first, count)| {
            let message = |uid: u32| (uid, mail(name, uid));
            (name, (1, (first..first + count).map(message).collect()))
        });
        Self {
            password: "right",
            folders: folders.collect(),
            refuses: None,
            cannot_give: UidSet::new(),
            holds_back: UidSet::new(),
            dies_after: None,
            asked: RefCell::default(),
        }
    }

    fn answers(&self, request: &Request, open: &mut String) -> Vec<Answer> {
        let fail = |kind| vec![Answer::Failed(Failure { kind, words: Some("so it is".into()) })];
        self.asked.borrow_mut().push(format!("{:?}", request.ask).chars().take_while(|c| c.is_alphabetic()).collect());
        match &request.ask {
            Ask::Connect(connect) if connect.password != self.password => fail(FailureKind::LoginRefused),
            Ask::Connect(_) => vec![Answer::Connected { capabilities: vec![], encrypted: true }],
            Ask::Folders => {
                let folder = |name: &str| Folder {
                    name: name.into(),
                    title: name.into(),
                    delimiter: Some("/".into()),
                    special_use: (name == "Sent").then_some(SpecialUse::Sent),
                    selectable: true,
                    status: None,
                };
                vec![Answer::Folders(self.folders.keys().map(|name| folder(name)).collect())]
            }
            Ask::Open { folder } if self.refuses == Some(folder) => fail(FailureKind::ServerRefused),
            Ask::Open { folder } => {
                open.clone_from(folder);
                let (uid_validity, messages) = &self.folders[folder.as_str()];
                let exists = u32::try_from(messages.len()).unwrap();
                vec![Answer::Opened(Opened { uid_validity: *uid_validity, uid_next: None, exists })]
            }
            Ask::Status { .. } | Ask::Watch => fail(FailureKind::ServerRefused),
            Ask::Uids { .. } => {
                vec![Answer::Uids(self.folders[open.as_str()].1.keys().copied().collect())]
            }
            Ask::Headers { uids, .. } => {
                let again = self.asked.borrow().iter().filter(|ask| *ask == "Headers").count() > 1;
                let held = |uid: &u32| !again && self.holds_back.contains(*uid);
                let messages = &self.folders[open.as_str()].1;
                let sent: Vec<RawMessage> = uids
                    .iter()
                    .filter(|uid| !held(uid))
                    .filter_map(|uid| messages.get(&uid).map(|text| raw(uid, text)))
                    .rev()
                    .collect();
                let given = sent.iter().take_while(|message| !self.cannot_give.contains(message.uid)).count();
                let batches = sent[..given].chunks(BATCH).map(|batch| Answer::Headers(batch.to_vec()));
                let end = if given == sent.len() { vec![Answer::Done] } else { fail(FailureKind::ServerRefused) };
                batches.chain(end).collect()
            }
            Ask::Credit { .. } => vec![],
            Ask::Text { folder, uid, .. } => match self.folders[folder.as_str()].1.get(uid) {
                Some(text) => vec![Answer::Text { bytes: format!("{text}Hello {uid}\r\n").into(), cut: false }],
                None => fail(FailureKind::Moved),
            },
            Ask::Logout => vec![Answer::Done],
        }
    }
}

fn mail(folder: &str, uid: u32) -> String {
    let (from, to) = match folder {
        "Sent" => ("me@home.example".to_owned(), format!("p{}@x.example", uid % 4)),
        _ => (format!("p{}@x.example", uid % 5), "me@home.example".to_owned()),
    };
    format!(
        "Message-ID: <{folder}-{uid}@x.example>\r\nDate: Tue, 1 Sep 2026 10:00:{:02} +0000\r\nFrom: {from}\r\nTo: {to}\r\n\
         Subject: {folder} {uid}\r\n\r\n",
        uid % 60
    )
}

fn raw(uid: u32, text: &str) -> RawMessage {
    let header = text.as_bytes().to_vec();
    RawMessage { uid, received: None, size: 9, email_id: None, thread_id: None, header, cut: false }
}

/// An engine, its disk and a server, with a clock of their own.
struct World {
    disk: Disk,
    engine: Engine<Disk>,
    server: Server,
    now: i64,
    inputs: VecDeque<Input>,
    wake: Option<i64>,
    open: BTreeMap<Conn, String>,
    frames: u32,
    heard: Vec<FromEngine>,
    relay_is_down: bool,
}

impl World {
    fn new(server: Server) -> Self {
        Self::on(Disk::default(), server)
    }

    /// Starts an engine on a disk, as after a reload.
    fn on(disk: Disk, server: Server) -> Self {
        let now = 1_790_000_000_000;
        let (engine, outputs) = pollster::block_on(Engine::start(disk.clone(), Moment { now, random: 1_000 })).unwrap();
        let mut world = Self {
            disk,
            engine,
            server,
            now,
            inputs: VecDeque::new(),
            wake: None,
            open: BTreeMap::new(),
            frames: 0,
            heard: vec![],
            relay_is_down: false,
        };
        world.carry_out(outputs);
        world
    }

    fn carry_out(&mut self, outputs: Vec<Output>) {
        for output in outputs {
            match output {
                Output::Page(message) => self.heard.push(message),
                Output::Open(conn) if self.relay_is_down => self.inputs.push_back(Input::Closed(conn)),
                Output::Open(conn) => {
                    self.open.insert(conn, String::new());
                    self.inputs.push_back(Input::Opened(conn));
                }
                Output::Send(conn, frame) => self.serve(conn, &frame),
                Output::Close(conn) => drop(self.open.remove(&conn)),
                Output::WakeAt(at) => self.wake = Some(at),
            }
        }
    }

    fn serve(&mut self, conn: Conn, frame: &[u8]) {
        let request: Request = kith_wire::decode(frame).unwrap();
        let Some(open) = self.open.get_mut(&conn) else { return };
        for answer in self.server.answers(&request, open) {
            self.frames += 1;
            if self.server.dies_after.is_some_and(|after| self.frames > after) {
                self.inputs.push_back(Input::Closed(conn));
                self.open.remove(&conn);
                return;
            }
            let response = Response { id: request.id, answer };
            self.inputs.push_back(Input::Frame(conn, kith_wire::encode(&response).unwrap()));
        }
    }

    fn step(&mut self, input: Input) {
        let moment = Moment { now: self.now, random: 1_000 };
        let outputs = pollster::block_on(self.engine.handle(input, moment));
        self.carry_out(outputs);
    }

    /// Goes on until nothing happens any more at this moment.
    fn settle(&mut self) {
        loop {
            if let Some(input) = self.inputs.pop_front() {
                let known = match &input {
                    Input::Frame(conn, _) | Input::Opened(conn) => self.open.contains_key(conn),
                    _ => true,
                };
                if known {
                    self.step(input);
                }
            } else if self.wake.is_some_and(|at| at <= self.now) {
                self.wake = None;
                self.step(Input::Wake);
            } else {
                return;
            }
        }
    }

    /// Lets time go by.
    fn pass(&mut self, milliseconds: i64) {
        let until = self.now + milliseconds;
        while let Some(at) = self.wake.filter(|at| *at <= until) {
            self.now = self.now.max(at);
            self.settle();
        }
        self.now = until;
    }

    fn order(&mut self, command: Command) -> Result<(), ProblemKind> {
        self.inputs.push_back(Input::Page(ToEngine::Order(7, command)));
        self.heard.clear();
        self.settle();
        let outcome = self.heard.iter().find_map(|message| match message {
            FromEngine::Outcome(7, outcome) => Some(outcome.clone().map_err(|problem| problem.kind)),
            _ => None,
        });
        outcome.expect("every command has an outcome")
    }

    fn ask(&mut self, question: Question) -> Result<Told, ProblemKind> {
        self.inputs.push_back(Input::Page(ToEngine::Ask(8, question)));
        self.heard.clear();
        self.settle();
        let answer = self.heard.iter().find_map(|message| match message {
            FromEngine::Answer(8, answer) => Some(answer.clone().map_err(|problem| problem.kind)),
            _ => None,
        });
        answer.expect("every question has an answer")
    }

    fn connect(&mut self) -> Result<(), ProblemKind> {
        self.order(Command::Connect(new_account("right")))
    }

    fn overview(&mut self) -> Overview {
        let Ok(Told::Overview(overview)) = self.ask(Question::Overview) else { panic!("no overview") };
        overview
    }

    fn status(&mut self) -> Status {
        self.overview().accounts.first().map(|account| account.status.clone()).expect("an account")
    }

    fn people(&mut self) -> Vec<(String, u32)> {
        let query = PeopleQuery { limit: 100, order: crate::api::Order::Name, ..PeopleQuery::default() };
        let Ok(Told::People(page)) = self.ask(Question::People(query)) else { panic!("no people") };
        page.rows.into_iter().map(|row| (row.name, row.messages)).collect()
    }

    fn asked(&self, what: &str) -> usize {
        self.server.asked.borrow().iter().filter(|ask| *ask == what).count()
    }
}

fn new_account(password: &str) -> NewAccount {
    NewAccount {
        username: "me".into(),
        password: password.into(),
        address: "me@home.example".into(),
        host: "mail.example".into(),
        port: 993,
        security: Security::Tls,
        window: Window::Everything,
    }
}

fn everything() -> Server {
    Server::with(&[("INBOX", 1, 20), ("Sent", 1, 8), ("Archive", 5, 4)])
}

/// What must be there once all of [`everything`] is read.
fn all_people() -> Vec<(String, u32)> {
    let mut counts = BTreeMap::new();
    for uid in (1..21).chain(5..9) {
        *counts.entry(format!("p{}@x.example", uid % 5)).or_insert(0) += 1;
    }
    for uid in 1..9 {
        *counts.entry(format!("p{}@x.example", uid % 4)).or_insert(0) += 1;
    }
    counts.into_iter().collect()
}

#[test]
fn a_mailbox_becomes_people() {
    let mut world = World::new(everything());
    assert_eq!(world.connect(), Ok(()));
    assert_eq!(world.people(), all_people());
    let overview = world.overview();
    assert_eq!((overview.messages, overview.people), (32, 5));
    let Status::UpToDate { brought, .. } = world.status() else { panic!("{:?}", world.status()) };
    assert_eq!((brought.messages, brought.people), (32, 5));
    assert!(world.open.is_empty(), "the connection is closed once everything is read");
}

#[test]
fn a_timeline_has_its_subjects_newest_first() {
    let mut world = World::new(everything());
    world.connect().unwrap();
    let Ok(Told::People(page)) =
        world.ask(Question::People(PeopleQuery { limit: 1, filter: "p4".into(), ..PeopleQuery::default() }))
    else {
        panic!()
    };
    let id = page.rows[0].id;
    let Ok(Told::Timeline(page)) = world.ask(Question::Timeline { person: id, offset: 0, limit: 3 }) else { panic!() };
    let subjects: Vec<_> = page.rows.iter().map(|row| row.subject.as_str()).collect();
    assert_eq!((page.all, subjects), (4, vec!["INBOX 19", "INBOX 14", "INBOX 9"]));
    assert_eq!(world.ask(Question::Person(crate::api::PersonId(1))), Err(ProblemKind::NotFound));
}

#[test]
fn wherever_the_connection_dies_the_next_one_goes_on_and_nothing_doubles() {
    for after in 0..30 {
        let mut world = World::new(everything());
        world.server.dies_after = Some(after);
        let connected = world.connect();
        if connected.is_err() {
            assert_eq!(connected, Err(ProblemKind::NoRelay));
            assert_eq!(world.overview(), Overview::default(), "a login that failed leaves nothing behind");
            continue;
        }
        let before = world.overview().messages;
        world.server.dies_after = None;
        world.server.asked.borrow_mut().clear();
        world.pass(10_000);
        assert_eq!(world.people(), all_people(), "died after {after} frames");
        assert!(matches!(world.status(), Status::UpToDate { .. }));
        assert_eq!(world.overview().messages, 32);
        if before == 32 {
            assert_eq!(world.asked("Headers"), 0, "what is stored is not read again");
        }
    }
}

#[test]
fn wherever_the_tab_is_killed_the_next_start_goes_on_and_nothing_doubles() {
    for frames in 0..30 {
        let mut world = World::new(everything());
        world.inputs.push_back(Input::Page(ToEngine::Order(7, Command::Connect(new_account("right")))));
        for _ in 0..frames {
            if let Some(input) = world.inputs.pop_front() {
                world.step(input);
            }
        }
        let mut again = World::on(world.disk.clone(), everything());
        again.settle();
        if again.overview().accounts.is_empty() {
            assert!(frames < 4, "once the login worked the account is kept");
            continue;
        }
        assert_eq!(again.people(), all_people(), "killed after {frames} frames");
        let mut third = World::on(again.disk.clone(), everything());
        third.settle();
        assert_eq!(third.asked("Headers"), 0, "everything was stored");
        assert_eq!(third.people(), all_people());
    }
}

#[test]
fn a_reload_without_a_relay_shows_everything_and_says_what_it_waits_for() {
    let mut world = World::new(everything());
    world.connect().unwrap();
    let mut again = World::on(world.disk.clone(), everything());
    again.relay_is_down = true;
    again.inputs.clear();
    let opened: Vec<Conn> = again.open.keys().copied().collect();
    again.inputs.extend(opened.into_iter().map(Input::Closed));
    again.settle();
    assert_eq!(again.people(), all_people());
    let Status::Waiting { problem, until } = again.status() else { panic!("{:?}", again.status()) };
    assert_eq!(problem.kind, ProblemKind::NoRelay);
    assert!(until * 1_000 > again.now);
    again.relay_is_down = false;
    again.pass(10_000);
    assert!(matches!(again.status(), Status::UpToDate { .. }));
}

#[test]
fn a_renumbered_folder_is_matched_again_and_nothing_doubles() {
    let mut world = World::new(everything());
    world.connect().unwrap();
    let (uid_validity, messages) = world.server.folders.get_mut("INBOX").unwrap();
    *uid_validity = 2;
    *messages = std::mem::take(messages).into_iter().map(|(uid, text)| (uid + 100, text)).collect();
    world.order(Command::SyncNow(None)).unwrap();
    assert_eq!(world.people(), all_people());
    assert_eq!(world.overview().messages, 32);
    let key = header::read(mail("INBOX", 3).as_bytes(), None, 9).key;
    assert!(matches!(world.ask(Question::Text(key)), Ok(Told::Text(_))), "it is found under its new UID");
}

#[test]
fn a_folder_that_cannot_be_opened_keeps_nothing_else_from_being_read() {
    let mut world = World::new(everything());
    world.server.refuses = Some("Archive");
    world.connect().unwrap();
    assert_eq!(world.overview().messages, 28);
    assert!(matches!(world.status(), Status::UpToDate { .. }));
}

#[test]
fn an_inbox_that_cannot_be_opened_is_said_and_not_called_empty() {
    let mut world = World::new(everything());
    world.server.refuses = Some("INBOX");
    world.connect().unwrap();
    assert_eq!(world.overview().messages, 12, "the other folders are read");
    let Status::Waiting { problem, .. } = world.status() else { panic!("{:?}", world.status()) };
    assert_eq!(problem.words.as_deref(), Some("so it is"));
    let tried = world.asked("Connect");
    world.pass(3_600_000);
    assert!(world.asked("Connect") - tried < 30, "it is tried again at growing intervals");
}

#[test]
fn a_message_that_the_server_cannot_give_keeps_no_other_from_being_read() {
    let mut world = World::new(everything());
    world.server.cannot_give = [19, 7].into_iter().collect();
    world.connect().unwrap();
    // All but INBOX 19 and 7, Sent 7 and Archive 7.
    assert_eq!(world.overview().messages, 32 - 4);
    let account = world.overview().accounts[0].clone();
    assert!(matches!(account.status, Status::UpToDate { .. }));
    let audit = account.audit.unwrap();
    assert_eq!((account.aside, audit.stored, audit.on_server), (4, 28, 32), "it is said what is missing");
    let Ok(Told::Aside(aside)) = world.ask(Question::Aside(account.id)) else { panic!() };
    let got: Vec<_> = aside.iter().map(|a| (a.folder.as_str(), a.uid, a.reason, a.words.as_deref(), a.tries)).collect();
    let refused = |folder, uid| (folder, Some(uid), AsideReason::Refused, Some("so it is"), 1);
    assert_eq!(got, [refused("INBOX", 19), refused("Archive", 7), refused("INBOX", 7), refused("Sent", 7)]);

    let asked = world.asked("Headers");
    world.order(Command::SyncNow(None)).unwrap();
    assert_eq!(world.asked("Headers"), asked, "what the server refused rests for a day");
    world.server.cannot_give = [7].into_iter().collect();
    world.order(Command::Check(account.id)).unwrap();
    assert_eq!(world.overview().accounts[0].aside, 3, "unless the person wants it tried");
    world.server.cannot_give = UidSet::new();
    world.pass(25 * 3_600_000);
    assert_eq!(world.people(), all_people());
    let account = world.overview().accounts[0].clone();
    assert_eq!((account.aside, account.audit.map(|audit| audit.stored)), (0, Some(32)));
}

#[test]
fn a_full_disk_stops_the_sample_and_does_not_spin() {
    let mut world = World::new(everything());
    world.inputs.push_back(Input::Page(ToEngine::Order(7, Command::AddSample)));
    let input = world.inputs.pop_front().unwrap();
    world.step(input);
    world.disk.full.set(true);
    world.settle();
    let Status::Stopped(problem) = world.status() else { panic!("{:?}", world.status()) };
    assert_eq!(problem.kind, ProblemKind::StorageFull);
    assert!(world.wake.is_none_or(|at| at > world.now), "nothing is due at once");
}

#[test]
fn a_message_left_out_of_an_answer_is_asked_for_again() {
    let mut world = World::new(everything());
    world.server.holds_back = [3, 4, 11].into_iter().collect();
    world.connect().unwrap();
    assert_eq!(world.people(), all_people());
}

#[test]
fn a_wrong_password_leaves_nothing_behind_and_a_changed_one_stops_and_asks() {
    let mut world = World::new(everything());
    let refused = Err(ProblemKind::Mail(FailureKind::LoginRefused));
    assert_eq!(world.order(Command::Connect(new_account("wrong"))), refused);
    assert_eq!(world.overview(), Overview::default());

    world.connect().unwrap();
    assert_eq!(world.connect(), Err(ProblemKind::AlreadyConnected));
    world.server.password = "changed";
    world.order(Command::SyncNow(None)).unwrap();
    let Status::Stopped(problem) = world.status() else { panic!("{:?}", world.status()) };
    assert_eq!(problem.words.as_deref(), Some("so it is"));
    let tried = world.asked("Connect");
    world.pass(3_600_000);
    assert_eq!(world.asked("Connect"), tried, "it does not knock again with a password that was refused");

    let id = world.overview().accounts[0].id;
    assert_eq!(world.order(Command::ChangePassword(id, "still wrong".into())), refused);
    assert_eq!(world.order(Command::ChangePassword(id, "changed".into())), Ok(()));
    assert!(matches!(world.status(), Status::UpToDate { .. }));
}

#[test]
fn removing_an_account_leaves_nothing_of_it() {
    let mut world = World::new(everything());
    world.connect().unwrap();
    let id = world.overview().accounts[0].id;
    assert_eq!(world.order(Command::Remove(id)), Ok(()));
    assert_eq!(world.overview(), Overview::default());
    assert_eq!(world.people(), []);
    assert_eq!(World::on(world.disk.clone(), everything()).overview(), Overview::default());
    assert_eq!(world.order(Command::Remove(AccountId(3))), Err(ProblemKind::NotFound));
}

#[test]
fn the_sample_goes_the_way_of_real_mail_and_goes_whole() {
    let mut world = World::new(everything());
    world.connect().unwrap();
    world.order(Command::AddSample).unwrap();
    let with = world.overview();
    assert!(with.people > 100 && with.messages > 1_000, "{with:?}");
    assert_eq!(world.order(Command::AddSample), Err(ProblemKind::AlreadyConnected));
    let sample = with.accounts.iter().find(|account| account.sample).unwrap().id;
    world.order(Command::Remove(sample)).unwrap();
    assert_eq!(world.people(), all_people());
}

#[test]
fn the_sample_is_read_to_its_end_even_if_the_tab_is_killed() {
    let mut world = World::new(everything());
    world.inputs.push_back(Input::Page(ToEngine::Order(7, Command::AddSample)));
    let input = world.inputs.pop_front().unwrap();
    world.step(input);
    world.step(Input::Wake);
    let mut again = World::on(world.disk.clone(), everything());
    again.settle();
    let mut whole = World::new(everything());
    whole.order(Command::AddSample).unwrap();
    let Status::UpToDate { brought, .. } = again.status() else { panic!("{:?}", again.status()) };
    assert!(brought.messages < again.overview().messages, "what was there before the reload is not new");
    assert_eq!(again.people(), whole.people());
}

#[test]
fn a_text_is_fetched_once_and_kept() {
    let mut world = World::new(everything());
    world.connect().unwrap();
    let key = header::read(mail("INBOX", 3).as_bytes(), None, 9).key;
    let Ok(Told::Text(text)) = world.ask(Question::Text(key)) else { panic!() };
    assert_eq!(text.text.trim(), "Hello 3");
    world.relay_is_down = true;
    assert_eq!(world.ask(Question::Text(key)), Ok(Told::Text(text)));
    world.pass(120_000);
    assert!(world.open.is_empty(), "the connection for texts is closed when nobody reads");
    let other = header::read(mail("INBOX", 4).as_bytes(), None, 9).key;
    assert_eq!(world.ask(Question::Text(other)), Err(ProblemKind::NoRelay));
    assert_eq!(world.ask(Question::Text(crate::api::MessageKey(1))), Err(ProblemKind::NotFound));
}

#[test]
fn a_full_disk_is_said_and_when_there_is_room_it_goes_on() {
    let mut world = World::new(everything());
    world.connect().unwrap();
    let more = Server::with(&[("INBOX", 1, 30), ("Sent", 1, 8), ("Archive", 5, 4)]);
    world.server = more;
    world.disk.full.set(true);
    world.order(Command::SyncNow(None)).unwrap();
    let Status::Waiting { problem, .. } = world.status() else { panic!("{:?}", world.status()) };
    assert_eq!(problem.kind, ProblemKind::StorageFull);
    assert_eq!(world.people(), all_people(), "nothing is shown that is not stored");
    world.disk.full.set(false);
    world.pass(10_000);
    assert_eq!(world.overview().messages, 42);
}

#[test]
fn a_relay_that_falls_silent_is_given_up() {
    let mut world = World::new(everything());
    world.inputs.push_back(Input::Page(ToEngine::Order(7, Command::Connect(new_account("right")))));
    for _ in 0..6 {
        let input = world.inputs.pop_front().unwrap();
        world.step(input);
    }
    world.inputs.clear();
    world.pass(101_000);
    world.inputs.clear();
    assert!(matches!(world.status(), Status::Waiting { .. } | Status::Connecting), "{:?}", world.status());
    world.pass(600_000);
    assert_eq!(world.people(), all_people());
}

#[test]
fn nonsense_from_the_relay_ends_the_session_and_not_the_engine() {
    let mut world = World::new(everything());
    world.connect().unwrap();
    world.inputs.push_back(Input::Page(ToEngine::Order(7, Command::SyncNow(None))));
    let input = world.inputs.pop_front().unwrap();
    world.step(input);
    let conn = *world.open.keys().next().unwrap();
    world.step(Input::Frame(conn, b"nonsense".to_vec()));
    assert!(matches!(world.status(), Status::Waiting { .. }));
    world.pass(10_000);
    assert_eq!(world.people(), all_people());
}
