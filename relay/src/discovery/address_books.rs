//! Where the address books of a domain are, by DNS (RFC 6764).

use super::domain::Domain;
use super::records::reachable;
use crate::dial::Dialler;
use crate::names::Names;
use kith_wire::limits::MAX_DISCOVERED_SERVERS;
use url::Url;

/// Where to begin on a server that says nothing else (section 5).
const WELL_KNOWN: &str = "/.well-known/carddav";

/// The addresses at which to begin, those first that the domain prefers. The service without TLS (`_carddav._tcp`) is not
/// looked for.
pub(super) async fn look(names: Names, dialler: &Dialler, domain: &Domain) -> Vec<String> {
    let Ok(records) = names.records() else { return Vec::new() };
    let name = format!("_carddavs._tcp.{domain}");
    let (services, texts) = tokio::join!(records.services(&name), records.texts(&name));
    let path = texts.iter().find_map(|text| path(text)).unwrap_or(WELL_KNOWN);
    let found = services.iter().filter_map(|service| {
        let host = Domain::read(&service.host)?;
        Some((host.as_str().to_owned(), address(&host, service.port, path)?))
    });
    let (hosts, addresses) = found.take(MAX_DISCOVERED_SERVERS).unzip();
    reachable(dialler, hosts, addresses).await
}

/// The path that a text names, if it does (section 4; RFC 6763, section 6.4).
fn path(text: &str) -> Option<&str> {
    let (key, path) = text.split_once('=')?;
    (key.eq_ignore_ascii_case("path") && path.starts_with('/')).then_some(path)
}

fn address(host: &Domain, port: u16, path: &str) -> Option<String> {
    let mut url: Url = format!("https://{host}:{port}/").parse().ok()?;
    url.set_path(path);
    (port > 0).then(|| url.into())
}

#[cfg(test)]
mod tests {
    use super::{Domain, WELL_KNOWN, address, path};

    #[test]
    fn the_path_is_read_where_there_is_one() {
        for (text, expect) in [
            ("path=/dav/", Some("/dav/")),
            ("PATH=/a=b", Some("/a=b")),
            ("path=", None),
            ("path=dav", None),
            ("path", None),
            ("other=/dav/", None),
        ] {
            assert_eq!(path(text), expect, "{text}");
        }
    }

    #[test]
    fn an_address_is_made_of_a_host_a_port_and_a_path() {
        for (host, port, path, expect) in [
            ("dav.example.org", 443, WELL_KNOWN, Some("https://dav.example.org/.well-known/carddav")),
            ("dav.example.org", 8443, "/dav/", Some("https://dav.example.org:8443/dav/")),
            (
                "dav.example.org",
                443,
                "//other.example/a?b#c\r\n",
                Some("https://dav.example.org//other.example/a%3Fb%23c"),
            ),
            ("dav.example.org", 0, "/", None),
        ] {
            assert_eq!(address(&Domain::read(host).unwrap(), port, path).as_deref(), expect, "{host} {path}");
        }
    }
}
