//! Insights: rules as tables; and over the sample mailbox the same figures as a second way gives, message by message.

use super::keeping::bucket;
use super::who::{address, decide, id, mail, put};
use super::{ACCOUNT, absorb};
use crate::api::{
    AccountId, Became, BothWays, Counts, Day, Decision, Direction, Figure, InsightRange, InsightScope, InsightsView,
    Replies, question,
};
use crate::book::Book;
use crate::segment::{Read, Run};
use kith_domain::address::Address;
use kith_domain::day::Zone;
use kith_domain::header;
use kith_domain::message::{Facts, ParticipantRole, reference};
use kith_domain::noise;
use kith_domain::sample::Sample;
use std::collections::{BTreeMap, BTreeSet};

const ME: &str = "bob@acme.example";
const ADA: &str = "ada@x.example";

/// 2026-09-30.
const TODAY: Day = Day(20_726);

fn scope() -> InsightScope {
    InsightScope { day: TODAY, ..InsightScope::default() }
}

fn book(mails: &[String]) -> Book {
    let mut book = Book::default();
    book.set_own(vec![address(ME)]);
    book.now = i64::from(TODAY.0) * 86_400 + 43_200;
    put(&mut book, mails);
    book.settle();
    book
}

fn from(who: &str, number: &str, hour: u32, more: &str) -> String {
    mail(number, hour, &format!("From: {who}; To: {ME}{more}"))
}

fn to(who: &str, number: &str, hour: u32, more: &str) -> String {
    mail(number, hour, &format!("From: {ME}; To: {who}{more}"))
}

/// How many hours the answers took: the user's, and theirs.
fn hours(replies: &Replies) -> (Option<u32>, Option<u32>) {
    (replies.mine.map(|it| it.median / 3_600), replies.theirs.map(|it| it.median / 3_600))
}

#[test]
fn an_answer_is_the_first_one_to_the_other_side() {
    let answers = |number: &str| format!("; In-Reply-To: <{number}@x.example>");
    for (what, mails, expected) in [
        ("no answer", vec![from(ADA, "a", 0, ""), to(ADA, "b", 5, "")], (None, None)),
        ("by its id", vec![from(ADA, "a", 0, ""), to(ADA, "b", 5, &answers("a"))], (Some(5), None)),
        ("theirs", vec![to(ADA, "a", 0, ""), from(ADA, "b", 7, &answers("a"))], (None, Some(7))),
        (
            "the first",
            vec![from(ADA, "a", 0, ""), to(ADA, "b", 5, &answers("a")), to(ADA, "c", 20, &answers("a"))],
            (Some(5), None),
        ),
        (
            "both",
            vec![from(ADA, "a", 0, ""), to(ADA, "b", 5, &answers("a")), from(ADA, "c", 8, &answers("b"))],
            (Some(5), Some(3)),
        ),
        ("not to oneself", vec![to(ADA, "a", 0, ""), to(ADA, "b", 5, &answers("a"))], (None, None)),
        ("not to someone else", vec![from(ADA, "a", 0, ""), to("cy@y.example", "b", 5, &answers("a"))], (None, None)),
        ("thirty days", vec![from(ADA, "a", 0, ""), to(ADA, "b", 696, &answers("a"))], (Some(696), None)),
        (
            "of a program",
            vec![to(ADA, "a", 0, ""), from(ADA, "b", 1, &format!("{}; Auto-Submitted: auto-replied", answers("a")))],
            (None, None),
        ),
        (
            "by its subject",
            vec![from(ADA, "a", 0, ""), to(ADA, "b", 5, "").replace("Subject: b", "Subject: Re: a")],
            (Some(5), None),
        ),
        (
            "by its subject, since the id is unknown",
            vec![from(ADA, "a", 0, ""), to(ADA, "b", 5, &answers("z")).replace("Subject: b", "Subject: Re: a")],
            (Some(5), None),
        ),
        (
            "not by the subject alone",
            vec![from(ADA, "a", 0, ""), to(ADA, "b", 5, "").replace("Subject: b", "Subject: a")],
            (None, None),
        ),
    ] {
        let mut book = book(&mails);
        assert_eq!(hours(&book.insights(&scope()).answered), expected, "{what}");
    }
}

