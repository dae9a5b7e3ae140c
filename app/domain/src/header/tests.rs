use super::read;
use crate::ids::MessageKey;
use crate::message::{Automatic, Facts, ParticipantRole, reference};
use proptest::prelude::*;

const NOON: i64 = 1_700_000_000;

fn facts(header: &[u8]) -> Facts {
    read(header, Some(NOON), 1234)
}

/// The parties of one role, as `name <address>` or `address`.
fn named(facts: &Facts, role: ParticipantRole) -> Vec<String> {
    let of_role = facts.parties.iter().filter(|party| party.role == role);
    let shown = of_role.map(|party| match &party.name {
        Some(name) => format!("{name} <{}>", party.address),
        None => party.address.to_string(),
    });
    shown.collect()
}

fn check_to(value: &[u8], expected: &[&str]) {
    let header = [b"To: ", value, b"\r\n\r\n"].concat();
    assert_eq!(named(&facts(&header), ParticipantRole::To), expected, "{}", String::from_utf8_lossy(value));
}

#[test]
fn names_in_every_spelling() {
    for (value, expected) in [
        ("Mara Birke <m@b.example>", "Mara Birke <m@b.example>"),
        ("\"Birke, Mara\" <m@b.example>", "Birke, Mara <m@b.example>"),
        ("Birke, Mara <m@b.example>", "Birke, Mara <m@b.example>"),
        ("Birke, Mara, PhD <m@b.example>", "Birke, Mara, PhD <m@b.example>"),
        ("'Birke, Mara' <m@b.example>", "Birke, Mara <m@b.example>"),
        ("\"'Mara Birke'\" <m@b.example>", "Mara Birke <m@b.example>"),
        ("'\"Mara Birke\"' <m@b.example>", "Mara Birke <m@b.example>"),
        ("\"\\\"Mara Birke\\\"\" <m@b.example>", "Mara Birke <m@b.example>"),
        ("\"Mara \\\"Mo\\\" Birke\" <m@b.example>", "Mara \"Mo\" Birke <m@b.example>"),
        ("Mara \"Mo\" Birke <m@b.example>", "Mara Mo Birke <m@b.example>"),
        ("“Mara Birke” <m@b.example>", "Mara Birke <m@b.example>"),
        ("'t Hart <m@b.example>", "'t Hart <m@b.example>"),
        ("O'Neill <m@b.example>", "O'Neill <m@b.example>"),
        ("\"Mara Birke <m@b.example>", "Mara Birke <m@b.example>"),
        ("Mara Birke <m@b.example", "Mara Birke <m@b.example>"),
        ("Mara Birke<m@b.example>", "Mara Birke <m@b.example>"),
        ("Mara (Oslo) Birke <m@b.example>", "Mara (Oslo) Birke <m@b.example>"),
        ("Mara Birke (Oslo <m@b.example>", "Mara Birke (Oslo <m@b.example>"),
        ("m@b.example (Mara Birke)", "Mara Birke <m@b.example>"),
        ("m@b.example (Mara (Mo) Birke)", "Mara (Mo) Birke <m@b.example>"),
        ("(Mara) m@b.example", "Mara <m@b.example>"),
        ("Mara Birke m@b.example", "Mara Birke <m@b.example>"),
        ("<m@b.example> Mara Birke", "Mara Birke <m@b.example>"),
        ("\"m@b.example\" <m@b.example>", "m@b.example"),
        ("m@b.example <m@b.example>", "m@b.example"),
        ("'m@b.example' <m@b.example>", "m@b.example"),
        ("'m@b.example'", "m@b.example"),
        ("\"m@b.example\"", "m@b.example"),
        ("Mara @ Birke <m@b.example>", "Mara <m@b.example>"),
        ("\"Mara Birke (m@b.example)\" <m@b.example>", "Mara Birke <m@b.example>"),
        ("Mara Birke (m@b.example) <m@b.example>", "Mara Birke <m@b.example>"),
        ("\"Mara Birke <m@b.example>\" <m@b.example>", "Mara Birke <m@b.example>"),
        ("\"Birke, Mara [m@b.example]\" <m@b.example>", "Birke, Mara <m@b.example>"),
        ("=?utf-8?q?Mara_Birke_=28m=40b.example=29?= <m@b.example>", "Mara Birke <m@b.example>"),
        ("Mara Birke/Oslo/Acme@ACME <m@b.example>", "Mara Birke <m@b.example>"),
        ("\"m@\" <b.example m@b.example>", "m@b.example"),
        ("Mara <b.example m@b.example>", "Mara <m@b.example>"),
        ("Mara <m @ b.example>", "Mara <m@b.example>"),
        ("Mara <m@ b.example>", "Mara <m@b.example>"),
        ("\u{3164} <m@b.example>", "m@b.example"),
        ("\"\" <m@b.example>", "m@b.example"),
        ("\"' '\" <m@b.example>", "m@b.example"),
        ("<<m@b.example>>", "m@b.example"),
        ("<Mara Birke <m@b.example>", "Mara Birke <m@b.example>"),
        ("< <m@b.example>", "m@b.example"),
        ("mailto:m@b.example", "m@b.example"),
        ("Mara <mailto:m@b.example>", "Mara <m@b.example>"),
        ("Mara <@relay.example:m@b.example>", "Mara <m@b.example>"),
        ("Mara <\"m\"@b.example>", "Mara <m@b.example>"),
        ("\"m@home\"@b.example", "\"m@home\"@b.example"),
        ("Mara Birke [Oslo: 2, 3] <m@b.example>", "Mara Birke [Oslo: 2, 3] <m@b.example>"),
        ("m@[IPv6:2001:db8::1]", "m@[ipv6:2001:db8::1]"),
        ("Mara\t  Birke\r\n\t <m@b.example>", "Mara Birke <m@b.example>"),
        ("\"Mara\r\n Birke\" <m@b.example>", "Mara Birke <m@b.example>"),
        ("Mara\u{202e}ekriB\u{202c} <m@b.example>", "MaraekriB <m@b.example>"),
        ("Ma\0ra\x07 <m@b.example>", "Mara <m@b.example>"),
        ("نسرین\u{200c}جان <m@b.example>", "نسرین\u{200c}جان <m@b.example>"),
    ] {
        check_to(value.as_bytes(), &[expected]);
    }
}

