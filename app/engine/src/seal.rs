//! Something under a passphrase (a backup, the key of the store): a key made of it by Argon2id, and AES-256-GCM.
//!
//! | Bytes | |
//! |---|---|
//! | 8 | `KITHSEAL` |
//! | 1 | the version of this arrangement: 1 |
//! | 4, 4, 4 | memory in KiB, passes and lanes of Argon2id (version 0x13), each with the lowest byte first |
//! | 16 | salt |
//! | 12 | nonce |
//! | … | the content, encrypted; all bytes before are the associated data |
//! | 16 | the tag of AES-GCM |
//! | 32 | SHA-256 of all bytes before: what was cut off or damaged is told from a wrong passphrase by it |

use aes_gcm::aead::{Aead, Payload};
use aes_gcm::{Aes256Gcm, KeyInit, Nonce};
use argon2::{Algorithm, Argon2, Params, Version};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

const MAGIC: &[u8; 8] = b"KITHSEAL";
const VERSION: u8 = 1;
const HEADER: usize = 8 + 1 + 12 + SALT + NONCE;
const SALT: usize = 16;
const NONCE: usize = 12;
const HASH: usize = 32;

/// Why something cannot be sealed or opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum SealError {
    /// It is not as it was made.
    #[error("it was cut off or altered")]
    Damaged,
    /// A newer Kith made it.
    #[error("it is of a newer version of Kith")]
    Newer,
    /// It is encrypted under another passphrase.
    #[error("this is not its passphrase")]
    WrongPassphrase,
    #[error("the encryption failed")]
    Failed,
}

/// How much it costs to try a passphrase.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Cost {
    memory: u32,
    passes: u32,
    lanes: u32,
}

/// As RFC 9106 recommends where memory is scarce (section 4), on the one thread that there is: about a second.
const COST: Cost = Cost { memory: 64 << 10, passes: 3, lanes: 1 };

/// The most that a file may ask for. More would take over a gigabyte, or minutes.
const MAX_COST: Cost = Cost { memory: 1 << 20, passes: 64, lanes: 64 };

/// Random bytes: the salt and the nonce.
pub(crate) const RANDOM_BYTES: usize = SALT + NONCE;

/// Encrypts something.
pub(crate) fn seal(content: &[u8], passphrase: &str, random: [u8; RANDOM_BYTES]) -> Result<Vec<u8>, SealError> {
    seal_at(content, passphrase, random, COST)
}

pub(crate) fn seal_at(
    content: &[u8],
    passphrase: &str,
    random: [u8; RANDOM_BYTES],
    cost: Cost,
) -> Result<Vec<u8>, SealError> {
    let failed = || SealError::Failed;
    let mut file = Vec::with_capacity(HEADER + content.len() + 16 + HASH);
    file.extend(MAGIC);
    file.push(VERSION);
    for number in [cost.memory, cost.passes, cost.lanes] {
        file.extend(number.to_le_bytes());
    }
    file.extend(random);
    let (salt, nonce) = random.split_at(SALT);
    let cipher = cipher(passphrase, salt, cost).ok_or_else(failed)?;
    let nonce: &Nonce<_> = nonce.try_into().map_err(|_| failed())?;
    let sealed = cipher.encrypt(nonce, Payload { msg: content, aad: &file }).map_err(|_| failed())?;
    file.extend(sealed);
    let hash = Sha256::digest(&file);
    file.extend(hash);
    Ok(file)
}

/// Whether it is something encrypted.
pub(crate) fn is_sealed(file: &[u8]) -> bool {
    file.starts_with(MAGIC)
}

/// Checks what is encrypted as far as that can be done without its passphrase.
pub(crate) fn check(file: &[u8]) -> Result<(), SealError> {
    match file.get(MAGIC.len()) {
        Some(&VERSION) => {}
        Some(&later) if later > VERSION => return Err(SealError::Newer),
        _ => return Err(SealError::Damaged),
    }
    let whole = file.len().checked_sub(HASH).filter(|&whole| whole >= HEADER).ok_or(SealError::Damaged)?;
    let (before, hash) = file.split_at_checked(whole).ok_or(SealError::Damaged)?;
    if Sha256::digest(before).as_slice() == hash { Ok(()) } else { Err(SealError::Damaged) }
}

