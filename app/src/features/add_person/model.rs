//! What is typed of someone who is to be added.

use crate::i18n::t;
use crate::present::checks::{check_address, check_phone};
use kith_domain::address::Address;
use kith_domain::contact::{Contact, Labelled};
use kith_domain::matching::{MatchReason, SecondSign};
use kith_engine::api::{Day, NewPerson, question};

/// As it is typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Form {
    pub(crate) name: String,
    pub(crate) emails: Vec<String>,
    pub(crate) phones: Vec<String>,
    pub(crate) company: String,
    /// The number of the bucket, in figures. Empty: none.
    pub(crate) bucket: String,
    pub(crate) met: String,
}

/// How many addresses, and numbers, are taken of what another app shares, and how long a name may be.
const MAX_SHARED: usize = 5;
const MAX_SHARED_NAME: usize = 80;

/// Parts one address or number from the next where they are kept as a text.
const BETWEEN: &str = "\u{1f}";

impl Form {
    /// With what was typed elsewhere to find someone: an address, a phone number, or else a name.
    pub(crate) fn of(words: &str) -> Self {
        let words = words.trim().to_owned();
        match () {
            () if words.is_empty() => Self::default(),
            () if check_address(&words).is_ok() => Self { emails: vec![words], ..Self::default() },
            () if check_phone(&words).is_ok() && !words.contains(char::is_alphabetic) => {
                Self { phones: vec![words], ..Self::default() }
            }
            () => Self { name: words, ..Self::default() },
        }
    }

    /// With what another app shared of someone: addresses and numbers wherever they stand, and the first line that may be
    /// a name.
    pub(crate) fn of_shared(title: &str, text: &str, url: &str) -> Self {
        let all = [title, text, url];
        let words = all.into_iter().flat_map(str::split_whitespace).filter(|word| !word.contains("://"));
        let emails = words.filter_map(Address::parse).map(|address| address.to_string());
        let lines = || all.into_iter().flat_map(str::lines).map(|line| line.trim().trim_start_matches("tel:"));
        let is_phone = |line: &&str| check_phone(line).is_ok() && !line.contains(char::is_alphabetic);
        let is_name = |line: &&str| {
            !line.is_empty() && line.chars().count() <= MAX_SHARED_NAME && !line.contains(['@', '/']) && !is_phone(line)
        };
        Self {
            name: lines().find(is_name).unwrap_or_default().to_owned(),
            emails: emails.take(MAX_SHARED).collect(),
            phones: lines().filter(is_phone).take(MAX_SHARED).map(str::to_owned).collect(),
            ..Self::default()
        }
    }

    /// As a text that outlives the page, a line for each field. Empty where nothing was typed.
    pub(crate) fn text(&self) -> String {
        let several = |all: &[String]| all.join(BETWEEN);
        let parts = [
            self.name.clone(),
            several(&self.emails),
            several(&self.phones),
            self.company.clone(),
            self.bucket.clone(),
            self.met.clone(),
        ];
        let is_empty = parts.iter().all(|part| part.trim_matches(['\u{1f}', ' ']).is_empty());
        if is_empty { String::new() } else { parts.map(|part| part.replace('\n', " ")).join("\n") }
    }

    /// What [`Self::text`] wrote.
    pub(crate) fn read(text: &str) -> Self {
        let mut lines = text.split('\n').map(str::to_owned);
        let mut next = || lines.next().unwrap_or_default();
        let several = |line: String| line.split(BETWEEN).map(str::to_owned).filter(|it| !it.is_empty()).collect();
        Self {
            name: next(),
            emails: several(next()),
            phones: several(next()),
            company: next(),
            bucket: next(),
            met: next(),
        }
    }

    /// Why it cannot be added, if it cannot.
    pub(crate) fn wrong(&self) -> Option<&'static str> {
        let emails = filled(&self.emails).find_map(|it| check_address(it).err());
        let phones = || filled(&self.phones).find_map(|it| check_phone(it).err());
        let is_nobody = || {
            self.name.trim().is_empty()
                && filled(&self.emails).next().is_none()
                && filled(&self.phones).next().is_none()
        };
        emails.or_else(phones).or_else(|| is_nobody().then(t::add::nothing))
    }

    /// Who is to be added, from that day on.
    pub(crate) fn person(&self, today: Day) -> NewPerson {
        let labelled = |all: &[String]| filled(all).map(|it| Labelled::new("", it)).collect();
        let contact = Contact {
            name: self.name.trim().to_owned(),
            emails: labelled(&self.emails),
            phones: labelled(&self.phones),
            company: self.company.trim().to_owned(),
            ..Contact::default()
        };
        NewPerson { contact, bucket: self.bucket().map(|bucket| (bucket, today)), met: self.met.trim().to_owned() }
    }

    pub(crate) fn bucket(&self) -> Option<u64> {
        self.bucket.parse().ok()
    }

    /// The addresses that are some.
    pub(crate) fn addresses(&self) -> Vec<Address> {
        filled(&self.emails).filter_map(Address::parse).collect()
    }

    /// The phone numbers.
    pub(crate) fn numbers(&self) -> Vec<String> {
        filled(&self.phones).map(str::to_owned).collect()
    }

    /// Who of those known it may be.
    pub(crate) fn known_as(&self) -> question::KnownAs {
        let addresses = self.addresses().iter().map(ToString::to_string).collect();
        question::KnownAs { name: self.name.trim().to_owned(), addresses, phones: self.numbers() }
    }

    /// What is said of them once they are added.
    pub(crate) fn called(&self) -> String {
        let all = [self.name.as_str()].into_iter().chain(filled(&self.emails)).chain(filled(&self.phones));
        all.map(str::trim).find(|it| !it.is_empty()).unwrap_or_default().to_owned()
    }
}

