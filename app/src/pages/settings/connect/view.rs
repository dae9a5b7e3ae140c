use super::fields::{PasswordField, ServerFields, TextField, TickField, WindowField};
use super::finding::{Kinds, Looking, MailServer, ProviderGuide};
use super::model::{AccountField, AccountForm, Server, Stage, check, may_be_plain, username_hint};
use super::typed::{Search, Typed};
use crate::client::Engine;
use crate::components::icon::{Icon, Shape};
use crate::components::order::Ordering;
use crate::components::trouble::Trouble;
use crate::features::access_key::AccessKeyForm;
use crate::features::diagnosis::Diagnosis;
use crate::features::diagnosis::model::{Tried, Trust};
use crate::features::sign_in::model::for_host;
use crate::features::sign_in::{SignInWith, sign_ins};
use crate::i18n::t;
use crate::pages::settings::tried;
use crate::platform::focus::{focus_soon, show_soon};
use crate::platform::fonts::warm;
use crate::platform::storage::ask_to_keep;
use crate::platform::title::title;
use crate::present::failed::Failed;
use crate::present::words::is_of_key;
use kith_engine::api::{AccountId, Command, DamageView, Damaged, FailureKind, ProblemKind, Security};
use leptos::ev::SubmitEvent;
use leptos::html::Div;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::components::A;
use leptos_router::hooks::{use_navigate, use_query_map};

/// Settings, Email, IMAP. With `again` in the address, filled in for an account that was disconnected.
#[component]
pub(crate) fn Connect() -> impl IntoView {
    warm();
    title(|| t::connect::title().to_owned());
    let overview = Engine::of_page().overview();
    let again =
        use_query_map().with_untracked(|query| query.get("again").and_then(|id| id.parse().ok()).map(AccountId));
    // Once filled in, it stays as it is, whatever the account does.
    let begin = Memo::new(move |before: Option<&Option<AccountForm>>| match (before, again) {
        (Some(Some(form)), _) => Some(form.clone()),
        (_, None) => Some(AccountForm::empty()),
        (_, Some(id)) => overview.with(|overview| {
            let known = overview.as_ref()?.accounts.iter().find(|account| account.id == id && !account.sample);
            Some(known.map_or_else(AccountForm::empty, AccountForm::again))
        }),
    });
    // One whose settings could not be read keeps its number, and with it what was read.
    let lost = move |id: &AccountId| {
        let is_lost = |view: &DamageView| view.what == Damaged::Account && view.account == Some(*id);
        overview.with_untracked(|overview| overview.as_ref().is_some_and(|it| it.damage.iter().any(is_lost)))
    };
    move || begin.get().map(|form| view! { <Filled form lost=again.filter(lost) /> })
}

/// By what an account is to log in.
#[derive(Clone, Debug, PartialEq)]
enum How {
    Password,
    /// The same, also where nothing is encrypted.
    Plain,
    /// By a sign-in: of another user than the address says, if there is one here.
    SignedIn(Option<String>),
}

impl How {
    const fn is_signed_in(&self) -> bool {
        matches!(self, Self::SignedIn(_))
    }
}

