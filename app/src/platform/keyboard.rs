//! Where the keyboard goes when what it is in goes away.
//!
//! A row goes once an answer comes, a field becomes a button again, a notice ends. The browser leaves the keyboard in
//! nothing then, and the next key does nothing. So the page is watched: whenever what has the keyboard is taken out of
//! the document, for whatever reason and however late, what stands in its place has it next. Should the very same item
//! come back (what was done there was undone, or it was drawn anew elsewhere), the keyboard follows it.

use super::focus::{PAGE, is_nowhere};
use super::observe::{listen, on_change};
use leptos::prelude::*;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlElement, MutationRecord, Node};

/// What comes and goes by itself. The keyboard goes back from there to where it was before.
const PASSING: &str = ".told-place, .bars, dialog";

/// Where the page itself says what has the keyboard.
const FREE: &str = "[data-keyboard=free]";

/// The names by which an item is known again. Each holds for one item of a list.
const NAMES: [&str; 3] = ["data-item", "data-lead", "data-address"];

/// What the keyboard is led to; not a text, into which the next key would be typed.
const REACHABLE: &str = ":is(a[href], button, select, summary, input[type=checkbox], input[type=radio], [tabindex]):not(:disabled, [tabindex='-1'], [inert] *)";

/// What takes the keyboard when it is pressed.
const TAKES_FOCUS: &str = "a, button, select, summary, input, textarea, label, [tabindex]";

/// Watches the page, as long as it lives.
pub(crate) fn watch() {
    let keeper = Rc::new(RefCell::new(Keeper::default()));
    on("focusin", &keeper, |keeper, event| {
        if let Some(element) = event.target().and_then(|it| it.dyn_into().ok()) {
            keeper.borrow_mut().came(element);
        }
    });
    on("focusout", &keeper, |keeper, _| {
        let keeper = Rc::clone(keeper);
        set_timeout(move || keeper.borrow_mut().left(), std::time::Duration::ZERO);
    });
    on("pointerdown", &keeper, |keeper, event| {
        let target = event.target().and_then(|it| it.dyn_into::<Element>().ok());
        keeper.borrow_mut().pressed(target.as_ref());
    });
    on("keydown", &keeper, |keeper, _| keeper.borrow_mut().follows = false);
    on_change(false, move |records| {
        let lost = keeper.borrow_mut().changed(&records);
        if lost {
            // Not now: where a field went because it was left, the browser is about to lead the keyboard on.
            let keeper = Rc::clone(&keeper);
            set_timeout(move || put_back(&keeper), std::time::Duration::ZERO);
        }
    });
}

fn on(name: &str, keeper: &Rc<RefCell<Keeper>>, heard: impl Fn(&Rc<RefCell<Keeper>>, Event) + 'static) {
    let keeper = Rc::clone(keeper);
    listen(name, move |event| heard(&keeper, event));
}

/// Puts the keyboard where it belongs, if it is in nothing still.
fn put_back(keeper: &Rc<RefCell<Keeper>>) {
    let to = keeper.borrow_mut().due();
    // It is heard of at once that the keyboard came there, so nothing is borrowed now.
    if let Some(to) = to {
        if to.tab_index() < 0 && !to.has_attribute("tabindex") {
            drop(to.set_attribute("tabindex", "-1"));
        }
        drop(to.focus());
        // For the user it is still at what went away.
        keeper.borrow_mut().follows = true;
    }
}

#[derive(Default)]
struct Keeper {
    /// What has the keyboard, or had it last. `None`: the user led it into nothing.
    at: Option<Track>,
    /// What had it last that does not pass.
    place: Option<Track>,
    /// The item that went away with the keyboard in it, as a selector.
    gone: Option<String>,
    /// Whether the keyboard goes to that item, should it be there again.
    follows: bool,
}

impl Keeper {
    /// The keyboard came to something.
    fn came(&mut self, element: HtmlElement) {
        let track = Track::new(element);
        if !track.passes {
            self.place = Some(track.clone());
        }
        self.at = Some(track);
    }

