//! The beginning of one message, body included.

use super::connect::Connection;
use crate::trouble::Trouble;
use imap_proto::{AttributeValue, Response};
use kith_wire::FailureKind;
use kith_wire::limits::MAX_TEXT_BYTES;

impl Connection {
    /// Reads the first [`MAX_TEXT_BYTES`] of a message, and whether it goes on. Opens its folder if that is not open.
    pub(crate) async fn text(&mut self, folder: &str, uid_validity: u32, uid: u32) -> Result<(Vec<u8>, bool), Trouble> {
        let known = match &self.open {
            Some((name, opened)) if name == folder => Some(opened.clone()),
            _ => None,
        };
        let was_open = known.is_some();
        let opened = match known {
            Some(opened) => opened,
            None => self.examine(folder).await?,
        };
        let mut found = self.fetch_text(opened.uid_validity == uid_validity, uid).await?;
        if found.is_none() && was_open {
            // A folder that was opened a while ago need not show what came since.
            let opened = self.examine(folder).await?;
            found = self.fetch_text(opened.uid_validity == uid_validity, uid).await?;
        }
        // A UID that is not there any more is no error (RFC 3501, section 6.4.8).
        found.ok_or_else(|| Trouble::recoverable(FailureKind::Moved))
    }

    async fn fetch_text(&mut self, same_numbering: bool, uid: u32) -> Result<Option<(Vec<u8>, bool)>, Trouble> {
        let mut found = None;
        if same_numbering {
            let command = format!("UID FETCH {uid} (UID RFC822.SIZE BODY.PEEK[]<0.{MAX_TEXT_BYTES}>)");
            let heed = |response: &Response<'_>| {
                if let Some(text) = text(response, uid) {
                    found = Some(text);
                }
            };
            self.link.run(command, self.times.command, heed).await?.or_refused()?;
        }
        Ok(found)
    }
}

fn text(response: &Response<'_>, wanted: u32) -> Option<(Vec<u8>, bool)> {
    let Response::Fetch(_, attributes) = response else { return None };
    let (mut uid, mut size, mut bytes) = (None, 0, None);
    for attribute in attributes {
        match attribute {
            AttributeValue::Uid(value) => uid = Some(*value),
            AttributeValue::Rfc822Size(value) => size = *value,
            AttributeValue::BodySection { section: None, data, .. } => bytes = data.as_deref(),
            _ => {}
        }
    }
    let bytes = bytes.filter(|_| uid == Some(wanted))?;
    let most = usize::try_from(MAX_TEXT_BYTES).unwrap_or(usize::MAX);
    let kept = bytes.get(..most).unwrap_or(bytes);
    // Servers may round a message's size, but one that fits is never shorter than what was asked for.
    let cut = kept.len() < bytes.len() || (kept.len() == most && u64::from(size) > u64::from(MAX_TEXT_BYTES));
    Some((kept.to_vec(), cut))
}
