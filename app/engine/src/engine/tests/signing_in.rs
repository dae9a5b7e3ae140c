//! Signing in at the mail provider, and staying signed in.

use super::world::{Provider, Server, World, everything, new_account};
use crate::api::{
    AccountStatus, Bytes, Command, NewAccount, Problem, ProblemKind, SignIn, SignInStep, SignInWay, ToEngine, question,
};
use crate::engine::Input;
use kith_wire::FailureKind;

const HOUR: i64 = 3_600_000;

fn world() -> World {
    World::new(Server { provider: Some(Provider::default()), ..everything() })
}

fn rotating() -> World {
    World::new(Server { provider: Some(Provider { rotates: true, ..Provider::default() }), ..everything() })
}

fn provider(world: &mut World) -> &mut Provider {
    world.server.provider.as_mut().unwrap()
}

fn begin(world: &mut World, way: SignInWay) -> Result<SignInStep, ProblemKind> {
    let random = Bytes((0..64).collect());
    let (redirect, address) = ("https://kith.example/signed-in".to_owned(), "me@home.example".to_owned());
    let sign_in = Box::new(Provider::sign_in(way));
    world.ask(question::BeginSignIn { sign_in, redirect, address, random, for_address_books: false })
}

fn account() -> NewAccount {
    NewAccount { signed_in: true, ..new_account("") }
}

/// A mailbox that is connected by a sign-in.
fn connect(world: &mut World) {
    begin(world, SignInWay::DeviceCode).unwrap();
    assert_eq!(world.ask(question::SignedIn).unwrap().user.as_deref(), Some("me@home.example"));
    assert_eq!(world.order(Command::Connect(account())), Ok(()));
    assert!(matches!(world.status(), AccountStatus::UpToDate { .. }));
}

/// Why the account stopped, if it did.
fn stopped(world: &mut World) -> Option<ProblemKind> {
    match world.status() {
        AccountStatus::Stopped(Problem { kind, .. }) => Some(kind),
        _ => None,
    }
}

/// The parameters of the page that is to be opened.
fn parameter(step: &SignInStep, name: &str) -> String {
    let SignInStep::Open(page) = step else { panic!("{step:?}") };
    let (_, query) = page.split_once('?').unwrap();
    let found = query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='));
    found.unwrap().to_owned()
}

#[test]
fn the_sign_ins_of_the_relay_are_told_and_an_older_relay_has_none() {
    let mut world = world();
    let names: Vec<SignIn> = world.ask(question::SignIns).unwrap();
    assert_eq!(names.len(), 2);
    world.server.provider = None;
    assert_eq!(world.ask(question::SignIns), Ok(vec![]));
    world.relay_is_down = true;
    assert_eq!(world.ask(question::SignIns), Err(ProblemKind::NoRelay));
    assert!(world.open.is_empty());
}

#[test]
fn a_code_that_is_entered_connects_the_mailbox_and_a_reload_keeps_it() {
    let mut world = world();
    let SignInStep::Enter(code) = begin(&mut world, SignInWay::DeviceCode).unwrap() else { panic!("no code") };
    assert_eq!((code.code.as_str(), code.page.as_str()), ("ABCD-EFGH", "https://id.example/device"));
    connect(&mut world);
    assert_eq!(world.account().sign_in.as_deref(), Some("house"));
    let mut world = world.restarted();
    world.sync_now();
    assert!(matches!(world.status(), AccountStatus::UpToDate { .. }));
    // An account has used it: no other can.
    assert_eq!(world.order(Command::Connect(account())), Err(ProblemKind::NotFound));
}

#[test]
fn the_way_back_from_the_providers_page_counts_once_and_only_with_its_own_state() {
    let mut world = world();
    let step = begin(&mut world, Provider::code()).unwrap();
    assert_eq!(parameter(&step, "code_challenge").len(), 43);
    let state = parameter(&step, "state");
    let come = |world: &mut World, query: &str| world.order(Command::ReturnFromSignIn(query.into()));
    for foreign in ["code=good&state=other", "code=good", "", "error=access_denied"] {
        assert_eq!(come(&mut world, foreign), Err(ProblemKind::NotFound), "{foreign}");
    }
    assert_eq!(world.asked("SignIn"), 0);
    let query = format!("code=good&state={state}&iss=https%3A%2F%2Fid.example");
    assert_eq!(come(&mut world, &query), Ok(()));
    assert_eq!(come(&mut world, &query), Err(ProblemKind::NotFound));
    assert!(world.ask(question::SignedIn).is_ok());
    assert_eq!(world.order(Command::Connect(account())), Ok(()));
}

