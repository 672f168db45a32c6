//! The window by keyboard alone.

use std::collections::BTreeSet;

use eframe::egui::{Key, Role};
use egui_kittest::kittest::{By, NodeT as _, Queryable as _};

use crate::fixture::{Sketch, events};
use crate::play::{Opening, Window};

#[test]
fn ctrl_enter_runs_and_escape_cancels() {
    let mut window = Window::usual();
    window.press_run();
    assert_eq!(window.engine.heard(), ["compare"]);
    window.engine.tell(events(&Sketch::default().report()).swap_remove(0));
    window.settle();
    window.press_run();
    assert_eq!(window.engine.heard(), ["compare"], "one comparison at a time");
    window.harness.key_press(Key::Escape);
    window.settle();
    window.settle();
    assert_eq!(window.engine.heard(), ["compare", "cancel"]);
}

#[test]
fn ctrl_enter_runs_from_within_a_field() {
    let mut window = Window::usual();
    window.type_into("Pictures", "7");
    window.press_run();
    assert_eq!(window.engine.heard(), ["compare"]);
    assert_eq!(window.state().follow().count, 7);
}

#[test]
fn tab_reaches_every_control() {
    let opening = Opening { report: Some(Sketch::default().report()), ..Opening::default() };
    let mut window = Window::open(opening);
    let mut reached = BTreeSet::new();
    for _ in 0..80 {
        window.harness.key_press(Key::Tab);
        window.settle();
        let focused = window.harness.query_all(By::new().predicate(|node| !node.is_hidden() && node.is_focused()));
        reached.extend(focused.filter_map(|node| node.accesskit_node().label()));
    }
    for name in [
        "Fold the set-up away",
        "Light or dark",
        "Pictures from",
        "Pictures",
        "Rounds",
        "Work",
        "Sequential",
        "A process each",
        "Process pool",
        "Process pool workers",
        "Threads",
        "Threads workers",
        "Async",
        "Async workers",
        "Save to",
        "Choose…",
        "Run",
        "Seconds",
        "Times as fast",
        "Log",
        "Picture 1",
        "Picture 10",
    ] {
        assert!(reached.contains(name), "{name} is not among {reached:?}");
    }
}

#[test]
fn space_and_arrows_change_what_has_the_focus() {
    let mut window = Window::usual();
    window.harness.get_by_role_and_label(Role::CheckBox, "Async").focus();
    window.settle();
    window.harness.key_press(Key::Space);
    window.settle();
    window.settle();
    assert!(!window.state().set_up().modes[4].chosen);
    window.harness.get_by_role_and_label(Role::TextInput, "Rounds").focus();
    window.settle();
    for _ in 0..3 {
        window.harness.key_press(Key::ArrowUp);
        window.settle();
        window.settle();
    }
    window.harness.key_press(Key::ArrowDown);
    window.settle();
    window.settle();
    assert_eq!(window.state().set_up().rounds, "10");
}
