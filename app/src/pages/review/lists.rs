use super::model::{list_state, place_of_list};
use crate::client::{Engine, failure, known, live};
use crate::components::order::Ordering;
use crate::components::trouble::Trouble;
use crate::features::decide::Decide;
use crate::i18n::t;
use crate::platform::focus::focus_soon;
use crate::platform::random::random_id;
use crate::platform::time::clock;
use kith_engine::api::{Command, Secret, UnsubscribeListView, WebFileStatus, question};
use leptos::prelude::*;

/// The lists that are read every day, and another that is to be.
#[component]
pub(super) fn Lists() -> impl IntoView {
    let engine = Engine::of_page();
    let track = move || engine.track_address_books();
    let answer = live(|| (), track, move |()| engine.ask(question::UnsubscribeLists));
    let (lists, failed): (Memo<Vec<UnsubscribeListView>>, _) = (known(answer), failure(answer));
    let list = move |id: u64| move || lists.with(|lists| lists.iter().find(|list| list.id == id).cloned());
    let url = RwSignal::new(String::new());
    let wrong = RwSignal::new(false);
    let order = Ordering::new();
    let add = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let typed = url.get_untracked();
        if place_of_list(&typed).is_none() {
            wrong.set(true);
            return focus_soon("[name=unsubscribes-url]".into());
        }
        wrong.set(false);
        let command = Command::AddUnsubscribeList { id: random_id(), url: Secret::from(typed.trim()) };
        order.store(engine.order(command), move || drop(url.try_set(String::new())));
    };
    view! {
        <ul role="list" class="review-list">
            <For each=move || lists.with(|lists| lists.iter().map(|list| list.id).collect::<Vec<_>>()) key=|id| *id let:id>
                <List id list=Memo::new(move |_| list(id)()) />
            </For>
        </ul>
        {move || failed.get().map(|failed| view! { <Trouble words=failed.words() /> })}
        <form class="unsubscribes" on:submit=add novalidate>
            <div class="field">
                <label for="unsubscribes-url">{t::review::list_url()}</label>
                <input
                    id="unsubscribes-url"
                    name="unsubscribes-url"
                    type="url"
                    inputmode="url"
                    autocomplete="off"
                    autocapitalize="off"
                    spellcheck="false"
                    aria-describedby="unsubscribes-url-hint"
                    aria-invalid=move || wrong.get().then_some("true")
                    prop:value=url
                    on:input=move |event| url.set(event_target_value(&event))
                />
                <p id="unsubscribes-url-hint" class="quiet">
                    {move || if wrong.get() { t::review::list_url_wrong() } else { t::review::list_url_hint() }}
                </p>
            </div>
            {move || order.failed.get().map(|failed| view! { <Trouble words=failed.words() /> })}
            <button class="button" type="submit" data-testid="unsubscribes-add" aria-disabled=move || order.busy.get().to_string()>
                {t::review::list_add()}
            </button>
        </form>
    }
}

#[component]
fn List(id: u64, list: Memo<Option<UnsubscribeListView>>) -> impl IntoView {
    let (engine, decide, order) = (Engine::of_page(), Decide::of_page(), Ordering::new());
    let place = list.with_untracked(|list| list.as_ref().map(|list| list.place.clone())).unwrap_or_default();
    let state = Memo::new(move |_| list.with(|list| list.as_ref().map(|list| list_state(list, clock))));
    let name = move || {
        list.with(|list| match list.as_ref().map(|list| &list.status) {
            Some(WebFileStatus::Reading) => "reading",
            Some(WebFileStatus::Failed { .. }) => "failed",
            Some(WebFileStatus::Read) | None => "read",
        })
    };
    let again = move |_| order.store(engine.order(Command::ReadUnsubscribeList(id)), || {});
    let (label_again, label_remove) = (t::review::list_again_of(&place), t::review::list_remove_of(&place));
    let removed = t::review::list_removed(&place);
    let remove = move |_| {
        let removed = removed.clone();
        order.store(engine.order(Command::RemoveUnsubscribeList(id)), move || {
            decide.note(&removed);
            focus_soon("[name=unsubscribes-url]".into());
        });
    };
    view! {
        <li data-testid="unsubscribes-list" data-status=name>
            <div class="review-text">
                <p dir="auto"><b>{place}</b></p>
                <p class="quiet" role="status">{state}</p>
                {move || order.failed.get().map(|failed| view! { <Trouble words=failed.words() /> })}
            </div>
            <div class="actions">
                <button class="button" type="button" data-testid="unsubscribes-again" aria-label=label_again aria-disabled=move || order.busy.get().to_string() on:click=again>{t::review::list_again()}</button>
                <button class="button" type="button" data-testid="unsubscribes-remove" aria-label=label_remove on:click=remove>{t::review::list_remove()}</button>
            </div>
        </li>
    }
}
