//! Where the relay may connect. Whatever dials asks here, before a name is looked up and again with the addresses that
//! the name has; it then connects to these addresses and does not look the name up again.

use crate::access::Exposure;
use crate::values::Target;
use ipnet::IpNet;
use std::net::{IpAddr, SocketAddr};

/// Ports of mail servers: IMAP over TLS, and IMAP (RFC 8314, RFC 3501).
const MAIL_PORTS: [u16; 2] = [993, 143];

/// Addresses that are not of the public internet (IANA's registries of special-purpose addresses), be they private, this
/// machine, a group, reserved, or a way to one of these.
const SPECIAL_V4: [&str; 15] = [
    "0.0.0.0/8",
    "10.0.0.0/8",
    "100.64.0.0/10",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "172.16.0.0/12",
    "192.0.0.0/24",
    "192.0.2.0/24",
    "192.88.99.0/24",
    "192.168.0.0/16",
    "198.18.0.0/15",
    "198.51.100.0/24",
    "203.0.113.0/24",
    "224.0.0.0/4",
    "240.0.0.0/4",
];

/// Of version 6 only this is public…
const GLOBAL_V6: &str = "2000::/3";

/// …without what is for protocols (Teredo among it), for documentation, and 6to4, which holds addresses of version 4.
const SPECIAL_V6: [&str; 4] = ["2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"];

/// Why a target is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refused {
    Port,
    /// The host or all of its addresses.
    Host,
}

/// What is allowed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Targets {
    /// `None`: any.
    ports: Option<Vec<u16>>,
    /// Whether addresses must be of the public internet.
    public_only: bool,
    /// Hosts and networks that are allowed all the same.
    allowed: Vec<Target>,
    /// If there are any: the only ones.
    only: Vec<Target>,
    special: Vec<IpNet>,
    global_v6: Option<IpNet>,
}

impl Default for Targets {
    fn default() -> Self {
        Self::new(Exposure::Local, Vec::new(), Vec::new(), Vec::new())
    }
}

impl Targets {
    /// A relay for this machine alone connects anywhere. One that others can reach keeps to the public internet and to
    /// the usual ports. `ports`: others than these, if there are any.
    #[must_use]
    pub fn new(exposure: Exposure, ports: Vec<u16>, allowed: Vec<Target>, only: Vec<Target>) -> Self {
        let is_open = exposure == Exposure::Open;
        let ports = match ports.is_empty() {
            true => is_open.then(|| MAIL_PORTS.to_vec()),
            false => Some(ports),
        };
        let special = SPECIAL_V4.iter().chain(&SPECIAL_V6).filter_map(|network| network.parse().ok()).collect();
        Self { ports, public_only: is_open, allowed, only, special, global_v6: GLOBAL_V6.parse().ok() }
    }

    /// Whether no answer may tell what is in the relay's network.
    pub(crate) fn are_guarded(&self) -> bool {
        self.public_only || !self.only.is_empty()
    }

    /// The same, but for addresses that are not of the public internet, wherever the relay runs: what an answer from
    /// elsewhere leads to must not be in the user's own network, unless the operator allowed that.
    pub(crate) fn in_public(&self) -> Self {
        Self { public_only: true, ..self.clone() }
    }

    /// Anywhere: for what the operator named.
    pub(crate) fn anywhere() -> Self {
        Self::default()
    }

    /// Whether this host may be looked up at all, to be connected to on this port.
    pub(crate) fn admit(&self, host: &str, port: u16) -> Result<(), Refused> {
        if self.ports.as_ref().is_some_and(|ports| !ports.contains(&port)) {
            return Err(Refused::Port);
        }
        self.admit_host(host)
    }

    /// Whether this host may be looked up at all. The port is none that was asked for, but the one of the protocol.
    pub(crate) fn admit_host(&self, host: &str) -> Result<(), Refused> {
        // By a network it is known only with the address.
        let may_be = |target: &Target| match target {
            Target::Host(name) => *name == Target::name(host),
            Target::Network(_) => true,
        };
        if self.only.is_empty() || self.only.iter().any(may_be) { Ok(()) } else { Err(Refused::Host) }
    }

