//! The relay's own certificate from an authority: Pebble, Let's Encrypt's server for tests.

use crate::certificates::Authority;
use crate::page::Relay;
use crate::script::PATIENCE;
use kith_relay::{Settings, check};
use rcgen::CertificateParams;
use std::fs::{self, File};
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::time::{Duration, SystemTime};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::process::{Child, Command};
use tokio::time::{sleep, timeout};
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

const NAME: &str = "kith.example";

/// How long to wait before looking again whether another process is as far.
const LOOK_AGAIN: Duration = Duration::from_millis(20);

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// An authority at an address of its own, where nothing else takes ports.
struct Pebble {
    ip: Ipv4Addr,
    /// Of the authority's own https.
    tls: Authority,
    folder: TempDir,
    running: Vec<Child>,
}

impl Pebble {
    fn new() -> Self {
        static NUMBER: AtomicU8 = AtomicU8::new(1);
        let [.., second, third] = std::process::id().to_be_bytes();
        let ip = Ipv4Addr::new(127, second | 1, third, NUMBER.fetch_add(1, Ordering::Relaxed));
        Self { ip, tls: Authority::new(), folder: tempfile::tempdir().unwrap(), running: Vec::new() }
    }

    fn directory(&self) -> String {
        format!("https://{}:14000/dir", self.ip)
    }

    /// Runs it, with every name leading to this machine and `relay` for port 443.
    async fn start(&mut self, relay: u16) {
        let file = |name: &str| self.folder.path().join(name);
        let (certificate, key) = self.tls.certificate(&self.ip.to_string());
        fs::write(file("certificate.pem"), certificate).unwrap();
        fs::write(file("key.pem"), key).unwrap();
        let config = format!(
            r#"{{"pebble": {{"listenAddress": "{ip}:14000", "managementListenAddress": "{ip}:15000", "certificate": "{}",
                "privateKey": "{}", "httpPort": 9, "tlsPort": {relay}}}}}"#,
            file("certificate.pem").display(),
            file("key.pem").display(),
            ip = self.ip,
        );
        fs::write(file("config.json"), config).unwrap();
        let log = || File::options().create(true).append(true).open(file("log")).unwrap();
        let dns = format!("{}:8053", self.ip);
        let names = Command::new("pebble-challtestsrv")
            .args(["-defaultIPv4", "127.0.0.1", "-defaultIPv6", "", "-http01", "", "-https01", "", "-tlsalpn01", ""])
            .args(["-dns01", &dns, "-management", &format!("{}:8055", self.ip)])
            .stdout(log())
            .stderr(log())
            .kill_on_drop(true)
            .spawn()
            .expect("there is Debian's package pebble");
        let pebble = Command::new("pebble")
            .arg("-config")
            .arg(file("config.json"))
            .args(["-dnsserver", &dns])
            .env("PEBBLE_VA_NOSLEEP", "1")
            .stdout(log())
            .stderr(log())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        self.running = vec![names, pebble];
        for port in [8055, 14000, 15000] {
            let up = timeout(PATIENCE, async {
                while TcpStream::connect((self.ip, port)).await.is_err() {
                    sleep(LOOK_AGAIN).await;
                }
            });
            up.await.unwrap_or_else(|_| panic!("{}", self.log()));
        }
    }

    async fn stop(&mut self) {
        for mut program in self.running.drain(..) {
            program.kill().await.unwrap();
        }
    }

    /// The root that browsers would know.
    async fn root(&self) -> CertificateDer<'static> {
        let address = SocketAddr::from((self.ip, 15000));
        let stream = connect(address, &self.ip.to_string(), self.tls.root.clone(), &[]).await.unwrap();
        let answer = get(stream, "/roots/0", &self.ip.to_string()).await;
        CertificateDer::from_pem_slice(answer.split_once("\r\n\r\n").unwrap().1.as_bytes()).unwrap()
    }

    fn log(&self) -> String {
        fs::read_to_string(self.folder.path().join("log")).unwrap_or_default()
    }
}

