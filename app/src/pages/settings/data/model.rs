//! What the page about the user's data says.

use crate::i18n::t;
use crate::present::calendar::{Moment, clock, long_date};
use crate::present::text::messages;
use kith_engine::api::{AccountId, BackedUp, BackupView, DamageView, Damaged};

/// When the last backup was saved, and what came since.
pub(crate) fn last(saved: Option<BackedUp>, moment: impl Fn(i64) -> Moment) -> String {
    let Some(BackedUp { at, since }) = saved else {
        return t::data::never_saved().to_owned();
    };
    let at = moment(at);
    let (clock, date) = (clock(&at), long_date(&at));
    match since {
        0 => t::data::saved_all(clock, date),
        since => t::data::saved_before(clock, since, date),
    }
}

/// Bytes as a person reads them.
pub(crate) fn size(bytes: f64) -> String {
    let mut size = bytes.max(0.0) / 1_000.0;
    for unit in ["kB", "MB", "GB"] {
        if size < 999.5 || unit == "GB" {
            let digits = usize::from(size < 9.95);
            return format!("{size:.digits$} {unit}");
        }
        size /= 1_000.0;
    }
    String::new()
}

/// What room is used and left.
pub(crate) fn room(used: f64, quota: f64) -> String {
    t::data::room(size(quota), size(used))
}

/// What a backup holds, line by line.
pub(crate) fn holds(view: &BackupView) -> Vec<String> {
    let mut lines = vec![match (view.entries, view.new) {
        (all, new) if new == all => t::data::all_new(t::count::changes(all)),
        (all, 0) => t::data::none_new(t::count::changes(all)),
        (all, new) => t::data::some_new(t::count::changes(all), new),
    }];
    if view.unreadable > 0 {
        lines.push(t::data::unreadable_entries(view.unreadable));
    }
    for account in &view.accounts {
        lines.push(match account.is_here {
            true => t::data::account_here(&account.address, &account.host),
            false => t::data::account_restored(&account.address, &account.host),
        });
    }
    if view.messages > 0 {
        lines.push(t::data::mail(messages(view.messages)));
    }
    if view.texts > 0 {
        lines.push(t::data::texts(view.texts));
    }
    if view.photos > 0 {
        lines.push(t::data::photos(view.photos));
    }
    lines
}

/// What there is to say of rows that cannot be read. `address` names an account that is known.
pub(crate) fn damage(view: &DamageView, address: impl Fn(AccountId) -> Option<String>) -> String {
    let of = view.account.and_then(address);
    match view.what {
        Damaged::Account => t::data::damage::account().to_owned(),
        Damaged::Folder => match of {
            Some(address) => t::data::damage::folders_of(address, view.count),
            None => t::data::damage::folders(view.count),
        },
        Damaged::Mail => match of {
            Some(address) => t::data::damage::mail_of(address, view.count),
            None => t::data::damage::mail(view.count),
        },
        Damaged::Decision => t::data::damage::entries(view.count),
        Damaged::Device => t::data::damage::device().to_owned(),
        Damaged::AddressBook => t::data::damage::address_books(view.count),
        Damaged::Card => t::data::damage::cards(view.count),
        Damaged::Photo => t::data::damage::photos(view.count),
    }
}

/// Why two typed passphrases cannot be used, if they cannot.
pub(crate) fn unusable(passphrase: &str, again: &str) -> Option<&'static str> {
    match (passphrase, again) {
        ("", _) => Some(t::data::passphrase_missing()),
        (one, other) if one != other => Some(t::data::passphrases_differ()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kith_engine::api::BackupAccount;

    fn moment(at: i64) -> Moment {
        Moment { year: 2026, month: 11, day: 8, hour: 9, minute: 5, day_number: at }
    }

    #[test]
    fn it_is_said_what_the_last_backup_lacks() {
        assert_eq!(last(None, moment), "You have never saved a backup in this browser.");
        let saved = |since| last(Some(BackedUp { at: 1, since }), moment);
        assert!(saved(0).ends_with("It includes all your changes."), "{}", saved(0));
        assert!(saved(1).ends_with("You have made 1 change since."), "{}", saved(1));
        assert!(saved(1_200).ends_with("You have made 1,200 changes since."), "{}", saved(1_200));
    }

    #[test]
    fn sizes_are_rounded_as_people_say_them() {
        for (bytes, expected) in [
            (0.0, "0.0 kB"),
            (-5.0, "0.0 kB"),
            (1_240.0, "1.2 kB"),
            (999_400.0, "999 kB"),
            (999_600.0, "1.0 MB"),
            (12_345_678.0, "12 MB"),
            (2_500_000_000_000.0, "2500 GB"),
        ] {
            assert_eq!(size(bytes), expected, "{bytes}");
        }
    }

    #[test]
    fn what_a_backup_holds_is_said_before_it_is_restored() {
        let account = |is_here| BackupAccount { address: "ada@x.example".into(), host: "x.example".into(), is_here };
        let view = BackupView {
            entries: 12,
            new: 1,
            unreadable: 2,
            accounts: vec![account(true), account(false)],
            messages: 3_000,
            texts: 1,
            photos: 2,
            ..BackupView::default()
        };
        let expected = [
            "12 changes, 1 is new here",
            "2 entries that this version can’t read",
            "Account ada@x.example at x.example: connected here",
            "Account ada@x.example at x.example: restored without its password",
            "Mail: 3,000 messages",
            "1 message text",
            "2 photos of people",
        ];
        assert_eq!(holds(&view), expected);
        let all = |entries, new| holds(&BackupView { entries, new, ..BackupView::default() });
        assert_eq!(all(1, 1), ["1 change, all new here"]);
        assert_eq!(all(5, 0), ["5 changes, all already here"]);
    }

    #[test]
    fn what_cannot_be_read_is_said_with_whose_it_is() {
        let view = |what, account: Option<u32>, count| DamageView { what, account: account.map(AccountId), count };
        let address = |id: AccountId| (id.0 == 1).then(|| "ada@x.example".to_owned());
        let mail = damage(&view(Damaged::Mail, Some(1), 3), address);
        assert!(mail.starts_with("3 parts of the stored mail of ada@x.example can’t be read."), "{mail}");
        let folder = damage(&view(Damaged::Folder, Some(2), 1), address);
        assert!(folder.starts_with("Kith lost track of how far it had read 1 folder."), "{folder}");
        let entries = damage(&view(Damaged::Decision, None, 3), address);
        assert!(entries.starts_with("This version can’t read 3 entries in your history."), "{entries}");
    }

    #[test]
    fn a_passphrase_is_typed_twice_alike() {
        assert!(unusable("", "").is_some() && unusable("word", "world").is_some() && unusable("word", "").is_some());
        assert_eq!(unusable(" two words ", " two words "), None);
    }
}
