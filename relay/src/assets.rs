//! The built app: embedded in release builds, read from disk in others.

use crate::policy::Policy;
use crate::unpacked::unpacked;
use axum::body::Body;
use axum::http::header::{
    ACCEPT_ENCODING, ACCEPT_RANGES, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY,
};
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode};
use bytes::Bytes;
use rust_embed::{Embed, EmbeddedFile};
use std::borrow::Cow;
use std::io;

/// What trunk makes.
#[derive(Embed)]
#[folder = "$CARGO_MANIFEST_DIR/../dist"]
#[allow_missing = true]
pub(crate) struct Dist;

/// What is said where nothing was built.
const NOT_BUILT: &str = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Kith is not built yet</title>\
    <h1>Kith is not built yet</h1><p>This relay runs, but it has no app to serve. In Kith's folder, run \
    <code>cargo xtask run</code>: it builds the app and starts the relay with it.</p></html>";

/// What is behind the name of a file that is there packed alone, with Brotli (RFC 7932).
const PACKED: &str = ".br";

/// A file of the app, as it is kept.
struct Kept {
    file: EmbeddedFile,
    is_packed: bool,
}

/// The answer for `path`, a URL's path. One that names no file and looks like none is a page of the app.
pub(crate) fn answer<Files: Embed>(path: &str, request: &HeaderMap, policy: &Policy) -> Response<Body> {
    let name = path.trim_start_matches('/');
    let is_page = name.is_empty() || !(looks_like_a_file(name) || Kept::of::<Files>(name).is_some());
    let name = if is_page { "index.html" } else { name };
    let Some(kept) = Kept::of::<Files>(name) else {
        return if is_page { not_built(policy) } else { not_found(policy) };
    };
    let is_sent_packed = kept.is_packed && takes_brotli(request);
    let is_document = name.ends_with(".html");
    // A document's policy is made from what is in it.
    let plain = if is_document || !is_sent_packed { kept.plain().map(Some) } else { Ok(None) };
    let Ok(plain) = plain else { return not_built(policy) };

    let mut response = Response::new(Body::empty());
    let headers = response.headers_mut();
    policy.add(headers, plain.as_deref().filter(|_| is_document));
    let tag = kept.entity_tag(is_sent_packed);
    let is_known = is_known(request, &tag);
    headers.insert(VARY, HeaderValue::from_static("accept-encoding"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static(lifetime(name)));
    headers.insert(ACCEPT_RANGES, HeaderValue::from_static("none"));
    if is_sent_packed {
        headers.insert(CONTENT_ENCODING, HeaderValue::from_static("br"));
    }
    headers.extend(HeaderValue::try_from(tag).ok().map(|tag| (ETAG, tag)));
    headers.extend(HeaderValue::try_from(content_type(name)).ok().map(|kind| (CONTENT_TYPE, kind)));
    if is_known {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
    } else {
        *response.body_mut() = Body::from(match plain {
            Some(plain) if !is_sent_packed => plain,
            _ => kept.bytes(),
        });
    }
    response
}

/// Which build of the app this is, as its document says. Empty where nothing was built, or by the quick loop.
pub(crate) fn build<Files: Embed>() -> String {
    const BEFORE: &str = "<meta name=\"kith-build\" content=\"";
    let document = Kept::of::<Files>("index.html").and_then(|kept| kept.plain().ok()).unwrap_or_default();
    let document = String::from_utf8_lossy(&document);
    let build = document.split_once(BEFORE).and_then(|(_, rest)| rest.split_once('"')).map(|(build, _)| build);
    build.filter(|build| build.bytes().all(|byte| byte.is_ascii_hexdigit())).unwrap_or_default().to_owned()
}

impl Kept {
    fn of<Files: Embed>(name: &str) -> Option<Self> {
        let packed = Files::get(&format!("{name}{PACKED}")).map(|file| Self { file, is_packed: true });
        packed.or_else(|| Some(Self { file: Files::get(name)?, is_packed: false }))
    }

    /// As it is kept. An embedded file is sent from where it stands in the program.
    fn bytes(&self) -> Bytes {
        match &self.file.data {
            Cow::Borrowed(data) => Bytes::from_static(data),
            Cow::Owned(data) => Bytes::copy_from_slice(data),
        }
    }

    /// As it was before it was packed.
    fn plain(&self) -> io::Result<Bytes> {
        if self.is_packed { unpacked(self.file.metadata.sha256_hash(), &self.file.data) } else { Ok(self.bytes()) }
    }

    /// Another one for each way of sending it (RFC 9110, section 8.8.3.3).
    fn entity_tag(&self, is_sent_packed: bool) -> String {
        let hash = self.file.metadata.sha256_hash();
        let hash = hash.iter().take(16).map(|byte| format!("{byte:02x}")).collect::<String>();
        if is_sent_packed { format!("\"{hash}-br\"") } else { format!("\"{hash}\"") }
    }
}

fn not_built(policy: &Policy) -> Response<Body> {
    plain(StatusCode::SERVICE_UNAVAILABLE, "text/html; charset=utf-8", NOT_BUILT, policy)
}

fn not_found(policy: &Policy) -> Response<Body> {
    plain(StatusCode::NOT_FOUND, "text/plain; charset=utf-8", "There is nothing here.", policy)
}

fn plain(status: StatusCode, kind: &'static str, text: &'static str, policy: &Policy) -> Response<Body> {
    let mut response = Response::new(Body::from(text));
    *response.status_mut() = status;
    policy.add(response.headers_mut(), None);
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    response
}

fn looks_like_a_file(name: &str) -> bool {
    name.rsplit('/').next().is_some_and(|last| last.contains('.'))
}

/// Whether the browser takes what is packed: all do over https and on this machine.
fn takes_brotli(request: &HeaderMap) -> bool {
    let accepted = request.get(ACCEPT_ENCODING).and_then(|accepted| accepted.to_str().ok());
    accepted.is_some_and(|accepted| accepts(accepted, "br"))
}

/// Whether a list like `gzip, br;q=0.8` has `way` in it (RFC 9110, section 12.5.3).
fn accepts(list: &str, way: &str) -> bool {
    list.split(',').any(|item| {
        let mut parts = item.split(';').map(str::trim);
        let names_it = parts.next().is_some_and(|name| name.eq_ignore_ascii_case(way));
        let weight = parts.find_map(|part| part.strip_prefix("q=").and_then(|q| q.parse::<f32>().ok()));
        names_it && weight.is_none_or(|weight| weight > 0.0)
    })
}

fn is_known(request: &HeaderMap, tag: &str) -> bool {
    let known = request.get(IF_NONE_MATCH).and_then(|known| known.to_str().ok()).unwrap_or_default();
    known.split(',').map(str::trim).any(|known| known == "*" || known.trim_start_matches("W/") == tag)
}

/// A file whose name holds the hash of its content never changes; any other must be asked about each time.
fn lifetime(name: &str) -> &'static str {
    if has_hashed_name(name) { "public, max-age=31536000, immutable" } else { "no-cache" }
}

