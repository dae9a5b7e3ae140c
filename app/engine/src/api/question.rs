//! What the page can ask. Each question is a type that names the type of its answer, so neither side can take the
//! answer to one question for the answer to another.
//!
//! A new question is a type, a line in the table below, and an arm in the engine's `answer`.

use super::{
    AccountId, AnswerDays, BackupFile, BackupView, BackupWish, BucketView, Bytes, CalendarEvent, CommandView,
    CompaniesPage, CompanyCard, CompanyId, CompanyOrder, ContactRule, DailyReminderView, DataView, Day, Decision,
    ExportFormat, ExportedFile, FolderView, Found, FoundMessages, ImportChoices, JournalPage, MessageKey, MessageText,
    PeoplePage, PeopleQuery, PersonCard, PersonId, PhotoId, PipelinesView, PossibleDuplicatesPage, RowKind, RuleTrial,
    RuleView, Secret, ServerSearchResults, SignIn, SkippedMessage, SortCardsView, TimelinePage, TodayView, Whose,
    WhyOf,
};
use serde::{Deserialize, Serialize};

/// A question with the type of its answer.
pub trait Query: Into<Question> {
    /// What the engine answers.
    type Answer;

    /// The answer to this question, as it goes to the page.
    fn answer(&self, answer: Self::Answer) -> Answer;

    /// What the page reads from an answer. `None` if it is to another question.
    fn read(answer: Answer) -> Option<Self::Answer>;
}

macro_rules! questions {
    ($($question:ident -> $answer:ty,)*) => {
        /// Any question, as it goes to the engine.
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        pub enum Question {
            $($question($question),)*
        }

        /// The answer to the question of that name, as it goes to the page.
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        pub enum Answer {
            $($question(#[serde(with = "kith_wire::outlined")] Box<$answer>),)*
        }

        $(
            impl From<$question> for Question {
                fn from(question: $question) -> Self {
                    Self::$question(question)
                }
            }

            impl Query for $question {
                type Answer = $answer;

                fn answer(&self, answer: $answer) -> Answer {
                    Answer::$question(Box::new(answer))
                }

                fn read(answer: Answer) -> Option<$answer> {
                    match answer {
                        Answer::$question(answer) => Some(*answer),
                        _ => None,
                    }
                }
            }
        )*
    };
}

questions! {
    Overview -> super::Overview,
    Folders -> Vec<FolderView>,
    SkippedMessages -> Vec<SkippedMessage>,
    Activity -> Vec<CommandView>,
    Discovery -> super::Discovery,
    FindAddressBooks -> Vec<super::FoundAddressBook>,
    AddressBookOffer -> Option<super::AddressBookOffer>,
    AddressBooks -> Vec<super::AddressBookView>,
    SyncPreview -> Option<super::SyncPreview>,
    SyncLog -> super::SyncLogPage,
    SignIns -> Vec<SignIn>,
    BeginSignIn -> super::SignInStep,
    SignedIn -> super::SignedIn,
    MadeWithSample -> Vec<(u64, String)>,
    People -> PeoplePage,
    Selection -> Vec<PersonId>,
    Find -> Found,
    PossibleDuplicates -> PossibleDuplicatesPage,
    Export -> ExportedFile,
    Person -> PersonCard,
    Photo -> Option<Bytes>,
    KnownAs -> Vec<super::KnownPerson>,
    Import -> super::ImportView,
    Review -> super::ReviewView,
    Unsubscribes -> super::UnsubscribesView,
    ColleaguesFile -> ExportedFile,
    UnsubscribeLists -> Vec<super::UnsubscribeListView>,
    ToReview -> u32,
    Why -> super::Why,
    Companies -> CompaniesPage,
    Company -> CompanyCard,
    CompanyNamed -> Option<CompanyId>,
    Timeline -> TimelinePage,
    BesideMail -> super::BesideMail,
    TimelinePosition -> Option<super::TimelinePlace>,
    FoldedMessages -> Vec<super::TimelineRow>,
    Messages -> FoundMessages,
    Text -> MessageText,
    ServerSearch -> ServerSearchResults,
    Today -> TodayView,
    DueCount -> u32,
    DailyReminder -> DailyReminderView,
    SortCards -> SortCardsView,
    Buckets -> Vec<BucketView>,
    Bucket -> super::BucketCard,
    Calendar -> Vec<CalendarEvent>,
    Pipelines -> PipelinesView,
    Journal -> JournalPage,
    Preview -> super::Preview,
    Tracking -> super::Tracking,
    Lists -> super::Lists,
    Data -> DataView,
    Backup -> BackupFile,
    BackupPreview -> BackupView,
    ReplacesAccessKey -> bool,
    Rules -> Vec<RuleView>,
    TryRule -> RuleTrial,
    AnswerSetting -> AnswerDays,
    Insights -> super::InsightsView,
    BehindFigure -> super::FigurePage,
    Calendars -> Vec<super::CalendarView>,
}

/// The sign-ins that the relay's operator has set up.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SignIns;

/// Begins to sign in, in place of any sign-in before, and gives what the user does next. How that ends is asked by
/// [`SignedIn`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BeginSignIn {
    pub sign_in: Box<SignIn>,
    /// The address to which the provider's page leads back.
    pub redirect: String,
    /// The address that the user entered, which that page shows them.
    pub address: String,
    /// 64 random bytes that no one can guess.
    pub random: Bytes,
    /// Whether it is for address books; else it is for mail.
    pub for_address_books: bool,
}

/// How the sign-in that is under way ends. Answered when it does.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SignedIn;

/// Whether the access key of a link, if it holds one, would take the place of another one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReplacesAccessKey(pub Secret);

/// The accounts and the totals.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Overview;

/// The folders of an account as far as they are known, in the order of reading, those that are never read last.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Folders(pub AccountId);

/// What of an account could not be read, the latest first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SkippedMessages(pub AccountId);

/// What was spoken with the mail server over the connections that are open, and over the last one that was, the latest
/// first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Activity(pub AccountId);

/// The mail servers of a domain: the relay looks for them. The answer may take as long as the relay does.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Discovery {
    /// The part of an address behind the @. No more of it goes out.
    pub domain: String,
}

