//! What is known of a person beside their conversations; all of it is edited where it stands.

use super::model::{DetailKind, check_address, check_link, check_number, check_phone, source};
use crate::client::{Engine, failure, known, live};
use crate::components::editable::{Editable, Save};
use crate::components::icon::{Icon, Shape};
use crate::components::order::{Ordering, Stored};
use crate::components::trouble::Trouble;
use crate::components::unsaved::{Field, Unsaved};
use crate::features::company_by_name::joining;
use crate::features::decide::Decide;
use crate::features::finding::Finding;
use crate::platform::focus::open_by_arrows;
use crate::platform::random::random_id;
use crate::platform::scroll::show;
use crate::platform::time::{clock, day_now};
use crate::present::calendar::short_date;
use crate::present::dates::{check_date, date_in_words};
use crate::present::failed::Failed;
use crate::present::links::{Spot, spot};
use crate::present::reason::how;
use kith_domain::address::Address;
use kith_domain::day::Day;
use kith_engine::api::{
    AddressView, CustomKind, Decision, Field as Of, ItemView, Kind, Lists, PersonCard, PersonId, Problem, ProblemKind,
    Source, Sourced, question,
};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::components::A;
use leptos_router::hooks::use_location;

type Card = Memo<Option<PersonCard>>;

/// A field that a person has once, as it stands on the page.
#[component]
pub(super) fn Once(
    card: Card,
    id: PersonId,
    field: Of,
    label: &'static str,
    name: &'static str,
    read: Callback<PersonCard, Sourced>,
    #[prop(optional)] is_date: bool,
    #[prop(optional)] list: &'static str,
) -> impl IntoView {
    let decide = Decide::of_page();
    let sourced =
        Memo::new(move |_| card.with(|card| card.as_ref().map(|card| read.run(card.clone())).unwrap_or_default()));
    let from = Memo::new(move |_| sourced.with(|it| source(it.source, clock)));
    let save = Callback::new(move |value: String| decide.store(vec![Decision::Set { person: id, field, value }]));
    let shown = Memo::new(move |_| sourced.with(|it| it.value.clone()));
    match is_date {
        true => {
            view! { <Editable value=shown label name source=from check=check_past reads=date_in_words list save /> }
                .into_any()
        }
        false => view! { <Editable value=shown label name source=from list save /> }.into_any(),
    }
}

/// A birthday has been.
fn check_past(text: &str) -> Result<String, &'static str> {
    let date = check_date(text)?;
    let is_to_come = Day::parse(&date).is_some_and(|day| i64::from(day.0) > day_now());
    if is_to_come { Err("That date is in the future.") } else { Ok(date) }
}

