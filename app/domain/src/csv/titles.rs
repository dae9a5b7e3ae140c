//! What the titles of columns mean, in English and German.

use super::uses::PostalPart;
use crate::contact::label::canonical;
use crate::search::fold;

/// What a title says by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    Ignore,
    Name,
    Given,
    Family,
    Additional,
    Prefix,
    Suffix,
    /// A title before a name, or a position.
    Title,
    Nickname,
    Company,
    Role,
    Birthday,
    BirthYear,
    BirthMonth,
    BirthDay,
    Anniversary,
    Notes,
    Tags,
    CustomLines,
    Email,
    Phone,
    Postal,
    Part(PostalPart),
    Link,
    /// A day under a label.
    Event,
    /// A custom field under a name.
    Custom,
}

/// A title taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Title {
    /// What it says. `None` if that is not known.
    pub(super) meaning: Option<Meaning>,
    /// `work`, `home`, …
    pub(super) label: String,
    /// Of several of a kind, which. 0 if it does not say.
    pub(super) number: u32,
    /// Whether the column labels another.
    pub(super) is_label: bool,
    pub(super) is_german: bool,
}

/// Titles that mean one thing, folded.
const WHOLE: [(Meaning, &[&str], &[&str]); 19] = [
    (
        Meaning::Name,
        &["name", "full name", "display name", "contact name", "contact"],
        &["anzeigename", "vollstandiger name", "kontakt", "kontaktname", "ganzer name"],
    ),
    (Meaning::Given, &["given name", "first name", "firstname", "given", "forename"], &["vorname", "rufname"]),
    (
        Meaning::Family,
        &["family name", "last name", "lastname", "surname", "family"],
        &["nachname", "familienname", "zuname"],
    ),
    (Meaning::Additional, &["additional name", "middle name", "middlename"], &["weitere vornamen", "zweiter vorname"]),
    (
        Meaning::Prefix,
        &["name prefix", "prefix", "honorific prefix", "salutation"],
        &["anrede", "titel", "namensprafix"],
    ),
    (Meaning::Suffix, &["name suffix", "suffix", "honorific suffix"], &["namenszusatz", "namenssuffix"]),
    (Meaning::Title, &["title"], &[]),
    (Meaning::Nickname, &["nickname", "nick name", "nick"], &["spitzname"]),
    (
        Meaning::Company,
        &[
            "company",
            "company name",
            "organization",
            "organisation",
            "organization name",
            "organisation name",
            "employer",
        ],
        &["firma", "firmenname", "unternehmen", "arbeitgeber"],
    ),
    (
        Meaning::Role,
        &["job title", "jobtitle", "position", "role", "organization title", "organisation title", "occupation"],
        &["rolle", "beruf", "funktion", "arbeitstitel", "jobtitel", "berufsbezeichnung", "stellung"],
    ),
    (
        Meaning::Birthday,
        &["birthday", "birth date", "birthdate", "date of birth", "bday", "born"],
        &["geburtstag", "geburtsdatum", "geb", "geboren", "geboren am"],
    ),
    (Meaning::BirthYear, &["birth year"], &["geburtsjahr"]),
    (Meaning::BirthMonth, &["birth month"], &["geburtsmonat"]),
    (Meaning::BirthDay, &["birth day"], &[]),
    (Meaning::Anniversary, &["anniversary", "wedding anniversary"], &["jahrestag", "hochzeitstag"]),
    (
        Meaning::Notes,
        &["notes", "note", "comment", "comments", "remarks"],
        &["notizen", "notiz", "bemerkung", "bemerkungen", "anmerkung", "anmerkungen", "kommentar"],
    ),
    (
        Meaning::Tags,
        &["tags", "tag", "labels", "categories", "category", "groups", "group", "group membership"],
        &["kategorien", "kategorie", "gruppen", "gruppe", "schlagworter", "gruppenmitgliedschaft"],
    ),
    (Meaning::CustomLines, &["other"], &["weiteres"]),
    (
        Meaning::Ignore,
        &[
            "yomi name",
            "given name yomi",
            "additional name yomi",
            "family name yomi",
            "phonetic first name",
            "phonetic middle name",
            "phonetic last name",
            "organization yomi name",
            "organization phonetic name",
            "organization type",
            "initials",
            "short name",
            "gender",
            "billing information",
            "directory server",
            "mileage",
            "sensitivity",
            "priority",
            "private",
            "keywords",
            "language",
            "photo",
            "file as",
            "user 1",
            "user 2",
            "user 3",
            "user 4",
        ],
        &[
            "initialen",
            "geschlecht",
            "abrechnungsinformation",
            "verzeichnisserver",
            "reisekilometer",
            "vertraulichkeit",
            "prioritat",
            "sprache",
            "stichworter",
        ],
    ),
];

