//! The suite that every store must pass: named checks, each given a [`StoreFactory`] where nothing was stored yet.
//!
//! [`each_check!`](crate::each_check) hands the names to a macro of the caller, who makes a test of each in the way of
//! the place: natively, or in a browser.

#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::missing_panics_doc, reason = "a suite of tests")]

mod address_books;
mod factory;
mod photos;
mod rows;

use crate::api::{AccountId, MessageKey, Secret};
use crate::store::{Batch, DeviceRow, LockError, SegmentId, Store, TextRow};
pub use address_books::{
    a_card_goes_by_its_key, address_books_come_in_order_and_go_with_their_cards, cards_are_read_slice_by_slice,
    cards_may_have_any_key,
};
pub use factory::StoreFactory;
pub use photos::photos_come_in_order_and_go_by_their_ids;
use rows::{
    BOOK, Cut, Everything, TEXT, account, address_book, card, cursor, decision, device, everything, full_batch,
    odd_names, of_segments, part, photo, segment, shown, text,
};
use std::pin::pin;

/// Calls a macro with the names of all checks, each an `async fn(&impl StoreFactory)` of this module.
#[macro_export]
macro_rules! each_check {
    ($test:ident) => {
        $test! {
            a_new_store_is_empty,
            what_was_committed_is_there,
            a_batch_is_written_whole_or_not_at_all,
            a_batch_of_nothing_changes_nothing,
            the_same_batch_twice_leaves_one_of_each_row,
            numbers_ascend_and_are_never_used_again,
            segments_are_read_page_by_page,
            thousands_of_segments_come_back,
            bytes_come_back_exactly,
            folders_may_have_any_name,
            accounts_and_cursors_come_in_order,
            a_removal_takes_what_is_of_that_account_only,
            a_removal_comes_before_what_is_written,
            a_text_takes_the_place_of_the_one_before,
            texts_are_known_by_when_they_were_shown_and_go_to_make_room,
            segments_are_replaced_in_one_step,
            a_snapshot_is_read_part_by_part_and_goes_with_an_account,
            decisions_come_in_order_and_stay_as_they_were,
            what_a_device_keeps_takes_the_place_of_the_one_before,
            photos_come_in_order_and_go_by_their_ids,
            address_books_come_in_order_and_go_with_their_cards,
            cards_are_read_slice_by_slice,
            cards_may_have_any_key,
            a_card_goes_by_its_key,
            a_passphrase_is_set_changed_and_taken_away_and_everything_stays,
        }
    };
}

/// Nothing is found in a store that was just made.
pub async fn a_new_store_is_empty(place: &impl StoreFactory) {
    let store = place.open().await;
    assert_eq!(everything(&store).await, Everything::default());
    assert_eq!(store.text(MessageKey(1)).await, Ok(None));
}

/// Every kind of row is found, at once and after opening again.
pub async fn what_was_committed_is_there(place: &impl StoreFactory) {
    let store = place.open().await;
    let ids = store.commit(full_batch(1)).await.expect("commit");
    let expected = Everything {
        accounts: vec![account(1, b"settings")],
        cursors: vec![cursor(1, "INBOX", b"here")],
        segments: vec![(ids[0], segment(1, b"first")), (ids[1], segment(1, b"second"))],
        text: Some(text(TEXT, 1, b"words")),
        kept_texts: vec![shown(TEXT, 1, 5, 1_790_000_000_000)],
        decisions: vec![decision("1", b"so it is")],
        device: vec![device("of this device", &[1, 0, 0, 0])],
        photos: vec![photo(TEXT, &[1, 0, 0, 0])],
        snapshot: vec![part(0, &[1, 0, 0, 0]), part(7, b"a part")],
        address_books: vec![address_book(BOOK, &[1, 0, 0, 0])],
        cards: vec![card(BOOK, "1", b"agreed"), card(BOOK, "a", &[1, 0, 0, 0])],
    };
    assert_eq!(everything(&store).await, expected);
    drop(store);
    assert_eq!(everything(&place.open().await).await, expected);
}

