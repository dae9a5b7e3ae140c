//! Being told once a day who to write to.

use super::decide::Decide;
use crate::client::{Engine, live};
use crate::components::trouble::Trouble;
use crate::i18n::{Text, t};
use crate::platform::notify::{Permission, ask, permission};
use crate::platform::storage::{recall, remember};
use crate::present::failed::Failed;
use kith_engine::api::{Command, DailyReminderView, question};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// Whether the offer was answered in this browser.
const ANSWERED: &str = "kith.telling.answered";

/// What to do where the browser shows none.
const OFF: Text = t::telling::off;

/// The hour at which it is offered.
const OFFERED_HOUR: u8 = 9;

/// Offers to tell once a day, once there is a bucket, and until it was answered.
#[component]
pub(crate) fn OfferDailyReminder() -> impl IntoView {
    let (engine, decide) = (Engine::of_page(), Decide::of_page());
    let open = RwSignal::new(permission() == Permission::Ask && recall(ANSWERED).is_none());
    let refused = RwSignal::new(false);
    let answered = move || {
        remember(ANSWERED, "yes");
        open.set(false);
    };
    let yes = move |_| {
        answered();
        spawn_local(async move {
            match ask().await {
                Permission::Granted => {
                    if let Err(failed) = engine.order(Command::SetDailyReminder { on: true, hour: OFFERED_HOUR }).await
                    {
                        decide.failed(failed);
                    }
                }
                _ => refused.set(true),
            }
        });
    };
    view! {
        <Show when=move || open.get()>
            <div class="offer-telling" data-testid="offer-telling">
                <p>{t::telling::offer()}</p>
                <div class="actions">
                    <button class="button" type="button" data-testid="telling-yes" on:click=yes>{t::telling::yes()}</button>
                    <button class="text-button" type="button" data-testid="telling-no" on:click=move |_| answered()>{t::common::not_now()}</button>
                </div>
            </div>
        </Show>
        <Show when=move || refused.get()><p role="status">{OFF()}</p></Show>
    }
}

/// Whether and when, with what stands in the way.
#[component]
pub(crate) fn Telling() -> impl IntoView {
    let engine = Engine::of_page();
    let asked = RwSignal::new(0_u32);
    let answer = live(move || asked.get(), || (), move |_| engine.ask(question::DailyReminder));
    let known = Memo::new(move |_| answer.with(|it| it.as_ref().and_then(|it| it.1.as_ref().ok().copied())));
    let allowed = RwSignal::new(permission());
    let failed = RwSignal::new(None::<Failed>);
    let set = move |on: bool, hour: u8| {
        spawn_local(async move {
            if on {
                allowed.set(ask().await);
                remember(ANSWERED, "yes");
            }
            let on = on && allowed.get_untracked() == Permission::Granted;
            failed.set(engine.order(Command::SetDailyReminder { on, hour }).await.err());
            asked.update(|asked| *asked += 1);
        });
    };
    let is_on = Memo::new(move |_| {
        known.with(|known| known.is_some_and(|known| known.on)) && allowed.get() == Permission::Granted
    });
    let hour =
        Memo::new(move |_| known.with(|known| known.map_or(OFFERED_HOUR, |DailyReminderView { hour, .. }| hour)));
    let way = move || match allowed.get() {
        Permission::Granted | Permission::Ask => None,
        Permission::Denied => Some(OFF()),
        Permission::Missing => Some(t::telling::missing()),
    };
    view! {
        <section class="telling" data-testid="telling" data-on=move || is_on.get().to_string() data-hour=hour>
            <h2>{t::telling::title()}</h2>
            <label>
                <input type="checkbox" name="telling" prop:checked=is_on prop:disabled=move || way().is_some() on:change=move |event| set(event_target_checked(&event), hour.get_untracked()) />
                " "{t::telling::on()}
            </label>
            <label>
                {t::telling::at()}" "
                <select name="telling-hour" on:change=move |event| {
                    if let Ok(hour) = event_target_value(&event).parse() {
                        set(is_on.get_untracked(), hour);
                    }
                }>
                    {(0..24_u8).map(|at| view! { <option value=at.to_string() selected=move || hour.get() == at>{format!("{at:02}:00")}</option> }).collect_view()}
                </select>
            </label>
            {move || way().map(|way| view! { <p class="quiet" data-testid="telling-way">{way}</p> })}
            {move || failed.get().map(|failed| view! { <Trouble words=failed.words() /> })}
            <p class="quiet">{t::telling::hint()}</p>
        </section>
    }
}
