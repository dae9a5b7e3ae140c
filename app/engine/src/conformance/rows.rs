//! What the checks write, and how they look at what became of it.

use crate::api::{AccountId, MessageKey, PhotoId};
use crate::store::{
    AccountRow, AddressBookRow, Batch, CardRow, CursorRow, DecisionRow, DeviceRow, KeptText, PhotoRow, Segment,
    SegmentId, SnapshotRow, Store, TextRow,
};
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

/// The message whose text [`full_batch`] keeps.
pub(super) const TEXT: u64 = 0xfedc_ba98_7654_3210;

/// The address book of which [`everything`] reads the cards.
pub(super) const BOOK: u64 = u64::MAX - 1;

#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Everything {
    pub(super) accounts: Vec<AccountRow>,
    pub(super) cursors: Vec<CursorRow>,
    pub(super) segments: Vec<(SegmentId, Segment)>,
    pub(super) text: Option<TextRow>,
    pub(super) kept_texts: Vec<KeptText>,
    pub(super) decisions: Vec<DecisionRow>,
    pub(super) device: Vec<DeviceRow>,
    pub(super) photos: Vec<PhotoRow>,
    pub(super) address_books: Vec<AddressBookRow>,
    pub(super) cards: Vec<CardRow>,
    pub(super) snapshot: Vec<SnapshotRow>,
}

pub(super) async fn everything(store: &impl Store) -> Everything {
    Everything {
        accounts: store.accounts().await.expect("accounts"),
        cursors: store.cursors().await.expect("cursors"),
        segments: store.segments_after(None, u32::MAX).await.expect("segments"),
        text: store.text(MessageKey(TEXT)).await.expect("text"),
        kept_texts: store.kept_texts().await.expect("kept texts"),
        decisions: store.decisions().await.expect("decisions"),
        device: store.device().await.expect("device"),
        photos: photos(store).await,
        address_books: store.address_books().await.expect("address books"),
        cards: cards(store, BOOK, u32::MAX).await,
        snapshot: snapshot(store).await,
    }
}

async fn snapshot(store: &impl Store) -> Vec<SnapshotRow> {
    let mut parts = Vec::new();
    for number in 0..9 {
        let bytes = store.snapshot_part(number).await.expect("a part of the snapshot");
        parts.extend(bytes.map(|bytes| SnapshotRow { number, bytes }));
    }
    parts
}

async fn photos(store: &impl Store) -> Vec<PhotoRow> {
    let mut photos = Vec::new();
    for id in store.photo_ids().await.expect("ids of photos") {
        photos.push(store.photo(id).await.expect("photo").expect("one of that id"));
    }
    photos
}

/// All cards of an address book, so many at a time, ascending by key.
pub(super) async fn cards(store: &impl Store, book: u64, limit: u32) -> Vec<CardRow> {
    let (mut cards, mut from) = (Vec::new(), None);
    loop {
        let slice = store.cards(book, from.as_deref(), limit).await.expect("cards");
        assert!(slice.rows.len() <= limit as usize);
        cards.extend(slice.rows);
        from = slice.next;
        if from.is_none() {
            break;
        }
    }
    cards.sort_by(|one, other| one.key.cmp(&other.key));
    cards
}

pub(super) fn full_batch(id: u32) -> Batch {
    Batch {
        segments: vec![segment(id, b"first"), segment(id, b"second")],
        cursors: vec![cursor(id, "INBOX", b"here")],
        accounts: vec![account(id, b"settings")],
        removed: vec![],
        replaced: vec![],
        texts: vec![text(TEXT, id, b"words")],
        shown: vec![shown(TEXT, id, 5, 1_790_000_000_000)],
        evicted: vec![],
        decisions: vec![decision(&id.to_string(), b"so it is")],
        device: vec![device("of this device", &id.to_le_bytes())],
        photos: vec![photo(TEXT, &id.to_le_bytes())],
        removed_photos: vec![],
        address_books: vec![address_book(BOOK, &id.to_le_bytes())],
        removed_address_books: vec![],
        cards: vec![card(BOOK, "a", &id.to_le_bytes()), card(BOOK, &id.to_string(), b"agreed")],
        removed_cards: vec![],
        forgets_snapshot: false,
        snapshot: vec![part(0, &id.to_le_bytes()), part(7, b"a part")],
    }
}

/// Names that are told from each other.
pub(super) fn odd_names() -> Vec<String> {
    let long = "long".repeat(2_500);
    let odd =
        "| |\0|a\0|a\0b|a|A|\"|'|`|\\|[]|0|null|undefined|INBOX|inbox|À|A\u{300}|📬 Post|\u{feff}|\u{fffd}|\u{10ffff}";
    odd.split('|').map(str::to_owned).chain([long]).collect()
}

pub(super) fn of_segments(segments: Vec<Segment>) -> Batch {
    Batch { segments, ..Batch::default() }
}

pub(super) fn segment(account: u32, bytes: &[u8]) -> Segment {
    Segment { account: AccountId(account), bytes: bytes.to_vec() }
}

pub(super) fn cursor(account: u32, folder: &str, bytes: &[u8]) -> CursorRow {
    CursorRow { account: AccountId(account), folder: folder.to_owned(), bytes: bytes.to_vec() }
}

pub(super) fn account(id: u32, bytes: &[u8]) -> AccountRow {
    AccountRow { id: AccountId(id), bytes: bytes.to_vec() }
}

pub(super) fn text(message: u64, account: u32, bytes: &[u8]) -> TextRow {
    TextRow { message: MessageKey(message), account: AccountId(account), bytes: bytes.to_vec() }
}

pub(super) fn shown(message: u64, account: u32, size: u32, shown: i64) -> KeptText {
    KeptText { message: MessageKey(message), account: AccountId(account), size, shown }
}

pub(super) fn decision(id: &str, bytes: &[u8]) -> DecisionRow {
    DecisionRow { id: id.to_owned(), bytes: bytes.to_vec() }
}

pub(super) fn device(name: &str, bytes: &[u8]) -> DeviceRow {
    DeviceRow { name: name.to_owned(), bytes: bytes.to_vec() }
}

pub(super) fn photo(id: u64, bytes: &[u8]) -> PhotoRow {
    PhotoRow { id: PhotoId(id), bytes: bytes.to_vec() }
}

pub(super) fn address_book(id: u64, bytes: &[u8]) -> AddressBookRow {
    AddressBookRow { id, bytes: bytes.to_vec() }
}

pub(super) fn part(number: u32, bytes: &[u8]) -> SnapshotRow {
    SnapshotRow { number, bytes: bytes.to_vec() }
}

pub(super) fn card(book: u64, key: &str, bytes: &[u8]) -> CardRow {
    CardRow { book, key: key.to_owned(), bytes: bytes.to_vec() }
}

/// Work that is dropped when it had to wait so many times. Gives what came of it if it was finished by then.
pub(super) struct Cut<'a, F> {
    pub(super) work: Pin<&'a mut F>,
    pub(super) waits: u32,
}

impl<F: Future> Future for Cut<'_, F> {
    type Output = Option<F::Output>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        match self.work.as_mut().poll(context) {
            Poll::Ready(output) => Poll::Ready(Some(output)),
            Poll::Pending if self.waits <= 1 => Poll::Ready(None),
            Poll::Pending => {
                self.waits -= 1;
                Poll::Pending
            }
        }
    }
}
