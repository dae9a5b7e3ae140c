//! A model of a CardDAV server behind the relay, with the faults that real ones have.

use kith_wire::{Answer, Failure, FailureKind, WebAnswer, WebAuthorization, WebField, WebMethod, WebRequest};
use std::collections::{BTreeMap, VecDeque};
use std::fmt::Write;

pub(super) const HOST: &str = "dav.home.example";
pub(super) const BOOK: &str = "/books/me/default/";

/// What goes wrong with a request of that method, once.
#[derive(Clone, Debug)]
pub(super) enum Fault {
    /// It answers with that status, and does nothing.
    Status(u16),
    /// It does what was asked for, and answers with that status.
    DoesAndAnswers(u16),
    /// It does what was asked for, and the answer is lost.
    DoesAndDies,
    /// The answer is lost, and what was asked for is done just before the next request of that method.
    ComesLate,
    /// The connection ends before anything is done.
    Dies,
    /// The answer is cut off after so many bytes.
    Cut(usize),
    /// The token is not known any more.
    TokenRefused(u16),
    /// Another client writes that card first, by its path.
    EditedFirst(String, String),
}

/// A server with one address book.
#[derive(Debug)]
pub(super) struct DavServer {
    pub(super) password: String,
    /// What the domain's records say.
    pub(super) records: Vec<String>,
    /// By path: ETag, and the card.
    pub(super) cards: BTreeMap<String, (String, String)>,
    /// What happened, in order: the path of each card that was written or deleted.
    pub(super) happened: Vec<String>,
    pub(super) faults: VecDeque<(WebMethod, Fault)>,
    pub(super) asked: Vec<(WebMethod, String)>,
    /// The hosts that the session named.
    pub(super) hosts: Vec<String>,
    pub(super) tells_changes: bool,
    pub(super) is_read_only: bool,
    /// How many cards it tells of at once when it tells changes.
    pub(super) tells_at_once: usize,
    /// Whether it gives new cards another name than they were written under.
    pub(super) renames: bool,
    /// Whether it gives them another UID as well, as Google's does.
    pub(super) changes_uids: bool,
    /// Whether it keeps no categories.
    pub(super) drops_categories: bool,
    /// Whether it keeps the first note of a card only.
    pub(super) keeps_one_note: bool,
    /// Whether it says the ETag of what was written.
    pub(super) says_etag: bool,
    pub(super) written: u64,
    /// What comes late.
    pub(super) late: Option<WebRequest>,
    /// The largest card that it takes, in bytes.
    pub(super) max_card: usize,
    /// What it answers to these addresses, whoever asks.
    pub(super) files: BTreeMap<String, WebAnswer>,
    /// Cards that it does not give, by path, and with what status it says so.
    pub(super) withheld: BTreeMap<String, u16>,
}

impl Default for DavServer {
    fn default() -> Self {
        Self {
            password: "right".into(),
            records: vec![format!("https://{HOST}/")],
            cards: BTreeMap::new(),
            happened: Vec::new(),
            faults: VecDeque::new(),
            asked: Vec::new(),
            hosts: Vec::new(),
            tells_changes: true,
            is_read_only: false,
            tells_at_once: usize::MAX,
            renames: false,
            changes_uids: false,
            drops_categories: false,
            keeps_one_note: false,
            says_etag: true,
            written: 0,
            late: None,
            max_card: usize::MAX,
            files: BTreeMap::new(),
            withheld: BTreeMap::new(),
        }
    }
}

impl DavServer {
    /// Another client writes a card.
    pub(super) fn put(&mut self, name: &str, card: &str) {
        self.store(&path(name), card);
    }

    /// Another client deletes one.
    pub(super) fn delete(&mut self, name: &str) {
        self.cards.remove(&path(name));
        self.happened.push(path(name));
    }

    /// It does not give that card from now on, and says so with that status.
    pub(super) fn withhold(&mut self, name: &str, status: u16) {
        self.withheld.insert(path(name), status);
    }

