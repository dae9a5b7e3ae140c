//! Whose turn it is in a conversation.

use crate::noise::Noise;

/// What of a message tells whose turn it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ThreadMessage {
    /// When it was written, in seconds since 1970-01-01 UTC.
    pub date: i64,
    /// Whether the user wrote it.
    pub by_user: bool,
    /// Whether it is noise. Marks of bulk on the user's own mail mean nothing.
    pub noise: Option<Noise>,
    /// How many it names in To, Cc and Bcc.
    pub recipients: usize,
}

impl ThreadMessage {
    /// Whether someone said it: the user did, or another wrote personally. What a program wrote in the user's name is
    /// nothing that the user said.
    #[must_use]
    pub const fn is_spoken(&self) -> bool {
        match self.noise {
            None => true,
            Some(Noise::Automatic) => false,
            Some(_) => self.by_user,
        }
    }
}

/// Whose turn it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Waiting {
    /// They wrote last and wait for the user.
    ForUser,
    /// The user wrote last and waits for them.
    ForThem,
    /// No one's.
    ForNobody,
}

/// With more recipients than this, no one in particular is asked.
const MAX_RECIPIENTS: usize = 5;

/// Whose turn it is in a thread, by its latest messages, in whatever order: not his who wrote last. What programs wrote
/// (absent until Monday) is passed over. On a list, in a newsletter, or when the last message went to more than five,
/// it is no one's. Of two of the same second the user's counts as the answer.
#[must_use]
pub fn waiting(thread: &[ThreadMessage]) -> Waiting {
    if thread.iter().any(|it| !it.by_user && matches!(it.noise, Some(Noise::List | Noise::Bulk))) {
        return Waiting::ForNobody;
    }
    let last = thread.iter().filter(|it| it.is_spoken()).max_by_key(|it| (it.date, it.by_user, it.recipients));
    match last {
        Some(it) if it.recipients > MAX_RECIPIENTS => Waiting::ForNobody,
        Some(ThreadMessage { by_user: true, .. }) => Waiting::ForThem,
        Some(_) => Waiting::ForUser,
        None => Waiting::ForNobody,
    }
}

#[cfg(test)]
mod tests {
    use super::{ThreadMessage, Waiting, waiting};
    use crate::noise::Noise;

    /// Date, whether the user wrote it, noise, recipients.
    type Row = (i64, bool, Option<Noise>, usize);

    fn check(rows: &[Row], expected: Waiting) {
        let mut thread: Vec<ThreadMessage> = rows
            .iter()
            .map(|&(date, by_user, noise, recipients)| ThreadMessage { date, by_user, noise, recipients })
            .collect();
        assert_eq!(waiting(&thread), expected, "{rows:?}");
        thread.reverse();
        assert_eq!(waiting(&thread), expected, "{rows:?}");
    }

    #[test]
    fn it_is_the_turn_of_whoever_did_not_write_last() {
        check(&[], Waiting::ForNobody);
        check(&[(1, false, None, 1)], Waiting::ForUser);
        check(&[(1, true, None, 1)], Waiting::ForThem);
        check(&[(1, true, None, 1), (2, false, None, 1)], Waiting::ForUser);
        check(&[(1, false, None, 1), (2, true, None, 1)], Waiting::ForThem);
        check(&[(1, false, None, 1), (1, true, None, 1)], Waiting::ForThem);
    }

    #[test]
    fn what_programs_wrote_is_passed_over() {
        check(&[(1, true, None, 1), (2, false, Some(Noise::AutomatedSender), 1)], Waiting::ForThem);
        check(&[(1, false, Some(Noise::AutomatedSender), 1)], Waiting::ForNobody);
        check(&[(1, false, None, 1), (2, true, Some(Noise::AutomatedSender), 1)], Waiting::ForThem);
        check(&[(1, true, None, 1), (2, false, Some(Noise::Automatic), 1)], Waiting::ForThem);
        check(&[(1, false, None, 1), (2, true, Some(Noise::Automatic), 1)], Waiting::ForUser);
        check(&[(1, true, Some(Noise::Automatic), 1)], Waiting::ForNobody);
    }

    #[test]
    fn among_many_it_is_nobodys() {
        for noise in [Noise::List, Noise::Bulk] {
            check(&[(1, false, Some(noise), 1), (2, true, None, 1)], Waiting::ForNobody);
            check(&[(1, false, None, 1), (2, true, Some(noise), 1)], Waiting::ForThem);
        }
        for by_user in [false, true] {
            check(&[(1, by_user, None, 1), (2, by_user, None, 6)], Waiting::ForNobody);
            check(
                &[(1, by_user, None, 6), (2, by_user, None, 5)],
                if by_user { Waiting::ForThem } else { Waiting::ForUser },
            );
        }
    }
}
