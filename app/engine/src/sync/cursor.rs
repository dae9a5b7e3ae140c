//! How far a folder is read.

use crate::api::AccountId;
use crate::packed::{self, Unreadable};
use crate::store::CursorRow;
use kith_wire::UidSet;
use serde::{Deserialize, Serialize};

/// The UIDs of a folder that are stored, under one UIDVALIDITY.
///
/// Invariant: it is written in the transaction that stores the messages, and never holds a UID that is not stored.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Cursor {
    pub(crate) uid_validity: u32,
    pub(crate) stored: UidSet,
}

impl Cursor {
    /// This cursor after those UIDs were stored too. Another UIDVALIDITY begins anew.
    pub(crate) fn after(&self, uid_validity: u32, uids: &UidSet) -> Self {
        let mut stored = if uid_validity == self.uid_validity { self.stored.clone() } else { UidSet::new() };
        stored.extend(uids);
        Self { uid_validity, stored }
    }

    /// Which of those UIDs are not stored.
    pub(crate) fn missing(&self, uid_validity: u32, uids: &UidSet) -> UidSet {
        if uid_validity == self.uid_validity { uids.without(&self.stored) } else { uids.clone() }
    }

    pub(crate) fn row(&self, account: AccountId, folder: &str) -> Result<CursorRow, Unreadable> {
        let record = CursorV1 { uid_validity: self.uid_validity, stored: self.stored.ranges().to_vec() };
        Ok(CursorRow { account, folder: folder.to_owned(), bytes: packed::pack("cursor", 1, &record)? })
    }

    pub(crate) fn from_row(row: &CursorRow) -> Result<Self, Unreadable> {
        let record: CursorV1 = packed::unpack("cursor", 1, &row.bytes)?;
        Ok(Self { uid_validity: record.uid_validity, stored: record.stored.into() })
    }
}

#[derive(Serialize, Deserialize)]
struct CursorV1 {
    uid_validity: u32,
    stored: Vec<(u32, u32)>,
}

#[cfg(test)]
mod tests {
    use super::Cursor;
    use crate::api::AccountId;
    use kith_wire::UidSet;

    fn set(uids: &[u32]) -> UidSet {
        uids.iter().copied().collect()
    }

    #[test]
    fn what_is_missing_is_what_the_server_names_and_is_not_stored() {
        let cursor = Cursor::default().after(7, &set(&[1, 2, 5]));
        assert_eq!(cursor.missing(7, &set(&[2, 3, 5, 6])), set(&[3, 6]));
        assert_eq!(cursor.after(7, &set(&[3])).missing(7, &set(&[2, 3, 5, 6])), set(&[6]));
    }

    #[test]
    fn another_uid_validity_begins_anew() {
        let cursor = Cursor::default().after(7, &set(&[1, 2]));
        assert_eq!(cursor.missing(8, &set(&[1, 2])), set(&[1, 2]));
        assert_eq!(cursor.after(8, &set(&[1])), Cursor { uid_validity: 8, stored: set(&[1]) });
    }

    #[test]
    fn comes_back_from_its_row() {
        let cursor = Cursor::default().after(7, &set(&[1, 2, 5, u32::MAX]));
        assert_eq!(Cursor::from_row(&cursor.row(AccountId(1), "A").unwrap()).unwrap(), cursor);
    }
}
