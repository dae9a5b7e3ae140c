//! Which pages may use the relay, and under which names it is served.
//!
//! A browser lets any page open a WebSocket to anywhere and only tells, in `Origin`, which page it was; and it takes
//! whatever a name leads to for that name's own.

use crate::origin::Origin;
use axum::http::HeaderMap;
use axum::http::header::{HOST, ORIGIN};
use std::net::IpAddr;

/// Who can reach the relay.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Exposure {
    /// Only programs on this machine. No key is wanted, and mail servers may be anywhere.
    #[default]
    Local,
    /// Others, directly or through a proxy.
    Open,
}

/// Decides by the headers of a request.
#[derive(Clone, Debug)]
pub(crate) struct Pages {
    /// The relay's own page by the name that it was given, and those that are allowed besides.
    allowed: Vec<Origin>,
    missing_is_fine: bool,
    exposure: Exposure,
}

impl Pages {
    pub(crate) fn new(allowed: Vec<Origin>, missing_is_fine: bool, exposure: Exposure) -> Self {
        Self { allowed, missing_is_fine, exposure }
    }

    /// Whether a request with these headers means this relay. One by a stranger's name comes from a page whose name was
    /// made to lead here. Addresses and `localhost` cannot be made to lead elsewhere.
    pub(crate) fn is_meant(&self, headers: &HeaderMap) -> bool {
        let is_known = |host: &str| is_local(host) || self.allowed.iter().any(|origin| origin.is_at(host));
        headers.get_all(HOST).iter().all(|host| host.to_str().is_ok_and(is_known))
    }

    /// Whether a request with these headers may open a WebSocket.
    pub(crate) fn admits(&self, headers: &HeaderMap) -> bool {
        let Some(origin) = headers.get(ORIGIN) else { return self.missing_is_fine };
        let Some(origin) = origin.to_str().ok().and_then(Origin::read) else { return false };
        let is_own = || headers.get(HOST).and_then(|host| host.to_str().ok()).is_some_and(|host| origin.is_at(host));
        // The page of a relay that is open to others has the name that the relay was given.
        self.allowed.contains(&origin) || (self.exposure == Exposure::Local && origin.is_local() && is_own())
    }
}

/// Whether a `Host` is an address or a name that always means this machine (RFC 6761, section 6.3).
fn is_local(host: &str) -> bool {
    let host = host.trim().to_ascii_lowercase();
    if let Some((address, _)) = host.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        return address.parse::<IpAddr>().is_ok();
    }
    let name = host.split(':').next().unwrap_or_default();
    name == "localhost" || name.ends_with(".localhost") || name.parse::<IpAddr>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::{Exposure, Pages};
    use axum::http::HeaderMap;

    fn check(pages: &Pages, origin: &str, host: &str, admitted: bool) {
        let mut headers = HeaderMap::new();
        for (name, value) in [("origin", origin), ("host", host)] {
            if !value.is_empty() {
                headers.insert(name, value.parse().unwrap());
            }
        }
        assert_eq!(pages.admits(&headers), admitted, "origin {origin:?}, host {host:?}");
    }

    #[test]
    fn admits_the_own_page_only() {
        let pages = Pages::new(vec![], false, Exposure::Local);
        check(&pages, "http://127.0.0.1:5484", "127.0.0.1:5484", true);
        check(&pages, "http://localhost:5484", "LOCALHOST:5484", true);
        check(&pages, "http://kith.localhost:5484", "kith.localhost:5484", true);
        check(&pages, "http://[::1]:5484", "[::1]:5484", true);
        check(&pages, "http://127.0.0.1", "127.0.0.1:80", true);
        check(&pages, "http://127.0.0.1:5485", "127.0.0.1:5484", false);
        check(&pages, "https://evil.example", "127.0.0.1:5484", false);
        check(&pages, "http://127.0.0.1:5484.evil.example", "127.0.0.1:5484", false);
        check(&pages, "null", "127.0.0.1:5484", false);
        check(&pages, "", "127.0.0.1:5484", false);
        check(&pages, "http://127.0.0.1:5484", "", false);
        // A stranger's name that was made to resolve to this machine.
        check(&pages, "http://evil.example:5484", "evil.example:5484", false);
    }

    #[test]
    fn knows_who_is_meant_by_the_host() {
        let check = |pages: &Pages, hosts: &[&str], meant: bool| {
            let mut headers = HeaderMap::new();
            for host in hosts {
                headers.append("host", host.parse().unwrap());
            }
            assert_eq!(pages.is_meant(&headers), meant, "{hosts:?}");
        };
        let pages = Pages::new(vec!["https://kith.example".parse().unwrap()], false, Exposure::Local);
        for host in ["127.0.0.1:5484", "localhost", "LOCALHOST:5484", "a.localhost:1", "[::1]:5484", "10.0.0.7:5484"] {
            check(&pages, &[host], true);
        }
        // Behind a proxy on the same machine that passes the name on.
        check(&pages, &["kith.example"], true);
        check(&pages, &["Kith.example:443"], true);
        // No browser sends none.
        check(&pages, &[], true);
        for host in ["evil.example:5484", "kith.example:5484", "localhost.evil.example", "127.0.0.1.evil.example", ""] {
            check(&pages, &[host], false);
        }
        check(&pages, &["127.0.0.1:5484", "evil.example"], false);
    }

    #[test]
    fn a_relay_that_is_open_to_others_has_the_name_that_it_was_given_and_no_other() {
        let pages = Pages::new(vec!["https://kith.example".parse().unwrap()], false, Exposure::Open);
        check(&pages, "https://kith.example", "kith.example", true);
        check(&pages, "https://kith.example", "127.0.0.1:5484", true);
        check(&pages, "https://evil.example", "kith.example", false);
        check(&pages, "http://kith.example", "kith.example", false);
        check(&pages, "https://evil.example", "evil.example", false);
        check(&pages, "http://127.0.0.1:5484", "127.0.0.1:5484", false);
    }

    #[test]
    fn admits_those_allowed_by_name() {
        let pages = Pages::new(vec!["https://Kith.example:443/".parse().unwrap()], false, Exposure::Local);
        check(&pages, "https://kith.example", "127.0.0.1:5484", true);
        check(&pages, "http://kith.example", "127.0.0.1:5484", false);
        check(&pages, "https://kith.example:8443", "127.0.0.1:5484", false);
        check(&Pages::new(vec![], true, Exposure::Local), "", "", true);
        check(&Pages::new(vec![], true, Exposure::Local), "https://evil.example", "127.0.0.1", false);
    }
}
