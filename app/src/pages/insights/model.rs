//! What the charts of Insights say in a sentence.

use crate::i18n::{month, number, t};
use crate::present::calendar::date;
use crate::present::text::{messages, people, took};
use kith_domain::reply::CLASSES;
use kith_engine::api::{
    AccountView, Became, BothWays, Direction, Figure, InsightsView, Period, Replies, StoredMail, Uncounted,
};
use std::cmp::Reverse;

/// The names of the days of the week, from Monday on.
pub(super) fn weekdays() -> [&'static str; 7] {
    [
        t::insights::weekdays::monday(),
        t::insights::weekdays::tuesday(),
        t::insights::weekdays::wednesday(),
        t::insights::weekdays::thursday(),
        t::insights::weekdays::friday(),
        t::insights::weekdays::saturday(),
        t::insights::weekdays::sunday(),
    ]
}

/// The names of the classes of answers.
pub(super) fn classes() -> [&'static str; CLASSES.len()] {
    [
        t::insights::replies::classes::hour(),
        t::insights::replies::classes::few_hours(),
        t::insights::replies::classes::day(),
        t::insights::replies::classes::few_days(),
        t::insights::replies::classes::week(),
        t::insights::replies::classes::longer(),
    ]
}

/// `March 2025`, by the month's number.
pub(super) fn month_title(of: i32) -> String {
    let (year, place) = (of.div_euclid(12), u32::try_from(of.rem_euclid(12)).unwrap_or_default());
    t::time::month_of_year(month(place + 1), year)
}

/// An hour of the week: its day, and from when to when.
pub(super) fn hour(of: usize) -> (&'static str, String, String) {
    let clock = |hour: usize| format!("{hour:02}:00");
    let day = weekdays().get(of / 24).copied().unwrap_or_default();
    (day, clock(of % 24), clock(of % 24 + 1))
}

/// How much mail there is, and when most of it.
pub(super) fn mail_said(view: &InsightsView) -> Option<String> {
    let all = sum(view.months.iter().map(|(_, mail)| *mail));
    let (busiest, _) =
        view.months.iter().rev().max_by_key(|(_, mail)| mail.all()).filter(|(_, mail)| mail.all() > 0)?;
    let said = t::insights::mail::said(people(view.people), number(all.received), messages(all.sent));
    Some(format!("{said} {}", t::insights::mail::busiest(month_title(*busiest))))
}

/// Mail of several stretches together.
pub(super) fn sum(all: impl Iterator<Item = BothWays>) -> BothWays {
    all.fold(BothWays::default(), |sum, mail| BothWays {
        sent: sum.sent.saturating_add(mail.sent),
        received: sum.received.saturating_add(mail.received),
    })
}

/// With whom there is most.
pub(super) fn top_said(view: &InsightsView) -> Option<String> {
    let top = view.correspondents.first()?;
    Some(t::insights::top::said(&top.name, number(top.mail.received), number(top.mail.sent)))
}

/// When most mail is written.
pub(super) fn hours_said(view: &InsightsView) -> Option<String> {
    let all = sum(view.hours.iter().copied()).all();
    let mail = (0..).zip(&view.hours).filter(|(_, mail)| mail.all() > 0);
    let (busiest, _) = mail.max_by_key(|(hour, mail)| (mail.all(), Reverse(*hour)))?;
    let (day, from, to) = hour(busiest);
    let weekend = sum(view.hours.iter().skip(5 * 24).copied()).all();
    let share = (u64::from(weekend) * 100 + u64::from(all) / 2).checked_div(all.into())?;
    let said = t::insights::hours::said(day, from, to);
    Some(format!("{said} {}", t::insights::hours::weekend(share)))
}