/// Whether it is named `name-<16 hex digits>.ext`, with `_bg` or `-rest` in front of its extension or not.
fn has_hashed_name(name: &str) -> bool {
    let last = name.rsplit('/').next().unwrap_or(name);
    last.match_indices('-').any(|(at, _)| {
        let (hash, rest) = last.get(at + 1..).and_then(|rest| rest.split_at_checked(16)).unwrap_or_default();
        !hash.is_empty()
            && hash.bytes().all(|byte| byte.is_ascii_hexdigit())
            && ["_bg", "-rest"].iter().find_map(|end| rest.strip_prefix(end)).unwrap_or(rest).starts_with('.')
    })
}

fn content_type(name: &str) -> String {
    let kind = mime_guess::from_path(name).first_or_octet_stream();
    if kind.type_() == mime_guess::mime::TEXT { format!("{kind}; charset=utf-8") } else { kind.to_string() }
}

#[cfg(test)]
mod tests {
    use super::{accepts, answer, build, has_hashed_name};
    use crate::config::Config;
    use crate::policy::Policy;
    use axum::http::{HeaderMap, HeaderName, HeaderValue};
    use rust_embed::Embed;

    #[derive(Embed)]
    #[folder = "$CARGO_MANIFEST_DIR/tests/dist"]
    struct Fixture;

    #[derive(Embed)]
    #[folder = "$CARGO_MANIFEST_DIR/tests/no-such-folder"]
    #[allow_missing = true]
    struct Nothing;

    const PACKED_WASM: &[u8] = include_bytes!("../tests/dist/app-0123456789abcdef_bg.wasm.br");

