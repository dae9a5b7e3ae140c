//! The HTTP side: the app, the WebSocket's upgrade, and signs of life.

use crate::access::{Exposure, KeyFileError, Keys, Pages, is_forwarded, peer};
use crate::admission::{Admission, Visitor};
use crate::assets::{Dist, answer, build};
use crate::certificate::{Certificate, CertificateError};
use crate::config::{Config, TlsFiles};
use crate::dial::Dialler;
use crate::discovery::Discovery;
use crate::imap::Connector;
use crate::listener::{Gate, Socket, forbid_core_dumps, raise_file_limit};
use crate::metrics::Metrics;
use crate::places::Places;
use crate::policy::Policy;
use crate::session::Session;
use crate::sign_in::SignIns;
use crate::tls::Encryption;
use crate::upgrade::{NoUpgrade, Upgrade};
use crate::web::Web;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::http::{HeaderMap, Response, StatusCode, Uri};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::IntoResponse;
use axum::routing::{any, get};
use axum::{Extension, Router};
use kith_wire::PATH;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio::time::{Instant, MissedTickBehavior, interval, timeout};
use tokio_rustls::rustls;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tracing::{error, info};

/// Why the relay does not start, or does not go on.
#[derive(Debug, thiserror::Error)]
pub enum RelayError {
    #[error("The listening socket cannot be used: {0}.")]
    Listener(#[from] io::Error),
    #[error("The relay is set up for this machine alone, and would listen on {0}.")]
    Exposed(SocketAddr),
    #[error("The system's certificate authorities cannot be used: {0}.")]
    Authorities(#[from] rustls::Error),
    #[error(transparent)]
    Certificate(#[from] CertificateError),
    #[error(transparent)]
    Keys(#[from] KeyFileError),
    #[error("There is no access key in {0} yet, so nobody could use this relay. Make one: kith-relay key add NAME.")]
    NoKeys(PathBuf),
    #[error("Metrics cannot be served on {0}: {1}.")]
    Metrics(SocketAddr, #[source] io::Error),
}

/// Serves on `listener` until `shutdown` resolves, then ends what is open.
///
/// # Errors
/// If something that was set cannot be used: keys, certificates, the metrics' address.
pub async fn run(
    listener: TcpListener,
    config: Config,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> Result<(), RelayError> {
    let config = Arc::new(config);
    let address = listener.local_addr()?;
    if config.exposure == Exposure::Local && !address.ip().to_canonical().is_loopback() {
        return Err(RelayError::Exposed(address));
    }
    let keys = match &config.keys {
        Some(file) if file.list()?.is_empty() => return Err(RelayError::NoKeys(file.path().to_owned())),
        Some(file) => Some(Arc::new(Keys::read(file.clone())?)),
        None => None,
    };
    let certificate = config.tls.clone().map(|files| open_certificate(files, &config)).transpose()?;
    let metrics = Metrics::default();
    let stop = CancellationToken::new();
    let tasks = TaskTracker::new();
    forbid_core_dumps();
    raise_file_limit(config.limits.sockets + config.limits.sessions + config.limits.logins + 64);

    let (dialler, tls) = (Dialler::new(&config), Encryption::new(config.extra_roots.clone())?);
    let connector = Arc::new(Connector::new(&config, dialler.clone(), tls.clone()));
    let relay = Arc::new(Relay {
        pages: Pages::new(
            config.url.iter().chain(&config.allow_origins).cloned().collect(),
            config.allow_missing_origin,
            config.exposure,
        ),
        policy: Policy::new(&config, address),
        sign_ins: Arc::new(SignIns::new(&config, dialler.clone(), tls.connector())),
        web: Arc::new(Web::new(&config, dialler.clone(), tls.connector())),
        discovery: Arc::new(Discovery::new(&config, dialler, connector.clone(), tls.connector())),
        connector,
        admission: Arc::new(Admission::new(&config, keys.clone(), metrics.clone())),
        sessions: tasks.clone(),
        stop: stop.clone(),
        metrics: metrics.clone(),
        build: build::<Dist>().into(),
        config: config.clone(),
        began: Instant::now(),
    });
    let router = Router::new()
        .route(PATH, any(upgrade))
        .route(HEALTH, get(async || concat!("ok\nkith-relay ", env!("CARGO_PKG_VERSION"), "\n")))
        .route(READY, get(ready))
        .fallback(get(serve))
        .layer(from_fn_with_state(relay.clone(), guarded))
        .with_state(relay.clone());
    let gate = Gate {
        router,
        tls: certificate.as_ref().map(Certificate::acceptor).transpose()?,
        sockets: Places::new(config.limits.sockets, config.limits.sockets_per_address),
        metrics: metrics.clone(),
        config: config.clone(),
        stop: stop.clone(),
        tasks: tasks.clone(),
    };
    if let Some(address) = config.metrics {
        let listener = TcpListener::bind(address).await.map_err(|error| RelayError::Metrics(address, error))?;
        tasks.spawn(serve_metrics(listener, metrics, stop.clone()));
    }
    #[cfg(feature = "acme")]
    if let (Some(acme), Some(certificate)) = (config.acme.clone(), certificate.clone()) {
        tasks.spawn(crate::acme::keep(acme, certificate, stop.clone()));
    }
    if keys.is_some() || certificate.is_some() {
        tasks.spawn(look_at_files(keys, certificate, config.clone(), stop.clone()));
    }

    info!("Kith is served on {}://{address}", if config.tls.is_some() { "https" } else { "http" });
    tokio::select! {
        () = gate.keep(listener) => {}
        () = shutdown => {}
    }
    info!("stopping");
    stop.cancel();
    tasks.close();
    // Whatever is still half-open then ends with the program.
    let _ = timeout(config.times.farewell, tasks.wait()).await;
    Ok(())
}

/// Says that the relay lives…
const HEALTH: &str = "/healthz";
/// …and that it can take more in.
const READY: &str = "/readyz";

struct Relay {
    config: Arc<Config>,
    pages: Pages,
    policy: Policy,
    connector: Arc<Connector>,
    discovery: Arc<Discovery>,
    sign_ins: Arc<SignIns>,
    web: Arc<Web>,
    admission: Arc<Admission>,
    metrics: Metrics,
    /// Which build of the app it serves.
    build: Arc<str>,
    began: Instant,
    sessions: TaskTracker,
    stop: CancellationToken,
}

/// Refuses requests that mean another server or come by another way, whatever is asked for, and has every answer bind
/// the browser.
async fn guarded(
    State(relay): State<Arc<Relay>>,
    Extension(socket): Extension<Socket>,
    request: Request,
    next: Next,
) -> Response<Body> {
    let mut response = match relay.misled(&request, socket.from) {
        Some(why) => (StatusCode::FORBIDDEN, why).into_response(),
        None => next.run(request).await,
    };
    let is_bound = response.headers().contains_key(CONTENT_SECURITY_POLICY);
    if !is_bound && response.status() != StatusCode::SWITCHING_PROTOCOLS {
        relay.policy.add(response.headers_mut(), None);
    }
    response
}

impl Relay {
    /// Why a request is not meant for this relay, or came by a way that it was not set up for.
    fn misled(&self, request: &Request, from: IpAddr) -> Option<&'static str> {
        if !self.pages.is_meant(request.headers()) {
            return Some("Kith is not served by this name.");
        }
        let proxies = &self.config.proxies;
        // A machine that looks whether the relay lives need not be a proxy.
        let asks_for_life = [HEALTH, READY].contains(&request.uri().path());
        if !proxies.is_empty() && !asks_for_life && !proxies.iter().any(|proxy| proxy.holds(from)) {
            return Some("This relay answers its proxies only.");
        }
        // Through a proxy that nobody told us of, everyone would pass for this machine.
        let is_local = self.config.exposure == Exposure::Local;
        (is_local && is_forwarded(request.headers())).then_some(
            "This relay is set up for this machine alone, and a proxy passed your request on. Start it with \
             --behind-proxy and the proxy's address, and with --url.",
        )
    }
}

async fn serve(State(relay): State<Arc<Relay>>, uri: Uri, headers: HeaderMap) -> Response<Body> {
    answer::<Dist>(uri.path(), &headers, &relay.policy)
}

async fn ready(State(relay): State<Arc<Relay>>) -> (StatusCode, &'static str) {
    if relay.stop.is_cancelled() {
        (StatusCode::SERVICE_UNAVAILABLE, "stopping")
    } else if relay.admission.is_full() {
        (StatusCode::SERVICE_UNAVAILABLE, "full")
    } else {
        (StatusCode::OK, "ready")
    }
}

async fn upgrade(
    State(relay): State<Arc<Relay>>,
    Extension(connection): Extension<Socket>,
    request: Request,
) -> Response<Body> {
    let refuse = |status: StatusCode, why: &'static str| (status, why).into_response();
    if !relay.pages.admits(request.headers()) {
        return refuse(
            StatusCode::FORBIDDEN,
            "This page may not use the relay. If it is yours, start the relay with --url or --allow-origin and its \
             address.",
        );
    }
    let address = peer(connection.from, request.headers(), &relay.config.proxies);
    let (response, socket) = match Upgrade::read(request) {
        Ok(upgrade) => upgrade.split(),
        Err(NoUpgrade::NotAsked) => {
            return refuse(StatusCode::BAD_REQUEST, "Here is a WebSocket for Kith's page, and nothing to read.");
        }
        Err(NoUpgrade::OtherProtocol) => {
            return refuse(
                StatusCode::BAD_REQUEST,
                "This page and this relay are of versions that do not know each other. Load the page anew.",
            );
        }
    };
    let is_everyone =
        relay.config.exposure == Exposure::Local || relay.config.proxies.iter().any(|proxy| proxy.holds(address));
    let session = Session {
        connector: relay.connector.clone(),
        discovery: relay.discovery.clone(),
        sign_ins: relay.sign_ins.clone(),
        web: relay.web.clone(),
        times: relay.config.times,
        build: relay.build.clone(),
        visitor: Visitor { admission: relay.admission.clone(), address, is_counted: !is_everyone },
        metrics: relay.metrics.clone(),
        epoch: relay.began,
        stop: relay.stop.clone(),
    };
    relay.sessions.spawn(async move {
        // A page that is gone before its answer never has a socket.
        if let Ok(socket) = socket.await {
            session.run(socket).await;
        }
        drop(connection);
    });
    response
}

#[cfg_attr(not(feature = "acme"), allow(unused_variables, reason = "without ACME it has to be there"))]
fn open_certificate(files: TlsFiles, config: &Config) -> Result<Arc<Certificate>, CertificateError> {
    #[cfg(feature = "acme")]
    if config.acme.is_some() {
        return Ok(Certificate::awaited(files));
    }
    Certificate::read(files)
}

/// Takes over keys and certificates that changed.
async fn look_at_files(
    keys: Option<Arc<Keys>>,
    certificate: Option<Arc<Certificate>>,
    config: Arc<Config>,
    stop: CancellationToken,
) {
    let mut look = interval(config.times.look_at_files);
    look.set_missed_tick_behavior(MissedTickBehavior::Delay);
    // What is wrong is told once, and not at every look.
    let mut told = [None, None];
    loop {
        tokio::select! {
            _ = look.tick() => {}
            () = stop.cancelled() => return,
        }
        let keys = keys.as_ref().map_or(Ok(()), |keys| keys.reread());
        let certificate = certificate.as_ref().map_or(Ok(false), |certificate| certificate.look());
        if let Ok(true) = certificate {
            info!("the certificate was read again");
        }
        let wrong = [
            keys.err().map(|error| format!("{error} The keys from before stay valid.")),
            certificate.err().map(|error| format!("{error} The certificate from before is still shown.")),
        ];
        for (wrong, told) in wrong.iter().zip(&told) {
            if let Some(wrong) = wrong.as_ref().filter(|_| wrong != told) {
                error!("{wrong}");
            }
        }
        told = wrong;
    }
}

async fn serve_metrics(listener: TcpListener, metrics: Metrics, stop: CancellationToken) {
    const FORMAT: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    let router = Router::new().route("/metrics", get(async move || ([(CONTENT_TYPE, FORMAT)], metrics.text())));
    let served = axum::serve(listener, router).with_graceful_shutdown(stop.cancelled_owned());
    if let Err(error) = served.await {
        error!("metrics are not served any more: {error}");
    }
}