/// A relay's settings and folder, and the socket on which it will listen.
struct Host {
    listener: TcpListener,
    settings: Settings,
    folder: TempDir,
}

impl Host {
    async fn new(pebble: &Pebble) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let roots = folder.path().join("roots.pem");
        fs::write(&roots, &pebble.tls.pem).unwrap();
        let settings = Settings {
            url: Some(format!("https://{NAME}").parse().unwrap()),
            key_file: Some(folder.path().join("keys")),
            acme: Some(true),
            acme_directory: Some(pebble.directory().parse().unwrap()),
            acme_email: Some("ada@kith.example".to_owned()),
            acme_ca_file: Some(roots),
            ..Settings::default()
        };
        settings.key_file().unwrap().add("ada", None, "2026-11-29").unwrap();
        Self { listener: TcpListener::bind("127.0.0.1:0").await.unwrap(), settings, folder }
    }

    fn port(&self) -> u16 {
        self.listener.local_addr().unwrap().port()
    }

    /// Where its account and its certificate are.
    fn acme(&self, pebble: &Pebble) -> PathBuf {
        self.folder.path().join("acme").join(format!("{}-14000-dir", pebble.ip))
    }

    /// Gives it a certificate that has so long to live, of ninety days.
    fn grant(&self, pebble: &Pebble, left: Duration) -> CertificateDer<'static> {
        let mut params = CertificateParams::new(vec![NAME.to_owned()]).unwrap();
        let until = SystemTime::now() + left;
        (params.not_before, params.not_after) = ((until - 90 * DAY).into(), until.into());
        let (certificate, key) = pebble.tls.certificate_with(params);
        fs::create_dir_all(self.acme(pebble)).unwrap();
        fs::write(self.acme(pebble).join("certificate.pem"), format!("{certificate}{key}")).unwrap();
        CertificateDer::from_pem_slice(certificate.as_bytes()).unwrap()
    }

    fn check(&self) -> String {
        check::sentences(&self.settings).unwrap().join("\n")
    }

    /// Runs the relay on a second handle of its socket, so that the port stays its own.
    fn start(&self) -> Relay {
        let socket = socket2::SockRef::from(&self.listener).try_clone().unwrap();
        let listener = TcpListener::from_std(socket.into()).unwrap();
        let mut config = self.settings.config().unwrap();
        config.times.farewell = PATIENCE;
        Relay::start_on(listener, config)
    }
}

async fn connect(
    address: SocketAddr,
    name: &str,
    root: CertificateDer<'static>,
    protocols: &[&[u8]],
) -> io::Result<TlsStream<TcpStream>> {
    let mut roots = RootCertStore::empty();
    roots.add(root).unwrap();
    let mut config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.alpn_protocols = protocols.iter().map(|protocol| protocol.to_vec()).collect();
    let stream = TcpStream::connect(address).await?;
    TlsConnector::from(Arc::new(config)).connect(ServerName::try_from(name.to_owned()).unwrap(), stream).await
}

async fn get(mut stream: TlsStream<TcpStream>, path: &str, host: &str) -> String {
    stream
        .write_all(format!("GET {path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n").as_bytes())
        .await
        .unwrap();
    let mut answer = Vec::new();
    // Not every server ends TLS before it hangs up.
    let _ = stream.read_to_end(&mut answer).await;
    String::from_utf8(answer).unwrap()
}

/// Looks again and again until the relay shows a certificate by that root.
async fn shown(relay: &Relay, root: &CertificateDer<'static>, told: impl Fn() -> String) -> TlsStream<TcpStream> {
    let shown = timeout(PATIENCE, async {
        loop {
            match connect(relay.address, NAME, root.clone(), &[b"http/1.1"]).await {
                Ok(stream) => return stream,
                Err(_) => sleep(LOOK_AGAIN).await,
            }
        }
    });
    shown.await.unwrap_or_else(|_| panic!("{}", told()))
}

