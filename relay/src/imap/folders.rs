//! The folders and what they are for.

use super::connect::Mailbox;
use super::folder_name::title;
use super::link::{Tag, Verdict};
use super::status::{ITEMS, Told, is_same};
use crate::trouble::Trouble;
use imap_proto::{MailboxDatum, MailboxListData, NameAttribute, Response};
use kith_wire::{Folder, SpecialUse};

impl Mailbox {
    /// Every folder, with its status where the server gives it with the list (RFC 5819). Of one whose line cannot be
    /// parsed as much is told as can be made out: whoever asks finds out whether it can be opened, and can say so.
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
            let (verdict, folders) = self.list(&format!("LIST \"\" \"*\" RETURN ({options})"), before.take()).await?;
            if matches!(verdict, Verdict::Ok) {
                return Ok(folders);
            }
        }
        let (verdict, folders) = self.list("LIST \"\" \"*\"", before).await?;
        verdict.or_refused()?;
        Ok(folders)
    }

    /// The answer to one command, and to the one `before` it that is still under way, whatever became of that.
    async fn list(&mut self, command: &str, before: Option<Tag>) -> Result<(Verdict, Vec<Folder>), Trouble> {
        let (mut folders, mut all_told) = (Vec::new(), Vec::new());
        let heed = |response: &Response<'_>| {
            if let Response::MailboxData(MailboxDatum::List(listed)) = response {
                folders.push(folder(listed));
            }
            all_told.extend(Told::by(response));
        };
        drop(self.link.take_unread_folders());
        let tag = self.link.send(command, self.times.command).await?;
        let verdict = self.link.finish_after(before.as_ref(), &tag, self.times.command, heed).await?;
        folders
            .extend(self.link.take_unread_folders().iter().filter_map(|line| made_out(&String::from_utf8_lossy(line))));
        // A status may come before its folder's line, or after all of them.
        for folder in folders.iter_mut().filter(|folder| folder.selectable && !self.is_open(&folder.name)) {
            let told = all_told.iter().find(|told| is_same(&told.folder, &folder.name));
            folder.status = told.and_then(|told| told.status);
        }
        Ok((verdict, folders))
    }
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

/// A folder by a line that cannot be parsed: its attributes are odd, or a quote is missing or stands in its name.
fn made_out(line: &str) -> Option<Folder> {
    let (attributes, rest) = line.get("* LIST ".len()..)?.trim().strip_prefix('(')?.split_once(')')?;
    let (delimiter, name) = rest.trim_start().split_once(' ')?;
    let name = name.trim_start();
    let name = name.strip_prefix('"').map_or(name, |name| name.strip_suffix('"').unwrap_or(name));
    let delimiter = delimiter.trim_matches('"');
    let line = format!("* LIST ({}) NIL X\r\n", known(attributes));
    let (_, Response::MailboxData(MailboxDatum::List(listed))) = Response::parse(line.as_bytes()).ok()? else {
        return None;
    };
    let name = unescaped(name);
    let is_text = !name.is_empty() && !name.contains(char::REPLACEMENT_CHARACTER);
    let delimiter = (delimiter != "NIL").then(|| unescaped(delimiter));
    is_text.then(|| Folder { title: title(&name), name, delimiter, ..folder(&listed) })
}

/// The attributes that are well-formed.
fn known(attributes: &str) -> String {
    let is_known = |word: &&str| word.strip_prefix('\\').is_some_and(|word| word.chars().all(char::is_alphanumeric));
    attributes.split_whitespace().filter(is_known).collect::<Vec<_>>().join(" ")
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

/// The parser leaves the escapes of a quoted string in. Atoms hold neither character. A literal, as GNU Mailutils sends
/// for a name with either, is taken for a quoted string: one that holds a backslash before one of them is not found
/// again under the name that comes of it, and is set aside as a folder that cannot be opened.
pub(super) fn unescaped(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        let escaped = characters.next_if(|&next| character == '\\' && matches!(next, '\\' | '"'));
        plain.push(escaped.unwrap_or(character));
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::{made_out, unescaped};
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
        check("* LIST (\\Marked) \"/\"\r\n", None);
        check("* LIST nonsense\r\n", None);
        let sent = made_out("* list (\\Sent $Odd) \"/\" \"Gesendet\"\r\n").unwrap();
        assert_eq!(sent.special_use, Some(SpecialUse::Sent));
    }

    #[test]
    fn takes_escapes_out() {
        for (text, expect) in
            [(r"\\", r"\"), (r#"My \"Box\""#, r#"My "Box""#), (r"a\b", r"a\b"), (r"a\\\\b\", r"a\\b\"), ("", "")]
        {
            assert_eq!(unescaped(text), expect);
        }
    }
}