/// Wherever a commit is cut off, either everything of it is there or nothing.
pub async fn a_batch_is_written_whole_or_not_at_all(place: &impl StoreFactory) {
    let store = place.open().await;
    store.commit(full_batch(1)).await.expect("commit");
    let mut before = everything(&store).await;
    let after = |before: &Everything, next: u32| Everything {
        accounts: vec![account(2, b"settings")],
        cursors: vec![cursor(2, "INBOX", b"here")],
        segments: vec![(SegmentId(next), segment(2, b"first")), (SegmentId(next + 1), segment(2, b"second"))],
        snapshot: vec![part(0, &[2, 0, 0, 0]), part(7, b"a part")],
        ..before.clone()
    };
    for waits in 1.. {
        let removed = vec![AccountId(1), AccountId(2)];
        let batch = Batch { removed, removed_address_books: vec![BOOK], ..full_batch(2) };
        let finished = Cut { work: pin!(store.commit(batch)), waits }.await;
        let found = everything(&store).await;
        let next = found.segments[0].0.0;
        let text = Some(text(TEXT, 2, b"words"));
        let kept_texts = vec![shown(TEXT, 2, 5, 1_790_000_000_000)];
        let decisions = vec![decision("1", b"so it is"), decision("2", b"so it is")];
        let device = vec![device("of this device", &[2, 0, 0, 0])];
        let photos = vec![photo(TEXT, &[2, 0, 0, 0])];
        let address_books = vec![address_book(BOOK, &[2, 0, 0, 0])];
        let cards = vec![card(BOOK, "2", b"agreed"), card(BOOK, "a", &[2, 0, 0, 0])];
        let rest = after(&before, next);
        let whole = Everything { text, kept_texts, decisions, device, photos, address_books, cards, ..rest };
        let is_whole = found == whole && next > before.segments[0].0.0;
        assert!(is_whole || found == before, "cut off after {waits} waits: {found:?}");
        if let Some(outcome) = finished {
            assert!(is_whole, "{found:?}");
            assert_eq!(outcome, Ok(vec![SegmentId(next), SegmentId(next + 1)]));
            break;
        }
        before = found;
    }
    drop(store);
    assert_eq!(everything(&place.open().await).await.accounts, [account(2, b"settings")]);
}

/// A batch of nothing is not an error.
pub async fn a_batch_of_nothing_changes_nothing(place: &impl StoreFactory) {
    let store = place.open().await;
    store.commit(full_batch(1)).await.expect("commit");
    let before = everything(&store).await;
    assert_eq!(store.commit(Batch::default()).await, Ok(vec![]));
    assert_eq!(everything(&store).await, before);
}

/// A cursor or an account that is written again is in place of the one before; within a batch, the last one stays.
pub async fn the_same_batch_twice_leaves_one_of_each_row(place: &impl StoreFactory) {
    let store = place.open().await;
    let batch = Batch {
        cursors: vec![cursor(1, "INBOX", b"old"), cursor(1, "Sent", b"there"), cursor(1, "INBOX", b"new")],
        accounts: vec![account(1, b"old"), account(1, b"new")],
        ..Batch::default()
    };
    for _ in 0..2 {
        store.commit(batch.clone()).await.expect("commit");
        assert_eq!(store.cursors().await, Ok(vec![cursor(1, "INBOX", b"new"), cursor(1, "Sent", b"there")]));
        assert_eq!(store.accounts().await, Ok(vec![account(1, b"new")]));
    }
}

/// Not after the segments were removed either, nor after opening again.
pub async fn numbers_ascend_and_are_never_used_again(place: &impl StoreFactory) {
    let mut store = place.open().await;
    let mut last = None;
    for round in 0..3 {
        let batch = of_segments((0..3).map(|index| segment(round + index % 2, &[1])).collect());
        let ids = store.commit(batch).await.expect("commit");
        assert_eq!(ids.len(), 3);
        for id in ids {
            assert!(last < Some(id), "{id:?} after {last:?}");
            last = Some(id);
        }
        let all = (0..5).map(AccountId).collect();
        store.commit(Batch { removed: all, ..Batch::default() }).await.expect("removal");
        assert_eq!(store.segments_after(None, 100).await, Ok(vec![]));
        drop(store);
        store = place.open().await;
    }
}

