//! Settings. Email is the only kind so far.

#[cfg(target_arch = "wasm32")]
mod accounts;
pub(crate) mod connect;
pub(crate) mod providers;

#[cfg(target_arch = "wasm32")]
pub(crate) use accounts::Accounts;
#[cfg(target_arch = "wasm32")]
pub(crate) use connect::Connect;
#[cfg(target_arch = "wasm32")]
pub(crate) use frame::Settings;

#[cfg(target_arch = "wasm32")]
mod frame {
    use crate::platform::title::title;
    use leptos::prelude::*;
    use leptos_router::components::{A, Outlet};

    /// What all settings have around them.
    #[component]
    pub(crate) fn Settings() -> impl IntoView {
        title(|| "Settings".to_owned());
        view! {
            <div class="page settings">
                <header class="settings-title">
                    <h1>"Settings"</h1>
                    <nav aria-label="Settings">
                        <A href="/settings/email">"Email"</A>
                    </nav>
                </header>
                <Outlet />
            </div>
        }
    }
}
