use crate::components::icon::Mark;
use crate::components::sample::AddSample;
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
                "Kith reads who wrote to whom in your mailbox, and shows you the people behind it: each with everything
                 you wrote one another. It changes nothing there."
            </p>
            <p>
                "What it finds is kept in this browser, on this device, and nowhere else."
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
