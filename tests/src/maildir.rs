//! Writes a mailbox as files (Maildir++), as Dovecot reads it.

use anyhow::Result;
use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use std::io::Write;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, UNIX_EPOCH};

/// A mailbox on disk.
pub struct Maildir {
    root: PathBuf,
    special_uses: Vec<(String, String)>,
}

impl Maildir {
    /// Opens the mailbox of that folder, or begins one.
    pub fn new(root: impl Into<PathBuf>) -> Result<Self> {
        let maildir = Self { root: root.into(), special_uses: Vec::new() };
        maildir.folder("INBOX")?;
        Ok(maildir)
    }

    /// Makes a folder, `/` between its levels, with a special use (`\Sent`, RFC 6154) if it has one.
    ///
    /// A special use counts only if it is said before the server starts.
    pub fn make(&mut self, folder: &str, special_use: Option<&str>) -> Result<()> {
        self.folder(folder)?;
        self.special_uses.extend(special_use.map(|special| (folder.to_owned(), special.to_owned())));
        Ok(())
    }

    /// Adds a message that the server got at `received` (seconds since 1970-01-01 UTC).
    pub fn add(&mut self, folder: &str, message: &[u8], received: i64, seen: bool) -> Result<()> {
        let folder = self.folder(folder)?;
        let number = NEXT.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let flags = if seen { ":2,S" } else { ":2," };
        let name = format!("{received}.M{number:06}P{}{MARK}{flags}", std::process::id());
        let scratch = folder.join("tmp").join(&name);
        std::fs::write(&scratch, message)?;
        // Dovecot takes the time of the file for the time of arrival.
        let time = UNIX_EPOCH + Duration::from_secs(u64::try_from(received)?);
        std::fs::File::options().write(true).open(&scratch)?.set_modified(time)?;
        std::fs::rename(scratch, folder.join("cur").join(name))?;
        Ok(())
    }

    /// Adds a message to a mailbox that no one reads yet, to a folder that was made; quicker than [`Maildir::add`], and
    /// from several threads at once. No two may have the same number.
    pub fn place(&self, folder: &str, number: usize, message: &[u8], received: i64, seen: bool) -> Result<()> {
        let name = format!("{received}.M{number:07}P1{MARK}:2,{}", if seen { "S" } else { "" });
        let mut file = std::fs::File::create_new(self.path(folder).join("cur").join(name))?;
        file.write_all(message)?;
        file.set_modified(UNIX_EPOCH + Duration::from_secs(u64::try_from(received)?))?;
        Ok(())
    }

    /// Delivers a message to the INBOX as a mail server's agent does: it appears whole, and is new.
    pub fn deliver(&self, message: &[u8]) -> Result<()> {
        self.deliver_to("INBOX", message)
    }

    /// The same to a folder that was made.
    pub fn deliver_to(&self, folder: &str, message: &[u8]) -> Result<()> {
        let folder = self.path(folder);
        let number = NEXT.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let now = std::time::SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs();
        let name = format!("{now}.M{number:06}P{}{MARK}", std::process::id());
        let scratch = folder.join("tmp").join(&name);
        std::fs::write(&scratch, message)?;
        let owner = std::fs::metadata(&self.root)?;
        std::os::unix::fs::chown(&scratch, Some(owner.uid()), Some(owner.gid()))?;
        std::fs::rename(scratch, folder.join("new").join(name))?;
        Ok(())
    }

    /// The files of a folder's messages, in the order in which they came.
    pub fn files(&self, folder: &str) -> Result<Vec<PathBuf>> {
        let entries = std::fs::read_dir(self.path(folder).join("cur"))?;
        let mut files = entries.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
        files.sort_unstable();
        Ok(files)
    }

    /// How many messages of a folder, given by its name in IMAP, were put there by this harness and not by a server.
    pub(crate) fn count_own(&self, folder: &str) -> usize {
        let path = match folder {
            "INBOX" => self.root.clone(),
            folder => self.root.join(format!(".{}", folder.replace('/', "."))),
        };
        let files = ["cur", "new"].into_iter().filter_map(|part| std::fs::read_dir(path.join(part)).ok());
        files.flatten().flatten().filter(|file| file.file_name().to_string_lossy().contains(MARK)).count()
    }

    /// The folder that holds everything.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The folders that have a special use, with it.
    pub(crate) fn special_uses(&self) -> Vec<(String, String)> {
        self.special_uses.clone()
    }

    fn folder(&self, name: &str) -> Result<PathBuf> {
        let path = self.path(name);
        for part in ["cur", "new", "tmp"] {
            std::fs::create_dir_all(path.join(part))?;
        }
        Ok(path)
    }

    fn path(&self, name: &str) -> PathBuf {
        match name {
            "INBOX" => self.root.clone(),
            // Maildir++ has the folders side by side, each level with a dot before it.
            name => self.root.join(format!(".{}", modified_utf7(&name.replace('/', ".")))),
        }
    }
}

/// Stands in the name of every file that is written here.
const MARK: &str = ".kith";

static NEXT: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0);

/// A folder's name as IMAP has it on the wire and Dovecot on disk (RFC 3501, section 5.1.3).
#[must_use]
pub fn modified_utf7(name: &str) -> String {
    let mut encoded = String::new();
    let mut shifted: Vec<u8> = Vec::new();
    let unshift = |shifted: &mut Vec<u8>, encoded: &mut String| {
        if !shifted.is_empty() {
            *encoded += &format!("&{}-", STANDARD_NO_PAD.encode(&*shifted).replace('/', ","));
            shifted.clear();
        }
    };
    for letter in name.chars() {
        if matches!(letter, ' '..='~') {
            unshift(&mut shifted, &mut encoded);
            encoded.push(letter);
            if letter == '&' {
                encoded.push('-');
            }
        } else {
            shifted.extend(letter.encode_utf16(&mut [0; 2]).iter().flat_map(|unit| unit.to_be_bytes()));
        }
    }
    unshift(&mut shifted, &mut encoded);
    encoded
}

#[cfg(test)]
mod tests {
    use super::modified_utf7;

    #[test]
    fn folder_names_are_encoded_as_the_rfc_shows() {
        assert_eq!(modified_utf7("~peter/mail/台北/日本語"), "~peter/mail/&U,BTFw-/&ZeVnLIqe-");
        assert_eq!(modified_utf7("Entwürfe & mehr"), "Entw&APw-rfe &- mehr");
        assert_eq!(modified_utf7("plain"), "plain");
    }
}
