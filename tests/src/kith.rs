//! The page, as a person uses it: forms are filled in, lists are scrolled, people are clicked.

use crate::browser::{Browser, Locator};
use crate::dovecot::{Dovecot, PLAIN_HOST};
use crate::fixture::Entry;
use anyhow::{Context, Result};
use serde_json::json;
use std::collections::BTreeMap;
use std::time::Duration;

/// How long a mailbox of some thousand messages may take to be read on a busy machine.
pub const READING: Duration = Duration::from_secs(120);

/// What is typed into the form.
#[derive(Clone, Debug)]
pub struct Login {
    /// The user name.
    pub username: String,
    /// The password.
    pub password: String,
    /// The server.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// Whether "Use SSL" is to be ticked.
    pub ssl: bool,
}

impl Login {
    /// With TLS from the first byte.
    #[must_use]
    pub fn tls(server: &Dovecot) -> Self {
        let (username, password) = (server.user().to_owned(), server.password().to_owned());
        Self { username, password, host: server.host().into(), port: server.ports().tls, ssl: true }
    }

    /// Plain at first, with STARTTLS on offer.
    #[must_use]
    pub fn starttls(server: &Dovecot) -> Self {
        Self { port: server.ports().starttls, ssl: false, ..Self::tls(server) }
    }

    /// Plain, without STARTTLS on offer.
    #[must_use]
    pub fn plain(server: &Dovecot) -> Self {
        Self { host: PLAIN_HOST.into(), port: server.ports().plain, ssl: false, ..Self::tls(server) }
    }
}

/// Somebody as the page shows them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// The name.
    pub name: String,
    /// How many messages the list says there are.
    pub messages: usize,
    /// When the latest was written, as the list says.
    pub last: i64,
    /// The path of their page.
    pub path: String,
}

/// Somebody's page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    /// The name.
    pub name: String,
    /// How many messages I sent.
    pub sent: usize,
    /// How many they sent.
    pub received: usize,
    /// The timeline, newest first.
    pub timeline: Vec<Entry>,
}

/// What is typed and clicked.
impl Browser {
    /// Fills in the form and sends it, with everything to be read.
    pub async fn fill_in(&self, url: &str, login: &Login) -> Result<()> {
        self.open(&format!("{url}settings/email/connect")).await?;
        self.until("return document.querySelector('[data-testid=connect-form]') !== null;").await?;
        let port = login.port.to_string();
        let fields =
            [("username", &login.username), ("password", &login.password), ("host", &login.host), ("port", &port)];
        for (name, text) in fields {
            let field = self.client.find(Locator::Css(&format!("[name={name}]"))).await?;
            // Emptying by keys is what a person does, and the page must follow.
            field.send_keys(&format!("\u{e009}a\u{e000}\u{e017}{text}")).await?;
        }
        let ssl = self.client.find(Locator::Css("[name=ssl]")).await?;
        if ssl.is_selected().await? != login.ssl {
            ssl.click().await?;
        }
        self.run("document.querySelector('[name=window][value=everything]').click();").await?;
        self.click("connect").await
    }

    /// Clicks on the first thing of that `data-testid`.
    pub async fn click(&self, testid: &str) -> Result<()> {
        let found = self.client.wait().for_element(Locator::Css(&format!("[data-testid={testid}]"))).await;
        Ok(found.with_context(|| format!("there is no {testid}"))?.click().await?)
    }

    /// The words of what went wrong, once something did.
    pub async fn trouble(&self) -> Result<String> {
        let script = "return document.querySelector('[data-testid=trouble]')?.innerText;";
        Ok(self.until(script).await?.as_str().unwrap_or_default().to_owned())
    }

    /// Waits until the first account has that status.
    pub async fn until_status(&self, status: &str) -> Result<()> {
        let bar = match status {
            "up-to-date" => "ended",
            status => status,
        };
        let script = format!(
            "return document.querySelector('[data-testid=account-status][data-status={status}], \
             [data-testid=account-bar][data-kind={bar}]') !== null;"
        );
        self.until_within(READING, &script).await.map(drop).with_context(|| format!("the account is never {status}"))
    }

    /// Goes to the people without loading the page anew.
    pub async fn go(&self, path: &str) -> Result<()> {
        let script = format!(
            "const link = document.createElement('a'); link.href = {}; document.querySelector('main').append(link); \
             link.click(); link.remove();",
            json!(path)
        );
        self.run(&script).await.map(drop)
    }