#[test]
fn encoded_words_wherever_they_stand() {
    for (value, expected) in [
        ("=?utf-8?q?J=C3=B6rg_Birke?= <m@b.example>", "Jörg Birke"),
        ("=?UTF-8?B?SsO2cmc=?= <m@b.example>", "Jörg"),
        ("=?utf-8?q?J=C3=B6rg?= =?utf-8?q?_Birke?= <m@b.example>", "Jörg Birke"),
        ("=?utf-8?q?J=C3=B6rg?=\r\n\t=?utf-8?q?_Birke?=\r\n <m@b.example>", "Jörg Birke"),
        ("=?utf-8?q?J=C3?= =?utf-8?q?=B6rg?= <m@b.example>", "Jörg"),
        ("=?UTF-8?B?SsM=?= =?UTF-8?B?tnJn?= <m@b.example>", "Jörg"),
        ("=?utf-8?q?J=C3=B6rg?= =?iso-8859-1?q?_M=FCller?= <m@b.example>", "Jörg Müller"),
        ("=?utf-8?q?J=C3=B6rg?= Birke <m@b.example>", "Jörg Birke"),
        ("Dr. =?utf-8?q?J=C3=B6rg?= Birke <m@b.example>", "Dr. Jörg Birke"),
        ("\"=?utf-8?q?J=C3=B6rg?=\" <m@b.example>", "Jörg"),
        ("\"=?utf-8?q?J=C3=B6rg?= =?utf-8?q?_Birke?=\" <m@b.example>", "Jörg Birke"),
        ("'=?utf-8?q?J=C3=B6rg?=' <m@b.example>", "Jörg"),
        ("=?utf-8?q?J=C3=B6rg?=<m@b.example>", "Jörg"),
        ("x=?utf-8?q?J=C3=B6rg?= <m@b.example>", "xJörg"),
        ("=?utf-8?q?M=C3=BCller,_J=C3=B6rg?= <m@b.example>", "Müller, Jörg"),
        ("=?utf-8?q?M=C3=BCller?=, =?utf-8?q?J=C3=B6rg?= <m@b.example>", "Müller, Jörg"),
        ("=?utf-8?Q?=22M=C3=BCller=2C_J=C3=B6rg=22?= <m@b.example>", "Müller, Jörg"),
        ("=?utf-8?Q?J=C3=B6rg Birke?= <m@b.example>", "Jörg Birke"),
        ("=?utf-8?Q?J=C3=B6rg_<x>?= <m@b.example>", "Jörg <x>"),
        ("m@b.example (=?utf-8?q?J=C3=B6rg_=28Oslo=29?=)", "Jörg (Oslo)"),
        ("=?utf-8*de?q?J=C3=B6rg?= <m@b.example>", "Jörg"),
        ("=?iso-8859-1?q?J=F6rg?= <m@b.example>", "Jörg"),
        ("=?ISO-8859-2?Q?=A3ukasz?= <m@b.example>", "Łukasz"),
        ("=?koi8-r?B?4c7OwQ==?= <m@b.example>", "Анна"),
        ("=?iso-2022-jp?B?GyRCOzNFRBsoQg==?= <m@b.example>", "山田"),
        ("=?ISO-2022-JP?B?GyRCOjRGIxsoQg==?= =?ISO-2022-JP?B?GyRCMlY7UhsoQg==?= <m@b.example>", "佐藤花子"),
        ("=?ISO-2022-JP?B?GyRCOjRGIw==?= =?ISO-2022-JP?B?MlY7UhsoQg==?= <m@b.example>", "佐藤花子"),
        ("=?iso-2022-jp?Q?=1B$B:4F#=1B(B?=\r\n =?iso-2022-jp?B?GyRCMlY7UhsoQg==?= <m@b.example>", "佐藤花子"),
        ("=?iso-2022-kr?B?GyQpQw4xaDlOPHYP?= <m@b.example>", "김민수"),
        ("=?iso-2022-kr?B?GyQpQw4xaA8=?= =?iso-2022-kr?B?GyQpQw45Tjx2Dw==?= <m@b.example>", "김민수"),
        ("=?hz-gb-2312?Q?~{@nCw~}?= <m@b.example>", "李明"),
        ("=?hz-gb-2312?Q?~{@n~}?= =?hz-gb-2312?Q?~{Cw~}?= <m@b.example>", "李明"),
        ("=?utf-7?Q?J+APY-rg?= <m@b.example>", "Jörg"),
        ("=?unicode-1-1-utf-7?Q?+Z05mDg?= <m@b.example>", "李明"),
        ("=?utf-8?q?J=C3?= =?UTF8?B?tnJn?= <m@b.example>", "Jörg"),
        ("=?gb18030?Q?=C0?= =?gb18030?B?7sP3?= <m@b.example>", "李明"),
        ("=?gb2312?B?wO7D9w==?= <m@b.example>", "李明"),
        ("=?x-unknown?q?J=F6rg?= <m@b.example>", "Jörg"),
        ("=?x-unknown?q?J=C3=B6rg?= <m@b.example>", "Jörg"),
        ("=?us-ascii?q?J=C3=B6rg?= <m@b.example>", "Jörg"),
        ("=?utf-8?q?J=F6rg?= <m@b.example>", "Jörg"),
        ("=?utf-8?B?SsO2cmc?= <m@b.example>", "Jörg"),
        ("=?utf-8?B?SsO2 !cmc=?= <m@b.example>", "Jörg"),
        ("=?utf-8?q?J=zzrg=?= <m@b.example>", "J=zzrg="),
        ("=?utf-8?x?Joerg?= <m@b.example>", "=?utf-8?x?Joerg?="),
        ("=?utf-8?q?Joerg <m@b.example>", "=?utf-8?q?Joerg"),
        ("=?utf-8?q?=3D=3Futf-8=3Fq=3FJ=3DC3=3DB6rg=3F=3D?= <m@b.example>", "Jörg"),
        ("=?utf-8?Q?J=C3=B6rg_<m@b.example>?=", "Jörg"),
    ] {
        check_to(value.as_bytes(), &[&format!("{expected} <m@b.example>")]);
    }
    check_to(b"=?utf-8?Q?m=40b.example?=", &["m@b.example"]);
}

