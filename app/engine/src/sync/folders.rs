//! What folders are for, which of them count, and in which order they are read.

use super::folder_names::{by_name, is_named_own};
use crate::api::FolderUse;
use kith_domain::small_sort::SmallSort;
use kith_wire::{Folder, Namespace, SpecialUse, Status};
use std::collections::{BTreeMap, BTreeSet};

/// A folder of the mailbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Listed {
    /// As the server gave it.
    pub(crate) name: String,
    /// As it is shown.
    pub(crate) title: String,
    pub(crate) special_use: FolderUse,
    /// Whether it is read.
    pub(crate) counts: bool,
    /// How it stands, where the server said so with the list.
    pub(crate) status: Option<Status>,
}

/// What is known of a folder beside its name, for the choice of those that count.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct KnownFolder {
    /// How many messages it holds.
    pub(crate) messages: Option<u32>,
    /// Whether it was read.
    pub(crate) was_read: bool,
}

/// The folders in the order of reading: INBOX, then what was sent, then the rest by name. Which of them count is for
/// [`choose`] to say.
///
/// One that is named twice is one folder. What lies below Drafts, Junk or Trash is for the same.
pub(crate) fn list(mut folders: Vec<Folder>) -> Vec<Listed> {
    let mut named = BTreeSet::new();
    folders.retain(|folder| named.insert(folder.name.clone()));
    let special = folders.iter().any(|folder| folder.special_use == Some(SpecialUse::Sent) && is_own(folder));
    let special_uses: Vec<FolderUse> = folders.iter().map(|folder| special_use(folder, special)).collect();
    let never_read: Vec<(&Folder, FolderUse)> = folders
        .iter()
        .zip(special_uses.iter().copied())
        .filter(|(_, special_use)| never(*special_use) && *special_use != FolderUse::View)
        .collect();
    let inherited: Vec<FolderUse> = folders
        .iter()
        .zip(&special_uses)
        .map(|(folder, special_use)| {
            let above = never_read.iter().find(|(parent, _)| is_below(folder, parent));
            if folder.selectable { above.map_or(*special_use, |(_, never)| *never) } else { FolderUse::View }
        })
        .collect();
    let listed = folders.into_iter().zip(inherited).map(|(folder, special_use)| {
        let Folder { name, title, status, .. } = folder;
        Listed { name, title, special_use, counts: false, status }
    });
    let mut listed: Vec<Listed> = listed.collect();
    listed.small_sort_by(|a, b| order(a.special_use, &a.title).cmp(&order(b.special_use, &b.title)));
    listed
}

/// What a folder of the list is for.
pub(super) fn special_use_of(folder: &str, listed: &[Listed]) -> FolderUse {
    listed.iter().find(|listed| listed.name == folder).map_or(FolderUse::Other, |listed| listed.special_use)
}

fn special_use(folder: &Folder, special: bool) -> FolderUse {
    let special_use = match folder.special_use {
        Some(SpecialUse::Other) | None => {
            let named = by_name(&levels(folder));
            // Only the name itself, in any case: on servers that keep all folders below INBOX, `INBOX.inbox` is one
            // too.
            let is_inbox = folder.name.eq_ignore_ascii_case("INBOX");
            let named = if named == FolderUse::Inbox && !is_inbox { FolderUse::Other } else { named };
            // The server says which one is for sent mail: another of such a name is the user's own.
            if named == FolderUse::Sent && special { FolderUse::Other } else { named }
        }
        Some(SpecialUse::All) => FolderUse::All,
        Some(SpecialUse::Sent) => FolderUse::Sent,
        Some(SpecialUse::Drafts) => FolderUse::Drafts,
        Some(SpecialUse::Junk) => FolderUse::Junk,
        Some(SpecialUse::Trash) => FolderUse::Trash,
        Some(SpecialUse::Flagged) => FolderUse::View,
        Some(SpecialUse::Archive) => FolderUse::Other,
    };
    // What someone else sent is not what the user sent, whatever it is called.
    if is_own(folder) || never(special_use) { special_use } else { FolderUse::Shared }
}

/// Whether a folder is the user's own, as far as the server says whose it is. Where it does not, names tell.
fn is_own(folder: &Folder) -> bool {
    match folder.namespace {
        Some(Namespace::Personal) => true,
        None => is_named_own(&levels(folder)),
        Some(Namespace::OtherUser | Namespace::Shared | Namespace::Other) => false,
    }
}

