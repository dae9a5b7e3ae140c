use super::charts;
use super::model::{
    buckets_said, hours_said, left_out, mail_said, people_said, replies_said, silent_said, stored_said, top_said,
    uncounted,
};
use crate::client::Engine;
use crate::components::chart::data::{Table, Tone};
use crate::components::chart::{Bars, HeatMap, Legend, Lines, Spreads, TableBehind};
use crate::features::photos::PersonAvatar;
use crate::i18n::t;
use crate::platform::time::Today;
use crate::present::calendar::{ago, date};
use crate::present::figures::{RANGES, insights_at};
use crate::present::intervals::every;
use crate::present::links::slug;
use crate::present::text::thousands;
use kith_domain::day::Interval;
use kith_engine::api::{
    AccountId, AccountView, BothWays, InsightRange, InsightScope, InsightsView, SilentNextRow, StoredMail,
};
use leptos::prelude::*;
use leptos_router::components::A;
use leptos_router::hooks::use_navigate;

/// How far back to look, and into whose mail.
#[component]
pub(super) fn Choices(of: Memo<InsightScope>) -> impl IntoView {
    let accounts = accounts();
    let ranges = RANGES.map(|(name, range)| {
        let words = match range {
            InsightRange::All => t::insights::range_all(),
            InsightRange::FiveYears => t::insights::range_five(),
            InsightRange::Year => t::insights::range_year(),
        };
        let current = move || (of.get().range == range).then_some("true");
        view! {
            <a href=move || insights_at(&InsightScope { range, ..of.get() }) aria-current=current data-testid="range" data-range=name>{words}</a>
        }
    });
    let go = use_navigate();
    let choose = move |event| {
        let account = event_target_value(&event).parse().ok().map(AccountId);
        go(&insights_at(&InsightScope { account, ..of.get_untracked() }), leptos_router::NavigateOptions::default());
    };
    let choose = StoredValue::new_local(choose);
    view! {
        <div class="insight-choices">
            <nav class="segments" aria-label=t::insights::range()>{ranges}</nav>
            <Show when=move || accounts.with(|accounts| accounts.len() > 1)>
                <select name="insight-account" aria-label=t::insights::account() on:change=move |event| choose.with_value(|choose| choose(event))>
                    <option value="" selected=move || of.get().account.is_none()>{t::insights::all_accounts()}</option>
                    {move || accounts.get().into_iter().map(|(id, address)| {
                        view! { <option value=id.0.to_string() selected=move || of.get().account == Some(id)>{address}</option> }
                    }).collect_view()}
                </select>
            </Show>
        </div>
    }
}

/// The accounts with their addresses.
fn accounts() -> Memo<Vec<(AccountId, String)>> {
    let overview = Engine::of_page().overview();
    Memo::new(move |_| {
        let name = |account: &AccountView| (account.id, account.address.clone());
        overview.with(|it| it.iter().flat_map(|overview| &overview.accounts).map(name).collect())
    })
}

/// There is nothing to make charts of.
#[component]
pub(super) fn Little(of: Memo<InsightScope>) -> impl IntoView {
    let is_all = move || of.get().range == InsightRange::All;
    view! {
        <div class="empty" data-testid="insights-empty">
            <h2>{t::insights::little()}</h2>
            {move || if is_all() {
                view! {
                    <p>{t::insights::little_hint()}</p>
                    <A href="/settings/email" attr:class="button primary">{t::insights::connect()}</A>
                }.into_any()
            } else {
                view! { <p>{t::insights::little_here()}</p> }.into_any()
            }}
        </div>
    }
}

/// A chart with what it shows in a sentence.
#[component]
fn Figure(
    title: &'static str,
    said: Option<String>,
    /// By which tests find it.
    testid: &'static str,
    children: Children,
) -> impl IntoView {
    view! {
        <section class="insight" data-testid=testid>
            <h2>{title}</h2>
            {said.map(|said| view! { <p class="insight-said" dir="auto">{said}</p> })}
            {children()}
        </section>
    }
}

/// What the colours of both ways mean.
fn both() -> Vec<(Tone, &'static str)> {
    vec![(Tone::You, t::insights::you()), (Tone::They, t::insights::they())]
}

