//! Text from strangers, made harmless to show: no control characters, nothing that turns the direction of what
//! stands beside it.

/// One line: white space folded, harmful and invisible characters out, at most this many characters.
pub(crate) fn line(text: &str, most: usize) -> String {
    let text = text.trim();
    if text.len() <= most && is_tidy(text) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len().min(most));
    let mut kept = 0;
    let mut gap = false;
    for c in text.chars() {
        if c.is_whitespace() {
            gap = kept > 0;
        } else if !unwanted(c) {
            if kept + usize::from(gap) >= most {
                break;
            }
            if gap {
                out.push(' ');
                kept += 1;
                gap = false;
            }
            out.push(c);
            kept += 1;
        }
    }
    out
}

/// Whether a line in ASCII, without white space around it, can stay as it is.
fn is_tidy(text: &str) -> bool {
    let mut before = b'.';
    text.bytes()
        .all(|byte| (b' '..=b'~').contains(&byte) && (std::mem::replace(&mut before, byte), byte) != (b' ', b' '))
}

/// Control characters, direction overrides and marks, and characters without width or look that carry no meaning. The
/// joiners U+200C and U+200D stay: Persian and many scripts of India need them. So do variation selectors, which say
/// how a sign is drawn.
pub(crate) fn unwanted(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_control();
    }
    is_invisible(c)
        && !matches!(c, '\u{180b}'..='\u{180d}' | '\u{180f}' | '\u{200c}' | '\u{200d}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
}

/// Whether nothing is seen of it: control characters, what Unicode lets a program pass over where it knows no better
/// (Default_Ignorable_Code_Point), interlinear marks, and the empty sign of braille.
pub(crate) fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}' | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// Lines: their ends as `\n`, no white space at their ends, at most one empty line between two, harmful characters out.
pub(crate) fn block(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut empty = 0;
    for line in text.replace("\r\n", "\n").split(['\n', '\r', '\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}']) {
        let from = out.len();
        if from > 0 {
            out.push('\n');
            if empty > 0 {
                out.push('\n');
            }
        }
        let start = out.len();
        for c in line.chars() {
            match c {
                '\t' => out.push_str("    "),
                '\u{a0}' => out.push(' '),
                c if unwanted(c) => {}
                c => out.push(c),
            }
        }
        let end = start + out.get(start..).map_or(0, |line| line.trim_end().len());
        out.truncate(end);
        if end == start {
            out.truncate(from);
            empty += 1;
        } else {
            empty = 0;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::line;

    #[test]
    fn a_line_is_folded_and_harmless() {
        for (text, most, expected) in [
            ("a b", 9, "a b"),
            (" a b ", 9, "a b"),
            ("a  b", 9, "a b"),
            ("a\t b\u{7}c", 9, "a bc"),
            ("abcdef", 6, "abcdef"),
            ("abcdef", 5, "abcde"),
            ("ä\u{a0} b\u{202e}", 9, "ä b"),
            ("  ", 9, ""),
            ("\u{3164}\u{115f}\u{2800}\u{e0001}", 9, ""),
            ("\u{2764}\u{fe0f}", 9, "\u{2764}\u{fe0f}"),
        ] {
            assert_eq!(line(text, most), expected, "{text:?}");
        }
    }
}
