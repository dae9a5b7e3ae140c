//! Microsoft Graph's contacts, as its documentation says: paging, changes since a token, tokens that expire, throttling.
//!
//! Scripted after <https://learn.microsoft.com/en-us/graph/api/resources/contact>, its methods, and
//! <https://learn.microsoft.com/en-us/graph/delta-query-overview>. The user has one folder, the default one.

mod contact;
mod contacts;
mod refusal;

pub use contacts::FOLDER;

use crate::bearer::{Tokens, unauthorized};
use crate::faults::Faults;
use crate::http::{Answer, Reply, Request, Server, Service};
use anyhow::{Context, Result};
use contacts::{Contacts, Rows};
use kith_world::World;
use refusal::Refusal;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Its name in the test's world.
pub const HOST: &str = "graph.microsoft.com";

/// A running server with one account; it ends when dropped.
pub struct Graph {
    shared: Arc<Shared>,
    server: Server,
}

struct Shared {
    contacts: Mutex<Contacts>,
    tokens: Mutex<Tokens>,
    faults: Faults,
}

impl Graph {
    /// Starts one that is [`HOST`] in a world.
    pub async fn start(world: &World, tokens: Tokens) -> Result<Self> {
        let shared =
            Arc::new(Shared { tokens: Mutex::new(tokens), contacts: Mutex::default(), faults: Faults::default() });
        let server = Server::start(Arc::clone(&shared)).await?;
        world.web_host(HOST, server.address())?;
        Ok(Self { shared, server })
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

    /// Which tokens of users are good from now on.
    pub fn set_tokens(&self, tokens: Tokens) {
        *locked(&self.shared.tokens) = tokens;
    }

    /// How many contacts a page has at most, from now on.
    pub fn set_page_size(&self, size: usize) {
        locked(&self.shared.contacts).page_size = size;
    }

    /// It takes no token for changes that it gave.
    pub fn expire_delta_tokens(&self) {
        locked(&self.shared.contacts).expire_tokens();
    }

    /// The contacts by their ids.
    #[must_use]
    pub fn contacts(&self) -> BTreeMap<String, Value> {
        locked(&self.shared.contacts).all()
    }

    /// Adds a contact, as the user does in Outlook, and gives its id.
    pub fn add(&self, contact: &Value) -> Result<String> {
        let created = locked(&self.shared.contacts).create(properties(contact)?);
        let created = created.ok().context("this is no contact")?;
        Ok(created.get("id").and_then(Value::as_str).context("no id")?.to_owned())
    }

    /// Changes some properties of a contact, as the user does in Outlook.
    pub fn change(&self, id: &str, some: &Value) -> Result<()> {
        let changed = locked(&self.shared.contacts).update(id, properties(some)?, None);
        changed.ok().map(drop).context("this is no change of a contact that is there")
    }

    /// Deletes a contact, as the user does in Outlook.
    pub fn delete(&self, id: &str) -> Result<()> {
        locked(&self.shared.contacts).delete(id, None).ok().context("there is no such contact")
    }
}

impl Service for Shared {
    async fn reply(&self, request: Request) -> Reply {
        let answer = async {
            let tokens = locked(&self.tokens).clone();
            if tokens.admit(&request).await { self.answer(&request) } else { unauthorized() }
        };
        self.faults.around(&request, answer).await
    }
}

impl Shared {
    fn answer(&self, request: &Request) -> Answer {
        self.act(request).unwrap_or_else(|Refusal { status, code, message }| {
            given(status, &json!({ "error": { "code": code, "message": message } }))
        })
    }

