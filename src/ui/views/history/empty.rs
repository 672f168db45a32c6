//! Where no comparison stands: what will stand there, in words and as a faint drawing.

use eframe::egui::{CornerRadius, Label, Rect, RichText, Ui, vec2};

use crate::ui::theme::{GAP, GRID, Palette};
use crate::ui::widgets::heading;

/// Lines of text are no longer than this.
const TEXT_WIDTH: f32 = 640.0;

/// Before the first one.
pub fn none_kept(ui: &mut Ui) {
    words(
        ui,
        "Nothing is kept yet",
        "Each comparison of which a run ended stands here, from this window and from the terminal: when it was, where the \
         pictures came from, and its verdict. Open one to see its results again, or choose one as the baseline that later \
         ones are held against.",
    );
    drawing(ui);
}

/// Where the system knows no folder to keep them in.
pub fn no_folder(ui: &mut Ui) {
    words(
        ui,
        "Nothing can be kept here",
        "The system names no folder for data. Set MANYHANDS_HOME to one and start the program anew.",
    );
}

/// Where none holds the words that are looked for.
pub fn none_found(ui: &mut Ui, words: &str) {
    self::words(ui, "None is found", &format!("No comparison holds “{}”.", words.trim()));
}

fn words(ui: &mut Ui, headline: &str, text: &str) {
    ui.add_space(GAP);
    heading(ui, headline);
    ui.add_space(GRID);
    ui.scope(|ui| {
        ui.set_max_width(TEXT_WIDTH);
        ui.add(Label::new(RichText::new(text).color(Palette::of(ui).weak)).wrap());
    });
    ui.add_space(2.0 * GAP);
}

/// Rows of two lines, the first of them marked.
fn drawing(ui: &mut Ui) {
    let palette = Palette::of(ui);
    for (place, share) in [0.62_f32, 0.48, 0.55, 0.41].into_iter().enumerate() {
        let (_, rect) = ui.allocate_space(vec2(ui.available_width(), 50.0));
        let bar = |left: f32, top: f32, width: f32, height: f32| {
            Rect::from_min_size(rect.min + vec2(left, top), vec2(width, height))
        };
        let painter = ui.painter();
        painter.rect_filled(bar(0.0, 8.0, share * rect.width(), 10.0), CornerRadius::same(5), palette.hover);
        painter.rect_filled(bar(0.0, 26.0, 0.6 * share * rect.width(), 7.0), CornerRadius::same(3), palette.side);
        if place == 0 {
            painter.rect_filled(bar(rect.width() - 64.0, 26.0, 64.0, 7.0), CornerRadius::same(3), palette.line);
        }
        painter.hline(rect.x_range(), rect.bottom(), (1.0, palette.line));
    }
}
