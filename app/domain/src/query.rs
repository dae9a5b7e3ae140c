//! The language of the search box: words, and filters that read like words.
//!
//! `lunch tag:investor -tag:done last:>90d from:acme.example has:phone company:"big blue"`. What is no filter is a
//! word; a dash before a filter turns it round.

use crate::search::fold;

/// What was typed, read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// The words, folded, one space between two.
    pub words: String,
    /// The filters, each with whether it is turned round.
    pub filters: Vec<(Filter, bool)>,
}

/// A filter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Filter {
    /// Bears that tag (folded); where no one bears it, one that begins so, as while it is being typed.
    Tag(String),
    /// Is in that bucket (folded).
    Bucket(String),
    /// Is of a company whose name holds those words (folded).
    Company(String),
    /// Has an address at that domain, or below it; or that address. In small letters.
    From(String),
    /// The last contact is more than this many days ago, or there was none.
    Quiet(u32),
    /// The last contact is no more than this many days ago.
    Recent(u32),
    /// There are more than this many messages with them.
    More(u32),
    /// There are fewer than this many messages with them.
    Fewer(u32),
    /// Something is known of them.
    Has(Has),
    /// How the conversation stands.
    Is(Is),
}

/// What may be known of someone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Has {
    /// A telephone number.
    Phone,
    /// A postal address.
    Address,
    Link,
    Note,
    Tag,
    Birthday,
    Company,
    Bucket,
}

/// How a conversation stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Is {
    /// The user wrote to them, and they never wrote.
    Unanswered,
    /// They wrote, and the user never wrote to them.
    Unwritten,
}

/// What a filter begins with, before the colon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Word {
    /// [`Filter::Tag`].
    Tag,
    /// [`Filter::Bucket`].
    Bucket,
    /// [`Filter::Company`].
    Company,
    /// [`Filter::From`].
    From,
    /// [`Filter::Quiet`] and [`Filter::Recent`].
    Last,
    /// [`Filter::More`] and [`Filter::Fewer`].
    Messages,
    /// [`Filter::Has`].
    Has,
    /// [`Filter::Is`].
    Is,
}

/// The words that begin a filter.
pub const WORDS: [(&str, Word); 8] = [
    ("tag", Word::Tag),
    ("bucket", Word::Bucket),
    ("company", Word::Company),
    ("from", Word::From),
    ("last", Word::Last),
    ("messages", Word::Messages),
    ("has", Word::Has),
    ("is", Word::Is),
];

/// What may follow a number of days, and how many days it makes of one.
pub const UNITS: [(&str, u32); 5] = [("", 1), ("d", 1), ("w", 7), ("m", 30), ("y", 365)];

/// What may be asked to be known; an `s` may follow.
pub const HAS: [(&str, Has); 8] = [
    ("phone", Has::Phone),
    ("address", Has::Address),
    ("link", Has::Link),
    ("note", Has::Note),
    ("tag", Has::Tag),
    ("birthday", Has::Birthday),
    ("company", Has::Company),
    ("bucket", Has::Bucket),
];

/// How a conversation may stand.
pub const IS: [(&str, Is); 2] = [("unanswered", Is::Unanswered), ("unwritten", Is::Unwritten)];

/// Reads what was typed. It never fails: what cannot be read as a filter is words.
#[must_use]
pub fn parse(text: &str) -> Query {
    let mut query = Query::default();
    let mut words = Vec::new();
    for part in parts(text) {
        let (rest, turned) = match part.strip_prefix('-') {
            Some(rest) => (rest, true),
            None => (part, false),
        };
        match filter(rest) {
            Some(filter) if !query.filters.contains(&(filter.clone(), turned)) => query.filters.push((filter, turned)),
            Some(_) => {}
            None => words.push(fold(&part.replace('"', " "))),
        }
    }
    words.retain(|word| !word.is_empty());
    query.words = words.join(" ");
    query
}

/// A filter as it is typed.
#[must_use]
pub fn text(filter: &Filter, turned: bool) -> String {
    let quoted = |word: &str| match word.contains(char::is_whitespace) {
        true => format!("\"{word}\""),
        false => word.to_owned(),
    };
    let (word, value) = match filter {
        Filter::Tag(tag) => (Word::Tag, quoted(tag)),
        Filter::Bucket(bucket) => (Word::Bucket, quoted(bucket)),
        Filter::Company(company) => (Word::Company, quoted(company)),
        Filter::From(from) => (Word::From, from.clone()),
        Filter::Quiet(days) => (Word::Last, format!(">{days}d")),
        Filter::Recent(days) => (Word::Last, format!("<{days}d")),
        Filter::More(count) => (Word::Messages, format!(">{count}")),
        Filter::Fewer(count) => (Word::Messages, format!("<{count}")),
        Filter::Has(has) => (Word::Has, name_of(&HAS, *has).to_owned()),
        Filter::Is(is) => (Word::Is, name_of(&IS, *is).to_owned()),
    };
    format!("{}{}:{value}", if turned { "-" } else { "" }, name_of(&WORDS, word))
}

/// What was typed with a filter added, or taken out where it stands already.
#[must_use]
pub fn toggle(typed: &str, filter: &Filter) -> String {
    let is_it = |part: &&str| self::filter(part).as_ref() == Some(filter);
    let mut kept: Vec<&str> = parts(typed).filter(|part| !is_it(part)).collect();
    let added = text(filter, false);
    if kept.len() == parts(typed).count() {
        kept.push(&added);
    }
    kept.join(" ")
}

