//! The sign-ins that an operator sets up, as they stand in the file of settings.

use crate::config::{SignIn, SignInWay};
use clap::{Args, ValueEnum};
use kith_wire::Secret;
use serde::Deserialize;
use std::path::PathBuf;
use url::{Host, Url};

/// One sign-in: a table `[[sign-in]]` of the file.
///
/// It stands nowhere else: clap makes the reference of it, and no option.
#[derive(Clone, Debug, Default, Args, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct SignInSettings {
    /// A provider that is known: `microsoft` or `google`. Only the client's id is then needed, and for Google its secret.
    #[arg(long)]
    pub provider: Option<KnownProvider>,

    /// The id that the provider gave to your application.
    #[arg(long)]
    pub client_id: String,

    /// The secret that the provider gave with it, if it did. Whoever can read this file can read it.
    #[arg(long)]
    pub client_secret: Option<Secret>,

    /// A file with that secret, instead.
    #[arg(long)]
    pub client_secret_file: Option<PathBuf>,

    /// Of Microsoft: whose accounts may sign in. `common` for all, `organizations`, `consumers`, or the directory of one
    /// organisation. Default: `common`.
    #[arg(long)]
    pub tenant: Option<String>,

    /// The name on the button. Default: the provider's.
    #[arg(long)]
    pub name: Option<String>,

    /// By what accounts keep this sign-in. Default: the provider, or else the name. Never change it.
    #[arg(long)]
    pub id: Option<String>,

    /// How a user signs in: `code`, on a page of the provider's that leads back to Kith, or `device`, by a code that they
    /// enter there, which needs no way back. Default: `code`.
    #[arg(long)]
    pub way: Option<Way>,

    /// The page on which a user signs in, for `code`.
    #[arg(long)]
    pub authorize_url: Option<String>,

    /// Where codes to enter are asked for, for `device`.
    #[arg(long)]
    pub device_url: Option<String>,

    /// Where tokens are asked for.
    #[arg(long)]
    pub token_url: Option<String>,

    /// What the provider calls itself when it leads back (`iss`), if it does. Checked if it is set.
    #[arg(long)]
    pub issuer: Option<String>,

    /// What is asked for, such as `["openid", "email", "offline_access"]`: whatever the mail server wants a token to be for,
    /// and what brings a refresh token and the user's address.
    #[arg(long)]
    pub scopes: Vec<String>,

    /// The mail servers that take the tokens, such as `["imap.example.org"]`.
    #[arg(long)]
    pub hosts: Vec<String>,

    /// The web servers with address books that take the tokens, such as `["dav.example.org"]`: for Google
    /// `["www.googleapis.com"]`, for Microsoft `["graph.microsoft.com"]`. Without any, the sign-in is for mail alone.
    #[arg(long)]
    pub web_hosts: Vec<String>,

    /// What is asked for besides, for address books. If there is anything, tokens for mail and for address books are asked
    /// for one by one, each with its own. Default with `web-hosts`: what the provider wants, if it is known.
    #[arg(long)]
    pub book_scopes: Vec<String>,
}

/// A provider that is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum KnownProvider {
    Microsoft,
    Google,
}

/// How a user signs in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Way {
    #[default]
    Code,
    Device,
}

/// What is wrong with a sign-in.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadSignIn {
    #[error("a sign-in needs a name, or a provider that is known")]
    NoName,
    #[error("the sign-in {0} needs {1}")]
    Missing(String, &'static str),
    #[error("the sign-in {0} has {1}, which is no address with https on its usual port")]
    Address(String, String),
    #[error("the secret of the sign-in {0} cannot be read from {1}")]
    Secret(String, PathBuf),
    #[error("the sign-in {0} has a secret and a file with one: give only one of them")]
    TwoSecrets(String),
    #[error("there are two sign-ins with the id {0}: set `id` for one of them")]
    Twice(String),
}

/// All of them, once what is known was added and everything was checked.
pub(crate) fn sign_ins(all: &[SignInSettings]) -> Result<Vec<SignIn>, BadSignIn> {
    let mut read: Vec<SignIn> = Vec::new();
    for settings in all {
        let sign_in = settings.known().read()?;
        if read.iter().any(|other| other.id == sign_in.id) {
            return Err(BadSignIn::Twice(sign_in.id));
        }
        read.push(sign_in);
    }
    Ok(read)
}

