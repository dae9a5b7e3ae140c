//! Whose turn it is in a conversation.

use crate::noise::Noise;

/// What of a message tells whose turn it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Said {
    /// When it was written, in seconds since 1970-01-01 UTC.
    pub date: i64,
    /// Whether I wrote it.
    pub by_me: bool,
    /// Whether it is noise. Marks of bulk on my own mail mean nothing.
    pub noise: Option<Noise>,
    /// How many it names in To, Cc and Bcc.
    pub recipients: usize,
}

impl Said {
    /// Whether somebody said it: I did, or another wrote personally. What a program wrote in my name is nothing that I said.
    #[must_use]
    pub const fn is_spoken(&self) -> bool {
        match self.noise {
            None => true,
            Some(Noise::Automatic) => false,
            Some(_) => self.by_me,
        }
    }
}

/// Whose turn it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Turn {
    /// They wrote last and wait for me.
    Mine,
    /// I wrote last and wait for them.
    Theirs,
    /// Nobody's.
    None,
}

/// To more than so many, nobody in particular is asked.
const FEW: usize = 5;

/// Whose turn it is in a thread, by its latest messages, in whatever order: not his who wrote last. What programs wrote
/// (absent until Monday) is passed over. On a list, in a newsletter, or when the last message went to more than five,
/// it is nobody's. Of two of the same second mine counts as the answer.
#[must_use]
pub fn turn(thread: &[Said]) -> Turn {
    if thread.iter().any(|it| !it.by_me && matches!(it.noise, Some(Noise::List | Noise::Bulk))) {
        return Turn::None;
    }
    let last = thread.iter().filter(|it| it.is_spoken()).max_by_key(|it| (it.date, it.by_me, it.recipients));
    match last {
        Some(it) if it.recipients > FEW => Turn::None,
        Some(Said { by_me: true, .. }) => Turn::Theirs,
        Some(_) => Turn::Mine,
        None => Turn::None,
    }
}

#[cfg(test)]
mod tests {
    use super::{Said, Turn, turn};
    use crate::noise::Noise;

    /// Date, whether I wrote it, noise, recipients.
    type Row = (i64, bool, Option<Noise>, usize);

    fn check(rows: &[Row], expected: Turn) {
        let mut thread: Vec<Said> =
            rows.iter().map(|&(date, by_me, noise, recipients)| Said { date, by_me, noise, recipients }).collect();
        assert_eq!(turn(&thread), expected, "{rows:?}");
        thread.reverse();
        assert_eq!(turn(&thread), expected, "{rows:?}");
    }

    #[test]
    fn it_is_the_turn_of_whoever_did_not_write_last() {
        check(&[], Turn::None);
        check(&[(1, false, None, 1)], Turn::Mine);
        check(&[(1, true, None, 1)], Turn::Theirs);
        check(&[(1, true, None, 1), (2, false, None, 1)], Turn::Mine);
        check(&[(1, false, None, 1), (2, true, None, 1)], Turn::Theirs);
        check(&[(1, false, None, 1), (1, true, None, 1)], Turn::Theirs);
    }

    #[test]
    fn what_programs_wrote_is_passed_over() {
        check(&[(1, true, None, 1), (2, false, Some(Noise::Robot), 1)], Turn::Theirs);
        check(&[(1, false, Some(Noise::Robot), 1)], Turn::None);
        check(&[(1, false, None, 1), (2, true, Some(Noise::Robot), 1)], Turn::Theirs);
        check(&[(1, true, None, 1), (2, false, Some(Noise::Automatic), 1)], Turn::Theirs);
        check(&[(1, false, None, 1), (2, true, Some(Noise::Automatic), 1)], Turn::Mine);
        check(&[(1, true, Some(Noise::Automatic), 1)], Turn::None);
    }

    #[test]
    fn among_many_it_is_nobodys() {
        for noise in [Noise::List, Noise::Bulk] {
            check(&[(1, false, Some(noise), 1), (2, true, None, 1)], Turn::None);
            check(&[(1, false, None, 1), (2, true, Some(noise), 1)], Turn::Theirs);
        }
        for by_me in [false, true] {
            check(&[(1, by_me, None, 1), (2, by_me, None, 6)], Turn::None);
            check(&[(1, by_me, None, 6), (2, by_me, None, 5)], if by_me { Turn::Theirs } else { Turn::Mine });
        }
    }
}
