//! A chat in the archive in which a phone exports it with its pictures.

use kith_domain::phone::MAX_CHAT_BYTES;
use std::io::{Cursor, Read};
use zip::ZipArchive;

/// What an archive holds as text, if it is one with a text: `_chat.txt`, or the first of that kind.
pub(super) fn text_in(bytes: &[u8]) -> Option<Vec<u8>> {
    if !bytes.starts_with(b"PK\x03\x04") {
        return None;
    }
    let mut zip = ZipArchive::new(Cursor::new(bytes)).ok()?;
    let is_text = |name: &&str| name.to_ascii_lowercase().ends_with(".txt") && !name.contains("__MACOSX");
    let name =
        zip.file_names().filter(is_text).min_by_key(|name| (!name.ends_with("_chat.txt"), name.len()))?.to_owned();
    let file = zip.by_name(&name).ok()?;
    let mut text = Vec::new();
    // What it says of its size may be wrong.
    file.take(MAX_CHAT_BYTES as u64).read_to_end(&mut text).ok()?;
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::text_in;
    use std::io::{Cursor, Write};
    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    #[test]
    fn the_chat_is_found_among_its_pictures() {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, text) in
            [("0001-PHOTO.jpg", "x"), ("notes.txt", "no"), ("_chat.txt", "yes"), ("__MACOSX/a.txt", "no")]
        {
            zip.start_file(name, SimpleFileOptions::default()).unwrap();
            zip.write_all(text.as_bytes()).unwrap();
        }
        let bytes = zip.finish().unwrap().into_inner();
        assert_eq!(text_in(&bytes).as_deref(), Some(b"yes".as_slice()));
        assert_eq!(text_in(&bytes[..bytes.len() / 2]), None);
        assert_eq!(text_in(b"31.12.20, 23:59 - Ada: Hi"), None);
    }
}
