//! The plot of a sweep: a worker count is marked in it and in the table alike, and it zooms, pans and resets.

use std::path::PathBuf;

use eframe::egui::accesskit::Toggled;
use eframe::egui::{self, Key, Pos2, Rect, pos2, vec2};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use manyhands::model::Event;
use manyhands::ui::AppState;

use crate::fixture::{Sketch, events};
use crate::play::{Opening, Window};
use crate::states::sweep::{capped, swept};

fn open() -> Window {
    Window::open(Opening { report: Some(swept().report()), ..Opening::default() })
}

fn plot(window: &Window) -> Rect {
    window.harness.get_by_label_contains("Pictures a second by workers: ").rect()
}

fn selected(window: &Window) -> Option<u16> {
    window.state().sweep().selected
}

/// Presses and lets go of the pointer's button.
fn press_at(window: &mut Window, from: Pos2, to: Pos2) {
    for (at, pressed) in [(from, true), (to, false)] {
        window.harness.event(egui::Event::PointerMoved(at));
        window.harness.step();
        let (button, modifiers) = (egui::PointerButton::Primary, egui::Modifiers::NONE);
        window.harness.event(egui::Event::PointerButton { pos: at, button, pressed, modifiers });
        window.harness.step();
    }
    window.settle();
}

/// Two clicks within a frame: the time that a test plays would part them.
fn double_click(window: &mut Window, pos: Pos2) {
    window.harness.hover_at(pos);
    window.harness.step();
    let (button, modifiers) = (egui::PointerButton::Primary, egui::Modifiers::NONE);
    let clicks = [true, false, true, false];
    let clicks = clicks.map(|pressed| egui::Event::PointerButton { pos, button, pressed, modifiers });
    window.harness.input_mut().events.extend(clicks);
    window.harness.step();
    window.settle();
}

fn key(window: &mut Window, key: Key) {
    window.harness.key_press(key);
    window.harness.step();
    window.settle();
}

/// The worker count of the row that is marked in the table.
fn marked(window: &Window) -> Option<String> {
    let rows = window.harness.query_all_by_label_contains("Workers ");
    let told = rows.map(|node| (node.accesskit_node().toggled(), node.accesskit_node().label().unwrap_or_default()));
    told.filter(|(toggled, _)| *toggled == Some(Toggled::True)).map(|(_, name)| name).next()
}

/// Goes down the column of the most workers until a dot is hit.
fn click_the_last_column(window: &mut Window) -> Pos2 {
    let plot = plot(window);
    let hit = (0..).map(|step| pos2(plot.right() - 28.0, plot.top() + 12.0 * step as f32));
    for at in hit {
        assert!(at.y < plot.bottom(), "no dot was hit");
        press_at(window, at, at);
        if selected(window).is_some() {
            return at;
        }
    }
    unreachable!("the positions have no end")
}

#[test]
fn a_click_selects_a_count_in_plot_and_table_alike() {
    let mut window = open();
    assert!(marked(&window).is_some_and(|row| row.starts_with("Workers 8, ")), "the one to take, at first");
    click_the_last_column(&mut window);
    assert_eq!(selected(&window), Some(32));
    assert!(marked(&window).is_some_and(|row| row.starts_with("Workers 32, ")), "{:?}", marked(&window));
    window.harness.get_by_label_contains(". Selected: 32");
    window.harness.get_by_label_contains("Workers 4, ").click();
    window.harness.step();
    window.settle();
    assert_eq!(selected(&window), Some(4), "a row selects too");
    window.harness.get_by_label_contains("Workers 4, ").click();
    window.harness.step();
    window.settle();
    assert_eq!(selected(&window), None, "and lets go of it");
    click_the_last_column(&mut window);
    key(&mut window, Key::Escape);
    assert_eq!(selected(&window), None);
    assert!(window.state().sweep().report.is_some());
}

#[test]
fn arrow_keys_go_from_count_to_count() {
    let mut window = open();
    window.harness.get_by_label_contains("Pictures a second by workers: ").focus();
    window.settle();
    let mut go = |to| {
        key(&mut window, to);
        selected(&window).expect("one is selected")
    };
    let way = [Key::ArrowRight, Key::ArrowRight, Key::ArrowRight, Key::ArrowRight, Key::ArrowLeft].map(&mut go);
    assert_eq!(way, [8, 16, 32, 32, 16]);
}

