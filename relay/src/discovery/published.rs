//! Files that a domain publishes about its mail servers, and those of a directory.

use super::config_file::{self, ConfigFile};
use super::domain::Domain;
use crate::dial::NamedBy;
use crate::https::{Https, Request};
use axum::http::StatusCode;
use kith_wire::DiscoverySource;
use std::time::Duration;
use url::Url;

/// Reads them.
#[derive(Clone)]
pub(super) struct Published {
    https: Https,
    /// The directory, if the operator named one.
    directory: Option<Url>,
    within: Duration,
}

/// Where a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// At `autoconfig.` and the domain…
    Autoconfig,
    /// …or below `.well-known` at the domain itself…
    WellKnown,
    /// …or in the directory.
    Directory,
}

impl Place {
    pub(super) fn source(self) -> DiscoverySource {
        match self {
            Self::Autoconfig => DiscoverySource::Autoconfig,
            Self::WellKnown => DiscoverySource::WellKnown,
            Self::Directory => DiscoverySource::Ispdb,
        }
    }
}

impl Published {
    pub(super) fn new(https: Https, directory: Option<Url>, within: Duration) -> Self {
        Self { https, directory, within }
    }

    /// The file of `owner`, as it is meant for addresses of `domain`. Over https alone: else anybody on the way could say
    /// where the password is to go. The address, for which the format has a place, is not sent.
    pub(super) async fn read(&self, owner: &Domain, place: Place, domain: &Domain) -> Option<ConfigFile> {
        let (url, named_by) = match place {
            Place::Autoconfig => {
                (format!("https://autoconfig.{owner}/mail/config-v1.1.xml").parse().ok()?, NamedBy::User)
            }
            Place::WellKnown => {
                (format!("https://{owner}/.well-known/autoconfig/mail/config-v1.1.xml").parse().ok()?, NamedBy::User)
            }
            Place::Directory => (self.directory.as_ref()?.join(owner.as_str()).ok()?, NamedBy::Operator),
        };
        let answer = self.https.send(Request::get(url, named_by).within(self.within)).await.ok()?;
        if answer.status != StatusCode::OK {
            return None;
        }
        config_file::read(&answer.body, domain, &answer.host)
    }
}
