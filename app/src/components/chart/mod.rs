//! Charts, drawn as SVG: a picture with a title, over it links to what its parts stand for, which the keyboard walks,
//! and below it the same as a table.

#[cfg(target_arch = "wasm32")]
mod bars;
pub(crate) mod data;
#[cfg(target_arch = "wasm32")]
mod grid;
#[cfg(target_arch = "wasm32")]
mod lines;
#[cfg(target_arch = "wasm32")]
mod marks;
#[cfg(target_arch = "wasm32")]
mod plot;
mod scale;
#[cfg(target_arch = "wasm32")]
mod spread;
#[cfg(target_arch = "wasm32")]
mod table;

#[cfg(target_arch = "wasm32")]
pub(crate) use {bars::Bars, grid::HeatMap, lines::Lines, spread::Spreads, table::Legend, table::TableBehind};
