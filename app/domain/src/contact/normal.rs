//! The one form of a contact: the same contact, wherever it comes from, is equal.

use super::label;
use super::{Contact, Labelled, NameParts};
use crate::day::{Day, Yearly};
use crate::name::parts::join;
use crate::tidy;
use std::collections::HashSet;

const MAX_LINE_CHARS: usize = 1_000;
const MAX_TEXT_BYTES: usize = 100_000;

/// What someone may have several of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Email,
    Phone,
    Postal,
    Link,
    Date,
    Note,
    /// A custom field. Its label is the field's name.
    Custom,
}

impl Contact {
    /// All of a kind.
    #[must_use]
    pub fn all(&self, kind: Kind) -> Vec<Labelled> {
        match kind {
            Kind::Email => self.emails.clone(),
            Kind::Phone => self.phones.clone(),
            Kind::Postal => self.postal.clone(),
            Kind::Link => self.links.clone(),
            Kind::Date => self.dates.clone(),
            Kind::Note => self.notes.iter().map(|note| Labelled::new("", note.as_str())).collect(),
            Kind::Custom => {
                self.custom.iter().map(|(name, value)| Labelled::new(name.as_str(), value.as_str())).collect()
            }
        }
    }

    /// The same in one form: nothing twice, nothing empty, nothing that harms where it is shown. A birthday that is no
    /// date becomes a note; without a name, it is made of what else is known.
    #[must_use]
    pub fn normal(self) -> Self {
        let mut notes = self.notes;
        let birthday = yearly(&self.birthday).unwrap_or_else(|| {
            notes.extend(birthday_note(&self.birthday));
            String::new()
        });
        let line = |text: &str| tidy::line(text, MAX_LINE_CHARS);
        let items = |kind, items: Vec<Labelled>| once(kind, items.into_iter().filter_map(|it| normal_item(kind, &it)));
        let mut it = Self {
            uid: line(self.uid.strip_prefix("urn:uuid:").unwrap_or(&self.uid)),
            name: line(&self.name),
            parts: NameParts {
                family: line(&self.parts.family),
                given: line(&self.parts.given),
                additional: line(&self.parts.additional),
                prefix: line(&self.parts.prefix),
                suffix: line(&self.parts.suffix),
            },
            nickname: line(&self.nickname),
            emails: items(Kind::Email, self.emails),
            phones: items(Kind::Phone, self.phones),
            postal: items(Kind::Postal, self.postal),
            links: items(Kind::Link, self.links),
            dates: items(Kind::Date, self.dates),
            birthday,
            company: line(&self.company),
            role: line(&self.role),
            notes: items(Kind::Note, notes.into_iter().map(|note| Labelled::new("", note)).collect())
                .into_iter()
                .map(|note| note.value)
                .collect(),
            tags: tags(&self.tags),
            photo: self.photo.filter(|photo| !photo.bytes.is_empty()),
            custom: items(Kind::Custom, self.custom.into_iter().map(|(name, it)| Labelled::new(name, it)).collect())
                .into_iter()
                .map(|field| (field.label, field.value))
                .collect(),
        };
        if let Some(photo) = &mut it.photo {
            photo.media_type = image_type(&photo.media_type);
        }
        if it.name.is_empty() {
            it.name = it.called();
        }
        // Where a card must have parts of a name, that of a company stands as the family name.
        if it.parts == (NameParts { family: it.name.clone(), ..NameParts::default() }) {
            it.parts = NameParts::default();
        }
        it
    }

    /// Whether it says anything of anyone.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self { uid: self.uid.clone(), ..Self::default() }
    }

    /// What to call someone without a name.
    fn called(&self) -> String {
        let first = |items: &[Labelled]| items.first().map(|item| item.value.clone());
        let known = [join(&self.parts), self.nickname.clone(), self.company.clone()];
        let known = known.into_iter().chain(first(&self.emails)).chain(first(&self.phones));
        known.map(|name| tidy::line(&name, MAX_LINE_CHARS)).find(|name| !name.is_empty()).unwrap_or_default()
    }
}