/// Says of each folder whether it counts.
///
/// Drafts, junk and trash never count, nor what cannot be opened. Where a folder holds every message (Gmail's All
/// Mail), it and the one for sent mail are enough; but what was read before goes on being read, so that nothing is
/// missed where such a folder turns out to hold less than all. Gmail's other folders are labels: they name again what
/// lies in All Mail, so where that is hidden INBOX and Sent count, and a label only if the user says so. What the user
/// said of a folder counts before all that.
pub(crate) fn choose(
    listed: &mut [Listed],
    gmail: bool,
    said: &BTreeMap<String, bool>,
    known: impl Fn(&Listed) -> KnownFolder,
) {
    let holds_all = holds_all(listed, gmail, &known);
    for folder in listed {
        let by_itself = match folder.special_use {
            FolderUse::All | FolderUse::Sent => true,
            FolderUse::Inbox => !holds_all || known(folder).was_read,
            FolderUse::Other => !gmail && (!holds_all || known(folder).was_read),
            _ => false,
        };
        folder.counts = !never(folder.special_use) && said.get(&folder.name).copied().unwrap_or(by_itself);
    }
}

/// Whether there is a folder that holds every message, as it says of itself: one that is empty, or holds fewer than
/// another, does not.
fn holds_all(listed: &[Listed], gmail: bool, known: impl Fn(&Listed) -> KnownFolder) -> bool {
    let messages = |folder: &Listed| known(folder).messages;
    let counts = |folder: &&Listed| match folder.special_use {
        FolderUse::Inbox | FolderUse::Sent => true,
        FolderUse::Other => !gmail,
        _ => false,
    };
    let most = listed.iter().filter(counts).filter_map(messages).max().unwrap_or(0);
    let mut all = listed.iter().filter(|folder| folder.special_use == FolderUse::All).filter_map(messages);
    all.any(|all| all > 0 && all >= most)
}

/// Whether it can only be said which folders count once it is known how many messages these hold: where one says that
/// it holds every message, it, INBOX and Sent.
pub(crate) fn to_be_weighed(listed: &[Listed]) -> impl Iterator<Item = &Listed> {
    let has_all = listed.iter().any(|folder| folder.special_use == FolderUse::All);
    let weighs = |folder: &&Listed| matches!(folder.special_use, FolderUse::All | FolderUse::Inbox | FolderUse::Sent);
    listed.iter().filter(move |_| has_all).filter(weighs)
}

/// Whether a folder for that counts unless the user says otherwise, as far as that follows from what it is for.
pub(crate) const fn counts_by_itself(special_use: FolderUse) -> bool {
    matches!(special_use, FolderUse::Inbox | FolderUse::All | FolderUse::Sent | FolderUse::Other | FolderUse::View)
}

/// The folder into which drafts go: the one of the user's own that the server says is for them, else by its name, the
/// topmost first.
pub(crate) fn drafts_folder(mut folders: Vec<Folder>) -> Option<String> {
    folders.retain(is_own);
    let said = folders.iter().find(|folder| folder.special_use == Some(SpecialUse::Drafts) && folder.selectable);
    if let Some(said) = said {
        return Some(said.name.clone());
    }
    let drafts =
        list(folders).into_iter().filter(|folder| folder.special_use == FolderUse::Drafts).map(|folder| folder.name);
    drafts.min_by_key(|name| (name.len(), name.clone()))
}

/// In which order folders are read and shown. Whether one counts makes no difference: it stays where it is when the
/// person switches it off.
pub(crate) fn order(special_use: FolderUse, title: &str) -> (bool, FolderUse, &str) {
    (never(special_use), special_use, title)
}

/// Whether a folder for that is never read.
pub(crate) const fn never(special_use: FolderUse) -> bool {
    matches!(special_use, FolderUse::Drafts | FolderUse::Junk | FolderUse::Trash | FolderUse::View)
}

/// The levels of a folder's name, the topmost first.
fn levels(folder: &Folder) -> Vec<&str> {
    match folder.delimiter.as_deref().filter(|delimiter| !delimiter.is_empty()) {
        Some(delimiter) => folder.title.split(delimiter).collect(),
        None => vec![&folder.title],
    }
}

fn is_below(folder: &Folder, parent: &Folder) -> bool {
    let Some(delimiter) = folder.delimiter.as_deref().filter(|delimiter| !delimiter.is_empty()) else { return false };
    folder.name.strip_prefix(&parent.name).is_some_and(|rest| rest.starts_with(delimiter))
}

#[cfg(test)]
mod tests {
    use super::{KnownFolder, Listed, choose, counts_by_itself, drafts_folder, list, never};
    use crate::api::FolderUse;
    use kith_wire::{Folder, Namespace, SpecialUse, Status};
    use std::collections::BTreeMap;

