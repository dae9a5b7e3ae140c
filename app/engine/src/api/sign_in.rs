//! Signing in at the mail provider instead of giving a password.

use kith_wire::DeviceCode;
use serde::{Deserialize, Serialize};

/// What the user does next to sign in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SignInStep {
    /// They enter that code.
    Enter(DeviceCode),
    /// They open that page, which leads back.
    Open(String),
}

/// A sign-in that worked. Its tokens wait in the engine until an account uses them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedIn {
    /// Who signed in, as the provider knows them, if it says so.
    pub user: Option<String>,
}
