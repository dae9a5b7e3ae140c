//! From the rows of a table to contacts.

use super::dates::{date, is_zero};
use super::rows::Row;
use super::uses::{DateOrder, DatePart, PostalPart, Use};
use super::write::{BETWEEN, is_formula};
use crate::contact::postal::lines;
use crate::contact::trouble::{Reason, Trouble};
use crate::contact::{Contact, Labelled, label};
use std::collections::BTreeMap;

/// What each row says, by what its columns hold.
#[must_use]
pub fn contacts(rows: &[Row], uses: &[Use]) -> Vec<Result<Contact, Trouble>> {
    let contact = |row: &Row| {
        let contact = Reading::of(row, uses).contact().normal();
        let trouble = Trouble { line: row.line, reason: Reason::Empty };
        if contact.is_empty() { Err(trouble) } else { Ok(contact) }
    };
    rows.iter().map(contact).collect()
}

/// Parts of an address, by what they are.
type Parts<'a> = BTreeMap<PostalPart, Vec<&'a str>>;

#[derive(Default)]
struct Reading<'a> {
    contact: Contact,
    /// By label and number. The label may stand in another column.
    postal: BTreeMap<(&'a str, u32), (&'a str, Parts<'a>)>,
    birthday: [Option<u16>; 3],
}

impl<'a> Reading<'a> {
    fn of(row: &'a Row, uses: &'a [Use]) -> Self {
        let cell = |at: usize| row.cells.get(at).map(|cell| plain(cell)).unwrap_or_default();
        let labels: BTreeMap<usize, &str> = uses
            .iter()
            .enumerate()
            .filter_map(|(at, it)| match it {
                Use::LabelOf(of) => Some((*of, cell(at).trim_start_matches(['*', ' ']))),
                _ => None,
            })
            .collect();
        let mut reading = Self::default();
        for (at, of) in uses.iter().enumerate() {
            let cell = cell(at);
            if !cell.is_empty() {
                // An address in parts is labelled by one column for all of them.
                let said = labels.iter().find(|(labelled, _)| {
                    **labelled == at || uses.get(**labelled).is_some_and(|it| is_same_address(it, of))
                });
                reading.take(of, cell, said.map(|(_, label)| *label).filter(|label| !label.is_empty()));
            }
        }
        reading
    }

    fn take(&mut self, of: &'a Use, cell: &'a str, said: Option<&'a str>) {
        let it = &mut self.contact;
        let label = |label: &'a str| said.unwrap_or(label);
        match of {
            Use::Ignore | Use::LabelOf(_) => {}
            Use::Name => it.name = cell.to_owned(),
            Use::Given => it.parts.given = cell.to_owned(),
            Use::Family => it.parts.family = cell.to_owned(),
            Use::Additional => it.parts.additional = cell.to_owned(),
            Use::Prefix => it.parts.prefix = cell.to_owned(),
            Use::Suffix => it.parts.suffix = cell.to_owned(),
            Use::Nickname => it.nickname = cell.to_owned(),
            Use::Company => it.company = cell.to_owned(),
            Use::Role => it.role = cell.to_owned(),
            Use::Email { label: own } => it.emails.extend(addresses(cell).map(|one| Labelled::new(label(own), one))),
            Use::Phone { label: own } => {
                let each = several(cell).flat_map(|one| one.split(['\n', ';']));
                it.phones.extend(
                    each.map(|one| {
                        labelled(label(own), one, |name| !name.contains(|sign: char| sign.is_ascii_digit()))
                    }),
                );
            }
            Use::Postal { label: own } => {
                it.postal
                    .extend(several(cell).map(|one| labelled(label(own), one, |name| label::known(name).is_some())));
            }
            Use::PostalPart { label: own, number, part } => {
                let (name, parts) = self.postal.entry((own, *number)).or_insert_with(|| (own, Parts::new()));
                *name = said.unwrap_or(name);
                parts.entry(*part).or_default().push(cell);
            }
            Use::Link { label: own } => {
                let each = several(cell).flat_map(str::split_whitespace);
                it.links.extend(each.map(|one| Labelled::new(label(own), one)));
            }
            Use::Birthday(order) => it.birthday = day(cell, *order),
            Use::BirthdayPart(part) => {
                let at = match part {
                    DatePart::Year => 0,
                    DatePart::Month => 1,
                    DatePart::Day => 2,
                };
                self.birthday.get_mut(at).into_iter().for_each(|place| *place = cell.parse().ok());
            }
            Use::Date { label: own, order } => match date(cell, *order) {
                Some(date) => it.dates.push(Labelled::new(label(own), date)),
                None if is_zero(cell) => {}
                None => it.notes.push(labelled_text(label(own), cell)),
            },
            Use::Notes => it.notes.extend(several(cell).map(str::to_owned)),
            Use::Tags => {
                let each = several(cell).flat_map(|one| one.split([',', ';'])).map(str::trim);
                // Google's own groups begin with a star.
                let is_own = |tag: &str| tag.to_lowercase().replace([' ', '*'], "") == "mycontacts";
                it.tags
                    .extend(each.filter(|tag| !is_own(tag)).map(|tag| tag.trim_start_matches(['*', ' ']).to_owned()));
            }
            Use::Custom(name) => {
                let name = if name.is_empty() { said.unwrap_or_default() } else { name };
                it.custom.push((name.to_owned(), cell.to_owned()));
            }
            Use::CustomLines => it.custom.extend(cell.lines().filter_map(|line| {
                let (name, value) = line.split_once(": ")?;
                Some((name.to_owned(), value.to_owned()))
            })),
        }
    }

