//! What the list of people says about itself.

use crate::i18n::t;
use crate::present::text::thousands;
use kith_engine::api::FilteredOutGroup;

/// How many there are, and how many of them match: `214`, `12 of 214`.
pub(crate) fn count(matching: u32, all: u32, filter: &str) -> String {
    match filter.trim().is_empty() {
        true => thousands(all),
        false => t::people::of(thousands(all), thousands(matching)),
    }
}

/// A row of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ListRow {
    /// The heading of a group, and how many are in it.
    Heading(FilteredOutGroup, u32),
    /// A person, by their place among the people in the list.
    Person(u32),
}

/// What is in the row of that number, with a heading above each group.
pub(crate) fn list_row(at: u32, groups: &[(FilteredOutGroup, u32)]) -> ListRow {
    let (mut heading, mut headings) = (0_u32, 0);
    for (group, count) in groups {
        if at == heading {
            return ListRow::Heading(*group, *count);
        }
        headings += 1;
        heading = heading.saturating_add(count.saturating_add(1));
        if at < heading {
            break;
        }
    }
    ListRow::Person(at.saturating_sub(headings))
}

/// The row of a person, by their place among the people.
pub(crate) fn row_of(person: u32, groups: &[(FilteredOutGroup, u32)]) -> u32 {
    let (mut before, mut headings) = (0_u32, 0);
    for (_, count) in groups {
        headings += 1;
        before = before.saturating_add(*count);
        if person < before {
            break;
        }
    }
    person.saturating_add(headings)
}

/// The rows that are headings, ascending.
pub(crate) fn headings(groups: &[(FilteredOutGroup, u32)]) -> Vec<u32> {
    let mut next = 0_u32;
    let heading = |(_, count): &(FilteredOutGroup, u32)| {
        let at = next;
        next = next.saturating_add(count.saturating_add(1));
        at
    };
    groups.iter().map(heading).collect()
}

/// Maximum number of headings in a list: one for each group.
const MAX_HEADINGS: u32 = FilteredOutGroup::Untracked as u32 + 1;

/// The offset and limit of the people to ask for, from those of the rows. How many headings are above is not known
/// before the answer.
pub(crate) fn with_room((offset, limit): (u32, u32)) -> (u32, u32) {
    let from = offset.saturating_sub(MAX_HEADINGS);
    (from, limit.saturating_add(offset - from))
}

/// The heading of a group.
pub(crate) fn heading(group: FilteredOutGroup) -> &'static str {
    match group {
        FilteredOutGroup::Wrote => t::people::group::wrote(),
        FilteredOutGroup::Named => t::people::group::named(),
        FilteredOutGroup::RoleAddress => t::people::group::role_address(),
        FilteredOutGroup::AutomatedSender => t::people::group::automated(),
        FilteredOutGroup::List => t::people::group::list(),
        FilteredOutGroup::OnlyNoise => t::people::group::only_noise(),
        FilteredOutGroup::Hidden => t::people::group::hidden(),
        FilteredOutGroup::Rule => t::people::group::rule(),
        FilteredOutGroup::Colleague => t::people::group::colleague(),
        FilteredOutGroup::Untracked => t::people::group::untracked(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_heading_stands_above_each_group() {
        use FilteredOutGroup::{List, Named, Rule};
        use ListRow::{Heading, Person};
        let groups = [(Named, 2), (List, 1), (Rule, 3)];
        let rows = [
            Heading(Named, 2),
            Person(0),
            Person(1),
            Heading(List, 1),
            Person(2),
            Heading(Rule, 3),
            Person(3),
            Person(4),
            Person(5),
        ];
        for (at, row) in (0..).zip(rows) {
            assert_eq!(list_row(at, &groups), row);
            match row {
                Person(person) => assert_eq!(row_of(person, &groups), at),
                Heading(..) => assert!(headings(&groups).contains(&at)),
            }
        }
        assert_eq!(headings(&groups), [0, 3, 5]);
        // Without groups, each row is a person.
        assert_eq!((list_row(7, &[]), row_of(7, &[]), headings(&[])), (Person(7), 7, vec![]));
    }

    #[test]
    fn all_people_of_the_rows_are_asked_for() {
        for asked in [(0, 150), (50, 150), (5, 20)] {
            let (offset, limit) = with_room(asked);
            // Row 5 may be the first person after five headings, and the last one may have none above.
            assert!(offset <= asked.0.saturating_sub(MAX_HEADINGS) && offset + limit >= asked.0 + asked.1);
        }
    }

    #[test]
    fn a_filter_tells_how_many_of_how_many() {
        assert_eq!(count(1_214, 1_214, " "), "1,214");
        assert_eq!(count(12, 1_214, "ada"), "12 of 1,214");
    }
}
