use super::{Joined, Known, Match, MatchReason, SecondSign, are_two, join};
use crate::contact::{Contact, Labelled};
use crate::ids::PersonId;

const ADA: PersonId = PersonId(1);
const BOB: PersonId = PersonId(2);

/// `Ada King, ada@king.example, +49 30 1234567, company: Acme`
fn contact(text: &str) -> Contact {
    let mut contact = Contact::default();
    for part in text.split(", ") {
        match part.split_once(": ") {
            Some(("company", company)) => contact.company = company.into(),
            Some(("birthday", birthday)) => contact.birthday = birthday.into(),
            Some(("nickname", nickname)) => contact.nickname = nickname.into(),
            _ if part.contains('@') => contact.emails.push(Labelled::new("", part)),
            _ if part.starts_with(['+', '0']) => contact.phones.push(Labelled::new("", part)),
            _ => contact.name = part.into(),
        }
    }
    contact
}

fn known(ada: &str, bob: &str) -> Known {
    let mut known = Known::default();
    known.add(ADA, &contact(ada));
    known.add(BOB, &contact(bob));
    known
}

fn one(person: PersonId, reason: MatchReason) -> Match {
    Match::One(person, reason)
}

fn email(address: &str) -> MatchReason {
    MatchReason::Email(address.into())
}

fn phone(number: &str) -> MatchReason {
    MatchReason::Phone(number.into())
}

