//! What DNS knows.

use std::collections::{HashMap, HashSet};
use std::net::IpAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// A kind of record, by its number (RFC 1035, RFC 3596, RFC 2782).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Kind(pub(crate) u16);

impl Kind {
    pub(crate) const A: Self = Self(1);
    pub(crate) const MX: Self = Self(15);
    pub(crate) const TXT: Self = Self(16);
    pub(crate) const AAAA: Self = Self(28);
    pub(crate) const SRV: Self = Self(33);
}

#[derive(Default)]
pub(crate) struct Names(Mutex<Known>);

#[derive(Default)]
struct Known {
    /// The data of the records, as they go over the wire.
    records: HashMap<String, Vec<(Kind, Vec<u8>)>>,
    silent: HashSet<String>,
    asked: Vec<String>,
}

/// What is to be answered.
pub(crate) enum Found {
    Records(Vec<Vec<u8>>),
    /// There is no such name.
    NoName,
    /// No answer at all.
    Silence,
}

impl Names {
    pub(crate) fn add_address(&self, name: &str, address: IpAddr) {
        match address {
            IpAddr::V4(address) => self.add(name, Kind::A, address.octets().to_vec()),
            IpAddr::V6(address) => self.add(name, Kind::AAAA, address.octets().to_vec()),
        }
    }

    pub(crate) fn add_mail_exchanger(&self, domain: &str, preference: u16, host: &str) {
        self.add(domain, Kind::MX, [&preference.to_be_bytes()[..], &written(host)].concat());
    }

    pub(crate) fn add_service(&self, name: &str, priority: u16, weight: u16, port: u16, host: &str) {
        let numbers = [priority, weight, port].map(u16::to_be_bytes).concat();
        self.add(name, Kind::SRV, [&numbers[..], &written(host)].concat());
    }

    /// A text of at most 255 bytes, which is one character string (RFC 1035, section 3.3.14).
    pub(crate) fn add_text(&self, name: &str, text: &str) {
        let text = text.as_bytes().get(..255).unwrap_or(text.as_bytes());
        let length = u8::try_from(text.len()).unwrap_or(u8::MAX);
        self.add(name, Kind::TXT, [&[length], text].concat());
    }

    pub(crate) fn hush(&self, name: &str) {
        self.known().silent.insert(name.to_owned());
    }

    pub(crate) fn asked(&self) -> Vec<String> {
        self.known().asked.clone()
    }

    /// Looks up and notes that it was asked.
    pub(crate) fn find(&self, name: &str, kind: Kind) -> Found {
        let mut known = self.known();
        let shown = match kind {
            Kind::A => "A".to_owned(),
            Kind::AAAA => "AAAA".to_owned(),
            Kind::MX => "MX".to_owned(),
            Kind::TXT => "TXT".to_owned(),
            Kind::SRV => "SRV".to_owned(),
            Kind(number) => number.to_string(),
        };
        known.asked.push(format!("{shown} {name}"));
        if known.silent.contains(name) {
            return Found::Silence;
        }
        match known.records.get(name) {
            None => Found::NoName,
            Some(all) => {
                Found::Records(all.iter().filter(|(of, _)| *of == kind).map(|(_, data)| data.clone()).collect())
            }
        }
    }

    fn add(&self, name: &str, kind: Kind, data: Vec<u8>) {
        self.known().records.entry(name.to_owned()).or_default().push((kind, data));
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A name as it goes over the wire (RFC 1035, section 3.1).
fn written(name: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    for label in name.split('.').filter(|label| !label.is_empty()) {
        bytes.push(u8::try_from(label.len()).unwrap_or(u8::MAX));
        bytes.extend_from_slice(label.as_bytes());
    }
    bytes.push(0);
    bytes
}
