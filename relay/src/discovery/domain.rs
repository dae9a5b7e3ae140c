//! Names of domains and hosts in the internet.

use kith_wire::limits::MAX_DOMAIN_BYTES;
use public_suffix::{DEFAULT_PROVIDER, EffectiveTLDProvider};
use std::fmt;
use url::Host;

/// Maximum length of a name, in bytes (RFC 1035, section 2.3.4, without the lengths)…
const MAX_NAME_BYTES: usize = 253;

/// …and of each of its labels.
const MAX_LABEL_BYTES: usize = 63;

/// What stands for no domain of the internet (RFC 6761, RFC 7686).
const NO_DOMAINS: [&str; 4] = ["arpa", "invalid", "localhost", "onion"];

/// The name of a domain or of a host: in ASCII and in lower case, of two labels at least, and no address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Domain(String);

impl Domain {
    /// Reads a name in Unicode or in ASCII (RFC 5891).
    pub(super) fn read(text: &str) -> Option<Self> {
        if text.len() > MAX_DOMAIN_BYTES || text.contains('%') {
            return None;
        }
        // It reads numbers as addresses wherever a browser would, and turns the rest into ASCII. Of what stands in the
        // address of a page it would undo the signs of per cent, too.
        let Ok(Host::Domain(name)) = Host::parse(text.trim()) else { return None };
        let name = name.strip_suffix('.').unwrap_or(&name);
        let labels: Vec<_> = name.split('.').collect();
        let is_label = |label: &&str| {
            let is_of_letters = label.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
            let is_of_length = (1..=MAX_LABEL_BYTES).contains(&label.len());
            is_of_letters && is_of_length && !label.starts_with('-') && !label.ends_with('-')
        };
        let is_name = name.len() <= MAX_NAME_BYTES
            && labels.len() >= 2
            && labels.iter().all(is_label)
            && labels.last().is_some_and(|last| !NO_DOMAINS.contains(last));
        is_name.then(|| Self(name.to_owned()))
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }

    /// The domain that someone registered, to which this one belongs, by the Public Suffix List.
    pub(super) fn registered(&self) -> Option<Self> {
        let registered = DEFAULT_PROVIDER.effective_tld_plus_one(&self.0).ok()?;
        Some(Self(registered.to_owned()))
    }
}

impl fmt::Display for Domain {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::Domain;

    #[test]
    fn reads_domains_in_unicode_and_in_ascii() {
        for (text, name) in [
            ("example.org", "example.org"),
            (" Example.ORG. ", "example.org"),
            ("bücher.example", "xn--bcher-kva.example"),
            ("BÜCHER.example", "xn--bcher-kva.example"),
            ("xn--bcher-kva.example", "xn--bcher-kva.example"),
            ("例え.テスト", "xn--r8jz45g.xn--zckzah"),
            ("mail.xn--p1ai", "mail.xn--p1ai"),
            ("1and1.example", "1and1.example"),
            // As a browser reads it.
            ("example。org", "example.org"),
        ] {
            assert_eq!(Domain::read(text).as_ref().map(Domain::as_str), Some(name), "{text}");
        }
    }

    #[test]
    fn what_is_no_domain_of_the_internet_is_refused() {
        let label = "a".repeat(64);
        let long = format!("{}.example", "a.".repeat(150));
        let longer = format!("{}.example", "ü".repeat(1_000));
        for text in [
            "",
            " ",
            ".",
            "..",
            "localhost",
            "mail.localhost",
            "example",
            "example..org",
            ".example.org",
            "1.2.3.4",
            "0x7f.1",
            "127.1",
            "2130706433",
            "[::1]",
            "::1",
            "example.org:993",
            "https://example.org",
            "example.org/a",
            "ada@example.org",
            "a b.example",
            "a_b.example",
            "-a.example",
            "a-.example",
            "a\0.example",
            "a\n.example",
            "a%20b.example",
            "%65xample.org",
            "*.example.org",
            "xn--a.example",
            "a.onion",
            "a.invalid",
            "1.0.0.127.in-addr.arpa",
            &format!("{label}.example"),
            &long,
            &longer,
            "a\u{202e}b.example",
            "example.org..",
            "exa\u{ad}",
            "example.1",
            "10.0.0.0x1",
        ] {
            assert_eq!(Domain::read(text), None, "{text:?}");
        }
    }

    #[test]
    fn finds_the_domain_that_was_registered() {
        for (host, domain) in [
            ("mx1.mail.example.org", Some("example.org")),
            ("mx.example.co.uk", Some("example.co.uk")),
            ("example.org", Some("example.org")),
            ("co.uk", None),
        ] {
            let found = Domain::read(host).unwrap().registered();
            assert_eq!(found.as_ref().map(Domain::as_str), domain, "{host}");
        }
    }
}
