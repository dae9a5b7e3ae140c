//! Addresses of web servers, as far as address books need them.

use std::fmt::Write;

/// An address that begins with `https://`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Url {
    /// In lower case.
    pub(crate) host: String,
    /// `None`: the usual one.
    pub(crate) port: Option<u16>,
    /// With the `/` at its beginning, and with the query if there is one; as it was written.
    pub(crate) path: String,
}

impl Url {
    /// Reads an absolute address. One of `http` is taken for `https`, since servers behind a proxy often know
    /// themselves by that; nothing is ever asked unencrypted.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        let (scheme, rest) = text.split_once("://")?;
        let is_plain = scheme.eq_ignore_ascii_case("http");
        if !is_plain && !scheme.eq_ignore_ascii_case("https") {
            return None;
        }
        let (authority, path) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
        let (host, port) = match authority.rsplit_once(':') {
            Some((host, port)) if !port.contains(']') => (host, Some(port.parse::<u16>().ok()?)),
            _ => (authority, None),
        };
        // A user name in an address is a trap for readers, and no server of address books needs one.
        let is_host = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | ':' | '[' | ']');
        if host.is_empty() || !host.chars().all(is_host) {
            return None;
        }
        let usual = if is_plain { 80 } else { 443 };
        let path = if path.starts_with('/') { written(path) } else { format!("/{}", written(path)) };
        Some(Self { host: host.to_ascii_lowercase(), port: port.filter(|port| *port != usual && *port != 443), path })
    }

    /// The address that a reference of a page at this one means (RFC 3986, section 5.2).
    pub(crate) fn join(&self, reference: &str) -> Option<Self> {
        let reference = reference.trim();
        if reference.contains("://") && !reference.starts_with('/') {
            return Self::read(reference);
        }
        if let Some(authority) = reference.strip_prefix("//") {
            return Self::read(&format!("https://{authority}"));
        }
        let path = match reference.starts_with('/') {
            true => written(reference),
            false => {
                let path = self.path.split('?').next().unwrap_or_default();
                let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
                written(&format!("{folder}/{reference}"))
            }
        };
        Some(Self { path, ..self.clone() })
    }

    /// The same with a `/` at the end, as a collection's is.
    pub(crate) fn folder(mut self) -> Self {
        if !self.path.ends_with('/') {
            self.path.push('/');
        }
        self
    }

    /// What stands for the resource, however its address is written: servers give it back with other escapes than it
    /// had.
    pub(crate) fn key(&self) -> String {
        decoded(&self.path)
    }

    /// Host and port as one text.
    pub(crate) fn authority(&self) -> String {
        match self.port {
            Some(port) => format!("{}:{port}", self.host),
            None => self.host.clone(),
        }
    }
}

impl std::fmt::Display for Url {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "https://{}{}", self.authority(), self.path)
    }
}

/// A path as it can stand in a request: without a fragment, and with whatever a server forgot to escape.
fn written(path: &str) -> String {
    let path = path.split('#').next().unwrap_or_default();
    let mut whole = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'!'..=b'~' if !matches!(byte, b'"' | b'<' | b'>' | b'\\' | b'^' | b'`' | b'{' | b'|' | b'}') => {
                whole.push(char::from(byte));
            }
            _ => drop(write!(whole, "%{byte:02X}")),
        }
    }
    whole
}

/// A path with its escapes as the characters that they stand for, but for those that would change what it means.
fn decoded(path: &str) -> String {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let Some((&first, behind)) = rest.split_first() {
        let escaped = match (first, behind) {
            (b'%', [high, low, ..]) => hex(*high).zip(hex(*low)).map(|(high, low)| high * 16 + low),
            _ => None,
        };
        match escaped {
            Some(byte) if byte > b' ' && !matches!(byte, b'/' | b'%' | b'?' | b'#' | 0x7f) => {
                bytes.push(byte);
                rest = behind.get(2..).unwrap_or_default();
            }
            Some(byte) => {
                bytes.extend(format!("%{byte:02X}").into_bytes());
                rest = behind.get(2..).unwrap_or_default();
            }
            None => {
                bytes.push(first);
                rest = behind;
            }
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| path.to_owned())
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

#[cfg(test)]
mod tests {
    use super::Url;

    #[test]
    fn addresses_are_read_and_only_encrypted_ones_are_made() {
        for (text, read) in [
            ("https://Dav.X.example", Some("https://dav.x.example/")),
            ("https://dav.x.example:443/a", Some("https://dav.x.example/a")),
            ("http://dav.x.example:80/a b", Some("https://dav.x.example/a%20b")),
            ("https://posteo.example:8843/", Some("https://posteo.example:8843/")),
            (" https://x.example/ü#top ", Some("https://x.example/%C3%BC")),
            ("https://x.example?a=b", Some("https://x.example/?a=b")),
            ("https://me:secret@x.example/", None),
            ("ftp://x.example/", None),
            ("https:///a", None),
            ("https://x.example:99999/", None),
            ("x.example", None),
        ] {
            assert_eq!(Url::read(text).map(|url| url.to_string()).as_deref(), read, "{text}");
        }
    }

    #[test]
    fn references_are_resolved_against_the_page_they_stand_on() {
        let page = Url::read("https://x.example/dav/me/").unwrap();
        for (reference, whole) in [
            ("/p/1/", "https://x.example/p/1/"),
            ("book/", "https://x.example/dav/me/book/"),
            ("https://p07.x.example:443/1/", "https://p07.x.example/1/"),
            ("//y.example/1", "https://y.example/1"),
            ("/p/a b", "https://x.example/p/a%20b"),
        ] {
            assert_eq!(page.join(reference).unwrap().to_string(), whole);
        }
    }

    #[test]
    fn the_same_resource_has_the_same_key_however_it_is_escaped() {
        let key = |path: &str| Url::read(&format!("https://x.example{path}")).unwrap().key();
        assert_eq!(key("/a%20b/j%C3%B6rg%40x.vcf"), key("/a b/jörg@x.vcf"));
        assert_eq!(key("/%7Eme/1"), key("/~me/1"));
        assert_eq!(key("/a%2fb"), key("/a%2Fb"));
        assert_ne!(key("/a%2Fb"), key("/a/b"));
        assert_ne!(key("/100%2541"), key("/100A"));
        assert_eq!(key("/100%"), "/100%");
    }
}