#[test]
fn raw_bytes_in_any_charset() {
    check_to("Jörg <m@b.example>".as_bytes(), &["Jörg <m@b.example>"]);
    check_to(b"J\xf6rg \x80 <m@b.example>", &["Jörg € <m@b.example>"]);
    check_to(b"\x1b$B;3ED\x1b(B <m@b.example>", &["山田 <m@b.example>"]);
    check_to(b"J\xc3\xb6rg M\xc3\xbcl\xc3 <m@b.example>", &["Jörg Mül\u{fffd} <m@b.example>"]);
    assert_eq!(facts("Subject: Grüße".as_bytes()).subject, "Grüße");
    assert_eq!(facts(b"Subject: Gr\xfc\xdfe\n\n").subject, "Grüße");
}

#[test]
fn lists_of_addresses() {
    for (value, expected) in [
        ("", &[][..]),
        (",", &[]),
        ("undisclosed-recipients:;", &[]),
        ("Undisclosed recipients: ;", &[]),
        ("Team: a@x.example, \"B, C\" <b@y.example>;", &["a@x.example", "B, C <b@y.example>"]),
        ("Team: a@x.example;, d@y.example", &["a@x.example", "d@y.example"]),
        ("A: a@x.example; B: b@y.example;", &["a@x.example", "b@y.example"]),
        ("a@x.example, , b@y.example,", &["a@x.example", "b@y.example"]),
        ("a@x.example; b@y.example", &["a@x.example", "b@y.example"]),
        ("a@x.example b@y.example", &["a@x.example", "b@y.example"]),
        ("Ann <a@x.example> Bo <b@y.example>", &["Ann <a@x.example>", "Bo <b@y.example>"]),
        ("Ann <a@x.example, Bo <b@y.example>", &["Ann <a@x.example>", "Bo <b@y.example>"]),
        ("Li, Ann <a@x.example>, Bo <b@y.example>", &["Li, Ann <a@x.example>", "Bo <b@y.example>"]),
        ("Li, Ann; Bo <b@y.example>", &["Bo <b@y.example>"]),
        ("ann, bo, cy, Dee <d@y.example>", &["Dee <d@y.example>"]),
        ("\"Li, Ann\", Bo <b@y.example>", &["Bo <b@y.example>"]),
        ("a@x.example, Bo <b@y.example>", &["a@x.example", "Bo <b@y.example>"]),
        ("A@x.example, Ann <a@X.example>, a@x.example", &["Ann <a@x.example>"]),
        ("/O=X/OU=Y/CN=ANN, \"Ann\" </O=X/CN=ANN>, b@y.example", &["b@y.example"]),
        ("IMCEAEX-_O=X_CN=ANN@x.example, b@y.example", &["b@y.example"]),
        ("root, b@y.example", &["root <b@y.example>"]),
    ] {
        check_to(value.as_bytes(), expected);
    }
}