/// One of several in its one form. `None` if it says nothing, or a date is none.
#[must_use]
pub fn normal_item(kind: Kind, item: &Labelled) -> Option<Labelled> {
    let value = item.value.trim();
    let value = match kind {
        Kind::Email => tidy::line(without_scheme(value, "mailto:"), MAX_LINE_CHARS),
        Kind::Phone => tidy::line(without_scheme(value, "tel:"), MAX_LINE_CHARS),
        Kind::Custom => tidy::line(value, MAX_LINE_CHARS),
        Kind::Link => uri(value),
        Kind::Date => yearly(value)?,
        Kind::Note => text(value),
        Kind::Postal => {
            let lines = text(value);
            lines.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
        }
    };
    let label = match kind {
        Kind::Note => String::new(),
        Kind::Custom => tidy::line(&item.label, MAX_LINE_CHARS),
        _ => label::canonical(&item.label),
    };
    let says = !value.is_empty() && (kind != Kind::Custom || !label.is_empty());
    says.then_some(Labelled { label, value })
}

/// A day that comes every year as Kith has it, `1815-12-10` or `--12-10`, of any form that an address book has: with or
/// without dashes, with a time behind it, or with a year that stands for none. `None` of anything else.
#[must_use]
pub fn yearly(text: &str) -> Option<String> {
    let text = text.trim();
    let day = text.split(['T', 't', ' ']).next().unwrap_or_default();
    let digits: String = day.chars().filter(char::is_ascii_digit).collect();
    let dashed = day
        .strip_prefix("--")
        .map_or_else(|| day.split('-').map(str::len).eq([4, 2, 2]), |it| it.split('-').map(str::len).eq([2, 2]));
    let is_written = dashed || day.trim_start_matches('-') == digits;
    let (year, rest) = match day.strip_prefix("--") {
        Some(_) => (None, digits.as_str()),
        None => (digits.get(..4), digits.get(4..)?),
    };
    if !is_written || rest.len() != 4 {
        return None;
    }
    let (month, of_month) = rest.split_at_checked(2)?;
    let short = format!("--{month}-{of_month}");
    match year.filter(|year| *year != "0000") {
        Some(year) => Day::parse(&format!("{year}{}", short.get(1..)?)).map(|day| day.to_string()),
        None => Yearly::parse(&short).map(|_| short),
    }
}

/// A birthday that is no date, as a note.
pub(crate) fn birthday_note(text: &str) -> Option<String> {
    let text = tidy::line(text, MAX_LINE_CHARS);
    (!text.is_empty()).then(|| format!("Birthday: {text}"))
}

/// What makes two of a kind the same.
pub(crate) fn key(kind: Kind, item: &Labelled) -> Labelled {
    match kind {
        Kind::Email => Labelled::new("", item.value.to_lowercase()),
        _ => item.clone(),
    }
}

/// A tag in its one form.
pub(crate) fn tag(text: &str) -> String {
    tidy::line(text, MAX_LINE_CHARS)
}

/// Tags, each once, whatever the case of its letters.
pub(crate) fn tags(all: &[String]) -> Vec<String> {
    let mut seen = HashSet::new();
    all.iter().map(|text| tag(text)).filter(|tag| !tag.is_empty() && seen.insert(tag.to_lowercase())).collect()
}

/// `image/jpeg`, or empty.
pub(crate) fn image_type(text: &str) -> String {
    let text = text.trim().to_ascii_lowercase();
    let is_image = text.strip_prefix("image/").is_some_and(|kind| {
        !kind.is_empty() && kind.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'+'))
    });
    match text.as_str() {
        "image/jpg" => "image/jpeg".to_owned(),
        _ if is_image => text,
        _ => String::new(),
    }
}

fn once(kind: Kind, items: impl Iterator<Item = Labelled>) -> Vec<Labelled> {
    let mut seen = HashSet::new();
    items.filter(|item| seen.insert(key(kind, item))).collect()
}

fn text(value: &str) -> String {
    let end = value.floor_char_boundary(MAX_TEXT_BYTES);
    tidy::block(value.get(..end).unwrap_or_default()).trim().to_owned()
}

fn without_scheme<'a>(value: &'a str, scheme: &str) -> &'a str {
    let (start, rest) = value.split_at_checked(scheme.len()).unwrap_or(("", value));
    if start.eq_ignore_ascii_case(scheme) { rest } else { value }
}

/// A value that is a URI (RFC 3986): it holds no white space and no control characters, and nothing in it is escaped by
/// a backslash.
fn uri(link: &str) -> String {
    let mut out = String::with_capacity(link.len());
    for sign in link.trim().chars().take(MAX_LINE_CHARS) {
        match sign {
            sign if tidy::unwanted(sign) => {}
            ' ' | '"' | '<' | '>' | '\\' | '^' | '`' | '{' | '|' | '}' => {
                out.push_str(&format!("%{:02X}", u32::from(sign)))
            }
            sign if sign.is_whitespace() => {}
            sign => out.push(sign),
        }
    }
    out
}
