//! A card as its server keeps it.

use crate::dav::url::Url;
use crate::graph::contact::GraphContact;
use crate::graph::is_graph;
use kith_domain::contact::Contact;
use kith_domain::vcard::{self, Group, Version};

/// A card.
#[derive(Debug)]
pub(crate) enum ServerCard {
    VCard(vcard::Card),
    Graph(GraphContact),
}

impl ServerCard {
    /// Reads a card. `None`: it cannot be read.
    pub(crate) fn read(bytes: &[u8]) -> Option<Self> {
        // No vCard begins so, and every JSON object does.
        if bytes.first() == Some(&b'{') {
            return GraphContact::read(bytes).map(Self::Graph);
        }
        vcard::read(bytes).into_iter().find_map(Result::ok).map(Self::VCard)
    }

    /// A new card, as the server at that address keeps it.
    pub(crate) fn new(url: &Url, wanted: &Contact) -> Self {
        match is_graph(&url.host) {
            true => Self::Graph(GraphContact::new(wanted)),
            false => Self::VCard(vcard::Card::new(Version::V3, wanted)),
        }
    }

    /// What it says.
    pub(crate) fn contact(&self) -> Contact {
        match self {
            Self::VCard(card) => card.contact(),
            Self::Graph(contact) => contact.contact(),
        }
    }

    /// The group for which it stands, if it is no person's.
    pub(crate) fn group(&self) -> Option<Group> {
        match self {
            Self::VCard(card) => card.group(),
            Self::Graph(_) => None,
        }
    }

    /// Takes someone into the group for which it stands, or out of it.
    pub(crate) fn set_member(&mut self, uid: &str, is_in: bool) {
        match self {
            Self::VCard(card) => card.set_member(uid, is_in),
            Self::Graph(_) => {}
        }
    }

    /// Changes what differs from what is wanted, and nothing else of it.
    pub(crate) fn update(&mut self, wanted: &Contact) {
        match self {
            Self::VCard(card) => card.update(wanted),
            Self::Graph(contact) => contact.update(wanted),
        }
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        match self {
            Self::VCard(card) => card.bytes(),
            Self::Graph(contact) => contact.bytes(),
        }
    }
}
