//! What the keys do and what can be typed into the search, in a dialog.

use crate::components::icon::{Icon, Shape};
use crate::i18n::t;
use crate::platform::dialog::{close, end_with_page, modal};
use crate::platform::focus::typing;
use crate::platform::press::press;
use crate::present::help::Group;
use crate::present::keys::{EVERYWHERE, Everywhere, act};
use crate::present::{filters, keys};
use leptos::prelude::*;

/// Whether it is open.
#[derive(Clone, Copy)]
pub(crate) struct Help(RwSignal<bool>);

impl Help {
    /// It is not.
    pub(crate) fn new() -> Self {
        Self(RwSignal::new(false))
    }

    /// The one of this page.
    pub(crate) fn of_page() -> Self {
        expect_context()
    }

    /// Opens it.
    pub(crate) fn open(self) {
        self.0.set(true);
    }
}

/// The dialog, while it is open.
#[component]
pub(crate) fn HelpBox() -> impl IntoView {
    let Help(open) = Help::of_page();
    let hotkey = window_event_listener(leptos::ev::keydown, move |event| {
        if act(&EVERYWHERE, &press(&event)) == Some(Everywhere::Help) && !typing() {
            event.prevent_default();
            open.set(true);
        }
    });
    on_cleanup(move || hotkey.remove());
    end_with_page(move || open.set(false));
    view! { <Show when=move || open.get()><Open open /></Show> }
}

#[component]
fn Open(open: RwSignal<bool>) -> impl IntoView {
    let dialog = modal();
    view! {
        <dialog class="confirm help" node_ref=dialog aria-labelledby="help-title" data-testid="help" on:close=move |_| open.set(false)>
            <header class="help-head">
                <h2 id="help-title">{t::keys::title()}</h2>
                <button class="icon-button" type="button" aria-label=t::common::close() data-testid="help-close" on:click=move |_| close(dialog)>
                    <Icon shape=Shape::Close />
                </button>
            </header>
            {keys::groups().into_iter().map(table).collect_view()}
            <p class="quiet">{t::keys::mac()}</p>
            {filters::groups().into_iter().map(table).collect_view()}
        </dialog>
    }
}

fn table(group: Group) -> impl IntoView {
    let rows = group.rows.into_iter().map(|row| {
        let signs = row.signs.into_iter().map(|sign| view! { <kbd>{sign}</kbd>" " });
        view! { <tr><th scope="row">{signs.collect_view()}</th><td>{row.means}</td></tr> }
    });
    view! {
        <table>
            <caption>{group.title}</caption>
            <tbody>{rows.collect_view()}</tbody>
        </table>
    }
}
