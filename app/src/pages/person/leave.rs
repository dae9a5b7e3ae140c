use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

/// Goes back to the list.
pub(super) fn leave() -> impl Fn() + Clone {
    let navigate = use_navigate();
    move || navigate("/people", NavigateOptions::default())
}
