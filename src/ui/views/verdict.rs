//! The answer, in the largest text: what stands here before the first run, so far, at the end, and
//! when something failed.

use eframe::egui::text::{LayoutJob, TextWrapping};
use eframe::egui::{Color32, FontId, Label, TextFormat, Ui};

use crate::ui::check::{sentence, thousands};
use crate::ui::follow::Ending;
use crate::ui::state::AppState;
use crate::ui::theme::{self, GRID, Palette};

/// Draws headline and reasons.
pub fn show(ui: &mut Ui, state: &AppState) {
    let palette = Palette::of(ui);
    let (headline, why) = words(state);
    let failed = matches!(state.follow().ending, Some(Ending::Failed(_) | Ending::Early(_)));
    let color = match () {
        () if failed => palette.error,
        () if state.is_former() && state.report().is_some() => palette.weak,
        () => palette.text,
    };
    text(ui, headline, theme::verdict(), color, 2);
    ui.add_space(GRID);
    text(ui, why, theme::body(), palette.weak, 2);
}

/// Text of at most `rows` lines; what does not fit is shown when pointed at.
fn text(ui: &mut Ui, text: String, font: FontId, color: Color32, rows: usize) {
    let mut job = LayoutJob::single_section(text, TextFormat { font_id: font, color, ..TextFormat::default() });
    job.wrap = TextWrapping { max_width: ui.available_width(), max_rows: rows, ..TextWrapping::default() };
    ui.add(Label::new(job));
}

/// The headline and what stands under it.
fn words(state: &AppState) -> (String, String) {
    let follow = state.follow();
    let verdict = state.report().map(|report| &report.verdict).filter(|verdict| !verdict.sentence.is_empty());
    match &follow.ending {
        Some(Ending::Failed(why)) => return ("The comparison stopped".to_owned(), sentence(why)),
        Some(Ending::Early(why)) => return ("The comparison ended early".to_owned(), sentence(why)),
        _ => {}
    }
    if let Some(verdict) = verdict {
        return (verdict.sentence.trim_end_matches('.').to_owned(), verdict.why.join(" "));
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

/// What a first run will show.
fn promise(state: &AppState) -> String {
    let Some(plan) = &state.checked().plan else {
        return "The answer will stand here, with how sure it is and why.".to_owned();
    };
    let pictures = if plan.count().get() == 1 { "picture" } else { "pictures" };
    let ways = plan.contenders().len();
    let way = if ways == 1 { "one way".to_owned() } else { format!("{ways} ways, by turns") };
    format!(
        "Press Run: {} {pictures} will be fetched in {way}, {} times over. The answer will stand here, with how sure it is \
         and why; below it the time of each run, the processes, and the pictures.",
        thousands(plan.count().get()),
        thousands(plan.rounds().get()),
    )
}
