use super::model::{ListRow, count, heading, headings, list_row, row_of};
use super::selection::Selection;
use super::subjects::Subjects;
use crate::client::Live;
use crate::components::heading::{SectionHead, list_heading};
use crate::components::icon::{Icon, Shape};
use crate::components::long_list::{ListPosition, LongList};
use crate::components::trouble::Trouble;
use crate::features::add_person::Adding;
use crate::features::contact_way::shape;
use crate::features::photos::PersonAvatar;
use crate::i18n::t;
use crate::platform::focus::{focus_soon, open_by_arrows, typing};
use crate::platform::press::press;
use crate::platform::time::{Today, clock};
use crate::present::calendar::ago;
use crate::present::contact::title;
use crate::present::failed::Failed;
use crate::present::keys::{EVERYWHERE, Everywhere, FILTER, Filter, PEOPLE, PERSON, People, Person, act, hint};
use crate::present::links::slug;
use crate::present::reason::reason;
use crate::present::text::{joined, messages, thousands};
use kith_engine::api::{ContactWay, FilteredOutGroup, Group, Order, PeoplePage, PeopleQuery, PersonId, PersonRow};
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use leptos_router::components::A;

type Page = Live<PeopleQuery, PeoplePage>;

/// Reads the newest page of rows; nothing of it where there is none.
fn read<T: Default>(page: Page, read: impl FnOnce(&PeoplePage) -> T) -> T {
    page.with(|page| match page {
        Some((_, Ok(page))) => read(page),
        _ => T::default(),
    })
}

/// Title and count, the filter, which list in which order.
#[component]
pub(super) fn Tools<F, O, G>(
    page: Page,
    filter: RwSignal<String>,
    order: RwSignal<Order>,
    set_filter: F,
    set_order: O,
    chosen: Memo<Option<PersonId>>,
    place: ListPosition,
    group: RwSignal<Group>,
    set_group: G,
) -> impl IntoView
where
    G: Fn(Group) + Copy + Send + Sync + 'static,
    F: Fn(String) + Copy + Send + Sync + 'static,
    O: Fn(Order) + Copy + Send + Sync + 'static,
{
    let counts = Memo::new(move |_| read(page, |page| Some((page.matching, page.all))));
    // The filter that the counts belong to: the one being typed is a moment ahead.
    let shown = move || {
        let filter = page.with(|page| page.as_ref().map(|(query, _)| query.filter.clone()).unwrap_or_default());
        counts.get().map(|(matching, all)| count(matching, all, &filter))
    };
    let is_beside = Signal::derive(move || chosen.get().is_some());
    let adding = Adding::of_page();
    let add_tip = joined([t::add::title().to_owned(), hint(&EVERYWHERE, Everywhere::Add).unwrap_or_default()]);
    let hotkey = window_event_listener(leptos::ev::keydown, |event| {
        if act(&PEOPLE, &press(&event)) == Some(People::Filter) && !typing() {
            event.prevent_default();
            focus_soon("[name=filter]".into());
        }
    });
    on_cleanup(move || hotkey.remove());
    let keys = move |event: KeyboardEvent| match act(&FILTER, &press(&event)) {
        Some(Filter::Clear) if !filter.with_untracked(String::is_empty) => {
            event.prevent_default();
            set_filter(String::new());
        }
        Some(Filter::List) => {
            event.prevent_default();
            place.focus();
        }
        Some(Filter::Clear) | None => {}
    };
    view! {
        <header class="tools">
            <div class="page-head">
                {list_heading(t::shell::people(), is_beside)}
                <output
                    class="count"
                    data-testid="people-count"
                    data-matching=move || counts.get().map(|counts| counts.0)
                    data-all=move || counts.get().map(|counts| counts.1)
                >
                    {shown}
                </output>
                <div class="page-acts">
                    <A href="/import" attr:class="icon-button" attr:data-testid="to-import" attr:aria-label=t::import::open() attr:title=t::import::open()>
                        <Icon shape=Shape::Import />
                    </A>
                    <button class="icon-button" type="button" data-testid="add-person" aria-label=t::add::title() title=add_tip aria-keyshortcuts="N" on:click=move |_| adding.begin("")>
                        <Icon shape=Shape::Add />
                    </button>
                </div>
            </div>
            <div class="tools-find">
                <div class="filter">
                    <Icon shape=Shape::Search />
                    <input
                        type="search"
                        name="filter"
                        aria-label=t::people::filter_label()
                        placeholder=t::people::filter_placeholder()
                        autocomplete="off"
                        autocapitalize="off"
                        spellcheck="false"
                        aria-keyshortcuts="/"
                        prop:value=filter
                        on:input=move |event| set_filter(event_target_value(&event))
                        on:keydown=keys
                    />
                    <kbd aria-hidden="true">{hint(&PEOPLE, People::Filter)}</kbd>
                    <Show when=move || !filter.with(String::is_empty)>
                        <button
                            class="icon-button"
                            type="button"
                            aria-label=t::people::show_everyone()
                            on:click=move |_| {
                                set_filter(String::new());
                                focus_soon("[name=filter]".into());
                            }
                        >
                            <Icon shape=Shape::Close />
                        </button>
                    </Show>
                </div>
            </div>
            <div class="tools-show">
                <div class="segments" role="group" aria-label=t::people::which_list()>
                    <Of group set_group value=Group::People name="people" title=t::shell::people() />
                    <Of group set_group value=Group::FilteredOut name="others" title=t::search::filtered_out() />
                </div>
                <select class="plain-select" name="order" aria-label=t::people::sorted_by() hidden=move || group.get() == Group::FilteredOut
                    on:change=move |event| set_order(if event_target_value(&event) == "name" { Order::Name } else { Order::LastContact })
                    on:keydown=|event| open_by_arrows(&event)>
                    <option value="last-contact" selected=move || order.get() == Order::LastContact>{t::people::last_contact()}</option>
                    <option value="name" selected=move || order.get() == Order::Name>{t::people::name()}</option>
                </select>
            </div>
        </header>
    }
}

