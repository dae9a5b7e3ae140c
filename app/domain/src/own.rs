//! Which addresses are mine.

/// An alias wrote at least so many messages in Sent folders…
const MESSAGES: u32 = 3;

/// …and at least one in so many of all that lie there, so that the copies of others' mail that some programs put into
/// Sent make nobody me.
const ONE_IN: u64 = 20;

/// Which of the addresses that wrote what lies in an account's Sent folders are mine (aliases): those that wrote a fair
/// part of it, at least three messages, and one in twenty.
///
/// `sent_from`: for each, how many messages in the Sent folders it is the From of.
pub fn aliases<A>(sent_from: impl Iterator<Item = (A, u32)> + Clone) -> impl Iterator<Item = A> {
    let all: u64 = sent_from.clone().map(|(_, count)| u64::from(count)).sum();
    let fair = move |count: u32| count >= MESSAGES && u64::from(count) * ONE_IN >= all;
    sent_from.filter(move |&(_, count)| fair(count)).map(|(address, _)| address)
}

#[cfg(test)]
mod tests {
    use super::aliases;

    fn check(sent_from: &[(&str, u32)], expected: &[&str]) {
        assert_eq!(aliases(sent_from.iter().copied()).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn aliases_write_a_fair_part() {
        check(&[], &[]);
        check(&[("me@b.example", 1), ("me@a.example", 3)], &["me@a.example"]);
        check(&[("me@b.example", 50), ("jo@a.example", 2)], &["me@b.example"]);
        check(&[("me@b.example", 57), ("alias@a.example", 3)], &["me@b.example", "alias@a.example"]);
        check(&[("me@b.example", 58), ("jo@a.example", 3)], &["me@b.example"]);
    }
}
