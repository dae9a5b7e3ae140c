//! What can be set: by flag, by environment and by file, under the same name each.

use crate::access::{Exposure, KeyFile};
use crate::config::{Acme, Config, Limits, Times, TlsFiles};
use crate::origin::Origin;
use crate::sign_in_settings::{BadSignIn, SignInSettings, sign_ins};
use crate::targets::Targets;
use crate::values::{AcmeDirectory, Count, Directory, DnsServer, Level, Network, Seconds, Target};
use clap::{ArgMatches, Args, FromArgMatches};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio_rustls::rustls::pki_types::{CertificateDer, pem::PemObject};

/// Where the relay listens unless it is told otherwise.
const DEFAULT_LISTEN: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 5484);

/// From where a certificate comes unless the relay is told otherwise: Let's Encrypt.
const DEFAULT_DIRECTORY: &str = "https://acme-v02.api.letsencrypt.org/directory";

/// What the log shows unless it is told otherwise.
const DEFAULT_LOG: &str = "info";

/// Everything that can be set, as far as it was.
#[derive(Clone, Debug, Default, Args, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct Settings {
    /// A TOML file with settings, by the names that the options have here.
    ///
    /// An option comes before its environment variable, and that before the file.
    #[arg(long, env = "KITH_CONFIG", value_name = "FILE", global = true)]
    #[serde(skip)]
    pub config: Option<PathBuf>,

    /// Where to listen. Default: `127.0.0.1:5484`.
    ///
    /// Anything but loopback opens the relay to others. It then needs `--url`, an access key, and TLS of its own or a
    /// proxy.
    #[arg(long, env = "KITH_LISTEN", value_name = "ADDRESS:PORT", global = true)]
    pub listen: Option<SocketAddr>,

    /// The address at which Kith is opened, such as `https://kith.example`.
    ///
    /// Only under this name, and those of `--allow-origin`, is anything served.
    #[arg(long, env = "KITH_URL", value_name = "ORIGIN", global = true)]
    pub url: Option<Origin>,

    /// A page that may use the relay besides the one that it serves, such as `https://kith.example`.
    ///
    /// An origin has a scheme, a host and, if it is not the scheme's own, a port; the relay does not start with anything
    /// else. Can be repeated; in the environment, separate several with commas.
    #[arg(
        long = "allow-origin",
        env = "KITH_ALLOW_ORIGIN",
        value_delimiter = ',',
        value_name = "ORIGIN",
        global = true
    )]
    #[serde(rename = "allow-origin")]
    pub allow_origins: Vec<Origin>,

    /// The relay's own certificate with its chain, in PEM. It is read again when it changes.
    #[arg(long, env = "KITH_TLS_CERTIFICATE", value_name = "FILE", global = true)]
    pub tls_certificate: Option<PathBuf>,

    /// The key of that certificate, in PEM. It is read again when it changes.
    #[arg(long, env = "KITH_TLS_KEY", value_name = "FILE", global = true)]
    pub tls_key: Option<PathBuf>,

    /// Whether to get that certificate from an authority, for the name in `--url`, and to renew it in time.
    ///
    /// By this you agree to the terms of service of the authority. It connects to port 443 of the name to see whether
    /// that leads to the relay (ACME with TLS-ALPN-01).
    #[arg(
        long,
        env = "KITH_ACME",
        value_name = "true|false",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "true",
        global = true
    )]
    pub acme: Option<bool>,

    /// The address of the authority's directory. Default: `https://acme-v02.api.letsencrypt.org/directory`.
    ///
    /// To try it out, there is `https://acme-staging-v02.api.letsencrypt.org/directory`, whose certificates no browser
    /// trusts.
    #[arg(long, env = "KITH_ACME_DIRECTORY", value_name = "URL", global = true)]
    pub acme_directory: Option<AcmeDirectory>,

    /// Where the authority may write to you. Let's Encrypt does not.
    #[arg(long, env = "KITH_ACME_EMAIL", value_name = "ADDRESS", global = true)]
    pub acme_email: Option<String>,

    /// A PEM file with certificate authorities to trust for that directory, besides the system's.
    #[arg(long, env = "KITH_ACME_CA_FILE", value_name = "FILE", global = true)]
    pub acme_ca_file: Option<PathBuf>,

    /// The address or the network of the proxies in front of the relay, such as `127.0.0.1`.
    ///
    /// Only they are answered, and only they are believed when they say for whom they ask (`X-Forwarded-For`). Can be
    /// repeated; in the environment, separate several with commas.
    #[arg(long, env = "KITH_BEHIND_PROXY", value_delimiter = ',', value_name = "NETWORK", global = true)]
    pub behind_proxy: Vec<Network>,

    /// Where the access keys are, as hashes. Default: `keys` in the folder that systemd gives, else `kith/keys` in the
    /// user's configuration.
    ///
    /// Keys are wanted where others can reach the relay. `kith-relay key` makes and revokes them.
    #[arg(long, env = "KITH_KEY_FILE", value_name = "FILE", global = true)]
    pub key_file: Option<PathBuf>,

    /// A PEM file with certificate authorities to trust for mail servers and for what else the relay asks, besides the
    /// system's.
    #[arg(long, env = "KITH_CA_FILE", value_name = "FILE", global = true)]
    pub ca_file: Option<PathBuf>,

    /// A port of mail servers. Default: any on a relay for this machine alone, 993 and 143 on any other.
    ///
    /// Can be repeated; in the environment, separate several with commas.
    #[arg(long = "mail-port", env = "KITH_MAIL_PORT", value_delimiter = ',', value_name = "PORT", global = true)]
    #[serde(rename = "mail-port")]
    pub mail_ports: Vec<u16>,

    /// A server of mail or address books, or a network, that is allowed although its address is private.
    ///
    /// A relay for this machine alone connects anywhere. Any other keeps to the public internet, so that nobody reaches
    /// the machines beside it through it. Can be repeated; in the environment, separate several with commas.
    #[arg(
        long = "allow-target",
        env = "KITH_ALLOW_TARGET",
        value_delimiter = ',',
        value_name = "HOST|NETWORK",
        global = true
    )]
    #[serde(rename = "allow-target")]
    pub allow_targets: Vec<Target>,

    /// The only server of mail or address books to connect to.
    ///
    /// Can be repeated; in the environment, separate several with commas.
    #[arg(
        long = "only-server",
        env = "KITH_ONLY_SERVER",
        value_delimiter = ',',
        value_name = "HOST|NETWORK",
        global = true
    )]
    #[serde(rename = "only-server")]
    pub only_servers: Vec<Target>,

    /// The DNS server to ask, such as `9.9.9.9` or `127.0.0.1:5353`. Default: the system's.
    ///
    /// It is asked for the mail servers of a domain, and then also for the addresses of all servers.
    #[arg(long, env = "KITH_DNS_SERVER", value_name = "ADDRESS[:PORT]", global = true)]
    pub dns_server: Option<DnsServer>,

    /// A directory of mail providers to ask for a domain whose mail servers a user looks for, such as
    /// `https://autoconfig.thunderbird.net/v1.1/`. Default: none.
    ///
    /// It learns the domain, and that someone at this relay's address asks for it.
    #[arg(long, env = "KITH_ISPDB", value_name = "URL", global = true)]
    pub ispdb: Option<Directory>,

    /// The providers at which users may sign in, in the file alone.
    #[arg(skip)]
    #[serde(rename = "sign-in")]
    pub sign_ins: Vec<SignInSettings>,

    /// How many sessions with mailboxes and address books may be open at once. Default: `256`.
    ///
    /// A browser usually needs two for each account, however many tabs are open, and one more for a minute when the text
    /// of a message is opened.
    #[arg(long, env = "KITH_MAX_SESSIONS", value_name = "COUNT", global = true)]
    pub max_sessions: Option<Count>,

    /// How many of them with one access key. Default: `64`.
    #[arg(long, env = "KITH_MAX_SESSIONS_PER_KEY", value_name = "COUNT", global = true)]
    pub max_sessions_per_key: Option<Count>,

    /// How many of them from one address. Default: `128`.
    #[arg(long, env = "KITH_MAX_SESSIONS_PER_ADDRESS", value_name = "COUNT", global = true)]
    pub max_sessions_per_address: Option<Count>,

    /// How many connections browsers may have at once, whatever they do with them. Default: `4096`.
    #[arg(long, env = "KITH_MAX_SOCKETS", value_name = "COUNT", global = true)]
    pub max_sockets: Option<Count>,

    /// How many of them from one address. Default: `512`. This machine and the proxies in front are not counted.
    #[arg(long, env = "KITH_MAX_SOCKETS_PER_ADDRESS", value_name = "COUNT", global = true)]
    pub max_sockets_per_address: Option<Count>,

    /// How many logins to mail servers may be under way at once. Default: `64`.
    #[arg(long, env = "KITH_MAX_LOGINS", value_name = "COUNT", global = true)]
    pub max_logins: Option<Count>,

    /// How long a browser may take for the header of a request, and a page for its first request. Default: `10`.
    #[arg(long, env = "KITH_REQUEST_TIMEOUT", value_name = "SECONDS", global = true)]
    pub request_timeout: Option<Seconds>,

    /// How long a page may neither ask for anything nor wait for news. Default: `3600`.
    #[arg(long, env = "KITH_IDLE_TIMEOUT", value_name = "SECONDS", global = true)]
    pub idle_timeout: Option<Seconds>,

    /// How long a session may last. The page then begins a new one. Default: `86400`.
    #[arg(long, env = "KITH_SESSION_TIMEOUT", value_name = "SECONDS", global = true)]
    pub session_timeout: Option<Seconds>,

    /// How long everything may take to end when the relay is told to stop. Default: `5`.
    #[arg(long, env = "KITH_STOP_TIMEOUT", value_name = "SECONDS", global = true)]
    pub stop_timeout: Option<Seconds>,

    /// Where to serve metrics for Prometheus. Default: nowhere.
    ///
    /// They are counts and times, without a name or an address; still, keep them to yourself.
    #[arg(long, env = "KITH_METRICS_LISTEN", value_name = "ADDRESS:PORT", global = true)]
    pub metrics_listen: Option<SocketAddr>,

    /// How much to log, on standard error: `error`, `warn`, `info`, `debug`, `trace`, or a filter as of
    /// tracing-subscriber. Default: `info`.
    ///
    /// No level shows a mailbox, a subject, a password or a key. Addresses of browsers are shown from `debug` on, but for
    /// those that show a wrong key.
    #[arg(long, env = "KITH_LOG", value_name = "LEVEL", global = true)]
    pub log: Option<Level>,
}

