use super::columns::{choices, encodings, in_words, separators};
use super::looking::Looking;
use crate::client::{Engine, known, live};
use crate::i18n::t;
use crate::present::text::joined;
use kith_domain::csv::Use;
use kith_engine::api::{ColumnView, Lists, TableView, question};
use leptos::prelude::*;

/// How a table is read, and what each of its columns holds.
#[component]
pub(super) fn Columns(table: Memo<Option<TableView>>, looking: Looking) -> impl IntoView {
    let engine = Engine::of_page();
    let lists: Memo<Lists> = known(live(|| (), move || engine.track_people(), move |()| engine.ask(question::Lists)));
    let fields = Memo::new(move |_| {
        lists.with(|lists| lists.fields.iter().map(|(_, name, _)| name.clone()).collect::<Vec<String>>())
    });
    let columns =
        Memo::new(move |_| table.with(|table| table.as_ref().map(|table| table.columns.clone()).unwrap_or_default()));
    let width = Memo::new(move |_| columns.with(Vec::len));
    let ignored =
        Memo::new(move |_| columns.with(|columns| columns.iter().filter(|column| column.holds == Use::Ignore).count()));
    let said = move || {
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        t::import::columns(count(width.get()), count(ignored.get()))
    };
    let encoding = Memo::new(move |_| table.with(|table| table.as_ref().map(|table| table.encoding)));
    let separator = Memo::new(move |_| table.with(|table| table.as_ref().map(|table| table.separator)));
    let number = |event: &web_sys::Event| event_target_value(event).parse::<usize>().ok();
    // Read in another way, it may have other columns.
    let set_encoding = move |event: web_sys::Event| {
        let chosen = number(&event).and_then(|at| encodings().get(at).map(|(encoding, _)| *encoding));
        looking.importing.choices.update(|choices| {
            choices.rows.clear();
            (choices.table.encoding, choices.table.uses) = (chosen, None);
        });
    };
    let set_separator = move |event: web_sys::Event| {
        let chosen = number(&event).and_then(|at| separators().get(at).map(|(separator, _)| *separator));
        looking.importing.choices.update(|choices| {
            choices.rows.clear();
            (choices.table.separator, choices.table.uses) = (chosen, None);
        });
    };
    view! {
        <details class="import-table" data-testid="import-table">
            <summary>{said}</summary>
            <div class="import-all">
                <label class="field">{t::import::encoding()}
                    <select name="import-encoding" on:change=set_encoding>
                        {encodings().into_iter().enumerate().map(|(at, (of, title))| view! { <option value=at.to_string() prop:selected=move || encoding.get() == Some(of)>{title}</option> }).collect_view()}
                    </select>
                </label>
                <label class="field">{t::import::separator::title()}
                    <select name="import-separator" on:change=set_separator>
                        {separators().into_iter().enumerate().map(|(at, (of, title))| view! { <option value=at.to_string() prop:selected=move || separator.get() == Some(of)>{title}</option> }).collect_view()}
                    </select>
                </label>
            </div>
            <ul role="list" class="import-columns">
                <For each=move || 0..width.get() key=|at| *at let:at><Column at columns fields looking /></For>
            </ul>
        </details>
    }
}

#[component]
fn Column(at: usize, columns: Memo<Vec<ColumnView>>, fields: Memo<Vec<String>>, looking: Looking) -> impl IntoView {
    let column = Memo::new(move |_| columns.with(|columns| columns.get(at).cloned()));
    let title = Memo::new(move |_| {
        let title = column.with(|column| column.as_ref().map(|column| column.title.clone()).unwrap_or_default());
        if title.is_empty() { t::import::column_number(at + 1) } else { title }
    });
    let examples = move || column.with(|column| column.as_ref().map(|it| joined(&it.examples)).unwrap_or_default());
    let holds = Memo::new(move |_| column.with(|column| column.as_ref().map(|column| column.holds.clone())));
    let offered = move || columns.with(|columns| fields.with(|fields| choices(at, columns, fields)));
    let set = move |of: Use| {
        looking.importing.choices.update(|choices| {
            let mut uses: Vec<Use> = columns.with_untracked(|all| all.iter().map(|it| it.holds.clone()).collect());
            if let Some(place) = uses.get_mut(at) {
                *place = of;
            }
            // Who is who may be another now.
            choices.rows.clear();
            choices.table.uses = Some(uses);
        });
    };
    let choose = move |event: web_sys::Event| {
        let chosen = event_target_value(&event).parse::<usize>().ok();
        let all = untrack(offered).into_iter().flat_map(|group| group.uses);
        if let Some(of) = chosen.and_then(|at| all.into_iter().nth(at)) {
            set(of);
        }
    };
    // A custom field that is made on the way has a name.
    let new_field = Memo::new(move |_| match holds.get() {
        Some(Use::Custom(name)) if !name.is_empty() && !fields.with(|fields| fields.contains(&name)) => Some(name),
        _ => None,
    });
    let is_new = Memo::new(move |_| new_field.with(Option::is_some));
    let rename = move |event: web_sys::Event| {
        let name = event_target_value(&event).trim().to_owned();
        if !name.is_empty() {
            set(Use::Custom(name));
        }
    };
    let options = move || {
        let mut number = 0_usize;
        let groups = offered().into_iter().map(|group| {
            let all = group.uses.into_iter().map(|of| {
                let words = columns.with(|columns| fields.with(|fields| in_words(&of, columns, fields)));
                let value = number.to_string();
                number += 1;
                let is_now = move || holds.with(|holds| holds.as_ref() == Some(&of));
                view! { <option value=value prop:selected=is_now>{words}</option> }
            });
            let all = all.collect_view();
            match group.title {
                "" => all.into_any(),
                title => view! { <optgroup label=title>{all}</optgroup> }.into_any(),
            }
        });
        groups.collect_view()
    };
    view! {
        <li data-testid="import-column" data-at=at>
            <p><b dir="auto">{title}</b>" "<span class="quiet" dir="auto">{examples}</span></p>
            <div class="field">
                <select name="import-use" aria-label=move || t::import::holds(title.get()) on:change=choose>{options}</select>
                <Show when=move || is_new.get()>
                    <input name="import-field" aria-label=t::person::field::label() prop:value=move || new_field.get().unwrap_or_default() on:change=rename />
                </Show>
            </div>
        </li>
    }
}
