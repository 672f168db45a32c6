//! Some lines of Python, highlighted.

use eframe::egui::text::LayoutJob;
use eframe::egui::{Align, Frame, Label, Layout, Margin, Ui};
use egui_extras::syntax_highlighting::{CodeTheme, TokenType, highlight};

use crate::lessons::Listing;
use crate::ui::theme::{self, CONTROL, GRID, Palette};
use crate::ui::widgets::{Icon, heading, icon_button};

/// Around the lines.
const PADDING: f32 = 12.0;

/// Draws a listing under its name, `least_height` high at least; `beside` draws what stands right of
/// its name.
pub fn show(ui: &mut Ui, listing: &Listing, least_height: f32, beside: impl FnOnce(&mut Ui)) {
    ui.horizontal(|ui| {
        ui.set_min_height(CONTROL);
        heading(ui, listing.name);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if icon_button(ui, Icon::Copy, &format!("Copy the Python of “{}”", listing.name)).clicked() {
                ui.ctx().copy_text(listing.python.to_owned());
            }
            beside(ui);
        });
    });
    let (job, margin) = (highlighted(ui, listing.python, ui.available_width()), Margin::same(PADDING as i8));
    Frame::new().fill(Palette::of(ui).side).corner_radius(8).inner_margin(margin).show(ui, |ui| {
        ui.set_min_size([ui.available_width(), least_height].into());
        ui.add(Label::new(ui.painter().layout_job(job)).selectable(true));
    });
    ui.add_space(GRID);
}

/// How high the lines of a listing are in a place so wide.
pub fn height(ui: &Ui, listing: &Listing, width: f32) -> f32 {
    ui.painter().layout_job(highlighted(ui, listing.python, width)).size().y
}

/// Keywords, names that are called, texts and comments in quiet colours.
fn highlighted(ui: &Ui, python: &str, width: f32) -> LayoutJob {
    let palette = Palette::of(ui);
    let mut colors = if ui.visuals().dark_mode { CodeTheme::dark(theme::MONO) } else { CodeTheme::light(theme::MONO) };
    for (token, color) in [
        (TokenType::Comment, palette.weak),
        (TokenType::Function, palette.worker_text(0)),
        (TokenType::Keyword, palette.worker_text(2)),
        (TokenType::Literal, palette.text),
        (TokenType::StringLiteral, palette.worker_text(1)),
        (TokenType::Punctuation, palette.text),
    ] {
        let format = colors.format_mut(token);
        (format.font_id, format.color) = (theme::mono(), color);
    }
    let mut job = highlight(ui.ctx(), ui.style(), &colors, python.trim_end(), "py");
    // A line that is too long goes on below: nothing of it is out of view.
    job.wrap.max_width = width - 2.0 * PADDING;
    job
}
