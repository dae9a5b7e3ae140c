//! Messages of the engine on their way through the workers to a page.

use super::{Answer, Bytes, FromEngine, Problem, ProblemKind};

/// A message with its answer as bytes. A worker passes the answer on unread, so its program needs no code to read it.
pub type Passed = FromEngine<Bytes>;

impl FromEngine {
    /// In the form that workers pass on.
    #[must_use]
    pub fn pass(self) -> Passed {
        self.map(|answer| postcard::to_stdvec(&answer).map(Bytes))
    }
}

impl Passed {
    /// In the form that the engine sent.
    #[must_use]
    pub fn read(self) -> FromEngine {
        self.map(|answer| postcard::from_bytes::<Answer>(&answer.0))
    }
}

impl<A> FromEngine<A> {
    /// The same with the answer converted, or with a problem if that fails.
    fn map<B>(self, other: impl FnOnce(A) -> postcard::Result<B>) -> FromEngine<B> {
        match self {
            Self::Ready => FromEngine::Ready,
            Self::Broken(problem) => FromEngine::Broken(problem),
            Self::Answer(number, answer) => {
                let answer = answer.and_then(|it| other(it).map_err(|_| Problem::new(ProblemKind::GivenUp)));
                FromEngine::Answer(number, answer)
            }
            Self::Outcome(number, outcome) => FromEngine::Outcome(number, outcome),
            Self::Changed(change) => FromEngine::Changed(change),
            Self::Locked => FromEngine::Locked,
            Self::NotUnlocked(problem) => FromEngine::NotUnlocked(problem),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{FromEngine, Passed};
    use crate::api::{Bytes, Change, Overview, Problem, ProblemKind, Query, question};

    #[test]
    fn a_page_hears_what_the_engine_said() {
        let said = [
            FromEngine::Ready,
            FromEngine::Broken(Problem::new(ProblemKind::OtherTab)),
            FromEngine::Answer(1, Ok(question::Overview.answer(Overview::default()))),
            FromEngine::Answer(2, Err(Problem::new(ProblemKind::NotFound))),
            FromEngine::Outcome(3, Ok(())),
            FromEngine::Changed(Change::People),
            FromEngine::Locked,
            FromEngine::NotUnlocked(Problem::new(ProblemKind::Storage)),
        ];
        for message in said {
            let bytes = postcard::to_stdvec(&message.clone().pass()).unwrap();
            assert_eq!(postcard::from_bytes::<Passed>(&bytes).unwrap().read(), message);
        }
    }

    #[test]
    fn an_answer_that_cannot_be_read_is_a_problem() {
        let answer = Passed::Answer(1, Ok(Bytes(vec![255])));
        assert_eq!(answer.read(), FromEngine::Answer(1, Err(Problem::new(ProblemKind::GivenUp))));
    }
}
