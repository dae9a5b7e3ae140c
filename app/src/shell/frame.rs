use super::bars::Bars;
use super::drop::Dropped;
use super::rescue::RESCUE;
use super::rest::{Part, Reach, Rest};
use super::search::{SearchEntry, Searching};
use crate::client::{Engine, EngineState, live};
use crate::components::icon::{Icon, Mark, Shape};
use crate::components::later::Later;
use crate::components::order::{LateFailure, Ordering};
use crate::components::unsaved::{self, Unsaved};
use crate::features::add_person::{AddEntry, Adding};
use crate::features::decide::{Announcement, Decide};
use crate::features::draft::{self, Drafts};
use crate::features::due::asking::Asking;
use crate::features::finding::Finding;
use crate::features::first_reading::write_letters;
use crate::features::help::Help;
use crate::features::import_file::ImportFile;
use crate::features::last_list::{FollowLists, LastList};
use crate::features::people_filter::PeopleFilter;
use crate::features::photos::Photos;
use crate::i18n::t;
use crate::pages::{Entries, Entry, OtherEntries, Welcome};
use crate::platform::focus::{PAGE, focus_soon};
use crate::platform::intl;
use crate::platform::keyboard;
use crate::platform::notify::badge;
use crate::platform::observe::{on_input, on_leave, on_looked_at};
use crate::platform::private::{guard, set_private};
use crate::platform::query::name_bare;
use crate::platform::scroll::{KeepScroll, Scrolling};
use crate::platform::steady::steady;
use crate::platform::stopped;
use crate::platform::storage::{ask_when_installed, lacks_database};
use crate::platform::task::next_task;
use crate::platform::time::Today;
use crate::platform::time::today;
use crate::platform::title::{PageTitle, TellPages};
use crate::platform::update::Update;
use crate::worker::DATABASE;
use kith_engine::api::{Command, question};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::components::{A, Router};
use leptos_router::hooks::use_location;
use wasm_bindgen::JsCast;

/// Draws the page and starts the engine.
pub(crate) fn start(reach: Reach) {
    let is_rescue = window().location().pathname().is_ok_and(|path| path == RESCUE);
    if !window().is_secure_context() && !is_rescue {
        // The document says why, and what to do.
        return;
    }
    stopped::on_stop(|mistake| stopped::show(&mistake));
    intl::begin();
    if is_rescue {
        return mount_to_body(move || Rest::fetch(reach).part(Part::RescuePage, || ().into_any()));
    }
    // At once, before the rest of the program is there.
    name_bare("/people");
    // Not in the task that starts the program. Leptos cannot spawn anything before it draws.
    wasm_bindgen_futures::spawn_local(async move {
        next_task().await;
        mount_to_body(move || view! { <Frame reach /> });
    });
}

#[component]
fn Frame(reach: Reach) -> impl IntoView {
    let engine = Engine::start();
    let rest = Rest::fetch(reach);
    provide_context(rest);
    provide_context(engine);
    if shows_welcome() {
        // So that what the document shows stays there, and is drawn before it goes.
        engine.holds_nothing();
    } else {
        spawn_local(async move {
            if lacks_database(DATABASE).await == Some(true) {
                engine.holds_nothing();
            }
        });
    }
    let decide = Decide::new(engine);
    provide_context(decide);
    provide_context(PageTitle::new());
    provide_context(LateFailure(Callback::new(move |failed| decide.failed(failed))));
    provide_context(Drafts::new(engine));
    provide_context(Asking::new());
    let unsaved = Unsaved::follow();
    provide_context(unsaved);
    provide_context(PeopleFilter::new());
    provide_context(Finding::new());
    provide_context(Searching::new());
    provide_context(Adding::new());
    provide_context(Photos::new(engine));
    let importing = ImportFile::new();
    provide_context(importing);
    provide_context(Dropped::follow(engine, decide, importing));
    provide_context(Help::new());
    steady();
    let scrolling = Scrolling::follow();
    provide_context(scrolling);
    provide_context(LastList::new());
    let update = Update::follow();
    provide_context(update);
    on_looked_at(move || {
        engine.awake();
        update.look();
    });
    on_leave(move || engine.leave());
    follow_passphrase(engine, unsaved);
    provide_context(Today::follow());
    follow_badge(engine);
    follow_build(engine, update);
    write_letters(engine);
    keyboard::watch();
    ask_when_installed();
    // Before an engine ever answered there is nothing to show, and why stands above.
    let (state, overview) = (engine.state(), engine.overview());
    let is_stopped = move || matches!(state.get(), EngineState::Broken(_) | EngineState::Died);
    let is_empty = Memo::new(move |_| is_stopped() && overview.with(Option::is_none));
    let locked = engine.locked();
    view! {
        <Show when=move || !locked.get() fallback=move || rest.part(Part::Locked, || ().into_any())>
            <Later>
                <Router>
                    <KeepScroll scrolling />
                    <FollowLists />
                    <TellPages />
                    <div class="frame">
                        <Navigation />
                        <div class="stage">
                            <Later>
                                <Bars />
                            </Later>
                            <main id="main" tabindex="-1" hidden=move || is_empty.get()>
                                <Later>{rest.part(Part::Addresses, || view! { <Meanwhile /> }.into_any())}</Later>
                            </main>
                            <Announcement />
                            {rest.boxes()}
                        </div>
                    </div>
                </Router>
            </Later>
        </Show>
    }
}

