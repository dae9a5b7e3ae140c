//! An answer that stays fresh.

use crate::present::failed::Failed;
use kith_engine::api::ProblemKind;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// The newest answer and the question that it answers. `None` until the first came.
pub(crate) type Live<Q, A> = ReadSignal<Option<(Q, Result<A, Failed>)>>;

/// Asks `question`, again when it is another, and again when `changed` tracks a change.
///
/// The answer before stands until the next one is there, so nothing flickers. Of the same question one is under way at
/// a time: changes that come faster than answers ask once more at the end, and no answer is thrown away.
pub(crate) fn live<Q, A, F>(
    question: impl Fn() -> Q + 'static,
    changed: impl Fn() + 'static,
    ask: impl Fn(Q) -> F + Copy + Send + Sync + 'static,
) -> Live<Q, A>
where
    Q: Clone + PartialEq + Send + Sync + 'static,
    A: Send + Sync + 'static,
    F: Future<Output = Result<A, Failed>> + 'static,
{
    let (answer, set_answer) = signal(None);
    let asking = StoredValue::new(Asking { question: None, again: false });
    Effect::new(move |_| {
        changed();
        let question = question();
        let start = asking.try_update_value(|asking| {
            let same = asking.question.as_ref() == Some(&question);
            asking.again = same;
            asking.question = Some(question.clone());
            !same
        });
        if start == Some(true) {
            spawn_local(keep_asking(question, asking, set_answer, ask));
        }
    });
    answer
}

/// What the newest answer says. Where there is none because something failed, it is what was known before: a failure
/// must not look as if there were nothing. [`failure`] says why.
pub(crate) fn known<Q, A>(answer: Live<Q, A>) -> Memo<A>
where
    Q: Send + Sync + 'static,
    A: Clone + Default + PartialEq + Send + Sync + 'static,
{
    Memo::new(move |before: Option<&A>| {
        let now = answer.with(|answer| answer.as_ref().and_then(|(_, answer)| answer.as_ref().ok().cloned()));
        now.or_else(|| before.cloned()).unwrap_or_default()
    })
}

/// The same of something that may not be there (any more): then there is nothing. Other failures leave what was known,
/// and with it what someone types beside it.
pub(crate) fn found<Q, A>(answer: Live<Q, A>) -> Memo<Option<A>>
where
    Q: Send + Sync + 'static,
    A: Clone + PartialEq + Send + Sync + 'static,
{
    Memo::new(move |before: Option<&Option<A>>| {
        answer.with(|answer| match answer {
            Some((_, Ok(found))) => Some(found.clone()),
            Some((_, Err(Failed::Told(problem)))) if problem.kind == ProblemKind::NotFound => None,
            Some((_, Err(_))) | None => before.cloned().flatten(),
        })
    })
}

/// The newest answer that did not fail, with its question.
pub(crate) fn held<Q, A>(answer: Live<Q, A>) -> Live<Q, A>
where
    Q: Clone + Send + Sync + 'static,
    A: Clone + Send + Sync + 'static,
{
    let (held, set_held) = signal(None);
    Effect::new(move |_| {
        answer.with(|answer| {
            if let Some((question, Ok(answer))) = answer {
                set_held.set(Some((question.clone(), Ok(answer.clone()))));
            }
        });
    });
    held
}

/// Why there is no newest answer, if that is so.
pub(crate) fn failure<Q, A>(answer: Live<Q, A>) -> Memo<Option<Failed>>
where
    Q: Send + Sync + 'static,
    A: Send + Sync + 'static,
{
    Memo::new(move |_| answer.with(|answer| answer.as_ref().and_then(|(_, answer)| answer.as_ref().err().cloned())))
}

struct Asking<Q> {
    /// What is being asked now.
    question: Option<Q>,
    /// Whether to ask it once more.
    again: bool,
}

async fn keep_asking<Q, A, F>(
    question: Q,
    asking: StoredValue<Asking<Q>>,
    answer: WriteSignal<Option<(Q, Result<A, Failed>)>>,
    ask: impl Fn(Q) -> F,
) where
    Q: Clone + PartialEq + Send + Sync + 'static,
    A: Send + Sync + 'static,
    F: Future<Output = Result<A, Failed>>,
{
    loop {
        let came = ask(question.clone()).await;
        // Another question was asked meanwhile, or the page that asked is gone: then no one wants this answer.
        let wanted = asking.try_with_value(|asking| asking.question.as_ref() == Some(&question)).unwrap_or(false);
        if !wanted || answer.try_set(Some((question.clone(), came))).is_some() {
            return;
        }
        let again = asking.try_update_value(|asking| {
            let again = std::mem::take(&mut asking.again);
            if !again {
                asking.question = None;
            }
            again
        });
        if again != Some(true) {
            return;
        }
    }
}
