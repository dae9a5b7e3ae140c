//! Tables of people: what a spreadsheet or another address book writes, and Kith's own.

mod write;

pub use write::{COLUMNS, Column, table};
