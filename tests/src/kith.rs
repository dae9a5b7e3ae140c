//! The page, as a person uses it: forms are filled in, lists are scrolled, people are clicked.

use crate::browser::{Browser, CLEAR, Locator};
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
    pub password: String,
    /// The server.
    pub host: String,
    pub port: u16,
    /// Whether "Use SSL" is to be ticked.
    pub ssl: bool,
    /// Whether a letter is wanted about what the first reading brought.
    pub letter: bool,
}

impl Login {
    /// With TLS from the first byte.
    #[must_use]
    pub fn tls(server: &Dovecot) -> Self {
        let (username, password) = (server.user().to_owned(), server.password().to_owned());
        Self { username, password, host: server.host().into(), port: server.ports().tls, ssl: true, letter: false }
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

/// Someone as the page shows them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    pub name: String,
    /// How many messages the list says there are.
    pub messages: usize,
    /// When the last contact was, as the list says; 0 if there is none.
    pub last: i64,
    /// The path of their page.
    pub path: String,
}

/// Someone's page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    pub name: String,
    /// How many messages I sent.
    pub sent: usize,
    /// How many they sent.
    pub received: usize,
    /// The timeline, newest first.
    pub timeline: Vec<Entry>,
}

/// How what is stored of an account compares with what its server holds, as its card says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Audit {
    /// How many messages are stored, how many the server holds, and when that was found. `None` before it was.
    pub found: Option<(u32, u32, i64)>,
    /// How many things could not be read.
    pub skipped: u32,
    /// Whether the page says that everything is stored.
    pub whole: bool,
    /// What stands there.
    pub line: String,
}

/// A folder in the list of folders.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folder {
    /// What it is for: `inbox`, `all`, `sent`, `other`, `drafts`, `junk`, `trash`, `view`.
    pub purpose: String,
    /// Whether its switch is on.
    pub counts: bool,
    /// Whether its switch can be moved.
    pub can_change: bool,
    /// How many messages are stored.
    pub stored: u32,
    /// How many the server holds. `None` before that was compared.
    pub on_server: Option<u32>,
    /// Whether it could not be read.
    pub problem: bool,
}

/// Something that could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SkippedMessageShown {
    /// The folder's title.
    pub folder: String,
    /// The message; `None`: the folder as a whole.
    pub uid: Option<u32>,
    /// Why: `refused`, `not-given`, `hangs-up`, `no-folder`, `no-numbers`.
    pub reason: String,
    /// How often it was tried.
    pub tries: u32,
    /// What the server said.
    pub said: Option<String>,
}

/// A message found by its subject.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The message, as the timeline has it.
    pub entry: Entry,
    /// The path of the person's page to which it leads.
    pub path: String,
    /// What of the subject is marked.
    pub marked: Vec<String>,
}

/// A command in the list of what was spoken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpokenCommand {
    /// Over which connection.
    pub connection: u32,
    /// When, in milliseconds since 1970-01-01 UTC.
    pub at: i64,
    /// How it ended: `open`, `ok`, `no`, `bad`, `lost`, `other`.
    pub outcome: String,
    pub command: String,
}

/// What is typed and clicked.
impl Browser {
    /// A browser with the sample mailbox, read to its end.
    pub async fn with_sample(url: &str) -> Result<Self> {
        let browser = Self::start().await?;
        browser.open(url).await?;
        browser.click("sample-add").await?;
        browser.go("/settings/email").await?;
        browser.until_status("up-to-date").await?;
        Ok(browser)
    }

    /// Fills in the form and sends it, with everything to be read.
    pub async fn fill_in(&self, url: &str, login: &Login) -> Result<()> {
        self.write_down(url, login).await?;
        self.click("connect").await
    }

    /// Fills in the form, and leaves it there.
    pub async fn write_down(&self, url: &str, login: &Login) -> Result<()> {
        self.open(&format!("{url}settings/email/connect")).await?;
        self.write_in(login).await
    }

