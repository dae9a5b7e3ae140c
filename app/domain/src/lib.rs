//! What Kith knows about mail and people, as pure functions and data.
//!
//! Invariant: nothing here does I/O, owns a clock or knows a database; the same input gives the same output on every
//! machine.

pub mod acquaintance;
pub mod address;
#[cfg(test)]
mod any_contact;
pub mod bucket;
pub mod charset;
pub mod contact;
pub mod contact_changes;
pub mod contact_fields;
pub mod contact_photo;
pub mod contact_rule;
pub mod contacts;
mod content_line;
pub mod csv;
pub mod daily_reminder;
pub mod day;
pub mod decided;
pub mod decision;
pub mod domains;
pub mod draft;
pub mod due;
pub mod entry;
mod forgetting;
mod hash;
pub mod header;
pub mod ics;
pub mod ids;
pub mod journal;
pub mod keeping;
pub mod mapping;
pub mod matching;
pub mod meeting;
pub mod merge;
pub mod message;
pub mod name;
pub mod noise;
pub mod origin;
pub mod own;
pub mod person;
pub mod person_field;
pub mod phone;
pub mod pipeline;
pub mod providers;
mod punycode;
pub mod query;
pub mod reply;
pub mod rhythm;
pub mod sample;
pub mod script;
pub mod search;
pub mod sign_in;
pub mod small_sort;
pub mod strength;
pub mod subject;
pub mod text;
mod tidy;
pub mod unanswered;
pub mod unsubscribes;
pub mod vcard;
pub mod waiting;
