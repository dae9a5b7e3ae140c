//! Where names are looked up.
//!
//! Addresses come from the system, which knows names of this machine and of its network as well, unless the operator
//! named a DNS server; other records always come from DNS. Nothing is remembered from one time to the next.

use hickory_resolver::config::{ConnectionConfig, NameServerConfig, ResolverConfig};
use hickory_resolver::net::NetError;
use hickory_resolver::net::runtime::TokioRuntimeProvider;
use hickory_resolver::proto::rr::{Name, RData, Record, RecordType};
use hickory_resolver::{Resolver, TokioResolver};
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;
use tokio::net::lookup_host;

/// Maximum number of records of one name that count.
const MAX_RECORDS: usize = 32;

/// How long one DNS server may take before the question is asked again, or another server is asked.
const PATIENCE: Duration = Duration::from_secs(2);

/// Looks names up.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Names {
    /// `None`: the system's.
    server: Option<SocketAddr>,
}

/// Looks up records of DNS that are no addresses.
pub(crate) struct Records(TokioResolver);

/// Where a service is (RFC 2782).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Service {
    pub(crate) host: String,
    pub(crate) port: u16,
}

impl Names {
    /// Asks that server, or those of the system.
    pub(crate) fn new(server: Option<SocketAddr>) -> Self {
        Self { server }
    }

    /// The addresses of a host, which may be an address itself.
    pub(crate) async fn addresses(self, host: &str, port: u16) -> io::Result<Vec<SocketAddr>> {
        let Some(server) = self.server else {
            return lookup_host((host, port)).await.map(Iterator::collect);
        };
        if let Ok(address) = host.parse::<IpAddr>() {
            return Ok(vec![SocketAddr::new(address, port)]);
        }
        let name = absolute(host).map_err(io::Error::other)?;
        let found = at(server)?.lookup_ip(name).await.map_err(io::Error::other)?;
        Ok(found.iter().take(MAX_RECORDS).map(|address| SocketAddr::new(address, port)).collect())
    }

    /// To ask for records. Fails where the system has no DNS server.
    pub(crate) fn records(self) -> io::Result<Records> {
        match self.server {
            Some(server) => at(server),
            // Read each time: the network of a machine that is carried about changes.
            None => TokioResolver::builder_tokio()
                .and_then(|mut builder| {
                    builder.options_mut().timeout = PATIENCE;
                    builder.build()
                })
                .map_err(io::Error::other),
        }
        .map(Records)
    }
}

impl Records {
    /// The hosts to which mail for a domain is sent, best first, in lower case (RFC 5321, section 5.1).
    pub(crate) async fn mail_exchangers(&self, domain: &str) -> Vec<String> {
        let mut found: Vec<_> = self
            .ask(domain, RecordType::MX)
            .await
            .into_iter()
            .filter_map(|record| match record.data {
                RData::MX(mx) => Some((mx.preference, host(&mx.exchange)?)),
                _ => None,
            })
            .collect();
        found.sort();
        found.into_iter().map(|(_, host)| host).collect()
    }

    /// Where a service is, best first. The name is one such as `_imaps._tcp.example.org`.
    pub(crate) async fn services(&self, name: &str) -> Vec<Service> {
        let mut found: Vec<_> = self
            .ask(name, RecordType::SRV)
            .await
            .into_iter()
            .filter_map(|record| match record.data {
                RData::SRV(srv) => Some((srv.priority, u16::MAX - srv.weight, srv.port, host(&srv.target)?)),
                _ => None,
            })
            .collect();
        found.sort();
        found.into_iter().map(|(_, _, port, host)| Service { host, port }).collect()
    }

    /// The strings of the texts of a name, each an attribute of its own (RFC 6763, section 6.3).
    pub(crate) async fn texts(&self, name: &str) -> Vec<String> {
        let found = self.ask(name, RecordType::TXT).await.into_iter();
        found
            .flat_map(|record| match record.data {
                RData::TXT(text) => {
                    text.txt_data.iter().map(|part| String::from_utf8_lossy(part).into_owned()).collect()
                }
                _ => Vec::new(),
            })
            .collect()
    }

    async fn ask(&self, name: &str, kind: RecordType) -> Vec<Record> {
        let Ok(name) = absolute(name) else { return Vec::new() };
        match self.0.lookup(name, kind).await {
            Ok(found) => found.answers().iter().take(MAX_RECORDS).cloned().collect(),
            Err(_) => Vec::new(),
        }
    }
}

/// The resolver that asks one server.
fn at(server: SocketAddr) -> io::Result<TokioResolver> {
    let mut connections = vec![ConnectionConfig::udp(), ConnectionConfig::tcp()];
    for connection in &mut connections {
        connection.port = server.port();
    }
    let server = NameServerConfig::new(server.ip(), true, connections);
    let config = ResolverConfig::from_name_servers(vec![server]);
    let mut builder = Resolver::builder_with_config(config, TokioRuntimeProvider::default());
    builder.options_mut().timeout = PATIENCE;
    builder.build().map_err(io::Error::other)
}

/// A name as it is: the system's list of domains to be appended is not for what others say.
fn absolute(name: &str) -> Result<Name, NetError> {
    let mut name = Name::from_utf8(name)?;
    name.set_fqdn(true);
    Ok(name)
}

/// A name as a host; the root says that there is none (RFC 7505, RFC 2782).
fn host(name: &Name) -> Option<String> {
    let host = name.to_ascii().trim_end_matches('.').to_ascii_lowercase();
    (!host.is_empty()).then_some(host)
}

#[cfg(test)]
mod tests {
    use super::Names;
    use std::net::SocketAddr;

    /// Whoever runs a DNS server of their own has a mail server on this machine all the same.
    #[tokio::test]
    async fn this_machine_and_addresses_are_no_question_for_a_dns_server() {
        let names = Names::new(Some("127.0.0.1:1".parse().unwrap()));
        let expect: SocketAddr = "127.0.0.1:7".parse().unwrap();
        assert!(names.addresses("localhost", 7).await.unwrap().contains(&expect));
        assert_eq!(names.addresses("127.0.0.1", 7).await.unwrap(), [expect]);
        assert_eq!(names.addresses("::1", 7).await.unwrap(), ["[::1]:7".parse().unwrap()]);
        for name in ["", ".", "a..b", &"a".repeat(300), "a b"] {
            assert!(names.addresses(name, 7).await.is_err(), "{name:?}");
        }
    }
}
