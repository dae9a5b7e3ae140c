//! What the page may ask and order, and what it hears.
//!
//! A question has one answer, a command one outcome; changes that were committed arrive by themselves. The page asks
//! for what it shows, never for everything.

pub mod question;

use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Seconds since 1970-01-01 UTC.
pub type Seconds = i64;

/// Which account, for as long as it exists. Never used again after it was removed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AccountId(pub u32);

pub use kith_domain::bucket::{Bucket, Counts};
pub use kith_domain::day::{Day, Interval, Unit};
pub use kith_domain::decision::{
    CustomKind, Decision, Field, HowMet, Kind, Logged, Restored, Scope, Standing, Verdict, Who,
};
pub use kith_domain::due::{Due, Silence, Since, State};
pub use kith_domain::ids::{CompanyId, MessageKey, PersonId};
pub use kith_domain::message::Role;
pub use kith_domain::origin::{Origin, Reason};
pub use kith_domain::pipeline::{FollowUp, Lead, Party, Pipeline, Place, Stage};
pub use kith_domain::strength::{Level, Strength};
pub use kith_wire::{FailureKind, Outcome, Security};
pub use question::{Answer, Query, Question};

/// From the page to the engine.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum ToEngine {
    /// A question; its number comes back with the answer.
    Ask(u32, Question),
    /// A command; its number comes back with the outcome.
    Order(u32, Command),
}

/// From the engine to the page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum FromEngine {
    /// Everything that was stored is there; questions are answered from now on. Those asked before wait.
    Ready,
    /// The database cannot be used, and nothing else will come; but with [`ProblemKind::OtherTab`], [`FromEngine::Ready`]
    /// comes once the other tab answers or is closed.
    Broken(Problem),
    /// The answer to the question of that number.
    Answer(u32, Result<Answer, Problem>),
    /// What became of the command of that number.
    Outcome(u32, Result<(), Problem>),
    /// Something was committed.
    Changed(Change),
}

/// What the page may order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Command {
    /// Logs in; if that works, keeps the account and begins to read it. The outcome comes after the login; how the
    /// reading goes on is told by [`Change::Accounts`].
    Connect(NewAccount),
    /// As [`Command::Connect`], for an account whose settings could not be read ([`Damaged::Account`]): it keeps its
    /// number, and with it what was read from it.
    ConnectAgain(AccountId, NewAccount),
    /// Reads what is new, now. `None`: all accounts.
    SyncNow(Option<AccountId>),
    /// Uses another password from now on, after a login with it worked, and goes on reading.
    ChangePassword(AccountId, Secret),
    /// Reads everything that is new, compares what is stored with what the server holds, folder by folder, and tries
    /// again what could not be read.
    Check(AccountId),
    /// Reads from that far back from now on. What is stored stays.
    SetWindow(AccountId, Window),
    /// Lets a folder count, or not. One that does not count is not read any more, and what was read from it stays
    /// stored, but shows nowhere.
    SetFolder {
        /// Whose.
        account: AccountId,
        /// Its name as in [`FolderView::name`].
        folder: String,
        /// Whether it counts.
        counts: bool,
    },
    /// Uses at most so many connections to the mail server at once, from 1 to 4.
    SetConnections(AccountId, u8),
    /// Ends the connection for good and forgets the password. What was read stays, with its people; connecting to the
    /// same mailbox again goes on from there.
    Disconnect(AccountId),
    /// Forgets an account with everything that was read from it. Nothing changes on the server.
    Remove(AccountId),
    /// The same of the sample mailbox, with all that was decided about its people and companies, and with what was made
    /// under those numbers (see [`question::Emptied`]): nothing of them is told any more.
    RemoveSample {
        /// Which.
        account: AccountId,
        /// What else goes.
        made: Vec<u64>,
    },
    /// Makes the sample mailbox and reads it as if it were a real one.
    AddSample,
    /// Decides something: one entry of the journal, undone at once by [`Decision::Undo`] with its mark.
    Decide {
        /// A number by chance. An entry with that mark is made once, however often this is said.
        mark: u64,
        /// What.
        decisions: Vec<Decision>,
    },
    /// Puts a draft into the mailbox over which somebody and I wrote last, or the first there is: the one command that
    /// changes anything there. The outcome comes when the mail server has it; with [`ProblemKind::MaybeSaved`] it may
    /// have it or not.
    Draft(NewDraft),
    /// Whether this device tells once a day whom to write to, and at which hour.
    SetTelling {
        /// Whether it does.
        on: bool,
        /// At which hour of the person's day, 0 to 23.
        hour: u8,
    },
    /// The person has seen what they missed while they were away.
    SeenAway,
    /// Restores a backup, all of it or nothing: one entry of the journal, undone at once by [`Decision::Undo`] with its
    /// mark. Accounts that are not here come in without their passwords, and with their mail if the backup has it.
    Restore {
        /// A number by chance, as of [`Command::Decide`].
        mark: u64,
        /// The file.
        file: Bytes,
        /// Its passphrase.
        passphrase: Option<Secret>,
        /// Whether what was decided here and is not in the backup is set aside.
        replace: bool,
    },
    /// A backup was saved.
    SavedBackup {
        /// As in [`BackupFile::up_to`].
        up_to: String,
        /// When it was made.
        at: Seconds,
    },
    /// The person does not want to be reminded of a backup before that day.
    PutOffBackup(Day),
}

/// Bytes that are not printed.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Bytes(#[serde(with = "serde_bytes")] pub Vec<u8>);

