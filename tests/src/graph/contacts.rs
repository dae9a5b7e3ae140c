//! The contacts of a user, and what changed since when.

use super::contact::{EXTENDED, empty, set};
use super::refusal::Refusal;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// The id of the folder.
pub const FOLDER: &str = "AQMkAD-contacts=";

/// How many contacts a page has, if nobody says otherwise.
const PAGE_SIZE: usize = 10;

pub(super) struct Contacts {
    pub(super) page_size: usize,
    by_id: BTreeMap<String, Contact>,
    /// Counts all changes.
    now: u64,
    /// Counts how often tokens expired: older ones are not good.
    generation: u64,
}

#[derive(Default)]
struct Contact {
    /// Nothing, if it is deleted.
    properties: Option<Map<String, Value>>,
    photo: Option<Vec<u8>>,
    changed: u64,
}

/// A page of a list.
pub(super) struct Rows {
    pub(super) rows: Vec<Value>,
    /// What gives the next page or later changes: what for, and the token.
    pub(super) token: Option<(&'static str, String)>,
}

/// Where a client is in the list of changes.
#[derive(Clone, Copy)]
struct Place {
    generation: u64,
    /// It knows the changes up to here.
    after: u64,
    /// Who was deleted up to here it never knew.
    start: u64,
}

impl Default for Contacts {
    fn default() -> Self {
        Self { page_size: PAGE_SIZE, by_id: BTreeMap::new(), now: 0, generation: 0 }
    }
}

impl Contacts {
    pub(super) fn expire_tokens(&mut self) {
        self.generation += 1;
    }

    pub(super) fn all(&self) -> BTreeMap<String, Value> {
        let all = self.by_id.iter().filter_map(|(id, contact)| Some((id.clone(), shown(id, contact)?)));
        all.collect()
    }

    pub(super) fn get(&self, id: &str) -> Result<Value, Refusal> {
        self.by_id.get(id).and_then(|contact| shown(id, contact)).ok_or_else(missing)
    }

    pub(super) fn create(&mut self, some: Map<String, Value>) -> Result<Value, Refusal> {
        let mut properties = empty();
        set(&mut properties, some)?;
        self.now += 1;
        let id = format!("AAMkAGI2{:06}AAA=", self.now);
        self.by_id.insert(id.clone(), Contact { properties: Some(properties), photo: None, changed: self.now });
        self.get(&id)
    }

    /// Sets some properties, if the contact is as the client knows it.
    pub(super) fn update(&mut self, id: &str, some: Map<String, Value>, known: Option<&str>) -> Result<Value, Refusal> {
        self.check(id, known)?;
        let contact = self.by_id.get_mut(id).ok_or_else(missing)?;
        let mut properties = contact.properties.clone().ok_or_else(missing)?;
        set(&mut properties, some)?;
        self.now += 1;
        contact.properties = Some(properties);
        contact.changed = self.now;
        self.get(id)
    }

    pub(super) fn delete(&mut self, id: &str, known: Option<&str>) -> Result<(), Refusal> {
        self.check(id, known)?;
        self.now += 1;
        self.by_id.insert(id.to_owned(), Contact { changed: self.now, ..Contact::default() });
        Ok(())
    }

    pub(super) fn photo(&self, id: &str) -> Result<&[u8], Refusal> {
        let photo = self.by_id.get(id).and_then(|contact| contact.photo.as_deref());
        photo.ok_or_else(|| Refusal::new(404, "ErrorItemNotFound", "there is no photo"))
    }

    pub(super) fn set_photo(&mut self, id: &str, photo: Vec<u8>) -> Result<(), Refusal> {
        self.check(id, None)?;
        self.now += 1;
        let contact = self.by_id.get_mut(id).ok_or_else(missing)?;
        (contact.photo, contact.changed) = (Some(photo), self.now);
        Ok(())
    }

    /// A page of all contacts, behind so many of them.
    pub(super) fn list(&self, skip: Option<&String>, size: Option<usize>) -> Rows {
        let skip = skip.and_then(|skip| skip.parse().ok()).unwrap_or(0);
        let size = self.size(size);
        let all = self.all();
        let rows = all.values().skip(skip).take(size).cloned().collect();
        Rows { rows, token: (all.len() > skip + size).then(|| ("skip", (skip + size).to_string())) }
    }

