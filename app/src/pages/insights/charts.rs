//! What Insights shows as charts and tables.

use super::model::{classes, hour, month_title, weekdays};
use crate::components::chart::data::{Bar, Cell, Grid, Mark, Spread, Table, Tone};
use crate::i18n::{number, t};
use crate::present::calendar::month_name;
use crate::present::figures::figure_at;
use crate::present::links::{bucket_at, slug};
use crate::present::text::{messages, took};
use kith_engine::api::{
    AccountId, Became, BothWays, Direction, Figure, InsightScope, InsightsView, ReplyTimes, StoredMail,
};

/// A cell of a table that leads to a list, if that holds anything.
type Linked = (String, Option<String>);

fn plain(text: impl Into<String>) -> Linked {
    (text.into(), None)
}

fn linked(count: u32, figure: Figure, of: &InsightScope) -> Linked {
    (number(count), (count > 0).then(|| figure_at(figure, of)))
}

/// Mail from one month to another.
fn mail(from: i32, to: i32, way: Option<Direction>) -> Figure {
    Figure::Mail { from, to, way }
}

/// With so many months there is room for a bar each, and with so many for a name below each.
const MAX_MONTH_BARS: usize = 36;
const MAX_NAMED_MONTHS: usize = 13;

/// Whether the months are bars. Else they are lines.
pub(super) fn months_are_bars(view: &InsightsView) -> bool {
    view.months.len() <= MAX_MONTH_BARS
}

/// The mail of each month.
pub(super) fn months(view: &InsightsView, of: &InsightScope) -> Vec<Bar> {
    let are_few = view.months.len() <= MAX_NAMED_MONTHS;
    // A name for each year, or for every few.
    let years = i32::try_from(view.months.len() / 12 / 10).unwrap_or_default() + 1;
    let bars = view.months.iter().map(|(month, counts)| {
        let (year, is_january) = (month.div_euclid(12), month.rem_euclid(12) == 0);
        let name = match () {
            () if are_few => month_name(*month),
            () if is_january && year.rem_euclid(years) == 0 => year.to_string(),
            () => String::new(),
        };
        mail_bar(name, month_title(*month), *counts, mail(*month, *month, None), of)
    });
    bars.collect()
}

fn mail_bar(name: String, when: String, counts: BothWays, figure: Figure, of: &InsightScope) -> Bar {
    Bar {
        name,
        above: vec![(Tone::You, counts.sent)],
        below: vec![(Tone::They, counts.received)],
        mark: Mark {
            says: t::insights::mail::mark(number(counts.received), number(counts.sent), when),
            href: figure_at(figure, of),
        },
    }
}

/// The mail of each year, from which month to which.
fn by_year(view: &InsightsView) -> Vec<(i32, i32, BothWays)> {
    let years = view.months.chunk_by(|a, b| a.0.div_euclid(12) == b.0.div_euclid(12)).filter_map(|year| {
        let (first, last) = (year.first()?.0, year.last()?.0);
        Some((first, last, super::model::sum(year.iter().map(|(_, mail)| *mail))))
    });
    years.collect()
}

/// The same as bars; none where there are fewer than two years.
pub(super) fn years(view: &InsightsView, of: &InsightScope) -> Vec<Bar> {
    let years = by_year(view);
    let bars = years.iter().filter(|_| years.len() > 1).map(|(from, to, counts)| {
        let year = from.div_euclid(12).to_string();
        mail_bar(year.clone(), year, *counts, mail(*from, *to, None), of)
    });
    bars.collect()
}

pub(super) fn years_table(view: &InsightsView, of: &InsightScope) -> Table {
    let rows = by_year(view).into_iter().rev();
    let rows = rows.map(|(from, to, counts)| mail_row(from.div_euclid(12).to_string(), (from, to), counts, of));
    mail_table(t::insights::mail::by_year(), t::insights::year(), rows.collect())
}

pub(super) fn months_table(view: &InsightsView, of: &InsightScope) -> Table {
    let rows =
        view.months.iter().rev().map(|(month, counts)| mail_row(month_title(*month), (*month, *month), *counts, of));
    mail_table(t::insights::mail::by_month(), t::insights::month(), rows.collect())
}

