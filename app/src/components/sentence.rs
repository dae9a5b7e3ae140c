//! A sentence with more in it than text.

use crate::i18n::{Part, parts};
use leptos::prelude::*;

/// A message that was given [`PLACES`](crate::i18n::PLACES) as arguments, with something else in these places, such as
/// a bold name or a link.
pub(crate) fn sentence<const N: usize>(message: &str, places: [AnyView; N]) -> Vec<AnyView> {
    let mut places = places.map(Some);
    let view = |part| match part {
        Part::Text(text) => Some(text.to_owned().into_any()),
        Part::Place(at) => places.get_mut(at).and_then(Option::take),
    };
    parts(message).into_iter().filter_map(view).collect()
}
