//! The pages, each in three: `model` (pure), views (functions of signals), and what loads and wires them. No page
//! imports another; what several of them show is in [`crate::features`]. A new one is a module here, a route, and an
//! entry of the navigation if it has one.

pub(crate) mod bucket;
pub(crate) mod companies;
pub(crate) mod duplicates;
pub(crate) mod import;
pub(crate) mod insights;
pub(crate) mod people;
pub(crate) mod person;
pub(crate) mod pipeline;
pub(crate) mod review;
pub(crate) mod settings;
#[cfg(target_arch = "wasm32")]
pub(crate) mod signed_in;
pub(crate) mod sort;
pub(crate) mod today;

#[cfg(target_arch = "wasm32")]
pub(crate) use addresses::{Addresses, Entries, Entry, OtherEntries};
#[cfg(target_arch = "wasm32")]
pub(crate) use people::Welcome;

#[cfg(target_arch = "wasm32")]
mod addresses {
    use super::bucket::BucketPage;
    use super::companies::{Companies, Company, NoCompany};
    use super::duplicates::Same;
    use super::import::Import;
    use super::insights::{BehindFigure, Insights};
    use super::people::{Nobody, People};
    use super::person::Person;
    use super::pipeline::Pipelines;
    use super::review::Review;
    use super::settings::{
        Accounts, Activity, AllSettings, BookFields, BookLog, BookOverview, BookRules, Buckets, Connect, ConnectBook,
        Connections, Data, Folders, General, History, PeopleRules, Settings, SkippedMessages, Tracking,
    };
    use super::signed_in::SignedIn;
    use super::sort::Sort;
    use super::today::Today;
    use crate::client::Engine;
    use crate::components::icon::{Icon, Shape};
    use crate::i18n::t;
    use crate::platform::title::title;
    use leptos::prelude::*;
    use leptos_router::components::{A, Outlet, ParentRoute, Route, Routes};
    use leptos_router::hooks::use_location;
    use leptos_router::path;

    /// The pages that the navigation leads to on every screen.
    #[component]
    pub(crate) fn Entries() -> impl IntoView {
        view! {
            <Entry href="/today" shape=Shape::Sun title=t::shell::today() also=&["/sort", "/buckets"] />
            <Entry href="/people" shape=Shape::People title=t::shell::people() />
            <Entry href="/companies" shape=Shape::Company title=t::shell::companies() />
        }
    }

    /// The other ones, but the settings: on a phone they are behind one entry.
    #[component]
    pub(crate) fn OtherEntries() -> impl IntoView {
        view! {
            <Entry href="/insights" shape=Shape::Chart title=t::shell::insights() />
            <PipelineEntry />
        }
    }

    /// Once there is a pipeline.
    #[component]
    fn PipelineEntry() -> impl IntoView {
        let overview = Engine::of_page().overview();
        let is_there = Memo::new(move |_| overview.with(|it| it.as_ref().is_some_and(|it| it.pipelines > 0)));
        view! {
            <Show when=move || is_there.get()>
                <Entry href="/pipeline" shape=Shape::Columns title=t::shell::pipeline() />
            </Show>
        }
    }

    /// `also`: where else one is then, beside the pages below `href`.
    #[component]
    pub(crate) fn Entry(
        href: &'static str,
        shape: Shape,
        title: &'static str,
        #[prop(optional)] also: &'static [&'static str],
    ) -> impl IntoView {
        let path = use_location().pathname;
        let is_here = Memo::new(move |_| {
            let is_below = |page: &str| {
                path.with(|path| path.strip_prefix(page).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')))
            };
            is_below(href) || also.iter().any(|page| is_below(page))
        });
        view! {
            <a href=href class="entry" aria-current=move || is_here.get().then_some("page") data-testid=href.replace('/', "nav-")>
                <Icon shape />
                <span>{title}</span>
            </a>
        }
    }

    /// The page at each address.
    #[component]
    pub(crate) fn Addresses() -> impl IntoView {
        view! {
            // Not a redirect: one from here would change the address while the router is still reading it.
            <Routes fallback=Nowhere>
                // Before the people, since it is none of them.
                <Route path=path!("/people/review") view=Review />
                <ParentRoute path=path!("/people") view=People>
                    <Route path=path!("") view=Nobody />
                    <Route path=path!(":id") view=Person />
                </ParentRoute>
                <Route path=path!("/today") view=Today />
                <Route path=path!("/sort") view=Sort />
                <Route path=path!("/buckets/:id") view=BucketPage />
                <Route path=path!("/same") view=Same />
                <Route path=path!("/import") view=Import />
                <Route path=path!("/signed-in") view=SignedIn />
                <Route path=path!("/pipeline") view=Pipelines />
                <ParentRoute path=path!("/companies") view=Companies>
                    <Route path=path!("") view=NoCompany />
                    <Route path=path!(":id") view=Company />
                </ParentRoute>
                <Route path=path!("/insights") view=Insights />
                <Route path=path!("/insights/:figure") view=BehindFigure />
                <ParentRoute path=path!("/settings") view=Settings>
                    <Route path=path!("") view=AllSettings />
                    <Route path=path!("/buckets") view=Buckets />
                    <ParentRoute path=path!("/connections") view=Outlet>
                        <Route path=path!("") view=Connections />
                        <Route path=path!("/connect") view=ConnectBook />
                        <Route path=path!("/:book") view=BookOverview />
                        <Route path=path!("/:book/rules") view=BookRules />
                        <Route path=path!("/:book/fields") view=BookFields />
                        <Route path=path!("/:book/changes") view=BookLog />
                    </ParentRoute>
                    <Route path=path!("/rules") view=PeopleRules />
                    <Route path=path!("/who") view=Tracking />
                    <Route path=path!("/history") view=History />
                    <Route path=path!("/data") view=Data />
                    <Route path=path!("/general") view=General />
                    <ParentRoute path=path!("/email") view=Outlet>
                        <Route path=path!("") view=Accounts />
                        <Route path=path!("/connect") view=Connect />
                        <Route path=path!("/:account/folders") view=Folders />
                        <Route path=path!("/:account/aside") view=SkippedMessages />
                        <Route path=path!("/:account/activity") view=Activity />
                    </ParentRoute>
                </ParentRoute>
            </Routes>
        }
    }

    /// An address that leads nowhere.
    #[component]
    fn Nowhere() -> impl IntoView {
        title(|| t::shell::not_found().to_owned());
        view! {
            <section class="page nowhere" data-testid="nowhere">
                <h1>{t::shell::not_found()}</h1>
                <p>{t::shell::not_found_why()}</p>
                <A href="/people" attr:class="button primary">{t::shell::go_to_people()}</A>
            </section>
        }
    }
}