    /// The same where the form is shown.
    pub async fn write_in(&self, login: &Login) -> Result<()> {
        self.until("return document.querySelector('[data-testid=connect-form]') !== null;").await?;
        // The server is typed: these tests are about what is read from it.
        self.run("document.querySelector('[data-testid=by-hand]')?.click();").await?;
        self.until("return document.querySelector('[name=host]') !== null;").await?;
        let port = login.port.to_string();
        let fields =
            [("username", &login.username), ("password", &login.password), ("host", &login.host), ("port", &port)];
        for (name, text) in fields {
            let field = self.client.find(Locator::Css(&format!("[name={name}]"))).await?;
            // Emptying by keys is what a person does, and the page must follow.
            field.send_keys(&format!("{CLEAR}{text}")).await?;
        }
        let ssl = self.client.find(Locator::Css("[name=ssl]")).await?;
        if ssl.is_selected().await? != login.ssl {
            ssl.click().await?;
        }
        // An account that was connected before gets none, and is not asked about it.
        let letter = format!(
            "const tick = document.querySelector('[name=letter]'); if (tick && tick.checked !== {}) {{ tick.click(); }}",
            login.letter
        );
        self.run(&letter).await?;
        self.run("document.querySelector('[name=window][value=everything]').click();").await.map(drop)
    }

    /// Clicks on the first thing of that `data-testid`.
    pub async fn click(&self, testid: &str) -> Result<()> {
        self.click_on(&format!("[data-testid={testid}]")).await
    }

    /// Types into the field of that name, once it is there.
    pub async fn type_into(&self, field: &str, text: &str) -> Result<()> {
        let field = format!("[name={field}]");
        self.until(&format!("return document.querySelector('{field}') !== null;")).await?;
        Ok(self.client.find(Locator::Css(&field)).await?.send_keys(text).await?)
    }

    /// Sets a passphrase, and waits until everything is encrypted with it.
    pub async fn set_passphrase(&self, passphrase: &str) -> Result<()> {
        self.go("/settings/general").await?;
        self.click("lock-set").await?;
        self.type_into("lock-new", passphrase).await?;
        self.type_into("lock-again", &format!("{passphrase}\u{e007}")).await?;
        self.until("return document.querySelector('[data-testid=lock]')?.dataset.set === 'true';").await.map(drop)
    }

    /// Waits until everything is locked and the passphrase is asked for.
    pub async fn until_locked(&self) -> Result<()> {
        self.until("return document.querySelector('[data-testid=unlock]')?.ariaDisabled === 'false';").await.map(drop)
    }

    /// Gives the passphrase where it is asked for.
    pub async fn unlock(&self, passphrase: &str) -> Result<()> {
        self.until_locked().await?;
        self.type_into("passphrase", &format!("{passphrase}\u{e007}")).await
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
        // A page that was just opened has not drawn anything yet.
        self.until("return document.querySelector('main') !== null;").await?;
        let script = format!(
            "const link = document.createElement('a'); link.href = {}; document.querySelector('main').append(link); \
             link.click(); link.remove();",
            json!(path)
        );
        self.run(&script).await.map(drop)
    }

