//! Cards that the user is to look at: Kith leaves them alone until then.

use super::model::review;
use crate::client::Engine;
use crate::components::order::Ordering;
use crate::components::trouble::Trouble;
use crate::i18n::t;
use crate::present::links::slug;
use kith_engine::api::{AddressBookView, CardReview, CardVerdict, Command, ReviewedCard};
use leptos::prelude::*;
use leptos_router::components::A;

/// The cards to look at, if there are any.
#[component]
pub(super) fn Review(id: u64, known: Memo<Option<AddressBookView>>) -> impl IntoView {
    let cards = Memo::new(move |_| known.with(|it| it.as_ref().map(|it| it.review.clone()).unwrap_or_default()));
    view! {
        <Show when=move || cards.with(|cards| !cards.is_empty())>
            <section class="book-part" data-testid="book-review" data-all=move || cards.with(Vec::len)>
                <h3>{t::connections::review::title()}</h3>
                <p class="quiet">{t::connections::review::intro()}</p>
                <ul role="list" class="rules">
                    <For each=move || cards.get() key=|it| format!("{it:?}") let:card><Card id card /></For>
                </ul>
            </section>
        </Show>
    }
}

#[component]
fn Card(id: u64, card: ReviewedCard) -> impl IntoView {
    let (engine, order) = (Engine::of_page(), Ordering::new());
    let ReviewedCard { card, name, why } = card;
    let said = review(&why);
    let name = if name.is_empty() { t::connections::review::unnamed().to_owned() } else { name };
    let decide = move |verdict: CardVerdict| {
        order.store(engine.order(Command::DecideCard { book: id, card: card.clone(), verdict }), || {});
    };
    let button = move |testid: &'static str, text: String, verdict: CardVerdict| {
        let decide = decide.clone();
        view! {
            <button class="button" type="button" data-testid=testid aria-disabled=move || order.busy.get().to_string() on:click=move |_| decide(verdict)>{text}</button>
        }
    };
    let new = || t::connections::review::new().to_owned();
    // Two people may have one name: their pages tell them apart.
    let links = match &why {
        CardReview::Unclear(people) => people.iter().map(|(id, name)| (slug(*id), name.clone())).collect(),
        _ => Vec::new(),
    };
    let links = (!links.is_empty()).then(|| {
        let link = |(slug, name): (String, String)| {
            view! { " "<A href=format!("/people/{slug}")><span dir="auto">{name}</span></A> }
        };
        view! { <p class="quiet">{t::connections::review::known()}{links.into_iter().map(link).collect_view()}</p> }
    });
    let choices = match why {
        CardReview::Unclear(people) => {
            let known = people
                .into_iter()
                .map(|(person, name)| button("card-is", t::connections::review::is(name), CardVerdict::Of(person)));
            let known = known.collect_view();
            view! { {known}{button("card-new", new(), CardVerdict::New)} }.into_any()
        }
        CardReview::DeletedHere => button("card-new", new(), CardVerdict::New).into_any(),
        CardReview::Refused(_) => button("card-again", t::common::try_again().to_owned(), CardVerdict::New).into_any(),
        CardReview::Unreadable | CardReview::PhotoRefused(_) => ().into_any(),
    };
    view! {
        <li data-testid="review-card">
            <p><b dir="auto">{name}</b></p>
            <p class="quiet">{said}</p>
            {links}
            <div class="actions">
                {choices}
                {button("card-leave-out", t::connections::review::leave_out().to_owned(), CardVerdict::LeaveOut)}
            </div>
            {move || order.failed.get().map(|failed| view! { <Trouble words=failed.words() /> })}
        </li>
    }
}