    fn contact(self) -> Contact {
        let mut contact = self.contact;
        contact.postal.extend(self.postal.into_values().map(|(label, parts)| Labelled::new(label, address(&parts))));
        if let [year, Some(month), Some(of_month)] = self.birthday {
            let year = year.map_or("-".to_owned(), |year| format!("{year:04}"));
            contact.birthday = format!("{year}-{month:02}-{of_month:02}");
        }
        contact
    }
}

fn is_same_address(one: &Use, other: &Use) -> bool {
    let of = |it: &Use| match it {
        Use::PostalPart { label, number, .. } => Some((label.clone(), *number)),
        _ => None,
    };
    of(one).is_some() && of(one) == of(other)
}

/// A cell as it was before what is a formula was marked as text.
fn plain(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|text| is_formula(text)).unwrap_or(cell).trim()
}

fn several(cell: &str) -> impl Iterator<Item = &str> {
    cell.split(BETWEEN.trim()).map(str::trim).filter(|one| !one.is_empty())
}

/// Email addresses, without the names beside them. What is none stays whole.
fn addresses(cell: &str) -> impl Iterator<Item = &str> {
    let is_there = cell.contains('@');
    let each =
        cell.split(move |sign: char| is_there && (sign.is_whitespace() || matches!(sign, ',' | ';' | '<' | '>')));
    let each = each.map(|one| one.trim_matches([':', '"', '(', ')']));
    each.filter(move |one| !one.is_empty() && (one.contains('@') || !is_there))
}

/// `work: 1`, where the column has no label.
fn labelled(label: &str, text: &str, is_label: impl Fn(&str) -> bool) -> Labelled {
    match text.split_once(": ") {
        Some((own, value)) if label.is_empty() && is_label(own) => Labelled::new(own.trim(), value),
        _ => Labelled::new(label, text),
    }
}

fn labelled_text(label: &str, text: &str) -> String {
    if label.is_empty() { text.to_owned() } else { format!("{label}: {text}") }
}

/// A date; what is none, as it stands there.
fn day(cell: &str, order: DateOrder) -> String {
    match date(cell, order) {
        Some(day) => day,
        None if is_zero(cell) => String::new(),
        None => cell.to_owned(),
    }
}

fn address(parts: &Parts<'_>) -> String {
    let part = |part: PostalPart| parts.get(&part).map(|lines| lines.join("\n")).unwrap_or_default();
    lines(
        &[PostalPart::PostBox, PostalPart::Extended, PostalPart::Street].map(part),
        &part(PostalPart::City),
        &part(PostalPart::Region),
        &part(PostalPart::Code),
        &part(PostalPart::Country),
    )
}
