//! Placeholders of the same height as what will take their place, so that nothing jumps.

use crate::i18n::t;
use leptos::prelude::*;

/// Of what there will be rows.
#[derive(Clone, Copy, Default)]
pub(crate) enum Bones {
    /// Of values, one line each.
    #[default]
    Lines,
    /// Of a list.
    Rows,
    /// With something to do.
    Actions,
    /// Of charts, each with its title.
    Charts,
}

impl Bones {
    /// Their name for styles.
    const fn class(self) -> &'static str {
        match self {
            Self::Lines => "",
            Self::Rows => "of-rows",
            Self::Actions => "of-actions",
            Self::Charts => "of-charts",
        }
    }
}

/// Rows that wait for what they will show.
#[component]
pub(crate) fn Skeleton(rows: u32, #[prop(optional)] of: Bones) -> impl IntoView {
    view! {
        <p class="unseen" role="status">{t::common::one_moment()}</p>
        <div class=["skeleton-rows", of.class()].join(" ") style=("--rows", rows.to_string()) aria-hidden="true"></div>
    }
}
