//! What the first screen does not need: the pages, the boxes above them, the lock and the rescue page. The build puts
//! the code that is reached only through [`Draw::rest`] into a file of its own (`xtask/src/app/parts.rs`). The page's
//! program requests that file as soon as it runs ([`Reach`]).

use super::drop::DropBox;
use super::locked::Locked;
use super::rescue::{Rescue, RescuePage};
use super::search::SearchBox;
use crate::components::later::Later;
use crate::components::trouble::Trouble;
use crate::features::access_key::LinkedKey;
use crate::features::add_person::AddBox;
use crate::features::draft::DraftBox;
use crate::features::due::dialog::AskBox;
use crate::features::help::HelpBox;
use crate::i18n::t;
use crate::pages::Addresses;
use crate::platform::task::next_task;
use crate::platform::update::reload;
use crate::present::words::incomplete;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::wasm_split::SplitLoaderError;
use std::pin::Pin;

/// A part of it, as it is drawn.
#[derive(Clone, Copy)]
pub(super) enum Part {
    /// The page at each address.
    Addresses,
    /// What opens above every page.
    Boxes,
    Locked,
    Rescue,
    RescuePage,
}

/// Draws each part of it.
#[derive(Clone, Copy)]
pub struct Draw(fn(Part) -> AnyView);

impl Draw {
    #[must_use]
    pub fn rest() -> Self {
        Self(draw)
    }
}

/// Fetches the [`Draw`].
pub type Reach = fn() -> Pin<Box<dyn Future<Output = Result<Draw, SplitLoaderError>>>>;

/// The rest of the page, once it is there.
#[derive(Clone, Copy)]
pub(super) struct Rest {
    draw: RwSignal<Option<Draw>>,
    failed: RwSignal<bool>,
}

impl Rest {
    pub(super) fn fetch(reach: Reach) -> Self {
        let rest = Self { draw: RwSignal::new(None), failed: RwSignal::new(false) };
        spawn_local(async move {
            match reach().await {
                Ok(draw) => {
                    next_task().await;
                    rest.draw.set(Some(draw));
                }
                Err(_) => rest.failed.set(true),
            }
        });
        rest
    }

    /// What opens above every page, as soon as it can, and after the page itself.
    pub(super) fn boxes(self) -> impl IntoView {
        move || self.draw.get().map(|Draw(draw)| view! { <Later>{draw(Part::Boxes)}</Later> })
    }

    /// Draws a part as soon as it can, and `meanwhile` until then.
    pub(super) fn part(self, part: Part, meanwhile: impl Fn() -> AnyView + Send + Sync + 'static) -> impl IntoView {
        move || {
            match self.draw.get() {
            Some(Draw(draw)) => draw(part),
            None if self.failed.get() => view! {
                <Trouble words=incomplete()>
                    <button class="button primary" type="button" data-testid="incomplete-reload" on:click=move |_| reload()>
                        {t::common::reload()}
                    </button>
                </Trouble>
            }
            .into_any(),
            None => meanwhile(),
        }
        }
    }
}

fn draw(part: Part) -> AnyView {
    match part {
        Part::Addresses => view! { <Addresses /> }.into_any(),
        Part::Boxes => view! {
            <SearchBox />
            <AddBox />
            <DropBox />
            <HelpBox />
            <DraftBox />
            <AskBox />
            <LinkedKey />
        }
        .into_any(),
        Part::Locked => view! { <Locked /> }.into_any(),
        Part::Rescue => view! { <Rescue /> }.into_any(),
        Part::RescuePage => view! { <RescuePage /> }.into_any(),
    }
}
