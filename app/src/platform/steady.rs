//! A click never hits what just moved under the pointer: a row that left a list, a card that took another's place, a
//! dialog that opened there. The keyboard is not concerned: it is at a thing, not at a place.

use super::observe::{listen, on_change};
use super::still::Still;
use leptos::ev::{MouseEvent, PointerEvent};
use leptos::prelude::*;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::Element;

/// As far as a mouse, and as far as a finger may be from where it was and still rest, in CSS pixels.
const MOUSE_TOLERANCE: f64 = 4.0;
const FINGER_TOLERANCE: f64 = 24.0;

/// What does something when it is clicked.
const ACTS: &str = "button, a, summary, label, select, input[type=checkbox], input[type=radio]";

/// What a thing is about.
const ABOUT: &str = "li, dialog, .menu, .alike, .told, [data-about]";

/// How long a page may go on scrolling after the wheel was turned, in milliseconds.
const MAX_SCROLL_MS: f64 = 400.0;

/// A thing that can be clicked, by what it says and what it is about: a list that is drawn anew with the same in it is
/// the same, and a button may come to stand for something else.
#[derive(PartialEq)]
struct Thing(String);

/// What happened at the place of the pointer.
struct PointerArea {
    still: Still<Thing>,
    /// Whether the page was drawn anew since that was looked at.
    is_drawn: bool,
    /// What was clicked last.
    clicked: Option<Element>,
    /// When the wheel was turned last.
    wheeled: f64,
}

impl PointerArea {
    fn here(&self) -> Option<Thing> {
        let (x, y) = self.still.at()?;
        let element = document().element_from_point(x as f32, y as f32)?.closest(ACTS).ok().flatten()?;
        let text = |element: &Element, name: &str| element.get_attribute(name).unwrap_or_default();
        let about = element.closest(ABOUT).ok().flatten();
        // The text of what has a name may change, as that of a clock does.
        let about =
            about.map(|it| it.get_attribute("data-about").unwrap_or_else(|| it.text_content().unwrap_or_default()));
        let own = [text(&element, "href"), text(&element, "aria-label"), element.text_content().unwrap_or_default()];
        Some(Thing(own.join("\n") + &about.unwrap_or_default()))
    }

    fn look(&mut self) {
        if std::mem::take(&mut self.is_drawn) {
            let (here, now) = (self.here(), js_sys::Date::now());
            // A user who scrolls sees what comes.
            if now - self.wheeled < MAX_SCROLL_MS {
                self.still.rests(here);
            } else {
                self.still.drawn(here, now);
            }
        }
    }
}

/// Whether a click came without a pointer. In Firefox, Enter on a link counts as one click.
fn is_without_pointer(event: &MouseEvent) -> bool {
    event.dyn_ref::<PointerEvent>().is_some_and(|event| event.pointer_id() < 0)
}

/// Begins to watch, for the page's whole life.
pub(crate) fn steady() {
    let place =
        Rc::new(RefCell::new(PointerArea { still: Still::new(), is_drawn: false, clicked: None, wheeled: 0.0 }));
    let moved = {
        let place = Rc::clone(&place);
        move |event: &PointerEvent| {
            let Ok(mut place) = place.try_borrow_mut() else { return };
            let tremble = if event.pointer_type() == "mouse" { MOUSE_TOLERANCE } else { FINGER_TOLERANCE };
            if place.still.moved((event.client_x().into(), event.client_y().into()), tremble) {
                let here = place.here();
                place.still.rests(here);
                place.is_drawn = false;
            }
        }
    };
    let down = moved.clone();
    listen("pointermove", move |event: PointerEvent| moved(&event));
    listen("pointerdown", move |event: PointerEvent| down(&event));
    let scrolled = Rc::clone(&place);
    listen("wheel", move |_: web_sys::Event| {
        if let Ok(mut place) = scrolled.try_borrow_mut() {
            place.wheeled = js_sys::Date::now();
            place.is_drawn = true;
        }
        let scrolled = Rc::clone(&scrolled);
        request_animation_frame(move || scrolled.try_borrow_mut().into_iter().for_each(|mut place| place.look()));
    });
    let drawn = Rc::clone(&place);
    on_change(true, move |_| {
        let Ok(mut place) = drawn.try_borrow_mut() else { return };
        if place.still.at().is_some() && !std::mem::replace(&mut place.is_drawn, true) {
            let drawn = Rc::clone(&drawn);
            request_animation_frame(move || drawn.try_borrow_mut().into_iter().for_each(|mut place| place.look()));
        }
    });
    listen("click", move |event: MouseEvent| {
        // By the keyboard, or by a script, it is a click at no place.
        let Ok(mut place) = place.try_borrow_mut() else { return };
        if !event.is_trusted() || event.detail() == 0 || is_without_pointer(&event) {
            return;
        }
        place.look();
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        let target = target.and_then(|target| target.closest(ACTS).ok().flatten());
        let is_second = event.detail() > 1 && target.is_some() && target == place.clicked;
        let is_once = target.as_ref().is_some_and(|it| it.closest("[data-once]").ok().flatten().is_some());
        place.clicked = target;
        if !place.still.may_click(js_sys::Date::now()) || is_second && is_once {
            event.prevent_default();
            event.stop_immediate_propagation();
        }
    });
}
