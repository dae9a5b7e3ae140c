//! What a server of address books answered.

use super::DavError;
use super::url::Url;
use super::xml::{self, Element, Tag};
use kith_wire::WebAnswer;

/// An address book, or what may hold some.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Collection {
    pub(crate) url: Url,
    pub(crate) name: String,
    pub(crate) is_address_book: bool,
    /// Whether cards can be written, as far as the server says.
    pub(crate) can_write: bool,
    /// Whether it tells what changed.
    pub(crate) tells_changes: bool,
    /// The largest card that it takes, in bytes.
    pub(crate) max_card: Option<usize>,
}

/// What there is in an address book, or what changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Listing {
    pub(crate) cards: Vec<Listed>,
    /// By which the next changes are asked for.
    pub(crate) token: Option<String>,
    /// Whether the server told only a part (RFC 6578, section 3.6): the rest is asked for by the token.
    pub(crate) is_part: bool,
}

/// A card of a listing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Listed {
    pub(crate) url: Url,
    /// As the server wrote it. Empty if it says none.
    pub(crate) etag: String,
    /// Whether it is there no more.
    pub(crate) is_gone: bool,
}

/// A card as it came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Came {
    pub(crate) url: Url,
    pub(crate) etag: String,
    pub(crate) content: Content,
}

/// What came of a card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Content {
    Card(Vec<u8>),
    /// It is not there.
    Gone,
    /// It is larger than what can be passed on.
    TooLarge,
    /// The server has trouble with it.
    Withheld,
}

/// Who the server takes the user for, and whether the address asked is an address book itself.
pub(crate) fn principal(at: &Url, answer: &WebAnswer) -> Result<(Option<Url>, bool), DavError> {
    let rows = rows(at, answer)?;
    let row = rows.first().ok_or(DavError::Unexpected)?;
    let is_address_book = row.property(Tag::ResourceType).is_some_and(|it| it.holds(Tag::AddressBook));
    Ok((row.address(at, Tag::CurrentUserPrincipal), is_address_book))
}

/// Where their address books are.
pub(crate) fn home(at: &Url, answer: &WebAnswer) -> Result<Option<Url>, DavError> {
    Ok(rows(at, answer)?.iter().find_map(|row| row.address(at, Tag::AddressBookHomeSet)))
}

/// The collections there.
pub(crate) fn collections(at: &Url, answer: &WebAnswer) -> Result<Vec<Collection>, DavError> {
    let rows = rows(at, answer)?;
    Ok(rows.into_iter().map(|row| row.collection()).collect())
}

/// What there is, or what changed. A refused token is told apart from any other refusal by the body.
pub(crate) fn listing(at: &Url, answer: &WebAnswer) -> Result<Listing, DavError> {
    let root = multi_status(answer)?;
    let mut listing = Listing { token: root.child(Tag::SyncToken).map(text_of), ..Listing::default() };
    for row in rows_of(at, root) {
        // Of the address book itself, by whatever path the server calls it.
        if row.status == Some(507) {
            listing.is_part = true;
            continue;
        }
        if row.url.key().trim_end_matches('/') == at.key().trim_end_matches('/') {
            listing.token = listing.token.take().or_else(|| row.property(Tag::SyncToken).map(text_of));
            continue;
        }
        let is_gone = row.status.is_some_and(|status| status == 404 || status == 410);
        let etag = row.property(Tag::GetEtag).map(text_of);
        let is_collection = row.property(Tag::ResourceType).is_some_and(|it| it.holds(Tag::Collection));
        // A card of which the server gives no ETag, or with which it has trouble, is there all the same.
        let is_folder = is_collection || etag.is_none() && row.url.path.ends_with('/');
        if is_gone || !is_folder {
            listing.cards.push(Listed { url: row.url, etag: etag.unwrap_or_default(), is_gone });
        }
    }
    listing.token = listing.token.filter(|token| !token.is_empty());
    Ok(listing)
}

/// Cards that were asked for together. Those that the server does not speak of are not among them.
pub(crate) fn cards(at: &Url, answer: &WebAnswer) -> Result<Vec<Came>, DavError> {
    let rows = rows(at, answer)?;
    let cards = rows.into_iter().filter_map(|row| {
        let card = row.property(Tag::AddressData).map(|data| Content::Card(lines(data.text.as_bytes())));
        let is_gone = row.status.is_some_and(|status| status == 404 || status == 410);
        let etag = row.property(Tag::GetEtag).map(text_of).unwrap_or_default();
        let content = card.or(is_gone.then_some(Content::Gone))?;
        Some(Came { url: row.url, etag, content })
    });
    Ok(cards.collect())
}

/// One card that was asked for by itself.
pub(crate) fn card(at: &Url, answer: &WebAnswer) -> Result<Came, DavError> {
    match answer.status {
        200 => {
            let content = Content::Card(lines(&answer.body));
            Ok(Came { url: at.clone(), etag: etag(answer).unwrap_or_default(), content })
        }
        404 | 410 => Ok(Came { url: at.clone(), etag: String::new(), content: Content::Gone }),
        status => Err(DavError::Status(status)),
    }
}

