//! Kith's icons and its mark, drawn for it on a grid of 24.

use leptos::prelude::*;

/// What an icon shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// Two people.
    People,
    Sun,
    /// Sliders.
    Settings,
    /// An envelope.
    Mail,
    /// A magnifying glass.
    Search,
    /// A cross.
    Close,
    /// An arrow that leaves, up and away.
    Sent,
    /// An arrow that arrives.
    Received,
    /// An arrow back.
    Back,
    /// Two sheets.
    Copy,
    /// A check mark.
    Done,
    /// A mark in a circle.
    Attention,
    /// Two arrows in a circle.
    Fresh,
    /// An open eye.
    Look,
    /// An eye that is crossed out.
    Hide,
    /// A paper clip.
    Clip,
    Folder,
    /// Lines of talk.
    Activity,
    /// Columns side by side.
    Columns,
    /// A padlock.
    Lock,
    /// A plus sign.
    Add,
    /// An arrow into a tray.
    Import,
    /// Three dots.
    More,
    /// A tag on a string.
    Tag,
    /// A lined sheet.
    Note,
    /// A house of offices.
    Company,
    /// A clock.
    Clock,
    /// A receiver.
    Phone,
    /// A speech bubble.
    Talk,
    /// Bars of a chart.
    Chart,
}

