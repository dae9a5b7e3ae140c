//! Which sign-in is for a mailbox, where it may lead back to, and who signed in.

use crate::i18n::t;
use kith_engine::api::{SignIn, SignInWay};

/// The page to which a provider leads back, by its path.
pub(crate) const SIGNED_IN: &str = "/signed-in";

/// The sign-in for a mail server, if there is one.
pub(crate) fn for_host<'a>(all: &'a [SignIn], host: &str) -> Option<&'a SignIn> {
    let host = host.trim().trim_end_matches('.').to_lowercase();
    all.iter().find(|sign_in| sign_in.hosts.contains(&host))
}

/// Where the provider is to lead back to, from where Kith is opened; or why that does not work.
pub(crate) fn redirect(sign_in: &SignIn, origin: &str) -> Result<String, String> {
    let redirect = format!("{origin}{SIGNED_IN}");
    if sign_in.way == SignInWay::DeviceCode {
        return Ok(redirect);
    }
    let (scheme, rest) = origin.split_once("://").unwrap_or(("", origin));
    let host = match rest.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => rest.split(':').next().unwrap_or_default(),
    };
    let is_here = host == "localhost" || host == "::1" || host.starts_with("127.");
    if scheme != "https" && !is_here {
        Err(t::sign_in::not_plain(&sign_in.name))
    } else if sign_in.is_public_only && !is_here && !is_public(host) {
        Err(t::sign_in::not_public(&sign_in.name))
    } else {
        Ok(redirect)
    }
}

/// Whether a name may be one of the public internet. Addresses are none.
fn is_public(host: &str) -> bool {
    const OF_HOMES: [&str; 8] = ["local", "lan", "home", "internal", "arpa", "localdomain", "localhost", "test"];
    let last = host.rsplit_once('.').map(|(_, last)| last);
    last.is_some_and(|last| !OF_HOMES.contains(&last) && !last.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Who signed in, if that is not whose mailbox was to be connected.
pub(crate) fn other_user(user: Option<&str>, address: &str) -> Option<String> {
    user.filter(|user| !user.eq_ignore_ascii_case(address.trim())).map(str::to_owned)
}

/// Whether a page of a provider's may be opened.
pub(crate) fn is_page(address: &str) -> bool {
    ["https://", "http://"].iter().any(|scheme| address.starts_with(scheme))
}

/// The host of a page, as it is shown.
pub(crate) fn host(page: &str) -> &str {
    let rest = page.split_once("://").map_or(page, |(_, rest)| rest);
    rest.split(['/', '?']).next().unwrap_or_default()
}

/// What the user may send to the administrator who has to allow Kith.
pub(crate) fn for_administrator(sign_in: &SignIn) -> String {
    let scopes: Vec<_> = sign_in.scopes.iter().chain(&sign_in.book_scopes).map(String::as_str).collect();
    t::sign_in::for_administrator(&sign_in.name, &sign_in.client_id, scopes.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sign_in(way: SignInWay, is_public_only: bool) -> SignIn {
        SignIn {
            id: "house".into(),
            name: "House".into(),
            way,
            client_id: "k-17".into(),
            scopes: vec!["imap".into(), "openid".into()],
            hosts: vec!["imap.house.example".into()],
            web_hosts: Vec::new(),
            book_scopes: Vec::new(),
            is_public_only,
        }
    }

    fn code() -> SignInWay {
        SignInWay::Code { authorize: "https://id.house.example/auth".into(), issuer: None }
    }

    #[test]
    fn a_sign_in_is_found_by_the_mail_server() {
        let all = [sign_in(SignInWay::DeviceCode, false)];
        assert!(for_host(&all, " IMAP.house.example. ").is_some());
        assert!(for_host(&all, "imap.elsewhere.example").is_none() && for_host(&[], "").is_none());
    }

    #[test]
    fn a_provider_leads_back_where_browsers_and_providers_let_it() {
        let works = |origin: &str, is_public_only| redirect(&sign_in(code(), is_public_only), origin).is_ok();
        for (origin, any, public) in [
            ("https://kith.example", true, true),
            ("http://127.0.0.1:5484", true, true),
            ("http://localhost:5484", true, true),
            ("http://[::1]:5484", true, true),
            ("https://192.168.1.7", true, false),
            ("https://[fd00::7]", true, false),
            ("https://kith.local:8443", true, false),
            ("https://kith", true, false),
            ("http://kith.lan", false, false),
            ("http://192.168.1.7:5484", false, false),
        ] {
            assert_eq!((works(origin, false), works(origin, true)), (any, public), "{origin}");
        }
        // A code is entered by hand: nothing leads back.
        assert!(redirect(&sign_in(SignInWay::DeviceCode, true), "http://kith.lan").is_ok());
        let address = redirect(&sign_in(code(), false), "https://kith.example");
        assert_eq!(address.as_deref(), Ok("https://kith.example/signed-in"));
    }

    #[test]
    fn who_signed_in_is_compared_with_the_address() {
        assert_eq!(other_user(Some("Ada@X.example"), " ada@x.example"), None);
        assert_eq!(other_user(Some("bob@x.example"), "ada@x.example").as_deref(), Some("bob@x.example"));
        assert_eq!(other_user(None, "ada@x.example"), None);
    }

    #[test]
    fn an_administrator_is_told_what_to_allow() {
        let text = for_administrator(&sign_in(code(), false));
        assert!(text.contains("k-17") && text.contains("imap openid") && text.contains("House"), "{text}");
        assert_eq!(host("https://microsoft.com/devicelogin?a"), "microsoft.com");
        assert!(is_page("https://a") && !is_page("javascript:alert(1)"));
    }
}