impl std::fmt::Debug for Bytes {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{} bytes", self.0.len())
    }
}

/// What a backup is to hold beside what was decided, and whether it is encrypted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BackupWish {
    /// What was read from the mailboxes, so that it need not be read again.
    pub mail: bool,
    /// The texts of messages that are kept.
    pub texts: bool,
    /// Under which passphrase.
    pub seal: Option<Seal>,
}

/// How a backup is encrypted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seal {
    /// The passphrase.
    pub passphrase: Secret,
    /// 28 bytes by chance, as good as the browser has them, never used before.
    pub random: Bytes,
}

/// A backup as a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BackupFile {
    /// What it holds.
    pub bytes: Bytes,
    /// When it was made.
    pub made: Seconds,
    /// The last entry of the journal that it holds, for [`Command::SavedBackup`].
    pub up_to: String,
}

/// What a backup holds, and what of it is not here.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BackupView {
    /// When it was made.
    pub made: Seconds,
    /// The version of Kith that made it.
    pub kith: String,
    /// How many entries of the journal it holds.
    pub entries: u32,
    /// How many of them would come.
    pub new: u32,
    /// How many entries that are here and not in it would be set aside if it is to take their place.
    pub replaced: u32,
    /// How many entries it holds that the Kith that made it could not read. They come as well.
    pub unreadable: u32,
    /// Its accounts.
    pub accounts: Vec<BackupAccount>,
    /// How many messages.
    pub messages: u32,
    /// How many texts.
    pub texts: u32,
}

/// An account in a backup.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BackupAccount {
    /// The person's own address.
    pub address: String,
    /// The server's name.
    pub host: String,
    /// Whether that mailbox is connected here.
    pub is_here: bool,
}

/// What is stored here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DataView {
    /// How many entries of the journal.
    pub entries: u32,
    /// How many more that this version cannot read.
    pub unreadable: u32,
    /// How many messages.
    pub messages: u32,
    /// How many texts of messages.
    pub texts: u32,
    /// How many bytes those take.
    pub text_bytes: u64,
    /// The last backup. `None` before the first.
    pub saved: Option<BackedUp>,
}

/// A backup that was saved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BackedUp {
    /// When it was made.
    pub at: Seconds,
    /// How many entries of the journal came since.
    pub since: u32,
}

/// A password or passphrase as typed. It cannot be printed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Secret(pub String);

impl<T: Into<String>> From<T> for Secret {
    fn from(text: T) -> Self {
        Self(text.into())
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Secret")
    }
}

/// A message that the person began.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewDraft {
    /// To whom it goes. It answers the last message with them, if the subject is still that one's.
    pub person: PersonId,
    /// At which address.
    pub to: String,
    /// As typed.
    pub subject: String,
    /// As typed.
    pub text: String,
    /// A number by chance, for the Message-ID.
    pub mark: u64,
    /// Whether another engine was told of it, which ended before it answered: then it may be there already, and is not
    /// put there again.
    pub again: bool,
}

impl std::fmt::Debug for NewDraft {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("NewDraft").field("person", &self.person).finish_non_exhaustive()
    }
}

/// An account to connect to.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct NewAccount {
    /// The login name.
    pub username: String,
    /// The password.
    pub password: String,
    /// The person's own address, by which their own mail is known. The user name, where that is an address.
    pub address: String,
    /// The server's name.
    pub host: String,
    /// The server's port.
    pub port: u16,
    /// How the connection is protected.
    pub security: Security,
    /// How far back to read.
    pub window: Window,
}

impl std::fmt::Debug for NewAccount {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("NewAccount").field("host", &self.host).field("port", &self.port).finish_non_exhaustive()
    }
}

/// How far back a mailbox is read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Window {
    /// The last 183 days.
    #[default]
    SixMonths,
    /// The last 366 days.
    Year,
    /// The last 1,827 days.
    FiveYears,
    /// From the first message on.
    Everything,
}

/// The accounts and the totals.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Overview {
    /// The accounts, in the order in which they were connected.
    pub accounts: Vec<AccountView>,
    /// How many people there are.
    pub people: u32,
    /// How many messages are stored, lists and robots included.
    pub messages: u32,
    /// How many pipelines there are.
    pub pipelines: u32,
    /// What is stored and could not be read.
    pub damage: Vec<DamageView>,
    /// How many entries of the journal no backup holds, if it is time to remind the person of that.
    pub backup_due: Option<u32>,
}

/// Rows that are stored and could not be read: damaged, or of a version that this Kith does not know. They stay stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DamageView {
    /// Of which kind.
    pub what: Damaged,
    /// Of which account, where they are an account's and it is known.
    pub account: Option<AccountId>,
    /// How many.
    pub count: u32,
}

/// A kind of stored row that could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Damaged {
    /// An account's settings. Its mail is there, and [`Command::ConnectAgain`] makes it an account again.
    Account,
    /// How far a folder was read: it is read again.
    Folder,
    /// A run of mail: the account's mail is read again.
    Mail,
    /// An entry of the journal.
    Decision,
    /// What this device keeps: it is as at the beginning.
    Device,
}

/// An account, as the page shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountView {
    /// Which.
    pub id: AccountId,
    /// Whether it is the sample mailbox.
    pub sample: bool,
    /// The person's own address.
    pub address: String,
    /// The login name.
    pub username: String,
    /// The server's name. Empty for the sample.
    pub host: String,
    /// The server's port.
    pub port: u16,
    /// How the connection is protected.
    pub security: Security,
    /// How far back it is read.
    pub window: Window,
    /// How many messages of it are stored.
    pub messages: u32,
    /// How many connections to the mail server may be open at once.
    pub connections: u8,
    /// What it is doing.
    pub status: Status,
    /// How what is stored compares with what the server holds. `None` before the first comparison.
    pub audit: Option<Audit>,
    /// How many things could not be read.
    pub aside: u32,
}