#[test]
fn what_counts_in_no_figure_is_said() {
    let mut book = book(&[
        from(ADA, "a", 0, ""),
        to(ADA, "b", 5, ""),
        from("news@shop.example", "n", 3, "; List-Unsubscribe: <https://x.example>; Precedence: bulk"),
        from(ADA, "future", 0, "").replace("2026", "2027"),
        from(ADA, "old", 0, "").replace("2026", "1972"),
    ]);
    let view = book.insights(&scope());
    assert_eq!(view.months, [(2026 * 12 + 8, BothWays { sent: 1, received: 1 })]);
    let left = view.uncounted;
    assert_eq!((left.with_nobody, left.odd_dates, left.untracked), (1, 2, 0));
    assert_eq!(view.stored[0].months, [(2026 * 12 + 8, 3)]);
    assert_eq!(view.people, 1);
    book.set_uncounted([(ACCOUNT, "Sent".to_owned())]);
    book.settle();
    let view = book.insights(&scope());
    assert_eq!(view.months, [(2026 * 12 + 8, BothWays { sent: 0, received: 1 })]);
    assert_eq!(view.stored[0].folders_left_out, ["Sent"]);
}

#[test]
fn a_range_and_an_account_leave_the_rest_out() {
    let mut book = book(&[
        from(ADA, "a", 0, ""),
        from(ADA, "b", 0, "").replace("Sep 2026", "Aug 2025"),
        from(ADA, "c", 0, "").replace("Sep 2026", "Sep 2020"),
    ]);
    for (range, months, all) in
        [(InsightRange::All, 73, 3), (InsightRange::FiveYears, 60, 2), (InsightRange::Year, 12, 1)]
    {
        let view = book.insights(&InsightScope { range, ..scope() });
        assert_eq!((view.months.len(), view.months.iter().map(|it| it.1.all()).sum::<u32>()), (months, all));
        assert_eq!(
            (view.correspondents[0].mail.received, view.hours.iter().map(|it| it.all()).sum::<u32>()),
            (all, all)
        );
    }
    let of = |account| InsightScope { account: Some(account), ..scope() };
    assert_eq!(book.insights(&of(ACCOUNT)), book.insights(&scope()));
    let nothing = book.insights(&of(AccountId(9)));
    assert_eq!((nothing.months.len(), nothing.people, nothing.years.len(), nothing.stored.len()), (0, 0, 0, 0));
}

#[test]
fn buckets_are_in_time_or_late() {
    let bucket = |id, name: &str, days: u16| bucket(id, name, days, Counts::Any);
    let enter = |who, bucket| Decision::InBucket { people: vec![id(who)], bucket, day: TODAY, on: true };
    let mut book =
        book(&[from(ADA, "a", 0, ""), from("cy@y.example", "b", 24 * 28, ""), to("di@z.example", "c", 0, "")]);
    decide(&mut book, 1, &[bucket(1, "Friends", 7), bucket(2, "Others", 0)]);
    decide(&mut book, 2, &[enter(ADA, 1), enter("cy@y.example", 1), enter("di@z.example", 2)]);
    let health = book.insights(&scope()).buckets;
    let health: Vec<_> = health.iter().map(|it| (it.name.as_str(), it.in_time, it.late, it.others)).collect();
    assert_eq!(health, [("Friends", 1, 1, 0), ("Others", 0, 0, 1)]);
    for (late, expected) in [(true, ADA), (false, "cy@y.example")] {
        let page = behind(&mut book, scope(), Figure::Bucket { bucket: 1, late });
        assert_eq!(page.people.iter().map(|it| it.address.as_str()).collect::<Vec<_>>(), [expected]);
    }
}

