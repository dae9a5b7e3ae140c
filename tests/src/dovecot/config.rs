//! Dovecot's configuration, and the users that its processes run as.

use super::certificates::Files;
use super::options::{Options, PLAIN_HOST, Ports};
use anyhow::{Context, Result};
use std::os::unix::fs::chown;
use std::path::Path;

/// Who runs what.
pub(super) struct Users {
    /// Dovecot's own processes.
    internal: String,
    /// Those that speak with strangers.
    login: String,
    /// Those that read mail: user, group, by number.
    mail: (u32, u32),
    is_root: bool,
}

impl Users {
    /// As root Dovecot must give up its rights; as anyone else it can only be who we are.
    pub(super) fn find() -> Result<Self> {
        let accounts = std::fs::read_to_string("/etc/passwd").context("cannot read the list of users")?;
        let account = |matches: &dyn Fn(&[&str]) -> bool| {
            let fields = accounts.lines().map(|line| line.split(':').collect::<Vec<_>>()).find(|f| matches(f))?;
            let number = |at: usize| fields.get(at)?.parse::<u32>().ok();
            Some(((*fields.first()?).to_owned(), number(2)?, number(3)?))
        };
        let named = |name: &str| account(&|fields: &[&str]| fields.first() == Some(&name));
        let me = rustix::process::geteuid();
        if !me.is_root() {
            let id = me.as_raw().to_string();
            let (name, user, group) =
                account(&|fields: &[&str]| fields.get(2) == Some(&id.as_str())).context("this user has no name")?;
            return Ok(Self { internal: name.clone(), login: name, mail: (user, group), is_root: false });
        }
        let (mail_name, user, group) = named("nobody").context("there is no user 'nobody'")?;
        let or_nobody = |name: &str| named(name).map_or_else(|| mail_name.clone(), |(name, ..)| name);
        Ok(Self { internal: or_nobody("dovecot"), login: or_nobody("dovenull"), mail: (user, group), is_root: true })
    }

    /// Gives a folder with all that is in it to the user who reads mail.
    pub(super) fn give(&self, path: &Path) -> Result<()> {
        if !self.is_root {
            return Ok(());
        }
        chown(path, Some(self.mail.0), Some(self.mail.1))?;
        if path.is_dir() {
            for entry in std::fs::read_dir(path)? {
                self.give(&entry?.path())?;
            }
        }
        Ok(())
    }
}

pub(super) fn write(
    folder: &Path,
    options: &Options,
    ports: Ports,
    files: &Files,
    users: &Users,
    special_uses: Vec<(String, String)>,
) -> Result<String> {
    let Ports { tls, starttls, plain } = ports;
    let Users { internal, login, mail: (user, group), is_root } = users;
    let here = folder.display();
    let home = folder.join("home");
    // The login name may hold an '@', a colon may not be in either.
    let account = format!("{}:{{PLAIN}}{}:{user}:{group}::{}::\n", options.user, options.password, home.display());
    std::fs::write(folder.join("users"), account)?;
    let group_name = if *is_root { internal.clone() } else { group_name(*group)? };
    let marked: String = special_uses
        .iter()
        .map(|(name, use_)| format!("  mailbox \"{name}\" {{\n    auto = subscribe\n    special_use = {use_}\n  }}\n"))
        .collect();
    let compression = match options.compresses {
        true => "protocol imap {\n  mail_plugins = zlib imap_zlib\n}\n",
        false => "",
    };
    let (mechanisms, tokens) = match &options.introspection {
        Some(url) => (" xoauth2 oauthbearer", tokens(folder, url)?),
        None => ("", String::new()),
    };
    Ok(format!(
        r#"
base_dir = {here}/run
state_dir = {here}/state
log_path = {here}/dovecot.log
protocols = imap
listen = 127.0.0.1
default_internal_user = {internal}
default_internal_group = {group_name}
default_login_user = {login}
first_valid_uid = 1
mail_max_userip_connections = 100
# The index of a folder of half a million messages is mapped as a whole.
default_vsz_limit = 4 G
auth_mechanisms = plain login{mechanisms}
disable_plaintext_auth = no
# A wrong password is told at once, not after two seconds.
auth_failure_delay = 0 secs
ssl = yes
ssl_cert = <{certificate}
ssl_key = <{key}
local {PLAIN_HOST} {{
  ssl = no
}}
mail_location = maildir:~/Maildir
service imap-login {{
  chroot =
  inet_listener imap {{
    address = 127.0.0.1
    port = {starttls}
  }}
  inet_listener imap-plain {{
    address = {PLAIN_HOST}
    port = {plain}
  }}
  inet_listener imaps {{
    address = 127.0.0.1
    port = {tls}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
}}
passdb {{
  driver = passwd-file
  args = scheme=PLAIN username_format=%u {here}/users
}}
userdb {{
  driver = passwd-file
  args = username_format=%u {here}/users
}}
namespace inbox {{
  inbox = yes
  separator = /
{marked}}}
{tokens}{compression}"#,
        certificate = files.certificate.display(),
        key = files.key.display(),
    ))
}

/// Has it ask about tokens.
fn tokens(folder: &Path, introspection: &str) -> Result<String> {
    let file = folder.join("oauth2.conf");
    let settings = format!(
        "introspection_url = {introspection}\nintrospection_mode = post\nusername_attribute = sub\n\
         active_attribute = active\nactive_value = true\n"
    );
    std::fs::write(&file, settings)?;
    Ok(format!("passdb {{\n  driver = oauth2\n  mechanisms = xoauth2 oauthbearer\n  args = {}\n}}\n", file.display()))
}

fn group_name(id: u32) -> Result<String> {
    let groups = std::fs::read_to_string("/etc/group").context("cannot read the list of groups")?;
    let id = id.to_string();
    let line = groups.lines().find(|line| line.split(':').nth(2) == Some(&id)).context("this group has no name")?;
    Ok(line.split(':').next().unwrap_or_default().to_owned())
}
