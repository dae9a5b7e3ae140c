//! What DNS says about the mail of a domain.

use super::domain::Domain;
use crate::dial::Dialler;
use crate::names::Names;
use futures::future::join_all;
use kith_wire::limits::{MAX_DISCOVERED_SERVERS, MAX_MAIL_EXCHANGERS};
use kith_wire::{DiscoveredServer, Security, UsernameForm};

/// The IMAP servers (RFC 6186, section 3.2), those with TLS from the first byte first (RFC 8314, section 3).
pub(super) async fn services(names: Names, dialler: &Dialler, domain: &Domain) -> Vec<DiscoveredServer> {
    let Ok(records) = names.records() else { return Vec::new() };
    let (tls, start_tls) = (format!("_imaps._tcp.{domain}"), format!("_imap._tcp.{domain}"));
    let found = tokio::join!(records.services(&tls), records.services(&start_tls));
    let of_tls = found.0.into_iter().map(|service| (service, Security::Tls, &tls));
    let all = of_tls.chain(found.1.into_iter().map(|service| (service, Security::StartTls, &start_tls)));
    let told = all.filter_map(|(service, security, said_by)| {
        let host = Domain::read(&service.host)?.as_str().to_owned();
        let username = UsernameForm::Address;
        (service.port > 0).then(|| DiscoveredServer {
            host,
            port: service.port,
            security,
            username,
            said_by: said_by.clone(),
        })
    });
    let told: Vec<_> = told.take(MAX_DISCOVERED_SERVERS).collect();
    let hosts = told.iter().map(|server| server.host.clone()).collect();
    reachable(dialler, hosts, told).await
}

/// The hosts to which mail is sent.
pub(super) async fn exchangers(names: Names, dialler: &Dialler, domain: &Domain) -> Vec<String> {
    let Ok(records) = names.records() else { return Vec::new() };
    let found = records.mail_exchangers(domain.as_str()).await;
    let told = found.iter().filter_map(|host| Some(Domain::read(host)?.as_str().to_owned()));
    let told: Vec<_> = told.take(MAX_MAIL_EXCHANGERS).collect();
    reachable(dialler, told.clone(), told).await
}

/// Those of `all` of whose `hosts` the page may hear: the DNS server may know hosts of the relay's own network, and they
/// are told to nobody who could not connect to them.
pub(super) async fn reachable<T>(dialler: &Dialler, hosts: Vec<String>, all: Vec<T>) -> Vec<T> {
    let checks: Vec<_> = hosts.iter().map(|host| dialler.may_be_told(host)).collect();
    let may_be_told = join_all(checks).await;
    all.into_iter().zip(may_be_told).filter_map(|(one, may)| may.then_some(one)).collect()
}
