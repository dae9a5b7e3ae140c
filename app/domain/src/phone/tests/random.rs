//! Whatever a file holds, reading ends, and pieces make no difference.

#![cfg(not(target_family = "wasm"))]

use crate::day::{Zone, day};
use crate::phone::{BackupReader, Chat, DateOrder, PhoneRecords};
use proptest::prelude::*;

fn read(pieces: &[&[u8]]) -> PhoneRecords {
    let mut reader = BackupReader::new(Zone::default());
    pieces.iter().for_each(|piece| reader.push(piece));
    reader.finish()
}

/// Bits of backups, in any order.
fn bits() -> impl Strategy<Value = Vec<u8>> {
    let bit = prop::sample::select(vec![
        "<",
        ">",
        "/>",
        "<sms ",
        "<mms ",
        "</mms>",
        "<call ",
        "<addr ",
        "<part ",
        "address=\"+4917011111111\"",
        " number='0301234567' ",
        " date=\"1772352000000\" ",
        " type=\"1\" ",
        " type=\"137\" ",
        " msg_box=\"2\"",
        " body=\"&#55357;",
        "&amp;&#x110000;&",
        "\"",
        "'",
        " duration=\"5\" ",
        "\u{0}",
        "é",
        "<!--",
        "-->",
        "<![CDATA[",
    ]);
    let broken = prop::collection::vec(any::<u8>(), 0..4);
    let piece = prop_oneof![8 => bit.prop_map(|it| it.as_bytes().to_vec()), 1 => broken];
    prop::collection::vec(piece, 0..60).prop_map(|all| all.concat())
}

fn lines() -> impl Strategy<Value = String> {
    let bit = prop::sample::select(vec![
        "12/03/24, 09:00 - ",
        "[12.03.24, 09:00:00] ",
        "Ada: ",
        "Bob: ",
        "\n",
        "\u{200e}",
        "null",
        ": ",
        " - ",
        "]",
        "[",
        "99999999/1/1 1:1 - x: y",
        "٣١/١٢/٢٠٢٠, ١١:٥٩ م - ",
        "Hi",
        "é",
        "\r\n",
    ]);
    prop::collection::vec(bit, 0..80).prop_map(|all| all.concat())
}

proptest! {
    #[test]
    fn a_backup_in_pieces_is_the_same_as_whole(file in bits(), cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..4)) {
        let mut places: Vec<usize> = cuts.iter().map(|cut| cut.index(file.len() + 1)).chain([0, file.len()]).collect();
        places.sort_unstable();
        let pieces: Vec<&[u8]> = places.windows(2).map(|pair| &file[pair[0]..pair[1]]).collect();
        prop_assert_eq!(read(&pieces), read(&[&file]));
    }

    #[test]
    fn a_chat_counts_each_message_once(text in lines()) {
        let chat = Chat::read(&text, day("2026-12-01"));
        let all: u32 = chat.writers.iter().map(|(_, count)| count).sum();
        for order in [DateOrder::DayMonth, DateOrder::MonthDay, DateOrder::YearMonthDay] {
            let counted: u32 = chat.log("Ada", order).days().map(|day| day.sent + day.received).sum();
            prop_assert!(counted <= all);
        }
    }

    #[test]
    fn anything_can_be_read(bytes in prop::collection::vec(any::<u8>(), 0..2_000)) {
        read(&[&bytes]);
        drop(Chat::read(&String::from_utf8_lossy(&bytes), day("2026-12-01")));
    }
}
