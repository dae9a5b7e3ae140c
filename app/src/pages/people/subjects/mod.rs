//! Messages found by their subjects, below the people who were found by their names.

pub(crate) mod model;
#[cfg(target_arch = "wasm32")]
mod view;

#[cfg(target_arch = "wasm32")]
pub(super) use view::Subjects;
