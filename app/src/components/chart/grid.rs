use super::data::{Grid, Mark};
use super::marks::Marks;
use super::plot::Names;
use super::scale::shade;
use leptos::prelude::*;

/// Cells that are the darker the more there is.
#[component]
pub(crate) fn HeatMap(
    /// What is to be seen.
    title: String,
    grid: Grid,
    /// Of the chart, in the document.
    #[prop(into)]
    id: String,
) -> impl IntoView {
    let cells = || grid.rows.iter().flat_map(|(_, cells)| cells);
    let most = cells().filter_map(|cell| cell.value).max().unwrap_or(0);
    let (columns, rows) = (grid.columns.len(), grid.rows.len());
    let rects = (0_u32..).zip(&grid.rows).flat_map(|(y, (_, cells))| {
        (0_u32..).zip(cells).filter_map(move |(x, cell)| {
            let shade = shade(cell.value?, most);
            let (x, y) = (f64::from(x) * 10.0 + 0.5, f64::from(y) * 10.0 + 0.5);
            Some(view! { <rect x=x y=y width="9" height="9" rx="1.5" data-heat=shade /> })
        })
    });
    let rects = rects.collect_view();
    let marks: Vec<Mark> = cells().map(|cell| cell.mark.clone()).collect();
    let names = grid.rows.into_iter().map(|(name, _)| view! { <span>{name}</span> });
    view! {
        <div class="chart heat" style=("--rows", rows.to_string())>
            <div class="heat-names" aria-hidden="true">{names.collect_view()}</div>
            <div class="plot">
                <svg class="plot-heat" viewBox=format!("0 0 {} {}", columns * 10, rows * 10) preserveAspectRatio="none" role="img">
                    <title>{title}</title>
                    {rects}
                </svg>
                <Marks marks columns id />
            </div>
            <Names names=grid.columns />
        </div>
    }
}
