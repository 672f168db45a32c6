//! Which run timeline and pictures show: a contender and a round, each chosen from a small menu.

use eframe::egui::{
    CornerRadius, Popup, Pos2, Response, Role, ScrollArea, Sense, Shape, Stroke, Ui, Vec2, WidgetInfo, vec2,
};

use crate::model::{Contender, Report, Run, units};
use crate::ui::command::UiCommand;
use crate::ui::state::AppState;
use crate::ui::theme::{self, Palette, ROUND, mode_color};
use crate::ui::timeline::Timeline;
use crate::ui::widgets::{focus_ring, small};

/// A menu that is longer scrolls.
const MENU_HEIGHT: f32 = 320.0;

/// Draws both menus.
pub fn show(ui: &mut Ui, state: &AppState, timeline: &Timeline, commands: &mut Vec<UiCommand>) {
    let Some(contender) = timeline.contender else { return };
    let can_choose = |report: &&Report| !state.is_pictured() && report.plan.contenders.contains(&contender);
    let report = state.report().filter(can_choose);
    let Some(report) = report else {
        small(ui, format!("{}, round {}", contender.label(), timeline.round));
        return;
    };
    ui.spacing_mut().item_spacing.x = 0.0;
    contenders(ui, state, report, contender, timeline.round, commands);
    rounds(ui, report, contender, timeline, commands);
}

fn contenders(
    ui: &mut Ui,
    state: &AppState,
    report: &Report,
    shown: Contender,
    round: u32,
    commands: &mut Vec<UiCommand>,
) {
    let button = menu_button(ui, "Mode that is shown", &shown.label());
    Popup::menu(&button).show(|ui| {
        let usual = if state.follow().is_running() { "Whichever runs" } else { "The fastest" };
        if ui.selectable_label(state.selected().is_none(), usual).clicked() {
            commands.push(UiCommand::Select(None));
        }
        ui.separator();
        for contender in &report.plan.contenders {
            let Some(run) = run_of(report, *contender, round) else { continue };
            let chosen = state.selected().is_some() && *contender == shown;
            let label = contender.label();
            // Room for the dot, which a screen reader need not hear of.
            let item = ui.selectable_label(chosen, format!("     {label}"));
            ui.ctx().accesskit_node_builder(item.id, |node| node.set_label(label));
            let dot = item.rect.left_center() + vec2(12.0, 0.0);
            ui.painter().circle_filled(dot, 4.0, mode_color(contender.mode));
            if item.clicked() {
                commands.push(UiCommand::Select(Some(run.id)));
            }
        }
    });
}

/// A contender's run of a round, or its latest.
fn run_of(report: &Report, contender: Contender, round: u32) -> Option<&Run> {
    let mut runs = report.runs.iter().rev().filter(|run| run.contender() == contender);
    let latest = runs.clone().next();
    runs.find(|run| run.round == round).or(latest)
}

fn rounds(ui: &mut Ui, report: &Report, shown: Contender, timeline: &Timeline, commands: &mut Vec<UiCommand>) {
    let text = format!("round {}", timeline.round);
    let button = menu_button(ui, "Round that is shown", &text);
    Popup::menu(&button).show(|ui| {
        ScrollArea::vertical().max_height(MENU_HEIGHT).show(ui, |ui| {
            for run in report.runs.iter().filter(|run| run.contender() == shown) {
                let chosen = run.round == timeline.round && !timeline.is_live;
                let time = units::secs(run.wall_secs);
                if ui.selectable_label(chosen, format!("Round {}, {time}", run.round)).clicked() {
                    commands.push(UiCommand::Select(Some(run.id)));
                }
            }
        });
    });
}

/// A few weak words that open a menu.
fn menu_button(ui: &mut Ui, name: &str, text: &str) -> Response {
    let palette = Palette::of(ui);
    let galley = ui.painter().layout_no_wrap(text.to_owned(), theme::small(), palette.weak);
    let (rect, response) = ui.allocate_exact_size(galley.size() + vec2(26.0, 8.0), Sense::click());
    let value = text.to_owned();
    response.widget_info(move || WidgetInfo {
        current_text_value: Some(value.clone()),
        ..WidgetInfo::labeled(Role::ComboBox, true, name)
    });
    let lit = response.hovered() || Popup::is_id_open(ui.ctx(), Popup::default_response_id(&response));
    if lit {
        ui.painter().rect_filled(rect, CornerRadius::same(ROUND), palette.hover);
    }
    let color = if lit { palette.text } else { palette.weak };
    let arrow = Pos2::new(rect.right() - 11.0, rect.center().y);
    let points = [vec2(-3.5, -1.5), vec2(0.0, 2.0), vec2(3.5, -1.5)].map(|at: Vec2| arrow + at);
    ui.painter().add(Shape::line(points.to_vec(), Stroke::new(1.3, color)));
    ui.painter().galley_with_override_text_color(rect.min + vec2(6.0, 4.0), galley, color);
    focus_ring(ui, &response, rect);
    response
}