/// How long the user takes to answer and the others do, and how it is with the one with the most answers.
pub(super) fn replies_said(view: &InsightsView) -> Option<String> {
    let Replies { mine, theirs } = view.answered;
    let mut said: Vec<String> = Vec::new();
    said.extend(mine.map(|times| t::insights::replies::mine_said(took(times.median))));
    said.extend(theirs.map(|times| t::insights::replies::theirs_said(took(times.median))));
    let of_one = view.answered_by.iter().find_map(|row| Some((&row.name, row.replies.mine?, row.replies.theirs?)));
    said.extend(
        of_one.map(|(name, mine, theirs)| t::insights::replies::of_one(took(mine.median), name, took(theirs.median))),
    );
    (!said.is_empty()).then(|| said.join(" "))
}

/// What became of knowing people in the last year, and what the first year does not say.
pub(super) fn people_said(view: &InsightsView) -> Option<String> {
    let last = view.years.last()?;
    let year = last.year.to_string();
    let said = t::insights::people::said(number(last.kept), number(last.lost), people(last.made), year);
    let begins = view.stored.iter().filter_map(|stored| stored.months.first()).map(|(month, _)| *month).min();
    let begins = begins.filter(|month| view.years.first().is_some_and(|first| first.year == month.div_euclid(12)));
    let begins = begins.map(|month| t::insights::people::begins(month_title(month), month.div_euclid(12)));
    Some([Some(said), begins].into_iter().flatten().collect::<Vec<_>>().join(" "))
}

/// How many of those who have an interval are on track.
pub(super) fn buckets_said(view: &InsightsView) -> Option<String> {
    let (kept, late) = view.buckets.iter().fold((0, 0), |(kept, late), it| (kept + it.in_time, late + it.late));
    (kept + late > 0).then(|| t::today::on_track(kept + late, kept))
}

/// Who falls silent next, and when.
pub(super) fn silent_said(view: &InsightsView) -> String {
    match view.silent_next.first() {
        Some(row) => t::insights::silent::said(date(row.breaks_off), &row.person.name),
        None => t::insights::silent::none().to_owned(),
    }
}

/// Maximum number of gaps that are told one by one.
const MAX_GAPS: usize = 4;

/// From when to when an account has mail, and when none.
pub(super) fn stored_said(stored: &StoredMail, account: &str) -> String {
    let (Some((first, _)), Some((last, _))) = (stored.months.first(), stored.months.last()) else {
        return t::insights::stored::none(account);
    };
    let is_empty = |a: &(i32, u32), b: &(i32, u32)| (a.1 == 0) == (b.1 == 0);
    let gaps = stored.months.chunk_by(is_empty).filter_map(|run| match run {
        [(from, 0), .., (to, _)] => Some(t::insights::list::to(month_title(*from), month_title(*to))),
        [(only, 0)] => Some(month_title(*only)),
        _ => None,
    });
    let mut gaps: Vec<String> = gaps.collect();
    let (from, to) = (month_title(*first), month_title(*last));
    if gaps.is_empty() {
        return t::insights::stored::whole(account, from, to);
    }
    let more = gaps.len().saturating_sub(MAX_GAPS);
    if more > 0 {
        gaps.truncate(MAX_GAPS);
        gaps.push(t::insights::stored::more_gaps(u32::try_from(more).unwrap_or(u32::MAX)));
    }
    t::insights::stored::gaps(account, from, gaps.join(", "), to)
}

/// What was left out of an account's mail.
pub(super) fn left_out(stored: &StoredMail, account: Option<&AccountView>) -> Vec<String> {
    let folders =
        (!stored.folders_left_out.is_empty()).then(|| t::insights::stored::folders(stored.folders_left_out.join(", ")));
    let is_cut = |account: &&AccountView| account.period != Period::Everything && !account.sample;
    let period = account.filter(is_cut).map(|_| t::insights::stored::period().to_owned());
    let skipped = account.filter(|account| account.skipped > 0).map(|it| t::insights::stored::skipped(it.skipped));
    [period, skipped, folders].into_iter().flatten().collect()
}

/// What counts in none of the charts.
pub(super) fn uncounted(of: Uncounted) -> Vec<String> {
    let said = |count: u32, say: fn(String) -> String| (count > 0).then(|| say(messages(count)));
    let all = [
        said(of.with_nobody, t::insights::stored::with_nobody),
        said(of.untracked, t::insights::stored::untracked),
        said(of.odd_dates, t::insights::stored::odd_dates),
    ];
    all.into_iter().flatten().collect()
}

