use crate::client::{Engine, failure, found, known, live};
use crate::components::editable::Editable;
use crate::components::icon::{Icon, Shape};
use crate::components::order::Ordering;
use crate::components::trouble::Trouble;
use crate::features::conversation::Conversation;
use crate::features::decide::Decide;
use crate::features::leads::LeadsOf;
use crate::features::photos::PersonAvatar;
use crate::i18n::t;
use crate::platform::title::title_by_name;
use crate::present::links::{person, slug};
use kith_engine::api::{CompanyCard, CompanyId, Decision, LeadParty, PersonId, Whose, question};
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
    let all = Signal::derive(move || card.with(|card| card.as_ref().map_or(0, |card| card.history)));
    let changed = Memo::new(move |_| {
        card.with(|card| card.as_ref().map(|card| (card.history, card.row.last_contact, card.people.len())))
    });
    let there = Memo::new(move |_| card.with(Option::is_some));
    let others = live(
        || (),
        move || engine.track_people(),
        move |()| engine.ask(question::Companies { filter: String::new(), offset: 0, limit: 1_000 }),
    );
    let (others, no_others) = (known(others), failure(others));
    let others = move || others.get().rows.into_iter().filter(|row| row.id != id).collect::<Vec<_>>();
    let order = Ordering::new();
    let other = RwSignal::new(String::new());
    let merge = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if let Ok(from) = u64::from_str_radix(&other.get_untracked(), 16) {
            let merge = vec![Decision::MergeCompany { into: id, from: CompanyId(from) }];
            let stored = decide.store_and_say(t::companies::merged(), merge);
            order.store(stored, move || drop(other.try_set(String::new())));
        }
    };
    view! {
        <article class="page company" data-testid="company">
            <A href="/companies" attr:class="back"><Icon shape=Shape::Back />{t::shell::companies()}</A>
            {move || failed.get().map(|failed| view! { <Trouble words=failed.words() /> })}
            <Show when=move || there.get()>
                <h1><Editable value=name label=t::people::company() name="company-name" save /></h1>
                <p class="quiet" dir="auto">{domains}</p>
                <ul role="list" class="members" aria-label=t::shell::people()>
                    <For each=members key=|it| (it.id, it.name.clone()) let:row>
                        <li><a class="member" href=format!("/people/{}", slug(row.id)) data-testid="member">
                            <PersonAvatar id=row.id name=row.name.clone() photo=row.photo /><span dir="auto">{row.name.clone()}</span>
                        </a></li>
                    </For>
                </ul>
                <LeadsOf party=LeadParty::Company(id) name />
                <form class="add-rule" on:submit=merge>
                    <select name="merge-company" aria-label=t::companies::merge_with_label() prop:value=other on:change=move |event| other.set(event_target_value(&event))>
                        <option value="">{t::companies::merge_with()}</option>
                        {move || others().into_iter().map(|row| view! { <option value=format!("{:x}", row.id.0)>{row.name}</option> }).collect_view()}
                    </select>
                    <Show when=move || !other.with(String::is_empty)>
                        <button class="button" type="submit" data-testid="merge-company-yes">{t::people::merge()}</button>
                    </Show>
                </form>
                {move || order.failed.get().or_else(|| no_others.get()).map(|failed| view! { <Trouble words=failed.words() /> })}
                <Conversation of=Whose::Company(id) all changed />
            </Show>
        </article>
    }
}