    /// Everybody in the list, by address, found by scrolling through it.
    pub async fn everybody(&self) -> Result<BTreeMap<String, Shown>> {
        self.go("/people").await?;
        self.until("return document.querySelector('[data-testid=people-count]')?.dataset.all !== undefined;").await?;
        let script = "
            const list = document.querySelector('.long-list');
            const all = Number(document.querySelector('[data-testid=people-count]').dataset.all);
            const seen = {};
            const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
            list.scrollTop = 0;
            for (let rounds = 0; rounds < 3000; rounds++) {
                await frame();
                // The row that the keyboard is at stays in the document, out of sight and without its person.
                const { top, bottom } = list.getBoundingClientRect();
                const inSight = (link) => {
                    const row = link.getBoundingClientRect();
                    return row.bottom > top && row.top < bottom;
                };
                const links = [...list.querySelectorAll('li[data-row] > a')].filter(inSight);
                if (links.some((link) => !link.dataset.testid)) continue;
                for (const link of links) {
                    const name = link.querySelector('.person-name').textContent;
                    const { address, messages, last } = link.dataset;
                    seen[address] = [name, Number(messages), Number(last), new URL(link.href).pathname];
                }
                if (list.scrollTop + list.clientHeight >= list.scrollHeight - 1 && links.length) break;
                list.scrollTop += list.clientHeight * 0.9;
            }
            return [all, seen];";
        let found = self.run_async(script).await?;
        type Row = (String, usize, i64, String);
        let (all, seen): (usize, BTreeMap<String, Row>) = serde_json::from_value(found)?;
        anyhow::ensure!(all == seen.len(), "the list says {all} people and shows {}", seen.len());
        let shown = |(name, messages, last, path)| Shown { name, messages, last, path };
        Ok(seen.into_iter().map(|(address, row)| (address, shown(row))).collect())
    }

    /// How many rows of people are in the document.
    pub async fn rows_in_document(&self) -> Result<u64> {
        let rows = self.run("return document.querySelectorAll('li[data-row]').length;").await?;
        rows.as_u64().context("a number")
    }

    /// Somebody's page, with the whole timeline scrolled through.
    pub async fn card(&self, address: &str, shown: &Shown) -> Result<Card> {
        self.go(&shown.path).await?;
        let script = format!(
            "
            const find = (id) => document.querySelector(`[data-testid=${{id}}]`);
            const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
            for (let rounds = 0; rounds < 3000; rounds++) {{
                await frame();
                if (find('person-address')?.dataset.address !== {address} || !find('timeline')) continue;
                const rows = [...document.querySelectorAll('[data-testid=timeline-row]')];
                if (rows.length < Number(find('timeline').dataset.all)) {{
                    document.querySelector('.people-one').scrollTop += 100000;
                    continue;
                }}
                return [
                    find('person-name').textContent,
                    Number(find('person-sent').dataset.count),
                    Number(find('person-received').dataset.count),
                    rows.map(({{ dataset: d }}) => [Number(d.date), d.direction === 'sent', d.subject]),
                ];
            }}
            throw new Error('the page of ' + {address} + ' does not come');",
            address = json!(address)
        );
        let found = self.run_async(&script).await?;
        let (name, sent, received, rows): (String, usize, usize, Vec<(i64, bool, String)>) =
            serde_json::from_value(found)?;
        let timeline = rows.into_iter().map(|(date, sent, subject)| Entry { date, sent, subject }).collect();
        Ok(Card { name, sent, received, timeline })
    }

    /// How many messages the first account holds, as the settings say.
    pub async fn stored(&self) -> Result<String> {
        self.go("/settings/email").await?;
        let script = "return document.querySelector('[data-testid=account-messages]')?.textContent;";
        Ok(self.until(script).await?.as_str().map(str::to_owned).unwrap_or_default())
    }
}

/// What a number is in the page's words: `5,012`.
#[must_use]
pub fn thousands(number: usize) -> String {
    let digits = number.to_string();
    let parts: Vec<_> = digits.as_bytes().rchunks(3).rev().map(|part| String::from_utf8_lossy(part)).collect();
    parts.join(",")
}
