//! The Lessons view: the course at the left, a lesson with what it put out, and its foot with Run.
//!
//! ```text
//! course   the list of lessons, with ticks
//! head     title, text, and the switch that shows a lesson large
//! steps    where listings and what came of the steps stand
//! listing  Python, highlighted
//! promise  before the first line, what will stand there
//! lines    what was put out
//! figure   what is drawn beside
//! outcome  what to see, and what came out
//! python   what Python put out, beside ours
//! foot     Run, the knobs, and the way to the next lesson
//! status   the line at the bottom
//! ```

mod course;
mod figure;
mod foot;
mod head;
mod lines;
mod listing;
mod outcome;
mod promise;
mod python;
mod status;
mod steps;

pub use course::show as course;
pub use figure::shots;
pub use status::show as status;

use eframe::egui::{Event, Frame, Key, Margin, Modifiers, Panel, Popup, ScrollArea, Ui, Vec2, vec2};

use crate::model::Who;
use crate::ui::command::UiCommand;
use crate::ui::lessons::LessonAction;
use crate::ui::state::AppState;
use crate::ui::theme::{GAP, GRID, Palette};

/// At both sides of a lesson.
const SIDES: i8 = 24;
/// Lines of text are no longer than this.
const TEXT_WIDTH: f32 = 860.0;

/// Draws the lesson that is shown.
pub fn show(ui: &mut Ui, state: &AppState, commands: &mut Vec<UiCommand>) {
    let foot = Frame::new().inner_margin(Margin { left: SIDES, right: SIDES, top: 10, bottom: 12 });
    Panel::bottom("foot").frame(foot).show_separator_line(false).show(ui, |ui| foot::show(ui, state, commands));
    // Each lesson has its own place, and begins at its head.
    let salt = ("lesson", state.lesson().lesson.key());
    let view = ui.available_rect_before_wrap();
    let scrolled = ScrollArea::vertical().id_salt(salt).auto_shrink(false).show(ui, |ui| {
        let margin = Margin { left: SIDES, right: SIDES, top: 16, bottom: 16 };
        let drawn = Frame::new().inner_margin(margin).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            head::show(ui, state, commands);
            ui.add_space(GAP + GRID);
            steps::show(ui, state, commands);
            ui.add_space(GAP + GRID);
            outcome::show(ui, state);
            python::show(ui, state);
        });
        if state.lessons().run(state.lesson().lesson).is_some_and(|run| run.is_news) {
            // The answer may stand below what is in view, and Python's below it: whoever waited for them sees them
            // come, with the room that is left below them.
            let end = drawn.response.rect.with_min_y(drawn.response.rect.bottom() - 1.0);
            ui.scroll_to_rect(end, None);
            commands.push(UiCommand::Lesson(LessonAction::Seen));
        }
        // At the end: lists within would take it for themselves.
        scroll_by_keys(ui, view.height());
    });
    if scrolled.state.clamped_offset().y + view.height() < scrolled.content_size.y - 1.0 {
        ui.painter().hline(view.x_range(), scrolled.inner_rect.bottom() - 0.5, (1.0, Palette::of(ui).line));
    }
}

/// The keys that work in this view, taken before a field can have them.
pub fn keys(ui: &Ui, state: &AppState, commands: &mut Vec<UiCommand>) {
    let pressed = |modifiers, key| ui.input_mut(|input| input.consume_key(modifiers, key));
    let mut act = |action| commands.push(UiCommand::Lesson(action));
    if pressed(Modifiers::COMMAND, Key::Enter) {
        act(LessonAction::Run { python: false });
    }
    if Popup::is_any_open(ui.ctx()) || state.past().files.typed.is_some() {
        return;
    }
    if state.lessons().running().is_some() {
        if pressed(Modifiers::NONE, Key::Escape) {
            act(LessonAction::Cancel);
        }
    } else if state.is_projected() && pressed(Modifiers::NONE, Key::Escape) {
        act(LessonAction::Project(false));
    }
}

/// The keys that go through a lesson page by page, unless something takes them that has the focus.
fn scroll_by_keys(ui: &Ui, page: f32) {
    if ui.ctx().memory(|memory| memory.focused().is_some()) {
        return;
    }
    let moves: Vec<f32> = ui.input(|input| {
        let keys = input.events.iter().filter_map(|event| match event {
            Event::Key { key, pressed: true, .. } => Some(*key),
            _ => None,
        });
        keys.filter_map(|key| match key {
            Key::PageDown => Some(-0.9 * page),
            Key::PageUp => Some(0.9 * page),
            Key::ArrowDown => Some(-40.0),
            Key::ArrowUp => Some(40.0),
            Key::Home => Some(f32::MAX),
            Key::End => Some(f32::MIN),
            _ => None,
        })
        .collect()
    });
    for delta in moves {
        ui.scroll_with_delta(vec2(0.0, delta.clamp(-1e6, 1e6)));
    }
}

/// The colour of one who spoke: of squares and bars, and of text.
fn who_colors(palette: &Palette, who: Who) -> (eframe::egui::Color32, eframe::egui::Color32) {
    match who {
        Who::Parent { .. } => (palette.weak, palette.weak),
        Who::Process { worker, .. } | Who::Thread { worker } | Who::Slot { worker } => {
            (palette.worker(worker), palette.worker_text(worker))
        }
    }
}

/// A square in the colour of one who spoke.
fn square(ui: &Ui, center: eframe::egui::Pos2, color: eframe::egui::Color32) {
    let rect = eframe::egui::Rect::from_center_size(center, Vec2::splat(10.0));
    ui.painter().rect_filled(rect, 2, color);
}
