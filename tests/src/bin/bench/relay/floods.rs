//! What a server that sends without end costs the relay: the same as in the relay's own tests, but all of it.

use super::figures::{Aim, Figures};
use super::page::{Page, account};
use super::process::RelayProcess;
use super::server::{Line, MailServer};
use anyhow::Result;
use kith_wire::limits::MAX_CREDIT;
use kith_wire::{Answer, Ask, Security, UidSet};
use std::sync::Arc;

/// So much each server sends, unless the relay hangs up before.
const BYTES: usize = 200_000_000;

/// So much goes to the system at once.
const PIECE: usize = 256 * 1024;

/// More than any of them gets to.
const MESSAGES: u32 = 3_000_000;

type Piece = Arc<dyn Fn(u32) -> Vec<u8> + Send + Sync>;

pub(super) async fn measure(figures: &mut Figures) -> Result<()> {
    let folders: Piece = Arc::new(|number| format!("* LIST () \"/\" F{number}\r\n").into_bytes());
    let numbers: Piece = Arc::new(|number| {
        let found: String =
            (0..5_000).map(|at| format!(" {}", (number * 5_000 + at).wrapping_mul(2_654_435_761))).collect();
        format!("* SEARCH{found}\r\n").into_bytes()
    });
    let ids: Piece = Arc::new(|number| {
        let (uid, id) = (MESSAGES + 1 - number, "i".repeat(3_000_000));
        format!("* 1 FETCH (UID {uid} EMAILID ({id}) BODY[HEADER.FIELDS (TO)] \"\")\r\n").into_bytes()
    });
    let uids = Ask::Uids { since: None, from: None, one_by_one: false };
    let headers = Ask::Headers { uids: UidSet::from(vec![(1, MESSAGES)]), credit: MAX_CREDIT };
    let mut most: f64 = 0.0;
    for (name, ask, piece) in [("folders", Ask::List, folders), ("numbers", uids, numbers), ("ids", headers, ids)] {
        let grown = pour(ask, piece).await? as f64 / 1e6;
        println!("  a flood of {name}: {grown:.1} MB more");
        most = most.max(grown);
    }
    figures.add("relay_flood_mb", "The worst of three floods of 200 MB", most, "MB more", Aim::AtMost(64.0));
    Ok(())
}

/// How much more memory the relay took at its most than after the login, in bytes.
async fn pour(ask: Ask, piece: Piece) -> Result<u64> {
    let relay = RelayProcess::start(None, 10)?;
    let server = MailServer::start(None, move |line| flood(line, piece.clone())).await?;
    let mut page = Page::open(relay.address, 0).await?;
    page.ask(account(server.port, Security::Plain, "ada")).await?;
    page.ask(Ask::Examine { folder: "INBOX".to_owned() }).await?;
    let before = relay.held()?.resident;
    let id = page.send(ask).await?;
    // It ends when the relay says that it failed, or hangs up.
    while let Ok(answer) = page.hear().await {
        match answer {
            Answer::Headers(_) => page.send_as(id, Ask::Credit { batches: 1 }).await?,
            _ => break,
        }
    }
    Ok(relay.most_resident()?.saturating_sub(before))
}

async fn flood(mut line: Line, piece: Piece) -> Result<()> {
    line.welcome().await?;
    let (tag, command) = line.command().await?;
    line.answer(MESSAGES, &tag, &command).await?;
    line.command().await?;
    let (mut said, mut number) = (0, 0);
    while said < BYTES {
        let mut much = Vec::new();
        while much.len() < PIECE {
            number += 1;
            much.extend(piece(number));
        }
        line.say(&much).await?;
        said += much.len();
    }
    Ok(())
}