/// Why the relay does not start as it was set up.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    #[error("The settings in {0} cannot be read: {1}.")]
    Unreadable(PathBuf, #[source] io::Error),
    #[error("The settings in {0} are not right.\n{1}")]
    Wrong(PathBuf, Box<toml::de::Error>),
    #[error(transparent)]
    Given(#[from] clap::Error),
    #[error("The certificate in {0} cannot be read.")]
    Certificate(PathBuf),
    #[error("--tls-certificate and --tls-key belong together: give both or none.")]
    HalfTls,
    #[error(
        "Others can reach this relay ({0}), so it needs the address at which they open it. Set --url, for example to \
         https://kith.example."
    )]
    NoUrl(String),
    #[error(
        "Others can reach this relay ({0}), and passwords would pass unencrypted. Set --acme, or --tls-certificate and \
         --tls-key, or put a proxy with TLS in front of it and set --behind-proxy to its address."
    )]
    NoTls(String),
    #[error("--url is {0}, without TLS. Browsers give a page from another machine what Kith needs only over https.")]
    PlainUrl(Origin),
    #[error("--acme gets a certificate, and --tls-certificate names one: give only one of them.")]
    TwoCertificates,
    #[error("--acme gets a certificate for the name in --url. Set --url, for example to https://kith.example.")]
    NoName,
    #[error("--acme-directory, --acme-email and --acme-ca-file mean nothing without --acme.")]
    NoAcme,
    #[error("This kith-relay was built without the feature acme, and gets no certificates by itself.")]
    WithoutAcme,
    #[error("A sign-in is not right: {0}.")]
    SignIn(#[from] BadSignIn),
    #[error("There is nowhere to keep access keys. Set --key-file.")]
    NoKeyFile,
}

