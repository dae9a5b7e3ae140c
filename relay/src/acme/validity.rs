//! From when until when a certificate is valid: the one thing in it that the relay has to know (RFC 5280, section 4.1).

use chrono::{DateTime, NaiveDateTime};
use tokio_rustls::rustls::pki_types::CertificateDer;

const INTEGER: u8 = 0x02;
const UTC_TIME: u8 = 0x17;
const GENERALIZED_TIME: u8 = 0x18;
const SEQUENCE: u8 = 0x30;
const VERSION: u8 = 0xa0;

/// In seconds since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Validity {
    pub(super) from: u64,
    pub(super) until: u64,
}

/// `None` for what is no certificate.
pub(super) fn read(certificate: &CertificateDer<'_>) -> Option<Validity> {
    let (whole, _) = of_tag(certificate, SEQUENCE)?;
    let (mut rest, _) = of_tag(whole, SEQUENCE)?;
    if let Some((_, after)) = of_tag(rest, VERSION) {
        rest = after;
    }
    // Serial number, algorithm, issuer.
    for tag in [INTEGER, SEQUENCE, SEQUENCE] {
        (_, rest) = of_tag(rest, tag)?;
    }
    let (validity, _) = of_tag(rest, SEQUENCE)?;
    let (from, rest) = time(validity)?;
    let (until, _) = time(rest)?;
    Some(Validity { from, until })
}

fn time(input: &[u8]) -> Option<(u64, &[u8])> {
    let (tag, text, rest) = element(input)?;
    let format = match tag {
        UTC_TIME => "%y%m%d%H%M%SZ",
        GENERALIZED_TIME => "%Y%m%d%H%M%SZ",
        _ => return None,
    };
    let time = NaiveDateTime::parse_from_str(std::str::from_utf8(text).ok()?, format).ok()?;
    Some((u64::try_from(time.and_utc().timestamp()).unwrap_or_default(), rest))
}

/// What is in the next element, if it is of that tag, and what follows it.
fn of_tag(input: &[u8], wanted: u8) -> Option<(&[u8], &[u8])> {
    element(input).filter(|(tag, ..)| *tag == wanted).map(|(_, content, rest)| (content, rest))
}

/// The next element in DER: its tag, what is in it, and what follows it.
fn element(input: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (&tag, rest) = input.split_first()?;
    let (&first, rest) = rest.split_first()?;
    let (length, rest) = match first {
        0..=0x7f => (usize::from(first), rest),
        0x81..=0x83 => {
            let (digits, rest) = rest.split_at_checked(usize::from(first - 0x80))?;
            (digits.iter().fold(0, |length, digit| length * 256 + usize::from(*digit)), rest)
        }
        _ => return None,
    };
    let (content, rest) = rest.split_at_checked(length)?;
    Some((tag, content, rest))
}

/// A day as a person reads it.
pub(super) fn day(seconds: u64) -> String {
    let time = i64::try_from(seconds).ok().and_then(DateTime::from_timestamp_secs);
    time.map(|time| time.format("%Y-%m-%d").to_string()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{Validity, day, read};
    use rcgen::{CertificateParams, KeyPair, date_time_ymd};
    use tokio_rustls::rustls::pki_types::CertificateDer;

    fn certificate(until: (i32, u8, u8)) -> CertificateDer<'static> {
        let mut params = CertificateParams::new(vec!["kith.example".to_owned()]).unwrap();
        params.not_before = date_time_ymd(2026, 11, 29);
        params.not_after = date_time_ymd(until.0, until.1, until.2);
        params.self_signed(&KeyPair::generate().unwrap()).unwrap().der().clone()
    }

    #[test]
    fn reads_both_kinds_of_times() {
        let read = |until| read(&certificate(until)).unwrap();
        assert_eq!(read((2027, 2, 27)), Validity { from: 1_795_910_400, until: 1_803_686_400 });
        assert_eq!(day(read((2027, 2, 27)).until), "2027-02-27");
        assert_eq!(day(read((2126, 2, 27)).until), "2126-02-27");
    }

    #[test]
    fn what_is_cut_or_changed_anywhere_is_no_certificate_or_another() {
        let whole = certificate((2027, 2, 27));
        for cut in 0..whole.len() {
            assert_eq!(read(&CertificateDer::from_slice(&whole[..cut])), None, "{cut}");
        }
        for (at, with) in (0..whole.len()).flat_map(|at| [0, 0x7f, 0x80, 0x84, 0xff].map(|with| (at, with))) {
            let mut changed = whole.to_vec();
            changed[at] = with;
            let _ = read(&CertificateDer::from(changed));
        }
    }
}
