//! Several mailboxes, and what comes between a reading and its end.

use crate::imap::{Imap, Then};
use crate::model::{Folder, Letter};
use crate::rig::{Rig, now};
use kith_engine::api::{AccountStatus, Command, ContactWay, NewAccount};
use kith_wire::limits::MAX_BATCH_MESSAGES;

/// An address that is added later counts for the old mail, too: whose a message is, is worked out anew.
#[tokio::test]
async fn an_address_that_comes_later_changes_whose_the_old_mail_is() {
    let date = now() - 3_600;
    let mine = Letter::of("<one@x.example>", "me@work.example", "ada@x.example", date);
    let home = Imap::start(1, 0, |world| {
        world.folder("INBOX").add(mine.clone());
    })
    .await;
    let work = Imap::start(0, 0, |world| {
        world.folder("Sent").add(mine);
    })
    .await;
    let mut rig = Rig::start().await;
    rig.read(home.account()).await;
    assert!(rig.people().await.iter().all(|(name, ..)| name != "ada@x.example"), "it was not written by me");
    rig.try_connect(NewAccount { address: "me@work.example".into(), ..work.account() }).await.unwrap();
    while !rig.overview().await.accounts.iter().all(|view| matches!(view.status, AccountStatus::UpToDate { .. })) {
        rig.until("the other", |_| true).await;
        rig.step().await;
    }
    let people =
        [("ada@x.example".to_owned(), 1, ContactWay::Sent), ("inbox1@x.example".to_owned(), 1, ContactWay::Received)];
    assert_eq!((rig.people().await, rig.overview().await.messages), (people.to_vec(), 2), "and it is one message");
    // Either mailbox may go, and what both hold stays.
    let id = rig.id().await;
    rig.order(Command::Remove(id)).await.unwrap();
    assert_eq!(rig.people().await, people[..1]);
}

/// The cursor moved without its rows: what is stored is what is known to be stored, whenever it ends.
#[tokio::test]
async fn a_reading_that_ends_anywhere_goes_on_from_there() {
    let (all, batch) = (1_300, MAX_BATCH_MESSAGES);
    for given in [0, 1, batch - 1, batch, batch + 1, 1_200] {
        let server = Imap::start(all, 0, |world| {
            world.whim = Box::new(move |heard, said| if heard.is_fetch() { said.cut(given, Then::Hang) } else { said });
        })
        .await;
        let mut rig = Rig::start().await;
        rig.try_connect(server.account()).await.unwrap();
        // Whole batches are stored while the server is silent; the rest of them dies with the tab.
        let stored = u32::try_from(given / batch * batch).unwrap();
        rig.until("what came is stored", |view| view.messages >= stored && server.heard("UID FETCH") > 0).await;
        let mut rig = rig.restarted().await;
        let before = rig.overview().await.messages;
        server.forget();
        server.world().whim = Box::new(|_, said| said);
        rig.up_to_date().await;
        assert_eq!((rig.overview().await.messages, rig.audit().await), (all, (all, all)), "{given}");
        assert!(server.given() <= usize::try_from(all - before).unwrap(), "{given}: what is stored is not read again");
    }
}

/// A folder that is renamed or deleted takes nothing along; under its new name nothing is doubled.
#[tokio::test]
async fn a_folder_that_is_renamed_or_deleted_leaves_its_mail_here() {
    let server = Imap::start(3, 0, |world| world.folders.push(Folder::with("Work", "", 4))).await;
    let mut rig = Rig::start().await;
    rig.read(server.account()).await;
    let people = rig.people().await;
    server.world().folder("Work").name = "Job".into();
    rig.sync().await;
    assert_eq!((rig.people().await, rig.audit().await, rig.skipped().await), (people.clone(), (7, 7), vec![]));
    server.world().folders.pop();
    rig.sync().await;
    assert_eq!((rig.people().await, rig.audit().await, rig.skipped().await), (people.clone(), (3, 3), vec![]));
    let mut rig = rig.restarted().await;
    rig.up_to_date().await;
    assert_eq!((rig.people().await, rig.audit().await), (people, (3, 3)));
}

/// People want to know when the last sync was, and to have one now.
#[tokio::test]
async fn it_says_when_it_was_up_to_date_and_what_that_brought() {
    let server = Imap::start(3, 2, |world| world.tells = false).await;
    let mut rig = Rig::start().await;
    let began = now();
    let AccountStatus::UpToDate { at, brought } = rig.read(server.account()).await.status else { panic!() };
    assert!((began..=now()).contains(&at));
    assert_eq!((brought.messages, brought.people), (5, 5));
    server.deliver("Sent", Letter::of("<again@x.example>", "me@home.example", "sent1@x.example", began));
    let AccountStatus::UpToDate { brought, .. } = rig.sync().await.status else { panic!() };
    assert_eq!((brought.messages, brought.people), (1, 0));
}
