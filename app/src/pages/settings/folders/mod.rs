//! The folders of an account: what each is for, whether it counts, and how it compares with the server.

pub(crate) mod model;
#[cfg(target_arch = "wasm32")]
mod view;

#[cfg(target_arch = "wasm32")]
pub(crate) use page::Folders;

#[cfg(target_arch = "wasm32")]
mod page {
    use super::view::List;
    use crate::client::{Engine, failure, found, live};
    use crate::components::trouble::Trouble;
    use crate::i18n::t;
    use crate::pages::settings::of_account::OfAccount;
    use crate::platform::time::ticking;
    use kith_engine::api::{AccountId, AccountStatus, AccountView, question};
    use leptos::prelude::*;

    /// Settings, Email, an account's folders.
    #[component]
    pub(crate) fn Folders() -> impl IntoView {
        view! { <OfAccount page="folders" draw=|id, account| view! { <Known id account /> }.into_any() /> }
    }

    #[component]
    fn Known(id: AccountId, account: Memo<Option<AccountView>>) -> impl IntoView {
        let engine = Engine::of_page();
        let changed = Memo::new(move |_| account.with(|account| account.as_ref().map(state)));
        let again = Trigger::new();
        let track = move || {
            // Read, not merely tracked: see `person::timeline`.
            changed.with(|_| ());
            again.track();
        };
        let answer = live(move || id, track, move |id| engine.ask(question::Folders(id)));
        let failed = failure(answer);
        let folders = found(answer);
        // Counts the answers, by which one that was asked for is told from the ones before.
        let answers = Memo::new(move |before: Option<&u64>| {
            answer.track();
            before.map_or(0, |before| before + 1)
        });
        let now = ticking(Memo::new(|_| Some(20)));
        view! {
            <p class="quiet">
                {t::folders::intro()}
            </p>
            {move || failed.get().map(|failed| view! { <Trouble words=failed.words() /> })}
            <List id folders answers again now />
        }
    }

    /// What the numbers of its folders depend on.
    fn state(account: &AccountView) -> (Option<kith_engine::api::Audit>, u32, u32, String) {
        let doing = match &account.status {
            AccountStatus::Reading(progress) => progress.folder.clone(),
            status => format!("{:?}", std::mem::discriminant(status)),
        };
        (account.audit, account.skipped, account.messages, doing)
    }
}
