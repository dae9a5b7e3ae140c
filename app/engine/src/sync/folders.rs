//! What folders are for, which of them count, and in which order they are read.

use super::folder_names::by_name;
use crate::api::Purpose;
use kith_wire::{Folder, SpecialUse, Status};
use std::collections::{BTreeMap, BTreeSet};

/// A folder of the mailbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Listed {
    /// As the server gave it.
    pub(crate) name: String,
    /// As it is shown.
    pub(crate) title: String,
    pub(crate) purpose: Purpose,
    /// Whether it is read.
    pub(crate) counts: bool,
    /// How it stands, where the server said so with the list.
    pub(crate) status: Option<Status>,
}

/// The folders in the order of reading: INBOX, then what was sent, then the rest by name.
///
/// Drafts, junk and trash never count, nor what lies below them, nor what cannot be opened. Where a folder holds every
/// message (Gmail's All Mail), it and the one for sent mail are enough. Gmail's other folders are labels: they name
/// again what lies in All Mail, so where that is hidden INBOX and Sent count, and a label only if the person says so.
/// What the person said of a folder counts before all that. One that is named twice is one folder.
pub(crate) fn choose(mut folders: Vec<Folder>, gmail: bool, said: &BTreeMap<String, bool>) -> Vec<Listed> {
    let mut named = BTreeSet::new();
    folders.retain(|folder| named.insert(folder.name.clone()));
    let special = folders.iter().any(|folder| folder.special_use == Some(SpecialUse::Sent));
    let purpose = |folder: &Folder| match folder.special_use {
        Some(SpecialUse::Other) | None => {
            let named = by_name(last_level(folder));
            // Only the name itself, in any case: on servers that keep all folders below INBOX, `INBOX.inbox` is one too.
            let is_inbox = folder.name.eq_ignore_ascii_case("INBOX");
            let named = if named == Purpose::Inbox && !is_inbox { Purpose::Other } else { named };
            // The server says which one is for sent mail: another of such a name is the person's own.
            if named == Purpose::Sent && special { Purpose::Other } else { named }
        }
        Some(SpecialUse::All) => Purpose::All,
        Some(SpecialUse::Sent) => Purpose::Sent,
        Some(SpecialUse::Drafts) => Purpose::Drafts,
        Some(SpecialUse::Junk) => Purpose::Junk,
        Some(SpecialUse::Trash) => Purpose::Trash,
        Some(SpecialUse::Flagged) => Purpose::View,
        Some(SpecialUse::Archive) => Purpose::Other,
    };
    let purposes: Vec<Purpose> = folders.iter().map(purpose).collect();
    let inherited: Vec<Purpose> = folders
        .iter()
        .zip(&purposes)
        .map(|(folder, purpose)| {
            let parents = folders.iter().zip(&purposes).filter(|(parent, _)| is_below(folder, parent));
            let never =
                parents.map(|(_, purpose)| *purpose).find(|purpose| never(*purpose) && *purpose != Purpose::View);
            if folder.selectable { never.unwrap_or(*purpose) } else { Purpose::View }
        })
        .collect();
    let all = inherited.contains(&Purpose::All);
    let mut listed: Vec<Listed> = folders
        .into_iter()
        .zip(inherited)
        .map(|(folder, purpose)| {
            let by_itself = match purpose {
                Purpose::All | Purpose::Sent => true,
                Purpose::Inbox => !all,
                Purpose::Other => !all && !gmail,
                _ => false,
            };
            let counts = !never(purpose) && said.get(&folder.name).copied().unwrap_or(by_itself);
            Listed { name: folder.name, title: folder.title, purpose, counts, status: folder.status }
        })
        .collect();
    listed.sort_by(|a, b| order(a.purpose, &a.title).cmp(&order(b.purpose, &b.title)));
    listed
}

