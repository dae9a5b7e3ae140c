//! What the columns of a table hold, by their titles and by what stands in them.

use super::dates;
use super::rows::Table;
use super::titles::{Meaning, Title, title};
use super::uses::{DateOrder, DatePart, PostalPart, Use};
use crate::contact::label::ANNIVERSARY;
use crate::contact::normal::yearly;
use crate::search::fold;

/// So many rows are looked at.
const MAX_ROWS: usize = 1_000;

/// What each column seems to hold. What is not known becomes a custom field of that name, if anything stands there.
#[must_use]
pub fn guess(table: &Table) -> Vec<Use> {
    let titles: Vec<Title> = table.titles.iter().map(|it| title(it)).collect();
    let columns = Columns { table, titles: &titles };
    let mut uses: Vec<Use> = (0..titles.len()).map(|at| columns.of(at)).collect();
    columns.settle(&mut uses);
    uses
}

struct Columns<'a> {
    table: &'a Table,
    titles: &'a [Title],
}

impl Columns<'_> {
    /// What stands in a column, but for empty cells.
    fn cells(&self, at: usize) -> impl Iterator<Item = &str> {
        let rows = self.table.rows.iter().take(MAX_ROWS);
        rows.filter_map(move |row| row.cells.get(at)).map(|cell| cell.trim()).filter(|cell| !cell.is_empty())
    }

    fn has(&self, meaning: Meaning) -> bool {
        self.titles.iter().any(|title| title.meaning == Some(meaning))
    }

    fn order(&self, at: usize) -> DateOrder {
        let is_german = || self.titles.iter().any(|title| title.is_german);
        let unsure = || if is_german() { DateOrder::DayMonth } else { DateOrder::MonthDay };
        dates::order(self.cells(at)).unwrap_or_else(unsure)
    }

    fn of(&self, at: usize) -> Use {
        let Some(title) = self.titles.get(at) else { return Use::Ignore };
        let label = title.label.clone();
        let Some(meaning) = title.meaning else { return self.unknown(at) };
        if title.is_label {
            return self.labelled(at, title).map_or(Use::Ignore, Use::LabelOf);
        }
        match meaning {
            Meaning::Ignore => Use::Ignore,
            Meaning::Name => Use::Name,
            Meaning::Given => Use::Given,
            Meaning::Family => Use::Family,
            Meaning::Additional => Use::Additional,
            Meaning::Prefix => Use::Prefix,
            Meaning::Suffix => Use::Suffix,
            Meaning::Title if self.has(Meaning::Role) || self.has(Meaning::Suffix) => Use::Prefix,
            Meaning::Title | Meaning::Role => Use::Role,
            Meaning::Nickname => Use::Nickname,
            Meaning::Company => Use::Company,
            Meaning::Birthday if self.has(Meaning::BirthYear) && self.has(Meaning::BirthMonth) => {
                Use::BirthdayPart(DatePart::Day)
            }
            Meaning::Birthday => Use::Birthday(self.order(at)),
            Meaning::BirthYear => Use::BirthdayPart(DatePart::Year),
            Meaning::BirthMonth => Use::BirthdayPart(DatePart::Month),
            Meaning::BirthDay => Use::BirthdayPart(DatePart::Day),
            Meaning::Anniversary => Use::Date { label: ANNIVERSARY.to_owned(), order: self.order(at) },
            Meaning::Event => Use::Date { label, order: self.order(at) },
            Meaning::Notes => Use::Notes,
            Meaning::Tags => Use::Tags,
            Meaning::CustomLines => Use::CustomLines,
            Meaning::Email => Use::Email { label },
            Meaning::Phone => Use::Phone { label },
            Meaning::Link => Use::Link { label },
            Meaning::Custom if self.titles.iter().any(|it| it.is_label && is_pair(it, title)) => {
                Use::Custom(String::new())
            }
            Meaning::Custom => self.unknown(at),
            // A table has an address whole, or in parts.
            Meaning::Postal if self.in_parts(&title.label) && !self.is_whole(at) => {
                let (number, part) = self.line_of_street(title);
                Use::PostalPart { label, number, part }
            }
            Meaning::Postal => Use::Postal { label },
            Meaning::Part(_) if self.whole(title).is_some() => Use::Ignore,
            Meaning::Part(part) => Use::PostalPart { label, number: self.number_of(title), part },
        }
    }

    /// `Street 2` of Outlook is a second line; `Address 2 - Street` of Google is another address.
    fn number_of(&self, title: &Title) -> u32 {
        if title.label.is_empty() { title.number } else { 0 }
    }

    /// `Home Address` and `Home Address 2` beside `Home City`: lines of the street.
    fn line_of_street(&self, title: &Title) -> (u32, PostalPart) {
        let part = if title.number > 1 { PostalPart::Extended } else { PostalPart::Street };
        (self.number_of(title), part)
    }

    fn in_parts(&self, label: &str) -> bool {
        let is_city = |it: &Title| it.meaning == Some(Meaning::Part(PostalPart::City)) && it.label == label;
        self.titles.iter().any(is_city)
    }

    /// Whether a column has whole addresses beside their parts: Google calls it formatted.
    fn is_whole(&self, at: usize) -> bool {
        self.table.titles.get(at).is_some_and(|title| fold(title).contains("formatted"))
    }

    /// The column that has the address whole of which this is a part.
    fn whole(&self, title: &Title) -> Option<usize> {
        let is_same = |it: &Title| it.number == title.number && it.label == title.label;
        let is_postal = |it: &Title| it.meaning == Some(Meaning::Postal) && !it.is_label;
        let at = self.titles.iter().enumerate().find(|(at, it)| is_postal(it) && is_same(it) && self.is_whole(*at));
        at.map(|(at, _)| at).filter(|at| self.cells(*at).next().is_some())
    }

    /// The column that another labels.
    fn labelled(&self, at: usize, title: &Title) -> Option<usize> {
        // Outlook says of what protocol an email address is.
        if self.cells(at).all(|cell| matches!(cell, "SMTP" | "EX")) {
            return None;
        }
        let is_part = |it: &Title| matches!(it.meaning, Some(Meaning::Part(_))) && it.number == title.number;
        match title.meaning {
            Some(Meaning::Postal) if self.whole(title).is_none() => self.titles.iter().position(is_part),
            _ => self.titles.iter().position(|it| !it.is_label && is_pair(it, title)),
        }
    }

    /// A column by what stands in it.
    fn unknown(&self, at: usize) -> Use {
        let name = self.table.titles.get(at).map(|name| name.trim()).unwrap_or_default();
        let all = |fits: fn(&str) -> bool| self.cells(at).all(fits);
        match () {
            () if self.cells(at).next().is_none() => Use::Ignore,
            () if all(|cell| cell.contains('@') && !cell.contains("://")) => Use::Email { label: String::new() },
            () if all(|cell| cell.starts_with("https://") || cell.starts_with("http://")) => {
                Use::Link { label: String::new() }
            }
            () if !name.is_empty() => Use::Custom(name.to_owned()),
            () if all(|cell| yearly(cell).is_some()) => Use::Birthday(self.order(at)),
            () if all(is_phone) => Use::Phone { label: String::new() },
            () if at == 0 => Use::Name,
            () => Use::Ignore,
        }
    }

    /// What depends on other columns.
    fn settle(&self, uses: &mut [Use]) {
        // `Vorname;Name`
        if uses.contains(&Use::Given) && !uses.contains(&Use::Family) {
            uses.iter_mut().filter(|it| **it == Use::Name).take(1).for_each(|it| *it = Use::Family);
        }
        for at in 0..uses.len() {
            let (before, from) = uses.split_at_mut_checked(at).unwrap_or_default();
            let Some(this) = from.first_mut() else { continue };
            let is_single = matches!(
                this,
                Use::Name
                    | Use::Given
                    | Use::Family
                    | Use::Additional
                    | Use::Prefix
                    | Use::Suffix
                    | Use::Nickname
                    | Use::Company
                    | Use::Role
                    | Use::Birthday(_)
                    | Use::BirthdayPart(_)
            );
            if is_single && before.contains(this) {
                *this = self.unknown(at);
            }
        }
    }
}

fn is_pair(one: &Title, other: &Title) -> bool {
    one.number == other.number && one.meaning == other.meaning
}

fn is_phone(cell: &str) -> bool {
    let digits = cell.bytes().filter(u8::is_ascii_digit).count();
    digits >= 5
        && cell.chars().all(|sign| sign.is_ascii_digit() || matches!(sign, '+' | ' ' | '-' | '/' | '(' | ')' | '.'))
}
