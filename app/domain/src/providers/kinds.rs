//! The words of the table, for the program that reads it while building (`app/domain/build.rs`), and for all others.

use serde::Deserialize;

/// How its server is encrypted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Security {
    /// From the first byte.
    #[default]
    Tls,
    /// After STARTTLS.
    StartTls,
}

/// What it takes for the user name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Username {
    /// The whole address.
    #[default]
    Address,
    /// What stands before the @.
    LocalPart,
}

/// Whether its mail can be read here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Access {
    /// With the usual password.
    Works,
    /// After something was done at the provider's.
    Prepare,
    /// Not at all.
    Cannot,
}

/// What there is to do or to know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Task {
    /// Turn on two-step login: there are no app passwords without.
    TwoStep,
    /// Create an app password.
    AppPassword,
    /// The same, where two-step login is on.
    AppPasswordIfTwoStep,
    /// Let mail programs in.
    SwitchOn,
    /// Get a code that stands for the password.
    Code,
    /// Set a password of its own for mail programs.
    MailPassword,
    /// Run the provider's own program on the computer of the relay.
    Bridge,
    /// Pay for it.
    Paid,
    /// It wants a sign-in in the browser.
    SignIn,
    /// It has no IMAP.
    NoImap,
}