impl SignInSettings {
    /// With what is known of its provider, where it does not say something else.
    fn known(&self) -> Self {
        let Some(provider) = self.provider else { return self.clone() };
        let known = match provider {
            KnownProvider::Microsoft => {
                let tenant = self.tenant.as_deref().unwrap_or("common");
                let at = |what: &str| Some(format!("https://login.microsoftonline.com/{tenant}/oauth2/v2.0/{what}"));
                Self {
                    name: Some("Microsoft".to_owned()),
                    id: Some("microsoft".to_owned()),
                    way: Some(Way::Device),
                    authorize_url: at("authorize"),
                    device_url: at("devicecode"),
                    token_url: at("token"),
                    scopes: words(
                        "https://outlook.office.com/IMAP.AccessAsUser.All offline_access openid profile email",
                    ),
                    hosts: words("outlook.office365.com outlook.office.com imap-mail.outlook.com"),
                    book_scopes: words(
                        "https://graph.microsoft.com/Contacts.ReadWrite offline_access openid profile email",
                    ),
                    ..Self::default()
                }
            }
            KnownProvider::Google => Self {
                name: Some("Google".to_owned()),
                id: Some("google".to_owned()),
                way: Some(Way::Code),
                authorize_url: Some("https://accounts.google.com/o/oauth2/v2/auth".to_owned()),
                token_url: Some("https://oauth2.googleapis.com/token".to_owned()),
                issuer: Some("https://accounts.google.com".to_owned()),
                scopes: words("https://mail.google.com/ openid email"),
                hosts: words("imap.gmail.com"),
                book_scopes: words("https://www.googleapis.com/auth/carddav"),
                ..Self::default()
            },
        };
        let set = self.clone();
        let or = |set: Vec<String>, known: Vec<String>| if set.is_empty() { known } else { set };
        Self {
            name: set.name.or(known.name),
            id: set.id.or(known.id),
            way: set.way.or(known.way),
            authorize_url: set.authorize_url.or(known.authorize_url),
            device_url: set.device_url.or(known.device_url),
            token_url: set.token_url.or(known.token_url),
            issuer: set.issuer.or(known.issuer),
            scopes: or(set.scopes, known.scopes),
            hosts: or(set.hosts, known.hosts),
            book_scopes: match set.web_hosts.is_empty() {
                true => set.book_scopes,
                false => or(set.book_scopes, known.book_scopes),
            },
            ..set
        }
    }

    fn read(self) -> Result<SignIn, BadSignIn> {
        let name = self.name.clone().filter(|name| !name.trim().is_empty()).ok_or(BadSignIn::NoName)?;
        let missing = |what| BadSignIn::Missing(name.clone(), what);
        let there = |text: Option<String>, what, may_be_here| {
            let text = text.ok_or_else(|| missing(what))?;
            let is_good = |url: &Url| is_https(url) || may_be_here && is_here(url);
            let url = text.trim().parse().ok().filter(is_good);
            url.ok_or_else(|| BadSignIn::Address(name.clone(), text))
        };
        if self.client_id.is_empty() {
            return Err(missing("client-id"));
        }
        if self.hosts.is_empty() && self.web_hosts.is_empty() {
            return Err(missing("hosts: the mail servers that take its tokens"));
        }
        if self.web_hosts.is_empty() && !self.book_scopes.is_empty() {
            return Err(missing("web-hosts: the web servers that take tokens of its book-scopes"));
        }
        let client_secret = match (self.client_secret, self.client_secret_file) {
            (Some(_), Some(_)) => return Err(BadSignIn::TwoSecrets(name)),
            (secret, None) => secret,
            (None, Some(file)) => match std::fs::read_to_string(&file) {
                Ok(text) => Some(text.trim().into()),
                Err(_) => return Err(BadSignIn::Secret(name, file)),
            },
        };
        let way = match self.way.unwrap_or_default() {
            Way::Device => SignInWay::DeviceCode { device: there(self.device_url, "device-url", false)? },
            Way::Code => {
                let mut authorize = there(self.authorize_url, "authorize-url", true)?;
                authorize
                    .query_pairs_mut()
                    .append_pair("response_type", "code")
                    .append_pair("client_id", &self.client_id)
                    .append_pair("scope", &all_of(&self.scopes, &self.book_scopes));
                if self.provider == Some(KnownProvider::Google) {
                    // Without both there is no refresh token for who signed in before.
                    authorize.query_pairs_mut().append_pair("access_type", "offline").append_pair("prompt", "consent");
                }
                SignInWay::Code { authorize, issuer: self.issuer }
            }
        };
        Ok(SignIn {
            id: self.id.unwrap_or_else(|| name.trim().to_lowercase()),
            way,
            token: there(self.token_url, "token-url", false)?,
            client_id: self.client_id,
            client_secret,
            scopes: self.scopes,
            hosts: lowercase(&self.hosts),
            web_hosts: lowercase(&self.web_hosts),
            book_scopes: self.book_scopes,
            names_by_email: self.provider != Some(KnownProvider::Microsoft),
            is_public_only: self.provider == Some(KnownProvider::Google),
            name,
        })
    }
}

