//! What is drawn where: one file a view. Views read the state and push commands.

mod active_processes;
mod axes;
mod back;
mod closer;
mod conditions;
mod empty;
mod export;
mod figures;
mod history;
mod labels;
mod lanes;
mod large_picture;
mod lessons;
mod parts;
mod path;
mod pictures;
mod question;
mod run_choice;
mod run_times;
mod setup;
mod status_line;
mod sweep;
mod tables;
mod timeline;
mod toasts;
mod top_bar;
mod verdict;
mod view_through;
mod worker_load;

use eframe::egui::{self, CentralPanel, Frame, Key, Margin, Modifiers, Panel, ScrollArea, Ui, UiBuilder, vec2};

use crate::store::View;

use super::command::{Figure, UiCommand};
use super::past::{FileAction, PastAction, Shot};
use super::state::AppState;
use super::theme::{
    GAP, GRID, LEAST_PLOT, LEAST_ROW, MARGIN, MOST_PLOT, Palette, SETUP_WIDTH, STACK_BELOW, STATUS_LINE, TOP_BAR,
};
use super::thumbnails::Shelf;

/// Above and below the results.
const PADDING: i8 = 16;
/// The plots that stand above.
const RUN_TIMES: Option<Shot> = Some(Shot::Figure(Figure::RunTimes));
const PROCESSES: Option<Shot> = Some(Shot::Figure(Figure::Processes));

/// Draws the whole window.
pub fn show(ui: &mut Ui, state: &AppState, shelf: &Shelf, commands: &mut Vec<UiCommand>) {
    keys(ui, state, commands);
    let palette = Palette::of(ui);
    let bar = Frame::new().fill(palette.side).inner_margin(Margin::symmetric(12, 0));
    Panel::top("top bar").exact_size(TOP_BAR).frame(bar).show(ui, |ui| top_bar::show(ui, state, commands));
    let line = bar.inner_margin(Margin::symmetric(20, 0));
    // What is shown large has the room for itself.
    if !state.is_projected() {
        Panel::bottom("status line").exact_size(STATUS_LINE).frame(line).show(ui, |ui| match state.view() {
            // A comparison goes on whatever is looked at.
            View::Lessons if state.running().is_none() => lessons::status(ui, state, commands),
            View::History if state.running().is_none() => history::status(ui, state),
            View::Compare | View::Sweep | View::Lessons | View::History => status_line::show(ui, state, commands),
        });
    }
    let side = Panel::left("side").exact_size(SETUP_WIDTH).resizable(false).frame(Frame::new().fill(palette.side));
    let central = CentralPanel::default().frame(Frame::new().fill(palette.surface));
    match state.view() {
        View::Compare => {
            if !state.settings().folded {
                side.show(ui, |ui| setup::show(ui, state, commands));
            }
            central.show(ui, |ui| results(ui, state, shelf, commands));
            large_picture::show(ui, state, shelf, commands);
        }
        View::Sweep => {
            if !state.settings().folded {
                side.show(ui, |ui| setup::show(ui, state, commands));
            }
            central.show(ui, |ui| sweep::show(ui, state, commands));
        }
        View::Lessons => {
            if !state.course().folded && !state.is_projected() {
                side.show(ui, |ui| lessons::course(ui, state, commands));
            }
            central.show(ui, |ui| lessons::show(ui, state, commands));
        }
        View::History => drop(central.show(ui, |ui| history::show(ui, state, commands))),
    }
    question::show(ui, state, commands);
    path::show(ui, state, commands);
    toasts::show(ui, state, commands);
    note_size(ui, state, commands);
}

/// The keys that work everywhere, taken before a field can have them.
fn keys(ui: &Ui, state: &AppState, commands: &mut Vec<UiCommand>) {
    let places = [Key::Num1, Key::Num2, Key::Num3, Key::Num4, Key::Num5, Key::Num6];
    // Other keys of this frame are meant for the view that was gone to.
    let mut view = state.view();
    for (other, key) in View::ALL.into_iter().zip(places) {
        if ui.input_mut(|input| input.consume_key(Modifiers::COMMAND, key)) {
            commands.push(UiCommand::View(other));
            view = other;
        }
    }
    if ui.input_mut(|input| input.consume_key(Modifiers::COMMAND, Key::Q)) {
        commands.push(UiCommand::Close);
    }
    let may_open = view != View::Lessons && state.question().is_none();
    if may_open && ui.input_mut(|input| input.consume_key(Modifiers::COMMAND, Key::O)) {
        commands.push(UiCommand::Past(PastAction::File(FileAction::Choose)));
    }
    match view {
        View::Compare | View::Sweep => comparison_keys(ui, state, commands),
        View::Lessons => lessons::keys(ui, state, commands),
        View::History => history::keys(ui, state, commands),
    }
}

