//! Pictures of plots, taken where they stand.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use eframe::egui::accesskit::Role;
use eframe::egui::{
    Color32, ColorImage, Event, MouseWheelSource, MouseWheelUnit, TouchPhase, ViewportCommand, pos2, vec2,
};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use image::{Rgba, RgbaImage};
use manyhands::model::{Lesson, LessonEvent};
use manyhands::ui::{Ask, Closer};

use crate::course::events;
use crate::fixture::Sketch;
use crate::play::{Opening, Window};

/// Height of the line at the bottom.
const STATUS_LINE: f32 = 32.0;

/// Clicks what takes a picture, draws frames until it is asked for, and brings what is seen then; gives that, and
/// the picture that was saved.
fn shoot(window: &mut Window, name: &str, path: &Path) -> (RgbaImage, RgbaImage) {
    window.engine.dialogs.answer(path);
    window.harness.get_by_label(name).click();
    let seen = (0..40).find_map(|_| {
        window.harness.step();
        let commands = window.harness.output().viewport_output.values().flat_map(|output| output.commands.clone());
        let callback = commands.into_iter().find_map(|command| match command {
            ViewportCommand::Screenshot(callback) => Some(callback),
            _ => None,
        })?;
        let seen = window.harness.render().expect("the renderer draws");
        let pixels = seen.pixels().map(|pixel| Color32::from_rgb(pixel[0], pixel[1], pixel[2]));
        let size = [seen.width() as usize, seen.height() as usize];
        callback.complete(Arc::new(ColorImage::new(size, pixels.collect())));
        Some(seen)
    });
    window.until("it is written", |state| state.past().files.written.as_ref().is_some_and(|(_, at)| at == path));
    window.click("Dismiss");
    (seen.expect("a picture was asked for"), image::open(path).expect("a picture").into_rgba8())
}

/// Scrolls until the middle of what bears this name is so far above the window's lower edge.
fn bring_to(window: &mut Window, name: &str, above: f32) {
    let lower = window.harness.ctx.content_rect().bottom() - above;
    let rect = window.harness.get_by_label_contains(name).rect();
    window.harness.hover_at(pos2(window.harness.ctx.content_rect().right() - 10.0, 200.0));
    let delta = vec2(0.0, lower - rect.center().y);
    let (unit, phase, source) = (MouseWheelUnit::Point, TouchPhase::Move, MouseWheelSource::Wheel);
    let modifiers = eframe::egui::Modifiers::NONE;
    window.harness.event(Event::MouseWheel { unit, delta, phase, source, modifiers });
    for _ in 0..10 {
        window.harness.step();
    }
    window.settle();
}

/// How many pixels of a row have a colour.
fn share(picture: &RgbaImage, row: u32, color: Rgba<u8>) -> f64 {
    let same = (0..picture.width()).filter(|x| *picture.get_pixel(*x, row) == color).count();
    same as f64 / f64::from(picture.width())
}

#[test]
fn a_picture_of_a_plot_at_the_lower_edge_holds_nothing_of_the_status_line() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("plot.png");
    for (size, scale) in [([900.0, 600.0], 1.0), ([1280.0, 800.0], 1.5)] {
        let report = Sketch { rounds: 2, ..Sketch::default() }.report();
        let mut window = Window::open(Opening { size, scale, report: Some(report), ..Opening::default() });
        for (plot, button) in [
            ("Active processes. ", "Save processes as picture…"),
            ("Timeline, ", "Save the timeline as picture…"),
            ("Time of each run, medians", "Save run times as picture…"),
        ] {
            bring_to(&mut window, plot, STATUS_LINE);
            let (seen, picture) = shoot(&mut window, button, &path);
            let status_line = *seen.get_pixel(seen.width() / 2, seen.height() - 2);
            assert!(share(&seen, seen.height() - 2, status_line) > 0.9, "this is the status line's colour");
            for row in 0..picture.height() {
                assert!(
                    share(&picture, row, status_line) < 0.5,
                    "{button} at {size:?}: row {row} of {}",
                    picture.height()
                );
            }
            let plot = window.harness.get_by_label_contains(plot).rect();
            let least = if button.contains("timeline") { 10.0 * 16.0 } else { 100.0 };
            assert!(plot.height() >= least, "all rows are there: {plot:?}");
            assert!(picture.height() as f32 > scale * (plot.height() + 20.0), "all of it is in the picture: {plot:?}");
        }
    }
}

#[test]
fn each_plot_has_a_button_for_its_picture_which_is_not_in_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("plot.png");
    let report = Sketch { rounds: 2, ..Sketch::default() }.report();
    let mut window = Window::open(Opening { report: Some(report), ..Opening::default() });
    let (_, by_button) = shoot(&mut window, "Save run times as picture…", &path);
    let Some(Ask::Save(_, name)) = window.engine.dialogs.asked().pop() else { panic!("asked for a path") };
    assert_eq!(name, "manyhands-20260102-030405-run-times.png");
    window.click("Export…");
    let (_, by_menu) = shoot(&mut window, "Picture of run times", &path);
    assert!(by_button == by_menu, "the pointer on the button leaves no trace");
    window.click(Closer::Parts.label());
    shoot(&mut window, "Save where time went as picture…", &path);
    let Some(Ask::Save(_, name)) = window.engine.dialogs.asked().pop() else { panic!("asked for a path") };
    assert!(name.ends_with("-parts.png"), "{name}");
}

