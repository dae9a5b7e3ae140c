//! Rows that leave a list go with a motion.

use super::observe::on_children;
use leptos::prelude::*;
use std::time::Duration;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, MutationRecord, Node};

/// For how long a row is seen to leave; the style sheet has the same.
const LEAVING: Duration = Duration::from_millis(320);

/// By what a row is known again.
const NAME: &str = "data-address";

/// From now on a picture of each row that leaves this list stays in its place until it has faded.
pub(crate) fn ghosts(list: &Element) {
    let of = list.clone();
    on_children(list, move |records| {
        for record in &records {
            let removed = record.removed_nodes();
            let rows = (0..removed.length()).filter_map(|at| removed.item(at)?.dyn_into::<HtmlElement>().ok());
            rows.for_each(|row| leave(&of, &row, record));
        }
    });
}

fn leave(list: &Element, row: &HtmlElement, record: &MutationRecord) {
    // Drawn anew it did not leave; neither does a picture.
    let Some(name) = row.get_attribute(NAME) else { return };
    let is_it =
        |other: Node| other.dyn_ref::<Element>().is_some_and(|it| it.get_attribute(NAME).as_ref() == Some(&name));
    if let Ok(rows) = list.query_selector_all(&format!("[{NAME}]"))
        && (0..rows.length()).filter_map(|at| rows.item(at)).any(is_it)
    {
        return;
    }
    let Some(ghost) = row.clone_node_with_deep(true).ok().and_then(|it| it.dyn_into::<HtmlElement>().ok()) else {
        return;
    };
    for name in [NAME, "data-testid", "tabindex"] {
        drop(ghost.remove_attribute(name));
    }
    drop(ghost.set_attribute("inert", ""));
    ghost.set_class_name(&format!("{} leaving", row.class_name()));
    let is_here = |node: &Node| node.parent_node().is_some_and(|parent| parent.is_same_node(Some(list)));
    let before = record.next_sibling().filter(is_here);
    if list.insert_before(&ghost, before.as_ref()).is_ok() {
        set_timeout(move || ghost.remove(), LEAVING);
    }
}
