//! How much was written between two, since when, and how it goes.

use crate::i18n::t;
use crate::platform::time::{Today, clock, day_now};
use crate::present::calendar::{ago, long_date, month_name, short_date};
use crate::present::text::{messages, thousands};
use kith_domain::day::Day;
use kith_domain::strength::StrengthLabel;
use kith_engine::api::PersonCard;
use leptos::prelude::*;

/// In one line.
#[component]
pub(super) fn Strip(card: Memo<Option<PersonCard>>) -> impl IntoView {
    let today = Today::of_page();
    let facts = Memo::new(move |_| {
        card.with(|card| {
            // Of those who are filtered out there is nothing to count, nearly always.
            let is_counted = |it: &&PersonCard| it.row.reason.is_person() || it.sent + it.received > 0;
            card.as_ref()
                .filter(is_counted)
                .map(|card| (card.sent, card.received, card.row.last_contact.map(|last| last.at), card.first_contact))
        })
    });
    move || {
        facts.get().map(|(sent, received, last, first)| {
            let (last, first) = (last.map(clock), first.map(clock));
            let last_day = last.as_ref().map(|last| last.day_number);
            let never = || t::person::none_yet().to_owned();
            view! {
                <div class="person-strip">
                    <dl class="facts">
                        <div>
                            <dt>{t::person::you_wrote()}</dt>
                            <dd data-testid="person-sent" data-count=sent title=messages(sent)>{thousands(sent)}</dd>
                        </div>
                        <div>
                            <dt>{t::person::they_wrote()}</dt>
                            <dd data-testid="person-received" data-count=received title=messages(received)>
                                {thousands(received)}
                            </dd>
                        </div>
                        <div>
                            <dt>{t::person::last_contact()}</dt>
                            <dd title=last.as_ref().map(long_date)>
                                {move || last_day.map_or_else(never, |last| ago(last, today.get()).to_string())}
                            </dd>
                        </div>
                        <div>
                            <dt>{t::person::first_contact()}</dt>
                            <dd title=first.as_ref().map(long_date)>{first.as_ref().map_or_else(never, short_date)}</dd>
                        </div>
                    </dl>
                    <Strength card />
                </div>
            }
        })
    }
}

/// How strong the relationship is, and the messages of each month.
#[component]
fn Strength(card: Memo<Option<PersonCard>>) -> impl IntoView {
    let shown = Memo::new(move |_| {
        card.with(|card| card.as_ref().map(|card| (card.keeping.strength, card.keeping.months.clone())))
    });
    move || {
        let (strength, months) = shown.get()?;
        let level = strength.label?;
        let word = match level {
            StrengthLabel::Strong => t::person::strong(),
            StrengthLabel::Steady => t::person::steady(),
            StrengthLabel::Fading => t::person::fading(),
            StrengthLabel::Lost => t::person::lost(),
        };
        let most = months.iter().map(|(sent, received)| (*sent).max(*received)).max().unwrap_or(0).max(1);
        let this = Day(i32::try_from(day_now()).unwrap_or_default()).month();
        let first = this + 1 - i32::try_from(months.len()).unwrap_or_default();
        let bars = (first..).zip(months).map(|(month, (sent, received))| {
            let share = |count: u32| format!("{}%", count * 100 / most);
            let year = month.div_euclid(12);
            let named = t::time::month_of_year(month_name(month), year);
            let title = t::person::in_month(named, messages(received), messages(sent));
            view! {
                <span class="months-bar" title=title data-year=(month.rem_euclid(12) == 0).then(|| year.to_string())>
                    <span class="bar-sent" style=("--share", share(sent))></span>
                    <span class="bar-received" style=("--share", share(received))></span>
                </span>
            }
        });
        Some(view! {
            <div class="strength" data-testid="strength" data-level=format!("{level:?}")>
                <div class="months" role="img" aria-label=t::person::months()>{bars.collect_view()}</div>
                <p title=t::person::of_hundred(strength.now)>{word}</p>
            </div>
        })
    }
}
