use crate::components::icon::Mark;
use crate::features::sample::AddSample;
use crate::i18n::t;
use crate::platform::fonts::warm;
use leptos::prelude::*;
use leptos_router::components::A;

/// The first start: nothing is connected yet.
#[component]
pub(super) fn Welcome() -> impl IntoView {
    warm();
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
        </section>
    }
}
