//! Finding someone's address books (RFC 6764): of an address, a domain or a server.
//!
//! Nothing is shown to a server before it asks for it, and then only to one that the user or the domain named over TLS,
//! or that belongs to the same registered domain.

use crate::api::{BookLimit, BookProblem, FoundAddressBook, Problem, ProblemKind};
use crate::dav::DavError;
use crate::dav::answer::{self, Collection};
use crate::dav::request;
use crate::dav::url::Url;
use crate::graph::{self, is_graph};
use kith_domain::domains::registered;
use kith_domain::providers;
use kith_wire::{WebAnswer, WebRequest};
use std::collections::VecDeque;

/// How many redirects are followed from one address.
const MAX_REDIRECTS: u8 = 5;

/// Maximum number of address books to choose from.
const MAX_BOOKS: usize = 50;

/// A search under way.
#[derive(Debug)]
pub(crate) struct Finder {
    place: Place,
    /// Where to look, the likeliest first.
    candidates: VecDeque<Url>,
    /// The hosts that may see who asks.
    trusted: Vec<String>,
    stage: Stage,
    at: Option<Url>,
    redirects: u8,
    /// Whether the server in question is shown who asks.
    is_shown: bool,
    /// The most telling of what went wrong so far.
    problem: Option<Problem>,
}

#[derive(Clone, Debug)]
enum Place {
    Url(Url),
    Domain(String),
    /// The servers that take the tokens of a sign-in.
    Hosts(Vec<String>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// The domain's DNS.
    Records,
    Principal,
    Home,
    /// What is below a home, or an address book itself.
    Collections {
        is_home: bool,
    },
    /// The folders of contacts, of Microsoft Graph.
    Folders,
}

/// What is to be done next.
#[derive(Debug)]
pub(crate) enum FinderStep {
    /// The relay is asked for the domain's records.
    Records(String),
    /// A request to that host, with who asks or without.
    Ask {
        host: String,
        request: WebRequest,
        shows: bool,
    },
    Done(Result<Vec<FoundAddressBook>, Problem>),
}

impl Finder {
    /// Looks at a place as it was typed. `None`: it is none.
    pub(crate) fn new(typed: &str) -> Option<Self> {
        let typed = typed.trim();
        let place = if typed.contains("://") {
            Place::Url(Url::read(typed)?)
        } else if let Some((_, domain)) = typed.rsplit_once('@') {
            Place::Domain(domain.to_lowercase())
        } else {
            match typed.split_once('/') {
                Some(_) => Place::Url(Url::read(&format!("https://{typed}"))?),
                None => Place::Domain(typed.to_lowercase()),
            }
        };
        if matches!(&place, Place::Domain(domain) if !domain.contains('.') || domain.contains(char::is_whitespace)) {
            return None;
        }
        Some(Self::at(place))
    }

    /// Looks at the servers that take the tokens of a sign-in, and at no others.
    pub(crate) fn signed_in(hosts: Vec<String>) -> Self {
        Self::at(Place::Hosts(hosts))
    }

    fn at(place: Place) -> Self {
        Self {
            place,
            candidates: VecDeque::new(),
            trusted: Vec::new(),
            stage: Stage::Records,
            at: None,
            redirects: 0,
            is_shown: false,
            problem: None,
        }
    }

    /// The first step.
    pub(crate) fn begin(&mut self) -> FinderStep {
        match self.place.clone() {
            Place::Url(url) => {
                self.trusted.push(url.host.clone());
                let well_known = Url { path: WELL_KNOWN.to_owned(), ..url.clone() };
                self.candidates.extend([url, well_known]);
                self.next()
            }
            Place::Hosts(hosts) => {
                let usual = |host: &String| Url::read(&format!("https://{host}{WELL_KNOWN}"));
                self.candidates.extend(hosts.iter().filter_map(usual));
                self.trusted = hosts;
                self.next()
            }
            Place::Domain(domain) => match providers::by_domain(&domain).and_then(|it| it.address_books) {
                Some(known) => {
                    self.candidates.extend(Url::read(known));
                    self.trusted.extend(self.candidates.iter().map(|url| url.host.clone()));
                    self.next()
                }
                None => FinderStep::Records(domain),
            },
        }
    }

    /// What the domain's records say, as far as they say something.
    pub(crate) fn records(&mut self, found: &[String]) -> FinderStep {
        if let Place::Domain(domain) = &self.place {
            self.trusted.push(domain.clone());
            self.candidates.extend(found.iter().filter_map(|url| Url::read(url)));
            self.candidates.extend(Url::read(&format!("https://{domain}{WELL_KNOWN}")));
        }
        self.next()
    }

