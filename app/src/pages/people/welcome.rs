use crate::components::avatar::Avatar;
use crate::components::icon::{Icon, Mark, Shape};
use crate::components::sentence::sentence;
use crate::features::add_person::Adding;
use crate::features::sample::AddSample;
use crate::i18n::{PLACES, t};
use crate::platform::fonts::warm;
use leptos::prelude::*;
use leptos_router::components::A;

/// The first start: nothing is connected yet.
#[component]
pub(crate) fn Welcome() -> impl IntoView {
    warm();
    let adding = Adding::of_page();
    view! {
        <section class="page welcome" data-testid="welcome">
            <div class="split">
                <div class="welcome-text">
                    <Mark />
                    <h1>{t::welcome::title()}</h1>
                    <p class="intro">{t::welcome::intro()}</p>
                    <p>{t::welcome::stays()}</p>
                    <div class="actions">
                        <A href="/settings/email/connect" attr:class="button primary" attr:data-testid="welcome-connect">
                            {t::accounts::connect()}
                        </A>
                        <AddSample class="button" />
                    </div>
                    <p>{sentence(&t::welcome::or_import(PLACES[1], PLACES[0]), [
                        view! { <A href="/import" attr:data-testid="welcome-import">{t::welcome::import_file()}</A> }.into_any(),
                        view! { <button class="text-button" type="button" data-testid="welcome-add" on:click=move |_| adding.begin("")>{t::welcome::add_person()}</button> }.into_any(),
                    ])}</p>
                </div>
                <Preview />
            </div>
        </section>
    }
}

/// What someone looks like in Kith: made up, and only to look at.
#[component]
fn Preview() -> impl IntoView {
    let name = "Ada Lovelace";
    let line = |shape: Shape, way: &'static str, subject: &'static str| {
        view! {
            <p class="preview-line">
                <span class="message-way" data-direction=way><Icon shape /></span>
                <span class="row-title">{subject}</span>
            </p>
        }
    };
    view! {
        <aside class="welcome-preview" aria-hidden="true">
            <div class="preview-head">
                <Avatar id=7 name=name.to_owned() />
                <p class="preview-name">{name}</p>
                <p class="quiet"><span class="dot" data-shade="6"></span>" "{t::welcome::preview::bucket()}</p>
            </div>
            <p class="due-when">{t::welcome::preview::due()}</p>
            {line(Shape::Received, "received", t::welcome::preview::first())}
            {line(Shape::Sent, "sent", t::welcome::preview::second())}
            {line(Shape::Received, "received", t::welcome::preview::third())}
        </aside>
    }
}
