use super::colleagues::ColleaguesFile;
use crate::client::{Engine, failure, known, live};
use crate::components::order::Ordering;
use crate::components::sentence::sentence;
use crate::components::trouble::Trouble;
use crate::components::unsaved::UnsavedField;
use crate::features::decide::Decide;
use crate::features::own_addresses::OwnQuestions;
use crate::i18n::{PLACES, Text, t};
use crate::platform::dialog::{close, modal};
use crate::platform::random::random_id;
use crate::platform::title::title;
use crate::present::reason::scope_name;
use kith_domain::address::Address;
use kith_engine::api::{
    ColleagueView, ContactPolicy, Decision, PersonRow, Preview, RuleEffect, RuleScope, Tracking as Known, question,
};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// What would be decided, and what that would do.
#[derive(Clone)]
struct RulePreview {
    said: String,
    decisions: Vec<Decision>,
    preview: Preview,
    /// Runs once it is stored: only then what was typed for it may go.
    done: Callback<()>,
}

/// Asks before something is decided that makes people appear or disappear.
#[derive(Clone, Copy)]
struct Careful {
    engine: Engine,
    decide: Decide,
    order: Ordering,
    asked: RwSignal<Option<RulePreview>>,
}

impl Careful {
    fn decide(self, said: impl Into<String>, decisions: Vec<Decision>) {
        spawn_local(self.ask(said.into(), decisions, Callback::new(|()| {})));
    }

    /// The same for what was typed into a form, once however often that is sent; `done` runs once it is stored.
    fn then(self, said: impl Into<String>, decisions: Vec<Decision>, done: impl Fn() + Send + Sync + 'static) {
        let asked = self.ask(said.into(), decisions, Callback::new(move |()| done()));
        self.order.store(
            async move {
                asked.await;
                Ok(())
            },
            || {},
        );
    }

    async fn ask(self, said: String, decisions: Vec<Decision>, done: Callback<()>) {
        let preview = match self.engine.ask(question::Preview(decisions.clone())).await {
            Ok(preview) => preview,
            Err(failed) => return self.decide.failed(failed),
        };
        if preview.appear.0 + preview.disappear.0 + preview.tracked + preview.untracked > 0 {
            self.asked.try_set(Some(RulePreview { said, decisions, preview, done }));
            return;
        }
        match self.decide.store_and_say(said, decisions).await {
            Ok(()) => drop(done.try_run(())),
            Err(failed) => self.decide.failed(failed),
        }
    }
}

/// Settings, Who counts.
#[component]
pub(crate) fn Tracking() -> impl IntoView {
    title(|| t::settings::rules().to_owned());
    let engine = Engine::of_page();
    let careful = Careful { engine, decide: Decide::of_page(), order: Ordering::new(), asked: RwSignal::new(None) };
    let answer = live(|| (), move || engine.track_people(), move |()| engine.ask(question::Tracking));
    let (known, failed): (Memo<Known>, _) = (known(answer), failure(answer));
    view! {
        <div class="tracking" data-testid="tracking" data-untracked=move || known.with(|it| it.untracked)>
            {move || failed.get().map(|failed| view! { <Trouble words=failed.words() /> })}
            <Becomes known careful />
            <Mine known careful />
            <Team known careful />
            <Rules known careful />
            {move || careful.asked.get().map(|asked| view! { <Ask careful asked /> })}
        </div>
    }
}

/// What would appear and disappear, and the two answers.
#[component]
fn Ask(careful: Careful, asked: RulePreview) -> impl IntoView {
    let dialog = modal();
    let RulePreview { said, decisions, preview, done } = asked;
    let order = Ordering::new();
    let do_it = move |_| {
        let stored = careful.decide.store_and_say(said.clone(), decisions.clone());
        order.store(stored, move || {
            done.try_run(());
            close(dialog);
        });
    };
    let (appear, disappear) = (preview.appear.0, preview.disappear.0);
    view! {
        <dialog class="confirm" node_ref=dialog aria-labelledby="preview-title" data-testid="preview" data-appear=appear data-disappear=disappear on:close=move |_| careful.asked.set(None)>
            <h2 id="preview-title">{t::rules::what_changes()}</h2>
            <div class="confirm-text">
            <Those count=appear rows=preview.appear.1 title=t::rules::appear />
            <Those count=disappear rows=preview.disappear.1 title=t::rules::disappear />
            {(preview.untracked > 0).then(|| view! { <p>{t::rules::no_longer_tracked(preview.untracked)}</p> })}
            {(preview.tracked > 0).then(|| view! { <p>{t::rules::now_tracked(preview.tracked)}</p> })}
            <p>{t::rules::undo_hint()}</p>
            </div>
            {move || order.failed.get().map(|failed| view! { <Trouble words=failed.words() /> })}
            <div class="actions">
                <button class="button primary" type="button" data-testid="preview-yes" aria-disabled=move || order.busy.get().to_string() on:click=do_it>{t::rules::apply()}</button>
                <button class="button" type="button" autofocus data-testid="preview-no" on:click=move |_| close(dialog)>{t::common::cancel()}</button>
            </div>
        </dialog>
    }
}

