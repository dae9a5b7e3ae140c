//! How long people take to answer.

use serde::{Deserialize, Serialize};

const HOUR: u32 = 3_600;
const DAY: u32 = 24 * HOUR;

/// What comes later answers something else.
pub const MAX_SECONDS: u32 = 30 * DAY;

/// The classes of answers: each took less than this many seconds, and no less than the one before.
pub const CLASSES: [u32; 6] = [HOUR, 4 * HOUR, DAY, 3 * DAY, 7 * DAY, MAX_SECONDS + 1];

/// How long some answers took, in seconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReplyTimes {
    /// How many there are.
    pub count: u32,
    /// A quarter of them took no longer than this.
    pub lower: u32,
    /// Half of them.
    pub median: u32,
    /// Three quarters.
    pub upper: u32,
    /// How many there are of each of [`CLASSES`].
    pub classes: [u32; CLASSES.len()],
}

/// How long an answer took, in seconds. `None`: it is no answer, since it came before the question or more than thirty
/// days after it.
#[must_use]
pub fn took(asked: i64, answered: i64) -> Option<u32> {
    u32::try_from(answered.checked_sub(asked)?).ok().filter(|seconds| *seconds <= MAX_SECONDS)
}

/// The class of an answer, by its place in [`CLASSES`].
#[must_use]
pub fn class(seconds: u32) -> usize {
    CLASSES.iter().position(|below| seconds < *below).unwrap_or(CLASSES.len() - 1)
}

/// Sums up answers, which it puts in order. Of two in the middle the median is their mean. `None` without any.
#[must_use]
pub fn times(seconds: &mut [u32]) -> Option<ReplyTimes> {
    seconds.sort_unstable();
    let last = seconds.len().checked_sub(1)?;
    let at = |place: usize| seconds.get(place).copied();
    let mut classes = [0; CLASSES.len()];
    for seconds in seconds.iter() {
        classes.get_mut(class(*seconds)).into_iter().for_each(|count| *count += 1);
    }
    Some(ReplyTimes {
        count: u32::try_from(seconds.len()).unwrap_or(u32::MAX),
        lower: at(last / 4)?,
        median: u32::midpoint(at(last / 2)?, at(last.div_ceil(2))?),
        upper: at((3 * last).div_ceil(4))?,
        classes,
    })
}

#[cfg(test)]
mod tests {
    use super::{CLASSES, DAY, HOUR, MAX_SECONDS, ReplyTimes, class, times, took};

    #[test]
    fn an_answer_comes_after_the_question_and_within_thirty_days() {
        for (asked, answered, expected) in [
            (100, 100, Some(0)),
            (100, 99, None),
            (-50, 50, Some(100)),
            (0, i64::from(MAX_SECONDS), Some(MAX_SECONDS)),
            (0, i64::from(MAX_SECONDS) + 1, None),
            (i64::MIN, i64::MAX, None),
        ] {
            assert_eq!(took(asked, answered), expected, "{asked} {answered}");
        }
    }

    #[test]
    fn each_has_a_class() {
        for (seconds, expected) in
            [(0, 0), (HOUR - 1, 0), (HOUR, 1), (DAY - 1, 2), (DAY, 3), (7 * DAY, 5), (MAX_SECONDS, 5), (u32::MAX, 5)]
        {
            assert_eq!(class(seconds), expected, "{seconds}");
        }
        assert!(CLASSES.is_sorted());
    }

    #[test]
    fn half_of_them_took_no_longer_than_the_median() {
        for (mut seconds, expected) in [
            (vec![], None),
            (vec![7], Some((7, 7, 7))),
            (vec![9, 1], Some((1, 5, 9))),
            (vec![3, 1, 2], Some((1, 2, 3))),
            (vec![5, 4, 3, 2, 1], Some((2, 3, 4))),
            (vec![10, 20, 30, 40, 50, 60, 70, 80], Some((20, 45, 70))),
        ] {
            let found = times(&mut seconds).map(|it| (it.lower, it.median, it.upper));
            assert_eq!(found, expected, "{seconds:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn all_of_them_are_counted(mut seconds in proptest::collection::vec(0..=MAX_SECONDS, 1..40)) {
            let ReplyTimes { count, lower, median, upper, classes } = times(&mut seconds).unwrap();
            proptest::prop_assert_eq!((count as usize, classes.iter().sum::<u32>()), (seconds.len(), count));
            proptest::prop_assert!(lower <= median && median <= upper);
            let within = |limit: u32| seconds.iter().filter(|it| **it <= limit).count();
            proptest::prop_assert!(4 * within(lower) >= seconds.len() && 4 * within(upper) >= 3 * seconds.len());
        }
    }
}
