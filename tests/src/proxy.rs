//! HAProxy in front of relays, by the settings that the project ships for it.

use crate::process::{Running, free_ports};
use crate::relay::Relay;
use anyhow::{Context, Result, ensure};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use rcgen::{CertificateParams, KeyPair, PublicKeyData};
use sha2::{Digest, Sha256};
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::process::Command;

/// The name by which browsers open Kith. It leads to this machine where the browser is told so.
pub const HOST: &str = "kith.test";

/// A running HAProxy. It ends when dropped.
pub struct Proxy {
    /// The hash by which a browser is told to trust its key: the SHA-256 of its public key (RFC 7469, section 2.4).
    pub pin: String,
    running: Running,
    folder: tempfile::TempDir,
}

/// The ports on which one is to listen, chosen before the relays are started that must know the address.
#[derive(Clone, Copy, Debug)]
pub struct Ports {
    plain: u16,
    tls: u16,
}

impl Ports {
    pub fn choose() -> Result<Self> {
        let [plain, tls] = free_ports()?;
        Ok(Self { plain, tls })
    }

    /// The address at which Kith is opened, without a slash at its end.
    #[must_use]
    pub fn url(&self) -> String {
        format!("https://{HOST}:{}", self.tls)
    }
}

impl Proxy {
    /// Starts one in front of two relays.
    pub fn start(ports: Ports, relays: [&Relay; 2]) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let key = KeyPair::generate()?;
        let certificate = CertificateParams::new(vec![HOST.to_owned()])?.self_signed(&key)?;
        let pem = folder.path().join("kith.pem");
        std::fs::write(&pem, certificate.pem() + &key.serialize_pem())?;
        let settings = folder.path().join("haproxy.cfg");
        let log = folder.path().join("haproxy.log");
        std::fs::write(&settings, written(ports, relays, &pem)?)?;
        let log_file = std::fs::File::create(&log)?;
        let mut command = Command::new("haproxy");
        command.args(["-db", "-f"]).arg(&settings).stdout(log_file.try_clone()?).stderr(log_file);
        let mut running = Running::start(&mut command).context("`cargo xtask test e2e` sets HAProxy up")?;
        let at = SocketAddr::from((Ipv4Addr::LOCALHOST, ports.tls));
        running.wait_for(at, || std::fs::read_to_string(&log).unwrap_or_default()).context("HAProxy")?;
        let pin = STANDARD.encode(Sha256::digest(key.subject_public_key_info()));
        Ok(Self { pin, running, folder })
    }

    /// Ends it without a word.
    pub fn kill(self) {
        self.running.kill();
        drop(self.folder);
    }
}

/// The settings that are shipped, with the ports and files of a test.
fn written(ports: Ports, [first, second]: [&Relay; 2], pem: &std::path::Path) -> Result<String> {
    let shipped = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../relay/packaging/proxies/haproxy.cfg");
    let mut text = std::fs::read_to_string(&shipped).with_context(|| shipped.display().to_string())?;
    for (shipped, own) in [
        ("bind :80\n", format!("bind 127.0.0.1:{}\n", ports.plain)),
        ("bind :443 ", format!("bind 127.0.0.1:{} ", ports.tls)),
        ("/etc/haproxy/kith.pem", pem.display().to_string()),
        ("hdr Host kith.example", format!("hdr Host {HOST}:{}", ports.tls)),
        ("server first 127.0.0.1:5484", format!("server first {}", first.address())),
        ("server second 127.0.0.1:5494", format!("server second {}", second.address())),
        // A test need not wait for it as long as a person does.
        ("inter 5s", "inter 200ms".to_owned()),
    ] {
        ensure!(text.contains(shipped), "the settings have no {shipped:?} any more");
        text = text.replace(shipped, &own);
    }
    Ok(text)
}
