//! Whether what was typed is what it is to be; as it is kept, or what is wrong.

use crate::i18n::t;
use kith_domain::address::Address;

/// Whether an email address was typed.
pub(crate) fn check_address(text: &str) -> Result<String, &'static str> {
    let address = Address::parse(text).ok_or_else(t::person::wrong::address)?;
    Ok(address.as_str().to_owned())
}

/// Whether a telephone number was typed. People write them in many ways, with letters and words beside them; but three
/// digits are the least.
pub(crate) fn check_phone(text: &str) -> Result<String, &'static str> {
    let text = text.trim();
    let digits = text.chars().filter(|letter| letter.is_numeric()).count();
    let words = text.split_whitespace().filter(|word| !word.contains(char::is_numeric)).count();
    let is_something_else = text.contains("://") || Address::parse(text).is_some();
    if digits < 3 || words > 4 || is_something_else { Err(t::person::wrong::phone()) } else { Ok(text.to_owned()) }
}