fn comparison_keys(ui: &Ui, state: &AppState, commands: &mut Vec<UiCommand>) {
    if ui.input_mut(|input| input.consume_key(Modifiers::COMMAND, Key::Enter)) {
        commands.push(UiCommand::Run);
    }
    let is_large = !state.is_sweep() && state.looking().large().is_some();
    let is_covered = state.question().is_some() || state.past().files.typed.is_some() || is_large;
    let is_free = !is_covered && !egui::Popup::is_any_open(ui.ctx());
    let selected = if state.is_sweep() {
        state.sweep().selected.map(|_| UiCommand::SelectCount(None))
    } else {
        state.selected().map(|_| UiCommand::Select(None))
    };
    let let_go = selected.filter(|_| is_free);
    if let_go.is_some() && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape)) {
        commands.extend(let_go);
    }
    if is_free && state.running().is_some() && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape)) {
        commands.push(UiCommand::Cancel);
    }
}

fn results(ui: &mut Ui, state: &AppState, shelf: &Shelf, commands: &mut Vec<UiCommand>) {
    let in_view = ui.available_height();
    ScrollArea::vertical().id_salt("results").auto_shrink(false).show(ui, |ui| {
        Frame::new().inner_margin(Margin { left: 24, right: 24, top: PADDING, bottom: PADDING }).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            back::origin(ui, state, commands);
            verdict::show(ui, state, commands);
            back::since(ui, state);
            ui.add_space(GAP);
            if state.charts().times.rows.is_empty() {
                let above = ui.cursor().top() - ui.min_rect().top();
                empty::show(ui, in_view - above - 2.0 * f32::from(PADDING));
                return;
            }
            plots(ui, state, plot_height(in_view, state.charts().times.rows.len()), commands);
            ui.add_space(GAP);
            let closer = state.closer().figure().map(Shot::Figure);
            export::framed(ui, state, closer, |ui| closer::show(ui, state, commands));
            ui.add_space(GAP - GRID);
            // What the window has below, as if nothing were scrolled.
            let above = ui.cursor().top() - ui.min_rect().top();
            pictures::show(ui, state, shelf, in_view - above - 2.0 * f32::from(PADDING), commands);
        });
    });
}

/// A plot takes its share of a short or a tall window, and has room for its rows.
fn plot_height(in_view: f32, rows: usize) -> f32 {
    (0.28 * in_view).clamp(LEAST_PLOT, MOST_PLOT).max(40.0 + LEAST_ROW * rows as f32)
}

/// Run times and active processes: side by side where there is room.
fn plots(ui: &mut Ui, state: &AppState, height: f32, commands: &mut Vec<UiCommand>) {
    let width = ui.available_width();
    if width < STACK_BELOW {
        export::framed(ui, state, RUN_TIMES, |ui| run_times::show(ui, state, height, commands));
        ui.add_space(GAP + GRID);
        export::framed(ui, state, PROCESSES, |ui| active_processes::show(ui, state, height, commands));
        return;
    }
    let gap = MARGIN + GRID;
    let (top, half) = (ui.cursor().min, (width - gap) / 2.0);
    let size = vec2(half, 0.0);
    let at = |left: f32| egui::Rect::from_min_size(top + vec2(left, 0.0), size);
    let left = ui.scope_builder(UiBuilder::new().max_rect(at(0.0)), |ui| {
        export::framed(ui, state, RUN_TIMES, |ui| run_times::show(ui, state, height, commands));
    });
    let right = ui.new_child(UiBuilder::new().id_salt("right").max_rect(at(half + gap)));
    let mut right = right;
    export::framed(&mut right, state, PROCESSES, |ui| {
        active_processes::show(ui, state, height, commands);
    });
    ui.advance_cursor_after_rect(left.response.rect.union(right.min_rect()));
}

/// The window opens as large the next time, however large what it shows was then.
fn note_size(ui: &Ui, state: &AppState, commands: &mut Vec<UiCommand>) {
    let zoom = ui.ctx().zoom_factor();
    let whole = |side: f32| (side * zoom).round();
    let size = ui.ctx().input(|input| input.viewport().inner_rect);
    let size = size.map(|rect| [whole(rect.width()), whole(rect.height())]);
    if let Some(size) = size.filter(|size| Some(*size) != state.settings().window) {
        commands.push(UiCommand::Resized(size));
    }
}
