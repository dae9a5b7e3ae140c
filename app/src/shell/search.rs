//! One search over everything, from everywhere: `Ctrl` and `K`.

use super::search_results::{Beginning, MAX_SHOWN, Results, told};
use crate::client::{Engine, failure, live};
use crate::components::icon::{Icon, Shape};
use crate::components::trouble::Trouble;
use crate::features::people_filter::PeopleFilter;
use crate::i18n::t;
use crate::platform::dialog::{close, end_with_page, modal};
use crate::platform::focus::{focus_soon, typing};
use crate::platform::press::press;
use crate::present::keys::{EVERYWHERE, Everywhere, SEARCH, Search, act, hint};
use kith_engine::api::{Group, question};
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate};
use wasm_bindgen::JsCast;

/// At the end of an address: the search is open there (public/manifest.webmanifest).
const QUERY: &str = "search";

/// Whether the search is open.
#[derive(Clone, Copy)]
pub(super) struct Searching(RwSignal<bool>);

impl Searching {
    pub(super) fn new() -> Self {
        Self(RwSignal::new(false))
    }
}

/// The way to the search in the navigation.
#[component]
pub(super) fn SearchEntry() -> impl IntoView {
    let Searching(open) = expect_context();
    view! {
        <button class="entry search-entry" type="button" data-testid="search-open" aria-keyshortcuts="Control+K" on:click=move |_| open.set(true)>
            <Icon shape=Shape::Search />
            <span>{t::search::title()}</span>
            <kbd aria-hidden="true">{hint(&EVERYWHERE, Everywhere::Search)}</kbd>
        </button>
    }
}

/// The search, while it is open.
#[component]
pub(super) fn SearchBox() -> impl IntoView {
    let Searching(open) = expect_context();
    let path = use_location().pathname;
    let hotkey = window_event_listener(leptos::ev::keydown, move |event| {
        let is_meant = match act(&EVERYWHERE, &press(&event)) {
            Some(Everywhere::Search) => true,
            // On the list of people this key leads to its filter.
            Some(Everywhere::SearchBySlash) => !typing() && !path.with_untracked(|path| path.starts_with("/people")),
            Some(Everywhere::Add | Everywhere::Undo | Everywhere::Help) | None => false,
        };
        if is_meant {
            event.prevent_default();
            open.set(true);
        }
    });
    on_cleanup(move || hotkey.remove());
    end_with_page(move || open.set(false));
    let (search, navigate) = (use_location().search, use_navigate());
    Effect::new(move |_| {
        if search.with(|search| search.trim_start_matches('?') == QUERY) {
            open.set(true);
            let options = NavigateOptions { replace: true, ..NavigateOptions::default() };
            navigate(&path.get_untracked(), options);
        }
    });
    view! { <Show when=move || open.get()><Open open /></Show> }
}

#[component]
fn Open(open: RwSignal<bool>) -> impl IntoView {
    let engine = Engine::of_page();
    let people = PeopleFilter::of_page();
    let navigate = StoredValue::new_local(use_navigate());
    let dialog = modal();
    let typed = RwSignal::new(String::new());
    let answer = live(
        move || typed.get(),
        move || engine.track_people(),
        move |words| engine.ask(question::Find { words, limit: MAX_SHOWN }),
    );
    let found = Memo::new(move |_| {
        answer.with(|it| it.as_ref().filter(|it| !it.0.trim().is_empty()).and_then(|it| it.1.as_ref().ok().cloned()))
    });
    let failed = failure(answer);
    let close = move || close(dialog);
    let show_all = move |of: Group| {
        people.show(typed.get_untracked(), of);
        close();
        navigate.with_value(|navigate| navigate("/people", NavigateOptions::default()));
    };
    let keys = move |event: KeyboardEvent| {
        let step = match act(&SEARCH, &press(&event)) {
            // In a field of this kind the browser would only empty it.
            Some(Search::Close) => {
                event.prevent_default();
                return close();
            }
            Some(Search::Next) => 1,
            Some(Search::Back) => -1,
            // On a result it is that one's.
            Some(Search::First) | None => return,
        };
        event.prevent_default();
        move_focus(step);
    };
    let enter = move |event: KeyboardEvent| {
        if act(&SEARCH, &press(&event)) == Some(Search::First) {
            event.prevent_default();
            if let Ok(Some(first)) = document().query_selector(".search-found a, .search-found button") {
                first.unchecked_into::<web_sys::HtmlElement>().click();
            }
        }
    };
    focus_soon("[name=search]".into());
    view! {
        <dialog class="search" node_ref=dialog aria-labelledby="search-title" data-testid="search" on:close=move |_| open.set(false) on:keydown=keys>
            <h2 class="unseen" id="search-title">{t::search::title()}</h2>
            <p class="unseen" role="status" data-testid="search-told">{move || found.with(|found| found.as_ref().map(told))}</p>
            <div class="filter">
                <Icon shape=Shape::Search />
                <input
                    type="search"
                    name="search"
                    aria-label=t::search::fields()
                    placeholder=t::search::fields()
                    autocomplete="off"
                    autocapitalize="off"
                    spellcheck="false"
                    autofocus
                    on:input=move |event| typed.set(event_target_value(&event))
                    on:keydown=enter
                />
            </div>
            // What is shown is found by these words, which may be the ones before.
            {move || failed.get().map(|failed| view! { <Trouble words=failed.words() /> })}
            <div class="search-found" data-words=move || answer.with(|it| it.as_ref().map(|it| it.0.clone()))>
                {move || match found.get() {
                    Some(found) => view! { <Results found typed close=Callback::new(move |()| close()) show_all=Callback::new(show_all) /> }.into_any(),
                    None => view! { <Beginning close=Callback::new(move |()| close()) /> }.into_any(),
                }}
            </div>
            <p class="search-keys" aria-hidden="true">
                <span><kbd>"↑"</kbd><kbd>"↓"</kbd>" "{t::search::keys::choose()}</span>
                <span><kbd>"↵"</kbd>" "{t::search::keys::open()}</span>
                <span><kbd>{hint(&SEARCH, Search::Close)}</kbd>" "{t::search::keys::close()}</span>
            </p>
        </dialog>
    }
}

/// Leads the keyboard to the next of what was found, or the one before.
fn move_focus(step: i32) {
    let Ok(all) = document().query_selector_all(".search input, .search-found a, .search-found button") else { return };
    let active = document().active_element();
    let at = (0..all.length())
        .find(|&at| all.item(at).and_then(|node| node.dyn_into::<web_sys::Element>().ok()).as_ref() == active.as_ref());
    let to = at.map_or(0, |at: u32| at.saturating_add_signed(step)).min(all.length().saturating_sub(1));
    if let Some(element) = all.item(to).and_then(|node| node.dyn_into::<web_sys::HtmlElement>().ok()) {
        drop(element.focus());
    }
}
