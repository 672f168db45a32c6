//! Looking closer: the timeline's zoom and its choice of a run, the grid, a picture seen large.

use eframe::egui::{self, Key, Role};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use manyhands::model::{Event, Report};

use crate::fixture::{self, Sketch, events};
use crate::play::{Opening, Window};

fn with(report: Report) -> Window {
    Window::open(Opening { report: Some(report), ..Opening::default() })
}

fn with_pictures() -> (tempfile::TempDir, Window) {
    let folder = tempfile::tempdir().expect("a folder");
    fixture::paint_pictures(folder.path());
    let mut window = with(Sketch { pictures: Some(folder.path()), ..Sketch::default() }.report());
    window.until_pictures();
    (folder, window)
}

fn press(window: &mut Window, key: Key) {
    window.harness.key_press(key);
    window.harness.step();
    window.settle();
}

#[test]
fn the_fastest_is_shown_when_all_is_done_and_the_latest_before() {
    let report = Sketch { rounds: 2, ..Sketch::default() }.report();
    let mut window = Window::usual();
    window.press_run();
    for event in events(&report) {
        let id = if let Event::RunFinished(run) = &event { Some(run.id) } else { None };
        window.engine.tell(event);
        window.settle();
        if id.is_some() {
            assert_eq!(window.state().shown_run().map(|run| run.id), id);
        }
    }
    let shown = window.state().shown_run().expect("a run");
    assert_eq!(Some(&shown.contender()), report.verdict.fastest.first());
    assert_eq!(shown.round, 2);
}

#[test]
fn any_run_is_chosen_at_the_timelines_head() {
    let mut window = with(Sketch::default().report());
    window.open_choice("Mode that is shown");
    window.click("Process pool of 10");
    let shown = window.state().shown_run().expect("a run").clone();
    assert_eq!((shown.contender().to_string().as_str(), shown.round), ("process-pool:10", 8));
    window.open_choice("Round that is shown");
    window.harness.get_by_label_contains("Round 3, ").click();
    window.harness.step();
    window.settle();
    let shown = window.state().shown_run().expect("a run").clone();
    assert_eq!((shown.contender().to_string().as_str(), shown.round), ("process-pool:10", 3));
    window.harness.get_by_label_contains("Timeline, Process pool of 10, round 3");
    window.open_choice("Mode that is shown");
    window.click("The fastest");
    assert_eq!(window.state().selected(), None);
}

#[test]
fn the_timeline_zooms_at_the_pointer_and_fits_again() {
    let mut window = with(Sketch::default().report());
    assert_eq!(window.state().looking().span(), None);
    window.zoom_timeline(4.0);
    let near = window.state().looking().span().expect("closer");
    window.click("Show all of the timeline");
    assert_eq!(window.state().looking().span(), None);
    window.zoom_timeline(4.0);
    let from = window.point_at_timeline();
    window.harness.drag_at(from);
    window.harness.step();
    window.harness.hover_at(from + egui::vec2(-60.0, 0.0));
    window.harness.step();
    window.harness.drop_at(from + egui::vec2(-60.0, 0.0));
    window.settle();
    let moved = window.state().looking().span().expect("still close");
    assert!(moved.from_secs > near.from_secs, "{near:?} {moved:?}");
    assert!((moved.length_secs() - near.length_secs()).abs() < 1e-9);
}

#[test]
fn the_timeline_is_moved_by_the_keyboard() {
    let mut window = with(Sketch::default().report());
    window.harness.get_by_label_contains("Timeline, ").focus();
    window.settle();
    press(&mut window, Key::Plus);
    let near = window.state().looking().span().expect("closer");
    press(&mut window, Key::ArrowRight);
    let moved = window.state().looking().span().expect("still close");
    assert!(moved.from_secs > near.from_secs);
    press(&mut window, Key::Minus);
    assert_eq!(window.state().looking().span(), None);
    press(&mut window, Key::Equals);
    press(&mut window, Key::Num0);
    assert_eq!(window.state().looking().span(), None);
}

#[test]
fn a_bars_figures_are_told_where_it_is_pointed_at() {
    let mut window = with(Sketch::default().report());
    window.point_at_timeline();
    let pointed = window.state().pointed().expect("a bar");
    let url = window.state().shown_run().expect("a run").downloads[pointed as usize].url.to_string();
    for _ in 0..20 {
        window.harness.step(); // the tooltip waits for a pointer that rests
    }
    window.harness.get_by_label(&url);
    for name in ["status", "bytes", "connect", "wait", "receive", "save", "in all"] {
        assert!(window.harness.query_all_by_label(name).next().is_some(), "{name}");
    }
}

#[test]
fn a_picture_is_seen_large_and_pages_turn() {
    let (folder, mut window) = with_pictures();
    window.click("Picture 4");
    window.until_pictures();
    assert_eq!(window.state().looking().large(), Some(3));
    window.harness.get_by_label("Picture 4 of 10");
    window.harness.get_by_label("160 × 240");
    window.harness.get_by_label("0000000000000004");
    window.harness.get_by_label(&folder.path().join("3.png").display().to_string());
    press(&mut window, Key::ArrowRight);
    assert_eq!(window.state().looking().large(), Some(4));
    window.click("Previous picture");
    press(&mut window, Key::ArrowLeft);
    press(&mut window, Key::ArrowLeft);
    press(&mut window, Key::ArrowLeft);
    press(&mut window, Key::ArrowLeft);
    assert_eq!(window.state().looking().large(), Some(0));
    assert!(window.harness.get_by_label("Previous picture").accesskit_node().is_disabled());
    press(&mut window, Key::Escape);
    assert_eq!(window.state().looking().large(), None);
    assert_eq!(window.state().pointed(), Some(0), "it stays lit");
    assert!(window.harness.get_by_role_and_label(Role::Button, "Picture 1").is_focused());
    press(&mut window, Key::Enter);
    assert_eq!(window.state().looking().large(), Some(0));
    window.click("Close");
    assert_eq!(window.state().looking().large(), None);
}