#[test]
fn what_went_wrong_on_the_providers_page_is_told_to_who_waits() {
    for (query, kind) in [
        ("error=access_denied", FailureKind::SignInDenied),
        ("error=access_denied&error_description=AADSTS90094", FailureKind::ConsentNeeded),
        ("error=invalid_scope", FailureKind::SignInMisconfigured),
        ("code=good&iss=https%3A%2F%2Fevil.example", FailureKind::SignInMisconfigured),
        ("code=bad&iss=https%3A%2F%2Fid.example", FailureKind::GrantRefused),
    ] {
        let mut world = world();
        let state = parameter(&begin(&mut world, Provider::code()).unwrap(), "state");
        assert_eq!(world.order(Command::ReturnFromSignIn(format!("{query}&state={state}").into())), Ok(()));
        assert_eq!(world.ask(question::SignedIn).map(drop), Err(ProblemKind::Mail(kind)), "{query}");
        assert_eq!(world.order(Command::Connect(account())), Err(ProblemKind::NotFound));
    }
}

#[test]
fn a_code_that_is_never_entered_and_one_that_is_given_up_end() {
    let mut world = world();
    provider(&mut world).refuses = Some(FailureKind::SignInExpired);
    begin(&mut world, SignInWay::DeviceCode).unwrap();
    let expired = Err(ProblemKind::Mail(FailureKind::SignInExpired));
    assert_eq!(world.ask(question::SignedIn).map(drop), expired);

    (provider(&mut world).refuses, provider(&mut world).waits) = (None, true);
    begin(&mut world, SignInWay::DeviceCode).unwrap();
    assert_eq!(world.open.len(), 1);
    world.inputs.push_back(Input::Page(ToEngine::Ask(99, question::SignedIn.into())));
    assert_eq!(world.order(Command::CancelSignIn), Ok(()));
    assert!(world.open.is_empty());
    assert_eq!(world.ask(question::SignedIn).map(drop), Err(ProblemKind::NotFound));
}

#[test]
fn a_token_that_runs_out_is_renewed_before_it_is_used() {
    let mut world = rotating();
    connect(&mut world);
    for hours in 2..6 {
        world.pass(HOUR);
        world.sync_now();
        assert!(matches!(world.status(), AccountStatus::UpToDate { .. }), "{:?}", world.status());
        // The mail server never saw one that had run out.
        assert_eq!((provider(&mut world).given, stopped(&mut world)), (hours, None));
    }
    // What was rotated is stored.
    let mut world = world.restarted();
    world.pass(2 * HOUR);
    assert_eq!(stopped(&mut world), None);
}

#[test]
fn new_tokens_are_stored_before_the_mail_server_sees_them() {
    let mut world = rotating();
    connect(&mut world);
    world.now += HOUR;
    world.disk.full.set(true);
    let before = world.asked("Connect");
    world.sync_now();
    world.pass(HOUR / 4);
    assert!(!matches!(world.status(), AccountStatus::UpToDate { .. }), "{:?}", world.status());
    assert_eq!(world.asked("Connect"), before);
    // They are kept in memory all the same, since the provider takes those before no more.
    world.disk.full.set(false);
    world.pass(HOUR);
    assert!(matches!(world.status(), AccountStatus::UpToDate { .. }), "{:?}", world.status());
    assert!(world.asked("Connect") > before);
}

#[test]
fn a_token_that_was_revoked_is_renewed_once_and_then_the_user_is_asked() {
    let mut world = world();
    connect(&mut world);
    // Another program got the next one, and this one is not good any more.
    provider(&mut world).given += 1;
    let mut world = world.restarted();
    world.pass(10_000);
    assert!(matches!(world.status(), AccountStatus::UpToDate { .. }), "{:?}", world.status());

    provider(&mut world).is_mistrusted = true;
    let mut world = world.restarted();
    world.pass(10_000);
    assert_eq!(stopped(&mut world), Some(ProblemKind::Mail(FailureKind::TokenRefused)));
    let asked = (world.asked("SignIn"), world.asked("Connect"));
    world.pass(48 * HOUR);
    assert_eq!((world.asked("SignIn"), world.asked("Connect")), asked);
}

