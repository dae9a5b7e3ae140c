use super::data::Bar;
use super::plot::{HEIGHT, Plot, WIDTH};
use super::scale::{extent, parts, ticks};
use leptos::prelude::*;

/// How much of a column's width is drawn.
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
    let (above, below) = extent(&bars);
    let rects = (0_u32..).zip(parts(&bars, HEIGHT)).flat_map(|(number, parts)| {
        let x = WIDTH * f64::from(number) + (WIDTH - DRAWN) / 2.0;
        parts.into_iter().map(move |(tone, y, height)| {
            view! { <rect x=x y=y width=DRAWN height=height data-tone=tone.name() /> }
        })
    });
    let rects = rects.collect_view();
    view! { <Plot title class="plot-bars" bars ticks=ticks(above, below) id>{rects}</Plot> }
}
