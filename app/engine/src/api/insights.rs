//! What the mail says of how one keeps in touch, in figures; and the lists behind these.

use super::{AccountId, Day, FoundMessage, PersonId, PersonRow};
use kith_domain::reply::ReplyTimes;
use serde::{Deserialize, Serialize};

/// Of what figures are made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct InsightScope {
    /// What day it is for the user. What comes after it does not count.
    pub day: Day,
    pub range: InsightRange,
    /// Of the mail of this account alone.
    pub account: Option<AccountId>,
}

/// How far figures go back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum InsightRange {
    /// As far as there is mail.
    #[default]
    All,
    /// This month and the 59 before it.
    FiveYears,
    /// This month and the eleven before it.
    Year,
}

impl InsightRange {
    /// How many months there are, if that does not depend on the mail.
    #[must_use]
    pub const fn months(self) -> Option<i32> {
        match self {
            Self::All => None,
            Self::FiveYears => Some(60),
            Self::Year => Some(12),
        }
    }
}

/// How many messages the user sent, and how many came.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BothWays {
    pub sent: u32,
    pub received: u32,
}

impl BothWays {
    /// Both together.
    #[must_use]
    pub const fn all(self) -> u32 {
        self.sent.saturating_add(self.received)
    }
}

/// All figures. Mail is what goes between the user and people, each message once. The lists are of those months that
/// were asked for, but the buckets, those who are about to fall silent, and what is stored.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct InsightsView {
    /// The mail of each month up to today's; the first of them that has any mail, or the first that was asked for if
    /// that is later.
    pub months: Vec<(i32, BothWays)>,
    /// The mail by the hour of the week, where the user is: 24 hours of Monday, and so on.
    pub hours: Vec<BothWays>,
    /// With how many people there was mail.
    pub people: u32,
    /// Those with the most mail, the most first; at most [`MAX_CORRESPONDENTS`].
    pub correspondents: Vec<CorrespondentRow>,
    /// How long the user took to answer, and they.
    pub answered: Replies,
    /// The same by person, those with the most answers first; at most [`MAX_CORRESPONDENTS`].
    pub answered_by: Vec<RepliesRow>,
    /// What became of knowing people, each year up to today's.
    pub years: Vec<YearOfPeople>,
    /// The buckets, in their order.
    pub buckets: Vec<BucketHealth>,
    /// Those with whom the rhythm breaks off next, the first first.
    pub silent_next: Vec<SilentNextRow>,
    /// What is stored of each account's mail.
    pub stored: Vec<StoredMail>,
    pub uncounted: Uncounted,
}

/// Maximum number of people that are given by name.
pub const MAX_CORRESPONDENTS: usize = 15;

/// The mail with someone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CorrespondentRow {
    pub id: PersonId,
    pub name: String,
    pub mail: BothWays,
}

/// How long answers took. `None`: there are none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Replies {
    /// Of the user's to them.
    pub mine: Option<ReplyTimes>,
    /// Of theirs to the user.
    pub theirs: Option<ReplyTimes>,
}

/// The same with someone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RepliesRow {
    pub id: PersonId,
    pub name: String,
    pub replies: Replies,
}

/// What became of knowing people in a year.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct YearOfPeople {
    pub year: i32,
    /// With how many there was contact for the first time.
    pub made: u32,
    /// With how many whom the user knew from an earlier year there was contact.
    pub kept: u32,
    /// With how many the user lost touch, and did not find it again.
    pub lost: u32,
}

/// How the people in a bucket fare.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BucketHealth {
    pub id: u64,
    pub name: String,
    /// How many are not due today.
    pub in_time: u32,
    /// How many are due or overdue, by whichever of their buckets.
    pub late: u32,
    /// Of how many the user is never reminded.
    pub others: u32,
}

/// Someone with whom the rhythm is about to break off.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SilentNextRow {
    pub person: PersonRow,
    /// The usual number of days between contacts.
    pub rhythm: u32,
    /// The day of the last contact.
    pub last: Day,
    /// The day from which on the silence is unusual.
    pub breaks_off: Day,
}

/// What is stored of an account's mail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredMail {
    pub account: AccountId,
    /// How many messages of each month, whoever wrote them; from the first month with any to the last.
    pub months: Vec<(i32, u32)>,
    /// The folders that do not count.
    pub folders_left_out: Vec<String>,
}

/// What is stored and counts in none of the figures, over all time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Uncounted {
    /// With colleagues alone, and others whose mail is not tracked.
    pub untracked: u32,
    /// With no one in People: newsletters, lists, programs.
    pub with_nobody: u32,
    /// With a date that cannot be: after today, or before there was such mail.
    pub odd_dates: u32,
}

/// A figure, behind which there is a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Figure {
    /// The mail from one month to another, one way or both.
    Mail { from: i32, to: i32, way: Option<super::Direction> },
    /// The mail of an hour of the week, 0 to 167.
    Hour(u8),
    /// Answers: the user's or theirs; of one class or of all; of someone or of everybody.
    Replies { mine: bool, class: Option<u8>, person: Option<PersonId> },
    /// What became of knowing people in a year.
    People(i32, Became),
    /// Those in a bucket who are late, or are not.
    Bucket { bucket: u64, late: bool },
    /// Everything that is stored of an account in a month.
    Stored(AccountId, i32),
}

/// What became of knowing someone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Became {
    Made,
    Kept,
    Lost,
}

/// A part of the list behind a figure: messages, newest first, or people by name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FigurePage {
    /// How many there are.
    pub all: u32,
    pub messages: Vec<FoundMessage>,
    pub people: Vec<PersonRow>,
}
