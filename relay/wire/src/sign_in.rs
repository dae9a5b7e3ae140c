//! Signing in at a mail provider instead of giving its password (OAuth 2, RFC 6749).

use crate::{FailureKind, Secret};
use serde::{Deserialize, Serialize};

/// A sign-in that the relay's operator has set up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignIn {
    /// By which it is asked for.
    pub id: String,
    /// The name of the provider, as it is shown.
    pub name: String,
    pub way: SignInWay,
    /// By what the provider knows this relay, and what is asked for: an administrator may have to allow both.
    pub client_id: String,
    pub scopes: Vec<String>,
    /// The mail servers that take its tokens, in lower case.
    pub hosts: Vec<String>,
    /// The web servers that take its tokens and keep address books, in lower case. None: it is not for address books.
    #[serde(default)]
    pub web_hosts: Vec<String>,
    /// What is asked for besides, for address books.
    #[serde(default)]
    pub book_scopes: Vec<String>,
    /// Whether it leads the browser back to nothing but a public name or the user's own machine, as Google does.
    #[serde(default)]
    pub is_public_only: bool,
}

/// How the user signs in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SignInWay {
    /// They enter a short code on a page of the provider's, on whatever device (RFC 8628).
    DeviceCode,
    /// A page of the provider's leads their browser back with a code (RFC 6749, section 4.1, with PKCE, RFC 7636).
    Code {
        /// The page's address, but for what belongs to this one sign-in.
        authorize: String,
        /// What the provider calls itself when it leads back (RFC 9207), if it does.
        issuer: Option<String>,
    },
}

/// For what tokens are asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Grant {
    /// For a code that the user enters. Answered by [`Answer::DeviceCode`](crate::Answer::DeviceCode), and once they
    /// did by [`Answer::Tokens`](crate::Answer::Tokens).
    DeviceCode,
    /// For the code with which the browser came back.
    Code {
        code: Secret,
        /// The PKCE verifier.
        verifier: Secret,
        /// Where the browser was led back to.
        redirect: String,
    },
    /// For a refresh token.
    Refresh { token: Secret },
}

/// What the user is to enter, and where.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceCode {
    pub code: String,
    /// The page on which to enter it.
    pub page: String,
    /// How long it is valid, in seconds.
    pub seconds: u32,
}

/// What a sign-in brings.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tokens {
    /// What the mail server takes in place of a password.
    pub access: Secret,
    /// How long that is valid, in seconds.
    pub seconds: u32,
    /// What brings the next ones. `None`: the one before stays valid, if there was one.
    pub refresh: Option<Secret>,
    /// Who signed in, as the provider knows them, if it says so: most often an address.
    pub user: Option<String>,
}

impl std::fmt::Debug for Tokens {
    /// Leaves out who signed in.
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Tokens").field("seconds", &self.seconds).finish_non_exhaustive()
    }
}

impl FailureKind {
    /// What a provider of a sign-in means by an error (RFC 6749, sections 4.1.2.1 and 5.2; RFC 8628, section 3.5) and by
    /// what it says of it.
    #[must_use]
    pub fn of_sign_in(error: &str, description: &str) -> Self {
        // Microsoft's numbers for an application that only an administrator can allow.
        const CONSENT: [&str; 4] = ["AADSTS65001", "AADSTS90093", "AADSTS90094", "AADSTS90095"];
        if CONSENT.iter().any(|number| description.contains(number)) {
            return Self::ConsentNeeded;
        }
        match error {
            "admin_policy_enforced" | "consent_required" => Self::ConsentNeeded,
            "access_denied" | "authorization_declined" => Self::SignInDenied,
            "expired_token" | "code_expired" => Self::SignInExpired,
            "invalid_grant" | "interaction_required" | "login_required" => Self::GrantRefused,
            "temporarily_unavailable" | "server_error" => Self::Unavailable,
            _ => Self::SignInMisconfigured,
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::FailureKind;

    #[test]
    fn what_a_provider_means_is_known_by_its_words() {
        let denied = "AADSTS65004: User declined to consent to access the app.";
        for (error, description, kind) in [
            (
                "invalid_grant",
                "AADSTS70008: The refresh token has expired due to inactivity.",
                FailureKind::GrantRefused,
            ),
            ("invalid_grant", "Token has been expired or revoked.", FailureKind::GrantRefused),
            ("interaction_required", "AADSTS50076: you must use multi-factor", FailureKind::GrantRefused),
            ("invalid_grant", "AADSTS65001: The user or administrator has not consented", FailureKind::ConsentNeeded),
            ("access_denied", "AADSTS90094: Admin consent is required", FailureKind::ConsentNeeded),
            ("admin_policy_enforced", "", FailureKind::ConsentNeeded),
            ("access_denied", denied, FailureKind::SignInDenied),
            ("authorization_declined", "", FailureKind::SignInDenied),
            ("expired_token", "", FailureKind::SignInExpired),
            (
                "invalid_client",
                "AADSTS7000218: The request body must contain client_secret",
                FailureKind::SignInMisconfigured,
            ),
            ("unauthorized_client", "", FailureKind::SignInMisconfigured),
            ("server_error", "", FailureKind::Unavailable),
        ] {
            assert_eq!(FailureKind::of_sign_in(error, description), kind, "{error} {description}");
        }
    }
}
