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

/// A running server with one account; it ends when dropped.
pub struct GoogleContacts {
    cards: Radicale,
    shared: Arc<Shared>,
    server: Server,
}

struct Shared {
    behind: SocketAddr,
    /// The address of the account.
    account: String,
    tokens: Mutex<Tokens>,
    faults: Faults,
    names: Names,
}

impl GoogleContacts {
    /// Starts one that is [`HOST`] in a world.
    pub async fn start(world: &World, account: &str, tokens: Tokens) -> Result<Self> {
        let cards = Radicale::start(&[(USER, PASSWORD)])?;
        cards.make_book(USER, BOOK, "Address Book").await?;
        let shared = Arc::new(Shared {
            behind: cards.address(),
            account: account.to_owned(),
            tokens: Mutex::new(tokens),
            faults: Faults::default(),
            names: Names::default(),
        });
        let server = Server::start(Arc::clone(&shared)).await?;
        world.host(HOST)?;
        world.web_server(HOST, server.address());
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
    async fn answer(&self, request: Request) -> Result<Answer> {
        let principals = "/carddav/v1/principals";
        let principal = format!("{principals}/{}", self.account.replace('@', "%40"));
        let lists = format!("{principal}/lists");
        let book = format!("{lists}/default");
        let (user_behind, book_behind) = (format!("/{USER}/"), format!("/{USER}/{BOOK}"));
        // Paths come with the address encoded or not.
        let encoded = |text: &str| text.replace(&format!("{principals}/{}", self.account), &principal);
        let path = encoded(&request.target);
        if path == "/.well-known/carddav" {
            return Ok(Answer::new(301).with("Location", format!("https://{HOST}{book}/")));
        }
        let target = match path.strip_prefix(&book) {
            // Not the name of another book.
            Some(rest) if rest.is_empty() || rest.starts_with('/') => format!("{book_behind}{rest}"),
            _ if [&principal, &lists].iter().any(|known| path.trim_end_matches('/') == **known) => user_behind.clone(),
            _ => return Ok(Answer::new(404)),
        };
        let is_of_book = target != user_behind;
        let method = request.method.as_str();
        let is_known = match method {
            "PROPFIND" | "OPTIONS" => true,
            "GET" | "PUT" | "DELETE" | "REPORT" | "POST" => is_of_book,
            _ => false,
        };
        if !is_known {
            return Ok(Answer::new(405));
        }
        let body = encoded(&request.text()).replace(&book, &book_behind);
        let mut request = Request { target, ..request }.with("Authorization", basic(USER, PASSWORD));
        let to_book = |location: &str| location.replacen(&book_behind, &book, 1);
        match request.method.as_str() {
            // Adds a member (RFC 5995).
            "POST" => {
                request.method = "PUT".to_owned();
                request.target = format!("{book_behind}/new");
                return self.create(request, to_book).await;
            }
            "PUT" if is_creation(self.behind, &request).await? => return self.create(request, to_book).await,
            "PUT" => request.body = kept(&request.text()).into_bytes(),
            "PROPFIND" | "REPORT" => request.body = body.into_bytes(),
            _ => {}
        }
        let answer = send(self.behind, &request).await?;
        if answer.status != 207 {
            return Ok(answer);
        }
        // The account itself and the list of its books are one behind it.
        let own = if path.trim_end_matches('/') == principal { &principal } else { &lists };
        let href = |path: &str| format!("<href>{path}</href>");
        let behind = href(&user_behind);
        let text = answer.text().replace(&format!("{book_behind}/"), &format!("{book}/"));
        let home = "addressbook-home-set>";
        let text = text.replace(&format!("{home}{behind}"), &format!("{home}{}", href(&format!("{lists}/"))));
        let text = text.replace(&format!("<response>{behind}"), &format!("<response>{}", href(&format!("{own}/"))));
        let text = text.replace(&behind, &href(&format!("{principal}/")));
        Ok(Answer { body: text.into_bytes(), ..answer })
    }

    /// Stores a new card under a name of the server's, and calls its UID so.
    async fn create(&self, request: Request, to_book: impl Fn(&str) -> String) -> Result<Answer> {
        let form = |card: String, name: &str| with_uid(&kept(&card), name);
        let answer = self.names.create(self.behind, request, form).await?;
        let location = answer.header("Location").map(to_book);
        Ok(match location {
            Some(location) => answer.with("Location", location),
            None => answer,
        })
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