/// Role, company, tags, and everything that there may be several of.
#[component]
pub(super) fn Record(card: Card, id: PersonId) -> impl IntoView {
    let engine = Engine::of_page();
    let lists = live(|| (), move || engine.track_people(), move |()| engine.ask(question::Lists));
    let (lists, failed) = (known(lists), failure(lists));
    let adding = RwSignal::new(None::<DetailKind>);
    // What was being added when the page was loaded anew, or the tab was closed.
    let (unsaved, path) = (Unsaved::of_page(), use_location().pathname);
    Effect::new(move |_| {
        let path = path.get_untracked();
        let is_kept = |kind: &DetailKind| {
            let (name, of) = kind.field();
            unsaved.has(&path, name, &of)
        };
        let kept = every_kind(&lists.get()).into_iter().find(is_kept);
        if kept.is_some() && adding.with_untracked(Option::is_none) {
            adding.set(kept);
        }
    });
    let items = Memo::new(move |_| card.with(|card| card.as_ref().map(|card| card.items.clone()).unwrap_or_default()));
    let of = move |kind: Kind| move || items.get().into_iter().filter(|it| it.kind == kind).collect::<Vec<_>>();
    let key = |it: &ItemView| (it.item, it.value.clone(), it.label.clone());
    let has =
        move |read: fn(&PersonCard) -> bool| Memo::new(move |_| card.with(|card| card.as_ref().is_some_and(read)));
    let has_birthday = has(|card| !card.birthday.value.is_empty());
    let custom = Memo::new(move |_| {
        let set = card.with(|card| card.as_ref().map(|card| card.custom.clone()).unwrap_or_default());
        lists.with(|lists| {
            let of = |(id, name, kind): &(u64, String, CustomKind)| {
                let value = set.iter().find(|(own, _)| own == id).map(|(_, value)| value.clone())?;
                Some((*id, name.clone(), kind.clone(), value))
            };
            lists.fields.iter().filter_map(of).collect::<Vec<_>>()
        })
    });
    view! {
        <div class="record" data-testid="record">
            {move || failed.get().map(|failed| view! { <Trouble words=failed.words() /> })}
            <Company card id />
            <Tags card id />
            <For each=of(Kind::Phone) key=key let:item><Item id item title="Phone" /></For>
            <For each=of(Kind::Postal) key=key let:item><Item id item title="Postal address" /></For>
            <For each=of(Kind::Link) key=key let:item><Item id item title="Link" /></For>
            <Show when=move || has_birthday.get()>
                <div class="detail">
                    <span class="detail-title">"Birthday"</span>
                    <Once card id field=Of::Birthday label="Birthday" name="birthday" is_date=true
                        read=Callback::new(|card: PersonCard| card.birthday) />
                </div>
            </Show>
            <For each=move || custom.get() key=|it| (it.0, it.1.clone(), it.3.value.clone()) let:it><Custom id it /></For>
            {move || adding.get().map(|kind| view! { <Adding card id kind lists end=Callback::new(move |()| adding.set(None)) /> })}
            <Add adding lists />
            <For each=of(Kind::Note) key=key let:item><Note id item /></For>
        </div>
    }
}

/// Everything that can be added.
fn every_kind(lists: &Lists) -> Vec<DetailKind> {
    let own = lists.fields.iter().map(|it| DetailKind::Custom(it.0, it.1.clone()));
    DetailKind::all().into_iter().chain(own).chain([DetailKind::NewField]).collect()
}

/// The menu of what can be added.
#[component]
fn Add(adding: RwSignal<Option<DetailKind>>, lists: Memo<Lists>) -> impl IntoView {
    let kinds = move || lists.with(every_kind);
    let select = NodeRef::<leptos::html::Select>::new();
    let chosen = move |event| {
        let value = event_target_value(&event);
        adding.set(untrack(kinds).into_iter().find(|kind| kind.name() == value));
        if let Some(select) = select.get_untracked() {
            select.set_value("");
        }
    };
    view! {
        <select node_ref=select class="add" name="add" aria-label="Add details" on:change=chosen on:keydown=|event| open_by_arrows(&event)>
            <option value="" selected>"Add…"</option>
            {move || kinds().into_iter().map(|kind| view! { <option value=kind.name()>{kind.title()}</option> }).collect_view()}
        </select>
    }
}

