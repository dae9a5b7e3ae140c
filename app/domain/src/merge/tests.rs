mod histories;

use super::{Base, MergeRules, Merged, Side, merge};
use crate::contact::Contact;
use crate::contact_changes::{ByMail, LocalContact};
use crate::ids::PersonId;
use std::collections::BTreeMap;

fn local(contact: &Contact) -> LocalContact {
    LocalContact {
        person: PersonId(1),
        contact: contact.clone(),
        items: BTreeMap::new(),
        by_mail: ByMail::default(),
    }
}