    /// The next place to look at, or the end.
    fn next(&mut self) -> FinderStep {
        match self.candidates.pop_front() {
            Some(url) => {
                let speaks_graph = is_graph(&url.host);
                (self.redirects, self.is_shown) = (0, speaks_graph);
                self.ask(url, if speaks_graph { Stage::Folders } else { Stage::Principal })
            }
            None => FinderStep::Done(Err(self.problem.take().unwrap_or(NOT_FOUND))),
        }
    }

    fn ask(&mut self, at: Url, stage: Stage) -> FinderStep {
        let request = match stage {
            Stage::Records | Stage::Principal => request::principal(&at),
            Stage::Home => request::home(&at),
            Stage::Collections { is_home } => request::collections(&at, is_home),
            Stage::Folders => graph::request::folders(&at.host),
        };
        let shows = self.is_shown && self.is_trusted(&at.host);
        if self.is_shown && !shows {
            return self.failed(elsewhere(&at.host));
        }
        let host = at.host.clone();
        (self.at, self.stage) = (Some(at), stage);
        FinderStep::Ask { host, request, shows }
    }

    /// A request came to nothing.
    pub(crate) fn failed(&mut self, problem: Problem) -> FinderStep {
        let is_telling = |problem: &Problem| !matches!(problem.kind, ProblemKind::Book(BookProblem::NotFound));
        if self.problem.as_ref().is_none_or(|known| !is_telling(known)) || is_refusal(&problem) {
            self.problem = Some(problem);
        }
        self.next()
    }

    /// A server answered.
    pub(crate) fn heard(&mut self, answer: &WebAnswer) -> FinderStep {
        let Some(at) = self.at.clone() else { return self.next() };
        if answer::is_redirect(answer) {
            return self.redirected(&at, answer);
        }
        if answer.status == 401 {
            return self.show(at, answer);
        }
        let next = match self.stage {
            Stage::Records | Stage::Principal => match answer::principal(&at, answer) {
                Ok((_, true)) => Ok(self.ask(at.clone(), Stage::Collections { is_home: false })),
                Ok((Some(principal), false)) => Ok(self.ask(principal, Stage::Home)),
                // It lets everybody look, and knows no one before they say who they are.
                Ok((None, false)) if !self.is_shown => Ok(self.show(at.clone(), answer)),
                Ok((None, false)) => Ok(self.ask(at.clone(), Stage::Home)),
                Err(error) => Err(error),
            },
            Stage::Home => match answer::home(&at, answer) {
                Ok(Some(home)) => Ok(self.ask(home.folder(), Stage::Collections { is_home: true })),
                Ok(None) => Err(DavError::Status(404)),
                Err(error) => Err(error),
            },
            Stage::Collections { .. } => answer::collections(&at, answer).map(|all| self.found(all)),
            Stage::Folders => match graph::answer::folders(answer) {
                // The sign-in was not for address books.
                Err(DavError::Status(403)) => {
                    Ok(self.failed(Problem::new(ProblemKind::Book(BookProblem::SignInNeeded))))
                }
                folders => folders.map(|folders| FinderStep::Done(Ok(of_graph(&at.host, folders)))),
            },
        };
        next.unwrap_or_else(|error| self.failed(problem_of(error)))
    }

    fn found(&mut self, all: Vec<Collection>) -> FinderStep {
        let is_fit = |it: &Collection| it.is_address_book && self.is_trusted(&it.url.host);
        let books: Vec<FoundAddressBook> = all.into_iter().filter(is_fit).take(MAX_BOOKS).map(told).collect();
        if books.is_empty() { self.failed(NOT_FOUND) } else { FinderStep::Done(Ok(books)) }
    }

    /// The server wants to know who asks.
    fn show(&mut self, at: Url, answer: &WebAnswer) -> FinderStep {
        if self.is_shown {
            let takes = answer.header("www-authenticate").unwrap_or_default().to_ascii_lowercase();
            let wants_token = takes.contains("bearer") && !takes.contains("basic") && !takes.contains("digest");
            let problem = if wants_token { BookProblem::SignInNeeded } else { BookProblem::LoginRefused };
            return self.failed(Problem::new(ProblemKind::Book(problem)));
        }
        if !self.is_trusted(&at.host) {
            return self.failed(elsewhere(&at.host));
        }
        self.is_shown = true;
        self.ask(at, self.stage)
    }

