use super::{COLUMNS, DateOrder, PostalPart, Row, Separator, Table, Use, contacts, guess, read, table};
use crate::charset::{Encoding, decode, encoding};
use crate::contact::trouble::{Reason, Trouble};
use crate::contact::{Contact, Labelled, NameParts};
use proptest::collection::vec;
use proptest::prelude::*;

fn labelled(items: &[(&str, &str)]) -> Vec<Labelled> {
    items.iter().map(|(label, value)| Labelled::new(*label, *value)).collect()
}

fn people(text: &str) -> Vec<Contact> {
    let table = read(text, None);
    contacts(&table.rows, &guess(&table)).into_iter().map(Result::unwrap).collect()
}

fn uses(titles: &str, row: &str) -> Vec<Use> {
    guess(&read(&format!("{titles}\n{row}\n"), None))
}

#[test]
fn google_has_several_values_in_a_cell() {
    let text = "Name,Given Name,Family Name,Birthday,Notes,Group Membership,E-mail 1 - Type,E-mail 1 - Value,\
        E-mail 2 - Type,E-mail 2 - Value,Phone 1 - Type,Phone 1 - Value\n\
        Ada King,Ada,King, --12-10,\"said \"\"hi\"\",\nand left\",* My Contacts ::: University ::: School,* ,\
        ada@f11.example ::: ada.k@f11.example,Work,ada@work-f11.example,Mobile,+47 111 ::: +47 222\n";
    let ada = Contact {
        name: "Ada King".into(),
        parts: NameParts { given: "Ada".into(), family: "King".into(), ..NameParts::default() },
        birthday: "--12-10".into(),
        notes: vec!["said \"hi\",\nand left".into()],
        tags: vec!["University".into(), "School".into()],
        emails: labelled(&[("", "ada@f11.example"), ("", "ada.k@f11.example"), ("work", "ada@work-f11.example")]),
        phones: labelled(&[("mobile", "+47 111"), ("mobile", "+47 222")]),
        ..Contact::default()
    };
    assert_eq!(people(text), [ada]);
}

#[test]
fn new_tables_of_google_are_understood() {
    let text = "First Name,Last Name,Organization Name,Organization Title,Organization Department,Birthday,Labels,\
        E-mail 1 - Label,E-mail 1 - Value,Address 1 - Label,Address 1 - Formatted,Address 1 - Street,Address 1 - City,\
        Address 1 - Postal Code,Address 1 - Country,Website 1 - Label,Website 1 - Value,Event 1 - Label,Event 1 - Value,\
        Custom Field 1 - Label,Custom Field 1 - Value,Phonetic First Name\n\
        Ada,King,Acme,Boss,Sales,1815-12-10,Choir ::: * myContacts,* Home,ada@x.example,Home,\"5 Lane\nTown\",5 Lane,Town,\
        123,Land,Profile,https://x.example,Anniversary,1835-07-08,Shoe,36,\n";
    let ada = people(text).remove(0);
    assert_eq!((ada.company.as_str(), ada.role.as_str(), ada.birthday.as_str()), ("Acme", "Boss", "1815-12-10"));
    assert_eq!(ada.tags, ["Choir"]);
    assert_eq!(ada.emails, labelled(&[("home", "ada@x.example")]));
    assert_eq!(ada.postal, labelled(&[("home", "5 Lane\nTown")]));
    assert_eq!(ada.links, labelled(&[("Profile", "https://x.example")]));
    assert_eq!(ada.dates, labelled(&[("anniversary", "1835-07-08")]));
    let custom = [("Organization Department", "Sales"), ("Shoe", "36")];
    assert_eq!(ada.custom, custom.map(|(name, value)| (name.to_owned(), value.to_owned())));
}

#[test]
fn addresses_in_parts_are_put_together() {
    let text = "Name,Address 1 - Type,Address 1 - Street,Address 1 - City,Address 1 - Region,Address 1 - Postal Code,\
        Home Street,Home Street 2,Home City,Home Country/Region\n\
        Ada,Work,,Springfield,IL,62704,5 Lane,Flat 2,Town,Land\n";
    let expected = [("home", "5 Lane\nFlat 2\nTown\nLand"), ("work", "Springfield, IL 62704")];
    let mut postal = people(text).remove(0).postal;
    postal.sort();
    assert_eq!(postal, labelled(&expected));
}

