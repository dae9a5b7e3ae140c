//! The addresses of Insights, and of the lists behind its figures.

use super::links::{person, slug};
use kith_engine::api::{AccountId, Became, Day, Direction, Figure, InsightRange, InsightScope};

/// The ranges, in the order in which they are offered, as they stand in an address.
pub(crate) const RANGES: [(&str, InsightRange); 3] =
    [("all", InsightRange::All), ("5y", InsightRange::FiveYears), ("1y", InsightRange::Year)];

/// The page of all figures.
pub(crate) fn insights_at(of: &InsightScope) -> String {
    format!("/insights{}", query(of))
}

/// The list behind one of them.
pub(crate) fn figure_at(figure: Figure, of: &InsightScope) -> String {
    format!("/insights/{}{}", name(figure), query(of))
}

/// What an address speaks of, by the values of its query.
pub(crate) fn scope(range: Option<&str>, account: Option<&str>, day: Day) -> InsightScope {
    let range = RANGES.into_iter().find(|(name, _)| Some(*name) == range).map(|(_, range)| range);
    InsightScope {
        day,
        range: range.unwrap_or_default(),
        account: account.and_then(|account| account.parse().ok()).map(AccountId),
    }
}

fn query(of: &InsightScope) -> String {
    let range = RANGES.into_iter().find(|(_, range)| *range == of.range).filter(|_| of.range != InsightRange::All);
    let range = range.map(|(name, _)| format!("range={name}"));
    let account = of.account.map(|account| format!("account={}", account.0));
    let values: Vec<String> = range.into_iter().chain(account).collect();
    if values.is_empty() { String::new() } else { format!("?{}", values.join("&")) }
}

/// The part of an address that says which figure.
fn name(figure: Figure) -> String {
    let any = || "any".to_owned();
    match figure {
        Figure::Mail { from, to, way } => {
            let way = match way {
                None => "both",
                Some(Direction::Sent) => "sent",
                Some(Direction::Received) => "received",
            };
            format!("mail.{from}.{to}.{way}")
        }
        Figure::Hour(hour) => format!("hour.{hour}"),
        Figure::Replies { mine, class, person } => {
            let whose = if mine { "mine" } else { "theirs" };
            format!("replies.{whose}.{}.{}", class.map_or_else(any, |it| it.to_string()), person.map_or_else(any, slug))
        }
        Figure::People(year, what) => {
            let what = match what {
                Became::Made => "new",
                Became::Kept => "kept",
                Became::Lost => "lost",
            };
            format!("people.{year}.{what}")
        }
        Figure::Bucket { bucket, late } => format!("bucket.{bucket:x}.{}", if late { "late" } else { "intime" }),
        Figure::Stored(account, month) => format!("stored.{}.{month}", account.0),
    }
}

/// The figure that a part of an address says.
pub(crate) fn figure(name: &str) -> Option<Figure> {
    let parts: Vec<&str> = name.split('.').collect();
    match *parts.as_slice() {
        ["mail", from, to, way] => {
            let way = match way {
                "both" => None,
                "sent" => Some(Direction::Sent),
                "received" => Some(Direction::Received),
                _ => return None,
            };
            Some(Figure::Mail { from: from.parse().ok()?, to: to.parse().ok()?, way })
        }
        ["hour", hour] => hour.parse().ok().filter(|hour| *hour < 168).map(Figure::Hour),
        ["replies", whose, class, of] => {
            let mine = whose == "mine";
            let class = if class == "any" { None } else { Some(class.parse().ok()?) };
            let person = if of == "any" { None } else { Some(person(of)?) };
            (mine || whose == "theirs").then_some(Figure::Replies { mine, class, person })
        }
        ["people", year, what] => {
            let what = match what {
                "new" => Became::Made,
                "kept" => Became::Kept,
                "lost" => Became::Lost,
                _ => return None,
            };
            Some(Figure::People(year.parse().ok()?, what))
        }
        ["bucket", bucket, how] => {
            let bucket = u64::from_str_radix(bucket, 16).ok()?;
            ["late", "intime"].contains(&how).then_some(Figure::Bucket { bucket, late: how == "late" })
        }
        ["stored", account, month] => Some(Figure::Stored(AccountId(account.parse().ok()?), month.parse().ok()?)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kith_engine::api::PersonId;

    #[test]
    fn a_figure_is_found_by_its_address_again() {
        let of = |range, account| InsightScope { day: Day(7), range, account };
        for all in [
            Figure::Mail { from: 24_000, to: 24_011, way: None },
            Figure::Mail { from: -1, to: 0, way: Some(Direction::Sent) },
            Figure::Mail { from: 0, to: 0, way: Some(Direction::Received) },
            Figure::Hour(167),
            Figure::Replies { mine: true, class: None, person: None },
            Figure::Replies { mine: false, class: Some(5), person: Some(PersonId(u64::MAX)) },
            Figure::People(2026, Became::Made),
            Figure::People(2026, Became::Kept),
            Figure::People(2026, Became::Lost),
            Figure::Bucket { bucket: u64::MAX, late: true },
            Figure::Bucket { bucket: 0, late: false },
            Figure::Stored(AccountId(3), 24_000),
        ] {
            let address = figure_at(all, &of(InsightRange::All, None));
            assert_eq!(figure(address.strip_prefix("/insights/").unwrap()), Some(all), "{address}");
        }
        for text in
            ["", "mail", "mail.1.2", "mail.1.2.up", "hour.168", "replies.ours.any.any", "people.x.new", "bucket.g.late"]
        {
            assert_eq!(figure(text), None, "{text}");
        }
    }

    #[test]
    fn an_address_says_of_what() {
        for (range, account, expected) in [
            (InsightRange::All, None, "/insights"),
            (InsightRange::Year, None, "/insights?range=1y"),
            (InsightRange::FiveYears, Some(2), "/insights?range=5y&account=2"),
            (InsightRange::All, Some(1), "/insights?account=1"),
        ] {
            let of = InsightScope { day: Day(7), range, account: account.map(AccountId) };
            assert_eq!(insights_at(&of), expected);
            let (_, values) = expected.split_once('?').unwrap_or_default();
            let value = |name: &str| values.split('&').find_map(|it| it.strip_prefix(name)?.strip_prefix('='));
            assert_eq!(scope(value("range"), value("account"), Day(7)), of);
        }
        assert_eq!(scope(Some("x"), Some("y"), Day(7)), InsightScope { day: Day(7), ..InsightScope::default() });
    }
}
