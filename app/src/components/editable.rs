use super::order::{Ordering, Stored};
use super::unsaved::UnsavedField;
use super::unsaved::model::is_long;
use crate::i18n::{Text, t, within_sentence};
use crate::platform::press::press;
use crate::present::keys::{EDIT, Edit, act};
use leptos::ev::{FocusEvent, KeyboardEvent};
use leptos::html::{Input, Textarea};
use leptos::prelude::*;
use wasm_bindgen::JsCast;

/// Gives what was typed as it is kept, or says why it cannot be.
pub(crate) type Check = fn(&str) -> Result<String, &'static str>;

/// Takes what was typed, and says what became of it.
pub(crate) type Save = Callback<String, Stored>;

/// What Escape says of a text that took long to type.
pub(crate) const SURE: Text = t::common::escape_again;

/// A value that is edited where it stands: a click or Enter on it begins, Enter or leaving it keeps what was typed,
/// Escape leaves it as it was. Empty gives back what follows from the mail.
///
/// The field stays until what was typed is stored; what is typed outlives the page meanwhile.
#[component]
pub(crate) fn Editable(
    /// What it says now.
    #[prop(into)]
    value: Signal<String>,
    /// What it is, for those who do not see it, and where nothing is.
    #[prop(into)]
    label: String,
    /// Its name for tests; the field's is the same.
    name: &'static str,
    /// What it is about, where a page has several of the name.
    #[prop(into, optional)]
    of: String,
    /// Where the value comes from, in a few words.
    #[prop(into, optional)]
    source: Signal<String>,
    /// Whether what was typed can be kept; else why not.
    #[prop(optional)]
    check: Option<Check>,
    /// How it reads where it is not being edited.
    #[prop(default = str::to_owned)]
    reads: fn(&str) -> String,
    /// Several lines; then Ctrl and Enter keep it.
    #[prop(optional)]
    lines: bool,
    /// The id of a list of proposals.
    #[prop(optional)]
    list: &'static str,
    /// Whether it begins open.
    #[prop(optional)]
    begin: bool,
    /// Takes what is kept, if it is something else than before.
    save: Save,
    /// What was typed and is not stored, where who draws it has to know of it.
    #[prop(optional)]
    unsaved: Option<UnsavedField>,
    /// Runs when it ends, with something kept or not.
    #[prop(optional)]
    leave: Option<Callback<()>>,
) -> impl IntoView {
    let unsaved = unsaved.unwrap_or_else(|| UnsavedField::new(name, &of, &label));
    let label = StoredValue::new(label);
    let typed = RwSignal::new(begin.then(|| value.get_untracked()));
    let wrong = RwSignal::new(None::<String>);
    let sure = RwSignal::new(false);
    let brought_back = StoredValue::new(false);
    let order = Ordering::new();
    let field = NodeRef::<Input>::new();
    let area = NodeRef::<Textarea>::new();
    let button = NodeRef::<leptos::html::Button>::new();
    // Not by `on_load`, which bears one time only: it is opened any number of times.
    Effect::new(move |_| {
        let (field, area) = (field.get(), area.get());
        // What comes back by itself does not take the keyboard from where it is.
        if brought_back.get_value() {
            return;
        }
        if let Some(field) = field {
            request_animation_frame(move || {
                drop(field.focus());
                field.select();
            });
        }
        if let Some(area) = area {
            request_animation_frame(move || drop(area.focus()));
        }
    });
    // What was typed before the page was loaded, or drawn, anew.
    Effect::new(move |_| {
        if let Some(text) = unsaved.typed()
            && typed.with_untracked(|typed| typed.as_ref().is_none_or(String::is_empty))
        {
            brought_back.set_value(!begin);
            typed.set(Some(text));
        }
    });
    let write = move |text: String| {
        sure.set(false);
        order.failed.set(None);
        match text == value.get_untracked() {
            true => unsaved.drop(),
            false => unsaved.keep(&text),
        }
        typed.set(Some(text));
    };
    // What is added is gone as soon as it is kept; the field that goes with it still tells that it was left.
    let end = move |back: bool| {
        unsaved.drop();
        typed.try_set(None);
        wrong.try_set(None);
        sure.try_set(false);
        order.failed.try_set(None);
        if back {
            request_animation_frame(move || {
                if let Some(button) = button.try_get_untracked().flatten() {
                    drop(button.focus());
                }
            });
        }
        if let Some(leave) = leave {
            leave.try_run(());
        }
    };
    let keep = move |back: bool| {
        let Some(text) = typed.try_get_untracked().flatten() else { return };
        let text = text.trim().to_owned();
        if text == value.get_untracked() {
            return end(back);
        }
        match check
            .map_or_else(|| Ok(text.clone()), |check| if text.is_empty() { Ok(text.clone()) } else { check(&text) })
        {
            Ok(text) => {
                wrong.set(None);
                order.store(save.run(text), move || end(back));
            }
            Err(why) => wrong.set(Some(why.to_owned())),
        }
    };
    let escape = move || {
        let is_long = value.with_untracked(|before| {
            typed.with_untracked(|typed| is_long(before, typed.as_deref().unwrap_or_default()))
        });
        match is_long && !sure.get_untracked() {
            true => sure.set(true),
            false => end(true),
        }
    };
    let keys = move |event: KeyboardEvent| match act(&EDIT, &press(&event)) {
        Some(Edit::Save) if lines => {}
        Some(Edit::Save | Edit::SaveText) => {
            event.prevent_default();
            keep(true);
        }
        Some(Edit::Discard) => {
            event.prevent_default();
            event.stop_propagation();
            escape();
        }
        None => {}
    };
    // Not where another window or tab is looked at, or where the row is drawn anew: what was typed is kept until it is
    // gone on with. A browser tells of being left before it takes a field away, so it is looked at a moment later.
    let left = move |event: FocusEvent| {
        let Some(field) = event.target().and_then(|it| it.dyn_into::<web_sys::Element>().ok()) else { return };
        let look = move || {
            if field.is_connected() && document().active_element().as_ref() != Some(&field) {
                keep(false);
            }
        };
        set_timeout(look, std::time::Duration::ZERO);
    };
    let said = move || {
        if let Some(failed) = order.failed.get() {
            return Some(failed.words().in_short());
        }
        wrong.get().or_else(|| sure.get().then(|| SURE().to_owned()))
    };
    let input = move || match lines {
        true => view! {
            <textarea
                node_ref=area
                name=name
                aria-label=label.get_value()
                aria-invalid=move || wrong.with(Option::is_some).then_some("true")
                rows="3"
                readonly=move || order.busy.get()
                prop:value=move || typed.get().unwrap_or_default()
                on:input=move |event| write(event_target_value(&event))
                on:keydown=keys
                on:blur=left
            ></textarea>
        }
        .into_any(),
        false => view! {
            <input
                node_ref=field
                name=name
                aria-label=label.get_value()
                aria-invalid=move || wrong.with(Option::is_some).then_some("true")
                autocomplete="off"
                list=(!list.is_empty()).then_some(list)
                readonly=move || order.busy.get()
                prop:value=move || typed.get().unwrap_or_default()
                on:input=move |event| write(event_target_value(&event))
                on:keydown=keys
                on:blur=left
            />
        }
        .into_any(),
    };
    let editing = Memo::new(move |_| typed.with(Option::is_some));
    view! {
        <span class="editable" data-editing=move || editing.get().to_string()>
            {move || match editing.get() {
                true => view! {
                    {input()}
                    <span class="field-wrong" role="alert" data-testid="field-wrong">{said}</span>
                    <span class="editable-source">{move || source.get()}</span>
                }.into_any(),
                false => view! {
                    <button
                        node_ref=button
                        class="editable-value"
                        type="button"
                        data-testid=name
                        title=move || source.get()
                        data-empty=move || value.with(String::is_empty).then_some("")
                        // What is not there yet says itself what it does.
                        aria-label=move || Some(value.get()).filter(|it| !it.is_empty()).map(|it| t::editable::edit(label.get_value(), reads(&it)))
                        on:click=move |_| {
                            brought_back.set_value(false);
                            typed.set(Some(value.get_untracked()));
                        }
                    >
                        <span dir="auto">{move || match value.get() {
                            value if value.is_empty() => t::editable::add(within_sentence(&label.get_value())),
                            value => reads(&value),
                        }}</span>
                    </button>
                }.into_any(),
            }}
        </span>
    }
}