    fn redirected(&mut self, at: &Url, answer: &WebAnswer) -> FinderStep {
        self.redirects += 1;
        let to = answer::location(at, answer).filter(|to| to != at && self.redirects <= MAX_REDIRECTS);
        let Some(to) = to else { return self.failed(Problem::new(ProblemKind::Book(BookProblem::NotFound))) };
        // Whom the domain names over TLS it vouches for; but not one who was shown something already.
        if !self.is_shown && self.is_trusted(&at.host) && !self.is_trusted(&to.host) {
            self.trusted.push(to.host.clone());
        }
        self.ask(to, self.stage)
    }

    fn is_trusted(&self, host: &str) -> bool {
        self.trusted.iter().any(|trusted| is_same_domain(trusted, host))
    }
}

/// Whether two hosts belong to one registered domain.
pub(crate) fn is_same_domain(one: &str, other: &str) -> bool {
    one == other || registered(one).is_some_and(|domain| registered(other) == Some(domain))
}

/// What an error means for the user.
pub(crate) fn problem_of(error: DavError) -> Problem {
    let (kind, words) = match error {
        DavError::Status(401) => (BookProblem::LoginRefused, None),
        DavError::Status(404 | 405 | 410 | 501) => (BookProblem::NotFound, None),
        DavError::Status(429 | 503) => (BookProblem::Throttled, None),
        DavError::Status(507) => (BookProblem::NoRoom, None),
        DavError::Status(status) => (BookProblem::Refused, Some(format!("HTTP {status}"))),
        DavError::Cut | DavError::NotXml | DavError::TooLarge | DavError::Unexpected | DavError::TokenRefused => {
            (BookProblem::Unreadable, Some(error.to_string()))
        }
    };
    Problem { words, ..Problem::new(ProblemKind::Book(kind)) }
}

const WELL_KNOWN: &str = "/.well-known/carddav";

const NOT_FOUND: Problem = Problem::new(ProblemKind::Book(BookProblem::NotFound));

fn elsewhere(host: &str) -> Problem {
    Problem { words: Some(host.to_owned()), ..Problem::new(ProblemKind::Book(BookProblem::Elsewhere)) }
}

/// Whether the user can do something about it by entering something else.
const fn is_refusal(problem: &Problem) -> bool {
    matches!(
        problem.kind,
        ProblemKind::Book(BookProblem::LoginRefused | BookProblem::SignInNeeded | BookProblem::Elsewhere)
    )
}

/// The address books of someone at Microsoft: the usual one, and their other folders of contacts.
fn of_graph(host: &str, folders: Vec<(String, String)>) -> Vec<FoundAddressBook> {
    let book = |url, name| FoundAddressBook {
        url,
        name,
        limits: vec![BookLimit::NoCustomFields, BookLimit::NoPhotos],
        connected: None,
    };
    let usual = book(graph::request::usual_book(host), "Contacts".to_owned());
    let others = folders.into_iter().map(|(id, name)| book(graph::request::book_of(host, &id), name));
    std::iter::once(usual).chain(others).take(MAX_BOOKS).collect()
}

fn told(collection: Collection) -> FoundAddressBook {
    let mut limits = Vec::new();
    limits.extend((!collection.can_write).then_some(BookLimit::ReadOnly));
    limits.extend((!collection.tells_changes).then_some(BookLimit::NoChanges));
    // Google's server leaves out what it does not know.
    if is_same_domain(&collection.url.host, "www.googleapis.com") {
        limits.extend([BookLimit::NoTags, BookLimit::NoCustomFields]);
    }
    FoundAddressBook { url: collection.url.to_string(), name: collection.name, limits, connected: None }
}

#[cfg(test)]
mod tests {
    use super::{Finder, FinderStep};
    use crate::api::{BookLimit, BookProblem, FoundAddressBook, ProblemKind};
    use kith_wire::WebAnswer;

    fn answer(status: u16, headers: &[(&str, &str)], prop: &str) -> WebAnswer {
        let headers = headers.iter().map(|&(name, value)| (name.to_owned(), value.to_owned())).collect();
        let body = format!(
            "<multistatus xmlns=\"DAV:\" xmlns:c=\"urn:ietf:params:xml:ns:carddav\"><response><href>/b/</href><propstat>\
             <prop>{prop}</prop><status>HTTP/1.1 200 OK</status></propstat></response></multistatus>"
        );
        WebAnswer { status, headers, body: body.into_bytes() }
    }

    fn redirect(to: &str) -> WebAnswer {
        answer(301, &[("location", to)], "")
    }

    fn refused() -> WebAnswer {
        answer(401, &[("www-authenticate", "Basic realm=\"x\"")], "")
    }

    fn principal(href: &str) -> WebAnswer {
        answer(207, &[], &format!("<current-user-principal><href>{href}</href></current-user-principal>"))
    }

    fn home(href: &str) -> WebAnswer {
        answer(207, &[], &format!("<c:addressbook-home-set><href>{href}</href></c:addressbook-home-set>"))
    }

