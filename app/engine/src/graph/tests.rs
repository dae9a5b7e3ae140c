//! What a contact of Graph says, how it is changed, and what answers say.

use super::answer;
use super::contact::GraphContact;
use super::request;
use crate::dav::DavError;
use crate::dav::answer::Content;
use crate::dav::url::Url;
use kith_domain::contact::{Contact, Labelled, NameParts};
use kith_wire::{WebAnswer, WebField, WebMethod};
use serde_json::{Value, json};

/// After the example of the contact resource type in Microsoft's documentation.
fn ada() -> Value {
    json!({
        "@odata.etag": "W/\"EQAAABYA1\"",
        "id": "AAMkAGI2THk0AAA=",
        "parentFolderId": "AAMkAGI2AAEOAAA=",
        "birthday": "1815-12-10T11:59:00Z",
        "fileAs": "Lovelace, Ada",
        "displayName": "Ada Lovelace",
        "givenName": "Ada",
        "initials": "A.L.",
        "middleName": null,
        "nickName": null,
        "surname": "Lovelace",
        "title": null,
        "yomiGivenName": null,
        "generation": null,
        "emailAddresses": [{ "name": "Ada at work", "address": "Ada@x.example" }],
        "imAddresses": ["sip:ada@x.example"],
        "jobTitle": "Countess",
        "companyName": "Analytical Engines",
        "department": "Programs",
        "businessPhones": ["+44 20 1234567 "],
        "homePhones": [],
        "mobilePhone": "+44 7700 900000",
        "homeAddress": {},
        "businessAddress": { "street": "1 St James's Square\r\nRoom 4", "city": "London", "postalCode": "SW1Y 4LB" },
        "otherAddress": {},
        "businessHomePage": "https://x.example/",
        "spouseName": "William",
        "personalNotes": "Met at Babbage's.\r\nLikes horses.",
        "categories": ["friend"]
    })
}

fn read(contact: &Value) -> GraphContact {
    GraphContact::read(contact.to_string().as_bytes()).unwrap()
}

/// What is sent to make a contact what is wanted.
fn sent(from: &Value, change: impl FnOnce(&mut Contact)) -> Value {
    let was = read(from);
    let mut wanted = was.contact();
    change(&mut wanted);
    let mut now = was.clone();
    now.update(&wanted);
    serde_json::from_slice(&now.changed(&was)).unwrap()
}

#[test]
fn a_contact_says_what_its_members_say() {
    let contact = read(&ada()).contact();
    let parts = NameParts { family: "Lovelace".into(), given: "Ada".into(), ..NameParts::default() };
    assert_eq!((contact.name.as_str(), &contact.parts), ("Ada Lovelace", &parts));
    assert_eq!(contact.uid, "AAMkAGI2THk0AAA=");
    assert_eq!(contact.emails, [Labelled::new("", "Ada@x.example")]);
    let phones = [Labelled::new("work", "+44 20 1234567"), Labelled::new("mobile", "+44 7700 900000")];
    assert_eq!(contact.phones, phones);
    assert_eq!(contact.postal, [Labelled::new("work", "1 St James's Square\nRoom 4\nLondon\nSW1Y 4LB")]);
    assert_eq!((contact.birthday.as_str(), contact.role.as_str()), ("1815-12-10", "Countess"));
    assert_eq!((contact.notes, contact.tags), (vec!["Met at Babbage's.\nLikes horses.".into()], vec!["friend".into()]));
    assert!(GraphContact::read(b"[]").is_none() && GraphContact::read(b"{\"a\":").is_none());
}