/// The address books that a login leads to. The answer may take as long as the server does.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FindAddressBooks(pub super::AddressBookLogin);

/// Where the provider of an address keeps address books, if it does: by the table of providers, or by the domain's DNS.
/// Only the domain leaves the page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AddressBookOffer {
    pub address: String,
}

/// The connections to address books.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AddressBooks;

/// What the first sync of an address book would do, if everything there was read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SyncPreview {
    pub book: u64,
    /// Who would go out.
    pub out: super::SyncOut,
    /// Maximum number of people to name in each group.
    pub examples: u32,
}

/// A part of what an address book's syncs changed, the latest first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SyncLog {
    pub book: u64,
    /// How many of the latest to leave out.
    pub offset: u32,
    /// Maximum number of changes.
    pub limit: u32,
}

/// What the user made that would be about no one if the sample mailbox were removed: buckets, pipelines, custom fields
/// and saved filters, by number and name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MadeWithSample(pub AccountId);

/// A part of the list of people.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct People(pub PeopleQuery);

/// Everyone who matches, whatever part is asked for, in the order of the list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Selection(pub PeopleQuery);

/// What is found by a few words, of every kind.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Find {
    /// As typed.
    pub words: String,
    /// Maximum number of each kind.
    pub limit: u32,
}

/// Who may be the same person as someone else.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PossibleDuplicates {
    /// Maximum number of pairs. With 0, only their number is answered.
    pub limit: u32,
}

/// People as a file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Export {
    /// Who is in it.
    pub people: Vec<PersonId>,
    pub format: ExportFormat,
}

/// One person.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Person(pub PersonId);

/// A photo. `None`: it is not there.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Photo(pub PhotoId);

/// Who is known already of whom this is typed, the surest first; each part may be empty.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct KnownAs {
    pub name: String,
    pub addresses: Vec<String>,
    pub phones: Vec<String>,
}

/// How the import of a file stands; before it begins, what would come of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Import {
    /// As in [`Command::ReadFile`](super::Command::ReadFile).
    pub id: u64,
    pub choices: Box<ImportChoices>,
    /// Of which kind rows are given. `None`: of every kind.
    pub kind: Option<RowKind>,
    /// How many of the first of them to leave out.
    pub offset: u32,
    /// Maximum number of rows.
    pub limit: u32,
}

/// The people to look at: those whom an address book deleted, and those who unsubscribed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Review;

/// What a list of those who unsubscribed holds. Nothing is decided by asking.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Unsubscribes(pub Bytes);

