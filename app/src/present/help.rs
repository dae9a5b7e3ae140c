//! Signs that mean something (keys, filters), with their meanings, in groups.

/// Some that belong together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Group {
    /// What they have in common.
    pub(crate) title: String,
    /// What each means.
    pub(crate) rows: Vec<Row>,
}

/// Signs that mean the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Row {
    pub(crate) signs: Vec<String>,
    pub(crate) means: String,
}

impl Group {
    /// Rows of the same meaning become one.
    pub(crate) fn new(title: &str, rows: Vec<Row>) -> Self {
        let mut joined = Vec::<Row>::new();
        for row in rows {
            match joined.last_mut() {
                Some(last) if last.means == row.means => last.signs.extend(row.signs),
                _ => joined.push(row),
            }
        }
        Self { title: title.to_owned(), rows: joined }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    impl Group {
        /// As rows of a table in Markdown, with the title in a column of its own or not at all.
        pub(crate) fn rows_of_table(&self, with_title: bool) -> String {
            let row = |(at, row): (usize, &Row)| {
                let title = match with_title {
                    true => format!("| {} ", if at == 0 { &self.title } else { "" }),
                    false => String::new(),
                };
                let signs: Vec<String> = row.signs.iter().map(|sign| format!("`{sign}`")).collect();
                format!("{title}| {} | {} |\n", signs.join(" "), row.means)
            };
            self.rows.iter().enumerate().map(row).collect::<String>().replace("|  |", "| |")
        }
    }

    /// Compares a page of `docs/reference` with what the code says. `cargo xtask docs` writes it.
    pub(crate) fn check_page(name: &str, made: &str) {
        let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/reference").join(name);
        let made = format!("<!-- Made from the code: cargo xtask docs -->\n\n{made}");
        if std::env::var_os("KITH_WRITE_REFERENCE").is_some() {
            std::fs::write(&file, &made).unwrap();
        }
        let written = std::fs::read_to_string(&file).unwrap_or_default();
        assert!(written == made, "docs/reference/{name} is not what the code says. Run: cargo xtask docs");
    }

    #[test]
    fn signs_of_one_meaning_share_a_row() {
        let row = |sign: &str, means: &str| Row { signs: vec![sign.to_owned()], means: means.to_owned() };
        let group = Group::new("Keys", vec![row("J", "on"), row("K", "on"), row("U", "back"), row("L", "on")]);
        assert_eq!(group.rows_of_table(false), "| `J` `K` | on |\n| `U` | back |\n| `L` | on |\n");
        assert_eq!(group.rows_of_table(true), "| Keys | `J` `K` | on |\n| | `U` | back |\n| | `L` | on |\n");
    }
}
