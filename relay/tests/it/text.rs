//! One message, to be read.

use crate::page::{Page, Relay, config};
use crate::script::serve;
use kith_wire::limits::MAX_TEXT_BYTES;
use kith_wire::{Answer, Ask, FailureKind};

fn text(uid: u32, uid_validity: u32) -> Ask {
    Ask::Text { folder: "INBOX".to_owned(), uid_validity, uid }
}

fn answer(uid: u32, size: usize, body: &str) -> String {
    format!("* 1 FETCH (UID {uid} RFC822.SIZE {size} BODY[]<0> {{{}}}\r\n{body})\r\n", body.len())
}

#[tokio::test]
async fn a_message_is_read_without_being_marked() {
    let relay = Relay::start(config()).await;
    let long = "z".repeat(MAX_TEXT_BYTES as usize);
    let sent = long.clone();
    let server = serve(async move |mut line| {
        let command = |uid: u32| format!("UID FETCH {uid} (UID RFC822.SIZE BODY.PEEK[]<0.524288>)");
        line.welcome("").await;
        line.open_inbox(9).await;
        let other = answer(3, 5, "other");
        line.expect(&command(4), &(other + "* 2 FETCH (FLAGS ())\r\n" + &answer(4, 11, "Hi\r\n\r\nthere"))).await;
        line.expect(&command(5), &answer(5, sent.len() + 1, &sent)).await;
        line.expect(&command(6), &answer(6, sent.len(), &sent)).await;
        // Gone, and gone as other servers say it; each is looked for again in the folder as it is now.
        line.expect(&command(7), "").await;
        line.open_inbox(9).await;
        line.expect(&command(7), "").await;
        line.expect(&command(8), "* 8 FETCH (UID 8 BODY[]<0> NIL)\r\n").await;
        line.open_inbox(9).await;
        line.expect(&command(8), "* 8 FETCH (UID 8 BODY[]<0> NIL)\r\n").await;
        line.expect_result(&command(9), "", "NO broken").await;
        line.open_inbox(9).await;
        // Come since the folder was opened.
        line.expect(&command(10), "").await;
        line.open_inbox(10).await;
        line.expect(&command(10), &answer(10, 7, "\r\nthere")).await;
    })
    .await;
    let mut page = Page::logged_in(&relay, server.port).await;
    assert_eq!(page.ask(text(4, 7)).await, Answer::Text { bytes: b"Hi\r\n\r\nthere".to_vec(), cut: false });
    assert_eq!(page.ask(text(5, 7)).await, Answer::Text { bytes: long.clone().into(), cut: true });
    assert_eq!(page.ask(text(6, 7)).await, Answer::Text { bytes: long.into(), cut: false });
    assert_eq!(page.fail(text(7, 7)).await.0, FailureKind::Moved);
    assert_eq!(page.fail(text(8, 7)).await.0, FailureKind::Moved);
    assert_eq!(page.fail(text(9, 7)).await, (FailureKind::ServerRefused, "broken".to_owned()));
    assert_eq!(page.fail(text(9, 6)).await.0, FailureKind::Moved);
    assert_eq!(page.ask(text(10, 7)).await, Answer::Text { bytes: b"\r\nthere".to_vec(), cut: false });
    server.end().await;
}
