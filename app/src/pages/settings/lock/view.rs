use super::model::{CHOICES, choice, unusable};
use crate::client::Engine;
use crate::components::order::Ordering;
use crate::components::passphrase::PassphraseField;
use crate::components::trouble::Trouble;
use crate::features::decide::Decide;
use crate::i18n::t;
use kith_engine::api::{Command, Secret};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

/// What the user is about to do with the passphrase.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Doing {
    Setting,
    Changing,
    Removing,
}

/// Setting a passphrase, changing it, taking it away, and when Kith locks by itself.
#[component]
pub(in crate::pages::settings) fn Lock() -> impl IntoView {
    let engine = Engine::of_page();
    let overview = engine.overview();
    let after = Memo::new(move |_| overview.with(|it| it.as_ref().map(|it| it.lock_after)));
    let doing = RwSignal::new(None::<Doing>);
    let order = Ordering::new();
    let button = move |doing_this: Doing, testid: &'static str, text: &'static str| {
        view! {
            <button class="button" type="button" data-testid=testid on:click=move |_| doing.set(Some(doing_this))>{text}</button>
        }
    };
    let is_set = Memo::new(move |_| after.get().flatten().is_some());
    let choose = move |event| {
        if let Ok(minutes) = event_target_value(&event).parse() {
            order.store(engine.order(Command::SetLockAfter(minutes)), || {});
        }
    };
    let options = move || {
        let now = after.get().flatten();
        CHOICES
            .map(|minutes| view! { <option value=minutes selected=now == Some(minutes)>{choice(minutes)}</option> })
            .collect_view()
    };
    view! {
        <Show when=move || after.get().is_some()>
            <section class="lock" data-testid="lock" data-set=move || is_set.get().to_string()>
                <h2>{t::lock::title()}</h2>
                <p>{move || if is_set.get() { t::lock::is_set() } else { t::lock::about() }}</p>
                <p class="quiet">{t::lock::protects()}</p>
                <Show when=move || is_set.get()>
                    <div class="field">
                        <label for="lock-after">{t::lock::after()}</label>
                        <select id="lock-after" data-testid="lock-after" on:change=choose>{options}</select>
                    </div>
                </Show>
                {move || order.failed.get().map(|failed| view! { <Trouble words=failed.words() /> })}
                <Show when=move || doing.get().is_none()>
                    <div class="actions">
                        {move || match is_set.get() {
                            false => button(Doing::Setting, "lock-set", t::lock::set()).into_any(),
                            true => view! {
                                <button class="button primary" type="button" data-testid="lock-now" on:click=move |_| order.store(engine.order(Command::Lock), || {})>
                                    {t::lock::now()}
                                </button>
                                {button(Doing::Changing, "lock-change", t::lock::change())}
                                {button(Doing::Removing, "lock-remove", t::lock::remove())}
                            }.into_any(),
                        }}
                    </div>
                </Show>
                {move || doing.get().map(|what| view! { <Form what doing /> })}
            </section>
        </Show>
    }
}

/// Asks for the passphrases that it takes.
#[component]
fn Form(what: Doing, doing: RwSignal<Option<Doing>>) -> impl IntoView {
    let (engine, decide, order) = (Engine::of_page(), Decide::of_page(), Ordering::new());
    let [old, new, again] = [(); 3].map(|()| RwSignal::new(String::new()));
    let wrong = RwSignal::new(None::<&'static str>);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let takes_new = what != Doing::Removing;
        let unusable = takes_new.then(|| unusable(&new.get_untracked(), &again.get_untracked())).flatten();
        wrong.set(unusable);
        if unusable.is_some() {
            return;
        }
        let secret = |typed: RwSignal<String>| Secret::from(typed.get_untracked());
        let old = (what != Doing::Setting).then(|| secret(old));
        let command = Command::SetPassphrase { old, new: takes_new.then(|| secret(new)) };
        order.store(engine.order(command), move || {
            decide.note(match what {
                Doing::Setting => t::lock::was_set(),
                Doing::Changing => t::lock::was_changed(),
                Doing::Removing => t::lock::was_removed(),
            });
            doing.try_set(None);
        });
    };
    let yes = match what {
        Doing::Setting => t::lock::set_yes(),
        Doing::Changing => t::lock::change_yes(),
        Doing::Removing => t::lock::remove_yes(),
    };
    view! {
        <form data-testid="lock-form" novalidate on:submit=submit>
            {(what != Doing::Setting).then(|| view! { <PassphraseField id="lock-old" label=t::lock::old() typed=old known=true /> })}
            {(what != Doing::Removing).then(|| view! {
                <PassphraseField id="lock-new" label=t::lock::new() typed=new />
                <PassphraseField id="lock-again" label=t::data::passphrase_again() typed=again />
                <p class="quiet">{t::lock::hint()}</p>
                <p class="quiet">{t::lock::no_other()}</p>
            })}
            {move || wrong.get().map(|wrong| view! { <p class="wrong" role="alert" data-testid="passphrase-wrong">{wrong}</p> })}
            {move || order.failed.get().map(|failed| view! { <Trouble words=failed.words() /> })}
            <div class="actions">
                <button class="button primary" type="submit" data-testid="lock-yes" aria-disabled=move || order.busy.get().to_string()>
                    {move || if order.busy.get() { t::lock::working() } else { yes }}
                </button>
                <button class="button" type="button" on:click=move |_| doing.set(None)>{t::common::cancel()}</button>
            </div>
        </form>
    }
}
