//! Keeping in touch: buckets, Today, reminders, and people to sort into buckets.

use super::{
    AnswerReminder, Bucket, ComingMeeting, Day, Direction, Due, DueState, Interval, LastContact, LeadRow, MessageKey,
    OwnQuestion, PersonId, PersonRow, Seconds, Since, StrengthLabel,
};
use kith_domain::ics::{EventKind, Repeat};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// A bucket, and who is in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BucketView {
    pub bucket: Bucket,
    /// How many people are in it.
    pub people: u32,
    /// How many of them are due or overdue today, by whichever of their buckets.
    pub due: u32,
}

/// A bucket, whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BucketCard {
    pub bucket: Bucket,
    /// Who is in it: those who are due first, by day; those who are not reminded of last, by name.
    pub people: Vec<BucketMember>,
    /// With how many of them one kept in touch, and of how many that is asked, as in [`TodayView::on_track`].
    pub on_track: (u32, u32),
    /// With how many of them there was contact in each of the last [`BUCKET_MONTHS`] months, that one last.
    pub months: Vec<u32>,
}

/// The number of months shown of a bucket.
pub const BUCKET_MONTHS: usize = 12;

/// Someone who is in a bucket, in one line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BucketMember {
    pub person: PersonRow,
    /// When they are due, by whichever of their buckets.
    pub due: Due,
    /// The last contact, also one that was logged.
    pub last: Option<Day>,
}

/// What there is to do on a day.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TodayView {
    /// The buckets in their order: number and name.
    pub buckets: Vec<(u64, String)>,
    /// What the user missed, if they were away.
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
    /// People with whom the first contact was within the last seven days, and who are in no bucket, the latest first;
    /// at most [`MAX_SHOWN`].
    pub new_people: Vec<PersonRow>,
    /// People in no bucket with whom a rhythm has broken off, the strongest first; at most [`MAX_SHOWN`].
    pub losing_touch: Vec<LosingTouchRow>,
    /// With how many of those who have an interval one kept in touch (the last contact is of this calendar month, or no
    /// longer ago than the interval), and how many have one. No one muted counts.
    pub on_track: (u32, u32),
    /// With how many of them there was contact in each of the last [`ON_TRACK_MONTHS`] months, that one last.
    pub on_track_months: Vec<u32>,
    /// Conversations in which they wrote last and wait for the user, within the last thirty days, the latest first; at
    /// most [`MAX_SHOWN`].
    pub waiting_for_you: Vec<WaitingRow>,
    /// Conversations in which the user wrote last and waits for them, the same; but for those of [`Self::no_answer`].
    pub waiting_for_them: Vec<WaitingRow>,
    /// Conversations of which the user is reminded, since no answer came, the first reminder first; at most
    /// [`MAX_SHOWN`].
    pub no_answer: Vec<UnansweredRow>,
    /// Leads to follow up, the longest silence first. None about a person who is [due](TodayView::due).
    pub follow_ups: Vec<LeadRow>,
    /// Addresses of which is asked whether they are the user's, those that matter most first; a few.
    pub own_questions: Vec<OwnQuestion>,
    /// Addresses from which people answered within the last ninety days, and to which the user did not write yet, the
    /// latest first; at most [`MAX_SHOWN`].
    pub new_addresses: Vec<NewAddressRow>,
    /// Of all these people, those who are called as someone else is.
    pub namesakes: BTreeSet<PersonId>,
    /// Meetings of the next days with people, the next first.
    pub meetings: Vec<ComingMeeting>,
}

/// That someone answered from an address that was not known. That it is theirs is said by
/// [`Decision::Address`](super::Decision::Address), that it is not by
/// [`Decision::Distinct`](super::Decision::Distinct).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewAddressRow {
    pub person: PersonRow,
    pub address: String,
    /// The answer.
    pub message: MessageKey,
    /// When it was written.
    pub date: Seconds,
}

/// The number of months for which it is said with how many people there was contact.
pub const ON_TRACK_MONTHS: usize = 6;

/// Maximum number given of everything else.
pub const MAX_SHOWN: usize = 20;

