//! The name of a backup’s file.

use super::calendar::Moment;

/// The name of a backup that was made then.
pub(crate) fn file_name(made: &Moment, sealed: bool) -> String {
    let ending = if sealed { "sealed" } else { "zip" };
    format!("kith-backup-{:04}-{:02}-{:02}.{ending}", made.year, made.month, made.day)
}

#[cfg(test)]
mod tests {
    use super::file_name;
    use crate::present::calendar::Moment;

    fn moment(at: i64) -> Moment {
        Moment { year: 2026, month: 11, day: 8, hour: 9, minute: 5, day_number: at }
    }

    #[test]
    fn a_file_says_when_it_was_made_and_whether_it_needs_a_passphrase() {
        assert_eq!(file_name(&moment(0), false), "kith-backup-2026-11-08.zip");
        assert_eq!(file_name(&moment(0), true), "kith-backup-2026-11-08.sealed");
    }
}
