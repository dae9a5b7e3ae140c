//! Which field of the address book is which of Kith's, and in which direction they are synced.

use super::fields_model::{
    DIRECTIONS, FieldChoice, custom_fields, direction_of, directions, fields_here, fields_there, here_name,
    new_directions, usual_direction,
};
use super::of_book::OfBook;
use crate::client::{Engine, known, live};
use crate::components::icon::{Icon, Shape};
use crate::components::order::Ordering;
use crate::components::trouble::Trouble;
use crate::features::decide::Decide;
use crate::i18n::t;
use crate::present::card_fields::field_name;
use kith_engine::api::{
    AddressBookView, BookLimit, BookSettings, CardField, Command, CustomFields, Lists, Mapping, Pair, PairDirection,
    question,
};
use leptos::prelude::*;

/// The pairs of a connection.
#[component]
pub(crate) fn BookFields() -> impl IntoView {
    view! { <OfBook page="/fields" draw=|id, known| view! { <Fields id book=known /> }.into_any() /> }
}

/// The pairs as they are being changed.
#[derive(Clone, Copy)]
struct Editing {
    mapping: RwSignal<Mapping>,
    custom: Memo<CustomFields>,
    limits: Memo<Vec<BookLimit>>,
}

#[component]
fn Fields(id: u64, book: Memo<Option<AddressBookView>>) -> impl IntoView {
    let (engine, order, decide) = (Engine::of_page(), Ordering::new(), Decide::of_page());
    let lists: Memo<Lists> = known(live(|| (), move || engine.track_people(), move |()| engine.ask(question::Lists)));
    let stored =
        Memo::new(move |_| book.with(|it| it.as_ref().map(|it| it.settings.mapping.clone()).unwrap_or_default()));
    let editing = Editing {
        mapping: RwSignal::new(stored.get_untracked()),
        custom: Memo::new(move |_| lists.with(custom_fields)),
        limits: Memo::new(move |_| book.with(|it| it.as_ref().map(|it| it.limits.clone()).unwrap_or_default())),
    };
    let mapping = editing.mapping;
    // What was changed in another tab shows here, unless something is being changed here, too.
    Effect::new(move |before: Option<Mapping>| {
        let now = stored.get();
        if before.is_some_and(|before| mapping.with_untracked(|mapping| *mapping == before)) {
            mapping.set(now.clone());
        }
        now
    });
    let changed = Memo::new(move |_| stored.with(|stored| mapping.with(|mapping| mapping != stored)));
    let save = move |_| {
        if let Some(settings) = book.with_untracked(|it| it.as_ref().map(|it| it.settings.clone())) {
            let settings = BookSettings { mapping: mapping.get_untracked(), ..settings };
            order.store(engine.order(Command::SetAddressBook { book: id, settings }), move || {
                decide.note(t::connections::fields::saved());
            });
        }
    };
    let rows = move || mapping.with(|mapping| mapping.pairs.iter().map(|pair| pair.there.clone()).collect::<Vec<_>>());
    view! {
        <p class="quiet">{t::connections::fields::intro()}</p>
        <div class="pairs-head">
            <span class="pair-there">{t::connections::fields::there()}</span>
            <span class="pair-here">{t::connections::fields::here()}</span>
        </div>
        <ul role="list" class="rules pairs" data-testid="pairs">
            <For each=rows key=Clone::clone let:there><PairRow there editing /></For>
        </ul>
        <AddPair editing />
        <Show when=move || changed.get()><p role="status">{t::connections::fields::unsaved()}</p></Show>
        {move || order.failed.get().map(|failed| view! { <Trouble words=failed.words() /> })}
        <div class="actions">
            <button class="button primary" type="button" data-testid="pairs-save" aria-disabled=move || (!changed.get() || order.busy.get()).to_string() on:click=save>{t::connections::fields::save()}</button>
            <Show when=move || changed.get()>
                <button class="button" type="button" data-testid="pairs-discard" on:click=move |_| mapping.set(stored.get_untracked())>{t::connections::fields::discard()}</button>
            </Show>
            <button class="text-button" type="button" data-testid="pairs-usual" on:click=move |_| mapping.set(Mapping::default())>{t::connections::fields::usual()}</button>
        </div>
    }
}

/// A pair: the field there, the direction, the field here.
#[component]
fn PairRow(there: CardField, editing: Editing) -> impl IntoView {
    let Editing { mapping, custom, limits } = editing;
    let of = StoredValue::new(there.clone());
    let find =
        move |mapping: &Mapping| of.with_value(|of| mapping.pairs.iter().find(|pair| pair.there == *of).cloned());
    let pair = Memo::new(move |before: Option<&Option<Pair>>| mapping.with(find).or_else(|| before.cloned().flatten()));
    let name = field_name(&there);
    let here = move || pair.with(|it| it.as_ref().map(|it| custom.with(|custom| here_name(&it.here, custom))));
    let ways = move || {
        let all = pair.with(|it| {
            let it = it.as_ref()?;
            Some(limits.with(|limits| custom.with(|custom| directions(it, limits, custom))))
        });
        all.unwrap_or_default()
    };
    let turn = move |event| {
        let Some(direction) = direction_of(&event_target_value(&event)) else { return };
        mapping.update(|mapping| {
            of.with_value(|of| {
                mapping.pairs.iter_mut().filter(|pair| pair.there == *of).for_each(|pair| pair.direction = direction);
            });
        });
    };
    let remove = move |_| mapping.update(|mapping| of.with_value(|of| mapping.pairs.retain(|pair| pair.there != *of)));
    view! {
        <li data-testid="pair" data-there=name.clone()>
            <span class="pair-there" dir="auto">{name.clone()}</span>
            <select name="pair-direction" aria-label=t::connections::fields::direction_of(&name) on:change=turn>
                {move || {
                    let selected = pair.with_untracked(|it| it.as_ref().map(|it| it.direction));
                    ways().into_iter().map(|way| direction_option(way, selected)).collect_view()
                }}
            </select>
            <span class="pair-here" dir="auto" data-testid="pair-here">{here}</span>
            <button class="icon-button" type="button" data-testid="pair-remove" aria-label=t::connections::fields::remove(&name) on:click=remove><Icon shape=Shape::Close /></button>
        </li>
    }
}