/// How what is stored compares with what the server holds, over all folders that count. A message that lies in two
/// folders counts twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Audit {
    /// How many messages the server holds, of the time that is read, by its own count and its own list.
    pub on_server: u32,
    /// How many of those are stored.
    pub stored: u32,
    /// How many of those on the server it counts and does not list, so that they cannot be asked for.
    pub unlisted: u32,
    /// When the folder that was compared the longest ago was compared.
    pub at: Seconds,
}

/// A folder of an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FolderView {
    /// The name as the server gave it.
    pub name: String,
    /// As it is shown.
    pub title: String,
    /// What it is for.
    pub purpose: Purpose,
    /// Whether it counts.
    pub counts: bool,
    /// How many of its messages are stored.
    pub stored: u32,
    /// How it compares with the server. `None` before the first comparison.
    pub audit: Option<Audit>,
    /// Why it could not be read, when it was tried last.
    pub problem: Option<Problem>,
}

/// What a folder is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Purpose {
    /// Where mail arrives.
    Inbox,
    /// Every message, over all folders.
    All,
    /// What was sent.
    Sent,
    /// Any other that holds conversations: archives, the person's own.
    #[default]
    Other,
    /// What a mail program keeps: appointments, notes, feeds, what was not sent yet. Read only if the person says so.
    Program,
    /// Another user's, or shared by many. Read only if the person says so.
    Shared,
    /// Drafts: never read.
    Drafts,
    /// Unwanted mail: never read.
    Junk,
    /// Thrown away: never read.
    Trash,
    /// A view of messages that lie elsewhere (starred, important), or nothing that can be opened: never read.
    View,
}

/// Something that could not be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AsideView {
    /// The folder, as it is shown.
    pub folder: String,
    /// The message's number in the folder; `None` if it is the folder as a whole.
    pub uid: Option<u32>,
    /// Why.
    pub reason: AsideReason,
    /// The server's own words, where there are any.
    pub words: Option<String>,
    /// When it was tried last.
    pub at: Seconds,
    /// How often it was tried.
    pub tries: u32,
}

/// Why something could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum AsideReason {
    /// The server refuses to give it.
    Refused,
    /// The server names it, but does not give it, or what it gives cannot be understood.
    NotGiven,
    /// The server ends the connection whenever it is asked for.
    HangsUp,
    /// The folder cannot be opened.
    NoFolder,
    /// The server does not number the messages in the folder in a way that lasts (no UIDVALIDITY).
    NoNumbers,
}

/// A command that was spoken to the mail server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommandView {
    /// Which of the account's connections, from 1.
    pub connection: u32,
    /// The command as it went, without secrets.
    pub command: String,
    /// When, in milliseconds since 1970-01-01 UTC.
    pub at: i64,
    /// How long it took, in milliseconds. `None` while it is under way.
    pub took: Option<u32>,
    /// How it ended. `None` while it is under way.
    pub outcome: Option<Outcome>,
    /// The server's own words, where it refused.
    pub words: Option<String>,
}

/// What an account is doing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Status {
    /// Connecting and logging in.
    Connecting,
    /// Looking through the folders for what is new.
    Looking,
    /// Reading.
    Reading(Progress),
    /// Everything that the server had then is stored.
    UpToDate {
        /// When that was.
        at: Seconds,
        /// What the reading that ended then brought.
        brought: Brought,
    },
    /// The reading ended, but the server counts messages that it does not list, or lists some that are neither stored nor
    /// set aside.
    Incomplete {
        /// When that was.
        at: Seconds,
        /// What the reading that ended then brought.
        brought: Brought,
        /// How many messages it does not list.
        unlisted: u32,
        /// How many that it lists are neither stored nor set aside.
        left: u32,
    },
    /// Something is in the way; it is tried again by itself.
    Waiting {
        /// What.
        problem: Problem,
        /// When it is tried again.
        until: Seconds,
    },
    /// Something is in the way that only the person can mend.
    Stopped(Problem),
    /// The person disconnected it, and kept what was read.
    Disconnected,
}

/// How far a reading is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// The folder, as it is shown.
    pub folder: String,
    /// How many of the messages of all folders are read.
    pub read: u32,
    /// How many there are to read.
    pub of: u32,
    /// How many people are known now.
    pub people: u32,
    /// How long it will take, in seconds, once that can be said.
    pub seconds_left: Option<u32>,
}

/// What a reading brought.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Brought {
    /// New messages.
    pub messages: u32,
    /// New people.
    pub people: u32,
}

/// What was committed, and so may look different now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Change {
    /// Accounts, their status or the totals.
    Overview(Overview),
    /// People and their messages. Not sent more often than four times a second.
    People,
    /// What was spoken with a mail server. Not sent more often than four times a second.
    Activity,
    /// A message of these days came in, and somebody's clock began anew with it.
    InTouch {
        /// Who.
        person: PersonId,
        /// Their name.
        name: String,
        /// Whether I wrote it.
        sent: bool,
        /// The day on which they are due next.
        next: Option<Day>,
    },
    /// It is time to tell the person whom to write to today. Sent once a day.
    Due {
        /// The first of them, at most three, those to write to first first.
        names: Vec<String>,
        /// How many they are in all, at least one.
        count: u32,
    },
}

