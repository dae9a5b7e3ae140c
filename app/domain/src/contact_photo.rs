//! Pictures of contacts. Where one is kept elsewhere, its id stands in its place.

use crate::contact::{Contact, Labelled, Photo};
use crate::decision::PhotoId;

/// What stands for the type of a picture that is kept elsewhere. No image has this type.
const KEPT_ELSEWHERE: &str = "id";

impl Photo {
    /// The picture with that id, which is kept elsewhere.
    #[must_use]
    pub fn by_id(id: PhotoId) -> Self {
        Self { media_type: KEPT_ELSEWHERE.to_owned(), bytes: id.0.to_le_bytes().to_vec() }
    }

    /// The id, if the picture is kept elsewhere.
    #[must_use]
    pub fn kept_elsewhere(&self) -> Option<PhotoId> {
        let is_elsewhere = self.media_type == KEPT_ELSEWHERE;
        let bytes = self.bytes.as_slice().try_into().ok().filter(|_| is_elsewhere)?;
        Some(PhotoId(u64::from_le_bytes(bytes)))
    }

    #[must_use]
    pub fn id(&self) -> PhotoId {
        self.kept_elsewhere().unwrap_or_else(|| PhotoId::of(&self.bytes))
    }
}

/// Whether two contacts have the same picture, or none.
#[must_use]
pub fn is_same_photo(one: &Contact, other: &Contact) -> bool {
    match (&one.photo, &other.photo) {
        (None, None) => true,
        // Most are compared without their ids, which take time to compute.
        (Some(one), Some(other)) if one.media_type == other.media_type => one.bytes == other.bytes,
        (Some(one), Some(other)) => one.id() == other.id(),
        _ => false,
    }
}

/// A picture as a change tells it: by its id.
#[must_use]
pub fn told_photo(photo: &Photo) -> Labelled {
    Labelled::new("", format!("{:016x}", photo.id().0))
}

/// The picture that a change tells of.
#[must_use]
pub fn photo_told(told: &Labelled) -> Option<Photo> {
    u64::from_str_radix(&told.value, 16).ok().map(|id| Photo::by_id(PhotoId(id)))
}

#[cfg(test)]
mod tests {
    use super::{is_same_photo, photo_told, told_photo};
    use crate::contact::{Contact, Photo};

    #[test]
    fn a_picture_is_the_same_as_its_id_and_as_no_other() {
        let with = |photo| Contact { photo, ..Contact::default() };
        let picture = |byte: u8| Photo { media_type: "image/png".into(), bytes: vec![byte] };
        let (one, other) = (picture(1), picture(2));
        let by_id = Photo::by_id(one.id());
        assert_eq!((by_id.id(), by_id.kept_elsewhere(), one.kept_elsewhere()), (one.id(), Some(one.id()), None));
        assert_eq!(photo_told(&told_photo(&one)), Some(by_id.clone()));
        let untyped = Photo { media_type: String::new(), ..one.clone() };
        for (left, right, is_same) in [
            (None, None, true),
            (Some(one.clone()), None, false),
            (Some(one.clone()), Some(one.clone()), true),
            (Some(one.clone()), Some(by_id.clone()), true),
            (Some(one.clone()), Some(untyped), true),
            (Some(one), Some(other.clone()), false),
            (Some(by_id.clone()), Some(other.clone()), false),
            (Some(by_id), Some(Photo::by_id(other.id())), false),
        ] {
            let (left, right) = (with(left), with(right));
            assert_eq!(is_same_photo(&left, &right), is_same, "{left:?} {right:?}");
            assert_eq!(is_same_photo(&right, &left), is_same, "{right:?} {left:?}");
        }
    }
}
