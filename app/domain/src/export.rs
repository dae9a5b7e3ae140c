//! People as files: vCard 4.0 (RFC 6350), and tables with commas (RFC 4180).

use crate::content_line::{escaped, fold};
use crate::tidy::unwanted;

/// What of someone goes into a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExportedPerson {
    /// The name to show.
    pub name: String,
    /// The given name.
    pub given: String,
    /// The family name.
    pub family: String,
    /// Email addresses, the one used last first.
    pub emails: Vec<String>,
    /// Telephone numbers, each with its label.
    pub phones: Vec<(String, String)>,
    /// Postal addresses, in lines, each with its label.
    pub postal: Vec<(String, String)>,
    pub links: Vec<String>,
    /// The birthday: `1815-12-10` or `--12-10`.
    pub birthday: String,
    pub company: String,
    /// What they do there.
    pub role: String,
    /// Notes, the latest first.
    pub notes: Vec<String>,
    pub tags: Vec<String>,
    /// Custom fields: name and value.
    pub custom: Vec<(String, String)>,
}

/// Everyone as vCards, one after the other.
#[must_use]
pub fn vcards(contacts: &[ExportedPerson]) -> String {
    let mut out = String::new();
    for contact in contacts {
        let mut line = |name: &str, value: &str| {
            if !value.is_empty() {
                fold(&format!("{name}:{value}"), &mut out);
            }
        };
        line("BEGIN", "VCARD");
        line("VERSION", "4.0");
        // Every card has a name (RFC 6350, section 6.2.1).
        let shown = [&contact.name].into_iter().chain(&contact.emails).find(|it| !it.is_empty());
        line("FN", &escaped(shown.map_or("?", String::as_str)));
        if !(contact.given.is_empty() && contact.family.is_empty()) {
            line("N", &format!("{};{};;;", escaped(&contact.family), escaped(&contact.given)));
        }
        contact.emails.iter().for_each(|email| line("EMAIL", &escaped(email)));
        for (label, phone) in &contact.phones {
            line(&with_type("TEL", label), &escaped(phone));
        }
        for (label, postal) in &contact.postal {
            // The lines as they were typed stand where the street does.
            line(&with_type("ADR", label), &format!(";;{};;;;", escaped(postal)));
        }
        contact.links.iter().for_each(|link| line("URL", &uri(link)));
        line("BDAY", &birthday(&contact.birthday));
        line("ORG", &escaped(&contact.company));
        line("TITLE", &escaped(&contact.role));
        line("CATEGORIES", &contact.tags.iter().map(|tag| escaped(tag)).collect::<Vec<_>>().join(","));
        contact.notes.iter().for_each(|note| line("NOTE", &escaped(note)));
        for (name, value) in &contact.custom {
            line("NOTE", &escaped(&format!("{name}: {value}")));
        }
        line("END", "VCARD");
    }
    out
}

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
pub fn table(contacts: &[ExportedPerson], titles: &[String]) -> String {
    let mut out = String::new();
    let mut row = |cells: &[String]| {
        let cells: Vec<String> = cells.iter().map(|cell| quoted(cell)).collect();
        out.push_str(&cells.join(","));
        out.push_str("\r\n");
    };
    row(titles);
    for it in contacts {
        let pairs = |pairs: &[(String, String)]| {
            let shown = |(label, value): &(String, String)| match label.is_empty() {
                true => value.clone(),
                false => format!("{label}: {value}"),
            };
            pairs.iter().map(shown).collect::<Vec<_>>().join("\n")
        };
        row(&COLUMNS.map(|column| match column {
            Column::Name => it.name.clone(),
            Column::Given => it.given.clone(),
            Column::Family => it.family.clone(),
            Column::Email => it.emails.first().cloned().unwrap_or_default(),
            Column::OtherEmails => it.emails.iter().skip(1).cloned().collect::<Vec<_>>().join(" "),
            Column::Phones => pairs(&it.phones),
            Column::Postal => pairs(&it.postal),
            Column::Links => it.links.join(" "),
            Column::Birthday => it.birthday.clone(),
            Column::Company => it.company.clone(),
            Column::Role => it.role.clone(),
            Column::Tags => it.tags.join(", "),
            Column::Notes => it.notes.join("\n"),
            Column::Other => pairs(&it.custom),
        }));
    }
    out
}

/// `TEL;TYPE=work` where the label is a type that is known (RFC 6350, section 5.6).
fn with_type(name: &str, label: &str) -> String {
    match label.to_lowercase().as_str() {
        kind @ ("work" | "home" | "cell" | "fax") => format!("{name};TYPE={kind}"),
        "mobile" => format!("{name};TYPE=cell"),
        _ => name.to_owned(),
    }
}

/// A value that is a URI (RFC 3986): it holds no white space and no control characters, and nothing in it is escaped by
/// a backslash.
fn uri(link: &str) -> String {
    let mut out = String::with_capacity(link.len());
    for sign in link.trim().chars() {
        match sign {
            sign if sign.is_control() => {}
            ' ' | '"' | '<' | '>' | '\\' | '^' | '`' | '{' | '|' | '}' => {
                out.push_str(&format!("%{:02X}", u32::from(sign)))
            }
            sign => out.push(sign),
        }
    }
    out
}

/// RFC 6350, section 6.2.5: without the dashes.
fn birthday(day: &str) -> String {
    match day.strip_prefix("--") {
        Some(day) => format!("--{}", day.replace('-', "")),
        None => day.replace('-', ""),
    }
}

/// Every cell is quoted: what parts one from the next differs from program to program. What begins as a formula would,
/// after white space and quotes, is marked as text.
fn quoted(cell: &str) -> String {
    let start =
        cell.trim_start_matches(|sign: char| sign.is_whitespace() || matches!(sign, '"' | '\'') || unwanted(sign));
    let begins = |text: &str| text.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠', '\t', '\r', '\n']);
    let mark = if begins(cell) || begins(start) { "'" } else { "" };
    format!("\"{mark}{}\"", cell.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::{ExportedPerson, quoted, table, vcards};

    #[test]
    fn a_card_says_what_is_known() {
        let ada = ExportedPerson {
            name: "Ada Lovelace; Countess".into(),
            given: "Ada".into(),
            family: "Lovelace".into(),
            emails: vec!["ada@x.example".into()],
            phones: vec![("work".into(), "+1 2".into())],
            birthday: "--12-10".into(),
            tags: vec!["a,b".into(), "c".into()],
            notes: vec!["one\ntwo".into()],
            ..ExportedPerson::default()
        };
        let expected = "BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Ada Lovelace\\; Countess\r\nN:Lovelace;Ada;;;\r\n\
            EMAIL:ada@x.example\r\nTEL;TYPE=work:+1 2\r\nBDAY:--1210\r\nCATEGORIES:a\\,b,c\r\nNOTE:one\\ntwo\r\n\
            END:VCARD\r\n";
        assert_eq!(vcards(&[ada]), expected);
        assert!(vcards(&[ExportedPerson::default()]).contains("\r\nFN:?\r\n"));
        let odd = ExportedPerson {
            links: vec![" https://x.example/a b\r\nNOTE:x;y,\"\\ ".into()],
            ..ExportedPerson::default()
        };
        assert!(vcards(&[odd]).contains("\r\nURL:https://x.example/a%20bNOTE:x;y,%22%5C\r\n"));
    }

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
        assert_eq!(table(&[ExportedPerson::default()], &["Name".to_owned()]).lines().count(), 2);
    }
}