/// Which people, in which order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PeopleQuery {
    /// As typed: words, and filters as [`kith_domain::query`] reads them. Empty: everybody.
    pub filter: String,
    /// Of whom.
    pub group: Group,
    /// The order.
    pub order: Order,
    /// How many of the first to leave out.
    pub offset: u32,
    /// How many to give at the most.
    pub limit: u32,
}

/// Of whom a list is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Group {
    /// People.
    #[default]
    People,
    /// Those who were seen and are kept apart.
    Others,
}

/// Whose messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Whose {
    /// Someone's.
    Person(PersonId),
    /// Those of everybody at a company.
    Company(CompanyId),
}

/// In which order people are listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Order {
    /// The latest contact first.
    #[default]
    LastContact,
    /// By name.
    Name,
}

/// A stretch of the list of people.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PeoplePage {
    /// How many match.
    pub matching: u32,
    /// How many there are.
    pub all: u32,
    /// Where this stretch begins.
    pub offset: u32,
    /// The stretch.
    pub rows: Vec<PersonRow>,
}

/// A person, in one line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonRow {
    /// Which.
    pub id: PersonId,
    /// The name to show; the address if no name is known.
    pub name: String,
    /// The address that was used last.
    pub address: String,
    /// When the latest message between us was written. `None` if there is none.
    pub last_contact: Option<Seconds>,
    /// Who wrote it.
    pub last_direction: Direction,
    /// When the latest message that names them was written. `None` if none does.
    pub last_seen: Option<Seconds>,
    /// How many messages there are between us; of those who are kept apart, how many name them.
    pub messages: u32,
    /// Why they are a person, or are not.
    pub reason: Reason,
    /// Their company: which, and its name.
    pub company: Option<(CompanyId, String)>,
    /// Their tags, as typed.
    pub tags: Vec<String>,
}

/// Who wrote.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Direction {
    /// I wrote.
    Sent,
    /// They wrote.
    Received,
}

/// A person, whole. Of one who is kept apart, too.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonCard {
    /// As in the list.
    pub row: PersonRow,
    /// Where the name comes from.
    pub name_source: Source,
    /// Whether a word of the name mixes letters of scripts that look alike.
    pub mixed_name: bool,
    /// The given name.
    pub given: Sourced,
    /// The family name.
    pub family: Sourced,
    /// Every name seen, the most fitting first, each with the number of messages that bore it.
    pub names: Vec<(String, u32)>,
    /// Every address, the one used last first.
    pub addresses: Vec<AddressView>,
    /// How many messages I sent.
    pub sent: u32,
    /// How many they sent.
    pub received: u32,
    /// When the first message that is stored was written. `None` if there is none.
    pub first_contact: Option<Seconds>,
    /// The birthday: `1815-12-10` or `--12-10`. Empty if it is not known.
    pub birthday: Sourced,
    /// What they do at the company. Empty if it is not known.
    pub role: Sourced,
    /// Where the company comes from.
    pub company_source: Source,
    /// Fields of one's own, by their numbers; those without a value are not there.
    pub custom: Vec<(u64, Sourced)>,
    /// Phones, postal addresses, links and notes; notes the latest first.
    pub items: Vec<ItemView>,
    /// Who may be the same person.
    pub suggestions: Vec<Suggestion>,
    /// How one keeps in touch with them.
    pub keeping: Keeping,
    /// It is my turn: their message that waits for an answer, and its subject.
    pub owed: Option<(MessageKey, String)>,
}

/// How one keeps in touch with somebody, as things stand today.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Keeping {
    /// The numbers of the buckets they are in, in the order of buckets.
    pub buckets: Vec<u64>,
    /// An interval of their own.
    pub own: Option<Interval>,
    /// When they are due and why, or why never.
    pub due: Due,
    /// They are put off until that day.
    pub snoozed: Option<Day>,
    /// They are never reminded of.
    pub muted: bool,
    /// Contact that was noted by hand, by number, the latest first.
    pub logged: Vec<(u64, Logged)>,
    /// How strong the relationship is, and was.
    pub strength: Strength,
    /// How many messages I sent and how many they sent in each of the last [`MONTHS`] months, this one last. Contact
    /// that was noted by hand is one each way.
    pub months: Vec<(u32, u32)>,
    /// The median of the days between two contacts. `None` where there were too few.
    pub rhythm: Option<u32>,
    /// Of what to be reminded about them, by day.
    pub reminders: Vec<ReminderRow>,
}

/// So many months are shown of somebody.
pub const MONTHS: usize = 24;

/// What a field says, and where that comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sourced {
    /// Empty if nothing is known.
    pub value: String,
    /// Where it comes from.
    pub source: Source,
}

/// Where a value comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Source {
    /// There is none.
    #[default]
    Nowhere,
    /// It was typed, at that time.
    Typed(Seconds),
    /// From so many messages.
    Mail(u32),
    /// From the name that is shown.
    Name,
    /// From the domain of an address.
    Domain,
    /// Guessed from what stands before the `@` of an address.
    Guess,
}

/// One of several of a kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemView {
    /// Its number, as in [`Decision::Put`].
    pub item: u64,
    /// Of which kind.
    pub kind: Kind,
    /// What it is called. May be empty.
    pub label: String,
    /// What it says.
    pub value: String,
    /// Of a note: when.
    pub at: Seconds,
}

