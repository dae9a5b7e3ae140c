//! A command as it is written: strings of any characters, in as many pieces as they take.

use zeroize::Zeroizing;

/// A command, and how it is shown. It may hold a password, so that it is overwritten when it is dropped.
pub(super) struct Command {
    /// What is sent at once, without the end of the line. Holds a line's end only before a literal.
    pub(super) line: Zeroizing<String>,
    /// What is sent after it, each piece once the server asks for more, without the end of the line.
    pub(super) pieces: Vec<Zeroizing<String>>,
    pub(super) shown: String,
}

/// Whether a server takes a literal before it asked for it (RFC 7888; LITERAL- does so up to 4096 bytes).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Literals {
    Asked,
    Unasked,
}

impl Command {
    /// The beginning of a command, shown as `shown` whatever is added to it.
    pub(super) fn new(line: impl Into<String>, shown: impl Into<String>) -> Self {
        Self { line: Zeroizing::new(line.into()), pieces: Vec::new(), shown: shown.into() }
    }

    /// Adds `text` as it is.
    pub(super) fn push(&mut self, text: &str) {
        self.last().push_str(text);
    }

    /// Adds a string: quoted if it can be, else as a literal (RFC 3501, section 4.3).
    pub(super) fn push_string(&mut self, value: &str, literals: Literals) {
        match quoted(value) {
            Some(quoted) => self.push(&Zeroizing::new(quoted)),
            None => self.push_literal(value, literals),
        }
    }

    /// Adds a literal.
    pub(super) fn push_literal(&mut self, value: &str, literals: Literals) {
        match literals {
            Literals::Unasked => {
                self.push(&format!("{{{}+}}\r\n", value.len()));
                self.push(value);
            }
            Literals::Asked => {
                self.push(&format!("{{{}}}", value.len()));
                self.pieces.push(Zeroizing::new(value.to_owned()));
            }
        }
    }

    fn last(&mut self) -> &mut String {
        self.pieces.last_mut().unwrap_or(&mut self.line)
    }
}

impl std::fmt::Debug for Command {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(&self.shown)
    }
}

impl From<&str> for Command {
    fn from(line: &str) -> Self {
        Self::new(line, line)
    }
}

impl From<String> for Command {
    fn from(line: String) -> Self {
        Self::new(line.clone(), line)
    }
}

/// A quoted string, if it can hold the value.
pub(super) fn quoted(value: &str) -> Option<String> {
    let fits = value.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_control());
    fits.then(|| format!("\"{}\"", escaped(value)))
}

/// What stands between the quotes.
pub(super) fn escaped(value: &str) -> String {
    value.replace('\\', "\\\\").replace('"', "\\\"")
}

#[cfg(test)]
mod tests {
    use super::{Command, Literals, quoted};

    #[test]
    fn quotes_what_can_be_quoted() {
        assert_eq!(quoted(r#"a"b\c d"#).as_deref(), Some(r#""a\"b\\c d""#));
        assert_eq!(quoted("").as_deref(), Some("\"\""));
        assert_eq!(quoted("pässword"), None);
        assert_eq!(quoted("a\r\nb"), None);
    }

    /// Strings of any characters, those that matter here the most, and the same in every run.
    fn strings(mut seed: u64) -> Vec<String> {
        let mut number = |below: u64| {
            seed ^= seed << 13;
            seed ^= seed >> 7;
            seed ^= seed << 17;
            seed % below
        };
        let odd = ['"', '\\', '{', '}', '+', '\r', '\n', '\t', ' ', '\u{7f}', '\u{85}', 'ü', '\u{2028}', '密', '😀'];
        let count = number(6);
        let mut string = || {
            let length = number(12);
            let mut any = |_| match number(3) {
                0 => odd[number(odd.len() as u64) as usize],
                1 => char::from(b' ' + number(95) as u8),
                _ => char::from_u32(number(0x11_0000) as u32).unwrap_or('\u{fffd}'),
            };
            (0..length).map(&mut any).collect()
        };
        (0..count).map(|_| string()).collect()
    }

    /// Reads the strings of a command as a server does. Fails where a line ends that does not announce a literal, or
    /// where a literal was sent unasked that had to be asked for.
    fn read(command: &Command, literals: Literals) -> Vec<String> {
        let lines = std::iter::once(&command.line).chain(&command.pieces);
        let pieces: Vec<_> = lines.map(|line| format!("{}\r\n", line.as_str())).collect();
        let asked: Vec<_> = pieces.iter().scan(0, |at, piece| Some(std::mem::replace(at, *at + piece.len()))).collect();
        let sent = pieces.concat();
        let mut rest = sent.strip_prefix("UID SEARCH").unwrap();
        let mut strings = Vec::new();
        let mut announced = vec![0];
        while rest != "\r\n" {
            rest = rest.strip_prefix(" TEXT ").unwrap_or_else(|| panic!("{rest:?} in {sent:?}"));
            if let Some(mut inside) = rest.strip_prefix('"') {
                let mut string = String::new();
                loop {
                    let mut chars = inside.chars();
                    match chars.next().unwrap() {
                        '"' => break rest = chars.as_str(),
                        '\\' => string.push(chars.next().filter(|c| ['"', '\\'].contains(c)).unwrap()),
                        c => {
                            assert!(c.is_ascii() && !c.is_ascii_control(), "{c:?} in {sent:?}");
                            string.push(c);
                        }
                    }
                    inside = chars.as_str();
                }
                strings.push(string);
            } else {
                let (length, after) = rest.strip_prefix('{').and_then(|rest| rest.split_once("}\r\n")).unwrap();
                let (length, is_unasked) = length.strip_suffix('+').map_or((length, false), |length| (length, true));
                assert_eq!(is_unasked, literals == Literals::Unasked);
                if !is_unasked {
                    announced.push(sent.len() - after.len());
                }
                let (string, after) = after.split_at_checked(length.parse().unwrap()).unwrap();
                strings.push(string.to_owned());
                rest = after;
            }
        }
        assert_eq!(asked, announced, "{sent:?}");
        strings
    }

    #[test]
    fn any_string_arrives_as_it_is_and_breaks_no_line() {
        for seed in 1..5_000 {
            for literals in [Literals::Asked, Literals::Unasked] {
                let strings = strings(seed);
                let mut command = Command::new("UID SEARCH", "");
                for string in &strings {
                    command.push(" TEXT ");
                    command.push_string(string, literals);
                }
                assert_eq!(read(&command, literals), strings);
            }
        }
    }
}