    /// As [`bytes`], where the body is a text.
    async fn get<Files: Embed>(
        path: &str,
        sent: &[(&'static str, &str)],
        wanted: &[&str],
    ) -> (u16, Vec<String>, String) {
        let (status, headers, body) = bytes::<Files>(path, sent, wanted).await;
        (status, headers, String::from_utf8(body).unwrap())
    }

    /// Status, the headers named in `wanted`, and body.
    async fn bytes<Files: Embed>(
        path: &str,
        sent: &[(&'static str, &str)],
        wanted: &[&str],
    ) -> (u16, Vec<String>, Vec<u8>) {
        let request: HeaderMap = sent
            .iter()
            .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_str(value).unwrap()))
            .collect();
        let policy = Policy::new(&Config::default(), ([127, 0, 0, 1], 5484).into());
        let (head, body) = answer::<Files>(path, &request, &policy).into_parts();
        let values = wanted
            .iter()
            .map(|&name| head.headers.get(name).map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default())
            .collect();
        let body = axum::body::to_bytes(body, usize::MAX).await.unwrap();
        (head.status.as_u16(), values, body.to_vec())
    }

    #[tokio::test]
    async fn serves_files_and_pages() {
        let page = get::<Fixture>("/", &[], &["content-type", "cache-control"]).await;
        assert_eq!(page.0, 200);
        assert_eq!(page.1, ["text/html; charset=utf-8", "no-cache"]);
        assert!(page.2.contains("<title>"));
        assert_eq!(get::<Fixture>("/people/7", &[], &[]).await.2, page.2);
        assert_eq!(get::<Fixture>("/missing.js", &[], &[]).await.0, 404);
        assert_eq!(get::<Fixture>("/../Cargo.toml", &[], &[]).await.0, 404);

        let wasm = get::<Fixture>("/app-0123456789abcdef_bg.wasm", &[], &["content-type", "cache-control"]).await;
        assert_eq!(wasm.1, ["application/wasm", "public, max-age=31536000, immutable"]);
        let script = get::<Fixture>("/app-0123456789abcdef.js", &[], &["content-type"]).await;
        assert_eq!(script.1, ["text/javascript; charset=utf-8"]);
    }

    #[tokio::test]
    async fn serves_what_was_compressed_before() {
        let wanted = &["content-encoding", "content-type", "vary"];
        let get = async |accepted| {
            bytes::<Fixture>("/app-0123456789abcdef_bg.wasm", &[("accept-encoding", accepted)], wanted).await
        };
        let (status, headers, body) = get("gzip, deflate, br, zstd").await;
        assert_eq!((status, body), (200, PACKED_WASM.to_vec()));
        assert_eq!(headers, ["br", "application/wasm", "accept-encoding"]);
    }

    #[tokio::test]
    async fn unpacks_for_browsers_that_do_not() {
        let wanted = &["content-encoding", "content-type", "vary"];
        for accepted in ["gzip", "br;q=0", ""] {
            let sent = &[("accept-encoding", accepted)];
            let (status, headers, body) = bytes::<Fixture>("/app-0123456789abcdef_bg.wasm", sent, wanted).await;
            assert_eq!((status, body.as_slice()), (200, &b"as plain\n"[..]), "{accepted}");
            assert_eq!(headers, ["", "application/wasm", "accept-encoding"]);
        }
    }

    #[tokio::test]
    async fn says_when_nothing_changed() {
        let file = "/app-0123456789abcdef_bg.wasm";
        let plain = get::<Fixture>(file, &[], &["etag"]).await;
        let brotli = bytes::<Fixture>(file, &[("accept-encoding", "br")], &["etag"]).await;
        assert_ne!(plain.1, brotli.1);
        let again = get::<Fixture>(file, &[("if-none-match", &format!("W/\"x\", {}", plain.1[0]))], &["etag"]).await;
        assert_eq!(again, (304, plain.1, String::new()));
        assert_eq!(get::<Fixture>(file, &[("if-none-match", &brotli.1[0])], &[]).await.0, 200);
    }

    #[tokio::test]
    async fn every_answer_binds_the_browser() {
        let wanted = &["content-security-policy", "x-content-type-options", "referrer-policy"];
        for path in ["/", "/app-0123456789abcdef.js", "/missing.js"] {
            let (_, headers, _) = get::<Fixture>(path, &[("host", "evil.example")], wanted).await;
            assert!(headers[0].starts_with("default-src 'none'; script-src 'self' 'wasm-unsafe-eval'"), "{headers:?}");
            assert!(headers[0].contains(" ws://127.0.0.1:5484 ") && !headers[0].contains("evil"), "{headers:?}");
            assert_eq!(headers[0].contains("'sha256-"), path == "/", "{headers:?}");
            assert_eq!(headers[1..], ["nosniff", "no-referrer"]);
        }
    }

    #[tokio::test]
    async fn says_how_to_build_what_is_not_built() {
        let (status, _, body) = get::<Nothing>("/people", &[], &[]).await;
        assert_eq!(status, 503);
        assert!(body.contains("cargo xtask run"));
        assert_eq!(get::<Nothing>("/app.js", &[], &[]).await.0, 404);
    }

    #[test]
    fn the_document_names_the_build() {
        assert_eq!(build::<Fixture>(), "00112233aabbccdd");
        assert_eq!(build::<Nothing>(), "");
    }

    #[test]
    fn knows_hashed_names() {
        for (name, expect) in [
            ("app-0123456789abcdef.js", true),
            ("kith-app-0123456789abcdef_bg.wasm", true),
            ("kith-page-0123456789abcdef-rest.wasm", true),
            ("kith-page-0123456789abcdef-other.wasm", false),
            ("snippets/x-0123456789abcdef/inline0.js", false),
            ("sw.js", false),
            ("app-0123456789abcde.js", false),
            ("app-0123456789abcdefg.js", false),
            ("app-0123456789abcdeé.js", false),
        ] {
            assert_eq!(has_hashed_name(name), expect, "{name}");
        }
    }

    #[test]
    fn reads_weights() {
        assert!(accepts("gzip;q=1.0, br; q=0.5", "br"));
        assert!(!accepts("gzip, br;q=0.0", "br"));
        assert!(!accepts("", "br"));
    }
}
