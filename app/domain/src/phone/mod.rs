//! Contact by phone: calls and messages, as the files that a phone writes tell of them.
//!
//! [`BackupReader`] reads the XML of the Android app *SMS Backup & Restore*, piece by piece; [`Chat`] a chat that
//! WhatsApp exported. Both give, for each other side, a [`PhoneLog`]: each call, and of messages the days with how many
//! went each way.
//!
//! Files come from anywhere. Whatever is read has a bound, and what cannot be made out is passed over and counted.

mod backup;
mod chat;
mod chat_date;
mod log;
mod records;
mod tag;
#[cfg(test)]
mod tests;

pub use backup::{BackupReader, is_backup};
pub use chat::{Chat, MAX_CHAT_BYTES, is_chat, partner};
pub use chat_date::DateOrder;
pub use log::{CallWay, MessageApp, MessageDay, MessageLine, PhoneCall, PhoneContact, PhoneContactKey, PhoneLog};
pub use records::{LeftOutRecords, PhoneParty, PhoneRecords};
