//! `mail`: the tests' mail server with a mailbox to try Kith on by hand.

use crate::command::{become_program, cargo, program, run as run_command, say};
use crate::needs::need_mail_server;
use crate::workspace::{NATIVE, Workspace};
use anyhow::Result;
use std::path::PathBuf;

pub(crate) fn run(messages: Option<usize>) -> Result<()> {
    let workspace = Workspace::load()?;
    need_mail_server()?;
    say("building the mail server's caretaker");
    run_command(cargo().current_dir(&workspace.root).args(["build", "--quiet", "--bin", "kith-mail"]).args(NATIVE))?;
    let mut mail = program(workspace.target.join("debug/kith-mail"));
    mail.arg("--authority").arg(authority(&workspace));
    if let Some(messages) = messages {
        mail.arg("--messages").arg(messages.to_string());
    }
    become_program(&mut mail)
}

/// The certificate authority of the mail server that runs now, which `run` and `dev` have the relay trust.
pub(crate) fn authority(workspace: &Workspace) -> PathBuf {
    workspace.target.join("kith-mail/authority.pem")
}