#[test]
fn who_falls_silent_next_is_later_than_usual_and_not_yet_silent() {
    // Every ten days until the day in question, both ways.
    let talk = |last: i32| {
        let days = (0..10).map(move |back| last - 10 * back);
        let mails = days.enumerate().map(|(at, day)| {
            let (year, month, date) = Day(day).civil();
            let names = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
            let date = format!("Date: {date} {} {year} 09:00:00 +0000", names[usize::from(month) - 1]);
            let text = if at % 2 == 0 { from(ADA, &at.to_string(), 0, "") } else { to(ADA, &at.to_string(), 0, "") };
            let line = text.lines().find(|line| line.starts_with("Date: ")).unwrap().to_owned();
            text.replace(&line, &date)
        });
        mails.collect::<Vec<_>>()
    };
    for (silence, expected) in [(10, false), (11, true), (44, true), (45, false)] {
        let next = book(&talk(TODAY.0 - silence)).insights(&scope()).silent_next;
        assert_eq!(next.len(), usize::from(expected), "{silence}");
        if let Some(next) = next.first() {
            let last = TODAY.plus(-silence);
            assert_eq!((next.rhythm, next.last, next.breaks_off), (10, last, last.plus(45)));
        }
    }
}

fn behind(book: &mut Book, of: InsightScope, figure: Figure) -> crate::api::FigurePage {
    book.behind(&question::BehindFigure { figure, of, offset: 0, limit: u32::MAX })
}

// The sample mailbox, and the same figures from its messages one by one.

/// 2026-07-01, 15:00 UTC.
const NOW: i64 = 1_782_918_000;
/// Ahead of UTC.
const AHEAD: i64 = 5_400;
const DAY: i64 = 86_400;

fn owner() -> Address {
    Address::parse("robin.vale@harbour.example").unwrap()
}

/// Every message of the sample mailbox, with its folder.
fn sample() -> Vec<(&'static str, u32, Facts)> {
    let sample = Sample::new(7, NOW, &owner());
    let all = sample.folders().into_iter().flat_map(|(folder, count)| (1..=count).map(move |uid| (folder, uid)));
    let read = all.map(|(folder, uid)| {
        let message = sample.message(folder, uid).unwrap();
        (folder, uid, header::read(&message.bytes[..message.header_len], Some(message.received), 4_000))
    });
    read.collect()
}

