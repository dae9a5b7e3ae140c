//! The relay's own certificate from an authority (ACME, RFC 8555), such as Let's Encrypt. The authority connects to the
//! relay to see whether the name leads there (TLS-ALPN-01, RFC 8737), so nothing but port 443 is needed.
//!
//! Invariant: whatever fails here, the relay goes on with the certificate that it has.

mod failure;
mod folder;
mod http;
mod order;
mod pace;
mod validity;

use crate::certificate::Certificate;
use crate::config::Acme;
use failure::Failure;
use folder::Folder;
use order::obtain;
use pace::{Due, after_failures, now};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;
use tracing::{error, info};
use validity::day;

/// How long one try may take in all.
const TRY: Duration = Duration::from_secs(10 * 60);

/// The longest that is slept at once: the clock may be set, or the machine may sleep.
const LOOK: Duration = Duration::from_secs(60 * 60);

/// Gets a certificate, and another one in time, until the relay stops.
pub(crate) async fn keep(acme: Acme, certificate: Arc<Certificate>, stop: CancellationToken) {
    tokio::select! {
        () = renew(&acme, &certificate) => {}
        () = stop.cancelled() => {}
    }
}

async fn renew(acme: &Acme, certificate: &Arc<Certificate>) {
    let folder = Folder::new(acme);
    let mut failures = 0;
    loop {
        if let Some(wait) = Due::of(certificate.shown().as_ref(), &acme.host).after(now()) {
            sleep(wait.min(LOOK)).await;
            continue;
        }
        info!("asking {} for a certificate for {}", acme.directory, acme.host);
        let tried = timeout(TRY, obtain(acme, &folder, certificate)).await.unwrap_or(Err(Failure::TooLong));
        certificate.prove(None);
        let taken_over = tried.and_then(|()| Ok(certificate.look()?));
        match taken_over {
            Ok(_) => {
                failures = 0;
                folder.forget_failure();
                let until = certificate.shown().and_then(|shown| validity::read(&shown)).map(|validity| validity.until);
                info!("there is a new certificate for {}, valid until {}", acme.host, day(until.unwrap_or_default()));
            }
            Err(failure) => {
                failures += 1;
                let wait = after_failures(failures, failure.is_of_rate());
                folder.note_failure(&failure);
                let shown = if certificate.shown().is_some() { "The old one is shown meanwhile. " } else { "" };
                let minutes = wait.as_secs().div_ceil(60);
                error!("No certificate for {} was given. {failure} {shown}Next try in {minutes} minutes.", acme.host);
                sleep(wait).await;
            }
        }
    }
}

/// What there is of the certificate, in sentences.
pub(crate) fn describe(acme: &Acme) -> String {
    let folder = Folder::new(acme);
    let shown = folder.certificate();
    let state = match (&shown, shown.as_ref().and_then(validity::read)) {
        (None, _) => "There is none yet: the relay asks for one when it runs.".to_owned(),
        (Some(shown), Some(validity)) => {
            let until = day(validity.until);
            match Due::of(Some(shown), &acme.host) {
                Due::At(time) if time > now() => format!("It is valid until {until}, and is renewed on {}.", day(time)),
                _ => format!("It is valid until {until}, and is due to be replaced."),
            }
        }
        (Some(_), None) => "The one that is there cannot be read, and is due to be replaced.".to_owned(),
    };
    let failure = folder.failure().map(|said| format!(" The last try failed. {said}")).unwrap_or_default();
    format!(
        "The relay gets its certificate for {} by itself from {}. {state}{failure} It is kept in {}.",
        acme.host,
        acme.directory,
        acme.files().certificate.display()
    )
}
