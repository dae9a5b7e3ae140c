//! Whose request it is, where proxies stand between.

use crate::values::Network;
use axum::http::HeaderMap;
use ipnet::{IpNet, Ipv6Net};
use std::net::IpAddr;

/// The header in which proxies say for whom they ask. Each adds the address of the one who asked it.
const FORWARDED_FOR: &str = "x-forwarded-for";

/// The address of who asks. `from` is the address of the connection; what it says of others is believed only if it is
/// one of `proxies`, and of what these say only the last address that is not one of them: those before it may be made
/// up by whoever asked.
pub(crate) fn peer(from: IpAddr, headers: &HeaderMap, proxies: &[Network]) -> IpAddr {
    let is_proxy = |address: IpAddr| proxies.iter().any(|network| network.holds(address));
    let mut nearest = from.to_canonical();
    if !is_proxy(nearest) {
        return nearest;
    }
    let told: Vec<_> = headers.get_all(FORWARDED_FOR).iter().collect();
    for told in told.iter().rev() {
        for address in told.to_str().unwrap_or_default().rsplit(',') {
            let Some(address) = address_of(address.trim()) else { return nearest };
            nearest = address;
            if !is_proxy(nearest) {
                return nearest;
            }
        }
    }
    nearest
}

/// Whether a proxy passed this on.
pub(crate) fn is_forwarded(headers: &HeaderMap) -> bool {
    headers.contains_key(FORWARDED_FOR) || headers.contains_key("forwarded")
}

/// An address as proxies write it: some add the port.
fn address_of(text: &str) -> Option<IpAddr> {
    let plain = text.parse().or_else(|_| text.parse::<std::net::SocketAddr>().map(|address| address.ip()));
    let bracketed = || text.strip_prefix('[')?.strip_suffix(']')?.parse().ok();
    plain.ok().or_else(bracketed).map(|address: IpAddr| address.to_canonical())
}

/// What counts as one address when something is counted by it. One household has a whole block of 64 bits.
pub(crate) fn block(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => match Ipv6Net::new(address, 64) {
            Ok(network) => IpNet::V6(network).trunc().addr(),
            Err(_) => address.into(),
        },
        address @ IpAddr::V4(_) => address,
    }
}

#[cfg(test)]
mod tests {
    use super::{block, peer};
    use axum::http::HeaderMap;

    fn check(from: &str, told: &[&str], expect: &str) {
        let proxies = ["127.0.0.1", "10.0.0.0/8"].map(|network| network.parse().unwrap());
        let mut headers = HeaderMap::new();
        for told in told {
            headers.append("x-forwarded-for", told.parse().unwrap());
        }
        let peer = peer(from.parse().unwrap(), &headers, &proxies);
        assert_eq!(peer.to_string(), expect, "{from} {told:?}");
    }

    #[test]
    fn only_a_proxy_is_believed() {
        check("203.0.113.7", &[], "203.0.113.7");
        check("203.0.113.7", &["198.51.100.1"], "203.0.113.7");
        check("127.0.0.1", &["198.51.100.1"], "198.51.100.1");
        check("::ffff:127.0.0.1", &["198.51.100.1:4711"], "198.51.100.1");
        check("127.0.0.1", &["[2001:db8::1]:443"], "2001:db8::1");
        check("127.0.0.1", &[], "127.0.0.1");
    }

    #[test]
    fn what_stands_before_the_last_stranger_may_be_made_up() {
        check("127.0.0.1", &["192.0.2.66, 198.51.100.1, 10.1.2.3"], "198.51.100.1");
        check("127.0.0.1", &["192.0.2.66", "198.51.100.1"], "198.51.100.1");
        check("127.0.0.1", &["10.9.9.9, 127.0.0.1"], "10.9.9.9");
        check("127.0.0.1", &["198.51.100.1, nonsense"], "127.0.0.1");
        check("127.0.0.1", &["198.51.100.1, nonsense, 10.0.0.2"], "10.0.0.2");
    }

    #[test]
    fn a_household_is_one_block() {
        let block_of = |text: &str| block(text.parse().unwrap()).to_string();
        assert_eq!(block_of("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::");
        assert_eq!(block_of("::ffff:192.0.2.1"), "192.0.2.1");
    }
}
