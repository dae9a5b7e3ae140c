//! What the pages about one account have around them.

use crate::client::Engine;
use crate::components::icon::{Icon, Shape};
use crate::components::trouble::Trouble;
use crate::i18n::{PLACES, Part, Text, parts, t};
use crate::platform::focus::focus_soon;
use crate::platform::title::{title, title_by_name};
use crate::present::words::words;
use kith_engine::api::{AccountId, AccountView, Problem, ProblemKind};
use leptos::prelude::*;
use leptos_router::components::A;
use leptos_router::hooks::use_params_map;

/// The pages about an account: the last part of the address, and the title.
pub(super) const PAGES: [(&str, Text); 3] =
    [("folders", t::accounts::folders), ("aside", t::accounts::skipped_messages), ("activity", t::accounts::activity)];

/// The address of a page about an account.
pub(super) fn address(account: AccountId, page: &str) -> String {
    format!("/settings/email/{}/{page}", account.0)
}

/// An account as it is now. While it leaves the list, as it was.
pub(super) fn known(id: AccountId) -> Memo<Option<AccountView>> {
    let overview = Engine::of_page().overview();
    Memo::new(move |before: Option<&Option<AccountView>>| {
        let now = overview.with(|overview| overview.iter().flat_map(|it| &it.accounts).find(|it| it.id == id).cloned());
        now.or_else(|| before.cloned().flatten())
    })
}

/// A page about the account that the address names, once that is known.
#[component]
pub(super) fn OfAccount(
    page: &'static str,
    draw: fn(AccountId, Memo<Option<AccountView>>) -> AnyView,
) -> impl IntoView {
    let overview = Engine::of_page().overview();
    let params = use_params_map();
    let id = move || params.with(|params| params.get("account").and_then(|id| id.parse().ok()).map(AccountId));
    // `None` until the accounts are known; then which it is, if there is such a one.
    let found = Memo::new(move |_| {
        let id = id();
        overview.with(|overview| {
            let accounts = &overview.as_ref()?.accounts;
            Some(id.filter(|id| accounts.iter().any(|account| account.id == *id && !account.sample)))
        })
    });
    title(|| t::settings::title().to_owned());
    view! {
        <section class="of-account">
            <A href="/settings/email" attr:class="back" attr:data-testid="back"><Icon shape=Shape::Back />{t::accounts::title()}</A>
            {move || match found.get() {
                None => view! { <p class="waiting" role="status">{t::common::one_moment()}</p> }.into_any(),
                Some(None) => view! { <Trouble words=words(&Problem::new(ProblemKind::NotFound)) /> }.into_any(),
                Some(Some(id)) => view! { <Found id page draw /> }.into_any(),
            }}
        </section>
    }
}

#[component]
fn Found(
    id: AccountId,
    page: &'static str,
    draw: fn(AccountId, Memo<Option<AccountView>>) -> AnyView,
) -> impl IntoView {
    let account = known(id);
    let of =
        Memo::new(move |_| account.with(|account| account.as_ref().map(|it| it.address.clone()).unwrap_or_default()));
    let heading = PAGES.iter().find(|it| it.0 == page).map_or("", |it| it.1());
    title_by_name(move || format!("{heading}, {}", of.get()), heading);
    focus_soon("#of-account".into());
    let links = PAGES.map(|(to, title)| {
        view! {
            <A href=address(id, to)>{title()}</A>
        }
    });
    // What is seen of it stands below the title of the page, which says the rest.
    let whole = t::accounts::page_of(PLACES[0], heading);
    let whole = parts(&whole).into_iter().map(|part| match part {
        Part::Text(text) => view! { <span class="unseen">{text.to_owned()}</span> }.into_any(),
        Part::Place(_) => view! { <span dir="auto">{of}</span> }.into_any(),
    });
    let whole = whole.collect::<Vec<_>>();
    view! {
        <h2 id="of-account" tabindex="-1">{whole}</h2>
        <nav class="tabs" aria-label=t::accounts::about()>{links.collect_view()}</nav>
        {draw(id, account)}
    }
}
