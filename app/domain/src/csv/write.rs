//! People as a table with commas (RFC 4180).

use crate::contact::{Contact, Labelled};
use crate::tidy::unwanted;

/// Between several texts of more than one line in a cell, as Google's tables have it.
pub(super) const BETWEEN: &str = " ::: ";

/// What stands in a column of a table of people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    /// The name to show.
    Name,
    /// The given name.
    Given,
    /// The family name.
    Family,
    /// The email address used last.
    Email,
    /// The other email addresses.
    OtherEmails,
    /// Telephone numbers.
    Phones,
    /// Postal addresses.
    Postal,
    Links,
    Birthday,
    Company,
    /// What they do there.
    Role,
    Tags,
    Notes,
    /// Custom fields.
    Other,
}

/// The columns of a table of people, in their order.
pub const COLUMNS: [Column; 14] = [
    Column::Name,
    Column::Given,
    Column::Family,
    Column::Email,
    Column::OtherEmails,
    Column::Phones,
    Column::Postal,
    Column::Links,
    Column::Birthday,
    Column::Company,
    Column::Role,
    Column::Tags,
    Column::Notes,
    Column::Other,
];

/// Everyone as a table: the titles of the [`COLUMNS`], then a line each. What begins as a formula would begins with an
/// apostrophe, so that no program that opens it takes it for one.
#[must_use]
pub fn table<'a>(contacts: impl IntoIterator<Item = &'a Contact>, titles: &[String]) -> String {
    let mut out = String::new();
    let mut row = |cells: &[String]| {
        let cells: Vec<String> = cells.iter().map(|cell| quoted(cell)).collect();
        out.push_str(&cells.join(","));
        out.push_str("\r\n");
    };
    row(titles);
    for it in contacts {
        let others: Vec<&str> = it.emails.iter().skip(1).map(|email| email.value.as_str()).collect();
        let links: Vec<&str> = it.links.iter().map(|link| link.value.as_str()).collect();
        let custom = it.custom.iter().map(|(name, value)| pair(name, value));
        row(&COLUMNS.map(|column| match column {
            Column::Name => it.name.clone(),
            Column::Given => it.parts.given.clone(),
            Column::Family => it.parts.family.clone(),
            Column::Email => it.emails.first().map(|email| email.value.clone()).unwrap_or_default(),
            Column::OtherEmails => others.join(" "),
            Column::Phones => pairs(&it.phones).join("\n"),
            Column::Postal => pairs(&it.postal).join(BETWEEN),
            Column::Links => links.join(" "),
            Column::Birthday => it.birthday.clone(),
            Column::Company => it.company.clone(),
            Column::Role => it.role.clone(),
            Column::Tags => it.tags.join(", "),
            Column::Notes => it.notes.join(BETWEEN),
            Column::Other => custom.clone().collect::<Vec<_>>().join("\n"),
        }));
    }
    out
}

fn pairs(items: &[Labelled]) -> Vec<String> {
    items.iter().map(|item| pair(&item.label, &item.value)).collect()
}

fn pair(label: &str, value: &str) -> String {
    if label.is_empty() { value.to_owned() } else { format!("{label}: {value}") }
}

/// Every cell is quoted: what parts one from the next differs from program to program. What begins as a formula would is
/// marked as text.
fn quoted(cell: &str) -> String {
    let mark = if is_formula(cell) { "'" } else { "" };
    format!("\"{mark}{}\"", cell.replace('"', "\"\""))
}

/// Whether a program could take a cell for a formula, after white space and quotes.
pub(super) fn is_formula(cell: &str) -> bool {
    let start =
        cell.trim_start_matches(|sign: char| sign.is_whitespace() || matches!(sign, '"' | '\'') || unwanted(sign));
    let begins = |text: &str| text.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠', '\t', '\r', '\n']);
    begins(cell) || begins(start)
}

#[cfg(test)]
mod tests {
    use super::{quoted, table};
    use crate::contact::Contact;

    #[test]
    fn every_cell_is_quoted_and_none_is_a_formula() {
        for (cell, expected) in [
            ("Ada", "\"Ada\""),
            ("", "\"\""),
            ("a,b", "\"a,b\""),
            ("Ada;=HYPERLINK(1)", "\"Ada;=HYPERLINK(1)\""),
            ("say \"hi\"", "\"say \"\"hi\"\"\""),
            ("=1+1", "\"'=1+1\""),
            ("+49 1", "\"'+49 1\""),
            ("@SUM(1)", "\"'@SUM(1)\""),
            (" =1+1", "\"' =1+1\""),
            ("\"=1+1", "\"'\"\"=1+1\""),
            ("'=1+1", "\"''=1+1\""),
            ("\u{feff}=1+1", "\"'\u{feff}=1+1\""),
            ("＝1+1", "\"'＝1+1\""),
            ("\tAda", "\"'\tAda\""),
            ("a\nb", "\"a\nb\""),
        ] {
            assert_eq!(quoted(cell), expected);
        }
        assert_eq!(table(&[Contact::default()], &["Name".to_owned()]).lines().count(), 2);
    }
}
