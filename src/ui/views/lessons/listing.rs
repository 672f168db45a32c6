//! Some lines of Python, highlighted.

use eframe::egui::text::LayoutJob;
use eframe::egui::{Align, Frame, Label, Layout, Margin, ScrollArea, Ui};
use egui_extras::syntax_highlighting::{CodeTheme, TokenType, highlight};

use crate::lessons::Listing;
use crate::ui::theme::{self, CONTROL, GRID, Palette};
use crate::ui::widgets::{Icon, heading, icon_button};

/// Draws a listing under its name, with room for at least so many lines.
pub fn show(ui: &mut Ui, listing: &Listing, least_lines: usize) {
    ui.horizontal(|ui| {
        ui.set_min_height(CONTROL);
        heading(ui, listing.name);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if icon_button(ui, Icon::Copy, &format!("Copy the Python of “{}”", listing.name)).clicked() {
                ui.ctx().copy_text(listing.python.to_owned());
            }
        });
    });
    let job = highlighted(ui, listing.python);
    let line = ui.fonts_mut(|fonts| fonts.row_height(&theme::mono()));
    boxed(ui, listing.name, |ui| {
        ui.set_min_height(line * least_lines as f32);
        ui.add(Label::new(job).extend().selectable(true));
    });
}

/// A calm ground for text of fixed width, which scrolls sideways where it is too wide.
pub fn boxed(ui: &mut Ui, salt: &str, contents: impl FnOnce(&mut Ui)) {
    Frame::new().fill(Palette::of(ui).side).corner_radius(8).inner_margin(Margin::symmetric(14, 10)).show(ui, |ui| {
        ScrollArea::horizontal().id_salt(salt).auto_shrink([false, true]).show(ui, contents);
    });
    ui.add_space(GRID);
}

/// Keywords, names that are called, texts and comments in quiet colours.
fn highlighted(ui: &Ui, python: &str) -> LayoutJob {
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
    highlight(ui.ctx(), ui.style(), &colors, python.trim_end(), "py")
}
