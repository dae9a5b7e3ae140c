//! A real browser (Chromium), steered by WebDriver.

mod axe;
mod chromium;
mod clock;
mod driver;
mod look;
mod screen;
mod tabs;
mod workers;

pub use chromium::{Browser, Profile};
pub use clock::Clock;
pub use fantoccini::{Client, Locator, elements::Element, key::Key};
pub use screen::Scheme;
pub use tabs::Tab;
