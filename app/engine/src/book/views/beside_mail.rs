//! What stands in a timeline beside the mail.

use crate::api::{BesideMail, PersonId, PhoneContact, Seconds, TimelineRow};
use crate::book::Book;
use kith_domain::small_sort::SmallSort;
use std::cmp::Reverse;
use std::ops::Range;

/// From its oldest moment to its newest: what a stretch of a timeline spans. `is_first`: nothing newer stands before it;
/// `is_last`: nothing older follows.
pub(crate) fn span(rows: &[TimelineRow], is_first: bool, is_last: bool) -> Range<Seconds> {
    let newest = rows.first().filter(|_| !is_first).map_or(Seconds::MAX, |row| row.date);
    let oldest = rows.last().filter(|_| !is_last).map_or(Seconds::MIN, |row| row.date);
    oldest..newest
}

impl Book {
    /// What of a stretch of a timeline is no message, the latest first.
    pub(crate) fn timeline_beside_mail(&self, of: &[PersonId], stretch: &Range<Seconds>) -> BesideMail {
        let meetings = self.timeline_meetings(of, stretch);
        // At a company it is not told with whom a call was.
        let log = if let [person] = of { self.phone_log(*person) } else { None };
        let all = log.into_iter().flat_map(|log| log.all()).filter(|contact| stretch.contains(&self.time_of(contact)));
        let mut phone: Vec<PhoneContact> = all.collect();
        phone.small_sort_by_key(|contact| Reverse(self.time_of(contact)));
        BesideMail { meetings, phone }
    }
}
