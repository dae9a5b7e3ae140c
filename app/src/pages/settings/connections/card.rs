//! A connection on a card: what it is, how it is, and what can be done with it.

use super::model::{at_work, is_new, slug, wants_login};
use super::state::BookState;
use crate::client::Engine;
use crate::components::confirm::{Confirm, Yes};
use crate::components::order::{Ordering, Stored};
use crate::components::trouble::Trouble;
use crate::features::decide::Decide;
use crate::features::sign_in::model::host;
use crate::i18n::t;
use crate::platform::focus::focus_soon;
use crate::present::text::joined;
use kith_engine::api::{AccountView, AddressBookView, BookSettings, Command, Seconds};
use leptos::prelude::*;
use leptos_router::components::A;
use leptos_router::hooks::use_navigate;

/// A connection in the list.
#[component]
pub(super) fn BookCard(id: u64, books: Memo<Vec<AddressBookView>>, now: ReadSignal<Seconds>) -> impl IntoView {
    let known = Memo::new(move |before: Option<&Option<AddressBookView>>| {
        let now = books.with(|books| books.iter().find(|it| it.id == id).cloned());
        now.or_else(|| before.cloned().flatten())
    });
    let name = Memo::new(move |_| known.with(|it| it.as_ref().map(|it| it.settings.name.clone()).unwrap_or_default()));
    view! {
        <li class="account" data-testid="book" data-item=slug(id)>
            <div class="account-head">
                <h3 dir="auto" data-testid="book-name">{name}</h3>
                <Facts known />
            </div>
            <BookState id known now />
            <BookActions id known />
            <div class="actions">
                <A href=format!("/settings/connections/{}", slug(id)) attr:class="button" attr:data-testid="book-open">{t::connections::open()}</A>
                <RemoveBook id name />
            </div>
        </li>
    }
}

/// Its server, how Kith signs in there, and how many people are on both sides.
#[component]
pub(super) fn Facts(known: Memo<Option<AddressBookView>>) -> impl IntoView {
    let overview = Engine::of_page().overview();
    let server = move || known.with(|it| it.as_ref().map(|it| host(&it.url).to_owned()));
    let linked = Memo::new(move |_| known.with(|it| it.as_ref().map_or(0, |it| it.linked)));
    let review = Memo::new(move |_| known.with(|it| it.as_ref().map_or(0, |it| it.review.len())));
    let review = move || u32::try_from(review.get()).unwrap_or(u32::MAX);
    let who = move || {
        known.with(|it| {
            let it = it.as_ref()?;
            let address = |account: &AccountView| (Some(account.id) == it.account).then(|| account.address.clone());
            let account = overview.with(|all| all.iter().flat_map(|all| &all.accounts).find_map(address));
            Some(match (&it.username, account) {
                (Some(user), _) => t::connections::signed_in_as(user),
                (None, Some(account)) => t::connections::by_account(account),
                (None, None) => t::connections::by_sign_in().to_owned(),
            })
        })
    };
    view! {
        <p class="quiet" dir="auto">{move || joined([server().unwrap_or_default(), who().unwrap_or_default()])}</p>
        <p class="quiet" data-testid="book-linked" data-linked=linked data-review=review>
            {move || {
                let to_look_at = if review() > 0 { t::connections::to_look_at(review()) } else { String::new() };
                joined([t::connections::linked(linked.get()), to_look_at])
            }}
        </p>
    }
}

/// Syncs now, pauses, goes on.
#[component]
pub(super) fn BookActions(id: u64, known: Memo<Option<AddressBookView>>) -> impl IntoView {
    let (engine, order) = (Engine::of_page(), Ordering::new());
    let busy = Memo::new(move |_| known.with(|it| it.as_ref().is_some_and(|it| at_work(&it.status))));
    let new = Memo::new(move |_| known.with(|it| it.as_ref().is_some_and(|it| is_new(&it.status))));
    let on = Memo::new(move |_| known.with(|it| it.as_ref().is_some_and(|it| it.settings.on)));
    let signed_out = Memo::new(move |_| known.with(|it| it.as_ref().is_some_and(|it| wants_login(&it.status))));
    let sync = move |_| {
        if !busy.get_untracked() {
            order.store(engine.order(Command::SyncAddressBook(id)), || {});
        }
    };
    let turn = move |_| {
        if let Some(settings) = known.with_untracked(|it| it.as_ref().map(|it| it.settings.clone())) {
            let settings = BookSettings { on: !settings.on, ..settings };
            order.store(engine.order(Command::SetAddressBook { book: id, settings }), || {});
        }
    };
    view! {
        <div class="actions">
            <Show when=move || new.get()>
                <A href=format!("/settings/connections/{}", slug(id)) attr:class="button primary" attr:data-testid="book-start-open">{t::connections::preview::title()}</A>
            </Show>
            <Show when=move || signed_out.get()>
                <A href=format!("/settings/connections/{}#login", slug(id)) attr:class="button primary" attr:data-testid="book-login-open">{t::connections::change_login()}</A>
            </Show>
            <Show when=move || on.get() && !new.get()>
                // Not `disabled`: that would take the keyboard away from it.
                <button class="button" type="button" data-testid="book-sync" aria-disabled=move || (busy.get() || order.busy.get()).to_string() on:click=sync>{t::accounts::sync()}</button>
            </Show>
            <button class="button" type="button" data-testid="book-pause" data-on=move || on.get().to_string() aria-disabled=move || order.busy.get().to_string() on:click=turn>
                {move || if on.get() { t::connections::pause() } else { t::connections::resume() }}
            </button>
        </div>
        {move || order.failed.get().map(|failed| view! { <Trouble words=failed.words() /> })}
    }
}

/// Removes a connection, after saying what stays.
#[component]
pub(super) fn RemoveBook(id: u64, name: Memo<String>) -> impl IntoView {
    let (engine, decide) = (Engine::of_page(), Decide::of_page());
    let asked = RwSignal::new(false);
    let navigate = StoredValue::new_local(use_navigate());
    let run = Callback::new(move |()| -> Stored {
        let said = t::connections::removed(name.get_untracked());
        Box::pin(async move {
            engine.order(Command::RemoveAddressBook(id)).await?;
            decide.note(said);
            // The button that had the focus is gone then.
            navigate.try_with_value(|navigate| navigate("/settings/connections", Default::default()));
            focus_soon("#connections".into());
            Ok(())
        })
    });
    let yes = Yes { text: t::connections::remove_yes(), testid: "confirm-yes", danger: true, run };
    view! {
        <button class="button quiet-danger" type="button" data-testid="book-remove" on:click=move |_| asked.set(true)>{t::connections::remove()}</button>
        <Confirm open=asked title=Signal::derive(move || t::connections::remove_title(name.get())) yes=StoredValue::new(vec![yes])>
            <p>{t::connections::remove_stays()}</p>
        </Confirm>
    }
}
