//! Who unsubscribed, by a table that a tool for newsletters exports.
//!
//! Such a table holds either only those who unsubscribed, or everybody with a column that tells. Known are the exports
//! of Mailchimp (`UNSUB_TIME`), Brevo (a column of who is blocklisted) and listmonk (`status`), and what is like them.

use crate::address::Address;
use crate::search::fold;
use std::collections::BTreeSet;

/// What a column tells of those in the rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Column {
    /// In words how they stand.
    Status,
    /// Yes, if they unsubscribed.
    Unsubscribed,
    /// No, if they unsubscribed.
    Subscribed,
    /// When they unsubscribed. Empty: they did not.
    When,
}

const UNSUBSCRIBED: [&str; 10] = [
    "unsubscribed",
    "unsubscribe",
    "unsub",
    "blocklisted",
    "blacklisted",
    "opted out",
    "opt out",
    "optout",
    "abgemeldet",
    "gesperrt",
];
const YES: [&str; 6] = ["yes", "true", "1", "y", "ja", "wahr"];
const NO: [&str; 6] = ["no", "false", "0", "n", "nein", "falsch"];

/// The addresses that a table says to have unsubscribed, each once. Its first row holds the titles, if it holds no
/// address.
#[must_use]
pub fn addresses(table: &[Vec<String>]) -> BTreeSet<Address> {
    let Some(first) = table.first() else { return BTreeSet::new() };
    let is_title_row = first.iter().all(|cell| Address::parse(cell.trim()).is_none());
    let titles: Vec<String> = if is_title_row {
        first.iter().map(|title| fold(title).replace(['_', '-'], " ")).collect()
    } else {
        Vec::new()
    };
    let told = titles.iter().enumerate().filter_map(|(at, title)| Some((at, column(title)?)));
    let told: Vec<(usize, Column)> = told.collect();
    // Where Mailchimp says when they came in, and not when they left, stand those who did not.
    if told.is_empty() && titles.iter().any(|title| title == "optin time") {
        return BTreeSet::new();
    }
    let rows = table.iter().skip(usize::from(is_title_row));
    let gone = rows.filter(|row| told.is_empty() || told.iter().any(|(at, column)| column.tells(row.get(*at))));
    gone.filter_map(|row| address(row, &titles)).collect()
}

/// What a column of that title tells. `None`: nothing of this.
fn column(title: &str) -> Option<Column> {
    let words: Vec<&str> = title.split_whitespace().collect();
    let has = |begins: &[&str]| words.iter().any(|word| begins.iter().any(|begin| word.starts_with(begin)));
    if has(&["sms", "whatsapp", "reason", "campaign"]) {
        // Of other channels, or of what they unsubscribed from.
        return None;
    }
    let is_about_it =
        has(&["unsub", "optout", "blocklist", "blacklist", "abgemeldet", "abmelde"]) || title.contains("opt out");
    match (is_about_it, has(&["time", "date", "at", "datum", "zeit", "am"])) {
        (true, true) => Some(Column::When),
        (true, false) => Some(Column::Unsubscribed),
        (false, _) if has(&["status"]) => Some(Column::Status),
        (false, false) if matches!(title, "subscribed" | "opt in" | "abonniert") => Some(Column::Subscribed),
        (false, _) => None,
    }
}

impl Column {
    /// Whether it says that someone unsubscribed.
    fn tells(self, cell: Option<&String>) -> bool {
        let said = cell.map(|cell| fold(cell).replace(['_', '-'], " ")).unwrap_or_default();
        let said = said.trim();
        match self {
            Self::Status => UNSUBSCRIBED.contains(&said),
            Self::Unsubscribed => YES.contains(&said) || UNSUBSCRIBED.contains(&said),
            Self::Subscribed => NO.contains(&said),
            Self::When => !said.is_empty() && !NO.contains(&said),
        }
    }
}

/// The address of a row: in the column that is called so, else the first there is.
fn address(row: &[String], titles: &[String]) -> Option<Address> {
    let is_called = |title: &String| title.contains("mail") || title == "address";
    let called = titles.iter().zip(row).filter(|(title, _)| is_called(title)).map(|(_, cell)| cell);
    called.chain(row).find_map(|cell| Address::parse(cell.trim()))
}

#[cfg(test)]
mod tests {
    use super::addresses;

    fn of(text: &str) -> Vec<String> {
        let table: Vec<Vec<String>> =
            text.lines().map(|line| line.split(',').map(|cell| cell.trim().to_owned()).collect()).collect();
        addresses(&table).into_iter().map(|address| address.to_string()).collect()
    }

    #[test]
    fn the_exports_of_several_tools_are_understood() {
        for (table, expected) in [
            // Mailchimp: those who unsubscribed stand in a file of their own.
            (
                "Email Address,First Name,UNSUB_TIME,UNSUB_CAMPAIGN_TITLE,UNSUB_REASON\n\
                 Ada@king.example,Ada,2026-03-01 10:00:00,Spring,NORMAL (opted out)",
                vec!["ada@king.example"],
            ),
            // The same columns in a file of everybody.
            (
                "Email Address,UNSUB_TIME\nada@king.example,\nbob@king.example,2026-03-01 10:00:00",
                vec!["bob@king.example"],
            ),
            // Brevo.
            (
                "EMAIL,FIRSTNAME,Email_Blocklisted,SMS_Blocklisted\n\
                 ada@king.example,Ada,No,Yes\nbob@king.example,Bob,Yes,No\ncy@king.example,Cy,true,",
                vec!["bob@king.example", "cy@king.example"],
            ),
            // listmonk.
            (
                "uuid,email,name,attributes,status,created_at,updated_at\n\
                 1,ada@king.example,Ada,{},enabled,2026-01-01,2026-01-01\n\
                 2,bob@king.example,Bob,{},blocklisted,2026-01-01,2026-01-01",
                vec!["bob@king.example"],
            ),
            ("Email,Status\nada@king.example,Unsubscribed\nbob@king.example,Subscribed", vec!["ada@king.example"]),
            ("email,subscribed\nada@king.example,false\nbob@king.example,true", vec!["ada@king.example"]),
            ("E-Mail,Abgemeldet am\nada@king.example,01.03.2026\nbob@king.example,", vec!["ada@king.example"]),
            // A plain list.
            ("ada@king.example\nbob@king.example\nada@king.example", vec!["ada@king.example", "bob@king.example"]),
            ("Email,Name\nada@king.example,Ada", vec!["ada@king.example"]),
            ("Email Address,OPTIN_TIME\nada@king.example,2026-03-01 10:00:00", vec![]),
            ("Name,Town\nAda,London", vec![]),
            ("", vec![]),
        ] {
            assert_eq!(of(table), expected, "{table}");
        }
    }
}