    fn book() -> WebAnswer {
        answer(207, &[], "<resourcetype><collection/><c:addressbook/></resourcetype><displayname>B</displayname>")
    }

    /// What was asked, `!` before what says who asks, and what came of it.
    fn find(
        place: &str,
        records: &[&str],
        answers: &[WebAnswer],
    ) -> (Vec<String>, Result<Vec<FoundAddressBook>, ProblemKind>) {
        let mut finder = Finder::new(place).unwrap();
        let (mut asked, mut answers) = (Vec::new(), answers.iter());
        let mut step = finder.begin();
        loop {
            step = match step {
                FinderStep::Records(domain) => {
                    asked.push(format!("records of {domain}"));
                    finder.records(&records.iter().map(|&url| url.to_owned()).collect::<Vec<_>>())
                }
                FinderStep::Ask { host, request, shows } => {
                    assert!(request.url.starts_with(&format!("https://{host}/")), "{} on {host}", request.url);
                    asked.push(format!("{}{}", if shows { "!" } else { "" }, request.url));
                    match answers.next() {
                        Some(answer) => finder.heard(answer),
                        None => return (asked, Ok(Vec::new())),
                    }
                }
                FinderStep::Done(outcome) => return (asked, outcome.map_err(|problem| problem.kind)),
            };
        }
    }

    #[test]
    fn a_domain_leads_over_its_well_known_address_to_its_books() {
        let (asked, found) = find(
            "ada@x.example",
            &[],
            &[redirect("https://dav.y.example/dav/"), refused(), principal("/p/"), home("/h"), book()],
        );
        let expected = [
            "records of x.example",
            "https://x.example/.well-known/carddav",
            "https://dav.y.example/dav/",
            "!https://dav.y.example/dav/",
            "!https://dav.y.example/p/",
            "!https://dav.y.example/h/",
        ];
        assert_eq!(asked, expected);
        assert_eq!(found.unwrap()[0].limits, [BookLimit::NoChanges]);
    }

    #[test]
    fn a_password_goes_to_no_server_that_nobody_vouches_for() {
        let elsewhere = Err(ProblemKind::Book(BookProblem::Elsewhere));
        // Only the DNS names it.
        let (asked, found) = find("ada@x.example", &["https://evil.example/"], &[refused(), answer(404, &[], "")]);
        assert_eq!((asked.iter().any(|url| url.starts_with('!')), found), (false, elsewhere.clone()));
        // A server that has the password already sends it on.
        for answers in [
            [refused(), principal("https://evil.example/p/"), answer(404, &[], ""), answer(404, &[], "")],
            [refused(), redirect("https://evil.example/"), answer(404, &[], ""), answer(404, &[], "")],
        ] {
            let (asked, found) = find("https://dav.x.example/", &[], &answers);
            assert!(!asked.iter().any(|url| url.starts_with("!https://evil")), "{asked:?}");
            assert_eq!(found, elsewhere);
        }
        // Another host of the same domain is its own, as with iCloud.
        let answers = [refused(), principal("/p/"), home("https://p42.x.example:443/h/"), book()];
        let (asked, _) = find("https://dav.x.example/", &[], &answers);
        assert_eq!(asked.last().map(String::as_str), Some("!https://p42.x.example/h/"));
    }

    #[test]
    fn what_is_in_the_way_is_said_as_it_is() {
        let bearer = answer(401, &[("www-authenticate", "Bearer realm=\"x\"")], "");
        let nothing = || answer(404, &[], "");
        for (answers, problem) in [
            (vec![refused(), refused(), nothing()], BookProblem::LoginRefused),
            (vec![bearer.clone(), bearer, nothing()], BookProblem::SignInNeeded),
            (vec![nothing(), nothing()], BookProblem::NotFound),
            (vec![answer(503, &[], ""), nothing()], BookProblem::Throttled),
            (vec![redirect("/"), nothing()], BookProblem::NotFound),
        ] {
            let (_, found) = find("https://dav.x.example/", &[], &answers);
            assert_eq!(found, Err(ProblemKind::Book(problem)));
        }
        for typed in ["ada", "", "ada@", "ftp://x.example/", "x y.example"] {
            assert!(Finder::new(typed).is_none(), "{typed}");
        }
    }

    #[test]
    fn an_address_book_that_the_user_names_is_taken_as_it_is() {
        let (asked, found) = find("https://dav.x.example/b/", &[], &[refused(), book(), book()]);
        assert_eq!(asked.last().map(String::as_str), Some("!https://dav.x.example/b/"));
        assert_eq!(found.unwrap()[0].name, "B");
    }
}
