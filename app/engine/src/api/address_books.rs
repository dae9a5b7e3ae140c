//! Address books on servers: connecting them, what a sync would do, and what it did.

use super::{AccountId, PersonId, Problem, Seconds, Secret};
use kith_domain::decision::CardChange;
use kith_domain::mapping::Mapping;
use kith_domain::merge::Side;
use serde::{Deserialize, Serialize};

/// Where address books are, and as whom they are read.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddressBookLogin {
    /// As typed: an email address, a domain, or the address of a server or of an address book (`https://…`).
    pub place: String,
    pub credentials: BookCredentials,
}

/// How Kith shows a server of address books who asks.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum BookCredentials {
    /// A user name and a password. Without a user name, the address that was typed is it.
    Password { username: String, password: Secret },
    /// Whatever that mailbox logs in with.
    Account(AccountId),
    /// The tokens of the sign-in that is over.
    SignIn,
}

impl std::fmt::Debug for BookCredentials {
    /// Leaves out who.
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("BookCredentials")
    }
}

impl std::fmt::Debug for AddressBookLogin {
    /// Leaves out where and who.
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("AddressBookLogin")
    }
}

/// An address book that was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundAddressBook {
    /// By which it is connected.
    pub url: String,
    /// As the server calls it. May be empty.
    pub name: String,
    pub limits: Vec<BookLimit>,
    /// The number under which it is connected already.
    pub connected: Option<u64>,
}

/// What an address book cannot do, and is not offered there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum BookLimit {
    /// The server lets nothing be changed.
    ReadOnly,
    /// The server does not tell what changed (RFC 6578): it is asked for everything each time.
    NoChanges,
    /// It keeps no tags.
    NoTags,
    /// It keeps none of Kith's custom fields.
    NoCustomFields,
    /// Photos are synced in neither direction.
    NoPhotos,
}

/// An address book that is to be connected.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewAddressBook {
    /// A random number: rules and History know the address book by it. One that is connected already is not connected
    /// twice.
    pub id: u64,
    /// As that of [`FindAddressBooks`](super::question::FindAddressBooks), which found it.
    pub login: AddressBookLogin,
    /// As in [`FoundAddressBook::url`].
    pub url: String,
    /// What it is called in Kith.
    pub name: String,
    pub limits: Vec<BookLimit>,
}

impl std::fmt::Debug for NewAddressBook {
    /// Leaves out where and who.
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("NewAddressBook").field("id", &self.id).finish_non_exhaustive()
    }
}

/// A provider's address book, offered to who connected a mailbox there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddressBookOffer {
    /// What [`AddressBookLogin::place`] would be.
    pub place: String,
    /// The server that keeps it.
    pub host: String,
}

/// A connection to an address book.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AddressBookView {
    pub id: u64,
    pub settings: BookSettings,
    /// The address book's own address.
    pub url: String,
    /// As whom it is read, unless a mailbox's login is used.
    pub username: Option<String>,
    /// The mailbox whose login is used.
    pub account: Option<AccountId>,
    pub status: BookStatus,
    /// When it was last up to date.
    pub last: Option<Seconds>,
    /// How many people are linked to cards.
    pub linked: u32,
    pub limits: Vec<BookLimit>,
    /// Cards that the user is to look at, at most [`MAX_REVIEWED_CARDS`].
    pub review: Vec<ReviewedCard>,
}

/// Maximum number of cards that are told to be looked at.
pub const MAX_REVIEWED_CARDS: usize = 200;

/// What the user chose for an address book.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BookSettings {
    /// What it is called in Kith.
    pub name: String,
    /// Whether it is synchronised by itself.
    pub on: bool,
    /// Whose value stays where both sides changed a field.
    pub winner: Side,
    pub mapping: Mapping,
}

/// What a connection is doing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum BookStatus {
    /// It reads what is there, to show what the first sync would do: how many cards so far, and of how many.
    Looking {
        read: u32,
        of: u32,
    },
    /// It waits for the user to start the first sync ([`Command::StartSync`](super::Command::StartSync)).
    Looked,
    /// A sync is under way: how many cards so far, and of how many.
    Syncing {
        done: u32,
        of: u32,
    },
    UpToDate,
    /// It goes on by itself at that time.
    Waiting {
        problem: Problem,
        until: Seconds,
    },
    /// The user has to do something first.
    Stopped(Problem),
    /// So many cards of so many disappeared at once: the user says whether they were deleted
    /// ([`Command::AnswerDisappeared`](super::Command::AnswerDisappeared)).
    Disappeared {
        cards: u32,
        of: u32,
    },
    /// It is switched off.
    Off,
}

/// A card that the user is to look at. Kith leaves it alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReviewedCard {
    /// By which it is told.
    pub card: String,
    /// The name on it.
    pub name: String,
    pub why: CardReview,
}

/// Why a card is to be looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CardReview {
    /// The person was deleted in Kith.
    DeletedHere,
    /// It could be any of these people: number and name.
    Unclear(Vec<(PersonId, String)>),
    /// It cannot be read.
    Unreadable,
    /// The server did not take what Kith wrote, with that status.
    Refused(u16),
    /// The server did not take the photo, with that status. The rest was written.
    PhotoRefused(u16),
}

/// What the user says of a card that they looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CardVerdict {
    /// It is that person's.
    Of(PersonId),
    /// It is someone new.
    New,
    /// Kith goes on leaving it alone, and does not list it any more.
    LeaveOut,
}

/// Who goes out to an address book by the rule that a first sync begins with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SyncOut {
    /// No one who is not there already.
    NoOne,
    /// Those in that bucket.
    Bucket(u64),
    /// Everyone in People.
    Everyone,
}

/// What a first sync would do.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SyncPreview {
    /// How many cards there are.
    pub cards: u32,
    /// How many of them are as Kith knows them.
    pub same: u32,
    /// Who would come to Kith.
    pub new_here: PreviewGroup,
    /// Who is known and would be completed on either side.
    pub completed: PreviewGroup,
    /// Who would go out.
    pub new_there: PreviewGroup,
    /// Who cannot be told, and is left for the user to look at.
    pub unclear: PreviewGroup,
    /// How many cards the rules leave out, how many are groups, and how many cannot be read.
    pub left_out: u32,
    pub groups: u32,
    pub unreadable: u32,
}

/// Maximum number of people who are named in each group of the preview of a first sync.
pub const MAX_PREVIEWED_PEOPLE: u32 = 1_000;

/// People whom a first sync would treat alike.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PreviewGroup {
    pub count: u32,
    /// The first of them.
    pub examples: Vec<PreviewedPerson>,
}

/// Someone as an example of what a first sync would do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PreviewedPerson {
    pub name: String,
    /// Who it is in Kith, if they are known.
    pub person: Option<PersonId>,
    pub changes: Vec<CardChange>,
}

/// A part of what an address book's syncs changed, the latest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SyncLogPage {
    /// How many changes there are.
    pub all: u32,
    pub rows: Vec<SyncLogRow>,
}

/// A change that a sync made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SyncLogRow {
    pub at: Seconds,
    /// The run, by which all its changes are undone.
    pub run: u64,
    /// By which this one is undone.
    pub key: ChangeKey,
    pub change: CardChange,
    /// Whether it is undone.
    pub undone: bool,
}

/// Which change of a sync: the mark of its entry of the journal, and its place there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ChangeKey {
    pub mark: u64,
    pub place: u32,
}

/// What of an address book's syncs is taken back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum UndoneSync {
    /// All changes of a run.
    Run(u64),
    /// Single changes of fields.
    Changes(Vec<ChangeKey>),
}
