//! How far pages are scrolled: a new one begins at its top, and the way back leads to where one was.

use super::observe::listen;
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event};

/// A list that stays while one of it is shown beside it.
const LIST: &str = ".company-scroll";

/// What scrolls, whichever page is in it.
const SCROLLERS: [&str; 3] = ["#main", ".people-one", LIST];

/// Maximum time that a page is held where it was while what is above still grows, in milliseconds.
const MAX_HOLD_MS: f64 = 3_000.0;

/// How long a message that was found is held in sight, in milliseconds.
const MESSAGE_HOLD_MS: f64 = 1_500.0;

#[derive(Default)]
struct Scrolls {
    /// How far, by page and by what scrolls.
    tops: HashMap<(String, &'static str), i32>,
    /// The browser went back or on to this page.
    back_to: Option<String>,
    /// The page that is there.
    page: String,
}

/// How far the pages are scrolled. One for the page's whole life.
#[derive(Clone, Copy)]
pub(crate) struct Scrolling(StoredValue<Scrolls, LocalStorage>);

impl Scrolling {
    /// Listens for what scrolls, and for the way back. Call it before the router is there: listeners of the window run
    /// in the order in which they came, and the router's draws the page.
    pub(crate) fn follow() -> Self {
        let scrolls = StoredValue::new_local(Scrolls::default());
        listen("scroll", move |event: Event| {
            let Some(element) = event.target().and_then(|it| it.dyn_into::<Element>().ok()) else { return };
            let Some(which) = SCROLLERS.into_iter().find(|which| element.matches(which).unwrap_or(false)) else {
                return;
            };
            scrolls.try_update_value(|scrolls| {
                // The page before is still drawn while the address is the next one's already.
                if scrolls.page == here() {
                    scrolls.tops.insert((scrolls.page.clone(), which), element.scroll_top());
                }
            });
        });
        window_event_listener(leptos::ev::popstate, move |_| {
            scrolls.try_update_value(|scrolls| scrolls.back_to = Some(here()));
        });
        for name in ["wheel", "touchstart", "pointerdown", "keydown"] {
            listen(name, |_: Event| {
                let_go();
            });
        }
        Self(scrolls)
    }

    pub(crate) fn of_page() -> Self {
        expect_context()
    }

    /// The way leads back to that address: it is shown as far as it was scrolled, as by the browser’s own way back.
    pub(crate) fn returns(self, address: &str) {
        let page = address.split_once('?').map_or(address, |(page, _)| page).to_owned();
        self.0.try_update_value(|scrolls| scrolls.back_to = Some(page));
    }
}

/// Follows the pages, for the page's whole life. Within the router.
#[component]
pub(crate) fn KeepScroll(scrolling: Scrolling) -> impl IntoView {
    let path = use_location().pathname;
    Effect::new(move |before: Option<()>| {
        let page = path.get();
        let tops = scrolling.0.try_update_value(|scrolls| {
            scrolls.page.clone_from(&page);
            let is_back = scrolls.back_to.take().as_ref() == Some(&page);
            let top = |which| scrolls.tops.get(&(page.clone(), which)).copied().filter(|top| is_back && *top > 0);
            SCROLLERS.map(|which| (which, top(which)))
        });
        let (Some(()), Some(tops)) = (before, tops) else { return };
        // Beside a list that stays, only what is beside it is new.
        for (which, _) in tops.iter().filter(|(which, top)| top.is_none() && *which != LIST) {
            find(which).into_iter().for_each(|scroller| scroller.set_scroll_top(0));
        }
        let held: Vec<(&str, i32)> = tops.into_iter().filter_map(|(which, top)| Some((which, top?))).collect();
        if !held.is_empty() {
            hold(MAX_HOLD_MS, move || {
                for (which, top) in &held {
                    if let Some(scroller) = find(which).filter(|scroller| scroller.scroll_top() != *top) {
                        scroller.set_scroll_top(*top);
                    }
                }
            });
        }
    });
}

/// Brings what `selector` finds into sight, once it is there.
pub(crate) fn show(selector: String) {
    let shown = Rc::new(RefCell::new(false));
    hold(MESSAGE_HOLD_MS, move || {
        let Some(element) = find(&selector) else { return };
        let (view, box_of) =
            (window().inner_height().ok().and_then(|it| it.as_f64()), element.get_bounding_client_rect());
        let is_in_sight = view.is_some_and(|height| box_of.top() > 0.0 && box_of.top() < height * 0.7);
        if !is_in_sight || !shown.replace(true) {
            element.scroll_into_view();
        }
    });
}

thread_local! {
    /// How often something was held, or the user did something: what is held ends with the next.
    static HOLDS: Cell<u32> = const { Cell::new(0) };
}

/// Ends what is held, and gives the number of what may be held from now on.
fn let_go() -> u32 {
    HOLDS.with(|holds| {
        holds.set(holds.get().wrapping_add(1));
        holds.get()
    })
}

/// Puts something where it belongs frame after frame, for some milliseconds or until the user does something: what is
/// above it may still come. Nothing else is held any more.
fn hold(milliseconds: f64, put: impl Fn() + 'static) {
    let (until, page, own) = (js_sys::Date::now() + milliseconds, here(), let_go());
    next(Rc::new(move || {
        let goes_on = js_sys::Date::now() < until && HOLDS.with(Cell::get) == own && here() == page;
        if goes_on {
            put();
        }
        goes_on
    }));
}

fn next(step: Rc<dyn Fn() -> bool>) {
    request_animation_frame(move || {
        if step() {
            next(step);
        }
    });
}

fn find(selector: &str) -> Option<Element> {
    document().query_selector(selector).ok().flatten()
}

/// The page that the address names.
fn here() -> String {
    window().location().pathname().unwrap_or_default()
}