    /// What is there, by name.
    pub(super) fn card(&self, name: &str) -> &str {
        self.cards.get(&path(name)).map_or("", |(_, card)| card.as_str())
    }

    /// How often it was asked so.
    pub(super) fn count(&self, method: WebMethod) -> usize {
        self.asked.iter().filter(|(asked, _)| *asked == method).count()
    }

    fn store(&mut self, path: &str, card: &str) -> String {
        self.written += 1;
        let mut notes = 0;
        let is_kept = |line: &&str| {
            notes += usize::from(line.starts_with("NOTE"));
            !(self.drops_categories && line.starts_with("CATEGORIES")
                || self.keeps_one_note && notes > 1 && line.starts_with("NOTE"))
        };
        let kept = card.split_inclusive('\n').filter(is_kept).collect();
        let etag = format!("\"{}\"", self.written);
        self.cards.insert(path.to_owned(), (etag.clone(), kept));
        self.happened.push(path.to_owned());
        etag
    }

    /// What the relay answers.
    pub(super) fn reply(&mut self, request: &WebRequest) -> Answer {
        let is_named = |host: &String| request.url.starts_with(&format!("https://{host}/"));
        assert!(self.hosts.iter().any(is_named), "{} was not named", request.url);
        let path = request.url.strip_prefix(&format!("https://{HOST}")).map(|path| path.replace("%20", " "));
        self.asked.push((request.method, path.clone().unwrap_or_else(|| request.url.clone())));
        let at = self.faults.iter().position(|(method, _)| *method == request.method);
        let fault = at.and_then(|at| self.faults.remove(at)).map(|(_, fault)| fault);
        let died = || Answer::Failed(Failure::new(FailureKind::WentAway));
        let body = String::from_utf8_lossy(&request.body).into_owned();
        match &fault {
            Some(Fault::Dies) => return died(),
            Some(Fault::ComesLate) => {
                self.late = Some(request.clone());
                return died();
            }
            Some(Fault::Status(status)) => return Answer::Web(web(*status, &[], String::new())),
            Some(Fault::TokenRefused(status)) if body.contains("<D:sync-token>http") => {
                let refusal = "<error xmlns=\"DAV:\"><valid-sync-token/></error>".to_owned();
                return Answer::Web(web(*status, &[], refusal));
            }
            Some(Fault::EditedFirst(name, card)) => self.put(name, card),
            _ => {}
        }
        if let Some(late) = self.late.take_if(|late| late.method == request.method) {
            let body = String::from_utf8_lossy(&late.body).into_owned();
            let path = late.url.strip_prefix(&format!("https://{HOST}")).map(|path| path.replace("%20", " "));
            self.serve(&late, path.as_deref(), &body);
        }
        if let Some(file) = self.files.get(&request.url) {
            let asked = request.headers.iter().find(|(field, _)| *field == WebField::IfNoneMatch);
            if asked.is_some_and(|(_, etag)| file.header("etag") == Some(etag)) {
                return kith_wire::Answer::Web(web(304, &[], String::new()));
            }
            assert!(request.authorization.is_none(), "no one is asked who they are");
            return Answer::Web(file.clone());
        }
        let mut done = self.serve(request, path.as_deref(), &body);
        match fault {
            Some(Fault::DoesAndDies) => return died(),
            Some(Fault::DoesAndAnswers(status)) => (done.status, done.headers) = (status, Vec::new()),
            Some(Fault::Cut(length)) => done.body.truncate(length),
            _ => {}
        }
        Answer::Web(done)
    }

