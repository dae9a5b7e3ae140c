//! Texts that were typed and are not stored yet, as a browser's small storage holds them.

/// A text that was typed, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Text {
    pub(crate) field: u64,
    /// Given to what becomes of it: stored twice it is one thing still.
    pub(crate) id: u64,
    /// The address of the page with the field.
    pub(crate) path: String,
    /// What the field is for.
    pub(crate) what: String,
    /// What was typed.
    pub(crate) text: String,
}

/// Maximum number of changed words that are quickly typed again.
const MAX_UNCONFIRMED_WORDS: usize = 3;

/// How many characters of a text tell it from others.
const BEGINNING_CHARS: usize = 60;

/// The number of a field: by its page, its name, and what it is about where there are several of the name.
pub(crate) fn field(path: &str, name: &str, of: &str) -> u64 {
    // FNV-1a, since it must be the same in every version.
    let parts = [path, name, of].into_iter().flat_map(|part| part.bytes().chain([0]));
    parts.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// All of them, a line each.
pub(crate) fn write(texts: &[Text]) -> String {
    let line = |it: &Text| {
        let [path, what, text] = [&it.path, &it.what, &it.text].map(|part| escape(part));
        format!("{:x}\t{:x}\t{path}\t{what}\t{text}\n", it.field, it.id)
    };
    texts.iter().map(line).collect()
}

/// What [`write`] wrote; a line that it did not write is left out.
pub(crate) fn read(written: &str) -> Vec<Text> {
    let number = |part: &str| u64::from_str_radix(part, 16).ok();
    let text = |line: &str| {
        let mut parts = line.split('\t');
        let mut next = || parts.next();
        let (field, id) = (number(next()?)?, number(next()?)?);
        let (path, what, text) = (unescape(next()?), unescape(next()?), unescape(next()?));
        next().is_none().then_some(Text { field, id, path, what, text })
    };
    written.lines().filter_map(text).collect()
}

/// Whether what was typed is too long to be dropped by one key.
pub(crate) fn is_long(before: &str, typed: &str) -> bool {
    let known: Vec<&str> = before.split_whitespace().collect();
    typed.split_whitespace().filter(|word| !known.contains(word)).count() > MAX_UNCONFIRMED_WORDS
}

/// How it begins, on one line.
pub(crate) fn beginning(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(BEGINNING_CHARS) {
        Some((end, _)) => format!("{}…", line.get(..end).unwrap_or(&line).trim_end()),
        None => line,
    }
}

fn escape(text: &str) -> String {
    text.replace('\\', "\\\\").replace('\t', "\\t").replace('\n', "\\n").replace('\r', "\\r")
}

fn unescape(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        let next = if letter == '\\' { letters.next() } else { None };
        plain.push(match next {
            None => letter,
            Some('t') => '\t',
            Some('n') => '\n',
            Some('r') => '\r',
            Some(other) => other,
        });
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(field: u64, text: &str) -> Text {
        Text { field, id: 7, path: "/people/1".into(), what: "Note".into(), text: text.into() }
    }

    #[test]
    fn what_was_typed_comes_back_letter_for_letter() {
        let texts = [
            text(1, "Lunch on Friday"),
            text(u64::MAX, "two\nlines,\ta tab, a \\ and \\n\r\n"),
            text(0, ""),
            text(3, "\u{2028}\u{85}é 漢 👍"),
        ];
        assert_eq!(read(&write(&texts)), texts);
    }

    #[test]
    fn what_is_no_text_is_left_out() {
        let good = write(&[text(1, "one"), text(2, "two")]);
        let broken = format!("x\n\n1\t2\t3\n{good}\n1\t1\t/\tNote\ttext\tmore\nz\t1\t/\tNote\ttext");
        assert_eq!(read(&broken), [text(1, "one"), text(2, "two")]);
        assert_eq!(read(""), []);
    }

    #[test]
    fn fields_are_told_apart() {
        let all = [
            field("/people/1", "note", ""),
            field("/people/2", "note", ""),
            field("/people/1", "note", "5"),
            field("/people/1", "note5", ""),
            field("/people/", "1note", ""),
        ];
        assert_eq!(all.iter().collect::<std::collections::BTreeSet<_>>().len(), all.len());
        assert_eq!(field("/people/1", "note", ""), 0x0b38_4ec2_99c9_de97, "the same in every version");
    }

    #[test]
    fn only_what_takes_long_to_type_again_is_long() {
        for (before, typed, expected) in [
            ("", "", false),
            ("", "Ada King", false),
            ("", "met her at the fair", true),
            ("met her at the fair", "met her at the fair in May", false),
            ("met her at the fair", "", false),
            ("a b c d e f", "a b c d", false),
            ("one two", "quite another text altogether", true),
        ] {
            assert_eq!(is_long(before, typed), expected, "{before:?} to {typed:?}");
        }
    }

    #[test]
    fn a_long_text_is_known_by_its_beginning() {
        assert_eq!(beginning(" two\n lines "), "two lines");
        let long = "word ".repeat(30);
        let short = beginning(&long);
        assert!(short.ends_with("word…") && short.chars().count() <= BEGINNING_CHARS + 1, "{short}");
        assert_eq!(beginning(&"é".repeat(80)).chars().count(), BEGINNING_CHARS + 1);
    }
}
