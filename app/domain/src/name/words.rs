//! Words by which the parts of a name are told apart.

use std::borrow::Cow;

/// A word in lower case, in which most are by the time they are looked at.
fn lower(word: &str) -> Cow<'_, str> {
    match word.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase()) {
        true => word.into(),
        false => word.to_lowercase().into(),
    }
}

pub(super) fn is_title(word: &str) -> bool {
    matches!(
        lower(word.trim_end_matches('.')).as_ref(),
        "dr" | "mr"
            | "mrs"
            | "ms"
            | "miss"
            | "prof"
            | "professor"
            | "sir"
            | "herr"
            | "frau"
            | "hr"
            | "fr"
            | "rev"
            | "hon"
            | "mme"
            | "mlle"
            | "ing"
            | "dipl"
            | "mag"
    )
}

pub(super) fn is_suffix(word: &str) -> bool {
    matches!(lower(word.trim_matches([',', '.'])).as_ref(), "jr" | "sr" | "ii" | "iii" | "iv" | "esq")
}

pub(super) fn is_degree(word: &str) -> bool {
    let word = word.replace('.', "").to_lowercase();
    matches!(word.as_str(), "phd" | "md" | "msc" | "bsc" | "mba" | "cpa" | "dds" | "llm" | "jd" | "rn" | "pe")
}

pub(super) fn is_particle(word: &str) -> bool {
    matches!(
        lower(word).as_ref(),
        "van"
            | "von"
            | "der"
            | "den"
            | "de"
            | "del"
            | "della"
            | "di"
            | "da"
            | "dos"
            | "du"
            | "la"
            | "le"
            | "ten"
            | "ter"
            | "zu"
            | "zur"
            | "af"
            | "av"
            | "bin"
            | "ibn"
            | "al"
            | "el"
            | "y"
    )
}

/// Words that a company or a team has in its name, folded.
pub(super) fn is_of_company(word: &str) -> bool {
    matches!(
        word.trim_matches([',', '.', '(', ')']),
        "inc"
            | "ltd"
            | "llc"
            | "gmbh"
            | "ag"
            | "corp"
            | "co"
            | "plc"
            | "bv"
            | "oy"
            | "srl"
            | "spa"
            | "team"
            | "support"
            | "service"
            | "services"
            | "newsletter"
            | "news"
            | "info"
            | "group"
            | "list"
            | "department"
            | "office"
            | "sales"
            | "billing"
            | "company"
            | "university"
            | "customer"
            | "help"
            | "desk"
            | "helpdesk"
            | "hotline"
            | "notifications"
            | "admin"
            | "administrator"
            | "system"
            | "committee"
            | "club"
            | "society"
            | "foundation"
            | "store"
            | "shop"
            | "alerts"
            | "alert"
            | "enews"
            | "newsletters"
            | "offers"
            | "deals"
            | "subscriptions"
            | "mailing"
            | "mailer"
            | "robot"
            | "daemon"
            | "report"
            | "reports"
            | "digest"
            | "editorial"
            | "magazine"
            | "institute"
            | "association"
            | "network"
            | "networks"
            | "online"
            | "updates"
            | "update"
            | "daily"
            | "weekly"
            | "webmaster"
            | "postmaster"
            | "marketing"
            | "media"
            | "security"
            | "membership"
            | "boards"
            | "forum"
            | "tips"
    )
}

/// Words that make a newsletter's name of any other, folded.
pub(super) fn is_of_bulk(word: &str) -> bool {
    matches!(
        word.trim_matches([',', '.', '(', ')', '[', ']']),
        "newsletter"
            | "newsletters"
            | "news"
            | "enews"
            | "digest"
            | "daily"
            | "weekly"
            | "offers"
            | "deals"
            | "alert"
            | "alerts"
            | "notifications"
            | "update"
            | "updates"
            | "subscriptions"
            | "mailing"
            | "mailer"
            | "robot"
            | "daemon"
            | "tips"
            | "magazine"
    )
}