impl Settings {
    /// Reads a file.
    pub fn read(file: &Path) -> Result<Self, SettingsError> {
        let text = std::fs::read_to_string(file).map_err(|error| SettingsError::Unreadable(file.to_owned(), error))?;
        toml::from_str(&text).map_err(|error| SettingsError::Wrong(file.to_owned(), Box::new(error)))
    }

    /// With what its file says, where it names one. `given`: the options and the environment, which come before that.
    pub fn with_file(self, given: &ArgMatches) -> Result<Self, SettingsError> {
        let Some(file) = &self.config else { return Ok(self) };
        let mut settings = Self::read(file)?;
        settings.update_from_arg_matches(given)?;
        Ok(settings)
    }

    /// Where to listen.
    #[must_use]
    pub fn listen(&self) -> SocketAddr {
        self.listen.unwrap_or(DEFAULT_LISTEN)
    }

    /// What to log.
    #[must_use]
    pub fn log(&self) -> &str {
        self.log.as_ref().map_or(DEFAULT_LOG, |level| level.0.as_str())
    }

    /// Why others can reach the relay, if they can.
    #[must_use]
    pub fn opened_by(&self) -> Option<String> {
        let listen = self.listen();
        if !listen.ip().to_canonical().is_loopback() {
            return Some(format!("it listens on {listen}"));
        }
        if !self.behind_proxy.is_empty() {
            return Some("--behind-proxy is set".to_owned());
        }
        let others = self.url.iter().chain(&self.allow_origins).find(|origin| !origin.is_local());
        others.map(|origin| format!("pages of {origin} may use it"))
    }