/// The parts between white space, of which there may be some in quotes.
fn parts(text: &str) -> impl Iterator<Item = &str> {
    let mut quoted = false;
    let split = text.split(move |sign: char| {
        quoted ^= sign == '"';
        sign.is_whitespace() && !quoted
    });
    split.filter(|part| !part.is_empty())
}

fn filter(part: &str) -> Option<Filter> {
    let (key, value) = part.split_once(':')?;
    let folded = fold(&value.replace('"', " "));
    if folded.is_empty() {
        return None;
    }
    let key = fold(key);
    match WORDS.iter().find(|(name, _)| *name == key)?.1 {
        Word::Tag => Some(Filter::Tag(folded)),
        Word::Bucket => Some(Filter::Bucket(folded)),
        Word::Company => Some(Filter::Company(folded)),
        Word::From if value.contains(['"', ' ']) => None,
        Word::From => Some(Filter::From(value.trim_start_matches('@').to_lowercase())),
        Word::Last => Some(match compared(&folded)? {
            (true, days) => Filter::Quiet(in_days(days)?),
            (false, days) => Filter::Recent(in_days(days)?),
        }),
        Word::Messages => Some(match compared(&folded)? {
            (true, count) => Filter::More(count.parse().ok()?),
            (false, count) => Filter::Fewer(count.parse().ok()?),
        }),
        Word::Has => HAS
            .iter()
            .find(|(name, _)| *name == folded || folded.strip_suffix('s') == Some(name))
            .map(|(_, has)| Filter::Has(*has)),
        Word::Is => IS.iter().find(|(name, _)| *name == folded).map(|(_, is)| Filter::Is(*is)),
    }
}

fn name_of<T: PartialEq>(names: &[(&'static str, T)], value: T) -> &'static str {
    names.iter().find(|(_, named)| *named == value).map_or("", |(name, _)| name)
}

/// `>5`: more than; `<5`: less than.
fn compared(text: &str) -> Option<(bool, &str)> {
    text.strip_prefix('>').map(|rest| (true, rest)).or_else(|| text.strip_prefix('<').map(|rest| (false, rest)))
}

/// `90d`, `2w`, `3m`, `1y`; without a letter, days.
fn in_days(text: &str) -> Option<u32> {
    let digits = text.trim_end_matches(|sign: char| sign.is_ascii_lowercase());
    let unit = text.get(digits.len()..)?;
    let (_, days) = UNITS.iter().find(|(name, _)| *name == unit)?;
    digits.parse::<u32>().ok()?.checked_mul(*days)
}

#[cfg(test)]
mod tests {
    use super::{Filter, Has, Is, Query, parse, text, toggle};

    fn read(typed: &str) -> (String, Vec<String>) {
        let Query { words, filters } = parse(typed);
        (words, filters.iter().map(|(filter, turned)| text(filter, *turned)).collect())
    }

    #[test]
    fn words_and_filters_are_told_apart() {
        for (typed, words, filters) in [
            ("", "", &[][..]),
            ("  Zoë  Müller ", "zoe muller", &[]),
            ("tag:Investor bucket:friends", "", &["tag:investor", "bucket:friends"]),
            ("mara tag:\"Old Friends\" b", "mara b", &["tag:\"old friends\""]),
            ("-tag:done has:phones", "", &["-tag:done", "has:phone"]),
            ("has:buckets bucket:\"close friends\"", "", &["has:bucket", "bucket:\"close friends\""]),
            ("last:>90d last:<2w", "", &["last:>90d", "last:<14d"]),
            ("last:>3m last:>1y", "", &["last:>90d", "last:>365d"]),
            ("from:@ACME.example", "", &["from:acme.example"]),
            ("company:\"big blue\" messages:>10", "", &["company:\"big blue\"", "messages:>10"]),
            ("is:unanswered", "", &["is:unanswered"]),
            ("tag:a tag:a", "", &["tag:a"]),
            // What cannot be read is what one looks for.
            ("re: tag: last:90d has:money x:y -z \"a b", "re: tag: last:90d has:money x:y -z a b", &[]),
            ("last:>99999999y", "last:>99999999y", &[]),
        ] {
            assert_eq!(read(typed), (words.into(), filters.iter().map(|it| (*it).to_owned()).collect()), "{typed:?}");
        }
    }

    #[test]
    fn a_filter_is_put_in_and_taken_out() {
        let phone = Filter::Has(Has::Phone);
        assert_eq!(toggle("mara", &phone), "mara has:phone");
        assert_eq!(toggle("mara has:phones tag:a", &phone), "mara tag:a");
        assert_eq!(toggle("", &Filter::Tag("old friends".into())), "tag:\"old friends\"");
        assert_eq!(toggle("tag:\"Old Friends\" x", &Filter::Tag("old friends".into())), "x");
        assert_eq!(toggle("is:unanswered", &Filter::Is(Is::Unanswered)), "");
    }

    proptest::proptest! {
        #[test]
        fn a_filter_that_was_read_reads_the_same_again(typed in "(-?(tag|from|last|has|is|company|messages|x)?:?[<>\"]?[a-zA-Z0-9é.]{0,5}[ \"]?){0,5}") {
            let query = parse(&typed);
            let filters = query.filters.iter().map(|(filter, turned)| text(filter, *turned));
            let again = parse(&filters.collect::<Vec<_>>().join(" "));
            proptest::prop_assert_eq!(again, Query { words: String::new(), filters: query.filters });
        }
    }
}
