use crate::components::icon::{Icon, Shape};
use crate::i18n::{Text, t};
use crate::platform::focus::show_soon;
use crate::platform::screen::is_phone;
use crate::platform::title::title;
use leptos::prelude::*;
use leptos_router::components::{A, Outlet, Redirect};
use leptos_router::hooks::use_location;

/// The pages of the settings: address, title, and what is there.
const PARTS: [(&str, Text, Text); 8] = [
    ("/settings/email", t::settings::email, t::settings::about::email),
    ("/settings/connections", t::settings::connections, t::settings::about::connections),
    ("/settings/buckets", t::settings::buckets, t::settings::about::buckets),
    ("/settings/rules", t::settings::people_rules, t::settings::about::people_rules),
    ("/settings/who", t::settings::rules, t::settings::about::rules),
    ("/settings/history", t::settings::history, t::settings::about::history),
    ("/settings/data", t::settings::data, t::settings::about::data),
    ("/settings/general", t::settings::general, t::settings::about::general),
];

/// What all settings have around them: tabs, and on a phone, where these have no room, the way back to the list.
#[component]
pub(crate) fn Settings() -> impl IntoView {
    provide_context(CameFrom(StoredValue::new(None)));
    let path = use_location().pathname;
    // Below the list, and below one of its pages.
    let depth = Memo::new(move |_| path.with(|path| path.split('/').filter(|part| !part.is_empty()).count()));
    let here = move || {
        let part = path.with(|path| PARTS.iter().find(|(href, ..)| path.starts_with(href)).map(|(_, name, _)| name()));
        part.unwrap_or_else(t::settings::title)
    };
    let tabs = PARTS.map(|(href, name, _)| view! { <A href=href>{name()}</A> });
    view! {
        <div class="page settings" data-depth=depth>
            <header class="settings-title">
                <A href="/settings" attr:class="back"><Icon shape=Shape::Back />{t::settings::title()}</A>
                <div class="page-head">
                    <h1><span class="settings-whole">{t::settings::title()}</span><span class="settings-part">{here}</span></h1>
                </div>
                <nav class="tabs" aria-label=t::settings::title()>{tabs}</nav>
            </header>
            <Outlet />
        </div>
    }
}

/// On a phone the list of the settings; where there is room for tabs, the first of them.
#[component]
pub(crate) fn AllSettings() -> impl IntoView {
    title(|| t::settings::title().to_owned());
    if !is_phone() {
        return view! { <Redirect path="/settings/email" /> }.into_any();
    }
    let row = |(href, name, about): (&'static str, Text, Text)| {
        view! {
            <li>
                <A href=href attr:class="row">
                    <span class="row-title">{name()}</span>
                    <span class="row-sub">{about()}</span>
                </A>
            </li>
        }
    };
    view! { <ul role="list" class="settings-list" data-testid="settings-list">{PARTS.map(row)}</ul> }.into_any()
}

/// The link in the list of accounts that was followed: going back, the keyboard is there again.
#[derive(Clone, Copy)]
pub(super) struct CameFrom(StoredValue<Option<String>>);

impl CameFrom {
    /// Of these settings.
    pub(super) fn of_settings() -> Self {
        expect_context()
    }

    /// A link with that address is followed.
    pub(super) fn note(self, href: &str) {
        self.0.set_value(Some(format!(".accounts a[href='{href}']")));
    }

    /// Puts the keyboard back.
    pub(super) fn go_back(self) {
        if let Some(link) = self.0.try_update_value(Option::take).flatten() {
            show_soon(link);
        }
    }
}