fn is_private(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    fs::metadata(file).unwrap().permissions().mode() & 0o777 == 0o600
}

#[tokio::test]
async fn a_relay_without_a_certificate_gets_one_and_is_asked_for_a_proof_only_then() {
    let mut pebble = Pebble::new();
    let host = Host::new(&pebble).await;
    assert!(host.check().contains("There is none yet"), "{}", host.check());
    pebble.start(host.port()).await;
    let root = pebble.root().await;
    let relay = host.start();

    let stream = shown(&relay, &root, || format!("{}\n{}", pebble.log(), host.check())).await;
    assert!(get(stream, "/healthz", NAME).await.contains("\r\n\r\nok\n"));
    let acme = host.acme(&pebble);
    assert!(is_private(&acme.join("certificate.pem")) && is_private(&acme.join("account.json")));
    assert_eq!(fs::read_dir(&acme).unwrap().count(), 2);
    assert!(
        host.check().contains("It is valid until") && host.check().contains("and is renewed on"),
        "{}",
        host.check()
    );
    // Whoever looks for a proof is shown none, and no page either.
    connect(relay.address, NAME, root.clone(), &[b"acme-tls/1"]).await.unwrap_err();
    relay.stop().await;

    // With the certificate that it has it needs no authority.
    pebble.stop().await;
    let relay = host.start();
    connect(relay.address, NAME, root, &[b"http/1.1"]).await.unwrap();
    relay.stop().await;
}

#[tokio::test]
async fn a_certificate_with_a_third_of_its_life_left_is_replaced_while_the_relay_runs() {
    let mut pebble = Pebble::new();
    let host = Host::new(&pebble).await;
    host.grant(&pebble, 20 * DAY);
    assert!(host.check().contains("is due to be replaced"), "{}", host.check());
    pebble.start(host.port()).await;
    let relay = host.start();
    shown(&relay, &pebble.root().await, || format!("{}\n{}", pebble.log(), host.check())).await;
    relay.stop().await;

    // One that has more is kept. The authority is another now, and knows nothing of the account…
    let kept = host.grant(&pebble, 40 * DAY);
    pebble.stop().await;
    pebble.start(host.port()).await;
    let relay = host.start();
    let stream = connect(relay.address, NAME, pebble.tls.root.clone(), &[]).await.unwrap();
    assert_eq!(stream.get_ref().1.peer_certificates().unwrap(), [kept]);
    relay.stop().await;

    // …which is made anew when it is needed.
    host.grant(&pebble, 20 * DAY);
    let relay = host.start();
    shown(&relay, &pebble.root().await, || format!("{}\n{}", pebble.log(), host.check())).await;
    relay.stop().await;
}

#[tokio::test]
async fn while_none_is_given_the_old_one_is_shown_and_the_reason_is_said() {
    let mut pebble = Pebble::new();
    let host = Host::new(&pebble).await;
    host.grant(&pebble, 20 * DAY);
    let failure = host.acme(&pebble).join("failure.txt");
    let told = async || {
        let told = timeout(PATIENCE, async {
            while !failure.exists() {
                sleep(LOOK_AGAIN).await;
            }
        });
        told.await.unwrap();
        let said = host.check();
        fs::remove_file(&failure).unwrap();
        said
    };

    // There is no authority.
    let relay = host.start();
    let said = told().await;
    assert!(said.contains("The last try failed. It was on "), "{said}");
    assert!(said.contains(&format!("{} cannot be reached: ", pebble.ip)), "{said}");
    connect(relay.address, NAME, pebble.tls.root.clone(), &[]).await.unwrap();
    relay.stop().await;

    // It does not find the relay.
    pebble.start(9).await;
    let relay = host.start();
    let said = told().await;
    assert!(said.contains("The authority did not find this relay at kith.example: "), "{said}");
    connect(relay.address, NAME, pebble.tls.root.clone(), &[]).await.unwrap();
    relay.stop().await;
}