#[test]
fn who_a_contact_is() {
    use SecondSign::{Birthday, Company, Domain, Nickname};
    let alone =
        |people: &[PersonId]| Match::Unclear(people.iter().map(|person| (*person, MatchReason::NameAlone)).collect());
    for (ada, bob, new, expected) in [
        // By an address, whatever the case of its letters, and whatever else is said.
        ("Ada King, ada@king.example", "", "A. King, ADA@king.example", one(ADA, email("ada@king.example"))),
        ("Ada King, ada@king.example", "", "Mum, ada@king.example", one(ADA, email("ada@king.example"))),
        ("Ada King, ada@king.example", "", "Ada Lovelace, ada@king.example", one(ADA, email("ada@king.example"))),
        (", ada@king.example", "", "Ada King, ada@king.example", one(ADA, email("ada@king.example"))),
        // An address comes before a number.
        (
            "Ada King, ada@king.example",
            "Bob King, +49 30 1234567",
            "Ada King, ada@king.example, +49 30 1234567",
            one(ADA, email("ada@king.example")),
        ),
        // Addresses of two: who has the name, or else it is not clear.
        (
            "Ada King, a@one.example",
            "Ada Holm, a@two.example",
            "Ada King, a@one.example, a@two.example",
            one(ADA, email("a@one.example")),
        ),
        (
            "Ada King, a@one.example",
            "A. King, a@two.example",
            "Ada R., a@one.example, a@two.example",
            Match::Unclear(vec![(ADA, email("a@one.example")), (BOB, email("a@two.example"))]),
        ),
        // Another name at the address of one: two may share it.
        (
            "Ada King, home@king.example",
            "",
            "Bob King, home@king.example",
            Match::Unclear(vec![(ADA, email("home@king.example"))]),
        ),
        (
            "Ada King, home@king.example",
            "Bob King, +49 30 1234567",
            "Bob King, home@king.example, +49 30 1234567",
            one(BOB, phone("+49 30 1234567")),
        ),
        (
            "Ada King, home@king.example",
            "Bob King, company: Acme",
            "Bob King, home@king.example, company: Acme",
            one(BOB, MatchReason::Name(Company)),
        ),
        // An address of a function tells nothing of someone else.
        ("Ada King, info@king.example", "", "Bob Holm, info@king.example", Match::None),
        ("Ada King, info@king.example", "", "Ada Holm, info@king.example", Match::None),
        ("Ada King, info@king.example", "", "Ada, info@king.example", one(ADA, email("info@king.example"))),
        ("Ada King, info@king.example", "", "Ada King, info@king.example", one(ADA, email("info@king.example"))),
        // By a number, with its country or without.
        ("Ada King, +49 30 1234567", "", "Ada, 030 1234567", one(ADA, phone("030 1234567"))),
        ("Ada King, +49 30 1234567", "", "Mum, 030 1234567", Match::Unclear(vec![(ADA, phone("030 1234567"))])),
        ("Ada King, +49 30 1234567", "", "Ada Byron King, 030 1234567", one(ADA, phone("030 1234567"))),
        ("Ada King, +49 30 1234567", "", "Ada Holm, 030 1234567", Match::Unclear(vec![(ADA, phone("030 1234567"))])),
        ("Ada King, +49 30 1234567", "", "Bob King, 030 1234567", Match::None),
        ("Ada King, +49 30 1234567", "", "Acme Ltd, 030 1234567", Match::None),
        ("Ada King, 0110", "", "Ada, 0110", Match::None),
        // By a name and a second sign.
        ("Ada King, ada@acme.example", "", "King Ada, a.king@mail.acme.example", one(ADA, MatchReason::Name(Domain))),
        ("Ada King, a@gmail.com", "", "Ada King, b@gmail.com", alone(&[ADA])),
        ("Ada King, company: Acme", "", "Ada King, company: ACME", one(ADA, MatchReason::Name(Company))),
        ("Ada King, birthday: 1815-12-10", "", "Ada King, birthday: --12-10", one(ADA, MatchReason::Name(Birthday))),
        ("Ada King, nickname: Lady A", "", "Ada King, nickname: lady a", one(ADA, MatchReason::Name(Nickname))),
        ("Ada King, company: Acme", "Ada King", "Ada King, company: Acme", one(ADA, MatchReason::Name(Company))),
        // A name alone is never enough.
        ("Ada King", "", "Ada King", alone(&[ADA])),
        ("Ada King", "Ada King", "Ada King", alone(&[ADA, BOB])),
        ("Ada King, birthday: 1815-12-10", "", "Ada King, birthday: 1815-12-11, company: Acme", Match::None),
        ("Anna Berg, anna@acme.example, company: Acme", "", "Anna Berg, a@holm.example, company: Holm", Match::None),
        // Nor is the name of a function.
        ("Support, support@acme.example", "", "Support, company: Acme", Match::None),
        ("Acme Support, company: Acme", "", "Acme Support, company: Acme", Match::None),
        ("Sales", "", "Sales, sales@acme.example", Match::None),
        ("Ada, company: Acme", "", "Ada, company: Acme", Match::None),
        ("Ada King, ada@king.example", "", ", company: Acme", Match::None),
    ] {
        assert_eq!(known(ada, bob).who_is(&contact(new)), expected, "{ada} | {bob} | {new}");
    }
}

#[test]
fn two_who_were_said_to_be_distinct_stay_apart() {
    let mut known = known("Ada King, home@king.example", "Bob King, company: Acme");
    known.add_distinct(BOB, ADA);
    let card = |text| known.who_is(&contact(text));
    assert_eq!(card("Ada King, home@king.example"), one(ADA, email("home@king.example")));
    assert_eq!(card("Bob King, home@king.example"), one(BOB, MatchReason::Name(SecondSign::SaidDistinct)));
    // Of one name even: the address is of one, the number of the other.
    let mut known = self::known("Ada King, a@king.example", "Ada King, +49 30 1234567");
    known.add_distinct(ADA, BOB);
    assert_eq!(
        known.who_is(&contact("Ada King, a@king.example, +49 30 1234567")),
        Match::Unclear(vec![(ADA, email("a@king.example")), (BOB, phone("+49 30 1234567"))])
    );
}

