//! Debian's packages, where there is Debian (or its kin) and we may install.

use crate::command::{output, program, run, timed};
use anyhow::{Result, bail};
use std::process::Stdio;

/// Installs those of the packages that are not there.
///
/// Services that come with them are not started: what Kith needs of them it starts itself.
pub(crate) fn install(packages: &[&str], why: &str) -> Result<()> {
    let missing: Vec<&str> = packages.iter().copied().filter(|name| !is_installed(name)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let list = missing.join(" ");
    if output(program("apt-get").arg("--version")).is_none() {
        bail!("please install {why} (on Debian these packages: {list}), then run this again");
    }
    if output(program("id").arg("-u")).as_deref() != Some("0") {
        bail!("please install {why}, then run this again:\n    sudo apt-get install --no-install-recommends {list}");
    }
    timed(format!("installing {list}: {why}"), || {
        let policy = ServicePolicy::no_start();
        // Lists that are too old name packages that are gone.
        let updated = run(program("apt-get").args(["update", "-qq"]));
        let mut install = program("apt-get");
        install.args(["install", "-qq", "--yes", "--no-install-recommends"]).args(&missing);
        // What goes wrong is told on standard error.
        let installed = run(install.env("DEBIAN_FRONTEND", "noninteractive").stdout(Stdio::null()));
        drop(policy);
        installed.or_else(|error| updated.and(Err(error)))
    })
}

fn is_installed(package: &str) -> bool {
    let status = output(program("dpkg-query").args(["-W", "-f", "${Status}", package]));
    status.is_some_and(|status| status == "install ok installed")
}

/// Says to Debian's installer that no service may be started, for as long as it lives.
struct ServicePolicy {
    ours: bool,
}

impl ServicePolicy {
    const FILE: &str = "/usr/sbin/policy-rc.d";

    fn no_start() -> Self {
        use std::io::Write;
        use std::os::unix::fs::OpenOptionsExt;
        // One that is there already is the machine's own policy (a container's says no as well), and stays.
        let file = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o755).open(Self::FILE);
        Self { ours: file.and_then(|mut file| file.write_all(b"#!/bin/sh\nexit 101\n")).is_ok() }
    }
}

impl Drop for ServicePolicy {
    fn drop(&mut self) {
        if self.ours {
            let _ = std::fs::remove_file(Self::FILE);
        }
    }
}
