//! A model of Microsoft Graph behind the relay, with the faults that real servers have.

use super::dav::Fault;
use kith_wire::{Answer, Failure, FailureKind, WebAnswer, WebAuthorization, WebField, WebMethod, WebRequest};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, VecDeque};

pub(super) const HOST: &str = "graph.microsoft.com";
const BOOK: &str = "/v1.0/me/contacts";
const EXTENDED: &str = "singleValueExtendedProperties";

/// A server with the contacts of one user.
#[derive(Debug)]
pub(super) struct GraphServer {
    /// By id: how often all of them were changed by then, and the members.
    pub(super) contacts: BTreeMap<String, (u64, Map<String, Value>)>,
    /// What happened, in order: the id of each contact that was written or deleted.
    pub(super) happened: Vec<String>,
    pub(super) faults: VecDeque<(WebMethod, Fault)>,
    pub(super) asked: Vec<(WebMethod, String)>,
    /// The other folders of contacts: id and name.
    pub(super) folders: Vec<(String, String)>,
    /// How many contacts it tells of at once.
    pub(super) tells_at_once: usize,
    pub(super) max_emails: usize,
    /// It knows links to changes only from the same generation.
    pub(super) generation: u32,
    /// For how long it asks to be left alone where it answers 429, in seconds.
    pub(super) asks_to_wait: Option<u32>,
    pub(super) written: u64,
}

impl Default for GraphServer {
    fn default() -> Self {
        Self {
            contacts: BTreeMap::new(),
            happened: Vec::new(),
            faults: VecDeque::new(),
            asked: Vec::new(),
            folders: Vec::new(),
            tells_at_once: usize::MAX,
            max_emails: 3,
            generation: 0,
            asks_to_wait: None,
            written: 0,
        }
    }
}

impl GraphServer {
    /// The user adds a contact, or changes some members of one. Gives its id.
    pub(super) fn put(&mut self, id: Option<&str>, members: &Value) -> String {
        self.written += 1;
        let id = id.map_or_else(|| format!("AAMk{}AAA=", self.written), str::to_owned);
        let (at, contact) = self.contacts.entry(id.clone()).or_default();
        *at = self.written;
        contact.extend(members.as_object().unwrap().clone());
        self.happened.push(id.clone());
        id
    }

    pub(super) fn delete(&mut self, id: &str) {
        self.contacts.remove(id);
        self.happened.push(id.to_owned());
    }

    /// The contact of that name, as it is stored.
    pub(super) fn named(&self, name: &str) -> Value {
        let mut all = self.contacts.values().filter(|(_, contact)| contact.get("displayName") == Some(&name.into()));
        let found = all.next().map_or(Value::Null, |(_, contact)| Value::Object(contact.clone()));
        assert!(all.next().is_none(), "{name} is there twice");
        found
    }

    pub(super) fn count(&self, method: WebMethod) -> usize {
        self.asked.iter().filter(|(asked, _)| *asked == method).count()
    }

    /// What the relay answers. `access` is the token that is good.
    pub(super) fn reply(&mut self, request: &WebRequest, access: &str) -> Answer {
        let path = request.url.strip_prefix(&format!("https://{HOST}")).expect("a host that was named").to_owned();
        self.asked.push((request.method, path.clone()));
        let at = self.faults.iter().position(|(method, _)| *method == request.method);
        let fault = at.and_then(|at| self.faults.remove(at)).map(|(_, fault)| fault);
        let died = || Answer::Failed(Failure::new(FailureKind::WentAway));
        match &fault {
            Some(Fault::Dies) => return died(),
            Some(Fault::Status(status)) => {
                let headers = self.asks_to_wait.map(|seconds| ("retry-after".to_owned(), seconds.to_string()));
                return Answer::Web(WebAnswer { headers: headers.into_iter().collect(), ..told(*status, &json!({})) });
            }
            Some(Fault::EditedFirst(id, nick)) => drop(self.put(Some(id), &json!({ "jobTitle": nick }))),
            _ => {}
        }
        let is_known =
            matches!(&request.authorization, Some(WebAuthorization::Bearer { token }) if token.reveal() == access);
        let mut done = if is_known { self.serve(request, &path) } else { told(401, &json!({})) };
        match fault {
            Some(Fault::DoesAndDies) => return died(),
            Some(Fault::DoesAndAnswers(status)) => done = told(status, &json!({})),
            Some(Fault::Cut(length)) => done.body.truncate(length),
            _ => {}
        }
        Answer::Web(done)
    }

