use super::account_settings::Manner;
use super::model::{
    ConnectionKind, asks_for_key, at_work, keeps_no_password, kind, lacks_password, of_server, signed_out,
    wants_other_server,
};
use super::offer::BookOffer;
use super::password::ChangePassword;
use super::remove::Remove;
use super::sign_in_again::SignInAgain;
use super::state::{AuditLine, StatusLine};
use crate::client::Engine;
use crate::components::icon::{Icon, Shape};
use crate::components::order::Ordering;
use crate::components::trouble::Trouble;
use crate::features::access_key::AccessKeyForm;
use crate::features::diagnosis::model::Trust;
use crate::features::diagnosis::{Findings, breaking_at_colons};
use crate::features::first_reading::Brought;
use crate::features::sample::RemoveSample;
use crate::i18n::t;
use crate::pages::settings::connect::model::{again_at, place};
use crate::pages::settings::frame::CameFrom;
use crate::pages::settings::of_account::{address, known};
use crate::pages::settings::tried;
use crate::present::text::messages;
use kith_engine::api::{AccountId, AccountView, Command, Seconds, Security};
use leptos::prelude::*;
use leptos_router::components::A;

/// An account: what it is, how it is, and what can be done with it.
#[component]
pub(super) fn Account(id: AccountId, sample: bool, now: ReadSignal<Seconds>) -> impl IntoView {
    let known = known(id);
    let part = move |read: fn(&AccountView) -> String| {
        Memo::new(move |_| known.with(|it| it.as_ref().map(read).unwrap_or_default()))
    };
    let title = part(|it| if it.sample { t::sample::mailbox().into() } else { it.address.clone() });
    let server = part(|it| if it.sample { t::sample::server().into() } else { it.host.clone() });
    let stored = part(|it| messages(it.messages));
    let kind = Memo::new(move |_| known.with(|it| it.as_ref().map(kind)));
    let lacks_password = Memo::new(move |_| known.with(|it| it.as_ref().is_some_and(lacks_password)));
    let other_server = Memo::new(move |_| known.with(|it| it.as_ref().is_some_and(wants_other_server)));
    let signed_out = Memo::new(move |_| known.with(|it| it.as_ref().is_some_and(signed_out)));
    let overview = Engine::of_page().overview();
    let asks_for_key =
        Memo::new(move |_| overview.with(|it| it.as_ref().and_then(|it| asks_for_key(&it.accounts))) == Some(id));
    view! {
        <li class="account" data-testid="account" data-about=id.0 data-account=id.0 data-sample=sample.to_string()>
            <div class="account-head">
                <h3 dir="auto" data-testid="account-address">{title}</h3>
                <p class="quiet">{server}" · "<span data-testid="account-messages">{stored}</span></p>
            </div>
            <StatusLine known now>
                <Found id known />
                {move || other_server.get().then(|| view! { <p>{t::accounts::change_server()}</p> })}
                {move || {
                    let username = move || known.with_untracked(|it| it.as_ref().map(|it| it.username.clone()));
                    let is_kept = known.with_untracked(|it| !it.as_ref().is_some_and(keeps_no_password));
                    lacks_password.get().then(|| view! { <ChangePassword id username=username().unwrap_or_default() is_kept /> })
                }}
                {move || signed_out.get().then(|| view! { <SignInAgain id known /> })}
                {move || asks_for_key.get().then(|| view! { <AccessKeyForm id="account-access-key" /> })}
            </StatusLine>
            <Brought id known />
            {move || match kind.get() {
                Some(ConnectionKind::Sample) => {
                    view! { <div class="actions"><RemoveSample account=id class="button" text=t::sample::remove() /></div> }.into_any()
                }
                Some(ConnectionKind::Disconnected) => view! { <Disconnected id known title now /> }.into_any(),
                Some(ConnectionKind::Connected) | None => view! { <Connected id known title now /> }.into_any(),
            }}
        </li>
    }
}

/// What was found out about what is in the way, and what can be done about it.
#[component]
fn Found(id: AccountId, known: Memo<Option<AccountView>>) -> impl IntoView {
    let (engine, order) = (Engine::of_page(), Ordering::new());
    let found = Memo::new(move |_| {
        known.with(|it| it.as_ref().and_then(|it| Some((of_server(it)?.clone(), tried::of_account(it)))))
    });
    let again = Callback::new(move |()| order.store(engine.order(Command::SyncNow(id)), || {}));
    let trusting = Callback::new(move |trust: Trust| {
        let trusted = match trust {
            Trust::First(fingerprint) | Trust::Instead(fingerprint) => Some(fingerprint),
            Trust::Vouched(_) => None,
        };
        order.store(engine.order(Command::TrustCertificate(id, trusted)), || {});
    });
    view! {
        {move || found.get().map(|(problem, tried)| view! {
            <div class="findings"><Findings problem tried again=Some(again) trusting=Some(trusting) /></div>
        })}
        {move || order.failed.get().map(|failed| view! { <Trouble words=failed.words() /> })}
    }
}

