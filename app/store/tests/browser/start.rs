//! How long the engine takes over a large mailbox, in the browser. The times are printed; only what comes out is held
//! to anything, since a machine may be busy.

#[path = "../../../engine/examples/book/mailbox.rs"]
mod mailbox;

use crate::{now, raw};
use kith_engine::api::{Answer, Command, FromEngine, PeopleQuery, ToEngine, question};
use kith_engine::bench::Bench;
use kith_engine::store::{Batch, Segment, Store};
use kith_engine::{Engine, Input, Moment, Output};
use kith_store::IndexedDb;
use mailbox::MadeMailbox;
use wasm_bindgen_test::{console_log, wasm_bindgen_test};

const SIZE: u32 = 100_000;

const MOMENT: Moment = Moment { now: mailbox::NOW * 1_000, random: 7 };

#[wasm_bindgen_test]
async fn a_hundred_thousand_messages_become_people_and_are_there_at_the_next_start() {
    let mailbox = MadeMailbox::new(SIZE, SIZE / 33);
    let mut bench = Bench::new(mailbox::ME);
    let mut segments = Vec::new();
    let (mut parse, mut stages) = (0.0, [0.0; 3]);
    for batch in mailbox.batches(500) {
        let start = now();
        let read = |(uid, block): &(u32, Vec<u8>)| (*uid, kith_domain::header::read(block, Some(mailbox::NOW), 4_000));
        let facts = batch.blocks.iter().map(read).collect();
        let mut at = now();
        parse += at - start;
        segments.push(bench.take(batch.folder, batch.sent, facts, &mut |stage| {
            let slot = ["pack", "absorb", "settle"].iter().position(|known| *known == stage).unwrap();
            stages[slot] += now() - at;
            at = now();
        }));
    }
    let [pack, absorb, settle] = stages;
    console_log!("{SIZE} messages: parse {parse:.0}, pack {pack:.0}, absorb {absorb:.0}, settle {settle:.0} ms");
    let start = now();
    let found = ["zuri", "lunch report", "a"].map(|words| bench.find(words));
    console_log!("three searches: {:.1} ms, {found:?}", now() - start);
    let (messages, people) = bench.counts();
    drop(bench);

    let mut bench = Bench::new(mailbox::ME);
    let start = now();
    assert!(segments.iter().all(|segment| bench.load(segment)));
    let loaded = now();
    bench.settle();
    console_log!("unpacked and absorbed: {:.0} ms, settled: {:.0} ms", loaded - start, now() - loaded);
    assert_eq!(bench.counts(), (messages, people));
    drop(bench);

    raw::delete("start").await;
    let store = IndexedDb::open("start").await.unwrap();
    let (mut engine, _) = Engine::start(store, MOMENT).await.unwrap();
    engine.handle(Input::Page(ToEngine::Order(1, Command::AddSample)), MOMENT).await;
    drop(engine);
    let store = IndexedDb::open("start").await.unwrap();
    let account = store.accounts().await.unwrap().first().unwrap().id;
    for segments in segments.chunks(20) {
        let segments = segments.iter().map(|bytes| Segment { account, bytes: bytes.clone() }).collect();
        store.commit(Batch { segments, ..Batch::default() }).await.unwrap();
    }
    let passphrase = "pass phrase".into();
    for locked in [false, false, false, true, true, true] {
        let store = IndexedDb::open("start").await.unwrap();
        if locked && !store.has_passphrase() {
            let start = now();
            store.set_passphrase(None, Some(&passphrase)).await.unwrap();
            console_log!("a passphrase was set: {:.0} ms", now() - start);
        }
        drop(store);
        let mut start = now();
        let store = IndexedDb::open("start").await.unwrap();
        if locked {
            store.unlock(&passphrase).await.unwrap();
            console_log!("unlocked: {:.0} ms; after that:", now() - start);
            start = now();
        }
        let is_from_snapshot = store.snapshot_part(0).await.unwrap().is_some();
        let (mut engine, _) = Engine::start(store, MOMENT).await.unwrap();
        let started = now();
        let query = PeopleQuery { limit: 100, ..PeopleQuery::default() };
        let out = engine.handle(Input::Page(ToEngine::Ask(2, question::People(query).into())), MOMENT).await;
        let all = out.iter().find_map(|output| match output {
            Output::Page(FromEngine::Answer(2, Ok(Answer::People(page)))) => Some(page.all),
            _ => None,
        });
        console_log!(
            "a start (from a snapshot: {is_from_snapshot}): {:.0} ms, the first hundred of {all:?}: {:.0} ms",
            started - start,
            now() - started
        );
        assert!(all.is_some_and(|all| all > people / 2));
        // Some quiet minutes, in which the snapshot is written from which the next one starts.
        let begun = now();
        for second in 1..=200 {
            let moment = Moment { now: MOMENT.now + second * 1_000, ..MOMENT };
            engine.handle(Input::Wake, moment).await;
        }
        console_log!("quiet for {:.0} ms", now() - begun);
    }
}
