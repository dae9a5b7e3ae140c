use crate::present::leads::{title, why};
use crate::present::links::party_at;
use kith_engine::api::TodayView;
use leptos::prelude::*;
use leptos_router::components::A;

/// Leads whose stage wants a follow-up. Nothing if there is none.
#[component]
pub(super) fn FollowUps(known: Memo<TodayView>) -> impl IntoView {
    let rows = Memo::new(move |_| known.with(|known| known.follow_ups.clone()));
    move || {
        let rows = rows.get();
        (!rows.is_empty()).then(|| {
            view! {
                <h2>"Follow-ups"</h2>
                <ul role="list" class="new-people" data-testid="follow-ups">
                    {rows.into_iter().map(|row| {
                        let shown = title(&row).to_owned();
                    let hook = shown.clone();
                        let why = row.follow.map(|follow| why(follow, &row.stage));
                        view! {
                            <li data-testid="follow-up" data-name=hook><A href=party_at(row.lead.party)>
                                <b dir="auto">{shown}</b>" "<span class="quiet" dir="auto">{why}</span>
                            </A></li>
                        }
                    }).collect_view()}
                </ul>
            }
        })
    }
}
