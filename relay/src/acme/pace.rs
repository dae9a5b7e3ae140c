//! When a certificate is asked for.

use super::validity;
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tokio_rustls::rustls::client::verify_server_name;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::server::ParsedCertificate;

/// How long after a failure it is tried again. Let's Encrypt bears five an hour.
const FIRST_PAUSE: Duration = Duration::from_secs(5 * 60);

/// The longest pause between two tries.
const LONGEST_PAUSE: Duration = Duration::from_secs(6 * 60 * 60);

/// When a certificate has to be replaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Due {
    Now,
    /// In seconds since 1970.
    At(u64),
}

impl Due {
    /// With a third of its life left, or a little before: not all that were made on one day are renewed on one day.
    pub(super) fn of(shown: Option<&CertificateDer<'_>>, host: &str) -> Self {
        let Some(shown) = shown.filter(|shown| is_for(shown, host)) else { return Self::Now };
        let Some(validity) = validity::read(shown) else { return Self::Now };
        let third = validity.until.saturating_sub(validity.from) / 3;
        // It ends with a signature, which is as good as chance.
        let chance = u64::from(shown.last().copied().unwrap_or_default());
        Self::At(validity.until.saturating_sub(third).saturating_sub(third / 10 * chance / 255))
    }

    /// How long after `now` that is, unless it is now.
    pub(super) fn after(self, now: u64) -> Option<Duration> {
        match self {
            Self::At(time) if time > now => Some(Duration::from_secs(time - now)),
            _ => None,
        }
    }
}

fn is_for(shown: &CertificateDer<'_>, host: &str) -> bool {
    let Ok(name) = ServerName::try_from(host) else { return false };
    ParsedCertificate::try_from(shown).is_ok_and(|shown| verify_server_name(&shown, &name).is_ok())
}

/// How long to wait after so many failures: twice as long after each, and up to a quarter longer by chance.
pub(super) fn after_failures(failures: u32, is_of_rate: bool) -> Duration {
    let doubled = FIRST_PAUSE.saturating_mul(1 << failures.saturating_sub(1).min(16));
    let pause = if is_of_rate { LONGEST_PAUSE } else { doubled.min(LONGEST_PAUSE) };
    let chance = getrandom::u32().unwrap_or_default();
    pause + (pause / 4).mul_f64(f64::from(chance) / f64::from(u32::MAX))
}

/// In seconds since 1970.
pub(super) fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |passed| passed.as_secs())
}

#[cfg(test)]
mod tests {
    use super::{Due, after_failures};
    use rcgen::{CertificateParams, KeyPair, date_time_ymd};
    use std::time::Duration;
    use tokio_rustls::rustls::pki_types::CertificateDer;

    const DAY: u64 = 24 * 60 * 60;

    fn certificate() -> CertificateDer<'static> {
        let mut params = CertificateParams::new(vec!["kith.example".to_owned()]).unwrap();
        (params.not_before, params.not_after) = (date_time_ymd(1970, 4, 11), date_time_ymd(1970, 7, 10));
        params.self_signed(&KeyPair::generate().unwrap()).unwrap().der().clone()
    }

    #[test]
    fn a_certificate_of_ninety_days_is_renewed_after_sixty_or_a_little_before() {
        let times: Vec<u64> = (0..20)
            .map(|_| match Due::of(Some(&certificate()), "kith.example") {
                Due::At(time) => time,
                Due::Now => panic!("it is for that name"),
            })
            .collect();
        assert!(times.iter().all(|time| (157 * DAY..=160 * DAY).contains(time)), "{times:?}");
        assert!(times.iter().any(|time| *time != times[0]));
    }

    #[test]
    fn what_is_not_there_or_for_another_name_or_no_certificate_is_replaced_at_once() {
        assert_eq!(Due::of(None, "kith.example"), Due::Now);
        assert_eq!(Due::of(Some(&certificate()), "other.example"), Due::Now);
        assert_eq!(Due::of(Some(&CertificateDer::from_slice(b"0\x03abc")), "kith.example"), Due::Now);
    }

    #[test]
    fn it_is_waited_until_it_is_due() {
        assert_eq!(Due::At(100).after(40), Some(Duration::from_secs(60)));
        assert_eq!(Due::At(100).after(100), None);
        assert_eq!(Due::At(100).after(200), None);
        assert_eq!(Due::Now.after(0), None);
    }

    #[test]
    fn pauses_grow_and_no_authority_is_asked_more_than_five_times_an_hour() {
        let pauses: Vec<u64> = (1..40).map(|failures| after_failures(failures, false).as_secs()).collect();
        assert!((300..=375).contains(&pauses[0]) && (600..=750).contains(&pauses[1]), "{pauses:?}");
        assert!(pauses.iter().all(|pause| *pause <= 27_000) && pauses[38] >= 21_600, "{pauses:?}");
        assert!(pauses[..4].iter().sum::<u64>() > 3_600);
        assert!(after_failures(1, true) >= Duration::from_secs(21_600));
    }
}