    fn act(&self, request: &Request) -> Result<Answer, Refusal> {
        let target = request.target.replace("%3D", "=").replace("%3d", "=").replace("%24", "$");
        let (path, query) = target.split_once('?').unwrap_or((&target, ""));
        let query: BTreeMap<String, String> = url::form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        let folder = format!("/v1.0/me/contactFolders/{FOLDER}");
        let method = request.method.as_str();
        let named = json!({ "id": FOLDER, "displayName": "Contacts", "parentFolderId": "AQMkAD-root=" });
        let within = ["/v1.0/me", &folder, "/v1.0/me/contactFolders/contacts"].into_iter();
        let within = within.filter_map(|start| path.strip_prefix(start)?.strip_prefix("/contacts")).next();
        let mut contacts = locked(&self.contacts);
        match (method, path, within) {
            // The default folder is not listed (contactFolder resource type).
            ("GET", "/v1.0/me/contactFolders", _) => return Ok(given(200, &json!({ "value": [] }))),
            ("GET", "/v1.0/me/contactFolders/contacts", _) => return Ok(given(200, &named)),
            ("GET", _, None) if path == folder => return Ok(given(200, &named)),
            _ => {}
        }
        let rest = within.ok_or_else(|| Refusal::new(404, "ResourceNotFound", path))?;
        let link = |kind: &str, token: &str| format!("https://{HOST}{path}?${kind}={token}");
        let size = page_size(request, &query);
        let parts: Vec<&str> = rest.split('/').skip(1).collect();
        match (method, parts.as_slice()) {
            ("GET", []) if query.contains_key("$filter") => {
                let property = query.get("$filter").and_then(|it| it.split('\'').nth(1)).unwrap_or_default();
                Ok(given(200, &page(contacts.with_extended(property), link)))
            }
            ("GET", []) => Ok(given(200, &page(contacts.list(query.get("$skip"), size), link))),
            ("GET", ["delta"]) => {
                let token = query.get("$skiptoken").or_else(|| query.get("$deltatoken"));
                Ok(given(200, &page(contacts.changes(token, size)?, link)))
            }
            ("POST", []) => Ok(given(201, &contacts.create(sent(request)?)?)),
            ("GET", [id]) => Ok(given(200, &contacts.get(id)?)),
            ("PATCH", [id]) => Ok(given(200, &contacts.update(id, sent(request)?, request.header("If-Match"))?)),
            ("DELETE", [id]) => {
                contacts.delete(id, request.header("If-Match"))?;
                Ok(Answer::new(204))
            }
            ("GET", [id, "photo", "$value"]) => {
                Ok(Answer::new(200).with_body("image/jpeg", contacts.photo(id)?.to_vec()))
            }
            ("PUT" | "PATCH", [id, "photo", "$value"]) => {
                contacts.set_photo(id, request.body.clone())?;
                Ok(Answer::new(200))
            }
            _ => Err(Refusal::new(405, "Request_BadRequest", path)),
        }
    }
}

/// What the client asks for at a time, by `$top` or by `Prefer`.
fn page_size(request: &Request, query: &BTreeMap<String, String>) -> Option<usize> {
    let preferred = request.header("Prefer").unwrap_or_default().split(',');
    let preferred = preferred.filter_map(|one| one.trim().strip_prefix("odata.maxpagesize=")).next();
    query.get("$top").map(String::as_str).or(preferred)?.parse().ok()
}

/// A page of a list. `link` makes an address of what a token is for, and of the token.
fn page(rows: Rows, link: impl Fn(&str, &str) -> String) -> Value {
    let mut page = json!({ "@odata.context": format!("https://{HOST}/v1.0/$metadata#contacts"), "value": rows.rows });
    if let (Some(page), Some((kind, token))) = (page.as_object_mut(), rows.token) {
        let name = if kind == "deltatoken" { "@odata.deltaLink" } else { "@odata.nextLink" };
        page.insert(name.to_owned(), link(kind, &token).into());
    }
    page
}

fn given(status: u16, body: &Value) -> Answer {
    Answer::new(status).with_body("application/json; charset=utf-8", body.to_string())
}

fn sent(request: &Request) -> Result<Map<String, Value>, Refusal> {
    let body: Option<Value> = serde_json::from_slice(&request.body).ok();
    body.as_ref().and_then(Value::as_object).cloned().ok_or_else(|| Refusal::new(400, "BadRequest", "no JSON object"))
}

fn properties(of: &Value) -> Result<Map<String, Value>> {
    of.as_object().cloned().context("no JSON object")
}

fn locked<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}
