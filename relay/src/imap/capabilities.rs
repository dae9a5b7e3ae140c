//! What a server says it can do.

use super::command::Literals;
use super::reader::capabilities;
use imap_proto::{Capability, Response, ResponseCode};
use std::collections::BTreeSet;

/// The most capabilities that are heeded, and the longest name of one, in bytes. Servers have some fifty.
const MAX_CAPABILITIES: usize = 500;
const MAX_CAPABILITY_BYTES: usize = 100;

/// What is part of IMAP4rev2 (RFC 9051, appendix E) and a capability of its own before, of what is used here.
const REV2: [&str; 5] = ["IDLE", "LIST-EXTENDED", "LIST-STATUS", "LITERAL-", "NAMESPACE"];

/// What a server can do, in upper case.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Capabilities(BTreeSet<String>);

impl Capabilities {
    /// Their names, in upper case.
    pub(super) fn names(&self) -> Vec<String> {
        self.0.iter().cloned().collect()
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.0.contains(name)
    }

    /// Whether literals may be sent unasked; those of a search are short enough for either capability.
    pub(super) fn literals(&self) -> Literals {
        self.literals_of(0)
    }

    /// Whether a literal of that length may be sent unasked (RFC 7888, section 5).
    pub(super) fn literals_of(&self, length: usize) -> Literals {
        match self.has("LITERAL+") || (self.has("LITERAL-") && length <= 4096) {
            true => Literals::Unasked,
            false => Literals::Asked,
        }
    }

    /// The capabilities that a response carries, whether by itself or in its code.
    pub(super) fn read(response: &Response<'_>) -> Option<Self> {
        match response {
            Response::Capabilities(told) => Some(Self::from(told.as_slice())),
            Response::Data { outcome, .. } | Response::Done { outcome, .. } => match &outcome.code {
                Some(ResponseCode::Capabilities(told)) => Some(Self::from(told.as_slice())),
                Some(_) => None,
                // The parser leaves those of a server in the text that knows a later version only.
                None => {
                    let text = outcome.information.as_deref()?;
                    let (words, _) = text.strip_prefix("[CAPABILITY ")?.split_once(']')?;
                    Some(Self::from(capabilities(words.as_bytes()).as_slice()))
                }
            },
            _ => None,
        }
    }
}

impl From<&[Capability<'_>]> for Capabilities {
    fn from(told: &[Capability<'_>]) -> Self {
        let names = told.iter().map(|capability| match capability {
            Capability::Imap4rev1 => "IMAP4REV1".to_owned(),
            Capability::Auth(way) => format!("AUTH={}", way.to_ascii_uppercase()),
            Capability::Atom(name) => name.to_ascii_uppercase(),
        });
        let mut all: BTreeSet<_> =
            names.filter(|name| name.len() <= MAX_CAPABILITY_BYTES).take(MAX_CAPABILITIES).collect();
        if all.contains("IMAP4REV2") && !all.contains("IMAP4REV1") {
            all.extend(REV2.map(str::to_owned));
        }
        Self(all)
    }
}
