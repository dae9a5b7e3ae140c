//! Stands between the relay and the mail server, lets everything through, as late as is asked, and notes what the relay
//! said when.

use anyhow::Result;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::time::Instant;

/// Something that the relay sent, or the beginning of a connection.
#[derive(Clone, Debug)]
pub(crate) struct Said {
    pub connection: usize,
    /// When, in milliseconds since 1970.
    pub at: f64,
    /// What; nothing for a beginning.
    pub words: String,
}

/// A running proxy; it ends with the program.
pub(crate) struct Proxy {
    pub port: u16,
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    /// How late everything is, each way, in microseconds.
    delay: AtomicU64,
    said: Mutex<Vec<Said>>,
}

impl Proxy {
    /// Starts one before a server that speaks in plain text.
    pub(crate) async fn start(server: SocketAddr) -> Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let port = listener.local_addr()?.port();
        let shared = Arc::new(Shared::default());
        let all = Arc::clone(&shared);
        tokio::spawn(async move {
            for connection in 0.. {
                let Ok((client, _)) = listener.accept().await else { return };
                all.note(connection, String::new());
                let Ok(server) = TcpStream::connect(server).await else { continue };
                let _ = (client.set_nodelay(true), server.set_nodelay(true));
                let (from_client, to_client) = client.into_split();
                let (from_server, to_server) = server.into_split();
                tokio::spawn(pass(from_client, to_server, Arc::clone(&all), Some(connection)));
                tokio::spawn(pass(from_server, to_client, Arc::clone(&all), None));
            }
        });
        Ok(Self { port, shared })
    }

    /// From now on everything takes so long each way.
    pub(crate) fn delay(&self, delay: Duration) {
        self.shared.delay.store(u64::try_from(delay.as_micros()).unwrap_or(u64::MAX), Ordering::Relaxed);
    }

    /// What was said since this was asked last.
    pub(crate) fn said(&self) -> Vec<Said> {
        std::mem::take(&mut self.shared.said.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Shared {
    fn note(&self, connection: usize, words: String) {
        let said = Said { connection, at: now(), words };
        self.said.lock().unwrap_or_else(PoisonError::into_inner).push(said);
    }
}

/// Milliseconds since 1970, as the page has them.
pub(crate) fn now() -> f64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs_f64() * 1_000.0
}

async fn pass(
    mut from: impl AsyncReadExt + Unpin,
    mut to: impl AsyncWriteExt + Unpin + Send + 'static,
    shared: Arc<Shared>,
    noted: Option<usize>,
) {
    let (sender, mut late) = mpsc::channel::<(Instant, Vec<u8>)>(256);
    tokio::spawn(async move {
        while let Some((due, bytes)) = late.recv().await {
            tokio::time::sleep_until(due).await;
            if to.write_all(&bytes).await.is_err() {
                return;
            }
        }
        let _ = to.shutdown().await;
    });
    let mut buffer = vec![0; 1 << 16];
    while let Ok(length @ 1..) = from.read(&mut buffer).await {
        let bytes = buffer.get(..length).unwrap_or_default().to_vec();
        if let Some(connection) = noted {
            shared.note(connection, String::from_utf8_lossy(&bytes).into_owned());
        }
        let delay = Duration::from_micros(shared.delay.load(Ordering::Relaxed));
        if sender.send((Instant::now() + delay, bytes)).await.is_err() {
            return;
        }
    }
}
