//! How a person's page is put together.

use crate::i18n::t;
use crate::present::calendar::{Moment, short_date};
use kith_domain::address::Address;
use kith_engine::api::{ContactSource, CustomFieldKind, Decision, PersonCard, PersonField, Source};

/// What can be added to a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum DetailKind {
    /// A telephone number.
    Phone,
    /// An email address.
    Address,
    /// A postal address.
    Postal,
    Link,
    Birthday,
    /// A day that comes again each year.
    Date,
    /// How the user met them.
    Met,
    /// Who introduced them.
    Introducer,
    Note,
    Tag,
    /// A custom field, by its number and name.
    Custom(u64, String),
    /// A custom field that is not there yet.
    NewField,
}

impl DetailKind {
    /// Everything that everyone may have.
    pub(crate) fn all() -> Vec<Self> {
        vec![
            Self::Note,
            Self::Tag,
            Self::Address,
            Self::Phone,
            Self::Postal,
            Self::Link,
            Self::Birthday,
            Self::Date,
            Self::Met,
            Self::Introducer,
        ]
    }

    /// As it is called.
    pub(crate) fn title(&self) -> String {
        match self {
            Self::Phone => t::person::phone().into(),
            Self::Address => t::person::address().into(),
            Self::Postal => t::person::postal().into(),
            Self::Link => t::person::link().into(),
            Self::Birthday => t::person::birthday().into(),
            Self::Date => t::person::date().into(),
            Self::Met => t::person::met().into(),
            Self::Introducer => t::person::introducer().into(),
            Self::Note => t::person::note().into(),
            Self::Tag => t::person::tag().into(),
            Self::Custom(_, name) => name.clone(),
            Self::NewField => t::person::new_field().into(),
        }
    }

    /// As it is told apart in the menu.
    pub(crate) fn name(&self) -> String {
        match self {
            Self::Custom(id, _) => format!("custom-{id}"),
            Self::NewField => "new-field".into(),
            Self::Phone => "phone".into(),
            Self::Address => "email-address".into(),
            Self::Postal => "postal-address".into(),
            Self::Link => "link".into(),
            Self::Birthday => "birthday".into(),
            Self::Date => "date".into(),
            Self::Met => "met".into(),
            Self::Introducer => "introducer".into(),
            Self::Note => "note".into(),
            Self::Tag => "tag".into(),
        }
    }

    /// The field in which it is typed: its name, and what it is about where there are several of the name.
    pub(crate) fn field(&self) -> (&'static str, String) {
        let name = match self {
            Self::Phone => "new-phone",
            Self::Address => "new-address",
            Self::Postal => "new-postal",
            Self::Link => "new-link",
            Self::Birthday => "new-birthday",
            Self::Date => "new-date",
            Self::Met => "new-met",
            Self::Introducer => "introducer-find",
            Self::Note => "new-note",
            Self::Tag => "new-tag",
            Self::NewField => "field-name",
            Self::Custom(id, _) => return ("custom-value", format!("new-{id:x}")),
        };
        (name, String::new())
    }
}

/// Where a value comes from, in a few words.
pub(crate) fn source(source: &Source, clock: impl Fn(i64) -> Moment) -> String {
    match source {
        Source::Nowhere => String::new(),
        Source::Typed(0) => t::person::added_by_you().into(),
        Source::Typed(at) => t::person::added_by_you_on(short_date(&clock(*at))),
        Source::CameFrom(ContactSource::Hand) => t::person::added_by_you().into(),
        Source::CameFrom(ContactSource::File(file)) => t::person::from_file(file),
        Source::CameFrom(ContactSource::AddressBook(_, book)) => t::person::from_address_book(book),
        Source::Mail(count) => t::person::from_messages(*count),
        Source::Name => t::person::from_name().into(),
        Source::Domain => t::person::from_address().into(),
        Source::Guess => t::person::guessed().into(),
    }
}

