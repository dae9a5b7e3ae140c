//! The words before the colon in the subjects of mail that a program wrote, folded (see [`crate::search::fold`]) and
//! sorted: in English, German, French, Spanish, Italian, Portuguese, Dutch, Polish, the Nordic languages, Russian,
//! Japanese and Chinese, and the commonest in a few more.

/// Of automatic answers.
#[rustfmt::skip]
pub(super) const ANSWERS: [&str; 94] = [
    "absence du bureau", "absent du bureau", "abwesenheitsassistent", "abwesenheitsmeldung", "abwesenheitsmitteilung",
    "abwesenheitsnachricht", "abwesenheitsnotiz", "afwezigheidsassistent", "afwezigheidsbericht",
    "assenza dall'ufficio", "ausente de la oficina", "ausente do escritorio", "ausser haus", "auto reply",
    "auto response", "auto-reply", "auto-response", "automaattinen vastaus", "automated reply", "automated response",
    "automatic reply", "automatic response", "automaticka odpoved", "automatikus valasz", "automatisch antwoord",
    "automatisch bericht", "automatische abwesenheitsnotiz", "automatische antwort", "automatische beantwoording",
    "automatische e-mail-antwort", "automatische ruckantwort", "automatische ruckmeldung", "automatisk svar",
    "automatiskt svar", "automatyczna odpowiedz", "autoodpowiedz", "autoreply", "autoresponse", "autosvar",
    "buiten kantoor", "fora do escritorio", "franvaromeddelande", "fravaersbesked", "fravaersmelding",
    "fuera de la oficina", "fuera de oficina", "fuori ufficio", "hazon kivul", "ikke pa kontoret", "ikke til stede",
    "mensagem automatica", "mensaje automatico", "message d'absence", "messaggio automatico", "mimo kancelar",
    "nicht im buro", "nieobecnosc w biurze", "niet op kantoor", "notification d'absence", "odpowiedz automatyczna",
    "out of office", "out of office auto reply", "out of office autoreply", "out of office reply",
    "out of office response", "out of the office", "out-of-office", "poissa toimistosta", "poissaoloviesti",
    "poza biurem", "raspuns automat", "reponse automatique", "reponse automatique d'absence",
    "reponse automatique d'absence du bureau", "reponse d'absence", "resposta automatica",
    "resposta automatica de ausencia", "respuesta automatica", "respuesta automatica de fuera de la oficina",
    "risposta automatica", "wiadomosc automatyczna", "αυτοματη απαντηση", "автоматическии ответ",
    "автоматична відповідь", "автоответ", "вне офиса", "不在通知", "自动回复", "自动答复", "自動回復", "自動回覆", "自動応答", "自動答覆", "自動返信",
];

/// Of automatic answers, and of what people write of their absence.
#[rustfmt::skip]
pub(super) const PERHAPS_ANSWERS: [&str; 21] = [
    "absence", "absent", "abwesend", "abwesenheit", "afwezig", "afwezigheid", "assente", "assenza", "ausencia",
    "ausencia temporaria", "ausente", "franvarande", "franvaro", "fravaer", "nepritomnost", "nieobecnosc", "ooo",
    "poissa", "нет на месте", "不在", "外出",
];

/// Of receipts.
#[rustfmt::skip]
pub(super) const RECEIPTS: [&str; 28] = [
    "accuse de lecture", "accuse de reception", "acuse de recibo", "conferma di lettura", "confirmacao de leitura",
    "confirmacion de lectura", "confirmation de lecture", "delivery receipt", "disposition notification",
    "empfangsbestatigung", "laskvitto", "leesbevestiging", "lesebekreftelse", "lesebestatigung",
    "ontvangstbevestiging", "potwierdzenie odbioru", "potwierdzenie odczytu", "potwierdzenie przeczytania",
    "read receipt", "recibo de leitura", "return receipt", "return receipt (displayed)", "ricevuta di lettura",
    "ricevuta di ritorno", "отчет о прочтении", "уведомление о прочтении", "已读回执", "開封確認",
];

/// Of receipts, and of much else.
#[rustfmt::skip]
pub(super) const PERHAPS_RECEIPTS: [&str; 53] = [
    "afgeleverd", "bezorgd", "consegnato", "deleted", "delivered", "distribue", "dostarczone", "dostarczono",
    "eliminado", "entregado", "entregue", "gelesen", "gelezen", "geloscht", "laest", "last", "leido", "lest", "letto",
    "levererat", "lida", "lido", "lu", "luettu", "nao lida", "nao lido", "nicht gelesen", "nieprzeczytane",
    "niet gelezen", "no leido", "non letto", "non lu", "not read", "odczytano", "olast", "przeczytane", "przeczytano",
    "read", "recapitato", "relayed", "remis", "ubermittelt", "ungelesen geloscht", "zugestellt", "доставлено",
    "прочитано", "прочтено", "已讀", "已读", "已送达", "既読", "開封済", "開封済み",
];