#[component]
fn Those(count: u32, rows: Vec<PersonRow>, title: fn(u32) -> String) -> impl IntoView {
    let names: Vec<String> = rows.iter().take(8).map(|row| row.name.clone()).collect();
    let more = u32::try_from(names.len()).map_or(0, |shown| count - shown.min(count));
    let names = names.join(", ");
    let names = if more > 0 { t::rules::and_more(more, names) } else { names };
    (count > 0).then(|| view! { <p><b>{title(count)}" "</b><span dir="auto">{names}</span></p> })
}

#[component]
fn Becomes(known: Memo<Known>, careful: Careful) -> impl IntoView {
    let who = Memo::new(move |_| known.with(|known| known.contact_policy));
    let choice = move |value: ContactPolicy, name: &'static str, title: Text| {
        view! {
            <label class="tick-row">
                <input
                    type="radio"
                    name="who"
                    value=name
                    prop:checked=move || who.get() == value
                    on:click=move |event| {
                        // It is chosen once it was confirmed.
                        event.prevent_default();
                        if who.get_untracked() != value {
                            careful.decide(title(), vec![Decision::ContactPolicy(value)]);
                        }
                    }
                />
                <span>{title()}</span>
            </label>
        }
    };
    view! {
        <section>
            <h2>{t::rules::who()}</h2>
            {choice(ContactPolicy::Written, "written", t::rules::who_written)}
            {choice(ContactPolicy::WrittenOrWrote, "wrote", t::rules::who_wrote)}
            {choice(ContactPolicy::Seen, "seen", t::rules::who_seen)}
        </section>
    }
}

#[component]
fn Mine(known: Memo<Known>, careful: Careful) -> impl IntoView {
    let mine = move || known.with(|known| known.own_addresses.clone());
    let questions = Memo::new(move |_| known.with(|known| known.questions.clone()));
    let answer = Callback::new(move |(said, decisions): (String, Vec<Decision>)| careful.decide(said, decisions));
    let domains = move || known.with(|known| known.domains.clone());
    let add = move |(address, typed): (Address, RwSignal<String>)| {
        let mine = vec![Decision::OwnAddress(address.clone(), Some(true))];
        careful.then(t::today::marked_yours(&address), mine, move || drop(typed.try_set(String::new())))
    };
    view! {
        <section>
            <h2>{t::rules::you()}</h2>
            <p class="quiet">{t::rules::you_hint()}</p>
            <OwnQuestions rows=questions answer />
            <ul role="list" class="rules">
                <For each=mine key=|it| (it.address.clone(), it.own, it.sent) let:own>
                    {
                        let address = Address::parse(&own.address);
                        let (is, account) = (own.own, own.account);
                        let turn = move |_| if let Some(address) = address.clone() {
                            let said = if is { t::today::marked_not_yours(&address) } else { t::today::marked_yours(&address) };
                            careful.decide(said, vec![Decision::OwnAddress(address, Some(!is))]);
                        };
                        view! {
                            <li data-testid="own-address" data-address=own.address.clone() data-mine=is.to_string()>
                                <span dir="auto">{own.address.clone()}</span>
                                <span class="quiet">{if account { t::rules::your_account().to_owned() } else { t::rules::sent_from_it(own.sent) }}</span>
                                {(!account).then(|| view! { <button class="text-button" type="button" on:click=turn>{if is { t::rules::not_mine() } else { t::rules::mine() }}</button> })}
                            </li>
                        }
                    }
                </For>
            </ul>
            <AddAddress name="add-mine" label=t::rules::another_address() add=Callback::new(add) />
            <ul role="list" class="rules">
                <For each=domains key=|it| (it.domain.clone(), it.internal, it.addresses) let:own>
                    {
                        let domain = own.domain.clone();
                        let internal = own.internal;
                        let turn = move |event: leptos::ev::MouseEvent| {
                            event.prevent_default();
                            let said = if internal { t::rules::not_own_domain(&domain) } else { t::rules::own_domain(&domain) };
                            careful.decide(said, vec![Decision::OwnDomain(domain.clone(), Some(!internal))]);
                        };
                        view! {
                            <li data-testid="own-domain" data-domain=own.domain.clone() data-internal=internal.to_string()>
                                {match own.free_mail {
                                    true => view! { <span class="quiet">{t::rules::free_mail(&own.domain)}</span> }.into_any(),
                                    false => view! {
                                        <label class="tick-row">
                                            <input type="checkbox" role="switch" name="own-domain" prop:checked=internal on:click=turn />
                                            <span>{sentence(&t::rules::everyone(PLACES[0]), [view! { <b dir="auto">{own.domain.clone()}</b> }.into_any()])}</span>
                                        </label>
                                        <span class="quiet">{t::rules::addresses_seen(own.addresses)}</span>
                                    }.into_any(),
                                }}
                            </li>
                        }
                    }
                </For>
            </ul>
        </section>
    }
}

