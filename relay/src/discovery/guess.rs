//! Mail servers under the usual names.

use crate::imap::Connector;
use kith_wire::{DiscoveredServer, Security, UsernameForm};
use std::time::Duration;
use tokio::time::timeout;

/// An IMAP server on `host`, if one greets there with a valid certificate for that name. A name alone is not enough: no
/// password may ever be sent to a host that a guess made up.
pub(super) async fn guess(connector: &Connector, host: &str, within: Duration) -> Option<DiscoveredServer> {
    let half = within / 2;
    for (port, security) in [(993, Security::Tls), (143, Security::StartTls)] {
        if let Ok(Ok(())) = timeout(half, connector.greets(host, port, security)).await {
            let (host, username) = (host.to_owned(), UsernameForm::Address);
            return Some(DiscoveredServer { said_by: host.clone(), host, port, security, username });
        }
    }
    None
}