    /// The file of the access keys.
    pub fn key_file(&self) -> Result<KeyFile, SettingsError> {
        let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
        // systemd separates several folders with colons.
        let state = || set("STATE_DIRECTORY")?.to_str()?.split(':').next().map(|folder| Path::new(folder).join("keys"));
        let user = || Some(set("XDG_CONFIG_HOME").or_else(|| Some(set("HOME")?.join(".config")))?.join("kith/keys"));
        let file = self.key_file.clone().or_else(state).or_else(user).ok_or(SettingsError::NoKeyFile)?;
        Ok(KeyFile::new(file))
    }

    /// How the relay behaves with these settings. Reads the files that they name, but for the keys.
    pub fn config(&self) -> Result<Config, SettingsError> {
        let acme = self.acme()?;
        let tls = match (self.tls_certificate.clone(), self.tls_key.clone()) {
            (Some(_), _) | (_, Some(_)) if acme.is_some() => return Err(SettingsError::TwoCertificates),
            (Some(certificate), Some(key)) => Some(TlsFiles { certificate, key }),
            (None, None) => acme.as_ref().map(Acme::files),
            _ => return Err(SettingsError::HalfTls),
        };
        let opened_by = self.opened_by();
        if let Some(why) = &opened_by {
            let url = self.url.as_ref().ok_or_else(|| SettingsError::NoUrl(why.clone()))?;
            if tls.is_none() && self.behind_proxy.is_empty() {
                return Err(SettingsError::NoTls(why.clone()));
            }
            if !url.is_encrypted() && !url.is_local() {
                return Err(SettingsError::PlainUrl(url.clone()));
            }
        }
        let exposure = if opened_by.is_some() { Exposure::Open } else { Exposure::Local };
        Ok(Config {
            exposure,
            url: self.url.clone(),
            allow_origins: self.allow_origins.clone(),
            allow_missing_origin: false,
            proxies: self.behind_proxy.clone(),
            tls,
            acme,
            keys: opened_by.is_some().then(|| self.key_file()).transpose()?,
            targets: Targets::new(
                exposure,
                self.mail_ports.clone(),
                self.allow_targets.clone(),
                self.only_servers.clone(),
            ),
            dns_server: self.dns_server.map(|server| server.0),
            ispdb: self.ispdb.clone().map(|directory| directory.0),
            sign_ins: sign_ins(&self.sign_ins)?,
            test_ports: BTreeMap::new(),
            extra_roots: self.ca_file.as_deref().map(certificates).transpose()?.unwrap_or_default(),
            compress_on_loopback: false,
            metrics: self.metrics_listen,
            limits: self.limits(),
            times: self.times(),
        })
    }

