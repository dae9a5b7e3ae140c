//! Facts as words, dates and addresses within Kith: pure, and tested natively.

pub(crate) mod backup;
pub(crate) mod calendar;
pub(crate) mod card_fields;
pub(crate) mod checks;
pub(crate) mod daily_reminder;
pub(crate) mod dates;
pub(crate) mod due;
pub(crate) mod failed;
pub(crate) mod files;
pub(crate) mod filters;
pub(crate) mod first_reading;
pub(crate) mod help;
pub(crate) mod initials;
pub(crate) mod intervals;
pub(crate) mod keys;
pub(crate) mod labels;
pub(crate) mod leads;
pub(crate) mod links;
pub(crate) mod own_address;
pub(crate) mod provider;
pub(crate) mod reason;
pub(crate) mod rule_words;
pub(crate) mod status;
pub(crate) mod suggestions;
pub(crate) mod text;
pub(crate) mod words;
