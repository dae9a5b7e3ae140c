//! The service worker: keeps the app for starting without a network, and tells of newer versions.

use super::stopped::build;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::collections::BTreeSet;
use std::time::Duration;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{HtmlInputElement, HtmlTextAreaElement, MessageEvent, ServiceWorkerContainer, ServiceWorkerRegistration};

/// How often it is looked for a newer version while a page is open.
const LOOK: Duration = Duration::from_secs(60 * 60);

/// Whether a newer version is ready.
#[derive(Clone, Copy)]
pub(crate) struct Update {
    ready: ReadSignal<bool>,
    taken: ReadSignal<bool>,
    /// Whether it was asked for here.
    asked: StoredValue<bool>,
    /// The builds besides this page's that the relay served.
    heard_of: StoredValue<BTreeSet<String>>,
}

impl Update {
    /// Registers the service worker, in builds that are meant to be kept.
    pub(crate) fn follow() -> Self {
        let (ready, set_ready) = signal(false);
        let (taken, set_taken) = signal(false);
        let asked = StoredValue::new(false);
        if let Some(container) = container() {
            listen(&container, asked, set_ready, set_taken);
        }
        if !cfg!(debug_assertions)
            && let Some(container) = container()
        {
            spawn_local(async move {
                let Ok(registration) = JsFuture::from(container.register("/sw.js")).await else { return };
                let registration: ServiceWorkerRegistration = registration.unchecked_into();
                // A page that is not yet served from the copy is the newest already.
                if registration.waiting().is_some() && container.controller().is_some() {
                    set_ready.set(true);
                }
            });
        }
        let update = Self { ready, taken, asked, heard_of: StoredValue::default() };
        window_event_listener_untyped("online", move |_| update.look());
        // The page lives as long as this.
        let _ = set_interval_with_handle(move || update.look(), LOOK);
        update
    }

    /// Has the browser look for a newer version. By itself it does so only when a page is loaded, and an installed app
    /// may stay open for weeks.
    pub(crate) fn look(self) {
        if !self.ready.get_untracked() {
            spawn_local(async {
                let Some(registration) = registration().await else { return };
                if let Ok(looking) = registration.update() {
                    // Without a network there is none to be found.
                    drop(JsFuture::from(looking).await);
                }
            });
        }
    }

    /// The relay serves this build of the app. Where it is another one than this page's, that is looked for, once: two
    /// relays in turn may serve two.
    pub(crate) fn is_served(self, served: &str) {
        let own = build();
        let is_other = !served.is_empty() && !own.is_empty() && served != own;
        if is_other && self.heard_of.try_update_value(|heard_of| heard_of.insert(served.to_owned())) == Some(true) {
            self.look();
        }
    }

    /// Whether a newer version is ready to take over.
    pub(crate) fn ready(self) -> ReadSignal<bool> {
        self.ready
    }

    /// Whether it has taken over already: a reload is all that is left to do.
    pub(crate) fn is_taken(self) -> ReadSignal<bool> {
        self.taken
    }

    /// Has the newer version take over; the page is loaded again once it has.
    pub(crate) fn take(self) {
        if container().is_none() {
            return;
        }
        self.asked.set_value(true);
        if self.taken.get_untracked() {
            return reload();
        }
        spawn_local(async move {
            match registration().await.and_then(|it| it.waiting()) {
                Some(worker) => drop(worker.post_message(&word("take"))),
                None => reload(),
            }
        });
    }
}

/// The service worker's registration, if there is one.
pub(crate) async fn registration() -> Option<ServiceWorkerRegistration> {
    JsFuture::from(container()?.get_registration()).await.ok()?.dyn_into().ok()
}

/// Loads the page again.
pub(crate) fn reload() {
    drop(window().location().reload());
}

/// Whether someone is in the middle of something: a text field holds something, or a dialog is open.
fn is_busy() -> bool {
    if document().query_selector("dialog[open]").ok().flatten().is_some() {
        return true;
    }
    let Ok(fields) = document().query_selector_all("input:not([type=radio], [type=checkbox], [hidden]), textarea")
    else {
        return false;
    };
    let text = |at| {
        let field = fields.item(at)?;
        match field.dyn_ref::<HtmlInputElement>() {
            Some(field) => Some(field.value()),
            None => Some(field.dyn_into::<HtmlTextAreaElement>().ok()?.value()),
        }
    };
    (0..fields.length()).filter_map(text).any(|text| !text.is_empty())
}

fn listen(
    container: &ServiceWorkerContainer,
    asked: StoredValue<bool>,
    ready: WriteSignal<bool>,
    taken: WriteSignal<bool>,
) {
    let heard = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
        let said = js_sys::Reflect::get(&event.data(), &"kith".into()).ok().and_then(|said| said.as_string());
        match said.as_deref() {
            Some("waiting") => ready.set(true),
            // Another tab asked for it. Here it waits until what is being done is done.
            Some("taken") if !asked.get_value() && is_busy() => {
                taken.set(true);
                ready.set(true);
            }
            Some("taken") => reload(),
            _ => {}
        }
    });
    container.set_onmessage(Some(heard.as_ref().unchecked_ref()));
    // The page listens as long as it lives.
    heard.forget();
}

fn word(word: &str) -> JsValue {
    let message = js_sys::Object::new();
    drop(js_sys::Reflect::set(&message, &"kith".into(), &word.into()));
    message.into()
}

/// There is none where the page was not loaded safely.
fn container() -> Option<ServiceWorkerContainer> {
    let navigator = window().navigator();
    let there = js_sys::Reflect::get(&navigator, &"serviceWorker".into()).is_ok_and(|it| it.is_object());
    there.then(|| navigator.service_worker())
}
