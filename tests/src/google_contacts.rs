//! Google's contacts over CardDAV, as its documentation and what others met there say: a real CardDAV server behind it
//! holds the cards.
//!
//! Scripted after <https://developers.google.com/people/carddav> (its addresses, its methods, tokens only) and
//! pimutils/vdirsyncer#1223 (a new card gets a name of Google's, whatever it was to be called). That categories and the
//! UID of a new card are not kept is what clients report.

use crate::bearer::{Tokens, unauthorized};
use crate::dav_proxy::{Names, is_creation};
use crate::faults::Faults;
use crate::http::{Answer, Reply, Request, Server, Service, basic, send};
use crate::radicale::Radicale;
use anyhow::Result;
use kith_world::World;
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

/// Its name in the test's world.
pub const HOST: &str = "www.googleapis.com";

/// Where the cards are behind it.
const USER: &str = "google";
const PASSWORD: &str = "behind";
const BOOK: &str = "default";
const USER_BEHIND: &str = "/google/";
const BOOK_BEHIND: &str = "/google/default";

/// Where all accounts are, for clients.
const PRINCIPALS: &str = "/carddav/v1/principals/";

/// A running server with one account; it ends when dropped.
pub struct GoogleContacts {
    cards: Radicale,
    shared: Arc<Shared>,
    server: Server,
}

struct Shared {
    behind: SocketAddr,
    paths: Paths,
    tokens: Mutex<Tokens>,
    faults: Faults,
    names: Names,
}

/// Where things are for clients.
struct Paths {
    /// Where the account is, as its address is written otherwise.
    plain: String,
    principal: String,
    lists: String,
    book: String,
}

impl GoogleContacts {
    /// Starts one that is [`HOST`] in a world.
    pub async fn start(world: &World, account: &str, tokens: Tokens) -> Result<Self> {
        let cards = Radicale::start(&[(USER, PASSWORD)])?;
        cards.make_book(USER, BOOK, "Address Book").await?;
        let shared = Arc::new(Shared {
            behind: cards.address(),
            paths: Paths::new(account),
            tokens: Mutex::new(tokens),
            faults: Faults::default(),
            names: Names::default(),
        });
        let server = Server::start(Arc::clone(&shared)).await?;
        world.web_host(HOST, server.address())?;
        Ok(Self { cards, shared, server })
    }

    /// Where it listens, without TLS.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.server.address()
    }

    /// What goes wrong, and what was asked.
    #[must_use]
    pub fn faults(&self) -> &Faults {
        &self.shared.faults
    }

    /// Which tokens are good from now on.
    pub fn set_tokens(&self, tokens: Tokens) {
        *self.shared.tokens.lock().unwrap_or_else(PoisonError::into_inner) = tokens;
    }

    /// The cards by their names, as they are stored.
    pub fn cards(&self) -> Result<BTreeMap<String, String>> {
        self.cards.cards(USER, BOOK)
    }

    /// Puts a card there, as the user does at Google.
    pub async fn put_card(&self, name: &str, card: &str) -> Result<()> {
        self.cards.put_card(USER, BOOK, name, &kept(card)).await
    }

    /// Deletes a card, as the user does at Google.
    pub async fn delete(&self, name: &str) -> Result<()> {
        self.cards.delete(USER, BOOK, name).await
    }

    /// It refuses every sync token that it gave, once there is anything to tell since.
    pub fn expire_sync_tokens(&self) -> Result<()> {
        self.cards.expire_sync_tokens(USER, BOOK)
    }
}

impl Service for Shared {
    async fn reply(&self, request: Request) -> Reply {
        let answer = async {
            let tokens = self.tokens.lock().unwrap_or_else(PoisonError::into_inner).clone();
            if !tokens.admit(&request).await {
                return unauthorized();
            }
            let answer = self.answer(request.clone()).await;
            answer.unwrap_or_else(|error| Answer::new(502).with_body("text/plain", error.to_string()))
        };
        self.faults.around(&request, answer).await
    }
}

