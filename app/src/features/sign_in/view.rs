use super::model::{for_administrator, host, is_page, other_user, redirect};
use crate::client::Engine;
use crate::components::trouble::Trouble;
use crate::i18n::t;
use crate::platform::clipboard::copy;
use crate::platform::focus::show_soon;
use crate::platform::random;
use crate::present::failed::Failed;
use kith_engine::api::{Bytes, Command, DeviceCode, FailureKind, Problem, ProblemKind, SignIn, SignInStep, question};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// So many random bytes belong to a sign-in.
const RANDOM_BYTES: usize = 64;

/// How a sign-in stands.
#[derive(Clone, Debug, PartialEq)]
enum Progress {
    None,
    Beginning,
    /// The user enters the code.
    Enter(DeviceCode),
    /// The user is on this page, in another tab.
    Away(String),
    /// This one signed in, and not whose mailbox it was to be.
    Other(String),
    Failed(Failed),
}

/// The sign-ins of the relay, once they are known. Asked for once they are wanted, and again with another access key.
pub(crate) fn sign_ins(wanted: Memo<bool>) -> RwSignal<Vec<SignIn>> {
    let (engine, all) = (Engine::of_page(), RwSignal::new(Vec::new()));
    let overview = engine.overview();
    let access_key = Memo::new(move |_| overview.with(|it| it.as_ref().map(|it| it.access_key)));
    Effect::new(move |_| {
        access_key.track();
        if wanted.get() {
            spawn_local(async move {
                // Without an answer there is no button; a password may do as well.
                if let Ok(found) = engine.ask(question::SignIns).await {
                    all.try_set(found);
                }
            });
        }
    });
    all
}

/// Signs in at a provider.
#[component]
pub(crate) fn SignInWith(
    sign_in: SignIn,
    /// Whose mailbox it is to be.
    #[prop(into)]
    address: Signal<String>,
    /// What the button says.
    label: String,
    /// Whether it is that mailbox and no other, whoever signs in.
    #[prop(optional)]
    is_fixed: bool,
    /// Whether it is for address books; else it is for mail.
    #[prop(optional)]
    for_address_books: bool,
    /// Uses what the sign-in brought: for another user than the address says, if there is one here.
    done: Callback<Option<String>>,
) -> impl IntoView {
    let engine = Engine::of_page();
    let (progress, turn) = (RwSignal::new(Progress::None), StoredValue::new(0_u32));
    let origin = window().location().origin().unwrap_or_default();
    let back = match redirect(&sign_in, &origin) {
        Ok(back) => back,
        Err(why) => return view! { <p class="hint" data-testid="no-sign-in">{why}</p> }.into_any(),
    };
    let kept = StoredValue::new((sign_in.clone(), back));
    let begin = move || {
        turn.update_value(|turn| *turn += 1);
        let this = turn.get_value();
        let is_over = move || turn.try_get_value() != Some(this);
        progress.set(Progress::Beginning);
        let (sign_in, redirect) = kept.get_value();
        let address = address.get_untracked();
        spawn_local(async move {
            let Some(random) = random::bytes(RANDOM_BYTES).map(Bytes) else {
                return progress.set(Progress::Failed(Failed::Died));
            };
            let asked = question::BeginSignIn {
                sign_in: Box::new(sign_in),
                redirect,
                address: address.clone(),
                random,
                for_address_books,
            };
            let begun = engine.ask(asked).await;
            if is_over() {
                return;
            }
            match begun {
                Ok(SignInStep::Enter(code)) => progress.set(Progress::Enter(code)),
                Ok(SignInStep::Open(page)) => {
                    open(&page);
                    progress.set(Progress::Away(page));
                }
                Err(failed) => return progress.set(Progress::Failed(failed)),
            }
            let ended = engine.ask(question::SignedIn).await;
            if is_over() {
                return;
            }
            match ended.map(|signed_in| other_user(signed_in.user.as_deref(), &address)) {
                Ok(Some(user)) => progress.set(Progress::Other(user)),
                Ok(None) => {
                    progress.set(Progress::None);
                    done.run(None);
                }
                // The engine that knew of it is no more, or another tab signs in: the user may begin anew.
                Err(Failed::Told(Problem { kind: ProblemKind::NotFound, .. })) => progress.set(Progress::None),
                Err(failed) => progress.set(Progress::Failed(failed)),
            }
        });
    };
    let cancel = move || {
        turn.update_value(|turn| *turn += 1);
        progress.set(Progress::None);
        spawn_local(async move { drop(engine.order(Command::CancelSignIn).await) });
    };
    on_cleanup(move || {
        let is_under_way =
            |progress: &Progress| matches!(progress, Progress::Beginning | Progress::Enter(_) | Progress::Away(_));
        if progress.try_with_untracked(is_under_way) == Some(true) {
            spawn_local(async move { drop(engine.order(Command::CancelSignIn).await) });
        }
    });
    Effect::new(move |_| {
        // What was pressed is gone, and what comes in its place may be below the edge of the screen.
        if progress.with(|progress| matches!(progress, Progress::Enter(_) | Progress::Failed(_))) {
            show_soon(".sign-in .button.primary".into());
        }
    });
    let name = StoredValue::new(sign_in.name.clone());
    let button = move |text: String| {
        view! {
            <button class="button primary" type="button" data-testid="sign-in" on:click=move |_| begin()>{text}</button>
        }
    };
    let stop = move || {
        view! {
            <button class="text-button" type="button" data-testid="sign-in-cancel" on:click=move |_| cancel()>
                {t::common::cancel()}
            </button>
        }
    };
    let shown = move || match progress.get() {
        Progress::None => view! { <div class="actions">{button(label.clone())}</div> }.into_any(),
        Progress::Beginning => {
            let asking = name.with_value(|name| t::sign_in::beginning(name));
            view! { <p role="status">{asking}</p> }.into_any()
        }
        Progress::Enter(code) => view! { <Enter code /><div class="actions">{stop()}</div> }.into_any(),
        Progress::Away(page) => {
            let away = name.with_value(|name| t::sign_in::away(name));
            view! {
                <p role="status" data-testid="sign-in-away">{away}</p>
                <p><a href=page target="_blank" rel="noopener noreferrer">{t::sign_in::open_page()}</a></p>
                <div class="actions">{stop()}</div>
            }
            .into_any()
        }
        Progress::Other(user) => {
            view! { <Other user address is_fixed done begin=Callback::new(move |()| begin()) /> }.into_any()
        }
        Progress::Failed(failed) => {
            let text = needs_consent(&failed).then(|| kept.with_value(|(sign_in, _)| for_administrator(sign_in)));
            view! {
                <Trouble words=failed.words() />
                {text.map(|text| view! { <ForAdministrator text /> })}
                <div class="actions">{button(t::sign_in::again().to_owned())}</div>
            }
            .into_any()
        }
    };
    view! { <div class="sign-in" data-testid="sign-in-with" data-sign-in=sign_in.id.clone()>{shown}</div> }.into_any()
}