#[component]
fn Team(known: Memo<Known>, careful: Careful) -> impl IntoView {
    let colleagues = move || known.with(|known| known.colleagues.clone());
    let (name, addresses) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    UnsavedField::new("colleague-name", "", t::rules::colleague_name()).hold(name);
    UnsavedField::new("colleague-addresses", "", t::rules::colleague_addresses()).hold(addresses);
    let wrong = RwSignal::new(None::<&'static str>);
    let add = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let typed = addresses.get_untracked();
        let parts: Vec<&str> = typed.split([',', ' ', ';']).filter(|part| !part.trim().is_empty()).collect();
        let read: Vec<Address> = parts.iter().filter_map(|part| Address::parse(part)).collect();
        if read.is_empty() || read.len() < parts.len() {
            wrong.set(Some(t::rules::wrong_addresses()));
            return;
        }
        wrong.set(None);
        let named = name.get_untracked().trim().to_owned();
        let named = if named.is_empty() { read.first().map(ToString::to_string).unwrap_or_default() } else { named };
        let said = t::rules::colleague_added(&named);
        careful.then(said, vec![Decision::Colleague { id: random_id(), name: named, addresses: read }], move || {
            name.try_set(String::new());
            addresses.try_set(String::new());
        });
    };
    view! {
        <section>
            <h2>{t::rules::team()}</h2>
            <p class="quiet">{t::rules::team_hint()}</p>
            <ul role="list" class="rules">
                <For each=colleagues key=|it| (it.id, it.name.clone(), it.addresses.clone()) let:it><Colleague it careful /></For>
            </ul>
            <form class="add-rule" on:submit=add data-testid="add-colleague">
                <input name="colleague-name" aria-label=t::people::name() placeholder=t::people::name() prop:value=name on:input=move |event| name.set(event_target_value(&event)) />
                <input name="colleague-addresses" aria-label=t::rules::addresses_label() placeholder="karen@work.example, karen@home.example" prop:value=addresses on:input=move |event| addresses.set(event_target_value(&event)) />
                <button class="button" type="submit">{t::rules::add()}</button>
                <span class="field-wrong" role="alert">{move || wrong.get()}</span>
            </form>
            <ColleaguesFile has_some=Signal::derive(move || known.with(|known| !known.colleagues.is_empty())) />
        </section>
    }
}

#[component]
fn Colleague(it: ColleagueView, careful: Careful) -> impl IntoView {
    let ColleagueView { id, name, addresses } = it;
    let said = t::rules::colleague_removed(&name);
    let gone =
        move |_| careful.decide(said.clone(), vec![Decision::Colleague { id, name: String::new(), addresses: vec![] }]);
    view! {
        <li data-testid="colleague" data-item=format!("{id:x}")>
            <span dir="auto">{name}</span>
            <span class="quiet" dir="auto">{addresses.join(", ")}</span>
            <button class="text-button" type="button" on:click=gone>{t::common::remove()}</button>
        </li>
    }
}

