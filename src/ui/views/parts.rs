//! Where each contender's time went: a stacked bar each, and below it what would help, in one sentence.

use eframe::egui::{
    Align, Align2, Color32, CornerRadius, Layout, Pos2, Rect, Response, Role, Sense, Ui, UiBuilder, WidgetInfo, vec2,
};

use crate::model::{Mode, units};
use crate::stats::{Breakdown, Parts};
use crate::ui::command::{Figure, UiCommand};
use crate::ui::state::AppState;
use crate::ui::theme::{self, CONTROL, GRID, Palette, Phase};
use crate::ui::views::{closer, tables};
use crate::ui::widgets::{focus_ring, small, tip};

/// Height of a contender's row: its bar, and its sentence below.
const ROW: f32 = 40.0;
/// Height of a bar.
const BAR: f32 = 14.0;
/// A part has to take this share of the longest bar to stand in the legend.
const LEGEND_SHARE: f64 = 0.002;

/// Draws heading, legend, bars and sentences.
pub fn show(ui: &mut Ui, state: &AppState, commands: &mut Vec<UiCommand>) {
    let all = &state.charts().parts;
    let longest = all.iter().map(|(part, _)| part.parts.total_secs()).fold(f64::MIN_POSITIVE, f64::max);
    let (mut copy, mut is_said) = (false, false);
    let mean = mean_of(all);
    ui.horizontal(|ui| {
        ui.set_min_height(CONTROL);
        closer::heading(ui, state, commands);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            copy = tables::toggle(ui, state, Figure::Parts, commands);
            ui.add_space(GRID);
            legend(ui, all, longest);
            is_said = ui.available_width() > width(ui, &mean);
            if is_said {
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| small(ui, mean.clone()));
            }
        });
    });
    if !is_said && !mean.is_empty() {
        small(ui, mean);
    }
    let size = vec2(ui.available_width(), ROW * all.len().max(1) as f32);
    let (area, _) = ui.allocate_exact_size(size, Sense::hover());
    if state.is_table(Figure::Parts) {
        return tables::in_area(ui, area, |ui| tables::parts(ui, all, copy));
    }
    if all.is_empty() {
        let mut inside = ui.new_child(UiBuilder::new().max_rect(area));
        small(&mut inside, "Where the time goes stands here after the first run.");
    }
    let names = names_width(ui, all);
    for (place, (part, sentence)) in all.iter().enumerate() {
        let top = area.top() + ROW * place as f32;
        let rect = Rect::from_x_y_ranges(area.x_range(), top..=top + ROW);
        row(ui, part, sentence, (rect, names, longest));
    }
}

/// How much room small words take.
fn width(ui: &Ui, text: &str) -> f32 {
    ui.painter().layout_no_wrap(text.to_owned(), theme::small(), Palette::of(ui).weak).size().x + 2.0 * GRID
}

/// "mean of 8 rounds": the plot above tells medians.
fn mean_of(all: &[(Breakdown, String)]) -> String {
    let runs = || all.iter().map(|(part, _)| part.runs);
    match (runs().min(), runs().max()) {
        (None | Some(_), None | Some(..=1)) => String::new(),
        (Some(least), Some(most)) if least < most => format!("mean of {least} to {most} rounds"),
        (_, Some(most)) => format!("mean of {most} rounds"),
    }
}

/// The parts with their names and colours, idle time last.
fn colored(ui: &Ui, mode: Mode, parts: &Parts) -> Vec<(&'static str, f64, Color32)> {
    let palette = Palette::of(ui);
    let color = |name: &str| match name {
        "start" => palette.phase(mode, Phase::Start),
        "redirect" => palette.phase(mode, Phase::Redirect),
        "connect" => palette.phase(mode, Phase::Connect),
        "wait" => palette.phase(mode, Phase::Wait),
        "server late" => palette.error.gamma_multiply(0.7),
        "receive" => palette.phase(mode, Phase::Receive),
        "save" => palette.phase(mode, Phase::Save),
        "shrink" => palette.phase(mode, Phase::Shrink),
        "idle" => palette.hover,
        _ => palette.phase(mode, Phase::Other),
    };
    parts.named().into_iter().map(|(name, secs)| (name, secs, color(name))).collect()
}