    fn folder(connection: &str) -> Folder {
        let (name, flags) = connection.split_once(" : ").unwrap_or((connection, ""));
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
        let namespace = match flags {
            "Other" => Some(Namespace::OtherUser),
            "Shared" => Some(Namespace::Shared),
            _ => None,
        };
        Folder {
            name: name.into(),
            title: name.into(),
            delimiter: Some("/".into()),
            special_use,
            selectable,
            status: None,
            namespace,
            left_out: 0,
        }
    }

    fn counting(listed: Vec<Listed>) -> Vec<String> {
        let counting = listed.into_iter().filter(|folder| folder.counts);
        counting.map(|f| format!("{}{}", if f.special_use == FolderUse::Sent { ">" } else { "" }, f.title)).collect()
    }

    /// The folders as they are chosen where it is not known how many messages they hold but of All Mail.
    fn chosen(folders: &[&str], gmail: bool, said: &[(&str, bool)]) -> Vec<Listed> {
        let mut listed = list(folders.iter().map(|connection| folder(connection)).collect());
        let said = said.iter().map(|&(name, counts)| (name.to_owned(), counts)).collect();
        let known = |folder: &Listed| KnownFolder {
            messages: (folder.special_use == FolderUse::All).then_some(1),
            was_read: false,
        };
        choose(&mut listed, gmail, &said, known);
        listed
    }

    /// The folders as `name` or `name : use`; the choice with `>` before those for sent mail.
    fn check(folders: &[&str], expect: &[&str]) {
        assert_eq!(counting(chosen(folders, false, &[])), expect);
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
            let folders = folders.iter().map(|connection| folder(connection)).collect();
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
        let folders = ["INBOX", "[Gmail] : Noselect", "[Gmail]/Sent Mail : Sent", "Friends"];
        assert_eq!(counting(chosen(&folders, true, &[])), ["INBOX", ">[Gmail]/Sent Mail"]);
        let said = [("Friends", true)];
        assert_eq!(counting(chosen(&folders, true, &said)), ["INBOX", ">[Gmail]/Sent Mail", "Friends"]);
    }

    #[test]
    fn the_user_says_what_counts_but_drafts_junk_and_trash_never_do() {
        let folders = ["INBOX", "Jobs", "Trash : Trash", "Trash/2024", "Clients : Noselect"];
        let said = [("Jobs", false), ("Trash", true), ("Trash/2024", true), ("Clients", true)];
        let listed = chosen(&folders, false, &said);
        let all: Vec<_> = listed.iter().map(|f| (f.title.as_str(), f.special_use, f.counts)).collect();
        let expect = [
            ("INBOX", FolderUse::Inbox, true),
            ("Jobs", FolderUse::Other, false),
            ("Trash", FolderUse::Trash, false),
            ("Trash/2024", FolderUse::Trash, false),
            ("Clients", FolderUse::View, false),
        ];
        assert_eq!(all, expect);
    }

    /// Folders that hold so many messages, and whether they were read; which of them count.
    fn weigh(folders: &[(&str, Option<u32>, bool)], gmail: bool) -> Vec<String> {
        let told: Vec<Folder> = folders
            .iter()
            .map(|(connection, messages, _)| {
                let status = messages.map(|messages| Status { uid_validity: 1, uid_next: None, messages });
                Folder { status, ..folder(connection) }
            })
            .collect();
        let names: Vec<String> = told.iter().map(|folder| folder.name.clone()).collect();
        let mut listed = list(told);
        choose(&mut listed, gmail, &BTreeMap::new(), |it| KnownFolder {
            messages: it.status.map(|status| status.messages),
            was_read: names.iter().zip(folders).any(|(name, (_, _, read))| *name == it.name && *read),
        });
        counting(listed)
    }

    #[test]
    fn what_calls_itself_all_and_holds_fewer_than_another_is_not_all() {
        let with = |inbox, all, sent, work| {
            let folders = [("INBOX", inbox), ("All : All", all), ("Sent : Sent", sent), ("Work", work)];
            weigh(&folders.map(|(connection, messages)| (connection, messages, false)), false)
        };
        let enough = ["All", ">Sent"];
        let everything = ["INBOX", "All", ">Sent", "Work"];
        assert_eq!(with(Some(7), Some(9), Some(2), Some(3)), enough);
        assert_eq!(with(Some(9), Some(9), Some(9), None), enough);
        assert_eq!(with(None, Some(9), None, None), enough, "nothing speaks against it");
        for (inbox, all, sent, work) in [
            (Some(1_164), Some(0), Some(0), Some(0)),
            (Some(0), Some(0), Some(0), Some(0)),
            (Some(10), Some(9), Some(2), Some(0)),
            (Some(1), Some(9), Some(10), Some(0)),
            (Some(1), Some(9), Some(1), Some(10)),
            (Some(1), None, Some(1), Some(1)),
        ] {
            assert_eq!(with(inbox, all, sent, work), everything, "{inbox:?} {all:?} {sent:?} {work:?}");
        }
        // Labels name again what lies in All Mail.
        let gmail = [("INBOX", Some(9), false), ("All : All", Some(3), false), ("Label", Some(20), false)];
        assert_eq!(weigh(&gmail, true), ["INBOX", "All"]);
    }