fn mail_table(caption: &str, first: &str, rows: Vec<Vec<Linked>>) -> Table {
    let head = [first, t::insights::sent(), t::insights::received()];
    Table { caption: caption.to_owned(), head: head.map(str::to_owned).to_vec(), rows }
}

fn mail_row(name: String, (from, to): (i32, i32), counts: BothWays, of: &InsightScope) -> Vec<Linked> {
    vec![
        plain(name),
        linked(counts.sent, mail(from, to, Some(Direction::Sent)), of),
        linked(counts.received, mail(from, to, Some(Direction::Received)), of),
    ]
}

/// The hours of the week: a row a day.
pub(super) fn hours(view: &InsightsView, of: &InsightScope) -> Grid {
    let short = [
        t::insights::short_weekdays::monday(),
        t::insights::short_weekdays::tuesday(),
        t::insights::short_weekdays::wednesday(),
        t::insights::short_weekdays::thursday(),
        t::insights::short_weekdays::friday(),
        t::insights::short_weekdays::saturday(),
        t::insights::short_weekdays::sunday(),
    ];
    let cell = |(at, counts): (usize, &BothWays)| {
        let (day, from, to) = hour(at);
        let says = t::insights::hours::mark(day, from, messages(counts.all()), to);
        Cell { value: Some(counts.all()), mark: Mark { says, href: figure_at(hour_figure(at), of) } }
    };
    let cells: Vec<Cell> = view.hours.iter().enumerate().map(cell).collect();
    let rows = short.iter().zip(cells.chunks(24)).map(|(name, day)| ((*name).to_owned(), day.to_vec()));
    let columns = (0..24).map(|hour| if hour % 6 == 0 { format!("{hour:02}") } else { String::new() });
    Grid { rows: rows.collect(), columns: columns.collect() }
}

fn hour_figure(at: usize) -> Figure {
    Figure::Hour(u8::try_from(at).unwrap_or_default())
}

pub(super) fn hours_table(view: &InsightsView, of: &InsightScope) -> Table {
    let head = std::iter::once(t::insights::hours::hour()).chain(weekdays()).map(str::to_owned);
    let rows = (0..24).map(|hour| {
        let days = (0..7).filter_map(|day| {
            let at = day * 24 + hour;
            Some(linked(view.hours.get(at)?.all(), hour_figure(at), of))
        });
        std::iter::once(plain(format!("{hour:02}:00"))).chain(days).collect()
    });
    Table { caption: t::insights::hours::title().to_owned(), head: head.collect(), rows: rows.collect() }
}

fn replies_figure(mine: bool, class: Option<usize>) -> Figure {
    Figure::Replies { mine, class: class.and_then(|class| u8::try_from(class).ok()), person: None }
}

/// How many answers there are of each class: the user's, and theirs.
fn by_class(view: &InsightsView) -> impl Iterator<Item = (usize, &'static str, u32, u32)> {
    let counts = |times: Option<ReplyTimes>| times.map(|times| times.classes).unwrap_or_default();
    let (mine, theirs) = (counts(view.answered.mine), counts(view.answered.theirs));
    let all = classes().into_iter().zip(mine).zip(theirs).enumerate();
    all.map(|(class, ((name, mine), theirs))| (class, name, mine, theirs))
}

pub(super) fn replies(view: &InsightsView, of: &InsightScope) -> Vec<Bar> {
    let bars = by_class(view).map(|(class, name, mine, theirs)| Bar {
        name: name.to_owned(),
        above: vec![(Tone::You, mine)],
        below: vec![(Tone::They, theirs)],
        mark: Mark {
            says: t::insights::replies::class_mark(name, number(mine), number(theirs)),
            href: figure_at(replies_figure(mine > 0, Some(class)), of),
        },
    });
    bars.collect()
}

