//! What the page asks for. A view changes nothing but the cache, except for the preview of a decision, which takes the
//! decision in and back out.

mod calendar;
mod card;
mod companies;
mod decided;
mod draft;
mod export;
mod list;
mod pipeline;
mod sorting;
mod suggest;
mod timeline;
mod today;
mod why;
