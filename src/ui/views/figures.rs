//! A download's figures in rows: in the tooltips of bars and tiles, and beside a large picture.

use eframe::egui::{Grid, Ui, vec2};

use crate::model::{Download, Mode, Outcome, Run, hops_secs, units};
use crate::ui::state::AppState;
use crate::ui::theme::GRID;
use crate::ui::timeline::{Bar, Timeline};
use crate::ui::widgets::{error, heading, small};

/// A row: what it is, and how much.
pub type Figure = (&'static str, String);

/// The tooltip of a bar. While its clock runs its phases are not known yet.
pub fn of_bar(ui: &mut Ui, state: &AppState, timeline: &Timeline, bar: &Bar) {
    let run = state.shown_run().filter(|_| !timeline.is_live);
    let download = run.and_then(|run| run.downloads.get(bar.index as usize));
    if let (Some(run), Some(download)) = (run, download) {
        return of_download(ui, run, download);
    }
    heading(ui, &format!("Picture {}", bar.index + 1));
    let live = state.follow().live().and_then(|live| live.bar(bar.index));
    let is_under_way = live.is_some_and(|live| live.end_secs.is_none());
    let so_far = if is_under_way { "so far" } else { "in all" };
    let mut all = vec![(so_far, units::secs(bar.length_secs()))];
    if let Some(live) = live {
        let of_all = live.of_bytes.filter(|_| is_under_way).map(|all| format!(" of {}", units::bytes(all)));
        all.push(("bytes", format!("{}{}", units::bytes(live.bytes), of_all.unwrap_or_default())));
        all.extend(live.error.map(|error| ("failed", error.label().to_owned())));
        all.push(("process", live.pid.to_string()));
    }
    rows(ui, "bar", &all);
}

/// The tooltip of a download.
pub fn of_download(ui: &mut Ui, run: &Run, download: &Download) {
    heading(ui, &format!("Picture {}", download.index + 1));
    small(ui, download.url.to_string());
    if let Outcome::Failed(failure) = &download.outcome {
        error(ui, Some(&failure.message));
    }
    ui.add_space(GRID);
    let mut all = answer(download);
    all.extend(phases(download));
    all.extend(worker(run, download));
    rows(ui, "download", &all);
}

/// Draws rows in two columns.
pub fn rows(ui: &mut Ui, salt: &str, figures: &[Figure]) {
    Grid::new(salt).num_columns(2).spacing(vec2(16.0, 1.0)).min_row_height(0.0).show(ui, |ui| {
        for (name, figure) in figures {
            small(ui, *name);
            small(ui, figure.clone());
            ui.end_row();
        }
    });
}

/// What came back.
pub fn answer(download: &Download) -> Vec<Figure> {
    let mut figures = Vec::new();
    if let Some(status) = download.status {
        let version = download.http_version.as_deref().unwrap_or_default();
        figures.push(("status", format!("{status} {version}").trim_end().to_owned()));
    }
    figures.push(("bytes", units::bytes(download.bytes)));
    if download.attempts > 1 {
        figures.push(("attempts", download.attempts.to_string()));
    }
    figures
}

/// How its time was spent, phase by phase.
pub fn phases(download: &Download) -> Vec<Figure> {
    let phases = &download.phases;
    let all = [
        ("process start", phases.spawn_secs),
        ("in the queue", phases.queue_secs),
        ("waiting for the rate", phases.turn_secs),
        ("redirects", (!download.hops.is_empty()).then(|| hops_secs(&download.hops))),
        ("look-up", phases.dns_secs),
        ("connect", phases.connect_secs),
        ("wait", phases.wait_secs),
        ("receive", phases.receive_secs),
        ("save", phases.save_secs),
        ("shrink", phases.thumbnail_secs),
        ("other", phases.other_secs),
    ];
    let mut figures: Vec<Figure> =
        all.into_iter().filter_map(|(name, secs)| secs.map(|secs| (name, units::secs(secs)))).collect();
    figures.push(("in all", units::secs(download.end_secs - download.start_secs)));
    figures
}

/// Who fetched it.
pub fn worker(run: &Run, download: &Download) -> Vec<Figure> {
    let mut figures = Vec::new();
    if matches!(run.mode, Mode::ThreadPool | Mode::Async) {
        figures.push((run.mode.worker_noun(), (download.worker + 1).to_string()));
    }
    figures.push(("process", download.pid.to_string()));
    figures
}
