//! The name of a folder: as it stands in a response, and as a person reads it.

use base64::Engine;
use base64::alphabet::IMAP_MUTF7;
use base64::engine::{GeneralPurpose, GeneralPurposeConfig};

const MODIFIED: GeneralPurpose = GeneralPurpose::new(
    &IMAP_MUTF7,
    GeneralPurposeConfig::new()
        .with_encode_padding(false)
        .with_decode_padding_mode(base64::engine::DecodePaddingMode::RequireNone)
        .with_decode_allow_trailing_bits(true),
);

/// Decodes modified UTF-7 (RFC 3501, section 5.1.3). A name that is not well-formed is shown as it stands.
pub(super) fn title(name: &str) -> String {
    decoded(name).unwrap_or_else(|| name.to_owned())
}

fn decoded(name: &str) -> Option<String> {
    let mut title = String::with_capacity(name.len());
    let mut rest = name;
    while let Some((plain, shifted)) = rest.split_once('&') {
        let (code, after) = shifted.split_once('-')?;
        title.push_str(plain);
        if code.is_empty() {
            title.push('&');
        } else {
            let bytes = MODIFIED.decode(code).ok()?;
            let (units, odd) = bytes.as_chunks::<2>();
            if !odd.is_empty() {
                return None;
            }
            title.push_str(
                &String::from_utf16(&units.iter().copied().map(u16::from_be_bytes).collect::<Vec<_>>()).ok()?,
            );
        }
        rest = after;
    }
    title.push_str(rest);
    Some(title)
}

/// The parser leaves the escapes of a quoted string in. Atoms hold neither character. A literal, as GNU Mailutils sends
/// for a name with either, is taken for a quoted string: one that holds a backslash before one of them is not found
/// again under the name that comes of it, and is set aside as a folder that cannot be opened.
pub(super) fn unescaped(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        let escaped = characters.next_if(|&next| character == '\\' && matches!(next, '\\' | '"'));
        plain.push(escaped.unwrap_or(character));
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::{MODIFIED, title, unescaped};
    use base64::Engine;

    /// The other way, as a server would write it.
    fn encoded(title: &str) -> String {
        let is_plain = |c: char| (' '..='~').contains(&c);
        let mut name = String::new();
        let mut rest = title;
        while let Some(first) = rest.chars().next() {
            let end = rest.find(|c| is_plain(c) != is_plain(first)).unwrap_or(rest.len());
            let (run, after) = rest.split_at(end);
            if is_plain(first) {
                name.push_str(&run.replace('&', "&-"));
            } else {
                let bytes: Vec<u8> = run.encode_utf16().flat_map(u16::to_be_bytes).collect();
                name.push_str(&format!("&{}-", MODIFIED.encode(bytes)));
            }
            rest = after;
        }
        name
    }

    #[test]
    fn decodes() {
        for (name, expect) in [
            ("INBOX", "INBOX"),
            ("Entw&APw-rfe", "Entwürfe"),
            ("~peter/mail/&U,BTFw-/&ZeVnLIqe-", "~peter/mail/台北/日本語"),
            ("R&-D", "R&D"),
            ("&2D3cjA-", "💌"),
            ("", ""),
            // Not well-formed: no end, an odd number of bytes, half a pair, not the alphabet.
            ("Tom & Jerry", "Tom & Jerry"),
            ("&AP-", "&AP-"),
            ("&2D0-", "&2D0-"),
            ("&!!!!-", "&!!!!-"),
            // A server that speaks UTF-8.
            ("Entwürfe", "Entwürfe"),
        ] {
            assert_eq!(title(name), expect, "{name}");
        }
    }

    #[test]
    fn every_title_comes_back() {
        let mut seed = 0x2545_f491_4f6c_dd1d_u64;
        for _ in 0..2_000 {
            let text: String = (0..12)
                .filter_map(|_| {
                    seed ^= seed << 13;
                    seed ^= seed >> 7;
                    seed ^= seed << 17;
                    let ranges = [0x80, 0x3000, 0x1_2000];
                    char::from_u32((seed >> 8) as u32 % ranges[(seed % 3) as usize])
                })
                .collect();
            assert_eq!(title(&encoded(&text)), text);
        }
    }

    #[test]
    fn takes_escapes_out() {
        for (text, expect) in
            [(r"\\", r"\"), (r#"My \"Box\""#, r#"My "Box""#), (r"a\b", r"a\b"), (r"a\\\\b\", r"a\\b\"), ("", "")]
        {
            assert_eq!(unescaped(text), expect);
        }
    }
}