/// Words that say of what kind a title is, folded, the more telling kinds first.
const NOUNS: [(Meaning, &[&str], &[&str]); 15] = [
    (Meaning::Email, &["email", "emails", "mail", "mails"], &["emailadresse", "mailadresse"]),
    (Meaning::Event, &["event"], &["ereignis"]),
    (Meaning::Custom, &["relation", "custom"], &[]),
    (Meaning::Part(PostalPart::Country), &["country"], &["land", "staat"]),
    (Meaning::Part(PostalPart::Code), &["zip", "zipcode", "postcode", "postalcode"], &["plz", "postleitzahl"]),
    (Meaning::Part(PostalPart::PostBox), &["pobox", "box"], &["postfach"]),
    (Meaning::Part(PostalPart::Extended), &["extended"], &["adresszusatz"]),
    (Meaning::Part(PostalPart::Street), &["street"], &["strasse"]),
    (Meaning::Part(PostalPart::City), &["city", "town"], &["ort", "stadt", "wohnort"]),
    (Meaning::Part(PostalPart::Region), &["state", "region", "province"], &["bundesland"]),
    (
        Meaning::Postal,
        &["address", "addresses"],
        &["adresse", "adressen", "anschrift", "postanschrift", "postanschriften"],
    ),
    (
        Meaning::Link,
        &["url", "urls", "website", "web", "webpage", "homepage", "link", "links"],
        &["webseite", "webseiten"],
    ),
    (Meaning::Ignore, &["messenger", "screen", "im"], &[]),
    (
        Meaning::Phone,
        &["phone", "phones", "telephone", "tel"],
        &["telefon", "telefonnummer", "telefonnummern", "rufnummer"],
    ),
    (
        Meaning::Phone,
        &["mobile", "cell", "fax", "pager"],
        &["mobil", "mobiltelefon", "mobilnummer", "handy", "handynummer", "telefax", "autotelefon", "faxnummer"],
    ),
];

/// Words that say what something is for, folded.
const LABELS: [(&str, &[&str], &[&str]); 9] = [
    (
        "work",
        &["work", "business", "office", "company"],
        &["geschaftlich", "dienstlich", "arbeit", "firma", "buro", "beruflich"],
    ),
    ("home", &["home", "private", "personal"], &["privat"]),
    ("mobile", &["mobile", "cell"], &["mobil", "mobiltelefon", "mobilnummer", "handy", "handynummer"]),
    ("fax", &["fax"], &["telefax", "faxnummer"]),
    ("pager", &["pager"], &[]),
    ("car", &["car"], &["autotelefon"]),
    ("main", &["main"], &["zentrale"]),
    ("other", &["other"], &["andere", "anderes", "weitere"]),
    ("assistant", &["assistant", "assistants"], &["assistent"]),
];

/// Takes a title apart.
pub(super) fn title(text: &str) -> Title {
    let mut words = words(text);
    let number = words.iter().find_map(|word| word.parse().ok()).unwrap_or_default();
    let mut is_german = false;
    let mut title = Title {
        meaning: whole(&words.join(" "), &mut is_german),
        label: String::new(),
        number,
        is_label: false,
        is_german: false,
    };
    words.retain(|word| word.parse::<u32>().is_err());
    if title.meaning.is_none() {
        title.meaning = whole(&words.join(" "), &mut is_german);
    }
    if title.meaning.is_none() {
        let has = |all: &[&str]| words.iter().any(|word| all.contains(&word.as_str()));
        let mut found = |english: &[&str], german: &[&str]| {
            is_german |= has(german);
            has(english) || has(german)
        };
        title.meaning =
            NOUNS.iter().find(|(_, english, german)| found(english, german)).map(|(meaning, _, _)| *meaning);
        let labels = LABELS.iter().filter(|(_, english, german)| found(english, german)).map(|(label, _, _)| *label);
        // Other email addresses than the first are no kind of their own.
        let labels = labels.filter(|label| title.meaning != Some(Meaning::Email) || *label != "other");
        title.label = canonical(&labels.collect::<Vec<_>>().join(" "));
        title.is_label = has(&["type", "label", "typ"]) && title.meaning.is_some();
        // Of an address book's own words about its columns, nothing is to be kept.
        if title.meaning == Some(Meaning::Email) && has(&["display", "anzeigename", "name"]) {
            title.meaning = Some(Meaning::Ignore);
        }
    }
    title.is_german = is_german;
    title
}

/// Whether a cell is a title.
pub(super) fn is_title(cell: &str) -> bool {
    cell.len() < 80 && !cell.contains('@') && title(cell).meaning.is_some()
}

fn whole(words: &str, is_german: &mut bool) -> Option<Meaning> {
    let found = WHOLE.iter().find(|(_, english, german)| english.contains(&words) || german.contains(&words))?;
    *is_german |= found.2.contains(&words);
    Some(found.0)
}

/// The words of a title, folded, numbers apart.
fn words(text: &str) -> Vec<String> {
    let mut spaced = String::with_capacity(text.len() + 8);
    let mut before = ' ';
    // `emailAddress`, `Email2`.
    for sign in text.chars() {
        let parts = before.is_lowercase() && sign.is_uppercase() || before.is_alphabetic() && sign.is_ascii_digit();
        if parts {
            spaced.push(' ');
        }
        spaced.push(if sign.is_alphanumeric() { sign } else { ' ' });
        before = sign;
    }
    let folded = fold(&spaced)
        .replace("e mail", "email")
        .replace("po box", "pobox")
        .replace("web page", "webpage")
        .replace("postal code", "postalcode");
    folded.split_whitespace().map(str::to_owned).collect()
}
