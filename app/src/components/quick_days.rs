use crate::i18n::{Text, t};
use kith_domain::day::Day;
use leptos::prelude::*;

/// The days that are chosen most, with how many days on they are: for what is to come, and for what was.
const AHEAD: [(Text, i32); 4] =
    [(t::days::tomorrow, 1), (t::days::in_a_week, 7), (t::days::in_two_weeks, 14), (t::days::in_a_month, 30)];
const BEFORE: [(Text, i32); 3] = [(t::days::today, 0), (t::days::yesterday, -1), (t::days::a_week_ago, -7)];

/// The days that are chosen most, before the field that takes any.
#[component]
pub(crate) fn QuickDays(
    /// The day, as the field has it.
    day: RwSignal<String>,
    today: Memo<Day>,
    /// Whether it has passed.
    #[prop(optional)]
    past: bool,
) -> impl IntoView {
    let choices: &[(Text, i32)] = if past { &BEFORE } else { &AHEAD };
    let choice = move |(words, days): &(Text, i32)| {
        let (words, days) = (words(), *days);
        let value = move || today.get().plus(days).to_string();
        view! {
            <button class="chip chip-day" type="button" data-days=days aria-pressed=move || day.with(|day| *day == value()).to_string()
                on:click=move |_| day.set(untrack(value))>{words}</button>
        }
    };
    view! { <div class="chips">{choices.iter().map(choice).collect_view()}</div> }
}
