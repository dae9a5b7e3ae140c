//! The links over a picture: one stop of the keyboard, within which the arrows walk.

use super::data::Mark;
use crate::platform::focus::focus_soon;
use crate::platform::press::press;
use crate::present::keys::{CHART, Chart as Key, act};
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use leptos_router::components::A;

/// Links that lie over a picture in that many columns.
#[component]
pub(super) fn Marks(
    marks: Vec<Mark>,
    columns: usize,
    /// Of the chart, by which its links are found.
    id: String,
) -> impl IntoView {
    let (count, at) = (marks.len(), RwSignal::new(0_usize));
    let within = format!("#{id} ");
    let keys = move |event: KeyboardEvent| {
        let Some(key) = act(&CHART, &press(&event)) else { return };
        event.prevent_default();
        at.update(|at| *at = step(key, *at, count, columns));
        focus_soon(format!("{within}[data-mark='{}']", at.get_untracked()));
    };
    let links = marks.into_iter().enumerate().map(|(number, Mark { says, href })| {
        view! {
            <li>
                <A
                    href=href
                    attr:class="mark-link"
                    attr:title=says.clone()
                    attr:aria-label=says
                    attr:data-mark=number
                    attr:tabindex=move || if at.get() == number { "0" } else { "-1" }
                >""</A>
            </li>
        }
    });
    view! {
        <ol role="list" class="marks" id=id style=("--columns", columns.to_string()) on:keydown=keys>
            {links.collect_view()}
        </ol>
    }
}

fn step(key: Key, at: usize, count: usize, columns: usize) -> usize {
    let last = count.saturating_sub(1);
    let to = match key {
        Key::Next => at + 1,
        Key::Back => at.saturating_sub(1),
        Key::Down if at + columns <= last => at + columns,
        Key::Up if at >= columns => at - columns,
        Key::Down | Key::Up => at,
        Key::First => 0,
        Key::Last => last,
    };
    to.min(last)
}
