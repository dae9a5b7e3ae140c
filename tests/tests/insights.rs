//! Insights over the sample mailbox: the figures are those that people's own pages give, and lead to their lists.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use kith_tests::browser::Browser;
use kith_tests::relay::Relay;
use serde_json::json;
use std::collections::BTreeSet;

/// A message: when it was written, whether the user did so, and its subject.
type Message = (i64, bool, String);

async fn open(browser: &Browser) {
    browser.go("/people").await.unwrap();
    browser.click("nav-insights").await.unwrap();
    browser.until("return document.querySelector('[data-testid=insight-stored]') !== null;").await.unwrap();
}

#[tokio::test]
async fn the_figures_are_those_of_peoples_own_pages() {
    let relay = Relay::start(None).unwrap();
    let mut browser = Browser::with_sample(&relay.url()).await.unwrap();
    let everybody = browser.everybody().await.unwrap();
    open(&browser).await;
    let people = browser.run("return Number(document.querySelector('[data-testid=insights]').dataset.people);").await;
    assert_eq!(people.unwrap(), json!(everybody.len()));
    browser.screenshots("insights").await.unwrap();

    // Those with the most mail.
    let script = "return [...document.querySelectorAll('[data-testid=correspondent]')].map((row) => [
        new URL(row.querySelector('a').href).pathname, Number(row.dataset.sent), Number(row.dataset.received)]);";
    let top: Vec<(String, usize, usize)> = serde_json::from_value(browser.run(script).await.unwrap()).unwrap();
    let mut counts: Vec<usize> = everybody.values().map(|shown| shown.messages).collect();
    counts.sort_unstable_by(|a, b| b.cmp(a));
    assert_eq!(top.iter().map(|(_, sent, received)| sent + received).collect::<Vec<_>>(), counts[..top.len()]);

    // The mail of the last months, by the timelines of everyone with whom there was any since.
    let script =
        "const rows = [...document.querySelectorAll('[data-testid=insight-mail] .behind:first-of-type tbody tr')];
        const now = new Date();
        const from = (back) => new Date(now.getFullYear(), now.getMonth() - back, 1).getTime() / 1000;
        return [2, 1, 0].map((back) => [from(back), from(back - 1),
            ...[...rows[back].querySelectorAll('td')].map((cell) => Number(cell.textContent.replaceAll(',', '')))]);";
    type Month = (f64, f64, usize, usize);
    let months: Vec<Month> = serde_json::from_value(browser.run(script).await.unwrap()).unwrap();
    let begin = months[0].0;
    let mut messages: BTreeSet<Message> = BTreeSet::new();
    for (address, shown) in everybody.iter().filter(|(_, shown)| shown.last as f64 >= begin) {
        let card = browser.card(address, shown).await.unwrap();
        messages.extend(card.timeline.into_iter().map(|it| (it.date, it.sent, it.subject)));
        if let Some((_, sent, received)) = top.iter().find(|(path, ..)| *path == shown.path) {
            assert_eq!((*sent, *received), (card.sent, card.received), "{address}");
        }
    }
    for (from, to, sent, received) in months {
        let in_month = |by_user: bool| {
            let is_in = |it: &&Message| it.1 == by_user && (from..to).contains(&(it.0 as f64));
            messages.iter().filter(is_in).count()
        };
        assert_eq!((sent, received), (in_month(true), in_month(false)), "the month from {from} on");
    }
    browser.finish(&[]).await.unwrap();
}

#[tokio::test]
async fn a_table_stands_behind_each_chart_and_a_list_behind_each_figure() {
    let relay = Relay::start(None).unwrap();
    let mut browser = Browser::with_sample(&relay.url()).await.unwrap();
    open(&browser).await;
    for insight in ["mail", "hours", "replies", "people", "stored"] {
        let script = format!(
            "const chart = document.querySelector('[data-testid=insight-{insight}]');
             const table = chart.querySelector('.behind table');
             return chart.querySelector('svg[role=img] title').textContent.length > 10
                 && table.caption.textContent.length > 0 && table.tHead.rows[0].cells[0].scope === 'col'
                 && table.tBodies[0].rows[0].cells[0].scope === 'row' && table.querySelector('a') !== null;"
        );
        assert_eq!(browser.run(&script).await.unwrap(), json!(true), "{insight}");
        let script = format!(
            "const link = document.querySelector('[data-testid=insight-{insight}] .behind table td a');
             const count = Number(link.textContent.replaceAll(',', ''));
             link.click();
             return count;"
        );
        let count = browser.run(&script).await.unwrap();
        let listed = format!("return document.querySelector('[data-testid=figure-list]')?.dataset.all === '{count}';");
        browser.until(&listed).await.unwrap();
        let shown =
            "return document.querySelectorAll('[data-testid=figure-message], [data-testid=figure-person]').length;";
        let shown = browser.until(shown).await.unwrap();
        assert_eq!(shown.as_u64(), count.as_u64().map(|count| count.min(100)), "{insight}");
        if insight == "mail" {
            browser.screenshots("insights-list").await.unwrap();
        }
        browser.client.back().await.unwrap();
        browser.until("return document.querySelector('[data-testid=insight-stored]') !== null;").await.unwrap();
    }

    // The keyboard walks through a chart, and opens what its part stands for.
    browser.run("document.querySelector('#chart-hours a').focus();").await.unwrap();
    browser.keys("\u{e014}\u{e015}").await.unwrap();
    browser.until("return document.activeElement.dataset.mark === '25';").await.unwrap();
    browser.keys("\u{e007}").await.unwrap();
    browser.until("return location.pathname === '/insights/hour.25';").await.unwrap();
    browser.until("return document.querySelector('[data-testid=figure-list]') !== null;").await.unwrap();

    // A shorter period has less mail.
    open(&browser).await;
    let months = "return document.querySelectorAll('#chart-months a').length;";
    let all = browser.run(months).await.unwrap().as_u64().unwrap();
    browser.run("document.querySelector('[data-testid=range][data-range=\"1y\"]').click();").await.unwrap();
    browser.until("return document.querySelectorAll('#chart-months a').length === 12;").await.unwrap();
    assert!(all > 12);
    browser.finish(&[]).await.unwrap();
}
