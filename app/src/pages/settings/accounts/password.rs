use crate::client::Engine;
use crate::components::order::Ordering;
use crate::components::trouble::Trouble;
use crate::features::decide::Decide;
use crate::i18n::t;
use crate::platform::pasted;
use kith_engine::api::{AccountId, Command};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

/// Takes another password, after a login with it worked; or the one that is not kept.
#[component]
pub(super) fn ChangePassword(id: AccountId, username: String, is_kept: bool) -> impl IntoView {
    let label = if is_kept { t::accounts::new_password() } else { t::connect::password() };
    let give = if is_kept { t::accounts::save_password() } else { t::connect::connect() };
    let (engine, order, decide) = (Engine::of_page(), Ordering::new(), Decide::of_page());
    let password = RwSignal::new(String::new());
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let typed = password.get_untracked();
        if !typed.is_empty() {
            order.store(engine.order(Command::ChangePassword(id, typed.into())), move || {
                password.try_set(String::new());
                if is_kept {
                    decide.note(t::accounts::password_saved());
                }
            });
        }
    };
    view! {
        <form class="change-password" data-testid="change-password" on:submit=submit>
            // For the browser's store of passwords, which keeps them by user name.
            <input type="text" name="username" autocomplete="username" readonly hidden value=username />
            <label>
                {label}
                <input
                    type="password"
                    name="new-password"
                    autocomplete="current-password"
                    required
                    prop:value=password
                    on:input=move |event| password.set(pasted::password(&event))
                />
            </label>
            <button class="button primary" type="submit" aria-disabled=move || order.busy.get().to_string()>
                {move || if order.busy.get() { t::accounts::trying() } else { give }}
            </button>
            {move || order.failed.get().map(|failed| view! { <Trouble words=failed.words() /> })}
        </form>
    }
}
