//! Connections of browsers, from the first byte until they become WebSockets: how many, for how long, with or without
//! TLS.

use crate::access::block;
use crate::certificate::HTTP;
use crate::config::{Config, Times};
use crate::metrics::Metrics;
use crate::places::{Place, Places};
use axum::Router;
use axum::extract::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{sleep, timeout};
use tokio_rustls::TlsAcceptor;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower_service::Service;
use tracing::{debug, warn};

/// The most that is read of a request's header, in bytes.
const MAX_HEADER_BYTES: usize = 32 * 1024;

/// What is said to a connection for which there is no place, where it can be said without TLS.
const TOO_MANY: &str = "HTTP/1.1 503 Service Unavailable\r\nretry-after: 10\r\nx-content-type-options: nosniff\r\n\
                        content-type: text/plain; charset=utf-8\r\nconnection: close\r\ncontent-length: 30\r\n\r\n\
                        Too many connections are open.";

/// How long to wait when the system has no more room for connections.
const NO_ROOM_PAUSE: Duration = Duration::from_millis(100);

/// The connection by which a request came.
#[derive(Clone, Debug)]
pub(crate) struct Socket {
    /// From where it comes.
    pub(crate) from: IpAddr,
    /// Its place among all, which a WebSocket that it becomes goes on to take.
    _place: Arc<Counted>,
}

/// A place of a connection, which is counted while it is taken.
#[derive(Debug)]
struct Counted {
    metrics: Metrics,
    _place: Place<IpAddr>,
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.metrics.sockets.dec();
    }
}

/// Takes connections in and has `router` answer their requests.
pub(crate) struct Gate {
    pub(crate) router: Router,
    pub(crate) tls: Option<TlsAcceptor>,
    pub(crate) sockets: Places<IpAddr>,
    pub(crate) metrics: Metrics,
    pub(crate) config: Arc<Config>,
    pub(crate) stop: CancellationToken,
    pub(crate) tasks: TaskTracker,
}

impl Gate {
    /// Until it is told to stop.
    pub(crate) async fn keep(self, listener: TcpListener) {
        let gate = Arc::new(self);
        loop {
            let accepted = tokio::select! {
                accepted = listener.accept() => accepted,
                () = gate.stop.cancelled() => return,
            };
            match accepted {
                Ok((stream, from)) => gate.let_in(stream, from),
                // The browser was gone again, or there are too many files open, of which some will be closed.
                Err(error) => {
                    debug!(%error, "a connection could not be taken in");
                    sleep(NO_ROOM_PAUSE).await;
                }
            }
        }
    }

    fn let_in(self: &Arc<Self>, stream: TcpStream, from: SocketAddr) {
        let address = from.ip().to_canonical();
        // Through a proxy everyone comes from one address, and on this machine there is no one else.
        let is_many = address.is_loopback() || self.config.proxies.iter().any(|proxy| proxy.holds(address));
        let Some(place) = self.sockets.take((!is_many).then(|| block(address))) else {
            self.metrics.sockets_refused.inc();
            debug!(peer = %address, "too many connections");
            if self.tls.is_none() {
                // As far as it goes at once.
                let _ = stream.try_write(TOO_MANY.as_bytes());
            }
            return;
        };
        self.metrics.sockets.inc();
        let counted = Counted { metrics: self.metrics.clone(), _place: place };
        let socket = Socket { from: address, _place: Arc::new(counted) };
        let gate = self.clone();
        self.tasks.spawn(async move { gate.talk(stream, socket).await });
    }

    async fn talk(&self, stream: TcpStream, socket: Socket) {
        let from = socket.from;
        // Frames are written whole: none waits for the one before to be acknowledged.
        let _ = stream.set_nodelay(true);
        match &self.tls {
            None => self.serve(stream, socket).await,
            Some(tls) => {
                let handshake = timeout(self.times().handshake, tls.accept(stream));
                let agreed = tokio::select! {
                    agreed = handshake => agreed,
                    () = self.stop.cancelled() => return,
                };
                match agreed {
                    // An authority has seen all that it wanted.
                    Ok(Ok(stream)) if stream.get_ref().1.alpn_protocol().is_some_and(|agreed| agreed != HTTP) => {}
                    Ok(Ok(stream)) => self.serve(stream, socket).await,
                    Ok(Err(error)) => debug!(peer = %from, %error, "no TLS was agreed upon"),
                    Err(_) => debug!(peer = %from, "no TLS was agreed upon in time"),
                }
            }
        }
    }

    async fn serve(&self, stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static, socket: Socket) {
        let from = socket.from;
        let router = self.router.clone();
        let service = service_fn(move |mut request: Request<Incoming>| {
            request.extensions_mut().insert(socket.clone());
            router.clone().call(request)
        });
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(self.times().request)
            .max_buf_size(MAX_HEADER_BYTES)
            .serve_connection(TokioIo::new(stream), service)
            .with_upgrades();
        let mut connection = std::pin::pin!(connection);
        let ended = timeout(self.times().http, async {
            tokio::select! {
                ended = connection.as_mut() => ended,
                () = self.stop.cancelled() => {
                    // What is under way is finished.
                    connection.as_mut().graceful_shutdown();
                    connection.await
                }
            }
        });
        match ended.await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => debug!(peer = %from, %error, "a connection broke"),
            Err(_) => debug!(peer = %from, "a connection took too long"),
        }
    }

    fn times(&self) -> &Times {
        &self.config.times
    }
}

/// Keeps a crash from writing the memory, which may hold a password, to a file.
pub(crate) fn forbid_core_dumps() {
    use rustix::process::{Resource, Rlimit, setrlimit};
    let _ = setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) });
}

/// Lets the process have as many connections open as the system allows it. Many systems give 1,024 unless asked.
pub(crate) fn raise_file_limit(wanted: usize) {
    use rustix::process::{Resource, getrlimit, setrlimit};
    let mut limit = getrlimit(Resource::Nofile);
    let wanted = u64::try_from(wanted).unwrap_or(u64::MAX);
    if limit.current.is_some_and(|current| current < wanted) {
        limit.current = Some(limit.maximum.map_or(wanted, |maximum| maximum.min(wanted)));
        let _ = setrlimit(Resource::Nofile, limit);
    }
    let current = getrlimit(Resource::Nofile).current;
    if let Some(current) = current.filter(|current| *current < wanted) {
        warn!(
            wanted,
            current, "the system allows fewer open files than the limits need; raise LimitNOFILE or ulimit -n"
        );
    }
}
