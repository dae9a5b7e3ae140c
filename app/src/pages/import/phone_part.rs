use super::looking::Looking;
use super::phone_model::{ORDERS, left_out, summary, trouble};
use crate::i18n::t;
use kith_engine::api::{ChatView, ImportChoices, PhoneFileView};
use leptos::prelude::*;

/// What a file of a phone holds, and what can be chosen of how it is taken in.
#[component]
pub(super) fn PhonePart(phone: Memo<Option<PhoneFileView>>, looking: Looking) -> impl IntoView {
    let said = Memo::new(move |_| phone.with(|it| it.as_ref().map(|it| summary(&it.all)).unwrap_or_default()));
    let out = Memo::new(move |_| phone.with(|it| it.as_ref().and_then(|it| left_out(&it.left_out))));
    let chat = Memo::new(move |_| phone.with(|it| it.as_ref().and_then(|it| it.chat.clone())));
    let is_chat = Memo::new(move |_| chat.with(Option::is_some));
    let is_asked =
        move || chat.with(|chat| chat.as_ref().is_some_and(|chat| !chat.is_group && !chat.orders.is_empty()));
    view! {
        <Show when=move || !said.with(String::is_empty)>
            <p data-testid="phone-summary">{said}</p>
        </Show>
        {move || chat.with(|chat| chat.as_ref().and_then(trouble)).map(|why| view! { <p class="hint" role="status" data-testid="phone-trouble">{why}</p> })}
        <Show when=is_asked><ChatChoices chat looking /></Show>
        <fieldset class="import-choices">
            <legend>{t::phone::choices()}</legend>
            <Tick looking name="phone-text" title=t::phone::keep_text() get=|choices| choices.phone.text set=|choices, on| choices.phone.text = on />
            <Show when=move || !is_chat.get()>
                <Tick looking name="phone-by-name" title=t::phone::by_name() get=|choices| choices.phone.by_name set=|choices, on| choices.phone.by_name = on />
                <Tick looking name="phone-add" title=t::phone::add_unknown() get=|choices| choices.phone.add_unknown set=|choices, on| choices.phone.add_unknown = on />
            </Show>
        </fieldset>
        {move || out.get().map(|out| view! { <p class="quiet" data-testid="phone-left-out">{out}</p> })}
    }
}

#[component]
fn Tick(
    looking: Looking,
    name: &'static str,
    title: &'static str,
    get: fn(&ImportChoices) -> bool,
    set: fn(&mut ImportChoices, bool),
) -> impl IntoView {
    let choices = looking.importing.choices;
    view! {
        <label class="tick-row">
            <input type="checkbox" name=name prop:checked=move || choices.with(get) on:change=move |event| choices.update(|choices| set(choices, event_target_checked(&event))) />
            <span>{title}</span>
        </label>
    }
}

/// Who of the two is the user, and how dates are written.
#[component]
fn ChatChoices(chat: Memo<Option<ChatView>>, looking: Looking) -> impl IntoView {
    let choices = looking.importing.choices;
    let of = move || chat.get().unwrap_or_default();
    // Who is whom may change with it.
    let set_user = move |event| {
        let value = event_target_value(&event);
        let writers = of().writers;
        choices.update(|choices| {
            choices.rows.clear();
            choices.phone.chat.user = match value.parse::<usize>() {
                Ok(at) => writers.get(at).cloned(),
                Err(_) => (value == "none").then(String::new),
            };
        });
    };
    let set_dates = move |event| {
        let value = event_target_value(&event);
        let order = ORDERS.iter().find(|(_, name, _)| *name == value).map(|(order, ..)| *order);
        choices.update(|choices| choices.phone.chat.dates = order);
    };
    let writers = move || {
        let ChatView { writers, user, .. } = of();
        let is_one = writers.len() == 1;
        let all = writers.into_iter().enumerate().map(|(at, name)| {
            let is_user = user.as_ref() == Some(&name);
            view! { <option value=at.to_string() prop:selected=is_user>{name}</option> }
        });
        let none = is_one.then(
            || view! { <option value="none" prop:selected=user.as_deref() == Some("")>{t::phone::neither()}</option> },
        );
        view! { {all.collect_view()} {none} }
    };
    let orders = move || {
        let ChatView { orders, dates, .. } = of();
        let possible = ORDERS.into_iter().filter(|(order, ..)| orders.contains(order));
        let all = possible.map(|(order, name, title)| {
            view! { <option value=name prop:selected=dates == Some(order)>{title()}</option> }
        });
        all.collect_view()
    };
    view! {
        <div class="import-all">
            <label class="field">{t::phone::which_is_you()}
                <select name="phone-user" on:change=set_user>
                    <option value="" prop:selected=move || of().user.is_none()>{t::phone::choose()}</option>
                    {writers}
                </select>
            </label>
            <Show when=move || { of().orders.len() > 1 }>
                <label class="field">{t::phone::dates()}
                    <select name="phone-dates" on:change=set_dates>
                        <option value="" prop:selected=move || of().dates.is_none()>{t::phone::choose()}</option>
                        {orders}
                    </select>
                </label>
            </Show>
        </div>
    }
}
