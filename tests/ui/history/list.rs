//! The list: its rows, names, pins and the baseline, by pointer and by keyboard.

use eframe::egui::accesskit::Role;
use eframe::egui::{Key, Modifiers, Theme};
use egui_kittest::kittest::Queryable as _;
use manyhands::store::View;
use manyhands::ui::Origin;

use super::{Kept, choose, rows};
use crate::fixture::{Sketch, events};
use crate::looks::snapshot;
use crate::play::{Opening, Window};
use crate::states::sweep::swept;

#[test]
fn the_list_tells_of_each_and_is_searched() {
    let kept = Kept::filled();
    let mut window = kept.view();
    let all = rows(&window);
    assert_eq!(all.len(), 4);
    assert!(all[0].contains("5 Nov 2025, 08:15 · lab server, 430 ms · 6 pictures × 9 rounds · 2 modes"), "{all:?}");
    assert!(all[0].ends_with("pinned · baseline"), "{all:?}");
    assert!(all[1].contains("images.example") && all[1].contains("failed"), "{all:?}");
    assert!(all[2].starts_with("before the move, ") && all[2].contains("ended early"), "{all:?}");
    assert!(all[3].contains("× 40 rounds · 5 modes · stopped after 8 rounds"), "{all:?}");
    for heading in ["Pinned", "January 2026", "December 2025"] {
        window.harness.get_by_label(heading);
    }
    window.harness.get_by_role_and_label(Role::TextInput, "Search").click();
    window.harness.step();
    window.harness.get_by_role_and_label(Role::TextInput, "Search").type_text("the MOVE");
    window.harness.step();
    window.settle();
    assert_eq!(rows(&window).len(), 1);
    window.harness.get_by_role_and_label(Role::TextInput, "Search").type_text(" nowhere");
    window.harness.step();
    window.settle();
    window.harness.get_by_label("None is found");
}

#[test]
fn a_sweep_is_listed_by_how_many_workers_are_enough() {
    let kept = Kept::new();
    kept.history().add(&swept().report()).expect("kept");
    let told = rows(&kept.view());
    assert!(told[0].contains("8 workers: ") && told[0].contains("Process pool, 6 worker counts"), "{told:?}");
}

#[test]
fn one_is_opened_exactly_and_a_new_comparison_takes_its_place() {
    let kept = Kept::filled();
    let mut window = kept.view();
    choose(&mut window, "before the move");
    window.click("Open");
    window.until("it is shown", |state| state.report().is_some());
    assert_eq!(window.state().view(), View::Compare);
    let Some(Origin::History(id)) = window.state().past().shown.origin.clone() else { panic!("from the history") };
    assert_eq!(window.state().report(), Some(&kept.history().load(&id).expect("loaded")));
    window.harness.get_by_label("From History, 1 Jan 2026, 10:00, “before the move”");
    assert!(window.harness.query_by_label("Kept in History").is_none(), "it was there before");
    window.play(&Sketch::default().report(), 2);
    assert_eq!(window.state().past().shown.origin, None);
    assert!(window.harness.query_by_label_contains("From History").is_none());
    window.click("History");
    choose(&mut window, "images.example");
    window.press(Modifiers::NONE, Key::Enter);
    assert!(window.state().follow().is_running() && window.state().view() == View::History, "not while it is measured");
}

#[test]
fn the_list_by_keyboard() {
    let kept = Kept::filled();
    let mut window = kept.view();
    window.press(Modifiers::NONE, Key::ArrowDown);
    window.press(Modifiers::NONE, Key::ArrowDown);
    let chosen = window.state().past().chosen.clone().expect("chosen");
    window.press(Modifiers::NONE, Key::F2);
    window.harness.get_by_role_and_label(Role::TextInput, "Name").type_text("a new name");
    window.harness.step();
    window.press(Modifiers::NONE, Key::Enter);
    let name = |state: &manyhands::ui::AppState| state.past().entry(&chosen).and_then(|entry| entry.head.name.clone());
    window.until("it has its name", |state| name(state).as_deref() == Some("a new name"));
    window.press(Modifiers::NONE, Key::F2);
    window.press(Modifiers::NONE, Key::Escape);
    assert_eq!((name(window.state()).as_deref(), window.state().past().renaming.as_ref()), (Some("a new name"), None));

    window.press(Modifiers::NONE, Key::Delete);
    window.until("it is deleted", |state| state.past().entry(&chosen).is_none());
    assert!(window.state().past().chosen.as_ref().is_some_and(|beside| *beside != chosen));
    window.press(Modifiers::COMMAND, Key::Z);
    window.until("it is back", |state| state.past().entry(&chosen).is_some() && state.past().removed.is_none());
    window.state().past().entry(&chosen).expect("it is back");
    window.press(Modifiers::NONE, Key::End);
    window.press(Modifiers::NONE, Key::Enter);
    window.until("it is shown", |state| state.report().is_some());
    window.harness.get_by_label_contains("From History, 30 Dec 2025");
}