/// Whether a number was typed.
pub(crate) fn check_number(text: &str) -> Result<String, &'static str> {
    let text = text.replace([' ', '\u{a0}', '\u{202f}'], "");
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    // `12,500` has its thousands apart; in `3,5` the comma is the decimal sign of most languages.
    let is_grouped = whole.split(',').skip(1).all(|group| group.len() == 3) && !fraction.contains(',');
    let plain = if is_grouped { text.replace(',', "") } else { text.replace(',', ".") };
    plain.parse::<f64>().map(|_| plain.clone()).map_err(|_| t::person::wrong::number())
}

/// Whether a link was typed: to a page, or with another scheme to what another program opens.
pub(crate) fn check_link(text: &str) -> Result<String, &'static str> {
    let text = text.trim();
    if !text.contains(':') && Address::parse(text).is_some() {
        return Err(t::person::wrong::is_address());
    }
    let other = || {
        let (scheme, rest) = text.split_once(':')?;
        let is_scheme = scheme.starts_with(|letter: char| letter.is_ascii_alphabetic())
            && scheme.chars().all(|letter| letter.is_ascii_alphanumeric() || "+-.".contains(letter));
        let runs = ["javascript", "data", "vbscript", "http", "https"];
        let is_plain = !rest.trim_matches('/').is_empty() && !text.contains(char::is_whitespace);
        (is_scheme && is_plain && !runs.contains(&scheme.to_lowercase().as_str())).then_some(())
    };
    link(text).map(drop).or_else(other).ok_or_else(t::person::wrong::link)?;
    Ok(text.to_owned())
}

/// What a link leads to: only what a browser opens as a page.
pub(crate) fn link(text: &str) -> Option<String> {
    let text = text.trim();
    let begins = |scheme: &str| text.get(..scheme.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(scheme));
    let scheme = ["https://", "http://"].into_iter().find(|scheme| begins(scheme));
    let rest = text.get(scheme.map_or(0, str::len)..)?;
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (host, port) = rest.get(..end)?.rsplit_once(':').unwrap_or((rest.get(..end)?, "443"));
    let is_port = !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit());
    let is_label = |label: &str| {
        !label.is_empty() && label.chars().all(|letter| letter.is_alphanumeric() || "-_".contains(letter))
    };
    let labels: Vec<&str> = host.trim_end_matches('.').split('.').collect();
    let is_host = labels.iter().all(|label| is_label(label))
        && match (scheme, labels.as_slice()) {
            // A name in one's own network, where the scheme says that it is one.
            (Some(_), [_]) => true,
            (_, [_, .., last]) => last.contains(char::is_alphabetic) || labels.len() == 4,
            _ => false,
        };
    let is_whole = is_host && is_port && !rest.contains(char::is_whitespace);
    is_whole.then(|| if scheme.is_some() { text.to_owned() } else { format!("https://{text}") })
}

/// In what two differ who are to become one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Difference {
    /// What it is about.
    pub(crate) title: String,
    /// What is said of the one who stays. Empty: nothing.
    pub(crate) mine: String,
    /// What is said of the other.
    pub(crate) theirs: String,
    /// What is to be decided if that is to hold.
    pub(crate) take: Decision,
    /// What is to be decided for the former to hold, where it might become another by the mail of both.
    pub(crate) keep: Option<Decision>,
}

/// What each has once, as far as the two differ and there is a choice. `fields`: the custom ones.
pub(crate) fn differences(
    one: &PersonCard,
    other: &PersonCard,
    fields: &[(u64, String, CustomFieldKind)],
) -> Vec<Difference> {
    let person = one.row.id;
    let set = |title: &str, field: PersonField, mine: &str, theirs: &str| Difference {
        title: title.to_owned(),
        mine: mine.to_owned(),
        theirs: theirs.to_owned(),
        take: Decision::SetField { person, field, value: theirs.to_owned() },
        keep: (field == PersonField::Name).then(|| Decision::SetField { person, field, value: mine.to_owned() }),
    };
    let typed = |title: &str, field: PersonField| set(title, field, &one.field(field).value, &other.field(field).value);
    let company = |card: &PersonCard| card.row.company.clone().map(|(_, name)| name).unwrap_or_default();
    let is_at = |card: &PersonCard| Decision::CompanyOf {
        people: vec![person],
        company: card.row.company.as_ref().map(|(company, _)| *company),
    };
    let at = Difference {
        title: t::person::company().into(),
        mine: company(one),
        theirs: company(other),
        take: is_at(other),
        keep: Some(is_at(one)),
    };
    let mut all = vec![
        set(t::people::name(), PersonField::Name, &one.row.name, &other.row.name),
        set(t::person::given_name(), PersonField::Given, &one.given.value, &other.given.value),
        set(t::person::family_name(), PersonField::Family, &one.family.value, &other.family.value),
        at,
        typed(t::person::role(), PersonField::Role),
        typed(t::person::birthday(), PersonField::Birthday),
        typed(t::person::nickname(), PersonField::Nickname),
        typed(t::person::met(), PersonField::Met),
    ];
    all.extend(fields.iter().map(|(id, title, _)| typed(title, PersonField::Custom(*id))));
    all.retain(|it| it.mine != it.theirs && !it.theirs.is_empty());
    all
}