/// The folder into which drafts go: the one that the server says is for them, else by its name, the topmost first.
pub(crate) fn drafts_folder(folders: Vec<Folder>) -> Option<String> {
    let said = folders.iter().find(|folder| folder.special_use == Some(SpecialUse::Drafts) && folder.selectable);
    if let Some(said) = said {
        return Some(said.name.clone());
    }
    let listed = choose(folders, false, &BTreeMap::new()).into_iter();
    let drafts = listed.filter(|folder| folder.purpose == Purpose::Drafts).map(|folder| folder.name);
    drafts.min_by_key(|name| (name.len(), name.clone()))
}

/// In which order folders are read and shown. Whether one counts makes no difference: it stays where it is when the
/// person switches it off.
pub(crate) fn order(purpose: Purpose, title: &str) -> (bool, Purpose, &str) {
    (never(purpose), purpose, title)
}

/// Whether a folder for that is never read.
pub(crate) const fn never(purpose: Purpose) -> bool {
    matches!(purpose, Purpose::Drafts | Purpose::Junk | Purpose::Trash | Purpose::View)
}

fn last_level(folder: &Folder) -> &str {
    let delimiter = folder.delimiter.as_deref().filter(|delimiter| !delimiter.is_empty());
    delimiter.and_then(|delimiter| folder.title.rsplit(delimiter).next()).unwrap_or(&folder.title)
}

fn is_below(folder: &Folder, parent: &Folder) -> bool {
    let Some(delimiter) = folder.delimiter.as_deref().filter(|delimiter| !delimiter.is_empty()) else { return false };
    folder.name.strip_prefix(&parent.name).is_some_and(|rest| rest.starts_with(delimiter))
}

#[cfg(test)]
mod tests {
    use super::{Listed, choose, drafts_folder};
    use crate::api::Purpose;
    use kith_wire::{Folder, SpecialUse};
    use std::collections::BTreeMap;

    fn folder(line: &str) -> Folder {
        let (name, flags) = line.split_once(" : ").unwrap_or((line, ""));
        let special_use = match flags {
            "All" => Some(SpecialUse::All),
            "Archive" => Some(SpecialUse::Archive),
            "Drafts" => Some(SpecialUse::Drafts),
            "Flagged" => Some(SpecialUse::Flagged),
            "Junk" => Some(SpecialUse::Junk),
            "Sent" => Some(SpecialUse::Sent),
            "Trash" => Some(SpecialUse::Trash),
            _ => None,
        };
        let selectable = flags != "Noselect";
        Folder {
            name: name.into(),
            title: name.into(),
            delimiter: Some("/".into()),
            special_use,
            selectable,
            status: None,
            namespace: None,
            left_out: 0,
        }
    }

    fn counting(listed: Vec<Listed>) -> Vec<String> {
        let counting = listed.into_iter().filter(|folder| folder.counts);
        counting.map(|f| format!("{}{}", if f.purpose == Purpose::Sent { ">" } else { "" }, f.title)).collect()
    }

    /// The folders as `name` or `name : use`; the choice with `>` before those for sent mail.
    fn check(folders: &[&str], expect: &[&str]) {
        let folders: Vec<_> = folders.iter().map(|line| folder(line)).collect();
        assert_eq!(counting(choose(folders, false, &BTreeMap::new())), expect);
    }

    #[test]
    fn inbox_then_sent_then_the_rest_never_drafts_junk_or_trash() {
        check(
            &["Trash : Trash", "Work", "Sent : Sent", "INBOX", "Drafts : Drafts", "Junk : Junk", "Old : Archive"],
            &["INBOX", ">Sent", "Old", "Work"],
        );
    }

    #[test]
    fn names_serve_where_the_server_does_not_say() {
        check(&["Gesendete Objekte", "Papierkorb", "INBOX", "Entwürfe"], &["INBOX", ">Gesendete Objekte"]);
        check(&["INBOX", "INBOX/Отправленные", "INBOX/Спам"], &["INBOX", ">INBOX/Отправленные"]);
        check(&["INBOX", "Junk-E-Mail", "Sent_Items"], &["INBOX", ">Sent_Items"]);
        check(&["Inbox", "Sent", "Sent Messages"], &["Inbox", ">Sent", ">Sent Messages"]);
    }

