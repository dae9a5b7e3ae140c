use super::model::{SCHEMES, list_state};
use crate::client::{Engine, failure, known, live};
use crate::components::trouble::Trouble;
use crate::features::web_file::model::name;
use crate::features::web_file::{AddWebFile, FileOrders, WebFileRow};
use crate::i18n::t;
use crate::platform::time::clock;
use kith_engine::api::{Command, UnsubscribeListView, question};
use leptos::prelude::*;

const FIELD: &str = "unsubscribes-url";

/// The lists that are read every day, and another that is to be.
#[component]
pub(super) fn Lists() -> impl IntoView {
    let engine = Engine::of_page();
    let track = move || engine.track_address_books();
    let answer = live(|| (), track, move |()| engine.ask(question::UnsubscribeLists));
    let (lists, failed): (Memo<Vec<UnsubscribeListView>>, _) = (known(answer), failure(answer));
    let list = move |id: u64| move || lists.with(|lists| lists.iter().find(|list| list.id == id).cloned());
    view! {
        <ul role="list" class="review-list">
            <For each=move || lists.with(|lists| lists.iter().map(|list| list.id).collect::<Vec<_>>()) key=|id| *id let:id>
                <List id list=Memo::new(move |_| list(id)()) />
            </For>
        </ul>
        {move || failed.get().map(|failed| view! { <Trouble words=failed.words() /> })}
        <AddWebFile
            name=FIELD
            schemes=&SCHEMES
            label=t::review::list_url()
            hint=t::review::list_url_hint()
            wrong=t::review::list_url_wrong()
            add=t::review::list_add()
            testid="unsubscribes-add"
            command=|id, url| Command::AddUnsubscribeList { id, url }
        />
    }
}

#[component]
fn List(id: u64, list: Memo<Option<UnsubscribeListView>>) -> impl IntoView {
    let place = list.with_untracked(|list| list.as_ref().map(|list| list.place.clone())).unwrap_or_default();
    let said = Memo::new(move |_| list.with(|list| list.as_ref().map(|list| list_state(list, clock))));
    let status = move || list.with(|list| list.as_ref().map_or("read", |list| name(&list.status)));
    let orders = FileOrders {
        read: (
            t::review::list_again(),
            t::review::list_again_of(&place),
            "unsubscribes-again",
            Command::ReadUnsubscribeList(id),
        ),
        remove: (
            t::review::list_remove(),
            t::review::list_remove_of(&place),
            "unsubscribes-remove",
            Command::RemoveUnsubscribeList(id),
        ),
        removed: t::review::list_removed(&place),
        field: FIELD,
    };
    view! {
        <li data-testid="unsubscribes-list" data-status=status>
            <WebFileRow place said orders />
        </li>
    }
}
