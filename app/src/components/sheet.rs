use super::editable::SURE;
use super::order::{Ordering, Stored};
use super::trouble::Trouble;
use super::unsaved::UnsavedField;
use super::unsaved::model::is_long;
use crate::i18n::t;
use crate::platform::dialog::{close, modal};
use leptos::ev::{Event, SubmitEvent};
use leptos::prelude::*;

/// A few fields in a dialog. The browser checks them before `save`; the dialog stays until that is done, and says why
/// if it is not.
#[component]
pub(crate) fn Sheet(
    #[prop(into)] title: String,
    yes: &'static str,
    save: Callback<(), Stored>,
    /// Runs when it has closed.
    end: Callback<()>,
    /// The text that is typed in it: a long one is not dropped by one key.
    #[prop(optional)]
    typed: Option<RwSignal<String>>,
    /// What keeps that text.
    #[prop(optional)]
    unsaved: Option<UnsavedField>,
    /// Whether what is typed can be saved; if not, it has said why.
    #[prop(optional)]
    check: Option<Callback<(), bool>>,
    children: Children,
) -> impl IntoView {
    let dialog = modal();
    let order = Ordering::new();
    let sure = RwSignal::new(false);
    Effect::new(move |_| {
        if let Some(typed) = typed {
            typed.track();
            sure.set(false);
        }
    });
    let forget = move || {
        if let Some(unsaved) = unsaved {
            unsaved.drop();
        }
    };
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if check.is_some_and(|check| !check.run(())) {
            return;
        }
        // What is saved is not unsaved any more, also where the page is left before the dialog says that it has closed.
        order.store(save.run(()), move || {
            forget();
            close(dialog);
        });
    };
    // By Escape, or a phone's way back.
    let cancel = move |event: Event| {
        let is_long = typed.is_some_and(|typed| typed.with_untracked(|typed| is_long("", typed)));
        if is_long && !sure.get_untracked() {
            event.prevent_default();
            sure.set(true);
        }
    };
    let closed = move |_| {
        forget();
        end.run(());
    };
    view! {
        <dialog class="confirm sheet" node_ref=dialog aria-labelledby="sheet-title" data-testid="sheet" on:cancel=cancel on:close=closed>
            <form on:submit=submit>
                <h2 id="sheet-title" dir="auto">{title}</h2>
                {children()}
                <p class="field-wrong" role="alert">{move || sure.get().then(SURE)}</p>
                {move || order.failed.get().map(|failed| view! { <Trouble words=failed.words() /> })}
                <div class="actions">
                    <button class="button" type="button" data-testid="sheet-no" on:click=move |_| close(dialog)>{t::common::cancel()}</button>
                    <button class="button primary" type="submit" data-testid="sheet-yes" aria-disabled=move || order.busy.get().to_string()>{yes}</button>
                </div>
            </form>
        </dialog>
    }
}