/// An address of a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddressView {
    /// The address.
    pub address: String,
    /// How many messages went or came by it.
    pub messages: u32,
    /// When the latest was written. `None` if there is none.
    pub last: Option<Seconds>,
    /// Why it is theirs.
    pub how: How,
    /// Whether that follows from an answer alone: I did not write to it yet, nor say that it is theirs.
    pub claimed: bool,
    /// Why what is written with it alone is not tracked. `None`: it is.
    pub untracked: Option<Reason>,
    /// The address that it looks like and is not: it has letters of another script, or signs that are not seen.
    pub looks_like: Option<String>,
}

/// Why an address is somebody's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum How {
    /// They are known by it.
    First,
    /// The person said so.
    Said,
    /// It was that of somebody who was merged into them.
    Merged,
    /// It came in with an answer to a message that went to them alone, at that address.
    Answered {
        /// The answer.
        message: MessageKey,
        /// Where the message that it answers went.
        to: String,
    },
}

/// A stretch of a person's messages, newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimelinePage {
    /// How many there are.
    pub all: u32,
    /// Where this stretch begins.
    pub offset: u32,
    /// The stretch.
    pub rows: Vec<TimelineRow>,
}

/// What the mail servers found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sought {
    /// How many there are.
    pub all: u32,
    /// The newest of them, newest first.
    pub rows: Vec<TimelineRow>,
    /// Why some of it could not be sought.
    pub missed: Option<Problem>,
}

/// A message, in one line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimelineRow {
    /// Which.
    pub message: MessageKey,
    /// When it was written.
    pub date: Seconds,
    /// Who wrote it.
    pub direction: Direction,
    /// Its subject. Empty if it has none.
    pub subject: String,
    /// Who else took part, beside me and this person: names, or addresses where no name is known.
    pub others: Vec<String>,
    /// It did not arrive, as a report says: whom it did not reach, or nobody if that was not said.
    pub undelivered: Option<Vec<String>>,
}

/// Messages that were found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundMessages {
    /// How many match.
    pub matching: u32,
    /// The newest of them, newest first.
    pub rows: Vec<FoundMessage>,
}

/// A message that was found, in one line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundMessage {
    /// Which.
    pub message: MessageKey,
    /// When it was written.
    pub date: Seconds,
    /// Who wrote it.
    pub direction: Direction,
    /// Its subject.
    pub subject: String,
    /// The people with whom it is, at least one, each with the name to show.
    pub people: Vec<(PersonId, String)>,
}

/// What was found, of every kind.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// People: how many, and the first.
    pub people: (u32, Vec<PersonRow>),
    /// Those who are kept apart: how many, and the first.
    pub others: (u32, Vec<PersonRow>),
    /// Companies: how many, and the first.
    pub companies: (u32, Vec<CompanyRow>),
    /// The newest messages by their subjects.
    pub messages: Vec<FoundMessage>,
    /// Notes: how many, and the latest.
    pub notes: (u32, Vec<FoundNote>),
    /// Tags, each with the number of people who bear it.
    pub tags: Vec<(String, u32)>,
}

/// A note that was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundNote {
    /// Of whom.
    pub person: PersonId,
    /// Its number, as in [`Decision::Put`].
    pub item: u64,
    /// Their name.
    pub name: String,
    /// When it was made.
    pub at: Seconds,
    /// What it says.
    pub text: String,
}

/// Of what one asks why.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum WhyOf {
    /// Why someone is a person, or is kept apart.
    Person(PersonId),
    /// Why a message stands with someone.
    Message(PersonId, MessageKey),
}

/// Why something is shown, or is not.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Why {
    /// The rules, in the order in which they are told.
    pub points: Vec<WhyPoint>,
    /// How many messages made it so.
    pub count: u32,
    /// The latest of them.
    pub messages: Vec<WhyMessage>,
}

/// A reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum WhyPoint {
    /// Someone is a person, or is not.
    Standing(Reason),
    /// The message names them there.
    Named {
        /// At this address.
        address: String,
        /// In this field.
        role: Role,
    },
    /// That address is theirs.
    Address {
        /// The address.
        address: String,
        /// Why.
        how: How,
    },
}

/// A message that is a reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WhyMessage {
    /// Which.
    pub message: MessageKey,
    /// When it was written.
    pub date: Seconds,
    /// Who wrote it.
    pub direction: Direction,
    /// Its subject. Empty if it has none.
    pub subject: String,
    /// From whom: a name, or an address.
    pub from: String,
}

/// A stretch of the suggestions.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SuggestionsPage {
    /// How many there are.
    pub all: u32,
    /// The stretch.
    pub rows: Vec<Suggestion>,
    /// Companies that may have moved to another domain. Who is in one stands in no row.
    pub moves: Vec<Move>,
}

/// That a company may have moved: several people have the same addresses at two domains.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Move {
    /// The domain that was left.
    pub from: String,
    /// The one that was used last.
    pub to: String,
    /// Those who would be joined: who would stay, and who would become part of them.
    pub people: Vec<(PersonRow, PersonRow)>,
}

/// That two may be the same person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suggestion {
    /// Who would stay.
    pub one: PersonRow,
    /// Who would become part of them. May be one who is kept apart.
    pub other: PersonRow,
    /// Why, the strongest first.
    pub likeness: Vec<Likeness>,
}

/// What two have in common.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Likeness {
    /// The name, which says enough.
    Name(String),
    /// I wrote to both at that work domain.
    Domain(String),
    /// What stands before the `@`.
    Local(String),
    /// The other answered a message that went to the one, but not alone, or under another name.
    Answered(MessageKey),
}