#[test]
fn outlook_is_understood_in_english_and_german() {
    let english = "Title,First Name,Middle Name,Last Name,Suffix,Company,Department,Job Title,Business Street,Business City,\
        Business Postal Code,Business Country/Region,Business Fax,Business Phone,Home Phone,Mobile Phone,Birthday,\
        Categories,E-mail Address,E-mail Type,E-mail Display Name,E-mail 2 Address,Notes,Web Page,Anniversary\n\
        Dr.,Ada,Jo,King,PhD,Acme,Sales,Boss,5 Lane,Town,123,Land,1,2,3,4,12/31/1990,Choir;Friends,ada@x.example,SMTP,\
        Ada King (ada@x.example),ada2@x.example,Hello,x.example,0/0/00\n";
    let german = "Anrede,Vorname,Weitere Vornamen,Nachname,Suffix,Firma,Abteilung,Position,Straße geschäftlich,\
        Ort geschäftlich,Postleitzahl geschäftlich,Land/Region geschäftlich,Fax geschäftlich,Telefon geschäftlich,\
        Telefon (privat),Mobiltelefon,Geburtstag,Kategorien,E-Mail-Adresse,E-Mail-Typ,E-Mail: Angezeigter Name,\
        E-Mail 2: Adresse,Notizen,Webseite,Jahrestag\n\
        Dr.,Ada,Jo,King,PhD,Acme,Sales,Boss,5 Lane,Town,123,Land,1,2,3,4,31.12.1990,Choir;Friends,ada@x.example,SMTP,\
        Ada King (ada@x.example),ada2@x.example,Hello,x.example,0.0.00\n";
    let mut ada = Contact {
        parts: NameParts {
            family: "King".into(),
            given: "Ada".into(),
            additional: "Jo".into(),
            prefix: "Dr.".into(),
            suffix: "PhD".into(),
        },
        name: "Dr. Ada Jo King PhD".into(),
        company: "Acme".into(),
        role: "Boss".into(),
        postal: labelled(&[("work", "5 Lane\n123 Town\nLand")]),
        phones: labelled(&[("work fax", "1"), ("work", "2"), ("home", "3"), ("mobile", "4")]),
        birthday: "1990-12-31".into(),
        tags: vec!["Choir".into(), "Friends".into()],
        emails: labelled(&[("", "ada@x.example"), ("", "ada2@x.example")]),
        notes: vec!["Hello".into()],
        links: labelled(&[("", "x.example")]),
        custom: vec![("Department".into(), "Sales".into())],
        ..Contact::default()
    };
    assert_eq!(people(english), [ada.clone()]);
    ada.custom[0].0 = "Abteilung".into();
    assert_eq!(people(german), [ada]);
}

#[test]
fn thunderbird_is_understood_in_english_and_german() {
    let english = "First Name,Last Name,Display Name,Nickname,Primary Email,Secondary Email,Screen Name,Work Phone,\
        Fax Number,Pager Number,Mobile Number,Home Address,Home Address 2,Home City,Home State,Home ZipCode,Home Country,\
        Job Title,Organization,Web Page 1,Birth Year,Birth Month,Birth Day,Custom 1,Notes\n\
        Ada,King,Ada King,Countess,a@x.example,b@x.example,,1,2,3,4,5 Lane,Flat 2,Town,,123,Land,Boss,Acme,\
        http://x.example,1815,12,10,odd,Hi\n";
    let german = "Vorname,Nachname,Anzeigename,Spitzname,Primäre E-Mail-Adresse,Sekundäre E-Mail-Adresse,Messenger-Name,\
        Tel. dienstlich,Fax-Nummer,Pager-Nummer,Mobil-Tel.-Nr.,Privat: Adresse,Privat: Adresse 2,Privat: Ort,\
        Privat: Bundesland,Privat: PLZ,Privat: Land,Arbeitstitel,Organisation,Webseite 1,Geburtsjahr,Geburtsmonat,\
        Geburtstag,Benutzerdef. 1,Notizen\n\
        Ada,King,Ada King,Countess,a@x.example,b@x.example,,1,2,3,4,5 Lane,Flat 2,Town,,123,Land,Boss,Acme,\
        http://x.example,1815,12,10,odd,Hi\n";
    for (text, custom) in [(english, "Custom 1"), (german, "Benutzerdef. 1")] {
        let ada = people(text).remove(0);
        assert_eq!(ada.nickname, "Countess");
        assert_eq!(ada.emails, labelled(&[("", "a@x.example"), ("", "b@x.example")]));
        assert_eq!(ada.phones, labelled(&[("work", "1"), ("fax", "2"), ("pager", "3"), ("mobile", "4")]));
        assert_eq!(ada.postal, labelled(&[("home", "Flat 2\n5 Lane\n123 Town\nLand")]));
        assert_eq!(ada.birthday, "1815-12-10");
        assert_eq!((ada.company.as_str(), ada.role.as_str()), ("Acme", "Boss"));
        assert_eq!(ada.custom, [(custom.to_owned(), "odd".to_owned())]);
    }
}

