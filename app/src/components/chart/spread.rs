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
    let percent = |share: f64| format!("{:.2}%", share * 100.0);
    let rows = rows.into_iter().map(move |Spread { name, href, ranges }| {
        let lanes = ranges.len().max(1) as f64;
        let lane = move |number: u32| format!("{:.2}%", (f64::from(number) + 0.5) * 100.0 / lanes);
        let drawn = (0_u32..).zip(&ranges).map(|(number, (tone, [lower, middle, upper], _))| {
            let (tone, y) = (tone.name(), lane(number));
            view! {
                <g data-tone=tone>
                    <line x1=percent(*lower) x2=percent(*upper) y1=y.clone() y2=y.clone() />
                    <circle cx=percent(*middle) cy=y r="5" />
                </g>
            }
        });
        let drawn = drawn.collect_view();
        let links = (0_u32..).zip(ranges).map(|(number, (_, [lower, _, upper], Mark { says, href }))| {
            view! {
                <span
                    class="spread-place"
                    style=("--from", percent(lower))
                    style=("--to", percent(upper))
                    style=("--lane", lane(number))
                >
                    <A href=href attr:class="spread-link" attr:title=says.clone() attr:aria-label=says>""</A>
                </span>
            }
        });
        view! {
            <li>
                <A href=href attr:class="spread-name"><span dir="auto">{name}</span></A>
                <div class="plot-spread">
                    <svg aria-hidden="true">{drawn}</svg>
                    {links.collect_view()}
                </div>
            </li>
        }
    });
    let scale = scale.into_iter().map(move |(at, name)| {
        view! { <span style=("inset-inline-start", percent(at))>{name}</span> }
    });
    view! {
        <div class="chart">
            <ul role="list" class="spreads" aria-label=title>{rows.collect_view()}</ul>
            <div class="spread-scale" aria-hidden="true">{scale.collect_view()}</div>
        </div>
    }
}
