//! How fast header blocks come through the relay, beside how fast async-imap alone reads them: in turn, from the same
//! Dovecot, over TLS, of the same folders, with the same question.
//!
//! The relay is a process of its own, and what it sends is unpacked here. async-imap reads in this very process, which
//! spares it a hop: what favours one of the two favours it.

use super::figures::{Aim, Figures};
use super::page::{Page, account};
use super::process::RelayProcess;
use crate::figures::median;
use crate::mailbox::BenchMailbox;
use crate::overheard::question;
use crate::proxy::Proxy;
use crate::question::Question;
use anyhow::{Context, Result, bail, ensure};
use futures_util::TryStreamExt;
use kith_tests::dovecot::{Dovecot, PLAIN_HOST};
use kith_wire::{Answer, Ask, Connect, Security, UidSet};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName, pem::PemObject};
use tokio_rustls::rustls::{ClientConfig, RootCertStore, crypto::ring};

const MESSAGES: usize = 20_000;

/// Each reads the mailbox so many times; the medians count.
const ROUNDS: usize = 11;

pub(super) async fn measure(cache: &Path, figures: &mut Figures) -> Result<()> {
    let mailbox = BenchMailbox::open(cache, MESSAGES, None)?;
    let server = &mailbox.server;
    let relay = RelayProcess::start(Some(server.authority()), 10)?;
    let question = overhear(server, &relay).await?;
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    let mut used = Duration::ZERO;
    for round in 0..=ROUNDS {
        let before = relay.processor_time()?;
        let by_relay = through_relay(server, &relay, &question).await?;
        let in_relay = relay.processor_time()?.saturating_sub(before);
        let alone = by_async_imap(server, &question).await?;
        for read in [&by_relay, &alone] {
            ensure!(read.messages == MESSAGES, "{} messages were read", read.messages);
        }
        // The first is for the server, which may have to look into its indexes.
        if round > 0 {
            ours.push(by_relay.rate());
            theirs.push(alone.rate());
            used += in_relay;
        }
    }
    let (ours, theirs) = (median(&ours).context("no rounds")?, median(&theirs).context("no rounds")?);
    figures.add("relay_stream_per_s", "Header blocks through the relay", ours, "a second", None);
    figures.add("async_imap_stream_per_s", "… by async-imap alone", theirs, "a second", None);
    figures.add("relay_stream_ratio", "… the one divided by the other", ours / theirs, "", Aim::AtLeast(1.0));
    let each = used.as_secs_f64() * 1e6 / (ROUNDS * MESSAGES) as f64;
    figures.add("relay_stream_us", "The relay's processor time for each", each, "µs", None);
    Ok(())
}

struct Read {
    messages: usize,
    time: Duration,
}

impl Read {
    fn rate(&self) -> f64 {
        self.messages as f64 / self.time.as_secs_f64()
    }
}

/// What the relay asks for, by the mailbox's first message of each folder.
async fn overhear(server: &Dovecot, relay: &RelayProcess) -> Result<Question> {
    let proxy = Proxy::start(format!("{PLAIN_HOST}:{}", server.ports().plain).parse()?).await?;
    let mut page = log_in(server, relay, proxy.port, Security::Plain).await?;
    let Answer::Folders(folders) = page.ask(Ask::List).await? else { bail!("no folders") };
    for folder in folders.into_iter().filter(|folder| folder.selectable) {
        page.ask(Ask::Examine { folder: folder.name }).await?;
        page.headers(UidSet::from(vec![(1, 1)])).await?;
    }
    question(&proxy.said()).context("the relay asked for no header blocks")
}

async fn log_in(server: &Dovecot, relay: &RelayProcess, port: u16, security: Security) -> Result<Page> {
    let mut page = Page::open(relay.address, 0).await?;
    let Ask::Connect(to) = account(port, security, server.user()) else { bail!("no account") };
    page.ask(Ask::Connect(Connect { password: server.password().into(), ..to })).await?;
    Ok(page)
}

async fn through_relay(server: &Dovecot, relay: &RelayProcess, question: &Question) -> Result<Read> {
    let mut page = log_in(server, relay, server.ports().tls, Security::Tls).await?;
    let mut read = Read { messages: 0, time: Duration::ZERO };
    for folder in &question.folders {
        page.ask(Ask::Examine { folder: folder.trim_matches('"').to_owned() }).await?;
        let Answer::Uids(uids) = page.ask(Ask::Uids { since: None, from: None, one_by_one: false }).await? else {
            bail!("no UIDs")
        };
        let begun = Instant::now();
        read.messages += page.headers(uids).await?;
        read.time += begun.elapsed();
    }
    page.ask(Ask::Logout).await?;
    Ok(read)
}

async fn by_async_imap(server: &Dovecot, question: &Question) -> Result<Read> {
    let stream = encrypt(server).await?;
    let mut session = kith_tests::log_in(stream, server.user(), server.password()).await?;
    let mut read = Read { messages: 0, time: Duration::ZERO };
    for folder in &question.folders {
        session.examine(folder.trim_matches('"')).await?;
        let begun = Instant::now();
        let mut blocks = session.uid_fetch("1:*", &question.items).await?;
        while let Some(message) = blocks.try_next().await? {
            // What the relay makes of each, too.
            let is_whole = message.uid.is_some() && message.size.is_some() && message.internal_date().is_some();
            read.messages += usize::from(is_whole && message.header().is_some());
        }
        drop(blocks);
        read.time += begun.elapsed();
    }
    session.logout().await?;
    Ok(read)
}

async fn encrypt(server: &Dovecot) -> Result<TlsStream<TcpStream>> {
    let mut roots = RootCertStore::empty();
    for root in CertificateDer::pem_file_iter(server.authority())? {
        roots.add(root?)?;
    }
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth();
    let tcp = TcpStream::connect((server.host(), server.ports().tls)).await?;
    tcp.set_nodelay(true)?;
    Ok(TlsConnector::from(Arc::new(config)).connect(ServerName::try_from(server.host())?, tcp).await?)
}
