use super::held::Unsaved;
use super::model::{Text, beginning};
use crate::components::icon::{Icon, Shape};
use crate::i18n::t;
use leptos::prelude::*;
use leptos_router::components::A;

/// Says what was typed elsewhere and is not stored, with the way there.
#[component]
pub(crate) fn UnsavedBar() -> impl IntoView {
    let unsaved = Unsaved::of_page();
    let texts = Memo::new(move |_| unsaved.elsewhere());
    let bar = move |Text { field, path, what, text, .. }: Text| {
        view! {
            <div class="bar" data-testid="unsaved-bar" data-kind="unsaved">
                <Icon shape=Shape::Attention />
                <p class="bar-title" role="status">{t::unsaved::title(what)}</p>
                <p class="bar-detail" dir="auto" title=text.clone()>{beginning(&text)}</p>
                <div class="bar-actions">
                    <A href=path attr:class="bar-action" attr:data-testid="unsaved-go">{t::unsaved::go_on()}</A>
                    <button class="bar-action" type="button" data-testid="unsaved-drop" on:click=move |_| unsaved.drop(field)>{t::unsaved::discard()}</button>
                </div>
            </div>
        }
    };
    view! { <For each=move || texts.get() key=|it| (it.field, it.text.clone()) children=bar /> }
}
