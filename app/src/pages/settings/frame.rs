use crate::components::heading::PageHead;
use crate::i18n::t;
use crate::platform::focus::show_soon;
use leptos::prelude::*;
use leptos_router::components::{A, Outlet};

/// What all settings have around them.
#[component]
pub(crate) fn Settings() -> impl IntoView {
    provide_context(CameFrom(StoredValue::new(None)));
    view! {
        <div class="page settings">
            <header class="settings-title">
                <PageHead title=t::settings::title() />
                <nav class="tabs" aria-label=t::settings::title()>
                    <A href="/settings/email">{t::settings::email()}</A>
                    <A href="/settings/connections">{t::settings::connections()}</A>
                    <A href="/settings/buckets">{t::settings::buckets()}</A>
                    <A href="/settings/rules">{t::settings::people_rules()}</A>
                    <A href="/settings/who">{t::settings::rules()}</A>
                    <A href="/settings/history">{t::settings::history()}</A>
                    <A href="/settings/data">{t::settings::data()}</A>
                    <A href="/settings/general">{t::settings::general()}</A>
                </nav>
            </header>
            <Outlet />
        </div>
    }
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
