use super::message::{Message, Place};
use super::model::{Noted, PAGE_ROWS, Row, Tab, TimelineEntry, asked, entries};
use super::noted::NotedRow;
use super::texts::Texts;
use crate::client::{Engine, failure, known, live};
use crate::components::filter::Filter;
use crate::components::trouble::Trouble;
use crate::features::finding::Finding;
use crate::i18n::t;
use crate::platform::observe::on_near;
use crate::platform::scroll::show;
use crate::platform::time::{clock, now};
use crate::present::links::{PersonSection, spot};
use crate::present::text::messages;
use kith_engine::api::{BesideMail, TimelinePage, Whose, question};
use leptos::html::Div;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::use_location;
use std::collections::BTreeSet;

/// Everything that was written, with a field to seek in it; of a person also what was noted, with tabs to tell them
/// apart.
#[component]
pub(crate) fn Conversation<C>(
    of: Whose,
    /// How many messages there are.
    all: Signal<u32>,
    changed: Memo<C>,
    /// What was noted.
    #[prop(optional)]
    noted: Option<Memo<Vec<Noted>>>,
    /// What else there is to do with it.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView
where
    C: Clone + PartialEq + Send + Sync + 'static,
{
    let (typed, tab) = (RwSignal::new(String::new()), RwSignal::new(Tab::All));
    let engine = Engine::of_page();
    let (hash, finding) = (use_location().hash, Finding::of_page());
    let section = Memo::new(move |_| hash.with(|hash| spot(hash)));
    let place = Place {
        of,
        name: "text",
        open: RwSignal::new(BTreeSet::new()),
        unfolded: RwSignal::new(BTreeSet::new()),
        sought: Memo::new(move |_| match section.get() {
            Some(PersonSection::Message(message)) => Some(message),
            _ => None,
        }),
    };
    // What is sought may not be among what is shown.
    Effect::new(move |before: Option<()>| {
        finding.track();
        if before.is_some() && section.get().is_some() {
            typed.set(String::new());
            tab.set(Tab::All);
        }
    });
    let sought = Memo::new(move |_| typed.with(|typed| !typed.trim().is_empty()));
    // How many rows there are by those words.
    let found = live(
        move || typed.get(),
        move || changed.with(|_| ()),
        move |words| engine.ask(question::Timeline { of, words, offset: 0, limit: 0 }),
    );
    let (page, failed): (Memo<TimelinePage>, _) = (known(found), failure(found));
    let rows = Signal::derive(move || page.with(|page| page.all));
    // By words only mail is found.
    let noted = Memo::new(move |_| match (noted, sought.get()) {
        (Some(noted), false) => {
            noted.with(|all| all.iter().filter(|it| tab.get().has(it)).cloned().collect::<Vec<_>>())
        }
        _ => Vec::new(),
    });
    let is_known = Memo::new(move |_| found.with(Option::is_some));
    let no_mail = move || !tab.get().has_mail() || rows.get() == 0;
    // With the mail, a stretch brings its own.
    let wants_beside = Memo::new(move |_| is_known.get() && no_mail() && !sought.get() && tab.get() != Tab::Notes);
    let beside = live(
        move || wants_beside.get(),
        move || changed.with(|_| ()),
        move |wants| async move {
            match wants {
                true => engine.ask(question::BesideMail(of)).await,
                false => Ok(BesideMail::default()),
            }
        },
    );
    let is_beside_known = Memo::new(move |_| beside.with(Option::is_some));
    let beside: Memo<BesideMail> = known(beside);
    let is_empty = Memo::new(move |_| {
        let is_empty = noted.with(Vec::is_empty) && beside.with(|it| it.meetings.is_empty() && it.phone.is_empty());
        is_known.get() && is_beside_known.get() && !sought.get() && no_mail() && is_empty
    });
    let some = move || all.get() > 0 || !typed.with(String::is_empty);
    view! {
        <div class="timeline-tools">
            {matches!(of, Whose::Person(_)).then(|| view! { <Tabs tab /> })}
            <Show when=some>
                <div class="seek">
                    <Filter typed name="seek" label=t::conversation::search() />
                </div>
            </Show>
            {children.map(|children| children())}
        </div>
        <p class="quiet seek-found" role="status">
            {move || sought.get().then(|| t::conversation::by_subject(messages(rows.get())))}
        </p>
        {move || failed.get().filter(|_| sought.get()).map(|failed| view! { <Trouble words=failed.words() /> })}
        {move || {
            let words = typed.get();
            let texts = (!words.trim().is_empty()).then(|| view! { <Texts of words=words.clone() /> });
            let mail = tab.get().has_mail();
            view! {
                {texts}
                <Timeline words mail rows all noted beside changed place />
            }
        }}
        <Show when=move || is_empty.get()>
            <p class="quiet" data-testid="timeline-empty">{move || match tab.get() {
                Tab::All | Tab::Mail => t::conversation::none::mail(),
                Tab::Notes => t::conversation::none::notes(),
                Tab::Contact => t::conversation::none::contact(),
            }}</p>
        </Show>
    }
}

/// What of the timeline is shown.
#[component]
fn Tabs(tab: RwSignal<Tab>) -> impl IntoView {
    view! {
        <div class="segments" role="group" aria-label=t::conversation::show()>
            {Tab::ALL.map(|it| view! {
                <button type="button" data-testid="timeline-tab" data-name=it.name() aria-pressed=move || (tab.get() == it).to_string() on:click=move |_| tab.set(it)>{it.title()}</button>
            }).collect_view()}
        </div>
    }
}

/// Newest first. Further stretches are asked for as the end comes near.
#[component]
fn Timeline<C>(
    words: String,
    /// Whether mail is shown.
    mail: bool,
    /// How many rows of mail there are.
    rows: Signal<u32>,
    all: Signal<u32>,
    noted: Memo<Vec<Noted>>,
    /// What else there is, where no mail is shown.
    beside: Memo<BesideMail>,
    changed: Memo<C>,
    place: Place,
) -> impl IntoView
where
    C: Clone + PartialEq + Send + Sync + 'static,
{
    let wanted = RwSignal::new(1_u32);
    let (engine, finding) = (Engine::of_page(), Finding::of_page());
    if words.trim().is_empty() {
        Effect::new(move |_| {
            finding.track();
            let Some(message) = place.sought.get() else { return };
            spawn_local(async move {
                let found = engine.ask(question::TimelinePosition(place.of, message)).await;
                let Ok(Some(found)) = found else { return };
                wanted.try_update(|wanted| *wanted = (*wanted).max(found.above / PAGE_ROWS + 1));
                if found.row != message {
                    place.unfolded.try_update(|unfolded| unfolded.insert(found.row));
                }
                place.open.try_update(|open| open.insert(message));
                show(format!("[data-testid=timeline] [data-key='{:016x}']", message.0));
            });
        });
    }
    let words = StoredValue::new(words);
    // What was noted stands in a stretch of its own where there is no mail.
    let there = Memo::new(move |_| if mail { rows.get().div_ceil(PAGE_ROWS).max(1) } else { 1 });
    let stretches = move || 0..wanted.get().min(there.get());
    view! {
        <section class="timeline" aria-label=t::conversation::title() data-testid="timeline" data-all=move || match words.with_value(|words| words.trim().is_empty()) {
            true => all.get(),
            false => rows.get(),
        }>
            <For each=stretches key=|at| *at let:at>
                {match mail {
                    true => view! { <Stretch words at rows there noted changed place /> }.into_any(),
                    false => view! { <OnlyNoted noted beside place /> }.into_any(),
                }}
            </For>
            // A new mark each time, so that one that is still in sight is seen again.
            {move || {
                let more = wanted.get() < there.get();
                more.then(|| view! { <More wanted /> })
            }}
        </section>
    }
}

/// The mark at the end: when it comes near, one more stretch is wanted.
#[component]
fn More(wanted: RwSignal<u32>) -> impl IntoView {
    let mark = NodeRef::<Div>::new();
    let now = wanted.get_untracked();
    Effect::new(move |_| {
        if let Some(mark) = mark.get() {
            on_near(&mark, ".people-one", "1200px", move || wanted.set(now + 1));
        }
    });
    view! { <div class="more" node_ref=mark></div> }
}

#[component]
fn OnlyNoted(noted: Memo<Vec<Noted>>, beside: Memo<BesideMail>, place: Place) -> impl IntoView {
    let year = clock(now()).year;
    let drawn = Memo::new(move |_| {
        let noted: Vec<Noted> = noted.with(|noted| noted.iter().cloned().chain(Noted::beside(beside.get())).collect());
        entries(0, Vec::new(), &noted, true, year, clock)
    });
    view! { <Entries drawn place /> }
}

#[component]
fn Stretch<C>(
    words: StoredValue<String>,
    at: u32,
    rows: Signal<u32>,
    there: Memo<u32>,
    noted: Memo<Vec<Noted>>,
    changed: Memo<C>,
    place: Place,
) -> impl IntoView
where
    C: Clone + PartialEq + Send + Sync + 'static,
{
    let engine = Engine::of_page();
    let of = place.of;
    let again = Trigger::new();
    let answer = live(
        move || (of, words.get_value(), asked(at)),
        move || {
            // Read, not merely tracked: a memo that no one reads never looks at what it follows from.
            changed.with(|_| ());
            again.track();
        },
        move |(of, words, (offset, limit))| engine.ask(question::Timeline { of, words, offset, limit }),
    );
    let page: Memo<TimelinePage> = known(answer);
    let failed = failure(answer);
    let loading = Memo::new(move |_| answer.with(Option::is_none));
    let year = clock(now()).year;
    let drawn = Memo::new(move |_| match loading.get() {
        true => Vec::new(),
        false => {
            let last = at + 1 >= there.get();
            page.with(|page| {
                let beside = BesideMail { meetings: page.meetings.clone(), phone: page.phone.clone() };
                let noted: Vec<Noted> =
                    noted.with(|noted| noted.iter().cloned().chain(Noted::beside(beside)).collect());
                entries(at, page.rows.clone(), &noted, last, year, clock)
            })
        }
    });
    view! {
        <div
            class="stretch"
            // Takes its room before it is there, or the next stretch would be asked for at once.
            style=("--rows", move || rows.get().saturating_sub(at * PAGE_ROWS).min(PAGE_ROWS).to_string())
            data-loading=move || loading.get().then_some("true")
        >
            <Entries drawn place />
            {move || {
                failed.get().map(|failed| {
                    view! {
                        <Trouble words=failed.words()>
                            <button class="button" type="button" on:click=move |_| again.notify()>{t::common::try_again()}</button>
                        </Trouble>
                    }
                })
            }}
        </div>
    }
}

/// Rows, with the years between them.
#[component]
fn Entries(drawn: Memo<Vec<TimelineEntry>>, place: Place) -> impl IntoView {
    let row = move |TimelineEntry { row, written, starts_year }: TimelineEntry| {
        let year = starts_year.then(|| view! { <h2 class="year">{written.year}</h2> });
        let row = match (row, place.of) {
            (Row::Message(row), _) => view! { <Message row place /> }.into_any(),
            (Row::Noted(noted), Whose::Person(person)) => view! { <NotedRow person noted written /> }.into_any(),
            (Row::Noted(_), Whose::Company(_)) => ().into_any(),
        };
        view! { {year}{row} }
    };
    view! { <For each=move || drawn.get() key=TimelineEntry::key children=row /> }
}
