//! Signing in at a real OAuth server, for a real mail server that asks it about each token.

use crate::model::Letter;
use crate::rig::{Rig, trouble};
use kith_engine::api::{
    AccountStatus, AccountView, Bytes, Command, NewAccount, Period, ProblemKind, Security, SignIn, SignInStep,
    SignInWay, question,
};
use kith_relay::{Config, Settings, Times};
use kith_tests::dovecot::{Dovecot, Options, PLAIN_HOST};
use kith_tests::provider::{Provider, ProviderOptions};
use kith_tests::world::{MailServer, World};
use kith_wire::FailureKind;
use std::io::Write;
use std::time::Duration;

const USER: &str = "robin@wren.example";
const HOST: &str = "imap.wren.example";
const KITH: &str = "http://127.0.0.1:5484";
const HOUR: i64 = 3_600_000;

/// The provider, the mail server and the relay, with the engine on it.
struct Scene {
    provider: Provider,
    rig: Rig,
    // They end with it.
    _server: Dovecot,
    _world: World,
}

impl Scene {
    async fn start(by_device: bool, rotates: bool) -> Self {
        let world = World::start().await.unwrap();
        let provider = Provider::start(&world, ProviderOptions { user: USER, kith: KITH, rotates }).unwrap();
        let options = Options { introspection: Some(provider.introspection()), ..Options::default() };
        let server = Dovecot::start(options, |maildir| {
            for number in 1..=6 {
                let letter = Letter::from(&format!("friend{number}"));
                maildir.add("INBOX", &letter.header, letter.received, true)?;
            }
            Ok(())
        })
        .unwrap();
        world.host(HOST).unwrap();
        let plain = format!("{PLAIN_HOST}:{}", server.ports().plain).parse().unwrap();
        world.mail_server(HOST, MailServer::Behind(plain));
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(provider.settings(by_device, HOST).as_bytes()).unwrap();
        let settings = Settings::read(file.path()).unwrap().config().unwrap();
        let rig = Rig::with(Config {
            dns_server: Some(world.dns()),
            test_ports: world.ports(),
            extra_roots: vec![world.root()],
            times: Times { sign_in_interval: Duration::from_millis(50), ..Times::default() },
            ..settings
        })
        .await;
        Self { provider, rig, _server: server, _world: world }
    }

    /// The one sign-in of the relay.
    async fn sign_in(&mut self) -> SignIn {
        let all = self.rig.ask(question::SignIns).await;
        let [sign_in] = all.as_slice() else { panic!("{all:?}") };
        assert_eq!(sign_in.hosts, [HOST]);
        sign_in.clone()
    }

    /// The user signs in, whatever way the relay has.
    async fn sign_in_at_provider(&mut self, allows: bool) {
        let sign_in = self.sign_in().await;
        let is_device = sign_in.way == SignInWay::DeviceCode;
        let (sign_in, redirect, address) = (Box::new(sign_in), format!("{KITH}/signed-in"), USER.to_owned());
        let random = Bytes((1..=64).collect());
        match self.rig.ask(question::BeginSignIn { sign_in, redirect, address, random, for_address_books: false }).await
        {
            SignInStep::Enter(code) => {
                assert!(is_device && code.page.ends_with("/device"), "{code:?}");
                self.provider.enter(&code.code, allows).unwrap();
            }
            SignInStep::Open(page) => {
                assert!(!is_device);
                let query = self.provider.open(&page, allows).unwrap();
                self.rig.order(Command::ReturnFromSignIn(query.into())).await.unwrap();
            }
        }
    }

    async fn connect(&mut self) -> AccountView {
        self.sign_in_at_provider(true).await;
        assert_eq!(self.rig.ask(question::SignedIn).await.user.as_deref(), Some(USER));
        self.rig.read(account()).await
    }

    /// A reload, after that many hours.
    async fn reload(self, hours: i64) -> Self {
        let Self { provider, mut rig, _server, _world } = self;
        rig.ahead += hours * HOUR;
        Self { provider, rig: rig.restarted().await, _server, _world }
    }
}