    fn serve(&mut self, request: &WebRequest, path: Option<&str>, body: &str) -> WebAnswer {
        let Some(path) = path else { return web(404, &[], String::new()) };
        if path == "/.well-known/carddav" {
            return web(301, &[("location", "/dav/")], String::new());
        }
        let is_known = matches!(
            &request.authorization,
            Some(WebAuthorization::Basic { username, password })
                if username == "me@home.example" && password.reveal() == self.password
        );
        if !is_known {
            return web(401, &[("www-authenticate", "Basic realm=\"dav\"")], String::new());
        }
        let header = |field: WebField| {
            request.headers.iter().find(|(known, _)| *known == field).map(|(_, value)| value.as_str())
        };
        match request.method {
            WebMethod::Propfind => self.propfind(path, header(WebField::Depth) == Some("1"), body),
            WebMethod::Report if body.contains("sync-collection") => self.changes(body),
            WebMethod::Report => self.multiget(body),
            WebMethod::Get => match (self.withheld.get(path), self.cards.get(path)) {
                (Some(status), _) => web(*status, &[], String::new()),
                (None, Some((etag, card))) => web(200, &[("etag", etag)], card.clone()),
                (None, None) => web(404, &[], String::new()),
            },
            WebMethod::Put => {
                let now = self.cards.get(path).map(|(etag, _)| etag.as_str());
                let is_as_wanted = match (header(WebField::IfMatch), header(WebField::IfNoneMatch)) {
                    (Some(wanted), None) => Some(wanted) == now || wanted == "*" && now.is_some(),
                    (None, Some("*")) => now.is_none(),
                    _ => panic!("a card is written without a condition"),
                };
                let uid = |card: &str| card.lines().find(|line| line.starts_with("UID:")).map(str::to_owned);
                let is_twice = now.is_none()
                    && uid(body).is_some_and(|new| self.cards.values().any(|(_, card)| uid(card) == Some(new.clone())));
                match (self.is_read_only, is_as_wanted, is_twice) {
                    (true, ..) => web(403, &[], String::new()),
                    _ if body.len() > self.max_card => web(413, &[], String::new()),
                    (_, false, _) => web(412, &[], String::new()),
                    (_, _, true) => web(409, &[], String::new()),
                    _ => {
                        let renamed = self.renames && now.is_none();
                        let path = if renamed { format!("{BOOK}{:x}", self.written + 1) } else { path.to_owned() };
                        let other =
                            |line: &str| if line.starts_with("UID:") { format!("UID:{path}\r\n") } else { line.into() };
                        let card: String = match self.changes_uids && now.is_none() {
                            true => body.split_inclusive('\n').map(other).collect(),
                            false => body.to_owned(),
                        };
                        let etag = self.store(&path, &card);
                        let mut headers = if renamed { vec![("location", path.as_str())] } else { vec![] };
                        headers.extend(self.says_etag.then_some(("etag", etag.as_str())));
                        web(201, &headers, String::new())
                    }
                }
            }
            method => panic!("{method:?} is never asked"),
        }
    }

    fn propfind(&self, path: &str, is_deep: bool, body: &str) -> WebAnswer {
        let prop = |path: &str, prop: &str| {
            format!(
                "<d:response><d:href>{path}</d:href><d:propstat><d:prop>{prop}</d:prop>\
                 <d:status>HTTP/1.1 200 OK</d:status></d:propstat></d:response>"
            )
        };
        let book = || {
            let sync = "<d:sync-token>http://t/0</d:sync-token><d:supported-report-set><d:supported-report><d:report>\
                        <d:sync-collection/></d:report></d:supported-report></d:supported-report-set>";
            let may = if self.is_read_only { "<d:read/>" } else { "<d:write/>" };
            let kind = "<d:resourcetype><d:collection/><c:addressbook/></d:resourcetype>";
            let told = format!(
                "{kind}<d:displayname>Home</d:displayname>{}<d:current-user-privilege-set><d:privilege>{may}\
                 </d:privilege></d:current-user-privilege-set>",
                if self.tells_changes { sync } else { "" }
            );
            prop(BOOK, &told)
        };
        let rows = match path {
            _ if body.contains("getetag") => {
                let rows = self.cards.iter().map(|(path, (etag, _))| {
                    prop(&spelled(path), &format!("<d:getetag>{etag}</d:getetag><d:resourcetype/>"))
                });
                let own = match self.tells_changes {
                    true => format!("<d:sync-token>http://t/{}</d:sync-token>", self.happened.len()),
                    false => String::new(),
                };
                prop(BOOK, &own) + &rows.collect::<String>()
            }
            "/" | "/dav/" => prop(path, "<d:current-user-principal><d:href>/me/</d:href></d:current-user-principal>"),
            "/me/" => prop(path, "<c:addressbook-home-set><d:href>/books/me/</d:href></c:addressbook-home-set>"),
            "/books/me/" if is_deep => prop(path, "<d:resourcetype><d:collection/></d:resourcetype>") + &book(),
            BOOK => book(),
            _ => return web(404, &[], String::new()),
        };
        many(&rows)
    }

