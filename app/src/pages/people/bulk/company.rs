use crate::client::{Engine, failure, known, live};
use crate::components::order::Stored;
use crate::components::sheet::Sheet;
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

/// Asks for the company of everyone who is chosen, while it is `asking`.
#[component]
pub(super) fn JoinDialog(selection: Selection, asking: RwSignal<bool>) -> impl IntoView {
    let end = Callback::new(move |()| {
        asking.try_set(false);
    });
    move || asking.get().then(|| view! { <Joining selection end /> })
}

/// A company that there is, or a new one.
#[component]
fn Joining(selection: Selection, end: Callback<()>) -> impl IntoView {
    let (engine, decide) = (Engine::of_page(), Decide::of_page());
    let companies = live(
        || (),
        move || engine.track_people(),
        move |()| engine.ask(question::Companies { limit: MAX_PROPOSED, ..Default::default() }),
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
    let save = Callback::new(move |()| -> Stored {
        let company = typed.get_untracked().trim().to_owned();
        let (said, chosen) = (t::people::company_set(&company, people(selection.count())), selection.chosen());
        Box::pin(async move {
            match company.is_empty() {
                true => Ok(()),
                false => decide.store_and_say(said, joining(engine, chosen, company).await?).await,
            }
        })
    });
    view! {
        <Sheet title=t::people::set_company() yes=t::people::set_company() save end typed>
            <label>{t::people::company_label()}
                <input name="bulk-company" required list="bulk-companies" autocomplete="off" prop:value=typed on:input=move |event| typed.set(event_target_value(&event)) />
            </label>
            <datalist id="bulk-companies">{known}</datalist>
            {move || no_companies.get().map(|failed| view! { <Trouble words=failed.words() /> })}
        </Sheet>
    }
}