/// Stands there until the pages can be drawn: what a first visit shows, or nothing yet.
#[component]
fn Meanwhile() -> impl IntoView {
    let overview = Engine::of_page().overview();
    let path = use_location().pathname;
    let is_first = Memo::new(move |_| {
        let is_empty = overview.with(|it| it.as_ref().is_some_and(|it| it.accounts.is_empty() && it.people == 0));
        is_empty && path.with(|path| path == "/people")
    });
    move || match is_first.get() {
        true => view! { <Welcome /> }.into_any(),
        false => view! { <p class="loading" role="status">{t::common::one_moment()}</p> }.into_any(),
    }
}

/// Follows whether there is a passphrase: what is typed is kept accordingly, and that something is typed is told.
fn follow_passphrase(engine: Engine, unsaved: Unsaved) {
    let overview = engine.overview();
    let is_set = Memo::new(move |_| overview.with(|it| it.as_ref().map(|it| it.lock_after.is_some())));
    Effect::new(move |_| {
        let is_set = if engine.locked().get() { Some(true) } else { is_set.get() };
        if is_set.is_some_and(|is_set| set_private(is_set, &[unsaved::KEY, draft::KEY, draft::REMIND_KEY])) {
            spawn_local(unsaved.keep_in_place());
        }
    });
    guard();
    on_input(move || {
        if is_set.get_untracked() == Some(true) {
            engine.active();
        }
    });
}

/// Keeps the number of those who are due on the app's icon.
fn follow_badge(engine: Engine) {
    let day = today();
    let count = live(move || day.get(), move || engine.track_people(), move |day| engine.ask(question::DueCount(day)));
    Effect::new(move |_| {
        if let Some((_, Ok(count))) = count.get() {
            badge(count);
        }
    });
}

/// Looks for a newer version as soon as the relay serves another one.
fn follow_build(engine: Engine, update: Update) {
    let overview = engine.overview();
    let served =
        Memo::new(move |_| overview.with(|it| it.as_ref().map(|it| it.relay_build.clone())).unwrap_or_default());
    Effect::new(move |_| served.with(|build| update.is_served(build)));
}

/// Whether the document found that nothing is stored, and shows the welcome (app/index.html).
fn shows_welcome() -> bool {
    document().query_selector("#first[data-shows=welcome]").is_ok_and(|it| it.is_some())
}

#[component]
fn Navigation() -> impl IntoView {
    let more = RwSignal::new(false);
    // The router would only write it into the address.
    let skip = |event: leptos::ev::MouseEvent| {
        event.prevent_default();
        focus_soon(PAGE.into());
    };
    view! {
        <nav class="navigation" aria-label=t::shell::navigation()>
            <a class="skip" href=PAGE on:click=skip>{t::shell::skip()}</a>
            <A href="/people" attr:class="brand" attr:aria-label=t::shell::home()>
                <Mark />
                <span class="wordmark" aria-hidden="true">"Kith"</span>
            </A>
            <SearchEntry />
            <Entries />
            <MoreEntry more />
            <div class="nav-more" id="nav-more" data-open=move || more.get().to_string()>
                <OtherEntries />
                <AddEntry />
                <LockEntry />
                <Entry href="/settings" shape=Shape::Settings title=t::settings::title() />
            </div>
        </nav>
    }
}

/// On a phone, the way to the entries that have no room there.
#[component]
fn MoreEntry(more: RwSignal<bool>) -> impl IntoView {
    let within = NodeRef::<leptos::html::Button>::new();
    // Whatever is done next, it closes them.
    let away = window_event_listener(leptos::ev::click, move |event| {
        let on_button = event
            .target()
            .and_then(|it| it.dyn_into::<web_sys::Node>().ok())
            .is_some_and(|it| within.get_untracked().is_some_and(|button| button.contains(Some(&it))));
        if !on_button && more.get_untracked() {
            more.set(false);
        }
    });
    let escape = window_event_listener(leptos::ev::keydown, move |event| {
        if event.key() == "Escape" && more.get_untracked() {
            more.set(false);
            // The focused element is no longer visible.
            focus_soon(".more-entry".into());
        }
    });
    on_cleanup(move || {
        away.remove();
        escape.remove();
    });
    view! {
        <button class="entry more-entry" type="button" node_ref=within data-testid="nav-more" aria-controls="nav-more"
            aria-expanded=move || more.get().to_string() on:click=move |_| more.set(!more.get_untracked())>
            <Icon shape=Shape::More />
            <span>{t::common::more()}</span>
        </button>
    }
}

/// Locks, where there is a passphrase.
#[component]
fn LockEntry() -> impl IntoView {
    let engine = Engine::of_page();
    let (overview, order) = (engine.overview(), Ordering::new());
    let is_set = Memo::new(move |_| overview.with(|it| it.as_ref().is_some_and(|it| it.lock_after.is_some())));
    view! {
        <Show when=move || is_set.get()>
            <button class="entry" type="button" data-testid="nav-lock" on:click=move |_| order.store(engine.order(Command::Lock), || {})>
                <Icon shape=Shape::Lock />
                <span>{t::lock::lock()}</span>
            </button>
        </Show>
    }
}