    /// Those of a host's addresses to which the relay may connect.
    pub(crate) fn filter(&self, host: &str, addresses: Vec<SocketAddr>) -> Result<Vec<SocketAddr>, Refused> {
        let is_among = |targets: &[Target], address: IpAddr| {
            targets.iter().any(|target| match target {
                Target::Host(name) => *name == Target::name(host),
                Target::Network(network) => network.contains(&address.to_canonical()),
            })
        };
        let is_allowed = |address: IpAddr| {
            (self.only.is_empty() || is_among(&self.only, address))
                && (!self.public_only
                    || is_among(&self.allowed, address)
                    || is_among(&self.only, address)
                    || self.is_public(address))
        };
        let had_none = addresses.is_empty();
        let left: Vec<_> = addresses.into_iter().filter(|address| is_allowed(address.ip())).collect();
        if left.is_empty() && !had_none { Err(Refused::Host) } else { Ok(left) }
    }

    /// In a sentence.
    pub(crate) fn describe(&self) -> String {
        let list = |targets: &[Target]| targets.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        let ports = match &self.ports {
            None => "on any port".to_owned(),
            Some(ports) => format!("on port {}", ports.iter().map(u16::to_string).collect::<Vec<_>>().join(" or ")),
        };
        match (self.only.is_empty(), self.public_only) {
            (false, _) => format!("It connects only to {}, {ports}.", list(&self.only)),
            (true, false) => format!("It connects to any server, also on this machine and in this network, {ports}."),
            (true, true) if self.allowed.is_empty() => {
                format!("It connects to any server of the public internet, {ports}, and to no private address.")
            }
            (true, true) => format!(
                "It connects to any server of the public internet, {ports}, and of private addresses only to {}.",
                list(&self.allowed)
            ),
        }
    }

    fn is_public(&self, address: IpAddr) -> bool {
        let is_special = self.special.iter().any(|network| network.contains(&address));
        // An address of version 4 that is written as one of version 6 is none of 2000::/3.
        let is_global = address.is_ipv4() || self.global_v6.is_some_and(|network| network.contains(&address));
        is_global && !is_special
    }
}

#[cfg(test)]
mod tests {
    use super::{Refused, SPECIAL_V4, SPECIAL_V6, Targets};
    use crate::access::Exposure;
    use crate::values::Target;
    use ipnet::IpNet;
    use std::net::SocketAddr;

    fn open(allowed: &[&str], only: &[&str]) -> Targets {
        let read = |targets: &[&str]| targets.iter().map(|target| target.parse::<Target>().unwrap()).collect();
        Targets::new(Exposure::Open, Vec::new(), read(allowed), read(only))
    }

    fn at(address: &str) -> SocketAddr {
        SocketAddr::new(address.parse().unwrap(), 993)
    }

    fn check(targets: &Targets, host: &str, address: &str, admitted: bool) {
        let result = targets.admit(host, 993).and_then(|()| targets.filter(host, vec![at(address)]));
        let expect = if admitted { Ok(vec![at(address)]) } else { Err(Refused::Host) };
        assert_eq!(result, expect, "{host} {address}");
    }

    #[test]
    fn an_open_relay_connects_to_the_public_internet_only() {
        let targets = open(&[], &[]);
        for address in [
            "0.0.0.0",
            "10.1.2.3",
            "100.64.0.1",
            "127.0.0.1",
            "127.9.9.9",
            "169.254.169.254",
            "172.31.255.255",
            "192.0.0.170",
            "192.0.2.1",
            "192.168.1.1",
            "198.18.0.1",
            "198.51.100.7",
            "203.0.113.7",
            "224.0.0.1",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::127.0.0.1",
            "::ffff:127.0.0.1",
            "::ffff:192.168.1.1",
            "::ffff:9.9.9.9",
            "64:ff9b::7f00:1",
            "64:ff9b:1::1",
            "100::1",
            "2001::1",
            "2001:2::1",
            "2001:20::1",
            "2001:db8::1",
            "2002:7f00:1::1",
            "3fff::1",
            "5f00::1",
            "fc00::1",
            "fd12:3456::1",
            "fe80::1",
            "fec0::1",
            "ff02::1",
        ] {
            check(&targets, "mail.example", address, false);
            check(&Targets::default(), "mail.example", address, true);
        }
        for address in ["9.9.9.9", "100.63.0.1", "172.32.0.1", "198.20.0.1", "2a00:1450::1", "2606:4700::1", "2003::1"]
        {
            check(&targets, "mail.example", address, true);
        }
    }