/// What is being added. It is there until that is stored.
#[component]
fn Adding(card: Card, id: PersonId, kind: DetailKind, lists: Memo<Lists>, end: Callback<()>) -> impl IntoView {
    let decide = Decide::of_page();
    let engine = Engine::of_page();
    let empty = Signal::derive(String::new);
    let title = kind.title();
    let label = title.clone();
    let (name, of) = kind.field();
    // One number for what is being added, so that it is one thing also where it is stored once more after a reload.
    let unsaved = Field::new(name, &of, &title);
    let item = unsaved.id();
    let put = move |kind: Kind| {
        Callback::new(move |value: String| {
            let at = crate::platform::time::now();
            decide.store(vec![Decision::Put { person: id, kind, item, label: String::new(), value, at }])
        })
    };
    let set = move |field: Of| {
        Callback::new(move |value: String| decide.store(vec![Decision::Set { person: id, field, value }]))
    };
    let field = match &kind {
        DetailKind::Phone => view! { <Editable value=empty label="Phone" name unsaved check=check_phone begin=true save=put(Kind::Phone) leave=end /> }.into_any(),
        DetailKind::Postal => view! { <Editable value=empty label="Postal address" name unsaved lines=true begin=true save=put(Kind::Postal) leave=end /> }.into_any(),
        DetailKind::Link => view! { <Editable value=empty label="Link" name unsaved check=check_link begin=true save=put(Kind::Link) leave=end /> }.into_any(),
        DetailKind::Note => view! { <Editable value=empty label="Note" name unsaved lines=true begin=true save=put(Kind::Note) leave=end /> }.into_any(),
        DetailKind::Birthday => view! { <Editable value=empty label="Birthday, like 10 December 1980" name unsaved check=check_past begin=true save=set(Of::Birthday) leave=end /> }.into_any(),
        DetailKind::Address => {
            let save = Callback::new(move |typed: String| {
                let name = card.with_untracked(|card| card.as_ref().map(|card| card.row.name.clone()).unwrap_or_default());
                // It was checked; what is no address is not taken at all.
                let Some(address) = Address::parse(&typed) else { return bad_input() };
                Box::pin(async move {
                    // Whose it was, for the sentence; what is decided is the same.
                    let owner = engine.ask(question::Person(PersonId::of(address.as_str()))).await.ok();
                    let said = match owner.filter(|owner| owner.row.id != id) {
                        Some(owner) => format!("Moved {address} and its conversation from {} to {name}.", owner.row.name),
                        None => format!("Added {address} and its conversation to {name}."),
                    };
                    decide.store_and_say(said, vec![Decision::Address { address, person: id }]).await
                })
            });
            view! { <Editable value=empty label="Email address" name unsaved check=check_address begin=true save leave=end /> }.into_any()
        }
        DetailKind::Tag => {
            let save = Callback::new(move |tag: String| decide.store(vec![Decision::Tag { people: vec![id], tag, on: true }]));
            view! {
                <Editable value=empty label="Tag" name unsaved list="known-tags" begin=true save leave=end />
                <datalist id="known-tags">
                    {move || lists.with(|lists| lists.tags.iter().map(|(tag, _)| view! { <option value=tag.clone()></option> }).collect_view())}
                </datalist>
            }.into_any()
        }
        DetailKind::Custom(field, _) => {
            let field = *field;
            let kind = lists.with_untracked(|lists| lists.fields.iter().find(|it| it.0 == field).map(|it| it.2.clone()));
            view! { <CustomInput kind=kind.unwrap_or(CustomKind::Text) value=String::new() label of begin=true save=set(Of::Custom(field)) leave=end /> }.into_any()
        }
        DetailKind::NewField => view! { <NewField unsaved end /> }.into_any(),
    };
    view! { <div class="detail"><span class="detail-title">{title}</span>{field}</div> }
}

/// What was typed cannot be used.
fn bad_input() -> Stored {
    Box::pin(async { Err(Failed::Told(Problem::new(ProblemKind::BadInput))) })
}

/// What was written down was typed, and that is said as of all else.
fn typed_at(at: i64) -> Signal<String> {
    Signal::derive(move || source(Source::Typed(at), clock))
}

/// One of several of a kind.
#[component]
fn Item(id: PersonId, item: ItemView, title: &'static str) -> impl IntoView {
    let decide = Decide::of_page();
    let ItemView { item, kind, label, value, at } = item;
    let (shown, kept) = (label.clone(), value.clone());
    let put = move |label: String, value: String| {
        decide.store(vec![Decision::Put { person: id, kind, item, label, value, at }])
    };
    let save_label = {
        let value = value.clone();
        Callback::new(move |label: String| put(label, value.clone()))
    };
    let save = {
        let label = label.clone();
        Callback::new(move |value: String| put(label.clone(), value))
    };
    let value = Signal::derive(move || kept.clone());
    let label = Signal::derive(move || shown.clone());
    let typed = typed_at(at);
    let gone = move |_| {
        decide.say(
            format!("Removed {title}."),
            vec![Decision::Put { person: id, kind, item, label: String::new(), value: String::new(), at }],
        )
    };
    let href = (kind == Kind::Link).then(|| super::model::link(&value.get_untracked())).flatten();
    view! {
        <div class="detail" data-testid="item" data-item=format!("{item:x}") data-kind=title.to_lowercase()>
            <span class="detail-title">{title}</span>
            {match kind {
                Kind::Phone => view! { <Editable value label=title name="item-value" of=format!("{item:x}") source=typed check=check_phone save /> }.into_any(),
                Kind::Link => view! { <Editable value label=title name="item-value" of=format!("{item:x}") source=typed check=check_link save /> }.into_any(),
                _ => view! { <Editable value label=title name="item-value" of=format!("{item:x}") source=typed lines=true save /> }.into_any(),
            }}
            <Editable value=label label="Label" name="item-label" of=format!("{item:x}") save=save_label />
            {href.map(|href| view! { <a href=href target="_blank" rel="noopener noreferrer">"Open"</a> })}
            <button class="icon-button" type="button" aria-label=format!("Remove {title}") on:click=gone>
                <Icon shape=Shape::Close />
            </button>
        </div>
    }
}

