//! The folders and what they are for.

use super::connect::Connection;
use super::folder_name::{title, unescaped};
use super::link::{Completion, Tag};
use super::reader;
use super::status::{ITEMS, StatusResponse};
use crate::trouble::Trouble;
use imap_proto::{MailboxDatum, MailboxListData, NameAttribute, Response};
use kith_wire::limits::MAX_FOLDERS;
use kith_wire::{Folder, SpecialUse};
use std::borrow::Cow;
use std::collections::HashMap;

/// The most that the names of folders may take together, in bytes.
const MAX_NAMES_BYTES: usize = 4 * 1024 * 1024;

impl Connection {
    /// Every folder, with its status where the server gives it with the list (RFC 5819). Of one whose line cannot be
    /// parsed as much is told as can be made out: a later question finds out whether it can be opened, and can say so.
    ///
    /// The open folder's status is left out: servers tell it as that session saw the folder last.
    pub(crate) async fn folders(&mut self) -> Result<Vec<Folder>, Trouble> {
        // Before the list and not waited for, so that it costs no round trip.
        let asked = match self.link.namespaces().is_none() && self.capabilities.has("NAMESPACE") {
            true => Some(self.link.send("NAMESPACE", self.times.command).await?),
            false => None,
        };
        let mut folders = self.all_folders(asked).await?;
        if let Some(namespaces) = self.link.namespaces() {
            folders.iter_mut().for_each(|folder| folder.namespace = namespaces.of(&folder.name));
        }
        Ok(folders)
    }

    async fn all_folders(&mut self, mut before: Option<Tag>) -> Result<Vec<Folder>, Trouble> {
        // Some servers tell special uses only when asked (RFC 6154, section 5.2).
        let special_use = self.capabilities.has("SPECIAL-USE") && self.capabilities.has("LIST-EXTENDED");
        let status = self.capabilities.has("LIST-STATUS").then(|| format!("STATUS {ITEMS}"));
        let uses = special_use.then(|| "SPECIAL-USE".to_owned());
        let both = status.map(|status| uses.iter().cloned().chain([status]).collect::<Vec<_>>().join(" "));
        for options in [both, uses].into_iter().flatten() {
            let (completion, folders) =
                self.list(&format!("LIST \"\" \"*\" RETURN ({options})"), before.take()).await?;
            if matches!(completion, Completion::Ok) {
                return Ok(folders);
            }
        }
        let (completion, folders) = self.list("LIST \"\" \"*\"", before).await?;
        completion.or_refused()?;
        Ok(folders)
    }

    /// The answer to one command, and to the one `before` it that is still under way, whatever became of that.
    async fn list(&mut self, command: &str, before: Option<Tag>) -> Result<(Completion, Vec<Folder>), Trouble> {
        let mut named = Named::default();
        let mut all_told = HashMap::new();
        let mut room = MAX_NAMES_BYTES;
        let heed = |response: &Response<'_>| {
            if let Response::MailboxData(MailboxDatum::List(listed)) = response {
                named.push(folder(listed));
            }
            if let Some(StatusResponse { folder, status: Some(status) }) = StatusResponse::read(response)
                && let Some(left) = room.checked_sub(folder.len()).filter(|_| all_told.len() < MAX_FOLDERS)
            {
                room = left;
                all_told.entry(key(&folder).into_owned()).or_insert(status);
            }
        };
        drop(self.link.take_unread_folders());
        let tag = self.link.send(command, self.times.command).await?;
        let completion = self.link.finish_after(before.as_ref(), &tag, self.times.command, heed).await?;
        let unread = self.link.take_unread_folders();
        unread.iter().filter_map(|line| made_out(&String::from_utf8_lossy(line))).for_each(|folder| named.push(folder));
        let mut folders = named.into_folders();
        // A status may come before its folder's line, or after all of them.
        for folder in folders.iter_mut().filter(|folder| folder.selectable && !self.is_open(&folder.name)) {
            folder.status = all_told.get(&*key(&folder.name)).copied();
        }
        Ok((completion, folders))
    }
}

/// The folders of a list, as many as are told of.
#[derive(Default)]
struct Named {
    folders: Vec<Folder>,
    bytes: usize,
    left_out: u32,
}

