//! The frames of either side: `cargo fuzz run wire` in `relay`.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| kith_fuzz::wire(bytes));
