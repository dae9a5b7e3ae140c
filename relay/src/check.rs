//! What the settings come to, in sentences.

use crate::access::{Exposure, KeyFileError};
use crate::config::{Config, SignInWay};
use crate::settings::{Settings, SettingsError};

/// What keeps the settings from being checked.
#[derive(Debug, thiserror::Error)]
pub enum CheckError {
    #[error(transparent)]
    Settings(#[from] SettingsError),
    #[error(transparent)]
    Keys(#[from] KeyFileError),
}

/// Who may use the relay, where it may connect and what it bears, a paragraph each.
pub fn sentences(settings: &Settings) -> Result<Vec<String>, CheckError> {
    let config = settings.config()?;
    let mut said = vec![served(settings, &config)];
    #[cfg(feature = "acme")]
    said.extend(config.acme.as_ref().map(crate::acme::describe));
    said.extend([users(settings, &config)?, config.targets.describe(), asked(settings)]);
    said.extend(signs_in(&config));
    said.push(bears(&config));
    Ok(said)
}

fn served(settings: &Settings, config: &Config) -> String {
    let listen = settings.listen();
    let encryption = match (&config.tls, config.proxies.is_empty()) {
        (Some(_), _) if config.acme.is_some() => "with TLS of its own".to_owned(),
        (Some(tls), _) => format!("with TLS of its own, by the certificate in {}", tls.certificate.display()),
        (None, false) => {
            let proxies: Vec<_> = config.proxies.iter().map(ToString::to_string).collect();
            format!("without TLS, behind a proxy at {}, which must add TLS", proxies.join(" or "))
        }
        (None, true) => "without TLS, which this machine does not need".to_owned(),
    };
    let opened = match &config.url {
        Some(url) => url.to_string(),
        None => {
            let scheme = if config.tls.is_some() { "https" } else { "http" };
            format!("{scheme}://{listen} and {scheme}://localhost:{}", listen.port())
        }
    };
    format!("Kith is opened at {opened}. The relay listens on {listen}, {encryption}.")
}

fn users(settings: &Settings, config: &Config) -> Result<String, CheckError> {
    if config.exposure == Exposure::Local {
        return Ok("Whoever uses a browser on this machine may use it. No access key is wanted.".to_owned());
    }
    let file = settings.key_file()?;
    let names: Vec<_> = file.list()?.into_iter().map(|key| key.name).collect();
    let path = file.path().display();
    let mut said = match names.as_slice() {
        [] => format!(
            "Others can reach it, and there is no access key in {path}: the relay will not start. Make one with \
             `kith-relay key add NAME`."
        ),
        [name] => format!("Whoever has the access key {name} may use it. The key's hash is in {path}."),
        names => format!(
            "Whoever has one of these access keys may use it: {}. Their hashes are in {path}.",
            names.join(", ")
        ),
    };
    let others: Vec<_> = config.allow_origins.iter().map(ToString::to_string).collect();
    if !others.is_empty() {
        said += &format!(" Besides the page that it serves, pages of {} may use it.", others.join(" and "));
    }
    Ok(said)
}

fn asked(settings: &Settings) -> String {
    let server = match &settings.dns_server {
        Some(server) => format!("the DNS server {server}"),
        None => "the system's DNS server".to_owned(),
    };
    let directory = match &settings.ispdb {
        Some(directory) => format!("and the directory of mail providers at {}", directory.0),
        None => "and no directory of mail providers".to_owned(),
    };
    format!(
        "To find the mail server of an address it asks {server}, hosts of the domain and of its mail provider, \
         {directory}, and says only the domain. To address books it connects over https, on any port."
    )
}

fn signs_in(config: &Config) -> Option<String> {
    let sign_ins = config.sign_ins.iter().map(|sign_in| {
        let way = match &sign_in.way {
            SignInWay::DeviceCode { .. } => "by a code that they enter there".to_owned(),
            SignInWay::Code { .. } => match &config.url {
                Some(url) => format!("on its page, which leads back to {url}/signed-in"),
                None => "on its page, which leads back to /signed-in at the address of Kith".to_owned(),
            },
        };
        let hosts: Vec<_> = sign_in.hosts.iter().chain(&sign_in.web_hosts).map(String::as_str).collect();
        format!("with {} (for {}) {way}", sign_in.name, hosts.join(" and "))
    });
    let sign_ins: Vec<_> = sign_ins.collect();
    (!sign_ins.is_empty()).then(|| format!("Users may sign in {}.", sign_ins.join(", and ")))
}

fn bears(config: &Config) -> String {
    let limits = &config.limits;
    let metrics = match config.metrics {
        Some(address) if !address.ip().is_loopback() => {
            format!(" Metrics are on http://{address}/metrics, for everyone who can reach that address.")
        }
        Some(address) => format!(" Metrics are on http://{address}/metrics."),
        None => String::new(),
    };
    format!(
        "At most {} sessions with mailboxes and address books are open at once, {} with one key and {} from one address; at most {} connections, \
         {} from one address; at most {} logins are under way.{metrics}",
        limits.sessions,
        limits.sessions_per_key,
        limits.sessions_per_address,
        limits.sockets,
        limits.sockets_per_address,
        limits.logins
    )
}

#[cfg(test)]
mod tests {
    use super::sentences;
    use crate::settings::Settings;
    use crate::sign_in_settings::{KnownProvider, SignInSettings};

    fn known(provider: KnownProvider) -> SignInSettings {
        SignInSettings { provider: Some(provider), client_id: "k".into(), ..SignInSettings::default() }
    }

    #[test]
    fn says_who_may_use_it_and_where_it_may_connect() {
        let local = sentences(&Settings::default()).unwrap().join("\n");
        assert!(local.contains("http://127.0.0.1:5484") && local.contains("No access key is wanted"), "{local}");
        assert!(local.contains("any server, also on this machine"), "{local}");
        assert!(
            local.contains("the system's DNS server") && local.contains("no directory of mail providers"),
            "{local}"
        );

        let folder = tempfile::tempdir().unwrap();
        let settings = Settings {
            url: Some("https://kith.example".parse().unwrap()),
            behind_proxy: vec!["127.0.0.1".parse().unwrap()],
            allow_targets: vec!["mail.home.example".parse().unwrap()],
            key_file: Some(folder.path().join("keys")),
            dns_server: Some("127.0.0.1:5353".parse().unwrap()),
            ispdb: Some("https://ispdb.example/v1.1".parse().unwrap()),
            sign_ins: vec![known(KnownProvider::Microsoft), known(KnownProvider::Google)],
            ..Settings::default()
        };
        let open = sentences(&settings).unwrap().join("\n");
        assert!(open.contains("the relay will not start") && open.contains("behind a proxy at 127.0.0.1,"), "{open}");
        assert!(open.contains("only to mail.home.example") && open.contains("on port 993 or 143"), "{open}");
        assert!(open.contains("the DNS server 127.0.0.1:5353, hosts of the domain"), "{open}");
        assert!(open.contains("at https://ispdb.example/v1.1/, and says only the domain"), "{open}");
        assert!(open.contains("with Microsoft (for outlook.office365.com and"), "{open}");
        assert!(open.contains("leads back to https://kith.example/signed-in."), "{open}");
        settings.key_file().unwrap().add("ada", None, "2026-11-29").unwrap();
        assert!(sentences(&settings).unwrap().join("\n").contains("the access key ada may use it"));
    }
}
