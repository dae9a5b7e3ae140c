//! Messages of the open folder by what stands in them (SEARCH, RFC 3501, section 6.4.4).
//!
//! What is looked for is private: neither the log nor the user's list of commands shows it.

use super::command::{Command, Literals, escaped};
use super::connect::Connection;
use super::examine::parts;
use crate::trouble::Trouble;
use kith_wire::limits::{MAX_SEARCH_ADDRESSES, MAX_SEARCH_WORDS, is_searchable};
use kith_wire::{FailureKind, UidSet};

/// Where an address may stand.
const FIELDS: [&str; 4] = ["FROM", "TO", "CC", "BCC"];

/// Servers need not read a command longer than 8,000 bytes (RFC 2683, section 3.2.1.5). This is left for addresses
/// and words, after the rest.
const MAX_STRINGS_BYTES: usize = 7_800;

/// A shorter word is not blotted out of what the server says, where it may stand within any other.
const MIN_SECRET_BYTES: usize = 4;

impl Connection {
    /// The UIDs of those messages of the open folder in which each of `words` stands somewhere, and one of
    /// `addresses` in From, To, Cc or Bcc, if there are any.
    pub(crate) async fn search(&mut self, words: &[String], addresses: &[String]) -> Result<UidSet, Trouble> {
        if self.open.is_none() || !is_within_limits(words, addresses) {
            return Err(Trouble::recoverable(FailureKind::BadRequest));
        }
        let literals = self.capabilities.literals();
        let groups = groups(words, addresses);
        let exists = self.link.exists();
        let searches = parts(exists).flat_map(|part| {
            let search = |group: &&[String]| search(&part, words, group, literals);
            groups.iter().map(search).collect::<Vec<_>>()
        });
        self.link.set_secrets(secrets(words, addresses));
        let found = self.gather(searches, self.times.search).await;
        self.link.set_secrets(Vec::new());
        found
    }
}

fn is_within_limits(words: &[String], addresses: &[String]) -> bool {
    let asks_something = !words.is_empty() || !addresses.is_empty();
    let is_short = words.len() <= MAX_SEARCH_WORDS && addresses.len() <= MAX_SEARCH_ADDRESSES;
    asks_something && is_short && words.iter().chain(addresses).all(|text| is_searchable(text))
}

/// The addresses in groups for one command each, or one empty group if there are none.
fn groups<'a>(words: &[String], addresses: &'a [String]) -> Vec<&'a [String]> {
    // A key with its name, quotes, spaces and OR.
    let length = |text: &String| escaped(text).len() + 12;
    let room = MAX_STRINGS_BYTES.saturating_sub(words.iter().map(length).sum());
    let mut groups = Vec::new();
    let mut rest = addresses;
    loop {
        let mut left = room;
        let fits = |address: &&String| {
            let after = left.checked_sub(FIELDS.len() * length(address));
            left = after.unwrap_or_default();
            after.is_some()
        };
        let count = rest.iter().take_while(fits).count().max(1).min(rest.len());
        let (group, others) = rest.split_at(count);
        groups.push(group);
        if others.is_empty() {
            return groups;
        }
        rest = others;
    }
}

/// The command that searches one part of the folder.
fn search(part: &str, words: &[String], addresses: &[String], literals: Literals) -> Command {
    let charset = match words.iter().chain(addresses).all(|text| text.is_ascii()) {
        true => "",
        false => "CHARSET UTF-8 ",
    };
    let start = format!("UID SEARCH {charset}{part}");
    let mut command = Command::new(start.clone(), start + &" TEXT …".repeat(words.len()));
    for word in words {
        command.push(" TEXT ");
        command.push_string(word, literals);
    }
    match addresses.len() {
        0 => {}
        1 => command.shown += " FROM, TO, CC or BCC …",
        count => command.shown += &format!(" FROM, TO, CC or BCC … ({count} addresses)"),
    }
    let keys: Vec<_> = addresses.iter().flat_map(|address| FIELDS.map(|field| (field, address.as_str()))).collect();
    push_any(&mut command, &keys, literals);
    command
}

/// Adds the keys so that one of them is enough. OR takes two keys, either of which may be another OR; they are halved,
/// so that it never goes deep.
fn push_any(command: &mut Command, keys: &[(&str, &str)], literals: Literals) {
    match keys {
        [] => {}
        [(field, value)] => {
            command.push(&format!(" {field} "));
            command.push_string(value, literals);
        }
        _ => {
            let (some, others) = keys.split_at(keys.len() / 2);
            command.push(" OR");
            push_any(command, some, literals);
            push_any(command, others, literals);
        }
    }
}

/// What is looked for, as a server may repeat it in what it does not like; the longest first, since one may stand
/// within another.
fn secrets(words: &[String], addresses: &[String]) -> Vec<String> {
    let telling = words.iter().chain(addresses).filter(|text| text.len() >= MIN_SECRET_BYTES);
    let mut secrets: Vec<_> = telling.flat_map(|text| [escaped(text), text.clone()]).collect();
    secrets.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
    secrets
}

#[cfg(test)]
mod tests {
    use super::{groups, is_within_limits, search, secrets};
    use crate::imap::command::{Command, Literals};
    use kith_wire::limits::{MAX_SEARCH_ADDRESSES, MAX_SEARCH_TERM_BYTES, MAX_SEARCH_WORDS};

    fn owned(texts: &[&str]) -> Vec<String> {
        texts.iter().map(|&text| text.to_owned()).collect()
    }

