//! Access keys: what is kept of them, and which of them a page shows.
//!
//! A key is 128 random bits, so that its SHA-256 can be kept as it is: there is nothing to guess from it (unlike with a
//! password, which needs a slow hash), and to compare two hashes tells nothing about a key, however long it takes.

use crate::private_file::replace;
use data_encoding::{BASE32_NOPAD, HEXLOWER};
use kith_wire::Secret;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::{Duration, SystemTime};
use tokio_util::sync::CancellationToken;

/// What a key begins with, so that it is known for one.
const PREFIX: &str = "kith-";
const KEY_BYTES: usize = 16;
/// How many letters of base32 that makes.
const KEY_LETTERS: usize = 26;

/// A file that was changed less long ago than this may be changed once more and look the same: the clock of a file system
/// goes in steps, of two seconds on some.
const SETTLING: Duration = Duration::from_secs(4);

/// How the file begins.
const HEADER: &str = "# Access keys of kith-relay, one a line: the SHA-256 of the key, the day on which it was made, its \
                      name.\n# Made and revoked by `kith-relay key`. The keys themselves are not stored.\n";

/// Why keys cannot be read or written.
#[derive(Debug, thiserror::Error)]
pub enum KeyFileError {
    #[error("The file of the access keys, {0}, cannot be read: {1}.")]
    Unreadable(PathBuf, #[source] io::Error),
    #[error("The file of the access keys, {0}, cannot be written: {1}.")]
    Unwritable(PathBuf, #[source] io::Error),
    #[error("Line {1} of {0} is no access key. It holds the SHA-256 of a key in hex, a day and a name.")]
    Damaged(PathBuf, usize),
    #[error("There is an access key with the name {0} already. Choose another name, or revoke that key first.")]
    NameTaken(String),
    #[error("There is no access key with the name {0}. `kith-relay key list` shows all.")]
    NoSuchName(String),
    #[error("{0:?} cannot be the name of a key: it has 1 to 64 letters, digits, dots, dashes and underscores.")]
    BadName(String),
    #[error(
        "That is no access key: it is kith- and 26 of the letters a to z and digits 2 to 7. Let one be made for you."
    )]
    BadKey,
    #[error("There is no randomness to make a key of.")]
    NoRandomness,
}

/// The file in which the keys of a relay are kept.
#[derive(Clone, Debug)]
pub struct KeyFile(PathBuf);

/// What is kept of a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyLine {
    hash: [u8; 32],
    /// The day on which it was made, as in `2026-11-29`.
    pub made: String,
    pub name: String,
}

impl KeyFile {
    #[must_use]
    pub fn new(file: PathBuf) -> Self {
        Self(file)
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// All keys. None if there is no file.
    pub fn list(&self) -> Result<Vec<KeyLine>, KeyFileError> {
        let text = match fs::read_to_string(&self.0) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            read => read.map_err(|error| KeyFileError::Unreadable(self.0.clone(), error))?,
        };
        let lines = text.lines().enumerate().map(|(at, line)| (at + 1, line.trim()));
        lines
            .filter(|(_, line)| !line.is_empty() && !line.starts_with('#'))
            .map(|(at, line)| KeyLine::read(line).ok_or_else(|| KeyFileError::Damaged(self.0.clone(), at)))
            .collect()
    }

    /// Makes a key, or takes the given one, and returns it. It cannot be had again.
    pub fn add(&self, name: &str, given: Option<Secret>, today: &str) -> Result<Secret, KeyFileError> {
        if !is_name(name) {
            return Err(KeyFileError::BadName(name.to_owned()));
        }
        let mut lines = self.list()?;
        if lines.iter().any(|line| line.name == name) {
            return Err(KeyFileError::NameTaken(name.to_owned()));
        }
        let key = match given {
            Some(key) if !is_key(key.reveal()) => return Err(KeyFileError::BadKey),
            Some(key) => key,
            None => new_key()?,
        };
        lines.push(KeyLine { hash: hash(&key), made: today.to_owned(), name: name.to_owned() });
        self.write(&lines)?;
        Ok(key)
    }

    /// Takes a key away. Sessions that it opened end as soon as the relay sees that.
    pub fn revoke(&self, name: &str) -> Result<(), KeyFileError> {
        let mut lines = self.list()?;
        let before = lines.len();
        lines.retain(|line| line.name != name);
        if lines.len() == before {
            return Err(KeyFileError::NoSuchName(name.to_owned()));
        }
        self.write(&lines)
    }

