//! Stands between the relay and the mail server, and lets through as much as it is told to.

use anyhow::{Context, Result};
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, Semaphore};

/// How long the relay may take to ask for what is let through, on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// A gate. What the mail server says waits in front of it; what the relay says goes through.
pub struct Gate {
    port: u16,
    shared: Arc<Shared>,
}

struct Shared {
    /// A permit for each byte that may go through.
    budget: Semaphore,
    open: AtomicBool,
    cut: Notify,
}

impl Gate {
    /// Builds one before a server. It is shut.
    pub async fn build(server: SocketAddr) -> Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let port = listener.local_addr()?.port();
        let shared = Arc::new(Shared { budget: Semaphore::new(0), open: AtomicBool::new(false), cut: Notify::new() });
        let all = Arc::clone(&shared);
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let all = Arc::clone(&all);
                tokio::spawn(async move {
                    let Ok(server) = TcpStream::connect(server).await else { return };
                    let (from_client, to_client) = client.into_split();
                    let (from_server, to_server) = server.into_split();
                    // Whichever ends first ends both.
                    tokio::select! {
                        () = pass(from_client, to_server) => {}
                        () = all.pass(from_server, to_client) => {}
                        () = all.cut.notified() => {}
                    }
                });
            }
        });
        Ok(Self { port, shared })
    }

    /// Where it listens, on this machine.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Lets so many bytes through, and waits until they went.
    pub async fn let_through(&self, bytes: usize) -> Result<()> {
        self.shared.budget.add_permits(bytes);
        let gone = async {
            while self.shared.budget.available_permits() > 0 {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        tokio::time::timeout(PATIENCE, gone).await.context("nothing goes through the gate any more")
    }

    /// Ends every connection that goes through it now.
    pub fn cut(&self) {
        self.shared.cut.notify_waiters();
    }

    /// Lets everything through from now on.
    pub fn open(&self) {
        self.shared.open.store(true, Ordering::Relaxed);
        self.shared.budget.add_permits(Semaphore::MAX_PERMITS / 2);
    }
}

impl Shared {
    async fn pass(&self, mut from: impl AsyncRead + Unpin, mut to: impl AsyncWrite + Unpin) {
        let mut buffer = vec![0; 1 << 14];
        while let Ok(length @ 1..) = from.read(&mut buffer).await {
            let mut rest = buffer.get(..length).unwrap_or_default();
            while !rest.is_empty() {
                let mut some = rest.len();
                if !self.open.load(Ordering::Relaxed) {
                    // One byte at the least, then as many as there are permits for.
                    let Ok(first) = self.budget.acquire().await else { return };
                    first.forget();
                    some = 1 + self.budget.forget_permits(rest.len() - 1);
                }
                let (now, later) = rest.split_at(some);
                if to.write_all(now).await.is_err() {
                    return;
                }
                rest = later;
            }
        }
    }
}

async fn pass(mut from: impl AsyncRead + Unpin, mut to: impl AsyncWrite + Unpin) {
    let _ended = tokio::io::copy(&mut from, &mut to).await;
}