/// From a number on, however many are wanted.
pub async fn segments_are_read_page_by_page(place: &impl StoreFactory) {
    let store = place.open().await;
    let rows: Vec<_> = (0..7).map(|index: u8| segment(u32::from(index % 3), &[index])).collect();
    let ids = store.commit(of_segments(rows.clone())).await.expect("commit");
    let all: Vec<_> = ids.iter().copied().zip(rows).collect();
    for limit in [0, 1, 2, 3, 7, 8, u32::MAX] {
        let page = all.iter().take(limit as usize).cloned().collect();
        assert_eq!(store.segments_after(None, limit).await, Ok(page), "limit {limit}");
    }
    for (index, id) in ids.iter().enumerate() {
        let page = all.iter().skip(index + 1).take(2).cloned().collect();
        assert_eq!(store.segments_after(Some(*id), 2).await, Ok(page), "after {id:?}");
    }
    assert_eq!(store.segments_after(Some(SegmentId(u32::MAX)), 2).await, Ok(vec![]));
    // A number need not be there any more to go on after it.
    store.commit(Batch { removed: vec![AccountId(0)], ..Batch::default() }).await.expect("removal");
    let left: Vec<_> = all.iter().filter(|(_, segment)| segment.account != AccountId(0)).cloned().collect();
    assert_eq!(store.segments_after(Some(ids[0]), 100).await, Ok(left));
}

/// More than a browser hands over at once.
pub async fn thousands_of_segments_come_back(place: &impl StoreFactory) {
    let store = place.open().await;
    let rows: Vec<_> = (0..5_000_u32).map(|index| segment(index % 7, &index.to_le_bytes())).collect();
    let ids = store.commit(of_segments(rows.clone())).await.expect("commit");
    let all: Vec<_> = ids.iter().copied().zip(rows).collect();
    let mut read = Vec::new();
    loop {
        let page = store.segments_after(read.last().map(|(id, _)| *id), 999).await.expect("page");
        if page.is_empty() {
            break;
        }
        read.extend(page);
    }
    assert!(read == all, "{} of {} came back page by page", read.len(), all.len());
}

/// None at all, each of the 256, and two million of them.
pub async fn bytes_come_back_exactly(place: &impl StoreFactory) {
    let store = place.open().await;
    let long = (0..2_000_000_u32).map(|index| index.wrapping_mul(2_654_435_761).to_be_bytes()[0]).collect();
    for bytes in [vec![], (0..=255).collect(), long] {
        let batch = Batch {
            segments: vec![segment(1, &bytes)],
            cursors: vec![cursor(1, "INBOX", &bytes)],
            accounts: vec![account(1, &bytes)],
            texts: vec![text(TEXT, 1, &bytes)],
            shown: vec![],
            evicted: vec![],
            removed: vec![AccountId(1)],
            replaced: vec![],
            decisions: vec![],
            device: vec![device("of this device", &bytes)],
            photos: vec![photo(TEXT, &bytes)],
            removed_photos: vec![],
            address_books: vec![address_book(BOOK, &bytes)],
            removed_address_books: vec![],
            cards: vec![card(BOOK, "a", &bytes)],
            removed_cards: vec![],
            forgets_snapshot: false,
            snapshot: vec![part(0, &bytes)],
        };
        store.commit(batch).await.expect("commit");
        let found = everything(&store).await;
        assert!(found.segments[0].1.bytes == bytes, "a segment of {} bytes", bytes.len());
        assert!(found.cursors[0].bytes == bytes, "a cursor of {} bytes", bytes.len());
        assert!(found.accounts[0].bytes == bytes, "an account of {} bytes", bytes.len());
        assert!(found.text.is_some_and(|text| text.bytes == bytes), "a text of {} bytes", bytes.len());
        assert!(found.device[0].bytes == bytes, "a device's row of {} bytes", bytes.len());
        assert!(found.photos[0].bytes == bytes, "a photo of {} bytes", bytes.len());
        assert!(found.address_books[0].bytes == bytes, "an address book of {} bytes", bytes.len());
        assert!(found.cards[0].bytes == bytes, "a card of {} bytes", bytes.len());
    }
}

/// A folder is told from every other by its name as the server gave it.
pub async fn folders_may_have_any_name(place: &impl StoreFactory) {
    let store = place.open().await;
    let mut rows: Vec<_> =
        odd_names().iter().enumerate().map(|(at, name)| cursor(1, name, &at.to_le_bytes())).collect();
    for row in &rows {
        store.commit(Batch { cursors: vec![row.clone()], ..Batch::default() }).await.expect("commit");
    }
    rows.sort_by(|one, other| one.folder.cmp(&other.folder));
    assert_eq!(store.cursors().await, Ok(rows));
}

