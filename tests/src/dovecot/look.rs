//! What an independent client finds in the mailbox: nothing that Kith does may change it, but for a draft and one letter.

use crate::client::log_in;
use anyhow::{Context, Result, ensure};
use async_imap::types::NameAttribute;
use futures_util::TryStreamExt;
use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use tokio::net::TcpStream;

/// A mailbox as it stood at one moment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Look {
    folders: BTreeMap<String, Folder>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Folder {
    uid_validity: Option<u32>,
    /// How many of its messages are files that the test put there.
    delivered: usize,
    /// The messages by their UIDs, each with what identifies it and its flags.
    messages: BTreeMap<u32, Message>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Message {
    /// Its time of arrival, its size, and the fields of its header by which messages are told apart.
    identity: (Option<i64>, Option<u32>, String),
    flags: BTreeSet<String>,
}

impl Look {
    /// Logs in at `address`, without encryption, and looks at everything. `delivered` says of a folder how many of its
    /// messages are files that the test put there.
    pub(super) fn take(
        address: SocketAddr,
        user: &str,
        password: &str,
        delivered: impl Fn(&str) -> usize,
    ) -> Result<Self> {
        let mut found = std::thread::scope(|scope| {
            // A test may be asynchronous, and has a runtime of its own then.
            let looking = scope.spawn(|| {
                let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
                runtime.block_on(look(address, user, password))
            });
            looking.join().map_err(|_| anyhow::anyhow!("the client died"))?
        })?;
        found.folders.iter_mut().for_each(|(name, folder)| folder.delivered = delivered(name));
        Ok(found)
    }

    /// Fails if something that was there before is gone, has other flags or another number, or if a message came that
    /// is neither a file that the test put there, nor a draft, there once, nor the one letter in INBOX.
    pub(super) fn compare(&self, now: &Self) -> Result<()> {
        for (name, before) in &self.folders {
            let after = now.folders.get(name).with_context(|| format!("the folder {name} is gone"))?;
            ensure!(before.uid_validity == after.uid_validity, "{name} has another UIDVALIDITY");
            for (uid, message) in &before.messages {
                let still = after.messages.get(uid).with_context(|| format!("{name}: the message {uid} is gone"))?;
                ensure!(message == still, "{name}: the message {uid} was {message:?} and is {still:?}");
            }
        }
        let (mut drafts, mut letters) = (BTreeSet::new(), 0);
        for (name, after) in &now.folders {
            let before = self.folders.get(name);
            let came = after.messages.iter().filter(|(uid, _)| before.is_none_or(|it| !it.messages.contains_key(uid)));
            let (came, written): (Vec<_>, Vec<_>) = came.map(|(_, message)| message).partition(|it| !it.is_draft());
            let (sent, came): (Vec<_>, Vec<_>) = came.into_iter().partition(|it| name == "INBOX" && it.is_letter());
            letters += sent.len();
            let delivered = after.delivered.saturating_sub(before.map_or(0, |before| before.delivered));
            ensure!(came.len() <= delivered, "{name}: a message came that nobody delivered: {came:?}");
            for draft in written {
                ensure!(drafts.insert(&draft.identity.2), "{name}: a draft is there twice: {draft:?}");
            }
        }
        ensure!(letters <= 1, "a letter is there {letters} times");
        Ok(())
    }

    /// How many letters of Kith's are in INBOX.
    pub(super) fn letters(&self) -> usize {
        let inbox = self.folders.get("INBOX").into_iter().flat_map(|inbox| inbox.messages.values());
        inbox.filter(|message| message.is_letter()).count()
    }
}

impl Message {
    fn is_draft(&self) -> bool {
        self.flags.contains("Draft")
    }

    /// Whether Kith wrote it from the user to the user.
    fn is_letter(&self) -> bool {
        let field = |name: &str| self.identity.2.lines().find_map(|line| line.strip_prefix(name));
        let own = field("From: ").filter(|from| Some(*from) == field("To: "));
        self.flags.is_empty() && own.is_some() && field("Auto-Submitted: ") == Some("auto-generated")
    }
}

async fn look(address: SocketAddr, user: &str, password: &str) -> Result<Look> {
    let mut session = log_in(TcpStream::connect(address).await?, user, password).await?;
    let listed: Vec<_> = session.list(Some(""), Some("*")).await?.try_collect().await?;
    let opens = |name: &&async_imap::types::Name| !name.attributes().contains(&NameAttribute::NoSelect);
    let mut folders = BTreeMap::new();
    for name in listed.iter().filter(opens) {
        // The parser leaves the backslashes of a quoted name in (RFC 3501, section 9), and the command puts them there.
        let name = name.name().replace("\\\"", "\"").replace("\\\\", "\\");
        let opened = session.examine(&name).await?;
        let mut folder = Folder { uid_validity: opened.uid_validity, ..Folder::default() };
        if opened.exists > 0 {
            let items = "(UID FLAGS INTERNALDATE RFC822.SIZE BODY.PEEK[HEADER.FIELDS \
                         (MESSAGE-ID FROM TO AUTO-SUBMITTED)])";
            let mut messages = session.uid_fetch("1:*", items).await?;
            while let Some(message) = messages.try_next().await? {
                let header = String::from_utf8_lossy(message.header().unwrap_or_default()).trim().to_owned();
                let identity = (message.internal_date().map(|date| date.timestamp()), message.size, header);
                // A message is recent to the first who looks, whoever that is.
                let flags = message.flags().map(|flag| format!("{flag:?}")).filter(|flag| flag != "Recent").collect();
                folder.messages.insert(message.uid.context("no UID")?, Message { identity, flags });
            }
        }
        ensure!(folder.messages.len() == opened.exists as usize, "{name}: not all of its messages were given");
        folders.insert(name, folder);
    }
    session.logout().await?;
    Ok(Look { folders })
}

#[cfg(test)]
mod tests {
    use super::{Folder, Look, Message};

    fn message(number: u32, flags: &[&str]) -> (u32, Message) {
        let identity = (Some(1), Some(2), format!("Message-ID: <{number}@x>"));
        (number, Message { identity, flags: flags.iter().map(|&flag| flag.to_owned()).collect() })
    }

    fn look(delivered: usize, messages: &[(u32, Message)]) -> Look {
        let folder = Folder { uid_validity: Some(7), delivered, messages: messages.iter().cloned().collect() };
        Look { folders: [("INBOX".to_owned(), folder)].into() }
    }

    #[test]
    fn tells_what_a_test_did_from_what_nobody_may_do() {
        let before = look(2, &[message(1, &["Seen"]), message(2, &[])]);
        let says = |now: &Look| before.compare(now).map_err(|error| error.to_string());
        assert_eq!(says(&before), Ok(()));
        let came = [message(1, &["Seen"]), message(2, &[]), message(3, &[])];
        assert_eq!(says(&look(3, &came)), Ok(()));
        assert!(says(&look(2, &came)).unwrap_err().contains("nobody delivered"));
        let drafted = look(2, &[message(1, &["Seen"]), message(2, &[]), message(3, &["Draft", "Seen"])]);
        assert_eq!(says(&drafted), Ok(()));
        let own = "From: <me@x>\r\nTo: <me@x>\r\nAuto-Submitted: auto-generated";
        let letter = |uid: u32, flags: &[&str]| {
            let (_, message) = message(uid, flags);
            let (at, size, id) = message.identity;
            (uid, Message { identity: (at, size, format!("{id}\r\n{own}")), ..message })
        };
        let sent = |more: &[(u32, Message)]| look(2, &[&[message(1, &["Seen"]), message(2, &[])], more].concat());
        assert_eq!((says(&sent(&[letter(3, &[])])), sent(&[letter(3, &[])]).letters()), (Ok(()), 1));
        assert!(says(&sent(&[letter(3, &["Seen"])])).unwrap_err().contains("nobody delivered"));
        assert!(says(&sent(&[letter(3, &[]), letter(4, &[])])).unwrap_err().contains("2 times"));
        let mut twice = drafted.clone();
        let (_, again) = message(3, &["Draft", "Seen"]);
        twice.folders.get_mut("INBOX").unwrap().messages.insert(4, again);
        assert!(says(&twice).unwrap_err().contains("a draft is there twice"));
        assert!(says(&look(2, &[message(1, &["Seen"])])).unwrap_err().contains("message 2 is gone"));
        assert!(says(&look(2, &[message(1, &[]), message(2, &[])])).unwrap_err().contains("the message 1 was"));
        assert!(says(&Look::default()).unwrap_err().contains("folder INBOX is gone"));
        let mut anew = before.clone();
        anew.folders.get_mut("INBOX").unwrap().uid_validity = Some(8);
        assert!(says(&anew).unwrap_err().contains("UIDVALIDITY"));
    }
}
