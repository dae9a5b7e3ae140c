//! The relay as a program: reads its settings, listens, and runs until it is told to stop.

use anyhow::{Context, bail, ensure};
use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};
use kith_relay::doctor::{Finding, examine};
use kith_relay::{Config, KeyFile, Origin, Settings, check, run};
use kith_wire::Secret;
use qrcode::QrCode;
use qrcode::render::unicode::Dense1x2;
use std::collections::BTreeMap;
use std::io::{IsTerminal, Read, Write, stderr, stdin, stdout};
use std::process::ExitCode;
use tokio::net::TcpListener;
use tracing::{error, warn};
use tracing_subscriber::filter::filter_fn;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::{EnvFilter, registry};

/// Writes a line to standard output. Who reads no more, as `head` does, has read enough.
macro_rules! say {
    ($($text:tt)*) => {{
        let _ = writeln!(stdout(), $($text)*);
    }};
}

/// Kith's relay: serves the app and connects it with your mail server.
#[derive(Debug, Parser)]
#[command(name = "kith-relay", version)]
struct Program {
    #[command(subcommand)]
    task: Option<Task>,
    #[command(flatten)]
    settings: Settings,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Makes, lists and revokes access keys. A running relay follows within seconds.
    Key {
        #[command(subcommand)]
        task: KeyTask,
    },
    /// Says who may use the relay with these settings, and where it may connect. Starts nothing.
    Check,
    /// Tries from here what a browser needs: name, port, TLS, page and WebSocket, through whatever stands in front.
    Doctor {
        /// The address at which Kith is opened. Default: that of `--url`.
        at: Option<Origin>,
    },
}

#[derive(Debug, Subcommand)]
enum KeyTask {
    /// Makes a key and shows the link that carries it. It is shown this once.
    Add {
        /// Whose key it is, or which device's: you revoke it by this name.
        name: String,
        /// Take a key of your own from standard input instead of making one.
        #[arg(long)]
        given: bool,
    },
    /// Shows the names of all keys, and when they were made.
    List,
    /// Takes a key away. What it opened ends at once.
    Revoke { name: String },
}

fn main() -> anyhow::Result<ExitCode> {
    let given = Program::command().get_matches();
    let Program { task, settings } = Program::from_arg_matches(&given)?;
    let settings = settings.with_file(&given)?;
    match task {
        None => serve(&settings)?,
        Some(Task::Key { task }) => keys(&settings, task)?,
        Some(Task::Check) => say!("{}", check::sentences(&settings)?.join("\n\n")),
        Some(Task::Doctor { at }) => return doctor(&settings, at),
    }
    Ok(ExitCode::SUCCESS)
}

#[tokio::main]
async fn serve(settings: &Settings) -> anyhow::Result<()> {
    begin_log(settings)?;
    let config = Config { test_ports: test_ports()?, ..settings.config()? };
    make_first_key(settings, &config)?;
    let signals = Signals::begin().context("No signal to stop can be waited for.")?;
    let listen = settings.listen();
    let listener = TcpListener::bind(listen).await.with_context(|| format!("Kith cannot listen on {listen}."))?;
    Ok(run(listener, config, signals.asked_to_stop()).await?)
}

/// For tests, in which servers of this machine stand for the world: `443=8443,993=9933` has the second port asked where
/// the first was meant. Only addresses of this machine are concerned, so that it opens nothing.
fn test_ports() -> anyhow::Result<BTreeMap<u16, u16>> {
    let Some(text) = std::env::var_os("KITH_TEST_PORTS") else { return Ok(BTreeMap::new()) };
    let ports = text.to_string_lossy().split(',').filter_map(read_ports).collect::<BTreeMap<_, _>>();
    ensure!(!ports.is_empty(), "KITH_TEST_PORTS holds no ports.");
    warn!("this relay is for tests: some ports of this machine stand for others");
    Ok(ports)
}

fn read_ports(text: &str) -> Option<(u16, u16)> {
    let (meant, asked) = text.split_once('=')?;
    Some((meant.trim().parse().ok()?, asked.trim().parse().ok()?))
}