/// Ascending by account, then by folder in the order of Rust's strings.
pub async fn accounts_and_cursors_come_in_order(place: &impl StoreFactory) {
    let store = place.open().await;
    let ids = [3, u32::MAX, 0, 20, 100];
    // By UTF-16 units the second would come before the first.
    let folders = ["\u{ffee}", "😀", "Z", "a"];
    let of = |id: u32| folders.iter().map(move |folder| cursor(id, folder, b""));
    let batch = Batch {
        accounts: ids.iter().map(|id| account(*id, b"")).collect(),
        cursors: ids.iter().flat_map(|id| of(*id)).collect(),
        ..Batch::default()
    };
    store.commit(batch).await.expect("commit");
    let accounts = store.accounts().await.expect("accounts");
    assert_eq!(accounts, [0, 3, 20, 100, u32::MAX].map(|id| account(id, b"")));
    let cursors = store.cursors().await.expect("cursors");
    let expected: Vec<_> = [0, 3, 20, 100, u32::MAX]
        .into_iter()
        .flat_map(|id| ["Z", "a", "\u{ffee}", "😀"].map(|folder| cursor(id, folder, b"")))
        .collect();
    assert_eq!(cursors, expected);
}

/// The segments, cursors and texts of the others stay.
pub async fn a_removal_takes_what_is_of_that_account_only(place: &impl StoreFactory) {
    let store = place.open().await;
    // 1, 10 and 11 begin alike.
    for id in [1, 10, 11, u32::MAX] {
        let texts = vec![text(u64::from(id), id, b"words")];
        store.commit(Batch { texts, ..full_batch(id) }).await.expect("commit");
    }
    store.commit(Batch { removed: vec![AccountId(1), AccountId(5)], ..Batch::default() }).await.expect("removal");
    let found = everything(&store).await;
    assert_eq!(found.accounts, [10, 11, u32::MAX].map(|id| account(id, b"settings")));
    assert_eq!(found.cursors, [10, 11, u32::MAX].map(|id| cursor(id, "INBOX", b"here")));
    let whose: Vec<_> = found.segments.iter().map(|(_, segment)| segment.account.0).collect();
    assert_eq!(whose, [10, 10, 11, 11, u32::MAX, u32::MAX]);
    assert_eq!(store.text(MessageKey(1)).await, Ok(None));
    assert_eq!(store.text(MessageKey(10)).await, Ok(Some(text(10, 10, b"words"))));
}

/// So an account can be removed and begun afresh at once.
pub async fn a_removal_comes_before_what_is_written(place: &impl StoreFactory) {
    let store = place.open().await;
    let old = Batch { cursors: vec![cursor(1, "Gone", b"")], texts: vec![text(7, 1, b"")], ..full_batch(1) };
    let old_ids = store.commit(old).await.expect("commit");
    let new = Batch { removed: vec![AccountId(1)], ..full_batch(1) };
    let ids = store.commit(new).await.expect("commit");
    assert!(old_ids < ids);
    let found = everything(&store).await;
    assert_eq!(found.accounts, [account(1, b"settings")]);
    assert_eq!(found.cursors, [cursor(1, "INBOX", b"here")]);
    assert_eq!(found.segments, [(ids[0], segment(1, b"first")), (ids[1], segment(1, b"second"))]);
    assert_eq!(found.text, Some(text(TEXT, 1, b"words")));
    assert_eq!(store.text(MessageKey(7)).await, Ok(None));
}

/// Whichever account brought it. Keys that differ in the last bit are two.
pub async fn a_text_takes_the_place_of_the_one_before(place: &impl StoreFactory) {
    let store = place.open().await;
    let keep = async |rows: Vec<TextRow>| {
        store.commit(Batch { texts: rows, ..Batch::default() }).await.expect("commit");
    };
    let keys = [0, 1, (1 << 53) + 1, (1 << 53) + 2, u64::MAX - 1, u64::MAX];
    keep(keys.iter().map(|key| text(*key, 1, &key.to_le_bytes())).collect()).await;
    for key in keys {
        assert_eq!(store.text(MessageKey(key)).await, Ok(Some(text(key, 1, &key.to_le_bytes()))));
    }
    keep(vec![text(1, 1, b"new"), text(0, 0, b"lost"), text(0, 2, b"of another")]).await;
    assert_eq!(store.text(MessageKey(1)).await, Ok(Some(text(1, 1, b"new"))));
    assert_eq!(store.text(MessageKey(0)).await, Ok(Some(text(0, 2, b"of another"))));
    store.commit(Batch { removed: vec![AccountId(1)], ..Batch::default() }).await.expect("removal");
    assert_eq!(store.text(MessageKey(1)).await, Ok(None));
    assert_eq!(store.text(MessageKey(0)).await, Ok(Some(text(0, 2, b"of another"))));
}

