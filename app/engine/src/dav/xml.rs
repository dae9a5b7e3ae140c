//! The body of an answer as a tree of elements.

use super::DavError;
use quick_xml::NsReader;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::name::ResolveResult;

/// Maximum depth of elements. The deepest answer has 8.
const MAX_DEPTH: usize = 32;

/// Maximum number of elements: enough for the listing of 30,000 cards.
const MAX_ELEMENTS: usize = 400_000;

const DAV: &str = "DAV:";
const CARDDAV: &str = "urn:ietf:params:xml:ns:carddav";

/// What an element is called. Only those of interest have names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Tag {
    AddressData,
    AddressDataType,
    AddressBook,
    AddressBookHomeSet,
    All,
    Collection,
    CurrentUserPrincipal,
    CurrentUserPrivilegeSet,
    DisplayName,
    Error,
    GetEtag,
    Href,
    MaxResourceSize,
    MultiStatus,
    NumberOfMatchesWithinLimits,
    Privilege,
    Prop,
    PropStat,
    ResourceType,
    Response,
    Status,
    SyncCollection,
    SyncToken,
    ValidSyncToken,
    Write,
    WriteContent,
    #[default]
    Other,
}

impl Tag {
    fn of(namespace: &str, name: &str) -> Self {
        match (namespace, name) {
            (DAV, "all") => Self::All,
            (DAV, "collection") => Self::Collection,
            (DAV, "current-user-principal") => Self::CurrentUserPrincipal,
            (DAV, "current-user-privilege-set") => Self::CurrentUserPrivilegeSet,
            (DAV, "displayname") => Self::DisplayName,
            (DAV, "error") => Self::Error,
            (DAV, "getetag") => Self::GetEtag,
            (DAV, "href") => Self::Href,
            (DAV, "multistatus") => Self::MultiStatus,
            (DAV, "number-of-matches-within-limits") => Self::NumberOfMatchesWithinLimits,
            (DAV, "privilege") => Self::Privilege,
            (DAV, "prop") => Self::Prop,
            (DAV, "propstat") => Self::PropStat,
            (DAV, "resourcetype") => Self::ResourceType,
            (DAV, "response") => Self::Response,
            (DAV, "status") => Self::Status,
            (DAV, "sync-collection") => Self::SyncCollection,
            (DAV, "sync-token") => Self::SyncToken,
            (DAV, "valid-sync-token") => Self::ValidSyncToken,
            (DAV, "write") => Self::Write,
            (DAV, "write-content") => Self::WriteContent,
            (CARDDAV, "address-data") => Self::AddressData,
            (CARDDAV, "address-data-type") => Self::AddressDataType,
            (CARDDAV, "addressbook") => Self::AddressBook,
            (CARDDAV, "addressbook-home-set") => Self::AddressBookHomeSet,
            (CARDDAV, "max-resource-size") => Self::MaxResourceSize,
            _ => Self::Other,
        }
    }
}

/// An element with what is in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Element {
    pub(super) tag: Tag,
    /// The text directly in it, as it was written but for line ends, which XML makes LF.
    pub(super) text: String,
    pub(super) children: Vec<Element>,
    /// The attribute `version`, which tells the versions of vCard apart.
    pub(super) version: String,
}

impl Element {
    /// The first child of that name.
    pub(super) fn child(&self, tag: Tag) -> Option<&Self> {
        self.all(tag).next()
    }

    /// The children of that name.
    pub(super) fn all(&self, tag: Tag) -> impl Iterator<Item = &Self> {
        self.children.iter().filter(move |child| child.tag == tag)
    }

    /// Whether it or anything below it has that name.
    pub(super) fn holds(&self, tag: Tag) -> bool {
        // The depth is capped.
        self.tag == tag || self.children.iter().any(|child| child.holds(tag))
    }

    /// The text without the blanks around it.
    pub(super) fn trimmed(&self) -> &str {
        self.text.trim()
    }
}

/// Reads a body. One that was cut off is an error, and never a shorter answer.
pub(super) fn read(body: &[u8]) -> Result<Element, DavError> {
    let text = String::from_utf8_lossy(body);
    let mut reader = NsReader::from_str(text.trim_start_matches('\u{feff}'));
    reader.config_mut().expand_empty_elements = true;
    let (mut open, mut count): (Vec<Element>, usize) = (Vec::new(), 0);
    loop {
        let (namespace, event) = reader.read_resolved_event().map_err(|error| match error {
            quick_xml::Error::Syntax(_) => DavError::Cut,
            _ => DavError::NotXml,
        })?;
        match event {
            Event::Start(start) => {
                count += 1;
                if open.len() >= MAX_DEPTH || count > MAX_ELEMENTS {
                    return Err(DavError::TooLarge);
                }
                open.push(begun(&namespace, &start));
            }
            Event::End(_) => {
                let element = open.pop().ok_or(DavError::NotXml)?;
                match open.last_mut() {
                    Some(parent) => parent.children.push(element),
                    // What stands behind it is of no interest.
                    None => return Ok(element),
                }
            }
            Event::Text(text) => add(&mut open, &text.xml10_content()),
            Event::CData(text) => add(&mut open, &text.xml10_content()),
            Event::GeneralRef(reference) => add(&mut open, resolved(&reference)?.encode_utf8(&mut [0; 4])),
            Event::DocType(_) => return Err(DavError::NotXml),
            Event::Eof => return Err(if open.is_empty() { DavError::NotXml } else { DavError::Cut }),
            Event::Empty(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
        }
    }
}

fn begun(namespace: &ResolveResult<'_>, start: &BytesStart<'_>) -> Element {
    let namespace = match namespace {
        ResolveResult::Bound(namespace) => namespace.as_ref(),
        ResolveResult::Unbound | ResolveResult::Unknown(_) => "",
    };
    let tag = Tag::of(namespace, start.local_name().as_ref());
    let version = match tag {
        Tag::AddressDataType => start.try_get_attribute("version").ok().flatten(),
        _ => None,
    };
    let version = version.map(|attribute| attribute.value.into_owned()).unwrap_or_default();
    Element { tag, version, ..Element::default() }
}

fn add(open: &mut [Element], text: &str) {
    if let Some(element) = open.last_mut() {
        element.text.push_str(text);
    }
}

/// The character that a reference stands for: one of the five that XML has, or a number. A number may name a character
/// that XML forbids: it is in one card, and the others are to come all the same.
fn resolved(reference: &BytesRef<'_>) -> Result<char, DavError> {
    match reference.as_ref() {
        "amp" => Ok('&'),
        "lt" => Ok('<'),
        "gt" => Ok('>'),
        "quot" => Ok('"'),
        "apos" => Ok('\''),
        _ => reference.resolve_char_ref().ok().flatten().ok_or(DavError::NotXml),
    }
}
