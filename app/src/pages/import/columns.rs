//! What the columns of a table may hold, in words.

use crate::i18n::t;
use crate::present::labels::label_in_words;
use kith_domain::charset::Encoding;
use kith_domain::csv::{DateOrder, DatePart, PostalPart, Separator, Use};
use kith_engine::api::ColumnView;

/// What a day is that is none of birth, as labels have it.
const ANNIVERSARY: &str = "anniversary";

/// What can be chosen for a column, under a title.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Group {
    pub(crate) title: &'static str,
    pub(crate) uses: Vec<Use>,
}

/// The encodings with their names.
pub(crate) fn encodings() -> [(Encoding, &'static str); 4] {
    [
        (Encoding::Utf8, "UTF-8"),
        (Encoding::Windows1252, t::import::encoding_western()),
        (Encoding::Utf16Le, "UTF-16 LE"),
        (Encoding::Utf16Be, "UTF-16 BE"),
    ]
}

/// What parts cells, with its name.
pub(crate) fn separators() -> [(Separator, &'static str); 4] {
    [
        (Separator::Comma, t::import::separator::comma()),
        (Separator::Semicolon, t::import::separator::semicolon()),
        (Separator::Tab, t::import::separator::tab()),
        (Separator::Bar, t::import::separator::bar()),
    ]
}

/// Everything that a column may hold; what it holds now is among it. `fields`: the names of the custom fields.
pub(crate) fn choices(at: usize, columns: &[ColumnView], fields: &[String]) -> Vec<Group> {
    let label = |label: &str| label.to_owned();
    let labelled = |of: fn(String) -> Use, labels: &[&str]| labels.iter().map(|it| of(label(it))).collect::<Vec<_>>();
    let contact = [
        labelled(|label| Use::Email { label }, &["", "work", "home"]),
        labelled(|label| Use::Phone { label }, &["", "mobile", "work", "home", "fax"]),
        labelled(|label| Use::Link { label }, &[""]),
    ];
    let part = |part| Use::PostalPart { label: String::new(), number: 0, part };
    let parts = [
        PostalPart::Street,
        PostalPart::Extended,
        PostalPart::PostBox,
        PostalPart::Code,
        PostalPart::City,
        PostalPart::Region,
        PostalPart::Country,
    ];
    let postal = labelled(|label| Use::Postal { label }, &["", "work", "home"]).into_iter().chain(parts.map(part));
    let day = |order| Use::Date { label: label(ANNIVERSARY), order };
    let own_name = columns.get(at).map(|column| column.title.trim().to_owned()).unwrap_or_default();
    let is_new = !own_name.is_empty() && !fields.contains(&own_name);
    let custom = fields.iter().cloned().chain(is_new.then_some(own_name)).map(Use::Custom);
    let others = columns.iter().enumerate().filter(|(other, _)| *other != at);
    let labels = others.filter(|(_, column)| has_label(&column.holds)).map(|(other, _)| Use::LabelOf(other));
    let group = |title, uses: Vec<Use>| Group { title, uses };
    let mut groups = vec![
        group("", vec![Use::Ignore]),
        group(
            t::import::group::name(),
            vec![Use::Name, Use::Given, Use::Additional, Use::Family, Use::Prefix, Use::Suffix, Use::Nickname],
        ),
        group(t::import::group::contact(), contact.concat()),
        group(t::import::group::postal(), postal.collect()),
        group(t::import::group::work(), vec![Use::Company, Use::Role]),
        group(
            t::import::group::dates(),
            vec![
                Use::Birthday(DateOrder::DayMonth),
                Use::Birthday(DateOrder::MonthDay),
                Use::BirthdayPart(DatePart::Year),
                Use::BirthdayPart(DatePart::Month),
                Use::BirthdayPart(DatePart::Day),
                day(DateOrder::DayMonth),
                day(DateOrder::MonthDay),
            ],
        ),
        group(t::import::group::more(), vec![Use::Tags, Use::Notes]),
        group(t::import::group::custom(), custom.chain([Use::CustomLines]).collect()),
        group(t::import::group::labels(), labels.collect()),
    ];
    if let Some(now) = columns.get(at).map(|column| &column.holds)
        && !groups.iter().any(|group| group.uses.contains(now))
        && let Some(first) = groups.first_mut()
    {
        first.uses.push(now.clone());
    }
    groups.retain(|group| !group.uses.is_empty());
    groups
}

const fn has_label(holds: &Use) -> bool {
    matches!(
        holds,
        Use::Email { .. }
            | Use::Phone { .. }
            | Use::Postal { .. }
            | Use::PostalPart { .. }
            | Use::Link { .. }
            | Use::Date { .. }
            | Use::Custom(_)
    )
}

/// What a column holds, in words. `fields`: the names of the custom fields.
pub(crate) fn in_words(holds: &Use, columns: &[ColumnView], fields: &[String]) -> String {
    let labelled = |title: &str, label: &str| match label.is_empty() {
        true => title.to_owned(),
        false => t::import::labelled(label_in_words(label), title),
    };
    match holds {
        Use::Ignore => t::import::column::ignore().into(),
        Use::Name => t::people::name().into(),
        Use::Given => t::person::given_name().into(),
        Use::Family => t::person::family_name().into(),
        Use::Additional => t::person::additional().into(),
        Use::Prefix => t::person::prefix().into(),
        Use::Suffix => t::person::suffix().into(),
        Use::Nickname => t::person::nickname().into(),
        Use::Company => t::person::company().into(),
        Use::Role => t::person::role().into(),
        Use::Email { label } => labelled(t::person::address(), label),
        Use::Phone { label } => labelled(t::person::phone(), label),
        Use::Postal { label } => labelled(t::import::column::postal_whole(), label),
        Use::PostalPart { label, number, part } => {
            let title = postal_part(*part);
            let title = match number {
                0 | 1 => title.to_owned(),
                number => t::import::numbered(number, title),
            };
            labelled(&title, label)
        }
        Use::Link { label } => labelled(t::person::link(), label),
        Use::Birthday(order) => dated(t::person::birthday(), *order),
        Use::BirthdayPart(DatePart::Year) => t::import::column::birth_year().into(),
        Use::BirthdayPart(DatePart::Month) => t::import::column::birth_month().into(),
        Use::BirthdayPart(DatePart::Day) => t::import::column::birth_day().into(),
        Use::Date { label, order } => dated(&labelled(t::person::date(), label), *order),
        Use::Notes => t::person::note().into(),
        Use::Tags => t::person::tags().into(),
        Use::Custom(name) if name.is_empty() => t::import::column::named_elsewhere().into(),
        Use::Custom(name) if fields.contains(name) => name.clone(),
        Use::Custom(name) => t::import::new_field(name),
        Use::CustomLines => t::import::column::custom_lines().into(),
        Use::LabelOf(of) => {
            let title = columns.get(*of).map(|column| column.title.clone()).filter(|title| !title.is_empty());
            t::import::label_of(title.unwrap_or_else(|| t::import::column_number(of + 1)))
        }
    }
}

fn dated(title: &str, order: DateOrder) -> String {
    match order {
        DateOrder::DayMonth => t::import::day_first(title),
        DateOrder::MonthDay => t::import::month_first(title),
    }
}

fn postal_part(part: PostalPart) -> &'static str {
    match part {
        PostalPart::PostBox => t::import::column::post_box(),
        PostalPart::Extended => t::import::column::extended(),
        PostalPart::Street => t::import::column::street(),
        PostalPart::City => t::import::column::city(),
        PostalPart::Region => t::import::column::region(),
        PostalPart::Code => t::import::column::code(),
        PostalPart::Country => t::import::column::country(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(title: &str, holds: Use) -> ColumnView {
        ColumnView { title: title.to_owned(), examples: Vec::new(), holds }
    }

    #[test]
    fn what_a_column_holds_can_be_chosen_again_and_each_choice_has_words_of_its_own() {
        let fields = ["Hat size".to_owned()];
        let columns = [
            column("Mail", Use::Email { label: "Summer house".to_owned() }),
            column("Kind", Use::LabelOf(0)),
            column("Shoes", Use::Custom("Shoes".to_owned())),
            column("", Use::PostalPart { label: "work".to_owned(), number: 2, part: PostalPart::City }),
        ];
        for (at, column) in columns.iter().enumerate() {
            let all: Vec<Use> = choices(at, &columns, &fields).into_iter().flat_map(|group| group.uses).collect();
            assert!(all.contains(&column.holds), "{at}");
            let mut words: Vec<String> = all.iter().map(|it| in_words(it, &columns, &fields)).collect();
            assert!(words.iter().all(|words| !words.is_empty()));
            words.sort();
            words.dedup();
            assert_eq!(words.len(), all.len(), "{at}");
        }
    }

    #[test]
    fn labels_and_orders_are_said() {
        let columns = [column("Mail", Use::Email { label: String::new() })];
        let of = |holds: &Use| in_words(holds, &columns, &["Hat size".to_owned()]);
        assert_eq!(of(&Use::Phone { label: "work fax".to_owned() }), "Phone (work fax)");
        assert_eq!(of(&Use::Birthday(DateOrder::MonthDay)), "Birthday (month first)");
        assert_eq!(of(&Use::LabelOf(0)), "Label of “Mail”");
        assert_eq!(of(&Use::LabelOf(7)), "Label of “Column 8”");
        assert_eq!(of(&Use::Custom("Hat size".to_owned())), "Hat size");
        assert_eq!(of(&Use::Custom("Shoes".to_owned())), "New field “Shoes”");
    }
}
