//! Reports and pictures that are written, and reports that are opened.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use eframe::egui::accesskit::Role;
use eframe::egui::{Color32, ColorImage, Key, Modifiers, ViewportCommand};
use egui_kittest::kittest::Queryable as _;
use manyhands::export::Format;
use manyhands::model::Report;
use manyhands::store::View;
use manyhands::ui::{AppState, Ask};

use crate::fixture::Sketch;
use crate::play::{Opening, Window};

fn with_report() -> (Window, Report) {
    let report = Sketch { rounds: 2, ..Sketch::default() }.report();
    (Window::open(Opening { report: Some(report.clone()), ..Opening::default() }), report)
}

/// Whether it is said that this file was written.
fn is_said(state: &AppState, path: &Path) -> bool {
    state.past().files.written.as_ref().is_some_and(|(_, written)| written == path)
}

#[test]
fn every_form_is_written_where_the_dialog_says() {
    let folder = tempfile::tempdir().expect("a folder");
    let (mut window, report) = with_report();
    for format in Format::ALL {
        let path = folder.path().join(format!("report.{}", format.ending()));
        window.engine.dialogs.answer(&path);
        window.click("Export…");
        window.click(format.label());
        window.until("it is written", |state| is_said(state, &path));
        let Some(Ask::Save(_, name)) = window.engine.dialogs.asked().pop() else { panic!("asked for a path") };
        assert_eq!(name, format!("manyhands-20260102-030405.{}", format.ending()));
        assert_eq!(std::fs::read(&path).expect("read"), format.write(&report).expect("written"), "{format}");
        window.click("Dismiss");
    }
    let Some(Ask::Save(begin, _)) = window.engine.dialogs.asked().pop() else { panic!("asked for a path") };
    assert_eq!(begin.as_deref(), Some(folder.path()), "the next one begins where the last one lay");
}

fn type_path(window: &mut Window, path: &Path) {
    let field = |window: &Window| window.harness.get_by_role_and_label(Role::TextInput, "Path of the file").click();
    field(window);
    window.harness.step();
    window.harness.key_press_modifiers(Modifiers::COMMAND, Key::A);
    window.harness.step();
    let text = path.to_str().expect("text");
    window.harness.get_by_role_and_label(Role::TextInput, "Path of the file").type_text(text);
    window.harness.step();
    window.settle();
}

#[test]
fn without_a_dialog_the_path_is_typed_and_no_file_is_lost() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("there.csv");
    std::fs::write(&path, "mine").expect("written");
    let (mut window, report) = with_report();
    window.click("Export…");
    window.click(Format::Csv.label());
    window.until("the path is asked for", |state| state.past().files.typed.is_some());
    window.harness.get_by_label("There is no dialog here. Type the path.");
    type_path(&mut window, &folder.path().join("missing").join("a.csv"));
    window.click("Save the file");
    let error =
        |state: &manyhands::ui::AppState| state.past().files.typed.as_ref().and_then(|typed| typed.error.clone());
    window.until("it cannot be saved", |state| error(state).is_some_and(|why| why.contains("there is no such folder")));
    type_path(&mut window, &path);
    window.press(Modifiers::NONE, Key::Enter);
    window.until("it is asked whether it may go", |state| error(state).is_some_and(|why| why.contains("already")));
    assert_eq!(std::fs::read_to_string(&path).expect("read"), "mine");
    window.click("Replace the file");
    window.until("it is written", |state| state.past().files.typed.is_none());
    assert_eq!(std::fs::read(&path).expect("read"), Format::Csv.write(&report).expect("written"));
    window.click("Export…");
    window.click(Format::Har.label());
    window.until("the path is asked for", |state| state.past().files.typed.is_some());
    window.click("Cancel");
    assert_eq!(window.state().past().files.purpose, None);
}

