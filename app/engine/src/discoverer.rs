//! Finding the mail servers of a domain through the relay: what each source says becomes one list, the likeliest first.

use crate::api::{Discovery, FoundBy, FoundServer, Problem, ProblemKind, Security};
use crate::session::problem;
use kith_domain::domains::registered;
use kith_domain::providers::{self, by_host, by_mail_exchanger};
use kith_domain::small_sort::SmallSort;
use kith_wire::{Answer, Ask, Discovered, DiscoveredServer, DiscoverySource, Request, Response, UsernameForm};

/// Maximum number of servers to choose from.
const MAX_SERVERS: usize = 4;

/// The number of the one request.
const REQUEST: u32 = 1;

/// A connection that asks the relay for the mail servers of a domain.
#[derive(Debug)]
pub(crate) struct Discoverer {
    domain: String,
    found: Vec<Discovered>,
}

impl Discoverer {
    pub(crate) const fn new(domain: String) -> Self {
        Self { domain, found: Vec::new() }
    }

    /// The socket is open.
    pub(crate) fn opened(&self) -> Request {
        Request { id: REQUEST, ask: Ask::Discover { domain: self.domain.clone() } }
    }

    /// The relay answered. Gives the outcome once there is one.
    pub(crate) fn heard(&mut self, response: Response) -> Option<Result<Discovery, Problem>> {
        match response.answer {
            Answer::Alive => None,
            Answer::Discovered(discovered) => {
                // Nothing that comes later could be better.
                let is_best = by(discovered.source) == FoundBy::Domain && !discovered.servers.is_empty();
                self.found.push(discovered);
                is_best.then(|| Ok(rank(&self.domain, &self.found)))
            }
            Answer::Done => Some(Ok(rank(&self.domain, &self.found))),
            Answer::Failed(failure) => Some(self.ended(problem(failure))),
            _ => Some(Err(Problem::new(ProblemKind::OtherVersion))),
        }
    }

    /// The connection ended before the relay was through.
    pub(crate) fn ended(&self, problem: Problem) -> Result<Discovery, Problem> {
        let discovery = rank(&self.domain, &self.found);
        if discovery == Discovery::default() { Err(problem) } else { Ok(discovery) }
    }
}

const fn by(source: DiscoverySource) -> FoundBy {
    match source {
        DiscoverySource::Autoconfig | DiscoverySource::WellKnown => FoundBy::Domain,
        DiscoverySource::Srv => FoundBy::Srv,
        DiscoverySource::Mx => FoundBy::Exchanger,
        DiscoverySource::Ispdb => FoundBy::Directory,
        DiscoverySource::Guess => FoundBy::Guess,
        DiscoverySource::Other => FoundBy::Other,
    }
}

/// One list of what several sources said: the most trustworthy first, each server once, as the best source has it.
fn rank(domain: &str, found: &[Discovered]) -> Discovery {
    let exchanger =
        found.iter().flat_map(|found| &found.mail_exchangers).find(|host| by_mail_exchanger(host).is_some()).cloned();
    let provider = exchanger.as_deref().and_then(by_mail_exchanger);
    let mut servers: Vec<FoundServer> = Vec::new();
    for discovered in found {
        let by = by(discovered.source);
        let is_usable = |server: &&DiscoveredServer| !server.host.is_empty() && server.security != Security::Plain;
        servers.extend(discovered.servers.iter().filter(is_usable).map(|server| FoundServer {
            host: server.host.clone(),
            port: server.port,
            security: server.security,
            username: server.username,
            by,
            said_by: server.said_by.clone(),
            is_unproven: matches!(by, FoundBy::Srv | FoundBy::Exchanger | FoundBy::Other)
                && !is_trusted(domain, &server.host),
        }));
    }
    if let (Some(provider), Some(exchanger)) = (provider, &exchanger) {
        if provider.host.is_empty() || provider.is_bridge() {
            // Whatever has a usual name at the domain is not where the mail goes.
            servers.retain(|server| server.by != FoundBy::Guess);
        } else {
            // Before what else was found by way of the mail exchanger.
            servers.insert(0, of_table(provider, exchanger));
        }
    }
    // Among those of one source, the order is the source's.
    servers.small_sort_by_key(|server| server.by);
    let mut kept: Vec<FoundServer> = Vec::new();
    for server in servers {
        if !kept.iter().any(|other| other.host == server.host && other.port == server.port) {
            kept.push(server);
        }
    }
    kept.truncate(MAX_SERVERS);
    Discovery { servers: kept, exchanger }
}

fn of_table(provider: &providers::Provider, exchanger: &str) -> FoundServer {
    FoundServer {
        host: provider.host.to_owned(),
        port: provider.port,
        security: match provider.security {
            providers::Security::Tls => Security::Tls,
            providers::Security::StartTls => Security::StartTls,
        },
        // Who has a domain of their own is known there by the whole address.
        username: UsernameForm::Address,
        by: FoundBy::Exchanger,
        said_by: exchanger.to_owned(),
        is_unproven: false,
    }
}

/// Whether a server belongs to the domain itself, or to a provider that is known.
fn is_trusted(domain: &str, host: &str) -> bool {
    let own = registered(domain).unwrap_or(domain);
    let is_own = host == own || host.strip_suffix(own).is_some_and(|rest| rest.ends_with('.'));
    is_own || by_host(host).is_some()
}

#[cfg(test)]
mod tests {
    use super::{FoundBy, rank};
    use crate::api::Security;
    use kith_wire::{Discovered, DiscoveredServer, DiscoverySource, UsernameForm};

