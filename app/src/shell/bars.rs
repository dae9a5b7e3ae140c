//! The bars at the top of every page: what the accounts do, the sample mailbox, newer versions.

use super::model::{Bar, BarKind, bars, counts_down};
use super::rest::{Part, Rest};
use crate::client::{Engine, EngineState};
use crate::components::icon::{Icon, Shape};
use crate::components::reading::Reading;
use crate::components::trouble::Trouble;
use crate::components::unsaved::UnsavedBar;
use crate::features::sample::RemoveSample;
use crate::i18n::t;
use crate::platform::clipboard::copy;
use crate::platform::storage::{keep, kept};
use crate::platform::time::ticking;
use crate::platform::update::{Update, reload};
use crate::present::words::{engine_died, words};
use kith_engine::api::{AccountId, ProblemKind};
use leptos::prelude::*;
use leptos_router::components::A;
use std::time::Duration;

/// A start that takes less passes without a word.
const MAX_SILENT_START: Duration = Duration::from_millis(1_500);

#[component]
pub(super) fn Bars() -> impl IntoView {
    let engine = Engine::of_page();
    let now = ticking(Memo::new(move |_| engine.overview().with(|overview| overview.as_ref().and_then(counts_down))));
    let shown = Memo::new(move |_| {
        let overview = engine.overview();
        let watch = engine.watch();
        overview.with(|overview| {
            overview.as_ref().map(|overview| watch.with(|watch| bars(overview, watch, now.get()))).unwrap_or_default()
        })
    });
    let whose = move || shown.with(|bars| bars.iter().map(|bar| bar.account).collect::<Vec<_>>());
    view! {
        <div class="bars" role="region" aria-label=t::shell::bars() data-testid="bars">
            <Stopped />
            <NotLoaded />
            <Restarted />
            <NewVersion />
            <UnsavedBar />
            <DamageBar />
            <Starting />
            <For each=whose key=|account| *account children=move |account| view! { <AccountBar shown account /> } />
            <SampleBar />
        </div>
    }
}

#[component]
fn AccountBar(shown: Memo<Vec<Bar>>, account: AccountId) -> impl IntoView {
    let engine = Engine::of_page();
    let bar = Memo::new(move |_| shown.with(|bars| bars.iter().find(|bar| bar.account == account).cloned()));
    let part =
        move |read: fn(&Bar) -> String| Memo::new(move |_| bar.with(|bar| bar.as_ref().map(read).unwrap_or_default()));
    let kind = Memo::new(move |_| bar.with(|bar| bar.as_ref().map(|bar| bar.kind)));
    let title = part(|bar| bar.title.clone());
    let detail = part(|bar| bar.detail.clone());
    let progress = Memo::new(move |_| bar.with(|bar| bar.as_ref().and_then(|bar| bar.progress)));
    let in_the_way = move || matches!(kind.get(), Some(BarKind::Waiting | BarKind::Stopped | BarKind::Password));
    view! {
        <div class="bar" data-testid="account-bar" data-kind=move || kind.get().map(BarKind::name)>
            {move || {
                let shape = match kind.get() {
                    Some(BarKind::Waiting | BarKind::Stopped) => Shape::Attention,
                    _ => Shape::Mail,
                };
                view! { <Icon shape /> }
            }}
            <p class="bar-title" role="status" data-testid="account-bar-title">{title}</p>
            <p class="bar-detail" data-testid="account-bar-detail">{detail}</p>
            <Show when=in_the_way>
                <A href="/settings/email" attr:class="bar-action">{t::common::details()}</A>
            </Show>
            <Show when=move || kind.get() == Some(BarKind::Ended)>
                <button
                    class="icon-button"
                    type="button"
                    aria-label=t::common::close()
                    data-testid="account-bar-close"
                    on:click=move |_| engine.dismiss(account)
                >
                    <Icon shape=Shape::Close />
                </button>
            </Show>
            <Reading progress />
        </div>
    }
}

/// Stands there when the engine takes its time to start, here or in another tab.
#[component]
fn Starting() -> impl IntoView {
    let state = Engine::of_page().state();
    let starting = Memo::new(move |_| state.get() == EngineState::Starting);
    let long = RwSignal::new(false);
    Effect::new(move |before: Option<Option<TimeoutHandle>>| {
        if let Some(Some(timer)) = before {
            timer.clear();
        }
        long.set(false);
        let wait = || set_timeout_with_handle(move || long.set(true), MAX_SILENT_START).ok();
        starting.get().then(wait).flatten()
    });
    view! {
        <Show when=move || long.get()>
            <div class="bar" data-testid="starting-bar" data-kind="starting" role="status">
                <Icon shape=Shape::Mail />
                <p class="bar-title">{t::shell::starting()}</p>
            </div>
        </Show>
    }
}

