//! Ids of people, companies and messages. They stay the same when the mailbox is read again.

use crate::contact::Contact;
use crate::hash::hash;
use serde::{Deserialize, Serialize};

/// Which person. Survives a full re-read of the mailbox, since it is derived from their first address, or was decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PersonId(pub u64);

impl PersonId {
    /// Someone without an address: told by what their card says of who they are.
    #[must_use]
    pub fn of_card(contact: &Contact) -> Self {
        let Contact { uid, name, birthday, company, phones, .. } = contact;
        let phones = phones.iter().map(|phone| phone.value.as_bytes());
        // Two programs may call two people by one UID.
        let said = [b"card".as_slice(), uid.as_bytes(), name.as_bytes()];
        match uid.is_empty() {
            false => Self(hash(&said)),
            true => Self(hash(
                &said.into_iter().chain([birthday.as_bytes(), company.as_bytes()]).chain(phones).collect::<Vec<_>>(),
            )),
        }
    }

    /// The id as text: sixteen hexadecimal digits.
    #[must_use]
    pub fn written(self) -> String {
        format!("{:016x}", self.0)
    }

    /// Reads an id that was written down.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let is_plain = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        u64::from_str_radix(text, 16).ok().filter(|_| is_plain).map(Self)
    }

    /// The person whose first address this is, the same on every device and after every re-read.
    #[must_use]
    pub fn of(address: &str) -> Self {
        Self(hash(&[b"person", address.as_bytes()]))
    }
}

/// A number that follows from another that is random, so that it is as good as random itself.
#[must_use]
pub fn derived(random: u64, parts: &[&[u8]]) -> u64 {
    let random = random.to_le_bytes();
    hash(&[&[b"derived".as_slice(), &random], parts].concat())
}

/// Which company: the first eight bytes of a hash of its domain, or a random number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CompanyId(pub u64);

impl CompanyId {
    /// The company of a work domain.
    #[must_use]
    pub fn of(domain: &str) -> Self {
        Self(hash(&[b"company", domain.as_bytes()]))
    }
}

/// Which message it is, the same in every folder and every account where it is seen.
///
/// The first eight bytes of a SHA-256 over the Message-ID without its angle brackets, the sender and the Date as
/// written (white space folded); without a Message-ID, over date, sender, subject and size. Two mails that share a
/// Message-ID but differ in sender or date (it happens) are thus two.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct MessageKey(pub u64);
