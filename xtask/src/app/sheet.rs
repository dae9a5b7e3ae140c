//! One style sheet for the page. Each of its own would be one more request, and they compress better together.

use super::files::short_sum;
use anyhow::{Context, Result, bail};
use sha2::{Digest, Sha256};
use std::fmt::Write;
use std::path::Path;

/// How trunk names a style sheet in the page.
const LINK: &str = "<link rel=\"stylesheet\" href=\"/";

/// Puts the style sheets of the built page into one file, in the order in which the page names them.
pub(super) fn join(dist: &Path) -> Result<()> {
    let page = dist.join("index.html");
    let html = std::fs::read_to_string(&page).with_context(|| format!("cannot read {}", page.display()))?;
    let names: Vec<&str> = html.lines().filter_map(sheet).collect();
    let mut joined = String::new();
    for name in &names {
        let file = dist.join(name);
        joined += &std::fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
        std::fs::remove_file(file)?;
    }
    if joined.is_empty() {
        bail!("the built page names no style sheets");
    }
    // The hash in the name lets browsers keep the file for good.
    let name = format!("kith-{}.css", short_sum(Sha256::new_with_prefix(&joined)));
    std::fs::write(dist.join(&name), joined)?;

    let mut written = String::new();
    for line in html.lines() {
        if sheet(line).is_none() {
            writeln!(written, "{line}")?;
        } else if !written.contains(LINK) {
            writeln!(written, "    {LINK}{name}\" />")?;
        }
    }
    Ok(std::fs::write(page, written)?)
}

/// The file that a line of the page names, if it is a style sheet.
fn sheet(line: &str) -> Option<&str> {
    let (name, _) = line.trim_start().strip_prefix(LINK)?.split_once('"')?;
    Some(name)
}

#[cfg(test)]
mod tests {
    use super::join;

    #[test]
    fn the_style_sheets_become_one_in_their_order() {
        let dist = tempfile::tempdir().unwrap();
        let file = |name: &str| dist.path().join(name);
        std::fs::write(file("zebra-0123456789abcdef.css"), "a {}\n").unwrap();
        std::fs::write(file("aside-0123456789abcdef.css"), "b {}\n").unwrap();
        let html = "<head>\n  <link rel=\"icon\" href=\"/icons/kith.svg\"/>\n  \
            <link rel=\"stylesheet\" href=\"/zebra-0123456789abcdef.css\"/>\n  \
            <link rel=\"stylesheet\" href=\"/aside-0123456789abcdef.css\"/>\n</head>\n";
        std::fs::write(file("index.html"), html).unwrap();
        join(dist.path()).unwrap();

        let left = crate::app::files::files(dist.path()).unwrap();
        assert_eq!(left.len(), 2, "the page and one sheet: {left:?}");
        let sheet = left.iter().find(|file| file.extension().unwrap() == "css").unwrap();
        assert_eq!(std::fs::read_to_string(sheet).unwrap(), "a {}\nb {}\n");
        let html = std::fs::read_to_string(file("index.html")).unwrap();
        let link = format!("<link rel=\"stylesheet\" href=\"/{}\" />", sheet.file_name().unwrap().to_str().unwrap());
        assert_eq!(html.matches("stylesheet").count(), 1, "{html}");
        assert!(html.contains(&link), "{html}");
        assert!(html.contains("icons/kith.svg") && html.ends_with("</head>\n"), "{html}");
    }

    #[test]
    fn a_page_without_style_sheets_is_an_error() {
        let dist = tempfile::tempdir().unwrap();
        std::fs::write(dist.path().join("index.html"), "<head></head>\n").unwrap();
        assert!(join(dist.path()).is_err());
    }
}