    /// Everyone in the list, by address, found by scrolling through it.
    pub async fn everybody(&self) -> Result<BTreeMap<String, Shown>> {
        self.go("/people").await?;
        self.until("return document.querySelector('[data-testid=people-count]')?.dataset.all !== undefined;").await?;
        let script = "
            const list = document.querySelector('.long-list');
            const count = () => Number(document.querySelector('[data-testid=people-count]').dataset.all);
            let all = count(), seen = {};
            const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
            // Once it is drawn, a list goes back to where it was.
            await frame();
            await frame();
            list.scrollTop = 0;
            for (let rounds = 0; rounds < 3000; rounds++) {
                await frame();
                // The row that the keyboard is at stays in the document, out of sight and without its person.
                // Who comes or goes meanwhile has it begin anew.
                if (count() !== all) {
                    [all, seen] = [count(), {}];
                    list.scrollTop = 0;
                    continue;
                }
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
                    seen[address] = [name, Number(messages), Number(last ?? 0), new URL(link.href).pathname];
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

    /// Types into the filter of the people, and gives how many messages match by their subject, and those shown.
    pub async fn subjects(&self, typed: &str) -> Result<(usize, Vec<Found>)> {
        self.go("/people").await?;
        self.until("return document.querySelector('[name=filter]') !== null;").await?;
        let typed = json!(typed);
        let script = format!(
            "const field = document.querySelector('[name=filter]');
             if (field.value !== {typed}) {{
                 field.value = {typed};
                 field.dispatchEvent(new Event('input', {{ bubbles: true }}));
             }}
             const subjects = document.querySelector('[data-testid=subjects]');
             if (subjects?.dataset.typed !== {typed}) return null;
             const rows = [...subjects.querySelectorAll('[data-testid=subject-row]')].map((row) => [
                 Number(row.dataset.date), row.dataset.direction === 'sent',
                 row.querySelector('.subject-text').textContent, new URL(row.href).pathname,
                 [...row.querySelectorAll('mark')].map((mark) => mark.textContent),
             ]);
             return [Number(subjects.dataset.all), rows];"
        );
        type Row = (i64, bool, String, String, Vec<String>);
        let (all, rows): (usize, Vec<Row>) = serde_json::from_value(self.until(&script).await?)?;
        let found = |(date, sent, subject, path, marked)| Found { entry: Entry { date, sent, subject }, path, marked };
        Ok((all, rows.into_iter().map(found).collect()))
    }

    /// How many rows of people are in the document.
    pub async fn rows_in_document(&self) -> Result<u64> {
        let rows = self.run("return document.querySelectorAll('li[data-row]').length;").await?;
        rows.as_u64().context("a number")
    }

    /// Someone's page, with the whole timeline scrolled through and unfolded.
    pub async fn card(&self, address: &str, shown: &Shown) -> Result<Card> {
        self.go(&shown.path).await?;
        let script = format!(
            "
            const find = (id) => document.querySelector(`[data-testid=${{id}}]`);
            const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
            for (let rounds = 0; rounds < 3000; rounds++) {{
                await frame();
                if (find('person-address')?.dataset.address !== {address} || !find('timeline')) continue;
                document.querySelectorAll('[data-testid=unfold][aria-expanded=false]').forEach((it) => it.click());
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

    /// Goes to a page about the first account that is no sample, by its links: `folders`, `skipped` or `activity`.
    /// Waits until what it lists is known.
    async fn about_account(&self, page: &str) -> Result<()> {
        self.go("/settings/email").await?;
        let account = "return document.querySelector('[data-testid=account][data-sample=false]')?.dataset.account;";
        let account = self.until(account).await?;
        self.go(&format!("/settings/email/{}/{page}", account.as_str().unwrap_or_default())).await?;
        let known = format!("return document.querySelector('[data-testid={page}]')?.dataset.all !== undefined;");
        self.until(&known).await.map(drop)
    }

    /// How what is stored of the first account compares with its server, as its card says now.
    pub async fn audit(&self) -> Result<Audit> {
        self.go("/settings/email").await?;
        let script = "
            const shown = document.querySelector('[data-testid=account-audit]');
            if (!shown) return null;
            const number = (text) => text === undefined ? null : Number(text);
            const { stored, onServer, at, aside, whole } = shown.dataset;
            return [[number(stored), number(onServer), number(at)], number(aside), whole === 'true',
                    shown.querySelector('p').innerText];";
        type Found = ([Option<i64>; 3], u32, bool, String);
        let ([stored, on_server, at], skipped, whole, line): Found = serde_json::from_value(self.until(script).await?)?;
        let found = match (stored, on_server, at) {
            (Some(stored), Some(on_server), Some(at)) => Some((stored.try_into()?, on_server.try_into()?, at)),
            _ => None,
        };
        Ok(Audit { found, skipped, whole, line })
    }

    /// The folders of the first account, by the names that the server gave them.
    pub async fn folders(&self) -> Result<BTreeMap<String, Folder>> {
        self.about_account("folders").await?;
        let script = "
            const number = (text) => text === undefined ? null : Number(text);
            return [...document.querySelectorAll('[data-testid=folder]')].map((row) => {
                const { name, purpose, counts, stored, onServer, problem } = row.dataset;
                const can = !row.querySelector('[name=counts]').disabled;
                return [name, purpose, counts === 'true', can, Number(stored), number(onServer), problem === 'true'];
            });";
        type Row = (String, String, bool, bool, u32, Option<u32>, bool);
        let rows: Vec<Row> = serde_json::from_value(self.run(script).await?)?;
        let folder = |(name, purpose, counts, can_change, stored, on_server, problem)| {
            (name, Folder { purpose, counts, can_change, stored, on_server, problem })
        };
        Ok(rows.into_iter().map(folder).collect())
    }

    /// Moves the switch of a folder of the first account, and waits until it is so.
    pub async fn set_folder(&self, name: &str, counts: bool) -> Result<()> {
        self.about_account("folders").await?;
        let row =
            format!("document.querySelector('[data-testid=folder][data-name=' + CSS.escape({}) + ']')", json!(name));
        let switch = format!(
            "const row = {row}; const switched = row?.querySelector('[name=counts]');
             if (switched && switched.checked !== {counts}) switched.click(); return !!row;"
        );
        self.until(&switch).await.with_context(|| format!("there is no folder {name}"))?;
        self.until(&format!("return {row}.dataset.counts === '{counts}';")).await.map(drop)
    }

    /// What of the first account could not be read, the latest first.
    pub async fn skipped(&self) -> Result<Vec<SkippedMessageShown>> {
        self.about_account("aside").await?;
        let script = "
            return [...document.querySelectorAll('[data-testid=aside-row]')].map((row) => {
                const { folder, uid, reason, tries } = row.dataset;
                const said = row.querySelector('[data-testid=trouble-said]')?.textContent ?? null;
                return [folder, uid === undefined ? null : Number(uid), reason, Number(tries), said];
            });";
        type Row = (String, Option<u32>, String, u32, Option<String>);
        let rows: Vec<Row> = serde_json::from_value(self.run(script).await?)?;
        let skipped = |(folder, uid, reason, tries, said)| SkippedMessageShown { folder, uid, reason, tries, said };
        Ok(rows.into_iter().map(skipped).collect())
    }

    /// What was spoken with the mail server of the first account, by connection, the newest first.
    pub async fn activity(&self) -> Result<Vec<SpokenCommand>> {
        self.about_account("activity").await?;
        let whole = "const more = document.querySelector('[data-testid=activity-more]'); more?.click(); return !more;";
        self.until(whole).await?;
        let script = "
            return [...document.querySelectorAll('[data-testid=activity-row]')].map((row) => {
                const { connection } = row.closest('[data-connection]').dataset;
                return [Number(connection), Number(row.dataset.at), row.dataset.outcome, row.dataset.command];
            });";
        let rows: Vec<(u32, i64, String, String)> = serde_json::from_value(self.run(script).await?)?;
        let spoken = |(connection, at, outcome, command)| SpokenCommand { connection, at, outcome, command };
        Ok(rows.into_iter().map(spoken).collect())
    }
}

/// What a number is in the page's words: `5,012`.
#[must_use]
pub fn thousands(number: usize) -> String {
    let digits = number.to_string();
    let parts: Vec<_> = digits.as_bytes().rchunks(3).rev().map(|part| String::from_utf8_lossy(part)).collect();
    parts.join(",")
}
