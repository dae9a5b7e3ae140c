//! What a sync asks of a server that speaks Microsoft Graph.

use super::finder::problem_of;
use super::next::{Changes, Next, Written};
use crate::api::{BookProblem, Problem, ProblemKind};
use crate::dav::DavError;
use crate::dav::answer::{Came, Content};
use crate::dav::url::Url;
use crate::graph::answer::{self, Page};
use crate::graph::contact::GraphContact;
use crate::graph::request;
use kith_wire::WebAnswer;
use std::collections::VecDeque;

/// How many parts of one list are asked for: enough for the largest, and an end to one that never ends.
const MAX_PARTS: u32 = 10_000;

/// A task under way.
#[derive(Debug)]
pub(crate) enum GraphTask {
    List(List),
    Fetch(Fetch),
    Write(Write),
}

/// Listing: what changed by a link that was given before, or everything.
#[derive(Debug)]
pub(crate) struct List {
    book: Url,
    at: Option<Url>,
    is_whole: bool,
    /// Whether those contacts are asked for as well that Kith made: of some it is not known whether they are there.
    seeks_own: bool,
    is_at_own: bool,
    found: Changes,
    parts: u32,
}

/// Fetching, one contact after the other.
#[derive(Debug)]
pub(crate) struct Fetch {
    rest: VecDeque<Url>,
    asked: Option<Url>,
    came: Vec<Came>,
}

/// Writing.
#[derive(Debug)]
pub(crate) struct Write {
    url: Url,
    etag: Option<String>,
    was: GraphContact,
    contact: GraphContact,
}

impl GraphTask {
    pub(crate) fn list(book: Url, token: Option<String>, seeks_own: bool) -> Self {
        let since = token.and_then(|token| Url::read(&token)).filter(|link| link.authority() == book.authority());
        let is_whole = since.is_none();
        let at = since.or_else(|| request::all(&book));
        let found = Changes { is_whole, ..Changes::default() };
        Self::List(List { book, at, is_whole, seeks_own, is_at_own: false, found, parts: 0 })
    }

    pub(crate) fn fetch(contacts: impl IntoIterator<Item = Url>) -> Self {
        Self::Fetch(Fetch { rest: contacts.into_iter().collect(), asked: None, came: Vec::new() })
    }

    pub(crate) fn write(url: Url, etag: Option<String>, was: &[u8], contact: &[u8]) -> Self {
        let read = |bytes| GraphContact::read(bytes).unwrap_or_default();
        let was = if etag.is_some() { read(was) } else { GraphContact::default() };
        Self::Write(Write { url, etag, was, contact: read(contact) })
    }

    pub(crate) fn begin(&mut self) -> Next {
        match self {
            Self::List(list) => list.ask(),
            Self::Fetch(fetch) => fetch.ask(),
            Self::Write(write) => write.ask(),
        }
    }

    pub(crate) fn heard(&mut self, answer: &WebAnswer) -> Next {
        match self {
            Self::List(list) => list.heard(answer),
            Self::Fetch(fetch) => fetch.heard(answer),
            Self::Write(write) => write.heard(answer),
        }
    }
}

impl List {
    fn ask(&self) -> Next {
        self.at.as_ref().map_or_else(|| failed(DavError::Unexpected), |link| Next::Ask(request::page(link)))
    }

    fn heard(&mut self, answer: &WebAnswer) -> Next {
        match answer::page(&self.book, answer) {
            Ok(page) => self.take(page),
            // It does not know the link any more (or never did): what it told so far may be from before.
            Err(DavError::Status(400 | 404 | 410)) if !self.is_whole && !self.is_at_own => {
                let (book, seeks_own) = (self.book.clone(), self.seeks_own);
                *self = Self {
                    found: Changes { is_whole: true, ..Changes::default() },
                    parts: 0,
                    at: request::all(&book),
                    is_whole: true,
                    seeks_own,
                    is_at_own: false,
                    book,
                };
                self.ask()
            }
            // It cannot look for them: they are known by what they say.
            Err(DavError::Status(400 | 501)) if self.is_at_own => self.done(),
            Err(error) => failed(error),
        }
    }

    fn take(&mut self, page: Page) -> Next {
        self.parts += 1;
        for (listed, came) in page.rows {
            let key = listed.url.key();
            match came {
                Some(came) => drop(self.found.came.insert(key.clone(), came)),
                None => drop(self.found.came.remove(&key)),
            }
            self.found.cards.insert(key, listed);
        }
        match (page.next, page.delta) {
            (Some(_), _) if self.parts >= MAX_PARTS => failed(DavError::TooLarge),
            (Some(next), _) => {
                self.at = Some(next);
                self.ask()
            }
            (None, _) if self.is_at_own => self.done(),
            (None, Some(delta)) => {
                self.found.token = Some(delta.to_string());
                if !self.seeks_own {
                    return self.done();
                }
                self.is_at_own = true;
                self.at = request::made_here(&self.book);
                self.ask()
            }
            // A list that ends without the link to later changes is not the whole.
            (None, None) => failed(DavError::Unexpected),
        }
    }

    fn done(&mut self) -> Next {
        Next::Listed(std::mem::take(&mut self.found))
    }
}

impl Fetch {
    fn ask(&mut self) -> Next {
        while let Some(url) = self.rest.pop_front() {
            // One that Kith meant to make, and that has no address of its own yet.
            if url.path.ends_with(".vcf") {
                self.came.push(Came { url, etag: String::new(), content: Content::Gone });
                continue;
            }
            let request = request::contact(&url);
            self.asked = Some(url);
            return Next::Ask(request);
        }
        Next::Fetched(std::mem::take(&mut self.came))
    }

    fn heard(&mut self, answer: &WebAnswer) -> Next {
        let Some(url) = self.asked.take() else { return failed(DavError::Unexpected) };
        match answer::contact(&url, answer) {
            Ok(came) => {
                self.came.push(came);
                self.ask()
            }
            Err(error) => failed(error),
        }
    }
}

impl Write {
    fn ask(&self) -> Next {
        let changed = self.contact.changed(&self.was);
        Next::Ask(match &self.etag {
            Some(etag) => request::update(&self.url, etag, changed),
            None => request::create(&self.url, changed),
        })
    }

    fn heard(&mut self, answer: &WebAnswer) -> Next {
        let is_new = self.etag.is_none();
        Next::Written(match answer.status {
            200..=299 => match answer::written(&self.url, is_new, answer) {
                Ok((url, etag)) => Written::Done { url, etag },
                Err(_) => Written::Unknown,
            },
            // There may be more than it has room for.
            400 | 413 | 422 if self.contact.shorten() => return self.ask(),
            412 => Written::Conflict,
            404 | 409 | 410 if !is_new => Written::Conflict,
            status @ (401 | 429 | 503 | 507) => return failed(DavError::Status(status)),
            500..=599 => Written::Unknown,
            status => Written::Refused(status),
        })
    }
}

fn failed(error: DavError) -> Next {
    Next::Failed(match error {
        // The sign-in was not for address books.
        DavError::Status(403) => Problem::new(ProblemKind::Book(BookProblem::SignInNeeded)),
        error => problem_of(error),
    })
}
