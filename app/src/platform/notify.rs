//! Being told by the device: notifications, and the number on the app's icon.

use super::update::registration;
use js_sys::{Array, Function, Promise, Reflect};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Notification, NotificationOptions, NotificationPermission};

/// Whether notifications may be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Permission {
    /// They may.
    Granted,
    /// The user can be asked.
    Ask,
    /// The user said no, or the browser does.
    Denied,
    /// This browser shows none.
    Missing,
}

/// Whether they may be shown now.
pub(crate) fn permission() -> Permission {
    let there = web_sys::window().is_some_and(|window| Reflect::has(&window, &"Notification".into()).unwrap_or(false));
    match there.then(Notification::permission) {
        None => Permission::Missing,
        Some(NotificationPermission::Granted) => Permission::Granted,
        Some(NotificationPermission::Default) => Permission::Ask,
        Some(_) => Permission::Denied,
    }
}

/// Asks the user. Browsers want that to follow a click.
pub(crate) async fn ask() -> Permission {
    if permission() == Permission::Ask
        && let Ok(asked) = Notification::request_permission()
    {
        drop(JsFuture::from(asked).await);
    }
    permission()
}

/// Shows a notification, in place of the one that is there: several tabs show it once.
pub(crate) async fn show(title: &str, body: &str) {
    if permission() != Permission::Granted {
        return;
    }
    let options = NotificationOptions::new();
    options.set_body(body);
    options.set_tag("kith-today");
    options.set_icon("/icons/kith-192.png");
    match registration().await {
        Some(registration) => {
            if let Ok(shown) = registration.show_notification_with_options(title, &options) {
                drop(JsFuture::from(shown).await);
            }
        }
        // Without a service worker, as in the quick loop.
        None => drop(Notification::new_with_options(title, &options)),
    }
}

/// Sets the number on the app's icon, or takes it away, where the browser has one (Badging API).
pub(crate) fn badge(count: u32) {
    let Some(navigator) = web_sys::window().map(|window| window.navigator()) else { return };
    let name = if count > 0 { "setAppBadge" } else { "clearAppBadge" };
    let Some(set) = Reflect::get(&navigator, &name.into()).ok().and_then(|it| it.dyn_into::<Function>().ok()) else {
        return;
    };
    let arguments = if count > 0 { Array::of1(&count.into()) } else { Array::new() };
    if let Ok(promise) = set.apply(&navigator, &arguments)
        && let Ok(promise) = promise.dyn_into::<Promise>()
    {
        // An icon that takes no number is no trouble.
        leptos::task::spawn_local(async move { drop(JsFuture::from(promise).await) });
    }
}