/// A stretch of the list of companies.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CompaniesPage {
    /// How many match.
    pub matching: u32,
    /// How many there are.
    pub all: u32,
    /// The stretch, by last contact.
    pub rows: Vec<CompanyRow>,
}

/// A company, in one line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CompanyRow {
    /// Which.
    pub id: CompanyId,
    /// Its name.
    pub name: String,
    /// Its domains.
    pub domains: Vec<String>,
    /// How many people are there.
    pub people: u32,
    /// How many messages there are between me and them, each counted with everybody whom it names.
    pub messages: u32,
    /// When the latest was written. `None` if there is none.
    pub last_contact: Option<Seconds>,
}

/// A company, whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CompanyCard {
    /// As in the list.
    pub row: CompanyRow,
    /// Where the name comes from.
    pub name_source: Source,
    /// Its people, by last contact.
    pub people: Vec<PersonRow>,
    /// How many messages its history holds, each once.
    pub history: u32,
}

/// A stretch of the journal, the latest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct JournalPage {
    /// How many entries there are, those that undo others not counted.
    pub all: u32,
    /// How many entries are stored that this version cannot read. They are not counted among the others.
    pub unreadable: u32,
    /// The stretch.
    pub rows: Vec<JournalRow>,
}

/// An entry of the journal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JournalRow {
    /// By which it is undone.
    pub mark: u64,
    /// When it was decided.
    pub at: Seconds,
    /// Whether it is undone.
    pub undone: bool,
    /// How many decisions it holds.
    pub count: u32,
    /// The first of them.
    pub decisions: Vec<Decision>,
    /// The names of the people whom those speak of, as far as they are known.
    pub people: Vec<(PersonId, String)>,
    /// The names of the companies of which those speak.
    pub companies: Vec<(CompanyId, String)>,
    /// The names of the buckets of which those speak, as far as there are any.
    pub buckets: Vec<(u64, String)>,
    /// The names of the pipelines' stages and of the leads of which those speak, as far as there are any.
    pub leads: Vec<(u64, String)>,
    /// Of two who were made one, or were said to be two: an address of each.
    pub addresses: Vec<(PersonId, String)>,
    /// The fields of one's own of which those speak: name, and what they hold.
    pub fields: Vec<(u64, String, CustomKind)>,
}

/// What would appear and disappear.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preview {
    /// Who would become a person: how many, and the first.
    pub appear: (u32, Vec<PersonRow>),
    /// Who would be no person any more: how many, and the first.
    pub disappear: (u32, Vec<PersonRow>),
    /// How many messages would be tracked that are not.
    pub tracked: u32,
    /// How many messages would not be tracked any more.
    pub untracked: u32,
}

/// What is tracked, and who becomes a person.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tracking {
    /// Who becomes a person by themselves.
    pub who: Who,
    /// My addresses, and those that were said not to be mine.
    pub mine: Vec<OwnAddress>,
    /// Those of which is asked whether they are mine, those that matter most first.
    pub questions: Vec<OwnQuestion>,
    /// The domains of my addresses.
    pub domains: Vec<OwnDomain>,
    /// Colleagues, by name.
    pub colleagues: Vec<ColleagueView>,
    /// The rules, each with the number of addresses that it is about.
    pub rules: Vec<(Scope, Verdict, u32)>,
    /// How many messages are stored and not tracked.
    pub untracked: u32,
}

/// An address that is mine, or was said not to be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnAddress {
    /// The address.
    pub address: String,
    /// Whether it is an account's: then it is always mine.
    pub account: bool,
    /// How many messages in Sent folders are from it.
    pub sent: u32,
    /// Whether it is mine.
    pub mine: bool,
    /// Whether the person said so.
    pub said: bool,
}

/// An address that is likely mine. Answered by [`Decision::Mine`], and not asked again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnQuestion {
    /// The address.
    pub address: String,
    /// How many messages came to it.
    pub came: u32,
    /// How many messages in Sent folders are from it.
    pub sent: u32,
    /// Whether it goes by my name.
    pub named: bool,
}

/// A domain of mine.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnDomain {
    /// The domain.
    pub domain: String,
    /// Whether anybody can have an address there: then nobody is a colleague for it.
    pub free_mail: bool,
    /// Whether everybody there is a colleague.
    pub internal: bool,
    /// How many addresses there were seen, mine not counted.
    pub addresses: u32,
}

/// A colleague.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColleagueView {
    /// Their number.
    pub id: u64,
    /// Their name.
    pub name: String,
    /// All their addresses.
    pub addresses: Vec<String>,
}

/// Tags, kept filters and fields of one's own.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lists {
    /// Tags by name, each with the number of people who bear it.
    pub tags: Vec<(String, u32)>,
    /// Kept filters by name.
    pub segments: Vec<SegmentView>,
    /// Fields of one's own by name: number, name, and what they hold.
    pub fields: Vec<(u64, String, CustomKind)>,
}

/// A filter that was kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SegmentView {
    /// Its number.
    pub id: u64,
    /// Its name.
    pub name: String,
    /// The filter as typed.
    pub filter: String,
    /// How many people match.
    pub people: u32,
}

/// A bucket, and who is in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BucketView {
    /// The bucket.
    pub bucket: Bucket,
    /// How many people are in it.
    pub people: u32,
    /// How many of them are due or overdue today, by whichever of their buckets.
    pub due: u32,
}

