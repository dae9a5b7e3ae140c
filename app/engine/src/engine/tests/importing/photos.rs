//! Photos of a file, and files that go out.

use super::{bring, card, names};
use crate::api::{Bytes, Command, ExportFormat, ImportOutcome, PersonId, ProblemKind, question};
use crate::engine::tests::world::{PHOTO, World, everything};
use kith_domain::vcard::Version;

#[test]
fn photos_are_made_small_one_after_the_other_and_kept() {
    let mut world = World::new(everything());
    let photo = |end: u8| {
        let bytes = [PHOTO, &[end; 300]].concat();
        let base64 = base64(&bytes);
        format!("PHOTO;ENCODING=b;TYPE=JPEG:{base64}")
    };
    let file = card(&format!("FN:Ada | EMAIL:ada@x.example | {}", photo(1)))
        + &card(&format!("FN:Bob | EMAIL:bob@x.example | {}", photo(2)))
        + &card(&format!("FN:Cy | EMAIL:cy@x.example | PHOTO;ENCODING=b;TYPE=JPEG:{}", base64(b"no photo")));
    let outcome = bring(&mut world, &file, 1);
    assert_eq!((outcome.new, outcome.photos), (3, 2));
    let mut world = world.restarted();
    let photo = |world: &mut World, address: &str| {
        let card = world.ask(question::Person(PersonId::of(address))).unwrap();
        let id = card.row.photo?;
        world.ask(question::Photo(id)).unwrap().map(|Bytes(bytes)| bytes)
    };
    let ada = photo(&mut world, "ada@x.example").unwrap();
    assert!(ada.starts_with(PHOTO) && ada.len() == 100, "{ada:?}");
    assert_eq!(photo(&mut world, "cy@x.example"), None);
    // The user's own choice stays.
    let own = Some(Bytes([PHOTO, b"own"].concat()));
    let ada = PersonId::of("ada@x.example");
    world.order(Command::SetPhoto { mark: 8, person: ada, photo: own }).unwrap();
    assert_eq!(bring(&mut world, &file, 2).photos, 0);
    assert_eq!(photo(&mut world, "ada@x.example"), Some([PHOTO, b"own"].concat()));
    let bad = Command::SetPhoto { mark: 9, person: ada, photo: Some(Bytes(b"text".to_vec())) };
    assert_eq!(world.order(bad), Err(ProblemKind::BadInput));
    world.order(Command::SetPhoto { mark: 10, person: ada, photo: None }).unwrap();
    assert_eq!(photo(&mut world, "ada@x.example"), None);
    world.order(Command::UndoRun { mark: 11, run: 1, undone: true }).unwrap();
    assert_eq!(names(&mut world), ["Ada"], "of whom the user said something since");
}

fn base64(bytes: &[u8]) -> String {
    const SIGNS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for chunk in bytes.chunks(3) {
        let group = chunk.iter().fold(0_u32, |sum, byte| sum << 8 | u32::from(*byte)) << (8 * (3 - chunk.len()));
        for at in 0..4 {
            let sign = SIGNS[(group >> (18 - 6 * at)) as usize & 63];
            out.push(if at <= chunk.len() { char::from(sign) } else { '=' });
        }
    }
    out
}

#[test]
fn what_came_in_goes_out_again() {
    let mut world = World::new(everything());
    let photo = base64(&[PHOTO, b"small"].concat());
    let file = card(&format!(
        "FN:Ada King | N:King;Ada;May;Dr.;PhD | NICKNAME:Countess | EMAIL;TYPE=WORK:ada@x.example | \
         X-ANNIVERSARY:2001-05-06 | X-OTHER:kept as it is | PHOTO;ENCODING=b;TYPE=JPEG:{photo}"
    ));
    bring(&mut world, &file, 1);
    let people = vec![PersonId::of("ada@x.example")];
    let Ok(out) = world.ask(question::Export { people, format: ExportFormat::VCard(Version::V3) }) else { panic!() };
    let whole = out.text.replace("\r\n ", "");
    for line in ["X-OTHER:kept as it is", "NICKNAME:Countess", "N:King;Ada;May;Dr.;PhD", "2001-05-06", photo.as_str()] {
        assert!(whole.contains(line), "{line}: {whole}");
    }
    let mut other = World::new(everything());
    assert_eq!(bring(&mut other, &out.text, 1).new, 1);
    assert_eq!(bring(&mut world, &out.text, 2), ImportOutcome::default(), "one's own file changes nothing");
}
