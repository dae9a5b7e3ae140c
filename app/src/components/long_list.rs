use super::window::{past_heading, step, visible};
use crate::platform::focus::{focus_soon, show_soon};
use crate::platform::observe::on_resize;
use crate::platform::press::press;
use crate::present::keys::{LIST, act};
use leptos::ev::KeyboardEvent;
use leptos::html::{Div, Ol};
use leptos::prelude::*;

/// Height of a row until one was drawn, in CSS pixels.
const ASSUMED_ROW_HEIGHT: f64 = 56.0;

/// Where a long list stands.
#[derive(Clone, Copy)]
pub(crate) struct ListPosition {
    /// The rows that there is room for: the first, and one past the last. There may be fewer.
    pub(crate) rows: RwSignal<(u32, u32)>,
    /// The row that the keyboard is at.
    pub(crate) at: RwSignal<u32>,
    scroller: NodeRef<Div>,
    /// How far it is scrolled, while it is drawn and until it is drawn again.
    top: RwSignal<i32>,
}

impl ListPosition {
    /// At the top.
    pub(crate) fn new() -> Self {
        Self { rows: RwSignal::new((0, 20)), at: RwSignal::new(0), scroller: NodeRef::new(), top: RwSignal::new(0) }
    }

    /// The same place, in a list that is drawn anew.
    pub(crate) fn again(self) -> Self {
        Self { scroller: NodeRef::new(), ..self }
    }

    /// Goes back to the top.
    pub(crate) fn top(self) {
        self.at.set(0);
        self.top.set(0);
        if let Some(scroller) = self.scroller.get_untracked() {
            scroller.set_scroll_top(0);
        }
    }

    /// Puts the keyboard at a row near the one where it was, and scrolls as little as that needs.
    pub(crate) fn go(self, to: u32) {
        self.at.set(to);
        show_soon(format!("[data-row='{to}'] a"));
    }

    /// Puts the keyboard at the row where it was.
    pub(crate) fn focus(self) {
        focus_soon(format!("[data-row='{}'] a", self.at.get_untracked()));
    }
}

/// A list of rows of one height (`--row` in the styles). Only rows in sight are in the document. Some may be headings.
#[component]
pub(crate) fn LongList<R, V>(
    /// How many rows there are.
    total: Signal<u32>,
    /// Which rows are headings, ascending. A heading has no link, and there is a row with one below it.
    headings: Signal<Vec<u32>>,
    /// Where the list stands.
    place: ListPosition,
    /// What it is called.
    label: &'static str,
    /// Draws the row of that number; it holds one link, unless it is a heading.
    row: R,
    /// What stands below the rows, and scrolls along.
    children: Children,
) -> impl IntoView
where
    R: Fn(u32) -> V + Copy + Send + Sync + 'static,
    V: IntoView + 'static,
{
    let scroller = place.scroller;
    let list = NodeRef::<Ol>::new();
    let row_height = move || {
        let rows = f64::from(total.get_untracked());
        let height = list.get_untracked().map_or(0.0, |list| f64::from(list.offset_height()));
        if rows > 0.0 && height > 0.0 { height / rows } else { ASSUMED_ROW_HEIGHT }
    };
    let measure = move || {
        let Some(scroller) = scroller.get_untracked() else { return };
        // Drawn anew, or out of sight meanwhile, it stands at its top.
        let top = place.top.get_untracked();
        if top > 0 && scroller.scroll_top() == 0 && scroller.client_height() > 0 {
            scroller.set_scroll_top(top);
        }
        let (scrolled, height) = (f64::from(scroller.scroll_top()), f64::from(scroller.client_height()));
        let now = visible(scrolled, height, row_height());
        place.rows.maybe_update(|rows| std::mem::replace(rows, now) != now);
    };
    Effect::new(move |_| {
        if let (Some(scroller), Some(list)) = (scroller.get(), list.get()) {
            on_resize(&[&scroller, &list], measure);
        }
    });
    let scrolled = move || {
        // What is out of sight is not scrolled by anyone.
        if let Some(scroller) = scroller.get_untracked().filter(|scroller| scroller.client_height() > 0) {
            place.top.set(scroller.scroll_top());
        }
        measure();
    };
    let drawn = Memo::new(move |_| {
        let total = total.get();
        let (first, last) = place.rows.get();
        let kept = Some(place.at.get()).filter(|at| *at < total && !(first..last).contains(at));
        (first.min(total)..last.min(total)).chain(kept).collect::<Vec<_>>()
    });
    // The keyboard is never on a heading.
    Effect::new(move |_| {
        let at = place.at.get();
        let past = headings.with(|headings| past_heading(at, at, headings));
        if past != at {
            place.at.set(past);
        }
    });
    let go = move |event: KeyboardEvent| {
        let Some(key) = act(&LIST, &press(&event)) else { return };
        let Some(scroller) = scroller.get_untracked() else { return };
        let row = row_height();
        let height = f64::from(scroller.client_height());
        let page = (height / row) as u32;
        let Some(to) = step(key, place.at.get_untracked(), total.get_untracked(), page) else { return };
        event.prevent_default();
        let to = headings.with_untracked(|headings| past_heading(to, place.at.get_untracked(), headings));
        place.at.set(to);
        let (top, bottom) = (f64::from(to) * row, f64::from(to + 1) * row);
        let scrolled = f64::from(scroller.scroll_top());
        if top < scrolled {
            scroller.set_scroll_top(top as i32);
        } else if bottom > scrolled + height {
            scroller.set_scroll_top((bottom - height).ceil() as i32);
        }
        place.focus();
    };
    view! {
        <div class="long-list" node_ref=scroller on:scroll=move |_| scrolled()>
            <ol
                node_ref=list
                role="list"
                aria-label=label
                style=("--total", move || total.get().to_string())
                on:keydown=go
            >
                <For each=move || drawn.get() key=|at| *at let:at>
                    <li
                        data-row=at
                        aria-setsize=move || total.get()
                        aria-posinset=at + 1
                        style=("--at", at.to_string())
                        on:focusin=move |_| place.at.set(at)
                    >
                        {row(at)}
                    </li>
                </For>
            </ol>
            {children()}
        </div>
    }
}
