//! The values of settings that are more than a word or a number. Each is checked where it is read, so that the error
//! names the flag, the variable or the line.

use ipnet::IpNet;
use serde::Deserialize;
use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::str::FromStr;
use std::time::Duration;
use tracing::level_filters::LevelFilter;
use url::Url;

/// The port of DNS.
const DNS_PORT: u16 = 53;

/// What is wrong with a value, as a sentence without its end.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadValue {
    #[error("{0:?} is no network: an address, or an address and a length, as in 192.168.1.7 or 192.168.1.0/24")]
    Network(String),
    #[error(
        "{0:?} is neither the name of a host nor an address or a network, as in mail.home.example, 192.168.1.7 or \
         192.168.1.0/24"
    )]
    Target(String),
    #[error("{0:?} is no DNS server: an address, or an address and a port, as in 9.9.9.9 or 127.0.0.1:5353")]
    DnsServer(String),
    #[error(
        "{0:?} is no directory of mail providers: an address with https, as in https://autoconfig.thunderbird.net/v1.1/"
    )]
    Directory(String),
    #[error("{0:?} is no address of a directory, which begins with https://")]
    AcmeDirectory(String),
    #[error("at least 1 is needed")]
    Zero,
    #[error(
        "{0:?} is no level: there are error, warn, info, debug and trace, and filters as of tracing-subscriber, as in \
         info,kith_relay=debug"
    )]
    Level(String),
}

/// The network of an address, or of an address and a length.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Network(pub IpNet);

/// A mail server, or a network of them.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub enum Target {
    /// A name, in lower case and without a dot at its end.
    Host(String),
    Network(IpNet),
}

/// The address of a DNS server, on port 53 unless it says otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct DnsServer(pub SocketAddr);

/// A directory of mail providers: an address with https, to which a domain is appended.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Directory(pub Url);
/// The address of an authority's directory, over https.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct AcmeDirectory(pub String);

/// How many of something, at least one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "u32")]
pub struct Count(u32);

/// Whole seconds, at least one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "u32")]
pub struct Seconds(u32);

/// What is to be logged.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Level(pub String);

impl Network {
    /// Whether an address is in it, be it written as one of version 4 or as one of version 6 that stands for it.
    #[must_use]
    pub fn holds(&self, address: IpAddr) -> bool {
        self.0.contains(&address.to_canonical())
    }
}

impl Target {
    /// The name of a host as it is compared.
    #[must_use]
    pub fn name(host: &str) -> String {
        host.trim().trim_end_matches('.').to_ascii_lowercase()
    }
}

impl Count {
    #[must_use]
    pub fn get(self) -> usize {
        usize::try_from(self.0).unwrap_or(usize::MAX)
    }
}

impl From<Seconds> for Duration {
    fn from(seconds: Seconds) -> Self {
        Self::from_secs(seconds.0.into())
    }
}

impl FromStr for Network {
    type Err = BadValue;

    fn from_str(text: &str) -> Result<Self, BadValue> {
        let text = text.trim();
        let network = text.parse::<IpNet>().or_else(|_| text.parse::<IpAddr>().map(IpNet::from));
        network.map(|network| Self(network.trunc())).map_err(|_| BadValue::Network(text.to_owned()))
    }
}

impl FromStr for Target {
    type Err = BadValue;

    fn from_str(text: &str) -> Result<Self, BadValue> {
        if let Ok(Network(network)) = text.parse() {
            return Ok(Self::Network(network));
        }
        let name = Self::name(text);
        let is_name = !name.is_empty()
            && name.chars().all(|sign| sign.is_alphanumeric() || matches!(sign, '-' | '.' | '_'))
            // Only digits after the last dot: an address that was mistyped.
            && name.rsplit('.').next().is_some_and(|last| !last.bytes().all(|byte| byte.is_ascii_digit()));
        if is_name { Ok(Self::Host(name)) } else { Err(BadValue::Target(text.to_owned())) }
    }
}

impl FromStr for DnsServer {
    type Err = BadValue;

    fn from_str(text: &str) -> Result<Self, BadValue> {
        let text = text.trim();
        let server = text.parse().or_else(|_| text.parse::<IpAddr>().map(|address| SocketAddr::new(address, DNS_PORT)));
        server.map(Self).map_err(|_| BadValue::DnsServer(text.to_owned()))
    }
}

impl FromStr for Directory {
    type Err = BadValue;

    fn from_str(text: &str) -> Result<Self, BadValue> {
        let wrong = || BadValue::Directory(text.to_owned());
        let text = text.trim();
        // Without a slash at its end, what is appended would take the place of the last part.
        let url: Url = format!("{}/", text.trim_end_matches('/')).parse().map_err(|_| wrong())?;
        // The port of https is none that the address names.
        let is_plain = url.port().is_none() && url.username().is_empty() && url.password().is_none();
        let is_whole = url.query().is_none() && url.fragment().is_none();
        if url.scheme() == "https" && is_plain && is_whole { Ok(Self(url)) } else { Err(wrong()) }
    }
}

impl FromStr for AcmeDirectory {
    type Err = BadValue;

    fn from_str(text: &str) -> Result<Self, BadValue> {
        let text = text.trim();
        let url = text.parse::<Url>().ok();
        let is_right = url.is_some_and(|url| url.scheme() == "https" && url.host().is_some());
        if is_right { Ok(Self(text.to_owned())) } else { Err(BadValue::AcmeDirectory(text.to_owned())) }
    }
}