/// One of which nothing was noted, as of a text kept by an older version, has its size and was shown before all others.
pub async fn texts_are_known_by_when_they_were_shown_and_go_to_make_room(place: &impl StoreFactory) {
    let store = place.open().await;
    let texts = vec![text(9, 1, b"words"), text(u64::MAX, 2, b"more words"), text(3, 2, b"")];
    store.commit(Batch { texts, ..Batch::default() }).await.expect("commit");
    let bare = [shown(3, 2, 0, 0), shown(9, 1, 5, 0), shown(u64::MAX, 2, 10, 0)];
    assert_eq!(store.kept_texts().await, Ok(bare.to_vec()));
    let now = 1_790_000_000_123;
    let noted = vec![shown(9, 1, 5, now), shown(u64::MAX, 2, 10, now + 1)];
    store.commit(Batch { shown: noted, ..Batch::default() }).await.expect("commit");
    store.commit(Batch { shown: vec![shown(9, 1, 5, now + 2)], ..Batch::default() }).await.expect("commit");
    drop(store);
    let store = place.open().await;
    let kept = [shown(3, 2, 0, 0), shown(9, 1, 5, now + 2), shown(u64::MAX, 2, 10, now + 1)];
    assert_eq!(store.kept_texts().await, Ok(kept.to_vec()));
    // In one batch with what needs the room.
    let evicted = vec![MessageKey(9), MessageKey(3), MessageKey(4)];
    let batch = Batch { evicted, decisions: vec![decision("1", b"so it is")], ..Batch::default() };
    store.commit(batch).await.expect("commit");
    assert_eq!(store.text(MessageKey(9)).await, Ok(None));
    assert_eq!(store.kept_texts().await, Ok(vec![shown(u64::MAX, 2, 10, now + 1)]));
    store.commit(Batch { removed: vec![AccountId(2)], ..Batch::default() }).await.expect("removal");
    assert_eq!(store.kept_texts().await, Ok(vec![]));
}

/// Wherever it is cut off, either the old segments are there or the one in their place; the others stay.
pub async fn segments_are_replaced_in_one_step(place: &impl StoreFactory) {
    for waits in 1.. {
        let store = place.open().await;
        store.commit(Batch { removed: vec![AccountId(1)], ..Batch::default() }).await.expect("removal");
        let old = (0..3).map(|number| segment(1, &[number])).collect();
        let ids = store.commit(of_segments(old)).await.expect("commit");
        let before = everything(&store).await.segments;
        let batch = Batch { replaced: vec![ids[0], ids[2]], ..of_segments(vec![segment(1, b"both")]) };
        let finished = Cut { work: pin!(store.commit(batch)), waits }.await;
        let found = everything(&store).await.segments;
        let is_whole = found.len() == 2 && found[0] == before[1] && found[1].1 == segment(1, b"both");
        assert!(is_whole || found == before, "cut off after {waits} waits: {found:?}");
        if finished.is_some() {
            assert!(is_whole, "{found:?}");
            return;
        }
    }
}