/// What the list behind a figure holds.
pub(super) fn list_title(figure: Figure) -> String {
    match figure {
        Figure::Mail { from, to, way } => {
            let when = if from == to {
                month_title(from)
            } else if from.rem_euclid(12) == 0 && to == from + 11 {
                from.div_euclid(12).to_string()
            } else {
                t::insights::list::to(month_title(from), month_title(to))
            };
            match way {
                None => t::insights::list::mail_in(when),
                Some(Direction::Sent) => t::insights::list::sent_in(when),
                Some(Direction::Received) => t::insights::list::received_in(when),
            }
        }
        Figure::Hour(of) => {
            let (day, from, to) = hour(of.into());
            t::insights::list::hour(day, from, to)
        }
        Figure::Replies { mine, class, .. } => {
            let whose = if mine { t::insights::replies::mine() } else { t::insights::replies::theirs() };
            let class = class.and_then(|class| classes().get(usize::from(class)).copied());
            class.map_or_else(|| whose.to_owned(), |class| t::insights::list::class(class, whose))
        }
        Figure::People(year, Became::Made) => t::insights::list::made(year),
        Figure::People(year, Became::Kept) => t::insights::list::kept(year),
        Figure::People(year, Became::Lost) => t::insights::list::lost(year),
        Figure::Bucket { late: true, .. } => t::insights::buckets::late().to_owned(),
        Figure::Bucket { late: false, .. } => t::insights::buckets::in_time().to_owned(),
        Figure::Stored(_, month) => t::insights::list::stored(month_title(month)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kith_engine::api::{
        AccountId, AccountStatus, BucketHealth, CorrespondentRow, PersonId, RepliesRow, ReplyTimes, YearOfPeople,
    };

    fn mail(sent: u32, received: u32) -> BothWays {
        BothWays { sent, received }
    }

    fn times(median: u32) -> Option<ReplyTimes> {
        Some(ReplyTimes { count: 5, lower: 600, median, upper: 400_000, classes: [1, 1, 1, 1, 1, 0] })
    }

    /// January 2026.
    const MONTH: i32 = 2026 * 12;

    fn stored(months: &[u32]) -> StoredMail {
        let months = (MONTH..).zip(months.iter().copied()).collect();
        StoredMail { account: AccountId(1), months, folders_left_out: vec![] }
    }

    #[test]
    fn each_chart_has_a_sentence_of_what_is_to_be_seen() {
        let mut hours = vec![mail(0, 0); 168];
        hours[24 + 9] = mail(2, 1);
        hours[6 * 24] = mail(0, 1);
        let replies = Replies { mine: times(10_800), theirs: times(172_800) };
        let row = |id, name: &str, replies| RepliesRow { id: PersonId(id), name: name.to_owned(), replies };
        let view = InsightsView {
            months: vec![
                (MONTH, mail(1, 2)),
                (MONTH + 1, mail(2, 4)),
                (MONTH + 2, mail(3, 3)),
                (MONTH + 3, mail(0, 0)),
            ],
            hours,
            people: 7,
            correspondents: vec![CorrespondentRow { id: PersonId(1), name: "Ada".into(), mail: mail(1, 2) }],
            answered: replies,
            answered_by: vec![row(2, "Cy", Replies { theirs: None, ..replies }), row(1, "Ada", replies)],
            years: vec![YearOfPeople { year: 2026, made: 1, kept: 20, lost: 3 }],
            buckets: vec![
                BucketHealth { id: 1, name: "A".into(), in_time: 2, late: 1, others: 9 },
                BucketHealth { id: 2, name: "B".into(), in_time: 1, late: 0, others: 0 },
            ],
            stored: vec![stored(&[1])],
            ..InsightsView::default()
        };
        let said =
            [mail_said, top_said, hours_said, replies_said, people_said, buckets_said].map(|say| say(&view).unwrap());
        assert_eq!(
            said,
            [
                "You sent 6 messages and received 9, with 7 people. The busiest month was February 2026.",
                "You write with Ada most: 1 sent, 2 received.",
                "The busiest hour of the week is Tuesday, 09:00 to 10:00. 25% of all mail is written on a weekend.",
                "You usually take 3 hours to answer. Others usually take 2 days. You answer Ada in 3 hours. Ada takes 2 days.",
                "In 2026 you got to know 1 person, stayed in touch with 20 and lost touch with 3. \
                 Your mail begins in January 2026, so everyone from 2026 looks new.",
                "On track with 3 of 4 people",
            ]
        );
        let nothing = InsightsView::default();
        for say in [mail_said, top_said, hours_said, replies_said, people_said, buckets_said] {
            assert_eq!(say(&nothing), None);
        }
        assert_eq!(silent_said(&nothing), "No one is about to fall silent.");
    }

    #[test]
    fn gaps_are_told() {
        for (months, expected) in [
            (&[][..], "me: no mail yet."),
            (&[1], "me: mail for every month from January 2026 to January 2026."),
            (&[1, 2], "me: mail for every month from January 2026 to February 2026."),
            (&[1, 0, 2], "me: mail from January 2026 to March 2026, but none in February 2026."),
            (
                &[1, 0, 0, 2, 0, 1],
                "me: mail from January 2026 to June 2026, but none in February 2026 to March 2026, May 2026.",
            ),
            (
                &[1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1],
                "me: mail from January 2026 to January 2027, but none in February 2026, April 2026, June 2026, \
                 August 2026, 2 more gaps.",
            ),
        ] {
            assert_eq!(stored_said(&stored(months), "me"), expected);
        }
    }

    #[test]
    fn what_was_left_out_is_told() {
        let account = || crate::present::status::tests::account(AccountStatus::Looking);
        let with_folders = StoredMail { folders_left_out: vec!["Old".into(), "Spam".into()], ..stored(&[1]) };
        let cut = AccountView { period: Period::Year, skipped: 1, ..account() };
        assert_eq!(
            left_out(&with_folders, Some(&cut)),
            [
                "Older mail isn’t read. You can change this period in Settings › Email.",
                "1 message couldn’t be read.",
                "Folders that don’t count: Old, Spam.",
            ]
        );
        let whole = AccountView { period: Period::Everything, skipped: 0, ..account() };
        assert_eq!(left_out(&stored(&[1]), Some(&whole)), Vec::<String>::new());
        let counts = Uncounted { untracked: 0, with_nobody: 1_000, odd_dates: 1 };
        assert_eq!(
            uncounted(counts),
            [
                "Newsletters, lists and programs: 1,000 messages that count in none of the other charts.",
                "With an impossible date: 1 message.",
            ]
        );
    }

    #[test]
    fn a_list_says_what_it_holds() {
        let replies = |mine, class| Figure::Replies { mine, class, person: None };
        for (figure, expected) in [
            (Figure::Mail { from: MONTH, to: MONTH, way: None }, "Mail in January 2026"),
            (Figure::Mail { from: MONTH, to: MONTH + 11, way: Some(Direction::Sent) }, "Sent in 2026"),
            (
                Figure::Mail { from: MONTH + 1, to: MONTH + 2, way: Some(Direction::Received) },
                "Received in February 2026 to March 2026",
            ),
            (Figure::Hour(167), "Mail on Sunday, 23:00 to 24:00"),
            (replies(true, None), "Your answers"),
            (replies(false, Some(0)), "Their answers: < 1 hour"),
            (replies(false, Some(9)), "Their answers"),
            (Figure::People(2026, Became::Lost), "Lost touch in 2026"),
            (Figure::Bucket { bucket: 1, late: true }, "Due"),
            (Figure::Stored(AccountId(1), MONTH), "Everything from January 2026"),
        ] {
            assert_eq!(list_title(figure), expected);
        }
    }
}
