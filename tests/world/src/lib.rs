//! Stands for the internet in tests: a DNS server that knows the names which a test gives it, web servers and mail
//! servers under these names with certificates of an authority of its own. All of them are on loopback.
//!
//! A relay finds its way here by its settings: [`World::dns`] as its DNS server, [`World::authority`] as its CA file, and
//! [`World::ports`] for the ports that no test may listen on.

mod certificates;
mod dns;
mod mail;
mod names;
mod web;

pub use certificates::Certificate;
pub use mail::MailServer;
pub use web::Page;

use anyhow::Result;
use certificates::{Authority, Certificates};
use names::Names;
use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use tokio::net::{TcpListener, UdpSocket};
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::pki_types::CertificateDer;

/// A world of a test's own, which ends with it.
pub struct World {
    certificates: Arc<Certificates>,
    names: Arc<Names>,
    pages: Arc<web::Pages>,
    servers: Arc<mail::Servers>,
    dns: SocketAddr,
    ports: BTreeMap<u16, u16>,
    _tasks: JoinSet<()>,
}

impl World {
    /// Starts one in which there is nothing yet.
    pub async fn start() -> Result<Self> {
        let certificates = Arc::new(Certificates::new(Authority::new()?));
        let names = Arc::new(Names::default());
        let pages = Arc::new(web::Pages::default());
        let servers = Arc::new(mail::Servers::default());
        let tls = TlsAcceptor::from(Arc::new(certificates::server(certificates.clone())?));
        let mut tasks = JoinSet::new();

        let here = (Ipv4Addr::LOCALHOST, 0);
        let socket = UdpSocket::bind(here).await?;
        let dns = socket.local_addr()?;
        tasks.spawn(dns::answer(socket, names.clone()));
        let mut ports = BTreeMap::new();
        let web = TcpListener::bind(here).await?;
        ports.insert(443, web.local_addr()?.port());
        tasks.spawn(web::serve(web, tls.clone(), pages.clone()));
        for (port, is_encrypted) in [(993, true), (143, false)] {
            let mail = TcpListener::bind(here).await?;
            ports.insert(port, mail.local_addr()?.port());
            tasks.spawn(mail::serve(mail, is_encrypted, tls.clone(), servers.clone()));
        }
        Ok(Self { certificates, names, pages, servers, dns, ports, _tasks: tasks })
    }

    /// The certificate of its authority, in PEM.
    #[must_use]
    pub fn authority(&self) -> &str {
        &self.certificates.authority.pem
    }

    /// The same for a program.
    #[must_use]
    pub fn root(&self) -> CertificateDer<'static> {
        self.certificates.authority.root.clone()
    }

    /// Where its DNS server is.
    #[must_use]
    pub fn dns(&self) -> SocketAddr {
        self.dns
    }

    /// For each port that is meant the one on which it listens.
    #[must_use]
    pub fn ports(&self) -> BTreeMap<u16, u16> {
        self.ports.clone()
    }

    /// The same as the relay's `KITH_TEST_PORTS` has it.
    #[must_use]
    pub fn ports_as_text(&self) -> String {
        self.ports.iter().map(|(meant, asked)| format!("{meant}={asked}")).collect::<Vec<_>>().join(",")
    }

    /// A host of that name is in this world, with a certificate for it.
    pub fn host(&self, name: &str) -> Result<()> {
        self.host_with(name, Certificate::Good)
    }

    /// The same with a certificate of another kind.
    pub fn host_with(&self, name: &str, certificate: Certificate) -> Result<()> {
        self.certificates.add(name, certificate)?;
        self.address(name, Ipv4Addr::LOCALHOST.into());
        Ok(())
    }

    /// A name leads to that address.
    pub fn address(&self, name: &str, address: IpAddr) {
        self.names.add_address(name, address);
    }

    /// Mail for a domain goes to that host. The root (`.`) says that there is none.
    pub fn mail_exchanger(&self, domain: &str, preference: u16, host: &str) {
        self.names.add_mail_exchanger(domain, preference, host);
    }

    /// A service is there (RFC 2782). Its name is one such as `_imaps._tcp.example.org`.
    pub fn service(&self, name: &str, priority: u16, weight: u16, port: u16, host: &str) {
        self.names.add_service(name, priority, weight, port, host);
    }

    /// A name has a text (a TXT record).
    pub fn text(&self, name: &str, text: &str) {
        self.names.add_text(name, text);
    }

    /// The DNS server never answers what is asked about that name.
    pub fn hush(&self, name: &str) {
        self.names.hush(name);
    }

    /// A host has a page at that path. The host must be there.
    pub fn page(&self, host: &str, path: &str, page: Page) {
        self.pages.add(host, path, page);
    }

    /// A host is another web server of this machine, which speaks no TLS. The host must be there.
    pub fn web_server(&self, host: &str, address: SocketAddr) {
        self.pages.put_behind(host, address);
    }

    /// A host is in this world, and is another web server of this machine, which speaks no TLS.
    pub fn web_host(&self, name: &str, address: SocketAddr) -> Result<()> {
        self.host(name)?;
        self.web_server(name, address);
        Ok(())
    }

    /// A host is a mail server. It must be there.
    pub fn mail_server(&self, host: &str, server: MailServer) {
        self.servers.add(host, server);
    }

    /// What the DNS server was asked, as a name and a kind of record: `MX example.org`.
    #[must_use]
    pub fn names_asked(&self) -> Vec<String> {
        self.names.asked()
    }

    /// What the web servers were asked, each request with its whole header and its body, behind its host.
    #[must_use]
    pub fn pages_asked(&self) -> Vec<String> {
        self.pages.asked()
    }

    /// What mail servers of this world heard.
    #[must_use]
    pub fn mail_heard(&self) -> Vec<String> {
        self.servers.heard()
    }

    /// How many requests of the web are under way.
    #[must_use]
    pub fn pages_open(&self) -> usize {
        self.pages.open()
    }
}