    fn changes(&self, body: &str) -> WebAnswer {
        if !self.tells_changes {
            return web(403, &[], String::new());
        }
        let token = between(body, "<D:sync-token>", "</D:sync-token>").next().unwrap_or_default();
        let from = token.strip_prefix("http://t/").map_or(0, |number| number.parse::<usize>().unwrap());
        let to = self.happened.len().min(from.saturating_add(self.tells_at_once));
        let mut rows = String::new();
        for path in self.happened.get(from..to).unwrap_or_default() {
            let status = match self.cards.get(path) {
                Some((etag, _)) => format!(
                    "<d:propstat><d:prop><d:getetag>{etag}</d:getetag></d:prop><d:status>HTTP/1.1 200 OK</d:status>\
                     </d:propstat>"
                ),
                None => "<d:status>HTTP/1.1 404 Not Found</d:status>".to_owned(),
            };
            let _written = write!(rows, "<d:response><d:href>{}</d:href>{status}</d:response>", spelled(path));
        }
        if to < self.happened.len() {
            let _written = write!(
                rows,
                "<d:response><d:href>{BOOK}</d:href><d:status>HTTP/1.1 507 Insufficient Storage</d:status></d:response>"
            );
        }
        many(&format!("{rows}<d:sync-token>http://t/{to}</d:sync-token>"))
    }

    fn multiget(&self, body: &str) -> WebAnswer {
        let withheld = |href: &str| self.withheld.get(&href.replace("%20", " ")).copied();
        // As sabre does: one card with which it has trouble costs the whole answer.
        if between(body, "<D:href>", "</D:href>").any(|href| withheld(href).is_some_and(|status| status != 404)) {
            return web(500, &[], String::new());
        }
        let rows = between(body, "<D:href>", "</D:href>").map(|href| {
            let path = href.replace("%20", " ");
            match self.cards.get(&path).filter(|_| withheld(href).is_none()) {
                Some((etag, card)) => format!(
                    "<d:response><d:href>{}</d:href><d:propstat><d:prop><d:getetag>{etag}</d:getetag>\
                     <c:address-data>{}</c:address-data></d:prop><d:status>HTTP/1.1 200 OK</d:status></d:propstat>\
                     </d:response>",
                    spelled(&path),
                    card.replace('&', "&amp;").replace('<', "&lt;")
                ),
                None => format!(
                    "<d:response><d:href>{href}</d:href><d:status>HTTP/1.1 404 Not Found</d:status></d:response>"
                ),
            }
        });
        many(&rows.collect::<String>())
    }
}

fn path(name: &str) -> String {
    format!("{BOOK}{name}")
}

/// A path as this server writes it.
fn spelled(path: &str) -> String {
    path.replace(' ', "%20")
}

fn between<'a>(text: &'a str, begin: &'a str, end: &'a str) -> impl Iterator<Item = &'a str> {
    text.split(begin).skip(1).filter_map(move |rest| rest.split(end).next())
}

fn many(rows: &str) -> WebAnswer {
    let namespaces = "xmlns:d=\"DAV:\" xmlns:c=\"urn:ietf:params:xml:ns:carddav\"";
    web(207, &[], format!("<?xml version=\"1.0\"?><d:multistatus {namespaces}>{rows}</d:multistatus>"))
}

pub(super) fn web(status: u16, headers: &[(&str, &str)], body: String) -> WebAnswer {
    let headers = headers.iter().map(|&(name, value)| (name.to_owned(), value.to_owned())).collect();
    WebAnswer { status, headers, body: body.into_bytes() }
}