    /// It left something. If that is still there, and the keyboard is in nothing now, the user wanted it so.
    fn left(&mut self) {
        if is_nowhere() && self.at.as_ref().is_some_and(|at| !at.is_lost()) {
            self.at = None;
        }
    }

    /// The user pressed on something; on nothing, that takes the keyboard away.
    fn pressed(&mut self, target: Option<&Element>) {
        let is_in = |selector: &str| target.is_some_and(|it| it.closest(selector).ok().flatten().is_some());
        if !is_in(TAKES_FOCUS) {
            self.at = None;
        }
        // Undo is pressed for what went away.
        if !is_in(PASSING) {
            self.follows = false;
        }
    }

    /// The document is another. Whether the keyboard may have to be put somewhere.
    fn changed(&mut self, records: &[MutationRecord]) -> bool {
        if let Some(at) = &mut self.at {
            at.follow(records);
        }
        if let Some(place) = &mut self.place
            && place.follow(records)
        {
            self.gone = place.item();
        }
        let is_lost = self.at.as_ref().is_some_and(Track::is_lost);
        let is_back = self.gone.as_deref().and_then(find).is_some();
        if is_back && !self.follows && !is_lost {
            self.gone = None;
        }
        is_lost || is_back && self.follows
    }

    /// What the keyboard is to be put to, if anything.
    fn due(&mut self) -> Option<HtmlElement> {
        let at = self.at.clone()?;
        let is_lost = at.is_lost() && is_nowhere();
        // It was only moved about, and the browser left the keyboard in it.
        if !is_lost && at.element.is_connected() {
            self.at = Some(Track { spot: None, ..at.clone() });
        }
        let follows = self.follows || is_lost && self.place.as_ref().is_some_and(Track::is_lost);
        let back = self.gone.as_deref().filter(|_| follows).and_then(find);
        if at.is_free || !is_lost && back.is_none() {
            return None;
        }
        // On another page there is no place that it had: it begins there.
        if at.path != path() {
            (self.at, self.place, self.gone) = (None, None, None);
            return find(PAGE);
        }
        if let Some(item) = back {
            self.gone = None;
            return Some(self.place.as_ref().unwrap_or(&at).control_of(item));
        }
        if at.passes && !at.is_in_dialog() {
            return self.place.as_ref().filter(|place| place.path == at.path).and_then(Track::stand_in);
        }
        at.stand_in()
    }
}

/// Something that has the keyboard or had it.
#[derive(Clone)]
struct Track {
    element: HtmlElement,
    /// Whether it comes and goes by itself.
    passes: bool,
    /// Whether the page itself says where the keyboard goes from there.
    is_free: bool,
    /// The page's address then.
    path: String,
    /// Where it stood, once it was taken out.
    spot: Option<Spot>,
}

/// A place in the document from which something was taken.
#[derive(Clone)]
struct Spot {
    parent: Node,
    before: Option<Node>,
    after: Option<Node>,
}

impl Track {
    fn new(element: HtmlElement) -> Self {
        let is_in = |selector: &str| element.closest(selector).ok().flatten().is_some();
        let (passes, is_free) = (is_in(PASSING), is_in(FREE));
        Self { element, passes, is_free, path: path(), spot: None }
    }

    fn is_lost(&self) -> bool {
        self.spot.is_some()
    }

    /// Whether it was taken out just now; moved about counts as well, since a browser takes the keyboard away then.
    fn follow(&mut self, records: &[MutationRecord]) -> bool {
        let is_new = self.spot.is_none();
        let mut lost: Node = match &self.spot {
            None => self.element.clone().into(),
            Some(spot) if spot.parent.is_connected() => return false,
            Some(spot) => spot.parent.clone(),
        };
        let takes = |record: &&MutationRecord, lost: &Node| {
            let removed = record.removed_nodes();
            (0..removed.length()).filter_map(|at| removed.item(at)).any(|it| it.contains(Some(lost)))
        };
        // What it was taken out of may have been taken out in turn.
        while let Some(record) = records.iter().rev().find(|record| takes(record, &lost)) {
            let Some(parent) = record.target() else { break };
            lost = parent.clone();
            self.spot = Some(Spot { parent, before: record.previous_sibling(), after: record.next_sibling() });
            if lost.is_connected() {
                break;
            }
        }
        is_new && self.spot.is_some()
    }