#[test]
fn a_birthday_is_the_same_day_wherever_it_was_entered() {
    for (time, day) in [
        ("1985-08-01T11:59:00Z", "1985-08-01"),
        ("1985-08-01T00:00:00Z", "1985-08-01"),
        // Midnight in Berlin, in Auckland, and in Los Angeles.
        ("1985-07-31T22:00:00Z", "1985-08-01"),
        ("1985-07-31T12:00:00Z", "1985-08-01"),
        ("1985-08-01T08:00:00Z", "1985-08-01"),
        ("1604-02-29T11:59:00Z", "--02-29"),
        ("yesterday", ""),
    ] {
        assert_eq!(read(&json!({ "birthday": time, "displayName": "Ada" })).contact().birthday, day, "{time}");
    }
    let to = |day: &str| sent(&ada(), |wanted| day.clone_into(&mut wanted.birthday));
    assert_eq!(to("--12-10"), json!({ "birthday": "1604-12-10T11:59:00Z" }));
    assert_eq!(to("1816-01-01"), json!({ "birthday": "1816-01-01T11:59:00Z" }));
    assert_eq!(to(""), json!({ "birthday": null }));
}

#[test]
fn only_what_changes_is_sent_and_what_stays_in_a_list_stays_as_it_is_written() {
    assert_eq!(sent(&ada(), |_| {}), json!({}));
    assert_eq!(sent(&ada(), |it| it.nickname = "Enchantress".into()), json!({ "nickName": "Enchantress" }));
    assert_eq!(sent(&ada(), |it| it.company.clear()), json!({ "companyName": null }));
    let more = sent(&ada(), |it| it.emails.push(Labelled::new("home", "ada@home.example")));
    let whole = json!([
        { "name": "Ada at work", "address": "Ada@x.example" },
        { "name": "Ada Lovelace", "address": "ada@home.example" }
    ]);
    assert_eq!(more, json!({ "emailAddresses": whole }));
    let home = sent(&ada(), |it| it.phones.push(Labelled::new("home", "123 4567")));
    assert_eq!(home, json!({ "homePhones": ["123 4567"] }));
    let work = sent(&ada(), |it| it.phones.push(Labelled::new("Reception", "123 4567")));
    assert_eq!(work, json!({ "businessPhones": ["+44 20 1234567 ", "123 4567"] }));
    let second = sent(&ada(), |it| it.phones.push(Labelled::new("mobile", "123 4567")));
    assert_eq!(second, json!({ "homePhones": ["123 4567"] }));
    assert_eq!(sent(&ada(), |it| it.phones.push(Labelled::new("work fax", "123 4567"))), json!({}));
    let tags = sent(&ada(), |it| it.tags.push("Client".into()));
    assert_eq!(tags, json!({ "categories": ["friend", "Client"] }));
    let postal = sent(&ada(), |it| it.postal.push(Labelled::new("work", "Ockham Park\nSurrey")));
    let lines = json!({ "street": "Ockham Park\nSurrey", "city": null, "state": null, "postalCode": null,
                        "countryOrRegion": null });
    assert_eq!(postal, json!({ "otherAddress": lines }));
    let notes = sent(&ada(), |it| it.notes.push("Plays the harp.".into()));
    assert_eq!(notes, json!({ "personalNotes": "Met at Babbage's.\nLikes horses.\n\nPlays the harp." }));
}

#[test]
fn what_is_written_is_what_is_read() {
    let wanted = Contact {
        uid: "u-1".into(),
        name: "Dr. Mara Birke".into(),
        parts: NameParts {
            family: "Birke".into(),
            given: "Mara".into(),
            additional: "Jo".into(),
            prefix: "Dr.".into(),
            suffix: "PhD".into(),
        },
        nickname: "M".into(),
        emails: vec![Labelled::new("", "mara@y.example")],
        phones: vec![Labelled::new("work", "1 23 45"), Labelled::new("home", "2"), Labelled::new("mobile", "3")],
        postal: vec![Labelled::new("home", "Am Markt 1\n10115 Berlin")],
        links: vec![Labelled::new("", "https://y.example/")],
        birthday: "--04-12".into(),
        company: "Birke & Söhne".into(),
        role: "Boss".into(),
        notes: vec!["One.\nTwo.".into()],
        tags: vec!["a".into(), "b".into()],
        ..Contact::default()
    };
    let contact = GraphContact::new(&wanted);
    let read = GraphContact::read(&contact.bytes()).unwrap();
    assert_eq!(read.contact(), wanted.clone().normal());
    assert_eq!(read.changed(&contact), b"{}");
    let mut same = read.clone();
    same.update(&wanted);
    assert_eq!(same.bytes(), contact.bytes());
}

