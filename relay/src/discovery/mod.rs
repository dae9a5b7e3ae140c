//! Which mail servers there are for the addresses of a domain: what the domain itself says, in files and in DNS, what
//! Thunderbird's directory of providers says, and what can be guessed. And where DNS says that its address books are.
//!
//! Only the domain is known here, and only the domain goes out: to the DNS server, to hosts of the domain and of the
//! provider to which its mail goes, and to the directory if the operator named one. All of them are asked at once, through
//! the guard of all that dials, and whatever fails says nothing.

mod address_books;
mod config_file;
mod domain;
mod guess;
mod provider;
mod published;
mod records;

use crate::config::{Config, Times};
use crate::dial::Dialler;
use crate::https::Https;
use crate::imap::Connector;
use crate::names::Names;
use crate::trouble::Trouble;
use domain::Domain;
use guess::guess;
use kith_wire::limits::MAX_DISCOVERED_SERVERS;
use kith_wire::{Discovered, DiscoverySource, FailureKind};
use provider::Provider;
use published::{Place, Published};
use std::sync::Arc;
use tokio::sync::mpsc;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;

/// Finds mail servers.
pub(crate) struct Discovery {
    published: Published,
    names: Names,
    dialler: Dialler,
    connector: Arc<Connector>,
    times: Times,
}

/// Where what is found goes.
type Found = mpsc::Sender<Discovered>;

impl Discovery {
    pub(crate) fn new(config: &Config, dialler: Dialler, connector: Arc<Connector>, tls: TlsConnector) -> Self {
        let https = Https::new(dialler.clone(), tls, config.times.connect);
        Self {
            published: Published::new(https, config.ispdb.clone(), config.times.discovery_step),
            names: Names::new(config.dns_server),
            dialler,
            connector,
            times: config.times,
        }
    }

    /// Looks in every way at once, and tells of what it finds as it finds it.
    ///
    /// # Errors
    /// If that is no domain of the internet.
    pub(crate) async fn look(&self, domain: &str, found: Found) -> Result<(), Trouble> {
        let domain = Domain::read(domain).ok_or_else(|| Trouble::fatal(FailureKind::BadRequest))?;
        let ways = async {
            tokio::join!(
                self.published(&domain, Place::Autoconfig, &found),
                self.published(&domain, Place::WellKnown, &found),
                self.published(&domain, Place::Directory, &found),
                self.services(&domain, &found),
                self.provider(&domain, &found),
                self.guess(&domain, "imap", &found),
                self.guess(&domain, "mail", &found),
            )
        };
        // Whoever is not done by then has nothing to say.
        let _ = timeout(self.times.discovery, ways).await;
        Ok(())
    }

    /// Where the domain's SRV records say that its address books are. Empty where they say nothing.
    ///
    /// # Errors
    /// If that is no domain of the internet.
    pub(crate) async fn address_books(&self, domain: &str) -> Result<Vec<String>, Trouble> {
        let domain = Domain::read(domain).ok_or_else(|| Trouble::fatal(FailureKind::BadRequest))?;
        let looked = timeout(self.times.discovery_step, address_books::look(self.names, &self.dialler, &domain)).await;
        Ok(looked.unwrap_or_default())
    }

    /// What is published for the domain.
    async fn published(&self, domain: &Domain, place: Place, found: &Found) {
        if let Some(file) = self.published.read(domain, place, domain).await {
            self.tell(found, Discovered { name: file.name, servers: file.servers, ..nothing(place.source()) }).await;
        }
    }

    /// What its SRV records say.
    async fn services(&self, domain: &Domain, found: &Found) {
        let looked = timeout(self.times.discovery_step, records::services(self.names, &self.dialler, domain)).await;
        self.tell(found, Discovered { servers: looked.unwrap_or_default(), ..nothing(DiscoverySource::Srv) }).await;
    }

    /// Where its mail goes, which is told at once, and then what the provider there says.
    async fn provider(&self, domain: &Domain, found: &Found) {
        let looked = timeout(self.times.discovery_step, records::exchangers(self.names, &self.dialler, domain)).await;
        let mail_exchangers = looked.unwrap_or_default();
        let told = Discovered { mail_exchangers, ..nothing(DiscoverySource::Mx) };
        self.tell(found, told.clone()).await;
        let Some(provider) = Provider::of(&told.mail_exchangers, domain) else { return };
        if let Some(file) = provider.says(&self.published, domain).await {
            self.tell(found, Discovered { name: file.name, servers: file.servers, ..told }).await;
        }
    }

    /// A host of a usual name.
    async fn guess(&self, domain: &Domain, label: &str, found: &Found) {
        let server = guess(&self.connector, &format!("{label}.{domain}"), self.times.discovery_step).await;
        self.tell(found, Discovered { servers: server.into_iter().collect(), ..nothing(DiscoverySource::Guess) }).await;
    }

    /// Tells of what was found, if it is anything: of servers only to which the relay would connect.
    async fn tell(&self, found: &Found, mut told: Discovered) {
        told.servers.retain(|server| self.dialler.admits(&server.host, server.port));
        told.servers.truncate(MAX_DISCOVERED_SERVERS);
        if !told.servers.is_empty() || !told.mail_exchangers.is_empty() {
            // The page may be gone, and all this with it.
            let _ = found.send(told).await;
        }
    }
}

fn nothing(source: DiscoverySource) -> Discovered {
    Discovered { source, name: None, servers: Vec::new(), mail_exchangers: Vec::new() }
}
