//! Contact other than messages, as it is stored: what invitations in mail say of meetings.
//!
//! It is packed into segments as messages are, goes with its account, and can be read again. The first byte tells such a
//! segment from a run of messages, whose versions count from 1.

use crate::packed::{self, Unreadable};
use kith_domain::meeting::PackedInvitation;
use serde::{Deserialize, Serialize};

/// The version in which they are packed.
const VERSION: u8 = 129;

/// About so many bytes are packed together; see [`crate::segment`].
const MAX_BYTES: usize = 50_000;

/// One thing that was said of contact. Further kinds, such as calls, come at the end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Interaction {
    Meeting(PackedInvitation),
}

/// Whether a segment holds such contact instead of messages.
pub(crate) fn holds_interactions(segment: &[u8]) -> bool {
    segment.first() == Some(&VERSION)
}

/// Packs contact, in as many segments as it takes.
pub(crate) fn pack(all: &[Interaction]) -> Result<Vec<Vec<u8>>, Unreadable> {
    let (mut segments, mut rest) = (Vec::new(), all);
    while !rest.is_empty() {
        let mut size = 0;
        let fits = |it: &&Interaction| {
            size += it.size();
            size <= MAX_BYTES
        };
        let count = rest.iter().take_while(fits).count().max(1);
        let (now, later) = rest.split_at_checked(count).unwrap_or((rest, &[]));
        segments.push(packed::pack("interactions", VERSION, &now)?);
        rest = later;
    }
    Ok(segments)
}

pub(crate) fn unpack(segment: &[u8]) -> Result<Vec<Interaction>, Unreadable> {
    packed::unpack("interactions", VERSION, segment)
}

impl Interaction {
    /// About how many bytes it takes.
    fn size(&self) -> usize {
        let Self::Meeting(meeting) = self;
        meeting.size()
    }
}

/// What an invitation says, of which released.rs pins the bytes.
#[cfg(test)]
pub(crate) fn example_meetings() -> Vec<PackedInvitation> {
    use kith_domain::address::Address;
    use kith_domain::meeting::{Answer, Attendee, Instance, Invitation, Method};
    let attendee = |address, answer| Attendee { address: Address::parse(address).unwrap(), answer };
    let invitation = Invitation {
        uid: "4ab@x.example".to_owned(),
        sequence: 3,
        stamp: 1_795_000_000,
        method: Method::Reply,
        instance: Some(Instance { start: 1_796_000_000, and_later: true }),
        organizer: Some(attendee("ada@x.example", Answer::None)),
        attendees: vec![
            attendee("bob@x.example", Answer::Accepted),
            attendee("cyd@x.example", Answer::Declined),
            attendee("dan@x.example", Answer::Tentative),
        ],
        subject: "The engine".to_owned(),
        all_day: true,
        seconds: 3_600,
        starts: vec![1_796_000_000, 1_796_604_800],
    };
    vec![PackedInvitation::from(&invitation)]
}

/// The same as contact.
#[cfg(test)]
pub(crate) fn example() -> Vec<Interaction> {
    example_meetings().into_iter().map(Interaction::Meeting).collect()
}

#[cfg(test)]
mod tests {
    use super::{Interaction, MAX_BYTES, PackedInvitation, example, holds_interactions, pack, unpack};
    use kith_domain::meeting::{Invitation, Method};

    #[test]
    fn what_was_packed_comes_back_in_segments_of_a_bearable_size() {
        let Some(Interaction::Meeting(packed)) = example().pop() else { panic!() };
        let one = Invitation::from(packed.clone());
        assert_eq!(PackedInvitation::from(&one), packed);
        assert_eq!(one.starts, [1_796_000_000, 1_796_604_800]);
        let long = (0..1_000).map(|number| 1_796_000_000 + number * 604_800).collect();
        let many = Invitation { method: Method::Cancel, starts: long, ..one };
        let many: Vec<_> = (0..50).map(|_| Interaction::Meeting(PackedInvitation::from(&many))).collect();
        let segments = pack(&many).unwrap();
        assert!(segments.len() > 1 && segments.iter().all(|it| it.len() < MAX_BYTES && holds_interactions(it)));
        let back: Vec<_> = segments.iter().flat_map(|segment| unpack(segment).unwrap()).collect();
        assert_eq!(back, many);
    }
}
