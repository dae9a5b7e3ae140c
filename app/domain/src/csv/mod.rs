//! Tables of people: what a spreadsheet or another address book writes, and Kith's own.

mod contacts;
mod dates;
mod guess;
mod rows;
mod titles;
mod uses;
mod write;

pub use contacts::contacts;
pub use guess::guess;
pub use rows::{Row, Separator, Table, read};
pub use uses::{DateOrder, DatePart, PostalPart, Use};
pub use write::{COLUMNS, Column, table};

#[cfg(test)]
mod tests;
