//! What a column of a table holds.

use serde::{Deserialize, Serialize};

/// What a column holds. A label that is empty is that of another column, or none.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Use {
    /// Nothing that is wanted.
    Ignore,
    /// The name to show.
    Name,
    Given,
    Family,
    Additional,
    Prefix,
    Suffix,
    Nickname,
    Company,
    /// What they do there.
    Role,
    /// Email addresses.
    Email {
        label: String,
    },
    /// Telephone numbers.
    Phone {
        label: String,
    },
    /// Postal addresses, each whole.
    Postal {
        label: String,
    },
    /// A part of a postal address: of the one with that label and number.
    PostalPart {
        label: String,
        number: u32,
        part: PostalPart,
    },
    Link {
        label: String,
    },
    Birthday(DateOrder),
    /// A part of the birthday.
    BirthdayPart(DatePart),
    /// Another day that comes every year.
    Date {
        label: String,
        order: DateOrder,
    },
    Notes,
    Tags,
    /// A custom field of that name; of the name in another column, if this is empty.
    Custom(String),
    /// Custom fields in lines, each behind its name.
    CustomLines,
    /// The labels of the column with that number, counted from 0.
    LabelOf(usize),
}

/// In which order the parts of a date stand. One that begins with the year is read in either.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum DateOrder {
    /// 10.12.1815
    #[default]
    DayMonth,
    /// 12/10/1815
    MonthDay,
}

/// A part of a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum DatePart {
    Year,
    Month,
    Day,
}

/// A part of a postal address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum PostalPart {
    PostBox,
    /// A flat, a floor.
    Extended,
    Street,
    City,
    Region,
    Code,
    Country,
}
