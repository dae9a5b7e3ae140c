//! What the list of folders says.

use crate::i18n::t;
use crate::pages::settings::accounts::model::compared;
use crate::present::calendar::Moment;
use crate::present::text::thousands;
use kith_domain::search::{fold, matches};
use kith_engine::api::{FolderUse, FolderView, Seconds};

/// A list of more folders than this can be filtered.
pub(crate) const MIN_FILTERED: usize = 15;

/// A folder's purpose, as it is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct SpecialUseView {
    /// Its name for tests.
    pub(crate) name: &'static str,
    /// In words; where it is never read, with the reason.
    pub(crate) words: &'static str,
    /// Whether it is never read.
    pub(crate) never: bool,
}

/// What a folder is for.
pub(crate) fn purpose(purpose: FolderUse) -> SpecialUseView {
    let (name, words, never) = match purpose {
        FolderUse::Inbox => ("inbox", t::folders::inbox(), false),
        FolderUse::All => ("all", t::folders::all(), false),
        FolderUse::Sent => ("sent", t::folders::sent(), false),
        FolderUse::Other => ("other", "", false),
        FolderUse::Program => ("program", t::folders::program(), false),
        FolderUse::Shared => ("shared", t::folders::shared(), false),
        FolderUse::Drafts => ("drafts", t::folders::drafts(), true),
        FolderUse::Junk => ("junk", t::folders::junk(), true),
        FolderUse::Trash => ("trash", t::folders::trash(), true),
        FolderUse::View => ("view", t::folders::virtual_folder(), true),
    };
    SpecialUseView { name, words, never }
}

/// How many messages of a folder are stored and on the server, in words.
pub(crate) fn numbers(folder: &FolderView, now: Seconds, clock: impl Fn(Seconds) -> Moment) -> String {
    match (&folder.audit, folder.counts) {
        _ if purpose(folder.special_use).never => String::new(),
        (Some(audit), true) => compared(audit, now, clock),
        (None, true) => t::folders::not_checked(thousands(folder.stored)),
        (_, false) if folder.stored > 0 => t::folders::hidden(thousands(folder.stored)),
        (_, false) => t::folders::not_read().to_owned(),
    }
}

/// Whether a folder matches what was typed.
pub(crate) fn found(folder: &FolderView, typed: &str) -> bool {
    matches(&fold(&folder.title), &fold(typed))
}

#[cfg(test)]
mod tests {
    use super::*;
    use kith_engine::api::Audit;

    fn folder(title: &str) -> FolderView {
        FolderView {
            name: title.into(),
            title: title.into(),
            special_use: FolderUse::Other,
            counts: true,
            stored: 1_200,
            audit: None,
            problem: None,
        }
    }

    #[test]
    fn what_is_never_read_says_why_and_nothing_else() {
        for never in [FolderUse::Drafts, FolderUse::Junk, FolderUse::Trash, FolderUse::View] {
            assert!(purpose(never).never && purpose(never).words.to_lowercase().contains("never read"), "{never:?}");
            assert_eq!(numbers(&FolderView { special_use: never, ..folder("x") }, 0, |_| Moment::default()), "");
        }
        for read in
            [FolderUse::Inbox, FolderUse::All, FolderUse::Sent, FolderUse::Other, FolderUse::Program, FolderUse::Shared]
        {
            assert!(!purpose(read).never && !purpose(read).words.contains("never"), "{read:?}");
        }
    }

    #[test]
    fn numbers_say_what_is_known() {
        let say = |folder: &FolderView| numbers(folder, 100, |_| Moment::default());
        let audit = Some(Audit { on_server: 1_250, stored: 1_200, unlisted: 0, at: 90 });
        assert_eq!(say(&folder("x")), "1,200 stored, not yet checked");
        assert_eq!(say(&FolderView { audit, ..folder("x") }), "1,200 of 1,250 messages, checked just now");
        assert_eq!(say(&FolderView { counts: false, audit, ..folder("x") }), "1,200 stored, hidden everywhere");
        assert_eq!(say(&FolderView { counts: false, stored: 0, ..folder("x") }), "Not read");
    }

    #[test]
    fn folders_are_found_in_any_writing() {
        for (title, typed, expected) in [
            ("Projects/2019/Übergabe", "ubergabe", true),
            ("Projects/2019/Übergabe", "2019 proj", true),
            ("Отправленные", "отправ", true),
            ("送信済み", "送信", true),
            ("Archive", "", true),
            ("Archive", "sent", false),
        ] {
            assert_eq!(found(&folder(title), typed), expected, "{typed} in {title}");
        }
    }
}
