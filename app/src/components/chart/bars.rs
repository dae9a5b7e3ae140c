use super::data::{Bar, Mark};
use super::marks::Marks;
use super::scale::parts;
use leptos::prelude::*;

/// The picture is so high, in units; it is stretched to the room there is.
const HEIGHT: f64 = 100.0;
/// So wide is a bar, and so much of that is drawn.
const WIDTH: f64 = 10.0;
const DRAWN: f64 = 7.0;

/// Bars above and below a line.
#[component]
pub(crate) fn Bars(
    /// What is to be seen.
    title: String,
    bars: Vec<Bar>,
    /// Of the chart, in the document.
    #[prop(into)]
    id: String,
) -> impl IntoView {
    let (drawn, line) = parts(&bars, HEIGHT);
    let count = bars.len();
    let width = WIDTH * count as f64;
    let rects = (0_u32..).zip(drawn).flat_map(|(number, parts)| {
        let x = WIDTH * f64::from(number) + (WIDTH - DRAWN) / 2.0;
        parts.into_iter().map(move |(tone, y, height)| {
            view! { <rect x=x y=y width=DRAWN height=height data-tone=tone.name() /> }
        })
    });
    let names: Vec<String> = bars.iter().map(|bar| bar.name.clone()).collect();
    let marks: Vec<Mark> = bars.into_iter().map(|bar| bar.mark).collect();
    view! {
        <div class="chart" style=("--columns", count.to_string())>
            <div class="plot">
                <svg class="plot-bars" viewBox=format!("0 0 {width} {HEIGHT}") preserveAspectRatio="none" role="img">
                    <title>{title}</title>
                    {rects.collect_view()}
                    <line x1="0" y1=line x2=width y2=line />
                </svg>
                <Marks marks columns=count id />
            </div>
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
