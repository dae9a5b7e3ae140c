//! The page to which a mail provider leads back: it hands over what the provider said, and has nothing else to do.

use crate::client::Engine;
use crate::i18n::t;
use crate::platform::query::take_query;
use crate::platform::title::title;
use kith_engine::api::Command;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::components::A;

#[component]
pub(crate) fn SignedIn() -> impl IntoView {
    title(|| t::sign_in::title().to_owned());
    let engine = Engine::of_page();
    let outcome = RwSignal::new(None::<bool>);
    let query = take_query();
    spawn_local(async move {
        let is_taken = engine.order(Command::ReturnFromSignIn(query.into())).await.is_ok();
        outcome.try_set(Some(is_taken));
    });
    let shown = move || {
        outcome.get().map(|is_taken| {
            let (heading, text) = match is_taken {
                true => (t::sign_in::back(), t::sign_in::close_tab()),
                false => (t::sign_in::not_under_way(), t::sign_in::begin_anew()),
            };
            view! {
                <h1>{heading}</h1>
                <p role="status">{text}</p>
                <A href="/settings/email" attr:class="button">{t::accounts::title()}</A>
            }
        })
    };
    view! {
        <section class="page nowhere" data-testid="signed-in" data-taken=move || outcome.get().map(|it| it.to_string())>
            {shown}
        </section>
    }
}
