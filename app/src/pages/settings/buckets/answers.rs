use crate::client::{Engine, failure, known, live};
use crate::components::trouble::Trouble;
use crate::features::decide::Decide;
use crate::i18n::t;
use kith_engine::api::{AnswerDays, Decision, question};
use leptos::prelude::*;

/// The numbers of days that are offered.
const DAYS: [u16; 6] = [2, 3, 5, 7, 10, 14];

/// After how many days without an answer the user is reminded.
#[component]
pub(super) fn Answers() -> impl IntoView {
    let (engine, decide) = (Engine::of_page(), Decide::of_page());
    let answer = live(|| (), move || engine.track_people(), move |()| engine.ask(question::AnswerSetting));
    let (set, failed): (Memo<AnswerDays>, _) = (known(answer), failure(answer));
    let choose = move |event| {
        let days = event_target_value(&event).parse().ok();
        decide.quietly(vec![Decision::AnswerDays(AnswerDays(days))]);
    };
    let option = move |days: Option<u16>| {
        let words =
            days.map_or_else(|| t::buckets::answers::off().to_owned(), |days| t::buckets::answers::after(days.into()));
        let value = days.map(|days| days.to_string()).unwrap_or_default();
        view! { <option value=value selected=move || set.get().0 == days>{words}</option> }
    };
    view! {
        <section class="telling" data-testid="answers" data-days=move || set.get().0>
            <h2>{t::buckets::answers::title()}</h2>
            {move || failed.get().map(|failed| view! { <Trouble words=failed.words() /> })}
            <label>
                {t::buckets::answers::label()}" "
                <select name="answer-days" on:change=choose>
                    {option(None)}
                    {DAYS.map(|days| option(Some(days))).collect_view()}
                </select>
            </label>
            <p class="quiet">{t::buckets::answers::hint()}</p>
        </section>
    }
}
