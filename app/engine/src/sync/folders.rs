//! Which folders are read, in which order.

use kith_wire::{Folder, SpecialUse};

/// A folder to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Choice {
    /// As the server gave it.
    pub(crate) name: String,
    /// As it is shown.
    pub(crate) title: String,
    /// Whether it is for sent mail.
    pub(crate) sent: bool,
}

/// Chooses: INBOX, then what was sent, then the rest by name; never drafts, junk and trash, nor what lies below them.
///
/// Where a folder holds every message (Gmail's All Mail), it and the one for sent mail are enough.
pub(crate) fn choose(folders: &[Folder]) -> Vec<Choice> {
    let special = folders.iter().any(|folder| folder.special_use == Some(SpecialUse::Sent));
    let purpose = |folder: &Folder| match folder.special_use {
        Some(SpecialUse::Other) | None => {
            let named = by_name(last_level(folder));
            // The server says which one is for sent mail: another of such a name is the person's own.
            if named == Purpose::Sent && special { Purpose::Other } else { named }
        }
        Some(SpecialUse::All) => Purpose::All,
        Some(SpecialUse::Sent) => Purpose::Sent,
        Some(SpecialUse::Drafts | SpecialUse::Junk | SpecialUse::Trash | SpecialUse::Flagged) => Purpose::Never,
        Some(SpecialUse::Archive) => Purpose::Other,
    };
    let never: Vec<&Folder> = folders.iter().filter(|folder| purpose(folder) == Purpose::Never).collect();
    let below_never = |folder: &Folder| never.iter().any(|parent| is_below(folder, parent));
    let mut chosen: Vec<(Purpose, &Folder)> = folders
        .iter()
        .filter(|folder| folder.selectable && !below_never(folder))
        .map(|folder| (purpose(folder), folder))
        .filter(|(purpose, _)| *purpose != Purpose::Never)
        .collect();
    if chosen.iter().any(|(purpose, _)| *purpose == Purpose::All) {
        chosen.retain(|(purpose, _)| matches!(purpose, Purpose::All | Purpose::Sent));
    }
    chosen.sort_by(|(a_purpose, a), (b_purpose, b)| (a_purpose, &a.title).cmp(&(b_purpose, &b.title)));
    chosen
        .into_iter()
        .map(|(purpose, folder)| Choice {
            name: folder.name.clone(),
            title: folder.title.clone(),
            sent: purpose == Purpose::Sent,
        })
        .collect()
}

/// What a folder is for, in the order of reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Purpose {
    Inbox,
    All,
    Sent,
    Other,
    Never,
}

fn last_level(folder: &Folder) -> &str {
    let delimiter = folder.delimiter.as_deref().filter(|delimiter| !delimiter.is_empty());
    delimiter.and_then(|delimiter| folder.title.rsplit(delimiter).next()).unwrap_or(&folder.title)
}

fn is_below(folder: &Folder, parent: &Folder) -> bool {
    let Some(delimiter) = folder.delimiter.as_deref().filter(|delimiter| !delimiter.is_empty()) else { return false };
    folder.name.strip_prefix(&parent.name).is_some_and(|rest| rest.starts_with(delimiter))
}

/// What servers that do not say (RFC 6154) and mail programs call these folders.
fn by_name(title: &str) -> Purpose {
    let title = title.to_lowercase();
    if title == "inbox" {
        return Purpose::Inbox;
    }
    let is_in = |names: &[&str]| names.contains(&title.as_str());
    if is_in(SENT) {
        Purpose::Sent
    } else if is_in(DRAFTS) || is_in(JUNK) || is_in(TRASH) {
        Purpose::Never
    } else {
        Purpose::Other
    }
}

const SENT: &[&str] = &[
    "sent",
    "sent items",
    "sent mail",
    "sent messages",
    "sent-mail",
    "sentbox",
    "gesendet",
    "gesendete elemente",
    "gesendete objekte",
    "gesendete nachrichten",
    "postausgang gesendet",
    "envoyés",
    "messages envoyés",
    "éléments envoyés",
    "objets envoyés",
    "enviados",
    "elementos enviados",
    "mensajes enviados",
    "correo enviado",
    "itens enviados",
    "mensagens enviadas",
    "enviadas",
    "inviata",
    "inviati",
    "posta inviata",
    "messaggi inviati",
    "verzonden",
    "verzonden items",
    "verzonden berichten",
    "skickat",
    "skickade",
    "skickade objekt",
    "sendt",
    "sendte",
    "sendte elementer",
    "sendt post",
    "lähetetyt",
    "lähetetyt viestit",
    "wysłane",
    "elementy wysłane",
    "odeslané",
    "odeslaná pošta",
    "odoslané",
    "elküldött",
    "elküldött elemek",
    "trimise",
    "mesaje trimise",
    "poslano",
    "poslane poruke",
    "gönderilmiş",
    "gönderilmiş öğeler",
    "gönderilenler",
    "απεσταλμένα",
    "отправленные",
    "надіслані",
    "изпратени",
    "已发送",
    "已发送邮件",
    "已傳送",
    "寄件備份",
    "送信済み",
    "送信済みトレイ",
    "보낸편지함",
    "보낸 편지함",
    "נשלח",
    "المرسلة",
];

const DRAFTS: &[&str] = &[
    "draft",
    "drafts",
    "entwürfe",
    "brouillons",
    "borradores",
    "rascunhos",
    "bozze",
    "concepten",
    "utkast",
    "kladder",
    "kladde",
    "luonnokset",
    "robocze",
    "wersje robocze",
    "kopie robocze",
    "koncepty",
    "rozepsané",
    "piszkozatok",
    "ciorne",
    "skice",
    "taslaklar",
    "πρόχειρα",
    "черновики",
    "чернетки",
    "чернови",
    "草稿",
    "草稿箱",
    "下書き",
    "임시보관함",
    "טיוטות",
    "المسودات",
];

