//! A person: who they are, and everything that was written, both ways.

#[cfg(target_arch = "wasm32")]
mod head;
#[cfg(target_arch = "wasm32")]
mod keeping;
#[cfg(target_arch = "wasm32")]
mod leave;
#[cfg(target_arch = "wasm32")]
mod merge;
pub(crate) mod model;
#[cfg(target_arch = "wasm32")]
mod notices;
#[cfg(target_arch = "wasm32")]
mod record;
#[cfg(target_arch = "wasm32")]
mod strip;

#[cfg(target_arch = "wasm32")]
pub(crate) use page::Person;

#[cfg(target_arch = "wasm32")]
mod page {
    use super::head::Head;
    use super::keeping::Kept;
    use super::leave::leave_by_escape;
    use super::model::DetailKind;
    use super::notices::Notices;
    use super::record::{Adding, Record};
    use super::strip::Strip;
    use crate::client::{Engine, failure, found, known, live};
    use crate::components::icon::{Icon, Shape};
    use crate::components::skeleton::{Bones, Skeleton};
    use crate::components::trouble::Trouble;
    use crate::features::conversation::{AwaitedMessages, Conversation, Noted};
    use crate::features::leads::LeadsOf;
    use crate::i18n::t;
    use crate::platform::title::title_by_name;
    use crate::present::failed::Failed;
    use crate::present::links::person;
    use kith_engine::api::{LeadParty, Lists, PersonCard, PersonId, Problem, ProblemKind, Whose, question};
    use leptos::html::Div;
    use leptos::prelude::*;
    use leptos_router::components::A;
    use leptos_router::hooks::use_params_map;

    /// The person that the address names.
    #[component]
    pub(crate) fn Person() -> impl IntoView {
        let params = use_params_map();
        let id = Memo::new(move |_| params.with(|params| params.get("id").and_then(|id| person(&id))));
        // Another person is another page: nothing of the one before stays.
        move || match id.get() {
            Some(id) => view! { <Known id /> }.into_any(),
            None => view! { <Missing failed=not_found() /> }.into_any(),
        }
    }

    fn not_found() -> Failed {
        Failed::Told(Problem::new(ProblemKind::NotFound))
    }

    #[component]
    fn Known(id: PersonId) -> impl IntoView {
        let engine = Engine::of_page();
        let answer = live(move || id, move || engine.track_people(), move |id| engine.ask(question::Person(id)));
        leave_by_escape(id);
        let card = found(answer);
        let failed = failure(answer);
        // A change elsewhere asks for the card, which is small; the timeline only when this changed.
        let changed = Memo::new(move |_| card.with(|card| card.as_ref().map(state)));
        let all = Signal::derive(move || card.with(|card| card.as_ref().map_or(0, |card| card.sent + card.received)));
        let there = Memo::new(move |_| card.with(Option::is_some));
        let name =
            Memo::new(move |_| card.with(|card| card.as_ref().map(|card| card.row.name.clone()).unwrap_or_default()));
        title_by_name(move || name.get(), t::shell::people());
        let noted = Memo::new(move |_| card.with(|card| card.as_ref().map(Noted::of).unwrap_or_default()));
        // On a phone one of the two is shown: the timeline, or all else.
        let details = RwSignal::new(false);
        let lists = live(|| (), move || engine.track_people(), move |()| engine.ask(question::Lists));
        let (lists, no_lists): (Memo<Lists>, _) = (known(lists), failure(lists));
        let (why, composing) = (RwSignal::new(false), RwSignal::new(false));
        provide_context(AwaitedMessages {
            person: id,
            name: name.into(),
            messages: Signal::derive(move || {
                card.with(|card| card.as_ref().map(|card| card.awaited.clone()).unwrap_or_default())
            }),
        });
        view! {
            <article class="person" data-view=move || if details.get() { "details" } else { "timeline" }>
                <Back />
                {move || failed.get().map(|failed| view! { <Missing failed /> })}
                <Show when=move || there.get() fallback=move || view! { <Waits failed /> }>
                    <Head card id name why />
                    <Notices card id name why />
                    <Strip card />
                    <Views details />
                    <div class="person-body">
                        <Aside card id name lists no_lists composing />
                        <section class="person-main">
                            {move || composing.get().then(|| view! {
                                <div class="compose"><Adding card id kind=DetailKind::Note lists end=Callback::new(move |()| composing.set(false)) /></div>
                            })}
                            <Conversation of=Whose::Person(id) all changed noted>
                                <button class="icon-button" type="button" data-testid="note-open" aria-label=t::person::add_note() title=t::person::add_note() on:click=move |_| composing.set(true)>
                                    <Icon shape=Shape::Note />
                                </button>
                            </Conversation>
                        </section>
                    </div>
                </Show>
            </article>
        }
    }

