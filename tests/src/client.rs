//! An independent mail client (async-imap), which shares no code with the relay's sessions but the parser beneath.

use anyhow::{Context, Result};
use async_imap::{Client, Session};
use std::fmt::Debug;
use tokio::io::{AsyncRead, AsyncWrite};

/// Logs in over a connection, encrypted or not, on which nothing was said yet.
pub async fn log_in<S>(stream: S, user: &str, password: &str) -> Result<Session<S>>
where
    S: AsyncRead + AsyncWrite + Unpin + Debug + Send,
{
    let mut client = Client::new(stream);
    client.read_response().await?.context("no greeting")?;
    client.login(user, password).await.map_err(|(error, _)| error).context("the login")
}
