//! What a screen reader is told: the tree of names and roles, in every state of the window.

use std::collections::BTreeMap;

use eframe::egui::accesskit::{Action, Live};
use eframe::egui::{Role, Theme};
use egui_kittest::kittest::{By, NodeT as _, Queryable as _};

use crate::play::{Opening, Window};
use crate::states::{self, compare, painted};

/// A node as a reader meets it.
#[derive(Debug)]
struct Told {
    role: Role,
    name: String,
    /// Something happens when it is pressed, or something can be typed.
    is_control: bool,
    is_live: bool,
}

/// All that is not hidden.
fn tree(window: &Window) -> Vec<Told> {
    let nodes = window.harness.query_all(By::new().predicate(|node| !node.is_hidden()));
    let told = |node: egui_kittest::Node<'_>| {
        let node = node.accesskit_node();
        let data = node.data();
        // A bar to scroll by is no control: what has the focus is scrolled into view.
        let is_pressed = data.supports_action(Action::Click) && node.role() != Role::ScrollBar;
        Told {
            role: node.role(),
            name: node.label().or_else(|| node.value()).unwrap_or_default(),
            is_control: is_pressed || node.role() == Role::TextInput,
            is_live: node.live() != Live::Off,
        }
    };
    nodes.map(told).collect()
}

#[test]
fn every_control_has_a_name_of_its_own_in_every_state() {
    let (folder, mut wrong) = (painted(), Vec::new());
    for (part, state) in states::ALL.iter().flat_map(|part| part.states.iter().map(move |state| (part, state))) {
        let window = (part.window)(state, Opening { theme: Theme::Light, ..Opening::default() }, folder.path());
        let state = format!("{} {state}", part.name);
        let mut names: BTreeMap<(String, String), u32> = BTreeMap::new();
        let controls = tree(&window).into_iter().filter(|node| node.is_control);
        for control in controls {
            if control.name.trim().is_empty() {
                wrong.push(format!("{state}: a {:?} without a name", control.role));
            }
            *names.entry((format!("{:?}", control.role), control.name)).or_default() += 1;
        }
        assert!(names.len() > 5, "{state}: {names:?}");
        let twice = names.iter().filter(|(_, count)| **count > 1);
        wrong.extend(twice.map(|(name, count)| format!("{state}: {count} times {name:?}")));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn results_are_told_with_their_figures() {
    let folder = painted();
    let window = compare::window("done", Opening::default(), folder.path());
    let tree = tree(&window);
    let figures: Vec<&str> =
        tree.iter().filter(|node| node.role == Role::Figure).map(|node| node.name.as_str()).collect();
    for begin in ["Time of each run", "Active processes", "Timeline"] {
        assert!(figures.iter().any(|name| name.starts_with(begin)), "{begin} is not among {figures:?}");
    }
    assert!(tree.iter().any(|node| node.is_live && node.name.contains("tie")), "the verdict is said when it changes");
    let pictures = tree.iter().filter(|node| node.role == Role::Button && node.name.starts_with("Picture "));
    assert_eq!(pictures.count(), 10);
}

#[test]
fn the_clock_s_progress_is_told() {
    let folder = painted();
    let window = compare::window("running", Opening::default(), folder.path());
    let tree = tree(&window);
    let progress = tree.iter().find(|node| node.role == Role::ProgressIndicator);
    assert!(progress.is_some_and(|node| !node.name.is_empty()), "{tree:?}");
    assert!(tree.iter().any(|node| node.role == Role::Button && node.name == "Cancel"));
}
