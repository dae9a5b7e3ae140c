use crate::client::{Engine, failure, known, live};
use crate::components::avatar::Avatar;
use crate::components::filter::Filter;
use crate::components::heading::PageHead;
use crate::components::icon::Mark;
use crate::components::skeleton::{Bones, Skeleton};
use crate::components::trouble::Trouble;
use crate::features::leads::ToPipeline;
use crate::features::photos::PersonAvatar;
use crate::i18n::{Text, t};
use crate::platform::focus::open_by_arrows;
use crate::platform::storage::{recall, remember};
use crate::platform::time::{Today, clock};
use crate::platform::title::title;
use crate::present::calendar::ago;
use crate::present::links::person;
use crate::present::text::{joined, people, thousands};
use kith_engine::api::{CompanyId, CompanyOrder, CompanyRow, Face, PersonId, question};
use leptos::prelude::*;
use leptos_router::components::Outlet;
use leptos_router::hooks::use_location;

/// How many are shown until the user asks for more.
const PAGE_ROWS: u32 = 100;

const ORDER_KEY: &str = "kith.companies.order";

/// Each order, with its name in the document.
const ORDERS: [(&str, CompanyOrder, Text); 3] = [
    ("last-contact", CompanyOrder::LastContact, t::companies::last_contact),
    ("people", CompanyOrder::People, t::companies::by_people),
    ("name", CompanyOrder::Name, t::people::name),
];

/// The list, and beside it on a wide screen the one that was chosen.
#[component]
pub(crate) fn Companies() -> impl IntoView {
    let engine = Engine::of_page();
    let typed = RwSignal::new(String::new());
    let limit = RwSignal::new(PAGE_ROWS);
    let known_order = recall(ORDER_KEY).and_then(|name| ORDERS.into_iter().find(|(known, ..)| *known == name));
    let order = RwSignal::new(known_order.map(|(_, order, _)| order).unwrap_or_default());
    let answer = live(
        move || question::Companies { filter: typed.get(), order: order.get(), offset: 0, limit: limit.get() },
        move || engine.track_people(),
        move |asked| engine.ask(asked),
    );
    let (known, failed) = (known(answer), failure(answer));
    let page = move || known.get();
    let there = move || answer.with(|it| it.as_ref().is_some_and(|it| it.1.is_ok()));
    let none = Memo::new(move |_| there() && page().all == 0);
    let count = Signal::derive(move || match known.with(|page| (page.matching, page.all)) {
        _ if !there() || none.get() => String::new(),
        (matching, all) if matching == all => thousands(all),
        (matching, all) => t::people::of(thousands(all), thousands(matching)),
    });
    let path = use_location().pathname;
    let chosen = Memo::new(move |_| {
        let id = path.with(|path| path.strip_prefix("/companies/").and_then(person));
        id.map(|PersonId(id)| CompanyId(id))
    });
    view! {
        <div class="people" data-chosen=move || chosen.get().is_some().to_string()>
            <section class="people-list" aria-label=t::shell::companies() data-testid="companies" data-all=move || page().all>
                <div class="tools">
                    <PageHead title=t::shell::companies() count is_beside=Signal::derive(move || chosen.get().is_some()) />
                    <Show when=move || !none.get()>
                        <Filter typed name="company-filter" label=t::companies::filter() />
                        <Sorted order />
                    </Show>
                </div>
                <div class="company-scroll">
                    {move || failed.get().map(|failed| view! { <Trouble words=failed.words() /> })}
                    <Show when=move || answer.with(Option::is_none)><Skeleton rows=8 of=Bones::Rows /></Show>
                    <ul role="list">
                        <For each=move || page().rows key=|it| format!("{it:?}") let:row><Line row chosen /></For>
                    </ul>
                    <Show when=move || page().matching == 0 && there()>
                        <div class="empty">
                            <p>{move || if none.get() { t::companies::none() } else { t::companies::none_found() }}</p>
                        </div>
                    </Show>
                    <Show when=move || { page().matching > limit.get() }>
                        <button class="button" type="button" on:click=move |_| limit.update(|limit| *limit += PAGE_ROWS)>{t::companies::more()}</button>
                    </Show>
                    <div class="company-foot">
                        <p class="quiet">{t::companies::intro()}</p>
                        <ToPipeline />
                    </div>
                </div>
            </section>
            <section class="people-one" aria-label=t::people::company()>
                <Outlet />
            </section>
        </div>
    }
}

/// In which order they are listed.
#[component]
fn Sorted(order: RwSignal<CompanyOrder>) -> impl IntoView {
    let choose = move |event| {
        let name = event_target_value(&event);
        if let Some((name, chosen, _)) = ORDERS.into_iter().find(|(known, ..)| *known == name) {
            remember(ORDER_KEY, name);
            order.set(chosen);
        }
    };
    let options = ORDERS.map(|(name, value, title)| {
        view! { <option value=name selected=move || order.get() == value>{title()}</option> }
    });
    view! {
        <div class="tools-show">
            <select class="plain-select" name="company-order" aria-label=t::people::sorted_by() on:change=choose on:keydown=|event| open_by_arrows(&event)>{options}</select>
        </div>
    }
}

/// Stands beside the list while none is chosen.
#[component]
pub(crate) fn NoCompany() -> impl IntoView {
    title(|| t::shell::companies().to_owned());
    view! {
        <div class="nobody">
            <Mark />
            <p>{t::companies::select()}</p>
        </div>
    }
}

#[component]
fn Line(row: CompanyRow, chosen: Memo<Option<CompanyId>>) -> impl IntoView {
    let today = Today::of_page();
    let last = row.last_contact.map(|last| clock(last).day_number);
    let id = row.id;
    let about = joined([people(row.people), row.domains.join(", ")]);
    view! {
        <li>
            <a class="row company-row" href=format!("/companies/{:016x}", id.0) data-testid="company-row" data-people=row.people
                aria-current=move || (chosen.get() == Some(id)).then_some("page")>
                <Avatar id=id.0 name=row.name.clone() />
                <span class="row-title" dir="auto">{row.name}</span>
                <span class="row-meta">{move || last.map(|last| ago(last, today.get()))}</span>
                <span class="row-sub" dir="auto">{about}</span>
                <span class="row-meta faces" aria-hidden="true">
                    {row.faces.into_iter().map(|Face { id, name, photo }| view! { <PersonAvatar id name photo /> }).collect_view()}
                </span>
            </a>
        </li>
    }
}
