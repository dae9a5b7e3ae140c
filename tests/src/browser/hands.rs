//! What a person does at a page: types, clicks, draws a finger over it.

use super::session::Browser;
use anyhow::{Context, Result};
use fantoccini::Locator;
use fantoccini::actions::{
    Actions, InputSource, KeyAction, KeyActions, MOUSE_BUTTON_LEFT, MouseActions, PointerAction, TouchActions,
};
use serde_json::json;
use std::time::Duration;

/// The keys that empty a field when they are sent to it: Control is held until it is named again. What would let go of
/// all that is held (`\u{e000}`) does not do so in Firefox.
pub const CLEAR: &str = "\u{e009}a\u{e009}\u{e017}";

impl Browser {
    /// Types keys, one after another, as a person would: when what came before is drawn, each to what has the focus at
    /// that moment. Control and Shift (`\u{e009}`, `\u{e008}`) are held until `\u{e000}`, or the end.
    ///
    /// WebDriver's own way to type into an element focuses that element first, and so takes back a focus that moved
    /// between the question which element has it and the first key.
    pub async fn keys(&self, keys: &str) -> Result<()> {
        // In Firefox, the focus moves from the last element of a page to the browser itself. The page still gets the
        // keys, but Enter does nothing until the page has the focus again.
        let drawn = "await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
            if (!document.hasFocus()) window.focus();";
        self.run_async(drawn).await?;
        let mut actions = KeyActions::new("keyboard".into());
        let mut held = Vec::new();
        for value in keys.chars().chain(['\u{e000}']) {
            actions = match value {
                '\u{e008}' | '\u{e009}' => {
                    held.push(value);
                    actions.then(KeyAction::Down { value })
                }
                '\u{e000}' => held.drain(..).fold(actions, |actions, value| actions.then(KeyAction::Up { value })),
                _ => actions.then(KeyAction::Down { value }).then(KeyAction::Up { value }),
            };
        }
        Ok(self.client.perform_actions(actions).await?)
    }

    /// Clicks on the first thing that `css` names, once it is there and stands still. If that is in something that
    /// is closed, a menu or a fold, opens it first.
    pub async fn click_on(&self, css: &str) -> Result<()> {
        let found = self.client.wait().for_element(Locator::Css(css)).await;
        found.with_context(|| format!("there is no {css}"))?;
        let behind = format!(
            "const it = document.querySelector({});
             const menu = it?.closest('.menu:not(:popover-open)');
             if (menu) return `[popovertarget='${{menu.id}}']`;
             return it && !it.matches('summary, summary *') && it.closest('details:not([open])') ? 'details:not([open]):has(' + {} + ') > summary' : null;",
            json!(css),
            json!(css)
        );
        if let Some(opens) = self.run(&behind).await?.as_str() {
            self.aim().await?;
            self.wait_until_still(opens).await?;
            self.client.find(Locator::Css(opens)).await?.click().await?;
        }
        self.aim().await?;
        self.wait_until_still(css).await?;
        // The page may redraw the element between the two. Then nothing was clicked.
        match self.client.find(Locator::Css(css)).await?.click().await {
            Err(error) if error.is_stale_element_reference() => {
                Ok(self.client.wait().for_element(Locator::Css(css)).await?.click().await?)
            }
            clicked => Ok(clicked?),
        }
    }

    /// Waits until an element stands still, for two frames in the same place. A person does not click on what moves.
    async fn wait_until_still(&self, css: &str) -> Result<()> {
        let stands = format!(
            "let before;
             for (let frames = 0; frames < 120; frames++) {{
                 await new Promise((done) => requestAnimationFrame(done));
                 const box = document.querySelector({})?.getBoundingClientRect();
                 const now = box && [box.x, box.y, box.width, box.height].join();
                 if (now && now === before) return;
                 before = now;
             }}",
            json!(css)
        );
        self.run_async(&stands).await.map(drop)
    }

    /// Takes the pointer away from where it was, so that the next click comes from elsewhere, as a person's hand does:
    /// the page lets no click hit what only just came under a pointer that rests.
    async fn aim(&self) -> Result<()> {
        let to = |x: f64| PointerAction::MoveTo { duration: None, x, y: 1.0 };
        // In two steps: Firefox believes the pointer to be where it was last moved, even after clicks elsewhere, and
        // ignores a move to that place.
        Ok(self.client.perform_actions(MouseActions::new("mouse".into()).then(to(9.0)).then(to(1.0))).await?)
    }

    /// Clicks on the middle of the first thing that `css` names, where it is, with Shift held or without.
    pub async fn click_in_place(&self, css: &str, shift: bool) -> Result<()> {
        let (x, y) = self.middle(css).await?;
        let mouse = MouseActions::new("mouse".into())
            .then(PointerAction::MoveTo { duration: None, x, y })
            .then(PointerAction::Down { button: MOUSE_BUTTON_LEFT })
            .then(PointerAction::Up { button: MOUSE_BUTTON_LEFT });
        let mut actions = Actions::from(mouse);
        if shift {
            // Both go on by the same steps: the key is down before the button is.
            actions = actions.and(KeyActions::new("keyboard".into()).then(KeyAction::Down { value: '\u{e008}' }));
        }
        self.client.perform_actions(actions).await?;
        // What is held is let go.
        Ok(self.client.release_actions().await?)
    }

    /// Draws a finger over the middle of what `css` names, so many CSS pixels to the right (or, below zero, to the
    /// left).
    pub async fn swipe(&self, css: &str, by: i32) -> Result<()> {
        let (x, y) = self.middle(css).await?;
        let to = |x: f64| PointerAction::MoveTo { duration: Some(Duration::from_millis(16)), x, y };
        let mut finger = TouchActions::new("finger".into()).then(to(x)).then(PointerAction::Down { button: 0 });
        for step in 1..=5 {
            finger = finger.then(to(x + f64::from(by * step) / 5.0));
        }
        Ok(self.client.perform_actions(finger.then(PointerAction::Up { button: 0 })).await?)
    }

    /// Where the middle of what `css` names is, in the window.
    async fn middle(&self, css: &str) -> Result<(f64, f64)> {
        let script = format!(
            "const box = document.querySelector({}).getBoundingClientRect();
             return [box.x + box.width / 2, box.y + box.height / 2];",
            json!(css)
        );
        Ok(serde_json::from_value(self.run(&script).await?)?)
    }
}