fn account() -> NewAccount {
    NewAccount {
        username: USER.into(),
        password: "".into(),
        signed_in: true,
        address: USER.into(),
        host: HOST.into(),
        port: 993,
        security: Security::Tls,
        trusted: None,
        period: Period::Everything,
        stay: true,
        letter: false,
    }
}

/// Both ways lead to the mailbox, and both stay signed in over the end of a token.
#[tokio::test]
async fn by_a_code_that_is_entered_and_by_a_page_that_leads_back() {
    for by_device in [true, false] {
        let mut scene = Scene::start(by_device, false).await;
        let view = scene.connect().await;
        assert_eq!((view.messages, view.sign_in.is_some()), (6, true));
        let spoken = scene.rig.activity().await;
        assert!(spoken.iter().any(|it| it.command == "AUTHENTICATE OAUTHBEARER …"), "{spoken:#?}");
        assert_eq!(scene.provider.refreshes().unwrap(), 0);
        let mut scene = scene.reload(2).await;
        scene.rig.up_to_date().await;
        assert_eq!(scene.provider.refreshes().unwrap(), 1, "by device: {by_device}");
    }
}

/// A refresh token is good once: the next one is stored before anything is done with what came along.
#[tokio::test]
async fn a_refresh_token_that_is_rotated_is_kept() {
    let mut scene = Scene::start(true, true).await;
    scene.connect().await;
    for refreshes in 1..=4 {
        scene = scene.reload(2).await;
        scene.rig.up_to_date().await;
        assert_eq!(scene.provider.refreshes().unwrap(), refreshes);
    }
}

/// What was taken back before its time is renewed once, if the provider lets it be.
#[tokio::test]
async fn a_token_that_is_refused_before_its_time_is_renewed() {
    let mut scene = Scene::start(true, true).await;
    scene.connect().await;
    scene.provider.revoke(false).unwrap();
    let mut scene = scene.reload(0).await;
    scene.rig.up_to_date().await;
    assert_eq!(scene.provider.refreshes().unwrap(), 1);
}

/// Once everything was taken back, the user is asked, once, and nothing that was read goes.
#[tokio::test]
async fn one_that_was_revoked_asks_to_sign_in_again_and_loses_nothing() {
    let mut scene = Scene::start(false, true).await;
    scene.connect().await;
    scene.provider.revoke(true).unwrap();
    let mut scene = scene.reload(0).await;
    let is_stopped = |view: &AccountView| matches!(view.status, AccountStatus::Stopped(_));
    let view = scene.rig.until("stopped", is_stopped).await;
    assert_eq!((trouble(&view), view.messages), (Some(ProblemKind::Mail(FailureKind::GrantRefused)), 6));
    scene.rig.ahead += 100 * HOUR;
    scene.rig.go_on(5).await;
    assert!(is_stopped(&scene.rig.view().await));
    assert_eq!(scene.provider.refreshes().unwrap(), 0);

    scene.sign_in_at_provider(true).await;
    scene.rig.ask(question::SignedIn).await;
    scene.rig.order(Command::SignInAgain(view.id)).await.unwrap();
    let again = scene.rig.up_to_date().await;
    assert_eq!((again.id, again.messages, scene.rig.overview().await.accounts.len()), (view.id, 6, 1));
}

/// A user who says no is told so, and there is no account.
#[tokio::test]
async fn who_says_no_is_not_connected() {
    for by_device in [true, false] {
        let mut scene = Scene::start(by_device, false).await;
        scene.sign_in_at_provider(false).await;
        let ended = scene.rig.try_ask(question::SignedIn).await.map(drop);
        assert_eq!(ended.map_err(|problem| problem.kind), Err(ProblemKind::Mail(FailureKind::SignInDenied)));
        assert!(scene.rig.try_connect(account()).await.is_err());
        assert!(scene.rig.overview().await.accounts.is_empty());
    }
}