#[test]
fn fields_missing_doubled_and_broken() {
    let header = b"To: a@x.example\nFrom: Ann <ann@x.example>\nTo: b@y.example, A <a@x.example>\nfrom : bo@x.example\n\
        REPLY-TO:c@y.example\nCc: d@y.example\nSender: s@x.example\nBcc: e@y.example\nSubject:\nSubject: Tea\n\n\
        To: body@z.example\n";
    let read = facts(header);
    assert_eq!(named(&read, ParticipantRole::From), ["Ann <ann@x.example>", "bo@x.example"]);
    assert_eq!(named(&read, ParticipantRole::To), ["A <a@x.example>", "b@y.example"]);
    assert_eq!(read.subject, "Tea");
    let roles: Vec<ParticipantRole> = read.parties.iter().map(|party| party.role).collect();
    use ParticipantRole::{Bcc, Cc, From, ReplyTo, Sender, To};
    assert_eq!(roles, [From, From, Sender, To, To, Cc, Bcc, ReplyTo]);
    // The same over every way to end a line.
    for end in ["\r\n", "\r", "\r\r\n"] {
        let other = String::from_utf8_lossy(header).replace('\n', end);
        assert_eq!(facts(other.as_bytes()), read, "{end:?}");
    }
    let empty = read_nothing();
    assert_eq!((empty.message_id, empty.date, empty.parties.len(), empty.subject.as_str()), (None, 0, 0, ""));
    assert_eq!(facts(b"\r\n\r\nSubject: Late\r\n").subject, "Late");
    assert_eq!(facts(b"From jo Mon Jan 1 10:00:00 2024\nnonsense\n folded\nSubject: Tea\n").subject, "Tea");
    assert_eq!(facts(b"Subject: Tea\n \n\tand cake\n\n").subject, "Tea and cake");
    assert_eq!(facts(b"Subject: =?utf-8?q?Tea_?=\n =?utf-8?q?=26_cake?=  today\n\n").subject, "Tea & cake today");
}

fn read_nothing() -> Facts {
    read(b"", None, 0)
}

#[test]
fn endless_lines_are_read_in_time() {
    let many = (0..40_000).map(|n| format!("p{n}@x.example")).collect::<Vec<_>>().join(",");
    assert_eq!(facts(format!("To: {many}\n").as_bytes()).parties.len(), 40_000);
    for junk in ["(", "\"", "<", "=?", "=?a?q?", "a ", "[", "a,", ":", "=?a?q?x?= "] {
        let header = format!("From: {0}\nSubject: {0}\nReferences: {0}\nDate: {0}\n", junk.repeat(65_536 / junk.len()));
        assert!(facts(header.as_bytes()).subject.chars().count() <= 1000);
    }
}

