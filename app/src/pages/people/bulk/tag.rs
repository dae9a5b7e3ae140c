use crate::client::{Engine, failure, known, live};
use crate::components::flyout::close_flyout;
use crate::components::order::Ordering;
use crate::components::trouble::Trouble;
use crate::features::decide::Decide;
use crate::i18n::t;
use crate::pages::people::selection::Selection;
use crate::present::text::people;
use kith_engine::api::{Decision, question};
use leptos::prelude::*;

/// Puts a tag on everyone who is chosen, or takes it off.
#[component]
pub(super) fn Tagging(selection: Selection) -> impl IntoView {
    let (engine, decide) = (Engine::of_page(), Decide::of_page());
    let lists = live(|| (), move || engine.track_people(), move |()| engine.ask(question::Lists));
    let (lists, no_lists) = (known(lists), failure(lists));
    let known =
        move || lists.get().tags.into_iter().map(|(tag, _)| view! { <option value=tag></option> }).collect_view();
    let typed = RwSignal::new(String::new());
    let order = Ordering::new();
    let tag = move |on: bool| {
        let tag = typed.get_untracked().trim().to_owned();
        if tag.is_empty() {
            return;
        }
        let who = people(selection.count());
        let said = if on { t::people::tagged(&tag, &who) } else { t::people::untagged(&tag, &who) };
        let stored = decide.store_and_say(said, vec![Decision::Tag { people: selection.chosen(), tag, on }]);
        order.store(stored, move || {
            typed.try_set(String::new());
            close_flyout("bulk-tagging");
        });
    };
    let put = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        tag(true);
    };
    view! {
        <form class="bulk-form" on:submit=put>
            <input
                name="bulk-tag"
                autofocus
                aria-label=t::people::tag()
                placeholder=t::people::tag()
                list="bulk-tags"
                autocomplete="off"
                prop:value=typed
                on:input=move |event| typed.set(event_target_value(&event))
            />
            <datalist id="bulk-tags">{known}</datalist>
            <button class="button primary" type="submit" data-testid="bulk-tag">{t::people::add_tag()}</button>
            <button class="button" type="button" data-testid="bulk-untag" on:click=move |_| tag(false)>{t::people::remove_tag()}</button>
            {move || order.failed.get().or_else(|| no_lists.get()).map(|failed| view! { <Trouble words=failed.words() /> })}
        </form>
    }
}