#[test]
fn pins_and_the_baseline_are_chosen_and_taken_back() {
    let kept = Kept::filled();
    let mut window = kept.view();
    choose(&mut window, "before the move");
    let id = window.state().past().chosen.clone().expect("chosen");
    let entry = |kept: &Kept| {
        let entries = kept.history().list().expect("listed").entries;
        entries.into_iter().find(|entry| entry.id == id).expect("it is there")
    };
    window.click("Pin");
    window.until("it is pinned", |state| state.past().entry(&id).is_some_and(|entry| entry.head.pinned));
    window.click("Use as baseline");
    window.until("it is the baseline", |state| state.past().entry(&id).is_some_and(|entry| entry.is_baseline));
    assert!(entry(&kept).head.pinned && entry(&kept).is_baseline);
    window.click("Unpin");
    window.until("it is not pinned", |state| state.past().entry(&id).is_some_and(|entry| !entry.head.pinned));
    window.click("No longer the baseline");
    window.until("there is none", |state| state.past().entry(&id).is_some_and(|entry| !entry.is_baseline));
    assert_eq!(kept.history().baseline(), None);
}

#[test]
fn a_comparison_is_held_against_the_baseline() {
    let kept = Kept::new();
    let mut before = Sketch::default().report();
    before.plan.lab.as_mut().expect("the lab").settings.latency_secs = 0.9;
    before.environment.cores = 2;
    let id = kept.history().add(&before).expect("kept");
    kept.history().set_baseline(Some(&id)).expect("chosen");
    let mut window = Window::open(kept.opening());
    window.press_run();
    let mut report = Sketch { rounds: 1, ..Sketch::default() }.report();
    report.started_at = "2026-02-02T00:00:00Z".parse().expect("a time");
    for event in events(&report) {
        window.engine.tell(event);
        window.harness.step();
    }
    window.until("it is held against it", |state| state.past().shown.since.is_some());
    window.harness.get_by_label_contains("difference to the baseline is shown; but the conditions differ");
    window.harness.get_by_label("Also different: cores 2, now 8.");
    // The baseline itself is held against nothing.
    window.click("History");
    choose(&mut window, "baseline");
    window.click("Open");
    window.until("it is shown", |state| state.past().shown.origin.is_some());
    assert_eq!(window.state().past().shown.since, None);
}

#[test]
fn files_that_cannot_be_used_are_named_and_the_others_are_there() {
    let kept = Kept::filled();
    std::fs::write(kept.folder.path().join("20260101-000000-000.json"), "no comparison\n").expect("written");
    let mut window = kept.view();
    window.harness.get_by_label_contains("A comparison of the history");
    assert_eq!(rows(&window).len(), 4);
    window.click("Compare");
    window.click("History");
    window.harness.get_by_label_contains("It was set aside as");
}

#[test]
fn with_several() {
    let kept = Kept::filled();
    let mut window = kept.view();
    choose(&mut window, "before the move");
    snapshot(&mut window, "history_light");
}

#[test]
fn in_a_small_dark_window_before_the_first() {
    let kept = Kept::new();
    let mut window = Window::open(Opening { size: [900.0, 600.0], theme: Theme::Dark, ..kept.opening() });
    window.click("History");
    window.until("they are listed", |state| state.past().entries.is_some());
    window.harness.get_by_label("Nothing is kept yet");
}