    /// The command in its pieces, and as it is shown.
    fn check(words: &[&str], addresses: &[&str], literals: Literals, pieces: &[&str], shown: &str) {
        let Command { line, pieces: rest, shown: told } = search("ALL", &owned(words), &owned(addresses), literals);
        let all: Vec<_> = [vec![line], rest].concat().iter().map(|piece| piece.to_string()).collect();
        assert_eq!(all, pieces);
        assert_eq!(told, shown);
    }

    #[test]
    fn asks_for_each_word_and_for_any_address() {
        use Literals::{Asked, Unasked};
        check(&["a b"], &[], Asked, &[r#"UID SEARCH ALL TEXT "a b""#], "UID SEARCH ALL TEXT …");
        check(
            &["x"],
            &["a"],
            Unasked,
            &[r#"UID SEARCH ALL TEXT "x" OR OR FROM "a" TO "a" OR CC "a" BCC "a""#],
            "UID SEARCH ALL TEXT … FROM, TO, CC or BCC …",
        );
        check(
            &[],
            &["a", "b"],
            Asked,
            &[r#"UID SEARCH ALL OR OR OR FROM "a" TO "a" OR CC "a" BCC "a" OR OR FROM "b" TO "b" OR CC "b" BCC "b""#],
            "UID SEARCH ALL FROM, TO, CC or BCC … (2 addresses)",
        );
        let shown = "UID SEARCH CHARSET UTF-8 ALL TEXT … TEXT … TEXT …";
        let words = ["ü", "x", "密"];
        let pieces = ["UID SEARCH CHARSET UTF-8 ALL TEXT {2}", "ü TEXT \"x\" TEXT {3}", "密"];
        check(&words, &[], Asked, &pieces, shown);
        let line = "UID SEARCH CHARSET UTF-8 ALL TEXT {2+}\r\nü TEXT \"x\" TEXT {3+}\r\n密";
        check(&words, &[], Unasked, &[line], shown);
        // ASCII needs no charset, wherever it stands.
        check(&["\t"], &[], Asked, &["UID SEARCH ALL TEXT {1}", "\t"], "UID SEARCH ALL TEXT …");
    }

    /// How many keys an expression of ORs has, and how deep they go.
    fn measure<'a>(tokens: &mut impl Iterator<Item = &'a str>) -> (usize, usize) {
        match tokens.next().unwrap() {
            "OR" => {
                let (one, other) = (measure(tokens), measure(tokens));
                (one.0 + other.0, one.1.max(other.1) + 1)
            }
            field => {
                assert!(["FROM", "TO", "CC", "BCC"].contains(&field), "{field}");
                assert!(tokens.next().unwrap().starts_with('"'));
                (1, 0)
            }
        }
    }

    #[test]
    fn any_number_of_addresses_is_one_expression_that_does_not_go_deep() {
        for count in 1..=MAX_SEARCH_ADDRESSES {
            let addresses: Vec<_> = (0..count).map(|number| format!("a{number}")).collect();
            let line = search("ALL", &[], &addresses, Literals::Asked).line;
            let mut tokens = line.strip_prefix("UID SEARCH ALL ").unwrap().split(' ');
            let (keys, depth) = measure(&mut tokens);
            assert_eq!((keys, tokens.next()), (4 * count, None), "{line:?}");
            assert!(depth <= 8, "{line:?}");
        }
    }

    #[test]
    fn addresses_are_parted_so_that_no_command_is_too_long() {
        assert_eq!(groups(&owned(&["x"]), &[]), [&[] as &[String]]);
        let words = vec!["w".repeat(MAX_SEARCH_TERM_BYTES); MAX_SEARCH_WORDS];
        for (words, length) in [(&words, MAX_SEARCH_TERM_BYTES), (&words, 1), (&Vec::new(), 30), (&owned(&["ü"]), 9)] {
            let addresses: Vec<_> = (0..MAX_SEARCH_ADDRESSES).map(|number| format!("{number:0length$}")).collect();
            let groups = groups(words, &addresses);
            assert_eq!(groups.concat(), addresses);
            for (at, group) in groups.iter().enumerate() {
                let length = search("100001:150000", words, group, Literals::Unasked).line.len();
                assert!(length < 7_980 && (length > 6_000 || at + 1 == groups.len()), "{length}");
            }
        }
        // The longest there can be: each address by itself.
        let worst = "\"".repeat(MAX_SEARCH_TERM_BYTES);
        assert_eq!(groups(&vec![worst.clone(); MAX_SEARCH_WORDS], &vec![worst; 3]).len(), 3);
    }

    #[test]
    fn holds_the_limits() {
        let texts = |count| vec!["a".to_owned(); count];
        assert!(is_within_limits(&texts(MAX_SEARCH_WORDS), &texts(MAX_SEARCH_ADDRESSES)));
        assert!(is_within_limits(&texts(1), &[]) && is_within_limits(&[], &texts(1)));
        assert!(!is_within_limits(&[], &[]));
        assert!(!is_within_limits(&texts(MAX_SEARCH_WORDS + 1), &[]));
        assert!(!is_within_limits(&[], &texts(MAX_SEARCH_ADDRESSES + 1)));
        assert!(!is_within_limits(&texts(1), &owned(&["a", ""])));
        assert!(!is_within_limits(&owned(&["a\r\nK9 DELETE INBOX"]), &[]));
    }

    #[test]
    fn short_words_are_left_in_what_the_server_says() {
        let mut secrets = secrets(&owned(&["abc", "ab\"c"]), &owned(&["a@b.example"]));
        secrets.dedup();
        assert_eq!(secrets, ["a@b.example", r#"ab\"c"#, r#"ab"c"#]);
    }
}
