//! The bar at the top: folding the set-up, the name, the view, light and dark.

use eframe::egui::text::{LayoutJob, TextWrapping};
use eframe::egui::{Align, Layout, Popup, PopupCloseBehavior, RichText, Role, Sense, Ui, WidgetInfo, vec2};

use crate::store::Theme;
use crate::ui::command::UiCommand;
use crate::ui::state::AppState;
use crate::ui::theme::{self, GRID, Palette};
use crate::ui::widgets::{Icon, focus_ring, icon_button};

/// Draws the bar.
pub fn show(ui: &mut Ui, state: &AppState, commands: &mut Vec<UiCommand>) {
    let bar = ui.max_rect();
    ui.horizontal_centered(|ui| {
        let folded = state.settings().folded;
        let name = if folded { "Show the set-up" } else { "Fold the set-up away" };
        if icon_button(ui, Icon::Panel, name).clicked() {
            commands.push(UiCommand::Fold(!folded));
        }
        let palette = Palette::of(ui);
        ui.add_space(GRID);
        ui.label(RichText::new("Manyhands").font(theme::heading()).color(palette.text));
        ui.add_space(32.0);
        let view = ui.label(RichText::new("Compare").font(theme::heading()).color(palette.text));
        // The one view there is so far; its neighbours will stand beside it.
        let under = view.rect.x_range().expand(GRID);
        ui.painter().hline(under, bar.bottom() - 1.5, (3.0, palette.accent));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| theme_menu(ui, state.settings().theme, commands));
    });
}

fn theme_menu(ui: &mut Ui, current: Theme, commands: &mut Vec<UiCommand>) {
    let icon = match current {
        Theme::System => Icon::Half,
        Theme::Light => Icon::Sun,
        Theme::Dark => Icon::Moon,
    };
    let button = icon_button(ui, icon, "Light or dark");
    Popup::menu(&button).close_behavior(PopupCloseBehavior::CloseOnClick).width(168.0).show(|ui| {
        for (theme, name) in [(Theme::System, "As the system is"), (Theme::Light, "Light"), (Theme::Dark, "Dark")] {
            if row(ui, name, theme == current) {
                commands.push(UiCommand::Theme(theme));
            }
        }
    });
}

/// A row of a menu.
pub fn row(ui: &mut Ui, name: &str, chosen: bool) -> bool {
    let palette = Palette::of(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), theme::CONTROL), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::MenuItemRadio, true, chosen, name));
    if response.hovered() || chosen {
        let fill = if response.hovered() { palette.hover } else { palette.side };
        ui.painter().rect_filled(rect, 4, fill);
    }
    let at = rect.left_center() + vec2(10.0, 0.0);
    let mut job = LayoutJob::simple_singleline(name.to_owned(), theme::body(), palette.text);
    job.wrap = TextWrapping::truncate_at_width(rect.width() - 20.0);
    let text = ui.painter().layout_job(job);
    ui.painter().galley(at - vec2(0.0, text.size().y / 2.0), text, palette.text);
    focus_ring(ui, &response, rect.shrink(2.0));
    response.clicked()
}
