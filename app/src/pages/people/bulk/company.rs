use crate::client::{Engine, failure, known, live};
use crate::components::flyout::close_flyout;
use crate::components::order::Ordering;
use crate::components::trouble::Trouble;
use crate::features::company_by_name::joining;
use crate::features::decide::Decide;
use crate::i18n::t;
use crate::pages::people::selection::Selection;
use crate::present::text::people;
use kith_engine::api::question;
use leptos::prelude::*;

/// Maximum number of companies that are proposed.
const MAX_PROPOSED: u32 = 1_000;

/// Puts everyone who is chosen to a company: one that there is, or a new one.
#[component]
pub(super) fn Joining(selection: Selection) -> impl IntoView {
    let (engine, decide) = (Engine::of_page(), Decide::of_page());
    let companies = live(
        || (),
        move || engine.track_people(),
        move |()| engine.ask(question::Companies { filter: String::new(), offset: 0, limit: MAX_PROPOSED }),
    );
    let (companies, no_companies) = (known(companies), failure(companies));
    let known = move || {
        companies
            .get()
            .rows
            .into_iter()
            .map(|row| view! { <option value=row.name>{row.domains.join(", ")}</option> })
            .collect_view()
    };
    let typed = RwSignal::new(String::new());
    let order = Ordering::new();
    let join = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let company = typed.get_untracked().trim().to_owned();
        if company.is_empty() {
            return;
        }
        let said = t::people::company_set(&company, people(selection.count()));
        let chosen = selection.chosen();
        let stored = async move { decide.store_and_say(said, joining(engine, chosen, company).await?).await };
        order.store(stored, move || {
            typed.try_set(String::new());
            close_flyout("bulk-joining");
        });
    };
    view! {
        <form class="bulk-form" on:submit=join>
            <input
                name="bulk-company"
                autofocus
                aria-label=t::people::company_label()
                placeholder=t::people::company()
                list="bulk-companies"
                autocomplete="off"
                prop:value=typed
                on:input=move |event| typed.set(event_target_value(&event))
            />
            <datalist id="bulk-companies">{known}</datalist>
            <button class="button primary" type="submit" data-testid="bulk-company">{t::people::set_company()}</button>
            {move || order.failed.get().or_else(|| no_companies.get()).map(|failed| view! { <Trouble words=failed.words() /> })}
        </form>
    }
}
