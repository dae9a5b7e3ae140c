//! The relay as a program: reads its options, listens, and runs until it is told to stop.

use anyhow::Context;
use clap::Parser;
use kith_relay::{LOG, Options, run};
use tokio::net::TcpListener;
use tracing::error;
use tracing_subscriber::EnvFilter;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let level = EnvFilter::try_from_env(LOG).unwrap_or_else(|_| EnvFilter::new("info"));
    // Not `init`, which may take in what libraries write through `log`, and some of them write mail.
    let log = tracing_subscriber::fmt().with_env_filter(level).with_writer(std::io::stderr).finish();
    tracing::subscriber::set_global_default(log)?;
    // What a panic says may quote the mail over which it came: the place is enough to find it.
    std::panic::set_hook(Box::new(|panic| error!(place = panic.location().map(tracing::field::display), "a defect")));
    let options = Options::parse();
    let config = options.config()?;
    let listener = TcpListener::bind(options.listen)
        .await
        .with_context(|| format!("Kith cannot listen on {}.", options.listen))?;
    run(listener, config, asked_to_stop()).await.context("The relay had to stop.")
}

/// Resolves at Ctrl+C, or at the signal by which service managers and containers stop a program.
async fn asked_to_stop() {
    let interrupt = async {
        // Without a handler the program cannot be stopped this way, which is no reason to stop it at once.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => drop(signal.recv().await),
            Err(_) => std::future::pending::<()>().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! {
        () = interrupt => {}
        () = terminate => {}
    }
}
