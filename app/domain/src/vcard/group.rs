//! Cards that stand for a group of people.

use super::card::Card;
use super::line::{Line, lines};
use super::property::Property;
use super::value::Value;
use std::borrow::Cow;

const KINDS: [&str; 2] = ["KIND", "X-ADDRESSBOOKSERVER-KIND"];
const MEMBERS: [&str; 2] = ["MEMBER", "X-ADDRESSBOOKSERVER-MEMBER"];

/// A card that stands for several others (`KIND:group`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Group {
    pub uid: String,
    pub name: String,
    /// Their `UID`s, without `urn:uuid:`.
    pub members: Vec<String>,
}

impl Card {
    /// The group for which it stands, if it is no person's.
    #[must_use]
    pub fn group(&self) -> Option<Group> {
        let kind = self.first(&KINDS)?;
        let text = |name: &str| self.first(&[name]).map(|(_, it)| it.text().trim().to_owned()).unwrap_or_default();
        let members = MEMBERS.into_iter().flat_map(|name| self.all(name)).map(|(_, it)| member(it));
        kind.1.text().trim().eq_ignore_ascii_case("group").then(|| Group {
            uid: bare(&text("UID")).to_owned(),
            name: text("FN"),
            members: members.filter(|it| !it.is_empty()).collect(),
        })
    }

    /// Takes someone into the group for which it stands, or out of it, by their `UID`. All other lines stay as they are.
    pub fn set_member(&mut self, uid: &str, is_in: bool) {
        let wanted = member_key(uid);
        let is_it = |line: &Line| is_member(line).is_some_and(|it| member_key(&member(it)) == wanted);
        match (self.lines.iter().any(is_it), is_in) {
            (true, false) => self.lines.retain(|line| !is_it(line)),
            (false, true) => {
                let last = self.lines.iter().rposition(|line| is_member(line).is_some());
                let known = last.and_then(|at| self.lines.get(at)).and_then(is_member).map(|it| it.name.clone());
                let of_kind = || {
                    let is_standard = self.first(&KINDS).is_some_and(|(_, kind)| kind.name == "KIND");
                    let [standard, apple] = MEMBERS;
                    (if is_standard { standard } else { apple }).to_owned()
                };
                let name = known.unwrap_or_else(of_kind);
                // What is a URI already stands as it is (RFC 6350, section 6.6.5).
                let uri = match uid.contains(':') {
                    true if bare(uid) == uid => Cow::Borrowed(uid),
                    _ => Cow::Owned(format!("urn:uuid:{}", bare(uid))),
                };
                let line = self.line_of(Property::new("", &name), Value::Text(&uri));
                match last {
                    Some(at) => self.lines.insert(at + 1, line),
                    None => self.push(line),
                }
            }
            (true, true) | (false, false) => {}
        }
    }
}

/// The `UID` of a card as [`member_key`] gives it, without reading the rest of the card.
#[must_use]
pub fn uid_key(card: &[u8]) -> Option<String> {
    let is_uid = |line: &&[u8]| {
        let head = line.split(|byte| matches!(byte, b':' | b';')).next().unwrap_or_default();
        head.rsplit(|byte| *byte == b'.').next().is_some_and(|name| name.trim_ascii().eq_ignore_ascii_case(b"UID"))
    };
    let line = lines(card).map(|(_, line)| line).find(is_uid)?;
    let key = member_key(&Line::read(line).property?.text());
    (!key.is_empty()).then_some(key)
}

/// By what members are told apart: programs differ in the case of a `UID`, and in whether it says what it is.
#[must_use]
pub fn member_key(uid: &str) -> String {
    bare(uid.trim()).to_ascii_lowercase()
}

/// A name for ever without what says that it is one.
pub(super) fn bare(uid: &str) -> &str {
    const SCHEME: &str = "urn:uuid:";
    match uid.split_at_checked(SCHEME.len()) {
        Some((scheme, rest)) if scheme.eq_ignore_ascii_case(SCHEME) => rest,
        _ => uid,
    }
}

fn is_member(line: &Line) -> Option<&Property> {
    line.property.as_ref().filter(|it| MEMBERS.contains(&it.name.as_str()))
}

fn member(property: &Property) -> String {
    bare(property.text().trim()).to_owned()
}

#[cfg(test)]
mod tests {
    use super::{member_key, uid_key};
    use crate::vcard;

    #[test]
    fn a_member_comes_and_goes_and_every_other_line_stays() {
        let apple = "BEGIN:VCARD\r\nVERSION:3.0\r\nX-ADDRESSBOOKSERVER-KIND:group\r\nN:Friends\r\nFN:Friends\r\n\
                     X-ADDRESSBOOKSERVER-MEMBER:urn:uuid:AAAA-1\r\nX-OTHER:stays\r\nUID:G-1\r\nEND:VCARD\r\n";
        let standard = "BEGIN:VCARD\nVERSION:4.0\nKIND:group\nFN:Friends\nMEMBER:mailto:x@y.example\nEND:VCARD\n";
        let empty = "BEGIN:VCARD\nVERSION:4.0\nKIND:group\nFN:Friends\nEND:VCARD\n";
        for (text, uid, line) in [
            (apple, "bbbb-2", "X-ADDRESSBOOKSERVER-MEMBER:urn:uuid:bbbb-2\r\n"),
            (standard, "urn:uuid:bbbb-2", "MEMBER:urn:uuid:bbbb-2\n"),
            (standard, "http://x.example/1", "MEMBER:http://x.example/1\n"),
            (empty, "bbbb-2", "MEMBER:urn:uuid:bbbb-2\n"),
        ] {
            let mut card = vcard::read(text.as_bytes()).into_iter().find_map(Result::ok).unwrap();
            card.set_member(uid, true);
            card.set_member(&uid.to_uppercase(), true);
            let with = String::from_utf8(card.bytes()).unwrap();
            assert_eq!((with.matches(line).count(), with.replace(line, "").as_str()), (1, text), "{with}");
            let members = card.group().unwrap().members;
            assert!(members.iter().any(|member| member_key(member) == member_key(uid)), "{members:?}");
            card.set_member(uid, false);
            assert_eq!(String::from_utf8(card.bytes()).unwrap(), text);
        }
        // Whoever is called otherwise there goes, too.
        let mut card = vcard::read(apple.as_bytes()).into_iter().find_map(Result::ok).unwrap();
        card.set_member("aaaa-1", false);
        assert_eq!(card.group().unwrap().members, Vec::<String>::new());
    }

    #[test]
    fn a_uid_is_found_without_the_rest_of_the_card() {
        for (card, expected) in [
            ("BEGIN:VCARD\r\nNOTE:UID:no\r\nitem1.uid;X=y:urn:uuid:Ab\r\n c\r\nEND:VCARD\r\n", Some("abc")),
            ("BEGIN:VCARD\nUID:\nEND:VCARD\n", None),
            ("BEGIN:VCARD\nEND:VCARD\n", None),
        ] {
            assert_eq!(uid_key(card.as_bytes()).as_deref(), expected, "{card}");
        }
    }
}
