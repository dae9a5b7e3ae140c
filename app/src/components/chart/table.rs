use super::data::{Table, Tone};
use crate::i18n::t;
use leptos::prelude::*;
use leptos_router::components::A;

/// A chart as a table, folded.
#[component]
pub(crate) fn TableBehind(table: Table) -> impl IntoView {
    let Table { caption, head, rows } = table;
    let head = head.into_iter().map(|name| view! { <th scope="col">{name}</th> });
    let rows = rows.into_iter().map(|cells| {
        let mut cells = cells.into_iter().map(|(text, href)| match href {
            Some(href) => view! { <A href=href>{text}</A> }.into_any(),
            None => text.into_any(),
        });
        let first = cells.next();
        let rest = cells.map(|cell| view! { <td>{cell}</td> });
        view! { <tr><th scope="row">{first}</th>{rest.collect_view()}</tr> }
    });
    let label = caption.clone();
    view! {
        <details class="behind">
            <summary>{t::insights::as_table()}</summary>
            <div class="behind-scroll" tabindex="0" role="region" aria-label=label>
                <table>
                    <caption class="unseen">{caption}</caption>
                    <thead><tr>{head.collect_view()}</tr></thead>
                    <tbody>{rows.collect_view()}</tbody>
                </table>
            </div>
        </details>
    }
}

/// What the colours of a chart mean.
#[component]
pub(crate) fn Legend(tones: Vec<(Tone, &'static str)>) -> impl IntoView {
    let tones = tones.into_iter().map(|(tone, name)| {
        view! { <li><span class="legend-tone" data-tone=tone.name() aria-hidden="true"></span>{name}</li> }
    });
    view! { <ul role="list" class="legend">{tones.collect_view()}</ul> }
}