fn legend(ui: &mut Ui, all: &[(Breakdown, String)], longest: f64) {
    let Some((first, _)) = all.first() else { return };
    let is_seen = |place: usize| all.iter().any(|(part, _)| part.parts.named()[place].1 > LEGEND_SHARE * longest);
    let entries = colored(ui, first.contender.mode, &first.parts).into_iter().enumerate();
    // From the right, so that the first stands at the left.
    for (_, (name, _, color)) in entries.filter(|(place, _)| is_seen(*place)).rev() {
        small(ui, name);
        let (square, _) = ui.allocate_exact_size(vec2(10.0, 10.0), Sense::hover());
        ui.painter().rect_filled(square, CornerRadius::same(2), color);
        ui.add_space(GRID);
    }
}

fn row(ui: &Ui, part: &Breakdown, sentence: &str, (rect, names, longest): (Rect, f32, f64)) {
    let palette = Palette::of(ui);
    let response = ui.interact(rect, ui.scope_id().with(("part", part.contender)), Sense::focusable_noninteractive());
    let spoken = format!("{sentence} {}", told(part).join(", "));
    response.widget_info(|| WidgetInfo::labeled(Role::Figure, true, &spoken));
    let label = part.contender.label();
    let middle = rect.top() + 2.0 + BAR / 2.0;
    ui.painter().text(Pos2::new(rect.left(), middle), Align2::LEFT_CENTER, label, theme::body(), palette.text);
    let figure = units::secs(part.parts.total_secs());
    let room = rect.width() - names - FIGURE;
    let mut left = rect.left() + names;
    for (_, secs, color) in colored(ui, part.contender.mode, &part.parts) {
        #[expect(clippy::cast_possible_truncation, reason = "a share of the width")]
        let width = (secs / longest) as f32 * room;
        let bar = Rect::from_min_size(Pos2::new(left, rect.top() + 2.0), vec2(width, BAR));
        ui.painter().rect_filled(bar, CornerRadius::ZERO, color);
        left += width;
    }
    let color = palette.mode_text(part.contender.mode);
    let at = Pos2::new(left + 2.0 * GRID, middle);
    ui.painter().text(at, Align2::LEFT_CENTER, figure, theme::small(), color);
    let below = Pos2::new(rect.left() + names, rect.top() + BAR + 5.0);
    let text = ui.painter().layout(sentence.to_owned(), theme::small(), palette.weak, rect.width() - names);
    ui.painter().galley(below, text, palette.weak);
    focus_ring(ui, &response, rect);
    explain(response, part);
}

/// Room for a bar's figure at its right end.
const FIGURE: f32 = 64.0;

/// The parts that took any time, with their figures.
fn told(part: &Breakdown) -> Vec<String> {
    let parts = part.parts.named().into_iter().filter(|(_, secs)| *secs > 0.0);
    let mut told: Vec<String> = parts.map(|(name, secs)| format!("{name} {}", units::secs(secs))).collect();
    told.extend(part.cpu_secs.map(|secs| format!("CPU time {}", units::secs(secs))));
    told.push(format!("a download in the queue {}", units::secs(part.queue_secs)));
    told
}

fn explain(response: Response, part: &Breakdown) {
    response.on_hover_ui_at_pointer(|ui| {
        tip(ui, |ui| {
            let text = format!("A worker of {}, on average", part.contender.label());
            crate::ui::widgets::heading(ui, &text);
            for line in told(part) {
                small(ui, line);
            }
        });
    });
}

fn names_width(ui: &Ui, all: &[(Breakdown, String)]) -> f32 {
    let width = |(part, _): &(Breakdown, String)| {
        let galley = ui.painter().layout_no_wrap(part.contender.label(), theme::body(), Palette::of(ui).text);
        galley.size().x
    };
    all.iter().map(width).fold(0.0, f32::max) + 14.0
}
