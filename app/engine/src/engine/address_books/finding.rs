//! Looking for address books, for a connection that is not there yet.

use crate::api::{
    AccountId, AddressBookOffer, BookCredentials, FoundAddressBook, FromEngine, Problem, ProblemKind, Query, question,
};
use crate::books::finder::{Finder, FinderStep};
use crate::books::line::{WebHeard, WebLine, problem};
use crate::dav::url::Url;
use crate::engine::interface::Output;
use crate::engine::state::{BookFinding, Engine, FindingPurpose, NO_ACCOUNT, Role};
use crate::session::ConnectionId;
use crate::store::Store;
use kith_domain::providers;
use kith_wire::{Answer, Response, WebRequest};

impl<S: Store> Engine<S> {
    /// Looks for the address books of a login. The answer comes when it is known.
    pub(in crate::engine) fn find_address_books(
        &mut self,
        number: u32,
        question: question::FindAddressBooks,
    ) -> Result<(), Problem> {
        if let Some(source) = self.token_source(&question.0.credentials)? {
            self.find_signed_in(number, question, &source);
            return Ok(());
        }
        let finder = Finder::new(&question.0.place).ok_or(Problem::new(ProblemKind::BadInput))?;
        self.tried_authorization(&question.0.credentials, &question.0.place)?;
        self.begin_finding(number, question, finder);
        Ok(())
    }

    /// Looks for address books.
    pub(super) fn begin_finding(&mut self, number: u32, question: question::FindAddressBooks, finder: Finder) {
        let account = match question.0.credentials {
            BookCredentials::Account(account) => account,
            _ => NO_ACCOUNT,
        };
        let purpose = FindingPurpose::Books(question);
        let mut finding = BookFinding { number, finder, purpose, domain: None, line: None, waiting: None };
        let step = finding.finder.begin();
        self.follow_finder(account, finding, step);
    }

    /// Looks whether the provider of an address keeps address books. `None`: the answer comes when it is known.
    pub(in crate::engine) fn offer_address_book(
        &mut self,
        number: u32,
        question: question::AddressBookOffer,
    ) -> Option<Option<AddressBookOffer>> {
        if self.offer_signed_in(number, &question) {
            return None;
        }
        let Some((_, domain)) = question.address.rsplit_once('@') else { return Some(None) };
        let place = question.address.clone();
        let known = providers::by_domain(domain).and_then(|provider| Url::read(provider.address_books?));
        if let Some(url) = known {
            return Some(Some(AddressBookOffer { place, host: url.host }));
        }
        let Some(finder) = Finder::new(&place) else { return Some(None) };
        let domain = Some(domain.to_lowercase());
        let purpose = FindingPurpose::Offer(question);
        let finding = BookFinding { number, finder, purpose, domain, line: None, waiting: None };
        self.open(NO_ACCOUNT, Role::BookFinder(Box::new(finding)));
        None
    }

    /// What came over a connection that looks for address books.
    pub(in crate::engine) fn book_finder_heard(&mut self, conn: ConnectionId, response: Response) {
        let Some(finding) = self.connections.book_finding(conn) else { return };
        let step = match &mut finding.line {
            None => match response.answer {
                Answer::Alive => return,
                Answer::AddressBooks(found) => match &finding.purpose {
                    FindingPurpose::Offer(_) => {
                        let host = found.first().and_then(|url| Url::read(url)).map(|url| url.host);
                        return self.end_offer(conn, Ok(host));
                    }
                    FindingPurpose::Books(_) => finding.finder.records(&found),
                },
                // Without records there is the usual address.
                Answer::Failed(failure) => match &finding.purpose {
                    FindingPurpose::Offer(_) => return self.end_offer(conn, Err(problem(failure))),
                    FindingPurpose::Books(_) => finding.finder.records(&[]),
                },
                _ => return,
            },
            Some(line) => match line.heard(response) {
                None => return,
                Some(WebHeard::Ready) => match finding.waiting.take() {
                    Some((request, shows)) => return self.ask_to_find(conn, request, shows),
                    None => return,
                },
                Some(WebHeard::Answer(answer)) => finding.finder.heard(&answer),
                Some(WebHeard::Failed(problem)) => finding.finder.failed(problem),
                Some(WebHeard::Ended(problem)) => return self.book_finder_closed(conn, problem),
            },
        };
        self.go_on_finding(conn, step);
    }

