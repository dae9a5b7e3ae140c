//! The headers that tell the browser what the page may do.

use axum::http::header::{
    CONTENT_SECURITY_POLICY, HeaderName, HeaderValue, REFERRER_POLICY, VARY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, header};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

/// Adds to `headers` what every answer carries. A worker is bound by the policy of its own script's answer, so this
/// is not for documents only. `html` is the document, if the answer is one.
pub(crate) fn add(headers: &mut HeaderMap, request: &HeaderMap, html: Option<&[u8]>) {
    let host = request.get(header::HOST).and_then(|host| host.to_str().ok());
    if let Ok(policy) = HeaderValue::try_from(content_policy(host, html)) {
        headers.insert(CONTENT_SECURITY_POLICY, policy);
    }
    for (name, value) in [
        // The policy names it.
        (VARY, "host"),
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
}

fn content_policy(host: Option<&str>, html: Option<&[u8]>) -> String {
    let mut scripts = "'self' 'wasm-unsafe-eval'".to_owned();
    for script in html.map(inline_scripts).unwrap_or_default() {
        scripts += &format!(" 'sha256-{}'", STANDARD.encode(Sha256::digest(script)));
    }
    // Not every browser takes 'self' to hold for WebSockets.
    let sockets = match host.filter(|host| is_authority(host)) {
        Some(host) => format!(" ws://{host} wss://{host}"),
        None => String::new(),
    };
    format!(
        "default-src 'none'; script-src {scripts}; style-src 'self'; img-src 'self' data:; connect-src 'self'{sockets}; \
         worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
}

/// Whether it can stand in a policy without changing what the rest of it means.
fn is_authority(host: &str) -> bool {
    !host.is_empty() && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".:-[]".contains(&byte))
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
    use super::{content_policy, inline_scripts};

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
        let policy = content_policy(None, Some(b"<script>two</script>"));
        assert!(
            policy.contains(
                "script-src 'self' 'wasm-unsafe-eval' 'sha256-P8TM/nRYcOLA2Z9x8w/wZWyN7dQcwdfT03aw2+aF4vM=';"
            ),
            "{policy}"
        );
    }

    #[test]
    fn a_strange_host_adds_nothing() {
        assert!(content_policy(Some("127.0.0.1:8025"), None).contains("connect-src 'self' ws://127.0.0.1:8025 wss://"));
        assert!(content_policy(Some("a; script-src *"), None).contains("connect-src 'self'; worker-src"));
    }
}
