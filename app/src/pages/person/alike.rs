//! Who may be the same person.

use crate::components::decide::Decide;
use crate::pages::people::model::slug;
use kith_engine::api::{Decision, Likeness, PersonRow, Suggestion};
use leptos::prelude::*;
use leptos_router::components::A;
use leptos_router::hooks::use_navigate;

/// What two have in common, as the end of a sentence.
pub(crate) fn likeness(of: &Likeness) -> String {
    match of {
        Likeness::Name(name) => format!("both are called {name}"),
        Likeness::Domain(domain) => format!("both write from {domain}"),
        Likeness::Local(local) => format!("both addresses begin with {local}"),
        Likeness::Answered(_) => "one answered what you wrote to the other".into(),
    }
}

/// Someone who may be the same, with the two answers.
#[component]
pub(crate) fn Alike(suggestion: Suggestion) -> impl IntoView {
    let decide = Decide::of_page();
    let Suggestion { one, other, likeness: common } = suggestion;
    let why = common.iter().map(likeness).collect::<Vec<_>>().join(", and ");
    let (into, from) = (one.id, other.id);
    // Without a name the address stands for it.
    let address = |row: &PersonRow| if row.name == row.address { String::new() } else { format!(" {}", row.address) };
    let (one_address, other_address) = (address(&one), address(&other));
    let name = one.name.clone();
    let other_name = other.name.clone();
    let same = move |_| decide.say(format!("{other_name} and {name} are one."), vec![Decision::Merge { into, from }]);
    let apart = move |_| decide.say("They stay two.", vec![Decision::Apart(into, from)]);
    view! {
        <div class="alike" data-testid="alike">
            <p>
                "Are "<A href=format!("/people/{}", slug(into))><b dir="auto">{one.name}</b></A>
                <span class="quiet" dir="auto">{one_address}</span>
                " and "<A href=format!("/people/{}", slug(from))><b dir="auto">{other.name}</b></A>
                <span class="quiet" dir="auto">{other_address}</span>
                " the same person?"
            </p>
            <p class="quiet" dir="auto">"It may be: "{why}"."</p>
            <div class="actions" data-once="">
                <button class="button" type="button" data-testid="same" on:click=same>"The same"</button>
                <button class="button" type="button" data-testid="apart" on:click=apart>"Not the same"</button>
            </div>
        </div>
    }
}

/// Goes back to the list.
pub(super) fn leave() -> impl Fn() + Clone {
    let navigate = use_navigate();
    move || navigate("/people", leptos_router::NavigateOptions::default())
}