#[test]
fn pictures_are_taken_of_a_plot_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let (mut window, _) = with_report();
    let mut sizes = Vec::new();
    for shot in ["Picture of run times", "Picture of the timeline", "Picture of the window"] {
        let path = folder.path().join(format!("{shot}.png"));
        window.engine.dialogs.answer(&path);
        window.harness.get_by_label("Export…").click();
        window.harness.step();
        window.harness.step();
        window.harness.get_by_label(shot).click();
        take_picture(&mut window);
        window.until("it is written", |state| is_said(state, &path));
        let picture = image::open(&path).expect("a picture");
        sizes.push((picture.width(), picture.height()));
        window.click("Dismiss");
    }
    let whole = sizes[2];
    assert_eq!(whole, (1280, 800));
    assert!(sizes[..2].iter().all(|(_, height)| (100..400).contains(height)), "{sizes:?}");
    assert!((300..700).contains(&sizes[0].0) && sizes[1].0 > 900, "{sizes:?}");
}

#[test]
fn a_plot_out_of_view_is_scrolled_to_for_its_picture() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("timeline.png");
    let report = Sketch { rounds: 2, ..Sketch::default() }.report();
    let mut window = Window::open(Opening { size: [900.0, 600.0], report: Some(report), ..Opening::default() });
    window.engine.dialogs.answer(&path);
    window.click("Export…");
    window.harness.get_by_label("Picture of the timeline").click();
    take_picture(&mut window);
    let timeline = window.harness.get_by_label_contains("Timeline, ").rect();
    window.until("it is written", |state| is_said(state, &path));
    let picture = image::open(&path).expect("a picture").into_rgb8();
    let height = f64::from(picture.height());
    assert!(timeline.top() > 44.0 && timeline.bottom() < 568.0, "between the bars: {timeline:?}");
    let least = f64::from(timeline.height());
    assert!((least..least + 150.0).contains(&height), "{height} for {timeline:?}");
}

/// Draws frames until a picture of the window is asked for, and brings one.
fn take_picture(window: &mut Window) {
    for _ in 0..20 {
        window.harness.step();
        let commands = window.harness.output().viewport_output.values().flat_map(|output| output.commands.clone());
        let asked = commands.into_iter().find_map(|command| match command {
            ViewportCommand::Screenshot(callback) => Some(callback),
            _ => None,
        });
        if let Some(callback) = asked {
            let size = window.harness.ctx.content_rect().size();
            let [width, height] = [size.x as usize, size.y as usize];
            callback.complete(Arc::new(ColorImage::filled([width, height], Color32::WHITE)));
            return;
        }
    }
    panic!("no picture was asked for");
}

#[test]
fn a_report_is_opened_from_a_file_and_what_is_none_is_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("mine.json");
    let report = Sketch { rounds: 2, ..Sketch::default() }.report();
    manyhands::export::save_json(&report, &path).expect("saved");
    let mut window = Window::usual();
    window.engine.dialogs.answer(&path);
    window.press(Modifiers::COMMAND, Key::O);
    window.until("it is shown", |state| state.report() == Some(&report));
    window.harness.get_by_label("From the file mine.json, 2 Jan 2026, 03:04");
    std::fs::write(&path, "[]").expect("written");
    window.engine.dialogs.answer(&path);
    window.press(Modifiers::COMMAND, Key::O);
    window.until("it is said", |state| !state.notices().is_empty());
    assert!(window.state().notices()[0].contains("no report of Manyhands"), "{:?}", window.state().notices());
    assert_eq!(window.state().report(), Some(&report), "what was shown stays");
}

/// A file as the system hands it over when it is dropped.
#[derive(Debug)]
struct Dropped(PathBuf);

impl eframe::egui::DroppedFile for Dropped {
    fn path(&self) -> &Path {
        &self.0
    }

    fn bytes(&self) -> Result<Vec<u8>, String> {
        Err("the path is enough".to_owned())
    }
}

#[test]
fn a_report_is_dropped_on_the_window() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("mine.json");
    let report = Sketch { rounds: 1, ..Sketch::default() }.report();
    manyhands::export::save_json(&report, &path).expect("saved");
    let mut window = Window::usual();
    window.click("History");
    window.harness.input_mut().dropped_files.push(Arc::new(Dropped(path)));
    window.until("it is shown", |state| state.report() == Some(&report));
    assert_eq!(window.state().view(), View::Compare);
}