    /// Facts, and keeping in touch. Where there is no room beside the timeline it stands above it, and only its first
    /// lines until one asks for the rest or leads the keyboard into it.
    #[component]
    fn Aside(
        card: Memo<Option<PersonCard>>,
        id: PersonId,
        name: Memo<String>,
        lists: Memo<Lists>,
        no_lists: Memo<Option<Failed>>,
        composing: RwSignal<bool>,
    ) -> impl IntoView {
        let whole = RwSignal::new(false);
        let facts = NodeRef::<Div>::new();
        let turn = move |_| {
            whole.update(|whole| *whole = !*whole);
            // The first lines are those that are seen.
            if let Some(facts) = facts.get_untracked() {
                facts.set_scroll_top(0);
            }
        };
        view! {
            <aside class="person-aside" aria-label=t::common::details() data-whole=move || whole.get().to_string() on:focusin=move |_| whole.set(true)>
                <div class="person-facts" node_ref=facts>
                    <Kept card id name />
                    <LeadsOf party=LeadParty::Person(id) name />
                    {move || no_lists.get().map(|failed| view! { <Trouble words=failed.words() /> })}
                    <Record card id lists composing />
                </div>
                <button class="text-button person-whole" type="button" data-testid="details-turn" aria-expanded=move || whole.get().to_string() on:click=turn>
                    {move || if whole.get() { t::person::less() } else { t::person::all_details() }}
                </button>
            </aside>
        }
    }

    /// The two views of a phone.
    #[component]
    fn Views(details: RwSignal<bool>) -> impl IntoView {
        let tab = move |of: bool, title: &'static str| {
            view! {
                <button type="button" aria-pressed=move || (details.get() == of).to_string() on:click=move |_| details.set(of)>{title}</button>
            }
        };
        view! {
            <div class="tabs person-views" role="group" aria-label=t::conversation::show()>
                {tab(false, t::person::timeline())}
                {tab(true, t::common::details())}
            </div>
        }
    }

    /// What a timeline depends on.
    fn state(card: &PersonCard) -> (u32, u32, u32, Option<i64>, Option<i64>, usize) {
        let beside_mail = card.keeping.beside_mail;
        let last = card.row.last_contact.map(|last| last.at);
        (card.sent, card.received, beside_mail, card.first_contact, last, card.addresses.len())
    }

    #[component]
    fn Back() -> impl IntoView {
        view! {
            <A href="/people" attr:class="back">
                <Icon shape=Shape::Back />
                {t::shell::people()}
            </A>
        }
    }

    #[component]
    fn Missing(failed: Failed) -> impl IntoView {
        view! {
            <div class="missing">
                <Trouble words=failed.words()>
                    <A href="/people" attr:class="button">{t::shell::go_to_people()}</A>
                </Trouble>
            </div>
        }
    }

    #[component]
    fn Waits(failed: Memo<Option<Failed>>) -> impl IntoView {
        move || {
            failed.with(Option::is_none).then(|| {
                view! {
                    <div class="person-head skeleton" aria-hidden="true"><span class="avatar large"></span><span class="skeleton-name"></span></div>
                    <div class="person-strip" aria-hidden="true"><Skeleton rows=1 of=Bones::Rows /></div>
                    <div class="person-body"><div class="person-main"><Skeleton rows=8 /></div></div>
                }
            })
        }
    }
}
