//! Buckets: whom not to lose, and after how long a silence to speak up.

use crate::day::Interval;
use serde::{Deserialize, Serialize};

/// A bucket, as the user made it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bucket {
    /// A random id.
    pub id: u64,
    /// What it is called.
    pub name: String,
    /// Its colour; see [`Bucket::shade`].
    pub colour: u8,
    /// What it is for, in the user's words. May be empty.
    pub purpose: String,
    /// After how long a silence to remind. `None`: a plain group, never reminds.
    pub interval: Option<Interval>,
    /// What breaks the silence.
    pub counts: Counts,
    /// Its place among all, the lowest first.
    pub order: u32,
}

/// What counts as contact.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Counts {
    /// Any contact between the two, in either direction.
    #[default]
    Any,
    /// Only what the user sent.
    Sent,
}

/// The number of colours.
pub const COLOUR_COUNT: u8 = 8;

impl Bucket {
    /// The number of its colour, below [`COLOUR_COUNT`].
    #[must_use]
    pub const fn shade(&self) -> u8 {
        self.colour % COLOUR_COUNT
    }

    /// By what buckets are sorted: their place, then the name, then the number, the same on every device.
    #[must_use]
    pub fn rank(&self) -> (u32, &str, u64) {
        (self.order, &self.name, self.id)
    }
}

/// A bucket that is offered at the start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BucketSuggestion {
    /// What it is called.
    pub name: &'static str,
    pub purpose: &'static str,
    /// Its interval in days.
    pub days: u16,
    pub colour: u8,
}

/// What is offered at the start, in its order; none is forced.
pub const SUGGESTIONS: [BucketSuggestion; 6] = [
    BucketSuggestion { name: "Close friends", purpose: "Those whose news you want first", days: 30, colour: 0 },
    BucketSuggestion { name: "Family", purpose: "Those who are glad of every call", days: 30, colour: 1 },
    BucketSuggestion { name: "Clients", purpose: "Those you work for", days: 45, colour: 2 },
    BucketSuggestion { name: "Hot leads", purpose: "Those who may soon decide", days: 7, colour: 3 },
    BucketSuggestion { name: "Network", purpose: "Those who know what you do", days: 90, colour: 4 },
    BucketSuggestion { name: "Old friends", purpose: "Those you would be sorry to lose", days: 180, colour: 5 },
];

impl BucketSuggestion {
    /// The bucket that it makes.
    #[must_use]
    pub fn bucket(&self, id: u64, order: u32) -> Bucket {
        Bucket {
            id,
            name: self.name.to_owned(),
            colour: self.colour,
            purpose: self.purpose.to_owned(),
            interval: Some(Interval::days_of(self.days)),
            counts: Counts::Any,
            order,
        }
    }
}

/// The bucket to propose for someone with whom there is contact every `days` days: the one whose interval is nearest in
/// proportion, of two the one that stands first. One that would remind more often than they write by themselves (by
/// more than a fifth) is proposed only where there is no other. Plain groups are not proposed.
#[must_use]
pub fn nearest(buckets: &[Bucket], days: u32) -> Option<&Bucket> {
    let days = u64::from(days.max(1));
    let mut best: Option<(&Bucket, bool, u64, u64)> = None;
    for bucket in buckets {
        let Some(interval) = bucket.interval else { continue };
        let interval = u64::from(interval.days());
        let nags = interval * 5 < days * 4;
        let (more, less) = (interval.max(days), interval.min(days));
        // more / less < most / least, without fractions.
        let is_better = best.is_none_or(|(other, other_nags, most, least)| {
            let (this, that) = (u128::from(more) * u128::from(least), u128::from(most) * u128::from(less));
            (nags, this, bucket.rank()) < (other_nags, that, other.rank())
        });
        if is_better {
            best = Some((bucket, nags, more, less));
        }
    }
    best.map(|(bucket, ..)| bucket)
}

#[cfg(test)]
mod tests {
    use super::{Bucket, COLOUR_COUNT, SUGGESTIONS, nearest};

    fn suggested() -> Vec<Bucket> {
        (1_u32..).zip(&SUGGESTIONS).map(|(order, it)| it.bucket(order.into(), order)).collect()
    }

    #[test]
    fn the_start_offers_six_each_in_its_own_colour() {
        let said = |it: &Bucket| format!("{} {} {}", it.name, it.interval.unwrap(), it.shade());
        let expected = [
            "Close friends every 30 days 0",
            "Family every 30 days 1",
            "Clients every 45 days 2",
            "Hot leads every 7 days 3",
            "Network every 90 days 4",
            "Old friends every 180 days 5",
        ];
        assert_eq!(suggested().iter().map(said).collect::<Vec<_>>(), expected);
        assert_eq!(Bucket { colour: COLOUR_COUNT + 3, ..suggested()[0].clone() }.shade(), 3);
    }

    #[test]
    fn the_bucket_nearest_to_the_rhythm_is_proposed() {
        let mut buckets = suggested();
        for (days, expected) in [
            (0, "Hot leads"),
            (8, "Hot leads"),
            // Every seven days would be more often than they write.
            (9, "Close friends"),
            (21, "Close friends"),
            (36, "Close friends"),
            (37, "Clients"),
            (56, "Clients"),
            (57, "Network"),
            (113, "Old friends"),
            (9_999, "Old friends"),
        ] {
            assert_eq!(nearest(&buckets, days).unwrap().name, expected, "{days}");
        }
        buckets.reverse();
        assert_eq!(nearest(&buckets, 30).unwrap().name, "Close friends");
        buckets.iter_mut().for_each(|bucket| bucket.interval = None);
        assert_eq!(nearest(&buckets, 30), None);
        assert_eq!(nearest(&[], 30), None);
    }
}