#[component]
fn Rules(known: Memo<Known>, careful: Careful) -> impl IntoView {
    let rules = move || known.with(|known| known.rules.clone());
    let (typed, verdict) = (RwSignal::new(String::new()), RwSignal::new("exclude".to_owned()));
    UnsavedField::new("rule-scope", "", t::rules::rule()).hold(typed);
    let wrong = RwSignal::new(None::<&'static str>);
    let add = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let Some(scope) = scope(&typed.get_untracked()) else {
            return wrong.set(Some(t::rules::wrong_scope()));
        };
        wrong.set(None);
        let shown = scope_name(&scope);
        let (verdict, said) = match verdict.get_untracked().as_str() {
            "person" => (RuleEffect::AlwaysShow, t::rules::added_always(shown)),
            "never" => (RuleEffect::NeverShow, t::rules::added_never(shown)),
            _ => (RuleEffect::DontTrack, t::rules::added_untracked(shown)),
        };
        let rule = vec![Decision::Rule(scope, Some(verdict))];
        careful.then(said, rule, move || drop(typed.try_set(String::new())));
    };
    view! {
        <section>
            <h2>{t::rules::rules()}</h2>
            <p class="quiet">{t::rules::rules_hint()}</p>
            <ul role="list" class="rules">
                <For each=rules key=|it| (format!("{:?}", it.0), it.2) let:it>
                    {
                        let (scope, verdict, count) = it;
                        let what = match verdict {
                            RuleEffect::AlwaysShow => t::rules::always(),
                            RuleEffect::NeverShow => t::rules::never(),
                            RuleEffect::DontTrack => t::rules::untracked(),
                        };
                        let shown = scope_name(&scope);
                        let gone = move |_| careful.decide(t::rules::removed(scope_name(&scope)), vec![Decision::Rule(scope.clone(), None)]);
                        view! {
                            <li data-testid="rule">
                                <span dir="auto">{shown}</span>
                                <span class="quiet">{what}", "{t::rules::addresses(count)}</span>
                                <button class="text-button" type="button" on:click=gone>{t::common::remove()}</button>
                            </li>
                        }
                    }
                </For>
            </ul>
            <form class="add-rule" on:submit=add data-testid="add-rule">
                <input name="rule-scope" aria-label=t::rules::scope_label() placeholder="acme.example" prop:value=typed on:input=move |event| typed.set(event_target_value(&event)) />
                <select name="rule-verdict" aria-label=t::rules::rule() on:change=move |event| verdict.set(event_target_value(&event))>
                    <option value="exclude">{t::rules::untracked()}</option>
                    <option value="never">{t::rules::never()}</option>
                    <option value="person">{t::rules::always()}</option>
                </select>
                <button class="button" type="submit">{t::rules::add()}</button>
                <span class="field-wrong" role="alert">{move || wrong.get()}</span>
            </form>
        </section>
    }
}

/// An address, or a domain.
fn scope(typed: &str) -> Option<RuleScope> {
    let typed = typed.trim().trim_start_matches('@');
    if let Some(address) = Address::parse(typed) {
        return Some(RuleScope::Address(address));
    }
    // A domain is what an address may have behind its `@`; no one writes from one without a dot.
    if !typed.contains('.') {
        return None;
    }
    let address = Address::parse(&format!("a@{typed}"))?;
    Some(RuleScope::Domain(address.domain().to_owned()))
}

#[component]
fn AddAddress(name: &'static str, label: &'static str, add: Callback<(Address, RwSignal<String>)>) -> impl IntoView {
    let typed = RwSignal::new(String::new());
    UnsavedField::new(name, "", label).hold(typed);
    let wrong = RwSignal::new(false);
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        match Address::parse(&typed.get_untracked()) {
            Some(address) => {
                wrong.set(false);
                add.run((address, typed));
            }
            None => wrong.set(true),
        }
    };
    view! {
        <form class="add-rule" on:submit=submit>
            <input name=name aria-label=label placeholder=label prop:value=typed on:input=move |event| typed.set(event_target_value(&event)) />
            <button class="button" type="submit">{t::rules::add()}</button>
            <span class="field-wrong" role="alert">{move || wrong.get().then(t::rules::wrong_address)}</span>
        </form>
    }
}
