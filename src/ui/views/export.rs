//! What is shown, into a file: the menu of forms and pictures.

use eframe::egui::{Popup, PopupCloseBehavior, Rect, RectAlign, ScrollArea, Ui, style::ScrollAnimation};

use crate::export::Format;
use crate::ui::camera_place;
use crate::ui::command::{Figure, UiCommand};
use crate::ui::past::{FileAction, PastAction, Shot};
use crate::ui::state::AppState;
use crate::ui::views::top_bar::row;
use crate::ui::widgets::small_button;

/// A menu that is longer scrolls.
const MENU_HEIGHT: f32 = 420.0;

/// Draws the button with its menu.
pub fn show(ui: &mut Ui, state: &AppState, commands: &mut Vec<UiCommand>) {
    let button = small_button(ui, "Export…");
    let menu = Popup::menu(&button).close_behavior(PopupCloseBehavior::CloseOnClick).align(RectAlign::TOP_END);
    menu.width(250.0).show(|ui| {
        ScrollArea::vertical().max_height(MENU_HEIGHT).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            let mut act = |action| commands.push(UiCommand::Past(PastAction::File(action)));
            for format in Format::ALL {
                if row(ui, format.label(), false) {
                    act(FileAction::Export(format));
                }
            }
            ui.separator();
            for shot in shots(state) {
                if row(ui, shot.label(), false) {
                    act(FileAction::Shoot(shot));
                }
            }
        });
    });
}

/// What pictures can be taken of.
fn shots(state: &AppState) -> Vec<Shot> {
    let figures = [Some(Figure::RunTimes), Some(Figure::Processes), state.closer().figure()];
    let is_drawn = !state.is_sweep() && !state.charts().times.rows.is_empty();
    let figures = figures.into_iter().flatten().filter(|_| is_drawn).map(Shot::Figure);
    std::iter::once(Shot::Window).chain(figures).collect()
}

/// Draws a figure; where a picture of it is wanted, scrolls it into view and leaves word of its place.
pub fn framed(ui: &mut Ui, state: &AppState, figure: Option<Figure>, draw: impl FnOnce(&mut Ui)) {
    let rect = ui.scope(draw).response.rect;
    if state.shot().is_some() && state.shot() == figure.map(Shot::Figure) {
        let seen = rect.intersect(ui.clip_rect());
        let is_new = ui.data(|data| data.get_temp::<Rect>(camera_place()).is_none());
        ui.data_mut(|data| data.insert_temp(camera_place(), seen));
        // Asked for once: a second time it would be scrolled further.
        if is_new && !ui.clip_rect().contains_rect(rect) {
            ui.scroll_to_rect_animation(rect, None, ScrollAnimation::none());
        }
    }
}
