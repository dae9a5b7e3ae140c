//! Where the server comes from: the kinds by name, the search, what was found, and what its provider wants first.

use super::model::{AccountForm, Server, Stage, place, place_of, said_by};
use super::provider::{Guide, Kind, guide};
use super::typed::{Search, Typed};
use crate::client::Engine;
use crate::components::trouble::Trouble;
use crate::features::provider_steps::{ProviderPage, ProviderSteps};
use crate::i18n::t;
use crate::present::words::Words;
use kith_domain::providers::Access;
use kith_engine::api::{FoundServer, Security};
use leptos::prelude::*;

/// The kinds of mailboxes by name, for whoever looks for theirs.
#[component]
pub(super) fn Kinds(typed: Typed) -> impl IntoView {
    let chosen = Memo::new(move |_| typed.form.with(|form| form.kind));
    let kinds = Kind::ALL.map(|kind| {
        view! {
            <button
                class="button kind-name"
                type="button"
                data-testid="kind"
                data-kind=kind.id()
                aria-pressed=move || (chosen.get() == Some(kind)).to_string()
                on:click=move |_| typed.choose(kind)
            >
                {kind.name()}
            </button>
        }
    });
    view! {
        <fieldset class="choice kinds-by-name">
            <legend>{t::connect::kinds()}</legend>
            <div class="chips">{kinds.collect_view()}</div>
        </fieldset>
        {move || chosen.get().and_then(Kind::note).map(|note| {
            view! { <p class="hint" data-testid="kind-note" role="status">{note}</p> }
        })}
    }
}

/// What is said of the search for a server.
#[derive(Clone, PartialEq)]
enum SearchLine {
    Looking(String),
    Nothing(String),
    /// No one could look: why, and what can be done all the same.
    NotLooked(Words, String),
}

/// That the server is being looked for, or was not found.
#[component]
pub(super) fn Looking(typed: Typed) -> impl IntoView {
    let engine = Engine::of_page();
    let line = Memo::new(move |_| {
        typed.search.with(|search| match search {
            Search::None => None,
            Search::Looking(domain) => Some(SearchLine::Looking(t::connect::looking(domain))),
            Search::Nothing(domain) => Some(SearchLine::Nothing(t::connect::nothing_found(domain))),
            Search::NotLooked(..) if search.wants_key() => None,
            Search::NotLooked(domain, failed) => {
                Some(SearchLine::NotLooked(failed.words(), t::connect::not_looked(domain)))
            }
        })
    });
    let cancel = move |_| {
        typed.stop();
        crate::platform::focus::focus_soon("#username".into());
    };
    view! {
        // It stands there before it says anything, so that what it says is read out.
        <div role="status" class="search">
            {move || line.get().map(|line| match line {
                SearchLine::Looking(line) => view! {
                    <div class="looking" data-testid="looking">
                        <p>{line}</p>
                        <button class="text-button" type="button" data-testid="stop-looking" on:click=cancel>
                            {t::common::cancel()}
                        </button>
                    </div>
                }.into_any(),
                SearchLine::Nothing(line) => view! { <p class="hint" data-testid="nothing-found">{line}</p> }.into_any(),
                SearchLine::NotLooked(words, line) => view! {
                    <Trouble words>
                        <p data-testid="not-looked">{line}</p>
                        <button
                            class="button"
                            type="button"
                            data-testid="look-again"
                            on:click=move |_| typed.discover(engine)
                        >
                            {t::common::try_again()}
                        </button>
                    </Trouble>
                }.into_any(),
            })}
        </div>
    }
}

