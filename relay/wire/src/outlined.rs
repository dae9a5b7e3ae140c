//! Writing and reading the parts of a large enum, each in a function of its own: `#[serde(with = "outlined")]`.
//!
//! What serde derives for an enum with many variants becomes one function with the code of all of them. The larger a
//! function is, the fewer calls it takes until a browser optimises it, as a whole. For one of 110 kB, that took half a
//! second (V8, 2026-11-30).

use serde::{Deserialize, Deserializer, Serialize, Serializer};

#[inline(never)]
#[expect(clippy::missing_errors_doc, reason = "they are those of the serializer")]
pub fn serialize<T: Serialize, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
    value.serialize(serializer)
}

#[inline(never)]
#[expect(clippy::missing_errors_doc, reason = "they are those of the deserializer")]
pub fn deserialize<'de, T: Deserialize<'de>, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    T::deserialize(deserializer)
}
