//! What the page asks for. A view borrows the book as it is; what is worth keeping for the next question lies in cells
//! of the cache. Those that speak of a day first have `derive` count from that day, and the preview of a decision takes
//! it in and back out.

mod beside_mail;
mod bucket;
mod calendar;
mod calendar_file;
mod card;
mod companies;
mod conversations;
mod draft;
mod export;
mod first_reading;
mod folding;
mod insights;
mod journal;
mod known;
mod list;
mod lists;
mod meetings;
mod notes;
mod pipeline;
mod preview;
mod review;
mod rules;
mod sorting;
mod subject;
mod suggest;
mod syncing;
mod timeline;
mod today;
mod tracking;
mod unanswered;
mod waiting;
mod why;

pub(crate) use beside_mail::span;
pub(crate) use rules::OtherSide;
