use crate::client::Engine;
use crate::components::order::Ordering;
use crate::components::trouble::Trouble;
use crate::features::sign_in::model::for_host;
use crate::features::sign_in::{SignInWith, sign_ins};
use crate::i18n::t;
use kith_engine::api::{AccountId, AccountView, Command};
use leptos::prelude::*;

/// Signs in again, for an account that was signed in and is not any more.
#[component]
pub(super) fn SignInAgain(id: AccountId, known: Memo<Option<AccountView>>) -> impl IntoView {
    let (engine, order) = (Engine::of_page(), Ordering::new());
    let all = sign_ins(Memo::new(|_| true));
    let username = Memo::new(move |_| known.with(|it| it.as_ref().map(|it| it.username.clone()).unwrap_or_default()));
    let sign_in = Memo::new(move |_| {
        let host = known.with(|it| it.as_ref().map(|it| it.host.clone()).unwrap_or_default());
        all.with(|all| for_host(all, &host).cloned())
    });
    // The mailbox stays the same, whoever signed in: the mail server decides whether they may read it.
    let done = Callback::new(move |_| order.store(engine.order(Command::SignInAgain(id)), || {}));
    view! {
        {move || sign_in.get().map(|sign_in| {
            let label = t::sign_in::again_with(&sign_in.name);
            view! { <SignInWith sign_in address=username label is_fixed=true done /> }
        })}
        {move || order.failed.get().map(|failed| view! { <Trouble words=failed.words() /> })}
    }
}
