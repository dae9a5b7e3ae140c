//! Whose folders are: the user's own, another user's, or shared ones (NAMESPACE, RFC 2342). The parser beneath does
//! not know that answer.

use super::folder_name::unescaped;
use super::tokens::{Token, Tokens};
use kith_wire::Namespace;

/// Maximum number of prefixes that are kept. A server has three or four.
const MAX_PREFIXES: usize = 64;

/// A longer prefix is no folder's.
const MAX_PREFIX_BYTES: usize = 1_000;

/// The kinds of namespaces in the order of the answer.
const KINDS: [Namespace; 3] = [Namespace::Personal, Namespace::OtherUser, Namespace::Shared];

/// The namespaces of a server.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Namespaces(Vec<Prefix>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Prefix {
    kind: Namespace,
    text: String,
    delimiter: String,
}

impl Namespaces {
    /// Reads `* NAMESPACE …`, or as much of it as can be made out.
    pub(super) fn read(line: &[u8]) -> Self {
        let mut all: Vec<Prefix> = Vec::new();
        // In which of the three, how deep, and at which string of one namespace.
        let (mut group, mut depth, mut place) = (0, 0_u32, 0);
        for token in Tokens::of(line).skip(2) {
            match token {
                Token::Open => {
                    depth += 1;
                    place = 0;
                }
                Token::Close => {
                    depth = depth.saturating_sub(1);
                    group += usize::from(depth == 0);
                    // What follows a list within a namespace are extensions.
                    place = 2;
                }
                Token::Atom(_) | Token::Quoted(_) | Token::Literal(_) if depth == 0 => group += 1,
                Token::Quoted(bytes) | Token::Literal(bytes) if depth == 2 => {
                    let text = String::from_utf8_lossy(bytes);
                    let text = if matches!(token, Token::Quoted(_)) { unescaped(&text) } else { text.into_owned() };
                    match (place, KINDS.get(group)) {
                        (0, Some(&kind)) if all.len() < MAX_PREFIXES && text.len() <= MAX_PREFIX_BYTES => {
                            all.push(Prefix { kind, text, delimiter: String::new() });
                            place = 1;
                        }
                        (1, _) => {
                            if let Some(prefix) = all.last_mut() {
                                prefix.delimiter = text;
                            }
                            place = 2;
                        }
                        _ => place = 2,
                    }
                }
                // NIL: no delimiter.
                Token::Atom(_) => place = 2,
                Token::Quoted(_) | Token::Literal(_) => {}
            }
        }
        Self(all)
    }

    /// In which a folder lies, if the server said so. The longest prefix decides; INBOX is always the user's own.
    pub(super) fn of(&self, folder: &str) -> Option<Namespace> {
        if !self.0.is_empty() && folder.eq_ignore_ascii_case("INBOX") {
            return Some(Namespace::Personal);
        }
        let holds = self.0.iter().filter(|prefix| prefix.holds(folder));
        // Of equal ones the first: the user's own come before the others.
        holds.rev().max_by_key(|prefix| prefix.text.len()).map(|prefix| prefix.kind)
    }
}

impl Prefix {
    fn holds(&self, folder: &str) -> bool {
        let is_inbox = self.text.get(..5).is_some_and(|start| start.eq_ignore_ascii_case("INBOX"));
        let rest = match folder.split_at_checked(self.text.len()) {
            Some((start, rest)) if start == self.text || (is_inbox && start.eq_ignore_ascii_case(&self.text)) => rest,
            // The folder above all of them is theirs, too.
            _ => return !self.delimiter.is_empty() && self.text.strip_suffix(&self.delimiter) == Some(folder),
        };
        // One that is a whole name, and not the beginning of one as `~` is.
        let is_name = self.text.ends_with(char::is_alphanumeric) && !self.text.ends_with(&self.delimiter);
        !is_name || rest.is_empty() || rest.starts_with(&self.delimiter)
    }
}

#[cfg(test)]
mod tests {
    use super::{MAX_PREFIXES, Namespaces};
    use kith_wire::Namespace;

    /// Folders as `=` for the user's own, `~` for another user's, `#` for shared ones and `?` for those that are none
    /// of these.
    fn check(line: &str, folders: &[&str]) {
        let namespaces = Namespaces::read(format!("* NAMESPACE {line}\r\n").as_bytes());
        let told = folders.iter().map(|folder| {
            let name = folder.get(1..).unwrap();
            let sign = match namespaces.of(name) {
                Some(Namespace::Personal) => '=',
                Some(Namespace::OtherUser) => '~',
                Some(Namespace::Shared) => '#',
                _ => '?',
            };
            format!("{sign}{name}")
        });
        assert_eq!(told.collect::<Vec<_>>(), folders, "{line}");
    }

    #[test]
    fn tells_whose_a_folder_is_by_the_longest_prefix() {
        check(
            r#"(("" "/")) (("Other Users/" "/")) (("Shared/" "/"))"#,
            &["=INBOX", "=Sent", "~Other Users/anna/Sent", "~Other Users", "=Other Users 2", "#Shared/x", "=Sharedx"],
        );
        // Cyrus: whatever lies elsewhere is shared.
        check(r#"(("INBOX." ".")) (("user." ".")) (("" "."))"#, &["=INBOX", "=inbox.Sent", "~user.anna", "#info"]);
        // Courier.
        check(
            r##"(("INBOX." ".")) NIL (("#shared." ".")("shared." "."))"##,
            &["=INBOX.a", "#shared.b", "#shared", "?x"],
        );
        // UW: the prefix is the beginning of a name. Dovecot with none of others. Extensions, which are passed over.
        check(
            r##"(("" "/")("#mh/" "/")) (("~" "/")) (("#shared/" "/"))"##,
            &["=a", "=#mh/a", "~~anna/x", "##shared/y"],
        );
        check(r#"(("" "/")) NIL NIL"#, &["=INBOX", "=a"]);
        check(
            r#"(("" "/" "X-PARAM" ("FLAG1" "FLAG2"))("x/" "/")) NIL (("Work" "/" "T" ("Work/")))"#,
            &["=FLAG1", "=x/y", "#Work", "#Work/a", "=Workshop"],
        );
        check("((\"\" \"/\")) (({6}\r\nanna s/\" \"/\")) NIL", &["=a"]);
        check("((\"\" \"/\")) (({5}\r\nanna/ \"/\")) (({1}\r\n\\ NIL))", &["=a", "~anna/b", "~anna", "#\\b"]);
        check(r#"NIL (("" "/")) NIL"#, &["=INBOX", "~a"]);
    }

    #[test]
    fn reads_nonsense_without_harm() {
        check("", &["?INBOX", "?a"]);
        check("NIL NIL NIL", &["?INBOX", "?a"]);
        check(") ) ) (((((((", &["?INBOX", "?a"]);
        check(r#"((("a" "b") "c" "d")) (("#, &["?a"]);
        check(r#"NIL NIL NIL (("a" "/"))"#, &["?a"]);
        let many = format!("({})", "(\"a\" \"/\")".repeat(100_000));
        assert_eq!(Namespaces::read(format!("* NAMESPACE {many}\r\n").as_bytes()).0.len(), MAX_PREFIXES);
    }
}
