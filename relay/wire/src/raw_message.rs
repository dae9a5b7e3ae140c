//! A message's bytes on the wire.

use crate::RawMessage;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::ser::SerializeTuple;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_bytes::{ByteBuf, Bytes};
use std::fmt;

const FIELDS: usize = 7;

impl Serialize for RawMessage {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { uid, received, size, email_id, thread_id, header, cut } = self;
        let mut fields = serializer.serialize_tuple(FIELDS)?;
        fields.serialize_element(uid)?;
        fields.serialize_element(received)?;
        fields.serialize_element(size)?;
        fields.serialize_element(email_id)?;
        fields.serialize_element(thread_id)?;
        fields.serialize_element(Bytes::new(header))?;
        fields.serialize_element(cut)?;
        fields.end()
    }
}

impl<'de> Deserialize<'de> for RawMessage {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Fields)
    }
}

struct Fields;

impl<'de> Visitor<'de> for Fields {
    type Value = RawMessage;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a message")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut fields: A) -> Result<RawMessage, A::Error> {
        fn next<'de, T: Deserialize<'de>, A: SeqAccess<'de>>(fields: &mut A) -> Result<T, A::Error> {
            fields.next_element()?.ok_or_else(|| A::Error::custom("a message ended too early"))
        }
        let message = RawMessage {
            uid: next(&mut fields)?,
            received: next(&mut fields)?,
            size: next(&mut fields)?,
            email_id: next(&mut fields)?,
            thread_id: next(&mut fields)?,
            header: next::<ByteBuf, _>(&mut fields)?.into_vec(),
            cut: next(&mut fields)?,
        };
        while fields.next_element::<IgnoredAny>()?.is_some() {}
        Ok(message)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<RawMessage, A::Error> {
        /// The same with names.
        #[derive(Deserialize)]
        struct Named {
            uid: u32,
            received: Option<i64>,
            size: u32,
            #[serde(default)]
            email_id: Option<String>,
            #[serde(default)]
            thread_id: Option<String>,
            #[serde(with = "serde_bytes")]
            header: Vec<u8>,
            #[serde(default)]
            cut: bool,
        }
        let Named { uid, received, size, email_id, thread_id, header, cut } =
            Named::deserialize(MapAccessDeserializer::new(map))?;
        Ok(RawMessage { uid, received, size, email_id, thread_id, header, cut })
    }
}

#[cfg(test)]
mod tests {
    use crate::{RawMessage, decode, encode};
    use serde::Serialize;
    use serde_bytes::Bytes;

    #[derive(Serialize)]
    struct WithNames<'a> {
        header: &'a Bytes,
        uid: u32,
        received: Option<i64>,
        size: u32,
        flags: Vec<&'a str>,
    }

    #[test]
    fn is_read_with_names_and_with_newer_fields() {
        let header = b"From: a@x.example\r\n\r\n";
        let message = RawMessage {
            uid: 9,
            received: Some(-1),
            size: 3,
            email_id: Some("M1".to_owned()),
            thread_id: None,
            header: header.to_vec(),
            cut: true,
        };
        let newer = (9, Some(-1_i64), 3, "M1", None::<&str>, Bytes::new(header), true, "newer", [1, 2]);
        let several = encode(&vec![&newer, &newer]).unwrap();
        assert_eq!(decode::<Vec<RawMessage>>(&several).unwrap(), [message.clone(), message.clone()]);

        let named =
            WithNames { header: Bytes::new(header), uid: 9, received: Some(-1), size: 3, flags: vec!["\\Seen"] };
        let plain = RawMessage { email_id: None, cut: false, ..message };
        assert_eq!(decode::<RawMessage>(&encode(&named).unwrap()).unwrap(), plain);
        assert!(decode::<RawMessage>(&encode(&(9, Some(1))).unwrap()).is_err());
    }
}
