//! What a program wrote in someone's name, or about someone's mail.

use super::address::{form, is_certain};
use super::automatic_words::{
    ANSWERS, MEETINGS, PERHAPS_ANSWERS, PERHAPS_MEETINGS, PERHAPS_RECEIPTS, RECEIPTS, UNDELIVERED,
};
use crate::message::{Automatic, Facts, ParticipantRole};
use crate::search::fold;
use std::collections::HashMap;
use std::sync::LazyLock;

/// What of a header shows whether a program wrote a message.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Signs {
    /// What its own fields say.
    pub by_header: Option<Automatic>,
    /// It asks programs not to answer it.
    pub suppresses_answers: bool,
    /// It names a message that it answers.
    pub is_reply: bool,
}

/// With what a subject begins that a program may have written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    kind: Automatic,
    /// Whether only programs write these words.
    is_sure: bool,
    /// Whether it goes on as a calendar writes it.
    is_event: bool,
}

/// The head of a subject, if it has one.
#[must_use]
pub fn head(subject: &str) -> Option<Head> {
    let (kind, is_sure, rest) = begins(subject)?;
    Some(Head { kind, is_sure, is_event: is_event(rest) })
}

/// What kind of automatic message this is, if a program wrote it: see [`automatic`].
#[must_use]
pub fn automatic_of(facts: &Facts) -> Option<Automatic> {
    let signs = Signs {
        by_header: facts.automatic,
        suppresses_answers: facts.suppresses_answers,
        is_reply: !facts.references.is_empty(),
    };
    let parties = facts.parties.iter().map(|party| (party.role, &party.address));
    automatic(
        &facts.subject,
        head(&facts.subject),
        signs,
        parties,
        |address| address.as_str(),
        |it| is_certain(form(it)),
    )
}

/// What kind of automatic message this is, if a program wrote it. Its header tells, or that a calendar sent it, or the
/// first words of its subject, its [`head`].
///
/// People write some of these words, too. Such words count only if a program sent the message, if it asks programs not
/// to answer, if it answers without the mark of an answer (`Read: Contract`), or if the subject goes on as a calendar's
/// does.
pub fn automatic<'a, P: Copy + PartialEq>(
    subject: &str,
    head: Option<Head>,
    signs: Signs,
    parties: impl Iterator<Item = (ParticipantRole, P)> + Clone,
    text: impl Fn(P) -> &'a str,
    is_automated_sender: impl Fn(P) -> bool,
) -> Option<Automatic> {
    let by_automated_sender =
        |role: ParticipantRole| parties.clone().find(|party| party.0 == role && is_automated_sender(party.1));
    let by_calendar = || {
        let sender = by_automated_sender(ParticipantRole::Sender).map(|(_, sender)| text(sender));
        sender.is_some_and(|sender| sender.split('@').next().is_some_and(|local| local.contains("calendar")))
    };
    let words = head.filter(|head| {
        head.is_sure
            || signs.suppresses_answers
            || signs.is_reply
            || head.is_event
            || by_automated_sender(ParticipantRole::Sender).is_some()
            || by_automated_sender(ParticipantRole::From).is_some()
    });
    let by_words = words.map(|head| head.kind);
    let whole = || {
        let is_answer = signs.suppresses_answers || signs.is_reply;
        (is_answer || by_automated_sender(ParticipantRole::From).is_some())
            .then(|| is_whole(subject, is_answer))
            .flatten()
    };
    let by_subject = by_words.or_else(whole);
    let kind = signs.by_header.max(by_subject).or_else(|| by_calendar().then_some(Automatic::Meeting))?;
    // A report of a delay, or that all went well, is no more than a receipt.
    Some(if kind == Automatic::Undelivered && is_no_failure(subject) { Automatic::Receipt } else { kind })
}

/// What stands behind the words with which the subject of a report about a message begins: mostly that message's
/// subject.
#[must_use]
pub fn reported(subject: &str) -> Option<&str> {
    let (kind, _, rest) = begins(subject)?;
    (kind == Automatic::Undelivered && !rest.is_empty()).then_some(rest)
}

/// No head of a subject is longer, in bytes.
const MAX_HEAD_BYTES: usize = 64;

/// What kind of automatic message the words before the first colon of a subject name, whether only programs write them,
/// and what follows the colon. Tags in square brackets that a gateway put first (`[EXTERNAL] Automatic reply: Budget`)
/// are skipped.
fn begins(subject: &str) -> Option<(Automatic, bool, &str)> {
    let subject = without_tags(subject);
    let start = subject.get(..subject.floor_char_boundary(MAX_HEAD_BYTES + '：'.len_utf8()))?;
    let (head, rest) = subject.split_at_checked(start.find([':', '：'])?)?;
    if head.len() < 2 || head.len() > MAX_HEAD_BYTES {
        return None;
    }
    let (kind, is_sure) = kind_of(&fold(head.trim_end()))?;
    Some((kind, is_sure, rest.trim_start_matches([':', '：']).trim()))
}