#[test]
fn dates_are_read() {
    for (date, expected) in [
        ("Mon, 2 Jan 2006 15:04:05 -0700", Some(1_136_239_445)),
        ("2 Jan 2006 15:04:05 -0700 (MST)", Some(1_136_239_445)),
        ("(x) 2 (y) Jan 2006 15:04:05 (z (q)) -0700", Some(1_136_239_445)),
        ("Fri, 2 jan 06 15:04:05 MST", Some(1_136_239_445)),
        ("Mon, 02-Jan-2006 22:04:05 GMT", Some(1_136_239_445)),
        ("Mon Jan  2 22:04:05 2006", Some(1_136_239_445)),
        ("Mon Jan  2 15:04:05 MST 2006", Some(1_136_239_445)),
        ("Monday, January 02, 2006 3:04:05 PM -0700", Some(1_136_239_445)),
        ("2006-01-02T15:04:05-07:00", Some(1_136_239_445)),
        ("2006-01-02 22:04:05.123Z", Some(1_136_239_445)),
        ("2 Jan 2006 23:04:05 GMT+0100", Some(1_136_239_445)),
        ("2 Jan 2006 23:04:05 +9223372036854775", Some(1_136_243_045)),
        ("2 Jan 2006 24:4294967295:4294967295 +0000", None),
        ("2 Jan 2006 23.04.05 +1", Some(1_136_239_445)),
        ("2 Jan 106 22:04:05 +0000", Some(1_136_239_445)),
        ("2 Jan 0106 22:04:05 +0000", Some(1_136_239_445)),
        ("2006/01/02 Mon 16:04:05 CST", Some(1_136_239_445)),
        ("2 Jan 2006 22:04:05", Some(1_136_239_445)),
        ("2 Jan 2006 22:04:05 X", Some(1_136_239_445)),
        ("2 Jan 2006 22:04:05 +9959", Some(1_136_239_445)),
        ("2 Jan 2006 22:04 -0000", Some(1_136_239_440)),
        ("1 Jan 2006 24:00:00 +0000", Some(1_136_160_000)),
        ("31 Dec 1999 23:59:60 +0000", Some(946_684_800)),
        ("31 Dec 99 23:59:59 Z", Some(946_684_799)),
        ("29 Feb 2024 12:00:00 +0530", Some(1_709_188_200)),
        ("Mon, 2 Jan 2006 12:04 AM +0000", Some(1_136_160_240)),
        ("lör, 29 maj 1999 00:24:04 +0200 (CEST)", Some(927_930_244)),
        ("Di, 17 Mai 2005 12:31:00 0200", Some(1_116_325_860)),
        ("mer., 14 oct. 2026 09:05:00 +0200", Some(1_791_961_500)),
        ("mar., 14 oct. 2026 09:05:00 +0200", Some(1_791_961_500)),
        ("mardi 14 octobre 2026 09:05:00 +0200", Some(1_791_961_500)),
        ("martes, 14 de octubre de 2026 09:05:00 +0200", Some(1_791_961_500)),
        ("mar 14 ott 2026 09:05:00 +0200", Some(1_791_961_500)),
        ("wo, 14 okt. 2026 09:05:00 +0200", Some(1_791_961_500)),
        ("qua, 14 out 2026 09:05:00 +0200", Some(1_791_961_500)),
        ("Mi, 14. Oktober 2026 09:05:00 +0200", Some(1_791_961_500)),
        ("śr., 14 paź 2026 09:05:00 +0200", Some(1_791_961_500)),
        ("St, 14 říj 2026 09:05:00 +0200", Some(1_791_961_500)),
        ("ke, 14 lokakuuta 2026 09:05:00 +0200", Some(1_791_961_500)),
        ("Sze, 14 okt. 2026 09:05:00 +0200", Some(1_791_961_500)),
        ("Çar, 14 Eki 2026 09:05:00 +0200", Some(1_791_961_500)),
        ("Ср, 14 окт 2026 09:05:00 +0200", Some(1_791_961_500)),
        ("2026年10月14日 09:05:00 +0200", Some(1_791_961_500)),
        ("2026년10월14일 09:05:00 +0200", Some(1_791_961_500)),
        ("Wed, 14 Oct 2026 09:05:00 0200", Some(1_791_961_500)),
        ("14 mars 2026 09:05:00 +0000", Some(1_773_479_100)),
        ("mar, 3 mar 2026 09:05:00 +0000", Some(1_772_528_700)),
        ("29 Feb 2023 12:00:00 +0000", None),
        ("32 Jan 2006 12:00:00 +0000", None),
        ("2 Foo 2006 12:00:00 +0000", None),
        ("2 Jan 2006 25:00:00 +0000", None),
        ("02/01/2006 15:04", None),
        ("1136239445", None),
        ("", None),
    ] {
        assert_eq!(super::date::read(date), expected, "{date}");
    }
}

#[test]
fn dates_that_lie_give_way_to_the_servers() {
    for (date, received, expected) in [
        ("Date: Mon, 2 Jan 2006 15:04:05 -0700\n", Some(NOON), 1_136_239_445),
        ("Date: Tue, 14 Nov 2023 22:13:20 +0000\n", Some(NOON - 86_400), NOON),
        ("Date: Tue, 14 Nov 2023 22:13:20 +0000\n", Some(NOON - 86_401), NOON - 86_401),
        ("Date: Tue, 14 Nov 2023 22:13:20 +0000\n", None, NOON),
        ("Date: 31 Dec 1989 23:59:59 +0000\n", Some(NOON), NOON),
        ("Date: 1 Jan 1990 00:00:00 +0000\n", Some(NOON), 631_152_000),
        ("Date: 1 Jan 1980 00:00:00 +0000\n", None, 315_532_800),
        ("Date: yesterday\n", Some(NOON), NOON),
        ("", Some(NOON), NOON),
        ("Date: yesterday\n", None, 0),
        ("Date:\nDate: 1 Jan 2000 00:00:00 +0000\n", None, 946_684_800),
    ] {
        assert_eq!(read(date.as_bytes(), received, 0).date, expected, "{date} {received:?}");
    }
}

