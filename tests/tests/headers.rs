//! Kith reads every header of the fixture as it was planned: where this fails, no test of the whole can succeed.

use kith_domain::message::ParticipantRole;
use kith_domain::{header, noise};
use kith_tests::fixture::Fixture;

#[test]
fn every_header_is_read_as_it_was_meant() {
    let fixture = Fixture::new(1, 1_760_000_000, 5000);
    for message in fixture.messages() {
        let bytes = message.bytes();
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n").unwrap() + 4;
        let size = u32::try_from(bytes.len()).unwrap();
        let facts = header::read(&bytes[..end], Some(message.received()), size);
        let shown = String::from_utf8_lossy(&bytes);
        let named =
            facts.parties.iter().filter(|who| !matches!(who.role, ParticipantRole::Sender | ParticipantRole::ReplyTo));
        let named: Vec<_> = named.map(|who| (who.address.as_str(), who.name.as_deref())).collect();
        assert_eq!(named, message.people().collect::<Vec<_>>(), "{shown}");
        assert_eq!(facts.subject, message.subject(), "{shown}");
        assert_eq!(facts.date, message.date(), "{shown}");
        let own = ["robin@wren.example", "robin.wren@finch.example", "pa@desk.example"];
        if !own.contains(&named[0].0) {
            assert_eq!(noise::of_message(&facts).is_some(), message.is_noise(), "{shown}");
        }
    }
}
