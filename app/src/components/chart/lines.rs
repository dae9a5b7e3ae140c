use super::bars::Names;
use super::data::{Bar, Mark, Tone};
use super::marks::Marks;
use leptos::prelude::*;
use std::fmt::Write;

/// The picture is so high, in units.
const HEIGHT: f64 = 100.0;

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
            let (x, y) = (f64::from(number) * 10.0 + 5.0, HEIGHT * (1.0 - f64::from(*value) / f64::from(most)));
            write!(path, "{}{x:.1} {y:.1}", if number == 0 { 'M' } else { 'L' }).ok()?;
        }
        let (tone, _) = values.first()?.get(line)?;
        Some(view! { <path d=path data-tone=tone.name() vector-effect="non-scaling-stroke" /> })
    });
    let drawn = drawn.collect_view();
    let (count, width) = (bars.len(), bars.len() * 10);
    let names: Vec<String> = bars.iter().map(|bar| bar.name.clone()).collect();
    let marks: Vec<Mark> = bars.into_iter().map(|bar| bar.mark).collect();
    view! {
        <div class="chart">
            <div class="plot">
                <svg class="plot-lines" viewBox=format!("0 0 {width} {HEIGHT}") preserveAspectRatio="none" role="img">
                    <title>{title}</title>
                    {drawn}
                    <line x1="0" y1=HEIGHT x2=width y2=HEIGHT />
                </svg>
                <Marks marks columns=count id />
            </div>
            <Names names />
        </div>
    }
}
