//! The charsets that take large tables: those of East Asia, and a few that are read in the same way. Every browser has
//! the tables already, so the programs for it have none, and are told how to read them.

use std::sync::OnceLock;

/// Reads bytes in an encoding, which is one of those of [`SAMPLES`].
pub type Read = fn(encoding: &str, bytes: &[u8]) -> Option<String>;

static READ: OnceLock<Read> = OnceLock::new();

/// Has these charsets read so from now on. What was said first counts.
pub fn read_with(read: Read) {
    let _ = READ.set(read);
}

/// Bytes in a charset, by its plain name, if it is one of these.
pub(crate) fn decode(charset: &str, bytes: &[u8]) -> Option<String> {
    let encoding = encoding(charset)?;
    READ.get().copied().or(OWN)?(encoding, bytes)
}

/// Whether a charset, by its plain name, is one of these.
pub(crate) fn knows(charset: &str) -> bool {
    encoding(charset).is_some()
}

/// The encoding that a charset's plain name names: without signs between, in small letters. The names of encodings, and
/// that GB 2312 and GBK are parts of GB 18030, are those of the WHATWG's Encoding Standard.
fn encoding(charset: &str) -> Option<&'static str> {
    Some(match charset {
        "big5" | "big5hkscs" | "cnbig5" | "csbig5" | "xxbig5" => "big5",
        "cseucpkdfmtjapanese" | "eucjp" | "extendedunixcodepackedformatforjapanese" | "xeucjp" => "euc-jp",
        "cseuckr" | "csksc56011987" | "euckr" | "isoir149" | "korean" | "ksc5601" | "ksc56011987" | "ksc56011989"
        | "windows949" => "euc-kr",
        "chinese" | "cp936" | "csgb18030" | "csgb2312" | "csgbk" | "csiso58gb231280" | "gb18030" | "gb2312"
        | "gb231280" | "gbk" | "isoir58" | "ms936" | "windows936" | "xgbk" => "gb18030",
        "866" | "cp866" | "csibm866" | "ibm866" => "ibm866",
        "csiso2022jp" | "iso2022jp" => "iso-2022-jp",
        "csshiftjis" | "ms932" | "mskanji" | "shiftjis" | "sjis" | "windows31j" | "xsjis" => "shift_jis",
        "cswindows874" | "dos874" | "windows874" => "windows-874",
        "xmaccyrillic" | "xmacukrainian" => "x-mac-cyrillic",
        "xuserdefined" => "x-user-defined",
        _ => return None,
    })
}

#[cfg(target_family = "wasm")]
const OWN: Option<Read> = None;
#[cfg(not(target_family = "wasm"))]
const OWN: Option<Read> = Some(by_tables);

/// As browsers read them.
#[cfg(not(target_family = "wasm"))]
fn by_tables(encoding: &str, bytes: &[u8]) -> Option<String> {
    let encoding = encoding_rs::Encoding::for_label(encoding.as_bytes())?;
    Some(encoding.decode_without_bom_handling(bytes).0.into_owned())
}

/// A text in each of the encodings, as bytes and as it reads: for the tests of everything that reads them.
pub const SAMPLES: [(&str, &[u8], &str); 10] = [
    ("big5", b"\xa7A\xa6n\xa1A\xa5@\xac\xc9", "你好，世界"),
    ("euc-jp", b"\xbb\xb3\xc5\xc4\xb2\xd6\xbb\xd2", "山田花子"),
    ("euc-kr", b"\xbe\xc8\xb3\xe7\xc7\xcf\xbc\xbc\xbf\xe4", "안녕하세요"),
    ("gb18030", b"\xc0\xee\xc3\xf7\xa3\xac\xc4\xe3\xba\xc3", "李明，你好"),
    ("ibm866", b"\x8f\xe0\xa8\xa2\xa5\xe2", "Привет"),
    ("iso-2022-jp", b"\x1b$B:4F#\x1b(B", "佐藤"),
    ("shift_jis", b"\x83n\x83\x8d\x81[\x81E\x83\x8f\x81[\x83\x8b\x83h", "ハロー・ワールド"),
    ("windows-874", b"\xca\xc7\xd1\xca\xb4\xd5", "สวัสดี"),
    ("x-mac-cyrillic", b"\x8f\xf0\xe8\xe2\xe5\xf2", "Привет"),
    ("x-user-defined", b"A\x80\xff", "A\u{f780}\u{f7ff}"),
];

#[cfg(test)]
mod tests {
    use super::{SAMPLES, by_tables, decode, encoding};
    use crate::header::words::labelled;

    #[test]
    fn every_encoding_is_read() {
        for (name, bytes, text) in SAMPLES {
            assert_eq!(by_tables(name, bytes).as_deref(), Some(text), "{name}");
            assert_eq!(labelled(name, bytes), text, "{name}");
            assert_eq!(labelled(&name.to_uppercase(), bytes), text, "{name}");
        }
    }

    #[test]
    fn what_is_cut_off_or_broken_does_not_end_the_text() {
        for (name, _, _) in SAMPLES {
            let text = by_tables(name, b"Hello \xff\x81").unwrap();
            assert!(text.starts_with("Hello "), "{name}: {text}");
        }
    }

    #[test]
    fn names_are_those_of_the_encodings_or_known_ones() {
        for charset in
            ["gb2312", "GB_2312-80", "ks_c_5601-1987", "Shift-JIS", "x-sjis", "Big5-HKSCS", "cp866", "windows-874"]
        {
            let plain: String = charset.chars().filter(char::is_ascii_alphanumeric).collect();
            let encoding = encoding(&plain.to_lowercase()).unwrap();
            assert!(SAMPLES.iter().any(|(name, ..)| *name == encoding), "{charset}");
        }
        for other in ["iso88591", "utf8", "windows1252", "koi8r", ""] {
            assert_eq!(decode(other, b"x"), None, "{other}");
        }
    }
}
