//! Files on web servers: each is read when it is added, and again every day.

use super::state::{Engine, NO_ACCOUNT, Role, Turn, Version, WebFile, WebFileReading};
use crate::api::{BookProblem, Problem, ProblemKind, Secret, WebFileProblem, WebFileStatus};
use crate::books::line::{WebHeard, WebLine};
use crate::dav::answer::{is_redirect, location};
use crate::dav::url::Url;
use crate::session::ConnectionId;
use crate::store::Store;
use kith_wire::{FailureKind, Response, WebAnswer, WebField, WebMethod, WebRequest};

/// How often a file is read, in milliseconds.
const INTERVAL_MS: i64 = 24 * 3_600_000;

/// How long after a failure it is tried again, in milliseconds.
const RETRY_MS: i64 = 3_600_000;

/// How many redirects are followed.
const MAX_REDIRECTS: u8 = 5;

impl Turn {
    /// Of a file that was read then, in seconds. `None`: it is read now.
    pub(super) const fn after(last: Option<i64>) -> Self {
        let next = match last {
            Some(last) => last * 1_000 + INTERVAL_MS,
            None => 0,
        };
        Self { conn: None, problem: None, next }
    }

    pub(super) fn status(&self) -> WebFileStatus {
        match (&self.conn, &self.problem) {
            (Some(_), _) => WebFileStatus::Reading,
            (None, Some(problem)) => {
                WebFileStatus::Failed { problem: problem.clone(), next: self.next.div_euclid(1_000) }
            }
            (None, None) => WebFileStatus::Read,
        }
    }
}

impl<S: Store> Engine<S> {
    /// When the next file is to be read, in milliseconds.
    pub(super) fn next_web_file(&self) -> Option<i64> {
        self.turns().filter(|(_, turn)| turn.conn.is_none()).map(|(_, turn)| turn.next).min()
    }

    /// Begins to read the files whose time has come.
    pub(super) fn step_web_files(&mut self) {
        let now = self.moment.now;
        let due = self.turns().filter(|(_, turn)| turn.conn.is_none() && turn.next <= now);
        for file in due.map(|(file, _)| file).collect::<Vec<_>>() {
            self.begin_web_file(file);
        }
    }

    /// The network is back, or the clock was set back: nothing waits longer than it has to.
    pub(super) fn begin_waiting_web_files(&mut self) {
        let now = self.moment.now;
        let lists = self.unsubscribe_lists.iter_mut().map(|list| &mut list.turn);
        for turn in lists.chain(self.calendars.iter_mut().map(|calendar| &mut calendar.turn)) {
            let wait = if turn.problem.is_some() { 0 } else { INTERVAL_MS };
            turn.next = turn.next.min(now + wait);
        }
    }

    /// Reads a file now, unless that is under way.
    pub(super) fn begin_web_file(&mut self, file: WebFile) {
        if self.turn(file).is_none_or(|turn| turn.conn.is_some()) {
            return;
        }
        let Some((url, version)) = self.web_file(file) else { return };
        match Url::read(url.reveal()) {
            Some(url) => self.ask_for_web_file(file, url, 0, version),
            None => self.web_file_failed(file, WebFileProblem::NotFound),
        }
    }

    /// Opens a connection for that address: the relay is told each host before anything goes there.
    fn ask_for_web_file(&mut self, file: WebFile, url: Url, redirects: u8, version: Version) {
        if let Some(problem) = self.access.refused.clone() {
            // Nothing is dialled before there is another access key.
            return self.web_file_failed(file, WebFileProblem::Other(problem));
        }
        let line = WebLine::new(vec![url.host.clone()]);
        let reading = WebFileReading { file, line, url, redirects, version };
        let conn = self.open(NO_ACCOUNT, Role::WebFile(Box::new(reading)));
        if let Some(turn) = self.turn(file) {
            turn.conn = Some(conn);
        }
        self.books_changed = true;
    }

    /// What came over a connection for a file.
    pub(super) async fn web_file_heard(&mut self, conn: ConnectionId, response: Response) {
        let Some(Role::WebFile(reading)) = self.connections.role(conn) else { return };
        match reading.line.heard(response) {
            None => {}
            Some(WebHeard::Ready) => {
                let request = reading.line.ask(WebRequest {
                    method: WebMethod::Get,
                    url: reading.url.to_string(),
                    headers: reading.version.asked(),
                    authorization: None,
                    body: Vec::new(),
                });
                self.send(conn, &request);
            }
            Some(WebHeard::Answer(answer)) => self.web_file_answered(conn, answer).await,
            Some(WebHeard::Failed(problem) | WebHeard::Ended(problem)) => self.web_file_closed(conn, problem),
        }
    }

