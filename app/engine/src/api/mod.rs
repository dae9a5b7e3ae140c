//! What the page may ask and order, and what it hears.
//!
//! A question has one answer, a command one outcome; changes that were committed arrive by themselves. The page asks
//! for what it shows, never for everything.

mod access_key;
mod accounts;
mod adding;
mod address_books;
mod backup;
mod companies;
mod contact;
mod discovery;
mod first_reading;
mod folder_use;
mod history;
mod importing;
mod insights;
mod keeping;
mod meetings;
mod messages;
pub mod passed;
mod people;
mod person;
mod phone;
mod pipelines;
mod problem;
pub mod question;
mod review;
mod rules;
mod search;
mod seconds;
mod secret;
mod sign_in;
mod tracking;
mod web_files;

use serde::{Deserialize, Serialize};

pub use access_key::{AccessKeyView, access_key};
pub use accounts::{
    AccountId, AccountStatus, AccountView, Audit, CommandView, DamageView, Damaged, FolderView, NewAccount, Overview,
    Period, Progress, SkipReason, SkippedMessage, SyncResult,
};
pub use adding::{KnownPerson, NewPerson};
pub use address_books::{
    AddressBookLogin, AddressBookOffer, AddressBookView, BookCredentials, BookLimit, BookSettings, BookStatus,
    CardReview, CardVerdict, ChangeKey, FoundAddressBook, MAX_PREVIEWED_PEOPLE, MAX_REVIEWED_CARDS, NewAddressBook,
    PreviewGroup, PreviewedPerson, ReviewedCard, SyncLogPage, SyncLogRow, SyncOut, SyncPreview, UndoneSync,
};
pub use backup::{BackedUp, BackupAccount, BackupFile, BackupView, BackupWish, DataView, Seal};
pub use companies::{CompaniesPage, CompanyCard, CompanyOrder, CompanyRow, Face};
pub use contact::{ContactWay, LastContact};
pub use discovery::{Discovery, FoundBy, FoundServer};
pub use first_reading::{FirstReading, LeftOut, LeftOutFolders, LetterFailure, LetterState};
pub use folder_use::FolderUse;
pub use history::{JournalPage, JournalRow, Preview, RunView};
pub use importing::{
    ColumnView, ImportChoices, ImportCounts, ImportOutcome, ImportPreview, ImportRow, ImportView, ImportWhom,
    LeftOutReason, RowChoice, RowFate, RowKind, TableChoices, TableView,
};
pub use insights::{
    Became, BothWays, BucketHealth, CorrespondentRow, Figure, FigurePage, InsightRange, InsightScope, InsightsView,
    MAX_CORRESPONDENTS, Replies, RepliesRow, SilentNextRow, StoredMail, Uncounted, YearOfPeople,
};
pub use keeping::{
    AwayView, BUCKET_MONTHS, BirthdayRow, BucketCard, BucketMember, BucketView, CARD_MESSAGES, CalendarEvent,
    DailyReminderView, DueRow, LosingTouchRow, MAX_SHOWN, NewAddressRow, ON_TRACK_MONTHS, Occasion, ReminderRow,
    SortCard, SortCardsView, TodayView, UnansweredRow, WaitingRow,
};
pub use kith_domain::bucket::{Bucket, Counts};
pub use kith_domain::contact_rule::{Condition, ContactRule, FieldTest, RuleAction, RuleField, RulePlace, RuleProblem};
pub use kith_domain::day::{Day, Interval, Unit};
pub use kith_domain::decision::{
    CardChange, CardChangeKind, CardDirection, CardField, ContactKind, ContactPolicy, ContactSource, CustomFieldKind,
    Decision, ItemKind, LoggedContact, PersonField, PhotoId, Restored, RuleEffect, RuleScope, Run, RunOf, TRASH,
    UNSUBSCRIBED, Visibility,
};
pub use kith_domain::due::{Due, DueState, NotRemindedReason, Since};
pub use kith_domain::ids::{CompanyId, MessageKey, PersonId};
pub use kith_domain::mapping::{CustomFields, KithField, Mapping, Pair, PairDirection, PairProblem};
pub use kith_domain::merge::Side;
pub use kith_domain::message::ParticipantRole;
pub use kith_domain::origin::{Origin, Reason};
pub use kith_domain::phone::{
    CallWay, DateOrder, MessageApp, MessageDay, MessageLine, PhoneCall, PhoneContact, PhoneContactKey,
};
pub use kith_domain::pipeline::{FollowUp, Lead, LeadParty, LeadPlace, Pipeline, Stage};
pub use kith_domain::reply::ReplyTimes;
pub use kith_domain::strength::{Strength, StrengthLabel};
pub use kith_domain::unanswered::{AnswerDays, AnswerReminder, AnswerRule, AnswerWish};
pub use kith_wire::{
    Certificate, DeviceCode, FailureKind, Fingerprint, Outcome, Secret, Security, SignIn, SignInWay, Step, UsernameForm,
};
pub use meetings::{
    CalendarLeftOut, CalendarPreview, CalendarTold, CalendarView, ComingMeeting, MAX_CALENDAR_PEOPLE, MeetingGuest,
    MetPerson,
};
pub use messages::{
    Direction, FoundMessage, FoundMessages, MeetingRow, MessageText, NewDraft, NewLetter, ServerSearchResults,
    TimelinePage, TimelinePlace, TimelineRow, Whose,
};
pub use people::{
    CommonTrait, CompanyMove, ExportFormat, ExportedFile, FilteredOutGroup, Group, Order, PeoplePage, PeopleQuery,
    PersonRow, PossibleDuplicate, PossibleDuplicatesPage,
};
pub use person::{
    AddressReason, AddressView, AwaitedView, ItemView, KeepingView, PersonCard, STRENGTH_MONTHS, Source, Sourced, Why,
    WhyMessage, WhyOf, WhyPoint,
};
pub use phone::{BesideMail, ChatChoices, ChatView, LeftOutRecords, PhoneChoices, PhoneFileView, PhoneSummary};
pub use pipelines::{LeadRow, PipelineView, PipelinesView};
pub use problem::{BookProblem, Problem, ProblemKind};
pub use question::{Answer, Query, Question};
pub use review::{ReviewReason, ReviewRow, ReviewView, UnsubscribeListView, UnsubscribesView};
pub use rules::{RuleTrial, RuleTrialRow, RuleView};
pub use search::{Found, FoundNote};
pub use seconds::Seconds;
pub use secret::Bytes;
pub use sign_in::{SignInStep, SignedIn};
pub use tracking::{ColleagueView, Lists, OwnAddress, OwnDomain, OwnQuestion, SavedFilterView, Tracking};
pub use web_files::{WebFileProblem, WebFileStatus};

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
pub enum FromEngine<A = Answer> {
    /// Everything that was stored is there; questions are answered from now on. Those asked before wait.
    Ready,
    /// The database cannot be used, and nothing else will come; but with [`ProblemKind::OtherTab`],
    /// [`FromEngine::Ready`] comes once the other tab answers or is closed.
    Broken(Problem),
    /// The answer to the question of that number.
    Answer(u32, Result<A, Problem>),
    /// What became of the command of that number.
    Outcome(u32, Result<(), Problem>),
    /// Something was committed.
    Changed(Change),
    /// Everything is locked, and nothing else will come before the passphrase was given. [`FromEngine::Ready`] comes
    /// then.
    Locked,
    /// The passphrase that was given does not unlock it, for that reason.
    NotUnlocked(Problem),
}