    fn serve(&mut self, request: &WebRequest, path: &str) -> WebAnswer {
        let header =
            |field: WebField| request.headers.iter().find(|(known, _)| *known == field).map(|(_, it)| it.as_str());
        assert!(header(WebField::Prefer).is_some_and(|it| it.contains("IdType=\"ImmutableId\"")));
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        let body: Value = serde_json::from_slice(&request.body).unwrap_or_default();
        let id = path.strip_prefix(BOOK).and_then(|rest| rest.strip_prefix('/'));
        match (request.method, id) {
            (WebMethod::Get, None) if path == "/v1.0/me/contactFolders" => {
                let row = |(id, name): &(String, String)| json!({ "id": id, "displayName": name });
                told(200, &json!({ "value": self.folders.iter().map(row).collect::<Vec<_>>() }))
            }
            (WebMethod::Get, None) if path == BOOK => {
                assert!(query.contains("$filter=singleValueExtendedProperties/any(ep:ep/id%20eq%20'String"), "{query}");
                let made = self.contacts.iter().filter(|(_, (_, contact))| contact.contains_key(EXTENDED));
                let rows: Vec<Value> = made.map(|(id, _)| self.row(id, true)).collect();
                told(200, &json!({ "value": rows }))
            }
            (WebMethod::Get, Some("delta")) => self.changes(query),
            (WebMethod::Get, Some(id)) if self.contacts.contains_key(id) => told(200, &self.row(id, false)),
            (WebMethod::Post, None) if path == BOOK => self.write(None, &body, 201),
            (WebMethod::Patch, Some(id)) => {
                let Some((at, _)) = self.contacts.get(id) else { return told(404, &json!({})) };
                match header(WebField::IfMatch) {
                    Some(wanted) if wanted == etag(*at) => self.write(Some(id), &body, 200),
                    Some(_) => told(412, &json!({})),
                    None => panic!("a contact is changed without a condition"),
                }
            }
            _ => told(404, &json!({})),
        }
    }

    fn write(&mut self, id: Option<&str>, body: &Value, status: u16) -> WebAnswer {
        let emails = body["emailAddresses"].as_array().map_or(0, Vec::len);
        let is_own = |name: &String| name == "id" || name.starts_with('@');
        if emails > self.max_emails || body.as_object().is_none_or(|it| it.is_empty() || it.keys().any(is_own)) {
            return told(400, &json!({ "error": { "code": "ErrorInvalidRequest" } }));
        }
        let id = self.put(id, body);
        told(status, &self.row(&id, false))
    }

    fn row(&self, id: &str, with_extended: bool) -> Value {
        let Some((at, contact)) = self.contacts.get(id) else {
            return json!({ "id": id, "@removed": { "reason": "deleted" } });
        };
        let mut row = contact.clone();
        if !with_extended {
            row.remove(EXTENDED);
        }
        row.extend([("id".to_owned(), id.into()), ("@odata.etag".to_owned(), etag(*at).into())]);
        Value::Object(row)
    }

    fn changes(&self, query: &str) -> WebAnswer {
        let place = query.rsplit_once('=').map_or("", |(_, token)| token);
        let mut numbers = place.split('_').filter_map(|number| number.parse::<usize>().ok());
        let (from, is_whole) = match (numbers.next(), numbers.next(), numbers.next()) {
            (Some(generation), Some(from), Some(is_whole)) => {
                if u32::try_from(generation) != Ok(self.generation) {
                    return told(410, &json!({ "error": { "code": "SyncStateNotFound" } }));
                }
                (from, is_whole)
            }
            _ => (0, 1),
        };
        let to = self.happened.len().min(from.saturating_add(self.tells_at_once));
        let happened = self.happened.get(from..to).unwrap_or_default().iter();
        // Who was deleted before is never told to who asks for the first time.
        let rows: Vec<Value> = happened
            .filter(|id| is_whole == 0 || self.contacts.contains_key(*id))
            .map(|id| self.row(id, false))
            .collect();
        let is_last = to == self.happened.len();
        let (name, kind) = if is_last { ("@odata.deltaLink", "deltatoken") } else { ("@odata.nextLink", "skiptoken") };
        let whole = if is_last { 0 } else { is_whole };
        let link = format!("https://{HOST}{BOOK}/delta?${kind}={}_{to}_{whole}", self.generation);
        told(200, &json!({ "value": rows, name: link }))
    }
}

fn etag(at: u64) -> String {
    format!("W/\"{at}\"")
}

fn told(status: u16, body: &Value) -> WebAnswer {
    WebAnswer { status, headers: Vec::new(), body: body.to_string().into_bytes() }
}