impl Shared {
    async fn answer(&self, mut request: Request) -> Result<Answer> {
        let path = self.paths.encoded(&request.target);
        if path == "/.well-known/carddav" {
            return Ok(Answer::new(301).with("Location", format!("https://{HOST}{}/", self.paths.book)));
        }
        let Some(target) = self.paths.behind(&path) else { return Ok(Answer::new(404)) };
        let is_of_book = target.starts_with(BOOK_BEHIND);
        request = Request { target, ..request }.with("Authorization", basic(USER, PASSWORD));
        match request.method.as_str() {
            // Adds a member (RFC 5995).
            "POST" if is_of_book => {
                request.method = "PUT".to_owned();
                request.target = format!("{BOOK_BEHIND}/new");
                return self.create(request).await;
            }
            "PUT" if is_of_book && is_creation(self.behind, &request).await? => return self.create(request).await,
            "PUT" if is_of_book => request.body = kept(&request.text()).into_bytes(),
            "REPORT" if is_of_book => request.body = self.paths.asked(&request.text()).into_bytes(),
            "GET" | "DELETE" if is_of_book => {}
            "PROPFIND" | "OPTIONS" => {}
            _ => return Ok(Answer::new(405)),
        }
        let answer = send(self.behind, &request).await?;
        Ok(match answer.status {
            207 => Answer { body: self.paths.told(&answer.text(), &path).into_bytes(), ..answer },
            _ => answer,
        })
    }

    /// Stores a new card under a name of the server's, and calls its UID so.
    async fn create(&self, request: Request) -> Result<Answer> {
        let form = |card: String, name: &str| with_uid(&kept(&card), name);
        let answer = self.names.create(self.behind, request, form).await?;
        let location = answer.header("Location").map(|location| location.replacen(BOOK_BEHIND, &self.paths.book, 1));
        Ok(match location {
            Some(location) => answer.with("Location", location),
            None => answer,
        })
    }
}

impl Paths {
    fn new(account: &str) -> Self {
        let principal = format!("{PRINCIPALS}{}", account.replace('@', "%40"));
        let lists = format!("{principal}/lists");
        Self { plain: format!("{PRINCIPALS}{account}"), book: format!("{lists}/default"), principal, lists }
    }

    /// Clients encode the address of the account, or do not.
    fn encoded(&self, text: &str) -> String {
        text.replace(&self.plain, &self.principal)
    }

    /// Where a path leads behind. The account and the list of its books are one there.
    fn behind(&self, path: &str) -> Option<String> {
        let of_book = path.strip_prefix(&self.book).filter(|rest| rest.is_empty() || rest.starts_with('/'));
        let of_book = of_book.map(|rest| format!("{BOOK_BEHIND}{rest}"));
        let path = path.trim_end_matches('/');
        of_book.or_else(|| (path == self.principal || path == self.lists).then(|| USER_BEHIND.to_owned()))
    }

    /// What a client asks, with the paths behind.
    fn asked(&self, text: &str) -> String {
        self.encoded(text).replace(&self.book, BOOK_BEHIND)
    }

    /// What a client that asked for `path` is told, with the paths that it knows.
    fn told(&self, text: &str, path: &str) -> String {
        let href = |path: &str| format!("<href>{path}</href>");
        let (principal, lists) = (href(&format!("{}/", self.principal)), href(&format!("{}/", self.lists)));
        let own = if path.trim_end_matches('/') == self.principal { &principal } else { &lists };
        let behind = href(USER_BEHIND);
        let text = text.replace(BOOK_BEHIND, &self.book);
        let text = text.replace(&format!("home-set>{behind}"), &format!("home-set>{lists}"));
        let text = text.replace(&format!("<response>{behind}"), &format!("<response>{own}"));
        text.replace(&behind, &principal)
    }
}

/// What is stored of a card.
fn kept(card: &str) -> String {
    lines(card).filter(|line| !is_named(line, "CATEGORIES")).collect()
}

fn with_uid(card: &str, uid: &str) -> String {
    let end = |line: &str| if is_named(line, "END") { format!("UID:{uid}\r\n{line}") } else { line.to_owned() };
    lines(card).filter(|line| !is_named(line, "UID")).map(|line| end(&line)).collect()
}

/// The lines of a card, each with those by which it is continued.
fn lines(card: &str) -> impl Iterator<Item = String> {
    let mut lines: Vec<String> = Vec::new();
    for line in card.split_inclusive('\n') {
        match lines.last_mut() {
            Some(last) if line.starts_with([' ', '\t']) => last.push_str(line),
            _ => lines.push(line.to_owned()),
        }
    }
    lines.into_iter()
}

fn is_named(line: &str, name: &str) -> bool {
    line.split([':', ';']).next().is_some_and(|found| found.eq_ignore_ascii_case(name))
}