fn open(page: &str) {
    if is_page(page) {
        // Where the browser lets no page open another, the user follows the link.
        drop(window().open_with_url_and_target_and_features(page, "_blank", "noopener,noreferrer"));
    }
}

fn needs_consent(failed: &Failed) -> bool {
    const NEEDED: ProblemKind = ProblemKind::Mail(FailureKind::ConsentNeeded);
    matches!(failed, Failed::Told(Problem { kind: NEEDED, .. }))
}

/// The code, and the page on which to enter it.
#[component]
fn Enter(code: DeviceCode) -> impl IntoView {
    let DeviceCode { code, page, .. } = code;
    let link = is_page(&page).then(|| {
        let text = t::sign_in::open(host(&page));
        view! {
            <a class="button primary" href=page.clone() target="_blank" rel="noopener noreferrer" data-testid="sign-in-page">
                {text}
            </a>
        }
    });
    view! {
        <p>{t::sign_in::enter(host(&page))}</p>
        <p class="sign-in-code" data-testid="sign-in-code">{code.clone()}</p>
        <div class="actions">{link}<Copy text=code label=t::sign_in::copy_code() /></div>
        <p class="quiet" role="status">{t::sign_in::waiting()}</p>
    }
}

/// Someone else signed in: the user says which mailbox they want.
#[component]
fn Other(
    user: String,
    address: Signal<String>,
    is_fixed: bool,
    done: Callback<Option<String>>,
    begin: Callback<()>,
) -> impl IntoView {
    let address = address.get_untracked();
    let other = user.clone();
    let take = (!is_fixed).then(|| {
        view! {
            <button class="button primary" type="button" data-testid="sign-in-take" on:click=move |_| done.run(Some(other.clone()))>
                {t::sign_in::take(&user)}
            </button>
        }
    });
    view! {
        <div class="hint" role="alert" data-testid="sign-in-other">
            <p>{t::sign_in::other(&user, &address)}</p>
        </div>
        <div class="actions">
            {take}
            <button class="button" type="button" data-testid="sign-in-keep" on:click=move |_| done.run(None)>
                {t::sign_in::take(&address)}
            </button>
            <button class="text-button" type="button" on:click=move |_| begin.run(())>{t::sign_in::again()}</button>
        </div>
    }
}

/// A text for whoever has to allow Kith.
#[component]
fn ForAdministrator(text: String) -> impl IntoView {
    view! {
        <div class="for-administrator" data-testid="for-administrator">
            <p>{t::sign_in::ask_administrator()}</p>
            <blockquote>{text.clone()}</blockquote>
            <div class="actions"><Copy text label=t::sign_in::copy_text() /></div>
        </div>
    }
}

#[component]
fn Copy(text: String, label: &'static str) -> impl IntoView {
    let copied = RwSignal::new(false);
    let put = move |_| {
        copy(text.clone(), move || _ = copied.try_set(true));
    };
    view! {
        <button class="text-button" type="button" on:click=put>
            {move || if copied.get() { t::diagnosis::copied() } else { label }}
        </button>
    }
}