/// Says that no engine answers, above the page: what is typed there stays, and it goes on when one answers again.
#[component]
fn Stopped() -> impl IntoView {
    let (engine, rest) = (Engine::of_page(), expect_context::<Rest>());
    let state = engine.state();
    let stopped = Memo::new(move |_| match state.get() {
        EngineState::Broken(problem) => Some((words(&problem), problem.kind == ProblemKind::OtherTab)),
        EngineState::Died => Some((engine_died(), false)),
        EngineState::Starting | EngineState::Ready | EngineState::Locked | EngineState::NotLoaded => None,
    });
    move || {
        stopped.get().map(|(words, elsewhere)| {
            let action = match elsewhere {
                true => (t::shell::take_over(), Callback::new(move |()| engine.take_over())),
                false => (t::common::reload(), Callback::new(|()| reload())),
            };
            view! {
                <div class="bar" data-kind="stopped" data-testid="engine-stopped">
                    <Trouble words>
                        <button class="button primary" type="button" on:click=move |_| action.1.run(())>{action.0}</button>
                        {rest.part(Part::Rescue, || ().into_any())}
                    </Trouble>
                </div>
            }
        })
    }
}

/// Says that part of Kith did not load, and that it is tried again.
#[component]
fn NotLoaded() -> impl IntoView {
    let engine = Engine::of_page();
    let state = engine.state();
    let not_loaded = Memo::new(move |_| state.get() == EngineState::NotLoaded);
    view! {
        <Show when=move || not_loaded.get()>
            <div class="bar" data-testid="not-loaded-bar" data-kind="waiting">
                <Icon shape=Shape::Attention />
                <p class="bar-title" role="status">{t::shell::not_loaded()}</p>
                <p class="bar-detail">{t::shell::not_loaded_why()}</p>
                <button class="bar-action" type="button" data-testid="load-again" on:click=move |_| engine.load_again()>
                    {t::shell::try_now()}
                </button>
            </div>
        </Show>
    }
}

/// Says that a bug stopped the engine and that it was started again, until the user has seen it.
#[component]
fn Restarted() -> impl IntoView {
    let report = Engine::of_page().restarted();
    let copied = RwSignal::new(false);
    let copy_report = move |_| {
        if let Some(report) = report.get_untracked() {
            copy(report, move || {
                copied.try_set(true);
            });
        }
    };
    view! {
        <Show when=move || report.with(Option::is_some)>
            <div class="bar" data-testid="restarted-bar" data-kind="waiting">
                <Icon shape=Shape::Fresh />
                <p class="bar-title" role="status">{t::shell::restarted()}</p>
                <p class="bar-detail">{t::shell::restarted_rest()}</p>
                <div class="bar-actions">
                    <button class="bar-action" type="button" data-testid="copy-report" on:click=copy_report>
                        {move || if copied.get() { t::shell::report_copied() } else { t::shell::copy_report() }}
                    </button>
                    <button class="icon-button" type="button" aria-label=t::common::close() on:click=move |_| report.set(None)>
                        <Icon shape=Shape::Close />
                    </button>
                </div>
            </div>
        </Show>
    }
}

/// Says that something that is stored could not be read, until that was seen.
#[component]
fn DamageBar() -> impl IntoView {
    const SEEN: &str = "kith-damage-seen";
    let overview = Engine::of_page().overview();
    let seen = RwSignal::new(kept(SEEN).is_some());
    let is_damaged = Memo::new(move |_| overview.with(|it| it.as_ref().is_some_and(|it| !it.damage.is_empty())));
    let close = move |_| {
        keep(SEEN, Some("yes"));
        seen.set(true);
    };
    view! {
        <Show when=move || is_damaged.get() && !seen.get()>
            <div class="bar" data-testid="damage-bar" data-kind="stopped">
                <Icon shape=Shape::Attention />
                <p class="bar-title" role="status">{t::shell::damage()}</p>
                <p class="bar-detail">{t::shell::damage_rest()}</p>
                <div class="bar-actions">
                    <A href="/settings/data" attr:class="bar-action">{t::common::details()}</A>
                    <button class="icon-button" type="button" aria-label=t::common::close() on:click=close><Icon shape=Shape::Close /></button>
                </div>
            </div>
        </Show>
    }
}

#[component]
fn SampleBar() -> impl IntoView {
    let overview = Engine::of_page().overview();
    let sample = Memo::new(move |_| {
        let sample =
            |overview: &kith_engine::api::Overview| overview.accounts.iter().find(|it| it.sample).map(|it| it.id);
        overview.with(|overview| overview.as_ref().and_then(sample))
    });
    move || {
        sample.get().map(|account| {
            view! {
                <div class="bar" data-testid="sample-bar" data-kind="sample">
                    <Icon shape=Shape::Look />
                    <p class="bar-title">{t::sample::mailbox()}</p>
                    <p class="bar-detail">{t::shell::sample_people()}</p>
                    <RemoveSample account class="bar-action" text=t::common::remove() />
                </div>
            }
        })
    }
}

#[component]
fn NewVersion() -> impl IntoView {
    let update: Update = expect_context();
    view! {
        <Show when=move || update.ready().get()>
            <div class="bar" data-testid="update-bar" data-kind="update" role="status">
                <Icon shape=Shape::Fresh />
                <p class="bar-title">{move || match update.is_taken().get() {
                    true => t::shell::update_when_done(),
                    false => t::shell::update(),
                }}</p>
                <button class="bar-action" type="button" data-testid="update-reload" on:click=move |_| update.take()>{t::common::reload()}</button>
            </div>
        </Show>
    }
}