fn begin_log(settings: &Settings) -> anyhow::Result<()> {
    let is_plain = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty()) || !stderr().is_terminal();
    let level = EnvFilter::try_new(settings.log())?;
    // What looks names up writes them down, whatever the level.
    let is_no_name = filter_fn(|what| !what.target().starts_with("hickory"));
    let lines = tracing_subscriber::fmt::layer().with_ansi(!is_plain).with_writer(stderr);
    // Not `init`, which may take in what libraries write through `log`, and some of them write mail.
    tracing::subscriber::set_global_default(registry().with(is_no_name).with(level).with(lines))?;
    // What a panic says may quote the mail over which it came: the place is enough to find it.
    std::panic::set_hook(Box::new(|panic| error!(place = panic.location().map(tracing::field::display), "a defect")));
    Ok(())
}

/// Where a key is wanted and there is none, and a person looks on, makes one. Where what is written goes to a file or to
/// a log, it would be kept there.
fn make_first_key(settings: &Settings, config: &Config) -> anyhow::Result<()> {
    let Some(file) = &config.keys else { return Ok(()) };
    if stdout().is_terminal() && file.list()?.is_empty() {
        let key = file.add("first", None, &today())?;
        say!("This is the first start, so an access key was made.\n");
        show(settings, "first", &key);
    }
    Ok(())
}

fn keys(settings: &Settings, task: KeyTask) -> anyhow::Result<()> {
    let file: KeyFile = settings.key_file()?;
    match task {
        KeyTask::Add { name, given } => {
            let given = given.then(|| read_key().map(Secret::from)).transpose()?;
            let key = file.add(&name, given, &today())?;
            show(settings, &name, &key);
        }
        KeyTask::List => {
            let keys = file.list()?;
            if keys.is_empty() {
                say!("There is no access key in {}.", file.path().display());
            }
            for key in keys {
                say!("{}  {}", key.made, key.name);
            }
        }
        KeyTask::Revoke { name } => {
            file.revoke(&name)?;
            say!("The access key {name} was revoked. Whoever used it is asked for another.");
        }
    }
    Ok(())
}

fn read_key() -> anyhow::Result<String> {
    let mut text = String::new();
    stdin().take(1_024).read_to_string(&mut text).context("There is no key on standard input.")?;
    let key = text.trim();
    ensure!(!key.contains(char::is_whitespace), "A key is one word.");
    Ok(key.to_owned())
}

/// Shows a key as a link, and to a person as a code for the camera of a phone.
fn show(settings: &Settings, name: &str, key: &Secret) {
    let Some(url) = &settings.url else {
        say!("The access key {name}: {}\nIt is shown this once. Set --url to have it as a link.", key.reveal());
        return;
    };
    let link = format!("{url}/#key={}", key.reveal());
    say!("Open Kith with the access key {name} by this link. It is shown this once.\n\n  {link}\n");
    if let Some(code) = QrCode::new(&link).ok().filter(|_| stdout().is_terminal()) {
        say!("{}", code.render::<Dense1x2>().dark_color(Dense1x2::Light).light_color(Dense1x2::Dark).build());
    }
}

fn today() -> String {
    chrono::DateTime::from_timestamp_secs(
        std::time::SystemTime::now()
            .duration_since(std::time::UNIX_EPOCH)
            .map_or(0, |passed| i64::try_from(passed.as_secs()).unwrap_or_default()),
    )
    .map(|now| now.format("%Y-%m-%d").to_string())
    .unwrap_or_default()
}

