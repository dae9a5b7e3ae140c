//! Servers that fall silent, talk nonsense or go away: it ends, says why, and goes on.

use crate::imap::{Imap, Then};
use crate::model::Folder;
use crate::rig::{Rig, impatient, trouble};
use kith_engine::api::{AccountStatus, ProblemKind, SkipReason};
use kith_wire::FailureKind;

/// Without time-outs on commands a server that falls silent was "syncing" for ever.
#[tokio::test]
async fn a_server_that_falls_silent_anywhere_is_left_and_tried_again() {
    for command in ["", "LIST", "STATUS", "EXAMINE", "UID SEARCH", "UID FETCH"] {
        let mut hung = false;
        let server = Imap::start(9, 2, |world| {
            world.folders.push(Folder::with("Archive", "", 2));
            world.whim = Box::new(move |heard, said| {
                let hangs = heard.connection > 1 && !hung && heard.line.starts_with(command);
                hung |= hangs;
                if hangs { said.cut(4, Then::Hang) } else { said }
            });
        })
        .await;
        let mut rig = Rig::with(impatient(300)).await;
        rig.try_connect(server.account()).await.unwrap();
        // The account is there; what follows goes over other connections.
        let mut rig = rig.restarted().await;
        rig.up_to_date().await;
        assert_eq!((rig.audit().await, rig.skipped().await), ((13, 13), vec![]), "{command}");
    }
}

/// A parse error repeated for ever, and a log full of mail: nonsense ends the connection, not the patience.
#[tokio::test]
async fn nonsense_without_end_ends_and_is_tried_again_more_and_more_rarely() {
    let lines: &'static [u8] = b"* \x00\xff nonsense (((\r\n";
    let endless: &'static [u8] = b"nonsense without a line's end ";
    let chatter: &'static [u8] = b"* OK Still here\r\n";
    for (command, says) in [
        ("LIST", lines),
        ("UID SEARCH", endless),
        ("UID FETCH", lines),
        ("UID FETCH", endless),
        ("EXAMINE", chatter),
        ("UID FETCH", chatter),
    ] {
        let server = Imap::start(9, 0, |world| {
            world.whim =
                Box::new(move |heard, said| if heard.is(command) { said.cut(0, Then::Flood(says)) } else { said });
        })
        .await;
        let mut rig = Rig::with(impatient(300)).await;
        rig.try_connect(server.account()).await.unwrap();
        let view = rig.until("waiting", |view| matches!(view.status, AccountStatus::Waiting { .. })).await;
        let expect = [FailureKind::NotImap, FailureKind::TimedOut].map(|kind| Some(ProblemKind::Mail(kind)));
        assert!(expect.contains(&trouble(&view)), "{command}: {:?}", view.status);
        while rig.waits.len() < 3 {
            rig.until("another try", |view| matches!(view.status, AccountStatus::Connecting)).await;
            rig.until("waiting again", |view| matches!(view.status, AccountStatus::Waiting { .. })).await;
        }
        assert!(rig.waits.windows(2).all(|pair| pair[0] < pair[1]), "{command}: {:?}", rig.waits);
        assert!(server.heard(command) <= rig.waits.len() + 1, "{command}: no busy loop");
        server.world().whim = Box::new(|_, said| said);
        rig.up_to_date().await;
        assert_eq!((rig.audit().await, rig.skipped().await), ((9, 9), vec![]), "{command}");
    }
}

/// A literal that is announced larger than what comes swallows what stands behind it.
#[tokio::test]
async fn a_message_that_is_announced_too_large_costs_no_other() {
    for more in [5, 200, 1_000_000] {
        let server = Imap::start(9, 0, |world| {
            world.whim = Box::new(move |heard, mut said| {
                let at = said.lines.iter().position(|line| String::from_utf8_lossy(line).contains("(UID 4 "));
                if let Some(at) = at.filter(|_| heard.is_fetch()) {
                    let line = String::from_utf8(said.lines[at].clone()).unwrap();
                    let (start, rest) = line.split_once('{').unwrap();
                    let (length, rest) = rest.split_once('}').unwrap();
                    let length: usize = length.parse().unwrap();
                    said.lines[at] = format!("{start}{{{}}}{rest}", length + more).into_bytes();
                }
                said
            });
        })
        .await;
        let mut rig = Rig::with(impatient(300)).await;
        rig.read(server.account()).await;
        // Asked for alone, it swallows the end of the answer: the server seems to fall silent over it.
        assert_eq!(rig.skipped().await, [("INBOX".to_owned(), Some(4), SkipReason::HangsUp)], "{more}");
        assert_eq!((rig.overview().await.messages, rig.audit().await), (8, (8, 9)), "{more}");
        server.world().whim = Box::new(|_, said| said);
        rig.check().await;
        assert_eq!((rig.audit().await, rig.skipped().await), ((9, 9), vec![]), "{more}");
    }
}

/// Throttled while reading, it asked on and set good messages aside.
#[tokio::test]
async fn a_server_that_asks_to_wait_is_waited_for() {
    for code in
        ["[OVERQUOTA] Account exceeded command or bandwidth limits.", "[LIMIT] Rate limit hit", "[UNAVAILABLE] x"]
    {
        let mut left = 5;
        let server = Imap::start(300, 3, |world| {
            world.whim = Box::new(move |heard, said| match heard.is_fetch() && left > 0 {
                true => {
                    left -= 1;
                    said.result(&format!("NO {code}"))
                }
                false => said,
            });
        })
        .await;
        let mut rig = Rig::start().await;
        rig.try_connect(server.account()).await.unwrap();
        let throttled = Some(ProblemKind::Mail(FailureKind::Throttled));
        rig.until("put off", |view| trouble(view) == throttled && view.skipped == 0).await;
        rig.up_to_date().await;
        assert_eq!((rig.audit().await, rig.skipped().await), ((303, 303), vec![]), "{code}");
        assert!(rig.waits.windows(2).all(|pair| pair[0] <= pair[1] + 1), "{code}: {:?}", rig.waits);
        assert!(server.heard("UID FETCH") < 20, "{code}");
    }
}