/// Decrypts something.
pub(crate) fn open(file: &[u8], passphrase: &str) -> Result<Vec<u8>, SealError> {
    check(file)?;
    let damaged = SealError::Damaged;
    let (header, rest) = file.split_at_checked(HEADER).ok_or(damaged)?;
    let sealed = rest.len().checked_sub(HASH).and_then(|end| rest.get(..end)).ok_or(damaged)?;
    let number = |at: usize| {
        let bytes = header.get(at..at + 4).and_then(|bytes| <[u8; 4]>::try_from(bytes).ok());
        bytes.map(u32::from_le_bytes).ok_or(SealError::Damaged)
    };
    let at = MAGIC.len() + 1;
    let cost = Cost { memory: number(at)?, passes: number(at + 4)?, lanes: number(at + 8)? };
    if cost.memory > MAX_COST.memory || cost.passes > MAX_COST.passes || cost.lanes > MAX_COST.lanes {
        return Err(damaged);
    }
    let (salt, nonce) = header.get(at + 12..).and_then(|rest| rest.split_at_checked(SALT)).ok_or(damaged)?;
    let nonce: &Nonce<_> = nonce.try_into().map_err(|_| damaged)?;
    let cipher = cipher(passphrase, salt, cost).ok_or(damaged)?;
    cipher.decrypt(nonce, Payload { msg: sealed, aad: header }).map_err(|_| SealError::WrongPassphrase)
}

fn cipher(passphrase: &str, salt: &[u8], cost: Cost) -> Option<Aes256Gcm> {
    let params = Params::new(cost.memory, cost.passes, cost.lanes, Some(32)).ok()?;
    let mut key = Zeroizing::new([0; 32]);
    let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    argon.hash_password_into(passphrase.as_bytes(), salt, key.as_mut_slice()).ok()?;
    Aes256Gcm::new_from_slice(key.as_slice()).ok()
}

#[cfg(test)]
pub(crate) mod tests {
    use super::{COST, Cost, HEADER, SealError, open, seal, seal_at};

    /// Next to nothing, for tests.
    pub(crate) const CHEAP: Cost = Cost { memory: 8, passes: 1, lanes: 1 };

    #[test]
    fn what_was_sealed_is_opened_by_its_passphrase_alone() {
        for text in [&b""[..], b"so it is", &[7; 100_000]] {
            let file = seal_at(text, "päss phrase ", [3; 28], CHEAP).unwrap();
            assert_eq!(open(&file, "päss phrase ").unwrap(), text);
            for wrong in ["", "päss phrase", "Päss phrase ", "pass phrase "] {
                assert_eq!(open(&file, wrong), Err(SealError::WrongPassphrase), "{wrong:?}");
            }
            assert!(text.len() < 20 || !file.windows(20).any(|period| period == &text[..20]));
        }
    }

    #[test]
    fn with_the_cost_of_real_ones_too() {
        let file = seal(b"so it is", "word", [9; 28]).unwrap();
        assert_eq!(open(&file, "word").unwrap(), b"so it is");
        assert_eq!(COST, Cost { memory: 65_536, passes: 3, lanes: 1 }, "as docs/backup-format.md says");
    }

    #[test]
    fn what_was_cut_off_or_altered_is_told_from_a_wrong_passphrase() {
        let file = seal_at(b"so it is", "word", [3; 28], CHEAP).unwrap();
        for end in 9..file.len() {
            assert_eq!(open(&file[..end], "word"), Err(SealError::Damaged), "cut off at {end}");
        }
        for at in 9..file.len() {
            let mut altered = file.clone();
            altered[at] ^= 1;
            assert_eq!(open(&altered, "word"), Err(SealError::Damaged), "altered at {at}");
        }
        let mut newer = file;
        newer[8] = 2;
        assert_eq!(open(&newer, "word"), Err(SealError::Newer));
    }

    #[test]
    fn the_parameters_are_part_of_what_is_sealed_and_bounded() {
        let file = seal_at(b"so it is", "word", [3; 28], CHEAP).unwrap();
        let with = |at: usize, byte: u8| {
            let mut altered = file[..file.len() - 32].to_vec();
            altered[at] = byte;
            let hash = <sha2::Sha256 as sha2::Digest>::digest(&altered);
            [&altered[..], &hash[..]].concat()
        };
        // Someone who alters it knowingly makes a file that opens under no passphrase.
        assert_eq!(open(&with(HEADER - 1, 9), "word"), Err(SealError::WrongPassphrase));
        assert_eq!(open(&with(12, 0xff), "word"), Err(SealError::Damaged), "64 GiB are not asked for");
    }

    /// A file as this version made it: it can be opened for ever.
    #[test]
    fn a_file_of_the_first_version_is_opened() {
        let file = crate::backup::unhex(FIRST).unwrap();
        assert_eq!(open(&file, "word").unwrap(), b"so it is");
        assert_eq!(seal_at(b"so it is", "word", [3; 28], CHEAP).unwrap(), file);
    }

    const FIRST: &str = "4b4954485345414c01080000000100000001000000030303030303030303030303030303030303030303030303\
        0303030305990947d8d4e93c2f8553512a6ff598a15497ea1b88990882901fa5b487db30e89ef303d53ea512f8dabeaf3df8880ad75b9c751e775f99";
}
