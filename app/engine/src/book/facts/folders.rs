use crate::api::AccountId;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The folders in which messages were seen.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(in crate::book) struct Folders {
    all: Vec<Folder>,
    names: Vec<Name>,
    uncounted: BTreeSet<(AccountId, String)>,
    foreign: BTreeSet<(AccountId, String)>,
    /// The accounts of which a folder for sent mail is read, by what was read and by what was said.
    sent: BTreeSet<AccountId>,
    said_sent: BTreeSet<AccountId>,
    sent_changed: bool,
    /// How many messages lie in folders of the account that count.
    pub(in crate::book) messages: BTreeMap<AccountId, u32>,
}

/// A folder, under one numbering.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Folder {
    pub(crate) account: AccountId,
    pub(crate) name: String,
    pub(crate) uid_validity: u32,
    /// Whether it is one for sent mail.
    pub(in crate::book) sent: bool,
    /// The number of its name, whatever the numbering.
    pub(in crate::book) named: u32,
    pub(in crate::book) counts: bool,
}

#[derive(Debug, Serialize, Deserialize)]
struct Name {
    account: AccountId,
    name: String,
    /// How many messages were seen in it.
    stored: u32,
}

/// Where on a server a message is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::book) struct MessageLocation {
    pub(in crate::book) folder: u32,
    pub(in crate::book) uid: u32,
}

impl Folders {
    pub(in crate::book) fn number(&mut self, account: AccountId, name: &str, uid_validity: u32, sent: bool) -> u32 {
        let is = |folder: &Folder| {
            (folder.uid_validity, folder.account, folder.sent) == (uid_validity, account, sent) && folder.name == name
        };
        let at = self.all.iter().position(is).unwrap_or_else(|| {
            let named = self.names.iter().position(|named| named.account == account && named.name == name);
            let named = named.unwrap_or_else(|| {
                self.names.push(Name { account, name: name.to_owned(), stored: 0 });
                self.names.len() - 1
            });
            let counts = self.counts(account, name, sent);
            let named = u32::try_from(named).unwrap_or(u32::MAX);
            self.sent_changed |= sent && counts && self.sent.insert(account);
            self.all.push(Folder { account, name: name.to_owned(), uid_validity, sent, named, counts });
            self.all.len() - 1
        });
        u32::try_from(at).unwrap_or(u32::MAX)
    }

    pub(in crate::book) fn get(&self, number: u32) -> Option<&Folder> {
        self.all.get(number as usize)
    }

    /// All of them, by their numbers.
    pub(in crate::book) fn all(&self) -> &[Folder] {
        &self.all
    }

    /// The names of an account's folders that do not count.
    pub(in crate::book) fn uncounted_of(&self, account: AccountId) -> impl Iterator<Item = &str> {
        self.uncounted.iter().filter(move |(of, _)| *of == account).map(|(_, name)| name.as_str())
    }

    /// Counts a message that was not seen before in the folder of that name.
    pub(in crate::book) fn store(&mut self, named: u32) {
        if let Some(name) = self.names.get_mut(named as usize) {
            name.stored += 1;
        }
    }

    /// Takes that back.
    pub(in crate::book) fn unstore(&mut self, named: u32) {
        if let Some(name) = self.names.get_mut(named as usize) {
            name.stored = name.stored.saturating_sub(1);
        }
    }

    pub(in crate::book) fn stored(&self, account: AccountId, name: &str) -> u32 {
        let is = |named: &&Name| named.account == account && named.name == name;
        self.names.iter().find(is).map_or(0, |name| name.stored)
    }

    /// Sets which folders do not count. Gives whether that changes anything for those that are known.
    pub(in crate::book) fn set_uncounted(&mut self, uncounted: BTreeSet<(AccountId, String)>) -> bool {
        self.uncounted = uncounted;
        self.count_anew()
    }

    /// Sets which folders are those of others. Gives whether that changes anything for those that are known.
    pub(in crate::book) fn set_foreign(&mut self, foreign: BTreeSet<(AccountId, String)>) -> bool {
        self.foreign = foreign;
        self.count_anew()
    }

    fn counts(&self, account: AccountId, name: &str, sent: bool) -> bool {
        let folder = (account, name.to_owned());
        !(self.uncounted.contains(&folder) || sent && self.foreign.contains(&folder))
    }

    fn count_anew(&mut self) -> bool {
        let counts: Vec<bool> = self.all.iter().map(|it| self.counts(it.account, &it.name, it.sent)).collect();
        let mut changed = false;
        for (folder, counts) in self.all.iter_mut().zip(counts) {
            changed |= counts != folder.counts;
            folder.counts = counts;
        }
        self.gather_sent();
        changed
    }

    /// Sets of which accounts a folder for sent mail is read, though nothing may lie there.
    pub(in crate::book) fn set_sent(&mut self, accounts: BTreeSet<AccountId>) {
        if self.said_sent != accounts {
            self.said_sent = accounts;
            self.gather_sent();
        }
    }

    fn gather_sent(&mut self) {
        let read = self.all.iter().filter(|folder| folder.sent && folder.counts).map(|folder| folder.account);
        let sent = read.chain(self.said_sent.iter().copied()).collect();
        self.sent_changed |= self.sent != sent;
        self.sent = sent;
    }

    /// Whether a folder for sent mail is read of an account.
    pub(in crate::book) fn has_sent(&self, account: AccountId) -> bool {
        self.sent.contains(&account)
    }

    /// Whether that is something else since this was asked last.
    pub(in crate::book) fn take_sent_changed(&mut self) -> bool {
        std::mem::take(&mut self.sent_changed)
    }
}
