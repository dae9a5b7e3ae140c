//! What a sync asks of a server, each in one request or several.

use super::finder::problem_of;
use super::graph_task::GraphTask;
use super::next::{Changes, Next, Written};
use crate::api::{BookProblem, Problem, ProblemKind};
use crate::dav::DavError;
use crate::dav::answer::{self, Came, Content, Listing};
use crate::dav::request::{self, MAX_CARDS_AT_ONCE};
use crate::dav::url::Url;
use crate::graph::is_graph;
use kith_wire::{FailureKind, WebAnswer};
use std::collections::VecDeque;

/// How many parts of one listing are asked for: enough for the largest, and an end to one that never ends.
const MAX_PARTS: u32 = 1_000;

/// A task under way.
#[derive(Debug)]
pub(crate) enum Task {
    List(List),
    Fetch(Fetch),
    Write(Write),
    /// The same of a server that speaks Microsoft Graph.
    Graph(GraphTask),
}

impl Task {
    /// Lists what changed since that token; everything without one. `is_unsure`: of some card it is not known whether it
    /// was written.
    pub(crate) fn list(book: Url, token: Option<String>, tells_changes: bool, is_unsure: bool) -> Self {
        if is_graph(&book.host) {
            return Self::Graph(GraphTask::list(book, token, is_unsure));
        }
        let way = match token {
            Some(token) => Way::Since(token),
            None if tells_changes => Way::FromStart,
            None => Way::Properties,
        };
        Self::List(List { book, way, found: Changes::default(), parts: 0 })
    }

    pub(crate) fn fetch(book: Url, cards: impl IntoIterator<Item = Url>) -> Self {
        if is_graph(&book.host) {
            return Self::Graph(GraphTask::fetch(cards));
        }
        Self::Fetch(Fetch {
            book,
            chunks: chunks(cards.into_iter().collect()),
            asked: Vec::new(),
            came: Vec::new(),
            is_single: false,
        })
    }

    /// Writes a card in place of the one with that ETag, which was so, or of none.
    pub(crate) fn write(url: Url, etag: Option<String>, was: &[u8], card: Vec<u8>) -> Self {
        if is_graph(&url.host) {
            return Self::Graph(GraphTask::write(url, etag, was, &card));
        }
        Self::Write(Write { url, etag, card })
    }

    /// The first request.
    pub(crate) fn begin(&mut self) -> Next {
        match self {
            Self::List(list) => list.ask(),
            Self::Fetch(fetch) => fetch.ask(),
            Self::Write(write) => {
                Next::Ask(request::write(&write.url, write.etag.as_deref(), std::mem::take(&mut write.card)))
            }
            Self::Graph(task) => task.begin(),
        }
    }

    /// The server answered.
    pub(crate) fn heard(&mut self, answer: &WebAnswer) -> Next {
        match self {
            Self::List(list) => list.heard(answer),
            Self::Fetch(fetch) => fetch.heard(answer),
            Self::Write(write) => write.heard(answer),
            Self::Graph(task) => task.heard(answer),
        }
    }

    /// A request came to nothing.
    pub(crate) fn failed(&mut self, problem: Problem) -> Next {
        match self {
            Self::Fetch(fetch) if problem.kind == ProblemKind::Mail(FailureKind::TooLarge) => fetch.too_large(),
            Self::List(_) | Self::Fetch(_) | Self::Write(_) | Self::Graph(_) => Next::Failed(problem),
        }
    }
}

/// Listing.
#[derive(Debug)]
pub(crate) struct List {
    book: Url,
    way: Way,
    found: Changes,
    parts: u32,
}

#[derive(Clone, Debug)]
enum Way {
    Since(String),
    FromStart,
    /// The rest of what was told from the start, from that token on.
    Rest(String),
    Properties,
}

impl List {
    fn ask(&self) -> Next {
        Next::Ask(match &self.way {
            Way::Since(token) | Way::Rest(token) => request::changes(&self.book, token),
            Way::FromStart => request::changes(&self.book, ""),
            Way::Properties => request::listing(&self.book),
        })
    }

    fn heard(&mut self, answer: &WebAnswer) -> Next {
        match answer::listing(&self.book, answer) {
            Ok(listing) => self.take(listing),
            // What it told so far may be from before the token was lost.
            Err(DavError::TokenRefused) if !matches!(self.way, Way::FromStart | Way::Properties) => {
                self.anew(Way::FromStart)
            }
            // It says that it tells changes, and does not, or no longer.
            Err(error) if is_unable(error) && !matches!(self.way, Way::Properties) => self.anew(Way::Properties),
            Err(error) => Next::Failed(problem_of(error)),
        }
    }

    fn anew(&mut self, way: Way) -> Next {
        (self.way, self.found, self.parts) = (way, Changes::default(), 0);
        self.ask()
    }

