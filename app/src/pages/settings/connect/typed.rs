//! What is typed into the form, and what the page fills in along with it.

use super::model::{AccountField, AccountForm, Server, needs_address, ssl_at, to_discover};
use super::provider::Kind;
use crate::client::Engine;
use crate::platform::focus::focus_soon;
use crate::present::failed::Failed;
use kith_engine::api::{Discovery, FoundServer, question};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// How the search for a server stands.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) enum Search {
    #[default]
    None,
    /// It is under way for that domain.
    Looking(String),
    /// There is no server to be found for that domain.
    Nothing(String),
    /// No one could look for that domain.
    NotLooked(String, Failed),
}

/// What is typed, and what the page fills in along with it.
#[derive(Clone, Copy)]
pub(super) struct Typed {
    pub(super) form: RwSignal<AccountForm>,
    /// What needs another look, by field.
    pub(super) wrong: RwSignal<Vec<(AccountField, &'static str)>>,
    pub(super) search: RwSignal<Search>,
    /// The servers that were found, to choose from.
    pub(super) choices: RwSignal<Vec<FoundServer>>,
    /// Counts the searches: what an earlier one finds is not wanted any more.
    turn: StoredValue<u32>,
}

impl Typed {
    /// Begins with what is known.
    pub(super) fn new(form: AccountForm) -> Self {
        Self {
            form: RwSignal::new(form),
            wrong: RwSignal::new(Vec::new()),
            search: RwSignal::new(Search::None),
            choices: RwSignal::new(Vec::new()),
            turn: StoredValue::new(0),
        }
    }

    pub(super) fn set(self, field: AccountField, text: String) {
        self.wrong.update(|wrong| wrong.retain(|(it, _)| *it != field));
        self.form.update(|form| match field {
            AccountField::Username => form.username = text,
            AccountField::Address => form.address = text,
            AccountField::Password => form.password = text,
            AccountField::Host => {
                form.by_hand();
                form.host = text;
            }
            AccountField::Port => {
                form.by_hand();
                form.ssl = ssl_at(&text).unwrap_or(form.ssl);
                form.port = text;
            }
        });
        if matches!(field, AccountField::Username | AccountField::Address) {
            self.follow(AccountForm::address_changed);
        }
    }

    /// "Use SSL".
    pub(super) fn set_ssl(self, ssl: bool) {
        self.form.update(|form| {
            form.by_hand();
            form.ssl = ssl;
        });
    }

    /// Another kind of mailbox is chosen by its name.
    pub(super) fn choose(self, kind: Kind) {
        self.follow(|form| form.choose(kind));
        if self.form.with_untracked(|form| form.server == Server::Typed) {
            self.show_hand();
        }
    }

    /// The user types the server.
    pub(super) fn by_hand(self) {
        self.follow(AccountForm::by_hand);
        self.show_hand();
    }

    /// The server follows from the address again.
    pub(super) fn by_address(self) {
        self.follow(AccountForm::by_address);
        focus_soon("#username".into());
    }

    /// One of the servers that were found is chosen.
    pub(super) fn take(self, found: FoundServer) {
        self.form.update(|form| {
            if let Server::Found(domain, _) = &form.server {
                form.fill_in(Server::Found(domain.clone(), found));
            }
        });
    }

    /// Something that the server follows from is another.
    fn follow(self, change: impl FnOnce(&mut AccountForm)) {
        let before = self.form.with_untracked(|form| form.server.clone());
        self.form.update(change);
        if self.form.with_untracked(|form| form.server != before) {
            self.wrong.update(|wrong| wrong.retain(|(it, _)| !matches!(it, AccountField::Host | AccountField::Port)));
            self.choices.set(Vec::new());
        }
        // What is said of a domain holds while the server that it asks for is typed.
        if self.form.with_untracked(|form| form.server != Server::Typed) {
            self.stop();
        }
    }

    fn show_hand(self) {
        self.stop();
        let is_empty = self.form.with_untracked(|form| form.username.trim().is_empty());
        focus_soon(if is_empty { "#username" } else { "#host" }.into());
    }

    /// Ends the search for a server, and what was said of it.
    pub(super) fn stop(self) {
        self.turn.update_value(|turn| *turn += 1);
        if self.search.with_untracked(|search| *search != Search::None) {
            self.search.set(Search::None);
        }
    }

    /// Looks for the server of the address, unless that needs another look.
    pub(super) fn discover(self, engine: Engine) {
        let domain = match self.form.with_untracked(to_discover) {
            Ok(domain) => domain,
            Err((field, wrong)) => {
                focus_soon(format!("#{}", field.name()));
                return self.wrong.set(vec![(field, wrong)]);
            }
        };
        self.stop();
        let turn = self.turn.get_value();
        self.search.set(Search::Looking(domain.clone()));
        spawn_local(async move {
            let answer = engine.ask(question::Discovery { domain: domain.clone() }).await;
            // The user may be gone, or be past it.
            if self.turn.try_get_value() == Some(turn) {
                self.looked(domain, answer);
            }
        });
    }

    fn looked(self, domain: String, answer: Result<Discovery, Failed>) {
        let search = match answer {
            Ok(discovery) => {
                if self.form.try_update(|form| form.found(&domain, &discovery)) == Some(true) {
                    let is_found = self.form.with_untracked(|form| matches!(form.server, Server::Found(..)));
                    let many = is_found && discovery.servers.len() > 1;
                    self.choices.set(if many { discovery.servers } else { Vec::new() });
                    self.search.set(Search::None);
                    let asks_name = self.form.with_untracked(|form| form.asks_name);
                    return focus_soon(if asks_name { "#username" } else { "#password, .guide" }.into());
                }
                self.form.update(AccountForm::by_hand);
                focus_soon("#host".into());
                Search::Nothing(domain)
            }
            // It may work the next time, so that the address is still what is asked for.
            Err(failed) => Search::NotLooked(domain, failed),
        };
        self.search.set(search);
    }

    /// Whether the email address is asked for besides the user name.
    pub(super) fn asks_address(self) -> bool {
        self.form.with(|form| form.takes_name() && needs_address(&form.username))
    }
}

impl Search {
    /// Whether the relay lets no one look without its access key.
    pub(super) fn wants_key(&self) -> bool {
        use crate::present::words::is_of_key;
        matches!(self, Self::NotLooked(_, Failed::Told(problem)) if is_of_key(problem.kind))
    }
}
