//! People who are entered by hand.

use super::{count, history};
use crate::api::{Command, ContactSource, Day, Decision, NewPerson, PersonField, PersonId, ProblemKind, question};
use crate::engine::tests::world::{World, everything};
use kith_domain::contact::Contact;
use kith_domain::contact::Labelled;

#[test]
fn someone_is_added_by_hand_and_who_has_the_address_is_completed() {
    let mut world = World::new(everything());
    world.connect().unwrap();
    let all = count(&mut world);
    let bucket = kith_domain::bucket::SUGGESTIONS[0].bucket(9, 0);
    world.order(Command::Decide { mark: 1, decisions: vec![Decision::Bucket(bucket)] }).unwrap();
    let new = |name: &str, email: &str, phone: &str| {
        let labelled = |value: &str| if value.is_empty() { vec![] } else { vec![Labelled::new("", value)] };
        let (emails, phones) = (labelled(email), labelled(phone));
        let contact = Contact { name: name.into(), company: "King & Co".into(), emails, phones, ..Contact::default() };
        Box::new(NewPerson { contact, bucket: Some((9, Day(20_717))), met: "At the fair".into() })
    };
    let add = |mark, person: &NewPerson| Command::AddPerson { mark, person: Box::new(person.clone()) };
    let ada = new("Ada King", "ada@king.example", "+49 30 1234567");
    world.order(add(5, &ada)).unwrap();
    world.order(add(5, &ada)).unwrap();
    let Ok(card) = world.ask(question::Person(ada.id(5))) else { panic!("nobody") };
    assert_eq!((card.row.name.as_str(), card.row.address.as_str()), ("Ada King", "ada@king.example"));
    assert_eq!(card.field(PersonField::Met).value, "At the fair");
    assert_eq!((card.sources, card.keeping.buckets), (vec![ContactSource::Hand], vec![9]));
    assert_eq!(card.row.company.map(|(_, name)| name), Some("King & Co".into()));

    let known = new("Person One", "P1@x.example", "");
    world.order(add(6, &known)).unwrap();
    assert_eq!(count(&mut world), all + 1);
    let nameless = new("", "", "+49 30 7654321");
    world.order(add(7, &nameless)).unwrap();
    let Ok(card) = world.ask(question::Person(nameless.id(7))) else { panic!("nobody") };
    assert_eq!((card.row.id, card.row.name.as_str()), (PersonId(7), "+49 30 7654321"));
    let nobody = NewPerson::default();
    assert_eq!(world.order(add(8, &nobody)), Err(ProblemKind::BadInput));
    let rows = history(&mut world);
    assert_eq!(rows.len(), 4, "each is one entry");
}
