//! The icons for the kinds of contact.

use crate::components::icon::Shape;
use kith_engine::api::{ContactKind, ContactWay};

pub(crate) fn shape(way: ContactWay) -> Shape {
    match way {
        ContactWay::Sent => Shape::Sent,
        ContactWay::Received => Shape::Received,
        ContactWay::Meeting | ContactWay::Logged(ContactKind::Meeting) => Shape::People,
        ContactWay::Call(_) | ContactWay::Logged(ContactKind::Call) => Shape::Phone,
        ContactWay::Logged(ContactKind::Letter) => Shape::Mail,
        ContactWay::Messages(_) | ContactWay::Logged(ContactKind::Message | ContactKind::Other) => Shape::Talk,
    }
}
