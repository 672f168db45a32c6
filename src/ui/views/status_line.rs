//! The line at the bottom: what is going on, how far it is, how it ended; at rest, emptying the results.

use eframe::egui::{Align, Label, Layout, RichText, Role, Sense, Ui, WidgetInfo, vec2};

use crate::model::units::thousands;
use crate::model::{Report, units};
use crate::ui::command::UiCommand;
use crate::ui::follow::{Ending, Follow, LiveRun, Phase, about};
use crate::ui::state::AppState;
use crate::ui::theme::{self, Palette};
use crate::ui::views::export;
use crate::ui::widgets::small_button;

/// Draws the line.
pub fn show(ui: &mut Ui, state: &AppState, commands: &mut Vec<UiCommand>) {
    let palette = Palette::of(ui);
    let (follow, report, _) = state.told();
    if follow.is_running() {
        progress(ui, follow);
    }
    ui.horizontal_centered(|ui| {
        let say = |ui: &mut Ui, text: String| {
            let text = RichText::new(text).font(theme::small()).color(palette.weak);
            ui.add(Label::new(text).truncate());
        };
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if !follow.is_running() && report.is_some() {
                let hint = "Empty the results. Files in a folder of yours stay.";
                if small_button(ui, "Clear").on_hover_text(hint).clicked() {
                    commands.push(UiCommand::Clear);
                }
                export::show(ui, state, commands);
                let shown = &state.past().shown;
                let compared = shown.kept.is_some() && shown.origin.is_none();
                if (state.is_sweep() && state.sweep().kept) || (!state.is_sweep() && compared) {
                    say(ui, "Kept in History".to_owned());
                }
            }
            say(ui, right(state, follow));
            // What is going on has the rest of the line, and is cut where that is too short.
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| say(ui, left(report, follow)));
        });
    });
}

/// A line along the upper edge, as long as the share that is done.
fn progress(ui: &Ui, follow: &Follow) {
    let line = ui.max_rect().expand2(vec2(20.0, 0.0));
    let done = line.left() + line.width() * follow.share();
    ui.painter().hline(line.left()..=done, line.top() + 1.0, (2.0, Palette::of(ui).accent));
    let response = ui.interact(line, ui.scope_id().with("progress"), Sense::hover());
    let percent = f64::from(100.0 * follow.share()).floor();
    response.widget_info(|| WidgetInfo {
        label: Some("Progress in percent".to_owned()),
        value: Some(percent),
        ..WidgetInfo::new(Role::ProgressIndicator)
    });
}

fn left(report: Option<&Report>, follow: &Follow) -> String {
    let runs = format!("{}{} runs", at_most(follow), thousands(follow.runs_total));
    match (&follow.phase, &follow.ending) {
        // Beside that the start of the engine is nothing.
        (Phase::Starting, _) if follow.paints => "Getting ready: the lab server paints its pictures".to_owned(),
        (Phase::Starting, _) => "Starting the engine".to_owned(),
        (Phase::WarmingUp { total: 0, .. }, _) => "Getting ready".to_owned(),
        (Phase::WarmingUp { done, total }, _) => format!("Warming up, {done} of {total}"),
        (Phase::Measuring(live), _) => measuring(follow, live),
        (Phase::Between, _) => format!("{} of {runs} done", follow.runs_done),
        (Phase::Resting, Some(Ending::Cancelled)) => format!("Cancelled. {}", totals(report)),
        (Phase::Resting, Some(Ending::Done)) => format!("{}. {}", done(report), totals(report)),
        (Phase::Resting, Some(Ending::Early(_) | Ending::Failed(_))) => format!("Stopped. {}", totals(report)),
        (Phase::Resting, None) if report.is_some() => totals(report),
        (Phase::Resting, None) => "Ready".to_owned(),
    }
}

/// "Done", or after which round it was stopped; why stands with the verdict.
fn done(report: Option<&Report>) -> &str {
    let stopped = report.and_then(Report::stopped);
    stopped.and_then(|sentence| sentence.split(':').next()).unwrap_or("Done")
}

/// What stands before a number of runs, or a time, that may turn out smaller.
const fn at_most(follow: &Follow) -> &'static str {
    if follow.may_stop { "at most " } else { "" }
}

fn measuring(follow: &Follow, live: &LiveRun) -> String {
    let who = live.contender.label();
    let failed = if live.failed > 0 { format!(", {} failed", live.failed) } else { String::new() };
    format!(
        "Run {} of {}{}, {who}, round {}: {} of {} pictures{failed}",
        follow.runs_done + 1,
        at_most(follow),
        thousands(follow.runs_total),
        live.round,
        thousands(live.done),
        thousands(follow.count)
    )
}

/// The rate of the running clock and the time to the end.
fn right(state: &AppState, follow: &Follow) -> String {
    if !follow.is_running() {
        return String::new();
    }
    let mut parts = Vec::new();
    if let Some(live) = follow.live().filter(|live| live.done > 0 && live.at_secs > 0.0) {
        parts.push(format!("{} pictures a second", units::times(f64::from(live.done) / live.at_secs)));
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "three digits are shown")]
        let bytes_per_sec = (live.bytes as f64 / live.at_secs) as u64;
        parts.push(format!("{}/s", units::bytes(bytes_per_sec)));
    }
    let (_, report, is_former) = state.told();
    let rest = report.filter(|_| !is_former).and_then(|report| follow.rest_secs(report));
    // Before each contender ran once: what the whole was expected to cost, less its share.
    let estimate = || follow.expected_secs.map(|secs| secs * f64::from(1.0 - follow.share()));
    if let Some(secs) = rest.or_else(estimate) {
        let time = about(secs);
        let time = if follow.may_stop { time.trim_start_matches("about ") } else { &time };
        parts.push(format!("{}{time} left", at_most(follow)));
    }
    parts.join(", ")
}

fn totals(report: Option<&Report>) -> String {
    let Some(report) = report else { return "Nothing was measured.".to_owned() };
    let (ok, failed) = report.totals();
    let plural = |count: u64, noun: &str| format!("{} {noun}{}", thousands(count), if count == 1 { "" } else { "s" });
    format!("{}, {}, {} failed.", plural(report.runs.len() as u64, "run"), plural(ok, "picture"), thousands(failed))
}