/// The certificate that the user trusts for the server, and the way to take that back.
#[component]
fn Trusted(id: AccountId, known: Memo<Option<AccountView>>) -> impl IntoView {
    let (engine, order) = (Engine::of_page(), Ordering::new());
    let trusted = Memo::new(move |_| known.with(|it| it.as_ref().and_then(|it| it.trusted)));
    let stop = move |_| order.store(engine.order(Command::TrustCertificate(id, None)), || {});
    move || {
        trusted.get().map(|fingerprint| {
            view! {
                <div class="trusted" data-testid="account-trusted" data-fingerprint=fingerprint.to_string()>
                    <p>{t::diagnosis::trusted()}" "<span class="fingerprint">{breaking_at_colons(&fingerprint.to_string())}</span></p>
                    <button class="text-button" type="button" on:click=stop>{t::diagnosis::stop_trusting()}</button>
                    {move || order.failed.get().map(|failed| view! { <Trouble words=failed.words() /> })}
                </div>
            }
        })
    }
}

#[component]
fn Connected(
    id: AccountId,
    known: Memo<Option<AccountView>>,
    title: Memo<String>,
    now: ReadSignal<Seconds>,
) -> impl IntoView {
    let (engine, order) = (Engine::of_page(), Ordering::new());
    let at_work = Memo::new(move |_| known.with(|it| it.as_ref().is_some_and(at_work)));
    let sync = move |_| {
        if !at_work.get_untracked() {
            order.store(engine.order(Command::SyncNow(id)), || {});
        }
    };
    view! {
        <AuditLine id known now />
        <BookOffer id address=title />
        <div class="actions">
            // Not `disabled`: that would take the keyboard away from it.
            <button
                class="button"
                type="button"
                data-testid="account-sync"
                aria-disabled=move || (at_work.get() || order.busy.get()).to_string()
                on:click=sync
            >
                {t::accounts::sync()}
            </button>
        </div>
        {move || order.failed.get().map(|failed| view! { <Trouble words=failed.words() /> })}
        <section class="account-part">
            <h4>{t::accounts::reading()}</h4>
            <ul role="list" class="account-pages">
                <li><Page id page="folders" shape=Shape::Folder title=t::accounts::folders() /></li>
                <li><Page id page="activity" shape=Shape::Activity title=t::accounts::activity() /></li>
            </ul>
            <Manner id known />
        </section>
        <section class="account-part">
            <h4>{t::accounts::sign_in()}</h4>
            <SignIn id known />
        </section>
        <div class="actions"><Remove id title connected=true /></div>
    }
}

/// As whom and where Kith signs in, and what can be changed of that.
#[component]
fn SignIn(id: AccountId, known: Memo<Option<AccountView>>) -> impl IntoView {
    let part = move |read: fn(&AccountView) -> String| {
        Memo::new(move |_| known.with(|it| it.as_ref().map(read).unwrap_or_default()))
    };
    let username = part(|it| it.username.clone());
    let server = part(|it| place(&it.host, &it.port.to_string(), it.security == Security::Tls));
    let is_signed_in = Memo::new(move |_| known.with(|it| it.as_ref().is_some_and(|it| it.sign_in.is_some())));
    // Where it was refused, another one is asked for above.
    let asked_above =
        Memo::new(move |_| known.with(|it| it.as_ref().is_some_and(|it| lacks_password(it) || signed_out(it))));
    let again = RwSignal::new(false);
    view! {
        <dl class="account-facts">
            <div><dt>{t::accounts::username()}</dt><dd dir="auto" data-testid="account-username">{username}</dd></div>
            <div><dt>{t::connect::mail_server()}</dt><dd>{server}</dd></div>
        </dl>
        <Show when=move || is_signed_in.get() && !asked_above.get()>
            <details class="manner" data-testid="account-sign-in" on:toggle=move |_| again.set(true)>
                <summary>{t::sign_in::again()}</summary>
                <Show when=move || again.get()>
                    <SignInAgain id known />
                </Show>
            </details>
        </Show>
        <Show when=move || !is_signed_in.get() && !asked_above.get()>
            <details class="manner" data-testid="account-password">
                <summary>{t::accounts::change_password()}</summary>
                <ChangePassword id username=username.get_untracked() is_kept=true />
            </details>
        </Show>
        <Trusted id known />
    }
}

#[component]
fn Disconnected(
    id: AccountId,
    known: Memo<Option<AccountView>>,
    title: Memo<String>,
    now: ReadSignal<Seconds>,
) -> impl IntoView {
    view! {
        <AuditLine id known now />
        <div class="actions">
            <A href=again_at(id) attr:class="button primary" attr:data-testid="account-again">{t::accounts::reconnect()}</A>
            <Remove id title connected=false />
        </div>
    }
}

#[component]
fn Page(id: AccountId, page: &'static str, shape: Shape, title: &'static str) -> impl IntoView {
    let came_from = CameFrom::of_settings();
    let href = address(id, page);
    let note = href.clone();
    view! {
        <A href attr:class="account-page" attr:data-testid=format!("account-{page}") on:click=move |_| came_from.note(&note)>
            <Icon shape />
            {title}
        </A>
    }
}