#[test]
fn what_a_server_may_have_no_room_for_can_be_left_out() {
    let mut contact = read(&json!({ "emailAddresses": [{}, {}, {}, {}], "homePhones": ["1", "2"] }));
    assert!(contact.shorten());
    assert!(!contact.shorten());
    assert_eq!(contact.changed(&read(&json!({ "homePhones": ["1", "2"] }))), br#"{"emailAddresses":[{},{},{}]}"#);
}

fn answer(status: u16, body: &str) -> WebAnswer {
    WebAnswer { status, headers: Vec::new(), body: body.as_bytes().to_vec() }
}

#[test]
fn a_page_tells_who_is_there_and_who_is_gone() {
    let book = Url::read("https://graph.microsoft.com/v1.0/me/contacts/").unwrap();
    let whole = json!({
        "@odata.nextLink": "https://graph.microsoft.com/v1.0/me/contacts/delta?$skiptoken=a%3D",
        "value": [ada(), { "id": "AAMk/2=", "@removed": { "reason": "deleted" } }, { "displayName": "no id" }]
    })
    .to_string();
    let page = answer::page(&book, &answer(200, &whole)).unwrap();
    let [(ada, Some(came)), (gone, None)] = page.rows.as_slice() else { panic!("{:?}", page.rows) };
    assert_eq!(ada.url.to_string(), "https://graph.microsoft.com/v1.0/me/contacts/AAMkAGI2THk0AAA=");
    assert_eq!((ada.etag.as_str(), came.etag.as_str()), ("W/\"EQAAABYA1\"", "W/\"EQAAABYA1\""));
    assert!(matches!(came.content, Content::Card(_)));
    assert!(gone.is_gone && gone.url.path.ends_with("/contacts/AAMk%2F2="));
    assert_eq!(page.next.unwrap().path, "/v1.0/me/contacts/delta?$skiptoken=a%3D");
    assert!(page.delta.is_none());

    let cut = answer(200, &whole[..whole.len() - 9]);
    assert_eq!(answer::page(&book, &cut).unwrap_err(), DavError::Cut);
    assert_eq!(answer::page(&book, &answer(410, "{}")).unwrap_err(), DavError::Status(410));
    assert_eq!(answer::page(&book, &answer(200, "{}")).unwrap_err(), DavError::Unexpected);
    let elsewhere = json!({ "value": [], "@odata.nextLink": "https://evil.example/" }).to_string();
    assert_eq!(answer::page(&book, &answer(200, &elsewhere)).unwrap_err(), DavError::Unexpected);
}

#[test]
fn a_change_is_made_only_where_the_contact_is_as_it_was() {
    let url = Url::read("https://graph.microsoft.com/v1.0/me/contacts/AAMk=").unwrap();
    let update = request::update(&url, "W/\"1\"", b"{}".to_vec());
    assert_eq!(
        (update.method, update.url.as_str()),
        (WebMethod::Patch, "https://graph.microsoft.com/v1.0/me/contacts/AAMk=")
    );
    assert!(update.headers.contains(&(WebField::IfMatch, "W/\"1\"".into())));
    let create = request::create(&url, b"{}".to_vec());
    assert_eq!((create.method, create.url.as_str()), (WebMethod::Post, "https://graph.microsoft.com/v1.0/me/contacts"));
    let ids = |request: &kith_wire::WebRequest| {
        request.headers.iter().any(|(field, it)| *field == WebField::Prefer && it.contains("IdType=\"ImmutableId\""))
    };
    assert!(ids(&update) && ids(&create) && ids(&request::page(&url)));
}
