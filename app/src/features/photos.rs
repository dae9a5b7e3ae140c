//! Photos of people, each asked for once, when it is first to be seen.

use crate::client::Engine;
use crate::components::avatar::Avatar;
use crate::platform::files::photo_address;
use kith_engine::api::{PersonId, PhotoId, question};
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::collections::BTreeMap;

/// As what photos are kept.
const MEDIA_TYPE: &str = "image/jpeg";

/// The photos that were asked for. One for the page's whole life.
#[derive(Clone, Copy)]
pub(crate) struct Photos {
    engine: Engine,
    asked: StoredValue<BTreeMap<PhotoId, ArcRwSignal<Option<String>>>>,
}

impl Photos {
    pub(crate) fn new(engine: Engine) -> Self {
        let asked = StoredValue::new(BTreeMap::new());
        let locked = engine.locked();
        Effect::new(move |_| {
            if locked.get() {
                asked.set_value(BTreeMap::new());
            }
        });
        Self { engine, asked }
    }

    /// The one of this page.
    fn of_page() -> Self {
        expect_context()
    }

    /// The address of a photo, once it is there.
    fn address(self, photo: PhotoId) -> ArcRwSignal<Option<String>> {
        if let Some(known) = self.asked.with_value(|asked| asked.get(&photo).cloned()) {
            return known;
        }
        let address = ArcRwSignal::new(None);
        self.asked.update_value(|asked| drop(asked.insert(photo, address.clone())));
        let came = address.clone();
        spawn_local(async move {
            match self.engine.ask(question::Photo(photo)).await {
                Ok(Some(bytes)) => came.set(photo_address(MEDIA_TYPE, &bytes.0)),
                // Asked again where it is to be seen next.
                Ok(None) | Err(_) => self.asked.update_value(|asked| drop(asked.remove(&photo))),
            }
        });
        address
    }
}

/// The photo of someone; their initials where there is none, and until it is there.
#[component]
pub(crate) fn PersonAvatar(id: PersonId, name: String, photo: Option<PhotoId>) -> impl IntoView {
    let address = photo.map(|photo| Photos::of_page().address(photo));
    move || match address.as_ref().and_then(|address| address.get()) {
        Some(address) => view! { <img class="avatar" src=address alt="" data-testid="photo" /> }.into_any(),
        None => view! { <Avatar id=id.0 name=name.clone() /> }.into_any(),
    }
}