#[test]
fn a_new_sweep_begins_without_a_selection() {
    let mut window = open();
    click_the_last_column(&mut window);
    window.until("the set-up was looked through", AppState::is_checked);
    window.press_run();
    assert_eq!(selected(&window), None);
}

#[test]
fn it_zooms_at_the_pointer_pans_and_resets() {
    let mut window = open();
    let area = plot(&window);
    let away = area.right_bottom() + vec2(0.0, 40.0);
    let seen = |window: &mut Window| {
        window.harness.hover_at(away);
        window.harness.step();
        window.settle();
        window.harness.render().expect("the renderer draws")
    };
    let whole = seen(&mut window);
    window.harness.hover_at(area.center());
    window.harness.step();
    window.harness.event(egui::Event::Zoom(2.0));
    window.harness.step();
    let near = seen(&mut window);
    assert!(whole != near, "it zooms");
    press_at(&mut window, area.center(), area.center() + vec2(120.0, 0.0));
    let moved = seen(&mut window);
    assert!(moved != near && moved != whole, "it pans");
    assert_eq!(selected(&window), None, "a drag selects nothing");
    // Where no dot is, so that the clicks select none.
    let corner = area.right_bottom() - vec2(12.0, 40.0);
    double_click(&mut window, corner);
    assert!(seen(&mut window) == whole, "two clicks show all of it");
}

#[test]
fn a_button_shows_all_of_it_again() {
    let mut window = open();
    let fit = "Show all of the plot “Pictures a second, by workers”";
    let whole = window.harness.render().expect("the renderer draws");
    assert!(window.harness.query_by_label(fit).is_none());
    window.zoom("Pictures a second by workers: ", 3.0);
    window.click(fit);
    window.harness.remove_cursor();
    window.settle();
    assert!(window.harness.query_by_label(fit).is_none());
    assert!(window.harness.render().expect("the renderer draws") == whole);
}

#[test]
fn a_law_that_does_not_fit_is_told_and_has_no_band() {
    let window = Window::open(Opening { report: Some(capped()), ..Opening::default() });
    let chart = &window.state().sweep().chart;
    assert!(chart.misfits && !chart.fits && chart.knee.is_none());
    window.harness.get_by_label_contains("The law does not fit");
    let window = open();
    assert!(!window.state().sweep().chart.misfits);
    assert!(window.harness.query_by_label_contains("The law does not fit").is_none());
}

#[test]
fn the_cost_stands_on_one_line() {
    for size in [[1280.0, 800.0], [900.0, 600.0]] {
        let mut window = Window::open(Opening { size, ..Opening::default() });
        window.click("Sweep");
        window.until("the set-up was looked through", AppState::is_checked);
        for (rounds, begin) in [("8", "7,840 downloads, "), ("500", "480,160 downloads, ")] {
            window.type_into("Rounds", rounds);
            let line = window.harness.get_by_label_contains(begin).rect();
            assert!(line.height() < 20.0 && line.width() <= 224.5, "{line:?}");
        }
    }
}

#[test]
fn what_belongs_to_a_former_sweep_goes_with_it_and_not_before() {
    let file = Some(PathBuf::from("/reports/mine.json"));
    let mut window = Window::open(Opening { report: Some(swept().report()), file, ..Opening::default() });
    let next = Sketch { contenders: &["process-pool:3", "process-pool:6"], ..swept() }.report();
    window.play(&next, 0);
    // The former one still stands there, and can be clicked.
    let row = window.harness.get_by_label_contains("Workers 16, ").rect().center();
    press_at(&mut window, row, row);
    assert_eq!(selected(&window), Some(16));
    assert!(window.state().origin().is_some());
    window.engine.tell(events(&next).into_iter().find(|event| matches!(event, Event::RunFinished(_))).expect("a run"));
    window.until("its first run ended", |state| state.sweep().follow.runs_done > 0);
    assert_eq!((selected(&window), window.state().origin()), (None, None));
}
