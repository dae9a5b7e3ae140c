//! An archive that is the same bytes whenever it holds the same files.

use anyhow::Result;
use flate2::{Compression, GzBuilder};
use std::collections::BTreeMap;
use tar::{Builder, EntryType, Header};

/// A file to pack.
pub(super) struct Entry {
    pub content: Vec<u8>,
    pub is_program: bool,
}

/// The files by their paths in the archive, which are sorted.
pub(super) type Entries = BTreeMap<String, Entry>;

/// Packs the files into one folder. `time` is that of all files, in seconds since 1970; owner and group are root.
pub(super) fn pack(folder: &str, entries: &Entries, time: u64) -> Result<Vec<u8>> {
    let packed = GzBuilder::new().mtime(0).write(Vec::new(), Compression::best());
    let mut archive = Builder::new(packed);
    for (path, entry) in entries {
        let mut header = Header::new_gnu();
        header.set_entry_type(EntryType::Regular);
        header.set_mode(if entry.is_program { 0o755 } else { 0o644 });
        header.set_mtime(time);
        header.set_uid(0);
        header.set_gid(0);
        header.set_size(entry.content.len().try_into()?);
        archive.append_data(&mut header, format!("{folder}/{path}"), entry.content.as_slice())?;
    }
    Ok(archive.into_inner()?.finish()?)
}

#[cfg(test)]
mod tests {
    use super::{Entries, Entry, pack};
    use std::io::Read;

    #[test]
    fn the_same_files_make_the_same_archive_with_nothing_of_the_machine_in_it() {
        let entry = |content: &str, is_program| Entry { content: content.into(), is_program };
        let long = format!("docs/{}.md", "long".repeat(40));
        let files =
            [("README.md", entry("read me", false)), ("kith-relay", entry("#!", true)), (&long, entry("", false))];
        let files: Entries = files.into_iter().map(|(path, entry)| (path.to_owned(), entry)).collect();
        let packed = pack("kith-1", &files, 1_000_000_000).unwrap();
        assert_eq!(pack("kith-1", &files, 1_000_000_000).unwrap(), packed);

        let mut archive = tar::Archive::new(flate2::read::GzDecoder::new(packed.as_slice()));
        let mut found = Vec::new();
        for entry in archive.entries().unwrap() {
            let mut entry = entry.unwrap();
            let header = entry.header().clone();
            assert_eq!((header.uid().unwrap(), header.gid().unwrap(), header.mtime().unwrap()), (0, 0, 1_000_000_000));
            let mut content = String::new();
            entry.read_to_string(&mut content).unwrap();
            found.push((entry.path().unwrap().display().to_string(), header.mode().unwrap(), content));
        }
        let expected = [("README.md", 0o644, "read me"), (&long, 0o644, ""), ("kith-relay", 0o755, "#!")];
        let expected = expected.map(|(path, mode, text)| (format!("kith-1/{path}"), mode, text.to_owned()));
        assert_eq!(found, expected);
    }
}