#[test]
fn a_large_picture_zooms_and_fits() {
    let (_folder, mut window) = with_pictures();
    window.click("Picture 4");
    window.until_pictures();
    let scale = |window: &Window| window.state().looking().lens().scale;
    assert_eq!(scale(&window), None);
    window.click("Actual size");
    assert_eq!(scale(&window), Some(1.0));
    window.click("Nearer");
    assert_eq!(scale(&window), Some(1.25));
    window.click("Fit into the window");
    assert_eq!(scale(&window), None);
    press(&mut window, Key::Num1);
    press(&mut window, Key::Plus);
    press(&mut window, Key::Minus);
    assert_eq!(scale(&window), Some(1.0));
    press(&mut window, Key::Num0);
    let at = window.harness.get_by_label("Picture 4 large").rect().center();
    window.harness.hover_at(at);
    window.harness.event(egui::Event::Zoom(2.0));
    window.harness.step();
    window.settle();
    assert!(scale(&window).is_some());
    press(&mut window, Key::ArrowRight);
    assert_eq!(scale(&window), None, "the next one is seen whole");
}

#[test]
fn a_file_that_is_gone_is_said_calmly() {
    let (folder, mut window) = with_pictures();
    std::fs::remove_file(folder.path().join("6.png")).expect("removed");
    window.click("Picture 7");
    window.until_pictures();
    window.harness.step();
    assert_eq!(window.state().looking().large(), Some(6));
    window.harness.get_by_label("Picture 7 of 10");
    window.harness.get_by_label("Picture 7 large, Its file is no longer there.");
    assert!(window.harness.query_by_label("Actual size").is_none());
}

#[test]
fn a_failed_download_says_what_failed() {
    let mut window = with(Sketch { failing: Some(3), ..Sketch::default() }.report());
    let failed = "Picture 3, not a picture";
    window.click(failed);
    assert_eq!(window.state().looking().large(), Some(2));
    window.harness.get_by_label_contains("the answer was not a picture");
    press(&mut window, Key::Escape);
}

#[test]
fn what_cannot_be_decoded_is_said_on_its_tile() {
    let folder = tempfile::tempdir().expect("a folder");
    fixture::paint_pictures(folder.path());
    std::fs::write(folder.path().join("2.png"), b"\x89PNG\r\n\x1a\n and no more").expect("written");
    let mut window = with(Sketch { pictures: Some(folder.path()), ..Sketch::default() }.report());
    window.until_pictures();
    window.harness.get_by_label("Picture 3, cannot be decoded");
}

#[test]
fn five_hundred_rows_scroll_in_a_bounded_height() {
    let contenders = &["process-per-task:512", "thread-pool:64"];
    let window = with(Sketch { contenders, count: 512, rounds: 5, ..Sketch::default() }.report());
    let rows = window.harness.get_by_label_contains("Timeline, A process each");
    assert!(rows.rect().height() < 250.0, "{}", rows.rect().height());
}

#[test]
fn escape_closes_the_large_picture_and_does_not_cancel() {
    let folder = tempfile::tempdir().expect("a folder");
    fixture::paint_pictures(folder.path());
    let report = Sketch { pictures: Some(folder.path()), ..Sketch::default() }.report();
    let mut window = Window::usual();
    window.play(&report, 2);
    window.click("Picture 2");
    press(&mut window, Key::Escape);
    assert_eq!(window.state().looking().large(), None);
    assert_ne!(window.engine.last_heard().as_deref(), Some("cancel"));
    press(&mut window, Key::Escape);
    assert_eq!(window.engine.last_heard().as_deref(), Some("cancel"));
}

#[test]
fn what_failed_stands_in_the_legend() {
    let window = with(Sketch { failing: Some(3), ..Sketch::default() }.report());
    window.harness.get_by_label("failed");
    let window = with(Sketch::default().report());
    assert!(window.harness.query_by_label("failed").is_none());
}

#[test]
fn below_an_open_menu_the_pointer_points_at_nothing() {
    let mut window = with(Sketch::default().report());
    window.point_at_timeline();
    assert!(window.state().pointed().is_some());
    window.harness.get_by_label("Round that is shown").click_accesskit();
    window.harness.step();
    window.settle();
    assert_eq!(window.state().pointed(), None);
    press(&mut window, Key::Escape);
    window.point_at_timeline();
    assert!(window.state().pointed().is_some());
}

#[test]
fn what_lies_below_the_timeline_stays_where_it_is_from_run_to_run() {
    let report = Sketch { rounds: 1, ..Sketch::default() }.report();
    let mut window = Window::usual();
    window.press_run();
    let mut heights = Vec::new();
    for event in events(&report) {
        let is_end = matches!(event, Event::Ended { .. });
        window.engine.tell(event);
        window.harness.step();
        window.settle();
        // How many lines the verdict takes is another matter.
        let above = window.harness.query_by_role_and_label(Role::RadioButton, "Timeline").map(|node| node.rect().top());
        let pictures = window.harness.query_by_role_and_label(Role::Label, "Pictures").filter(|_| !is_end);
        let below = pictures.zip(above).map(|(node, above)| node.rect().top() - above);
        heights.extend(below.filter(|_| window.state().follow().runs_done > 0));
    }
    assert!(heights.len() > 8 && heights.iter().all(|height| *height == heights[0]), "{heights:?}");
}
