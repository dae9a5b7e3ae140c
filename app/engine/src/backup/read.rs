//! Opening a backup: whatever is not wholly as it was made is refused, with the reason.

use super::error::BackupError;
use super::format::{ABOUT, About, COMMENT, CONTENTS, Contents, FORMAT, JOURNAL, VERSION};
use super::hex::hex;
use crate::api::Secret;
use crate::seal;
use kith_domain::entry::Entry;
use serde::de::DeserializeOwned;
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::io::{BufRead, BufReader, Cursor, Read};
use zip::ZipArchive;

/// No line is longer: a text is cut at half a megabyte, and an entry holds what someone typed.
const MAX_LINE_BYTES: u64 = 64 << 20;

/// A backup that is as it was made.
pub(crate) struct Backup {
    zip: ZipArchive<Cursor<Vec<u8>>>,
    pub(crate) about: About,
    pub(crate) contents: Contents,
}

impl Backup {
    /// Opens a file. What lies in it is read only afterwards.
    pub(crate) fn open(file: &[u8], passphrase: Option<&Secret>) -> Result<Self, BackupError> {
        if seal::is_sealed(file) {
            let Some(passphrase) = passphrase else {
                seal::check(file)?;
                return Err(BackupError::Sealed);
            };
            return Self::of_archive(seal::open(file, passphrase.reveal())?);
        }
        Self::of_archive(file.to_vec())
    }

    fn of_archive(archive: Vec<u8>) -> Result<Self, BackupError> {
        // The header of a zip's first file, whose name follows.
        let name = archive.get(30..30 + ABOUT.len());
        if !archive.starts_with(b"PK\x03\x04") || name != Some(ABOUT.as_bytes()) {
            return Err(BackupError::Foreign);
        }
        let comment = archive.len().saturating_sub(COMMENT.len() + 64);
        let (before, comment) = archive.split_at_checked(comment).ok_or(BackupError::Damaged)?;
        let digits = comment.strip_prefix(COMMENT.as_bytes()).ok_or(BackupError::Damaged)?;
        if hex(&Sha256::digest(before)).as_bytes() != digits {
            return Err(BackupError::Damaged);
        }
        // From here on it is what some Kith made: whatever cannot be understood is a newer one's.
        let mut zip = ZipArchive::new(Cursor::new(archive)).map_err(|_| BackupError::Newer)?;
        let about: About = json(&mut zip, ABOUT)?;
        if about.format != FORMAT {
            return Err(BackupError::Foreign);
        }
        if about.version != VERSION {
            return Err(BackupError::Newer);
        }
        let contents = json(&mut zip, CONTENTS)?;
        Ok(Self { zip, about, contents })
    }

    /// Reads a file line by line; all of it, or it is an error.
    pub(crate) fn lines<T: DeserializeOwned>(
        &mut self,
        file: &str,
        mut take: impl FnMut(T) -> Result<(), BackupError>,
    ) -> Result<(), BackupError> {
        self.raw_lines(file, |line| take(serde_json::from_slice(line).map_err(|_| BackupError::Newer)?))
    }

    /// The entries of the journal. One that holds something that this Kith does not know is a newer one's, and what
    /// would be left of it is not what was decided.
    pub(crate) fn journal(&mut self) -> Result<Vec<Entry>, BackupError> {
        let mut entries = Vec::new();
        self.raw_lines(JOURNAL, |line| {
            let told: Value = serde_json::from_slice(line).map_err(|_| BackupError::Newer)?;
            let entry: Entry = serde_json::from_slice(line).map_err(|_| BackupError::Newer)?;
            let known = serde_json::to_value(&entry).map_err(|_| BackupError::Newer)?;
            if !holds(&known, &told) {
                return Err(BackupError::Newer);
            }
            entries.push(entry);
            Ok(())
        })?;
        Ok(entries)
    }

    fn raw_lines(
        &mut self,
        file: &str,
        mut take: impl FnMut(&[u8]) -> Result<(), BackupError>,
    ) -> Result<(), BackupError> {
        let expected = self.contents.of(file).copied().unwrap_or(0);
        let mut count = 0;
        // A file without lines may be left out.
        if let Some(index) = self.zip.index_for_name(file) {
            let found = self.zip.by_index(index).map_err(|_| BackupError::Damaged)?;
            let (mut reader, mut line) = (BufReader::new(found), Vec::new());
            loop {
                line.clear();
                let read = (&mut reader).take(MAX_LINE_BYTES).read_until(b'\n', &mut line);
                match read.map_err(|_| BackupError::Damaged)? {
                    0 => break,
                    _ if line.last() != Some(&b'\n') => return Err(BackupError::Damaged),
                    _ => take(&line)?,
                }
                count += 1;
            }
        }
        if count == expected { Ok(()) } else { Err(BackupError::Damaged) }
    }
}

fn json<T: DeserializeOwned>(zip: &mut ZipArchive<Cursor<Vec<u8>>>, name: &str) -> Result<T, BackupError> {
    let file = zip.by_name(name).map_err(|_| BackupError::Newer)?;
    serde_json::from_reader(BufReader::new(file.take(MAX_LINE_BYTES))).map_err(|_| BackupError::Newer)
}

/// Whether a value says all that the other says.
fn holds(value: &Value, other: &Value) -> bool {
    match (value, other) {
        (Value::Object(value), Value::Object(other)) => {
            other.iter().all(|(name, other)| value.get(name).is_some_and(|value| holds(value, other)))
        }
        (Value::Array(value), Value::Array(other)) => {
            value.len() == other.len() && value.iter().zip(other).all(|(value, other)| holds(value, other))
        }
        _ => value == other,
    }
}
