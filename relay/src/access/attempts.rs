//! Who guesses is slowed, and then stopped for a while.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::time::Instant;

/// How many of those who were wrong are remembered at once. When there are more, those with the fewest mistakes go.
const MAX_REMEMBERED: usize = 10_000;

/// Counts the mistakes of each. They are forgotten one by one, as time passes.
#[derive(Debug)]
pub(crate) struct Attempts<K> {
    /// From so many on nothing more is tried.
    limit: u32,
    /// After this one mistake is forgotten.
    forget: Duration,
    counts: Mutex<HashMap<K, Count>>,
}

#[derive(Clone, Copy, Debug)]
struct Count {
    mistakes: u32,
    /// When the first of them began to be forgotten.
    since: Instant,
}

impl<K: Eq + Hash + Clone> Attempts<K> {
    pub(crate) fn new(limit: u32, forget: Duration) -> Self {
        Self { limit, forget, counts: Mutex::default() }
    }

    /// Whether there were too many mistakes.
    pub(crate) fn are_too_many(&self, who: &K) -> bool {
        self.mistakes(who) >= self.limit
    }

    /// How many mistakes are remembered.
    pub(crate) fn mistakes(&self, who: &K) -> u32 {
        let now = Instant::now();
        self.lock().get(who).map_or(0, |count| count.at(now, self.forget).mistakes)
    }

    /// Remembers a mistake, and returns how many there are now.
    pub(crate) fn add_mistake(&self, who: &K) -> u32 {
        let now = Instant::now();
        let mut counts = self.lock();
        if counts.len() >= MAX_REMEMBERED && !counts.contains_key(who) {
            self.make_room(&mut counts, now);
        }
        let count = counts.entry(who.clone()).or_insert(Count { mistakes: 0, since: now });
        *count = count.at(now, self.forget);
        count.mistakes = count.mistakes.saturating_add(1);
        count.mistakes
    }

    fn make_room(&self, counts: &mut HashMap<K, Count>, now: Instant) {
        let mut least = 1;
        while counts.len() >= MAX_REMEMBERED {
            counts.retain(|_, count| count.at(now, self.forget).mistakes > least);
            least = least.saturating_mul(2);
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<K, Count>> {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Count {
    fn at(self, now: Instant, forget: Duration) -> Self {
        let passed = now.duration_since(self.since);
        let forgotten = u32::try_from(passed.as_millis() / forget.as_millis().max(1)).unwrap_or(u32::MAX);
        match self.mistakes.checked_sub(forgotten) {
            Some(mistakes) if mistakes > 0 => Self { mistakes, since: self.since + forget * forgotten },
            _ => Self { mistakes: 0, since: now },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Attempts, MAX_REMEMBERED};
    use std::time::Duration;
    use tokio::time::advance;

    const MINUTE: Duration = Duration::from_secs(60);

    #[tokio::test(start_paused = true)]
    async fn mistakes_are_counted_for_each_and_forgotten_with_time() {
        let attempts = Attempts::new(3, MINUTE);
        for count in 1..=3 {
            assert!(!attempts.are_too_many(&"a"));
            assert_eq!(attempts.add_mistake(&"a"), count);
        }
        assert!(attempts.are_too_many(&"a") && !attempts.are_too_many(&"b"));
        advance(MINUTE).await;
        assert!(!attempts.are_too_many(&"a"));
        assert_eq!(attempts.mistakes(&"a"), 2);
        advance(MINUTE / 2).await;
        assert_eq!(attempts.add_mistake(&"a"), 3);
        advance(MINUTE * 100).await;
        assert_eq!(attempts.mistakes(&"a"), 0);
        assert_eq!(attempts.add_mistake(&"a"), 1);
    }

    #[tokio::test(start_paused = true)]
    async fn memory_is_bounded_and_the_worst_stay() {
        let attempts = Attempts::new(3, MINUTE);
        for _ in 0..3 {
            attempts.add_mistake(&usize::MAX);
        }
        for who in 0..3 * MAX_REMEMBERED {
            attempts.add_mistake(&who);
        }
        assert!(attempts.lock().len() <= MAX_REMEMBERED);
        assert!(attempts.are_too_many(&usize::MAX));
    }
}