#[test]
fn the_sweep_has_its_picture_at_the_plot_and_in_the_menu() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("plot.png");
    let report = Some(crate::states::sweep::swept().report());
    let mut window = Window::open(Opening { size: [900.0, 600.0], report, ..Opening::default() });
    for name in ["Save the sweep as picture…", "Picture of the sweep"] {
        if name.starts_with("Picture") {
            window.click("Export…");
        }
        let (seen, picture) = shoot(&mut window, name, &path);
        let Some(Ask::Save(_, file)) = window.engine.dialogs.asked().pop() else { panic!("asked for a path") };
        assert_eq!(file, "manyhands-20260102-030405-sweep.png");
        assert!(picture.height() > 200 && picture.width() < seen.width(), "{}×{}", picture.width(), picture.height());
    }
}

#[test]
fn the_figures_of_lessons_have_their_pictures() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("figure.png");
    for (state, size, wanted) in [
        ("cost", [1280.0, 800.0], "manyhands-start-cost-step-1.png"),
        ("modes", [900.0, 600.0], "manyhands-io-or-cpu-step-1.png"),
    ] {
        let opening = Opening { size, ..Opening::default() };
        let mut window = crate::states::lessons::window(state, opening, folder.path());
        bring_to(&mut window, "Save the figure of step 1 as picture…", 150.0);
        for name in ["Save the figure of step 1 as picture…", "Picture of the figure of step 1"] {
            if name.starts_with("Picture") {
                window.click("Export…");
            }
            let (seen, picture) = shoot(&mut window, name, &path);
            let Some(Ask::Save(_, file)) = window.engine.dialogs.asked().pop() else { panic!("asked for a path") };
            assert_eq!(file, wanted);
            let figure = window.harness.get_all_by_role(Role::Figure).next().expect("it is drawn").rect();
            assert!(picture.height() as f32 > figure.height() + 20.0, "with its title: {figure:?}");
            assert!(picture.width() as f32 > figure.width() && picture.width() < seen.width(), "and nothing beside it");
        }
        window.click("Export…");
        let (seen, picture) = shoot(&mut window, "Picture of the window", &path);
        assert_eq!(picture.dimensions(), seen.dimensions());
        let Some(Ask::Save(_, file)) = window.engine.dialogs.asked().pop() else { panic!("asked for a path") };
        assert_eq!(file, wanted.replace("step-1", "window"));
    }
}

#[test]
fn a_log_has_records_and_no_plot() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut window = crate::states::lessons::window("log", Opening::default(), folder.path());
    window.click("Export…");
    window.harness.get_by_label("Picture of the window");
    assert!(window.harness.query_by_label_contains("Picture of the figure").is_none());
}

#[test]
fn while_it_runs_no_picture_is_taken() {
    let mut window = Window::usual();
    window.play(&Sketch { rounds: 1, ..Sketch::default() }.report(), 3);
    let button = window.harness.get_by_label("Save run times as picture…");
    assert!(button.accesskit_node().is_disabled());
}

#[test]
fn while_a_lesson_runs_no_picture_is_taken() {
    let mut window = crate::states::lessons::in_lessons(Opening::default());
    crate::states::lessons::choose(&mut window, Lesson::StartCost);
    window.press_run();
    let mut told = events(Lesson::StartCost);
    told.retain(|event| !matches!(event, LessonEvent::Ended { .. }));
    crate::states::lessons::tell_all(&mut window, told);
    let button = window.harness.get_by_label("Save the figure of step 1 as picture…");
    assert!(button.accesskit_node().is_disabled());
    assert!(window.harness.query_by_label("Export…").is_none());
}

#[test]
fn a_picture_of_a_plot_holds_no_controls_and_nothing_that_is_pointed_at() {
    let folder = tempfile::tempdir().expect("a folder");
    let report = Sketch { rounds: 2, ..Sketch::default() }.report();
    let mut window = Window::open(Opening { report: Some(report), ..Opening::default() });
    window.point_at_timeline();
    assert!(window.state().pointed().is_some());
    let controls = ["Seconds", "Times as fast", "Run times as a table", "Round that is shown", "Conditions"];
    for control in controls {
        window.harness.get_by_label(control);
    }
    window.engine.dialogs.answer(&folder.path().join("plot.png"));
    window.harness.get_by_label("Save the timeline as picture…").click_accesskit();
    for _ in 0..3 {
        window.harness.step();
    }
    assert!(window.state().shot().is_some(), "it is under way");
    assert_eq!(window.state().pointed(), None);
    for control in controls {
        let is_told_only = control == "Seconds";
        assert_eq!(window.harness.query_by_label(control).is_some(), is_told_only, "{control}");
    }
    window.harness.get_by_label("Threads, 10, round 2");
}

#[test]
fn that_a_file_was_written_is_said_of_the_newest_and_goes_by_itself() {
    let folder = tempfile::tempdir().expect("a folder");
    let report = Sketch { rounds: 2, ..Sketch::default() }.report();
    let mut window = Window::open(Opening { report: Some(report), ..Opening::default() });
    let said = |window: &Window| window.harness.query_all_by_label_contains("Written: ").count();
    for name in ["one.json", "two.json"] {
        let path = folder.path().join(name);
        window.engine.dialogs.answer(&path);
        window.click("Export…");
        window.click(manyhands::export::Format::ALL[0].label());
        window.until("it is written", |state| state.past().files.written.as_ref().is_some_and(|(_, at)| *at == path));
        assert_eq!(said(&window), 1);
    }
    let wakes = |window: &Window| {
        let outputs = window.harness.output().viewport_output.values();
        outputs.map(|output| output.repaint_delay).min().expect("a window")
    };
    let delay = wakes(&window);
    assert!(Duration::from_secs(1) < delay && delay <= Duration::from_secs(6), "one wake-up, and no sooner: {delay:?}");
    for _ in 0..40 {
        window.harness.step();
    }
    assert_eq!(said(&window), 0);
    assert!(window.state().past().files.written.is_none() && wakes(&window) > Duration::from_secs(3600));
}
