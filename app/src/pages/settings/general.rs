//! Settings, General: the language, the keys, and the passphrase.

use crate::features::help::Help;
use crate::i18n::{Language, t};
use crate::pages::settings::lock::Lock;
use crate::platform::intl::{choose, chosen};
use crate::platform::press::{use_signs, uses_signs};
use crate::platform::title::title;
use crate::platform::update::reload;
use leptos::ev::Event;
use leptos::prelude::*;

/// Settings, General.
#[component]
pub(crate) fn General() -> impl IntoView {
    title(|| t::settings::general().to_owned());
    let help = Help::of_page();
    let refused = RwSignal::new(false);
    let now = chosen();
    let choice = move |event| {
        let tag = event_target_value(&event);
        match choose(Language::first_of([tag.as_str()])) {
            true => reload(),
            false => refused.set(true),
        }
    };
    let turn = move |event: Event| {
        let field: web_sys::HtmlInputElement = event_target(&event);
        if !use_signs(field.checked()) {
            field.set_checked(uses_signs());
            refused.set(true);
        }
    };
    let option = move |language: Language| {
        view! { <option value=language.tag() lang=language.tag() selected=now == Some(language)>{language.own_name()}</option> }
    };
    view! {
        <section class="general" data-testid="general">
            <div class="field">
                <label for="language">{t::general::language()}</label>
                <select id="language" data-testid="language" aria-describedby="language-hint" on:change=choice>
                    <option value="" selected=now.is_none()>{t::general::as_browser()}</option>
                    {Language::ALL.into_iter().map(option).collect_view()}
                </select>
                <p id="language-hint" class="quiet">{t::general::hint()}</p>
            </div>
            <Show when=move || refused.get()>
                <p class="wrong" role="alert">{t::general::not_kept()}</p>
            </Show>
            <div>
                <label class="tick-row">
                    <input type="checkbox" role="switch" data-testid="single-keys" aria-describedby="single-keys-hint" checked=uses_signs() on:change=turn />
                    <span>{t::general::single_keys()}</span>
                </label>
                <p id="single-keys-hint" class="quiet">{t::general::single_keys_hint()}</p>
            </div>
            <button class="button" type="button" data-testid="help-open" on:click=move |_| help.open()>{t::keys::help()}</button>
            <Lock />
        </section>
    }
}