/// The ETag of an answer.
pub(crate) fn etag(answer: &WebAnswer) -> Option<String> {
    answer.header("etag").map(printable).filter(|etag| !etag.is_empty())
}

/// Where an answer leads: to another address for the same, or to what was made.
pub(crate) fn location(at: &Url, answer: &WebAnswer) -> Option<Url> {
    answer.header("location").and_then(|location| at.join(location))
}

/// Whether an answer leads elsewhere.
pub(crate) const fn is_redirect(answer: &WebAnswer) -> bool {
    matches!(answer.status, 301 | 302 | 303 | 307 | 308)
}

struct Row {
    url: Url,
    /// Of the resource as a whole.
    status: Option<u16>,
    /// The properties that there are.
    properties: Vec<Element>,
}

impl Row {
    fn property(&self, tag: Tag) -> Option<&Element> {
        self.properties.iter().find(|property| property.tag == tag)
    }

    fn address(&self, at: &Url, tag: Tag) -> Option<Url> {
        let href = self.property(tag)?.child(Tag::Href)?.trimmed();
        if href.is_empty() { None } else { at.join(href) }
    }

    fn collection(self) -> Collection {
        let is_address_book = self.property(Tag::ResourceType).is_some_and(|it| it.holds(Tag::AddressBook));
        let may = |privileges: &Element| {
            [Tag::Write, Tag::WriteContent, Tag::All].into_iter().any(|tag| privileges.holds(tag))
        };
        let max_card = self.property(Tag::MaxResourceSize).and_then(|size| size.trimmed().parse().ok());
        let has = |tag: Tag| self.properties.iter().any(|property| property.holds(tag));
        Collection {
            name: self.property(Tag::DisplayName).map(|name| name.trimmed().to_owned()).unwrap_or_default(),
            is_address_book,
            // One that says nothing of it is tried.
            can_write: self.property(Tag::CurrentUserPrivilegeSet).is_none_or(may),
            tells_changes: has(Tag::SyncCollection) || self.property(Tag::SyncToken).is_some(),
            max_card,
            url: self.url.folder(),
        }
    }
}

fn rows(at: &Url, answer: &WebAnswer) -> Result<Vec<Row>, DavError> {
    Ok(rows_of(at, multi_status(answer)?))
}

fn multi_status(answer: &WebAnswer) -> Result<Element, DavError> {
    if answer.status != 207 {
        let refuses_token = xml::read(&answer.body).is_ok_and(|body| body.holds(Tag::ValidSyncToken));
        return Err(if refuses_token { DavError::TokenRefused } else { DavError::Status(answer.status) });
    }
    let root = xml::read(&answer.body)?;
    if root.tag == Tag::MultiStatus { Ok(root) } else { Err(DavError::Unexpected) }
}

fn rows_of(at: &Url, root: Element) -> Vec<Row> {
    let responses = root.children.into_iter().filter(|child| child.tag == Tag::Response);
    responses.flat_map(|response| rows_of_response(at, response)).collect()
}

/// A response may name several resources, if all of them have the same status (RFC 4918, section 14.24).
fn rows_of_response(at: &Url, response: Element) -> Vec<Row> {
    let status = response.child(Tag::Status).and_then(status_of);
    let urls: Vec<Url> = response.all(Tag::Href).filter_map(|href| at.join(href.trimmed())).collect();
    let mut properties = Vec::new();
    for part in response.children.into_iter().filter(|child| child.tag == Tag::PropStat) {
        let is_there = part.child(Tag::Status).and_then(status_of).is_none_or(|status| status / 100 == 2);
        if is_there {
            let found = part.children.into_iter().filter(|child| child.tag == Tag::Prop);
            properties.extend(found.flat_map(|prop| prop.children));
        }
    }
    match <[Url; 1]>::try_from(urls) {
        Ok([url]) => vec![Row { url, status, properties }],
        Err(urls) => urls.into_iter().map(|url| Row { url, status, properties: Vec::new() }).collect(),
    }
}

/// The number of a line as `HTTP/1.1 404 Not Found`.
fn status_of(status: &Element) -> Option<u16> {
    status.trimmed().split_whitespace().nth(1)?.parse().ok()
}

fn text_of(element: &Element) -> String {
    printable(element.trimmed())
}

/// A text without what would end a line: it goes into a header again.
fn printable(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).collect::<String>().trim().to_owned()
}

/// A card with the line ends of a vCard, so that it is the same whichever way it came: XML makes them LF.
fn lines(card: &[u8]) -> Vec<u8> {
    let mut whole = Vec::with_capacity(card.len() + card.len() / 32);
    let mut last = 0;
    for &byte in card {
        if byte == b'\n' && last != b'\r' {
            whole.push(b'\r');
        }
        whole.push(byte);
        last = byte;
    }
    whole
}