    /// Whether such a folder holds all cannot be told from its count for ever: once it did not, the others stay.
    #[test]
    fn what_was_read_beside_a_folder_that_was_not_all_goes_on_being_read() {
        let folders = [("INBOX", Some(7), true), ("All : All", Some(9), true), ("Work", Some(1), false)];
        assert_eq!(weigh(&folders, false), ["INBOX", "All"]);
    }

    #[test]
    fn folders_of_others_count_only_if_the_user_says_so_and_are_never_what_the_user_sent() {
        let folders = [
            "INBOX",
            "Sent",
            "Other Users/anna : Other",
            "Other Users/anna/Sent : Other",
            "Other Users/anna/Trash : Other",
            "Team : Shared",
            "Public Folders/News",
        ];
        let special_uses = |listed: &[Listed]| -> Vec<(String, FolderUse)> {
            listed.iter().map(|it| (it.title.clone(), it.special_use)).collect()
        };
        let listed = chosen(&folders, false, &[("Other Users/anna/Sent", true)]);
        let shared = |name: &str| (name.to_owned(), FolderUse::Shared);
        let expect = [
            ("INBOX".to_owned(), FolderUse::Inbox),
            ("Sent".to_owned(), FolderUse::Sent),
            shared("Other Users/anna"),
            shared("Other Users/anna/Sent"),
            shared("Public Folders/News"),
            shared("Team"),
            ("Other Users/anna/Trash".to_owned(), FolderUse::Trash),
        ];
        assert_eq!(special_uses(&listed), expect);
        assert_eq!(counting(listed), ["INBOX", ">Sent", "Other Users/anna/Sent"]);
        // Hers says that it is for sent mail; the user's goes by its name all the same.
        let anna = Folder { special_use: Some(SpecialUse::Sent), ..folder("Other Users/anna/Sent : Other") };
        let both = list(vec![anna, folder("Gesendet"), folder("INBOX")]);
        let sent = both.iter().filter(|it| it.special_use == FolderUse::Sent).map(|it| it.title.as_str());
        assert_eq!(sent.collect::<Vec<_>>(), ["Gesendet"]);
        let drafts = ["INBOX", "Other Users/anna/Drafts : Other"].map(folder).to_vec();
        assert_eq!(drafts_folder(drafts), None, "nobody's draft goes into another's folder");
    }

    #[test]
    fn what_a_program_keeps_does_not_count_by_itself_in_whatever_language() {
        for name in [
            "Outbox",
            "INBOX/Outbox",
            "Old/Postausgang",
            "Templates",
            "INBOX/Vorlagen",
            "[Gmail]/Templates",
            "Calendar",
            "Calendar/Birthdays",
            "Kalender",
            "Contacts",
            "Kontakte",
            "Tâches",
            "Notes",
            "Notizen",
            "Journal",
            "Sync Issues",
            "Sync Issues/Conflicts",
            "Synchronisierungsprobleme/Lokale Fehler",
            "Local Failures",
            "RSS Feeds",
            "RSS-Abonnements/News",
            "Conversation History",
            "Исходящие",
            "送信トレイ",
            "Boîte d'envoi",
            "Skrzynka_nadawcza",
        ] {
            let listed = chosen(&["INBOX", name], false, &[]);
            let found = listed.iter().find(|it| it.title == name).unwrap();
            assert_eq!((found.special_use, found.counts), (FolderUse::Program, false), "{name}");
            assert!(!counts_by_itself(found.special_use) && !never(found.special_use));
            assert!(counting(chosen(&["INBOX", name], false, &[(name, true)])).contains(&name.to_owned()), "{name}");
        }
        for name in ["Work", "Project notes", "Work/Notes", "Clients/Contacts", "Calendar girls", "Maler", "Outboxed"] {
            assert_eq!(counting(chosen(&["INBOX", name], false, &[])), ["INBOX", name]);
        }
    }
}
