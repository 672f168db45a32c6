//! What is shown, into a file: the menu of forms and pictures.

use eframe::egui::{Popup, PopupCloseBehavior, Rect, RectAlign, ScrollArea, Sense, Ui, Vec2, style::ScrollAnimation};

use crate::export::Format;
use crate::store::View;
use crate::ui::camera_place;
use crate::ui::command::{Figure, UiCommand};
use crate::ui::past::{FileAction, PastAction, Shot};
use crate::ui::state::AppState;
use crate::ui::views::lessons;
use crate::ui::views::top_bar::row;
use crate::ui::widgets::{Icon, SMALL_ICON, small, small_button, small_icon, switch};

/// A menu that is longer scrolls.
const MENU_HEIGHT: f32 = 420.0;
/// Room around a plot in its picture.
const AROUND: f32 = 12.0;

/// Draws the button with its menu.
pub fn show(ui: &mut Ui, state: &AppState, commands: &mut Vec<UiCommand>) {
    let button = small_button(ui, "Export…");
    let menu = Popup::menu(&button).close_behavior(PopupCloseBehavior::CloseOnClick).align(RectAlign::TOP_END);
    menu.width(250.0).show(|ui| {
        ScrollArea::vertical().max_height(MENU_HEIGHT).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            let mut act = |action| commands.push(UiCommand::Past(PastAction::File(action)));
            if state.view() != View::Lessons {
                for format in Format::ALL {
                    if row(ui, format.label(), false) {
                        act(FileAction::Export(format));
                    }
                }
                ui.separator();
            }
            for shot in shots(state) {
                if row(ui, &shot.label(), false) {
                    act(FileAction::Shoot(shot));
                }
            }
        });
    });
}

/// What pictures can be taken of.
fn shots(state: &AppState) -> Vec<Shot> {
    let mut shots = vec![Shot::Window];
    if state.view() == View::Lessons {
        shots.extend(lessons::shots(state));
    } else if state.is_sweep() {
        shots.extend(state.sweep().chart.mode.map(|_| Shot::Sweep));
    } else if !state.charts().times.rows.is_empty() {
        let figures = [Some(Figure::RunTimes), Some(Figure::Processes), state.closer().figure()];
        shots.extend(figures.into_iter().flatten().map(Shot::Figure));
    }
    shots
}

/// A choice beside a plot; in its picture nothing but what was chosen.
pub fn choice<T: Copy + PartialEq>(ui: &mut Ui, state: &AppState, options: &[(T, &str)], current: T) -> Option<T> {
    if !state.is_pictured() {
        return switch(ui, options, current);
    }
    if let Some((_, name)) = options.iter().find(|(option, _)| *option == current) {
        small(ui, *name);
    }
    None
}

/// Whether the pointer acts on what is drawn: not while a picture is taken of it, nor below an open menu.
pub fn is_pointable(ui: &Ui, state: &AppState) -> bool {
    state.shot().is_none() && !Popup::is_any_open(ui.ctx())
}

/// A button beside a plot that saves a picture of it; in that picture its place is empty.
pub fn picture_button(ui: &mut Ui, state: &AppState, shot: Shot, commands: &mut Vec<UiCommand>) {
    if state.shot().is_some() {
        ui.allocate_exact_size(Vec2::splat(SMALL_ICON), Sense::hover());
        return;
    }
    let button = |ui: &mut Ui| small_icon(ui, Icon::Picture, &shot.button());
    let response = ui.add_enabled_ui(!state.is_busy(), button).inner;
    if response.on_hover_text("Save as picture…").clicked() {
        commands.push(UiCommand::Past(PastAction::File(FileAction::Shoot(shot))));
    }
}

/// Draws what a picture can be taken of; where one is wanted, scrolls it into view and leaves word of its
/// place, with a little room around it but nothing of what lies outside of the view.
pub fn framed(ui: &mut Ui, state: &AppState, shot: Option<Shot>, draw: impl FnOnce(&mut Ui)) {
    let rect = ui.scope(draw).response.rect.expand(AROUND);
    if state.shot().is_some() && state.shot() == shot {
        let view = ui.clip_rect();
        let is_new = ui.data(|data| data.get_temp::<Rect>(camera_place()).is_none());
        ui.data_mut(|data| data.insert_temp(camera_place(), rect.intersect(view)));
        // Asked for once: a second time it would be scrolled further.
        if is_new && !view.contains_rect(rect) {
            ui.scroll_to_rect_animation(rect, None, ScrollAnimation::none());
        }
    }
}