fn filled(all: &[String]) -> impl Iterator<Item = &str> {
    all.iter().map(|it| it.trim()).filter(|it| !it.is_empty())
}

/// What someone has in common with what was typed or read, in words.
pub(crate) fn in_common(why: &MatchReason) -> String {
    match why {
        MatchReason::Email(address) => t::add::same_address(address),
        MatchReason::Phone(number) => t::add::same_phone(number),
        MatchReason::Name(SecondSign::Company) => t::add::same_name_and_company().into(),
        MatchReason::Name(SecondSign::Birthday) => t::add::same_name_and_birthday().into(),
        MatchReason::Name(SecondSign::Domain) => t::add::same_name_and_domain().into(),
        MatchReason::Name(SecondSign::Nickname) => t::add::same_name_and_nickname().into(),
        MatchReason::Name(SecondSign::SaidDistinct) => t::add::said_distinct().into(),
        MatchReason::NameAlone => t::add::same_name().into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_searched_for_goes_into_the_field_that_fits() {
        let form = |words: &str| {
            let Form { name, emails, phones, .. } = Form::of(words);
            (name, emails.join(","), phones.join(","))
        };
        let of = |name: &str, email: &str, phone: &str| (name.to_owned(), email.to_owned(), phone.to_owned());
        assert_eq!(form(" Ada King "), of("Ada King", "", ""));
        assert_eq!(form("ada@king.example"), of("", "ada@king.example", ""));
        assert_eq!(form("+44 20 7946 0958"), of("", "", "+44 20 7946 0958"));
        assert_eq!(form("Agent 007"), of("Agent 007", "", ""));
        assert_eq!(form("  "), of("", "", ""));
    }

    #[test]
    fn what_another_app_shares_goes_into_the_fields_that_fit() {
        let form = |title: &str, text: &str, url: &str| {
            let Form { name, emails, phones, .. } = Form::of_shared(title, text, url);
            (name, emails.join(","), phones.join(","))
        };
        let of = |name: &str, email: &str, phone: &str| (name.to_owned(), email.to_owned(), phone.to_owned());
        assert_eq!(form("Ada King", "", "mailto:ada@king.example"), of("Ada King", "ada@king.example", ""));
        assert_eq!(
            form("", "Ada King\n+44 20 7946 0958\nAda <ada@king.example>", ""),
            of("Ada King", "ada@king.example", "+44 20 7946 0958")
        );
        assert_eq!(form("", "", "tel:+442079460958"), of("", "", "+442079460958"));
        assert_eq!(form("A page", "https://king.example/@ada", "https://king.example/"), of("A page", "", ""));
        assert_eq!(form("", &"word ".repeat(100), ""), of("", "", ""));
    }

    #[test]
    fn what_was_typed_comes_back_and_nothing_is_nothing() {
        let form = Form {
            name: "Ada, Countess".to_owned(),
            emails: vec!["ada@king.example".to_owned(), "a".to_owned()],
            phones: vec!["1 2 3".to_owned()],
            company: String::new(),
            bucket: "7".to_owned(),
            met: "At the exhibition".to_owned(),
        };
        assert_eq!(Form::read(&form.text()), form);
        assert_eq!(Form { emails: vec![String::new(), " ".to_owned()], ..Form::default() }.text(), "");
        assert_eq!(Form::read(""), Form::default());
    }

    #[test]
    fn someone_needs_a_name_an_address_or_a_phone_number() {
        let nothing = Form { company: "Acme".to_owned(), met: "there".to_owned(), ..Form::default() };
        assert_eq!(nothing.wrong(), Some(t::add::nothing()));
        for words in ["Ada", "ada@king.example", "555 0199"] {
            assert_eq!(Form::of(words).wrong(), None, "{words}");
        }
        let form = Form { emails: vec!["ada".to_owned()], ..Form::of("Ada") };
        assert_eq!(form.wrong(), Some(t::person::wrong::address()));
        assert_eq!(Form { phones: vec!["home".to_owned()], ..form }.addresses(), []);
        let day = Day::of(2026, 11, 29).unwrap();
        let person = Form { emails: vec![String::new()], ..Form::of("Ada") }.person(day);
        assert_eq!((person.contact.emails.len(), person.bucket), (0, None));
    }
}
