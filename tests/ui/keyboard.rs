//! The window by keyboard alone.

use std::collections::BTreeSet;

use eframe::egui::{Key, Role};
use egui_kittest::kittest::{By, NodeT as _, Queryable as _};

use manyhands::ui::Scale;

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

/// Presses Tab until what bears this name, or one that begins so, has the focus.
fn tab_to(window: &mut Window, role: Role, name: &str) {
    for _ in 0..120 {
        let focused = window.harness.query_all(By::new().predicate(|node| !node.is_hidden() && node.is_focused()));
        let is_there = |node: egui_kittest::Node<'_>| {
            let node = node.accesskit_node();
            let begins = |label: &str| label == name || label.starts_with(&format!("{name},"));
            node.role() == role && node.label().as_deref().is_some_and(begins)
        };
        if focused.into_iter().any(is_there) {
            return;
        }
        press(window, Key::Tab);
    }
    panic!("Tab does not lead to {name}");
}

fn press(window: &mut Window, key: Key) {
    window.harness.key_press(key);
    window.settle();
    window.settle();
}

#[test]
fn a_comparison_is_set_up_run_and_looked_at_by_keys_alone() {
    let sketch = Sketch { rounds: 2, contenders: &["sequential:1", "process-pool:10"], ..Sketch::default() };
    let report = sketch.report();
    let mut window = Window::usual();
    for mode in ["A process each", "Threads", "Async"] {
        tab_to(&mut window, Role::CheckBox, mode);
        press(&mut window, Key::Space);
    }
    tab_to(&mut window, Role::TextInput, "Process pool workers");
    (0..5).for_each(|_| press(&mut window, Key::ArrowUp));
    tab_to(&mut window, Role::TextInput, "Rounds");
    (0..6).for_each(|_| press(&mut window, Key::ArrowDown));
    tab_to(&mut window, Role::Button, "Run");
    press(&mut window, Key::Enter);
    assert_eq!(window.engine.heard(), ["compare"]);
    let plan = window.engine.last_plan().expect("a plan");
    assert_eq!(plan.contenders(), report.plan.contenders);
    assert_eq!(plan.rounds().get(), 2);

    for event in events(&report) {
        window.engine.tell(event);
        window.settle();
    }
    tab_to(&mut window, Role::RadioButton, "Log");
    press(&mut window, Key::Space);
    assert_eq!(window.state().scale(), Scale::Log);
    tab_to(&mut window, Role::Switch, "Run times as a table");
    press(&mut window, Key::Space);
    tab_to(&mut window, Role::Row, "Contender Sequential, Round 1");
    press(&mut window, Key::Enter);
    let selected = window.state().selected().expect("a run");
    assert_eq!(report.runs.iter().find(|run| run.id == selected).map(|run| run.round), Some(1));
    press(&mut window, Key::Escape);
    assert_eq!(window.state().selected(), None);
    let timeline = window.state().charts().timeline.title.clone();
    tab_to(&mut window, Role::Figure, &format!("Timeline, {timeline}"));
    press(&mut window, Key::Plus);
    assert!(window.state().looking().span().is_some(), "it is nearer");
    press(&mut window, Key::Num0);
    assert_eq!(window.state().looking().span(), None);
    tab_to(&mut window, Role::Button, "Picture 3");
    press(&mut window, Key::Enter);
    press(&mut window, Key::ArrowRight);
    assert_eq!(window.state().looking().large(), Some(3), "the picture after the third");
    press(&mut window, Key::Escape);
    assert_eq!(window.state().looking().large(), None);
    tab_to(&mut window, Role::Button, "Clear");
    press(&mut window, Key::Enter);
    assert_eq!(window.state().report(), None);
}
