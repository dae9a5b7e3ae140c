//! The first page of a connection: its state, what its first sync would do, and what can be chosen.

use super::card::{BookActions, Facts, RemoveBook};
use super::login::{ChangeLogin, How};
use super::model::{is_new, limit, stale_after, wants_login};
use super::of_book::OfBook;
use super::preview::FirstSync;
use super::review::Review;
use super::state::BookState;
use super::winner::Winner;
use crate::client::Engine;
use crate::components::editable::Editable;
use crate::components::order::Stored;
use crate::features::to_review::ToReview;
use crate::i18n::t;
use crate::platform::time::ticking;
use kith_engine::api::{AddressBookView, BookSettings, Command};
use leptos::prelude::*;

/// The overview of a connection.
#[component]
pub(crate) fn BookOverview() -> impl IntoView {
    view! { <OfBook page="" draw=|id, known| view! { <Overview id known /> }.into_any() /> }
}

#[component]
fn Overview(id: u64, known: Memo<Option<AddressBookView>>) -> impl IntoView {
    let now =
        ticking(Memo::new(move |_| known.with(|it| it.as_ref().and_then(|it| stale_after(std::slice::from_ref(it))))));
    let name = Memo::new(move |_| known.with(|it| it.as_ref().map(|it| it.settings.name.clone()).unwrap_or_default()));
    let new = Memo::new(move |_| known.with(|it| it.as_ref().is_some_and(|it| is_new(&it.status))));
    let limits = Memo::new(move |_| known.with(|it| it.as_ref().map(|it| it.limits.clone()).unwrap_or_default()));
    let engine = Engine::of_page();
    let rename = Callback::new(move |name: String| -> Stored {
        let settings = known.with_untracked(|it| it.as_ref().map(|it| it.settings.clone()));
        Box::pin(async move {
            match settings.filter(|_| !name.is_empty()) {
                Some(settings) => {
                    let settings = BookSettings { name, ..settings };
                    engine.order(Command::SetAddressBook { book: id, settings }).await
                }
                None => Ok(()),
            }
        })
    });
    // What is typed into the form is not to be lost when the status changes.
    let login = known.with_untracked(|it| {
        let it = it.as_ref()?;
        let how = it.account.map_or(How::Password, How::Account);
        Some((how, it.username.clone().unwrap_or_default()))
    });
    let changing = RwSignal::new(known.with_untracked(|it| it.as_ref().is_some_and(|it| wants_login(&it.status))));
    view! {
        <div class="book-part"><Facts known /></div>
        <BookState id known now />
        <Show when=move || !new.get()><BookActions id known /></Show>
        <Show when=move || new.get()><FirstSync id book=known /></Show>
        <Review id known />
        <ToReview />
        <section class="book-part">
            <h3>{t::connections::name()}</h3>
            <Editable value=name label=t::connections::name() name="book-title" save=rename />
        </section>
        <Show when=move || !new.get()>
            <section class="book-part"><Winner id known /></section>
        </Show>
        <Show when=move || limits.with(|limits| !limits.is_empty())>
            <section class="book-part">
                <h3>{t::connections::limits()}</h3>
                <ul data-testid="book-limits">{move || limits.get().into_iter().map(|it| view! { <li>{limit(it)}</li> }).collect_view()}</ul>
            </section>
        </Show>
        <section class="book-part" id="login">
            <details class="manner" open=changing.get_untracked() on:toggle=move |_| changing.set(true)>
                <summary>{t::connections::change_login()}</summary>
                {move || login.clone().filter(|_| changing.get()).map(|(how, username)| view! { <ChangeLogin id how username /> })}
            </details>
        </section>
        <div class="actions"><RemoveBook id name /></div>
    }
}
