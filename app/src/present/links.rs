//! The addresses of people, companies, messages and notes within Kith.

use kith_engine::api::{LeadParty, MessageKey, PersonId};

/// The part of the address that says which person: sixteen hexadecimal digits.
pub(crate) fn slug(person: PersonId) -> String {
    person.written()
}

/// Whether a path is that of a person’s page.
pub(crate) fn is_person_page(path: &str) -> bool {
    path.strip_prefix("/people/").and_then(person).is_some()
}

/// The number that an address speaks of.
pub(crate) fn written_id(text: &str) -> Option<u64> {
    PersonId::read(text).map(|PersonId(number)| number)
}

/// The address of a bucket's page.
pub(crate) fn bucket_at(bucket: u64) -> String {
    format!("/buckets/{bucket:016x}")
}

/// The address of a message on someone's page, where it is opened.
pub(crate) fn message_at(person: PersonId, message: MessageKey) -> String {
    format!("/people/{}#m={:016x}", slug(person), message.0)
}

/// The address of a note on someone's page.
pub(crate) fn note_at(person: PersonId, item: u64) -> String {
    format!("/people/{}#n={item:016x}", slug(person))
}

/// What on a page the end of its address leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PersonSection {
    Message(MessageKey),
    /// A note, by its number.
    Note(u64),
}

/// What the end of an address leads to, if to anything.
pub(crate) fn spot(hash: &str) -> Option<PersonSection> {
    let (kind, number) = hash.trim_start_matches('#').split_once('=')?;
    let number = written_id(number)?;
    match kind {
        "m" => Some(PersonSection::Message(MessageKey(number))),
        "n" => Some(PersonSection::Note(number)),
        _ => None,
    }
}

/// The person that an address speaks of.
pub(crate) fn person(slug: &str) -> Option<PersonId> {
    PersonId::read(slug)
}

/// The address under which a mail program begins a message to someone: with the subject of what was written last.
pub(crate) fn mailto(address: &str, subject: &str) -> String {
    let subject = kith_domain::subject::answer(subject);
    let mut out = String::from("mailto:");
    encode(address, "@", &mut out);
    if !subject.is_empty() {
        out.push_str("?subject=");
        encode(&subject, "", &mut out);
    }
    out
}

/// RFC 6068, section 2: all but what is plain is written by its bytes.
fn encode(text: &str, also_plain: &str, out: &mut String) {
    for byte in text.bytes() {
        let sign = char::from(byte);
        if sign.is_ascii_alphanumeric() || "-._~".contains(sign) || also_plain.contains(sign) {
            out.push(sign);
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
}

/// The page of whom a lead is about.
pub(crate) fn party_at(party: LeadParty) -> String {
    match party {
        LeadParty::Person(person) => format!("/people/{}", slug(person)),
        LeadParty::Company(company) => format!("/companies/{:016x}", company.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_begins_with_the_subject_of_the_last() {
        for (address, subject, expected) in [
            ("ada@x.example", "", "mailto:ada@x.example"),
            ("ada@x.example", "Re: Tea & cake?", "mailto:ada@x.example?subject=Re%3A%20Tea%20%26%20cake%3F"),
            ("a&b@x.example", "Grüße", "mailto:a%26b@x.example?subject=Re%3A%20Gr%C3%BC%C3%9Fe"),
        ] {
            assert_eq!(mailto(address, subject), expected);
        }
    }

    #[test]
    fn a_person_is_found_by_their_address_again() {
        for id in [0, 1, u64::MAX, 0x00ab_cdef_0123_4567] {
            assert_eq!(person(&slug(PersonId(id))), Some(PersonId(id)));
        }
        for found in [PersonSection::Message(MessageKey(7)), PersonSection::Note(u64::MAX)] {
            let address = match found {
                PersonSection::Message(key) => message_at(PersonId(1), key),
                PersonSection::Note(item) => note_at(PersonId(1), item),
            };
            let (_, hash) = address.split_once('#').unwrap();
            assert_eq!((spot(hash), spot(&format!("#{hash}"))), (Some(found), Some(found)));
        }
        for hash in ["", "#", "m=", "m=x", "x=1", "main"] {
            assert_eq!(spot(hash), None, "{hash}");
        }
        for text in ["", "x", "+1", "-1", "11112222333344445"] {
            assert_eq!(person(text), None, "{text}");
        }
    }
}
