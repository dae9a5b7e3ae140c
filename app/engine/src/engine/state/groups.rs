//! The groups of an address book, and whose cards are in them.

use kith_domain::contact::Contact;
use kith_domain::contact_fields::key;
use kith_domain::decision::CardField;
use kith_domain::small_sort::CollectTree;
use kith_domain::vcard::{Group, member_key};
use std::collections::{BTreeMap, BTreeSet};

/// The groups of an address book by their cards.
#[derive(Debug, Default)]
pub(in crate::engine) struct Groups {
    by_card: BTreeMap<String, Members>,
    /// The cards of groups in which there is a card with that `UID`.
    of_member: BTreeMap<String, BTreeSet<String>>,
    /// The cards of people with that `UID`.
    cards: BTreeMap<String, BTreeSet<String>>,
}

/// Who is in a group.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::engine) struct Members {
    pub(in crate::engine) name: String,
    /// Their `UID`s, as [`member_key`] gives them.
    pub(in crate::engine) uids: BTreeSet<String>,
}

/// A group as it is now, where another one is known still. `None`: it is not there any more.
#[derive(Clone, Copy, Debug)]
pub(in crate::engine) struct GroupNow<'a> {
    pub(in crate::engine) card: &'a str,
    pub(in crate::engine) members: Option<&'a Members>,
}

impl From<Group> for Members {
    fn from(group: Group) -> Self {
        Self { name: group.name, uids: group.members.iter().map(|uid| member_key(uid)).collect() }
    }
}

impl Groups {
    /// Makes a card known, with its `UID`, and with its members if it is a group.
    pub(super) fn put(&mut self, card: &str, uid: Option<&String>, members: Option<&Members>) {
        if let Some(members) = members {
            for uid in &members.uids {
                self.of_member.entry(uid.clone()).or_default().insert(card.to_owned());
            }
            self.by_card.insert(card.to_owned(), members.clone());
        } else if let Some(uid) = uid {
            self.cards.entry(uid.clone()).or_default().insert(card.to_owned());
        }
    }

    pub(super) fn remove(&mut self, card: &str, uid: Option<&String>) {
        let taken_out = |map: &mut BTreeMap<String, BTreeSet<String>>, uid: &String| {
            if let Some(cards) = map.get_mut(uid) {
                cards.remove(card);
                if cards.is_empty() {
                    map.remove(uid);
                }
            }
        };
        let gone = self.by_card.remove(card);
        gone.iter().flat_map(|gone| &gone.uids).for_each(|uid| taken_out(&mut self.of_member, uid));
        uid.into_iter().for_each(|uid| taken_out(&mut self.cards, uid));
    }

    /// The names of the groups in which someone is, by the `UID` of their card.
    pub(in crate::engine) fn of(&self, uid: &str) -> Vec<String> {
        self.of_now(uid, None)
    }

    /// The same, where one of them is another by now.
    pub(in crate::engine) fn of_now(&self, uid: &str, now: Option<GroupNow<'_>>) -> Vec<String> {
        let uid = member_key(uid);
        let is_other = |card: &&String| now.is_none_or(|now| now.card != card.as_str());
        let known = self.of_member.get(&uid).into_iter().flatten().filter(is_other);
        let known = known.filter_map(|card| self.by_card.get(card));
        let changed = now.and_then(|now| now.members).filter(|members| members.uids.contains(&uid));
        known.chain(changed).map(|members| members.name.clone()).filter(|name| !name.is_empty()).collect()
    }

    /// Those of that name, each with its card.
    pub(in crate::engine) fn named<'a>(&'a self, name: &'a str) -> impl Iterator<Item = (&'a String, &'a Members)> {
        self.by_card.iter().filter(move |(_, members)| same_tag(&members.name, name))
    }

    /// The cards of people for whom it makes a difference that a group is another by now, after that one.
    pub(in crate::engine) fn differing(&self, now: GroupNow<'_>, after: Option<&str>) -> BTreeSet<String> {
        let none = Members::default();
        let (was, is) = (self.by_card.get(now.card).unwrap_or(&none), now.members.unwrap_or(&none));
        let uids: Vec<&String> = match was.name == is.name {
            true => was.uids.symmetric_difference(&is.uids).collect(),
            false => was.uids.union(&is.uids).collect(),
        };
        let cards = uids.into_iter().filter_map(|uid| self.cards.get(uid)).flatten();
        cards.filter(|card| after.is_none_or(|after| card.as_str() > after)).cloned().collect_set()
    }
}

/// Someone on a card with the groups that they are in: each is a tag.
pub(in crate::engine) fn with_groups(mut contact: Contact, groups: Vec<String>) -> Contact {
    for group in groups {
        if !contact.tags.iter().any(|tag| same_tag(tag, &group)) {
            contact.tags.push(group);
        }
    }
    contact
}

/// Whether two names are those of one tag.
pub(in crate::engine) fn same_tag(one: &str, other: &str) -> bool {
    key(&CardField::Tag, one) == key(&CardField::Tag, other)
}
