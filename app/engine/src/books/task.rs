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

/// How many cards of one task may be missing because of an error. With more of them it is an error of the server.
const MAX_WITHHELD: usize = 10;

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
                // One card with which the server has trouble costs no other.
                Err(DavError::Status(400 | 403 | 405 | 406 | 415 | 422 | 500 | 501))
                    if !self.has_trouble_with_many() =>
                {
                    self.came.push(Came { url: one.clone(), etag: String::new(), content: Content::Withheld });
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

    fn has_trouble_with_many(&self) -> bool {
        self.came.iter().filter(|came| came.content == Content::Withheld).count() >= MAX_WITHHELD
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
                let location = answer::location(&self.url, answer);
                let own = location.filter(|url| url.authority() == self.url.authority());
                let url = own.unwrap_or_else(|| self.url.clone());
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

#[cfg(test)]
mod tests {
    use super::{Next, Task, Written};
    use crate::api::{BookProblem, Problem, ProblemKind};
    use crate::dav::answer::Content;
    use crate::dav::url::Url;
    use kith_wire::{FailureKind, WebAnswer, WebMethod, WebRequest};

    fn at(path: &str) -> Url {
        Url::read(&format!("https://x.example{path}")).unwrap()
    }

    fn answer(status: u16, body: &str) -> WebAnswer {
        WebAnswer { status, headers: Vec::new(), body: body.as_bytes().to_vec() }
    }

    fn rows(rows: &str) -> WebAnswer {
        let namespaces = "xmlns=\"DAV:\" xmlns:c=\"urn:ietf:params:xml:ns:carddav\"";
        answer(207, &format!("<multistatus {namespaces}>{rows}</multistatus>"))
    }

    fn listed(name: &str) -> String {
        format!("<response><href>/b/{name}</href><propstat><prop><getetag>\"1\"</getetag></prop></propstat></response>")
    }

    fn asked(next: Next) -> WebRequest {
        match next {
            Next::Ask(request) => request,
            other => panic!("{other:?}"),
        }
    }

    fn text(request: &WebRequest) -> String {
        String::from_utf8(request.body.clone()).unwrap()
    }

    #[test]
    fn a_listing_in_parts_is_whole_only_with_its_last_part() {
        let part = |name: &str, token: &str| {
            let cut = "<response><href>/b/</href><status>HTTP/1.1 507 Insufficient Storage</status></response>";
            rows(&format!("{}{cut}<sync-token>{token}</sync-token>", listed(name)))
        };
        let mut task = Task::list(at("/b/"), None, true, false);
        assert!(text(&asked(task.begin())).contains("<D:sync-token></D:sync-token>"));
        assert!(text(&asked(task.heard(&part("1", "t1")))).contains("<D:sync-token>t1</D:sync-token>"));
        let last = rows(&format!("{}<sync-token>t2</sync-token>", listed("2")));
        let Next::Listed(changes) = task.heard(&last) else { panic!() };
        assert_eq!((changes.cards.len(), changes.token.as_deref(), changes.is_whole), (2, Some("t2"), true));
        // A server that never gets further is asked in the other way.
        let mut task = Task::list(at("/b/"), Some("t0".into()), true, false);
        asked(task.begin());
        let stuck = "<response><href>/b/</href><status>HTTP/1.1 507 X</status></response><sync-token>t0</sync-token>";
        assert_eq!(asked(task.heard(&rows(stuck))).method, WebMethod::Propfind);
    }

    #[test]
    fn a_refused_token_and_a_report_that_is_not_offered_lead_to_everything() {
        let refusal = answer(403, "<error xmlns=\"DAV:\"><valid-sync-token/></error>");
        let mut task = Task::list(at("/b/"), Some("old".into()), true, false);
        asked(task.begin());
        assert!(text(&asked(task.heard(&refusal))).contains("<D:sync-token></D:sync-token>"));
        assert_eq!(asked(task.heard(&answer(405, ""))).method, WebMethod::Propfind);
        let Next::Listed(changes) = task.heard(&rows(&listed("1"))) else { panic!() };
        assert!(changes.is_whole);
        let mut task = Task::list(at("/b/"), Some("t".into()), true, false);
        asked(task.begin());
        let cut = WebAnswer { body: b"<multistatus xmlns=\"DAV:\"><response>".to_vec(), ..rows("") };
        let unreadable = ProblemKind::Book(BookProblem::Unreadable);
        assert!(matches!(task.heard(&cut), Next::Failed(problem) if problem.kind == unreadable));
    }

    #[test]
    fn cards_that_the_answer_leaves_out_or_that_are_too_large_together_are_asked_for_by_themselves() {
        let mut task = Task::fetch(at("/b/"), ["1", "2"].map(|name| at(&format!("/b/{name}"))));
        assert_eq!(asked(task.begin()).method, WebMethod::Report);
        let one = "<response><href>/b/1</href><propstat><prop><c:address-data>A</c:address-data></prop></propstat></response>";
        assert_eq!(asked(task.heard(&rows(one))).url, "https://x.example/b/2");
        let Next::Fetched(came) = task.heard(&answer(404, "")) else { panic!() };
        assert_eq!((came.len(), &came[1].content), (2, &Content::Gone));

        let large = || Problem::new(ProblemKind::Mail(FailureKind::TooLarge));
        let mut task = Task::fetch(at("/b/"), ["1", "2"].map(|name| at(&format!("/b/{name}"))));
        asked(task.begin());
        assert!(!text(&asked(task.failed(large()))).contains("/b/2"));
        assert!(text(&asked(task.failed(large()))).contains("/b/2"));
        let two = "<response><href>/b/2</href><propstat><prop><c:address-data>B</c:address-data></prop></propstat></response>";
        let Next::Fetched(came) = task.heard(&rows(two)) else { panic!() };
        assert_eq!((came.len(), &came[0].content), (2, &Content::TooLarge));
    }

    #[test]
    fn trouble_with_one_card_costs_no_other_and_trouble_with_many_is_that_of_the_server() {
        for (count, is_too_many) in [(10, false), (11, true)] {
            let cards: Vec<Url> = (0..count).map(|name| at(&format!("/b/{name}"))).collect();
            let mut task = Task::fetch(at("/b/"), cards);
            asked(task.begin());
            let mut next = task.heard(&answer(500, ""));
            while let Next::Ask(request) = next {
                assert_eq!(request.method, WebMethod::Get);
                next = task.heard(&answer(500, ""));
            }
            match next {
                Next::Fetched(came) => assert!(came.iter().all(|came| came.content == Content::Withheld)),
                next => assert!(is_too_many && matches!(next, Next::Failed(_))),
            }
        }
    }

    #[test]
    fn what_a_server_says_to_a_write_is_told_apart() {
        for (etag, status, expected) in [
            (Some("\"1\""), 204, Written::Done { url: at("/b/1"), etag: None }),
            (Some("\"1\""), 412, Written::Conflict),
            (Some("\"1\""), 404, Written::Conflict),
            (None, 409, Written::Conflict),
            (Some("\"1\""), 409, Written::Refused(409)),
            (None, 415, Written::Refused(415)),
            (None, 500, Written::Unknown),
        ] {
            let mut task = Task::write(at("/b/1"), etag.map(str::to_owned), b"", b"x".to_vec());
            asked(task.begin());
            match task.heard(&answer(status, "")) {
                Next::Written(written) => assert_eq!(written, expected, "{status}"),
                other => panic!("{other:?}"),
            }
        }
        let mut task = Task::write(at("/b/1"), None, b"", b"x".to_vec());
        asked(task.begin());
        let headers = vec![("location".to_owned(), "/b/renamed".to_owned()), ("etag".to_owned(), "W/\"2\"".to_owned())];
        let Next::Written(written) = task.heard(&WebAnswer { headers, ..answer(201, "") }) else { panic!() };
        assert_eq!(written, Written::Done { url: at("/b/renamed"), etag: Some("W/\"2\"".into()) });
        for status in [401, 429, 503, 507] {
            let mut task = Task::write(at("/b/1"), None, b"", b"x".to_vec());
            asked(task.begin());
            assert!(matches!(task.heard(&answer(status, "")), Next::Failed(_)), "{status}");
        }
    }
}