    fn acme(&self) -> Result<Option<Acme>, SettingsError> {
        if self.acme != Some(true) {
            let is_meant = self.acme_directory.is_some() || self.acme_email.is_some() || self.acme_ca_file.is_some();
            return if is_meant { Err(SettingsError::NoAcme) } else { Ok(None) };
        }
        if cfg!(not(feature = "acme")) {
            return Err(SettingsError::WithoutAcme);
        }
        let is_name = |url: &&Origin| !url.is_local() && url.is_encrypted() && url.host().parse::<IpAddr>().is_err();
        let url = self.url.as_ref().filter(is_name).ok_or(SettingsError::NoName)?;
        let directory = self.acme_directory.as_ref().map_or(DEFAULT_DIRECTORY, |directory| directory.0.as_str());
        // Nothing of one authority is used with another.
        let authority = directory.trim_start_matches("https://").replace(|sign: char| !is_of_name(sign), "-");
        let keys = self.key_file()?;
        Ok(Some(Acme {
            host: url.host().to_owned(),
            email: self.acme_email.clone(),
            directory: directory.to_owned(),
            extra_roots: self.acme_ca_file.as_deref().map(certificates).transpose()?.unwrap_or_default(),
            folder: keys.path().with_file_name("acme").join(authority),
        }))
    }

    fn limits(&self) -> Limits {
        let or = |set: Option<Count>, default: usize| set.map_or(default, Count::get);
        let default = Limits::default();
        Limits {
            sessions: or(self.max_sessions, default.sessions),
            sessions_per_key: or(self.max_sessions_per_key, default.sessions_per_key),
            sessions_per_address: or(self.max_sessions_per_address, default.sessions_per_address),
            sockets: or(self.max_sockets, default.sockets),
            sockets_per_address: or(self.max_sockets_per_address, default.sockets_per_address),
            logins: or(self.max_logins, default.logins),
            ..default
        }
    }

    fn times(&self) -> Times {
        let or = |set: Option<Seconds>, default: Duration| set.map_or(default, Duration::from);
        let default = Times::default();
        Times {
            request: or(self.request_timeout, default.request),
            page_idle: or(self.idle_timeout, default.page_idle),
            session: or(self.session_timeout, default.session),
            farewell: or(self.stop_timeout, default.farewell),
            ..default
        }
    }
}

/// Whether a sign may be in the name of a folder.
fn is_of_name(sign: char) -> bool {
    sign.is_ascii_alphanumeric() || matches!(sign, '-' | '.')
}

fn certificates(file: &Path) -> Result<Vec<CertificateDer<'static>>, SettingsError> {
    let unread = || SettingsError::Certificate(file.to_owned());
    let roots = CertificateDer::pem_file_iter(file).map_err(|_| unread())?;
    let roots = roots.collect::<Result<Vec<_>, _>>().map_err(|_| unread())?;
    if roots.is_empty() { Err(unread()) } else { Ok(roots) }
}

#[cfg(test)]
mod tests {
    use super::{DEFAULT_LISTEN, Settings, SettingsError};
    use crate::access::Exposure;
    use clap::{CommandFactory, Parser};
    use std::io::Write;
    use std::time::Duration;

    #[derive(Parser)]
    struct Flags {
        #[command(flatten)]
        settings: Settings,
    }

    fn flags(line: &[&str]) -> Result<Settings, clap::Error> {
        Flags::try_parse_from(std::iter::once(&"kith-relay").chain(line)).map(|flags| flags.settings)
    }

