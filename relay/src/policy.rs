//! The headers that tell the browser what the page may do.

use crate::config::Config;
use crate::origin::Origin;
use axum::http::HeaderMap;
use axum::http::header::{
    CONTENT_SECURITY_POLICY, HeaderName, HeaderValue, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY,
    X_CONTENT_TYPE_OPTIONS,
};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};
use std::net::SocketAddr;

/// What every answer carries.
#[derive(Clone, Debug)]
pub(crate) struct Policy {
    /// Not every browser takes 'self' to hold for WebSockets. An address of version 6 cannot stand in a policy.
    sockets: String,
    /// Whether browsers are to keep to TLS. Not on this machine: they would, too, for whatever else listens on it.
    keeps_to_tls: bool,
}

impl Policy {
    /// For a relay that listens on `address`.
    pub(crate) fn new(config: &Config, address: SocketAddr) -> Self {
        let is_encrypted = config.url.as_ref().map_or(config.tls.is_some(), Origin::is_encrypted);
        let scheme = if is_encrypted { "wss" } else { "ws" };
        let sockets = match &config.url {
            Some(url) if url.authority().starts_with('[') => String::new(),
            Some(url) => format!("{scheme}://{}", url.authority()),
            None => ["127.0.0.1", "localhost"].map(|host| format!("{scheme}://{host}:{}", address.port())).join(" "),
        };
        let keeps_to_tls = config.url.as_ref().is_some_and(|url| url.is_encrypted() && !url.is_local());
        Self { sockets, keeps_to_tls }
    }

    /// Adds to `headers` what every answer carries. A worker is bound by the policy of its own script's answer, so this
    /// is not for documents only. `html` is the document, if the answer is one.
    pub(crate) fn add(&self, headers: &mut HeaderMap, html: Option<&[u8]>) {
        if let Ok(policy) = HeaderValue::try_from(self.content(html)) {
            headers.insert(CONTENT_SECURITY_POLICY, policy);
        }
        for (name, value) in [
            (X_CONTENT_TYPE_OPTIONS, "nosniff"),
            (REFERRER_POLICY, "no-referrer"),
            (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
            (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
            (
                HeaderName::from_static("permissions-policy"),
                "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
            ),
        ] {
            headers.insert(name, HeaderValue::from_static(value));
        }
        if self.keeps_to_tls {
            // A year, as is usual.
            headers.insert(STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000"));
        }
    }

    fn content(&self, html: Option<&[u8]>) -> String {
        let mut scripts = "'self' 'wasm-unsafe-eval'".to_owned();
        for script in html.map(inline_scripts).unwrap_or_default() {
            scripts += &format!(" 'sha256-{}'", STANDARD.encode(Sha256::digest(script)));
        }
        let sockets = &self.sockets;
        format!(
            "default-src 'none'; script-src {scripts}; style-src 'self'; img-src 'self' data:; connect-src 'self' \
             {sockets}; worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors \
             'none'"
        )
    }
}

/// The contents of the script elements that have no `src`.
fn inline_scripts(html: &[u8]) -> Vec<&[u8]> {
    let mut scripts = Vec::new();
    let lower = html.to_ascii_lowercase();
    let mut at = 0;
    while let Some(open) = find(&lower, at, b"<script") {
        let Some(begin) = find(&lower, open, b">").map(|end| end + 1) else { break };
        let Some(end) = find(&lower, begin, b"</script") else { break };
        let has_source = lower.get(open..begin).is_some_and(|tag| find(tag, 0, b" src=").is_some());
        if let Some(script) = html.get(begin..end).filter(|_| !has_source) {
            scripts.push(script);
        }
        at = end;
    }
    scripts
}

fn find(text: &[u8], from: usize, word: &[u8]) -> Option<usize> {
    memchr::memmem::find(text.get(from..)?, word).map(|at| from + at)
}

#[cfg(test)]
mod tests {
    use super::{Policy, inline_scripts};
    use crate::config::Config;
    use axum::http::HeaderMap;

    fn policy(url: Option<&str>) -> Policy {
        let config = Config { url: url.map(|url| url.parse().unwrap()), ..Config::default() };
        Policy::new(&config, ([127, 0, 0, 1], 5484).into())
    }

    #[test]
    fn finds_inline_scripts() {
        let html = b"<!doctype html><SCRIPT type=\"module\">\nimport a from '/a.js';\n</SCRIPT>\
                     <script src=\"/b.js\"></script><script defer src=/c.js></script><script>two</script><script>open";
        assert_eq!(inline_scripts(html), [&b"\nimport a from '/a.js';\n"[..], b"two"]);
        assert!(inline_scripts(b"").is_empty());
    }

    #[test]
    fn allows_the_inline_scripts_by_their_hash() {
        // The digest as OpenSSL gives it for these three bytes.
        let content = policy(None).content(Some(b"<script>two</script>"));
        assert!(
            content.contains(
                "script-src 'self' 'wasm-unsafe-eval' 'sha256-P8TM/nRYcOLA2Z9x8w/wZWyN7dQcwdfT03aw2+aF4vM=';"
            ),
            "{content}"
        );
    }

    #[test]
    fn sockets_are_those_of_the_address_that_was_given() {
        let local = "connect-src 'self' ws://127.0.0.1:5484 ws://localhost:5484; ";
        assert!(policy(None).content(None).contains(local));
        let open = policy(Some("https://kith.example:8443")).content(None);
        assert!(open.contains("connect-src 'self' wss://kith.example:8443; "), "{open}");
    }

    #[test]
    fn a_browser_keeps_to_tls_where_there_is_tls() {
        let has = |url| {
            let mut headers = HeaderMap::new();
            policy(url).add(&mut headers, None);
            headers.contains_key("strict-transport-security")
        };
        assert!(has(Some("https://kith.example")));
        assert!(!has(None) && !has(Some("http://localhost:8080")) && !has(Some("https://localhost:8080")));
    }
}