const JUNK: &[&str] = &[
    "spam",
    "junk",
    "junk mail",
    "junk e-mail",
    "junk email",
    "bulk mail",
    "bulk",
    "spamverdacht",
    "unerwünscht",
    "werbung",
    "courrier indésirable",
    "indésirables",
    "pourriel",
    "correo no deseado",
    "no deseado",
    "lixo eletrônico",
    "lixo eletrónico",
    "posta indesiderata",
    "ongewenst",
    "ongewenste e-mail",
    "skräppost",
    "søppelpost",
    "uønsket",
    "uønsket e-mail",
    "roskaposti",
    "wiadomości-śmieci",
    "nevyžádaná pošta",
    "levélszemét",
    "önemsiz",
    "önemsiz e-posta",
    "ανεπιθύμητα",
    "спам",
    "нежелательная почта",
    "небажана пошта",
    "垃圾邮件",
    "垃圾郵件",
    "迷惑メール",
    "스팸편지함",
    "דואר זבל",
];

const TRASH: &[&str] = &[
    "trash",
    "bin",
    "deleted",
    "deleted items",
    "deleted messages",
    "papierkorb",
    "gelöscht",
    "gelöschte elemente",
    "gelöschte objekte",
    "corbeille",
    "éléments supprimés",
    "messages supprimés",
    "papelera",
    "elementos eliminados",
    "lixo",
    "lixeira",
    "itens excluídos",
    "cestino",
    "posta eliminata",
    "prullenbak",
    "verwijderde items",
    "papperskorgen",
    "borttaget",
    "borttagna objekt",
    "papirkurv",
    "slettet",
    "slettede elementer",
    "roskakori",
    "poistetut",
    "kosz",
    "elementy usunięte",
    "koš",
    "odstraněná pošta",
    "lomtár",
    "törölt elemek",
    "coș de gunoi",
    "smeće",
    "çöp kutusu",
    "silinmiş öğeler",
    "κάδος",
    "διαγραμμένα",
    "корзина",
    "удаленные",
    "удалённые",
    "кошик",
    "кошче",
    "已删除",
    "已删除邮件",
    "垃圾桶",
    "刪除的郵件",
    "ゴミ箱",
    "휴지통",
    "אשפה",
    "المهملات",
];

#[cfg(test)]
mod tests {
    use super::choose;
    use kith_wire::{Folder, SpecialUse};

    fn folder(line: &str) -> Folder {
        let (name, flags) = line.split_once(" : ").unwrap_or((line, ""));
        let special_use = match flags {
            "All" => Some(SpecialUse::All),
            "Archive" => Some(SpecialUse::Archive),
            "Drafts" => Some(SpecialUse::Drafts),
            "Flagged" => Some(SpecialUse::Flagged),
            "Junk" => Some(SpecialUse::Junk),
            "Sent" => Some(SpecialUse::Sent),
            "Trash" => Some(SpecialUse::Trash),
            _ => None,
        };
        let selectable = flags != "Noselect";
        Folder {
            name: name.into(),
            title: name.into(),
            delimiter: Some("/".into()),
            special_use,
            selectable,
            status: None,
        }
    }

    /// The folders as `name` or `name : use`; the choice with `>` before those for sent mail.
    fn check(folders: &[&str], expect: &[&str]) {
        let folders: Vec<_> = folders.iter().map(|line| folder(line)).collect();
        let chosen = choose(&folders);
        let got: Vec<_> = chosen.iter().map(|c| format!("{}{}", if c.sent { ">" } else { "" }, c.title)).collect();
        assert_eq!(got, expect);
    }

    #[test]
    fn inbox_then_sent_then_the_rest_never_drafts_junk_or_trash() {
        check(
            &["Trash : Trash", "Work", "Sent : Sent", "INBOX", "Drafts : Drafts", "Junk : Junk", "Old : Archive"],
            &["INBOX", ">Sent", "Old", "Work"],
        );
    }

    #[test]
    fn names_serve_where_the_server_does_not_say() {
        check(&["Gesendete Objekte", "Papierkorb", "INBOX", "Entwürfe"], &["INBOX", ">Gesendete Objekte"]);
        check(&["INBOX", "INBOX/Отправленные", "INBOX/Спам"], &["INBOX", ">INBOX/Отправленные"]);
        check(&["Inbox", "Sent", "Sent Messages"], &["Inbox", ">Sent", ">Sent Messages"]);
    }

    #[test]
    fn where_the_server_says_a_name_counts_for_nothing() {
        check(&["INBOX", "Envoi : Sent", "Sent"], &["INBOX", ">Envoi", "Sent"]);
    }

    #[test]
    fn what_lies_below_junk_or_cannot_be_opened_is_left_out() {
        check(
            &["INBOX", "Trash : Trash", "Trash/2024", "Trashy", "Clients : Noselect", "Clients/Acme"],
            &["INBOX", "Clients/Acme", "Trashy"],
        );
    }

    #[test]
    fn all_mail_and_sent_are_enough() {
        let gmail =
            ["INBOX", "[Gmail]/All Mail : All", "[Gmail]/Sent Mail : Sent", "[Gmail]/Starred : Flagged", "Label"];
        check(&gmail, &["[Gmail]/All Mail", ">[Gmail]/Sent Mail"]);
    }
}
