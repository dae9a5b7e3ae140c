use leptos::ev::KeyboardEvent;
use leptos::html::{Input, Textarea};
use leptos::prelude::*;

/// Gives what was typed as it is kept, or says why it cannot be.
pub(crate) type Check = fn(&str) -> Result<String, &'static str>;

/// A value that is edited where it stands: a click or Enter on it begins, Enter or leaving it keeps what was typed,
/// Escape leaves it as it was. Empty gives back what follows from the mail.
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
    save: Callback<String>,
    /// Runs when it ends without anything kept.
    #[prop(optional)]
    leave: Option<Callback<()>>,
) -> impl IntoView {
    let label = StoredValue::new(label);
    let typed = RwSignal::new(begin.then(|| value.get_untracked()));
    let wrong = RwSignal::new(None::<&'static str>);
    let field = NodeRef::<Input>::new();
    let area = NodeRef::<Textarea>::new();
    let button = NodeRef::<leptos::html::Button>::new();
    // Not by `on_load`, which bears one time only: it is opened as often as one likes.
    Effect::new(move |_| {
        if let Some(field) = field.get() {
            request_animation_frame(move || {
                drop(field.focus());
                field.select();
            });
        }
        if let Some(area) = area.get() {
            request_animation_frame(move || drop(area.focus()));
        }
    });
    // What is added is gone as soon as it is kept; the field that goes with it still tells that it was left.
    let end = move |back: bool| {
        typed.try_set(None);
        wrong.try_set(None);
        if back {
            request_animation_frame(move || {
                if let Some(button) = button.try_get_untracked().flatten() {
                    drop(button.focus());
                }
            });
        }
    };
    let leave = move |back: bool| {
        end(back);
        if let Some(leave) = leave {
            leave.run(());
        }
    };
    let keep = move |back: bool| {
        let Some(text) = typed.try_get_untracked().flatten() else { return };
        let text = text.trim().to_owned();
        if text == value.get_untracked() {
            return leave(back);
        }
        match check
            .map_or_else(|| Ok(text.clone()), |check| if text.is_empty() { Ok(text.clone()) } else { check(&text) })
        {
            Ok(text) => {
                end(back);
                save.run(text);
            }
            Err(why) => wrong.set(Some(why)),
        }
    };
    let keys = move |event: KeyboardEvent| match event.key().as_str() {
        "Enter" if !lines || event.ctrl_key() || event.meta_key() => {
            event.prevent_default();
            keep(true);
        }
        "Escape" => {
            event.prevent_default();
            event.stop_propagation();
            leave(true);
        }
        _ => {}
    };
    let input = move || match lines {
        true => view! {
            <textarea
                node_ref=area
                name=name
                aria-label=label.get_value()
                rows="3"
                prop:value=move || typed.get().unwrap_or_default()
                on:input=move |event| typed.set(Some(event_target_value(&event)))
                on:keydown=keys
                on:blur=move |_| keep(false)
            ></textarea>
        }
        .into_any(),
        false => view! {
            <input
                node_ref=field
                name=name
                aria-label=label.get_value()
                autocomplete="off"
                list=(!list.is_empty()).then_some(list)
                prop:value=move || typed.get().unwrap_or_default()
                on:input=move |event| typed.set(Some(event_target_value(&event)))
                on:keydown=keys
                on:blur=move |_| keep(false)
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
                    <span class="field-wrong" role="alert">{move || wrong.get()}</span>
                    <span class="editable-source">{move || source.get()}</span>
                }.into_any(),
                false => view! {
                    <button
                        node_ref=button
                        class="editable-value"
                        type="button"
                        data-testid=name
                        title=move || source.get()
                        aria-label=move || format!("{}: {}. Edit", label.get_value(), reads(&value.get()))
                        on:click=move |_| typed.set(Some(value.get_untracked()))
                    >
                        <span dir="auto">{move || match value.get() {
                            value if value.is_empty() => format!("Add {}", label.get_value().to_lowercase()),
                            value => reads(&value),
                        }}</span>
                    </button>
                }.into_any(),
            }}
        </span>
    }
}
