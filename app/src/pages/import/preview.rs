use super::choices::Choices;
use super::columns_view::Columns;
use super::looking::{Looking, PAGE_ROWS, put_away};
use super::model::{KINDS, count, kind_name, kind_title, remark, shown, wanted};
use super::phone_part::PhonePart;
use super::rows::Rows;
use crate::client::Engine;
use crate::i18n::t;
use crate::present::text::{people, thousands};
use kith_engine::api::{ImportPreview, RowKind};
use leptos::prelude::*;

/// What would come of the file: how many of each kind, those of one kind, and what can be chosen.
#[component]
pub(super) fn Preview(preview: Memo<Option<ImportPreview>>, looking: Looking, import: Callback<()>) -> impl IntoView {
    let engine = Engine::of_page();
    let counts = Memo::new(move |_| preview.with(|it| it.as_ref().map(|it| it.counts).unwrap_or_default()));
    let table = Memo::new(move |_| preview.with(|it| it.as_ref().and_then(|it| it.table.clone())));
    let is_table = Memo::new(move |_| table.with(Option::is_some));
    let phone = Memo::new(move |_| preview.with(|it| it.as_ref().and_then(|it| it.phone.clone())));
    let is_phone = Memo::new(move |_| phone.with(Option::is_some));
    let is_chat = Memo::new(move |_| phone.with(|it| it.as_ref().is_some_and(|it| it.chat.is_some())));
    let kind = Memo::new(move |_| shown(&counts.get(), looking.kind.get()));
    // Of one kind rows are asked for.
    Effect::new(move |_| {
        let kind = kind.get();
        if looking.kind.get_untracked() != kind {
            looking.kind.set(kind);
        }
    });
    let is_ready = move || wanted(&counts.get()) > 0 && !looking.is_working.get();
    let start = move |_| {
        if is_ready() {
            import.run(());
        }
    };
    view! {
        <div class="import-preview" data-testid="import-preview" aria-busy=move || looking.is_working.get().to_string()>
            <Show when=move || is_table.get()><Columns table looking /></Show>
            <Show when=move || is_phone.get() fallback=move || view! { <Choices looking /> }><PhonePart phone looking /></Show>
            {move || remark(&counts.get(), is_chat.get()).map(|remark| view! { <p class="hint" role="status" data-testid="import-remark">{remark}</p> })}
            <Show when=move || kind.get().is_some()>
                <div class="import-counts" role="group" aria-label=t::import::counts()>
                    {KINDS.map(|it| view! { <Count of=it counts kind looking is_phone /> }).collect_view()}
                </div>
            </Show>
            <Rows preview kind looking />
            <div class="actions import-actions">
                <button class="button primary" type="button" data-testid="import-yes" aria-disabled=move || (!is_ready()).to_string() on:click=start>
                    {move || match wanted(&counts.get()) {
                        0 => t::import::nothing().to_owned(),
                        count if is_phone.get() => t::phone::import(people(count)),
                        count => t::import::import(people(count)),
                    }}
                </button>
                <button class="button" type="button" data-testid="import-other" on:click=move |_| put_away(engine, looking.importing)>{t::common::cancel()}</button>
            </div>
            <p class="quiet">{move || if is_phone.get() { t::phone::undo_hint() } else { t::import::undo_hint() }}</p>
        </div>
    }
}

/// How many there are of a kind; they are shown at a click.
#[component]
fn Count(
    of: RowKind,
    counts: Memo<kith_engine::api::ImportCounts>,
    kind: Memo<Option<RowKind>>,
    looking: Looking,
    is_phone: Memo<bool>,
) -> impl IntoView {
    let number = Memo::new(move |_| count(&counts.get(), of));
    let show = move |_| {
        looking.limit.set(PAGE_ROWS);
        looking.kind.set(Some(of));
    };
    view! {
        <button
            class="import-count"
            type="button"
            data-testid="import-count"
            data-kind=kind_name(of)
            data-count=number
            aria-pressed=move || (kind.get() == Some(of)).to_string()
            disabled=move || number.get() == 0
            on:click=show
        >
            <b>{move || thousands(number.get())}</b>
            <span>{move || kind_title(of, is_phone.get())}</span>
        </button>
    }
}