impl Shape {
    const fn path(self) -> &'static str {
        match self {
            Self::People => {
                "M9 11.25a3.25 3.25 0 1 0 0-6.5 3.25 3.25 0 0 0 0 6.5M3 19.25c.5-3.1 2.9-5 6-5s5.5 1.9 6 5M15.75 5.1a3 3 0 0 1 0 5.8M17.75 14.65c1.8.7 2.95 2.3 3.25 4.6"
            }
            Self::Lock => "M6.5 10.75h11v9h-11zM8.75 10.75v-2.5a3.25 3.25 0 0 1 6.5 0v2.5",
            Self::Columns => "M4.75 4.5h3.5v15h-3.5zM10.25 4.5h3.5v10.5h-3.5zM15.75 4.5h3.5v7h-3.5z",
            Self::Sun => {
                "M12 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8M12 2.75v2M12 19.25v2M2.75 12h2M19.25 12h2M5.5 5.5l1.4 1.4M17.1 17.1l1.4 1.4M5.5 18.5l1.4-1.4M17.1 6.9l1.4-1.4"
            }
            Self::Settings => {
                "M4 7.5h8.5M17.5 7.5H20M4 16.5h2.5M11.5 16.5H20M15 10a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5M9 19a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5"
            }
            Self::Mail => {
                "M5.5 5.5h13a2 2 0 0 1 2 2v9a2 2 0 0 1-2 2h-13a2 2 0 0 1-2-2v-9a2 2 0 0 1 2-2M4 7.5l6.7 5a2.2 2.2 0 0 0 2.6 0l6.7-5"
            }
            Self::Search => "M10.75 17a6.25 6.25 0 1 0 0-12.5 6.25 6.25 0 0 0 0 12.5M15.5 15.5 20 20",
            Self::Close => "M6.5 6.5l11 11M17.5 6.5l-11 11",
            Self::Sent => "M7 17 17 7M9 7h8v8",
            Self::Received => "M17 7 7 17M15 17H7V9",
            Self::Back => "M14.5 5.5 8 12l6.5 6.5",
            Self::Copy => {
                "M10 8.5h7a2 2 0 0 1 2 2V18a2 2 0 0 1-2 2h-7a2 2 0 0 1-2-2v-7.5a2 2 0 0 1 2-2M5.2 15.3A2 2 0 0 1 5 14.5V6a2 2 0 0 1 2-2h7c.5 0 .9.2 1.2.5"
            }
            Self::Chart => "M4.5 19.5h15M7 16V11M12 16V5M17 16V8.5",
            Self::Add => "M12 5.5v13M5.5 12h13",
            Self::Import => {
                "M12 4.5v10M7.75 10.5 12 14.75l4.25-4.25M4.5 15.5v2.75a1.5 1.5 0 0 0 1.5 1.5h12a1.5 1.5 0 0 0 1.5-1.5V15.5"
            }
            Self::More => {
                "M5.25 12a.75.75 0 1 0 1.5 0 .75.75 0 1 0-1.5 0M11.25 12a.75.75 0 1 0 1.5 0 .75.75 0 1 0-1.5 0M17.25 12a.75.75 0 1 0 1.5 0 .75.75 0 1 0-1.5 0"
            }
            Self::Tag => {
                "M4.5 5.5v6.2a2 2 0 0 0 .6 1.4l6 6a2 2 0 0 0 2.8 0l5.2-5.2a2 2 0 0 0 0-2.8l-6-6a2 2 0 0 0-1.4-.6H5.5a1 1 0 0 0-1 1M8.5 8.5v.01"
            }
            Self::Note => {
                "M6.5 4.5h11a1 1 0 0 1 1 1v9.5l-4.5 4.5h-7.5a1 1 0 0 1-1-1v-13a1 1 0 0 1 1-1M14 19.25V15h4.25M8.75 9h6.5M8.75 12.5h3.5"
            }
            Self::Company => {
                "M5.5 19.5v-13a1 1 0 0 1 1-1h6a1 1 0 0 1 1 1v13M13.5 10h4a1 1 0 0 1 1 1v8.5M3.75 19.5h16.5M8.5 9h2M8.5 12.5h2M8.5 16h2M16 13.5v.01M16 16.5v.01"
            }
            Self::Clock => "M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17M12 7.5V12l3 2",
            Self::Phone => {
                "M7.2 4.5h2.3l1.5 4-1.9 1.4a10.5 10.5 0 0 0 5 5l1.4-1.9 4 1.5v2.3a2 2 0 0 1-2.1 2A14.6 14.6 0 0 1 5.2 6.6a2 2 0 0 1 2-2.1"
            }
            Self::Talk => {
                "M6 5.5h12a1.5 1.5 0 0 1 1.5 1.5v8a1.5 1.5 0 0 1-1.5 1.5h-6L8 20v-3.5H6A1.5 1.5 0 0 1 4.5 15V7A1.5 1.5 0 0 1 6 5.5"
            }
            Self::Done => "M5 12.5l4.5 4.5L19 7.5",
            Self::Attention => "M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17M12 8v4.75M12 15.9v.1",
            Self::Fresh => {
                "M19.5 11A7.5 7.5 0 0 0 6.3 7.1L4.5 9M4.5 5v4h4M4.5 13a7.5 7.5 0 0 0 13.2 3.9l1.8-1.9M19.5 19v-4h-4"
            }
            Self::Look => {
                "M2.75 12C4.7 8.2 8 6 12 6s7.3 2.2 9.25 6C19.3 15.8 16 18 12 18s-7.3-2.2-9.25-6M12 14.75a2.75 2.75 0 1 0 0-5.5 2.75 2.75 0 0 0 0 5.5"
            }
            Self::Hide => {
                "M4.5 4.5l15 15M9.5 6.3A10 10 0 0 1 12 6c4 0 7.3 2.2 9.25 6a12.5 12.5 0 0 1-2.6 3.4M6.2 8A12.4 12.4 0 0 0 2.75 12C4.7 15.8 8 18 12 18c1.5 0 2.9-.3 4.2-.9M10.1 10.1a2.75 2.75 0 0 0 3.8 3.8"
            }
            Self::Folder => {
                "M5.5 19h13a2 2 0 0 0 2-2V9.5a2 2 0 0 0-2-2h-6.6L9.9 5.2a1 1 0 0 0-.7-.2H5.5a2 2 0 0 0-2 2v10a2 2 0 0 0 2 2"
            }
            Self::Activity => "M5 7l3 2.5L5 12M11 12h8M5 17h14",
            Self::Clip => {
                "M18.5 11.5 12 18a4.2 4.2 0 0 1-6-6l7-7a2.9 2.9 0 0 1 4.1 4.1l-6.9 6.9a1.5 1.5 0 0 1-2.1-2.1L14 8"
            }
        }
    }
}

/// An icon beside words; it says nothing by itself.
#[component]
pub(crate) fn Icon(shape: Shape) -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
            <path d=shape.path() />
        </svg>
    }
}

/// Kith's mark: two that are close to each other.
#[component]
pub(crate) fn Mark() -> impl IntoView {
    view! {
        <svg class="mark" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
            <circle class="mark-you" cx="12" cy="18" r="9" />
            <circle class="mark-they" cx="21" cy="13" r="8" />
            <path class="mark-tie" d="M13.95 9.21A9 9 0 0 1 20.49 20.98 8 8 0 0 1 13.95 9.21" />
        </svg>
    }
}
