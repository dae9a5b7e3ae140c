//! Pictures in cards.

use super::property::{Param, Property};
use super::value::Version;
use crate::contact::Photo;
use crate::contact::normal::image_type;
use encodify::base64::{LENIENT, STANDARD};

const MAX_PHOTO_BYTES: usize = 4 << 20;

/// The picture in a line. `None` if it only says where one is, or if it is too large.
pub(super) fn photo(property: &Property) -> Option<Photo> {
    let value = property.value.trim();
    if value.len() / 4 * 3 > MAX_PHOTO_BYTES {
        return None;
    }
    let is_data = value.get(..5).is_some_and(|scheme| scheme.eq_ignore_ascii_case("data:"));
    let is_base64 =
        property.param("ENCODING").any(|it| it.eq_ignore_ascii_case("b") || it.eq_ignore_ascii_case("base64"));
    let (media_type, coded) = match value.split_once(',') {
        Some((head, coded)) if is_data => {
            let head = head.get(5..)?.trim_end_matches('\\');
            (image_type(head.strip_suffix(";base64")?.split(';').next()?), coded)
        }
        _ if is_base64 => {
            let kind = property.param("TYPE").find(|kind| !kind.eq_ignore_ascii_case("pref")).unwrap_or_default();
            let kind = kind.to_ascii_lowercase();
            (image_type(&format!("image/{}", kind.strip_prefix("image/").unwrap_or(&kind))), value)
        }
        _ => return None,
    };
    let bytes = LENIENT.decode(coded).ok().filter(|bytes| !bytes.is_empty())?;
    Some(Photo { media_type, bytes })
}

/// A picture as a version writes it.
pub(super) fn written(version: Version, photo: &Photo) -> Property {
    let mut property = Property::new("", "PHOTO");
    let coded = STANDARD.encode(&photo.bytes);
    if version == Version::V4 {
        property.value = format!("data:{};base64,{coded}", photo.media_type);
        return property;
    }
    property.value = coded;
    property.params.push(Param::new("ENCODING", &[if version == Version::V2 { "BASE64" } else { "b" }]));
    if let Some(kind) = photo.media_type.strip_prefix("image/") {
        property.params.push(Param::new("TYPE", &[&kind.to_ascii_uppercase()]));
    }
    property
}