#[test]
fn what_many_share_tells_no_one() {
    let mut known = Known::default();
    let letters = |number: u64| char::from(b'a' + u8::try_from(number).unwrap());
    for number in 0..21 {
        let shared = format!("A{} King, office@king.example, +49 30 1234567", letters(number));
        known.add(PersonId(number), &contact(&shared));
    }
    assert_eq!(known.who_is(&contact(", office@king.example, +49 30 1234567")), Match::None);
    assert_eq!(
        known.who_is(&contact("Ab King, office@king.example")),
        one(PersonId(1), MatchReason::Name(SecondSign::Domain))
    );
}

#[test]
fn names_of_two() {
    for (one, other, expected) in [
        ("Ada King", "Bob King", true),
        ("Ada King", "Eve Holm", true),
        ("Ada King", "Ada King", false),
        ("Ada King", "King Ada", false),
        ("Ada King", "Ada Lovelace", false),
        ("Ada King", "A. King", false),
        ("Ada Byron King", "Byron King", false),
        ("Ada King", "Mum", false),
        ("Ada King", "", false),
        ("Ada King", "Acme Ltd", false),
        ("佐藤花子", "佐藤一郎", true),
    ] {
        assert_eq!(are_two(one, other), expected, "{one} {other}");
        assert_eq!(are_two(other, one), expected, "{other} {one}");
    }
}

#[test]
fn rows_of_one_person_are_joined() {
    let rows = [
        "Ada King",
        "Ada King, ada@f17.example",
        "Ada King, ADA@f17.example",
        "Bob Holm, b@one.example",
        "A. King, ada@f17.example, ada2@f17.example",
        "Bob Holm, b@two.example",
        "Bob Holm",
    ];
    let joined = join(rows.iter().map(|row| contact(row)).collect());
    let expected = [
        ("Ada King, ada@f17.example, ada2@f17.example", vec![1, 2, 4, 0]),
        ("Bob Holm, b@one.example", vec![3]),
        ("Bob Holm, b@two.example", vec![5]),
        // Which of the two it is, the file does not say.
        ("Bob Holm", vec![6]),
    ];
    assert_eq!(joined, expected.map(|(text, places)| Joined { contact: contact(text), places }));
    // The second time everybody is known.
    let mut known = Known::default();
    for (number, joined) in (0..).zip(&joined) {
        known.add(PersonId(number), &joined.contact);
    }
    for (number, joined) in (0..).zip(&joined[..3]) {
        assert!(matches!(known.who_is(&joined.contact), Match::One(PersonId(found), _) if found == number));
    }
}

#[test]
fn ten_thousand_look_ups_are_quick() {
    let text = |number: usize| {
        let letters: String = format!("{number:05}").bytes().map(|digit| char::from(digit - b'0' + b'a')).collect();
        format!("Ada {letters}, {letters}@acme.example, +49 30 {:07}, company: Acme", number * 7)
    };
    let contacts: Vec<Contact> = (0..10_000).map(|number| contact(&text(number))).collect();
    // Ten thousand of them with one address, one number and one name besides.
    let shared = |number: usize| {
        let mut contact = contact(&text(number));
        contact.emails.push(Labelled::new("", "office@king.example"));
        contact.phones.push(Labelled::new("", "+49 40 7654321"));
        contact
    };
    let namesakes = |number: usize| contact(&format!("Ada King, a{number}@gmail.com"));
    let one = |number: usize| contact(&format!("Ada King, ada@king.example, a{number}@gmail.com"));
    let all = |contact: &dyn Fn(usize) -> Contact| (0..10_000).map(contact).collect::<Vec<_>>();
    for (contacts, people) in [(contacts, 10_000), (all(&shared), 10_000), (all(&namesakes), 10_000), (all(&one), 1)] {
        let begin = std::time::Instant::now();
        assert_eq!(join(contacts).len(), people);
        println!("10,000 look-ups in a growing index: {:?}", begin.elapsed());
        assert!(begin.elapsed().as_secs() < 20, "without optimisation");
    }
}