#[test]
fn linkedin_and_tables_of_apple_are_understood_in_english_and_german() {
    let row = "Ada,King,https://l.example/ada,ada@x.example,Acme,Boss,10 Dec 2020";
    for titles in [
        "First Name,Last Name,URL,Email Address,Company,Position,Connected On",
        "Vorname,Nachname,URL,E-Mail-Adresse,Unternehmen,Position,Verbunden am",
    ] {
        let ada = people(&format!("{titles}\n{row}\n")).remove(0);
        assert_eq!(
            (ada.name.as_str(), ada.company.as_str(), ada.role.as_str()),
            ("Ada King", "Acme", "Boss"),
            "{titles}"
        );
        assert_eq!(ada.emails, labelled(&[("", "ada@x.example")]), "{titles}");
        assert_eq!(ada.links, labelled(&[("", "https://l.example/ada")]), "{titles}");
    }
    // Apple's Contacts export none themselves: these are made with Numbers or Shortcuts, by the names of its fields.
    let row = "Ada,King,Acme,Boss,1,2,ada@x.example,5 Lane,Town,123,Land,1990-12-31,Hello";
    for titles in [
        "First name,Last name,Company,Job title,mobile,home phone,home email,home street,home city,home ZIP,home country,birthday,note",
        "Vorname,Nachname,Firma,Jobtitel,Mobil,Telefon (privat),E-Mail (privat),Straße (privat),Ort (privat),PLZ (privat),\
         Land (privat),Geburtstag,Notiz",
    ] {
        let ada = people(&format!("{titles}\n{row}\n")).remove(0);
        assert_eq!(
            (ada.name.as_str(), ada.company.as_str(), ada.role.as_str()),
            ("Ada King", "Acme", "Boss"),
            "{titles}"
        );
        assert_eq!(ada.phones, labelled(&[("mobile", "1"), ("home", "2")]), "{titles}");
        assert_eq!(ada.emails, labelled(&[("home", "ada@x.example")]), "{titles}");
        assert_eq!(ada.postal, labelled(&[("home", "5 Lane\n123 Town\nLand")]), "{titles}");
        assert_eq!(
            (ada.birthday.as_str(), ada.notes.as_slice()),
            ("1990-12-31", &["Hello".to_owned()][..]),
            "{titles}"
        );
    }
}

#[test]
fn linkedin_has_notes_above_the_titles() {
    let text = "Notes:\n\"When exporting your connection data, you may notice that some, or all, are missing.\"\n\n\
        First Name,Last Name,URL,Email Address,Company,Position,Connected On\n\
        Ada,King,https://l.example/ada,ada@x.example,Acme,Boss,10 Dec 2020\n";
    let table = read(text, None);
    assert_eq!(table.rows[0].line, 5);
    let ada = people(text).remove(0);
    assert_eq!((ada.name.as_str(), ada.company.as_str(), ada.role.as_str()), ("Ada King", "Acme", "Boss"));
    assert_eq!(ada.custom, [("Connected On".to_owned(), "10 Dec 2020".to_owned())]);
}

#[test]
fn a_german_spreadsheet_is_understood() {
    let bytes = b"\xef\xbb\xbfVorname;Nachname;E-Mail-Adresse;Geburtstag;Notiz\r\n\
        J\xc3\xb6rg;M\xc3\xbcller;joerg@f13.example;12.10.1815;\"mit ; drin\"\r\n\
        Mara;Birke;MARA@f13.example;01.02.1990;\r\n";
    assert_eq!(encoding(bytes), Encoding::Utf8);
    let text = decode(bytes, Encoding::Utf8);
    let table = read(&text, None);
    assert_eq!((table.separator, table.rows[1].line), (Separator::Semicolon, 3));
    let found = people(&text);
    assert_eq!((found[0].name.as_str(), found[0].birthday.as_str()), ("Jörg Müller", "1815-10-12"));
    assert_eq!(found[0].notes, ["mit ; drin"]);
    assert_eq!((found[1].name.as_str(), found[1].birthday.as_str()), ("Mara Birke", "1990-02-01"));
    assert_eq!(found[1].emails, labelled(&[("", "MARA@f13.example")]));
    let latin: Vec<u8> = text.chars().map(|sign| u8::try_from(u32::from(sign)).unwrap()).collect();
    assert_eq!(people(&decode(&latin, encoding(&latin))), found);
}

