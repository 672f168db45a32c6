//! Pictures of plots, taken where they stand.

use std::path::Path;
use std::sync::Arc;

use eframe::egui::{
    Color32, ColorImage, Event, MouseWheelSource, MouseWheelUnit, TouchPhase, ViewportCommand, pos2, vec2,
};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use image::{Rgba, RgbaImage};
use manyhands::ui::{Ask, Closer};

use crate::fixture::Sketch;
use crate::play::{Opening, Window};

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
    let said = format!("Written: {}", path.display());
    window.until("it is written", |state| state.notices().contains(&said));
    window.click("Dismiss");
    (seen.expect("a picture was asked for"), image::open(path).expect("a picture").into_rgba8())
}

/// Scrolls until what bears this name straddles the lower edge of the view.
fn bring_to_lower_edge(window: &mut Window, name: &str) {
    let lower = window.harness.ctx.content_rect().bottom() - 32.0;
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
            bring_to_lower_edge(&mut window, plot);
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
fn while_it_runs_no_picture_is_taken() {
    let mut window = Window::usual();
    window.play(&Sketch { rounds: 1, ..Sketch::default() }.report(), 3);
    let button = window.harness.get_by_label("Save run times as picture…");
    assert!(button.accesskit_node().is_disabled());
}
