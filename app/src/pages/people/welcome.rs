use crate::components::icon::Mark;
use crate::features::sample::AddSample;
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
            <h1>"Stay close to your people"</h1>
            <p class="intro">
                "Kith looks at who you write to and turns your mailbox into a list of people, each with your whole
                 conversation. It changes nothing in your mailbox."
            </p>
            <p>
                "Everything it finds stays in this browser, on this device."
            </p>
            <div class="actions">
                <A href="/settings/email/connect" attr:class="button primary" attr:data-testid="welcome-connect">
                    "Connect your email account"
                </A>
                <AddSample class="button" />
            </div>
        </section>
    }
}
