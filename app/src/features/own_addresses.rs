use crate::components::sentence::sentence;
use crate::i18n::{PLACES, t};
use crate::present::own_address::own_evidence;
use kith_domain::address::Address;
use kith_engine::api::{Decision, OwnQuestion};
use leptos::prelude::*;

/// Addresses that may be the user's, each with what speaks for it and the two answers. `answer`: what is said of an
/// answer, and what it decides.
#[component]
pub(crate) fn OwnQuestions(
    #[prop(into)] rows: Signal<Vec<OwnQuestion>>,
    answer: Callback<(String, Vec<Decision>)>,
) -> impl IntoView {
    view! {
        <ul role="list" class="new-people" data-testid="own-questions">
            <For each=move || rows.get() key=|it| (it.address.clone(), it.received, it.sent, it.named, it.entries) let:question>
                {
                    let evidence = own_evidence(&question);
                    let address = question.address;
                    let say = {
                        let address = Address::parse(&address);
                        move |mine: bool| if let Some(address) = address.clone() {
                            let said = if mine { t::today::marked_yours(&address) } else { t::today::marked_not_yours(&address) };
                            answer.run((said, vec![Decision::OwnAddress(address, Some(mine))]));
                        }
                    };
                    let (yes, no) = (say.clone(), say);
                    let bold = view! { <b dir="auto">{address.clone()}</b> }.into_any();
                    let asked = sentence(&t::today::is_yours(PLACES[0]), [bold]);
                    view! {
                        <li class="asked" data-testid="own-question" data-address=address.clone()>
                            <p>{asked}" "<span class="quiet">{evidence}</span></p>
                            <button class="button" type="button" data-once="" aria-label=t::today::yes_mine(&address) on:click=move |_| yes(true)>{t::common::yes()}</button>
                            <button class="button" type="button" data-once="" aria-label=t::today::not_mine(&address) on:click=move |_| no(false)>{t::common::no()}</button>
                        </li>
                    }
                }
            </For>
        </ul>
    }
}