fn sample_book(all: &[(&'static str, u32, Facts)]) -> Book {
    let mut book = Book::default();
    book.set_own(vec![owner()]);
    book.now = NOW;
    book.set_zone(Zone::of([(0, i32::try_from(AHEAD).unwrap())]));
    for folder in ["INBOX", "Sent", "Archive"] {
        let of = all.iter().filter(|it| it.0 == folder);
        let read: Vec<Read> = of
            .map(|(_, uid, facts)| Read {
                uid: *uid,
                size: 4_000,
                email_id: None,
                thread_id: None,
                facts: facts.clone(),
            })
            .collect();
        let run = Run::of(folder, 1, folder == "Sent", &read, |_| false);
        book.absorb(ACCOUNT, &Run::unpack(&run.pack().unwrap()).unwrap());
    }
    book.settle();
    book
}

/// A message between the user and people, as it is read.
struct Plain<'a> {
    facts: &'a Facts,
    sent: bool,
    others: BTreeSet<String>,
}

/// Those of the sample mailbox, the first first, each once.
fn plain<'a>(all: &'a [(&'static str, u32, Facts)]) -> Vec<Plain<'a>> {
    let mut seen = BTreeSet::new();
    let mut found = Vec::new();
    for (folder, _, facts) in all.iter().filter(|(_, _, facts)| seen.insert(facts.key)) {
        let sent = *folder == "Sent";
        let wanted = if sent { ParticipantRole::To } else { ParticipantRole::From };
        let parties = facts.parties.iter().filter(|party| party.role == wanted && party.address != owner());
        // Colleagues are no one in People.
        let is_person = |address: &String| !address.contains("lists.") && !address.ends_with("@harbour.example");
        let others: BTreeSet<String> = parties.map(|it| it.address.to_string()).filter(is_person).collect();
        if !others.is_empty() && (sent || noise::of_message(facts).is_none()) {
            found.push(Plain { facts, sent, others });
        }
    }
    found.sort_by_key(|it| (it.facts.date, it.sent));
    found
}

fn local(date: i64) -> (Day, u8) {
    let shown = date + AHEAD;
    (Day(i32::try_from(shown.div_euclid(DAY)).unwrap()), u8::try_from(shown.rem_euclid(DAY) / 3_600).unwrap())
}

fn add(to: &mut BothWays, sent: bool) {
    *if sent { &mut to.sent } else { &mut to.received } += 1;
}

fn median(mut of: Vec<i64>) -> Option<u32> {
    of.sort_unstable();
    let last = of.len().checked_sub(1)?;
    u32::try_from(i64::midpoint(of[last / 2], of[last.div_ceil(2)])).ok()
}

#[test]
fn over_the_sample_the_figures_are_those_of_its_messages_one_by_one() {
    let all = sample();
    let plain = plain(&all);
    let mut book = sample_book(&all);
    let today = local(NOW).0;
    let view = book.insights(&InsightScope { day: today, ..InsightScope::default() });

    let mut months: BTreeMap<i32, BothWays> = BTreeMap::new();
    let mut hours = vec![BothWays::default(); 168];
    let mut people: BTreeMap<String, BothWays> = BTreeMap::new();
    for it in &plain {
        let (day, hour) = local(it.facts.date);
        add(months.entry(day.month()).or_default(), it.sent);
        add(&mut hours[usize::from(day.weekday()) * 24 + usize::from(hour)], it.sent);
        it.others.iter().for_each(|other| add(people.entry(other.clone()).or_default(), it.sent));
    }
    assert!(plain.len() > 2_000 && people.len() == 228);
    let shown: BTreeMap<i32, BothWays> = view.months.iter().copied().filter(|it| it.1.all() > 0).collect();
    assert_eq!(shown, months);
    assert_eq!((&view.hours, view.people as usize), (&hours, people.len()));
    for row in &view.correspondents {
        let (_, mail) = people.iter().find(|(address, _)| id(address) == row.id).unwrap();
        assert_eq!(row.mail, *mail, "{}", row.name);
    }
    let least = view.correspondents.last().unwrap().mail.all();
    assert!(people.values().filter(|mail| mail.all() > least).count() < view.correspondents.len());

    let personal: Vec<&Plain<'_>> = plain.iter().filter(|it| it.others.len() <= 20).collect();
    let by_id: BTreeMap<u64, &Plain<'_>> =
        personal.iter().filter_map(|it| Some((reference(it.facts.message_id.as_deref()?), *it))).collect();
    let (mut mine, mut theirs, mut answered) = (Vec::new(), Vec::new(), BTreeSet::new());
    for it in &personal {
        let Some(asked) = it.facts.references.last().and_then(|id| by_id.get(id)) else { continue };
        let took = it.facts.date - asked.facts.date;
        for other in it.others.intersection(&asked.others).filter(|_| it.sent != asked.sent && took <= 30 * DAY) {
            if answered.insert((asked.facts.key, other.clone())) {
                if it.sent { &mut mine } else { &mut theirs }.push(took);
            }
        }
    }
    assert!(mine.len() > 500 && theirs.len() > 500);
    let of = |replies: &Replies| [replies.mine, replies.theirs].map(|it| it.map(|it| (it.count as usize, it.median)));
    let counts = (mine.len(), theirs.len());
    assert_eq!(
        of(&view.answered),
        [Some((counts.0, median(mine).unwrap())), Some((counts.1, median(theirs).unwrap()))]
    );

    let mut years: BTreeMap<i32, (u32, u32, u32)> = BTreeMap::new();
    for other in people.keys() {
        let days: BTreeSet<Day> =
            personal.iter().filter(|it| it.others.contains(other)).map(|it| local(it.facts.date).0).collect();
        let (Some(first), Some(last)) = (days.first(), days.last()) else { continue };
        years.entry(first.civil().0).or_default().0 += 1;
        let of_days: BTreeSet<i32> = days.iter().map(|day| day.civil().0).collect();
        of_days.iter().skip(1).for_each(|year| years.entry(*year).or_default().1 += 1);
        if days.len() >= 4 {
            let gaps = days.iter().zip(days.iter().skip(1)).map(|(one, next)| i64::from(next.after(*one)));
            let usual = i64::from(median(gaps.collect()).unwrap());
            let lost = last.plus(i32::try_from((3 * usual + 1).max(180)).unwrap());
            if lost <= today {
                years.entry(lost.civil().0).or_default().2 += 1;
            }
        }
    }
    let shown: BTreeMap<i32, (u32, u32, u32)> =
        view.years.iter().map(|it| (it.year, (it.made, it.kept, it.lost))).collect();
    assert!(years.values().any(|it| it.2 > 3));
    assert_eq!(shown, years);

    let mut stored: BTreeMap<i32, u32> = BTreeMap::new();
    let mut seen = BTreeSet::new();
    for (_, _, facts) in all.iter().filter(|(_, _, facts)| seen.insert(facts.key)) {
        *stored.entry(local(facts.date).0.month()).or_default() += 1;
    }
    assert_eq!(view.stored.len(), 1);
    assert_eq!(view.stored[0].months.iter().copied().collect::<BTreeMap<_, _>>(), stored);
}

/// Each figure that is not nothing, with how much it says.
fn figures(view: &InsightsView) -> Vec<(Figure, u32)> {
    let mut all = Vec::new();
    for (month, mail) in &view.months {
        for (way, count) in
            [(Some(Direction::Sent), mail.sent), (Some(Direction::Received), mail.received), (None, mail.all())]
        {
            all.push((Figure::Mail { from: *month, to: *month, way }, count));
        }
    }
    all.extend((0..).zip(&view.hours).map(|(hour, mail)| (Figure::Hour(hour), mail.all())));
    let mut replies = |replies: &Replies, person| {
        for (mine, times) in [(true, replies.mine), (false, replies.theirs)] {
            let Some(times) = times else { continue };
            all.push((Figure::Replies { mine, class: None, person }, times.count));
            for (class, count) in (0..).zip(times.classes) {
                all.push((Figure::Replies { mine, class: Some(class), person }, count));
            }
        }
    };
    replies(&view.answered, None);
    view.answered_by.iter().for_each(|row| replies(&row.replies, Some(row.id)));
    for year in &view.years {
        for (what, count) in [(Became::Made, year.made), (Became::Kept, year.kept), (Became::Lost, year.lost)] {
            all.push((Figure::People(year.year, what), count));
        }
    }
    for stored in &view.stored {
        all.extend(stored.months.iter().map(|(month, count)| (Figure::Stored(stored.account, *month), *count)));
    }
    all
}

#[test]
fn behind_every_figure_is_a_list_of_as_many() {
    let mut book = sample_book(&sample());
    for range in [InsightRange::All, InsightRange::Year] {
        let of = InsightScope { day: local(NOW).0, range, account: None };
        let view = book.insights(&of);
        let figures = figures(&view);
        assert!(figures.len() > 200);
        // A few of each kind are enough: every list is a walk of its own.
        for (figure, count) in figures.into_iter().step_by(7) {
            let page = behind(&mut book, of, figure);
            let listed = page.messages.len() + page.people.len();
            assert_eq!((page.all, listed), (count, count as usize), "{figure:?}");
        }
    }
}

#[test]
fn a_list_is_given_in_parts() {
    let mut book = book(&[from(ADA, "a", 0, ""), from(ADA, "b", 5, ""), from(ADA, "c", 9, "")]);
    let figure = Figure::Mail { from: 0, to: i32::MAX, way: None };
    let page = book.behind(&question::BehindFigure { figure, of: scope(), offset: 1, limit: 1 });
    let subjects: Vec<&str> = page.messages.iter().map(|it| it.subject.as_str()).collect();
    assert_eq!((page.all, subjects), (3, vec!["b"]));
}

#[test]
fn no_mail_gives_no_figures() {
    let view = Book::default().insights(&scope());
    assert_eq!((view.months.len(), view.people, view.answered), (0, 0, Replies::default()));
    let mut book = Book::default();
    absorb(&mut book, "INBOX", 1, "Date: 1 Sep 2026 09:00:00 +0000\r\n\r\n");
    book.settle();
    assert_eq!(book.insights(&scope()).uncounted.with_nobody, 1);
}
