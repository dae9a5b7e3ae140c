//! A message that is put into the mailbox (APPEND, RFC 3501, section 6.3.11).
//!
//! It is given to the server once. Whatever is not an answer to that leaves it open whether the server has it, and it
//! is not given again. What it says is private: neither the log nor the user's list of commands shows it.

use super::command::{Command, Literals};
use super::connect::Connection;
use super::examine::astring;
use super::link::Completion;
use crate::trouble::Trouble;
use kith_wire::limits::{MAX_DRAFT_BYTES, MAX_LETTER_BYTES};
use kith_wire::{Append, FailureKind, Letter};

/// A shorter line is not blotted out of what the server says, where it may stand within any other word.
const MIN_SECRET_BYTES: usize = 4;

impl Connection {
    /// Puts a draft into its folder.
    pub(crate) async fn append_draft(&mut self, draft: &Append) -> Result<(), Trouble> {
        let folder = astring(&draft.folder).ok_or_else(|| Trouble::recoverable(FailureKind::NoFolder))?;
        self.append(&format!("{folder} (\\Draft \\Seen)"), &draft.message, MAX_DRAFT_BYTES).await
    }

    /// Puts a letter into INBOX.
    pub(crate) async fn append_letter(&mut self, letter: &Letter) -> Result<(), Trouble> {
        self.append("INBOX", &letter.message, MAX_LETTER_BYTES).await
    }

    /// Puts a message into a folder with flags, both as they stand in the command.
    async fn append(&mut self, folder: &str, message: &[u8], max_bytes: usize) -> Result<(), Trouble> {
        let bad = || Trouble::recoverable(FailureKind::BadRequest);
        let message = str::from_utf8(message).map_err(|_| bad())?;
        if message.is_empty() || message.len() > max_bytes || message.contains('\0') {
            return Err(bad());
        }
        let command = append_command(folder, message, self.capabilities.literals_of(message.len()));
        self.link.set_secrets(secrets(message));
        let completion = self.link.run(command, self.times.command, |_| {}).await;
        self.link.set_secrets(Vec::new());
        match completion? {
            Completion::Ok => Ok(()),
            Completion::Refused(refusal) => {
                Err(Trouble::recoverable(kind(refusal.code.as_deref())).saying(refusal.words))
            }
        }
    }
}

fn append_command(folder: &str, message: &str, literals: Literals) -> Command {
    let start = format!("APPEND {folder} ");
    let mut command = Command::new(start.clone(), start + "…");
    command.push_literal(message, literals);
    command
}

/// Why a server refused, by its response code (RFC 5530; TRYCREATE and READ-ONLY, RFC 3501, section 7.1).
fn kind(code: Option<&str>) -> FailureKind {
    match code {
        Some("TRYCREATE" | "NONEXISTENT") => FailureKind::NoFolder,
        Some("OVERQUOTA") => FailureKind::NoRoom,
        Some("READ-ONLY" | "NOPERM") => FailureKind::NotAllowed,
        // A limit may be one of size here, which waiting does not change.
        Some("UNAVAILABLE" | "INUSE" | "THROTTLED") => FailureKind::Throttled,
        _ => FailureKind::ServerRefused,
    }
}

/// What was written, line by line and field by field, as a server may repeat it in what it does not like; the longest
/// first, since one may stand within another.
fn secrets(message: &str) -> Vec<String> {
    let lines = message.lines().map(str::trim);
    let pieces = lines.flat_map(|line| [Some(line), line.split_once(": ").map(|(_, value)| value)]).flatten();
    let mut secrets: Vec<_> = pieces.filter(|piece| piece.len() >= MIN_SECRET_BYTES).map(str::to_owned).collect();
    secrets.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
    secrets.dedup();
    secrets
}
