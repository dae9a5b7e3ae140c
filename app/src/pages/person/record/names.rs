//! The parts of a name, and the photo.

use super::field::{Once, PersonCardMemo};
use crate::client::Engine;
use crate::components::file_button::FileButton;
use crate::components::order::Ordering;
use crate::components::trouble::Trouble;
use crate::features::decide::Decide;
use crate::i18n::t;
use crate::platform::files::FileRead;
use crate::platform::random::random_id;
use crate::present::failed::Failed;
use crate::present::words::photo;
use kith_engine::api::{Bytes, Command, PersonField as Of, PersonId, Problem, ProblemKind};
use leptos::prelude::*;

/// Each part of the name, and the photo.
#[component]
pub(super) fn NameDetails(card: PersonCardMemo, id: PersonId) -> impl IntoView {
    let part = move |field: Of, label: &'static str, name: &'static str| {
        view! {
            <div class="detail">
                <span class="detail-title">{label}</span>
                <Once card id field label name />
            </div>
        }
    };
    view! {
        <details class="why name-details" data-testid="name-details">
            <summary>{t::person::name_details()}</summary>
            {part(Of::Prefix, t::person::prefix(), "prefix")}
            {part(Of::Given, t::person::given_name(), "given-name")}
            {part(Of::Additional, t::person::additional(), "additional-names")}
            {part(Of::Family, t::person::family_name(), "family-name")}
            {part(Of::Suffix, t::person::suffix(), "suffix")}
            {part(Of::Nickname, t::person::nickname(), "nickname")}
            <Photo card id />
        </details>
    }
}

#[component]
fn Photo(card: PersonCardMemo, id: PersonId) -> impl IntoView {
    let (engine, decide) = (Engine::of_page(), Decide::of_page());
    let is_there = Memo::new(move |_| card.with(|card| card.as_ref().is_some_and(|card| card.row.photo.is_some())));
    let order = Ordering::new();
    let set = move |photo: Option<Bytes>, said: &'static str| {
        let mark = random_id();
        let command = Command::SetPhoto { mark, person: id, photo };
        order.store(engine.order(command), move || decide.done(said, mark));
    };
    let chosen = Callback::new(move |file: Option<FileRead>| match file {
        Some(file) => set(Some(Bytes(file.bytes)), t::person::photo_set()),
        None => order.failed.set(Some(Failed::Told(Problem::new(ProblemKind::TooLong)))),
    });
    let failed = move || {
        order.failed.get().map(|failed| match &failed {
            Failed::Told(problem) => photo(problem),
            _ => failed.words(),
        })
    };
    view! {
        <div class="detail">
            <span class="detail-title">{t::person::photo()}</span>
            <div class="actions" aria-busy=move || order.busy.get().to_string()>
                <FileButton title=t::person::choose_photo() name="photo-file" accept="image/*" chosen />
                <Show when=move || is_there.get()>
                    <button class="text-button" type="button" data-testid="photo-remove" on:click=move |_| set(None, t::person::photo_removed())>{t::person::remove_photo()}</button>
                </Show>
            </div>
        </div>
        {move || failed().map(|words| view! { <Trouble words /> })}
    }
}
