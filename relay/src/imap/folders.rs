//! The folders and what they are for.

use super::connect::Mailbox;
use super::folder_name::title;
use super::link::Verdict;
use super::status::{ITEMS, Told, is_same};
use crate::trouble::Trouble;
use imap_proto::{MailboxDatum, MailboxListData, NameAttribute, Response};
use kith_wire::{Folder, SpecialUse};

impl Mailbox {
    /// Every folder, with its status where the server gives it with the list (RFC 5819). One whose line cannot be
    /// parsed is left out rather than ending the list.
    ///
    /// The open folder's status is left out: servers tell it as that session saw the folder last.
    pub(crate) async fn folders(&mut self) -> Result<Vec<Folder>, Trouble> {
        // Some servers tell special uses only when asked (RFC 6154, section 5.2).
        let special_use = self.capabilities.has("SPECIAL-USE") && self.capabilities.has("LIST-EXTENDED");
        let status = self.capabilities.has("LIST-STATUS").then(|| format!("STATUS {ITEMS}"));
        let uses = special_use.then(|| "SPECIAL-USE".to_owned());
        let both = status.map(|status| uses.iter().cloned().chain([status]).collect::<Vec<_>>().join(" "));
        for options in [both, uses].into_iter().flatten() {
            let (verdict, folders) = self.list(&format!("LIST \"\" \"*\" RETURN ({options})")).await?;
            if matches!(verdict, Verdict::Ok) {
                return Ok(folders);
            }
        }
        let (verdict, folders) = self.list("LIST \"\" \"*\"").await?;
        verdict.or_refused()?;
        Ok(folders)
    }

    async fn list(&mut self, command: &str) -> Result<(Verdict, Vec<Folder>), Trouble> {
        let (mut folders, mut all_told) = (Vec::new(), Vec::new());
        let heed = |response: &Response<'_>| {
            if let Response::MailboxData(MailboxDatum::List(listed)) = response {
                folders.push(folder(listed));
            }
            all_told.extend(Told::by(response));
        };
        let verdict = self.link.run(command, self.times.command, heed).await?;
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
        name,
    }
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

/// The parser leaves the escapes of a quoted string in. Atoms hold neither character, and a literal that holds a
/// backslash before one of them is taken for a quoted string: no server is known to send one.
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
    use super::unescaped;

    #[test]
    fn takes_escapes_out() {
        for (text, expect) in
            [(r"\\", r"\"), (r#"My \"Box\""#, r#"My "Box""#), (r"a\b", r"a\b"), (r"a\\\\b\", r"a\\b\"), ("", "")]
        {
            assert_eq!(unescaped(text), expect);
        }
    }
}
