use super::model::place;
use crate::client::Engine;
use crate::components::order::Ordering;
use crate::components::trouble::Trouble;
use crate::features::decide::Decide;
use crate::platform::focus::focus_soon;
use crate::platform::random::random_id;
use kith_engine::api::{Command, Secret};
use leptos::prelude::*;

/// The form by which another file is added. `name`: of the field. `hint` stands below it, or `wrong` if no file can be
/// read at what was typed.
#[component]
pub(crate) fn AddWebFile(
    name: &'static str,
    schemes: &'static [&'static str],
    label: &'static str,
    hint: &'static str,
    wrong: &'static str,
    add: &'static str,
    testid: &'static str,
    command: fn(u64, Secret) -> Command,
) -> impl IntoView {
    let (engine, order) = (Engine::of_page(), Ordering::new());
    let (url, is_wrong) = (RwSignal::new(String::new()), RwSignal::new(false));
    let hint_id = format!("{name}-hint");
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let typed = url.get_untracked();
        is_wrong.set(place(&typed, schemes).is_none());
        if is_wrong.get_untracked() {
            return focus_soon(format!("[name={name}]"));
        }
        let order_it = engine.order(command(random_id(), Secret::from(typed.trim())));
        order.store(order_it, move || drop(url.try_set(String::new())));
    };
    view! {
        <form class="stacked" on:submit=submit novalidate>
            <div class="field">
                <label for=name>{label}</label>
                <input
                    id=name
                    name=name
                    type="url"
                    inputmode="url"
                    autocomplete="off"
                    autocapitalize="off"
                    spellcheck="false"
                    aria-describedby=hint_id.clone()
                    aria-invalid=move || is_wrong.get().then_some("true")
                    prop:value=url
                    on:input=move |event| url.set(event_target_value(&event))
                />
                <p id=hint_id class="quiet">{move || if is_wrong.get() { wrong } else { hint }}</p>
            </div>
            {move || order.failed.get().map(|failed| view! { <Trouble words=failed.words() /> })}
            <button class="button" type="submit" data-testid=testid aria-disabled=move || order.busy.get().to_string()>{add}</button>
        </form>
    }
}

/// What can be done with a file: read it now, or remove it. Each has what is on its button, what is said of it without
/// the row around it, its `data-testid` and what it orders.
pub(crate) struct FileOrders {
    pub(crate) read: (&'static str, String, &'static str, Command),
    pub(crate) remove: (&'static str, String, &'static str, Command),
    pub(crate) removed: String,
    /// The field that has the keyboard once the row is gone.
    pub(crate) field: &'static str,
}

/// The text and the buttons of a file in the list of all files. The children are below the text.
#[component]
pub(crate) fn WebFileRow(
    place: String,
    #[prop(into)] said: Signal<Option<String>>,
    orders: FileOrders,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let (engine, decide, order) = (Engine::of_page(), Decide::of_page(), Ordering::new());
    let FileOrders {
        read: (read, of_read, read_id, reading),
        remove: (remove, of_remove, remove_id, removing),
        removed,
        field,
    } = orders;
    let read_now = move |_| order.store(engine.order(reading.clone()), || {});
    let remove_it = move |_| {
        let removed = removed.clone();
        order.store(engine.order(removing.clone()), move || {
            decide.note(&removed);
            focus_soon(format!("[name={field}]"));
        });
    };
    view! {
        <div class="review-text">
            <p dir="auto"><b>{place}</b></p>
            <p class="quiet" role="status">{move || said.get()}</p>
            {children.map(|children| children())}
            {move || order.failed.get().map(|failed| view! { <Trouble words=failed.words() /> })}
        </div>
        <div class="actions">
            <button class="button" type="button" data-testid=read_id aria-label=of_read aria-disabled=move || order.busy.get().to_string() on:click=read_now>{read}</button>
            <button class="button quiet-danger" type="button" data-testid=remove_id aria-label=of_remove on:click=remove_it>{remove}</button>
        </div>
    }
}
