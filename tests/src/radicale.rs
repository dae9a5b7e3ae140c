//! An address book server (Radicale) of a test's own, on loopback.

use crate::http::{Answer, Request, basic, send};
use crate::process::{Running, free_port, tool};
use anyhow::{Context, Result, ensure};
use kith_world::{Page, World};
use std::collections::BTreeMap;
use std::fs::File;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::process::{Command, Stdio};

/// A running server; it ends when dropped. It speaks no TLS: a test's world does that for it.
///
/// What its functions are told of a user, a book and a card are the names that these have in its addresses
/// (`/robin@wren.example/friends/ada.vcf`).
pub struct Radicale {
    // Before the folder, so that it has ended when the folder goes.
    running: Option<Running>,
    address: SocketAddr,
    users: Vec<(String, String)>,
    folder: tempfile::TempDir,
}

impl Radicale {
    /// Starts one with these users, each with a password. None has a book.
    pub fn start(users: &[(&str, &str)]) -> Result<Self> {
        let folder = tempfile::Builder::new().prefix("kith-radicale-").tempdir()?;
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, free_port()?));
        let own = folder.path().display();
        let settings = format!(
            "[server]\nhosts = {address}\n\
             [auth]\ntype = htpasswd\nhtpasswd_filename = {own}/users\nhtpasswd_encryption = plain\ndelay = 0\n\
             [storage]\nfilesystem_folder = {own}/storage\n\
             [logging]\nlevel = info\n"
        );
        std::fs::write(folder.path().join("settings"), settings)?;
        let users: Vec<_> = users.iter().map(|(user, password)| ((*user).to_owned(), (*password).to_owned())).collect();
        let lines: String = users.iter().map(|(user, password)| format!("{user}:{password}\n")).collect();
        std::fs::write(folder.path().join("users"), lines)?;
        let mut server = Self { running: None, address, users, folder };
        server.restart()?;
        Ok(server)
    }

    /// Where it listens, without TLS.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// It is that host of a world, with TLS in front of it.
    pub fn put_into(&self, world: &World, host: &str) -> Result<()> {
        world.web_host(host, self.address)
    }

    /// Stops it: it answers what it is asked already, and nothing more.
    pub fn stop(&mut self) {
        self.running = None;
    }

    /// Ends it as a crash would, whatever it is doing.
    pub fn kill(&mut self) {
        if let Some(running) = self.running.take() {
            running.kill();
        }
    }

    /// Starts it (again) where it was.
    pub fn restart(&mut self) -> Result<()> {
        self.stop();
        let program = tool("KITH_RADICALE", "Radicale")?;
        let log = File::options().create(true).append(true).open(self.log_file())?;
        let mut command = Command::new(program);
        command.arg("--config").arg(self.folder.path().join("settings"));
        command.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log);
        let mut running = Running::start(&mut command)?;
        running.wait_for(self.address, || self.log()).context("Radicale")?;
        self.running = Some(running);
        Ok(())
    }

    /// What it has logged since the first start.
    #[must_use]
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.log_file()).unwrap_or_default()
    }

    /// Makes an address book that is shown under that title (RFC 5689).
    pub async fn make_book(&self, user: &str, book: &str, title: &str) -> Result<()> {
        let title = title.replace('&', "&amp;").replace('<', "&lt;");
        let body = format!(
            "<mkcol xmlns=\"DAV:\" xmlns:C=\"urn:ietf:params:xml:ns:carddav\"><set><prop><resourcetype><collection/>\
             <C:addressbook/></resourcetype><displayname>{title}</displayname></prop></set></mkcol>"
        );
        let request = Request::new("MKCOL", format!("/{user}/{book}/")).with_body(body);
        self.succeed(user, request.with("Content-Type", "application/xml")).await.map(drop)
    }

    /// Puts a card into a book, in place of one of that name.
    pub async fn put_card(&self, user: &str, book: &str, name: &str, card: &str) -> Result<()> {
        let request = Request::new("PUT", format!("/{user}/{book}/{name}")).with_body(card);
        self.succeed(user, request.with("Content-Type", "text/vcard; charset=utf-8")).await.map(drop)
    }

    /// Puts many cards into a book at once, each with its name, on its disk. Nobody may be using the book.
    pub fn fill(&self, user: &str, book: &str, cards: impl IntoIterator<Item = (String, String)>) -> Result<()> {
        let folder = self.book_folder(user, book);
        cards.into_iter().try_for_each(|(name, card)| Ok(std::fs::write(folder.join(name), card)?))
    }

    /// Deletes a card.
    pub async fn delete(&self, user: &str, book: &str, name: &str) -> Result<()> {
        self.succeed(user, Request::new("DELETE", format!("/{user}/{book}/{name}"))).await.map(drop)
    }

    /// The cards of a book by their names, as they stand on its disk.
    pub fn cards(&self, user: &str, book: &str) -> Result<BTreeMap<String, String>> {
        let mut cards = BTreeMap::new();
        for entry in std::fs::read_dir(self.book_folder(user, book))? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            // What it keeps for itself begins with a dot.
            if !name.starts_with('.') {
                cards.insert(name, std::fs::read_to_string(entry.path())?);
            }
        }
        Ok(cards)
    }

    /// Forgets what it remembers of a book for clients that come back: it refuses every sync token that it gave, once
    /// there is anything to tell since.
    pub fn expire_sync_tokens(&self, user: &str, book: &str) -> Result<()> {
        Ok(std::fs::remove_dir_all(self.book_folder(user, book).join(".Radicale.cache/sync-token"))?)
    }

    /// Asks it as that user.
    pub async fn ask(&self, user: &str, request: Request) -> Result<Answer> {
        let password = self.users.iter().find(|(known, _)| known == user).map(|(_, password)| password);
        let password = password.with_context(|| format!("there is no {user}"))?;
        send(self.address, &request.with("Authorization", basic(user, password))).await
    }

    async fn succeed(&self, user: &str, request: Request) -> Result<Answer> {
        let shown = format!("{} {}", request.method, request.target);
        let answer = self.ask(user, request).await?;
        ensure!(answer.is_success(), "{shown}: {} {}", answer.status, answer.text());
        Ok(answer)
    }

    fn book_folder(&self, user: &str, book: &str) -> PathBuf {
        self.folder.path().join("storage/collection-root").join(user).join(book)
    }

    fn log_file(&self) -> PathBuf {
        self.folder.path().join("radicale.log")
    }
}

/// The address books of a domain are at a path of that host, which a client finds by the domain's DNS and by a redirect
/// of the domain's web server (RFC 6764).
pub fn announce(world: &World, domain: &str, host: &str, path: &str) -> Result<()> {
    let service = format!("_carddavs._tcp.{domain}");
    world.service(&service, 0, 0, 443, host);
    world.text(&service, &format!("path={path}"));
    world.host(domain)?;
    world.page(domain, "/.well-known/carddav", Page::redirect(format!("https://{host}{path}")));
    Ok(())
}

impl Drop for Radicale {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("--- Radicale's log\n{}", self.log());
        }
    }
}