#[test]
fn message_ids_and_references() {
    for (field, expected) in [
        ("<a.1@x.example>", Some("a.1@x.example")),
        ("  <a.1@x.example>  ", Some("a.1@x.example")),
        ("<a.1@x.example> (added by the server)", Some("a.1@x.example")),
        ("(added) <a.1@x.example>", Some("a.1@x.example")),
        ("a.1@x.example", Some("a.1@x.example")),
        ("a1", Some("a1")),
        ("<a.1@\r\n x.example>", Some("a.1@x.example")),
        ("<a.1@x.example", Some("a.1@x.example")),
        ("<<a.1@x.example>>", Some("a.1@x.example")),
        ("<A.1@X.example>", Some("A.1@X.example")),
        ("<>", None),
        ("", None),
    ] {
        let read = facts(format!("Message-ID: {field}\n").as_bytes());
        assert_eq!(read.message_id.as_deref(), expected, "{field}");
    }
    for (header, expected) in [
        ("References: <a@x> <b@x>\nIn-Reply-To: <b@x>\n", &["a@x", "b@x"][..]),
        ("References: <a@x>\r\n\t<b@x>\r\nIn-Reply-To: <c@x>\n", &["a@x", "b@x", "c@x"]),
        ("References: <a@x><b@x>,<a@x>\n", &["a@x", "b@x"]),
        ("References: a@x b@x\n", &["a@x", "b@x"]),
        ("References: < a@x > <b@\n x>\n", &["a@x", "b@x"]),
        ("References: <a@x <b@x> <c@x\n", &["a@x", "b@x", "c@x"]),
        ("In-Reply-To: Your message of \"Mon, 1 Jan\" <a@x>\n", &["a@x"]),
        ("Message-ID: <me@x>\nReferences: <a@x> <me@x>\n", &["a@x"]),
    ] {
        let expected: Vec<u64> = expected.iter().map(|id| reference(id)).collect();
        assert_eq!(facts(header.as_bytes()).references, expected, "{header}");
    }
    let long: String = (0..40).map(|n| format!("<{n}@x> ")).collect();
    let kept = facts(format!("References: {long}\n").as_bytes()).references;
    let expected: Vec<u64> = std::iter::once(0).chain(11..40).map(|n| reference(&format!("{n}@x"))).collect();
    assert_eq!(kept, expected);
}

#[test]
fn a_key_is_the_same_wherever_the_message_is_seen() {
    let key = |header: &str, received, size| read(header.as_bytes(), received, size).key;
    let one = "From: Ann <ann@x.example>\nDate: Mon, 2 Jan 2006 15:04:05 -0700\nMessage-ID: <a@x>\nSubject: Tea\n";
    let same = "Subject: Other\r\nMESSAGE-ID:  <a@\r\n x> (c)\r\nFrom: ANN@x.example\r\n\
        Date:  Mon,  2 Jan 2006\r\n 15:04:05 -0700 \r\n\r\n";
    assert_eq!(key(one, Some(5), 10), key(same, None, 20));
    let without = one.replace("Message-ID: <a@x>\n", "");
    let mut keys: Vec<MessageKey> = vec![
        key(one, None, 1),
        key(&one.replace("a@x", "b@x"), None, 1),
        key(&one.replace("ann@", "bo@"), None, 1),
        key(&one.replace("15:04:05", "15:04:06"), None, 1),
        key(&without, None, 1),
        key(&without, None, 2),
        key(&without.replace("Tea", "Cake"), None, 1),
        key(&without.replace("ann@", "bo@"), None, 1),
        key("", None, 1),
    ];
    assert_eq!(key(&without, Some(7), 1), key(&without, Some(8), 1));
    let all = keys.len();
    keys.sort_unstable();
    keys.dedup();
    assert_eq!(keys.len(), all);
}

