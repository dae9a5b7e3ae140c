//! Text from strangers, made harmless to show: no control characters, nothing that turns the direction of what
//! stands beside it.

/// One line: white space folded, harmful and invisible characters out, at most so many characters.
pub(crate) fn line(text: &str, most: usize) -> String {
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

/// Control characters, direction overrides and marks, and characters without width that carry no meaning. The joiners
/// U+200C and U+200D stay: Persian and many scripts of India need them.
pub(crate) fn unwanted(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_control();
    }
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}