#[test]
fn one_column_is_a_table() {
    let emails =
        |text: &str| -> Vec<String> { people(text).into_iter().map(|it| it.emails[0].value.clone()).collect() };
    assert_eq!(
        emails("email\r\nonly@f15.example\r\nsecond@f15.example\r\n"),
        ["only@f15.example", "second@f15.example"]
    );
    assert_eq!(emails("only@f15.example\nsecond@f15.example"), ["only@f15.example", "second@f15.example"]);
}

#[test]
fn one_person_on_several_lines() {
    let text = "Name,Email\nAda King,ada@f17.example\nAda King,ADA@F17.example\nAda King,\nA. King,ada@f17.example; ada2@f17.example\n";
    let found = people(text);
    let names: Vec<&str> = found.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(names, ["Ada King", "Ada King", "Ada King", "A. King"]);
    assert_eq!(found[3].emails, labelled(&[("", "ada@f17.example"), ("", "ada2@f17.example")]));
}

#[test]
fn a_quote_that_is_never_closed_swallows_nothing() {
    for text in [
        "Name,Email\n\"Ada,ada@x.example\nBob,bob@x.example\nCy,cy@x.example\n",
        "Name,Email\n\"Ada,ada@x.example\nBob,\"bob@x.example\"\nCy,cy@x.example\n",
        "Name,Email\nAda,\"ada@x.example\nBob,bob@x.example\n\"Cy\",cy@x.example",
        "Name,Email\r\nAda,\"ada@x.example\r\nBob,bob@x.example\r\nCy,cy@x.example\r\n",
    ] {
        let table = read(text, None);
        assert_eq!(table.troubles, [Trouble { line: 2, reason: Reason::OpenQuote }], "{text}");
        let rows: Vec<(u32, &str)> = table.rows.iter().map(|row| (row.line, row.cells[0].as_str())).collect();
        assert_eq!(rows, [(3, "Bob"), (4, "Cy")], "{text}");
    }
    let table = read("Name,Note\n\"Ada\" King,x\nBob \"B\",\"two\nlines\"\n", None);
    assert_eq!((table.rows[0].cells[0].as_str(), table.rows[1].cells[1].as_str()), ("Ada King", "two\nlines"));
    assert_eq!(table.troubles, []);
}

#[test]
fn the_separator_is_found_or_said() {
    for (text, expected) in [
        ("Name,Email\na,b\n", Separator::Comma),
        ("Name;Email\na,x;b\n", Separator::Semicolon),
        ("Name\tEmail\na, x\tb\n", Separator::Tab),
        ("Name|Email\na|b\n", Separator::Bar),
        ("sep=;\r\nName;Email\r\na;b\r\n", Separator::Semicolon),
        ("Name\n\"a;b;c\"\n", Separator::Comma),
        ("", Separator::Comma),
    ] {
        assert_eq!(read(text, None).separator, expected, "{text}");
    }
    assert_eq!(
        read("sep=;\r\nName;Email\r\na;b\r\n", None).rows,
        [Row { line: 3, cells: vec!["a".into(), "b".into()] }]
    );
    assert_eq!(read("Name;Email\na;b\n", Some(Separator::Comma)).titles, ["Name;Email"]);
}

