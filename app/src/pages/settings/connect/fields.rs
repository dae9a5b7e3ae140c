use super::model::{AccountField, AccountForm, needs_address, port_hint, ssl_at};
use crate::components::icon::{Icon, Shape};
use crate::i18n::t;
use crate::pages::settings::providers::{Access, propose, servers};
use crate::pages::settings::window::WINDOWS;
use leptos::prelude::*;

/// What is typed, and what the page fills in along with it.
#[derive(Clone, Copy)]
pub(super) struct Typed {
    pub(super) form: RwSignal<AccountForm>,
    /// What needs another look, by field.
    pub(super) wrong: RwSignal<Vec<(AccountField, &'static str)>>,
    /// Whether the user chose the server themselves.
    server_chosen: RwSignal<bool>,
}

impl Typed {
    /// Begins with what is known. A server that is known is not proposed anew.
    pub(super) fn new(form: AccountForm) -> Self {
        let server_chosen = RwSignal::new(!form.host.is_empty());
        Self { form: RwSignal::new(form), wrong: RwSignal::new(Vec::new()), server_chosen }
    }

    /// The address from which a server is proposed.
    pub(super) fn address(self) -> String {
        self.form.with(|form| if needs_address(&form.username) { &form.address } else { &form.username }.clone())
    }

    fn set(self, field: AccountField, text: String) {
        self.wrong.update(|wrong| wrong.retain(|(it, _)| *it != field));
        self.form.update(|form| match field {
            AccountField::Username => form.username = text,
            AccountField::Address => form.address = text,
            AccountField::Password => form.password = text,
            AccountField::Host => form.host = text,
            AccountField::Port => {
                form.ssl = ssl_at(&text).unwrap_or(form.ssl);
                form.port = text;
            }
        });
        match field {
            AccountField::Username | AccountField::Address => self.propose_server(),
            AccountField::Host | AccountField::Port => self.server_chosen.set(true),
            AccountField::Password => {}
        }
    }

