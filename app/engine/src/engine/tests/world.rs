//! The harness: a disk, a model of a mail server behind its relay, and a clock.

use super::super::{Engine, Input, Moment, Output};
use crate::api::{
    AccountStatus, AccountView, Command, FromEngine, NewAccount, Overview, PeopleQuery, Period, PhotoId, Problem,
    ProblemKind, Query, Secret, Security, ToEngine, question,
};
use crate::memory::MemoryStore;
use crate::session::ConnectionId;
use crate::store::{
    AccountRow, AddressBookRow, Batch, CardRow, Cards, CursorRow, DecisionRow, DeviceRow, KeptText, LockError,
    PhotoRow, Segment, SegmentId, Store, StoreError, TextRow,
};
use kith_wire::{
    Answer, Ask, Certificate, DeviceCode, Examined, Failure, FailureKind, Fingerprint, Folder, FolderStatus, Grant,
    Namespace, RawCalendar, RawMessage, Request, Response, SignIn, SignInWay, SpecialUse, Step, Tokens, UidSet,
};
use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, VecDeque};
use std::rc::Rc;

const BATCH: usize = 3;

/// With which a photo begins.
pub(super) const PHOTO: &[u8] = b"\xff\xd8\xff";

/// A store that outlives its engine, and that can be full.
#[derive(Clone, Default)]
pub(super) struct Disk {
    pub(super) store: Rc<MemoryStore>,
    pub(super) full: Rc<Cell<bool>>,
    /// Whether it is full only as long as it keeps texts.
    pub(super) texts_fill_it: Rc<Cell<bool>>,
    /// Whether segments cannot be read.
    pub(super) fails: Rc<Cell<bool>>,
    pub(super) commits: Rc<Cell<u32>>,
    /// How many commits are still done before the tab is killed in the middle of one.
    pub(super) dies_after: Rc<Cell<Option<u32>>>,
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
        if self.fails.get() {
            return Err(StoreError::Failed("the disk".into()));
        }
        self.store.segments_after(after, limit).await
    }
    async fn segment_ids(&self) -> Result<Vec<(SegmentId, crate::api::AccountId)>, StoreError> {
        self.store.segment_ids().await
    }
    async fn snapshot_part(&self, number: u32) -> Result<Option<Vec<u8>>, StoreError> {
        self.store.snapshot_part(number).await
    }
    async fn text(&self, message: crate::api::MessageKey) -> Result<Option<TextRow>, StoreError> {
        self.store.text(message).await
    }
    async fn kept_texts(&self) -> Result<Vec<KeptText>, StoreError> {
        self.store.kept_texts().await
    }
    async fn decisions(&self) -> Result<Vec<DecisionRow>, StoreError> {
        self.store.decisions().await
    }
    async fn device(&self) -> Result<Vec<DeviceRow>, StoreError> {
        self.store.device().await
    }
    async fn photo(&self, id: PhotoId) -> Result<Option<PhotoRow>, StoreError> {
        self.store.photo(id).await
    }
    async fn photo_ids(&self) -> Result<Vec<PhotoId>, StoreError> {
        self.store.photo_ids().await
    }
    async fn address_books(&self) -> Result<Vec<AddressBookRow>, StoreError> {
        self.store.address_books().await
    }
    async fn card(&self, book: u64, key: &str) -> Result<Option<CardRow>, StoreError> {
        self.store.card(book, key).await
    }
    async fn cards(&self, book: u64, from: Option<&str>, limit: u32) -> Result<Cards, StoreError> {
        self.store.cards(book, from, limit).await
    }
    fn has_passphrase(&self) -> bool {
        self.store.has_passphrase()
    }
    async fn set_passphrase(&self, old: Option<&Secret>, new: Option<&Secret>) -> Result<(), LockError> {
        self.store.set_passphrase(old, new).await
    }
    async fn commit(&self, batch: Batch) -> Result<Vec<SegmentId>, StoreError> {
        let texts_fill_it = self.texts_fill_it.get() && !self.store.kept_texts().await?.is_empty();
        if self.full.get() || texts_fill_it && !batch.only_removes() {
            return Err(StoreError::Full);
        }
        if let Some(left) = self.dies_after.get() {
            if left == 0 {
                return Err(StoreError::Closed);
            }
            self.dies_after.set(Some(left - 1));
        }
        self.commits.set(self.commits.get() + 1);
        self.store.commit(batch).await
    }
}

/// A folder of a mail server.
#[derive(Clone, Debug)]
pub(super) struct Shelf {
    pub(super) uid_validity: u32,
    pub(super) uid_next: u32,
    /// Header blocks, each with its time of receipt.
    pub(super) messages: BTreeMap<u32, (String, Option<i64>)>,
}

impl Shelf {
    pub(super) fn deliver(&mut self, text: String, received: Option<i64>) -> u32 {
        let uid = self.uid_next;
        self.uid_next += 1;
        self.messages.insert(uid, (text, received));
        uid
    }

    fn status(&self) -> kith_wire::Status {
        let messages = u32::try_from(self.messages.len()).unwrap();
        kith_wire::Status { uid_validity: self.uid_validity, uid_next: Some(self.uid_next), messages }
    }
}