fn direction_option(way: FieldChoice<PairDirection>, selected: Option<PairDirection>) -> impl IntoView {
    let FieldChoice { of, text, is_possible } = way;
    let value = DIRECTIONS.iter().find(|(known, _)| *known == of).map(|it| it.1);
    view! { <option value=value selected=selected == Some(of) disabled=!is_possible>{text}</option> }
}

/// Adds a pair. What cannot be one cannot be chosen, and says why.
#[component]
fn AddPair(editing: Editing) -> impl IntoView {
    let Editing { mapping, custom, limits } = editing;
    // The field that was chosen, or a name that is typed.
    let there = RwSignal::new(None::<CardField>);
    let (is_other, other) = (RwSignal::new(false), RwSignal::new(String::new()));
    let keeps_others = Memo::new(move |_| limits.with(|limits| !limits.contains(&BookLimit::NoCustomFields)));
    let there_choices = Memo::new(move |_| mapping.with(|mapping| limits.with(|limits| fields_there(mapping, limits))));
    let field = Memo::new(move |_| match is_other.get() {
        true => other.with(|name| (!name.trim().is_empty()).then(|| CardField::Other(name.trim().to_owned()))),
        false => there.get(),
    });
    // Another direction than the usual one, if it was chosen.
    let way = RwSignal::new(None::<PairDirection>);
    let direction = Memo::new(move |_| way.get().unwrap_or_else(|| limits.with(|limits| usual_direction(limits))));
    let ways = Memo::new(move |_| limits.with(|limits| new_directions(limits)));
    let choose_way = move |event| way.set(direction_of(&event_target_value(&event)));
    let here_choices = Memo::new(move |_| {
        field.with(|field| {
            let all = |field: &CardField| {
                mapping.with(|mapping| custom.with(|custom| fields_here(field, direction.get(), mapping, custom)))
            };
            field.as_ref().map(all).unwrap_or_default()
        })
    });
    let choose_there = move |event| {
        let value = event_target_value(&event);
        is_other.set(value == "other");
        let at: Option<usize> = value.parse().ok();
        there.set(there_choices.with_untracked(|all| all.get(at?).map(|it| it.of.clone())));
    };
    let choose_here = move |event| {
        let at: Option<usize> = event_target_value(&event).parse().ok();
        let chosen =
            here_choices.with_untracked(|all| all.get(at?).filter(|it| it.is_possible).map(|it| it.of.clone()));
        if let (Some(here), Some(there_field)) = (chosen, field.get_untracked()) {
            let pair = Pair { there: there_field, here, direction: direction.get_untracked() };
            mapping.update(|mapping| mapping.pairs.push(pair));
            there.set(None);
            is_other.set(false);
            other.set(String::new());
            way.set(None);
        }
    };
    fn options<T>(all: Vec<FieldChoice<T>>) -> impl IntoView {
        let option = |(at, it): (usize, FieldChoice<T>)| {
            view! { <option value=at disabled=!it.is_possible>{it.text}</option> }
        };
        all.into_iter().enumerate().map(option).collect_view()
    }
    view! {
        <fieldset class="add-pair" data-testid="add-pair">
            <legend>{t::connections::fields::add()}</legend>
            <label>
                <span>{t::connections::fields::there()}</span>
                <select name="pair-there" on:change=choose_there>
                    <option value="" selected=move || there.with(Option::is_none) && !is_other.get()>{t::connections::fields::choose()}</option>
                    {move || options(there_choices.get())}
                    <Show when=move || keeps_others.get()>
                        <option value="other" selected=move || is_other.get()>{t::connections::fields::another()}</option>
                    </Show>
                </select>
            </label>
            <Show when=move || is_other.get()>
                <label>
                    <span>{t::connections::fields::another_name()}</span>
                    <input name="pair-other" autocomplete="off" prop:value=other on:input=move |event| other.set(event_target_value(&event)) />
                </label>
            </Show>
            <Show when=move || field.with(Option::is_some)>
                <label>
                    <span>{t::connections::fields::direction()}</span>
                    <select name="pair-way" on:change=choose_way>
                        {move || ways.get().into_iter().map(|way| direction_option(way, Some(direction.get_untracked()))).collect_view()}
                    </select>
                </label>
                <label>
                    <span>{t::connections::fields::here()}</span>
                    <select name="pair-here" on:change=choose_here>
                        <option value="" selected=true>{t::connections::fields::choose()}</option>
                        {move || options(here_choices.get())}
                    </select>
                </label>
            </Show>
        </fieldset>
    }
}