#[test]
fn columns_are_guessed_by_each_other_and_by_what_they_hold() {
    let email = || Use::Email { label: String::new() };
    assert_eq!(uses("Vorname;Name;Mail", "Ada;King;a@x.example"), [Use::Given, Use::Family, email()]);
    assert_eq!(uses("Name,Title", "Ada,Boss"), [Use::Name, Use::Role]);
    assert_eq!(uses("Title,Last Name,Suffix", "Dr.,King,"), [Use::Prefix, Use::Family, Use::Suffix]);
    assert_eq!(uses("Name,Hat,Empty", "Ada,red,"), [Use::Name, Use::Custom("Hat".into()), Use::Ignore]);
    assert_eq!(
        uses("Name,Name,Birthday", "Ada,A,1/2/1990")[1..],
        [Use::Custom("Name".into()), Use::Birthday(DateOrder::MonthDay)]
    );
    assert_eq!(uses("Name;Geburtstag", "Ada;1/2/1990")[1], Use::Birthday(DateOrder::DayMonth));
    assert_eq!(
        uses("Ada King,ada@x.example,+47 123 456", "Bob,b@x.example,+47 555 666"),
        [Use::Name, email(), Use::Phone { label: String::new() }]
    );
    let part = |part| Use::PostalPart { label: String::new(), number: 0, part };
    assert_eq!(
        uses("Name,Straße,PLZ,Ort", "Ada,5 Lane,123,Town")[1..],
        [part(PostalPart::Street), part(PostalPart::Code), part(PostalPart::City)]
    );
}

#[test]
fn rows_that_say_nothing_are_told_of() {
    let table = read("Name,Email\nAda,a@x.example\n,\n , \nx,\n", None);
    let uses = [Use::Ignore, Use::Email { label: String::new() }];
    let found = contacts(&table.rows, &uses);
    assert!(found[0].is_ok());
    assert_eq!(found[1], Err(Trouble { line: 5, reason: Reason::Empty }));
    assert_eq!(found.len(), 2);
}

const ENGLISH: &str = "Name,Given name,Family name,Email,Other emails,Phones,Postal addresses,Links,Birthday,Company,\
    Role,Tags,Notes,Other";
const GERMAN: &str = "Name,Vorname,Nachname,E-Mail,Weitere E-Mails,Telefonnummern,Postanschriften,Links,Geburtstag,Firma,\
    Rolle,Tags,Notizen,Weiteres";

fn kith() -> impl Strategy<Value = Contact> {
    let word = || "[A-Za-z=+äß'\"-][A-Za-z0-9 =+äß'\",;-]{0,8}";
    let items = |value: &'static str| vec((prop::sample::select(vec!["", "work", "mobile"]), value), 0..3);
    let lists = (
        items("[+0-9][0-9 ]{0,8}"),
        items("[A-Z][a-z0-9,;\" \n]{0,12}"),
        vec("[a-z]{1,4}@x\\.example", 0..3),
        vec("[a-zä]{1,5}", 0..3),
    );
    let texts =
        (word(), word(), word(), word(), vec("[-=@a-z,;\"\n]{1,9}", 0..3), vec(("[a-z]{1,5}", "[a-z0-9 ]{1,5}"), 0..3));
    (lists, texts).prop_map(|(lists, texts)| {
        let (phones, postal, emails, tags) = lists;
        let (name, given, family, company, notes, custom) = texts;
        let labelled =
            |items: Vec<(&str, String)>| items.into_iter().map(|(label, it)| Labelled::new(label, it)).collect();
        let contact = Contact {
            name,
            parts: NameParts { given, family, ..NameParts::default() },
            emails: emails.into_iter().map(|it| Labelled::new("", it)).collect(),
            phones: labelled(phones),
            postal: labelled(postal),
            birthday: "--12-10".into(),
            company,
            tags,
            notes,
            custom,
            ..Contact::default()
        };
        contact.normal()
    })
}

proptest! {
    #[test]
    fn what_kith_writes_comes_in_again(all in vec(kith(), 1..4), titles in prop::sample::select(vec![ENGLISH, GERMAN])) {
        let titles: Vec<String> = titles.split(',').map(str::to_owned).collect();
        prop_assert_eq!(titles.len(), COLUMNS.len());
        let text = table(&all, &titles);
        let found = read(&text, None);
        prop_assert_eq!(&found.troubles, &[]);
        let found: Vec<Contact> = contacts(&found.rows, &guess(&found)).into_iter().map(Result::unwrap).collect();
        prop_assert_eq!(found, all, "{}", text);
    }

    #[test]
    fn no_text_breaks_it(text in "[a@,;\t|\"\n\r ':=*0-9äß.-]{0,200}", head in prop::sample::select(vec!["", ENGLISH, "sep=;\n", "a,\"b\n"])) {
        let table: Table = read(&format!("{head}{text}"), None);
        let uses = guess(&table);
        prop_assert_eq!(uses.len(), table.titles.len());
        prop_assert_eq!(contacts(&table.rows, &uses).len(), table.rows.len());
    }
}