#[component]
fn Note(id: PersonId, item: ItemView) -> impl IntoView {
    let decide = Decide::of_page();
    let ItemView { item, kind, label, value, at } = item;
    let kept = value;
    let save = Callback::new(move |value: String| {
        decide.store(vec![Decision::Put { person: id, kind, item, label: label.clone(), value, at }])
    });
    let gone = move |_| {
        decide.say(
            "Deleted the note.",
            vec![Decision::Put { person: id, kind, item, label: String::new(), value: String::new(), at }],
        )
    };
    let (hash, finding) = (use_location().hash, Finding::of_page());
    let is_sought = Memo::new(move |_| hash.with(|hash| spot(hash)) == Some(Spot::Note(item)));
    Effect::new(move |_| {
        finding.track();
        if is_sought.get() {
            show(format!("[data-testid=note][data-item='{item:x}']"));
        }
    });
    view! {
        <div class="note" data-testid="note" data-item=format!("{item:x}") data-at=at data-sought=move || is_sought.get().then_some("true")>
            <span class="quiet">{short_date(&clock(at))}</span>
            <Editable value=Signal::derive(move || kept.clone()) label="Note" name="note-text" of=format!("{item:x}") source=typed_at(at) lines=true save />
            <button class="icon-button" type="button" aria-label="Delete this note" on:click=gone><Icon shape=Shape::Close /></button>
        </div>
    }
}

/// A field of one's own.
#[component]
fn Custom(id: PersonId, it: (u64, String, CustomKind, Sourced)) -> impl IntoView {
    let decide = Decide::of_page();
    let (field, name, kind, value) = it;
    let save = Callback::new(move |value: String| {
        decide.store(vec![Decision::Set { person: id, field: Of::Custom(field), value }])
    });
    let label = name.clone();
    view! {
        <div class="detail" data-testid="custom" data-item=format!("{field:x}")>
            <span class="detail-title" dir="auto">{name}</span>
            <CustomInput kind value=value.value label of=format!("{field:x}") from=source(value.source, clock) save />
        </div>
    }
}

#[component]
fn CustomInput(
    kind: CustomKind,
    value: String,
    label: String,
    of: String,
    #[prop(optional)] from: String,
    #[prop(optional)] begin: bool,
    save: Save,
    #[prop(optional)] leave: Option<Callback<()>>,
) -> impl IntoView {
    let leave = leave.unwrap_or_else(|| Callback::new(|()| ()));
    let choices = match &kind {
        CustomKind::Choice(choices) => Some(choices.clone()),
        CustomKind::YesNo => Some(vec!["yes".to_owned(), "no".to_owned()]),
        _ => None,
    };
    if let Some(choices) = choices {
        let now = value.clone();
        let order = Ordering::new();
        let choose = move |event| {
            let chosen = event_target_value(&event);
            order.store(save.run(chosen), move || {
                leave.try_run(());
            });
        };
        return view! {
            <select name="custom-value" aria-label=label title=from on:change=choose>
                <option value="" selected=value.is_empty()>"–"</option>
                {choices.into_iter().map(|choice| view! { <option value=choice.clone() selected={choice == now}>{choice.clone()}</option> }).collect_view()}
            </select>
            <span class="field-wrong" role="alert">{move || order.failed.get().map(|failed| failed.words().in_short())}</span>
        }
        .into_any();
    }
    let value = Signal::derive(move || value.clone());
    let source = Signal::derive(move || from.clone());
    match kind {
        CustomKind::Number => {
            view! { <Editable value label name="custom-value" of source check=check_number begin save leave /> }.into_any()
        }
        CustomKind::Date => {
            view! { <Editable value label name="custom-value" of source check=check_date reads=date_in_words begin save leave /> }.into_any()
        }
        _ => view! { <Editable value label name="custom-value" of source begin save leave /> }.into_any(),
    }
}

