use super::lists::Lists;
use super::model::why;
use super::unsubscribes::Unsubscribes;
use crate::client::{Engine, failure, known, live};
use crate::components::trouble::Trouble;
use crate::features::decide::Decide;
use crate::features::deleting::deletions;
use crate::features::photos::PersonAvatar;
use crate::i18n::t;
use crate::platform::time::clock;
use crate::platform::title::title;
use crate::present::links::slug;
use kith_engine::api::{
    Decision, ReviewReason, ReviewRow, ReviewView, RunOf, TRASH, UNSUBSCRIBED, Visibility, question,
};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::components::A;

/// How many are shown until the user asks for more.
const PAGE_ROWS: usize = 100;

#[component]
pub(crate) fn Review() -> impl IntoView {
    title(|| t::review::title().to_owned());
    let (engine, decide) = (Engine::of_page(), Decide::of_page());
    let answer = live(|| (), move || engine.track_people(), move |()| engine.ask(question::Review));
    let (known, failed): (Memo<ReviewView>, _) = (known(answer), failure(answer));
    let count = Memo::new(move |_| known.with(|known| known.rows.len()));
    let shown = RwSignal::new(PAGE_ROWS);
    let rows = move || known.with(|known| known.rows.iter().take(shown.get()).cloned().collect::<Vec<_>>());
    let there = Memo::new(move |_| answer.with(|it| it.as_ref().is_some_and(|it| it.1.is_ok())));
    let leaves_out = Memo::new(move |_| known.with(|known| known.leaves_out_unsubscribed));
    let turn = move |event| {
        decide.quietly(vec![Decision::LeaveOutUnsubscribed(event_target_checked(&event))]);
    };
    view! {
        <section class="page review" data-testid="review" data-all=move || there.get().then(|| count.get())>
            <h1>{t::review::title()}</h1>
            <p class="quiet">{t::review::intro()}</p>
            {move || failed.get().map(|failed| view! { <Trouble words=failed.words() /> })}
            <ul role="list" class="action-rows review-list">
                <For each=rows key=|it| (it.person.id, it.why == ReviewReason::Trash, it.person.name.clone()) let:row><Row row /></For>
            </ul>
            <Show when=move || { count.get() > shown.get() }>
                <button class="button" type="button" on:click=move |_| shown.update(|shown| *shown += PAGE_ROWS)>{t::companies::more()}</button>
            </Show>
            <Show when=move || there.get() && count.get() == 0>
                <p class="empty" data-testid="review-empty">{t::review::none()}</p>
            </Show>
            <h2>{t::review::unsubscribes()}</h2>
            <p class="quiet">{t::review::unsubscribes_intro()}</p>
            <label class="tick-row">
                <input type="checkbox" role="switch" name="leave-out" prop:checked=leaves_out on:change=turn />
                <span>{t::review::leave_out()}</span>
            </label>
            <Unsubscribes />
            <Lists />
        </section>
    }
}

#[component]
fn Row(row: ReviewRow) -> impl IntoView {
    let (engine, decide) = (Engine::of_page(), Decide::of_page());
    let said = why(&row, clock);
    let ReviewRow { person, why, by, .. } = row;
    let (id, name, address, photo) = (person.id, person.name, person.address, person.photo);
    let data_address = address.clone();
    let (tag, mark, keeps, kept) = match (why, by) {
        // Without the mark they go out again.
        (ReviewReason::Trash, Some(RunOf::Sync(_, book))) => {
            (TRASH, "trash", t::review::restore(), t::review::restored(book, &name))
        }
        (ReviewReason::Trash, _) => (TRASH, "trash", t::review::keep(), t::review::kept(&name)),
        (ReviewReason::Unsubscribed, _) => (UNSUBSCRIBED, "unsubscribed", t::review::clear(), t::review::kept(&name)),
    };
    let keep = move |_| {
        decide.say(kept.clone(), vec![Decision::Tag { people: vec![id], tag: tag.to_owned(), on: false }]);
    };
    let deleted = t::person::deleted(&name);
    let delete = move |_| {
        let deleted = deleted.clone();
        spawn_local(async move {
            match deletions(engine, vec![id]).await {
                Ok(decisions) => decide.say(deleted, decisions),
                Err(failed) => decide.failed(failed),
            }
        });
    };
    let hidden = t::person::hidden(&name);
    let hide = move |_| {
        let tag = Decision::Tag { people: vec![id], tag: tag.to_owned(), on: false };
        decide.say(hidden.clone(), vec![tag, Decision::Visibility(id, Some(Visibility::Hidden))]);
    };
    view! {
        <li data-testid="review-row" data-address=data_address data-why=mark>
            <PersonAvatar id name=name.clone() photo />
            <div class="review-text">
                <p><A href=format!("/people/{}", slug(id))><b dir="auto">{name}</b></A>" "<span class="quiet" dir="auto">{address}</span></p>
                <p class="quiet" dir="auto">{said}</p>
            </div>
            <div class="actions">
                <button class="button" type="button" data-testid="review-keep" data-once="" on:click=keep>{keeps}</button>
                <button class="button tertiary" type="button" data-testid="review-hide" data-once="" on:click=hide>{t::people::hide()}</button>
                <button class="button quiet-danger" type="button" data-testid="review-delete" data-once="" on:click=delete>{t::common::delete()}</button>
            </div>
        </li>
    }
}
