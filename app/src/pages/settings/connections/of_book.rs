//! What the pages about one connection have around them.

use super::model::{book_of, slug};
use crate::client::{Engine, known, live};
use crate::components::icon::{Icon, Shape};
use crate::components::trouble::Trouble;
use crate::i18n::{Text, t};
use crate::platform::focus::focus_soon;
use crate::platform::title::title_by_name;
use crate::present::words::words;
use kith_engine::api::{AddressBookView, Problem, ProblemKind, question};
use leptos::prelude::*;
use leptos_router::components::A;
use leptos_router::hooks::use_params_map;

/// The pages about a connection: the last part of the address, and the title.
const PAGES: [(&str, Text); 4] = [
    ("", t::connections::page::overview),
    ("/rules", t::connections::page::rules),
    ("/fields", t::connections::page::fields),
    ("/changes", t::connections::page::log),
];

/// A page about the connection that the address names, once that is known.
#[component]
pub(super) fn OfBook(page: &'static str, draw: fn(u64, Memo<Option<AddressBookView>>) -> AnyView) -> impl IntoView {
    let engine = Engine::of_page();
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("book").and_then(|slug| book_of(&slug))));
    let answer = live(|| (), move || engine.track_address_books(), move |()| engine.ask(question::AddressBooks));
    let books: Memo<Vec<AddressBookView>> = known(answer);
    let book = Memo::new(move |_| books.with(|books| books.iter().find(|it| Some(it.id) == id.get()).cloned()));
    // `None` until the connections are known; then which it is, if there is such a one.
    let found = Memo::new(move |_| answer.with(Option::is_some).then(|| book.with(|it| it.as_ref().map(|it| it.id))));
    let name = Memo::new(move |_| book.with(|it| it.as_ref().map(|it| it.settings.name.clone()).unwrap_or_default()));
    let heading = PAGES.iter().find(|it| it.0 == page).map_or("", |it| it.1());
    title_by_name(move || format!("{heading}, {}", name.get()), heading);
    view! {
        <section class="of-account">
            <A href="/settings/connections" attr:class="back" attr:data-testid="back"><Icon shape=Shape::Back />{t::connections::all()}</A>
            {move || match found.get() {
                None => view! { <p class="waiting" role="status">{t::common::one_moment()}</p> }.into_any(),
                Some(None) => view! { <Trouble words=words(&Problem::new(ProblemKind::NotFound)) /> }.into_any(),
                Some(Some(id)) => {
                    focus_soon("#of-book".into());
                    let links = PAGES.map(|(to, title)| view! {
                        <A href=format!("/settings/connections/{}{to}", slug(id)) exact=true>{title()}</A>
                    });
                    view! {
                        <h2 id="of-book" tabindex="-1" dir="auto">{name}<span class="unseen">{format!(", {heading}")}</span></h2>
                        <nav class="tabs" aria-label=t::connections::page::about()>{links.collect_view()}</nav>
                        {draw(id, book)}
                    }.into_any()
                }
            }}
        </section>
    }
}