    /// Replaces the file at once.
    fn write(&self, lines: &[KeyLine]) -> Result<(), KeyFileError> {
        let mut text = HEADER.to_owned();
        for KeyLine { hash, made, name } in lines {
            text.push_str(&format!("{} {made} {name}\n", HEXLOWER.encode(hash)));
        }
        replace(&self.0, text.as_bytes()).map_err(|error| KeyFileError::Unwritable(self.0.clone(), error))
    }
}

impl KeyLine {
    fn read(line: &str) -> Option<Self> {
        let mut words = line.split_whitespace();
        let (hash, made, name) = (words.next()?, words.next()?, words.next()?);
        let hash = HEXLOWER.decode(hash.as_bytes()).ok()?.try_into().ok()?;
        let is_whole = words.next().is_none() && is_name(name);
        is_whole.then(|| Self { hash, made: made.to_owned(), name: name.to_owned() })
    }
}

fn is_name(name: &str) -> bool {
    (1..=64).contains(&name.len())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_'))
}

/// Whether pages take it for a key.
fn is_key(text: &str) -> bool {
    let letters = text.strip_prefix(PREFIX).unwrap_or_default();
    letters.len() == KEY_LETTERS && letters.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'2'..=b'7'))
}

fn new_key() -> Result<Secret, KeyFileError> {
    let mut bytes = [0; KEY_BYTES];
    getrandom::fill(&mut bytes).map_err(|_| KeyFileError::NoRandomness)?;
    Ok(Secret::from(format!("{PREFIX}{}", BASE32_NOPAD.encode(&bytes).to_ascii_lowercase())))
}

fn hash(key: &Secret) -> [u8; 32] {
    Sha256::digest(key.reveal().as_bytes()).into()
}

/// The keys that are valid now.
#[derive(Debug)]
pub(crate) struct Keys {
    file: KeyFile,
    valid: RwLock<HashMap<[u8; 32], Arc<Key>>>,
    /// How the file was when it was read, if it cannot have changed since without showing.
    read: Mutex<Option<FileState>>,
}

/// What changes whenever a file does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct FileState {
    changed: SystemTime,
    length: u64,
    /// Of the file itself, which is replaced as a whole.
    number: u64,
}

/// A key that is or was valid.
#[derive(Debug)]
pub(crate) struct Key {
    pub(crate) name: String,
    /// Says when it is not valid any more.
    pub(crate) revoked: CancellationToken,
}

impl FileState {
    fn of(file: &Path) -> Option<Self> {
        let about = fs::metadata(file).ok()?;
        #[cfg(unix)]
        let (changed, number) = {
            use std::os::unix::fs::MetadataExt;
            // Nobody can set that time, as whoever copies a file with its times sets the other.
            let passed = Duration::new(about.ctime().try_into().ok()?, about.ctime_nsec().try_into().ok()?);
            (SystemTime::UNIX_EPOCH + passed, about.ino())
        };
        #[cfg(not(unix))]
        let (changed, number) = (about.modified().ok()?, 0);
        Some(Self { changed, length: about.len(), number })
    }

    fn is_settled(&self, now: SystemTime) -> bool {
        now.duration_since(self.changed).is_ok_and(|passed| passed >= SETTLING)
    }
}

impl Keys {
    pub(crate) fn read(file: KeyFile) -> Result<Self, KeyFileError> {
        let keys = Self { file, valid: RwLock::default(), read: Mutex::default() };
        keys.reread()?;
        Ok(keys)
    }

    /// Takes over what the file says now. While it cannot be read, what it said before stays valid.
    pub(crate) fn reread(&self) -> Result<(), KeyFileError> {
        self.reread_at(SystemTime::now())
    }

    fn reread_at(&self, now: SystemTime) -> Result<(), KeyFileError> {
        let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        let state = FileState::of(self.file.path());
        if state.is_some() && *read == state {
            return Ok(());
        }
        *read = None;
        let lines = self.file.list()?;
        *read = state.filter(|state| state.is_settled(now));
        let mut valid = self.valid.write().unwrap_or_else(PoisonError::into_inner);
        let mut before = std::mem::take(&mut *valid);
        for KeyLine { hash, name, .. } in lines {
            let key = before.remove(&hash).filter(|key| key.name == name);
            valid.insert(hash, key.unwrap_or_else(|| Arc::new(Key { name, revoked: CancellationToken::new() })));
        }
        for gone in before.into_values() {
            gone.revoked.cancel();
        }
        Ok(())
    }

