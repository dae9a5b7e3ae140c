//! How Kith signs in to a server of address books: by a mailbox that is connected, a password, or a sign-in.

use crate::client::Engine;
use crate::components::order::Ordering;
use crate::components::trouble::Trouble;
use crate::features::decide::Decide;
use crate::features::sign_in::{SignInWith, sign_ins};
use crate::i18n::t;
use crate::platform::pasted;
use kith_engine::api::{AccountId, AccountStatus, AccountView, BookCredentials, Command, SignIn};
use leptos::prelude::*;

/// By what Kith signs in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum How {
    Account(AccountId),
    Password,
    /// By the sign-in of that id.
    SignIn(String),
}

/// What is chosen and typed.
#[derive(Clone, Copy)]
pub(super) struct Typed {
    pub(super) how: RwSignal<How>,
    pub(super) username: RwSignal<String>,
    pub(super) password: RwSignal<String>,
}

impl Typed {
    pub(super) fn new(how: How) -> Self {
        Self { how: RwSignal::new(how), username: RwSignal::new(String::new()), password: RwSignal::new(String::new()) }
    }

    /// What the engine is given. `None`: a password is missing.
    pub(super) fn credentials(self) -> Option<BookCredentials> {
        let password = self.password.get_untracked();
        match self.how.get_untracked() {
            How::Account(id) => Some(BookCredentials::Account(id)),
            How::SignIn(_) => Some(BookCredentials::SignIn),
            How::Password if password.is_empty() => None,
            How::Password => {
                let username = self.username.get_untracked().trim().to_owned();
                Some(BookCredentials::Password { username, password: password.into() })
            }
        }
    }
}

/// The mailboxes whose login can be used.
pub(super) fn usable_accounts() -> Memo<Vec<(AccountId, String)>> {
    let overview = Engine::of_page().overview();
    let is_usable = |account: &&AccountView| !account.sample && account.status != AccountStatus::Disconnected;
    Memo::new(move |_| {
        overview.with(|all| {
            let accounts = all.iter().flat_map(|all| &all.accounts).filter(is_usable);
            accounts.map(|it| (it.id, it.address.clone())).collect()
        })
    })
}

/// The choice, and the fields for a user name and a password.
#[component]
pub(super) fn LoginFields(
    typed: Typed,
    /// Whose address book it is: for the page of a sign-in.
    #[prop(into)]
    address: Signal<String>,
    /// The sign-in is over.
    signed_in: Callback<()>,
) -> impl IntoView {
    let accounts = usable_accounts();
    let all_sign_ins = sign_ins(Memo::new(|_| true));
    let offered = Memo::new(move |_| {
        all_sign_ins.with(|all| all.iter().filter(|it| !it.book_scopes.is_empty()).cloned().collect::<Vec<_>>())
    });
    let choice = move |how: How, value: String, title: String| {
        let of = how.clone();
        view! {
            <label class="tick-row">
                <input type="radio" name="book-how" value=value prop:checked=move || typed.how.with(|now| *now == of) on:change=move |_| typed.how.set(how.clone()) />
                <span dir="auto">{title}</span>
            </label>
        }
    };
    let chosen = Memo::new(move |_| {
        typed.how.with(|how| match how {
            How::SignIn(id) => offered.with(|all| all.iter().find(|it| it.id == *id).cloned()),
            _ => None,
        })
    });
    // One way alone is no choice.
    let has_choice = Memo::new(move |_| accounts.with(|all| !all.is_empty()) || offered.with(|all| !all.is_empty()));
    view! {
        <fieldset class="choice" hidden=move || !has_choice.get()>
            <legend>{t::connections::form::how()}</legend>
            {move || accounts.get().into_iter().map(|(id, address)| {
                choice(How::Account(id), format!("account-{}", id.0), t::connections::form::account(address))
            }).collect_view()}
            {move || offered.get().into_iter().map(|SignIn { id, name, .. }| {
                choice(How::SignIn(id.clone()), format!("sign-in-{id}"), t::connections::form::sign_in(name))
            }).collect_view()}
            {choice(How::Password, "password".to_owned(), t::connections::form::password().to_owned())}
        </fieldset>
        <Show when=move || typed.how.with(|how| *how == How::Password)>
            <div class="field">
                <label for="book-username">{t::connections::form::username()}</label>
                <input id="book-username" name="book-username" autocomplete="username" autocapitalize="off" spellcheck="false" prop:value=typed.username on:input=move |event| typed.username.set(event_target_value(&event)) />
            </div>
            <div class="field">
                <label for="book-password">{t::connect::password()}</label>
                <input id="book-password" name="book-password" type="password" autocomplete="current-password" aria-describedby="book-password-hint" prop:value=typed.password on:input=move |event| typed.password.set(pasted::password(&event)) />
                <p class="quiet" id="book-password-hint">{t::connections::form::password_hint()}</p>
            </div>
        </Show>
        {move || chosen.get().map(|sign_in| {
            let label = t::connections::form::sign_in(&sign_in.name);
            let done = Callback::new(move |_| signed_in.run(()));
            view! { <SignInWith sign_in address label for_address_books=true done /> }
        })}
    }
}

/// Changes how Kith signs in.
#[component]
pub(super) fn ChangeLogin(
    id: u64,
    how: How,
    /// As whom it signs in now.
    username: String,
) -> impl IntoView {
    let (engine, order, decide) = (Engine::of_page(), Ordering::new(), Decide::of_page());
    let typed = Typed::new(how);
    typed.username.set(username.clone());
    let wrong = RwSignal::new(None::<&'static str>);
    let save = move || {
        let Some(credentials) = typed.credentials() else {
            return wrong.set(Some(t::connections::form::wrong_password()));
        };
        wrong.set(None);
        order.store(engine.order(Command::SetBookLogin { book: id, credentials }), move || {
            typed.password.try_set(String::new());
            decide.note(t::connections::login_saved());
        });
    };
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        save();
    };
    let signs_in = Memo::new(move |_| typed.how.with(|how| matches!(how, How::SignIn(_))));
    view! {
        <form class="book-login" data-testid="book-login" on:submit=submit>
            <LoginFields typed address=username signed_in=Callback::new(move |()| save()) />
            <span class="field-wrong" role="alert">{move || wrong.get()}</span>
            <Show when=move || !signs_in.get()>
                <button class="button primary" type="submit" aria-disabled=move || order.busy.get().to_string()>{t::connections::save_login()}</button>
            </Show>
            {move || order.failed.get().map(|failed| view! { <Trouble words=failed.words() /> })}
        </form>
    }
}