/// Someone who is due, in one line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DueRow {
    pub person: PersonRow,
    /// The day on which they are due, whether they are snoozed or not.
    pub day: Day,
    /// How they stand.
    pub state: DueState,
    /// From when the interval is counted.
    pub since: Since,
    pub interval: Interval,
    /// Whose interval it is: the bucket's number, name and colour. `None`: their own.
    pub bucket: Option<(u64, String, u8)>,
    /// They are snoozed until that day.
    pub snoozed: Option<Day>,
    /// The last contact, and what it was about, if that is known.
    pub last: Option<(LastContact, String)>,
    /// How strong the relationship is, 0 to 100.
    pub strength: u8,
    /// What that is called.
    pub label: Option<StrengthLabel>,
}

/// Something to be reminded of, in one line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReminderRow {
    /// Its number.
    pub id: u64,
    /// Whom it is about: who, and their name.
    pub person: Option<(PersonId, String)>,
    pub text: String,
    /// When it is due, or has been since.
    pub day: Day,
    /// How often it comes again.
    pub every: Option<Interval>,
}

/// What the user missed while they were away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AwayView {
    /// The day on which they were here last.
    pub since: Day,
    /// How many people wrote since.
    pub wrote: u32,
    /// How many became due since, and still are.
    pub due: u32,
}

/// Whether and when this device tells the user who to write to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DailyReminderView {
    /// Whether it does.
    pub on: bool,
    /// At which hour of the user's day, 0 to 23.
    pub hour: u8,
}

/// Someone in no bucket with whom a rhythm has broken off.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LosingTouchRow {
    pub person: PersonRow,
    /// Every how many days there used to be contact.
    pub rhythm: u32,
    /// When there was the last.
    pub last: Day,
    /// The subject of the latest message.
    pub subject: String,
}

/// People to be added to buckets.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SortCardsView {
    /// The first of them.
    pub cards: Vec<SortCard>,
    /// How many they are in all.
    pub all: u32,
}

/// The number of messages shown of someone who is to be added to a bucket.
pub const CARD_MESSAGES: usize = 3;

/// Someone to be added to a bucket, with what helps to decide to which.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SortCard {
    pub person: PersonRow,
    /// How many messages the user sent them.
    pub sent: u32,
    /// How many they sent the user.
    pub received: u32,
    /// The latest messages, at most [`CARD_MESSAGES`], newest first: who wrote it, when, its subject.
    pub latest: Vec<(Direction, Seconds, String)>,
    /// What the relationship is called, if both ever wrote.
    pub label: Option<StrengthLabel>,
    /// Every how many days there is contact, if there is a rhythm.
    pub rhythm: Option<u32>,
    /// The bucket in which most of their company are.
    pub colleagues: Option<u64>,
}

/// A birthday that comes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BirthdayRow {
    pub person: PersonId,
    pub name: String,
    /// When it is.
    pub day: Day,
    /// How old they become, if the year of birth is known.
    pub turns: Option<u32>,
}

/// A conversation that waits, in one line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaitingRow {
    /// With whom: the one who wrote last, or was written to first.
    pub person: PersonRow,
    /// The last message.
    pub message: MessageKey,
    /// When it was written.
    pub date: Seconds,
    /// Its subject. Empty if it has none.
    pub subject: String,
}

/// A conversation of which the user is reminded, since no answer came.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnansweredRow {
    pub waiting: WaitingRow,
    pub reminder: AnswerReminder,
}

/// Something for a calendar. The page has the words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalendarEvent {
    /// With whom. A reminder may be about no one.
    pub person: PersonId,
    /// The day; of one that comes again, its first from today.
    pub day: Day,
    /// Whether it comes again.
    pub again: Option<Repeat>,
    pub occasion: Occasion,
}

/// What is in a calendar.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Occasion {
    /// Someone is due.
    Due {
        name: String,
        /// From when the interval is counted.
        since: Since,
        interval: Interval,
    },
    /// A reminder of the user's.
    Reminder {
        /// Its number.
        id: u64,
        text: String,
    },
    /// The birthday of someone of that name.
    Birthday(String),
    /// A message has no answer.
    NoAnswer {
        message: MessageKey,
        /// To whom it went.
        name: String,
        /// May be empty.
        subject: String,
        /// When it was written.
        since: Day,
    },
}

impl Occasion {
    /// By what a calendar knows it again, with the person.
    #[must_use]
    pub const fn kind(&self) -> EventKind {
        match self {
            Self::Due { .. } => EventKind::Due,
            Self::Reminder { id, .. } => EventKind::Reminder(*id),
            Self::Birthday(_) => EventKind::Birthday,
            Self::NoAnswer { message, .. } => EventKind::NoAnswer(*message),
        }
    }
}
