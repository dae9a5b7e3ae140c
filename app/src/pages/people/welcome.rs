use crate::components::icon::Mark;
use crate::components::sentence::sentence;
use crate::features::add_person::Adding;
use crate::features::sample::AddSample;
use crate::i18n::{PLACES, t};
use crate::platform::fonts::warm;
use leptos::prelude::*;
use leptos_router::components::A;

/// The first start: nothing is connected yet.
#[component]
pub(super) fn Welcome() -> impl IntoView {
    warm();
    let adding = Adding::of_page();
    view! {
        <section class="page welcome" data-testid="welcome">
            <Mark />
            <h1>{t::welcome::title()}</h1>
            <p class="intro">
                {t::welcome::intro()}
            </p>
            <p>
                {t::welcome::stays()}
            </p>
            <div class="actions">
                <A href="/settings/email/connect" attr:class="button primary" attr:data-testid="welcome-connect">
                    {t::accounts::connect()}
                </A>
                <AddSample class="button" />
            </div>
            <p>{sentence(&t::welcome::or_import(PLACES[0], PLACES[1]), [
                view! { <A href="/import" attr:data-testid="welcome-import">{t::welcome::import_file()}</A> }.into_any(),
                view! { <button class="text-button" type="button" data-testid="welcome-add" on:click=move |_| adding.begin("")>{t::welcome::add_person()}</button> }.into_any(),
            ])}</p>
        </section>
    }
}