impl Named {
    fn push(&mut self, folder: Folder) {
        let bytes = self.bytes + folder.name.len() + folder.title.len();
        if self.folders.len() >= MAX_FOLDERS || bytes > MAX_NAMES_BYTES {
            self.left_out = self.left_out.saturating_add(1);
        } else {
            self.bytes = bytes;
            self.folders.push(folder);
        }
    }

    fn into_folders(mut self) -> Vec<Folder> {
        if let Some(last) = self.folders.last_mut() {
            last.left_out = self.left_out;
        }
        self.folders
    }
}

/// What two names of one folder have in common, as [`is_same`](super::status::is_same) has it.
fn key(name: &str) -> Cow<'_, str> {
    if name.eq_ignore_ascii_case("INBOX") { Cow::Borrowed("INBOX") } else { Cow::Borrowed(name) }
}

fn folder(listed: &MailboxListData<'_>) -> Folder {
    let name = unescaped(&listed.name);
    let cannot_be_opened = listed.name_attributes.iter().any(|attribute| match attribute {
        NameAttribute::NoSelect => true,
        NameAttribute::Extension(name) => name.eq_ignore_ascii_case("\\NonExistent"),
        _ => false,
    });
    Folder {
        title: title(&name),
        delimiter: listed.delimiter.as_deref().map(unescaped),
        special_use: listed.name_attributes.iter().find_map(special_use),
        // The parser puts this character where the server sent bytes that are no UTF-8: the way back is lost.
        selectable: !cannot_be_opened && !name.contains(char::REPLACEMENT_CHARACTER),
        status: None,
        namespace: None,
        left_out: 0,
        name,
    }
}

/// A folder by a line that cannot be parsed.
pub(super) fn made_out(line: &str) -> Option<Folder> {
    let (attributes, delimiter, name) = reader::list(line)?;
    let line = format!("* LIST {attributes} NIL X\r\n");
    let (_, Response::MailboxData(MailboxDatum::List(listed))) = Response::parse(line.as_bytes()).ok()? else {
        return None;
    };
    let name = unescaped(&name);
    let is_text = !name.is_empty() && !name.contains(char::REPLACEMENT_CHARACTER);
    let delimiter = delimiter.as_deref().map(unescaped);
    is_text.then(|| Folder { title: title(&name), name, delimiter, ..folder(&listed) })
}

fn special_use(attribute: &NameAttribute<'_>) -> Option<SpecialUse> {
    Some(match attribute {
        NameAttribute::All => SpecialUse::All,
        NameAttribute::Archive => SpecialUse::Archive,
        NameAttribute::Drafts => SpecialUse::Drafts,
        NameAttribute::Flagged => SpecialUse::Flagged,
        NameAttribute::Junk => SpecialUse::Junk,
        NameAttribute::Sent => SpecialUse::Sent,
        NameAttribute::Trash => SpecialUse::Trash,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::made_out;
    use kith_wire::SpecialUse;

    #[test]
    fn makes_out_what_cannot_be_parsed() {
        let check = |line: &str, expect| {
            let made = made_out(line);
            let seen = made.as_ref().map(|made| (made.name.as_str(), made.delimiter.as_deref(), made.selectable));
            assert_eq!(seen, expect, "{line}");
        };
        check("* LIST (\\Marked) \"/\" \"no end\r\n", Some(("no end", Some("/"), true)));
        check("* LIST () \"\\\\\" \"say \"hi\"\"\r\n", Some(("say \"hi\"", Some("\\"), true)));
        check("* LIST (\\Noselect $Odd) NIL Work\r\n", Some(("Work", None, false)));
        check("* LIST () \"/\" \"a \\\"b\" (\"OLDNAME\" (\"c\"))\r\n", Some(("a \"b", Some("/"), true)));
        check("* LIST (\\NoSelectAtAll) \"/\" \"a (b)\r\n", Some(("a (b)", Some("/"), true)));
        check("* LIST (\\Marked) \"/\"\r\n", None);
        check("* LIST nonsense\r\n", None);
        let sent = made_out("* list (\\Sent $Odd) \"/\" \"Gesendet\"\r\n").unwrap();
        assert_eq!(sent.special_use, Some(SpecialUse::Sent));
    }
}
