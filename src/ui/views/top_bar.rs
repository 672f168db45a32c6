//! The bar at the top: folding what stands at the left, the name, the views, light and dark.

use eframe::egui::text::{LayoutJob, TextWrapping};
use eframe::egui::{Align, Layout, Popup, PopupCloseBehavior, RichText, Role, Sense, Ui, WidgetInfo, vec2};

use crate::store::{Theme, View};
use crate::ui::command::UiCommand;
use crate::ui::state::AppState;
use crate::ui::theme::{self, GRID, Palette};
use crate::ui::widgets::{Icon, focus_ring, icon_button};

/// Draws the bar.
pub fn show(ui: &mut Ui, state: &AppState, commands: &mut Vec<UiCommand>) {
    let bar = ui.max_rect();
    ui.horizontal_centered(|ui| {
        fold(ui, state, commands);
        let palette = Palette::of(ui);
        ui.add_space(GRID);
        ui.label(RichText::new("Manyhands").font(theme::heading()).color(palette.text));
        ui.add_space(20.0);
        for view in View::ALL {
            if tab(ui, view.label(), view == state.view(), bar.bottom()) {
                commands.push(UiCommand::View(view));
            }
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| theme_menu(ui, state.settings().theme, commands));
    });
}

/// Folds what stands at the left away; a lesson that is shown large has nothing there.
fn fold(ui: &mut Ui, state: &AppState, commands: &mut Vec<UiCommand>) {
    let (folded, show, fold) = match state.view() {
        View::Compare | View::Sweep => (state.settings().folded, "Show the set-up", "Fold the set-up away"),
        View::Lessons => (state.course().folded, "Show the course", "Fold the course away"),
        // Nothing stands at the left there; the name stays where it is.
        View::History => return ui.add_space(theme::CONTROL + ui.spacing().item_spacing.x),
    };
    let name = if folded { show } else { fold };
    let button = |ui: &mut Ui| icon_button(ui, Icon::Panel, name).clicked();
    if ui.add_enabled_ui(!state.is_projected(), button).inner {
        commands.push(UiCommand::Fold(!folded));
    }
}

/// The name of a view, underlined where it is the one that is shown.
fn tab(ui: &mut Ui, name: &str, chosen: bool, bottom: f32) -> bool {
    let palette = Palette::of(ui);
    let layout = |font| ui.painter().layout_no_wrap(name.to_owned(), font, palette.text);
    let (wide, plain) = (layout(theme::heading()), layout(theme::body()));
    // As wide chosen as not, so that nothing moves.
    let (rect, response) = ui.allocate_exact_size(vec2(wide.size().x + 6.0 * GRID, theme::CONTROL), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::Tab, ui.is_enabled(), chosen, name));
    let color = if chosen || response.hovered() { palette.text } else { palette.weak };
    let text = if chosen { wide } else { plain };
    let at = rect.center() - text.size() / 2.0;
    ui.painter().galley_with_override_text_color(at, text, color);
    if chosen {
        ui.painter().hline(rect.x_range().shrink(2.0 * GRID), bottom - 1.5, (3.0, palette.accent));
    }
    focus_ring(ui, &response, rect.shrink2(vec2(GRID, 0.0)));
    response.clicked()
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
