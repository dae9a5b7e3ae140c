use crate::client::{Engine, live};
use crate::components::trouble::Trouble;
use crate::i18n::t;
use crate::platform::time::clock;
use crate::present::calendar::short_date;
use crate::present::reason::point;
use kith_engine::api::{Direction, WhyOf, question};
use leptos::prelude::*;

/// A word that tells why, once it is asked.
#[component]
pub(crate) fn Because(
    of: WhyOf,
    /// Whether it was asked already.
    #[prop(optional)]
    asked: bool,
) -> impl IntoView {
    let open = RwSignal::new(asked);
    view! {
        <details class="why" data-testid="why" open=asked on:toggle=move |event| open.set(event_target::<web_sys::HtmlDetailsElement>(&event).open())>
            <summary>{t::reason::ask()}</summary>
            <Show when=move || open.get()><Reasons of /></Show>
        </details>
    }
}

#[component]
fn Reasons(of: WhyOf) -> impl IntoView {
    let engine = Engine::of_page();
    // What is decided while it is open may be another reason.
    let why = live(move || of, move || engine.track_people(), move |of| engine.ask(question::Why(of)));
    move || match why.get().map(|(_, why)| why) {
        None => view! { <p class="quiet">{t::common::one_moment()}</p> }.into_any(),
        Some(Err(failed)) => view! { <Trouble words=failed.words() /> }.into_any(),
        Some(Ok(why)) => {
            let shown = u32::try_from(why.messages.len()).unwrap_or(u32::MAX);
            let more = (why.count > shown).then(|| t::reason::more(why.count - shown));
            view! {
                <div class="why-text" data-testid="why-text">
                    {why.points.iter().map(|it| view! { <p dir="auto">{point(it, clock)}</p> }).collect_view()}
                    <ul role="list">
                        {why.messages.into_iter().map(|it| {
                            let who = if it.direction == Direction::Sent { t::reason::you().to_owned() } else { it.from };
                            let subject = if it.subject.is_empty() { t::common::no_subject().to_owned() } else { it.subject };
                            view! {
                                <li>
                                    <span class="quiet">{short_date(&clock(it.date))}", "<span dir="auto">{who}</span>": "</span>
                                    <span dir="auto">{subject}</span>
                                </li>
                            }
                        }).collect_view()}
                        {more.map(|more| view! { <li class="quiet">{more}</li> })}
                    </ul>
                </div>
            }.into_any()
        }
    }
}
