//! Keeping a name and its parts together.

use crate::contact::Contact;
use crate::contact_fields::normal;
use crate::name::parts::{change, join, split};

/// A contact without an address in the place of the name.
pub(super) fn named(mut contact: Contact) -> Contact {
    if contact.is_called_by_address() {
        contact.name.clear();
    }
    contact
}

/// Whether someone's name is made of its parts, and of nothing else, as `Mum` is.
pub(super) fn is_made_of_parts(contact: &Contact) -> bool {
    normal(&contact.name) == normal(&join(&contact.parts))
}

/// A contact of which either the name or its parts changed, with the other changed as well: of the parts only the one
/// that is another.
pub(super) fn with_linked_names(before: &Contact, mut after: Contact) -> Contact {
    if is_made_of_parts(before) {
        match (normal(&before.name) != normal(&after.name), before.parts != after.parts) {
            (true, false) if before.parts.is_empty() => after.parts = split(&after.name),
            (true, false) => after.parts = change(&before.parts, &after.name),
            (false, true) => after.name = join(&after.parts),
            _ => {}
        }
    }
    after
}

/// A contact whose name is made of its parts.
pub(super) fn with_name_of_parts(contact: Contact) -> Contact {
    Contact { name: join(&contact.parts), ..contact }
}
