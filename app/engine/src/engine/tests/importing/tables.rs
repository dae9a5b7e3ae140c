//! Tables.

use super::{FILE, bring, entries, forget, give, import, preview};
use crate::api::{
    Bytes, Command, ImportChoices, ImportCounts, ImportOutcome, PersonField, PersonId, TableChoices, question,
};
use crate::engine::tests::world::{World, everything};
use kith_domain::charset::Encoding;
use kith_domain::csv::Separator;
use kith_domain::csv::Use;

#[test]
fn a_table_of_excel_is_understood_whatever_it_is_written_in() {
    let text = "Vorname;Nachname;E-Mail-Adresse;Geburtstag;Notiz\r\n\
                Jörg;Müller;joerg@tab.example;12.10.1815;\"mit ; drin\"\r\n\
                Mara;Birke;MARA@tab.example;01.02.1990;\r\n";
    let utf_16 = [0xfeff].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let latin = text.chars().map(|sign| sign as u8).collect();
    for bytes in [format!("\u{feff}{text}").into_bytes(), text.into(), utf_16, latin] {
        let mut world = World::new(everything());
        world.order(Command::ReadFile { id: FILE, name: "all.csv".into(), bytes: Bytes(bytes) }).unwrap();
        assert_eq!(import(&mut world, 1, &ImportChoices::default()).new, 2);
        let Ok(card) = world.ask(question::Person(PersonId::of("joerg@tab.example"))) else { panic!("nobody") };
        assert_eq!(card.row.name, "Jörg Müller");
        assert_eq!(card.field(PersonField::Birthday).value, "1815-10-12");
        assert_eq!(card.items[0].value, "mit ; drin");
        assert!(world.ask(question::Person(PersonId::of("mara@tab.example"))).is_ok());
    }
}

#[test]
fn one_person_on_four_lines_is_one_and_a_second_import_changes_nothing() {
    let mut world = World::new(everything());
    let file = "Name,Email\nAda King,ada@tab.example\nAda King,ADA@Tab.example\nAda King,\n\
                A. King,ada@tab.example; ada2@tab.example\n";
    give(&mut world, file);
    let shown = preview(&mut world, &ImportChoices::default(), None);
    assert_eq!(shown.counts, ImportCounts { new: 1, ..ImportCounts::default() });
    assert_eq!(shown.rows[0].lines, [2, 3, 4, 5]);
    import(&mut world, 1, &ImportChoices::default());
    let Ok(card) = world.ask(question::Person(PersonId::of("ada@tab.example"))) else { panic!("nobody") };
    assert_eq!((card.row.name.as_str(), card.addresses.len()), ("Ada King", 2));
    let before = entries(&world);
    assert_eq!(bring(&mut world, file, 2), ImportOutcome::default());
    assert_eq!(entries(&world), before);
}

#[test]
fn what_columns_hold_is_shown_and_can_be_changed_and_makes_custom_fields() {
    let mut world = World::new(everything());
    give(&mut world, "Email,Shoe size,Town\nada@tab.example,38,London\n");
    let shown = preview(&mut world, &ImportChoices::default(), None);
    let table = shown.table.unwrap();
    assert_eq!((table.encoding, table.separator), (Encoding::Utf8, Separator::Comma));
    let columns: Vec<_> = table.columns.iter().map(|it| (it.title.as_str(), it.examples.join(" "))).collect();
    let expected = [("Email", "ada@tab.example"), ("Shoe size", "38"), ("Town", "London")];
    assert_eq!(columns, expected.map(|(title, example)| (title, example.to_owned())));
    assert_eq!(table.columns[1].holds, Use::Custom("Shoe size".into()));
    let uses = Some(vec![Use::Email { label: "work".into() }, Use::Custom("Shoes".into()), Use::Ignore]);
    let choices = ImportChoices { table: TableChoices { uses, ..TableChoices::default() }, ..ImportChoices::default() };
    let shown = preview(&mut world, &choices, None);
    assert_eq!(shown.table.unwrap().columns[2].holds, Use::Ignore);
    assert_eq!(import(&mut world, 1, &choices).new, 1);
    let lists = world.ask(question::Lists).unwrap();
    let fields: Vec<&str> = lists.fields.iter().map(|(_, name, _)| name.as_str()).collect();
    assert_eq!(fields, ["Shoes"]);
    let Ok(card) = world.ask(question::Person(PersonId::of("ada@tab.example"))) else { panic!("nobody") };
    let id = lists.fields[0].0;
    assert_eq!((card.field(PersonField::Custom(id)).value.as_str(), card.addresses[0].label.as_str()), ("38", "work"));
    forget(&mut world);
    give(&mut world, "Email,Shoe size,Town\nada@tab.example,38,London\n");
    assert_eq!(import(&mut world, 2, &choices), ImportOutcome::default());
}