pub(super) fn replies_table(view: &InsightsView, of: &InsightScope) -> Table {
    let head = [t::insights::replies::class(), t::insights::replies::mine(), t::insights::replies::theirs()];
    let rows = by_class(view).map(|(class, name, mine, theirs)| {
        let cell = |mine: bool, count| linked(count, replies_figure(mine, Some(class)), of);
        vec![plain(name), cell(true, mine), cell(false, theirs)]
    });
    let mut rows: Vec<Vec<Linked>> = rows.collect();
    let count = |times: Option<ReplyTimes>| times.map_or(0, |times| times.count);
    rows.push(vec![
        plain(t::insights::all()),
        linked(count(view.answered.mine), replies_figure(true, None), of),
        linked(count(view.answered.theirs), replies_figure(false, None), of),
    ]);
    Table { caption: t::insights::replies::title().to_owned(), head: head.map(str::to_owned).to_vec(), rows }
}

/// The shortest and the longest time on the scale, in seconds.
const SHORTEST: f64 = 600.0;
const LONGEST: f64 = 2_592_000.0;

/// Where a time stands on a scale on which each step is so many times the one before: from 0 to 1.
fn place(seconds: f64) -> f64 {
    (seconds.clamp(SHORTEST, LONGEST) / SHORTEST).ln() / (LONGEST / SHORTEST).ln()
}

/// What stands along the scale.
pub(super) fn scale() -> Vec<(f64, String)> {
    let all = [
        (600.0, t::insights::replies::scale::minutes()),
        (3_600.0, t::insights::replies::scale::hour()),
        (21_600.0, t::insights::replies::scale::hours()),
        (86_400.0, t::insights::replies::scale::day()),
        (604_800.0, t::insights::replies::scale::week()),
        (LONGEST, t::insights::replies::scale::month()),
    ];
    all.map(|(seconds, name)| (place(seconds), name.to_owned())).to_vec()
}

/// How long answers take by person.
pub(super) fn spreads(view: &InsightsView, of: &InsightScope) -> Vec<Spread> {
    let rows = view.answered_by.iter().map(|row| {
        let range = |times: Option<ReplyTimes>, mine: bool| {
            let times = times?;
            let (lower, median, upper) = (took(times.lower), took(times.median), took(times.upper));
            let (tone, says) = if mine {
                (Tone::You, t::insights::replies::my_mark(lower, median, &row.name, upper))
            } else {
                (Tone::They, t::insights::replies::their_mark(lower, median, &row.name, upper))
            };
            let figure = Figure::Replies { mine, class: None, person: Some(row.id) };
            let places = [times.lower, times.median, times.upper].map(|seconds| place(seconds.into()));
            Some((tone, places, Mark { says, href: figure_at(figure, of) }))
        };
        let ranges = [range(row.replies.mine, true), range(row.replies.theirs, false)];
        Spread {
            name: row.name.clone(),
            href: format!("/people/{}", slug(row.id)),
            ranges: ranges.into_iter().flatten().collect(),
        }
    });
    rows.collect()
}

pub(super) fn spreads_table(view: &InsightsView, of: &InsightScope) -> Table {
    let head = [
        t::insights::person(),
        t::insights::replies::my_usual(),
        t::insights::replies::my_half(),
        t::insights::replies::their_usual(),
        t::insights::replies::their_half(),
    ];
    let rows = view.answered_by.iter().map(|row| {
        let cells = |times: Option<ReplyTimes>, mine: bool| match times {
            Some(times) => {
                let figure = Figure::Replies { mine, class: None, person: Some(row.id) };
                let half = t::insights::replies::from_to(took(times.lower), took(times.upper));
                [(took(times.median), Some(figure_at(figure, of))), plain(half)]
            }
            None => ["", ""].map(plain),
        };
        let name = (row.name.clone(), Some(format!("/people/{}", slug(row.id))));
        let (mine, theirs) = (cells(row.replies.mine, true), cells(row.replies.theirs, false));
        std::iter::once(name).chain(mine).chain(theirs).collect()
    });
    let caption = t::insights::replies::by_person().to_owned();
    Table { caption, head: head.map(str::to_owned).to_vec(), rows: rows.collect() }
}

