//! The browser reads every charset as the engine does natively.

use kith_domain::charset::SAMPLES;
use kith_store::read_charset;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
fn the_browser_reads_every_charset() {
    for (encoding, bytes, text) in SAMPLES {
        // Twice, since what reads it is kept.
        for _ in 0..2 {
            assert_eq!(read_charset(encoding, bytes).as_deref(), Some(text), "{encoding}");
        }
    }
    assert_eq!(read_charset("no-charset", b"x"), None);
}

#[wasm_bindgen_test]
fn what_is_cut_off_does_not_end_the_text() {
    for (encoding, _, _) in SAMPLES {
        let text = read_charset(encoding, b"Hello \xff\x81").unwrap();
        assert!(text.starts_with("Hello "), "{encoding}: {text}");
        assert_eq!(read_charset(encoding, b"Hello").as_deref(), Some("Hello"), "{encoding}");
    }
}
