//! A real browser, steered by WebDriver: Chromium, or Firefox where `KITH_BROWSER` says so.
//!
//! What WebDriver's standard has is said once, in `session`, `hands` and `tabs`. What it has not is in `own`, which leads
//! to `chromium` (the Chrome DevTools Protocol) and `firefox` (WebDriver BiDi, and scripts in the browser itself). What
//! only Chromium can do is in `kind`, and tests that need it ask there first.

mod axe;
mod bidi;
pub(crate) mod chromium;
mod clock;
mod driver;
mod firefox;
mod hands;
mod kind;
mod look;
mod network;
mod own;
mod screen;
mod session;
mod tabs;
mod workers;

pub use clock::Clock;
pub use fantoccini::{Client, Locator, elements::Element, key::Key};
pub use hands::CLEAR;
pub use kind::OnlyChromium;
pub use screen::Scheme;
pub use session::{Browser, Profile};
pub use tabs::Tab;
