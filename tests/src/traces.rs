//! What a word leaves behind in files: where it can be found again, in whichever plain encoding.

use anyhow::Result;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use std::path::{Path, PathBuf};

/// Whether those bytes hold the word: as UTF-8, as UTF-16 as browsers store texts, or within something in base64.
#[must_use]
pub fn holds(bytes: &[u8], word: &str) -> bool {
    encodings(word).iter().any(|encoded| contains(bytes, encoded))
}

/// The files in a folder, and in those within it, that hold the word.
pub fn files_with(folder: &Path, word: &str) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let (path, kind) = (entry.path(), entry.file_type()?);
        if kind.is_dir() {
            found.extend(files_with(&path, word)?);
        } else if kind.is_file() && holds(&std::fs::read(&path)?, word) {
            found.push(path);
        }
    }
    Ok(found)
}

fn encodings(word: &str) -> Vec<Vec<u8>> {
    let utf_16 = word.encode_utf16().flat_map(u16::to_le_bytes).collect();
    // In base64 a word has three forms, by where it begins among the groups of three bytes. The characters at its ends
    // depend on its neighbours as well.
    let base64 = (0..3).map(|before| {
        let text = STANDARD.encode([&vec![0; before], word.as_bytes()].concat());
        let own = text.trim_end_matches('=').as_bytes();
        let (first, last) = ((before * 8).div_ceil(6), own.len() - 1);
        own.get(first..last).unwrap_or_default().to_vec()
    });
    [word.as_bytes().to_vec(), utf_16].into_iter().chain(base64).collect()
}

/// Whether they are among them, one after the other. Looks at first bytes alone where it can: profiles are large.
fn contains(bytes: &[u8], wanted: &[u8]) -> bool {
    let Some((first, rest)) = wanted.split_first() else { return false };
    let mut left = bytes;
    while let Some(at) = left.iter().position(|byte| byte == first) {
        left = left.get(at + 1..).unwrap_or_default();
        if left.starts_with(rest) {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::{STANDARD, files_with, holds};
    use base64::Engine;

    #[test]
    fn a_word_is_found_in_each_encoding_and_no_other_word_is() {
        let utf_16: Vec<u8> = "so sesame it is".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let mut texts = vec![b"so sesame it is".to_vec(), utf_16];
        texts.extend(
            ["sesame", "asesame", "\0a\0sesame", "xyzsesamexyz", "xysesamex"].map(|it| STANDARD.encode(it).into()),
        );
        for text in texts {
            assert!(holds(&text, "sesame"), "{}", String::from_utf8_lossy(&text));
            assert!(!holds(&text, "saseme"));
        }
    }

    #[test]
    fn files_are_found_in_folders_within() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("a")).unwrap();
        let file = folder.path().join("a/b");
        std::fs::write(&file, "so sesame it is").unwrap();
        std::fs::write(folder.path().join("c"), "so it is").unwrap();
        assert_eq!(files_with(folder.path(), "sesame").unwrap(), [file]);
    }
}
