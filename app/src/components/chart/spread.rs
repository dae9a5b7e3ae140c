use super::data::{Mark, Spread};
use leptos::prelude::*;
use leptos_router::components::A;

/// Ranges along one scale, a row for each name.
#[component]
pub(crate) fn Spreads(
    /// What is to be seen.
    title: String,
    rows: Vec<Spread>,
    /// Along the scale: where, from 0 to 1, and what.
    scale: Vec<(f64, String)>,
) -> impl IntoView {
    let rows = rows.into_iter().map(|Spread { name, href, ranges }| {
        let count = ranges.len().max(1) as f64;
        let drawn = (0_u32..).zip(ranges).map(|(number, (tone, [lower, middle, upper], Mark { says, href }))| {
            let y = (f64::from(number) + 0.5) * 100.0 / count;
            let percent = |share: f64| format!("{:.2}%", share * 100.0);
            let tone = tone.name();
            view! {
                <a href=href aria-label=says.clone()>
                    <title>{says}</title>
                    <line class="spread-hit" x1=percent(lower) x2=percent(upper) y1=format!("{y}%") y2=format!("{y}%") />
                    <line data-tone=tone x1=percent(lower) x2=percent(upper) y1=format!("{y}%") y2=format!("{y}%") />
                    <circle data-tone=tone cx=percent(middle) cy=format!("{y}%") r="5" />
                </a>
            }
        });
        view! {
            <li>
                <A href=href attr:class="spread-name"><span dir="auto">{name}</span></A>
                <svg class="plot-spread">{drawn.collect_view()}</svg>
            </li>
        }
    });
    let scale = scale.into_iter().map(|(at, name)| {
        view! { <span style=("inset-inline-start", format!("{:.2}%", at * 100.0))>{name}</span> }
    });
    view! {
        <div class="chart">
            <ul role="list" class="spreads" aria-label=title>{rows.collect_view()}</ul>
            <div class="spread-scale" aria-hidden="true">{scale.collect_view()}</div>
        </div>
    }
}
