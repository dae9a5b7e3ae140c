//! Keeping a name and its parts together.

use crate::contact::Contact;
use crate::contact_fields::normal;
use crate::name::parts::{change, join, split};

/// Whether someone's name is made of its parts, and of nothing else, as `Mum` is.
pub(super) fn is_made_of_parts(contact: &Contact) -> bool {
    normal(&contact.name) == normal(&join(&contact.parts))
}

/// A contact of which either the name or its parts changed, with the other changed as well: of the parts only the one
/// that is another.
pub(super) fn with_linked_names(before: &Contact, after: &Contact) -> Contact {
    let mut linked = after.clone();
    if !is_made_of_parts(before) {
        return linked;
    }
    match (normal(&before.name) != normal(&after.name), before.parts != after.parts) {
        (true, false) if before.parts.is_empty() => linked.parts = split(&after.name),
        (true, false) => linked.parts = change(&before.parts, &after.name),
        (false, true) => linked.name = join(&after.parts),
        _ => {}
    }
    linked
}

/// A contact whose name is made of its parts.
pub(super) fn with_name_of_parts(contact: &Contact) -> Contact {
    Contact { name: join(&contact.parts), ..contact.clone() }
}