    /// As Courier and Cyrus have it.
    #[test]
    fn a_folder_of_that_name_below_inbox_is_not_the_inbox() {
        check(&["INBOX", "INBOX/inbox", "INBOX/Sent"], &["INBOX", ">INBOX/Sent", "INBOX/inbox"]);
        check(&["inbox", "Sent : Sent", "Old/Inbox"], &["inbox", ">Sent", "Old/Inbox"]);
    }

    #[test]
    fn where_the_server_says_a_name_counts_for_nothing() {
        check(&["INBOX", "Envoi : Sent", "Sent"], &["INBOX", ">Envoi", "Sent"]);
    }

    #[test]
    fn what_lies_below_junk_or_cannot_be_opened_is_left_out() {
        check(&["INBOX", "Work", "INBOX", "Work : Noselect"], &["INBOX", "Work"]);
        check(
            &["INBOX", "Trash : Trash", "Trash/2024", "Trashy", "Clients : Noselect", "Clients/Acme"],
            &["INBOX", "Clients/Acme", "Trashy"],
        );
    }

    #[test]
    fn drafts_go_where_the_server_says_else_by_the_name() {
        for (folders, expected) in [
            (&["INBOX", "Drafts", "Konzepte : Drafts"][..], Some("Konzepte")),
            (&["INBOX", "Drafts : Noselect", "INBOX/Entwürfe"], Some("INBOX/Entwürfe")),
            (&["INBOX", "Drafts/2024", "Drafts", "Work/Drafts"], Some("Drafts")),
            (&["INBOX", "Sent : Sent", "Draft beer"], None),
            (&[], None),
        ] {
            let folders = folders.iter().map(|line| folder(line)).collect();
            assert_eq!(drafts_folder(folders).as_deref(), expected);
        }
    }

    #[test]
    fn all_mail_and_sent_are_enough() {
        let gmail =
            ["INBOX", "[Gmail]/All Mail : All", "[Gmail]/Sent Mail : Sent", "[Gmail]/Starred : Flagged", "Label"];
        check(&gmail, &["[Gmail]/All Mail", ">[Gmail]/Sent Mail"]);
    }

    #[test]
    fn gmail_without_all_mail_is_read_by_inbox_and_sent_since_labels_name_the_same_mail_again() {
        let folders = || ["INBOX", "[Gmail] : Noselect", "[Gmail]/Sent Mail : Sent", "Friends"].map(folder).to_vec();
        let none = BTreeMap::new();
        assert_eq!(counting(choose(folders(), true, &none)), ["INBOX", ">[Gmail]/Sent Mail"]);
        let said = BTreeMap::from([("Friends".to_owned(), true)]);
        assert_eq!(counting(choose(folders(), true, &said)), ["INBOX", ">[Gmail]/Sent Mail", "Friends"]);
    }

    #[test]
    fn the_person_says_what_counts_but_drafts_junk_and_trash_never_do() {
        let folders = ["INBOX", "Jobs", "Trash : Trash", "Trash/2024", "Clients : Noselect"].map(folder).to_vec();
        let said = [("Jobs", false), ("Trash", true), ("Trash/2024", true), ("Clients", true)];
        let said = said.into_iter().map(|(name, counts)| (name.to_owned(), counts)).collect();
        let listed = choose(folders, false, &said);
        let all: Vec<_> = listed.iter().map(|f| (f.title.as_str(), f.purpose, f.counts)).collect();
        let expect = [
            ("INBOX", Purpose::Inbox, true),
            ("Jobs", Purpose::Other, false),
            ("Trash", Purpose::Trash, false),
            ("Trash/2024", Purpose::Trash, false),
            ("Clients", Purpose::View, false),
        ];
        assert_eq!(all, expect);
    }
}
