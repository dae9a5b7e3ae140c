use crate::components::heading::SectionHead;
use crate::components::icon::{Icon, Shape};
use crate::i18n::t;
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
                <SectionHead title=t::today::follow_ups() count=Signal::stored(rows.len().to_string()) />
                <ul role="list" class="row-list" data-testid="follow-ups">
                    {rows.into_iter().map(|row| {
                        let shown = title(&row).to_owned();
                        let hook = shown.clone();
                        let why = row.follow.map(|follow| why(follow, &row.stage));
                        view! {
                            <li data-testid="follow-up" data-name=hook><A href=party_at(row.lead.party) attr:class="row">
                                <span class="row-icon"><Icon shape=Shape::Columns /></span>
                                <span class="row-title" dir="auto">{shown}</span>
                                <span class="row-sub" dir="auto">{why}</span>
                            </A></li>
                        }
                    }).collect_view()}
                </ul>
            }
        })
    }
}
