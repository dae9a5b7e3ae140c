use super::icon::{Icon, Shape};
use crate::i18n::t;
use crate::platform::focus::focus_soon;
use crate::platform::press::press;
use crate::present::keys::{FILTER, Filter as Key, act};
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

/// A field to find something by typing; Escape, or its cross, empties it.
#[component]
pub(crate) fn Filter(
    typed: RwSignal<String>,
    /// The field's name in the document.
    name: &'static str,
    /// What it does.
    label: &'static str,
) -> impl IntoView {
    let empty = move || typed.with(String::is_empty);
    let keys = move |event: KeyboardEvent| {
        if act(&FILTER, &press(&event)) == Some(Key::Clear) && !untrack(empty) {
            event.prevent_default();
            typed.set(String::new());
        }
    };
    view! {
        <div class="filter">
            <Icon shape=Shape::Search />
            <input
                type="search"
                name=name
                aria-label=label
                placeholder=label
                autocomplete="off"
                autocapitalize="off"
                spellcheck="false"
                prop:value=typed
                on:input=move |event| typed.set(event_target_value(&event))
                on:keydown=keys
            />
            <Show when=move || !empty()>
                <button
                    class="icon-button"
                    type="button"
                    aria-label=t::common::clear_filter()
                    on:click=move |_| {
                        typed.set(String::new());
                        focus_soon(format!("[name={name}]"));
                    }
                >
                    <Icon shape=Shape::Close />
                </button>
            </Show>
        </div>
    }
}