/// What it covers is told by the numbers of segments. None of it outlasts an account, whose mail it holds.
pub async fn a_snapshot_is_read_part_by_part_and_goes_with_an_account(place: &impl StoreFactory) {
    let store = place.open().await;
    let keep = async |snapshot, forgets_snapshot, removed| {
        let batch = Batch { snapshot, forgets_snapshot, removed, ..Batch::default() };
        store.commit(batch).await.expect("commit");
    };
    let large = vec![7; 1 << 20];
    keep(vec![part(0, b"old"), part(1, b"1"), part(300, &large)], false, vec![]).await;
    keep(vec![part(0, b"\0\xff")], false, vec![]).await;
    let found = async |number| store.snapshot_part(number).await.expect("a part");
    assert_eq!(found(0).await, Some(b"\0\xff".to_vec()));
    assert_eq!(found(1).await, Some(b"1".to_vec()));
    assert_eq!(found(2).await, None);
    assert_eq!(found(300).await, Some(large));
    // What goes goes before what is written.
    keep(vec![part(1, b"new")], true, vec![]).await;
    assert_eq!((found(0).await, found(1).await, found(300).await), (None, Some(b"new".to_vec()), None));
    let ids = store.commit(of_segments(vec![segment(2, b"a"), segment(1, b"b")])).await.expect("commit");
    assert_eq!(store.segment_ids().await, Ok(vec![(ids[0], AccountId(2)), (ids[1], AccountId(1))]));
    keep(vec![], false, vec![AccountId(1)]).await;
    assert_eq!(found(1).await, None);
    assert_eq!(store.segment_ids().await, Ok(vec![(ids[0], AccountId(2))]));
}

/// Whatever was committed first under an id stays, and no removal of accounts touches it.
pub async fn decisions_come_in_order_and_stay_as_they_were(place: &impl StoreFactory) {
    let store = place.open().await;
    let rows = [decision("b", b"2"), decision("a", b"1"), decision("a0", b"\0\xff")];
    store.commit(Batch { decisions: rows.to_vec(), ..full_batch(7) }).await.expect("commit");
    let again = vec![decision("b", b"otherwise"), decision("c", b"3"), decision("c", b"otherwise")];
    let batch = Batch { decisions: again, removed: vec![AccountId(7)], ..Batch::default() };
    store.commit(batch).await.expect("commit");
    drop(store);
    let expected = vec![decision("a", b"1"), decision("a0", b"\0\xff"), decision("b", b"2"), decision("c", b"3")];
    assert_eq!(place.open().await.decisions().await, Ok(expected));
}

/// By its name, and no removal of accounts touches it.
pub async fn what_a_device_keeps_takes_the_place_of_the_one_before(place: &impl StoreFactory) {
    let store = place.open().await;
    let keep = async |rows: Vec<DeviceRow>| {
        store.commit(Batch { device: rows, removed: vec![AccountId(7)], ..Batch::default() }).await.expect("commit");
    };
    store.commit(Batch { device: vec![], ..full_batch(7) }).await.expect("commit");
    keep(vec![device("b", b"1"), device("a", b"2")]).await;
    keep(vec![device("b", b"old"), device("b", b"\0\xff")]).await;
    keep(vec![]).await;
    assert_eq!(place.open().await.device().await, Ok(vec![device("a", b"2"), device("b", b"\0\xff")]));
}

/// By who knows the present one, and only so.
pub async fn a_passphrase_is_set_changed_and_taken_away_and_everything_stays(place: &impl StoreFactory) {
    let store = place.open().await;
    store.commit(full_batch(1)).await.expect("commit");
    // The snapshot may go with it.
    let everything = async |store: &_| Everything { snapshot: vec![], ..everything(store).await };
    let before = everything(&store).await;
    let (word, other) = (Secret::from("word"), Secret::from("other"));
    for (old, new) in [(None, Some(&word)), (Some(&word), Some(&other)), (Some(&other), Some(&other))] {
        store.set_passphrase(old, new).await.expect("the passphrase");
        assert!(store.has_passphrase());
        assert_eq!(everything(&store).await, before);
    }
    for new in [Some(&word), None] {
        assert_eq!(store.set_passphrase(Some(&word), new).await, Err(LockError::WrongPassphrase));
        assert_eq!(store.set_passphrase(None, new).await, Err(LockError::WrongPassphrase));
    }
    // What is written under it, and after another was removed.
    let ids = store.commit(Batch { removed: vec![AccountId(1)], ..full_batch(2) }).await.expect("commit");
    assert!(before.segments.iter().all(|(id, _)| *id < ids[0]), "no number is used again");
    let after = everything(&store).await;
    assert_eq!(after.cursors, [cursor(2, "INBOX", b"here")]);
    assert_eq!(after.accounts, [account(2, b"settings")]);
    store.set_passphrase(Some(&other), None).await.expect("without");
    assert!(!store.has_passphrase());
    assert_eq!(everything(&store).await, after);
    drop(store);
    assert_eq!(everything(&place.open().await).await, after);
}
