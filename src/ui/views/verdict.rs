//! The answer, in the largest text: what stands here before the first run, so far, at the end, and
//! when something failed.

use eframe::egui::accesskit::Live;
use eframe::egui::text::{LayoutJob, TextWrapping};
use eframe::egui::{Align, Color32, FontId, Label, Layout, Response, TextFormat, Ui};

use crate::model::Report;
use crate::model::units::thousands;
use crate::model::words::sentence;
use crate::ui::command::UiCommand;
use crate::ui::follow::Ending;
use crate::ui::state::AppState;
use crate::ui::theme::{self, GRID, Palette};
use crate::ui::widgets::small_button;

/// Lines of reasons, unless all of them are asked for.
const LINES: usize = 2;
/// Room at the right of the reasons for the button that shows all of them.
const BUTTON: f32 = 88.0;

/// An answer: its headline in this colour, and what stands below it.
pub struct Words {
    /// In the largest text, at most two lines.
    pub headline: String,
    /// Of the headline.
    pub color: Color32,
    /// How sure it is, and why.
    pub why: String,
}

/// Draws headline and reasons of a comparison.
pub fn show(ui: &mut Ui, state: &AppState, commands: &mut Vec<UiCommand>) {
    let palette = Palette::of(ui);
    let (headline, why) = words(state);
    let failed = matches!(state.follow().ending, Some(Ending::Failed(_) | Ending::Early(_)));
    let color = match () {
        () if failed => palette.error,
        () if state.is_former() && state.report().is_some() => palette.weak,
        () => palette.text,
    };
    write(ui, state, Words { headline, color, why }, commands);
}

/// Draws an answer.
pub fn write(ui: &mut Ui, state: &AppState, words: Words, commands: &mut Vec<UiCommand>) {
    let Words { headline, color, why } = words;
    let width = ui.available_width();
    let response = text(ui, job(headline, theme::verdict(), color, width, 2));
    // Said by a screen reader when it changes, once it has nothing else to say.
    ui.ctx().accesskit_node_builder(response.id, |node| node.set_live(Live::Polite));
    ui.add_space(GRID);
    reasons(ui, state, &why, commands);
}

/// At most two lines, and a button for the rest where there is one.
fn reasons(ui: &mut Ui, state: &AppState, why: &str, commands: &mut Vec<UiCommand>) {
    let weak = Palette::of(ui).weak;
    let all = state.shows_reasons();
    let of_width = |width: f32, rows: usize| job(why.to_owned(), theme::body(), weak, width, rows);
    let width = ui.available_width();
    if !ui.painter().layout_job(of_width(width, LINES)).elided {
        text(ui, of_width(width, LINES));
        return;
    }
    ui.horizontal_top(|ui| {
        text(ui, of_width(width - BUTTON, if all { usize::MAX } else { LINES }));
        ui.with_layout(Layout::right_to_left(Align::Min), |ui| {
            let name = if all { "Fewer words" } else { "All reasons" };
            if small_button(ui, name).clicked() {
                commands.push(UiCommand::Reasons(!all));
            }
        });
    });
}

fn job(text: String, font_id: FontId, color: Color32, max_width: f32, max_rows: usize) -> LayoutJob {
    let mut job = LayoutJob::single_section(text, TextFormat { font_id, color, ..TextFormat::default() });
    job.wrap = TextWrapping { max_width, max_rows, ..TextWrapping::default() };
    job
}

/// Text of which all is shown when it is pointed at and does not fit. It is laid out before, since a
/// row would not wrap it.
fn text(ui: &mut Ui, job: LayoutJob) -> Response {
    let galley = ui.painter().layout_job(job);
    ui.add(Label::new(galley))
}

/// The headline and what stands under it.
fn words(state: &AppState) -> (String, String) {
    let follow = state.follow();
    let verdict = state.report().map(|report| &report.verdict).filter(|verdict| !verdict.sentence.is_empty());
    let stopped = match &follow.ending {
        Some(Ending::Failed(why)) => Some(("The comparison stopped", why)),
        Some(Ending::Early(why)) => Some(("The comparison ended early", why)),
        _ => None,
    };
    if let Some((headline, why)) = stopped {
        let answer = verdict.map(|verdict| sentence(&verdict.sentence)).unwrap_or_default();
        return (headline.to_owned(), joined([sentence(why).as_str(), &answer, state.charts().advice.unwrap_or("")]));
    }
    if let Some(verdict) = verdict {
        let former = if state.is_former() { "From the comparison before; the new one is under way." } else { "" };
        let (stopped, why) = state.report().map(reasons_of).unwrap_or_default();
        let why = joined([former, stopped, &why, state.charts().advice.unwrap_or("")]);
        return (verdict.sentence.trim_end_matches('.').to_owned(), why);
    }
    if follow.is_running() {
        let why = "The verdict stands here after the first round and grows surer with each one.";
        return ("Measuring".to_owned(), why.to_owned());
    }
    if follow.ending == Some(Ending::Cancelled) {
        return ("Cancelled before the first round was over".to_owned(), "What was measured stays below.".to_owned());
    }
    ("Which way is fastest?".to_owned(), promise(state))
}

/// The reasons of a report's verdict as sentences: why it was stopped, if it was, and all others.
pub fn reasons_of(report: &Report) -> (&str, String) {
    let stopped = report.stopped();
    let others = report.verdict.why.iter().map(String::as_str).filter(|text| Some(*text) != stopped);
    (stopped.unwrap_or_default(), others.map(sentence).collect::<Vec<_>>().join(" "))
}

/// The sentences that are not empty, one after the other.
pub fn joined<const N: usize>(sentences: [&str; N]) -> String {
    sentences.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" ")
}

/// What a first run will show.
fn promise(state: &AppState) -> String {
    let Some(plan) = &state.checked().plan else {
        return "The answer will stand here, with how sure it is and why.".to_owned();
    };
    let pictures = if plan.count().get() == 1 { "picture" } else { "pictures" };
    let ways = plan.contenders().len();
    let way = if ways == 1 { "one way".to_owned() } else { format!("{ways} ways, by turns") };
    let most = if plan.draft().stop.is_any() { "at most " } else { "" };
    format!(
        "Press Run: {} {pictures} will be fetched in {way}, {most}{} times over. The answer will stand here, with how sure it is \
         and why.",
        thousands(plan.count().get()),
        thousands(plan.rounds().get()),
    )
}
