//! Who is served, and who may open a WebSocket: the page that this relay serves, and those that were allowed by name.
//!
//! A browser lets any page open a WebSocket to anywhere and only tells, in `Origin`, which page it was; and it takes
//! whatever a name leads to for that name's own.

use axum::http::HeaderMap;
use axum::http::header::{HOST, ORIGIN};
use std::net::IpAddr;

/// Decides by the headers of a request.
#[derive(Clone, Debug)]
pub(crate) struct Guard {
    allowed: Vec<Origin>,
    missing_is_fine: bool,
    /// On loopback the page's own host must be one that no name server can point here: else a page of a stranger's
    /// domain would pass for ours as soon as that domain resolves to this machine.
    host_must_be_local: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Origin {
    scheme: String,
    authority: String,
}

impl Guard {
    pub(crate) fn new(allowed: &[String], missing_is_fine: bool, listens_on_loopback: bool) -> Self {
        Self {
            allowed: allowed.iter().filter_map(|origin| Origin::read(origin)).collect(),
            missing_is_fine,
            host_must_be_local: listens_on_loopback,
        }
    }

    /// Whether a request with these headers means this relay. On loopback one by a stranger's name comes from a page
    /// whose name was made to lead here.
    pub(crate) fn is_meant(&self, headers: &HeaderMap) -> bool {
        let is_known = |host: &str| is_local(host) || self.allowed.iter().any(|origin| origin.is_at(host));
        !self.host_must_be_local || headers.get_all(HOST).iter().all(|host| host.to_str().is_ok_and(is_known))
    }

    /// Whether a request with these headers may open a WebSocket.
    pub(crate) fn admits(&self, headers: &HeaderMap) -> bool {
        let Some(origin) = headers.get(ORIGIN) else { return self.missing_is_fine };
        let Some(origin) = origin.to_str().ok().and_then(Origin::read) else { return false };
        self.allowed.contains(&origin) || headers.get(HOST).is_some_and(|host| self.is_own(&origin, host.to_str().ok()))
    }

    fn is_own(&self, origin: &Origin, host: Option<&str>) -> bool {
        host.is_some_and(|host| origin.is_at(host) && (!self.host_must_be_local || is_local(host)))
    }
}

impl Origin {
    fn read(text: &str) -> Option<Self> {
        let (scheme, authority) = text.trim().trim_end_matches('/').split_once("://")?;
        let scheme = scheme.to_ascii_lowercase();
        let authority = without_default_port(&scheme, authority);
        (!authority.is_empty()).then_some(Self { scheme, authority })
    }

    /// Whether a `Host` is that of its pages.
    fn is_at(&self, host: &str) -> bool {
        without_default_port(&self.scheme, host) == self.authority
    }
}

/// Whether this is how a browser writes an origin: a scheme, a host and perhaps a port, and nothing after it. Any other
/// would never be the same as what a browser sends.
pub(crate) fn is_origin(text: &str) -> bool {
    let is_of_scheme = |sign: char| sign.is_ascii_alphanumeric() || matches!(sign, '+' | '-' | '.');
    let is_of_host = |sign: char| sign.is_ascii_alphanumeric() || matches!(sign, '-' | '.' | '_' | ':' | '[' | ']');
    Origin::read(text).is_some_and(|origin| {
        origin.scheme.starts_with(|first: char| first.is_ascii_alphabetic())
            && origin.scheme.chars().all(is_of_scheme)
            && origin.authority.starts_with(|first: char| first.is_ascii_alphanumeric() || first == '[')
            && origin.authority.chars().all(is_of_host)
    })
}

fn without_default_port(scheme: &str, authority: &str) -> String {
    let authority = authority.trim().to_ascii_lowercase();
    let default = match scheme {
        "https" => ":443",
        _ => ":80",
    };
    authority.strip_suffix(default).unwrap_or(&authority).to_owned()
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
    use super::Guard;
    use axum::http::HeaderMap;

    fn check(guard: &Guard, origin: &str, host: &str, admitted: bool) {
        let mut headers = HeaderMap::new();
        for (name, value) in [("origin", origin), ("host", host)] {
            if !value.is_empty() {
                headers.insert(name, value.parse().unwrap());
            }
        }
        assert_eq!(guard.admits(&headers), admitted, "origin {origin:?}, host {host:?}");
    }

    #[test]
    fn admits_the_own_page_only() {
        let guard = Guard::new(&[], false, true);
        check(&guard, "http://127.0.0.1:8025", "127.0.0.1:8025", true);
        check(&guard, "http://localhost:8025", "LOCALHOST:8025", true);
        check(&guard, "http://kith.localhost:8025", "kith.localhost:8025", true);
        check(&guard, "http://[::1]:8025", "[::1]:8025", true);
        check(&guard, "http://127.0.0.1", "127.0.0.1:80", true);
        check(&guard, "http://127.0.0.1:8026", "127.0.0.1:8025", false);
        check(&guard, "https://evil.example", "127.0.0.1:8025", false);
        check(&guard, "http://127.0.0.1:8025.evil.example", "127.0.0.1:8025", false);
        check(&guard, "null", "127.0.0.1:8025", false);
        check(&guard, "", "127.0.0.1:8025", false);
        check(&guard, "http://127.0.0.1:8025", "", false);
        // A stranger's name that was made to resolve to this machine.
        check(&guard, "http://evil.example:8025", "evil.example:8025", false);
    }

    #[test]
    fn knows_who_is_meant_by_the_host() {
        let check = |guard: &Guard, hosts: &[&str], meant: bool| {
            let mut headers = HeaderMap::new();
            for host in hosts {
                headers.append("host", host.parse().unwrap());
            }
            assert_eq!(guard.is_meant(&headers), meant, "{hosts:?}");
        };
        let guard = Guard::new(&["https://kith.example".to_owned()], false, true);
        for host in ["127.0.0.1:8025", "localhost", "LOCALHOST:8025", "a.localhost:1", "[::1]:8025", "10.0.0.7:8025"] {
            check(&guard, &[host], true);
        }
        // Behind a proxy on the same machine that passes the name on.
        check(&guard, &["kith.example"], true);
        check(&guard, &["Kith.example:443"], true);
        // No browser sends none.
        check(&guard, &[], true);
        for host in ["evil.example:8025", "kith.example:8025", "localhost.evil.example", "127.0.0.1.evil.example", ""] {
            check(&guard, &[host], false);
        }
        check(&guard, &["127.0.0.1:8025", "evil.example"], false);
        check(&Guard::new(&[], false, false), &["evil.example"], true);
    }

    #[test]
    fn behind_a_proxy_the_name_is_free() {
        let guard = Guard::new(&[], false, false);
        check(&guard, "https://kith.example", "kith.example", true);
        check(&guard, "https://kith.example", "kith.example:443", true);
        check(&guard, "https://evil.example", "kith.example", false);
    }

    #[test]
    fn admits_those_allowed_by_name() {
        let guard = Guard::new(&["https://Kith.example:443/".to_owned()], false, true);
        check(&guard, "https://kith.example", "127.0.0.1:8025", true);
        check(&guard, "http://kith.example", "127.0.0.1:8025", false);
        check(&guard, "https://kith.example:8443", "127.0.0.1:8025", false);
        check(&Guard::new(&[], true, true), "", "", true);
        check(&Guard::new(&[], true, true), "https://evil.example", "127.0.0.1", false);
    }
}
