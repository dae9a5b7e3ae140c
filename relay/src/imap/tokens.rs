//! The pieces of a response, as far as they can be made out: for what the parser does not know or refuses.

/// A piece of a response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// `(`
    Open,
    /// `)`
    Close,
    /// What stands between quotes, with its escapes.
    Quoted(&'a [u8]),
    /// The bytes of a literal.
    Literal(&'a [u8]),
    /// Anything else up to the next space or parenthesis. What stands in brackets belongs to it, as in
    /// `BODY[HEADER.FIELDS (FROM TO)]`.
    Atom(&'a [u8]),
}

/// Takes a response to pieces. Never fails: a quote or a bracket without its end, or a literal that is cut short, is an
/// atom or goes as far as there are bytes.
#[derive(Clone, Debug)]
pub(super) struct Tokens<'a> {
    rest: &'a [u8],
}

impl<'a> Tokens<'a> {
    pub(super) const fn of(text: &'a [u8]) -> Self {
        Self { rest: text }
    }

    /// Takes `count` bytes.
    fn take(&mut self, count: usize) -> &'a [u8] {
        let (taken, rest) = self.rest.split_at_checked(count).unwrap_or((self.rest, &[]));
        self.rest = rest;
        taken
    }

    /// The end of the quoted string that begins here, before its last quote.
    fn end_of_quoted(&self) -> Option<usize> {
        let mut bytes = self.rest.iter().enumerate().skip(1);
        while let Some((at, byte)) = bytes.next() {
            match byte {
                b'"' => return Some(at),
                b'\\' => drop(bytes.next()),
                b'\r' | b'\n' => return None,
                _ => {}
            }
        }
        None
    }

    /// The length of the announcement of the literal that begins here, with its line's end, and that of the literal.
    fn announced(&self) -> Option<(usize, usize)> {
        let close = self.rest.iter().position(|&byte| byte == b'}')?;
        let digits = self.rest.get(1..close).filter(|digits| digits.iter().all(u8::is_ascii_digit))?;
        let length = str::from_utf8(digits).ok()?.parse().ok()?;
        let after = self.rest.get(close + 1..)?;
        let end = if after.starts_with(b"\r\n") { 2 } else { usize::from(after.starts_with(b"\n")) };
        (end > 0).then_some((close + 1 + end, length))
    }

    fn end_of_atom(&self) -> usize {
        let mut at = 0;
        while let Some(&byte) = self.rest.get(at) {
            match byte {
                b' ' | b'(' | b')' | b'\r' | b'\n' => break,
                b'[' => {
                    let inside = self.rest.get(at..).unwrap_or_default();
                    let end = inside.iter().position(|byte| matches!(byte, b']' | b'\r' | b'\n'));
                    let whole = end.filter(|&end| inside.get(end) == Some(&b']'));
                    at += whole.map_or(1, |end| end + 1);
                }
                _ => at += 1,
            }
        }
        at
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        let blank = self.rest.iter().take_while(|byte| matches!(byte, b' ' | b'\r' | b'\n')).count();
        self.take(blank);
        let token = match self.rest.first()? {
            b'(' => {
                self.take(1);
                Token::Open
            }
            b')' => {
                self.take(1);
                Token::Close
            }
            b'"' if let Some(end) = self.end_of_quoted() => {
                let quoted = self.take(end).get(1..).unwrap_or_default();
                self.take(1);
                Token::Quoted(quoted)
            }
            b'{' if let Some((announcement, length)) = self.announced() => {
                self.take(announcement);
                Token::Literal(self.take(length))
            }
            _ => {
                let end = self.end_of_atom();
                Token::Atom(self.take(end))
            }
        };
        Some(token)
    }
}

#[cfg(test)]
mod tests {
    use super::Token::{Atom, Close, Literal, Open, Quoted};
    use super::{Token, Tokens};

    fn check(text: &str, expect: &[Token<'_>]) {
        assert_eq!(Tokens::of(text.as_bytes()).collect::<Vec<_>>(), expect, "{text:?}");
    }

    #[test]
    fn takes_a_response_to_pieces() {
        check(
            "* 1 FETCH (UID 7 BODY[HEADER.FIELDS (TO \"CC\")]<0> {4}\r\n)\r\n( X \"a\\\")\" {0}\r\n)\r\n",
            &[
                Atom(b"*"),
                Atom(b"1"),
                Atom(b"FETCH"),
                Open,
                Atom(b"UID"),
                Atom(b"7"),
                Atom(b"BODY[HEADER.FIELDS (TO \"CC\")]<0>"),
                Literal(b")\r\n("),
                Atom(b"X"),
                Quoted(b"a\\\")"),
                Literal(b""),
                Close,
            ],
        );
        check("NIL()\"\"", &[Atom(b"NIL"), Open, Close, Quoted(b"")]);
    }

    #[test]
    fn what_has_no_end_ends_somewhere() {
        check("\"a b", &[Atom(b"\"a"), Atom(b"b")]);
        check("\"a\r\nb\"", &[Atom(b"\"a"), Atom(b"b\"")]);
        check("\"a\\", &[Atom(b"\"a\\")]);
        check("B[a (b", &[Atom(b"B[a"), Open, Atom(b"b")]);
        check("{9}\r\nab", &[Literal(b"ab")]);
        check("{9}ab", &[Atom(b"{9}ab")]);
        check("{99999999999999999999999}\r\nab", &[Atom(b"{99999999999999999999999}"), Atom(b"ab")]);
        check("{", &[Atom(b"{")]);
        check("", &[]);
    }
}
