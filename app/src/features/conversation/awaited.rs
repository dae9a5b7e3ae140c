use crate::client::Engine;
use crate::features::unanswered::{AnswerActions, asked_days};
use crate::i18n::t;
use crate::present::calendar::date;
use kith_engine::api::{AnswerWish, AwaitedView, MessageKey, PersonId};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// The messages to someone that wait for an answer.
#[derive(Clone, Copy)]
pub(crate) struct AwaitedMessages {
    pub(crate) person: PersonId,
    pub(crate) name: Signal<String>,
    pub(crate) messages: Signal<Vec<AwaitedView>>,
}

/// That a message waits for an answer, and whether there is a reminder. Nothing if it does not.
#[component]
pub(super) fn Awaited(message: MessageKey) -> impl IntoView {
    let all = use_context::<AwaitedMessages>()?;
    let engine = Engine::of_page();
    let acts = AnswerActions::new(all.person, all.name, message);
    let view = Memo::new(move |_| all.messages.with(|all| all.iter().find(|it| it.message == message).copied()));
    let is_reminded = Memo::new(move |_| view.with(|view| view.is_some_and(|view| view.reminder.is_some())));
    let on = move || {
        let reminder = view.get().and_then(|view| view.reminder);
        reminder.map(|reminder| t::conversation::awaited::on(date(reminder.day)))
    };
    let set = move |event| {
        if event_target_checked(&event) {
            spawn_local(async move { acts.wish(AnswerWish::After(asked_days(engine).await)) });
        } else {
            acts.wish(AnswerWish::Never);
        }
    };
    let is_there = Memo::new(move |_| view.with(Option::is_some));
    Some(view! {
        <Show when=move || is_there.get()>
            <p class="message-awaited" data-testid="awaited" data-reminded=move || is_reminded.get().to_string()>
                <span>{t::conversation::awaited::waiting()}</span>
                <label>
                    <input type="checkbox" name="awaited-remind" prop:checked=is_reminded on:change=set />
                    " "{t::conversation::awaited::remind()}
                </label>
                <span class="quiet">{on}</span>
            </p>
        </Show>
    })
}
