use crate::client::{Engine, failure, found, known, live};
use crate::components::avatar::Avatar;
use crate::components::confirm::{Confirm, Yes};
use crate::components::editable::Editable;
use crate::components::heading::SectionHead;
use crate::components::icon::{Icon, Shape};
use crate::components::menu::Menu;
use crate::components::skeleton::{Bones, Skeleton};
use crate::components::trouble::Trouble;
use crate::features::conversation::Conversation;
use crate::features::decide::Decide;
use crate::features::leads::LeadsOf;
use crate::features::photos::PersonAvatar;
use crate::i18n::t;
use crate::platform::time::{Today, clock};
use crate::platform::title::title_by_name;
use crate::present::calendar::ago;
use crate::present::links::{person, slug};
use crate::present::text::{messages, thousands};
use kith_engine::api::{CompanyCard, CompanyId, CompanyRow, Decision, LeadParty, PersonId, PersonRow, Whose, question};
use leptos::prelude::*;
use leptos_router::components::A;
use leptos_router::hooks::use_params_map;

#[component]
pub(crate) fn Company() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id").and_then(|id| person(&id))));
    move || id.get().map(|PersonId(id)| view! { <Known id=CompanyId(id) /> })
}

#[component]
fn Known(id: CompanyId) -> impl IntoView {
    let (engine, decide) = (Engine::of_page(), Decide::of_page());
    let answer = live(move || id, move || engine.track_people(), move |id| engine.ask(question::Company(id)));
    let card: Memo<Option<CompanyCard>> = found(answer);
    let failed = failure(answer);
    let name = Memo::new(move |_| card.with(|card| card.as_ref().map(|it| it.row.name.clone()).unwrap_or_default()));
    title_by_name(move || name.get(), t::shell::companies());
    let save = Callback::new(move |name: String| decide.store(vec![Decision::Company { company: id, name }]));
    let domains = move || card.with(|card| card.as_ref().map(|it| it.row.domains.join(", ")).unwrap_or_default());
    let members = move || card.with(|card| card.as_ref().map(|it| it.people.clone()).unwrap_or_default());
    let counted = Signal::derive(move || thousands(card.with(|card| card.as_ref().map_or(0, |card| card.row.people))));
    let all = Signal::derive(move || card.with(|card| card.as_ref().map_or(0, |card| card.history)));
    let changed = Memo::new(move |_| {
        card.with(|card| card.as_ref().map(|card| (card.history, card.row.last_contact, card.people.len())))
    });
    let there = Memo::new(move |_| card.with(Option::is_some));
    let others = live(
        || (),
        move || engine.track_people(),
        move |()| engine.ask(question::Companies { limit: 1_000, ..Default::default() }),
    );
    let (others, no_others) = (known(others), failure(others));
    let merging = RwSignal::new(None::<(CompanyId, String)>);
    let open = RwSignal::new(false);
    let items = move || {
        let named = |row: CompanyRow| (format!("{:x}", row.id.0), row.name);
        others.get().rows.into_iter().filter(|row| row.id != id).map(named).collect::<Vec<_>>()
    };
    let choose = move |chosen: &str| {
        let chosen = items().into_iter().find(|(it, _)| it == chosen);
        let parsed = chosen.and_then(|(it, name)| Some((CompanyId(u64::from_str_radix(&it, 16).ok()?), name)));
        open.set(parsed.is_some());
        merging.set(parsed);
    };
    let merge = Callback::new(move |()| {
        let from = merging.get_untracked().map(|(from, _)| Decision::MergeCompany { into: id, from });
        decide.store_and_say(t::companies::merged(), from.into_iter().collect())
    });
    let yes = StoredValue::new(vec![Yes {
        text: t::people::merge(),
        testid: "merge-company-yes",
        danger: false,
        run: merge,
    }]);
    let other = move || merging.with(|it| it.as_ref().map(|(_, name)| name.clone()).unwrap_or_default());
    let merge_title = Signal::derive(move || t::companies::merge_title(other(), name.get()));
    let today = Today::of_page();
    let facts = move || {
        card.with(|card| {
            let row = &card.as_ref()?.row;
            let last = row.last_contact.map(|last| ago(clock(last).day_number, today.get()));
            let facts = [
                (t::shell::people(), Some(thousands(row.people))),
                (t::companies::messages(), Some(thousands(row.messages))),
                (t::companies::last_contact(), last),
            ];
            Some(
                facts
                    .into_iter()
                    .filter_map(|(title, value)| Some(view! { <div><dt>{title}</dt><dd>{value?}</dd></div> }))
                    .collect_view(),
            )
        })
    };
    view! {
        <article class="page company" data-testid="company">
            <A href="/companies" attr:class="back"><Icon shape=Shape::Back />{t::shell::companies()}</A>
            {move || failed.get().map(|failed| view! { <Trouble words=failed.words() /> })}
            <Show when=move || answer.with(Option::is_none)><Skeleton rows=8 of=Bones::Rows /></Show>
            <Show when=move || there.get()>
                <header class="page-head">
                    {move || view! { <Avatar id=id.0 name=name.get() /> }}
                    <div class="company-name">
                        <h1><Editable value=name label=t::people::company() name="company-name" save /></h1>
                        <p class="quiet" dir="auto">{domains}</p>
                    </div>
                    <div class="page-acts">
                        <Menu id="merge-company".to_owned() title=t::companies::merge_with() testid="merge-company" items chosen=choose />
                    </div>
                </header>
                <dl class="facts strip">{facts}</dl>
                {move || no_others.get().map(|failed| view! { <Trouble words=failed.words() /> })}
                <div class="split">
                    <aside class="company-people">
                        <SectionHead title=t::shell::people() count=counted />
                        <ul role="list" aria-label=t::shell::people()>
                            <For each=members key=|it| (it.id, it.name.clone(), it.last_contact.map(|last| last.at)) let:row><Member row /></For>
                        </ul>
                        <LeadsOf party=LeadParty::Company(id) name />
                    </aside>
                    <div><Conversation of=Whose::Company(id) all changed /></div>
                </div>
            </Show>
            <Confirm open title=merge_title yes><p>{move || t::companies::merge_hint(name.get())}</p></Confirm>
        </article>
    }
}

/// One of its people.
#[component]
fn Member(row: PersonRow) -> impl IntoView {
    let today = Today::of_page();
    let last = row.last_contact.map(|last| clock(last.at).day_number);
    view! {
        <li>
            <a class="row" href=format!("/people/{}", slug(row.id)) data-testid="member">
                <PersonAvatar id=row.id name=row.name.clone() photo=row.photo />
                <span class="row-title" dir="auto">{row.name}</span>
                <span class="row-meta">{move || last.map(|last| ago(last, today.get()))}</span>
                <span class="row-sub" dir="auto">{row.address}</span>
                <span class="row-meta">{messages(row.messages)}</span>
            </a>
        </li>
    }
}
