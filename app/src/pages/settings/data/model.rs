//! What the page about one's data says.

use crate::present::calendar::{Moment, clock, long_date};
use crate::present::text::{counted, messages, thousands};
use kith_engine::api::{AccountId, BackedUp, BackupView, DamageView, Damaged};

/// When the last backup was saved, and what came since.
pub(crate) fn last(saved: Option<BackedUp>, moment: impl Fn(i64) -> Moment) -> String {
    let Some(BackedUp { at, since }) = saved else {
        return "You have never saved a backup in this browser.".to_owned();
    };
    let at = moment(at);
    let when = format!("Last backup saved on {}, {}.", long_date(&at), clock(&at));
    match since {
        0 => format!("{when} It includes all your changes."),
        since => format!("{when} You have made {} since.", counted(since, "change", "changes")),
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
    format!("Kith uses {} of the {} that the browser allows.", size(used), size(quota))
}

/// What a backup holds, line by line.
pub(crate) fn holds(view: &BackupView) -> Vec<String> {
    let mut lines = vec![match (view.entries, view.new) {
        (all, new) if new == all => format!("{}, all new here", counted(all, "change", "changes")),
        (all, 0) => format!("{}, all already here", counted(all, "change", "changes")),
        (all, new) => format!("{}, {} new here", counted(all, "change", "changes"), are(new)),
    }];
    if view.unreadable > 0 {
        lines.push(format!("{} that this version can’t read", counted(view.unreadable, "entry", "entries")));
    }
    for account in &view.accounts {
        let here = if account.is_here { "connected here" } else { "restored without its password" };
        lines.push(format!("Account {} at {}: {here}", account.address, account.host));
    }
    if view.messages > 0 {
        lines.push(format!("Mail: {}", messages(view.messages)));
    }
    if view.texts > 0 {
        lines.push(counted(view.texts, "message text", "message texts"));
    }
    lines
}

fn are(count: u32) -> String {
    format!("{} {}", thousands(count), if count == 1 { "is" } else { "are" })
}

/// What there is to say of rows that cannot be read. `address` names an account that is known.
pub(crate) fn damage(view: &DamageView, address: impl Fn(AccountId) -> Option<String>) -> String {
    let of = view.account.and_then(address).map(|address| format!(" of {address}")).unwrap_or_default();
    match view.what {
        Damaged::Account => {
            "An account’s settings can’t be read. Its mail and all your changes are still here.".to_owned()
        }
        Damaged::Folder => format!(
            "Kith lost track of how far it had read {}{of}. It will compare it with the mail server again.",
            counted(view.count, "folder", "folders")
        ),
        Damaged::Mail => format!(
            "{}{of} can’t be read. Kith will read that mail from the mail server again.",
            counted(view.count, "part of the stored mail", "parts of the stored mail")
        ),
        Damaged::Decision => format!(
            "This version can’t read {} in your history. {} stored and included in every backup.",
            counted(view.count, "entry", "entries"),
            if view.count == 1 { "It stays" } else { "They stay" }
        ),
        Damaged::Device => "The settings for this device couldn’t be read. Kith is using the defaults.".to_owned(),
    }
}

/// Why two typed passphrases cannot be used, if they cannot.
pub(crate) fn unusable(passphrase: &str, again: &str) -> Option<&'static str> {
    match (passphrase, again) {
        ("", _) => Some("Enter a passphrase, or save without one."),
        (one, other) if one != other => Some("The passphrases don’t match."),
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
            ..BackupView::default()
        };
        let expected = [
            "12 changes, 1 is new here",
            "2 entries that this version can’t read",
            "Account ada@x.example at x.example: connected here",
            "Account ada@x.example at x.example: restored without its password",
            "Mail: 3,000 messages",
            "1 message text",
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
