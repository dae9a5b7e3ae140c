use super::model::manner;
use crate::client::Engine;
use crate::components::order::Ordering;
use crate::components::trouble::Trouble;
use crate::i18n::t;
use crate::pages::settings::window::{WINDOWS, change};
use kith_engine::api::{AccountId, AccountView, Command, Period};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

/// How far back an account is read, and over how many connections; both can be changed.
#[component]
pub(super) fn Manner(id: AccountId, known: Memo<Option<AccountView>>) -> impl IntoView {
    let (engine, order) = (Engine::of_page(), Ordering::new());
    let is = Memo::new(move |_| known.with(|it| it.as_ref().map(|it| (it.period, it.connections))).unwrap_or_default());
    let summary = Memo::new(move |_| known.with(|it| it.as_ref().map(manner)));
    // What was chosen, until it is so.
    let window = RwSignal::new(None::<Period>);
    let connections = RwSignal::new(None::<u8>);
    let window_now = Memo::new(move |_| window.get().unwrap_or(is.get().0));
    let connections_now = Memo::new(move |_| connections.get().unwrap_or(is.get().1));
    let changed = Memo::new(move |_| (window_now.get(), connections_now.get()) != is.get());
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let (new_window, new_connections) = (window_now.get_untracked(), connections_now.get_untracked());
        let (old_window, old_connections) = is.get_untracked();
        let rest = move || {
            if new_connections != old_connections {
                order.store(engine.order(Command::SetConnections(id, new_connections)), || {});
            }
        };
        match new_window == old_window {
            true => rest(),
            false => order.store(engine.order(Command::SetPeriod(id, new_window)), rest),
        }
    };
    let windows = WINDOWS.map(|(value, name, title)| {
        view! {
            <label>
                <input
                    type="radio"
                    name="window"
                    value=name
                    prop:checked=move || window_now.get() == value
                    on:change=move |_| window.set(Some(value))
                />
                <span>{title()}</span>
            </label>
        }
    });
    let numbers = [1_u8, 2, 3, 4].map(|value| {
        view! {
            <label>
                <input
                    type="radio"
                    name="connections"
                    value=value
                    prop:checked=move || connections_now.get() == value
                    on:change=move |_| connections.set(Some(value))
                />
                <span>{value}</span>
            </label>
        }
    });
    view! {
        <details class="manner" data-testid="account-manner">
            <summary>{summary}</summary>
            <form on:submit=submit>
                <fieldset class="choice">
                    <legend>{t::accounts::period()}</legend>
                    <div class="segments">{windows.collect_view()}</div>
                </fieldset>
                <p class="quiet" role="status" data-testid="window-change">
                    {move || change(is.get().0, window_now.get())}
                </p>
                <fieldset class="choice narrow">
                    <legend>{t::accounts::connections()}</legend>
                    <div class="segments">{numbers.collect_view()}</div>
                </fieldset>
                <p class="quiet">
                    {t::accounts::connections_hint()}
                </p>
                {move || order.failed.get().map(|failed| view! { <Trouble words=failed.words() /> })}
                <div class="actions">
                    <button
                        class="button"
                        type="submit"
                        data-testid="account-save"
                        aria-disabled=move || (!changed.get() || order.busy.get()).to_string()
                    >
                        {t::common::save()}
                    </button>
                </div>
            </form>
        </details>
    }
}
