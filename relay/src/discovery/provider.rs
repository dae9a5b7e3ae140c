//! The provider to which the mail of a domain goes.

use super::config_file::ConfigFile;
use super::domain::Domain;
use super::published::{Place, Published};

/// A provider, by the domain that it registered for the hosts that take mail in.
pub(super) struct Provider(Domain);

impl Provider {
    /// That of the first mail exchanger, unless it is the domain itself, which was asked already.
    pub(super) fn of(mail_exchangers: &[String], domain: &Domain) -> Option<Self> {
        let registered = Domain::read(mail_exchangers.first()?)?.registered()?;
        (registered != *domain).then_some(Self(registered))
    }

    /// What it says about addresses of `domain`: its own files come before the directory.
    pub(super) async fn says(&self, published: &Published, domain: &Domain) -> Option<ConfigFile> {
        let read = |place| published.read(&self.0, place, domain);
        let (own, well_known, directory) =
            tokio::join!(read(Place::Autoconfig), read(Place::WellKnown), read(Place::Directory));
        own.or(well_known).or(directory)
    }
}