/// Of reports that a message could not be delivered.
#[rustfmt::skip]
pub(super) const UNDELIVERED: [&str; 72] = [
    "blad dostarczenia", "correo no entregado", "courrier non distribue", "delivery failed", "delivery failure",
    "delivery has failed", "delivery notification", "delivery status notification",
    "delivery status notification (failure)", "echec de la remise", "echec de remise", "error de entrega",
    "failure notice", "falha na entrega", "gar inte att leverera", "impossibile recapitare", "kan ikke leveres",
    "kan inte levereras", "kan niet worden bezorgd", "mail delivery failed", "mail delivery failure",
    "mail undeliverable", "mancata consegna", "mancato recapito", "mensagem nao entregue", "mensaje no entregado",
    "message delivery failure", "message non remis", "message undeliverable", "messaggio non consegnato",
    "nachricht nicht zugestellt", "nachricht unzustellbar", "nao e possivel entregar", "nao entregue",
    "nao foi possivel entregar", "nicht zustellbar", "nie dostarczono", "nie mozna dostarczyc", "niedostarczalne",
    "niedostarczona wiadomosc", "niet bezorgd", "niet te bezorgen", "no entregado", "no se pudo entregar",
    "no se puede entregar", "non consegnato", "non delivery report", "non distribuable", "non distribue",
    "non recapitabile", "non remis", "onbestelbaar", "onbezorgbaar", "returned mail", "toimitus epaonnistui",
    "undeliverable", "undeliverable mail", "undelivered", "undelivered mail", "undelivered mail returned to sender",
    "unzustellbar", "zustellung fehlgeschlagen", "не доставлено", "не удалось доставить", "недоставленное сообщение",
    "недоставлено", "无法投递", "未送达", "無法傳遞", "退信", "配信不可", "配信不能",
];

/// Of a calendar's answers and changes.
#[rustfmt::skip]
pub(super) const MEETINGS: [&str; 154] = [
    "abgelehnt", "abgesagt", "abgesagter termin", "accepte", "accepted", "acceptee", "accepterad", "accepterades",
    "accepterat", "accepteret", "accettata", "accettato", "aceita", "aceite", "aceito", "aceptada", "aceptado",
    "afgewezen", "aflyst", "afvist", "aktualisierte einladung", "alustava", "angenommen", "annule", "annulee",
    "annullata", "annullato", "annulleret", "anulowane", "anulowane wydarzenie", "anulowano", "avbojd", "avbojt",
    "avlyst", "avslatt", "bijgewerkte uitnodiging", "cancelada", "cancelado", "canceled", "canceled event",
    "canceled meeting", "cancelled", "cancelled event", "cancelled meeting", "convite actualizado",
    "convite atualizado", "decline", "declined", "declinee", "einladung aktualisiert", "evenement annule",
    "event canceled", "event cancelled", "event invitation", "event updated", "evento annullato", "evento cancelado",
    "forelobig", "forelopig", "geaccepteerd", "geannuleerd", "geannuleerde afspraak", "geweigerd", "godtatt",
    "hylatty", "hyvaksytty", "installd", "installt", "invitacion actualizada", "invitation mise a jour",
    "invitation updated", "invito aggiornato", "meeting canceled", "meeting cancelled",
    "meeting forward notification", "mit vorbehalt", "mit vorbehalt zugesagt", "neue uhrzeit vorgeschlagen",
    "neue zeit vorgeschlagen", "neuer terminvorschlag", "new time proposed", "nieuwe tijd voorgesteld",
    "nouvel horaire propose", "nouvelle heure proposee", "nova hora proposta", "novo horario proposto",
    "nueva hora propuesta", "nuova ora proposta", "odrzucone", "odrzucono", "odwolane", "odwolano",
    "opdateret invitation", "oppdatert invitasjon", "paivitetty kutsu", "peruutettu", "preliminart",
    "proponowana nowa godzina", "proposed new time", "proposta nuova ora", "provisional", "provisionalmente aceptado",
    "provisoire", "provisorio", "provvisorio", "rechazada", "rechazado", "recusada", "recusado", "refuse", "refusee",
    "reunion annulee", "reunion cancelada", "rifiutata", "rifiutato", "riunione annullata", "tentative",
    "tentatively", "tentatively accepted", "termin abgesagt", "unter vorbehalt", "updated invitation",
    "uppdaterad inbjudan", "voorlopig", "voorlopig geaccepteerd", "vorlaufig", "vorlaufig zugesagt", "wstepnie",
    "wstepnie zaakceptowano", "zaakceptowane", "zaakceptowano", "zaktualizowane zaproszenie",
    "zaproszenie zaktualizowane", "zugesagt", "обновленное приглашение", "отклонено", "отменено", "под вопросом",
    "приглашение обновлено", "принято", "キャンセル済み", "仮承諾", "已取消", "已拒絕", "已拒绝", "已接受", "已更新的邀请", "承諾", "承諾済み", "暂定",
    "暫定", "更新された招待", "更新的邀请", "辞退",
];

/// Of a calendar's invitations, and of those that people write.
#[rustfmt::skip]
pub(super) const PERHAPS_MEETINGS: [&str; 28] = [
    "absage", "convite", "einladung", "forse", "inbjudan", "indbydelse", "invitacion", "invitasjon", "invitation",
    "invito", "kutsu", "maybe", "meeting invitation", "meeting request", "misschien", "moze", "peut-etre", "quizas",
    "talvez", "terminanfrage", "uitnodiging", "vielleicht", "zaproszenie", "zusage", "приглашение", "招待", "邀請", "邀请",
];
