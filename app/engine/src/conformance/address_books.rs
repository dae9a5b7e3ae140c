//! Connections to address books, and what was agreed on with them.

use super::factory::StoreFactory;
use super::rows::{address_book, card, cards, full_batch, odd_names};
use crate::api::{AccountId, Secret};
use crate::store::{Batch, CardRow, Store};

/// The cards of the others stay, and no removal of accounts touches any.
pub async fn address_books_come_in_order_and_go_with_their_cards(place: &impl StoreFactory) {
    let store = place.open().await;
    let ids = [u64::MAX, 0, (1 << 53) + 2, (1 << 53) + 1, 16];
    let batch = Batch {
        address_books: ids.iter().map(|id| address_book(*id, b"old")).collect(),
        cards: ids.iter().flat_map(|id| ["a", "b"].map(|key| card(*id, key, &id.to_le_bytes()))).collect(),
        ..full_batch(7)
    };
    store.commit(batch).await.expect("commit");
    let address_books = vec![address_book(16, b"new")];
    store.commit(Batch { address_books, removed: vec![AccountId(7)], ..Batch::default() }).await.expect("commit");
    drop(store);
    let store = place.open().await;
    let ascending = [0, 16, (1 << 53) + 1, (1 << 53) + 2, u64::MAX];
    let rows: Vec<_> = ascending.iter().map(|id| address_book(*id, if *id == 16 { b"new" } else { b"old" })).collect();
    assert_eq!(store.address_books().await, Ok(rows));

    // One that was removed can be there again at once, without its cards.
    let batch = Batch {
        removed_address_books: vec![(1 << 53) + 1, 16, 5],
        address_books: vec![address_book(16, b"again")],
        cards: vec![card(16, "c", b"again")],
        ..Batch::default()
    };
    store.commit(batch).await.expect("removal");
    let left = [(0, b"old".as_slice()), (16, b"again"), ((1 << 53) + 2, b"old"), (u64::MAX, b"old")];
    assert_eq!(store.address_books().await, Ok(left.map(|(id, bytes)| address_book(id, bytes)).to_vec()));
    for id in [0, (1 << 53) + 2, u64::MAX] {
        assert_eq!(cards(&store, id, 9).await, ["a", "b"].map(|key| card(id, key, &id.to_le_bytes())));
    }
    assert_eq!(cards(&store, (1 << 53) + 1, 9).await, []);
    assert_eq!(cards(&store, 16, 9).await, [card(16, "c", b"again")]);
}

/// Each once, however many are wanted at a time, with a passphrase and without.
pub async fn cards_are_read_slice_by_slice(place: &impl StoreFactory) {
    let store = place.open().await;
    let of = |book: u64| (0..7_u8).map(move |number| card(book, &format!("{number}.vcf"), &[number]));
    store
        .commit(Batch { cards: [1, 2, 3].into_iter().flat_map(of).collect(), ..Batch::default() })
        .await
        .expect("commit");
    let word = Secret::from("word");
    for (old, new) in [(None, None), (None, Some(&word)), (Some(&word), None)] {
        store.set_passphrase(old, new).await.expect("the passphrase");
        for limit in [1, 2, 3, 7, 8, u32::MAX] {
            assert_eq!(cards(&store, 2, limit).await, of(2).collect::<Vec<_>>(), "limit {limit}");
        }
        assert_eq!(cards(&store, 4, 3).await, []);
    }
}

/// A card is told from every other by its key as it was given.
pub async fn cards_may_have_any_key(place: &impl StoreFactory) {
    let store = place.open().await;
    let mut rows: Vec<CardRow> =
        odd_names().iter().enumerate().map(|(at, key)| card(1, key, &at.to_le_bytes())).collect();
    for row in &rows {
        store.commit(Batch { cards: vec![row.clone()], ..Batch::default() }).await.expect("commit");
    }
    rows.sort_by(|one, other| one.key.cmp(&other.key));
    assert_eq!(cards(&store, 1, 5).await, rows);
}

/// Or another takes its place, with a passphrase and without.
pub async fn a_card_goes_by_its_key(place: &impl StoreFactory) {
    let store = place.open().await;
    let word = Secret::from("word");
    for (old, new) in [(None, None), (None, Some(&word)), (Some(&word), None)] {
        store.set_passphrase(old, new).await.expect("the passphrase");
        let batch = Batch {
            cards: [1, 2].map(|book| ["a", "b", "ü"].map(|key| card(book, key, b"old"))).concat(),
            ..Batch::default()
        };
        store.commit(batch).await.expect("commit");
        let removed_cards = [(1, "a"), (1, "ü"), (2, "b"), (2, "c")].map(|(book, key)| (book, key.to_owned())).to_vec();
        let batch =
            Batch { removed_cards, cards: vec![card(1, "ü", b"new"), card(2, "a", b"new")], ..Batch::default() };
        store.commit(batch).await.expect("removal");
        assert_eq!(cards(&store, 1, 9).await, [card(1, "b", b"old"), card(1, "ü", b"new")]);
        assert_eq!(store.card(1, "ü").await, Ok(Some(card(1, "ü", b"new"))));
        assert_eq!(store.card(1, "a").await, Ok(None));
        assert_eq!(cards(&store, 2, 9).await, [card(2, "a", b"new"), card(2, "ü", b"old")]);
    }
}