    async fn web_file_answered(&mut self, conn: ConnectionId, answer: WebAnswer) {
        let Some(Role::WebFile(reading)) = self.close(conn) else { return };
        let WebFileReading { file, url, redirects, version, .. } = *reading;
        if let Some(turn) = self.turn(file) {
            turn.conn = None;
        }
        if answer.status != NOT_MODIFIED && is_redirect(&answer) {
            return match location(&url, &answer).filter(|_| redirects < MAX_REDIRECTS) {
                Some(url) => self.ask_for_web_file(file, url, redirects + 1, version),
                None => self.web_file_failed(file, WebFileProblem::NotFound),
            };
        }
        let outcome = match answer.status {
            200 => self.take_web_file(file, &answer).await,
            NOT_MODIFIED if version != Version::default() => self.web_file_unchanged(file).await,
            401 | 403 => Err(WebFileProblem::Refused),
            404 | 410 => Err(WebFileProblem::NotFound),
            status => Err(WebFileProblem::Status(status)),
        };
        match outcome {
            Ok(()) => self.web_file_read(file),
            Err(problem) => self.web_file_failed(file, problem),
        }
    }

    /// A connection for a file is gone.
    pub(super) fn web_file_closed(&mut self, conn: ConnectionId, problem: Problem) {
        let Some(Role::WebFile(reading)) = self.close(conn) else { return };
        let problem = match problem.kind {
            ProblemKind::Book(BookProblem::Unreachable) => WebFileProblem::Unreachable,
            ProblemKind::Book(BookProblem::Certificate) => WebFileProblem::Certificate,
            ProblemKind::Mail(FailureKind::TooLarge) => WebFileProblem::TooLarge,
            _ => WebFileProblem::Other(problem),
        };
        self.web_file_failed(reading.file, problem);
    }

    fn web_file_failed(&mut self, file: WebFile, problem: WebFileProblem) {
        let next = self.moment.now + RETRY_MS;
        if let Some(turn) = self.turn(file) {
            *turn = Turn { conn: None, problem: Some(problem), next };
        }
        self.books_changed = true;
    }

    fn web_file_read(&mut self, file: WebFile) {
        let next = self.moment.now + INTERVAL_MS;
        if let Some(turn) = self.turn(file) {
            *turn = Turn { conn: None, problem: None, next };
        }
        self.books_changed = true;
    }

    /// A file has not changed. Only calendars keep a version to compare.
    async fn web_file_unchanged(&mut self, file: WebFile) -> Result<(), WebFileProblem> {
        match file {
            WebFile::UnsubscribeList(_) => Ok(()),
            WebFile::Calendar(id) => self.calendar_unchanged(id).await,
        }
    }

    async fn take_web_file(&mut self, file: WebFile, answer: &WebAnswer) -> Result<(), WebFileProblem> {
        if is_page(answer) {
            return Err(WebFileProblem::OtherKind);
        }
        match file {
            WebFile::UnsubscribeList(id) => self.take_list(id, &answer.body).await,
            WebFile::Calendar(id) => self.take_calendar(id, answer).await,
        }
    }

    /// Where a file lies, and which version of it is known.
    fn web_file(&self, file: WebFile) -> Option<(Secret, Version)> {
        match file {
            WebFile::UnsubscribeList(id) => {
                let list = self.unsubscribe_lists.iter().find(|list| list.kept.id == id)?;
                Some((list.kept.url.clone(), Version::default()))
            }
            WebFile::Calendar(id) => {
                let kept = &self.calendars.iter().find(|calendar| calendar.kept.id == id)?.kept;
                Some((kept.url.clone(), Version { etag: kept.etag.clone(), changed: kept.changed.clone() }))
            }
        }
    }

    fn turns(&self) -> impl Iterator<Item = (WebFile, &Turn)> {
        let lists = self.unsubscribe_lists.iter().map(|list| (WebFile::UnsubscribeList(list.kept.id), &list.turn));
        lists.chain(self.calendars.iter().map(|it| (WebFile::Calendar(it.kept.id), &it.turn)))
    }

    pub(super) fn turn(&mut self, file: WebFile) -> Option<&mut Turn> {
        match file {
            WebFile::UnsubscribeList(id) => {
                self.unsubscribe_lists.iter_mut().find(|list| list.kept.id == id).map(|list| &mut list.turn)
            }
            WebFile::Calendar(id) => self.calendars.iter_mut().find(|it| it.kept.id == id).map(|it| &mut it.turn),
        }
    }
}

/// The status of HTTP for what is as it was.
const NOT_MODIFIED: u16 = 304;

impl Version {
    /// The fields of a request for the file if it is another by now (RFC 9110, section 13.1). The date counts only where
    /// there is no ETag.
    fn asked(&self) -> Vec<(WebField, String)> {
        let by_date = self.changed.clone().map(|changed| (WebField::IfModifiedSince, changed));
        self.etag.clone().map(|etag| (WebField::IfNoneMatch, etag)).or(by_date).into_iter().collect()
    }

    pub(super) fn told(answer: &WebAnswer) -> Self {
        let field = |name| answer.header(name).map(str::to_owned);
        Self { etag: field("etag"), changed: field("last-modified") }
    }
}

/// What an address is called: without its query, which may hold a key.
pub(super) fn place(url: &Url) -> String {
    let path = url.path.split('?').next().unwrap_or_default();
    format!("{}{}", url.authority(), path.trim_end_matches('/'))
}

/// Whether it is a page to look at, as servers show where there is nothing else.
fn is_page(answer: &WebAnswer) -> bool {
    let kind = answer.header("content-type").unwrap_or_default().trim().to_ascii_lowercase();
    kind.starts_with("text/html") || answer.body.trim_ascii_start().starts_with(b"<")
}