#[component]
fn Filled(form: AccountForm, lost: Option<AccountId>) -> impl IntoView {
    let again = (!form.host.is_empty()).then(|| form.address.clone());
    let heading = match &again {
        Some(address) => t::connect::reconnect(address),
        None if lost.is_some() => t::connect::enter_again().to_owned(),
        None => t::accounts::connect().to_owned(),
    };
    let known = again.is_some().then(|| {
        view! { <p>{t::connect::known()}</p> }
    });
    if again.is_some() {
        show_soon("#password".into());
    }
    let is_new = again.is_none() && lost.is_none();
    let typed = Typed::new(form);
    let (engine, order) = (Engine::of_page(), Ordering::new());
    let navigate = use_navigate();
    // What was tried last, and the certificate that the user trusts for it.
    let last = StoredValue::new(None::<Tried>);
    let last_how = StoredValue::new(How::Password);
    let connect = StoredValue::new_local(move |how: How| {
        match typed.form.with_untracked(|form| check(form, how.is_signed_in())) {
            Ok(mut account) => {
                last_how.set_value(how.clone());
                match how {
                    How::Password | How::SignedIn(None) => {}
                    How::Plain => account.security = Security::Plain,
                    How::SignedIn(Some(user)) => (account.username, account.address) = (user.clone(), user),
                }
                let same = last.get_value().filter(|last| last.host == account.host && last.port == account.port);
                account.trusted = same.and_then(|last| last.trusted);
                last.set_value(Some(tried::of_new(&account)));
                let navigate = navigate.clone();
                let command = match lost {
                    Some(id) => Command::ConnectAgain(id, account),
                    None => Command::Connect(account),
                };
                order.store(engine.order(command), move || {
                    spawn_local(async {
                        ask_to_keep().await;
                    });
                    navigate("/settings/email", Default::default());
                });
            }
            Err(wrong) => {
                // What went wrong before is not what is wrong now.
                order.failed.set(None);
                if let Some((field, _)) = wrong.first() {
                    focus_soon(format!("#{}", field.name()));
                }
                typed.wrong.set(wrong);
            }
        }
    });
    let stage = Memo::new(move |_| typed.form.with(AccountForm::stage));
    // Not before there is a server: the relay may ask for its key only where it is needed.
    let all_sign_ins = sign_ins(Memo::new(move |_| stage.get() != Stage::Address));
    let host = Memo::new(move |_| typed.form.with(|form| form.host.clone()));
    let sign_in = Memo::new(move |_| all_sign_ins.with(|all| for_host(all, &host.get()).cloned()));
    let by_password = RwSignal::new(false);
    let signs_in =
        Memo::new(move |_| sign_in.with(Option::is_some) && (!by_password.get() || stage.get() == Stage::Cannot));
    let asks_password = Memo::new(move |_| stage.get() == Stage::Password && !signs_in.get());
    let go_on = move || match stage.get_untracked() {
        Stage::Address => typed.discover(engine),
        _ if signs_in.get_untracked() => focus_soon(".sign-in button".into()),
        Stage::Password => connect.with_value(|connect| connect(How::Password)),
        Stage::Cannot => focus_soon(".guide".into()),
    };
    let signed_in = Callback::new(move |user| connect.with_value(|connect| connect(How::SignedIn(user))));
    let address = Signal::derive(move || typed.form.with(|form| form.address().to_owned()));
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        go_on();
    };
    let anyway = move || connect.with_value(|connect| connect(How::Plain));
    let trusting = Callback::new(move |trust: Trust| {
        let (Trust::First(it) | Trust::Instead(it) | Trust::Vouched(it)) = trust;
        last.update_value(|last| {
            if let Some(last) = last {
                last.trusted = Some(it);
            }
        });
        connect.with_value(|connect| connect(last_how.get_value()));
    });
    let wants_key = Memo::new(move |_| {
        let no_login =
            order.failed.with(|failed| matches!(failed, Some(Failed::Told(problem)) if is_of_key(problem.kind)));
        no_login || typed.search.with(Search::wants_key)
    });
    let key_words = move || match typed.search.get() {
        Search::NotLooked(_, failed) if wants_key.get() => Some(failed.words()),
        _ => order.failed.get().filter(|_| wants_key.get()).map(|failed| failed.words()),
    };
    let with_key = Callback::new(move |()| go_on());
    let hint = move |failed: &Failed| match failed {
        Failed::Told(problem) => typed.form.with_untracked(|form| username_hint(form, problem.kind)),
        _ => None,
    };
    let outcome = NodeRef::<Div>::new();
    Effect::new(move |_| {
        if let Some(Failed::Told(problem)) = order.failed.get() {
            typed.form.update(|form| form.failed(problem.kind));
        }
    });
    Effect::new(move |_| {
        if order.failed.with(Option::is_some) {
            // What went wrong stands below the form, which may be below the edge of the screen.
            request_animation_frame(move || {
                if let Some(outcome) = outcome.get_untracked().filter(|_| !wants_key.get_untracked()) {
                    outcome.scroll_into_view_with_bool(false);
                }
            });
        }
    });
    let asks_address = Memo::new(move |_| typed.asks_address());
    let shows_server = Memo::new(move |_| typed.form.with(AccountForm::shows_server));
    let by_name = Memo::new(move |_| typed.form.with(AccountForm::takes_name));
    let asks_name = Memo::new(move |_| typed.form.with(|form| form.asks_name));
    let label =
        Signal::derive(move || if by_name.get() { t::connect::username() } else { t::connect::email_address() });
    let is_looking = Memo::new(move |_| typed.search.with(|search| matches!(search, Search::Looking(_))));
    let shows_kinds = Memo::new(move |_| {
        let unknown = typed.form.with(|form| form.kind.is_some() || form.server == Server::Unknown);
        unknown && !is_looking.get() && !shows_server.get()
    });
    view! {
        <section class="connect">
            <A href="/settings/email" attr:class="back"><Icon shape=Shape::Back />{t::accounts::title()}</A>
            <h2>{heading}</h2>
            {known}
            <p class="quiet">
                {t::connect::intro()}
            </p>
            <form data-testid="connect-form" novalidate on:submit=submit>
                <TextField
                    typed
                    field=AccountField::Username
                    label
                    read=|form| &form.username
                    autocomplete="username"
                    inputmode="email"
                    placeholder="ada@example.com"
                />
                <Show when=move || asks_address.get()>
                    <TextField
                        typed
                        field=AccountField::Address
                        label=t::connect::address()
                        read=|form| &form.address
                        autocomplete="email"
                        inputmode="email"
                        placeholder="ada@example.com"
                    />
                </Show>
                <Show when=move || asks_name.get()>
                    <p class="hint" role="status">{t::connect::other_username()}</p>
                </Show>
                <Show when=move || shows_kinds.get()>
                    <Kinds typed />
                </Show>
                <Looking typed />
                <Show when=move || shows_server.get()>
                    <ServerFields typed />
                </Show>
                <MailServer typed />
                <Show when=move || !signs_in.get()>
                    <ProviderGuide typed />
                </Show>
                <Show when=move || asks_password.get()>
                    <PasswordField typed />
                </Show>
                <Show when=move || asks_password.get() || signs_in.get()>
                    <TickField
                        typed
                        name="stay"
                        title=t::connect::stay()
                        help=t::connect::stay_help()
                        read=|form| form.stay
                        write=|form, stay| form.stay = stay
                    />
                    <WindowField typed />
                    {is_new.then(|| view! {
                        <TickField
                            typed
                            name="letter"
                            title=t::connect::letter()
                            help=t::connect::letter_help()
                            read=|form| form.letter
                            write=|form, letter| form.letter = letter
                        />
                    })}
                </Show>
                {move || sign_in.get().filter(|_| signs_in.get()).map(|sign_in| {
                    let label = t::sign_in::with(&sign_in.name);
                    view! {
                        <p class="quiet">{t::sign_in::explain(&sign_in.name)}</p>
                        <SignInWith sign_in address label done=signed_in />
                    }
                })}
                <div class="outcome" node_ref=outcome>
                    {move || order.failed.get().filter(|_| !wants_key.get()).map(|failed| view! {
                        <NotConnected
                            hint=hint(&failed)
                            failed
                            tried=last.get_value()
                            may_be_plain=typed.form.with_untracked(may_be_plain) && !last_how.with_value(How::is_signed_in)
                            order
                            connect=anyway
                            trusting
                        />
                    })}
                </div>
                <div class="actions">
                    <Show when=move || stage.get() == Stage::Address || asks_password.get()>
                        <button
                            class="button primary"
                            type="submit"
                            data-testid="connect"
                            aria-disabled=move || (order.busy.get() || is_looking.get()).to_string()
                        >
                            {move || match stage.get() {
                                Stage::Address => t::connect::go_on(),
                                _ if order.busy.get() => t::connect::connecting(),
                                _ => t::connect::connect(),
                            }}
                        </button>
                    </Show>
                    <Show when=move || sign_in.with(Option::is_some) && stage.get() == Stage::Password>
                        <button
                            class="text-button"
                            type="button"
                            data-testid="by-password"
                            on:click=move |_| by_password.update(|by_password| *by_password = !*by_password)
                        >
                            {move || if by_password.get() { t::sign_in::instead() } else { t::sign_in::by_password() }}
                        </button>
                    </Show>
                    <Show when=move || stage.get() != Stage::Password>
                        <button class="text-button" type="button" data-testid="by-hand" on:click=move |_| typed.by_hand()>
                            {t::connect::by_hand()}
                        </button>
                    </Show>
                </div>
                <Show when=move || stage.get() == Stage::Address && !is_looking.get()>
                    <p class="quiet">{t::connect::domain_only()}</p>
                </Show>
            </form>
            // A form of its own, which cannot stand within another.
            {move || key_words().map(|words| view! {
                <Trouble words />
                <AccessKeyForm id="connect-access-key" focus=true done=with_key />
            })}
        </section>
    }
}

