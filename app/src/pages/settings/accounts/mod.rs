//! The accounts that are connected, each on a card of its own, and the kinds that can be connected.

#[cfg(target_arch = "wasm32")]
mod account_settings;
#[cfg(target_arch = "wasm32")]
mod card;
pub(crate) mod model;
#[cfg(target_arch = "wasm32")]
mod offer;
#[cfg(target_arch = "wasm32")]
mod password;
#[cfg(target_arch = "wasm32")]
mod remove;
#[cfg(target_arch = "wasm32")]
mod sign_in_again;
#[cfg(target_arch = "wasm32")]
mod state;

#[cfg(target_arch = "wasm32")]
pub(crate) use list::Accounts;

#[cfg(target_arch = "wasm32")]
mod list {
    use super::card::Account;
    use super::model::stale_after;
    use crate::client::{Engine, known, live};
    use crate::components::icon::{Icon, Shape};
    use crate::features::access_key::AccessKeySetting;
    use crate::features::sample::AddSample;
    use crate::i18n::t;
    use crate::pages::settings::frame::CameFrom;
    use crate::platform::time::ticking;
    use crate::platform::title::title;
    use kith_engine::api::question;
    use leptos::prelude::*;
    use leptos_router::components::A;

    /// Settings, Email.
    #[component]
    pub(crate) fn Accounts() -> impl IntoView {
        title(|| t::settings::title().to_owned());
        CameFrom::of_settings().go_back();
        let overview = Engine::of_page().overview();
        let ids = Memo::new(move |_| {
            overview.with(|overview| {
                overview.iter().flat_map(|overview| &overview.accounts).map(|it| (it.id, it.sample)).collect::<Vec<_>>()
            })
        });
        let stale = move || overview.with(|overview| overview.as_ref().and_then(|it| stale_after(&it.accounts)));
        let now = ticking(Memo::new(move |_| stale()));
        let no_sample = move || overview.with(Option::is_some) && ids.with(|ids| ids.iter().all(|(_, sample)| !sample));
        view! {
            <section class="accounts" id="accounts" tabindex="-1" aria-label=t::settings::email()>
                <Show when=move || ids.with(|ids| !ids.is_empty())>
                    <h2>{t::accounts::title()}</h2>
                    <ul role="list" class="account-list">
                        <For
                            each=move || ids.get()
                            key=|it| *it
                            children=move |(id, sample)| view! { <Account id sample now /> }
                        />
                    </ul>
                </Show>
                <OwnAddresses />
                <h2>{t::accounts::connect()}</h2>
                <ul role="list" class="kinds">
                    <li>
                        <A href="/settings/email/connect" attr:class="kind" attr:data-testid="connect-imap">
                            <Icon shape=Shape::Mail />
                            <strong>{t::accounts::any()}</strong>
                            <span>{t::accounts::imap()}</span>
                        </A>
                    </li>
                </ul>
                <Show when=no_sample>
                    <p class="quiet">
                        {t::sample::offer()}
                    </p>
                    <AddSample class="button" />
                </Show>
                <AccessKeySetting />
            </section>
        }
    }

    /// The user's own addresses, by which their own mail is known.
    #[component]
    fn OwnAddresses() -> impl IntoView {
        let engine = Engine::of_page();
        let tracking = known(live(|| (), move || engine.track_people(), move |()| engine.ask(question::Tracking)));
        let own = Memo::new(move |_| {
            let own = tracking.with(|it| it.own_addresses.clone()).into_iter().filter(|it| it.own);
            own.map(|it| it.address).collect::<Vec<_>>()
        });
        view! {
            <Show when=move || own.with(|own| !own.is_empty())>
                <h2>{t::accounts::own_addresses()}</h2>
                <ul role="list" class="own-addresses" data-testid="own-addresses">
                    <For each=move || own.get() key=Clone::clone let:address><li dir="auto">{address}</li></For>
                </ul>
                <A href="/settings/who">{t::accounts::own_addresses_change()}</A>
            </Show>
        }
    }
}