    fn file(text: &str) -> Result<Settings, String> {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(text.as_bytes()).unwrap();
        Settings::read(file.path()).map_err(|error| error.to_string())
    }

    #[cfg(feature = "acme")]
    #[test]
    fn a_certificate_by_acme_needs_a_name_and_nothing_else() {
        let config = |line: &[&str]| flags(line).unwrap().config();
        let url = ["--url", "https://kith.example", "--key-file", "/var/lib/kith/keys"];
        let acme = config(&[&url[..], &["--acme"]].concat()).unwrap();
        let files = acme.tls.unwrap();
        assert_eq!(files.certificate, files.key);
        let folder = "/var/lib/kith/acme/acme-v02.api.letsencrypt.org-directory";
        assert_eq!(files.certificate, std::path::Path::new(folder).join("certificate.pem"));
        assert_eq!(acme.acme.unwrap().host, "kith.example");

        assert!(matches!(config(&["--acme"]), Err(SettingsError::NoName)));
        for url in ["https://192.0.2.1", "https://[2001:db8::1]", "https://localhost", "http://kith.example"] {
            assert!(matches!(config(&["--acme", "--url", url]), Err(SettingsError::NoName)), "{url}");
        }
        let files = ["--acme", "--tls-certificate", "/c", "--tls-key", "/k"];
        assert!(matches!(config(&[&url[..], &files].concat()), Err(SettingsError::TwoCertificates)));
        for line in [&["--acme-email", "ada@kith.example"][..], &["--acme=false", "--acme-ca-file", "/c"]] {
            assert!(matches!(config(line), Err(SettingsError::NoAcme)), "{line:?}");
        }
        for directory in ["http://acme.example/directory", "acme.example", "https://", "letsencrypt"] {
            assert!(flags(&["--acme-directory", directory]).is_err(), "{directory}");
        }
        assert_eq!(file("acme = true\n").unwrap().acme, Some(true));
    }

    #[test]
    fn without_any_setting_it_is_for_this_machine_alone() {
        let settings = flags(&[]).unwrap();
        assert_eq!(settings.listen(), DEFAULT_LISTEN);
        let config = settings.config().unwrap();
        assert_eq!(config.exposure, Exposure::Local);
        assert!(config.keys.is_none() && config.tls.is_none());
    }

    #[test]
    fn an_origin_that_no_browser_sends_is_refused() {
        for origin in ["kith.example", "localhost:8080", "*", "null", "https://", "https://kith.example/app", ""] {
            let refused = flags(&["--allow-origin", origin]).unwrap_err().to_string();
            assert!(refused.contains("--allow-origin"), "{refused}");
            assert!(origin.is_empty() || refused.contains("https://kith.example or"), "{refused}");
        }
        let settings = flags(&["--allow-origin", "https://kith.example,http://localhost:8080/"]).unwrap();
        assert_eq!(settings.allow_origins.len(), 2);
        assert!(flags(&["--allow-origin", "https://kith.example,kith.example"]).is_err());
    }

    #[test]
    fn senseless_values_are_refused() {
        for line in [
            &["--max-sessions", "0"][..],
            &["--max-sessions", "-1"],
            &["--stop-timeout", "0"],
            &["--behind-proxy", "proxy.example"],
            &["--allow-target", "https://mail.example"],
            &["--log", "inof"],
            &["--listen", "5484"],
            &["--mail-port", "70000"],
            &["--dns-server", "dns.example"],
            &["--ispdb", "http://ispdb.example/"],
        ] {
            assert!(flags(line).is_err(), "{line:?}");
        }
    }