    fn go_on_finding(&mut self, conn: ConnectionId, step: FinderStep) {
        let line = self.connections.book_finding(conn).and_then(|finding| finding.line.as_ref());
        let is_open = |host: &String| line.is_some_and(|line| line.hosts().contains(host));
        let step = match step {
            FinderStep::Ask { host, request, shows } if is_open(&host) => {
                return self.ask_to_find(conn, request, shows);
            }
            step => step,
        };
        let account = self.connections.account(conn).unwrap_or(NO_ACCOUNT);
        if let Some(Role::BookFinder(finding)) = self.close(conn) {
            self.follow_finder(account, *finding, step);
        }
    }

    /// Asks a server over a session that has begun. Who asks is made anew each time: tokens may be new by now.
    fn ask_to_find(&mut self, conn: ConnectionId, request: WebRequest, shows: bool) {
        let Some(finding) = self.connections.book_finding(conn) else { return };
        let login = match &finding.purpose {
            FindingPurpose::Books(question) if shows => Some(question.0.clone()),
            _ => None,
        };
        let shown = login.map(|login| self.tried_authorization(&login.credentials, &login.place)).transpose();
        match (shown, self.connections.book_finding(conn).and_then(|finding| finding.line.as_mut())) {
            (Ok(authorization), Some(line)) => {
                let request = line.ask(WebRequest { authorization, ..request });
                self.send(conn, &request);
            }
            (Ok(_), None) => {}
            (Err(problem), _) => self.book_finder_closed(conn, problem),
        }
    }

    /// Does the next step over a connection of its own.
    fn follow_finder(&mut self, account: AccountId, mut finding: BookFinding, step: FinderStep) {
        match step {
            FinderStep::Records(domain) => {
                (finding.domain, finding.line) = (Some(domain), None);
                self.open(account, Role::BookFinder(Box::new(finding)));
            }
            FinderStep::Ask { host, request, shows } => {
                // The relay is told each host before anything goes there.
                finding.waiting = Some((request, shows));
                finding.line = Some(WebLine::new(vec![host]));
                self.open(account, Role::BookFinder(Box::new(finding)));
            }
            FinderStep::Done(outcome) => {
                let FindingPurpose::Books(question) = finding.purpose else { return };
                let known = |found: FoundAddressBook| {
                    let connected = self.connected_book(&found.url, &question.0.credentials);
                    FoundAddressBook { connected, ..found }
                };
                let answer = outcome.map(|found| question.answer(found.into_iter().map(known).collect()));
                self.out.push(Output::Page(FromEngine::Answer(finding.number, answer)));
            }
        }
    }

    /// A connection that looks for address books is gone.
    pub(in crate::engine) fn book_finder_closed(&mut self, conn: ConnectionId, problem: Problem) {
        let Some(finding) = self.connections.book_finding(conn) else { return };
        if matches!(finding.purpose, FindingPurpose::Offer(_)) {
            return self.end_offer(conn, Err(problem));
        }
        if let Some(Role::BookFinder(finding)) = self.close(conn) {
            self.out.push(Output::Page(FromEngine::Answer(finding.number, Err(problem))));
        }
    }

    fn end_offer(&mut self, conn: ConnectionId, outcome: Result<Option<String>, Problem>) {
        let Some(Role::BookFinder(finding)) = self.close(conn) else { return };
        if let FindingPurpose::Offer(question) = finding.purpose {
            let place = question.address.clone();
            let answer = outcome.map(|host| question.answer(host.map(|host| AddressBookOffer { place, host })));
            self.out.push(Output::Page(FromEngine::Answer(finding.number, answer)));
        }
    }
}
