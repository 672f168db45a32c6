//! The window.
//!
//! ```text
//! app          logic (receive, then apply) and ui (draw); owns what runs beside the window
//! state        AppState: what the views read; apply and hear are its only writers
//! command      commands of the views, messages from outside, effects of the state
//! edit         what changes in the set-up when a field is edited
//! again        from a report back to the set-up's fields
//! check        from the set-up's fields to a plan, or to what is wrong with which field
//! lessons      what lessons told, and what was set in them
//! sweep        the sweep that runs or ran last
//! sweep_chart  what is drawn of it
//! follow       the phase, the running clock and the progress of a comparison
//! charts       what the plots draw, worked out when results change
//! load         what each worker process used
//! timeline     the bars of a run
//! looking      what is looked at more closely: a picture, a part of the timeline
//! span         a part of a run's time
//! engine_link  the way to an engine and to a lesson; inbox and wake-ups
//! engine_process  the real ones, processes of their own
//! advice       what to do about downloads that failed
//! errands      a thread for what touches the disk
//! thumbnails   a thread that decodes pictures between runs; textures under a budget
//! dialogs      the dialogs for folders and files
//! past         the comparisons that were kept, reports from elsewhere, files that are written
//! theme        all colours, sizes and fonts
//! widgets      fields, switches and icons that several views share
//! views        one file a view
//! ```
//!
//! Views get `&AppState` and push [`UiCommand`]s. While a clock runs the window is drawn at most
//! ten times a second, and at rest not at all.

mod advice;
mod again;
mod app;
mod charts;
mod check;
mod command;
mod dialogs;
mod edit;
mod engine_link;
mod engine_process;
mod errands;
mod follow;
mod lessons;
mod load;
mod looking;
mod past;
mod span;
mod state;
mod sweep;
mod sweep_chart;
mod theme;
mod thumbnails;
mod timeline;
mod views;
mod widgets;

use app::camera_place;
pub use app::{App, Kept};
pub use charts::{Active, Charts, Curve, Row, Times};
pub use check::{Checked, Field};
pub use command::{Closer, Edit, Effect, Figure, Message, ProcessPlot, Scale, Section, UiCommand};
pub use dialogs::{Ask, Dialogs};
pub use engine_link::{EngineLink, Engines, Inbox, LessonLink, Wake};
pub use follow::{Ending, Follow, LiveBar, LiveRun, Phase};
pub use lessons::{KnobError, LessonAction, LessonEnding, LessonRun, Lessons, LogFilter, StepRun};
pub use load::{Group, Load};
pub use looking::{Lens, Look, Looking};
pub use past::{Content, FileAction, Files, Origin, Past, PastAction, PastChange, PastErrand, PastNews, Removed};
pub use past::{Purpose, Shot, Shown, Typed};
pub use span::Span;
pub use state::{AppState, Question};
pub use sweep::Sweep;
pub use sweep_chart::{SweepChart, SweepRow};
pub use timeline::{Bar, BarRow, Part, Timeline};

use std::path::PathBuf;

use eframe::egui::{self, IconData, ViewportBuilder, ViewportCommand};

use crate::model::Report;
use crate::worker::{self, Program};

use engine_process::EngineProcesses;

/// The window's inner size at the first start, in points.
const FIRST_SIZE: [f32; 2] = [1280.0, 800.0];
/// Smaller than this nothing can be read.
const LEAST_SIZE: [f32; 2] = [640.0, 440.0];

/// Opens the window and blocks until it is closed, by a person or by what ends a program in order (Ctrl+C, SIGTERM):
/// either way what was measured is kept, nothing is left behind, and it is no failure. `engine` is started for each
/// comparison, and `lesson` for each lesson that is run; `report` is shown from the start, with the file it was read
/// from. Fails where there is no display, or nothing to draw with.
pub fn open(engine: Program, lesson: Program, report: Option<(Report, PathBuf)>) -> Result<(), eframe::Error> {
    let history = crate::store::history_folder();
    let kept = Kept { history, documents: crate::store::documents_folder(), ..Kept::load(crate::store::folder()) };
    let viewport = ViewportBuilder::default()
        .with_title("Manyhands")
        .with_app_id("manyhands")
        .with_icon(icon())
        .with_inner_size(kept.settings.window.unwrap_or(FIRST_SIZE))
        .with_min_inner_size(LEAST_SIZE);
    let options = eframe::NativeOptions { viewport, ..eframe::NativeOptions::default() };
    let engines = Box::new(EngineProcesses::new(engine, lesson));
    let app = move |creation: &eframe::CreationContext<'_>| -> Result<Box<dyn eframe::App>, _> {
        let (report, path) = report.unzip();
        let app = App::new(&creation.egui_ctx, engines, kept, report)?;
        close_when_told_to_end(creation.egui_ctx.clone())?;
        Ok(Box::new(match path {
            Some(path) => app.with_file(path),
            None => app,
        }))
    };
    eframe::run_native("Manyhands", options, Box::new(app))
}

/// From here on an end that is asked for by Ctrl+C or the system goes the way of the window's own button.
fn close_when_told_to_end(ctx: egui::Context) -> std::io::Result<()> {
    worker::when_told_to_end(move || {
        ctx.send_viewport_cmd(ViewportCommand::Close);
        ctx.request_repaint();
    })
}

/// The picture that desktops show for the window.
fn icon() -> IconData {
    let picture = image::load_from_memory(include_bytes!("../../icons/manyhands-128.png"));
    let picture = picture.expect("the program's own icon is a PNG").into_rgba8();
    IconData { width: picture.width(), height: picture.height(), rgba: picture.into_raw() }
}

/// Whether there may be a display to open a window on.
pub fn has_display() -> bool {
    let is_set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    !cfg!(target_os = "linux") || ["WAYLAND_DISPLAY", "WAYLAND_SOCKET", "DISPLAY"].into_iter().any(is_set)
}
