//! The HTTP side: the app, the WebSocket's upgrade, and a sign of life.

use crate::assets::{Dist, answer};
use crate::config::Config;
use crate::guard::Guard;
use crate::imap::Connector;
use crate::policy;
use crate::session::Session;
use axum::Router;
use axum::body::Body;
use axum::extract::ws::WebSocketUpgrade;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::extract::{Request, State};
use axum::http::header::CONTENT_SECURITY_POLICY;
use axum::http::{HeaderMap, Response, StatusCode, Uri};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::IntoResponse;
use axum::routing::{any, get};
use axum::serve::ListenerExt;
use kith_wire::limits::MAX_REQUEST_BYTES;
use kith_wire::{PATH, PROTOCOL};
use std::io;
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tracing::info;

/// The buffer for what a page sends, in bytes. Every WebSocket keeps one for as long as it is open, and nearly all that
/// pages send is smaller; for what is not, it grows.
const READ_BUFFER_SIZE: usize = 4 * 1024;

/// Serves on `listener` until `shutdown` resolves, then ends the sessions that are open.
///
/// # Errors
/// If the system's certificate authorities cannot be used, or the listener fails.
pub async fn run(
    listener: TcpListener,
    config: Config,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let address = listener.local_addr()?;
    let relay = Arc::new(Relay {
        guard: Guard::new(&config.allow_origins, config.allow_missing_origin, address.ip().is_loopback()),
        connector: Connector::new(&config).map_err(io::Error::other)?,
        places: Arc::new(Semaphore::new(config.max_sessions)),
        sessions: TaskTracker::new(),
        stop: CancellationToken::new(),
        config,
    });
    let router = Router::new()
        .route(PATH, any(upgrade))
        .route("/healthz", get(async || "ok"))
        .fallback(get(serve))
        .layer(from_fn_with_state(relay.clone(), guarded))
        .with_state(relay.clone());

    info!("Kith is served on http://{address}");
    let stop = relay.stop.clone();
    // Frames are written whole: none waits for the one before to be acknowledged.
    let listener = listener.tap_io(|stream| drop(stream.set_nodelay(true)));
    axum::serve(listener, router)
        .with_graceful_shutdown(async move {
            shutdown.await;
            // An upgraded connection is not the server's any more: it would neither end nor be waited for.
            stop.cancel();
        })
        .await?;
    relay.sessions.close();
    let _ = timeout(relay.config.times.farewell, relay.sessions.wait()).await;
    Ok(())
}

struct Relay {
    config: Config,
    guard: Guard,
    connector: Connector,
    places: Arc<Semaphore>,
    sessions: TaskTracker,
    stop: CancellationToken,
}

/// Refuses requests that mean another server, whatever is asked for, and has every answer bind the browser.
async fn guarded(State(relay): State<Arc<Relay>>, request: Request, next: Next) -> Response<Body> {
    let headers = request.headers().clone();
    if !relay.guard.is_meant(&headers) {
        return refuse(StatusCode::FORBIDDEN, "Kith is not served by this name.", &headers);
    }
    let mut response = next.run(request).await;
    let is_bound = response.headers().contains_key(CONTENT_SECURITY_POLICY);
    if !is_bound && response.status() != StatusCode::SWITCHING_PROTOCOLS {
        policy::add(response.headers_mut(), &headers, None);
    }
    response
}

async fn serve(uri: Uri, headers: HeaderMap) -> Response<Body> {
    answer::<Dist>(uri.path(), &headers)
}

async fn upgrade(
    State(relay): State<Arc<Relay>>,
    headers: HeaderMap,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Response<Body> {
    if !relay.guard.admits(&headers) {
        return refuse(
            StatusCode::FORBIDDEN,
            "This page may not use the relay. If it is yours, start the relay with --allow-origin and its address.",
            &headers,
        );
    }
    let Ok(upgrade) = upgrade else {
        return refuse(StatusCode::BAD_REQUEST, "Here is a WebSocket for Kith's page, and nothing to read.", &headers);
    };
    let upgrade = upgrade
        .protocols([PROTOCOL])
        .max_message_size(MAX_REQUEST_BYTES)
        .max_frame_size(MAX_REQUEST_BYTES)
        .read_buffer_size(READ_BUFFER_SIZE)
        .write_buffer_size(0);
    if upgrade.selected_protocol().is_none() {
        return refuse(
            StatusCode::BAD_REQUEST,
            "This page and this relay are of versions that do not know each other. Load the page anew.",
            &headers,
        );
    }
    let session = Session {
        connector: relay.connector.clone(),
        times: relay.config.times,
        place: relay.places.clone().try_acquire_owned().ok(),
        stop: relay.stop.clone(),
    };
    let sessions = relay.sessions.clone();
    upgrade.on_upgrade(move |socket| sessions.track_future(session.run(socket)))
}

fn refuse(status: StatusCode, why: &'static str, request: &HeaderMap) -> Response<Body> {
    let mut response = (status, why).into_response();
    policy::add(response.headers_mut(), request, None);
    response
}