    #[test]
    fn a_file_says_the_same_and_an_option_comes_before_it() {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        let text = "listen = \"0.0.0.0:443\"\nurl = \"https://kith.example\"\nmax-sessions = 7\nmail-port = [993, 1143]\n\
                    allow-target = [\"192.168.1.0/24\"]\nonly-server = [\"a.example\", \"b.example\"]\nstop-timeout = 9\n\
                    log = \"debug\"\n";
        file.write_all(text.as_bytes()).unwrap();
        let path = file.path().to_str().unwrap();
        let line = ["kith-relay", "--config", path, "--max-sessions", "8", "--only-server", "c.example"];
        let given = Flags::command().get_matches_from(line);
        let merged = Flags::parse_from(line).settings.with_file(&given).unwrap();
        assert_eq!(merged.limits().sessions, 8);
        assert_eq!(merged.only_servers.len(), 1);
        assert_eq!(merged.times().farewell, Duration::from_secs(9));
        assert_eq!((merged.mail_ports.as_slice(), merged.log()), (&[993, 1143][..], "debug"));
        assert_eq!(merged.allow_targets.len(), 1);
        assert_eq!(merged.url.unwrap().to_string(), "https://kith.example");
    }

    #[test]
    fn the_example_file_is_right_with_every_line_switched_on() {
        let example = include_str!("../packaging/kith-relay.toml");
        let is_setting = |rest: &str| rest.split_once(" = ").is_some_and(|(name, _)| !name.contains(' '));
        let switch_on = |line: &str| line.strip_prefix('#').filter(|rest| is_setting(rest)).unwrap_or(line).to_owned();
        let text: Vec<String> = example.lines().map(switch_on).collect();
        let settings = file(&text.join("\n")).unwrap();
        assert!(settings.metrics_listen.is_some() && settings.only_servers.len() == 1);
        assert!(!settings.behind_proxy.is_empty());
    }

    #[test]
    fn what_is_wrong_in_a_file_is_said_with_its_line() {
        for (text, line, word) in [
            ("listen = \"127.0.0.1:1\"\nmax-sesions = 3\n", 2, "max-sesions"),
            ("\n\nmax-sessions = 0\n", 3, "at least 1"),
            ("max-sessions = \"many\"\n", 1, "invalid type"),
            ("allow-origin = [\"kith.example\"]\n", 1, "an origin is"),
            ("log = \"info\"\nallow-target = [\"mail.example\", \"a b\"]\n", 2, "\"a b\" is neither"),
            ("url = \n", 1, ""),
        ] {
            let error = file(text).unwrap_err();
            assert!(error.contains(&format!("line {line},")) && error.contains(word), "{error}");
        }
        assert!(matches!(Settings::read("/no/such/file".as_ref()), Err(SettingsError::Unreadable(..))));
    }

    #[test]
    fn a_relay_that_others_can_reach_does_not_start_without_an_address_and_encryption() {
        let config = |line: &[&str]| flags(line).unwrap().config();
        for line in [
            &["--listen", "0.0.0.0:5484"][..],
            &["--listen", "[::]:5484"],
            &["--behind-proxy", "127.0.0.1"],
            &["--allow-origin", "https://kith.example"],
            &["--listen", "192.168.1.7:5484", "--tls-certificate", "/c", "--tls-key", "/k"],
        ] {
            assert!(matches!(config(line), Err(SettingsError::NoUrl(_))), "{line:?}");
        }
        let url = ["--url", "https://kith.example"];
        assert!(matches!(config(&url), Err(SettingsError::NoTls(_))));
        assert!(matches!(config(&[&url[..], &["--tls-key", "/k"]].concat()), Err(SettingsError::HalfTls)));
        let proxy = ["--behind-proxy", "127.0.0.1,10.0.0.0/8"];
        let plain = ["--url", "http://kith.example"];
        assert!(matches!(config(&[plain, proxy].concat()), Err(SettingsError::PlainUrl(_))));
        let config = config(&[&url[..], &proxy, &["--key-file", "/keys"]].concat()).unwrap();
        assert_eq!(config.exposure, Exposure::Open);
        assert!(config.targets.are_guarded() && config.keys.is_some());
        for line in [
            &["--allow-origin", "http://localhost:8080"][..],
            &["--url", "http://127.0.0.1:5484"],
            // Encrypted or not: no one else gets there.
            &["--url", "https://localhost:5484", "--tls-certificate", "/c", "--tls-key", "/k"],
        ] {
            assert_eq!(flags(line).unwrap().config().unwrap().exposure, Exposure::Local, "{line:?}");
        }
    }
}