/// A field of one's own is made: its name, and what it holds.
#[component]
fn NewField(unsaved: Field, end: Callback<()>) -> impl IntoView {
    let decide = Decide::of_page();
    let (name, kind, choices) =
        (RwSignal::new(String::new()), RwSignal::new("text".to_owned()), RwSignal::new(String::new()));
    unsaved.hold(name);
    Field::new("field-choices", "", "Field options").hold(choices);
    // They are to be seen when they were brought back.
    Effect::new(move |_| {
        if choices.with(|choices| !choices.is_empty()) && kind.with_untracked(|kind| kind != "choice") {
            kind.set("choice".to_owned());
        }
    });
    let order = Ordering::new();
    let drop_it = move || {
        name.try_set(String::new());
        choices.try_set(String::new());
        end.try_run(());
    };
    let make = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let name = name.get_untracked().trim().to_owned();
        if name.is_empty() {
            return;
        }
        let of =
            choices.get_untracked().split(',').map(|it| it.trim().to_owned()).filter(|it| !it.is_empty()).collect();
        let kind = match kind.get_untracked().as_str() {
            "number" => CustomKind::Number,
            "date" => CustomKind::Date,
            "choice" => CustomKind::Choice(of),
            "yes-no" => CustomKind::YesNo,
            _ => CustomKind::Text,
        };
        let said = format!("You can now add “{name}” to anyone.");
        let id = unsaved.id();
        order.store(decide.store_and_say(said, vec![Decision::CustomField { id, name, kind }]), drop_it);
    };
    view! {
        <form class="new-field" on:submit=make>
            <input name="field-name" aria-label="Field name" placeholder="Name" prop:value=name on:input=move |event| name.set(event_target_value(&event)) />
            <select name="field-kind" aria-label="Type" prop:value=kind on:change=move |event| kind.set(event_target_value(&event))>
                <option value="text">"Text"</option>
                <option value="number">"Number"</option>
                <option value="date">"Date"</option>
                <option value="choice">"Choice"</option>
                <option value="yes-no">"Yes or no"</option>
            </select>
            <Show when=move || kind.get() == "choice">
                <input name="field-choices" aria-label="Choices, separated by commas" placeholder="red, green, blue" prop:value=choices on:input=move |event| choices.set(event_target_value(&event)) />
            </Show>
            <button class="button" type="submit" aria-disabled=move || order.busy.get().to_string()>"Create field"</button>
            <button class="text-button" type="button" on:click=move |_| drop_it()>"Cancel"</button>
            {move || order.failed.get().map(|failed| view! { <Trouble words=failed.words() /> })}
        </form>
    }
}

#[component]
fn Company(card: Card, id: PersonId) -> impl IntoView {
    let (decide, engine) = (Decide::of_page(), Engine::of_page());
    let company = Memo::new(move |_| card.with(|card| card.as_ref().and_then(|card| card.row.company.clone())));
    let name = Memo::new(move |_| company.with(|it| it.as_ref().map(|it| it.1.clone()).unwrap_or_default()));
    let from = Memo::new(move |_| {
        card.with(|card| source(card.as_ref().map_or(Source::Nowhere, |card| card.company_source), clock))
    });
    let save = Callback::new(move |typed: String| -> Stored {
        Box::pin(async move {
            let people = vec![id];
            if typed.is_empty() {
                let none = vec![Decision::CompanyOf { people, company: None }];
                return decide.store_and_say("Removed from their company.", none).await;
            }
            decide.store(joining(engine, people, typed).await?).await
        })
    });
    let role = Callback::new(|card: PersonCard| card.role);
    view! {
        <div class="detail">
            <span class="detail-title">"Company"</span>
            <Editable value=name label="Company" name="company" source=from save />
            {move || company.get().map(|(company, _)| view! {
                <A href=format!("/companies/{:016x}", company.0) attr:class="quiet-link">"View company"</A>
            })}
        </div>
        <div class="detail">
            <span class="detail-title">"Role"</span>
            <Once card id field=Of::Role label="Role" name="role" read=role />
        </div>
    }
}

