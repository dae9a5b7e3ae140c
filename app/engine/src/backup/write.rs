//! Making a backup.

use super::error::BackupError;
use super::format::{ABOUT, About, COMMENT, CONTENTS, Contents, FORMAT, VERSION};
use super::hex::hex;
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

/// What someone reads who opens one without Kith.
const README: &str = "\
A backup of Kith. Each line of a .jsonl file is a JSON object:

journal.jsonl       what was decided, entry by entry, the earliest first
unreadable.jsonl    entries that the Kith that made this could not read, as it found them
accounts.jsonl      the mail accounts, without passwords
settings.jsonl      the settings of the device
photos.jsonl        photos of people, in hexadecimal digits
mail.jsonl          what the headers of the mail said (only if that was wanted)
interactions.jsonl  what invitations in the mail said of meetings (only with the mail)
folders.jsonl       how far each folder was read (only with the mail)
texts.jsonl         texts of messages (only if that was wanted)
contents.json       how many lines each of them has

docs/backup-format.md in Kith's repository says what each field means.
";

/// A backup in the making.
pub(crate) struct Writer {
    zip: ZipWriter<Cursor<Vec<u8>>>,
    contents: Contents,
    file: &'static str,
}

impl Writer {
    /// One that is made at that time (seconds since 1970-01-01 UTC).
    pub(crate) fn new(made: i64) -> Result<Self, BackupError> {
        let mut writer = Self { zip: ZipWriter::new(Cursor::default()), contents: Contents::default(), file: "" };
        let kith = env!("CARGO_PKG_VERSION").to_owned();
        let about = About { format: FORMAT.to_owned(), version: VERSION, kith, made };
        // First and as it is: whatever becomes of the rest, it can be seen what this is.
        writer.zip.start_file(ABOUT, options(CompressionMethod::Stored)).map_err(failed)?;
        writer.json(&about)?;
        writer.zip.start_file("README.txt", options(CompressionMethod::Deflated)).map_err(failed)?;
        writer.zip.write_all(README.as_bytes()).map_err(failed)?;
        Ok(writer)
    }

    /// What follows is a file of that name.
    pub(crate) fn begin(&mut self, file: &'static str) -> Result<(), BackupError> {
        self.file = file;
        self.zip.start_file(file, options(CompressionMethod::Deflated)).map_err(failed)
    }

    /// Writes a line of the file that was begun last.
    pub(crate) fn line(&mut self, line: &impl Serialize) -> Result<(), BackupError> {
        if let Some(count) = self.contents.of(self.file) {
            *count += 1;
        }
        self.json(line)
    }

    fn json(&mut self, value: &impl Serialize) -> Result<(), BackupError> {
        serde_json::to_writer(&mut self.zip, value).map_err(failed)?;
        self.zip.write_all(b"\n").map_err(failed)
    }

    /// The whole file.
    pub(crate) fn finish(mut self) -> Result<Vec<u8>, BackupError> {
        self.zip.start_file(CONTENTS, options(CompressionMethod::Deflated)).map_err(failed)?;
        let contents = self.contents;
        self.json(&contents)?;
        // The hash is of all that stands before it, so a text of the same length holds its place.
        let place = [COMMENT.as_bytes(), &[b'0'; 64]].concat();
        self.zip.set_raw_comment(place.into_boxed_slice()).map_err(failed)?;
        let mut bytes = self.zip.finish().map_err(failed)?.into_inner();
        bytes.truncate(bytes.len().saturating_sub(COMMENT.len() + 64));
        let hash = hex(&Sha256::digest(&bytes));
        bytes.extend(COMMENT.as_bytes());
        bytes.extend(hash.as_bytes());
        Ok(bytes)
    }
}

fn options(method: CompressionMethod) -> SimpleFileOptions {
    // The same contents make the same file, whatever the time.
    SimpleFileOptions::default().compression_method(method).last_modified_time(DateTime::default())
}

fn failed(error: impl std::fmt::Display) -> BackupError {
    BackupError::Failed(error.to_string())
}