/// What there is to do on a day.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TodayView {
    /// The buckets in their order: number and name.
    pub buckets: Vec<(u64, String)>,
    /// What the person missed, if they were away.
    pub away: Option<AwayView>,
    /// Those who are overdue or due that day, those to write to first first; as many as were asked for.
    pub due: Vec<DueRow>,
    /// How many they are in all.
    pub due_count: u32,
    /// Those who are due in the next fourteen days, by day; as many as were asked for.
    pub coming: Vec<DueRow>,
    /// How many they are in all.
    pub coming_count: u32,
    /// What to be reminded of, due or in the next fourteen days, by day.
    pub reminders: Vec<ReminderRow>,
    /// Birthdays from that day to the fourteenth after it, by day.
    pub birthdays: Vec<BirthdayRow>,
    /// People with whom the first contact was within the last seven days, and who are in no bucket, the latest first; at
    /// most [`SHOWN`].
    pub new_people: Vec<PersonRow>,
    /// People in no bucket with whom a rhythm has broken off, the strongest first; at most [`SHOWN`].
    pub fading: Vec<FadingRow>,
    /// With how many of those who have an interval one kept in touch (the last contact is of this calendar month, or no
    /// longer ago than the interval), and how many have one. Nobody muted counts.
    pub kept: (u32, u32),
    /// With how many of them there was contact in each of the last [`KEPT_MONTHS`] months, that one last.
    pub kept_months: Vec<u32>,
    /// Conversations in which they wrote last and wait for me, within the last thirty days, the latest first; at most
    /// [`SHOWN`].
    pub your_turn: Vec<TurnRow>,
    /// Conversations in which I wrote last and wait for them, the same.
    pub their_turn: Vec<TurnRow>,
    /// Leads to follow up, the longest silence first. None about a person who is [due](TodayView::due).
    pub follow_ups: Vec<LeadRow>,
    /// Addresses of which is asked whether they are mine, those that matter most first; a few.
    pub own: Vec<OwnQuestion>,
    /// Addresses from which people answered within the last ninety days, and to which I did not write yet, the latest
    /// first; at most [`SHOWN`].
    pub new_addresses: Vec<NewAddressRow>,
    /// Of all these people, those who are called as somebody else is.
    pub namesakes: BTreeSet<PersonId>,
}

/// That somebody answered from an address that was not known. That it is theirs is said by [`Decision::Address`], that it
/// is not by [`Decision::Apart`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewAddressRow {
    /// Who.
    pub person: PersonRow,
    /// The address.
    pub address: String,
    /// The answer.
    pub message: MessageKey,
    /// When it was written.
    pub date: Seconds,
}

/// The pipelines, and the currency of all values.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PipelinesView {
    /// The currency. May be empty.
    pub currency: String,
    /// The pipelines, by name.
    pub pipelines: Vec<PipelineView>,
}

/// A pipeline with its leads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PipelineView {
    /// The pipeline.
    pub pipeline: Pipeline,
    /// Its leads, wherever they are, those that came there last first.
    pub leads: Vec<LeadRow>,
}

/// A lead, in one line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeadRow {
    /// Its number.
    pub id: u64,
    /// What was typed of it.
    pub lead: Lead,
    /// The name of whom it is about.
    pub name: String,
    /// Where it is.
    pub place: Place,
    /// The name of its stage. Empty if it is closed.
    pub stage: String,
    /// The day on which it came there.
    pub since: Day,
    /// The last contact up to the day that was asked for.
    pub contact: Option<Day>,
    /// A follow-up is due, and why.
    pub follow: Option<FollowUp>,
}

/// Of so many months is said with how many there was contact.
pub const KEPT_MONTHS: usize = 6;

/// So many of everything else are given.
pub const SHOWN: usize = 20;

/// Somebody who is due, in one line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DueRow {
    /// Who.
    pub person: PersonRow,
    /// The day on which they are due, whether they are put off or not.
    pub day: Day,
    /// How they stand.
    pub state: State,
    /// From when the interval is counted.
    pub since: Since,
    /// The interval.
    pub interval: Interval,
    /// Whose interval it is: the bucket's number, name and colour. `None`: their own.
    pub bucket: Option<(u64, String, u8)>,
    /// They are put off until that day.
    pub snoozed: Option<Day>,
    /// The latest message: who wrote it, when, and its subject.
    pub last: Option<(Direction, Seconds, String)>,
    /// The latest contact that was noted by hand and has been.
    pub met: Option<Logged>,
    /// How strong the relationship is, 0 to 100.
    pub strength: u8,
    /// What that is called.
    pub level: Option<Level>,
}

/// Something to be reminded of, in one line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReminderRow {
    /// Its number.
    pub id: u64,
    /// Whom it is about: who, and their name.
    pub person: Option<(PersonId, String)>,
    /// Of what.
    pub text: String,
    /// When it is due, or has been since.
    pub day: Day,
    /// How often it comes again.
    pub every: Option<Interval>,
}

/// What the person missed while they were away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AwayView {
    /// The day on which they were here last.
    pub since: Day,
    /// How many people wrote since.
    pub wrote: u32,
    /// How many became due since, and still are.
    pub due: u32,
}

/// Whether and when this device tells the person whom to write to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TellingView {
    /// Whether it does.
    pub on: bool,
    /// At which hour of the person's day, 0 to 23.
    pub hour: u8,
}

/// Somebody in no bucket with whom a rhythm has broken off.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FadingRow {
    /// Who.
    pub person: PersonRow,
    /// Every how many days there used to be contact.
    pub rhythm: u32,
    /// When there was the last.
    pub last: Day,
    /// The subject of the latest message.
    pub subject: String,
}