/// What became of knowing people: new and known above, lost below.
pub(super) fn people(view: &InsightsView, of: &InsightScope) -> Vec<Bar> {
    let bars = view.years.iter().map(|it| Bar {
        name: it.year.to_string(),
        above: vec![(Tone::Calm, it.kept), (Tone::Fresh, it.made)],
        below: vec![(Tone::Faint, it.lost)],
        mark: Mark {
            says: t::insights::people::mark(number(it.kept), number(it.lost), number(it.made), it.year.to_string()),
            href: figure_at(Figure::People(it.year, if it.kept > 0 { Became::Kept } else { Became::Made }), of),
        },
    });
    bars.collect()
}

pub(super) fn people_table(view: &InsightsView, of: &InsightScope) -> Table {
    let head =
        [t::insights::year(), t::insights::people::made(), t::insights::people::kept(), t::insights::people::lost()];
    let rows = view.years.iter().rev().map(|it| {
        let cell = |count, what| linked(count, Figure::People(it.year, what), of);
        vec![
            plain(it.year.to_string()),
            cell(it.made, Became::Made),
            cell(it.kept, Became::Kept),
            cell(it.lost, Became::Lost),
        ]
    });
    let caption = t::insights::people::title().to_owned();
    Table { caption, head: head.map(str::to_owned).to_vec(), rows: rows.collect() }
}

/// How the buckets fare: in time above, late below.
pub(super) fn buckets(view: &InsightsView, of: &InsightScope) -> Vec<Bar> {
    let bars = view.buckets.iter().map(|it| Bar {
        name: it.name.clone(),
        above: vec![(Tone::Calm, it.in_time)],
        below: vec![(Tone::Faint, it.late)],
        mark: Mark {
            says: t::insights::buckets::mark(number(it.in_time), number(it.late), &it.name),
            href: figure_at(Figure::Bucket { bucket: it.id, late: it.late > 0 }, of),
        },
    });
    bars.collect()
}

pub(super) fn buckets_table(view: &InsightsView, of: &InsightScope) -> Table {
    let head = [
        t::insights::buckets::bucket(),
        t::insights::buckets::in_time(),
        t::insights::buckets::late(),
        t::insights::buckets::others(),
    ];
    let rows = view.buckets.iter().map(|it| {
        let cell = |count, late| linked(count, Figure::Bucket { bucket: it.id, late }, of);
        let name = (it.name.clone(), Some(bucket_at(it.id)));
        vec![name, cell(it.in_time, false), cell(it.late, true), plain(number(it.others))]
    });
    let caption = t::insights::buckets::title().to_owned();
    Table { caption, head: head.map(str::to_owned).to_vec(), rows: rows.collect() }
}

fn stored_figure(account: AccountId, month: i32) -> Figure {
    Figure::Stored(account, month)
}

/// What is stored of an account: a row a year, the latest first.
pub(super) fn stored(stored: &StoredMail, of: &InsightScope) -> Grid {
    let years = |end: Option<&(i32, u32)>| end.map(|(month, _)| month.div_euclid(12));
    let Some((first, last)) = years(stored.months.first()).zip(years(stored.months.last())) else {
        return Grid::default();
    };
    let count = |month: i32| stored.months.iter().find(|(it, _)| *it == month).map(|(_, count)| *count);
    let rows = (first..=last).rev().map(|year| {
        let cells = (year * 12..year * 12 + 12).map(|month| {
            let value = count(month);
            let says = t::insights::stored::mark(messages(value.unwrap_or(0)), month_title(month));
            Cell { value, mark: Mark { says, href: figure_at(stored_figure(stored.account, month), of) } }
        });
        (year.to_string(), cells.collect())
    });
    Grid { rows: rows.collect(), columns: (0..12).map(month_name).collect() }
}