#[test]
fn marks_of_bulk_mail() {
    let bulk = |header: &str| facts(header.as_bytes()).bulk;
    let list = |header: &str| bulk(header).list_id;
    assert_eq!(list("List-Id: Garden Club <Garden.Lists.example>\n").as_deref(), Some("garden.lists.example"));
    assert_eq!(list("List-ID: \"A <b>\" <c.example\n").as_deref(), Some("c.example"));
    assert_eq!(list("List-Id:  Garden.Lists.example \n").as_deref(), Some("garden.lists.example"));
    assert_eq!(list("List-Id: <>\n"), None);
    assert!(bulk("List-Unsubscribe: <https://x.example/u>\n").unsubscribe);
    assert!(!bulk("List-Unsubscribe:\n").unsubscribe);
    for (value, expected) in [("bulk", true), (" List ", true), ("junk", true), ("normal", false), ("", false)] {
        assert_eq!(bulk(&format!("Precedence: {value}\n")).precedence, expected, "{value}");
    }
    for (value, expected) in [
        ("auto-generated", true),
        ("auto-replied; owner-email=x", true),
        ("No", false),
        ("no (comment)", false),
        ("no; x=y", false),
        ("", false),
    ] {
        assert_eq!(bulk(&format!("Auto-Submitted: {value}\n")).auto_submitted, expected, "{value}");
    }
}

#[test]
fn to_which_addresses_it_was_delivered() {
    let header = "Delivered-To: <me@home.example>\nX-Original-To: Shop@Home.example\nEnvelope-to: me@home.example\n\
        X-Forwarded-To: me@other.example\nDelivered-To: mailing list talk@lists.example\nDelivered-To:\n\
        From: a@x.example\n\n";
    let delivered: Vec<_> = facts(header.as_bytes()).delivered.iter().map(ToString::to_string).collect();
    assert_eq!(delivered, ["me@home.example", "shop@home.example", "me@other.example"]);
    let many: String = (0..50).map(|n| format!("Delivered-To: m{n}@home.example\n")).collect();
    assert_eq!(facts(many.as_bytes()).delivered.len(), 8);
}

#[test]
fn what_a_header_says_of_mail_that_a_program_wrote() {
    use Automatic::{Answer, Meeting, Receipt, Undelivered};
    for (header, expected) in [
        ("Auto-Submitted: auto-replied (vacation)", Some(Answer)),
        ("Auto-Submitted: auto-generated", None),
        ("Auto-Submitted: no", None),
        ("X-Autoreply: yes", Some(Answer)),
        ("X-Autoreply: no", None),
        ("X-Autorespond: Re: Offer", Some(Answer)),
        ("Precedence: auto_reply", Some(Answer)),
        ("Precedence: bulk", None),
        ("X-Auto-Response-Suppress: All", None),
        ("Content-Type: multipart/report; boundary=x;\n report-type=\"disposition-notification\"", Some(Receipt)),
        ("Content-Type: Multipart/Report; REPORT-TYPE=delivery-status", Some(Undelivered)),
        ("Content-Type: multipart/report; report-type=feedback-report", None),
        ("Content-Type: text/calendar; method=REQUEST; charset=utf-8", Some(Meeting)),
        ("Content-Type: text/plain; name=calendar", None),
        ("Content-Class: urn:content-classes:calendarmessage", Some(Meeting)),
        ("Content-Class: urn:content-classes:message", None),
        ("X-Failed-Recipients: jo@x.example, <ann@x.example>", Some(Undelivered)),
        // What says the most counts.
        (
            "Auto-Submitted: auto-replied\nContent-Type: multipart/report; report-type=delivery-status",
            Some(Undelivered),
        ),
    ] {
        assert_eq!(facts(format!("{header}\n\n").as_bytes()).automatic, expected, "{header}");
    }
    assert!(facts(b"X-Auto-Response-Suppress: DR, OOF\n\n").suppresses_answers);
    assert!(!facts(b"X-Auto-Response-Suppress: None\n\n").suppresses_answers);
    let failed = facts(b"X-Failed-Recipients: jo@x.example, <ann@x.example>\n\n");
    assert_eq!(named(&failed, ParticipantRole::Failed), ["jo@x.example", "ann@x.example"]);
}

#[test]
fn who_passed_a_message_on_and_who_wrote_it() {
    let facts = facts(
        b"Resent-From: Bob <bob@x.example>\nResent-To: me@home.example\nResent-From: first@x.example\n\
          From: list@x.example\nX-Original-From: Ada <ada@x.example>\nTo: bob@x.example\n\n",
    );
    assert_eq!(named(&facts, ParticipantRole::ResentFrom), ["Bob <bob@x.example>"]);
    assert_eq!(named(&facts, ParticipantRole::ResentTo), ["me@home.example"]);
    assert_eq!(named(&facts, ParticipantRole::Original), ["Ada <ada@x.example>"]);
    assert_eq!(named(&facts, ParticipantRole::From), ["list@x.example"]);
}