    /// The key, if it is valid.
    pub(crate) fn find(&self, shown: &Secret) -> Option<Arc<Key>> {
        self.valid.read().unwrap_or_else(PoisonError::into_inner).get(&hash(shown)).cloned()
    }
}

#[cfg(test)]
mod tests {
    use super::{KeyFile, KeyFileError, Keys};
    use kith_wire::Secret;
    use std::time::{Duration, SystemTime};

    const DAY: &str = "2026-11-29";

    fn file() -> (tempfile::TempDir, KeyFile) {
        let folder = tempfile::tempdir().unwrap();
        let file = KeyFile::new(folder.path().join("kith/keys"));
        (folder, file)
    }

    #[test]
    fn keys_are_made_listed_and_revoked() {
        let (_folder, file) = file();
        assert!(file.list().unwrap().is_empty());
        let key = file.add("ada", None, DAY).unwrap();
        let letters = key.reveal().strip_prefix("kith-").unwrap();
        assert!(letters.len() == 26 && letters.bytes().all(|byte| b"abcdefghijklmnopqrstuvwxyz234567".contains(&byte)));
        let given = Secret::from("kith-abcdefghijklmnopqrstuvwxyz");
        assert_eq!(file.add("bob.2", Some(given.clone()), DAY).unwrap(), given);
        assert_eq!(file.list().unwrap().iter().map(|line| line.name.as_str()).collect::<Vec<_>>(), ["ada", "bob.2"]);
        let written = std::fs::read_to_string(file.path()).unwrap();
        assert!(!written.contains(letters) && !written.contains("abcdefgh"), "{written}");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(std::fs::metadata(file.path()).unwrap().permissions().mode() & 0o777, 0o600);
        }
        assert!(matches!(file.add("ada", None, DAY), Err(KeyFileError::NameTaken(_))));
        for name in ["", "a b", "a/b", "é", &"x".repeat(65)] {
            assert!(matches!(file.add(name, None, DAY), Err(KeyFileError::BadName(_))), "{name}");
        }
        for given in ["password", "kith-password", "kith-abcdefghijklmnopqrstuvwxy1", "abcdefghijklmnopqrstuvwxyzabcde"]
        {
            assert!(matches!(file.add("eve", Some(given.into()), DAY), Err(KeyFileError::BadKey)), "{given}");
        }
        file.revoke("ada").unwrap();
        assert!(matches!(file.revoke("ada"), Err(KeyFileError::NoSuchName(_))));
        assert_eq!(file.list().unwrap().len(), 1);
    }

    #[test]
    fn a_running_relay_follows_the_file_and_keeps_what_it_knew_while_the_file_is_damaged() {
        let (_folder, file) = file();
        let (ada, bob) = (file.add("ada", None, DAY).unwrap(), file.add("bob", None, DAY).unwrap());
        let keys = Keys::read(file.clone()).unwrap();
        let (ada_key, bob_key) = (keys.find(&ada).unwrap(), keys.find(&bob).unwrap());
        assert_eq!(ada_key.name, "ada");
        assert!(keys.find(&Secret::from("kith-aaaaaaaaaaaaaaaaaaaaaaaaaa")).is_none());
        assert!(keys.find(&Secret::default()).is_none());
        file.revoke("ada").unwrap();
        keys.reread().unwrap();
        assert!(keys.find(&ada).is_none() && ada_key.revoked.is_cancelled());
        assert!(keys.find(&bob).is_some() && !bob_key.revoked.is_cancelled());
        std::fs::write(file.path(), "# keys\nnonsense\n").unwrap();
        assert!(matches!(keys.reread(), Err(KeyFileError::Damaged(_, 2))));
        assert!(keys.find(&bob).is_some() && !bob_key.revoked.is_cancelled());
    }
    #[test]
    fn the_file_is_read_again_only_if_it_changed() {
        let (_folder, file) = file();
        let key = file.add("ada", None, DAY).unwrap();
        let keys = Keys::read(file.clone()).unwrap();
        let forget = || keys.valid.write().unwrap().clear();
        // It may still change without showing.
        forget();
        keys.reread().unwrap();
        assert!(keys.find(&key).is_some());
        let later = SystemTime::now() + Duration::from_secs(60);
        keys.reread_at(later).unwrap();
        forget();
        keys.reread_at(later).unwrap();
        assert!(keys.find(&key).is_none(), "the file was read again");
        file.add("bob", None, DAY).unwrap();
        keys.reread_at(later).unwrap();
        assert!(keys.find(&key).is_some());
    }
}
