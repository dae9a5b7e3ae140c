//! Set-up, build, run and test of Kith, one command each: `cargo xtask help`.

#![allow(clippy::print_stdout, reason = "this is a command line tool")]

mod command;
mod needs;
mod packages;
mod setup;
mod workspace;

mod app;
mod bench;
mod dev;
mod dist;
mod docs;
mod mail;
mod run;
mod stages;

use anyhow::{Result, bail};
use lexopt::{Arg, ValueExt};
use std::process::ExitCode;

const HELP: &str = "\
cargo xtask COMMAND

  run                build Kith and serve it on http://127.0.0.1:5484
      --port PORT      on another port
      --debug          quicker to build, slower to use
  dev                the same while working on it: builds again and reloads the page at every change
      --port PORT      on another port
  build              only build: the page into dist/, and the relay that holds it
      --debug          quicker to build, slower to use
  test [STAGE…]      every check and test, or only these stages: fmt clippy clippy-wasm deny native
                     browser e2e firefox
      --skip STAGE     all but this one; may be repeated
      --only NAME      in the test stages, only the tests whose name holds NAME
  mail               a mail server with a mailbox to try Kith on
      --messages N     of about that many messages
  bench              how fast Kith is and what it costs, in a table; nothing else should run meanwhile
      --sizes N,…      with mailboxes of so many messages (1000,10000,100000)
      --json FILE      and the figures as JSON
      --repeats N      each thing so many times; medians count
      --profile        say where the time goes instead
      --search         only searching, looking at other settings, and Today
      --coming-in      only people who come from a file or an address book
  bench relay        what the relay costs: memory, processor, speed beside async-imap, floods
      --json FILE      and the figures as JSON
      --soak MINUTES   instead whether it keeps anything of sessions that come, go and fail at random
      --target TARGET  of the static program in an archive: x86_64-unknown-linux-musl
  dist               a release: an archive in target/dist with one static program, for Linux
      --target TARGET  for another machine: x86_64-unknown-linux-musl or aarch64-unknown-linux-musl
  docs               write the reference pages in docs/reference anew, which are made from the code
  setup              only set up what the others need
";

fn main() -> ExitCode {
    match start() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\nThat did not work: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn start() -> Result<()> {
    let mut args = lexopt::Parser::from_env();
    let mut words = Vec::new();
    let mut skip = Vec::new();
    let (mut port, mut debug, mut only, mut messages, mut target) = (None, false, None, None, None);
    let mut wishes = bench::Wishes::default();
    while let Some(arg) = args.next()? {
        match arg {
            Arg::Value(word) => words.push(word.string()?),
            Arg::Long("port") => port = Some(args.value()?.parse::<u16>()?),
            Arg::Long("debug") => debug = true,
            Arg::Long("release") => debug = false,
            Arg::Long("only") => only = Some(args.value()?.string()?),
            Arg::Long("skip") => skip.push(args.value()?.string()?),
            Arg::Long("target") => target = Some(args.value()?.string()?),
            Arg::Long("messages") => messages = Some(args.value()?.parse::<usize>()?),
            Arg::Long("sizes") => wishes.sizes = Some(args.value()?.string()?),
            Arg::Long("json") => wishes.json = Some(args.value()?.string()?),
            Arg::Long("repeats") => wishes.repeats = Some(args.value()?.string()?),
            Arg::Long("soak") => wishes.soak = Some(args.value()?.string()?),
            Arg::Long("profile") => wishes.profile = true,
            Arg::Long("search") => wishes.search = true,
            Arg::Long("coming-in") => wishes.coming_in = true,
            Arg::Long("help") | Arg::Short('h') => words.insert(0, "help".to_owned()),
            other => return Err(other.unexpected().into()),
        }
    }
    let quality = if debug { app::Quality::Quick } else { app::Quality::Release };
    let mut words = words.into_iter();
    let command = words.next().unwrap_or_default();
    let rest: Vec<String> = words.collect();
    match command.as_str() {
        "" | "help" => {
            print!("{HELP}");
            Ok(())
        }
        "test" => stages::run(&rest, &skip, only.as_deref()),
        "bench" if rest == ["relay"] => bench::relay(&wishes, target.as_deref()),
        _ if !rest.is_empty() => bail!("'{command}' takes no '{}'", rest.join(" ")),
        "run" => run::run(quality, port.unwrap_or(run::PORT)),
        "dev" => dev::run(port.unwrap_or(run::PORT)),
        "build" => run::build(quality).map(drop),
        "bench" => bench::run(&wishes),
        "mail" => mail::run(messages),
        "dist" => dist::run(target.as_deref()),
        "docs" => docs::run(),
        "setup" => setup::Setup::new(&workspace::Workspace::load()?).map(drop),
        _ => bail!("there is no command '{command}'\n\n{HELP}"),
    }
}