#[component]
fn Of<G>(group: RwSignal<Group>, set_group: G, value: Group, name: &'static str, title: &'static str) -> impl IntoView
where
    G: Fn(Group) + Copy + Send + Sync + 'static,
{
    view! {
        <label>
            <input
                type="radio"
                name="group"
                value=name
                prop:checked=move || group.get() == value
                on:change=move |_| set_group(value)
            />
            <span>{title}</span>
        </label>
    }
}

/// The rows, or why there are none.
#[component]
pub(super) fn List<F>(
    page: Page,
    failed: Memo<Option<Failed>>,
    chosen: Memo<Option<PersonId>>,
    place: ListPosition,
    filter: RwSignal<String>,
    set_filter: F,
    selection: Selection,
    query: Callback<(), PeopleQuery>,
) -> impl IntoView
where
    F: Fn(String) + Copy + Send + Sync + 'static,
{
    let groups = Memo::new(move |_| read(page, |page| page.groups.clone()));
    let headings = Memo::new(move |_| groups.with(|groups| headings(groups)));
    let total = Memo::new(move |_| {
        let headings = groups.with(|groups| u32::try_from(groups.len()).unwrap_or(u32::MAX));
        read(page, |page| page.matching.saturating_add(headings))
    });
    let none = Memo::new(move |_| read(page, |page| (page.matching == 0).then_some(page.all)));
    let loading = Memo::new(move |_| page.with(Option::is_none) && failed.with(Option::is_none));
    let row = move |at: u32| {
        let of = Memo::new(move |_| groups.with(|groups| list_row(at, groups)));
        move || {
            match of.get() {
            ListRow::Heading(group, count) => view! {
                <div class="list-group" data-testid="list-group">
                    <SectionHead title=Signal::stored(heading(group).to_owned()) count=Signal::stored(thousands(count)) />
                </div>
            }
            .into_any(),
            ListRow::Person(at) => {
                let row = Memo::new(move |_| {
                    read(page, |page| {
                        let at = at.checked_sub(page.offset).and_then(|at| usize::try_from(at).ok());
                        at.and_then(|at| page.rows.get(at)).cloned()
                    })
                });
                view! { <Row row page groups at chosen place selection query /> }.into_any()
            }
        }
        }
    };
    view! {
        {move || failed.get().map(|failed| view! { <Trouble words=failed.words() /> })}
        {move || loading.get().then(|| view! { <Skeleton /> })}
        <LongList total=total.into() headings=headings.into() place label=t::shell::people() row>
            {move || none.get().map(|all| view! { <Empty all set_filter /> })}
            <Subjects filter />
        </LongList>
    }
}

