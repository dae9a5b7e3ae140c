//! What of an account could not be read, and why.

pub(crate) mod model;
#[cfg(target_arch = "wasm32")]
mod view;

#[cfg(target_arch = "wasm32")]
pub(crate) use page::SkippedMessages;

#[cfg(target_arch = "wasm32")]
mod page {
    use super::view::List;
    use crate::client::{Engine, failure, found, live};
    use crate::components::order::Ordering;
    use crate::components::trouble::Trouble;
    use crate::i18n::t;
    use crate::pages::settings::accounts::model::at_work;
    use crate::pages::settings::of_account::OfAccount;
    use crate::platform::time::ticking;
    use kith_engine::api::{AccountId, AccountView, Command, question};
    use leptos::prelude::*;

    /// Settings, Email, what could not be read.
    #[component]
    pub(crate) fn SkippedMessages() -> impl IntoView {
        view! { <OfAccount page="aside" draw=|id, account| view! { <Known id account /> }.into_any() /> }
    }

    #[component]
    fn Known(id: AccountId, account: Memo<Option<AccountView>>) -> impl IntoView {
        let engine = Engine::of_page();
        let order = Ordering::new();
        let at_work = Memo::new(move |_| account.with(|account| account.as_ref().is_some_and(at_work)));
        let changed =
            Memo::new(move |_| account.with(|it| it.as_ref().map(|it| (it.skipped, it.audit, at_work.get()))));
        let answer =
            live(move || id, move || changed.with(|_| ()), move |id| engine.ask(question::SkippedMessages(id)));
        let failed = failure(answer);
        let skipped = found(answer);
        let now = ticking(Memo::new(|_| Some(20)));
        let busy = Memo::new(move |_| at_work.get() || order.busy.get());
        let try_again = move |_| {
            if !busy.get_untracked() {
                order.store(engine.order(Command::SyncNow(id)), || {});
            }
        };
        let any =
            Memo::new(move |_| skipped.with(|skipped| skipped.as_ref().is_some_and(|skipped| !skipped.is_empty())));
        view! {
            {move || failed.get().map(|failed| view! { <Trouble words=failed.words() /> })}
            <Show when=move || any.get()>
                <p class="quiet">
                    {t::skipped::intro()}
                </p>
                <div class="actions">
                    <button
                        class="button"
                        type="button"
                        data-testid="aside-again"
                        aria-disabled=move || busy.get().to_string()
                        on:click=try_again
                    >
                        {move || if busy.get() { t::accounts::trying() } else { t::skipped::again() }}
                    </button>
                </div>
                {move || order.failed.get().map(|failed| view! { <Trouble words=failed.words() /> })}
            </Show>
            <List skipped now />
        }
    }
}
