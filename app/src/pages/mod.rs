//! The pages, each in three: `model` (pure), views (functions of signals), and what loads and wires them. No page imports
//! another; what several of them show is in [`crate::features`].

pub(crate) mod companies;
pub(crate) mod duplicates;
pub(crate) mod people;
pub(crate) mod person;
pub(crate) mod pipeline;
pub(crate) mod settings;
pub(crate) mod sort;
pub(crate) mod today;
