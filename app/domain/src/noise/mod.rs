//! Lists, newsletters and automated senders: mail that is no sign of a relationship, and who sends it.

pub(crate) mod address;
mod author;
mod automatic;
mod automatic_words;
mod hint;
mod list;
mod sender;
mod verdict;
mod words;

pub use address::{AddressForm, form, is_automated_sender, is_certain, is_role, is_role_word};
pub use author::{author, author_to_self, fits, service_address, service_of};
pub use automatic::{Head, Signs, automatic, automatic_of, head, reported};
pub use hint::{Hint, of_subject};
pub use list::{is_list_address, list_addresses, list_id_of, plain_list_id};
pub use sender::{Sender, SenderCounts, sender};
pub use verdict::{Marks, Noise, RECIPIENTS, by_marks, of_message, verdict, via, via_of};

#[cfg(test)]
mod tests;