fn lowercase(hosts: &[String]) -> Vec<String> {
    hosts.iter().map(|host| host.trim().to_lowercase()).collect()
}

/// Scopes, each once.
fn all_of(scopes: &[String], more: &[String]) -> String {
    let more = more.iter().filter(|scope| !scopes.contains(scope));
    scopes.iter().chain(more).map(String::as_str).collect::<Vec<_>>().join(" ")
}

fn words(text: &str) -> Vec<String> {
    text.split(' ').map(str::to_owned).collect()
}

/// Whether the relay can ask there.
fn is_https(url: &Url) -> bool {
    let is_plain = url.port().is_none() && url.username().is_empty() && url.password().is_none();
    url.scheme() == "https" && is_plain && url.host().is_some() && url.fragment().is_none()
}

/// Whether a browser gets to its own machine there.
fn is_here(url: &Url) -> bool {
    let is_loopback = match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    url.scheme() == "http" && is_loopback && url.fragment().is_none()
}

#[cfg(test)]
mod tests {
    use super::{BadSignIn, SignInSettings, sign_ins};
    use crate::config::{SignIn, SignInWay};
    use std::io::Write;

    fn read(text: &str) -> Result<Vec<SignIn>, BadSignIn> {
        #[derive(serde::Deserialize)]
        #[serde(rename_all = "kebab-case")]
        struct File {
            sign_in: Vec<SignInSettings>,
        }
        sign_ins(&toml::from_str::<File>(text).unwrap().sign_in)
    }

    const OWN: &str = "[[sign-in]]\nname = \"Our House\"\nclient-id = \"k\"\nscopes = [\"imap\", \"openid\"]\n\
                       hosts = [\"IMAP.House.example\"]\ntoken-url = \"https://id.house.example/token\"\n";

    #[test]
    fn of_a_known_provider_only_the_client_is_needed() {
        let all = read(
            "[[sign-in]]\nprovider = \"microsoft\"\nclient-id = \"m\"\ntenant = \"organizations\"\n\
             [[sign-in]]\nprovider = \"google\"\nclient-id = \"g\"\nclient-secret = \"s\"\n",
        )
        .unwrap();
        let [microsoft, google] = all.as_slice() else { panic!("{}", all.len()) };
        let base = "https://login.microsoftonline.com/organizations/oauth2/v2.0";
        assert_eq!((microsoft.id.as_str(), microsoft.name.as_str()), ("microsoft", "Microsoft"));
        let SignInWay::DeviceCode { device } = &microsoft.way else { panic!("no device code") };
        assert_eq!(device.as_str(), format!("{base}/devicecode"));
        assert_eq!(microsoft.token.as_str(), format!("{base}/token"));
        assert!(microsoft.hosts.contains(&"outlook.office365.com".to_owned()) && !microsoft.names_by_email);
        let SignInWay::Code { authorize, issuer } = &google.way else { panic!("no code") };
        assert_eq!(
            authorize.as_str(),
            "https://accounts.google.com/o/oauth2/v2/auth?response_type=code&client_id=g\
             &scope=https%3A%2F%2Fmail.google.com%2F+openid+email&access_type=offline&prompt=consent"
        );
        assert_eq!(issuer.as_deref(), Some("https://accounts.google.com"));
        assert!(google.client_secret.as_ref().is_some_and(|secret| secret.reveal() == "s") && google.is_public_only);
    }

