use super::model::{AccountField, AccountForm, password_label, port_hint};
use super::provider::servers;
use super::typed::Typed;
use crate::components::icon::{Icon, Shape};
use crate::i18n::t;
use crate::pages::settings::window::WINDOWS;
use crate::platform::pasted;
use leptos::prelude::*;

/// A field in which text is typed, with its label and what is wrong with it.
#[component]
pub(super) fn TextField(
    typed: Typed,
    field: AccountField,
    #[prop(into)] label: Signal<&'static str>,
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
            <label for=name>{move || label.get()}</label>
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
            <label for="password">{move || typed.form.with(password_label)}</label>
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
                    on:input=move |event| typed.set(AccountField::Password, pasted::password(&event))
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

/// Server, port and "Use SSL", where the user types them.
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
                    on:change=move |event| typed.set_ssl(event_target_checked(&event))
                />
                {t::connect::ssl()}
            </label>
        </div>
        {move || hint().map(|hint| view! { <p class="hint" data-testid="port-hint" role="status">{hint}</p> })}
        <p class="quiet server-help">
            {t::connect::server_help()}
            " "
            <button class="text-button" type="button" data-testid="by-address" on:click=move |_| typed.by_address()>
                {t::connect::by_address()}
            </button>
        </p>
    }
}

/// A choice between yes and no, with what yes means.
#[component]
pub(super) fn TickField(
    typed: Typed,
    name: &'static str,
    title: &'static str,
    help: &'static str,
    read: fn(&AccountForm) -> bool,
    write: fn(&mut AccountForm, bool),
) -> impl IntoView {
    let help_id = format!("{name}-help");
    view! {
        <label class="tick-choice">
            <input
                type="checkbox"
                name=name
                aria-describedby=help_id.clone()
                prop:checked=move || typed.form.with(read)
                on:change=move |event| typed.form.update(|form| write(form, event_target_checked(&event)))
            />
            <span>
                {title}
                <span class="quiet" id=help_id>{help}</span>
            </span>
        </label>
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
