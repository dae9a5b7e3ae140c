use super::model::{Form, in_common};
use crate::client::{Engine, failure, known, live};
use crate::components::icon::{Icon, Shape};
use crate::components::order::{Ordering, Stored};
use crate::components::sheet::Sheet;
use crate::components::trouble::Trouble;
use crate::components::unsaved::UnsavedField;
use crate::features::company_by_name::joining;
use crate::features::decide::Decide;
use crate::features::photos::PersonAvatar;
use crate::i18n::t;
use crate::platform::dialog::end_with_page;
use crate::platform::focus::{focus_soon, typing};
use crate::platform::press::press;
use crate::platform::random::random_id;
use crate::platform::time::{now, today};
use crate::present::failed::Failed;
use crate::present::keys::{EVERYWHERE, Everywhere, act, hint};
use crate::present::links::slug;
use kith_engine::api::{Command, Decision, ItemKind, KnownPerson, PersonField, PersonId, PersonRow, question};
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::components::A;
use leptos_router::hooks::{use_location, use_navigate, use_query_map};

/// Where what was typed and is not saved is gone on with.
const ADDRESS: &str = "/people?add";
const QUERY: &str = "add";
/// By which names an app that shares something gives it in the address (public/manifest.webmanifest).
const SHARED: [&str; 3] = ["title", "text", "url"];

/// Whether someone is being added. One for the page's whole life.
#[derive(Clone, Copy)]
pub(crate) struct Adding {
    open: RwSignal<bool>,
    begun: RwSignal<Form>,
}

impl Adding {
    pub(crate) fn new() -> Self {
        Self { open: RwSignal::new(false), begun: RwSignal::new(Form::default()) }
    }

    /// The one of this page.
    pub(crate) fn of_page() -> Self {
        expect_context()
    }

    /// Begins to add someone, with what was typed to find them.
    pub(crate) fn begin(self, words: &str) {
        self.begun.set(Form::of(words));
        self.open.set(true);
    }
}

/// The way to it in the navigation.
#[component]
pub(crate) fn AddEntry() -> impl IntoView {
    let adding = Adding::of_page();
    view! {
        <button class="entry" type="button" data-testid="nav-add" aria-keyshortcuts="N" title=hint(&EVERYWHERE, Everywhere::Add) on:click=move |_| adding.begin("")>
            <Icon shape=Shape::Add />
            <span>{t::add::title()}</span>
        </button>
    }
}

/// The dialog, while someone is being added.
#[component]
pub(crate) fn AddBox() -> impl IntoView {
    let adding = Adding::of_page();
    let Adding { open, begun } = adding;
    let hotkey = window_event_listener(leptos::ev::keydown, move |event| {
        if act(&EVERYWHERE, &press(&event)) == Some(Everywhere::Add) && !typing() {
            event.prevent_default();
            adding.begin("");
        }
    });
    on_cleanup(move || hotkey.remove());
    // What was typed is kept.
    end_with_page(move || open.set(false));
    let search = use_location().search;
    let is_asked = Memo::new(move |_| search.with(|search| search.trim_start_matches('?') == QUERY));
    Effect::new(move |_| {
        if is_asked.get() {
            begun.set(Form::default());
            open.set(true);
        }
    });
    let (query, navigate) = (use_query_map(), use_navigate());
    Effect::new(move |_| {
        let shared = query.with(|query| SHARED.map(|name| query.get(name)));
        if shared.iter().any(Option::is_some) {
            let [title, text, url] = shared.map(Option::unwrap_or_default);
            begun.set(Form::of_shared(&title, &text, &url));
            open.set(true);
            // It is in no history.
            navigate("/people", NavigateOptions { replace: true, ..NavigateOptions::default() });
        }
    });
    view! { <Show when=move || open.get()><Open open begun is_asked /></Show> }
}