    /// The item in which it stood, as a selector.
    fn item(&self) -> Option<String> {
        let item = NAMES.into_iter().find_map(|name| {
            let item = self.element.closest(&format!("[{name}]")).ok().flatten()?;
            let value = item.get_attribute(name)?.replace('\\', "\\\\").replace('"', "\\\"");
            Some((item, format!("[{name}=\"{value}\"]")))
        });
        let (item, named) = item?;
        let list = item.parent_element().or_else(|| self.spot.as_ref()?.parent.clone().dyn_into().ok());
        match list.and_then(|list| list.get_attribute("data-testid")) {
            Some(list) => Some(format!("[data-testid=\"{list}\"] > {named}")),
            None => Some(format!("main {named}")),
        }
    }

    /// Whether it stood in a dialog that is open.
    fn is_in_dialog(&self) -> bool {
        let parent = self.spot.as_ref().and_then(|spot| spot.parent.dyn_ref::<Element>());
        parent.is_some_and(|it| it.is_connected() && it.closest("dialog[open]").ok().flatten().is_some())
    }

    /// What stands in its place; the heading above it where nothing does.
    fn stand_in(&self) -> Option<HtmlElement> {
        if self.element.is_connected() {
            return Some(self.element.clone());
        }
        let Spot { parent, before, after } = self.spot.as_ref()?;
        let is_there = |node: &&Node| node.parent_node().as_ref() == Some(parent);
        let first = match (before.as_ref().filter(is_there), after.as_ref().filter(is_there)) {
            (Some(before), _) => before.next_sibling(),
            (None, Some(after)) => Some(after.clone()),
            (None, None) => parent.first_child(),
        };
        let last = first.as_ref().map_or_else(|| parent.last_child(), Node::previous_sibling);
        let on = std::iter::successors(first, Node::next_sibling).find_map(reachable);
        let found = on.or_else(|| std::iter::successors(last, Node::previous_sibling).find_map(reachable));
        found.or_else(|| {
            let around =
                parent.dyn_ref::<Element>()?.closest("dialog, details, article, section, main").ok().flatten()?;
            around.query_selector("h1, h2, h3, summary").ok().flatten()?.dyn_into().ok()
        })
    }

    /// The same thing in an item that is there again.
    fn control_of(&self, item: HtmlElement) -> HtmlElement {
        let same = ["data-testid", "name"].into_iter().find_map(|name| {
            let value = self.element.get_attribute(name)?;
            let selector = format!("[{name}=\"{value}\"]");
            if item.matches(&selector).unwrap_or(false) {
                return Some(item.clone());
            }
            item.query_selector(&selector).ok().flatten()?.dyn_into().ok()
        });
        same.or_else(|| reachable(item.clone().into())).unwrap_or(item)
    }
}

/// The first thing in a part of the document that the keyboard comes to.
fn reachable(node: Node) -> Option<HtmlElement> {
    let part: HtmlElement = node.dyn_into().ok()?;
    let is_seen = |it: &HtmlElement| it.offset_width() > 0 || it.offset_height() > 0;
    if part.matches(REACHABLE).unwrap_or(false) && is_seen(&part) {
        return Some(part);
    }
    let all = part.query_selector_all(REACHABLE).ok()?;
    (0..all.length()).filter_map(|at| all.item(at)?.dyn_into().ok()).find(is_seen)
}

fn find(selector: &str) -> Option<HtmlElement> {
    document().query_selector(selector).ok().flatten()?.dyn_into().ok()
}

fn path() -> String {
    window().location().pathname().unwrap_or_default()
}
