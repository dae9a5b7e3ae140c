//! Servers that do what is not expected of them, and people who do the same with their cards.

use super::{ADA, DavServer, MARA, count, dav, named, start, sync, world};
use crate::api::SyncOut;

#[test]
fn an_address_that_went_to_someone_else_makes_no_one_of_two() {
    let mut server = DavServer::default();
    let two = ADA.replace("TEL;", "EMAIL:ada@second.example\r\nTEL;");
    server.put("ada.vcf", &two);
    let mut world = world(server);
    start(&mut world, SyncOut::NoOne);
    dav(&mut world).put("ada.vcf", &two.replace("EMAIL;TYPE=WORK:ada@x.example\r\n", ""));
    sync(&mut world);
    dav(&mut world).put("bob.vcf", &MARA.replace("mara-1", "bob-1").replace("Mara", "Bob").replace("mara@y", "ada@x"));
    sync(&mut world);
    assert_ne!(named(&mut world, "Ada Lovelace"), named(&mut world, "Bob Birke"));
    assert_eq!(count(&mut world), 2);
}