proptest! {
    #[test]
    fn any_bytes_are_read(header in proptest::collection::vec(any::<u8>(), 0..600), received in any::<Option<i64>>()) {
        let _ = read(&header, received, 0);
    }

    /// Numbers of any length between the signs that dates are written with.
    #[test]
    fn anything_that_looks_like_a_date_is_read(
        date in "(2 Jan |3 mar |2006-|)((24|20[0-9]{2}|[0-9]{1,20}) ?([:./+-]|T|Z|GMT[+-]| pm | am |Jan|)){0,9}",
    ) {
        let _ = read(format!("Date: {date}\r\n\r\n").as_bytes(), None, 0);
    }

    /// Pieces of real headers, put together in any way.
    #[test]
    fn anything_that_looks_like_a_header_is_read(pieces in proptest::collection::vec(piece(), 0..60)) {
        let read = facts(&pieces.concat());
        for party in &read.parties {
            prop_assert!(party.name.as_ref().is_none_or(|name| !name.is_empty() && !name.contains('@')));
            let again = crate::address::Address::parse(party.address.as_str());
            prop_assert_eq!(again.as_ref(), Some(&party.address));
        }
        prop_assert!(!read.subject.contains(|c: char| c.is_control()));
        prop_assert!(read.references.len() <= 30);
    }
}

fn piece() -> impl Strategy<Value = Vec<u8>> {
    const PIECES: [&[u8]; 44] = [
        b"From: ",
        b"To: ",
        b"Cc:",
        b"Subject: ",
        b"Date: ",
        b"Message-ID: ",
        b"References: ",
        b"List-Id: ",
        b"\r\n",
        b"\n",
        b"\r",
        b" ",
        b"\t",
        b"\r\n ",
        b"<",
        b">",
        b"\"",
        b"'",
        b"(",
        b")",
        b"[",
        b"]",
        b",",
        b";",
        b":",
        b"@",
        b"\\",
        b"=?utf-8?q?J=C3",
        b"=?utf-8?b?w7Y",
        b"=?koi8-r?B?",
        b"?=",
        b"=",
        b"_",
        b"a@x.example",
        b"Mara",
        b"\xf6",
        "ö".as_bytes(),
        b"\0",
        b"\x1b$B",
        b"2 Jan 2006",
        b"15:04:05",
        b"-0700",
        b"Mon,",
        "\u{202e}".as_bytes(),
    ];
    prop_oneof![8 => proptest::sample::select(PIECES.to_vec()).prop_map(<[u8]>::to_vec),
        1 => proptest::collection::vec(any::<u8>(), 0..8)]
}

#[test]
fn the_values_that_are_stored_stay_the_same() {
    let block = b"From: Ada <Ada@x.example>\r\nDate: Tue,  1 Sep 2026\r\n 10:00:00 +0200\r\nSubject: Hi\r\n\
        References: <0@x.example>\r\nIn-Reply-To: <0@x.example>\r\n";
    let with_id = [&b"Message-ID: <1@x.example>\r\n"[..], block].concat();
    let facts = read(&with_id, None, 10);
    assert_eq!(facts.key.0, 0x25de_655d_f438_649f);
    assert_eq!(facts.references, [0x3ced_4a17_9e45_7d24]);
    assert_eq!(read(block, None, 10).key.0, 0xacc1_b099_3df8_2167);
}

#[test]
fn months_in_every_language_that_mail_is_written_in() {
    for (month, names) in (1_u32..).zip([
        "January januari januar janvier janv. enero gennaio janeiro styczeń leden tammikuu Ocak января ianuarie",
        "February februari Feber février févr. febrero febbraio fevereiro lut únor helmikuu Şubat февраля február",
        "March mars März Mrz Maerz maart mrt mars marzo março marzec březen maaliskuu Mart марта március",
        "April avril abril aprile kwiecień duben huhtikuu Nisan апреля április",
        "May Mai maj mei mai mayo maggio maio květen toukokuu Mayıs мая május",
        "June juni Juin junio giugno junho czerwiec červen kesäkuu Haziran июня június iunie",
        "July juli juillet juil. julio luglio julho lipiec červenec heinäkuu Temmuz июля július iulie",
        "August augusti août agosto sierpień srpen elokuu Ağustos августа augusztus",
        "September septembre septiembre setiembre settembre setembro wrzesień září syyskuu Eylül сентября szept.",
        "October Oktober octobre octubre ottobre outubro październik říjen lokakuu Ekim октября",
        "November novembre noviembre novembro marraskuu listopad Kasım ноября noiembrie",
        "December Dezember décembre diciembre dicembre dezembro desember grudzień prosinec joulukuu Aralık декабря",
    ]) {
        for name in names.split(' ') {
            let expected = super::date::read(&format!("2026-{month:02}-14T12:00:00Z"));
            assert!(expected.is_some());
            assert_eq!(super::date::read(&format!("14 {name} 2026 12:00:00 +0000")), expected, "{name}");
        }
    }
}