/// One row. It stays the same link while its person is loaded or becomes another, so that it keeps the focus.
#[component]
fn Row(
    row: Memo<Option<PersonRow>>,
    page: Page,
    groups: Memo<Vec<(FilteredOutGroup, u32)>>,
    at: u32,
    chosen: Memo<Option<PersonId>>,
    place: ListPosition,
    selection: Selection,
    query: Callback<(), PeopleQuery>,
) -> impl IntoView {
    let known = move || row.with(Option::is_some);
    let id = Memo::new(move |_| row.with(|row| row.as_ref().map(|row| row.id)));
    let name = move || row.with(|row| row.as_ref().map(|row| t::people::select_one(&row.name)));
    let is_picked = move || id.get().is_some_and(|id| selection.has(id));
    let pick = move |event: leptos::ev::MouseEvent| {
        if let Some(id) = id.get_untracked() {
            selection.pick(id, at, event.shift_key(), query);
            // The browser has turned the box; someone in a range stays chosen.
            let tick = event_target::<web_sys::HtmlInputElement>(&event);
            request_animation_frame(move || tick.set_checked(selection.has(id)));
        }
    };
    let keys = move |event: KeyboardEvent| {
        let to = match act(&PERSON, &press(&event)) {
            Some(Person::Select) => {
                event.prevent_default();
                if let Some(id) = id.get_untracked() {
                    selection.pick(id, at, false, query);
                }
                return;
            }
            Some(Person::ExtendDown) => at.saturating_add(1).min(read(page, |page| page.matching).saturating_sub(1)),
            Some(Person::ExtendUp) => at.saturating_sub(1),
            None => return,
        };
        event.prevent_default();
        if let Some(id) = id.get_untracked() {
            selection.extend(id, at, to, query);
            place.go(groups.with_untracked(|groups| row_of(to, groups)));
        }
    };
    view! {
        <input
            class="pick"
            type="checkbox"
            name="pick"
            tabindex="-1"
            aria-label=name
            prop:checked=is_picked
            // With Shift a mouse would choose the words between, too.
            on:mousedown=|event| if event.shift_key() { event.prevent_default() }
            on:click=pick
        />
        <a
            class="person-row"
            href=move || id.get().map(|id| format!("/people/{}", slug(id)))
            tabindex=move || if place.at.get() == groups.with(|groups| row_of(at, groups)) { "0" } else { "-1" }
            aria-keyshortcuts="X"
            aria-current=move || (id.get().is_some() && chosen.get() == id.get()).then_some("page")
            data-testid=move || known().then_some("person-row")
            data-address=move || row.with(|row| row.as_ref().map(|row| row.address.clone()))
            data-apart=move || row.with(|row| row.as_ref().is_some_and(|row| !row.reason.is_person()).then_some("true"))
            data-messages=move || row.with(|row| row.as_ref().map(|row| row.messages))
            data-last=move || row.with(|row| row.as_ref().and_then(|row| row.last_contact).map(|last| last.at))
            on:keydown=keys
        >
            {move || row.get().map(|row| view! { <RowText row /> })}
        </a>
    }
}

#[component]
fn RowText(row: PersonRow) -> impl IntoView {
    let today = Today::of_page();
    let apart = (!row.reason.is_person()).then(|| reason(&row.reason));
    // The lists are in the order of this.
    let contact = row.last_contact.filter(|_| apart.is_none());
    let last = if apart.is_some() { row.last_seen } else { contact.map(|contact| contact.at) };
    let last = last.map(|last| clock(last).day_number);
    let who = contact.map_or_else(t::people::last_seen, |contact| title(contact.way));
    let company = row.company.map(|(_, name)| name);
    // Without a name the address stands for it, and need not stand there twice.
    let address = if row.address == row.name { String::new() } else { row.address };
    let about = match contact.map(|contact| contact.way) {
        None | Some(ContactWay::Sent | ContactWay::Received) if row.last_subject.is_empty() => address,
        None | Some(ContactWay::Sent | ContactWay::Received) => row.last_subject,
        Some(other) => title(other).to_owned(),
    };
    view! {
        <PersonAvatar id=row.id name=row.name.clone() photo=row.photo />
        <span class="person-name" dir="auto">{row.name}</span>
        <span class="person-last">
            {last.map(|last| view! {
                <span class="unseen">{who}" "</span>
                {move || ago(last, today.get())}
            })}
        </span>
        <span class="person-address" dir="auto">
            {contact.map(|contact| view! { <Icon shape=shape(contact.way) /> })}
            // First, since the subject may fill the line.
            {row.tags.into_iter().map(|tag| view! { <span class="tag">{tag}</span> }).collect_view()}
            {match apart {
                Some(why) => why,
                None => joined([company.unwrap_or_default(), about]),
            }}
        </span>
        <span class="person-messages" title=messages(row.messages)>
            <span aria-hidden="true">{thousands(row.messages)}</span>
            <span class="unseen">{messages(row.messages)}</span>
        </span>
    }
}

#[component]
fn Skeleton() -> impl IntoView {
    let rows = std::iter::repeat_with(
        || view! { <div class="person-row"><span class="avatar"></span><span class="bone"></span></div> },
    );
    view! { <div class="skeleton" aria-hidden="true">{rows.take(8).collect_view()}</div> }
}

/// No one to show: no one matches, or no one was found yet.
#[component]
fn Empty<F>(all: u32, set_filter: F) -> impl IntoView
where
    F: Fn(String) + Copy + Send + Sync + 'static,
{
    if all > 0 {
        view! {
            <div class="empty" data-testid="people-empty">
                <p>{t::people::no_match()}</p>
                <p>{t::people::no_match_hint()}</p>
                <button class="button" type="button" on:click=move |_| set_filter(String::new())>{t::people::show_everyone()}</button>
            </div>
        }
        .into_any()
    } else {
        view! {
            <div class="empty" data-testid="people-empty">
                <p>{t::people::none_yet()}</p>
                <p>{t::people::none_yet_hint()}</p>
                <A href="/settings/email" attr:class="button">{t::people::view_accounts()}</A>
            </div>
        }
        .into_any()
    }
}