#[test]
fn a_refused_refresh_asks_the_user_once_and_loses_nothing() {
    let mut world = world();
    connect(&mut world);
    let people = world.people();
    provider(&mut world).refuses = Some(FailureKind::GrantRefused);
    let mut world = world.restarted();
    world.pass(2 * HOUR);
    world.sync_now();
    assert_eq!(stopped(&mut world), Some(ProblemKind::Mail(FailureKind::GrantRefused)));
    assert_eq!(world.people(), people);
    let asked = world.asked("SignIn");
    world.pass(48 * HOUR);
    assert_eq!(world.asked("SignIn"), asked, "it is asked no more");

    provider(&mut world).refuses = None;
    let id = world.account().id;
    assert_eq!(world.order(Command::SignInAgain(id)), Err(ProblemKind::NotFound), "no one signed in");
    begin(&mut world, SignInWay::DeviceCode).unwrap();
    assert_eq!(world.order(Command::SignInAgain(id)), Ok(()));
    assert!(matches!(world.status(), AccountStatus::UpToDate { .. }));
    assert_eq!((world.account().id, world.overview().accounts.len()), (id, 1));
    assert_eq!(world.people(), people);
}

#[test]
fn a_provider_that_cannot_be_reached_is_waited_for() {
    let mut world = world();
    connect(&mut world);
    provider(&mut world).refuses = Some(FailureKind::Unavailable);
    let mut world = world.restarted();
    world.pass(HOUR);
    world.relay_is_down = true;
    world.pass(HOUR);
    world.relay_is_down = false;
    world.sync_now();
    assert!(matches!(world.status(), AccountStatus::Waiting { .. }), "{:?}", world.status());
    provider(&mut world).refuses = None;
    world.pass(HOUR);
    assert!(matches!(world.status(), AccountStatus::UpToDate { .. }), "{:?}", world.status());
}

#[test]
fn everything_that_waits_for_a_token_goes_on_with_the_same_new_one() {
    let mut world = rotating();
    connect(&mut world);
    let messages = world.ask(question::Messages { words: "INBOX".into(), limit: 9 }).unwrap();
    let key = messages.rows.first().unwrap().message;
    world.now += HOUR;
    let before = provider(&mut world).given;
    for conn in world.open.keys().copied().collect::<Vec<_>>() {
        world.cut(conn);
    }
    let id = world.account().id;
    world.inputs.push_back(Input::Page(ToEngine::Order(9, Command::SyncNow(id))));
    assert!(world.ask(question::Text(key)).is_ok());
    assert_eq!(provider(&mut world).given, before + 1);
    assert!(matches!(world.status(), AccountStatus::UpToDate { .. }), "{:?}", world.status());
}

#[test]
fn a_password_takes_the_place_of_a_sign_in_and_a_disconnected_account_keeps_no_token() {
    let mut world = world();
    connect(&mut world);
    let id = world.account().id;
    world.order(Command::Disconnect(id)).unwrap();
    let stored = pollster::block_on(crate::store::Store::accounts(&world.disk)).unwrap();
    let text = String::from_utf8_lossy(&stored[0].bytes).into_owned();
    assert!(!text.contains("refresh 0") && !text.contains("access") && text.contains("house"), "{text}");
    assert_eq!(world.order(Command::ChangePassword(id, "right".into())), Ok(()));
    assert_eq!(world.account().sign_in, None);
    world.pass(2 * HOUR);
    assert_eq!(stopped(&mut world), None);
}

#[test]
fn a_relay_that_wants_a_key_wants_it_for_tokens_too() {
    let mut world = World::new(Server { key: Some("kith-key"), provider: Some(Provider::default()), ..everything() });
    let asked = world.ask(question::SignIns).map(drop);
    assert_eq!(asked, Err(ProblemKind::Mail(FailureKind::KeyMissing)));
}
