//! Who is who, as a person works with it: a small mailbox in a real mail server, read and looked at in a real browser.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test that cannot go on has failed")]

mod hand;
mod mailbox;

mod addresses;
mod backup;
mod bulk;
mod clock;
mod companies;
mod deleted;
mod draft;
mod duplicates;
mod filtered_out;
mod keeping;
mod keyboard;
mod merge;
mod mine;
mod pages;
mod pipelines;
mod record;
mod search;
mod sorting;
mod team;
mod texts;
mod together;
mod typed;
mod unanswered;
