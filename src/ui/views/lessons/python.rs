//! What a lesson's Python put out, beside what ours did.

use eframe::egui::{Align, Label, Layout, Pos2, Rect, RichText, Ui, vec2};

use crate::model::{PythonOutput, units};
use crate::ui::lessons::LessonRun;
use crate::ui::state::AppState;
use crate::ui::theme::{CONTROL, GAP, GRID, MARGIN, Palette, STACK_BELOW};
use crate::ui::widgets::{error, heading, small};

use super::lines::{many, words};
use super::{square, who_colors};

/// Draws it where Python was asked for and has answered.
pub fn show(ui: &mut Ui, state: &AppState) {
    let Some(run) = state.lessons().run(state.lesson().lesson) else { return };
    let Some(python) = &run.python else { return };
    ui.add_space(GAP + GRID);
    match python {
        PythonOutput::Missing(why) => {
            heading(ui, "In Python");
            ui.add_space(GRID);
            ui.add(Label::new(RichText::new(why).color(Palette::of(ui).weak)).wrap());
        }
        PythonOutput::Ran { version, printed, said, secs, exit } => {
            let theirs = Theirs { version, printed, said, secs: *secs, exit };
            if ui.available_width() < STACK_BELOW {
                ours(ui, run);
                ui.add_space(GAP);
                theirs.show(ui);
                return;
            }
            let gap = MARGIN + GRID;
            let width = (ui.available_width() - gap) / 2.0;
            ui.horizontal_top(|ui| {
                ui.spacing_mut().item_spacing.x = 0.0;
                let column = |ui: &mut Ui, draw: &dyn Fn(&mut Ui)| {
                    ui.allocate_ui_with_layout(vec2(width, 0.0), Layout::top_down(Align::Min), |ui| {
                        ui.set_width(width);
                        draw(ui);
                    });
                };
                column(ui, &|ui| ours(ui, run));
                ui.add_space(gap);
                column(ui, &|ui| theirs.show(ui));
            });
        }
    }
}

fn ours(ui: &mut Ui, run: &LessonRun) {
    title(ui, "In Manyhands", run.secs());
    let lines: Vec<(usize, usize)> =
        run.steps.iter().enumerate().flat_map(|(step, of)| (0..of.lines.len()).map(move |line| (step, line))).collect();
    let (width, color) = (ui.available_width(), Palette::of(ui).text);
    many(ui, ("ours", 0), lines.len(), width, |ui, place, rect| {
        let (step, line) = lines[place];
        let line = &run.steps[step].lines[line];
        let text = format!("{}  {}", line.who, line.text);
        let (fill, _) = who_colors(Palette::of(ui), line.who);
        square(ui, Pos2::new(rect.left() + 5.0, rect.center().y), fill);
        let place = Rect::from_min_max(rect.min + vec2(18.0, 0.0), rect.max);
        words(ui, &text, place, color, &format!("In Manyhands: {text}"));
    });
}

/// What Python did.
struct Theirs<'a> {
    version: &'a str,
    printed: &'a str,
    said: &'a str,
    secs: f64,
    exit: &'a str,
}

impl Theirs<'_> {
    fn show(&self, ui: &mut Ui) {
        title(ui, &format!("In {}", self.version), self.secs);
        let lines: Vec<&str> = self.printed.lines().collect();
        let (width, color) = (ui.available_width(), Palette::of(ui).text);
        many(ui, ("theirs", 0), lines.len(), width, |ui, place, rect| {
            words(ui, lines[place], rect, color, &format!("In Python: {}", lines[place]));
        });
        if self.exit != "0" {
            ui.add_space(GRID);
            let last = self.said.lines().rev().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
            let stop = if last.is_empty() { "." } else { ":" };
            error(ui, Some(&format!("It ended with {}{stop} {last}", self.exit)));
        }
    }
}

fn title(ui: &mut Ui, name: &str, secs: f64) {
    ui.horizontal(|ui| {
        ui.set_min_height(CONTROL);
        heading(ui, name);
        ui.add_space(3.0 * GRID);
        small(ui, units::secs(secs));
    });
}
