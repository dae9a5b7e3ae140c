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

#[cfg(test)]
mod tests {
    use clap::{Arg, CommandFactory};
    use kith_relay::{LOG, Options};

    /// An option as a row of a table in Markdown.
    fn row(option: &Arg) -> String {
        let value = option.get_value_names().filter(|_| option.get_action().takes_values());
        let value = value.map(|names| format!(" {}", names.join(" "))).unwrap_or_default();
        let environment = option.get_env().map(|name| format!("`{}`", name.to_string_lossy())).unwrap_or_default();
        let default: Vec<_> =
            option.get_default_values().iter().map(|value| format!("`{}`", value.to_string_lossy())).collect();
        let help = option.get_long_help().or_else(|| option.get_help()).unwrap().to_string();
        let long = option.get_long().unwrap();
        format!(
            "| `--{long}{value}` | {environment} | {} | {} |\n",
            default.join(" "),
            help.replace("\n\n", " ").trim_end_matches('.')
        )
        .replace("|  |", "| |")
        .replace("|  |", "| |")
    }

    #[test]
    fn reference_page_of_the_relay() {
        let mut command = Options::command();
        command.build();
        let mut page = String::from(
            "<!-- Made from the code: cargo xtask docs -->\n\n\
             # The relay's options\n\n\
             `kith-relay --help` shows them too. An option comes before its environment variable. There is no configuration \
             file.\n\n\
             | Option | Environment | Default | What it is |\n|---|---|---|---|\n",
        );
        page.extend(command.get_arguments().map(row));
        let after = command.get_after_help().unwrap().to_string();
        assert!(after.contains(LOG));
        page += &format!("\n{after}\n");
        let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/reference").join("relay.md");
        if std::env::var_os("KITH_WRITE_REFERENCE").is_some() {
            std::fs::write(&file, &page).unwrap();
        }
        let written = std::fs::read_to_string(&file).unwrap_or_default();
        assert!(written == page, "docs/reference/relay.md is not what the code says. Run: cargo xtask docs");
    }
}
