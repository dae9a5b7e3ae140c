use leptos::prelude::*;

/// A field for a passphrase.
#[component]
pub(crate) fn PassphraseField(
    /// Its name in the document.
    id: &'static str,
    label: &'static str,
    typed: RwSignal<String>,
    /// Whether it is one that is there already.
    #[prop(optional)]
    known: bool,
) -> impl IntoView {
    view! {
        <div class="field">
            <label for=id>{label}</label>
            <input
                id=id
                name=id
                type="password"
                autocomplete=if known { "current-password" } else { "new-password" }
                prop:value=typed
                on:input=move |event| typed.set(event_target_value(&event))
            />
        </div>
    }
}