/// The server that is known, by whom it was said, and the way to another.
#[component]
pub(super) fn MailServer(typed: Typed) -> impl IntoView {
    let line = Memo::new(move |_| {
        typed.form.with(|form| {
            let is_shown = form.stage() == Stage::Password && !form.shows_server();
            is_shown.then(|| (place_of(form), said_by(form), by(form)))
        })
    });
    let warning = Memo::new(move |_| {
        typed.form.with(|form| match &form.server {
            Server::Found(domain, found) if found.is_unproven => Some(t::connect::unproven(domain)),
            _ => None,
        })
    });
    let choice = move || {
        let choices = typed.choices.get();
        if choices.is_empty() {
            return None;
        }
        let rows = choices.into_iter().map(|found| view! { <Choice typed found /> }).collect_view();
        Some(view! { <fieldset class="choice servers-found"><legend>{t::connect::several()}</legend>{rows}</fieldset> })
    };
    let only = move || {
        let (place, said_by, _) = line.get().filter(|_| typed.choices.with(Vec::is_empty))?;
        Some(view! {
            <p class="found-title">{t::connect::mail_server()}</p>
            <p class="found-place" data-testid="server-place">{place}</p>
            <p class="quiet" data-testid="said-by">{said_by}</p>
        })
    };
    view! {
        <Show when=move || line.with(Option::is_some)>
            <div class="found" data-testid="server-found" data-by=move || line.get().map(|(_, _, by)| by)>
                {choice}
                {only}
                {move || warning.get().map(|warning| view! {
                    <p class="hint" data-testid="unproven" role="alert">{warning}</p>
                })}
                <button class="text-button" type="button" data-testid="by-hand" on:click=move |_| typed.by_hand()>
                    {t::connect::change_server()}
                </button>
            </div>
        </Show>
    }
}

/// By whom the server was said, as the document has it.
fn by(form: &AccountForm) -> &'static str {
    use kith_engine::api::FoundBy;
    match &form.server {
        Server::Provider(_) => "table",
        Server::Found(_, found) => match found.by {
            FoundBy::Domain => "domain",
            FoundBy::Srv => "srv",
            FoundBy::Exchanger => "exchanger",
            FoundBy::Directory => "directory",
            FoundBy::Guess => "guess",
            FoundBy::Other => "other",
        },
        Server::Before => "before",
        Server::Unknown | Server::Shut(..) | Server::Typed => "",
    }
}

/// One of several servers that were found.
#[component]
fn Choice(typed: Typed, found: FoundServer) -> impl IntoView {
    let line = place(&found.host, &found.port.to_string(), found.security == Security::Tls);
    let words = typed.form.with_untracked(|form| match &form.server {
        Server::Found(domain, _) => {
            let server = Server::Found(domain.clone(), found.clone());
            said_by(&AccountForm { server, ..AccountForm::empty() })
        }
        _ => None,
    });
    let this = found.clone();
    let is_chosen = move || typed.form.with(|form| matches!(&form.server, Server::Found(_, it) if *it == this));
    view! {
        <label class="server-choice">
            <input
                type="radio"
                name="found"
                value=line.clone()
                prop:checked=is_chosen
                on:change=move |_| typed.take(found.clone())
            />
            <span>
                <span class="found-place">{line}</span>
                <span class="quiet">{words}</span>
            </span>
        </label>
    }
}

/// What the provider wants first, before anyone tries.
#[component]
pub(super) fn ProviderGuide(typed: Typed) -> impl IntoView {
    let told = Memo::new(move |_| typed.form.with(AccountForm::provider).map(guide).filter(has_something_to_say));
    view! {
        // As above.
        <div role="status" class="search">
            {move || told.get().map(|guide| view! { <Told guide /> })}
        </div>
    }
}

fn has_something_to_say(guide: &Guide) -> bool {
    !(guide.steps.is_empty() && guide.notes.is_empty())
}

#[component]
fn Told(guide: Guide) -> impl IntoView {
    let kind = match guide.access {
        Access::Works => "works",
        Access::Prepare => "prepare",
        Access::Cannot => "cannot",
    };
    view! {
        <section class="hint guide" tabindex="-1" data-testid="provider-hint" data-kind=kind>
            <h3>{guide.title}</h3>
            <ProviderSteps steps=guide.steps />
            {guide.notes.into_iter().map(|note| view! { <p>{note}</p> }).collect_view()}
            <p><ProviderPage link=guide.help /></p>
        </section>
    }
}