/// The lists of those who unsubscribed that are read again every day.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct UnsubscribeLists;

/// The calendars that are read again every day.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Calendars;

/// How many rows [`Review`] has.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ToReview;

/// The colleagues as a file, for other members of the team to read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ColleaguesFile;

/// Why something is shown, or is not.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Why(pub WhyOf);

/// A part of the list of companies.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Companies {
    /// Words that must occur in the name or a domain. Empty: all.
    pub filter: String,
    pub order: CompanyOrder,
    /// How many of the first to leave out.
    pub offset: u32,
    /// Maximum number of companies.
    pub limit: u32,
}

/// One company.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Company(pub CompanyId);

/// The company of exactly that name, or with that domain, if there is one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CompanyNamed(pub String);

/// A part of someone's messages, newest first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Timeline {
    pub of: Whose,
    /// Words that the subject must hold, as typed; each may be the beginning of one there. Empty: every message, and
    /// those of a thread are folded below its latest.
    pub words: String,
    /// How many of the newest rows to leave out.
    pub offset: u32,
    /// Maximum number of rows.
    pub limit: u32,
}

/// Everything of someone's timeline that is no message.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BesideMail(pub Whose);

/// Where one of someone's messages is in their folded timeline. `None`: it is not among them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TimelinePosition(pub Whose, pub MessageKey);

/// The messages that are folded below this one, newest first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FoldedMessages(pub Whose, pub MessageKey);

/// Messages between the user and people, by their subject, newest first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Messages {
    /// Words that the subject must hold, as typed; each may be the beginning of one there. Without any, no message is
    /// found.
    pub words: String,
    /// Maximum number of messages.
    pub limit: u32,
}

/// The text of a message, from the database or from the mail server. The answer may take as long as the server does.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Text(pub MessageKey);

/// Someone's messages in whose texts words stand: the mail servers search for them. What they find and is not stored is
/// read first, also from before the period. The answer may take as long as the servers do.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ServerSearch {
    pub of: Whose,
    /// As typed; each must stand somewhere in the message.
    pub words: String,
}

/// Who to write to, and what else there is to do.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Today {
    /// What day it is for the user.
    pub day: Day,
    /// Maximum number of those who are due, and of those who will be.
    pub shown: u32,
    /// Whether the page is in sight: only then does this count as a visit on that day.
    pub seen: bool,
}

/// How many people are due on a day.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DueCount(pub Day);

/// Whether and when there is a daily reminder.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DailyReminder;

/// People who are in no bucket, the most recent and strongest first, to be added to some.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SortCards {
    /// What day it is for the user.
    pub day: Day,
    /// Maximum number of people.
    pub limit: u32,
    /// Who is passed over.
    pub without: Vec<PersonId>,
}

/// The buckets, in their order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Buckets;

/// The bucket of that number, as things stand on a day.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Bucket(pub u64, pub Day);

/// Who is due and when, reminders and birthdays, for a calendar, as things stand on a day. The earliest come first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Calendar(pub Day);

/// The pipelines by name, with their leads, as things stand on a day.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Pipelines(pub Day);

/// What was decided, the latest first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Journal {
    /// Maximum number of entries.
    pub limit: u32,
}

/// What would appear and disappear by these decisions. Nothing is decided by asking.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Preview(pub Vec<Decision>);

/// What is tracked, and who becomes a person.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Tracking;

/// The rules for people.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Rules;

/// What a rule for people would do, saved or not, switched on or not. Nothing is decided by asking.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TryRule(pub ContactRule);

/// After how many days without an answer the user is reminded.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AnswerSetting;

/// Tags, saved filters and custom fields.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Lists;

/// What is stored here, and what of it a backup holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Data;

/// A backup.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Backup(pub BackupWish);

/// What a backup holds, or why it cannot be restored. Nothing is restored by asking.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BackupPreview {
    pub file: Bytes,
    /// Its passphrase, if one was typed.
    pub passphrase: Option<Secret>,
}

/// What the mail says of how one keeps in touch, in figures.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Insights(pub super::InsightScope);

/// A part of the list behind one of these figures.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BehindFigure {
    pub figure: super::Figure,
    pub of: super::InsightScope,
    /// How many of the first to leave out.
    pub offset: u32,
    /// Maximum number of messages or people.
    pub limit: u32,
}
