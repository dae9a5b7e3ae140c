//! Files that hold what no one else may read, replaced at once.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Replaces `file`, readable for its owner only: whoever reads it finds what was there or all of `content`. Makes its
/// folder if there is none.
pub(crate) fn replace(file: &Path, content: &[u8]) -> io::Result<()> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let mut new = file.to_owned().into_os_string();
    new.push(".new");
    let new = PathBuf::from(new);
    let mut open = private(&new)?;
    open.write_all(content)?;
    open.sync_all()?;
    keep_owner(file, folder, &new);
    fs::rename(&new, file)
}

#[cfg(unix)]
fn private(file: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;
    File::options().write(true).create(true).truncate(true).mode(0o600).open(file)
}

#[cfg(not(unix))]
fn private(file: &Path) -> io::Result<File> {
    File::create(file)
}

/// An administrator may write for a relay that runs as someone else: the owner of the old file, or of its folder.
#[cfg(unix)]
fn keep_owner(old: &Path, folder: &Path, new: &Path) {
    use std::os::unix::fs::{MetadataExt, chown};
    if let Ok(before) = fs::metadata(old).or_else(|_| fs::metadata(folder)) {
        // Only an administrator can, and only an administrator has to.
        let _ = chown(new, Some(before.uid()), Some(before.gid()));
    }
}

#[cfg(not(unix))]
fn keep_owner(_: &Path, _: &Path, _: &Path) {}
