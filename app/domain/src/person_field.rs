//! The fields that a person has once.

use serde::{Deserialize, Serialize};

/// A field that a person has once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum PersonField {
    /// The name that is shown.
    Name,
    /// The given name.
    Given,
    /// The family name.
    Family,
    /// The birthday: `1815-12-10`, or `--12-10` where the year is not known.
    Birthday,
    /// What they do there.
    Role,
    /// A custom field, by its number.
    Custom(u64),
    /// Further given names.
    Additional,
    /// What stands before the name: `Dr.`
    Prefix,
    /// What stands behind the name: `PhD`
    Suffix,
    Nickname,
    /// How the user met them.
    Met,
    /// Who introduced them: the person's id, as [`PersonId::written`](crate::ids::PersonId::written) gives it.
    Introducer,
}
