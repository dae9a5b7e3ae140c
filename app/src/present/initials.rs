//! What stands for a person who has no picture.

/// How many colours there are; styles name each.
const TONES: u32 = 12;

/// One or two letters: of the first and the last word of a name, or of an address's first letter.
pub(crate) fn initials(name: &str) -> String {
    let name = name.split('@').next().unwrap_or(name);
    let mut letters = name
        .split(|c: char| c.is_whitespace() || c == '.' || c == '_' || c == ',')
        .filter_map(|word| word.chars().find(|c| c.is_alphanumeric()));
    let first = letters.next();
    let last = letters.next_back();
    first.into_iter().chain(last).flat_map(char::to_uppercase).collect()
}

/// A colour that stays with a person, as a number below twelve (FNV-1a of what is given).
pub(crate) fn tone(id: u64) -> u32 {
    let hash =
        id.to_le_bytes().iter().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193));
    hash % TONES
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_are_first_and_last() {
        for (name, letters) in [
            ("Ada Lovelace", "AL"),
            ("ada lovelace", "AL"),
            ("Augusta Ada King", "AK"),
            ("Ada", "A"),
            ("ada.lovelace@x.example", "AL"),
            ("info@x.example", "I"),
            ("“Ada” (Lovelace)", "AL"),
            ("Émile Zola", "ÉZ"),
            ("山田 太郎", "山太"),
            ("ßeta", "SS"),
            ("…", ""),
            ("", ""),
        ] {
            assert_eq!(initials(name), letters, "{name}");
        }
    }

    #[test]
    fn all_colours_are_used() {
        let tones: std::collections::BTreeSet<_> = (0..1_000).map(tone).collect();
        assert_eq!(tones.len(), TONES as usize);
        assert!(tones.iter().all(|tone| *tone < TONES));
    }
}
