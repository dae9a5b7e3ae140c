//! A contact of Microsoft Graph
//! (<https://learn.microsoft.com/en-us/graph/api/resources/contact>), and what it says of someone.
//!
//! What Kith does not know of it stays as it is: a change is sent as the members that change, and nothing else.

use super::UID;
use super::slots::{ADDRESSES, Phones, address, addresses, postal};
use kith_domain::contact::normal::{Kind, normal_item};
use kith_domain::contact::{Contact, Labelled, NameParts};
use kith_domain::day::Day;
use kith_domain::small_sort::CollectTree;
use serde_json::{Map, Value, json};

/// Where a contact keeps its extended properties.
const EXTENDED: &str = "singleValueExtendedProperties";

/// A birthday of this year has none, as Apple's programs write it.
const NO_YEAR: &str = "1604";

/// A server that does not take more of a member takes so many.
const ROOM: [(&str, usize); 3] = [("emailAddresses", 3), ("businessPhones", 2), ("homePhones", 2)];

/// A contact.
#[derive(Clone, Debug, Default)]
pub(crate) struct GraphContact {
    members: Map<String, Value>,
}

impl GraphContact {
    /// Reads a contact. `None`: it is none.
    pub(crate) fn read(bytes: &[u8]) -> Option<Self> {
        let Ok(Value::Object(members)) = serde_json::from_slice(bytes) else { return None };
        Some(Self { members })
    }

    /// A contact that is not there yet.
    pub(crate) fn new(wanted: &Contact) -> Self {
        let mut contact = Self::default();
        if !wanted.uid.is_empty() {
            contact.members.insert(EXTENDED.to_owned(), json!([{ "id": UID, "value": wanted.uid }]));
        }
        contact.update(wanted);
        contact
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        serde_json::to_vec(&self.members).unwrap_or_default()
    }

    /// The members that are not as they were, to be sent.
    pub(crate) fn changed(&self, was: &Self) -> Vec<u8> {
        let changed = self.members.iter().filter(|(name, value)| was.members.get(*name) != Some(*value));
        serde_json::to_vec(&changed.collect_map()).unwrap_or_default()
    }

    /// Leaves out what a server may have no room for. Gives whether there was anything.
    pub(crate) fn shorten(&mut self) -> bool {
        let mut is_shorter = false;
        for (name, room) in ROOM {
            if let Some(Value::Array(all)) = self.members.get_mut(name)
                && all.len() > room
            {
                all.truncate(room);
                is_shorter = true;
            }
        }
        is_shorter
    }

    /// What it says.
    pub(crate) fn contact(&self) -> Contact {
        let text = |name| self.text(name).to_owned();
        let link = text("businessHomePage");
        let note = text("personalNotes");
        let contact = Contact {
            uid: self.uid(),
            name: text("displayName"),
            parts: NameParts {
                family: text("surname"),
                given: text("givenName"),
                additional: text("middleName"),
                prefix: text("title"),
                suffix: text("generation"),
            },
            nickname: text("nickName"),
            emails: self.emails().map(|(address, _)| Labelled::new("", address)).collect(),
            phones: self.phones().labelled(),
            postal: ADDRESSES
                .iter()
                .filter_map(|(name, label)| Some(Labelled::new(*label, postal(self.members.get(*name)?))))
                .collect(),
            links: vec![Labelled::new("", link)],
            birthday: self.birthday().unwrap_or_default(),
            company: text("companyName"),
            role: text("jobTitle"),
            notes: vec![note],
            tags: self.texts("categories").map(str::to_owned).collect(),
            ..Contact::default()
        };
        contact.normal()
    }

    /// Changes the members of what differs from what is wanted.
    pub(crate) fn update(&mut self, wanted: &Contact) {
        let wanted = wanted.clone().normal();
        let now = self.contact();
        for (name, now, wanted) in [
            ("displayName", &now.name, &wanted.name),
            ("surname", &now.parts.family, &wanted.parts.family),
            ("givenName", &now.parts.given, &wanted.parts.given),
            ("middleName", &now.parts.additional, &wanted.parts.additional),
            ("title", &now.parts.prefix, &wanted.parts.prefix),
            ("generation", &now.parts.suffix, &wanted.parts.suffix),
            ("nickName", &now.nickname, &wanted.nickname),
            ("companyName", &now.company, &wanted.company),
            ("jobTitle", &now.role, &wanted.role),
        ] {
            if now != wanted {
                self.set_text(name, wanted);
            }
        }
        if now.emails != wanted.emails {
            self.set_emails(&wanted);
        }
        if now.phones != wanted.phones {
            self.set_phones(&wanted.phones);
        }
        if now.postal != wanted.postal {
            self.set_addresses(&wanted.postal);
        }
        // There is room for one.
        if !now.links.first().is_some_and(|link| wanted.links.contains(link)) {
            self.set_text("businessHomePage", wanted.links.first().map_or("", |link| &link.value));
        }
        if now.birthday != wanted.birthday {
            let day = wanted.birthday.strip_prefix("--").map(|day| format!("{NO_YEAR}-{day}"));
            let day = day.unwrap_or(wanted.birthday);
            // As Outlook writes a day: it is the same one in most of the world.
            self.set_text("birthday", &if day.is_empty() { day } else { format!("{day}T11:59:00Z") });
        }
        let notes = wanted.notes.join("\n\n");
        if now.notes.join("\n\n") != notes {
            self.set_text("personalNotes", &notes);
        }
        if now.tags != wanted.tags {
            self.set_texts("categories", &wanted.tags);
        }
    }