    #[test]
    fn any_other_provider_is_said_whole() {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(b"hush\n").unwrap();
        let rest = format!(
            "way = \"device\"\ndevice-url = \"https://id.house.example/device\"\nclient-secret-file = {:?}\n",
            file.path()
        );
        let all = read(&format!("{OWN}{rest}")).unwrap();
        assert_eq!((all[0].id.as_str(), all[0].hosts[0].as_str()), ("our house", "imap.house.example"));
        assert!(all[0].client_secret.as_ref().is_some_and(|secret| secret.reveal() == "hush"));
        // On this machine only the browser gets there, and needs no certificate for that.
        let here = read(&format!("{OWN}authorize-url = \"http://127.0.0.1:3000/auth?a=b\"\n")).unwrap();
        let SignInWay::Code { authorize, .. } = &here[0].way else { panic!("no code") };
        assert!(authorize.as_str().starts_with("http://127.0.0.1:3000/auth?a=b&response_type=code"), "{authorize}");
    }

    #[test]
    fn address_books_are_asked_for_only_where_the_operator_says_so() {
        let google = "[[sign-in]]\nprovider = \"google\"\nclient-id = \"g\"\n";
        let of_microsoft = google.replace("google", "microsoft");
        assert!(read(google).unwrap()[0].book_scopes.is_empty());
        let google = &read(&format!("{google}web-hosts = [\"WWW.googleapis.com\"]\n")).unwrap()[0];
        assert_eq!(google.web_hosts, ["www.googleapis.com"]);
        assert_eq!(google.book_scopes, ["https://www.googleapis.com/auth/carddav"]);
        let SignInWay::Code { authorize, .. } = &google.way else { panic!("no code") };
        let scope =
            "&scope=https%3A%2F%2Fmail.google.com%2F+openid+email+https%3A%2F%2Fwww.googleapis.com%2Fauth%2Fcarddav&";
        assert!(authorize.as_str().contains(scope), "{authorize}");
        let own = format!("{of_microsoft}web-hosts = [\"graph.microsoft.com\"]\nbook-scopes = [\"openid\", \"c\"]\n");
        let microsoft = &read(&format!("{own}way = \"code\"\n")).unwrap()[0];
        assert_eq!(microsoft.book_scopes, ["openid", "c"]);
        let SignInWay::Code { authorize, .. } = &microsoft.way else { panic!("no code") };
        assert!(authorize.as_str().ends_with("openid+profile+email+c"), "{authorize}");
        // One for address books alone.
        let auth = "authorize-url = \"https://id.house.example/auth\"\n";
        let alone = OWN.replace("hosts = [\"IMAP.House.example\"]", "web-hosts = [\"dav.house.example\"]");
        assert!(read(&format!("{alone}{auth}")).unwrap()[0].hosts.is_empty());
    }

    #[test]
    fn what_is_wrong_is_said_with_its_name() {
        let twice = format!("{OWN}authorize-url = \"https://id.house.example/auth\"\n").repeat(2);
        for (text, expect) in [
            (OWN.to_owned(), "the sign-in Our House needs authorize-url"),
            (format!("{OWN}way = \"device\"\n"), "the sign-in Our House needs device-url"),
            (OWN.replace("client-id = \"k\"", ""), "the sign-in Our House needs client-id"),
            (OWN.replace("hosts =", "book-scopes ="), "the sign-in Our House needs hosts"),
            (format!("{OWN}book-scopes = [\"a\"]\n"), "the sign-in Our House needs web-hosts"),
            (OWN.replace("name = \"Our House\"", ""), "a sign-in needs a name"),
            (
                format!("{OWN}authorize-url = \"http://id.house.example/auth\"\n"),
                "http://id.house.example/auth, which is no",
            ),
            (
                format!("{OWN}way = \"device\"\ndevice-url = \"https://id.house.example:8443/\"\n"),
                "https://id.house.example:8443/",
            ),
            (format!("{OWN}client-secret-file = \"/no/such/file\"\n"), "cannot be read from /no/such/file"),
            (format!("{OWN}client-secret = \"a\"\nclient-secret-file = \"/b\"\n"), "give only one of them"),
            (twice, "two sign-ins with the id our house"),
        ] {
            let error = read(&text).map(drop).unwrap_err().to_string();
            assert!(error.contains(expect), "{error}");
        }
    }
}