/// Of the words that are known: what kind of message they begin, and whether only programs write them.
static KINDS: LazyLock<HashMap<&str, (Automatic, bool)>> = LazyLock::new(|| {
    let tables: [(&[&str], Automatic, bool); 7] = [
        (&ANSWERS, Automatic::Answer, true),
        (&PERHAPS_ANSWERS, Automatic::Answer, false),
        (&RECEIPTS, Automatic::Receipt, true),
        (&PERHAPS_RECEIPTS, Automatic::Receipt, false),
        (&UNDELIVERED, Automatic::Undelivered, true),
        (&MEETINGS, Automatic::Meeting, true),
        (&PERHAPS_MEETINGS, Automatic::Meeting, false),
    ];
    let words =
        tables.into_iter().flat_map(|(words, kind, is_sure)| words.iter().map(move |word| (*word, (kind, is_sure))));
    words.collect()
});

fn kind_of(head: &str) -> Option<(Automatic, bool)> {
    KINDS.get(head).copied()
}

/// What a subject says as a whole, without a colon.
fn is_whole(subject: &str, is_answer: bool) -> Option<Automatic> {
    let subject = without_tags(subject);
    // None of the words holds a colon, so that most answers (`Re: Budget`) need no folding.
    if subject.len() > MAX_HEAD_BYTES || subject.contains([':', '：']) {
        return None;
    }
    let (kind, is_sure) = kind_of(&fold(subject))?;
    let fits = match kind {
        Automatic::Answer => is_answer,
        Automatic::Receipt | Automatic::Undelivered => is_sure,
        Automatic::Meeting => false,
    };
    fits.then_some(kind)
}

fn without_tags(subject: &str) -> &str {
    let mut rest = subject.trim_start();
    while let Some((tag, behind)) = rest.strip_prefix('[').and_then(|inner| inner.split_once(']')) {
        if tag.len() > MAX_HEAD_BYTES {
            break;
        }
        rest = behind.trim_start();
    }
    rest
}

/// Whether a subject goes on as a calendar writes it: what, `@`, when.
fn is_event(rest: &str) -> bool {
    rest.rsplit_once(" @ ").is_some_and(|(_, when)| when.contains(|c: char| c.is_ascii_digit()))
}

/// Whether the subject of a report says that the message may still arrive, or did.
fn is_no_failure(subject: &str) -> bool {
    let subject = fold(subject);
    const WORDS: [&str; 14] = [
        "(delay)",
        "delayed",
        "delay ",
        "(success)",
        "successful",
        "(relay)",
        "relayed",
        "warning",
        "still being",
        "verzoger",
        "retarde",
        "retras",
        "ritard",
        "opozni",
    ];
    WORDS.iter().any(|word| subject.contains(word))
}

#[cfg(test)]
mod tests {
    use super::super::automatic_words::{
        ANSWERS, MEETINGS, PERHAPS_ANSWERS, PERHAPS_MEETINGS, PERHAPS_RECEIPTS, RECEIPTS, UNDELIVERED,
    };
    use super::{automatic_of, reported};
    use crate::header;
    use crate::message::Automatic::{self, Answer, Meeting, Receipt, Undelivered};
    use crate::search::fold;

    #[test]
    fn the_words_can_be_found() {
        let tables: [&[&str]; 7] =
            [&ANSWERS, &PERHAPS_ANSWERS, &RECEIPTS, &PERHAPS_RECEIPTS, &UNDELIVERED, &MEETINGS, &PERHAPS_MEETINGS];
        for words in tables {
            assert!(words.is_sorted());
            for word in words {
                assert!(super::kind_of(word).is_some(), "{word}");
                assert_eq!(fold(word), **word);
                assert!(!word.contains(':'), "{word}");
            }
        }
        let all: usize = tables.iter().map(|words| words.len()).sum();
        assert_eq!(super::KINDS.len(), all, "a word stands in two tables");
    }

    fn check(header: &str, expected: Option<Automatic>) {
        let facts = header::read(format!("{}\r\n\r\n", header.replace("; ", "\r\n")).as_bytes(), None, 0);
        assert_eq!(automatic_of(&facts), expected, "{header}");
    }

