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

#[cfg(test)]
mod tests {
    use kith_wire::{SignIn, SignInWay};

    #[test]
    fn a_sign_in_comes_to_the_page_as_it_is() {
        // What goes to the page has no names of fields, so that none may be left out.
        let sign_in = SignIn {
            id: "house".into(),
            name: "House".into(),
            way: SignInWay::DeviceCode,
            client_id: "kith".into(),
            scopes: vec![],
            hosts: vec![],
            web_hosts: vec![],
            book_scopes: vec![],
            is_public_only: true,
        };
        let bytes = postcard::to_stdvec(&sign_in).unwrap();
        assert_eq!(postcard::from_bytes::<SignIn>(&bytes).unwrap(), sign_in);
    }
}