/// All charts.
#[component]
pub(super) fn Figures(of: InsightScope, view: InsightsView) -> impl IntoView {
    let stored = (!view.stored.is_empty()).then(|| view! { <Stored of view=view.clone() /> });
    let is_empty = view.people == 0;
    view! {
        <div class="insight-figures">
            {(!is_empty).then(|| view! {
                <Mail of view=view.clone() />
                <Top view=view.clone() />
                <Hours of view=view.clone() />
                <Replies of view=view.clone() />
                <People of view=view.clone() />
                <Silent view=view.clone() />
                <Buckets of view=view.clone() />
            })}
            {stored}
        </div>
    }
}

#[component]
fn Mail(of: InsightScope, view: InsightsView) -> impl IntoView {
    let said = mail_said(&view).unwrap_or_default();
    let months = charts::months(&view, &of);
    let chart = match charts::months_are_bars(&view) {
        true => view! { <Bars title=said.clone() bars=months id="chart-months" /> }.into_any(),
        false => view! { <Lines title=said.clone() bars=months id="chart-months" /> }.into_any(),
    };
    let years = charts::years(&view, &of);
    let by_year = (!years.is_empty()).then(|| {
        view! {
            <h3>{t::insights::mail::by_year()}</h3>
            <Bars title=t::insights::mail::by_year().to_owned() bars=years id="chart-years" />
            <TableBehind table=charts::years_table(&view, &of) />
        }
    });
    view! {
        <Figure title=t::insights::mail::title() said=Some(said) testid="insight-mail">
            <Legend tones=both() />
            {chart}
            <TableBehind table=charts::months_table(&view, &of) />
            {by_year}
        </Figure>
    }
}

/// Those with the most mail: the table is the chart.
#[component]
fn Top(view: InsightsView) -> impl IntoView {
    let said = top_said(&view);
    let most = view.correspondents.iter().map(|row| row.mail.sent.max(row.mail.received)).max().unwrap_or(1).max(1);
    let rows = view.correspondents.into_iter().map(move |row| {
        let BothWays { sent, received } = row.mail;
        let share = |count: u32| format!("{:.3}", f64::from(count) / f64::from(most));
        view! {
            <tr data-testid="correspondent" data-sent=sent data-received=received>
                <th scope="row"><A href=format!("/people/{}", slug(row.id))><span dir="auto">{row.name}</span></A></th>
                <td class="opposed-sent" style=("--share", share(sent))><span>{thousands(sent)}</span></td>
                <td class="opposed-received" style=("--share", share(received))><span>{thousands(received)}</span></td>
            </tr>
        }
    });
    view! {
        <Figure title=t::insights::top::title() said testid="insight-top">
            <table class="opposed">
                <caption class="unseen">{t::insights::top::title()}</caption>
                <thead><tr>
                    <th scope="col"><span class="unseen">{t::insights::person()}</span></th>
                    <th scope="col">{t::insights::sent()}</th>
                    <th scope="col">{t::insights::received()}</th>
                </tr></thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </Figure>
    }
}

#[component]
fn Hours(of: InsightScope, view: InsightsView) -> impl IntoView {
    let said = hours_said(&view);
    view! {
        <Figure title=t::insights::hours::title() said=said.clone() testid="insight-hours">
            <HeatMap title=said.unwrap_or_default() grid=charts::hours(&view, &of) id="chart-hours" />
            <TableBehind table=charts::hours_table(&view, &of) />
        </Figure>
    }
}

#[component]
fn Replies(of: InsightScope, view: InsightsView) -> impl IntoView {
    let said = replies_said(&view)?;
    let spreads = charts::spreads(&view, &of);
    let by_person = (!spreads.is_empty()).then(|| {
        view! {
            <h3>{t::insights::replies::by_person()}</h3>
            <Spreads title=t::insights::replies::by_person().to_owned() rows=spreads scale=charts::scale() />
            <TableBehind table=charts::spreads_table(&view, &of) />
        }
    });
    Some(view! {
        <Figure title=t::insights::replies::title() said=Some(said.clone()) testid="insight-replies">
            <Legend tones=both() />
            <Bars title=said bars=charts::replies(&view, &of) id="chart-replies" />
            <TableBehind table=charts::replies_table(&view, &of) />
            {by_person}
            <p class="quiet">{t::insights::replies::hint()}</p>
        </Figure>
    })
}