    fn server(text: &str) -> DiscoveredServer {
        let (host, port) = text.split_once(':').unwrap_or((text, "993"));
        DiscoveredServer {
            host: host.into(),
            port: port.parse().unwrap(),
            security: if port == "143" { Security::StartTls } else { Security::Tls },
            username: UsernameForm::Address,
            said_by: "whoever.example".into(),
        }
    }

    fn said(source: DiscoverySource, servers: &[&str], exchangers: &[&str]) -> Discovered {
        Discovered {
            source,
            name: None,
            servers: servers.iter().map(|text| server(text)).collect(),
            mail_exchangers: exchangers.iter().map(|&host| host.into()).collect(),
        }
    }

    #[test]
    fn the_most_trustworthy_comes_first_and_nothing_twice() {
        use DiscoverySource::{Autoconfig, Guess, Ispdb, Mx, Other, Srv, WellKnown};
        use FoundBy::{Directory, Domain, Exchanger};
        type Case = (&'static str, Vec<Discovered>, Vec<(&'static str, FoundBy)>);
        let cases: [Case; 9] = [
            ("nothing", vec![], vec![]),
            (
                "whatever came first, the order is that of trust",
                vec![
                    said(Guess, &["mail.x.example"], &[]),
                    said(Other, &["o.x.example"], &[]),
                    said(Srv, &["srv.x.example"], &[]),
                    said(WellKnown, &["imap.x.example"], &[]),
                ],
                vec![
                    ("imap.x.example:993", Domain),
                    ("srv.x.example:993", FoundBy::Srv),
                    ("o.x.example:993", FoundBy::Other),
                    ("mail.x.example:993", FoundBy::Guess),
                ],
            ),
            (
                "the same server of two sources",
                vec![said(Guess, &["imap.x.example"], &[]), said(Srv, &["imap.x.example"], &[])],
                vec![("imap.x.example:993", FoundBy::Srv)],
            ),
            (
                "one host with two ports, as the source prefers them",
                vec![said(Autoconfig, &["imap.x.example:993", "imap.x.example:143"], &[])],
                vec![("imap.x.example:993", Domain), ("imap.x.example:143", Domain)],
            ),
            (
                "a known provider by its mail exchanger, before what its own domain says",
                vec![
                    said(Mx, &["imap.elsewhere.example"], &["aspmx.l.google.com"]),
                    said(Guess, &["imap.x.example"], &[]),
                ],
                vec![
                    ("imap.gmail.com:993", Exchanger),
                    ("imap.elsewhere.example:993", Exchanger),
                    ("imap.x.example:993", FoundBy::Guess),
                ],
            ),
            (
                "the first exchanger that is known",
                vec![said(Mx, &[], &["filter.example", "mx1.mail.ovh.net", "aspmx.l.google.com"])],
                vec![("ssl0.ovh.net:993", Exchanger)],
            ),
            (
                "what the domain says comes before the exchanger's provider",
                vec![said(Mx, &[], &["aspmx.l.google.com"]), said(Autoconfig, &["imap.x.example"], &[])],
                vec![("imap.x.example:993", Domain), ("imap.gmail.com:993", Exchanger)],
            ),
            (
                "no guess where the mail goes to one without IMAP",
                vec![said(Mx, &[], &["mail.tutanota.de"]), said(Guess, &["imap.x.example"], &[])],
                vec![],
            ),
            (
                "the directory comes before a guess",
                vec![said(Guess, &["imap.x.example"], &[]), said(Ispdb, &["imap.isp.example"], &[])],
                vec![("imap.isp.example:993", Directory), ("imap.x.example:993", FoundBy::Guess)],
            ),
        ];
        for (case, found, expected) in cases {
            let ranked = rank("x.example", &found);
            let ranked: Vec<(String, FoundBy)> =
                ranked.servers.iter().map(|it| (format!("{}:{}", it.host, it.port), it.by)).collect();
            let expected: Vec<(String, FoundBy)> = expected.into_iter().map(|(host, by)| (host.into(), by)).collect();
            assert_eq!(ranked, expected, "{case}");
        }
    }

    #[test]
    fn a_server_elsewhere_that_only_the_dns_names_is_unproven() {
        use DiscoverySource::{Autoconfig, Guess, Ispdb, Mx, Srv};
        for (source, host, unproven) in [
            (Srv, "imap.x.example", false),
            (Srv, "x.example", false),
            (Srv, "imap.gmail.com", false),
            (Srv, "imap.elsewhere.example", true),
            (Srv, "imap.notx.example", true),
            (Mx, "imap.elsewhere.example", true),
            // These were read from whom they are, over https.
            (Autoconfig, "imap.elsewhere.example", false),
            (Ispdb, "imap.elsewhere.example", false),
            (Guess, "imap.x.example", false),
        ] {
            let ranked = rank("mail.x.example", &[said(source, &[host], &[])]);
            assert_eq!(ranked.servers.first().map(|it| it.is_unproven), Some(unproven), "{source:?} {host}");
        }
    }

    #[test]
    fn a_plain_server_and_more_than_a_few_are_not_offered() {
        let plain = DiscoveredServer { security: Security::Plain, ..server("imap.x.example:143") };
        let found = Discovered { servers: vec![plain], ..said(DiscoverySource::WellKnown, &[], &[]) };
        assert!(rank("x.example", &[found]).servers.is_empty());
        let many = ["a.x.example", "b.x.example", "c.x.example", "d.x.example", "e.x.example"];
        assert_eq!(rank("x.example", &[said(DiscoverySource::Srv, &many, &[])]).servers.len(), 4);
    }
}
