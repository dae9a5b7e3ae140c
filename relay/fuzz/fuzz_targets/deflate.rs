//! What a mail server says that compresses: `cargo fuzz run deflate` in `relay`.

#![no_main]

libfuzzer_sys::fuzz_target!(init: kith_fuzz::bear_panics_of_the_parser(), |bytes: &[u8]| kith_fuzz::deflate(bytes));