/// Why it did not work; where only encryption is missing, the explicit yes to go on without.
#[component]
fn NotConnected(
    failed: Failed,
    tried: Option<Tried>,
    may_be_plain: bool,
    hint: Option<&'static str>,
    order: Ordering,
    connect: impl Fn() + Copy + Send + Sync + 'static,
    trusting: Callback<Trust>,
) -> impl IntoView {
    let plain = may_be_plain
        && matches!(&failed, Failed::Told(problem) if problem.kind == ProblemKind::Mail(FailureKind::NoEncryption));
    let words = failed.words();
    if !plain {
        return match (failed, tried) {
            (Failed::Told(problem), Some(tried)) if matches!(problem.kind, ProblemKind::Mail(_)) => {
                // The button that tries again is the form's own.
                view! { <Diagnosis problem tried trusting hint /> }.into_any()
            }
            _ => view! { <Trouble words /> }.into_any(),
        };
    }
    view! {
        <Trouble words>
            <p class="question">{t::connect::plain_question()}</p>
            <button class="button" type="button" on:click=move |_| order.failed.set(None)>{t::common::cancel()}</button>
            <button class="button danger" type="button" data-testid="connect-plain" on:click=move |_| connect()>
                {t::connect::plain()}
            </button>
        </Trouble>
    }
    .into_any()
}
