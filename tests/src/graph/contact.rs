//! One contact: which properties it has, and how they are kept.

use super::refusal::Refusal;
use serde_json::{Map, Value, json};

/// Properties of the client's own, which are given only to who asks for them (extended properties).
pub(super) const EXTENDED: &str = "singleValueExtendedProperties";

/// What a client may set (contact resource type), each with what it is where nobody set it: `T`ext, `L`ist, `A`ddress.
const PROPERTIES: [(&str, char); 36] = [
    ("assistantName", 'T'),
    ("birthday", 'T'),
    ("businessAddress", 'A'),
    ("businessHomePage", 'T'),
    ("businessPhones", 'L'),
    ("categories", 'L'),
    ("children", 'L'),
    ("companyName", 'T'),
    ("department", 'T'),
    ("displayName", 'T'),
    ("emailAddresses", 'L'),
    ("fileAs", 'T'),
    ("generation", 'T'),
    ("givenName", 'T'),
    ("homeAddress", 'A'),
    ("homePhones", 'L'),
    ("imAddresses", 'L'),
    ("initials", 'T'),
    ("jobTitle", 'T'),
    ("manager", 'T'),
    ("middleName", 'T'),
    ("mobilePhone", 'T'),
    ("nickName", 'T'),
    ("officeLocation", 'T'),
    ("otherAddress", 'A'),
    ("personalNotes", 'T'),
    ("profession", 'T'),
    ("spouseName", 'T'),
    ("surname", 'T'),
    ("title", 'T'),
    ("yomiCompanyName", 'T'),
    ("yomiGivenName", 'T'),
    ("yomiSurname", 'T'),
    (EXTENDED, 'L'),
    // These it sets itself, and takes no notice of what is said of them.
    ("parentFolderId", 'T'),
    ("changeKey", 'T'),
];

/// A contact has room for so many addresses (Exchange's `EmailAddress1` to `EmailAddress3`).
const MAX_ADDRESSES: usize = 3;

/// A contact of which nothing is known.
pub(super) fn empty() -> Map<String, Value> {
    let empty = |kind| match kind {
        'L' => json!([]),
        'A' => json!({}),
        _ => Value::Null,
    };
    PROPERTIES.iter().map(|(name, kind)| ((*name).to_owned(), empty(*kind))).collect()
}

/// Sets some properties. The others stay as they are.
pub(super) fn set(contact: &mut Map<String, Value>, some: Map<String, Value>) -> Result<(), Refusal> {
    let refuse = |name: &str, why: &str| Refusal::new(400, "RequestBodyRead", format!("{name}: {why}"));
    let is_named = some.get("displayName").is_some_and(|name| !name.is_null());
    for (name, value) in some {
        let Some((_, kind)) = PROPERTIES.iter().find(|(known, _)| *known == name) else {
            return Err(refuse(&name, "there is no such property"));
        };
        let fits = match kind {
            'L' => value.is_array(),
            'A' => value.is_object() || value.is_null(),
            _ => value.is_string() || value.is_null(),
        };
        if !fits {
            return Err(refuse(&name, "a value of another type"));
        }
        let value = match name.as_str() {
            "parentFolderId" | "changeKey" => continue,
            "emailAddresses" if value.as_array().is_some_and(|all| all.len() > MAX_ADDRESSES) => {
                return Err(refuse(&name, "too many of them"));
            }
            "birthday" if !value.is_null() => birthday(&value).ok_or_else(|| refuse(&name, "no date"))?,
            _ if *kind == 'A' && value.is_null() => json!({}),
            _ => value,
        };
        contact.insert(name, value);
    }
    let text = |name: &str| contact.get(name).and_then(Value::as_str).unwrap_or_default();
    // Who gives no name to be shown gets one made of the others.
    if !is_named && text("displayName").is_empty() {
        let made = format!("{} {}", text("givenName"), text("surname")).trim().to_owned();
        contact.insert("displayName".to_owned(), made.into());
    }
    Ok(())
}

/// A day is kept as a time, at noon less a minute.
fn birthday(value: &Value) -> Option<Value> {
    let day = value.as_str()?.get(..10)?;
    let is_digit = |at: usize, byte: u8| if at == 4 || at == 7 { byte == b'-' } else { byte.is_ascii_digit() };
    day.bytes().enumerate().all(|(at, byte)| is_digit(at, byte)).then(|| format!("{day}T11:59:00Z").into())
}