#[component]
fn Open(open: RwSignal<bool>, begun: RwSignal<Form>, is_asked: Memo<bool>) -> impl IntoView {
    let (engine, decide, day) = (Engine::of_page(), Decide::of_page(), today());
    let navigate = StoredValue::new_local(use_navigate());
    let go = move |to: &str| navigate.with_value(|navigate| navigate(to, NavigateOptions::default()));
    let unsaved = UnsavedField::on(ADDRESS.to_owned(), "add-person", "", t::add::title());
    let kept = untrack(move || unsaved.typed());
    let form = RwSignal::new(kept.map_or_else(|| begun.get_untracked(), |text| Form::read(&text)));
    let text = RwSignal::new(form.with_untracked(Form::text));
    Effect::new(move |_| {
        let now = form.with(Form::text);
        unsaved.keep(&now);
        text.set(now);
    });
    let wrong = RwSignal::new(None::<&'static str>);
    let is_right = Callback::new(move |()| {
        wrong.set(form.with_untracked(Form::wrong));
        wrong.with_untracked(Option::is_none)
    });
    let leads_to = RwSignal::new(None::<PersonId>);
    let save = Callback::new(move |()| -> Stored {
        let (mark, form) = (unsaved.id(), form.get_untracked());
        let person = form.person(day.get_untracked());
        let id = person.id(mark);
        let addresses = form.addresses().iter().map(ToString::to_string).collect();
        Box::pin(async move {
            engine.order(Command::AddPerson { mark, person: Box::new(person) }).await?;
            decide.done(t::add::added(form.called()), mark);
            // One of the addresses may have been someone's already.
            let who = engine.ask(question::KnownAs { addresses, ..question::KnownAs::default() }).await;
            let who = who.ok().and_then(|known| known.first().map(|it| it.person.id));
            leads_to.try_set(Some(who.unwrap_or(id)));
            Ok(())
        })
    });
    let end = Callback::new(move |()| {
        open.set(false);
        match leads_to.get_untracked() {
            Some(person) => go(&format!("/people/{}", slug(person))),
            None if is_asked.get_untracked() => go("/people"),
            None => {}
        }
    });
    let done = Callback::new(move |person: PersonId| {
        unsaved.drop();
        leads_to.set(Some(person));
        end.run(());
    });
    let field = move |read: fn(&mut Form) -> &mut String| {
        move |event| {
            wrong.set(None);
            form.update(|form| *read(form) = event_target_value(&event));
        }
    };
    view! {
        <Sheet title=t::add::title() yes=t::add::yes() save end typed=text unsaved check=is_right>
            <label>{t::people::name()}
                <input name="add-name" autocomplete="off" autofocus prop:value=move || form.with(|form| form.name.clone()) on:input=field(|form| &mut form.name) />
            </label>
            <Several form wrong name="add-email" kind="email" label=t::person::address() more=t::add::another_address() read=|form| &mut form.emails />
            <Several form wrong name="add-phone" kind="tel" label=t::person::phone() more=t::add::another_phone() read=|form| &mut form.phones />
            <KnownAlready form is_right done />
            <label>{t::person::company()}
                <input name="add-company" autocomplete="off" list="add-companies" prop:value=move || form.with(|form| form.company.clone()) on:input=field(|form| &mut form.company) />
                <Companies form />
            </label>
            <BucketChoice form />
            <label>{t::person::met()}
                <input name="add-met" autocomplete="off" prop:value=move || form.with(|form| form.met.clone()) on:input=field(|form| &mut form.met) />
            </label>
            <p class="field-wrong" role="alert" data-testid="field-wrong">{move || wrong.get()}</p>
        </Sheet>
    }
}

/// As many fields as there are addresses or numbers, and one for another.
#[component]
fn Several(
    form: RwSignal<Form>,
    wrong: RwSignal<Option<&'static str>>,
    name: &'static str,
    kind: &'static str,
    label: &'static str,
    more: &'static str,
    read: fn(&mut Form) -> &mut Vec<String>,
) -> impl IntoView {
    let all = Memo::new(move |_| read(&mut form.get()).clone());
    let count = Memo::new(move |_| all.with(|all| all.len().max(1)));
    let set = move |at: usize, value: String| {
        wrong.set(None);
        form.update(|form| {
            let all = read(form);
            if all.len() <= at {
                all.resize(at + 1, String::new());
            }
            if let Some(place) = all.get_mut(at) {
                *place = value;
            }
        });
    };
    // An empty one is another already.
    let another = move |_| {
        let is_filled = |all: &Vec<String>| all.last().is_some_and(|last| !last.trim().is_empty());
        let last = count.get_untracked().saturating_sub(1);
        let at = if all.with_untracked(is_filled) { last + 1 } else { last };
        set(at, all.with_untracked(|all| all.get(at).cloned().unwrap_or_default()));
        focus_soon(format!("[data-at='{at}'][name={name}]"));
    };
    view! {
        <div class="several">
            <For each=move || 0..count.get() key=|at| *at let:at>
                <label>
                    <span class:unseen=at != 0>{label}</span>
                    <input name=name type="text" inputmode=kind autocomplete="off" autocapitalize="off" spellcheck="false" data-at=at
                        prop:value=move || all.with(|all| all.get(at).cloned().unwrap_or_default())
                        on:input=move |event| set(at, event_target_value(&event)) />
                </label>
            </For>
            <button class="text-button" type="button" data-testid=format!("{name}-more") on:click=another>{more}</button>
        </div>
    }
}

/// Names of companies that begin as it was typed.
#[component]
fn Companies(form: RwSignal<Form>) -> impl IntoView {
    let engine = Engine::of_page();
    let typed = Memo::new(move |_| form.with(|form| form.company.trim().to_owned()));
    let answer = live(
        move || typed.get(),
        || (),
        move |filter| engine.ask(question::Companies { filter, limit: 8, ..Default::default() }),
    );
    let found = known(answer);
    view! {
        <datalist id="add-companies">
            {move || found.get().rows.into_iter().map(|row| view! { <option value=row.name></option> }).collect_view()}
        </datalist>
    }
}

#[component]
fn BucketChoice(form: RwSignal<Form>) -> impl IntoView {
    let engine = Engine::of_page();
    let answer = live(|| (), move || engine.track_people(), move |()| engine.ask(question::Buckets));
    let (buckets, failed) = (known(answer), failure(answer));
    let is_chosen = move |id: u64| form.with(|form| form.bucket() == Some(id));
    view! {
        {move || failed.get().map(|failed| view! { <Trouble words=failed.words() /> })}
        <Show when=move || !buckets.with(Vec::is_empty)>
            <label>{t::add::bucket()}
                <select name="add-bucket" on:change=move |event| form.update(|form| form.bucket = event_target_value(&event))>
                    <option value="">{t::add::no_bucket()}</option>
                    {move || buckets.get().into_iter().map(|it| {
                        let id = it.bucket.id;
                        view! { <option value=id.to_string() prop:selected=move || is_chosen(id)>{it.bucket.name}</option> }
                    }).collect_view()}
                </select>
            </label>
        </Show>
    }
}

/// Who is known already of whom this is typed.
#[component]
fn KnownAlready(form: RwSignal<Form>, is_right: Callback<(), bool>, done: Callback<PersonId>) -> impl IntoView {
    let engine = Engine::of_page();
    let asked = Memo::new(move |_| form.with(Form::known_as));
    let answer = live(move || asked.get(), move || engine.track_people(), move |question| engine.ask(question));
    let found = known(answer);
    view! {
        <Show when=move || !found.with(Vec::is_empty)>
            <section class="known" aria-label=t::add::known() data-testid="add-known">
                <p class="quiet" role="status">{t::add::known()}</p>
                <ul role="list">
                    <For each=move || found.get() key=|it| (it.person.id, it.why.as_ref().map(in_common)) let:it><OneKnown it form is_right done /></For>
                </ul>
            </section>
        </Show>
    }
}

#[component]
fn OneKnown(
    it: KnownPerson,
    form: RwSignal<Form>,
    is_right: Callback<(), bool>,
    done: Callback<PersonId>,
) -> impl IntoView {
    let (engine, decide, day) = (Engine::of_page(), Decide::of_page(), today());
    let KnownPerson { person: PersonRow { id, name, address, photo, .. }, why } = it;
    let order = Ordering::new();
    let (said, data_address) = (name.clone(), address.clone());
    let second = why.map_or(address, |why| in_common(&why));
    let says_more = move || {
        form.with(|form| {
            !(form.addresses().is_empty()
                && form.numbers().is_empty()
                && form.company.trim().is_empty()
                && form.met.trim().is_empty()
                && form.bucket.is_empty())
        })
    };
    let add = move |_| {
        if !is_right.run(()) {
            return;
        }
        let (typed, said) = (form.get_untracked(), said.clone());
        let work = async move {
            let decisions = added_to(engine, id, &typed, day.get_untracked()).await?;
            decide.store_and_say(t::add::added_to(&said), decisions).await
        };
        order.store(work, move || _ = done.try_run(id));
    };
    let to = name.clone();
    view! {
        <li data-testid="known-person" data-address=data_address>
            <PersonAvatar id name=name.clone() photo />
            <A href=format!("/people/{}", slug(id))><span dir="auto">{name}</span></A>
            <span class="quiet" dir="auto">{second}</span>
            <Show when=says_more>
                <button class="text-button" type="button" data-testid="known-add" on:click=add.clone()>{t::add::add_to(&to)}</button>
            </Show>
            {move || order.failed.get().map(|failed| view! { <Trouble words=failed.words() /> })}
        </li>
    }
}

/// What gives someone who is known what was typed.
async fn added_to(
    engine: Engine,
    person: PersonId,
    form: &Form,
    day: kith_domain::day::Day,
) -> Result<Vec<Decision>, Failed> {
    let addresses = form.addresses().into_iter().map(|address| Decision::Address { address, person });
    let phones = form.numbers().into_iter().map(|value| Decision::SetItem {
        person,
        kind: ItemKind::Phone,
        item: random_id(),
        label: String::new(),
        value,
        at: now(),
    });
    let mut decisions: Vec<Decision> = addresses.chain(phones).collect();
    let (company, met) = (form.company.trim(), form.met.trim());
    if !company.is_empty() {
        decisions.extend(joining(engine, vec![person], company.to_owned()).await?);
    }
    if !met.is_empty() {
        decisions.push(Decision::SetField { person, field: PersonField::Met, value: met.to_owned() });
    }
    if let Some(bucket) = form.bucket() {
        decisions.push(Decision::InBucket { people: vec![person], bucket, day, on: true });
    }
    Ok(decisions)
}
