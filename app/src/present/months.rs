//! Months of a chart.

use super::calendar::month_name;
use kith_domain::day::Day;

/// The months of a chart with what each counts: `("Nov", 31)`, the last of them that day's.
pub(crate) fn monthly(counts: &[u32], day: Day) -> Vec<(String, u32)> {
    let first = day.month() + 1 - i32::try_from(counts.len()).unwrap_or_default();
    (first..).zip(counts).map(|(month, count)| (month_name(month), *count)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_of_a_chart_end_with_today() {
        let today = Day::of(2027, 2, 3).unwrap();
        assert_eq!(
            monthly(&[4, 5, 6], today),
            [("Dec", 4), ("Jan", 5), ("Feb", 6)].map(|(month, of)| (month.to_owned(), of))
        );
        assert_eq!(monthly(&[], today), []);
    }
}
