//! What the browser promised, and what could not be read.

use super::model::{damage, room};
use crate::client::Engine;
use crate::components::confirm::{Confirm, Yes};
use crate::components::order::Stored;
use crate::i18n::t;
use crate::pages::settings::connect::model::again_at;
use crate::platform::storage::{self, ask_to_keep, is_promised};
use kith_engine::api::{AccountId, Command, DamageView, Damaged};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::components::A;

/// Whether the browser promised to keep Kith's data, and what room there is.
#[component]
pub(super) fn Promise() -> impl IntoView {
    let promised = RwSignal::new(None::<bool>);
    let refused = RwSignal::new(false);
    let space = RwSignal::new(None::<(f64, f64)>);
    spawn_local(async move {
        promised.try_set(Some(is_promised().await));
        space.try_set(storage::room().await);
    });
    let ask = move |_| {
        spawn_local(async move {
            let is = ask_to_keep().await;
            promised.try_set(Some(is));
            refused.try_set(!is);
        });
    };
    view! {
        <p data-testid="promised" data-promised=move || promised.get().map(|is| is.to_string())>{move || match promised.get() {
            Some(true) => t::data::promised(),
            Some(false) => t::data::not_promised(),
            None => "",
        }}</p>
        <Show when=move || promised.get() == Some(false)>
            <div class="actions">
                <button class="button" type="button" data-testid="promise-ask" on:click=ask>{t::data::ask_promise()}</button>
            </div>
            <Show when=move || refused.get()>
                <p class="quiet" role="status">{t::data::declined()}</p>
            </Show>
        </Show>
        <p data-testid="room">{move || space.get().map(|(used, quota)| room(used, quota))}</p>
    }
}

/// What is stored and cannot be read.
#[component]
pub(super) fn Unreadable() -> impl IntoView {
    let engine = Engine::of_page();
    let overview = engine.overview();
    let views = Memo::new(move |_| overview.with(|it| it.as_ref().map(|it| it.damage.clone()).unwrap_or_default()));
    let address = move |id: AccountId| {
        overview.with(|it| it.as_ref()?.accounts.iter().find(|it| it.id == id).map(|it| it.address.clone()))
    };
    let removing = RwSignal::new(None::<AccountId>);
    let asks = RwSignal::new(false);
    let remove = Callback::new(move |()| -> Stored {
        Box::pin(async move {
            match removing.get_untracked() {
                Some(id) => engine.order(Command::Remove(id)).await,
                None => Ok(()),
            }
        })
    });
    let yes =
        StoredValue::new(vec![Yes { text: t::common::remove(), testid: "lost-remove-yes", danger: true, run: remove }]);
    let list = move || {
        let views = views.get();
        (!views.is_empty()).then(|| view! {
            <div class="trouble" data-testid="unreadable">
                <div class="trouble-text">
                    <h2>{t::data::unreadable()}</h2>
                    <ul>
                        {views.into_iter().map(|view: DamageView| {
                            let lost = view.account.filter(|_| view.what == Damaged::Account);
                            view! {
                                <li>
                                    <p>{damage(&view, address)}</p>
                                    {lost.map(|id| view! {
                                        <div class="actions">
                                            <A href=again_at(id) attr:class="button" attr:data-testid="lost-again">{t::data::enter_again()}</A>
                                            <button class="button quiet-danger" type="button" data-testid="lost-remove" on:click=move |_| {
                                                removing.set(Some(id));
                                                asks.set(true);
                                            }>
                                                {t::data::remove_lost()}
                                            </button>
                                        </div>
                                    })}
                                </li>
                            }
                        }).collect_view()}
                    </ul>
                </div>
            </div>
        })
    };
    view! {
        {list}
        <Confirm open=asks title=t::data::remove_lost_title().to_owned() yes>
            <p>{t::data::remove_lost_text()}</p>
        </Confirm>
    }
}
