//! The access key of the relay: taken from a link, typed in, replaced, removed. It is never shown.

use super::decide::Decide;
use crate::client::Engine;
use crate::components::confirm::{Confirm, Yes};
use crate::components::order::{Ordering, Stored};
use crate::components::trouble::Trouble;
use crate::i18n::t;
use crate::platform::access_link;
use crate::platform::focus::{focus_soon, show_soon};
use crate::present::failed::Failed;
use kith_engine::api::{AccessKeyView, Command, ProblemKind, Secret, access_key, question};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// Gives the engine the access key of the link by which the page was opened, and of those that are opened later. Where
/// there is another key, it asks before.
#[component]
pub(crate) fn LinkedKey() -> impl IntoView {
    let (engine, decide) = (Engine::of_page(), Decide::of_page());
    let (asks, asked) = (RwSignal::new(false), StoredValue::new(Secret::default()));
    let keep = move |link: Secret| async move {
        engine.order(Command::SetAccessKey(link)).await?;
        access_link::forget();
        decide.note(t::access_key::saved());
        Ok::<_, Failed>(())
    };
    access_link::follow(move |link| {
        spawn_local(async move {
            let link = Secret::from(link);
            let kept = match engine.ask(question::ReplacesAccessKey(link.clone())).await {
                Ok(false) => keep(link).await,
                Ok(true) => {
                    asked.set_value(link);
                    asks.set(true);
                    Ok(())
                }
                Err(failed) => Err(failed),
            };
            if let Err(failed) = kept {
                // What is no key would be tried at each reload; anything else may work then.
                if matches!(&failed, Failed::Told(problem) if problem.kind == ProblemKind::NotAccessKey) {
                    access_link::forget();
                }
                decide.failed(failed);
            }
        });
    });
    // What was not wanted is nowhere kept.
    Effect::new(move |_| {
        if !asks.get() {
            let unwanted = asked.try_update_value(std::mem::take).is_some_and(|key| !key.reveal().is_empty());
            if unwanted {
                access_link::forget();
            }
        }
    });
    let yes = StoredValue::new(vec![Yes {
        text: t::access_key::of_link_yes(),
        testid: "access-key-of-link-yes",
        danger: false,
        run: Callback::new(move |()| -> Stored { Box::pin(keep(asked.get_value())) }),
    }]);
    view! {
        <Confirm open=asks title=t::access_key::of_link_title().to_owned() yes>
            <p>{t::access_key::of_link_text()}</p>
        </Confirm>
    }
}

/// Asks for the access key, or the link that holds it.
#[component]
pub(crate) fn AccessKeyForm(
    /// The field's name in the document.
    id: &'static str,
    #[prop(optional)] focus: bool,
    #[prop(optional)] done: Option<Callback<()>>,
) -> impl IntoView {
    let (engine, order) = (Engine::of_page(), Ordering::new());
    let typed = RwSignal::new(String::new());
    let wrong = RwSignal::new(false);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let Some(key) = typed.with_untracked(|typed| access_key(typed)) else {
            order.failed.set(None);
            wrong.set(true);
            return focus_soon(format!("#{id}"));
        };
        order.store(engine.order(Command::SetAccessKey(key)), move || {
            drop(typed.try_set(String::new()));
            if let Some(done) = done {
                done.run(());
            }
        });
    };
    if focus {
        show_soon(format!("#{id}"));
    }
    let wrong_id = format!("{id}-wrong");
    let described = wrong_id.clone();
    view! {
        <form class="access-key" data-testid="access-key-form" novalidate on:submit=submit>
            <div class="field">
                <label for=id>{t::access_key::label()}</label>
                <input
                    id=id
                    name="access-key"
                    type="text"
                    autocomplete="off"
                    autocapitalize="off"
                    spellcheck="false"
                    prop:value=typed
                    aria-invalid=move || wrong.get().then_some("true")
                    aria-describedby=move || wrong.get().then(|| described.clone())
                    on:input=move |event| {
                        wrong.set(false);
                        typed.set(event_target_value(&event));
                    }
                />
                {move || wrong.get().then(|| view! {
                    <p class="wrong" id=wrong_id.clone() role="alert">{t::access_key::incomplete()}</p>
                })}
            </div>
            <div class="actions">
                <button class="button primary" type="submit" aria-disabled=move || order.busy.get().to_string()>
                    {t::access_key::save()}
                </button>
            </div>
            {move || order.failed.get().map(|failed| view! { <Trouble words=failed.words() /> })}
        </form>
    }
}

/// Whether there is an access key, and the ways to change that. Nothing where none was ever asked for.
#[component]
pub(crate) fn AccessKeySetting() -> impl IntoView {
    let overview = Engine::of_page().overview();
    let state = Memo::new(move |_| overview.with(|it| it.as_ref().map(|it| it.access_key)).unwrap_or_default());
    move || match state.get() {
        AccessKeyView::NotWanted => None,
        AccessKeyView::Missing => Some(view! { <Setting is_there=false /> }),
        AccessKeyView::Present => Some(view! { <Setting is_there=true /> }),
    }
}

#[component]
fn Setting(is_there: bool) -> impl IntoView {
    let (engine, decide) = (Engine::of_page(), Decide::of_page());
    let (typing, asks) = (RwSignal::new(false), RwSignal::new(false));
    let (state, change) = match is_there {
        true => (t::access_key::present(), t::access_key::replace()),
        false => (t::access_key::missing(), t::access_key::enter()),
    };
    let done = Callback::new(move |()| {
        typing.try_set(false);
        decide.note(t::access_key::saved());
    });
    let remove = Callback::new(move |()| -> Stored {
        Box::pin(async move {
            engine.order(Command::ForgetAccessKey).await?;
            decide.note(t::access_key::removed());
            Ok(())
        })
    });
    let yes = StoredValue::new(vec![Yes {
        text: t::access_key::remove_yes(),
        testid: "access-key-remove-yes",
        danger: true,
        run: remove,
    }]);
    view! {
        <section class="access-key-setting" data-testid="access-key" data-present=is_there.to_string()>
            <h2>{t::access_key::title()}</h2>
            <p>{state}</p>
            <div class="actions" hidden=move || typing.get()>
                <button class="button" type="button" data-testid="access-key-change" on:click=move |_| typing.set(true)>
                    {change}
                </button>
                {is_there.then(|| view! {
                    <button class="button" type="button" data-testid="access-key-remove" on:click=move |_| asks.set(true)>
                        {t::access_key::remove()}
                    </button>
                })}
            </div>
            {move || typing.get().then(|| view! { <AccessKeyForm id="setting-access-key" focus=true done /> })}
            <Confirm open=asks title=t::access_key::remove_title().to_owned() yes>
                <p>{t::access_key::remove_text()}</p>
            </Confirm>
        </section>
    }
}
