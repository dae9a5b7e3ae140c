//! A picture in columns, with the links over it, the scale at its end, and the names below it.

use super::data::{Bar, Mark};
use super::marks::Marks;
use crate::i18n::number;
use leptos::prelude::*;

/// The height of the picture, in units. It is stretched to the room there is.
pub(super) const HEIGHT: f64 = 100.0;
/// The width of a column.
pub(super) const WIDTH: f64 = 10.0;

/// The frame of bars and lines.
#[component]
pub(super) fn Plot(
    /// What is to be seen.
    title: String,
    /// How what is drawn looks.
    class: &'static str,
    /// Whose names and links there are, a column each.
    bars: Vec<Bar>,
    /// What is named along it: how far from the top, from 0 to 1, and the value.
    ticks: Vec<(f64, u32)>,
    /// Of the chart, in the document.
    id: String,
    /// What is drawn.
    children: Children,
) -> impl IntoView {
    let count = bars.len();
    let width = WIDTH * count as f64;
    let rule = |(at, value): &(f64, u32)| {
        let y = at * HEIGHT;
        view! { <line x1="0" y1=y x2=width y2=y data-base=(*value == 0).then_some("") /> }
    };
    let rules = ticks.iter().map(rule).collect_view();
    let named =
        ticks.into_iter().map(|(at, value)| view! { <span style=("--at", at.to_string())>{number(value)}</span> });
    let (names, marks): (Vec<String>, Vec<Mark>) = bars.into_iter().map(|bar| (bar.name, bar.mark)).unzip();
    view! {
        <div class="chart scaled" style=("--columns", count.to_string())>
            <div class="plot">
                <svg class=class viewBox=format!("0 0 {width} {HEIGHT}") preserveAspectRatio="none" role="img">
                    <title>{title}</title>
                    {children()}
                    {rules}
                </svg>
                <Marks marks columns=count id />
            </div>
            <div class="plot-scale" aria-hidden="true">{named.collect_view()}</div>
            <Names names />
        </div>
    }
}

/// What stands below the columns.
#[component]
pub(super) fn Names(names: Vec<String>) -> impl IntoView {
    let columns = names.len();
    // Where each column has a name, it is no wider than that.
    let fit = names.iter().all(|name| !name.is_empty());
    let shown = (1_u32..).zip(names).filter(|(_, name)| !name.is_empty());
    let names =
        shown.map(|(number, name)| view! { <span style=("grid-column-start", number.to_string())>{name}</span> });
    view! {
        <div class="plot-names" class:fit=fit aria-hidden="true" style=("--columns", columns.to_string())>{names.collect_view()}</div>
    }
}
