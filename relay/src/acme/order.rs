//! One certificate, from the order to the file.

use super::failure::{Failure, words};
use super::folder::Folder;
use super::http::Client;
use crate::certificate::{Certificate, provider};
use crate::config::Acme;
use instant_acme::{
    Account, AuthorizationStatus, ChallengeType, Identifier, NewAccount, NewOrder, Order, OrderStatus, RetryPolicy,
};
use rcgen::{CertificateParams, CustomExtension, KeyPair};
use std::sync::Arc;
use std::time::Duration;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;
use tokio_rustls::rustls::sign::CertifiedKey;

/// How often an authority is asked whether it is done, and for how long.
const PATIENCE: RetryPolicy =
    RetryPolicy::new().initial_delay(Duration::from_millis(500)).backoff(1.5).timeout(Duration::from_secs(180));

/// Gets a certificate and writes it into the folder.
pub(super) async fn obtain(acme: &Acme, folder: &Folder, certificate: &Arc<Certificate>) -> Result<(), Failure> {
    let mut order = match order(acme, folder).await {
        Err(failure) if failure.is_of_account() => {
            folder.forget_account();
            self::order(acme, folder).await?
        }
        order => order?,
    };
    prove(acme, &mut order, certificate).await?;
    match order.poll_ready(&PATIENCE).await {
        Ok(OrderStatus::Ready) => {}
        Ok(_) => return Err(why_not(acme, &mut order).await.unwrap_or(Failure::NoProof)),
        Err(error) => return Err(why_not(acme, &mut order).await.unwrap_or_else(|| error.into())),
    }
    let key = order.finalize().await?;
    let chain = order.poll_certificate(&PATIENCE).await?;
    folder.keep_certificate(&chain, &key)
}

async fn order(acme: &Acme, folder: &Folder) -> Result<Order, Failure> {
    let account = account(acme, folder).await?;
    Ok(account.new_order(&NewOrder::new(&[Identifier::Dns(acme.host.clone())])).await?)
}

/// The account that is kept, or a new one.
async fn account(acme: &Acme, folder: &Folder) -> Result<Account, Failure> {
    let builder = Account::builder_with_http(Box::new(Client::new(acme.extra_roots.clone())?));
    if let Some(kept) = folder.account() {
        return Ok(builder.from_credentials(kept).await?);
    }
    let contact = acme.email.as_ref().map(|email| format!("mailto:{email}"));
    let contact: Vec<&str> = contact.iter().map(String::as_str).collect();
    let new = NewAccount { contact: &contact, terms_of_service_agreed: true, only_return_existing: false };
    let (account, credentials) = builder.create(&new, acme.directory.clone(), None).await?;
    folder.keep_account(&credentials)?;
    Ok(account)
}

/// Shows what the authority wants to see, and tells it to look.
async fn prove(acme: &Acme, order: &mut Order, certificate: &Arc<Certificate>) -> Result<(), Failure> {
    let mut authorizations = order.authorizations();
    while let Some(authorization) = authorizations.next().await {
        let mut authorization = authorization?;
        if authorization.status == AuthorizationStatus::Valid {
            continue;
        }
        let mut challenge = authorization.challenge(ChallengeType::TlsAlpn01).ok_or(Failure::NoSuchProof)?;
        certificate.prove(Some(proof(&acme.host, challenge.key_authorization().digest().as_ref())?));
        challenge.set_ready().await?;
    }
    Ok(())
}

/// A certificate that says what was agreed with the authority (RFC 8737, section 3).
fn proof(host: &str, digest: &[u8]) -> Result<CertifiedKey, Failure> {
    let key = KeyPair::generate()?;
    let mut params = CertificateParams::new(vec![host.to_owned()])?;
    params.custom_extensions = vec![CustomExtension::new_acme_identifier(digest)];
    let shown = params.self_signed(&key)?.der().clone();
    let key = PrivateKeyDer::Pkcs8(key.serialize_der().into());
    // Not `from_der`, which reads what it is given and refuses what only the authority understands.
    Ok(CertifiedKey::new(vec![shown], provider().key_provider.load_private_key(key)?))
}

/// Why an order came to nothing, by what the authority says of its look.
async fn why_not(acme: &Acme, order: &mut Order) -> Option<Failure> {
    let mut authorizations = order.authorizations();
    while let Some(Ok(mut authorization)) = authorizations.next().await {
        let Ok(state) = authorization.refresh().await else { continue };
        if let Some(problem) = state.challenges.iter().find_map(|challenge| challenge.error.as_ref()) {
            return Some(Failure::NotFound(acme.host.clone(), words(problem)));
        }
    }
    None
}