#[tokio::main(flavor = "current_thread")]
async fn doctor(settings: &Settings, at: Option<Origin>) -> anyhow::Result<ExitCode> {
    let Some(url) = at.or_else(|| settings.url.clone()) else {
        bail!("Say at which address Kith is opened: kith-relay doctor https://kith.example");
    };
    let roots = Settings { ca_file: settings.ca_file.clone(), ..Settings::default() }.config()?.extra_roots;
    let is_well = examine(&url, roots, |finding| match finding {
        Finding::Good(what) => say!("✓ {what}"),
        Finding::Bad(what, todo) => say!("✗ {what}\n  {todo}"),
    });
    Ok(if is_well.await { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The signals by which a person, a service manager or a container stops a program.
struct Signals {
    #[cfg(unix)]
    both: [tokio::signal::unix::Signal; 2],
}

impl Signals {
    /// From now on none is missed.
    fn begin() -> std::io::Result<Self> {
        #[cfg(unix)]
        {
            use tokio::signal::unix::{SignalKind, signal};
            Ok(Self { both: [signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?] })
        }
        #[cfg(not(unix))]
        Ok(Self {})
    }

    /// Resolves at the next of them.
    async fn next(&mut self) {
        #[cfg(unix)]
        {
            let [interrupt, terminate] = &mut self.both;
            tokio::select! {
                _ = interrupt.recv() => {}
                _ = terminate.recv() => {}
            }
        }
        #[cfg(not(unix))]
        // Without a handler the program cannot be stopped this way, which is no reason to stop it at once.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    }

    /// Resolves at the first of them. A second one ends the program at once.
    async fn asked_to_stop(mut self) {
        self.next().await;
        tokio::spawn(async move {
            self.next().await;
            std::process::exit(130);
        });
    }
}

#[cfg(test)]
mod tests {
    use super::Program;
    use clap::{Arg, Args as _, Command, CommandFactory as _};
    use kith_relay::SignInSettings;

    /// An option as a row of a table in Markdown.
    fn row(option: &Arg) -> String {
        let value = option.get_value_names().filter(|_| option.get_action().takes_values());
        // Only a value that can be left out stands behind an equals sign.
        let may_be_left_out = option.is_require_equals_set();
        let written = |names: &str| if may_be_left_out { format!("[={names}]") } else { format!(" {names}") };
        let value = value.map(|names| written(&names.join(" "))).unwrap_or_default().replace('|', "\\|");
        let environment = option.get_env().map(|name| format!("`{}`", name.to_string_lossy())).unwrap_or_default();
        let help = option.get_long_help().or_else(|| option.get_help()).unwrap().to_string();
        let long = option.get_long().unwrap();
        format!("| `--{long}{value}` | {environment} | {} |\n", help.replace("\n\n", " ").trim_end_matches('.'))
            .replace("|  |", "| |")
    }

    /// A key of a table as a row.
    fn key(option: &Arg) -> String {
        let help = option.get_long_help().or_else(|| option.get_help()).unwrap().to_string();
        format!("| `{}` | {} |\n", option.get_long().unwrap(), help.replace("\n\n", " ").trim_end_matches('.'))
    }

    fn tasks(command: &Command, before: &str) -> String {
        let mut rows = String::new();
        for task in command.get_subcommands().filter(|task| task.get_name() != "help") {
            let name = format!("{before} {}", task.get_name());
            let values: String =
                task.get_positionals().map(|value| format!(" {}", value.get_id().as_str().to_uppercase())).collect();
            if task.has_subcommands() {
                rows += &tasks(task, &name);
            } else {
                let about = task.get_about().map(ToString::to_string).unwrap_or_default();
                rows += &format!("| `{name}{values}` | {about} |\n");
            }
        }
        rows
    }

    #[test]
    fn reference_page_of_the_relay() {
        let mut command = Program::command();
        command.build();
        let mut page = String::from(
            "<!-- Made from the code: cargo xtask docs -->\n\n\
             # The relay's commands and settings\n\n\
             `kith-relay --help` shows them too.\n\n\
             | Command | What it does |\n|---|---|\n\
             | `kith-relay` | Serves Kith until it is told to stop |\n",
        );
        page += &tasks(&command, "kith-relay").replace(". |\n", " |\n");
        page += "\n## Settings\n\nEach can be given as an option, as an environment variable, or in a TOML file under the \
                 option's name without the dashes, as in `max-sessions = 64` or `allow-target = [\"mail.home.example\"]`. \
                 An option comes before its variable, and that before the file.\n\n\
                 | Option | Environment | What it is |\n|---|---|---|\n";
        page.extend(command.get_arguments().filter(|option| option.get_env().is_some()).map(row));
        page += "\n## Sign-ins\n\nA table `[[sign-in]]` of the file for each provider at which users may sign in, with these keys. \
                 [How to set one up](../self-hosting.md#signing-in-instead-of-a-password).\n\n\
                 | Key | What it is |\n|---|---|\n";
        let sign_in = SignInSettings::augment_args(Command::new("sign-in"));
        page.extend(sign_in.get_arguments().map(key));
        let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/reference").join("relay.md");
        if std::env::var_os("KITH_WRITE_REFERENCE").is_some() {
            std::fs::write(&file, &page).unwrap();
        }
        let written = std::fs::read_to_string(&file).unwrap_or_default();
        assert!(written == page, "docs/reference/relay.md is not what the code says. Run: cargo xtask docs");
    }

    #[test]
    fn the_command_line_makes_sense() {
        Program::command().debug_assert();
    }
}
