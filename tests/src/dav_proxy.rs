//! Stands in front of an address book server, and does to requests and answers what a test says.

use crate::faults::Faults;
use crate::http::{Answer, Reply, Request, Server, Service, send};
use crate::multistatus::Pages;
use anyhow::Result;
use kith_world::World;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// The first name that a server gives to a new card; it counts on from there.
const FIRST_NAME: u64 = 0x2993_5b72_9362_b1b1;

/// A proxy. It ends when dropped.
pub struct DavProxy {
    shared: Arc<Shared>,
    server: Server,
}

struct Shared {
    behind: SocketAddr,
    faults: Faults,
    renames: AtomicBool,
    names: Names,
    pages: Mutex<Pages>,
}

/// Gives names to new cards.
#[derive(Default)]
pub(crate) struct Names(AtomicU64);

impl DavProxy {
    /// Starts one in front of a server of this machine. It does nothing yet.
    pub async fn start(behind: SocketAddr) -> Result<Self> {
        let shared = Arc::new(Shared {
            behind,
            faults: Faults::default(),
            renames: AtomicBool::new(false),
            names: Names::default(),
            pages: Mutex::default(),
        });
        let server = Server::start(Arc::clone(&shared)).await?;
        Ok(Self { shared, server })
    }

    /// Where it listens, without TLS.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.server.address()
    }

    /// It is that host of a world, with TLS in front of it.
    pub fn put_into(&self, world: &World, host: &str) -> Result<()> {
        world.web_host(host, self.address())
    }

    /// What goes wrong, and what was asked.
    #[must_use]
    pub fn faults(&self) -> &Faults {
        &self.shared.faults
    }

    /// Whether, from now on, a new card gets a name of the server's. The answer has it (`Location`), and no ETag.
    pub fn set_renames(&self, renames: bool) {
        self.shared.renames.store(renames, Ordering::SeqCst);
    }

    /// After how many rows, from now on, a list of changes is cut off (RFC 6578, section 3.6).
    pub fn set_rows(&self, rows: Option<usize>) {
        self.shared.pages.lock().unwrap_or_else(PoisonError::into_inner).set_rows(rows);
    }
}

impl Service for Shared {
    async fn reply(&self, request: Request) -> Reply {
        let answer = async { self.pass(request.clone()).await.unwrap_or_else(|_| Answer::new(502)) };
        self.faults.around(&request, answer).await
    }
}

impl Shared {
    async fn pass(&self, request: Request) -> Result<Answer> {
        if self.renames.load(Ordering::SeqCst) && is_creation(self.behind, &request).await? {
            return self.names.create(self.behind, request, |card, _| card).await;
        }
        let rest = self.pages.lock().unwrap_or_else(PoisonError::into_inner).rest(&request);
        if let Some(rest) = rest {
            return Ok(rest);
        }
        let answer = send(self.behind, &request).await?;
        Ok(self.pages.lock().unwrap_or_else(PoisonError::into_inner).first(&request, answer))
    }
}

impl Names {
    /// Creates a card under a name of the server's own, in the form that `form` gives to it under that name.
    pub(crate) async fn create(
        &self,
        server: SocketAddr,
        request: Request,
        form: impl FnOnce(String, &str) -> String,
    ) -> Result<Answer> {
        let name = format!("{:016x}", FIRST_NAME + self.0.fetch_add(1, Ordering::SeqCst));
        let folder = request.target.rsplit_once('/').map_or("", |(folder, _)| folder);
        let target = format!("{folder}/{name}");
        let card = form(request.text(), &name);
        let answer = send(server, &Request { target: target.clone(), ..request }.with_body(card)).await?;
        Ok(if answer.is_success() { answer.without("ETag").with("Location", target) } else { answer })
    }
}

/// Whether a request puts a card where there is none.
pub(crate) async fn is_creation(server: SocketAddr, request: &Request) -> Result<bool> {
    if request.method != "PUT" {
        return Ok(false);
    }
    let mut look = Request::new("GET", &request.target);
    if let Some(who) = request.header("Authorization") {
        look = look.with("Authorization", who);
    }
    Ok(send(server, &look).await?.status == 404)
}