    /// The `UID` that Kith gave it, else its id.
    fn uid(&self) -> String {
        let extended = self.members.get(EXTENDED).and_then(Value::as_array);
        let is_uid = |it: &&Value| it.get("id").and_then(Value::as_str).is_some_and(|id| id.eq_ignore_ascii_case(UID));
        let uid = extended.and_then(|all| all.iter().find(is_uid)?.get("value")?.as_str());
        uid.unwrap_or_else(|| self.text("id")).to_owned()
    }

    fn text(&self, name: &str) -> &str {
        self.members.get(name).and_then(Value::as_str).unwrap_or_default()
    }

    fn set_text(&mut self, name: &str, text: &str) {
        if text.is_empty() && self.text(name).is_empty() {
            return;
        }
        let value = if text.is_empty() { Value::Null } else { text.into() };
        self.members.insert(name.to_owned(), value);
    }

    fn texts(&self, name: &str) -> impl Iterator<Item = &str> {
        self.members.get(name).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str)
    }

    /// What stays in a list stays as it is written.
    fn set_texts(&mut self, name: &str, wanted: &[String]) {
        let is_same = |one: &str, other: &str| one.split_whitespace().eq(other.split_whitespace());
        let as_written = |text: &String| self.texts(name).find(|it| is_same(it, text)).unwrap_or(text).to_owned();
        let all: Vec<Value> = wanted.iter().map(as_written).map(Value::from).collect();
        if !all.is_empty() || self.texts(name).next().is_some() {
            self.members.insert(name.to_owned(), all.into());
        }
    }

    /// The email addresses, each with its member of the list.
    fn emails(&self) -> impl Iterator<Item = (&str, &Value)> {
        let all = self.members.get("emailAddresses").and_then(Value::as_array).into_iter().flatten();
        all.filter_map(|email| Some((email.get("address")?.as_str()?, email)))
    }

    fn set_emails(&mut self, wanted: &Contact) {
        let written = |email: &Labelled| {
            let is_it = |address: &str| {
                let item = normal_item(Kind::Email, &Labelled::new("", address));
                item.is_some_and(|it| it.value == email.value)
            };
            let known = self.emails().find(|(address, _)| is_it(address)).map(|(_, whole)| whole.clone());
            known.unwrap_or_else(|| json!({ "address": email.value, "name": wanted.name }))
        };
        let all: Vec<Value> = wanted.emails.iter().map(written).collect();
        self.members.insert("emailAddresses".to_owned(), all.into());
    }

    fn phones(&self) -> Phones {
        let all = |name| self.texts(name).map(str::to_owned).collect();
        let mobile = Some(self.text("mobilePhone").to_owned()).filter(|phone| !phone.is_empty());
        Phones { business: all("businessPhones"), home: all("homePhones"), mobile }
    }

    fn set_phones(&mut self, wanted: &[Labelled]) {
        let Phones { business, home, mobile } = Phones::of(wanted);
        self.set_texts("businessPhones", &business);
        self.set_texts("homePhones", &home);
        let mobile = mobile.unwrap_or_default();
        if self.text("mobilePhone").trim() != mobile {
            self.set_text("mobilePhone", &mobile);
        }
    }

    fn set_addresses(&mut self, wanted: &[Labelled]) {
        for ((name, _), wanted) in ADDRESSES.iter().zip(addresses(wanted)) {
            let now = self.members.get(*name).map(postal).unwrap_or_default();
            if now != wanted {
                self.members.insert((*name).to_owned(), address(&wanted));
            }
        }
    }

    /// The birthday is kept as a time. Midnight of a place east of Greenwich is an hour of the day before.
    fn birthday(&self) -> Option<String> {
        let (day, time) = self.text("birthday").split_once('T')?;
        let is_day_before = time.get(..2).and_then(|hour| hour.parse::<u8>().ok()).is_some_and(|hour| hour >= 12);
        let day = Day::parse(day)?;
        let day = if is_day_before { day.plus(1) } else { day }.to_string();
        Some(day.strip_prefix(NO_YEAR).map_or(day.clone(), |rest| format!("-{rest}")))
    }
}