impl FromStr for Level {
    type Err = BadValue;

    fn from_str(text: &str) -> Result<Self, BadValue> {
        match tracing_subscriber::EnvFilter::try_new(text) {
            // A filter takes any word for the name of a module.
            Ok(_) if text.contains('=') || (!text.is_empty() && text.parse::<LevelFilter>().is_ok()) => {
                Ok(Self(text.to_owned()))
            }
            _ => Err(BadValue::Level(text.to_owned())),
        }
    }
}

impl TryFrom<u32> for Count {
    type Error = BadValue;

    fn try_from(count: u32) -> Result<Self, BadValue> {
        if count == 0 { Err(BadValue::Zero) } else { Ok(Self(count)) }
    }
}

impl TryFrom<u32> for Seconds {
    type Error = BadValue;

    fn try_from(seconds: u32) -> Result<Self, BadValue> {
        if seconds == 0 { Err(BadValue::Zero) } else { Ok(Self(seconds)) }
    }
}

/// A number, or what is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadNumber {
    #[error(transparent)]
    Unreadable(#[from] std::num::ParseIntError),
    #[error(transparent)]
    Senseless(#[from] BadValue),
}

macro_rules! number_from_text {
    ($($name:ident),*) => {$(
        impl FromStr for $name {
            type Err = BadNumber;

            fn from_str(text: &str) -> Result<Self, BadNumber> {
                Ok(Self::try_from(text.trim().parse::<u32>()?)?)
            }
        }
    )*};
}
number_from_text!(Count, Seconds);

macro_rules! checked_text {
    ($($name:ident),*) => {$(
        impl TryFrom<String> for $name {
            type Error = BadValue;

            fn try_from(text: String) -> Result<Self, BadValue> {
                text.parse()
            }
        }
    )*};
}
checked_text!(Network, Target, DnsServer, Directory, AcmeDirectory, Level);

impl fmt::Display for Target {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Host(name) => out.write_str(name),
            Self::Network(network) if network.prefix_len() == network.max_prefix_len() => {
                write!(out, "{}", network.addr())
            }
            Self::Network(network) => write!(out, "{network}"),
        }
    }
}

impl fmt::Display for DnsServer {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.port() == DNS_PORT { write!(out, "{}", self.0.ip()) } else { write!(out, "{}", self.0) }
    }
}

impl fmt::Display for Network {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}", Target::Network(self.0))
    }
}

#[cfg(test)]
mod tests {
    use super::{BadValue, Directory, DnsServer, Level, Network, Target};

    #[test]
    fn reads_targets_and_networks() {
        assert_eq!("Mail.Home.example.".parse(), Ok(Target::Host("mail.home.example".to_owned())));
        for (text, shown) in [("192.168.1.7/24", "192.168.1.0/24"), ("10.0.0.1", "10.0.0.1"), ("fd00::1/8", "fd00::/8")]
        {
            assert_eq!(text.parse::<Target>().unwrap().to_string(), shown);
            assert_eq!(text.parse::<Network>().unwrap().to_string(), shown);
        }
        for text in ["", " ", "10.0.0.256", "10.0.0.0/33", "mail:143", "https://mail.example", "a b", "1.2.3"] {
            assert_eq!(text.parse::<Target>(), Err(BadValue::Target(text.to_owned())));
        }
        assert_eq!("mail.example".parse::<Network>(), Err(BadValue::Network("mail.example".to_owned())));
        let mapped = "::ffff:192.168.1.9".parse().unwrap();
        assert!("192.168.1.0/24".parse::<Network>().unwrap().holds(mapped));
    }

    #[test]
    fn reads_dns_servers_and_directories() {
        for (text, shown) in
            [("9.9.9.9", "9.9.9.9"), ("9.9.9.9:53", "9.9.9.9"), ("127.0.0.1:5353", "127.0.0.1:5353"), ("::1", "::1")]
        {
            assert_eq!(text.parse::<DnsServer>().unwrap().to_string(), shown);
        }
        assert_eq!("[::1]:5353".parse::<DnsServer>().unwrap().to_string(), "[::1]:5353");
        for text in ["", "dns.example", "9.9.9", "9.9.9.9:", "9.9.9.9:70000", "https://9.9.9.9"] {
            assert_eq!(text.parse::<DnsServer>(), Err(BadValue::DnsServer(text.to_owned())));
        }
        for text in ["https://ispdb.example/v1.1", "https://ispdb.example/v1.1/", " https://ispdb.example:443/v1.1// "]
        {
            let directory = text.parse::<Directory>().unwrap().0;
            assert_eq!(directory.join("example.org").unwrap().as_str(), "https://ispdb.example/v1.1/example.org");
        }
        for text in [
            "",
            "yes",
            "ispdb.example",
            "http://ispdb.example/",
            "https://",
            "https://ispdb.example:8443/",
            "https://ada@ispdb.example/",
            "https://ispdb.example/?domain=",
        ] {
            assert_eq!(text.parse::<Directory>(), Err(BadValue::Directory(text.to_owned())));
        }
    }

    #[test]
    fn reads_levels() {
        for text in ["info", "DEBUG", "warn,kith_relay=trace", "off"] {
            assert!(text.parse::<Level>().is_ok(), "{text}");
        }
        for text in ["inof", "", "all"] {
            assert_eq!(text.parse::<Level>(), Err(BadValue::Level(text.to_owned())));
        }
    }
}
