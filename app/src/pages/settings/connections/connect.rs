//! Connecting an address book: where to look, how to sign in, and which of those that were found.

use super::login::{How, LoginFields, Typed, usable_accounts};
use super::model::{is_place, limit, slug};
use crate::client::Engine;
use crate::components::icon::{Icon, Shape};
use crate::components::order::Ordering;
use crate::components::trouble::Trouble;
use crate::features::access_key::AccessKeyForm;
use crate::features::sign_in::model::host;
use crate::i18n::t;
use crate::platform::focus::focus_soon;
use crate::platform::random::random_id;
use crate::platform::title::title;
use crate::present::failed::Failed;
use crate::present::words::is_of_key;
use kith_engine::api::{
    AccountId, AddressBookLogin, BookProblem, Command, FoundAddressBook, NewAddressBook, Problem, ProblemKind, question,
};
use leptos::html::Div;
use leptos::prelude::*;
use leptos_router::components::A;
use leptos_router::hooks::{use_navigate, use_query_map};

/// What was found by a login.
#[derive(Clone, PartialEq)]
struct FoundBooks {
    login: AddressBookLogin,
    books: Vec<FoundAddressBook>,
}

/// Settings, Connections, Connect. With `account` in the address, by that mailbox's login.
#[component]
pub(crate) fn ConnectBook() -> impl IntoView {
    title(|| t::connections::form::title().to_owned());
    let (engine, order) = (Engine::of_page(), Ordering::new());
    let asked =
        use_query_map().with_untracked(|query| query.get("account").and_then(|id| id.parse().ok()).map(AccountId));
    let typed = Typed::new(asked.map_or(How::Password, How::Account));
    let place = RwSignal::new(String::new());
    let accounts = usable_accounts();
    // Whose login is used is whose address book is looked for, until something else is typed.
    Effect::new(move |before: Option<String>| {
        let address = typed.how.with(|how| match how {
            How::Account(id) => accounts.with(|all| all.iter().find(|(known, _)| known == id).map(|it| it.1.clone())),
            _ => None,
        });
        let untouched = place.with_untracked(|place| place.is_empty() || before.as_ref() == Some(place));
        if let Some(address) = address.clone().filter(|_| untouched) {
            place.set(address);
        }
        address.or(before).unwrap_or_default()
    });
    let wrong_place = RwSignal::new(None::<&'static str>);
    let wrong = RwSignal::new(None::<&'static str>);
    let found = RwSignal::new(None::<FoundBooks>);
    let look = move || {
        found.set(None);
        if !place.with_untracked(|place| is_place(place)) {
            focus_soon("#book-place".into());
            return wrong_place.set(Some(t::connections::form::wrong_place()));
        }
        let Some(credentials) = typed.credentials() else {
            focus_soon("#book-password".into());
            return wrong.set(Some(t::connections::form::wrong_password()));
        };
        wrong_place.set(None);
        wrong.set(None);
        let login = AddressBookLogin { place: place.get_untracked().trim().to_owned(), credentials };
        order.store(
            async move {
                let books = engine.ask(question::FindAddressBooks(login.clone())).await?;
                found.try_set(Some(FoundBooks { login, books }));
                Ok(())
            },
            || focus_soon("#books-found".into()),
        );
    };
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        look();
    };
    // What came of looking stands below the form, which may be below the edge of the screen.
    let outcome = NodeRef::<Div>::new();
    Effect::new(move |_| {
        let is_found = found.with(Option::is_some);
        if is_found || order.failed.with(Option::is_some) {
            request_animation_frame(move || {
                if let Some(outcome) = outcome.get_untracked() {
                    outcome.scroll_into_view_with_bool(is_found);
                }
            });
        }
    });
    let signs_in = Memo::new(move |_| typed.how.with(|how| matches!(how, How::SignIn(_))));
    // A server that only the domain's DNS names is used once the user says so.
    let elsewhere = Memo::new(move |_| {
        order.failed.with(|failed| match failed {
            Some(Failed::Told(Problem {
                kind: ProblemKind::Book(BookProblem::Elsewhere), words: Some(host), ..
            })) => Some(host.clone()),
            _ => None,
        })
    });
    let use_host = move |host: String| {
        if typed.username.with_untracked(|name| name.trim().is_empty()) {
            typed.username.set(place.get_untracked());
        }
        place.set(format!("https://{host}"));
        look();
    };
    let wants_key =
        move || order.failed.with(|failed| matches!(failed, Some(Failed::Told(problem)) if is_of_key(problem.kind)));
    view! {
        <section class="connect" data-testid="connect-book">
            <A href="/settings/connections" attr:class="back" attr:data-testid="back"><Icon shape=Shape::Back />{t::connections::all()}</A>
            <h2>{t::connections::form::title()}</h2>
            <form class="book-form" on:submit=submit novalidate>
                <div class="field">
                    <label for="book-place">{t::connections::form::place()}</label>
                    <input id="book-place" name="book-place" inputmode="url" autocomplete="email" autocapitalize="off" spellcheck="false" aria-describedby="book-place-hint"
                        aria-invalid=move || wrong_place.get().map(|_| "true")
                        prop:value=place
                        on:input=move |event| { wrong_place.set(None); place.set(event_target_value(&event)); } />
                    {move || wrong_place.get().map(|wrong| view! { <p class="wrong" role="alert">{wrong}</p> })}
                    <p class="quiet" id="book-place-hint">{t::connections::form::place_hint()}</p>
                </div>
                <LoginFields typed address=place signed_in=Callback::new(move |()| look()) />
                <span class="field-wrong" role="alert">{move || wrong.get()}</span>
                <Show when=move || !signs_in.get()>
                    <button class="button primary" type="submit" data-testid="book-look" aria-disabled=move || order.busy.get().to_string()>
                        {move || if order.busy.get() { t::connections::form::looking() } else { t::connections::form::look() }}
                    </button>
                </Show>
                <p class="unseen" role="status">{move || order.busy.get().then(t::connections::form::looking)}</p>
            </form>
            <div class="outcome" node_ref=outcome>
                {move || order.failed.get().map(|failed| {
                    let other = elsewhere.get().map(|host| {
                        let text = t::connections::form::use_host(&host);
                        view! { <button class="button" type="button" data-testid="book-use-host" on:click=move |_| use_host(host.clone())>{text}</button> }
                    });
                    view! { <Trouble words=failed.words()>{other}</Trouble> }
                })}
                {move || wants_key().then(|| view! { <AccessKeyForm id="book-access-key" /> })}
                {move || found.get().map(|found| view! { <Choose found /> })}
            </div>
        </section>
    }
}

/// The address books that were found, to choose from.
#[component]
fn Choose(found: FoundBooks) -> impl IntoView {
    let (engine, order) = (Engine::of_page(), Ordering::new());
    let navigate = StoredValue::new_local(use_navigate());
    let FoundBooks { login, books } = found;
    let count = u32::try_from(books.len()).unwrap_or(u32::MAX);
    let first = books.iter().position(|book| book.connected.is_none());
    let chosen = RwSignal::new(first);
    let id = random_id();
    let kept = StoredValue::new((login, books.clone()));
    let connect = move |_| {
        let new = kept.with_value(|(login, books)| {
            let FoundAddressBook { url, name, limits, .. } = books.get(chosen.get_untracked()?)?.clone();
            Some(NewAddressBook { id, login: login.clone(), url, name, limits })
        });
        let Some(new) = new else { return };
        order.store(engine.order(Command::ConnectAddressBook(new)), move || {
            navigate.try_with_value(|navigate| {
                navigate(&format!("/settings/connections/{}", slug(id)), Default::default());
            });
        });
    };
    let row = move |(at, book): (usize, FoundAddressBook)| {
        let name = if book.name.is_empty() { t::connections::form::unnamed().to_owned() } else { book.name.clone() };
        let limits = book.limits.iter().map(|it| view! { <span class="quiet">{limit(*it)}</span> }).collect_view();
        let known = book.connected.map(|id| {
            view! { <A href=format!("/settings/connections/{}", slug(id))>{t::connections::form::connected()}</A> }
        });
        view! {
            <li>
                <label class="tick-row">
                    <input type="radio" name="found-book" value=at disabled=book.connected.is_some() prop:checked=move || chosen.get() == Some(at) on:change=move |_| chosen.set(Some(at)) />
                    <span><b dir="auto">{name}</b>" "<span class="quiet">{host(&book.url).to_owned()}</span></span>
                </label>
                {known}
                {limits}
            </li>
        }
    };
    view! {
        <div class="books-found" data-testid="books-found" data-count=count>
            <h3 id="books-found" tabindex="-1">{t::connections::form::found(count)}</h3>
            <ul role="list" aria-label=t::connections::form::choose()>{books.into_iter().enumerate().map(row).collect_view()}</ul>
            <Show when=move || first.is_some()>
                <button class="button primary" type="button" data-testid="book-add" aria-disabled=move || order.busy.get().to_string() on:click=connect>{t::connections::form::next()}</button>
                <p class="quiet">{t::connections::form::next_hint()}</p>
            </Show>
            {move || order.failed.get().map(|failed| view! { <Trouble words=failed.words() /> })}
        </div>
    }
}