    /// Those with an extended property of that id, each with it.
    pub(super) fn with_extended(&self, property: &str) -> Rows {
        let row = |(id, contact): (&String, &Contact)| {
            let all = contact.properties.as_ref()?.get(EXTENDED)?;
            let has = all.as_array()?.iter().any(|it| it.get("id").and_then(Value::as_str) == Some(property));
            let mut row = shown(id, contact).filter(|_| has)?;
            row.as_object_mut()?.insert(EXTENDED.to_owned(), all.clone());
            Some(row)
        };
        Rows { rows: self.by_id.iter().filter_map(row).collect(), token: None }
    }

    /// A page of what changed since a token. Without one, everything is new.
    pub(super) fn changes(&self, token: Option<&String>, size: Option<usize>) -> Result<Rows, Refusal> {
        let gone = || Refusal::new(410, "SyncStateNotFound", "the token is not good any more");
        let place = match token {
            Some(token) => Place::read(token).filter(|it| it.generation == self.generation).ok_or_else(gone)?,
            None => Place { generation: self.generation, after: 0, start: self.now },
        };
        let is_news = |contact: &Contact| contact.changed > place.after;
        let is_shown = |contact: &Contact| contact.properties.is_some() || contact.changed > place.start;
        let mut news: Vec<_> = self.by_id.iter().filter(|(_, it)| is_news(it) && is_shown(it)).collect();
        news.sort_by_key(|(_, contact)| contact.changed);
        let size = self.size(size);
        let is_last = news.len() <= size;
        news.truncate(size);
        let after = if is_last { self.now } else { news.last().map_or(place.after, |(_, contact)| contact.changed) };
        let deleted = |id: &str| json!({ "id": id, "@removed": { "reason": "deleted" } });
        let rows = news.iter().map(|(id, contact)| shown(id, contact).unwrap_or_else(|| deleted(id))).collect();
        let place = Place { after, start: if is_last { 0 } else { place.start }, ..place };
        Ok(Rows { rows, token: Some((if is_last { "deltatoken" } else { "skiptoken" }, place.written())) })
    }

    fn size(&self, wanted: Option<usize>) -> usize {
        wanted.map_or(self.page_size, |wanted| wanted.clamp(1, self.page_size))
    }

    /// Whether a contact is there, and is what the client knows by that `ETag`.
    fn check(&self, id: &str, known: Option<&str>) -> Result<(), Refusal> {
        let contact = self.by_id.get(id).filter(|contact| contact.properties.is_some()).ok_or_else(missing)?;
        match known {
            Some(known) if known != "*" && known != tag(contact) => {
                Err(Refusal::new(412, "ErrorIrresolvableConflict", "it was changed meanwhile"))
            }
            _ => Ok(()),
        }
    }
}

impl Place {
    fn written(self) -> String {
        format!("{}_{}_{}", self.generation, self.after, self.start)
    }

    fn read(token: &str) -> Option<Self> {
        let mut numbers = token.split('_').map(str::parse);
        let mut next = || numbers.next()?.ok();
        Some(Self { generation: next()?, after: next()?, start: next()? })
    }
}

/// A contact as it is given, unless it is deleted.
fn shown(id: &str, contact: &Contact) -> Option<Value> {
    let mut properties = contact.properties.clone()?;
    properties.remove(EXTENDED);
    // A minute for each change.
    let time = format!("2026-01-01T{:02}:{:02}:00Z", contact.changed / 60 % 24, contact.changed % 60);
    let own = [
        ("id", id.to_owned()),
        ("@odata.etag", tag(contact)),
        ("changeKey", change_key(contact)),
        ("parentFolderId", FOLDER.to_owned()),
        ("lastModifiedDateTime", time),
    ];
    properties.extend(own.map(|(name, value)| (name.to_owned(), value.into())));
    Some(Value::Object(properties))
}

fn tag(contact: &Contact) -> String {
    format!("W/\"{}\"", change_key(contact))
}

fn change_key(contact: &Contact) -> String {
    format!("EQAAABYA{:06}", contact.changed)
}

fn missing() -> Refusal {
    Refusal::new(404, "ErrorItemNotFound", "there is no such contact")
}