    fn propose_server(self) {
        if self.server_chosen.get_untracked() {
            return;
        }
        let address = untrack(move || self.address());
        let proposal = propose(&address);
        self.wrong.update(|wrong| wrong.retain(|(it, _)| !matches!(it, AccountField::Host | AccountField::Port)));
        self.form.update(|form| match proposal {
            Some(proposal) => {
                form.port = proposal.port.to_string();
                form.ssl = proposal.port == 993;
                form.host = proposal.host;
            }
            None => form.host.clear(),
        });
    }
}

/// A field in which text is typed, with its label and what is wrong with it.
#[component]
pub(super) fn TextField(
    typed: Typed,
    field: AccountField,
    label: &'static str,
    read: fn(&AccountForm) -> &String,
    #[prop(default = "text")] kind: &'static str,
    #[prop(default = "off")] autocomplete: &'static str,
    #[prop(default = "text")] inputmode: &'static str,
    #[prop(optional)] placeholder: Option<&'static str>,
    #[prop(optional)] list: Option<&'static str>,
) -> impl IntoView {
    let wrong = Memo::new(move |_| typed.wrong.with(|wrong| wrong.iter().find(|it| it.0 == field).map(|it| it.1)));
    let name = field.name();
    let wrong_id = format!("{name}-wrong");
    let described = wrong_id.clone();
    view! {
        <div class="field" data-field=name>
            <label for=name>{label}</label>
            <input
                id=name
                name=name
                type=kind
                autocomplete=autocomplete
                inputmode=inputmode
                autocapitalize="off"
                spellcheck="false"
                placeholder=placeholder
                list=list
                prop:value=move || typed.form.with(|form| read(form).clone())
                aria-invalid=move || wrong.get().map(|_| "true")
                aria-describedby=move || wrong.get().map(|_| described.clone())
                on:input=move |event| typed.set(field, event_target_value(&event))
            />
            {move || wrong.get().map(|wrong| view! { <p class="wrong" id=wrong_id.clone()>{wrong}</p> })}
        </div>
    }
}

/// The password, which can be shown.
#[component]
pub(super) fn PasswordField(typed: Typed) -> impl IntoView {
    let shown = RwSignal::new(false);
    let kind = move || if shown.get() { "text" } else { "password" };
    let wrong = Memo::new(move |_| {
        typed.wrong.with(|wrong| wrong.iter().find(|it| it.0 == AccountField::Password).map(|it| it.1))
    });
    view! {
        <div class="field" data-field="password">
            <label for="password">{t::connect::password()}</label>
            <div class="with-button">
                <input
                    id="password"
                    name="password"
                    type=kind
                    autocomplete="current-password"
                    autocapitalize="off"
                    spellcheck="false"
                    prop:value=move || typed.form.with(|form| form.password.clone())
                    aria-invalid=move || wrong.get().map(|_| "true")
                    aria-describedby=move || wrong.get().map(|_| "password-wrong")
                    on:input=move |event| typed.set(AccountField::Password, event_target_value(&event))
                />
                <button
                    class="icon-button"
                    type="button"
                    aria-label=t::connect::show_password()
                    aria-pressed=move || shown.get().to_string()
                    on:click=move |_| shown.update(|shown| *shown = !*shown)
                >
                    {move || {
                        let shape = if shown.get() { Shape::Hide } else { Shape::Look };
                        view! { <Icon shape /> }
                    }}
                </button>
            </div>
            {move || wrong.get().map(|wrong| view! { <p class="wrong" id="password-wrong">{wrong}</p> })}
        </div>
    }
}

/// Server, port and "Use SSL".
#[component]
pub(super) fn ServerFields(typed: Typed) -> impl IntoView {
    let hint = move || typed.form.with(|form| port_hint(&form.port));
    let options = servers().map(|(host, name)| view! { <option value=host label=name></option> });
    view! {
        <div class="server">
            <TextField
                typed
                field=AccountField::Host
                label=t::connect::server()
                read=|form| &form.host
                inputmode="url"
                placeholder="imap.example.com"
                list="servers"
            />
            <datalist id="servers">{options.collect_view()}</datalist>
            <TextField typed field=AccountField::Port label=t::connect::port() read=|form| &form.port inputmode="numeric" />
            <label class="tick">
                <input
                    type="checkbox"
                    name="ssl"
                    prop:checked=move || typed.form.with(|form| form.ssl)
                    on:change=move |event| typed.form.update(|form| form.ssl = event_target_checked(&event))
                />
                {t::connect::ssl()}
            </label>
        </div>
        {move || hint().map(|hint| view! { <p class="hint" data-testid="port-hint" role="status">{hint}</p> })}
    }
}

/// How far back to read.
#[component]
pub(super) fn WindowField(typed: Typed) -> impl IntoView {
    let choices = WINDOWS.map(|(window, value, title)| {
        view! {
            <label>
                <input
                    type="radio"
                    name="window"
                    value=value
                    prop:checked=move || typed.form.with(|form| form.window == window)
                    on:change=move |_| typed.form.update(|form| form.window = window)
                />
                <span>{title()}</span>
            </label>
        }
    });
    view! {
        <fieldset class="choice">
            <legend>{t::accounts::period()}</legend>
            <div class="segments">{choices.collect_view()}</div>
        </fieldset>
    }
}

/// What the provider wants first, before anyone tries.
#[component]
pub(super) fn ProviderHint(typed: Typed) -> impl IntoView {
    let access = Memo::new(move |_| propose(&typed.address()).map(|proposal| proposal.access));
    move || {
        let (kind, hint) = match access.get() {
            Some(Access::Prepare(hint)) => ("prepare", hint),
            Some(Access::Cannot(hint)) => ("cannot", hint),
            _ => return None,
        };
        Some(view! { <p class="hint" data-testid="provider-hint" data-kind=kind role="status">{hint}</p> })
    }
}
