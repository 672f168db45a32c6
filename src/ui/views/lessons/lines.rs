//! What was put out, a line each: who says it, what, and when. Of few lines each is shown whole; of
//! many only those in view are made, and what is too long for its line is told by its tooltip.

use std::sync::Arc;

use eframe::egui::text::LayoutJob;
use eframe::egui::{Align2, EventFilter, Galley, Id, Key, Pos2, Rect, Role, ScrollArea, Sense, Ui, WidgetInfo, vec2};

use crate::model::{LessonLine, units};
use crate::ui::lessons::StepRun;
use crate::ui::theme::{self, Palette};
use crate::ui::widgets::focus_ring;

use super::{square, who_colors};

/// Height of a line.
const LINE: f32 = 20.0;
/// So many lines stand without scrolling.
const IN_VIEW: usize = 14;
/// A line is no wider than this: else nobody would find its time.
const WIDTH: f32 = 680.0;
/// Room for the square before a name.
const WHO: f32 = 18.0;
/// Between a name and what it says.
const BETWEEN: f32 = 16.0;
/// Room for the time.
const TIME: f32 = 60.0;
/// Room at the right for the bar that scrolls.
const BAR: f32 = 10.0;

/// Draws what a step put out; `step` is its number from 0.
pub fn show(ui: &mut Ui, step: usize, of: &StepRun) {
    let letter = ui.fonts_mut(|fonts| fonts.glyph_width(&theme::mono(), '0'));
    let who_width = of.who_letters as f32 * letter;
    let width = ui.available_width().min(WIDTH);
    let text_width = width - WHO - who_width - BETWEEN - TIME;
    let draw = |ui: &mut Ui, place: usize, rect: Rect| line(ui, &of.lines[place], who_width, rect);
    if of.lines.len() > IN_VIEW {
        return many(ui, ("lines", step), of.lines.len(), width, draw);
    }
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        for (place, line) in of.lines.iter().enumerate() {
            let height = galley(ui, &line.text, text_width, usize::MAX).size().y;
            let (rect, _) = ui.allocate_exact_size(vec2(width, LINE.max(height + 3.0)), Sense::hover());
            draw(ui, place, rect);
        }
    });
}

/// Draws rows of text, `draw`n by their place; more than fit scroll, also by the keyboard, and stay at
/// their end while more come.
pub fn many(ui: &mut Ui, salt: (&str, usize), rows: usize, width: f32, mut draw: impl FnMut(&mut Ui, usize, Rect)) {
    let scrolls = rows > IN_VIEW;
    let mut row = |ui: &mut Ui, place: usize| {
        let (rect, _) = ui.allocate_exact_size(vec2(width, LINE), Sense::hover());
        draw(ui, place, if scrolls { rect.with_max_x(rect.right() - BAR) } else { rect });
    };
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        if !scrolls {
            (0..rows).for_each(|place| row(ui, place));
            return;
        }
        let top = ui.cursor().min;
        let frame = Rect::from_min_size(top, vec2(width, LINE * IN_VIEW as f32));
        let list = ui.interact(frame, ui.make_persistent_id((salt, "list")), Sense::focusable_noninteractive());
        list.widget_info(|| WidgetInfo::labeled(Role::List, true, format!("{rows} lines")));
        let moved = if list.has_focus() { moved(ui, list.id, rows) } else { 0.0 };
        let area = ScrollArea::vertical().id_salt(salt).max_height(frame.height()).max_width(width);
        // In a part of the view that is as high as what it holds, nothing else says how high this is.
        let area = area.min_scrolled_height(frame.height());
        area.auto_shrink(false).stick_to_bottom(true).show_rows(ui, LINE, rows, |ui, range| {
            if moved != 0.0 {
                ui.scroll_with_delta(vec2(0.0, moved));
            }
            range.for_each(|place| row(ui, place));
        });
        focus_ring(ui, &list, frame.expand(2.0));
    });
}

/// How far the keys that were pressed move the lines.
fn moved(ui: &Ui, id: Id, rows: usize) -> f32 {
    let arrows = EventFilter { vertical_arrows: true, ..EventFilter::default() };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(id, arrows));
    let (page, all) = (LINE * (IN_VIEW - 1) as f32, LINE * rows as f32);
    let keys = [
        (Key::ArrowDown, -LINE),
        (Key::ArrowUp, LINE),
        (Key::PageDown, -page),
        (Key::PageUp, page),
        (Key::End, -all),
        (Key::Home, all),
    ];
    ui.input(|input| keys.iter().map(|(key, delta)| *delta * input.num_presses(*key) as f32).sum())
}

fn line(ui: &mut Ui, line: &LessonLine, who_width: f32, rect: Rect) {
    let palette = Palette::of(ui);
    let (fill, color) = who_colors(palette, line.who);
    let (who, when) = (line.who.to_string(), units::secs(line.at_secs));
    let middle = rect.top() + LINE / 2.0;
    square(ui, Pos2::new(rect.left() + 5.0, middle), fill);
    let at = Pos2::new(rect.left() + WHO, middle);
    ui.painter().text(at, Align2::LEFT_CENTER, &who, theme::mono(), color);
    let right = Pos2::new(rect.right(), middle);
    ui.painter().text(right, Align2::RIGHT_CENTER, &when, theme::small(), palette.weak);
    let left = at.x + who_width + BETWEEN;
    let place = Rect::from_min_max(Pos2::new(left, rect.top()), Pos2::new(rect.right() - TIME, rect.bottom()));
    let spoken = format!("{who}: {}, at {when}", line.text);
    words(ui, &line.text, place, palette.text, &spoken);
}

/// Text of fixed width in its place, cut where there is no room for more: then all of it is told by the
/// tooltip.
pub fn words(ui: &mut Ui, text: &str, place: Rect, color: eframe::egui::Color32, spoken: &str) {
    // A line that is higher than others was made so for a text that needs it.
    let galley = galley(ui, text, place.width(), if place.height() > LINE { usize::MAX } else { 1 });
    let elided = galley.elided;
    let response = ui.interact(place, ui.next_auto_id(), Sense::hover());
    ui.skip_ahead_auto_ids(1);
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, spoken));
    let at = Pos2::new(place.left(), place.center().y - galley.size().y / 2.0);
    ui.painter().galley_with_override_text_color(at, galley, color);
    if elided {
        response.on_hover_text(text);
    }
}

fn galley(ui: &Ui, text: &str, max_width: f32, max_rows: usize) -> Arc<Galley> {
    let mut job = LayoutJob::simple(text.to_owned(), theme::mono(), Palette::of(ui).text, max_width.max(0.0));
    job.wrap.max_rows = max_rows;
    job.break_on_newline = max_rows > 1;
    // A line is cut anywhere, and goes on below at a word.
    job.wrap.break_anywhere = max_rows == 1;
    ui.painter().layout_job(job)
}
