use super::looking::Looking;
use crate::client::{Engine, failure, known, live};
use crate::components::trouble::Trouble;
use crate::i18n::{Text, t};
use kith_engine::api::{ImportWhom, question};
use leptos::prelude::*;

const WHOM: [(ImportWhom, &str, Text); 3] = [
    (ImportWhom::All, "all", t::import::whom::all),
    (ImportWhom::New, "new", t::import::whom::new),
    (ImportWhom::Known, "known", t::import::whom::known),
];

/// Who is imported, with which tag, into which bucket.
#[component]
pub(super) fn Choices(looking: Looking) -> impl IntoView {
    let engine = Engine::of_page();
    let choices = looking.importing.choices;
    let buckets = live(|| (), move || engine.track_people(), move |()| engine.ask(question::Buckets));
    let (buckets, failed) = (known(buckets), failure(buckets));
    let lists = known(live(|| (), move || engine.track_people(), move |()| engine.ask(question::Lists)));
    let whom = Memo::new(move |_| choices.with(|choices| choices.whom));
    let bucket = Memo::new(move |_| choices.with(|choices| choices.bucket));
    view! {
        <fieldset class="import-choices">
            <legend>{t::import::whom_title()}</legend>
            {WHOM.map(|(of, name, title)| view! {
                <label class="tick-row">
                    <input type="radio" name="import-whom" value=name prop:checked=move || whom.get() == of on:change=move |_| choices.update(|choices| choices.whom = of) />
                    <span>{title()}</span>
                </label>
            }).collect_view()}
        </fieldset>
        <div class="import-all">
            <label class="field">{t::import::tag()}
                <input name="import-tag" autocomplete="off" list="import-tags" prop:value=move || choices.with(|choices| choices.tag.clone()) on:input=move |event| choices.update(|choices| choices.tag = event_target_value(&event)) />
                <datalist id="import-tags">
                    {move || lists.with(|lists| lists.tags.iter().map(|(tag, _)| view! { <option value=tag.clone()></option> }).collect_view())}
                </datalist>
            </label>
            {move || failed.get().map(|failed| view! { <Trouble words=failed.words() /> })}
            <Show when=move || !buckets.with(Vec::is_empty)>
                <label class="field">{t::import::bucket()}
                    <select name="import-bucket" on:change=move |event| choices.update(|choices| choices.bucket = event_target_value(&event).parse().ok())>
                        <option value="">{t::add::no_bucket()}</option>
                        {move || buckets.get().into_iter().map(|it| {
                            let id = it.bucket.id;
                            view! { <option value=id.to_string() prop:selected=move || bucket.get() == Some(id)>{it.bucket.name}</option> }
                        }).collect_view()}
                    </select>
                </label>
            </Show>
        </div>
    }
}
