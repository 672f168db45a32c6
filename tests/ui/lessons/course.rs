//! The way through the course: knobs, what stays until the next start, keys, the projector.

use std::collections::BTreeSet;

use eframe::egui::{Key, Modifiers, Role};
use egui_kittest::kittest::{By, NodeT as _, Queryable as _};
use manyhands::model::Lesson;
use manyhands::store::{Settings, View};

use super::{open, runs};
use crate::course::events;
use crate::play::{Opening, Window};
use crate::states::lessons::{choose, in_lessons, play, row, tell_all};

#[test]
fn knobs_are_typed_chosen_and_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut window = in_lessons(Opening { folder: Some(folder.path().to_owned()), ..Opening::default() });
    choose(&mut window, Lesson::FourProcesses);
    window.type_into("processes", "7");
    window.type_into("each works", "0.35");
    window.press_run();
    assert_eq!(runs(&window).last().expect("it runs").values[..2], [7.0, 0.35]);
    tell_all(&mut window, events(Lesson::FourProcesses));
    window.type_into("processes", "99");
    window.harness.get_by_label("Type a whole number from 1 to 16.");
    window.press_run();
    assert_eq!(runs(&window).len(), 1, "nothing is run that cannot be");
    window.type_into("processes", "3");
    choose(&mut window, Lesson::Fifo);
    choose(&mut window, Lesson::FourProcesses);
    assert_eq!(window.state().knobs()[..2], ["3", "0.35"], "each lesson keeps its own");
}

#[test]
fn progress_stays_between_two_starts() {
    let folder = tempfile::tempdir().expect("a folder");
    let opening = || Opening { folder: Some(folder.path().to_owned()), ..Opening::default() };
    let mut window = in_lessons(opening());
    choose(&mut window, Lesson::FourProcesses);
    window.type_into("processes", "5");
    play(&mut window, Lesson::SquareCube);
    choose(&mut window, Lesson::FourProcesses);
    window.click("Large, as for a projector");
    drop(window); // what is to be written is written before its thread ends
    let (kept, notice) = Settings::load(folder.path());
    assert_eq!((notice, kept.view), (None, View::Lessons));
    let mut window = Window::open(opening());
    assert_eq!(window.state().course().done, BTreeSet::from([Lesson::SquareCube]));
    assert_eq!((window.state().lesson().lesson, window.state().knobs()[0].as_str()), (Lesson::FourProcesses, "5"));
    assert!(window.state().is_projected());
    window.press(Modifiers::NONE, Key::Escape);
    assert!(!window.state().is_projected());
    window.harness.get_by_label("1 of 10");
}

#[test]
fn the_next_lesson_is_a_click_away() {
    let mut window = open();
    choose(&mut window, Lesson::ALL[0]);
    for lesson in &Lesson::ALL[1..] {
        window.harness.get_by_label_contains("Next: ").click();
        window.harness.step();
        window.settle();
        assert_eq!(window.state().lesson().lesson, *lesson);
    }
    assert!(window.harness.query_by_label_contains("Next: ").is_none(), "after the last there is none");
}

#[test]
fn all_of_it_is_reached_by_the_keyboard() {
    let mut window = open();
    play(&mut window, Lesson::FourProcesses);
    let mut reached = BTreeSet::new();
    for _ in 0..60 {
        window.harness.key_press(Key::Tab);
        window.settle();
        let focused = window.harness.query_all(By::new().predicate(|node| !node.is_hidden() && node.is_focused()));
        reached.extend(focused.filter_map(|node| node.accesskit_node().label()));
    }
    let next = window.harness.get_by_label_contains("Next: ").accesskit_node().label().expect("a name");
    for name in [
        "Fold the course away",
        "Compare",
        "Lessons",
        "Light or dark",
        "Large, as for a projector",
        "Copy the Python of “Join inside the loop”",
        "Who was alive when as a table, step 2",
        "Run again",
        "processes",
        "each works",
        "Run in Python too",
        next.as_str(),
        row(Lesson::Fifo).as_str(),
    ] {
        assert!(reached.contains(name), "{name} is not among {reached:?}");
    }
    window.harness.get_by_role_and_label(Role::Tab, "Compare").focus();
    window.settle();
    window.harness.key_press(Key::Enter);
    window.harness.step();
    window.settle();
    assert_eq!(window.state().view(), View::Compare);
}

#[test]
fn a_lesson_is_shown_large_and_both_sizes_are_remembered() {
    let mut window = open();
    window.click("Large, as for a projector");
    window.harness.step();
    window.settle();
    assert!((window.harness.ctx.zoom_factor() - 1.5).abs() < 1e-6);
    assert!(window.harness.query_by_label("The course").is_none());
    window.press(Modifiers::COMMAND, Key::Plus);
    window.harness.step();
    window.settle();
    assert!((window.state().course().projector_zoom - 1.6).abs() < 1e-6);
    window.press(Modifiers::NONE, Key::Escape);
    window.harness.step();
    window.settle();
    assert!((window.harness.ctx.zoom_factor() - 1.0).abs() < 1e-6);
    window.harness.get_by_label("The course");
    window.click("Fold the course away");
    assert!(window.harness.query_by_label("The course").is_none());
    window.click("Show the course");
}