/// What the page may order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Command {
    /// Logs in; if that works, keeps the account and begins to read it. The outcome comes after the login; how the
    /// reading goes on is told by [`Change::Overview`].
    Connect(NewAccount),
    /// As [`Command::Connect`], for an account whose settings could not be read ([`Damaged::Account`]): it keeps its
    /// number, and with it what was read from it.
    ConnectAgain(AccountId, NewAccount),
    /// Reads everything that is new, compares what is stored with what the server holds, folder by folder, and tries
    /// again what could not be read.
    SyncNow(AccountId),
    /// Uses another password from now on, after a login with it worked, and goes on reading.
    ChangePassword(AccountId, Secret),
    /// The browser came back from the page on which the user signed in, with this behind the question mark of the
    /// address. Fails with [`ProblemKind::NotFound`] if that belongs to no sign-in that is under way; how it ended is
    /// told to those who asked [`question::SignedIn`].
    ReturnFromSignIn(Secret),
    /// The user does not sign in after all.
    CancelSignIn,
    /// Logs in with what the last sign-in brought, uses that from now on, and goes on reading.
    SignInAgain(AccountId),
    /// Shows that access key to the relay from now on, and goes on with every account that stopped for want of one. What
    /// was typed, as [`access_key`] reads it.
    SetAccessKey(Secret),
    /// Forgets the access key of the relay.
    ForgetAccessKey,
    /// Reads from that far back from now on. What is stored stays.
    SetPeriod(AccountId, Period),
    /// Lets a folder count, or not. One that does not count is not read any more, and what was read from it stays
    /// stored, but shows nowhere.
    SetFolder {
        account: AccountId,
        /// Its name as in [`FolderView::name`].
        folder: String,
        /// Whether it counts.
        counts: bool,
    },
    /// Uses at most this many connections to the mail server at once, from 1 to 4.
    SetConnections(AccountId, u8),
    /// From now on trusts this certificate of its server, and no other, though no authority vouches for it. `None`:
    /// trusts what authorities vouch for. Goes on reading.
    TrustCertificate(AccountId, Option<Fingerprint>),
    /// Ends the connection for good and forgets the password. What was read stays, with its people; connecting to the
    /// same mailbox again goes on from there.
    Disconnect(AccountId),
    /// Forgets an account with everything that was read from it. Nothing changes on the server.
    Remove(AccountId),
    /// The same of the sample mailbox, with all that was decided about its people and companies, and with what was made
    /// under those numbers (see [`question::MadeWithSample`]): nothing of them is told any more.
    RemoveSample {
        account: AccountId,
        /// What else goes.
        made: Vec<u64>,
    },
    /// Makes the sample mailbox and reads it as if it were a real one.
    AddSample,
    /// Decides something: one entry of the journal, undone at once by [`Decision::Undo`] with its mark.
    Decide {
        /// A random number. An entry with that mark is made once, however often this is said.
        mark: u64,
        decisions: Vec<Decision>,
    },
    /// Applies the rule for people of that number to everybody for whom it holds, whether it was applied to them before
    /// or not. The outcome comes when it is done; the entries of the run have its mark as their [`Run::id`].
    RunRule {
        rule: u64,
        /// A random number, as of [`Command::Decide`].
        mark: u64,
    },
    /// Puts a draft into the mailbox over which someone and the user wrote last, or the first there is. This and
    /// [`Command::WriteLetter`] alone change anything there. The outcome comes when the mail server has it; with [`ProblemKind::MaybeSaved`] it
    /// may have it or not.
    Draft(NewDraft),
    /// Gives the words of the letter about an account's first reading, where they are waited for
    /// ([`LetterState::Unwritten`]). From then on the engine sends it by itself: into the account's INBOX, once.
    WriteLetter(NewLetter),
    /// The user has seen what the first reading of an account brought.
    DismissFirstReading(AccountId),
    /// Adds someone by hand: one entry of the journal. Where an address is someone's already, they get what else is said.
    AddPerson {
        /// A random number, as of [`Command::Decide`], and the id of someone without an address.
        mark: u64,
        person: Box<NewPerson>,
    },
    /// Sets someone's photo; `None` removes it. Any that the browser can read: it is made smaller.
    SetPhoto {
        /// A random number, as of [`Command::Decide`].
        mark: u64,
        person: PersonId,
        photo: Option<Bytes>,
    },
    /// Gives a file of people to be read, in place of any before. What it holds is asked by [`question::Import`].
    ReadFile {
        /// A random number by which the file is known.
        id: u64,
        name: String,
        bytes: Bytes,
    },
    /// Gives the next piece of a large file, in its order, beginning at that byte. The first takes the place of any file
    /// before. Fails with [`ProblemKind::NotFound`] if the pieces before were given to another engine.
    ReadFilePiece {
        /// As in [`Command::ReadFile`].
        id: u64,
        name: String,
        at: u64,
        /// How many bytes the file has.
        of: u64,
        bytes: Bytes,
    },
    /// Imports the file of that number. The outcome comes when that has begun; how it goes on is asked by
    /// [`question::Import`]. Fails with [`ProblemKind::NotFound`] if the file has to be given again.
    Import {
        id: u64,
        /// A random number: that of the run.
        mark: u64,
        choices: Box<ImportChoices>,
    },
    /// Stops importing the file of that number, or forgets it. What came in stays, as one run.
    StopImport(u64),
    /// Undoes all entries of a run, or lets them hold again: one entry of the journal.
    UndoRun {
        /// A random number, as of [`Command::Decide`].
        mark: u64,
        /// As in [`RunView::id`].
        run: u64,
        undone: bool,
    },
    /// Gives the tag [`UNSUBSCRIBED`] to the people whose addresses a list says to have unsubscribed: a run. No one comes
    /// in by it.
    ReadUnsubscribes {
        /// A random number, as of [`Command::Decide`].
        mark: u64,
        name: String,
        bytes: Bytes,
    },
    /// Adds the colleagues of a file that [`question::ColleaguesFile`] made: one entry of the journal.
    ReadColleagues {
        /// A random number, as of [`Command::Decide`].
        mark: u64,
        text: String,
    },
    /// Whether this device tells once a day who to write to, and at which hour.
    SetDailyReminder {
        /// Whether it does.
        on: bool,
        /// At which hour of the user's day, 0 to 23.
        hour: u8,
    },
    /// The user has seen what they missed while they were away.
    SeenAway,
    /// Restores a backup, all of it or nothing: one entry of the journal, undone at once by [`Decision::Undo`] with its
    /// mark. Accounts that are not here come in without their passwords, and with their mail if the backup has it.
    Restore {
        /// A random number, as of [`Command::Decide`].
        mark: u64,
        file: Bytes,
        passphrase: Option<Secret>,
        /// Whether what was decided here and is not in the backup is set aside.
        replace: bool,
    },
    SavedBackup {
        /// As in [`BackupFile::up_to`].
        up_to: String,
        /// When it was made.
        at: Seconds,
    },
    /// The user does not want to be reminded of a backup before that day.
    SnoozeBackupReminder(Day),
    /// Connects an address book that was found, and reads what is there: nothing is changed on either side before
    /// [`Command::StartSync`].
    ConnectAddressBook(NewAddressBook),
    /// The first sync, as its preview said, and from then on whenever something changes. The rules that it begins with
    /// are decisions like any other.
    StartSync {
        book: u64,
        /// Who goes out.
        out: SyncOut,
        /// A random number, as of [`Command::Decide`].
        mark: u64,
    },
    /// Synchronises now, and tries again what the server refused.
    SyncAddressBook(u64),
    SetAddressBook {
        book: u64,
        settings: BookSettings,
    },
    /// Logs in with that from now on, and goes on.
    SetBookLogin {
        book: u64,
        credentials: BookCredentials,
    },
    /// Forgets the connection. People stay, and so do the cards on the server.
    RemoveAddressBook(u64),
    /// The cards that disappeared at once ([`BookStatus::Disappeared`]) were deleted, or are to be written again.
    AnswerDisappeared {
        book: u64,
        are_deleted: bool,
    },
    /// What the user says of a card that is to be looked at.
    DecideCard {
        book: u64,
        /// As in [`ReviewedCard::card`].
        card: String,
        verdict: CardVerdict,
    },
    /// Takes changes of syncs back, on both sides: here at once, there with the next sync.
    UndoSync {
        book: u64,
        undone: UndoneSync,
        /// A random number, as of [`Command::Decide`].
        mark: u64,
    },
    /// Locks everything by the `new` passphrase from now on, or by none. `old` is the present one, if there is one.
    SetPassphrase {
        old: Option<Secret>,
        new: Option<Secret>,
    },
    /// Locks by itself after so many minutes in which nothing was typed or clicked; 0: never.
    SetLockAfter(u16),
    /// Locks now, if there is a passphrase.
    Lock,
    /// Keeps a list of those who unsubscribed that lies on a web server, and reads it now and every day: as
    /// [`Command::ReadUnsubscribes`], but no one is marked twice by it.
    AddUnsubscribeList {
        /// A random number.
        id: u64,
        /// It begins with `https://`, and may hold a key.
        url: Secret,
    },
    /// Reads it now.
    ReadUnsubscribeList(u64),
    /// Forgets it. Whoever it marked stays marked.
    RemoveUnsubscribeList(u64),
    /// Keeps a calendar that lies on a web server, and reads it now and every day.
    AddCalendar {
        /// A random number.
        id: u64,
        /// It begins with `https://` or `webcal://`, and may hold a key.
        url: Secret,
    },
    /// Reads it now.
    ReadCalendar(u64),
    /// Forgets it, with its meetings.
    RemoveCalendar(u64),
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
    /// Address books, or what they are doing. Not sent more often than four times a second.
    AddressBooks,
    /// How an import stands. Not sent more often than four times a second.
    Import,
    /// A message of these days came in, and someone's clock began anew with it.
    InTouch {
        person: PersonId,
        name: String,
        /// Whether the user wrote it.
        sent: bool,
        /// The day on which they are due next.
        next: Option<Day>,
    },
    /// It is time to tell the user who to write to today, and what has no answer yet. Sent once a day, if there is any.
    Due {
        /// The first of them, at most three, those to write to first first.
        names: Vec<String>,
        /// How many they are in all.
        count: u32,
        /// Those of whom an answer is awaited for too long, likewise.
        unanswered: (Vec<String>, u32),
    },
}