/// A mailbox behind a relay.
pub(super) struct Server {
    pub(super) password: &'static str,
    /// The user name by which it knows the user. `None`: by any.
    pub(super) username: Option<&'static str>,
    /// What its relay answers when it is asked for servers.
    pub(super) discovered: Option<Vec<Answer>>,
    /// The access key that its relay wants.
    pub(super) key: Option<&'static str>,
    /// Who gives tokens for it, if its relay knows of one.
    pub(super) provider: Option<Provider>,
    /// Its certificate, if no authority vouches for that.
    pub(super) certificate: Option<Fingerprint>,
    /// Why its relay lets no one in.
    pub(super) turns_away: Option<FailureKind>,
    /// Whether someone on the way takes out that it offers encryption.
    pub(super) is_stripped: bool,
    /// Which build of the app the relay says it serves.
    pub(super) build: &'static str,
    pub(super) folders: BTreeMap<String, Shelf>,
    pub(super) capabilities: Vec<&'static str>,
    pub(super) refuses: Option<&'static str>,
    /// UIDs that the server cannot give: a question that holds one is refused when it comes to that.
    pub(super) cannot_give: UidSet,
    /// UIDs over which it ends the connection.
    pub(super) hangs_up_over: UidSet,
    /// UIDs that it names and never gives.
    pub(super) never_gives: UidSet,
    /// Whether it says NO to a question for several messages of which one is not there any more (RFC 5530,
    /// EXPUNGEISSUED), after those that are.
    pub(super) regrets: bool,
    /// UIDs that are left out of the first answer to each question for headers.
    pub(super) holds_back: UidSet,
    /// Whether it names everything, whatever the time asked for.
    pub(super) ignores_since: bool,
    /// How many UIDs it names at the most when it is asked to look for them.
    pub(super) finds: usize,
    /// Whether it answers nothing when it is asked to look for UIDs, or says NO.
    pub(super) cannot_find: bool,
    /// Whether it gives UIDs one by one.
    pub(super) gives_uids: bool,
    /// So many messages more than there are it counts in each folder.
    pub(super) overcounts: u32,
    /// What the folders are for, where it says so.
    pub(super) uses: BTreeMap<String, SpecialUse>,
    /// Whose folders are that are not the user's own.
    pub(super) others: BTreeMap<String, Namespace>,
    /// How many more questions for headers it puts off.
    pub(super) snoozes: u32,
    /// The addresses that it will not search for.
    pub(super) will_not_search: Vec<&'static str>,
    /// In whose mailbox a message is not where it was.
    pub(super) moved: Option<(&'static str, u32)>,
    /// Over whose texts it ends the connection.
    pub(super) hangs_up_over_texts_of: Option<&'static str>,
    /// How many messages it was asked for at once at the most.
    pub(super) largest: u64,
    /// The searches for addresses, each with the folder and them.
    pub(super) searches: Vec<(String, Vec<String>)>,
    /// Whether it says at the opening no UID that is next, and numbers a folder that never held a message anew every
    /// time, as Courier does.
    pub(super) is_courier: bool,
    /// How many connections it lets in.
    pub(super) connections: usize,
    /// The questions at which it ends the connection, each once.
    pub(super) hangs_up_at: Vec<&'static str>,
    /// Whether it ends every connection that waits for news.
    pub(super) hangs_up_on_idle: bool,
    /// After how many frames the connection ends.
    pub(super) dies_after: Option<u32>,
    /// Why it takes no drafts.
    pub(super) refuses_drafts: Option<FailureKind>,
    /// The drafts that it took, each with its folder.
    pub(super) drafts: Vec<(String, String)>,
    /// Why it takes no letters.
    pub(super) refuses_letters: Option<FailureKind>,
    /// Whether it takes letters and never says so.
    pub(super) takes_letters_in_silence: bool,
    pub(super) asked: RefCell<Vec<String>>,
    /// The server of address books, if there is one.
    pub(super) dav: Option<super::dav::DavServer>,
    /// That of Microsoft, in its place.
    pub(super) graph: Option<super::graph::GraphServer>,
    /// What makes it hostile.
    /// The calendars in messages, by folder and UID. `None`: the relay does not know the question.
    pub(super) calendars: Option<BTreeMap<(&'static str, u32), String>>,
    /// In which messages calendars were looked for.
    pub(super) looked_at: Vec<(String, UidSet)>,
    pub(super) chaos: Option<super::hostile::Chaos>,
}

/// Who gives tokens. Each is good until the next is given.
#[derive(Default)]
pub(super) struct Provider {
    /// How many were given.
    pub(super) given: u32,
    /// How many were given for address books.
    pub(super) given_for_books: u32,
    /// The servers of address books that take those.
    pub(super) web_hosts: Vec<String>,
    /// Whether it gives a new refresh token with each access token, and takes the one before no more.
    pub(super) rotates: bool,
    /// How long its access tokens live, in seconds, if that is not an hour.
    pub(super) lives: Option<u32>,
    /// Why it gives none.
    pub(super) refuses: Option<FailureKind>,
    /// Whether the mail server takes none of its tokens.
    pub(super) is_mistrusted: bool,
    /// Whether the user has not entered the code that it gave.
    pub(super) waits: bool,
}

impl Provider {
    pub(super) fn sign_in(way: SignInWay) -> SignIn {
        let (id, name) = ("house".to_owned(), "House".to_owned());
        SignIn {
            id,
            name,
            way,
            client_id: "k".to_owned(),
            scopes: vec!["imap".to_owned()],
            hosts: vec!["mail.example".to_owned()],
            web_hosts: Vec::new(),
            book_scopes: Vec::new(),
            is_public_only: false,
        }
    }

    pub(super) fn code() -> SignInWay {
        let issuer = Some("https://id.example".to_owned());
        SignInWay::Code { authorize: "https://id.example/auth?client_id=k".to_owned(), issuer }
    }

    pub(super) fn access(&self) -> String {
        format!("access {}", self.given)
    }

    pub(super) fn book_access(&self) -> String {
        format!("access to books {}", self.given_for_books)
    }

    pub(super) fn refresh(&self) -> String {
        format!("refresh {}", if self.rotates { self.given + self.given_for_books } else { 0 })
    }

    /// Gives tokens for address books.
    pub(super) fn give_for_books(&mut self) -> Answer {
        self.given_for_books += 1;
        self.tokens(self.book_access())
    }

    pub(super) fn give(&mut self) -> Answer {
        self.given += 1;
        self.tokens(self.access())
    }

    fn tokens(&self, access: String) -> Answer {
        let (access, refresh) = (access.into(), Some(self.refresh().into()));
        Answer::Tokens(Tokens {
            access,
            seconds: self.lives.unwrap_or(3_600),
            refresh,
            user: Some("me@home.example".to_owned()),
        })
    }

    fn grant(&mut self, grant: &Grant, for_address_books: bool) -> Vec<Answer> {
        let is_good = match grant {
            Grant::DeviceCode => true,
            Grant::Code { code, verifier, redirect } => {
                (code.reveal(), verifier.reveal().len()) == ("good", 43) && redirect == "https://kith.example/signed-in"
            }
            Grant::Refresh { token } => token.reveal() == self.refresh(),
        };
        let page = "https://id.example/device".to_owned();
        let code = DeviceCode { code: "ABCD-EFGH".to_owned(), page, seconds: 600 };
        let first = matches!(grant, Grant::DeviceCode).then_some(Answer::DeviceCode(code));
        let then = match self.refuses {
            Some(kind) => Some(Answer::Failed(Failure::new(kind))),
            None if !is_good => Some(Answer::Failed(Failure::new(FailureKind::GrantRefused))),
            None if self.waits => None,
            None => Some(if for_address_books { self.give_for_books() } else { self.give() }),
        };
        first.into_iter().chain(then).collect()
    }
}

/// What a server does with a request.
pub(super) enum Reply {
    Answers(Vec<Answer>),
    /// It says that much, then the connection ends.
    Dies(Vec<Answer>, Option<Failure>),
}

impl Server {
    pub(super) fn with(folders: &[(&str, u32, u32)]) -> Self {
        let folders = folders.iter().map(|&(name, first, count)| {
            let message = |uid: u32| (uid, (mail(name, uid), None));
            let messages = (first..first + count).map(message).collect();
            (name.to_owned(), Shelf { uid_validity: 1, uid_next: first + count, messages })
        });
        Self {
            password: "right",
            username: None,
            discovered: None,
            key: None,
            provider: None,
            certificate: None,
            turns_away: None,
            is_stripped: false,
            build: "",
            folders: folders.collect(),
            capabilities: vec![],
            refuses: None,
            cannot_give: UidSet::new(),
            hangs_up_over: UidSet::new(),
            never_gives: UidSet::new(),
            regrets: false,
            holds_back: UidSet::new(),
            ignores_since: false,
            finds: usize::MAX,
            cannot_find: false,
            gives_uids: true,
            overcounts: 0,
            uses: BTreeMap::from([("Sent".to_owned(), SpecialUse::Sent)]),
            others: BTreeMap::new(),
            snoozes: 0,
            will_not_search: vec![],
            largest: 0,
            moved: None,
            hangs_up_over_texts_of: None,
            searches: vec![],
            is_courier: false,
            connections: 9,
            hangs_up_at: vec![],
            hangs_up_on_idle: false,
            dies_after: None,
            refuses_drafts: None,
            drafts: vec![],
            refuses_letters: None,
            takes_letters_in_silence: false,
            asked: RefCell::default(),
            dav: None,
            graph: None,
            chaos: None,
            calendars: None,
            looked_at: vec![],
        }
    }

    /// One that tells news, and how folders stand.
    pub(super) fn modern(folders: &[(&str, u32, u32)]) -> Self {
        Self { capabilities: vec!["IDLE", "LIST-STATUS"], ..Self::with(folders) }
    }

    pub(super) fn shelf(&mut self, folder: &str) -> &mut Shelf {
        self.folders.get_mut(folder).unwrap()
    }

    fn reply(&mut self, request: &Request, open: &mut String) -> Reply {
        let fail = |kind| {
            Reply::Answers(vec![Answer::Failed(Failure { words: Some("so it is".into()), ..Failure::new(kind) })])
        };
        let one = |answer| Reply::Answers(vec![answer]);
        let name: String = format!("{:?}", request.ask).chars().take_while(|c| c.is_alphabetic()).collect();
        self.asked.borrow_mut().push(name.clone());
        if let Some(at) = self.hangs_up_at.iter().position(|ask| *ask == name) {
            self.hangs_up_at.remove(at);
            return Reply::Dies(vec![], Some(Failure::new(FailureKind::WentAway)));
        }
        match &request.ask {
            Ask::FindAddressBooks { .. } => match &self.dav {
                Some(dav) => one(Answer::AddressBooks(dav.records.clone())),
                None => fail(FailureKind::BadRequest),
            },
            Ask::Web { hosts } if self.graph.is_some() => {
                assert_eq!(hosts.as_slice(), [super::graph::HOST]);
                one(Answer::Done)
            }
            Ask::Web { hosts } => match &mut self.dav {
                Some(dav) => {
                    dav.hosts.clone_from(hosts);
                    one(Answer::Done)
                }
                None => fail(FailureKind::BadRequest),
            },
            Ask::Request(request) if let Some(graph) = &mut self.graph => {
                let access = self.provider.as_ref().map(Provider::book_access).unwrap_or_default();
                one(graph.reply(request, &access))
            }
            Ask::Request(request) => match &mut self.dav {
                Some(dav) => one(dav.reply(request)),
                None => fail(FailureKind::BadRequest),
            },
            Ask::Connect(_) if self.turns_away.is_some() => fail(self.turns_away.unwrap_or(FailureKind::Other)),
            Ask::Connect(connect) if self.is_stripped && connect.security != Security::Plain => {
                fail(FailureKind::NoEncryption)
            }
            Ask::Connect(connect)
                if connect.is_token
                    && self.provider.as_ref().is_none_or(|provider| {
                        provider.is_mistrusted || connect.password.reveal() != provider.access()
                    }) =>
            {
                fail(FailureKind::TokenRefused)
            }
            Ask::Connect(connect)
                if !connect.is_token && connect.password.reveal() != self.password
                    || self.username.is_some_and(|username| username != connect.username) =>
            {
                fail(FailureKind::LoginRefused)
            }
            Ask::Connect(_) => {
                let capabilities = self.capabilities.iter().map(|&name| name.to_owned()).collect();
                one(Answer::Connected { capabilities, encrypted: !self.is_stripped, build: self.build.to_owned() })
            }
            Ask::List => {
                let tells = self.capabilities.contains(&"LIST-STATUS");
                let folder = |(name, shelf): (&String, &Shelf)| Folder {
                    name: name.clone(),
                    title: name.clone(),
                    delimiter: Some("/".into()),
                    special_use: self.uses.get(name).copied(),
                    selectable: true,
                    status: tells.then(|| self.status(shelf)),
                    namespace: self.others.get(name).copied(),
                    left_out: 0,
                };
                one(Answer::Folders(self.folders.iter().map(folder).collect()))
            }
            Ask::Status { folders } => {
                let standing = |folder: &String| {
                    let status = self.folders.get(folder).map(|shelf| self.status(shelf));
                    let no = Failure::new(FailureKind::NoFolder);
                    let failure = status.is_none().then_some(no);
                    FolderStatus { folder: folder.clone(), status, failure }
                };
                one(Answer::Status(folders.iter().map(standing).collect()))
            }
            Ask::Idle if self.hangs_up_on_idle => Reply::Dies(vec![], Some(Failure::new(FailureKind::WentAway))),
            Ask::Idle if self.capabilities.contains(&"IDLE") => one(Answer::Idling),
            Ask::Idle => fail(FailureKind::ServerRefused),
            Ask::Examine { folder } if self.refuses == Some(folder) => fail(FailureKind::ServerRefused),
            Ask::Examine { folder } => {
                let Some(shelf) = self.folders.get_mut(folder) else { return fail(FailureKind::NoFolder) };
                open.clone_from(folder);
                shelf.uid_validity += u32::from(self.is_courier && shelf.uid_next == 1);
                let shelf = shelf.clone();
                let kith_wire::Status { uid_validity, uid_next, messages: exists } = self.status(&shelf);
                one(Answer::Examined(Examined {
                    uid_validity,
                    uid_next: uid_next.filter(|_| !self.is_courier),
                    exists,
                }))
            }
            Ask::Uids { one_by_one: false, .. } if self.cannot_find => fail(FailureKind::ServerRefused),
            Ask::Uids { one_by_one: true, .. } if !self.gives_uids => fail(FailureKind::ServerRefused),
            Ask::Uids { since, from, one_by_one } => {
                let Some(shelf) = self.folders.get(open) else { return fail(FailureKind::BadRequest) };
                let is_in = |received: &Option<i64>| {
                    self.ignores_since || since.zip(*received).is_none_or(|(since, received)| received >= since)
                };
                let uids = shelf.messages.iter().filter(|(_, (_, received))| is_in(received)).map(|(uid, _)| *uid);
                let uids = uids.filter(|uid| from.is_none_or(|from| *uid >= from));
                let most = if *one_by_one { usize::MAX } else { self.finds };
                one(Answer::Uids(uids.rev().take(most).collect()))
            }
            Ask::Search { words, addresses } => {
                let Some(shelf) = self.folders.get(open) else { return fail(FailureKind::BadRequest) };
                self.searches.push((open.clone(), addresses.clone()));
                if addresses.iter().any(|address| self.will_not_search.iter().any(|not| address.contains(not))) {
                    return fail(FailureKind::ServerRefused);
                }
                let found = shelf.messages.iter().filter(|(uid, (text, _))| holds(**uid, text, words, addresses));
                one(Answer::Uids(found.map(|(uid, _)| *uid).collect()))
            }
            Ask::Headers { .. } if self.snoozes > 0 => {
                self.snoozes -= 1;
                fail(FailureKind::Throttled)
            }
            Ask::Headers { uids, .. } => {
                self.largest = self.largest.max(uids.len());
                self.headers(uids, open)
            }
            Ask::Calendars { uids } => match (&self.calendars, self.folders.get(open)) {
                // A relay that does not know the question.
                (None, _) | (_, None) => fail(FailureKind::BadRequest),
                (Some(calendars), Some(_)) => {
                    // No more than a few fit into an answer.
                    let looked_at = uids.clone().take_highest(7);
                    let of = |uid: u32| calendars.get(&(open.as_str(), uid)).map(|text| (uid, text));
                    let found = looked_at.iter().filter_map(of).map(|(uid, text)| RawCalendar {
                        uid,
                        encoding: "8bit".into(),
                        charset: Some("utf-8".into()),
                        bytes: text.clone().into(),
                    });
                    let calendars = found.collect();
                    self.looked_at.push((open.clone(), looked_at.clone()));
                    let is_there =
                        |uid: &u32| self.folders.get(open).is_some_and(|shelf| shelf.messages.contains_key(uid));
                    let missing = looked_at.iter().filter(|uid| !is_there(uid)).collect();
                    one(Answer::Calendars { calendars, looked_at, missing })
                }
            },
            Ask::Credit { .. } => Reply::Answers(vec![]),
            Ask::Text { folder, uid, .. } => match self.folders.get(folder).and_then(|shelf| shelf.messages.get(uid)) {
                Some((text, _)) => one(Answer::Text { bytes: format!("{text}Hello {uid}\r\n").into(), cut: false }),
                None => fail(FailureKind::Moved),
            },
            Ask::Append(_) if self.refuses_drafts.is_some() => fail(self.refuses_drafts.unwrap_or(FailureKind::Other)),
            Ask::Append(draft) => {
                self.drafts.push((draft.folder.clone(), String::from_utf8(draft.message.clone()).unwrap()));
                one(Answer::Done)
            }
            Ask::Letter(_) if self.refuses_letters.is_some() => {
                fail(self.refuses_letters.unwrap_or(FailureKind::Other))
            }
            Ask::Letter(letter) => {
                let message = String::from_utf8(letter.message.clone()).unwrap();
                self.shelf("INBOX").deliver(message, None);
                match self.takes_letters_in_silence {
                    true => Reply::Answers(vec![]),
                    false => one(Answer::Done),
                }
            }
            Ask::Logout => one(Answer::Done),
            Ask::Access { .. } => Reply::Answers(vec![]),
            Ask::SignIns if let Some(provider) = &self.provider => {
                let told = |way| SignIn { web_hosts: provider.web_hosts.clone(), ..Provider::sign_in(way) };
                one(Answer::SignIns(vec![told(SignInWay::DeviceCode), told(Provider::code())]))
            }
            Ask::SignIn { sign_in, grant, for_address_books } => match &mut self.provider {
                Some(provider) if sign_in == "house" => Reply::Answers(provider.grant(grant, *for_address_books)),
                _ => fail(FailureKind::NoSignIn),
            },
            Ask::SignIns => fail(FailureKind::BadRequest),
            Ask::Discover { .. } => match &self.discovered {
                Some(answers) => Reply::Answers(answers.clone()),
                // As a relay that is older than this question.
                None => fail(FailureKind::BadRequest),
            },
        }
    }

    /// How a folder stands, as it says.
    fn status(&self, shelf: &Shelf) -> kith_wire::Status {
        let status = shelf.status();
        kith_wire::Status { messages: status.messages + self.overcounts, ..status }
    }

    fn headers(&mut self, uids: &UidSet, open: &str) -> Reply {
        let again = self.asked.borrow().iter().filter(|ask| *ask == "Headers").count() > 1;
        let held = |uid: &u32| !again && self.holds_back.contains(*uid) || self.never_gives.contains(*uid);
        let Some(shelf) = self.folders.get(open) else {
            let failure = Failure::new(FailureKind::BadRequest);
            return Reply::Answers(vec![Answer::Failed(failure)]);
        };
        let mut sent: Vec<RawMessage> = uids
            .iter()
            .filter(|uid| !held(uid))
            .filter_map(|uid| shelf.messages.get(&uid).map(|(text, received)| raw(uid, text, *received)))
            .rev()
            .collect();
        if let Some(chaos) = &mut self.chaos {
            sent = chaos.disorder(sent, &shelf.messages);
        }
        let given = |stop: &UidSet| sent.iter().take_while(|message| !stop.contains(message.uid)).count();
        let (refused, hung_up) = (given(&self.cannot_give), given(&self.hangs_up_over));
        let batches = |count: usize| -> Vec<Answer> {
            sent[..count].chunks(BATCH).map(|batch| Answer::Headers(batch.to_vec())).collect()
        };
        let failure = |kind| Failure { words: Some("so it is".into()), ..Failure::new(kind) };
        if hung_up < sent.len() && hung_up <= refused {
            return Reply::Dies(batches(hung_up), Some(failure(FailureKind::WentAway)));
        }
        let mut answers = batches(refused);
        let refusal = Answer::Failed(failure(FailureKind::ServerRefused));
        let regrets = self.regrets && uids.len() > 1 && uids.iter().any(|uid| !shelf.messages.contains_key(&uid));
        answers.push(if refused == sent.len() && !regrets { Answer::Done } else { refusal });
        Reply::Answers(answers)
    }
}

pub(super) fn mail(folder: &str, uid: u32) -> String {
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

pub(super) fn raw(uid: u32, text: &str, received: Option<i64>) -> RawMessage {
    let header = text.as_bytes().to_vec();
    RawMessage { uid, received, size: 9, email_id: None, thread_id: None, header, cut: false }
}

/// Whether a server finds the message by what it holds.
fn holds(uid: u32, text: &str, words: &[String], addresses: &[String]) -> bool {
    let text = format!("{text}Hello {uid}").to_lowercase();
    let names = |line: &str| ["from:", "to:", "cc:", "bcc:"].iter().any(|field| line.starts_with(field));
    let stands = |address: &String| text.lines().any(|line| names(line) && line.contains(&address.to_lowercase()));
    words.iter().all(|word| text.contains(&word.to_lowercase()))
        && (addresses.is_empty() || addresses.iter().any(stands))
}

/// An engine, its disk and a server, with a clock of their own.
pub(super) struct World {
    pub(super) disk: Disk,
    pub(super) engine: Engine<Disk>,
    pub(super) server: Server,
    pub(super) now: i64,
    pub(super) inputs: VecDeque<Input>,
    pub(super) wake: Option<i64>,
    pub(super) open: BTreeMap<ConnectionId, String>,
    pub(super) frames: u32,
    pub(super) heard: Vec<FromEngine>,
    pub(super) relay_is_down: bool,
    /// Whether the relay gives no sign of life by itself.
    pub(super) is_silent: bool,
    /// Whether the engine wanted everything to be locked.
    pub(super) is_locked: bool,
    /// As whom each connection is logged in.
    users: BTreeMap<ConnectionId, String>,
    /// The access key that each connection showed.
    shown: BTreeMap<ConnectionId, String>,
    /// The folder that each connection waits for news of, and the number of its request.
    watched: BTreeMap<ConnectionId, (String, u32)>,
}

impl World {
    pub(super) fn new(server: Server) -> Self {
        Self::on(Disk::default(), server)
    }

    /// Starts an engine on a disk, as after a reload.
    pub(super) fn on(disk: Disk, server: Server) -> Self {
        Self::at(disk, server, 1_790_000_000_000)
    }

    /// The tab is closed at whatever instant, and opened again.
    pub(super) fn restarted(self) -> Self {
        Self { relay_is_down: self.relay_is_down, ..Self::at(self.disk, self.server, self.now) }
    }

    fn at(disk: Disk, server: Server, now: i64) -> Self {
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
            is_silent: false,
            is_locked: false,
            users: BTreeMap::new(),
            shown: BTreeMap::new(),
            watched: BTreeMap::new(),
        };
        world.carry_out(outputs);
        world
    }

    pub(super) fn carry_out(&mut self, outputs: Vec<Output>) {
        for output in outputs {
            match output {
                Output::Page(message) => self.heard.push(message),
                Output::Open(conn) if self.relay_is_down => self.inputs.push_back(Input::Closed(conn)),
                Output::Open(conn) => {
                    self.open.insert(conn, String::new());
                    self.inputs.push_back(Input::Opened(conn));
                }
                Output::Send(conn, frame) => self.serve(conn, &frame),
                Output::Close(conn) => self.close(conn),
                Output::WakeAt(at) => self.wake = Some(at),
                Output::ScalePhoto { number, bytes } => {
                    // What is no photo cannot be made small; what is loses all but its beginning.
                    let small = bytes.starts_with(PHOTO).then(|| bytes.iter().copied().take(100).collect());
                    self.inputs.push_back(Input::PhotoScaled(number, small));
                }
                Output::Lock => self.is_locked = true,
            }
        }
    }

    fn close(&mut self, conn: ConnectionId) {
        self.open.remove(&conn);
        self.watched.remove(&conn);
    }

    /// A connection ends without a word.
    pub(super) fn cut(&mut self, conn: ConnectionId) {
        self.close(conn);
        self.inputs.push_back(Input::Closed(conn));
    }

    fn say(&mut self, conn: ConnectionId, id: u32, answer: Answer) {
        let response = Response { id, answer };
        self.inputs.push_back(Input::Frame(conn, kith_wire::encode(&response).unwrap()));
    }

    fn serve(&mut self, conn: ConnectionId, frame: &[u8]) {
        let request: Request = kith_wire::decode(frame).unwrap();
        assert!(frame.len() <= kith_wire::limits::MAX_REQUEST_BYTES, "the relay would end the session");
        if self.server.chaos.is_some() {
            self.wreak_havoc(conn);
        }
        let Some(open) = self.open.get_mut(&conn) else { return };
        if !matches!(request.ask, Ask::Credit { .. })
            && let Some((_, id)) = self.watched.remove(&conn)
        {
            self.inputs
                .push_back(Input::Frame(conn, kith_wire::encode(&Response { id, answer: Answer::Done }).unwrap()));
        }
        let mut reply = self.server.reply(&request, open);
        if let Ask::Connect(connect) = &request.ask {
            self.users.insert(conn, connect.username.clone());
        }
        if let Ask::Access { key } = &request.ask {
            self.shown.insert(conn, key.reveal().to_owned());
        }
        if let (Ask::Connect(_) | Ask::Discover { .. } | Ask::SignIns | Ask::SignIn { .. }, Some(wanted)) =
            (&request.ask, self.server.key)
        {
            let kind = match self.shown.get(&conn) {
                None => Some(FailureKind::KeyMissing),
                Some(shown) => (shown != wanted).then_some(FailureKind::KeyRefused),
            };
            if let Some(kind) = kind {
                reply = Reply::Dies(vec![], Some(Failure::new(kind)));
            }
        }
        if let (Ask::Connect(connect), Some(shown)) = (&request.ask, self.server.certificate)
            && connect.trusted != Some(shown)
        {
            let known = connect.trusted.is_some();
            let kind = if known { FailureKind::CertificateChanged } else { FailureKind::CertificateUnknown };
            let certificate = Some(Box::new(certificate(shown)));
            let failure = Failure { step: Some(Step::Tls), certificate, ..Failure::new(kind) };
            reply = Reply::Dies(vec![], Some(failure));
        }
        if let Ask::Text { uid, .. } = &request.ask {
            let user = self.users.get(&conn).map(String::as_str);
            let failure = |kind| Failure::new(kind);
            if self.server.moved.is_some_and(|(of, moved)| user == Some(of) && moved == *uid) {
                reply = Reply::Answers(vec![Answer::Failed(failure(FailureKind::Moved))]);
            } else if user.is_some() && user == self.server.hangs_up_over_texts_of {
                reply = Reply::Dies(vec![], Some(failure(FailureKind::WentAway)));
            }
        }
        if matches!(request.ask, Ask::Connect(_)) && self.open.len() > self.server.connections {
            let failure = Failure { words: Some("too many".into()), ..Failure::new(FailureKind::ServerRefused) };
            reply = Reply::Dies(vec![], Some(failure));
        }
        let (mut answers, dies) = match reply {
            Reply::Answers(answers) => (answers, false),
            Reply::Dies(mut answers, failure) => {
                answers.extend(failure.map(Answer::Failed));
                (answers, true)
            }
        };
        if answers.last() == Some(&Answer::Idling) {
            let folder = self.open.get(&conn).cloned().unwrap_or_default();
            self.watched.insert(conn, (folder, request.id));
        }
        for answer in answers.drain(..) {
            self.frames += 1;
            if self.server.dies_after.is_some_and(|after| self.frames > after) {
                return self.cut(conn);
            }
            self.say(conn, request.id, answer);
        }
        if dies {
            self.inputs.push_back(Input::Closed(conn));
            self.watched.remove(&conn);
        }
    }

    /// The server ends a connection, and the relay says so.
    pub(super) fn fail(&mut self, conn: ConnectionId, kind: FailureKind) {
        self.say(conn, 0, Answer::Failed(Failure::new(kind)));
        self.inputs.push_back(Input::Closed(conn));
    }

    /// Mail arrives; those who wait for it are told.
    pub(super) fn deliver(&mut self, folder: &str, text: String, received: Option<i64>) -> u32 {
        let uid = self.server.shelf(folder).deliver(text, received);
        self.tell_watchers(folder);
        self.settle();
        uid
    }

    pub(super) fn tell_watchers(&mut self, folder: &str) {
        let told: Vec<(ConnectionId, u32)> =
            self.watched.iter().filter(|(_, (of, _))| of == folder).map(|(conn, (_, id))| (*conn, *id)).collect();
        for (conn, id) in told {
            self.say(conn, id, Answer::FolderChanged);
        }
    }

    /// How many segments are stored.
    pub(super) fn segments(&self) -> usize {
        pollster::block_on(self.disk.segments_after(None, u32::MAX)).unwrap().len()
    }

    /// Which folders are waited for.
    pub(super) fn watched(&self) -> Vec<&str> {
        let mut folders: Vec<&str> = self.watched.values().map(|(folder, _)| folder.as_str()).collect();
        folders.sort_unstable();
        folders
    }

    pub(super) fn step(&mut self, input: Input) {
        let moment = Moment { now: self.now, random: 1_000 };
        let outputs = pollster::block_on(self.engine.handle(input, moment));
        self.carry_out(outputs);
    }

    /// Goes on until nothing happens any more at this moment.
    pub(super) fn settle(&mut self) {
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
    pub(super) fn pass(&mut self, milliseconds: i64) {
        let until = self.now + milliseconds;
        while let Some(at) = self.wake.filter(|at| *at <= until) {
            self.now = self.now.max(at);
            for conn in self.open.keys().copied().filter(|_| !self.is_silent).collect::<Vec<_>>() {
                self.say(conn, 0, Answer::Alive);
            }
            self.settle();
        }
        self.now = until;
    }

    /// Reads what is new, as whenever the network is back.
    pub(super) fn sync(&mut self) {
        self.inputs.push_back(Input::Online);
        self.settle();
    }

    /// The user syncs the account.
    pub(super) fn sync_now(&mut self) {
        let id = self.account().id;
        self.order(Command::SyncNow(id)).unwrap();
    }

    pub(super) fn order(&mut self, command: Command) -> Result<(), ProblemKind> {
        self.order_whole(command).map_err(|problem| problem.kind)
    }

    /// The same with all that is said of the problem.
    pub(super) fn order_whole(&mut self, command: Command) -> Result<(), Problem> {
        self.inputs.push_back(Input::Page(ToEngine::Order(7, command)));
        self.heard.clear();
        self.settle();
        let outcome = self.heard.iter().find_map(|message| match message {
            FromEngine::Outcome(7, outcome) => Some(outcome.clone()),
            _ => None,
        });
        outcome.expect("every command has an outcome")
    }

    pub(super) fn ask<Q: Query>(&mut self, question: Q) -> Result<Q::Answer, ProblemKind> {
        self.inputs.push_back(Input::Page(ToEngine::Ask(8, question.into())));
        self.heard.clear();
        self.settle();
        let answer = self.heard.iter().find_map(|message| match message {
            FromEngine::Answer(8, answer) => Some(answer.clone().map_err(|problem| problem.kind)),
            _ => None,
        });
        answer.expect("every question has an answer").map(|answer| Q::read(answer).expect("its own answer"))
    }

    pub(super) fn connect(&mut self) -> Result<(), ProblemKind> {
        self.order(Command::Connect(new_account("right")))
    }

    pub(super) fn overview(&mut self) -> Overview {
        let Ok(overview) = self.ask(question::Overview) else { panic!("no overview") };
        overview
    }

    pub(super) fn account(&mut self) -> AccountView {
        self.overview().accounts.first().cloned().expect("an account")
    }

    pub(super) fn status(&mut self) -> AccountStatus {
        self.overview().accounts.first().map(|account| account.status.clone()).expect("an account")
    }

    pub(super) fn people(&mut self) -> Vec<(String, u32)> {
        let query = PeopleQuery { limit: 100, order: crate::api::Order::Name, ..PeopleQuery::default() };
        let Ok(page) = self.ask(question::People(query)) else { panic!("no people") };
        page.rows.into_iter().map(|row| (row.name, row.messages)).collect()
    }

    pub(super) fn asked(&self, what: &str) -> usize {
        self.server.asked.borrow().iter().filter(|ask| *ask == what).count()
    }
}

/// A certificate that a server made itself.
pub(super) fn certificate(fingerprint: Fingerprint) -> Certificate {
    Certificate {
        fingerprint,
        names: vec!["mail.example".into()],
        issuer: "mail.example".into(),
        self_signed: true,
        not_before: 0,
        not_after: i64::MAX,
        vouched_for: false,
    }
}

pub(super) fn new_account(password: &str) -> NewAccount {
    NewAccount {
        username: "me".into(),
        password: password.into(),
        signed_in: false,
        address: "me@home.example".into(),
        host: "mail.example".into(),
        port: 993,
        security: Security::Tls,
        trusted: None,
        period: Period::Everything,
        stay: true,
        letter: false,
    }
}

pub(super) fn everything() -> Server {
    Server::with(&[("INBOX", 1, 20), ("Sent", 1, 8), ("Archive", 5, 4)])
}

/// What must be there once all of [`everything`] is read.
pub(super) fn all_people() -> Vec<(String, u32)> {
    let mut counts = BTreeMap::new();
    for uid in (1..21).chain(5..9) {
        *counts.entry(format!("p{}@x.example", uid % 5)).or_insert(0) += 1;
    }
    for uid in 1..9 {
        *counts.entry(format!("p{}@x.example", uid % 4)).or_insert(0) += 1;
    }
    counts.into_iter().collect()
}