pub(super) fn stored_table(stored: &StoredMail, account: &str, of: &InsightScope) -> Table {
    let rows = stored.months.iter().rev().map(|(month, count)| {
        vec![plain(month_title(*month)), linked(*count, stored_figure(stored.account, *month), of)]
    });
    let head = [t::insights::month(), t::insights::all()];
    Table { caption: account.to_owned(), head: head.map(str::to_owned).to_vec(), rows: rows.collect() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kith_engine::api::{Day, InsightRange};

    const MONTH: i32 = 2026 * 12;

    fn of() -> InsightScope {
        InsightScope { day: Day(20_000), range: InsightRange::Year, account: None }
    }

    fn view(months: i32) -> InsightsView {
        let months = (MONTH..MONTH + months).map(|month| (month, BothWays { sent: 1, received: 2 }));
        InsightsView { months: months.collect(), hours: vec![BothWays::default(); 168], ..InsightsView::default() }
    }

    #[test]
    fn there_is_a_bar_for_each_month_and_a_name_where_there_is_room() {
        for (months, named, are_bars) in
            [(12, 12, true), (13, 13, true), (14, 2, true), (36, 3, true), (37, 4, false), (240, 7, false)]
        {
            let view = view(months);
            let bars = super::months(&view, &of());
            let names = bars.iter().filter(|bar| !bar.name.is_empty()).count();
            assert_eq!((bars.len(), names), (usize::try_from(months).unwrap(), named), "{months}");
            assert_eq!(months_are_bars(&view), are_bars);
        }
        let bars = super::months(&view(1), &of());
        assert_eq!(bars[0].mark.says, "January 2026: 1 sent, 2 received");
        assert_eq!(bars[0].mark.href, format!("/insights/mail.{MONTH}.{MONTH}.both?range=1y"));
    }

    #[test]
    fn a_year_is_its_months_together() {
        assert_eq!(years(&view(12), &of()), []);
        let bars = years(&view(14), &of());
        let values: Vec<_> = bars.iter().map(|bar| (bar.name.as_str(), bar.above[0].1, bar.below[0].1)).collect();
        assert_eq!(values, [("2026", 12, 24), ("2027", 2, 4)]);
        let table = years_table(&view(14), &of());
        assert_eq!(table.rows[1][0].0, "2026");
        assert_eq!(
            table.rows[1][1].1.as_deref(),
            Some(format!("/insights/mail.{MONTH}.{}.sent?range=1y", MONTH + 11).as_str())
        );
    }

    #[test]
    fn a_table_links_only_to_lists_that_hold_something() {
        let mut view = view(1);
        view.hours[25] = BothWays { sent: 1, received: 0 };
        let table = hours_table(&view, &of());
        assert_eq!((table.head.len(), table.rows.len()), (8, 24));
        assert!(table.rows.iter().all(|row| row.len() == 8));
        let links: Vec<&String> = table.rows.iter().flatten().filter_map(|cell| cell.1.as_ref()).collect();
        assert_eq!(links, ["/insights/hour.25?range=1y"]);
        assert_eq!(table.rows[1][2].0, "1");
    }

    #[test]
    fn the_heat_map_of_what_is_stored_has_whole_years() {
        let stored = StoredMail {
            account: AccountId(1),
            months: vec![(MONTH + 11, 5), (MONTH + 12, 0), (MONTH + 13, 2)],
            folders_left_out: vec![],
        };
        let grid = super::stored(&stored, &of());
        assert_eq!(grid.rows.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), ["2027", "2026"]);
        let values = |row: usize| grid.rows[row].1.iter().map(|cell| cell.value).collect::<Vec<_>>();
        assert_eq!(values(0)[..3], [Some(0), Some(2), None]);
        assert_eq!((values(1)[10], values(1)[11]), (None, Some(5)));
        assert_eq!(super::stored(&StoredMail { months: vec![], ..stored }, &of()), Grid::default());
    }

    #[test]
    fn the_scale_goes_from_minutes_to_a_month() {
        let scale = scale();
        assert_eq!((scale[0].0, scale[5].0), (0.0, 1.0));
        assert!(scale.is_sorted_by(|a, b| a.0 < b.0));
        assert_eq!((place(1.0), place(1e9)), (0.0, 1.0));
    }
}
