//! One bucket: who is in it, and how one keeps in touch with them.

use super::today::Health;
use crate::api::{BUCKET_MONTHS, BucketCard, BucketMember};
use crate::book::Book;
use kith_domain::bucket::Counts;
use kith_domain::day::Day;
use kith_domain::small_sort::SmallSort;

impl Book {
    /// A bucket as things stand on a day. `None`: there is none of that number.
    pub(crate) fn bucket_card(&mut self, id: u64, day: Day) -> Option<BucketCard> {
        self.know_from(day);
        let bucket = self.journal.state().buckets.get(&id)?.clone();
        let mut health = Health::of_months(BUCKET_MONTHS);
        let mut people = Vec::new();
        for held in self.held(day).filter(|held| held.plan.buckets.iter().any(|place| place.bucket == id)) {
            let reminder = held.reminder();
            if let Some(reminder) = reminder {
                health.add(&held, reminder, day);
            }
            let member = BucketMember {
                person: self.row_of(held.person),
                due: held.due,
                last: held.contact.contacts.latest(Counts::Any, day),
            };
            let place = reminder.map(|it| it.shown());
            people.push(((place.is_none(), place, held.person.name_folded().to_owned(), held.person.id), member));
        }
        people.small_sort_by(|a, b| a.0.cmp(&b.0));
        let people = people.into_iter().map(|(_, member)| member).collect();
        Some(BucketCard { bucket, people, on_track: health.on_track, months: health.months })
    }
}
