//! Messages of the user's that have no answer: what is decided about them.

use crate::client::Engine;
use crate::features::decide::Decide;
use crate::present::unanswered::wish_said;
use kith_engine::api::{AnswerDays, AnswerWish, Decision, MessageKey, PersonId, question};
use leptos::prelude::*;

/// After how many days without an answer the user is reminded who asks for it, by the setting or as it is by default.
pub(crate) async fn asked_days(engine: Engine) -> u16 {
    let set = engine.ask(question::AnswerSetting).await.unwrap_or_default();
    set.0.or(AnswerDays::default().0).unwrap_or_default()
}

/// What can be decided about a message that has no answer.
#[derive(Clone, Copy)]
pub(crate) struct AnswerActions {
    decide: Decide,
    person: PersonId,
    name: Signal<String>,
    message: MessageKey,
}

impl AnswerActions {
    pub(crate) fn new(person: PersonId, name: impl Into<Signal<String>>, message: MessageKey) -> Self {
        Self { decide: Decide::of_page(), person, name: name.into(), message }
    }

    pub(crate) fn wish(self, wish: AnswerWish) {
        let said = self.name.with_untracked(|name| wish_said(wish, name));
        let Self { person, message, .. } = self;
        self.decide.say(said, vec![Decision::AnswerWish { person, message, wish }]);
    }
}
