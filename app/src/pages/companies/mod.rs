//! Companies: the list, and one with its people and the history of all of them.

#[cfg(target_arch = "wasm32")]
pub(crate) use page::{Companies, Company};

#[cfg(target_arch = "wasm32")]
mod page {
    use crate::client::{Engine, failure, found, known, live};
    use crate::components::avatar::Avatar;
    use crate::components::editable::Editable;
    use crate::components::filter::Filter;
    use crate::components::icon::{Icon, Shape};
    use crate::components::order::Ordering;
    use crate::components::trouble::Trouble;
    use crate::features::conversation::Conversation;
    use crate::features::decide::Decide;
    use crate::features::leads::{LeadsOf, ToPipeline};
    use crate::i18n::t;
    use crate::platform::time::{Today, clock};
    use crate::platform::title::title;
    use crate::present::calendar::ago;
    use crate::present::links::{person, slug};
    use crate::present::text::{messages, people};
    use kith_engine::api::{CompanyCard, CompanyId, CompanyRow, Decision, Party, PersonId, Whose, question};
    use leptos::prelude::*;
    use leptos_router::components::A;
    use leptos_router::hooks::use_params_map;

    /// So many are shown until more are asked for.
    const SHOWN: u32 = 100;

    #[component]
    pub(crate) fn Companies() -> impl IntoView {
        title(|| t::shell::companies().to_owned());
        let engine = Engine::of_page();
        let typed = RwSignal::new(String::new());
        let limit = RwSignal::new(SHOWN);
        let answer = live(
            move || (typed.get(), limit.get()),
            move || engine.track_people(),
            move |(typed, limit)| engine.ask(question::Companies { filter: typed, offset: 0, limit }),
        );
        let (known, failed) = (known(answer), failure(answer));
        let page = move || known.get();
        view! {
            <section class="page companies" data-testid="companies" data-all=move || page().all>
                <h1>{t::shell::companies()}</h1>
                <ToPipeline />
                <p class="quiet">{t::companies::intro()}</p>
                <Filter typed name="company-filter" label=t::companies::filter() />
                {move || failed.get().map(|failed| view! { <Trouble words=failed.words() /> })}
                <ul role="list" class="company-list">
                    <For each=move || page().rows key=|it| (it.id, it.name.clone(), it.people, it.last_contact) let:row><Line row /></For>
                </ul>
                <Show when=move || page().matching == 0 && answer.with(|it| it.as_ref().is_some_and(|it| it.1.is_ok()))>
                    <p class="quiet">{t::companies::none()}</p>
                </Show>
                <Show when=move || { page().matching > limit.get() }>
                    <button class="button" type="button" on:click=move |_| limit.update(|limit| *limit += SHOWN)>{t::companies::more()}</button>
                </Show>
            </section>
        }
    }

    #[component]
    fn Line(row: CompanyRow) -> impl IntoView {
        let today = Today::of_page();
        let last = row.last_contact.map(|last| clock(last).day_number);
        view! {
            <li>
                <a class="company-row" href=format!("/companies/{:016x}", row.id.0) data-testid="company-row" data-people=row.people>
                    <b dir="auto">{row.name}</b>
                    <span class="quiet" dir="auto">{row.domains.join(", ")}</span>
                    <span class="quiet">{people(row.people)}", "{messages(row.messages)}</span>
                    <span class="quiet">{move || last.map(|last| ago(last, today.get()))}</span>
                </a>
            </li>
        }
    }

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
        let name =
            Memo::new(move |_| card.with(|card| card.as_ref().map(|it| it.row.name.clone()).unwrap_or_default()));
        title(move || name.get());
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
                                <Avatar id=row.id.0 name=row.name.clone() /><span dir="auto">{row.name.clone()}</span>
                            </a></li>
                        </For>
                    </ul>
                    <LeadsOf party=Party::Company(id) name />
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
}
