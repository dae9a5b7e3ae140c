//! `dev`: builds again at every change, and has the page reload.

use crate::app::{self, Quality};
use crate::command::say;
use crate::run::{build_relay, free, relay_command};
use crate::setup::Setup;
use crate::workspace::Workspace;
use anyhow::{Context, Result};
use std::path::Path;
use std::process::Child;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, SystemTime};

/// How often the files are looked at. A few hundred files take about a millisecond.
const LOOK: Duration = Duration::from_millis(300);

/// What the page is made of, and what the relay is. The relay reads the page from disk, so it need not be built again
/// for a change of the page.
const PAGE: [&str; 6] = ["app", "relay/wire", "public", "Trunk.toml", "Cargo.toml", "Cargo.lock"];
const RELAY: [&str; 2] = ["relay", "Cargo.lock"];

/// Asks once a second whether a newer build is there. In a file of its own, since the page allows no others.
const RELOAD: &str = "\
let built;
setInterval(async () => {
  const response = await fetch('/dev-build.txt', { cache: 'no-store' }).catch(() => null);
  if (!response?.ok) return;
  const now = await response.text();
  if (built !== undefined && built !== now) location.reload();
  built = now;
}, 1000);
";

pub(crate) fn run(port: u16) -> Result<()> {
    free(port)?;
    let workspace = Workspace::load()?;
    let setup = Setup::new(&workspace)?;
    let stop = Arc::new(AtomicBool::new(false));
    let stopped = Arc::clone(&stop);
    ctrlc::set_handler(move || stopped.store(true, Ordering::Relaxed))?;

    let (mut page, mut relay) = (SystemTime::UNIX_EPOCH, SystemTime::UNIX_EPOCH);
    let mut server: Option<Server> = None;
    while !stop.load(Ordering::Relaxed) {
        let (page_now, relay_now) = (latest(&workspace.root, &PAGE), latest(&workspace.root, &RELAY));
        if page_now != page {
            page = page_now;
            told(build_page(&workspace, &setup));
        }
        if relay_now != relay && !stop.load(Ordering::Relaxed) {
            relay = relay_now;
            // The old one is stopped only when the new one is there to take its port.
            if let Some(program) = told(build_relay(&workspace, Quality::Quick)) {
                drop(server.take());
                server =
                    Some(Server(relay_command(&workspace, program, port).spawn().context("cannot start the relay")?));
                say(format!("Kith is at http://127.0.0.1:{port}, and reloads at every change (Ctrl-C stops it)"));
            }
        }
        std::thread::sleep(LOOK);
    }
    Ok(())
}

/// A failed build is told, and waits for the next change.
fn told<T>(built: Result<T>) -> Option<T> {
    built.inspect_err(|error| eprintln!("\nThat did not work: {error:#}\n")).ok()
}

fn build_page(workspace: &Workspace, setup: &Setup) -> Result<()> {
    let dist = app::build(workspace, setup, Quality::Quick)?;
    let page = dist.join("index.html");
    let html = std::fs::read_to_string(&page)?;
    std::fs::write(&page, html.replace("</head>", "<script src=\"/dev-reload.js\"></script></head>"))?;
    std::fs::write(dist.join("dev-reload.js"), RELOAD)?;
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH)?;
    std::fs::write(dist.join("dev-build.txt"), now.as_millis().to_string())?;
    Ok(())
}

/// When one of these files was last changed.
fn latest(root: &Path, parts: &[&str]) -> SystemTime {
    fn walk(path: &Path) -> SystemTime {
        let own = path.metadata().and_then(|file| file.modified()).unwrap_or(SystemTime::UNIX_EPOCH);
        let inside = std::fs::read_dir(path).into_iter().flatten().flatten().map(|entry| walk(&entry.path()));
        inside.fold(own, Ord::max)
    }
    parts.iter().map(|part| walk(&root.join(part))).fold(SystemTime::UNIX_EPOCH, Ord::max)
}

/// The running relay; stopped when dropped.
struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        // Either it is stopped already, or it stops now.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