#[component]
fn Tags(card: Card, id: PersonId) -> impl IntoView {
    let decide = Decide::of_page();
    let tags =
        Memo::new(move |_| card.with(|card| card.as_ref().map(|card| card.row.tags.clone()).unwrap_or_default()));
    let chip = move |tag: String| {
        let off = tag.clone();
        let label = format!("Remove the tag {tag}");
        view! {
            <li class="chip" data-testid="tag">
                <span dir="auto">{tag}</span>
                <button type="button" class="chip-off" aria-label=label on:click=move |_| decide.quietly(vec![Decision::Tag { people: vec![id], tag: off.clone(), on: false }])>
                    <Icon shape=Shape::Close />
                </button>
            </li>
        }
    };
    view! {
        <Show when=move || !tags.with(Vec::is_empty)>
            <ul class="chips" role="list" aria-label="Tags"><For each=move || tags.get() key=Clone::clone children=chip /></ul>
        </Show>
    }
}

/// The addresses, each with why it is theirs, and the way to part with it.
#[component]
pub(super) fn Addresses(card: Card, id: PersonId) -> impl IntoView {
    let addresses =
        Memo::new(move |_| card.with(|card| card.as_ref().map(|card| card.addresses.clone()).unwrap_or_default()));
    let several = Memo::new(move |_| addresses.with(|it| it.len() > 1));
    view! {
        <ul class="addresses" role="list" aria-label="Addresses">
            <For each=move || addresses.get() key=|it| (it.address.clone(), it.messages, how(&it.how), it.claimed) let:address>
                <OneAddress id address several />
            </For>
        </ul>
    }
}

#[component]
fn OneAddress(id: PersonId, address: AddressView, several: Memo<bool>) -> impl IntoView {
    let decide = Decide::of_page();
    let text = address.address.clone();
    let split = {
        let text = text.clone();
        move |_| {
            let Some(address) = Address::parse(&text) else { return };
            let own = PersonId::of(&text);
            let person = if own == id { PersonId(random_id()) } else { own };
            decide.say(format!("Removed {text} from this person."), vec![Decision::Address { address, person }]);
        }
    };
    let copied = RwSignal::new(false);
    let copy = {
        let text = text.clone();
        move |_| {
            let text = text.clone();
            spawn_local(async move {
                let clipboard = window().navigator().clipboard();
                if wasm_bindgen_futures::JsFuture::from(clipboard.write_text(&text)).await.is_ok() {
                    copied.try_set(true);
                }
            });
        }
    };
    let claimed = address.claimed;
    let theirs = {
        let text = text.clone();
        move |_| {
            let Some(address) = Address::parse(&text) else { return };
            decide.say(format!("Confirmed {text} as theirs."), vec![Decision::Address { address, person: id }]);
        }
    };
    let why = how(&address.how);
    let untracked = address.untracked.clone().map(|reason| crate::present::reason::reason(&reason));
    let looks = address.looks_like.clone().map(|other| format!("Looks like {other}, but it’s a different address. "));
    view! {
        <li data-testid="person-address" data-address=text.clone() data-messages=address.messages>
            <a href=format!("mailto:{}", js_sys::encode_uri_component(&text)) dir="auto">{text.clone()}</a>
            <button class="icon-button" type="button" aria-label=format!("Copy {text}") on:click=copy>
                {move || { let shape = if copied.get() { Shape::Done } else { Shape::Copy }; view! { <Icon shape /> } }}
            </button>
            <span class="unseen" role="status">{move || copied.get().then_some("Copied")}</span>
            <span class="address-how">{looks} {why} {untracked.map(|it| format!(" {it}"))}{claimed.then_some(" Kith won’t write to it on its own until you do.")}</span>
            {claimed.then(|| view! { <button class="text-button" type="button" data-testid="theirs" data-once="" on:click=theirs>"It’s theirs"</button> })}
            <Show when=move || several.get()>
                <button class="text-button" type="button" data-testid="split" data-once="" on:click=split.clone()>"Remove address"</button>
            </Show>
        </li>
    }
}