/// People to be put into buckets.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CardsView {
    /// The first of them.
    pub cards: Vec<Card>,
    /// How many they are in all.
    pub all: u32,
}

/// Somebody to be put into a bucket, with what helps to decide into which.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Card {
    /// Who.
    pub person: PersonRow,
    /// How many messages I sent them.
    pub sent: u32,
    /// How many they sent me.
    pub received: u32,
    /// The latest message: who wrote it, when, its subject.
    pub last: Option<(Direction, Seconds, String)>,
    /// What the relationship is called, if both ever wrote.
    pub level: Option<Level>,
    /// Every how many days there is contact, if there is a rhythm.
    pub rhythm: Option<u32>,
    /// The bucket in which most of their company are.
    pub colleagues: Option<u64>,
}

/// A birthday that comes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BirthdayRow {
    /// Whose.
    pub person: PersonId,
    /// Their name.
    pub name: String,
    /// When it is.
    pub day: Day,
    /// How old they become, if the year of birth is known.
    pub turns: Option<u32>,
}

/// A conversation that waits, in one line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TurnRow {
    /// With whom: whoever wrote last, or was written to first.
    pub person: PersonRow,
    /// The last message.
    pub message: MessageKey,
    /// When it was written.
    pub date: Seconds,
    /// Its subject. Empty if it has none.
    pub subject: String,
}

/// As what people are written out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ExportFormat {
    /// vCard 4.0 (RFC 6350).
    VCard,
    /// A table with a line for each (RFC 4180).
    Csv,
}

/// A file that was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportedFile {
    /// A name for it.
    pub name: String,
    /// Its media type.
    pub media_type: String,
    /// What it holds.
    pub text: String,
}

/// The text of a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageText {
    /// Plain text.
    pub text: String,
    /// Whether the message goes on.
    pub cut: bool,
    /// Names of attached files.
    pub attachments: Vec<String>,
}

/// Why something did not work. What a person reads of it is written on the page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// What it is.
    pub kind: ProblemKind,
    /// The mail server's own words, or the system's, where there are any.
    pub words: Option<String>,
}

/// What can be in the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ProblemKind {
    /// The relay told what went wrong with the mail server.
    Mail(kith_wire::FailureKind),
    /// The relay cannot be reached, or went away.
    NoRelay,
    /// The relay speaks another version than this page.
    OtherVersion,
    /// There is no room left to store anything.
    StorageFull,
    /// The database failed.
    Storage,
    /// The database is of a newer Kith than this page.
    NewerDatabase,
    /// The database was closed under us: by the browser, or for a newer Kith in another tab. A reload opens it again.
    StorageClosed,
    /// The tab in which the engine runs does not answer.
    OtherTab,
    /// A newer version of Kith is open in another tab; this one makes room for it.
    NewerTab,
    /// That mailbox is connected already.
    AlreadyConnected,
    /// The person disconnected that mailbox, so nothing more can be fetched from it.
    Disconnected,
    /// That person, message or account is not there (any more).
    NotFound,
    /// What was typed cannot be used, for example an address without `@`.
    BadInput,
    /// No mailbox is connected that could take a draft.
    NoMailbox,
    /// The mailbox has no folder for drafts.
    NoDrafts,
    /// A draft is longer than a mailbox is asked to take.
    TooLong,
    /// A file that was to be restored is no backup.
    NotBackup,
    /// A backup was cut off or altered.
    BackupDamaged,
    /// A backup is of a newer Kith.
    BackupNewer,
    /// A backup is encrypted, and needs its passphrase.
    BackupSealed,
    /// That is not the passphrase of the backup.
    WrongPassphrase,
    /// The connection ended after the draft was sent and before the mail server said that it has it: it may be there or
    /// not.
    MaybeSaved,
    /// One engine after the other ended over it, so it is not asked for any more.
    GivenUp,
}

impl Problem {
    /// A problem without anybody's words.
    #[must_use]
    pub const fn new(kind: ProblemKind) -> Self {
        Self { kind, words: None }
    }
}

#[cfg(test)]
mod tests {
    use super::{
        AccountId, BackupWish, Bytes, Command, NewAccount, NewDraft, PersonId, Seal, Secret, Security, Window, question,
    };

    #[test]
    fn what_is_printed_of_a_command_or_a_question_holds_no_password_and_nothing_that_was_written() {
        let (typed, file) = ("hunter2", Bytes(b"hunter2".to_vec()));
        let secret = || Secret::from(typed);
        let account = NewAccount {
            username: typed.into(),
            password: typed.into(),
            address: typed.into(),
            host: "mail.example".into(),
            port: 993,
            security: Security::Tls,
            window: Window::Year,
        };
        let draft = NewDraft {
            person: PersonId(1),
            to: typed.into(),
            subject: typed.into(),
            text: typed.into(),
            mark: 1,
            again: false,
        };
        let seal = Some(Seal { passphrase: secret(), random: file.clone() });
        let wish = BackupWish { mail: false, texts: false, seal };
        for printed in [
            format!("{:?}", Command::Connect(account)),
            format!("{:?}", Command::ChangePassword(AccountId(1), secret())),
            format!(
                "{:?}",
                Command::Restore { mark: 1, file: file.clone(), passphrase: Some(secret()), replace: false }
            ),
            format!("{:?}", Command::Draft(draft)),
            format!("{:?}", question::Backup(wish)),
            format!("{:?}", question::BackupPreview { file, passphrase: Some(secret()) }),
        ] {
            assert!(!printed.contains(typed) && !printed.contains("104, 117"), "{printed}");
        }
    }
}