#[component]
fn People(of: InsightScope, view: InsightsView) -> impl IntoView {
    let said = people_said(&view);
    let tones = vec![
        (Tone::Fresh, t::insights::people::made()),
        (Tone::Calm, t::insights::people::kept()),
        (Tone::Faint, t::insights::people::lost()),
    ];
    view! {
        <Figure title=t::insights::people::title() said=said.clone() testid="insight-people">
            <Legend tones />
            <Bars title=said.unwrap_or_default() bars=charts::people(&view, &of) id="chart-people" />
            <TableBehind table=charts::people_table(&view, &of) />
            <p class="quiet">{t::insights::people::hint()}</p>
        </Figure>
    }
}

#[component]
fn Silent(view: InsightsView) -> impl IntoView {
    let calendar = Today::of_page();
    let said = silent_said(&view);
    let rows = view.silent_next.into_iter().map(move |SilentNextRow { person, rhythm, last, breaks_off }| {
        let usual = every(Interval::days_of(u16::try_from(rhythm).unwrap_or(u16::MAX)));
        let why = move || t::insights::silent::why(ago(last.0.into(), calendar.get()), date(breaks_off), &usual);
        view! {
            <li><A href=format!("/people/{}", slug(person.id)) attr:class="row" attr:data-testid="silent-next">
                <PersonAvatar id=person.id name=person.name.clone() photo=person.photo />
                <span class="row-title" dir="auto">{person.name}</span>
                <span class="row-sub insight-why">{why}</span>
            </A></li>
        }
    });
    view! {
        <Figure title=t::insights::silent::title() said=Some(said) testid="insight-silent">
            <ul role="list" class="insight-rows">{rows.collect_view()}</ul>
        </Figure>
    }
}

#[component]
fn Buckets(of: InsightScope, view: InsightsView) -> impl IntoView {
    let said = buckets_said(&view);
    let chart = match said.clone() {
        Some(said) => {
            let tones =
                vec![(Tone::Calm, t::insights::buckets::in_time()), (Tone::Faint, t::insights::buckets::late())];
            view! {
                <Legend tones />
                <Bars title=said bars=charts::buckets(&view, &of) id="chart-buckets" />
                <TableBehind table=charts::buckets_table(&view, &of) />
            }
            .into_any()
        }
        None => view! {
            <p class="quiet">{t::insights::buckets::none()}</p>
            <p><A href="/settings/buckets" attr:class="button">{t::insights::buckets::open()}</A></p>
        }
        .into_any(),
    };
    view! { <Figure title=t::insights::buckets::title() said testid="insight-buckets">{chart}</Figure> }
}

/// What is stored, and what of it counts nowhere.
#[component]
fn Stored(of: InsightScope, view: InsightsView) -> impl IntoView {
    let accounts = view.stored.into_iter().map(move |stored| view! { <StoredOf of stored /> });
    let rest = uncounted(view.uncounted).into_iter().map(|said| view! { <li>{said}</li> });
    view! {
        <Figure title=t::insights::stored::title() said=None testid="insight-stored">
            {accounts.collect_view()}
            <ul role="list" class="insight-rest quiet">{rest.collect_view()}</ul>
        </Figure>
    }
}

#[component]
fn StoredOf(of: InsightScope, stored: StoredMail) -> impl IntoView {
    let overview = Engine::of_page().overview();
    let id = stored.account;
    let account = Memo::new(move |_| {
        overview.with(|it| it.iter().flat_map(|overview| &overview.accounts).find(|it| it.id == id).cloned())
    });
    move || {
        let account = account.get();
        let address = account.as_ref().map(|it| it.address.clone()).unwrap_or_default();
        let said = stored_said(&stored, &address);
        let rest = left_out(&stored, account.as_ref()).into_iter().map(|said| view! { <li>{said}</li> });
        let table: Table = charts::stored_table(&stored, &address, &of);
        let chart = (!stored.months.is_empty()).then(|| {
            view! {
                <HeatMap title=said.clone() grid=charts::stored(&stored, &of) id=format!("chart-stored-{}", id.0) />
                <TableBehind table />
            }
        });
        view! {
            <p class="insight-said" dir="auto">{said.clone()}</p>
            {chart}
            <ul role="list" class="insight-rest quiet">{rest.collect_view()}</ul>
        }
    }
}
