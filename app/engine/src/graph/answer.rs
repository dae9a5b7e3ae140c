//! What Microsoft Graph answered.

use super::request;
use crate::dav::DavError;
use crate::dav::answer::{Came, Content, Listed};
use crate::dav::url::Url;
use kith_wire::WebAnswer;
use serde_json::{Map, Value};

/// A part of a list of contacts.
#[derive(Debug, Default)]
pub(crate) struct Page {
    /// Each with what it says, unless it is gone.
    pub(crate) rows: Vec<(Listed, Option<Came>)>,
    /// The link to the rest.
    pub(crate) next: Option<Url>,
    /// The link to what changes from now on.
    pub(crate) delta: Option<Url>,
}

/// A part of the contacts of an address book, or of what changed there.
pub(crate) fn page(book: &Url, answer: &WebAnswer) -> Result<Page, DavError> {
    let body = object(answer)?;
    let rows = body.get("value").and_then(Value::as_array).ok_or(DavError::Unexpected)?;
    let link = |name| match body.get(name).and_then(Value::as_str) {
        None => Ok(None),
        // Who asks is shown to no other server.
        Some(link) => {
            let link = Url::read(link).filter(|link| link.authority() == book.authority());
            link.map(Some).ok_or(DavError::Unexpected)
        }
    };
    let rows = rows.iter().filter_map(|row| listed(book, row.as_object()?)).collect();
    Ok(Page { rows, next: link("@odata.nextLink")?, delta: link("@odata.deltaLink")? })
}

/// One contact, at its address.
pub(crate) fn contact(url: &Url, answer: &WebAnswer) -> Result<Came, DavError> {
    match answer.status {
        404 | 410 => Ok(Came { url: url.clone(), etag: String::new(), content: Content::Gone }),
        _ => Ok(came(url.clone(), &object(answer)?)),
    }
}

/// Where a contact is that was written, and its `ETag`, as far as the server says so.
pub(crate) fn written(url: &Url, is_new: bool, answer: &WebAnswer) -> Result<(Url, Option<String>), DavError> {
    let body = object(answer).unwrap_or_default();
    let etag = Some(etag(&body)).filter(|etag| !etag.is_empty());
    let id = body.get("id").and_then(Value::as_str);
    match (is_new, id.and_then(|id| request::address(url, id))) {
        (true, Some(url)) => Ok((url, etag)),
        (true, None) => Err(DavError::Unexpected),
        (false, _) => Ok((url.clone(), etag)),
    }
}

/// The folders of contacts: id and name.
pub(crate) fn folders(answer: &WebAnswer) -> Result<Vec<(String, String)>, DavError> {
    let body = object(answer)?;
    let rows = body.get("value").and_then(Value::as_array).ok_or(DavError::Unexpected)?;
    let text = |row: &Value, name| row.get(name).and_then(Value::as_str).map(str::to_owned);
    Ok(rows.iter().filter_map(|row| Some((text(row, "id")?, text(row, "displayName").unwrap_or_default()))).collect())
}

fn object(answer: &WebAnswer) -> Result<Map<String, Value>, DavError> {
    match answer.status {
        200..=299 => match serde_json::from_slice(&answer.body) {
            Ok(Value::Object(body)) => Ok(body),
            Err(error) if error.is_eof() => Err(DavError::Cut),
            Ok(_) | Err(_) => Err(DavError::Unexpected),
        },
        status => Err(DavError::Status(status)),
    }
}

fn listed(book: &Url, row: &Map<String, Value>) -> Option<(Listed, Option<Came>)> {
    let url = request::address(book, row.get("id")?.as_str()?)?;
    let is_gone = row.contains_key("@removed");
    let came = (!is_gone).then(|| came(url.clone(), row));
    let etag = came.as_ref().map_or_else(String::new, |came| came.etag.clone());
    Some((Listed { url, etag, is_gone }, came))
}

fn came(url: Url, contact: &Map<String, Value>) -> Came {
    let bytes = serde_json::to_vec(contact).unwrap_or_default();
    Came { url, etag: etag(contact), content: Content::Card(bytes) }
}

fn etag(contact: &Map<String, Value>) -> String {
    contact.get("@odata.etag").and_then(Value::as_str).unwrap_or_default().to_owned()
}
