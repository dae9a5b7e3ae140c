//! The page, as a person uses it to get people from a file or an address book.

use crate::browser::Browser;
use anyhow::Result;
use serde_json::json;
use std::time::Duration;

/// A script that makes `files` of one file, as a list that a browser hands over.
#[must_use]
pub fn file_list(name: &str, text: &str) -> String {
    format!("const files = new DataTransfer(); files.items.add(new File([{}], {}));", json!(text), json!(name))
}

impl Browser {
    /// Chooses a file to be imported, and waits until it is known what would come of it.
    pub async fn choose_import(&self, name: &str, text: &str) -> Result<()> {
        self.offer_import(name, text).await?;
        self.until_import_known().await
    }

    /// Chooses a file to be imported.
    pub async fn offer_import(&self, name: &str, text: &str) -> Result<()> {
        self.go("/import").await?;
        self.until("return document.querySelector('[name=import-file]') !== null;").await?;
        let choose = format!(
            "{} const field = document.querySelector('[name=import-file]');
             field.files = files.files; field.dispatchEvent(new Event('change', {{ bubbles: true }}));",
            file_list(name, text)
        );
        self.run(&choose).await.map(drop)
    }

    /// Waits until it is known what would come of a file.
    pub async fn until_import_known(&self) -> Result<()> {
        let known =
            "return document.querySelector('[data-testid=import-preview]')?.getAttribute('aria-busy') === 'false'
            || document.querySelector('[data-testid=import-calendar]') !== null;";
        self.until(known).await.map(drop)
    }

    /// Connects an address book by the address alone, and waits until it is known what the first sync would do.
    pub async fn connect_address_book(&self, address: &str, password: &str, patience: Duration) -> Result<()> {
        self.go("/settings/connections/connect").await?;
        self.type_into("book-place", address).await?;
        self.type_into("book-password", &format!("{password}\u{e007}")).await?;
        self.click("book-add").await?;
        self.until_book_status("looked", patience).await
    }

    /// Starts the first sync, where it is shown what that would do. `out` says who goes to the server.
    pub async fn start_address_book(&self, out: &str) -> Result<()> {
        self.run(&format!("document.querySelector('[name=book-out][value={out}]').click();")).await?;
        self.until("return document.querySelector('[data-testid=book-start]')?.ariaDisabled === 'false';").await?;
        self.click("book-start").await
    }

    /// Waits until a connected address book is in that state.
    pub async fn until_book_status(&self, status: &str, patience: Duration) -> Result<()> {
        let script =
            format!("return document.querySelector('[data-testid=book-status][data-status={status}]') !== null;");
        self.until_within(patience, &script).await.map(drop)
    }
}
