//! Settings: the accounts, and for each a page of its folders, of what could not be read, and of what was spoken with
//! its mail server; the connections to address books; buckets; rules for people; who counts; the history of what was
//! decided; backups; the passphrase; and the language.

#[cfg(target_arch = "wasm32")]
mod frame;
#[cfg(target_arch = "wasm32")]
mod of_account;
pub(crate) mod tried;
pub(crate) mod window;

pub(crate) mod accounts;
pub(crate) mod activity;
pub(crate) mod buckets;
pub(crate) mod connect;
pub(crate) mod connections;
pub(crate) mod data;
pub(crate) mod folders;
#[cfg(target_arch = "wasm32")]
mod general;
pub(crate) mod history;
pub(crate) mod lock;
#[cfg(target_arch = "wasm32")]
mod people_rules;
pub(crate) mod skipped;
pub(crate) mod tracking;

#[cfg(target_arch = "wasm32")]
pub(crate) use {
    accounts::Accounts,
    activity::Activity,
    buckets::Buckets,
    connect::Connect,
    connections::{BookFields, BookLog, BookOverview, BookRules, ConnectBook, Connections},
    data::Data,
    folders::Folders,
    frame::{AllSettings, Settings},
    general::General,
    history::History,
    people_rules::PeopleRules,
    skipped::SkippedMessages,
    tracking::Tracking,
};