    #[test]
    fn what_an_answer_leads_to_is_of_the_public_internet_unless_the_operator_allowed_it() {
        check(&Targets::default().in_public(), "mail.example", "192.168.1.9", false);
        check(&Targets::default().in_public(), "mail.example", "9.9.9.9", true);
        check(&open(&["192.168.1.0/24"], &[]).in_public(), "mail.example", "192.168.1.9", true);
        check(&open(&[], &["imap.example"]).in_public(), "mail.example", "9.9.9.9", false);
        check(&Targets::anywhere(), "mail.example", "192.168.1.9", true);
        assert_eq!(open(&[], &[]).admit_host("mail.example"), Ok(()));
        assert_eq!(open(&[], &["imap.example"]).admit_host("mail.example"), Err(Refused::Host));
    }

    #[test]
    fn both_ends_of_each_special_network_are_refused() {
        let targets = open(&[], &[]);
        for network in SPECIAL_V4.iter().chain(&SPECIAL_V6) {
            let network: IpNet = network.parse().unwrap();
            assert_eq!(network, network.trunc(), "written as it is read");
            for address in [network.network(), network.broadcast()] {
                assert!(!targets.is_public(address), "{address} of {network}");
            }
        }
    }

    #[test]
    fn of_several_addresses_only_those_that_are_allowed_are_left() {
        let all = vec![at("10.0.0.1"), at("9.9.9.9"), at("::1")];
        assert_eq!(open(&[], &[]).filter("mail.example", all), Ok(vec![at("9.9.9.9")]));
        // A name without an address is not refused: it is not found.
        assert_eq!(open(&[], &[]).filter("mail.example", Vec::new()), Ok(Vec::new()));
    }

    #[test]
    fn the_operator_allows_hosts_and_networks() {
        let targets = open(&["Mail.Home.example", "192.168.1.0/24"], &[]);
        check(&targets, "mail.home.example.", "10.0.0.1", true);
        check(&targets, "other.example", "10.0.0.1", false);
        check(&targets, "other.example", "192.168.1.9", true);
        check(&targets, "other.example", "::ffff:192.168.1.9", true);
        check(&targets, "other.example", "192.168.2.9", false);
        check(&targets, "other.example", "9.9.9.9", true);
    }

    #[test]
    fn the_operator_lists_the_only_servers() {
        let targets = open(&[], &["imap.example", "9.9.9.0/24"]);
        check(&targets, "imap.example", "10.0.0.1", true);
        check(&targets, "other.example", "9.9.9.9", true);
        check(&targets, "other.example", "9.9.8.9", false);
        let targets = open(&[], &["imap.example"]);
        assert_eq!(targets.admit("other.example", 993), Err(Refused::Host));
    }

    #[test]
    fn ports_are_those_of_mail_unless_the_operator_lists_others() {
        for port in [0, 22, 25, 80, 443, 994, 1143] {
            assert_eq!(open(&[], &[]).admit("mail.example", port), Err(Refused::Port), "{port}");
            assert_eq!(Targets::default().admit("mail.example", port), Ok(()), "{port}");
        }
        let listed = Targets::new(Exposure::Open, vec![1143], Vec::new(), Vec::new());
        assert_eq!(listed.admit("mail.example", 1143), Ok(()));
        assert_eq!(listed.admit("mail.example", 993), Err(Refused::Port));
    }
}
