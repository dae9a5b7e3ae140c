//! The folders and what they are for.

use super::connect::Mailbox;
use super::folder_name::title;
use super::link::Verdict;
use crate::trouble::Trouble;
use async_imap::imap_proto::{MailboxDatum, MailboxListData, NameAttribute, Response};
use kith_wire::{Folder, SpecialUse};

impl Mailbox {
    /// Every folder. One whose line cannot be parsed is left out rather than ending the list.
    pub(crate) async fn folders(&mut self) -> Result<Vec<Folder>, Trouble> {
        // Some servers tell special uses only when asked (RFC 6154, section 5.2).
        if self.capabilities.has("SPECIAL-USE") && self.capabilities.has("LIST-EXTENDED") {
            let (verdict, folders) = self.list("LIST \"\" \"*\" RETURN (SPECIAL-USE)").await?;
            if matches!(verdict, Verdict::Ok) {
                return Ok(folders);
            }
        }
        let (verdict, folders) = self.list("LIST \"\" \"*\"").await?;
        verdict.or_refused()?;
        Ok(folders)
    }

    async fn list(&mut self, command: &str) -> Result<(Verdict, Vec<Folder>), Trouble> {
        let mut folders = Vec::new();
        let heed = |response: &Response<'_>| {
            if let Response::MailboxData(MailboxDatum::List(listed)) = response {
                folders.push(folder(listed));
            }
        };
        let verdict = self.link.run(command, self.times.command, heed).await?;
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
fn unescaped(text: &str) -> String {
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