#[cfg(test)]
mod tests {
    use super::{
        AccountId, BackupWish, Bytes, Command, NewAccount, NewDraft, NewLetter, Period, PersonId, Seal, Secret,
        Security, question,
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
            signed_in: false,
            trusted: None,
            period: Period::Year,
            stay: true,
            letter: true,
        };
        let passphrase = Command::SetPassphrase { old: Some(secret()), new: Some(secret()) };
        let draft = NewDraft {
            person: PersonId(1),
            to: typed.into(),
            subject: typed.into(),
            text: typed.into(),
            remind: None,
            mark: 1,
            again: false,
        };
        let letter = NewLetter { account: AccountId(1), subject: typed.into(), text: typed.into(), mark: 1 };
        let seal = Some(Seal { passphrase: secret(), random: file.clone() });
        let wish = BackupWish { mail: false, texts: false, seal };
        for printed in [
            format!("{:?}", Command::Connect(account)),
            format!("{:?}", Command::ChangePassword(AccountId(1), secret())),
            format!("{:?}", Command::SetAccessKey(secret())),
            format!("{:?}", Command::ReturnFromSignIn(secret())),
            format!("{passphrase:?}"),
            format!(
                "{:?}",
                Command::Restore { mark: 1, file: file.clone(), passphrase: Some(secret()), replace: false }
            ),
            format!("{:?}", Command::Draft(draft)),
            format!("{:?}", Command::WriteLetter(letter)),
            format!("{:?}", question::Backup(wish)),
            format!("{:?}", question::BackupPreview { file, passphrase: Some(secret()) }),
        ] {
            assert!(!printed.contains(typed) && !printed.contains("104, 117"), "{printed}");
        }
    }
}
