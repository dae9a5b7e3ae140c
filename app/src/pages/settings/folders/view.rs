use super::model::{MIN_FILTERED, found, numbers, purpose};
use crate::client::Engine;
use crate::components::filter::Filter;
use crate::components::order::Ordering;
use crate::components::trouble::{Said, Trouble};
use crate::i18n::t;
use crate::platform::time::clock;
use crate::present::words::words;
use kith_domain::small_sort::CollectTree;
use kith_engine::api::{AccountId, Command, FolderView, Problem, Seconds};
use leptos::prelude::*;
use std::sync::Arc;

type Folders = Memo<Option<Vec<FolderView>>>;

/// The folders, with a filter where there are many.
#[component]
pub(super) fn List(
    id: AccountId,
    folders: Folders,
    answers: Memo<u64>,
    again: Trigger,
    now: ReadSignal<Seconds>,
) -> impl IntoView {
    let typed = RwSignal::new(String::new());
    let many = Memo::new(move |_| folders.with(|folders| folders.as_ref().map_or(0, Vec::len) > MIN_FILTERED));
    let all = move || folders.with(|folders| folders.as_ref().map(Vec::len));
    let by_name = Memo::new(move |_| {
        let of = |folder: &FolderView| (folder.name.clone(), folder.clone());
        Arc::new(folders.with(|folders| folders.iter().flatten().map(of).collect_map()))
    });
    let shown = Memo::new(move |_| {
        let wanted = |folder: &&FolderView| !many.get() || typed.with(|typed| found(folder, typed));
        folders.with(|folders| folders.iter().flatten().filter(wanted).map(|it| it.name.clone()).collect::<Vec<_>>())
    });
    let nothing = move || match (all(), shown.with(Vec::is_empty)) {
        (None | Some(_), false) | (None, true) => None,
        (Some(0), true) => Some(t::folders::none_yet()),
        (Some(_), true) => Some(t::folders::no_match()),
    };
    let row = move |name: String| {
        let key = name.clone();
        let folder = Memo::new(move |_| by_name.with(|folders| folders.get(&key).cloned()));
        view! { <Row id name folder answers again now /> }
    };
    view! {
        <Show when=move || many.get()>
            <Filter typed name="folder-filter" label=t::folders::filter() />
        </Show>
        <p class="quiet" role="status">{nothing}</p>
        <ul role="list" class="folders" data-testid="folders" data-all=all>
            <For each=move || shown.get() key=Clone::clone children=row />
        </ul>
    }
}

/// One folder. It stays the same row while its numbers change, so that its switch keeps the focus.
#[component]
fn Row(
    id: AccountId,
    name: String,
    folder: Memo<Option<FolderView>>,
    answers: Memo<u64>,
    again: Trigger,
    now: ReadSignal<Seconds>,
) -> impl IntoView {
    let read = move |read: fn(&FolderView) -> String| {
        Memo::new(move |_| folder.with(|folder| folder.as_ref().map(read).unwrap_or_default()))
    };
    let title = read(|folder| folder.title.clone());
    let purpose = folder.with_untracked(|it| it.as_ref().map(|it| purpose(it.special_use))).unwrap_or_default();
    let line = Memo::new(move |_| folder.with(|folder| folder.as_ref().map(|it| numbers(it, now.get(), clock))));
    let problem = Memo::new(move |_| folder.with(|folder| folder.as_ref().and_then(|it| it.problem.clone())));
    let number = move |read: fn(&FolderView) -> Option<u32>| move || folder.with(|it| it.as_ref().and_then(read));
    let is = Memo::new(move |_| folder.with(|folder| folder.as_ref().is_some_and(|it| it.counts)));
    let (engine, order) = (Engine::of_page(), Ordering::new());
    // What was chosen holds until the next answer says how it is.
    let chosen = RwSignal::new(None::<(bool, u64)>);
    let counts = Memo::new(move |_| match chosen.get() {
        Some((counts, answer)) if answer == answers.get() && order.failed.with(Option::is_none) => counts,
        _ => is.get(),
    });
    let command = name.clone();
    let switch = move |event| {
        let counts = event_target_checked(&event);
        chosen.set(Some((counts, answers.get_untracked())));
        order.store(engine.order(Command::SetFolder { account: id, folder: command.clone(), counts }), move || {
            again.notify()
        });
    };
    view! {
        <li
            data-testid="folder"
            data-name=name
            data-purpose=purpose.name
            data-counts=move || counts.get().to_string()
            data-stored=number(|it| Some(it.stored))
            data-on-server=number(|it| it.audit.map(|audit| audit.on_server))
            data-problem=move || problem.with(Option::is_some).to_string()
        >
            <label class="folder">
                <span class="folder-title" dir="auto">{title}</span>
                <input
                    type="checkbox"
                    role="switch"
                    name="counts"
                    prop:checked=counts
                    disabled=purpose.never
                    on:change=switch
                />
                <span class="folder-what">{purpose.words}</span>
                <span class="folder-numbers">{line}</span>
            </label>
            {move || problem.get().map(|problem| view! { <Broken problem /> })}
            {move || order.failed.get().map(|failed| view! { <Trouble words=failed.words() /> })}
        </li>
    }
}

/// Why a folder could not be read.
#[component]
fn Broken(problem: Problem) -> impl IntoView {
    let words = words(&problem);
    view! {
        <div class="folder-problem" data-testid="folder-problem">
            <p>{words.what}". "{t::folders::goes_on()}</p>
            <Said said=words.said />
        </div>
    }
}
