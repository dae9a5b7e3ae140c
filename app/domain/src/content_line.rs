//! Content lines, of which vCards (RFC 6350) and calendars (RFC 5545) are made.

/// RFC 6350, section 4, and RFC 5545, section 3.3.11: `\` before what would end or part a value, line ends as `\n`.
pub(crate) fn escaped(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    for sign in value.chars() {
        match sign {
            '\\' | ',' | ';' => out.extend(['\\', sign]),
            '\n' => out.push_str("\\n"),
            '\r' => {}
            sign => out.push(sign),
        }
    }
    out
}

/// A line of at most 75 octets, and what is left of it in lines that begin with a space (RFC 6350, section 3.2; RFC
/// 5545, section 3.1).
pub(crate) fn fold(line: &str, end: &str, out: &mut String) {
    let (mut rest, mut room) = (line, 75);
    loop {
        let (now, later) = rest.split_at_checked(rest.floor_char_boundary(room)).unwrap_or((rest, ""));
        out.push_str(now);
        out.push_str(end);
        if later.is_empty() {
            return;
        }
        out.push(' ');
        (rest, room) = (later, 74);
    }
}

#[cfg(test)]
mod tests {
    use super::{escaped, fold};

    proptest::proptest! {
        #[test]
        fn what_was_folded_and_escaped_comes_back(value in "\\PC{0,200}") {
            let mut out = String::new();
            fold(&format!("NOTE:{}", escaped(&value)), "\r\n", &mut out);
            proptest::prop_assert!(out.lines().all(|line| line.len() <= 75));
            let unfolded = out.replace("\r\n ", "").trim_end_matches("\r\n").to_owned();
            let mut back = String::new();
            let mut signs = unfolded.strip_prefix("NOTE:").unwrap().chars();
            while let Some(sign) = signs.next() {
                back.extend(if sign == '\\' { signs.next() } else { Some(sign) });
            }
            proptest::prop_assert_eq!(back, value);
        }
    }
}