/// The other names that a person was seen with, the most fitting first.
pub(crate) fn other_names(card: &PersonCard) -> Vec<String> {
    let name = card.row.name.to_lowercase();
    card.names.iter().map(|(other, _)| other).filter(|other| other.to_lowercase() != name).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::present::checks::{check_address, check_phone};

    #[test]
    fn an_address_and_a_number_are_checked() {
        assert_eq!(check_address("<Ada@X.example>").as_deref(), Ok("ada@x.example"));
        assert!(check_address("ada").is_err());
        assert_eq!(check_number("1,200.5").as_deref(), Ok("1200.5"));
        assert_eq!(check_number("12,500").as_deref(), Ok("12500"));
        assert_eq!(check_number("3,5").as_deref(), Ok("3.5"));
        assert!(check_number("many").is_err());
        assert!(check_number("1,2,3").is_err());
        assert!(check_number("1.250,50").is_err());
    }

    #[test]
    fn a_link_leads_to_a_page_and_nowhere_else() {
        for (text, expected) in [
            ("https://x.example/a", Some("https://x.example/a")),
            ("x.example", Some("https://x.example")),
            ("javascript:alert(1)", None),
            ("at home", None),
            ("HTTPS://X.example", Some("HTTPS://X.example")),
            ("x.example:8080/a?b=c:d", Some("https://x.example:8080/a?b=c:d")),
            ("müller.example/über", Some("https://müller.example/über")),
            ("http://nas/ada", Some("http://nas/ada")),
            ("192.168.0.1", Some("https://192.168.0.1")),
            ("linkedin.com/in/ada#top", Some("https://linkedin.com/in/ada#top")),
            ("https://", None),
            ("https://x .example", None),
            ("example dot com", None),
            ("...", None),
            ("3.5", None),
            ("x.example:", None),
            ("nas", None),
        ] {
            assert_eq!(link(text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn what_is_no_phone_and_no_link_is_said_to_be_none() {
        for text in [
            "+44 (0)20 7946 0958 ext. 12",
            "020/1234567",
            "1-800-FLOWERS",
            "0171 – 123 45 67 (mobile)",
            "٠١٢٣٤٥٦٧",
            "112",
            "tel:+49-30-1234567",
            "ask for Ada 555 0199",
        ] {
            assert_eq!(check_phone(&format!(" {text} ")).as_deref(), Ok(text));
        }
        for text in [
            "not a phone at all",
            "call me at 5",
            "ada@x.example",
            "https://x.example/12345",
            "12",
            "-",
            "room 101 on the second floor of the annexe",
        ] {
            assert!(check_phone(text).is_err(), "{text}");
        }
        for text in [
            "x.example",
            "https://x.example/a",
            "http://nas",
            "mailto:ada@x.example",
            "tg://resolve?domain=ada",
            "sgnl://x",
        ] {
            assert_eq!(check_link(&format!(" {text} ")).as_deref(), Ok(text));
        }
        for text in [
            "example dot com",
            "javascript:alert(1)",
            "JavaScript:alert(1)",
            "https://",
            "ada",
            "tel:",
            "note: later",
            "data:text/html,x",
        ] {
            assert!(check_link(text).is_err(), "{text}");
        }
        assert_eq!(check_link("ada@x.example"), Err("This is an email address. Add it as an email address."));
    }
}
