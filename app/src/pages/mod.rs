//! The pages.
pub(crate) mod people;
pub(crate) mod person;
pub(crate) mod settings;
