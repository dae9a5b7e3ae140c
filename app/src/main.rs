//! The page of Kith.
#![cfg_attr(not(target_arch = "wasm32"), allow(dead_code))]
mod calendar;
mod components;
mod pages;
mod shell;
mod status;
mod text;
mod words;
fn main() {}