    #[test]
    fn words_that_only_programs_write_count_by_themselves() {
        for (subject, expected) in [
            ("Automatic reply: Budget", Answer),
            ("AUTOMATIC REPLY : Budget", Answer),
            ("[EXTERNAL] Automatic reply: Budget", Answer),
            ("[EXT] [SPAM?] Out of Office: Budget", Answer),
            ("Automatische Antwort: Re: Haushalt", Answer),
            ("Abwesenheitsnotiz: Haushalt", Answer),
            ("Réponse automatique\u{a0}: Budget", Answer),
            ("Réponse automatique d’absence : Budget", Answer),
            ("Respuesta automática: Presupuesto", Answer),
            ("Risposta automatica: Bilancio", Answer),
            ("Resposta automática: Orçamento", Answer),
            ("Automatisch antwoord: Begroting", Answer),
            ("Odpowiedź automatyczna: Budżet", Answer),
            ("Autosvar: Budget", Answer),
            ("Автоматический ответ: Бюджет", Answer),
            ("自動応答: 予算", Answer),
            ("自动答复：预算", Answer),
            ("Read receipt: Contract", Receipt),
            ("Lesebestätigung: Vertrag", Receipt),
            ("Undeliverable: Budget", Undelivered),
            ("Unzustellbar: Haushalt", Undelivered),
            ("Mail delivery failed: returning message to sender", Undelivered),
            ("Updated invitation: All hands @ Weekly", Meeting),
            ("Accepted: Lesson @ Mon 2 Nov 2026 (Me)", Meeting),
            ("Declined: Lunch", Meeting),
            ("Zugesagt: Mittagessen", Meeting),
            ("Refusé : Déjeuner", Meeting),
            ("Rechazado: Almuerzo", Meeting),
            ("Accettato: Pranzo", Meeting),
            ("Aceito: Almoço", Meeting),
            ("Geaccepteerd: Lunch", Meeting),
            ("Zaakceptowano: Obiad", Meeting),
        ] {
            check(&format!("From: a@x.example; To: b@y.example; Subject: {subject}"), Some(expected));
            // Someone answers it, or passes it on.
            check(&format!("From: a@x.example; Subject: Re: {subject}"), None);
            check(&format!("From: a@x.example; Subject: WG: {subject}"), None);
        }
    }

    #[test]
    fn words_that_people_write_too_need_a_further_sign() {
        for (subject, expected) in [
            ("Read: Contract", Receipt),
            ("Gelesen: Vertrag", Receipt),
            ("Lu : Contrat", Receipt),
            ("Letto: Contratto", Receipt),
            ("Not read: Contract", Receipt),
            ("Invitation: Our summer party", Meeting),
            ("Absence: Budget", Answer),
        ] {
            check(&format!("From: a@x.example; Subject: {subject}"), None);
            check(&format!("From: a@x.example; In-Reply-To: <1@y.example>; Subject: {subject}"), Some(expected));
            check(&format!("From: a@x.example; X-Auto-Response-Suppress: All; Subject: {subject}"), Some(expected));
            check(&format!("From: a@x.example; Sender: no-reply@y.example; Subject: {subject}"), Some(expected));
        }
        check("From: a@x.example; Subject: Invitation: Lesson @ Mon 2 Nov 2026 (b@y.example)", Some(Meeting));
        check("From: a@x.example; Subject: Einladung: Probe @ Mo 2. Nov. 2026", Some(Meeting));
        check("From: a@x.example; Subject: Invitation: drinks @ our place", None);
        check("From: a@x.example; In-Reply-To: <1@y.example>; Subject: Out of Office", Some(Answer));
        check("From: a@x.example; Subject: Out of Office", None);
        check("From: a@x.example; In-Reply-To: <1@y.example>; Subject: Accepted", None);
        for subject in ["", ":", "Budget: automatic reply", "Re: Read: the book", "Reading: the book", "Undelivered"] {
            check(&format!("From: a@x.example; Subject: {subject}"), None);
        }
    }

    #[test]
    fn a_calendar_that_sends_in_somebodys_name_is_told_by_its_address() {
        let by = "Sender: Google Calendar <calendar-notification@google.com>";
        check(&format!("From: a@x.example; {by}; Subject: Kutsuttu: Oppitunti"), Some(Meeting));
        check(&format!("From: a@x.example; {by}; Subject: Accepted: Lesson"), Some(Meeting));
        check("From: a@x.example; Sender: calendar@x.example; Subject: The calendar for next year", None);
    }

    #[test]
    fn what_says_that_a_message_may_still_arrive_reports_no_failure() {
        let report = "From: mailer-daemon@x.example; Content-Type: multipart/report;report-type=delivery-status";
        for (subject, expected) in [
            ("Undelivered Mail Returned to Sender", Undelivered),
            ("Delivery Status Notification (Failure)", Undelivered),
            ("Delivery Status Notification (Delay)", Receipt),
            ("Warning: message still undelivered after 4 hours", Receipt),
            ("Delayed: Budget", Receipt),
            ("Successful Mail Delivery Report", Receipt),
        ] {
            check(&format!("{report}; Subject: {subject}"), Some(expected));
        }
        // Where the report is no report by its form, its words tell.
        check("From: mailer-daemon@x.example; Subject: failure notice", Some(Undelivered));
        check("From: MAILER-DAEMON@x.example; Subject: Undelivered Mail Returned to Sender", Some(Undelivered));
        check("From: mailer-daemon@x.example; Subject: hello", None);
        assert_eq!(reported("Undeliverable: Re: Budget"), Some("Re: Budget"));
        assert_eq!(reported("Automatic reply: Budget"), None);
        assert_eq!(reported("Budget"), None);
    }
}
