use super::data::{Bar, Tone};
use super::plot::{HEIGHT, Plot, WIDTH};
use super::scale::ticks;
use leptos::prelude::*;
use std::fmt::Write;

/// A line for each tone, for more values than there is room for bars.
#[component]
pub(crate) fn Lines(
    /// What is to be seen.
    title: String,
    /// The values, as for bars: here all lines are above the same one.
    bars: Vec<Bar>,
    /// Of the chart, in the document.
    #[prop(into)]
    id: String,
) -> impl IntoView {
    let parts = |bar: &Bar| -> Vec<(Tone, u32)> { bar.above.iter().chain(&bar.below).copied().collect() };
    let values: Vec<Vec<(Tone, u32)>> = bars.iter().map(parts).collect();
    let most = values.iter().flatten().map(|(_, value)| *value).max().unwrap_or(0).max(1);
    let lines = values.first().map(Vec::len).unwrap_or_default();
    let drawn = (0..lines).filter_map(|line| {
        let mut path = String::new();
        let points = (0_u32..).zip(values.iter().filter_map(|all| all.get(line)));
        for (number, (_, value)) in points {
            let x = WIDTH * (f64::from(number) + 0.5);
            let y = HEIGHT * (1.0 - f64::from(*value) / f64::from(most));
            write!(path, "{}{x:.1} {y:.1}", if number == 0 { 'M' } else { 'L' }).ok()?;
        }
        let (tone, _) = values.first()?.get(line)?;
        Some(view! { <path d=path data-tone=tone.name() vector-effect="non-scaling-stroke" /> })
    });
    let drawn = drawn.collect_view();
    view! { <Plot title class="plot-lines" bars ticks=ticks(most, 0) id>{drawn}</Plot> }
}