    fn take(&mut self, listing: Listing) -> Next {
        let Listing { cards, token, is_part } = listing;
        let is_stuck = cards.is_empty();
        self.found.cards.extend(cards.into_iter().map(|card| (card.url.key(), card)));
        self.parts += 1;
        if !is_part {
            let is_whole = !matches!(self.way, Way::Since(_));
            let cards = std::mem::take(&mut self.found.cards);
            return Next::Listed(Changes { cards, token, is_whole, ..Changes::default() });
        }
        // A part is not the whole: without the rest nothing of it counts.
        match (token, &self.way) {
            (Some(_), _) if is_stuck || self.parts >= MAX_PARTS => self.unreadable(),
            (Some(token), Way::Since(_)) => {
                self.way = Way::Since(token);
                self.ask()
            }
            (Some(token), Way::FromStart | Way::Rest(_)) => {
                self.way = Way::Rest(token);
                self.ask()
            }
            (Some(_), Way::Properties) | (None, _) => self.unreadable(),
        }
    }

    fn unreadable(&mut self) -> Next {
        match self.way {
            Way::Properties => Next::Failed(Problem::new(ProblemKind::Book(BookProblem::Unreadable))),
            _ => self.anew(Way::Properties),
        }
    }
}

/// Whether a server cannot do what it was asked for, so that another way is to be tried.
const fn is_unable(error: DavError) -> bool {
    matches!(
        error,
        DavError::TokenRefused | DavError::Status(400 | 403 | 405 | 409 | 412 | 415 | 422 | 500 | 501 | 507)
    )
}

/// Fetching.
#[derive(Debug)]
pub(crate) struct Fetch {
    book: Url,
    /// What is still to be asked for, each chunk at once.
    chunks: VecDeque<Vec<Url>>,
    /// What is asked for now.
    asked: Vec<Url>,
    came: Vec<Came>,
    /// Whether each card is asked for by itself, since the server does not give several.
    is_single: bool,
}

fn chunks(cards: Vec<Url>) -> VecDeque<Vec<Url>> {
    cards.chunks(MAX_CARDS_AT_ONCE).map(<[Url]>::to_vec).collect()
}

impl Fetch {
    fn ask(&mut self) -> Next {
        let Some(chunk) = self.chunks.pop_front() else { return Next::Fetched(std::mem::take(&mut self.came)) };
        self.asked = chunk;
        match self.asked.as_slice() {
            [one] if self.is_single => Next::Ask(request::card(one)),
            several => Next::Ask(request::cards(&self.book, several)),
        }
    }

    fn heard(&mut self, answer: &WebAnswer) -> Next {
        if let ([one], true) = (self.asked.as_slice(), self.is_single) {
            return match answer::card(one, answer) {
                Ok(came) => {
                    self.came.push(came);
                    self.ask()
                }
                Err(error) => Next::Failed(problem_of(error)),
            };
        }
        match answer::cards(&self.book, answer) {
            Ok(came) => {
                let known: Vec<String> = came.iter().map(|came| came.url.key()).collect();
                let asked = std::mem::take(&mut self.asked);
                // Of what it says nothing of it is asked again by itself.
                let rest: Vec<Url> = asked.into_iter().filter(|url| !known.contains(&url.key())).collect();
                self.came.extend(came);
                self.singly(rest);
                self.ask()
            }
            Err(error) if is_unable(error) => {
                let asked = std::mem::take(&mut self.asked);
                self.singly(asked);
                self.ask()
            }
            Err(error) => Next::Failed(problem_of(error)),
        }
    }

    /// Asks for each of these by itself, and for all that are still to come.
    fn singly(&mut self, cards: Vec<Url>) {
        if cards.is_empty() {
            return;
        }
        self.is_single = true;
        let rest = std::mem::take(&mut self.chunks).into_iter().flatten();
        self.chunks = cards.into_iter().chain(rest).map(|card| vec![card]).collect();
    }

    /// The answer was larger than the relay passes on: half as many are asked for, and one that is too large alone is
    /// left.
    fn too_large(&mut self) -> Next {
        let mut asked = std::mem::take(&mut self.asked);
        if let [one] = asked.as_slice() {
            self.came.push(Came { url: one.clone(), etag: String::new(), content: Content::TooLarge });
        } else {
            let second = asked.split_off(asked.len() / 2);
            self.chunks.push_front(second);
            self.chunks.push_front(asked);
        }
        self.ask()
    }
}

/// Writing.
#[derive(Debug)]
pub(crate) struct Write {
    url: Url,
    etag: Option<String>,
    card: Vec<u8>,
}

impl Write {
    fn heard(&self, answer: &WebAnswer) -> Next {
        Next::Written(match answer.status {
            200..=299 => {
                let url = answer::location(&self.url, answer).unwrap_or_else(|| self.url.clone());
                Written::Done { url, etag: answer::etag(answer) }
            }
            412 => Written::Conflict,
            404 | 410 if self.etag.is_some() => Written::Conflict,
            // Another card with this UID is there.
            409 if self.etag.is_none() => Written::Conflict,
            401 | 429 | 503 | 507 => return Next::Failed(problem_of(DavError::Status(answer.status))),
            500..=599 => Written::Unknown,
            status => Written::Refused(status),
        })
    }
}
