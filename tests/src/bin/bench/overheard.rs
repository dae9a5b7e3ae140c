//! What the relay asks of a mail server, overheard on a connection without encryption: so the bare socket and imapflow
//! ask for the same, whatever Kith comes to ask for, and round trips can be counted by what they are for.

use crate::kith::Page;
use crate::mailbox::BenchMailbox;
use crate::proxy::{Proxy, Said};
use crate::question::{Noop, Question};
use anyhow::{Context, Result};
use kith_tests::dovecot::PLAIN_HOST;
use kith_tests::kith::Login;
use kith_tests::relay::Relay;
use std::collections::BTreeSet;
use std::time::Duration;

/// How long a packet takes each way while round trips are counted: much longer than anything takes to be worked out.
const WAY: Duration = Duration::from_millis(40);

/// What was overheard.
pub(crate) struct Overheard {
    pub question: Question,
    pub noop: Option<Noop>,
}

/// Has Kith read the mailbox and then look for what is new when there is nothing.
pub(crate) async fn listen(mailbox: &BenchMailbox) -> Result<Overheard> {
    let server = &mailbox.server;
    let proxy = Proxy::start(format!("{PLAIN_HOST}:{}", server.ports().plain).parse()?).await?;
    let relay = Relay::start(Some(server.authority()))?;
    let page = Page::open(&relay).await?;
    // By its number it would be Proton’s Bridge, which is never read plainly.
    let login = Login { host: "localhost".into(), port: proxy.port, ssl: false, ..Login::tls(server) };
    page.browser.fill_in(&relay.url(), &login).await?;
    page.browser.click("connect-plain").await?;
    page.until_up_to_date(mailbox).await?;
    let question = question(&proxy.said()).context("the relay asked for no headers")?;

    page.browser.go("/settings/email").await?;
    page.settle().await?;
    proxy.delay(WAY);
    proxy.said();
    page.browser.client.refresh().await?;
    let noop = match reconnect(&page, &proxy).await {
        Ok(noop) => Some(noop),
        Err(error) => {
            println!("  round trips: not measured, {error:#}");
            None
        }
    };
    page.close().await?;
    Ok(Overheard { question, noop })
}

async fn reconnect(page: &Page, proxy: &Proxy) -> Result<Noop> {
    let mut said: Vec<Said> = Vec::new();
    for _ in 0..600 {
        tokio::time::sleep(Duration::from_millis(50)).await;
        said.extend(proxy.said());
        let Some(start) = said.iter().find(|said| said.words.is_empty()).map(|said| said.at) else { continue };
        let Some(end) = page.up_to_date_since(start).await? else { continue };
        let made: BTreeSet<usize> =
            said.iter().filter(|said| said.words.is_empty()).map(|said| said.connection).collect();
        // The page that was there before says goodbye on its own connection.
        said.retain(|said| said.at <= end && made.contains(&said.connection));
        let length = (end - start) / (WAY.as_secs_f64() * 2_000.0);
        return Ok(Noop { trips: trips(&said), length, connections: made.len() });
    }
    anyhow::bail!("Kith is not up to date within 30 s")
}

/// Commands that wait for the same answers: those that were said within one round trip, over whichever connection.
fn trips(said: &[Said]) -> Vec<Vec<String>> {
    let mut trips: Vec<Vec<String>> = Vec::new();
    let mut began = f64::MIN;
    for said in said.iter().filter(|said| !said.words.is_empty()) {
        if said.at >= began + WAY.as_secs_f64() * 1_900.0 {
            began = said.at;
            trips.push(Vec::new());
        }
        if let Some(trip) = trips.last_mut() {
            trip.extend(said.words.lines().map(command));
        }
    }
    trips
}

/// The name of a command, without its tag and without what it names.
fn command(line: &str) -> String {
    let mut words = line.split_whitespace().skip(1);
    match words.next() {
        Some(first) if first.eq_ignore_ascii_case("UID") => format!("UID {}", words.next().unwrap_or_default()),
        Some(first) => first.to_owned(),
        None => "(more)".to_owned(),
    }
}

/// What was asked for, and of which folders.
pub(crate) fn question(said: &[Said]) -> Option<Question> {
    // A command may be cut anywhere, but the parts of one connection come in order.
    let connections: BTreeSet<usize> = said.iter().map(|said| said.connection).collect();
    let heard: String = connections
        .into_iter()
        .flat_map(|connection| said.iter().filter(move |said| said.connection == connection))
        .map(|said| said.words.as_str())
        .collect();
    let fetch = heard.lines().find(|line| line.contains("UID FETCH") && line.contains("HEADER"))?;
    let items = fetch.get(fetch.find('(')?..)?;
    let opened = heard.lines().filter_map(|line| line.split_once(" EXAMINE ")).map(|(_, folder)| {
        // A parameter such as (QRESYNC …) may follow.
        folder.split_once(" (").map_or(folder, |(folder, _)| folder).trim().to_owned()
    });
    let folders: BTreeSet<String> = opened.collect();
    Some(Question { items: items.trim().to_owned(), folders: folders.into_iter().collect() })
}

#[cfg(test)]
mod tests {
    use super::{Said, WAY, command, question, trips};

    fn said(connection: usize, at: f64, words: &str) -> Said {
        Said { connection, at, words: words.into() }
    }

    #[test]
    fn commands_that_wait_for_no_answer_are_one_round_trip() {
        let trip = WAY.as_secs_f64() * 2_000.0;
        let heard = [
            said(0, 0.0, ""),
            said(0, 5.0, "A1 LOGIN x y\r\n"),
            said(0, 5.0 + trip, "A2 LIST \"\" *\r\nA3 ID NIL\r\n"),
            // Another connection, in between.
            said(1, 5.0 + trip * 1.5, "B1 LOGIN x y\r\n"),
            said(0, 5.0 + trip * 2.0, "A4 UID SEARCH ALL\r\n"),
        ];
        assert_eq!(trips(&heard), [vec!["LOGIN"], vec!["LIST", "ID", "LOGIN"], vec!["UID SEARCH"]]);
    }

    #[test]
    fn commands_are_named_without_what_they_name() {
        for (line, name) in
            [("A7 EXAMINE \"My folder\"", "EXAMINE"), ("a UID FETCH 1:* (UID)", "UID FETCH"), ("DONE", "(more)")]
        {
            assert_eq!(command(line), name);
        }
    }

    #[test]
    fn the_question_is_put_together_however_it_was_cut() {
        let heard = [
            said(0, 1.0, "A1 EXAMINE \"INBOX\"\r\nA2 UID FETCH 1:2 (UID BODY.PEEK[HEADER.FIE"),
            said(1, 2.0, "A1 EXAMINE Sent (CONDSTORE)\r\n"),
            said(0, 3.0, "LDS (FROM TO)])\r\nA3 EXAMINE \"INBOX\"\r\n"),
        ];
        let question = question(&heard).unwrap();
        assert_eq!(question.items, "(UID BODY.PEEK[HEADER.FIELDS (FROM TO)])");
        assert_eq!(question.fields(), ["FROM", "TO"]);
        assert_eq!(question.folders, ["\"INBOX\"", "Sent"]);
    }
}
