//! One picture large, over everything else: it zooms and pans, with its figures beside it.

use eframe::egui::{
    Align, Button, Color32, EventFilter, Frame, Id, Key, Label, Layout, Modal, Modifiers, Pos2, Rect, RichText, Role,
    ScrollArea, Sense, Ui, UiBuilder, Vec2, WidgetInfo, vec2,
};

use crate::model::{Download, Outcome, Report, Run, units};
use crate::ui::command::UiCommand;
use crate::ui::looking::{Lens, Look};
use crate::ui::state::AppState;
use crate::ui::theme::{self, GAP, GRID, MARGIN, Palette, ROUND};
use crate::ui::thumbnails::{Shelf, Slot, file_of};
use crate::ui::views::figures;
use crate::ui::views::pictures::words;
use crate::ui::views::view_through::View;
use crate::ui::widgets::{Icon, error, focus_ring, heading, icon_button, quiet_button, small};

/// Between the window's edge and the overlay.
const AWAY: f32 = 32.0;
/// Width of the figures beside the picture.
const BESIDE: f32 = 248.0;
/// Height of the controls below it.
const CONTROLS: f32 = 44.0;
/// A press of + or − is so many times as near.
const KEY_ZOOM: f32 = 1.25;

/// The download whose picture is seen.
struct Seen<'a> {
    state: &'a AppState,
    report: &'a Report,
    run: &'a Run,
    download: &'a Download,
}

/// Draws the overlay, where a picture is seen large.
pub fn show(ui: &Ui, state: &AppState, shelf: &Shelf, commands: &mut Vec<UiCommand>) {
    let Some(index) = state.looking().large() else { return };
    let seen = state.report().zip(state.shown_run());
    let seen =
        seen.and_then(|(report, run)| Some(Seen { state, report, run, download: run.downloads.get(index as usize)? }));
    let Some(seen) = seen else {
        commands.push(UiCommand::Look(Look::Large(None)));
        return;
    };
    let palette = Palette::of(ui);
    let size = ui.ctx().content_rect().size() - Vec2::splat(2.0 * AWAY);
    let modal = Modal::new(Id::unique("large picture"))
        .frame(Frame::popup(ui.style()).inner_margin(0))
        .backdrop_color(palette.veil);
    let shown = modal.show(ui.ctx(), |ui| {
        let (rect, _) = ui.allocate_exact_size(size, Sense::hover());
        let (left, beside) = rect.split_left_right_at_x(rect.right() - BESIDE);
        let (canvas, below) = left.split_top_bottom_at_y(left.bottom() - CONTROLS);
        let mut side = ui.new_child(UiBuilder::new().max_rect(beside.shrink2(vec2(0.0, GAP))));
        let is_closed = about(&mut side, &seen, shelf, commands);
        look(ui, &seen, shelf, (canvas.shrink(GAP), below.shrink2(vec2(GAP, 0.0))), commands);
        is_closed
    });
    if shown.inner || shown.should_close() {
        commands.push(UiCommand::Look(Look::Large(None)));
    }
}

/// The picture and what it is controlled by.
fn look(ui: &mut Ui, seen: &Seen<'_>, shelf: &Shelf, (canvas, below): (Rect, Rect), commands: &mut Vec<UiCommand>) {
    let palette = Palette::of(ui);
    let response = ui.interact(canvas, Id::unique("large picture canvas"), Sense::click_and_drag());
    ui.painter().rect_filled(canvas, ROUND, palette.side);
    let hash = seen.download.hash;
    let large = hash.and_then(|hash| shelf.large(hash));
    let small = hash.and_then(|hash| shelf.get(hash));
    let full_px = large.and_then(|large| large.full_px);
    let texture = [large.map(|large| &large.slot), small].into_iter().flatten().find_map(|slot| match slot {
        Slot::Ready(texture) => Some(texture),
        _ => None,
    });
    let mut lens = seen.state.looking().lens();
    if let Some(texture) = texture {
        let size_px = full_px.map_or(texture.size_vec2(), |[width, height]| vec2(width as f32, height as f32));
        let view = View { canvas, size_px, pixels_per_point: ui.pixels_per_point() };
        if full_px.is_some() {
            lens = turned(ui, &response, &view, lens);
        }
        let uv = Rect::from_min_max(Pos2::ZERO, Pos2::new(1.0, 1.0));
        ui.painter().with_clip_rect(canvas).image(texture.id(), view.rect(lens), uv, Color32::WHITE);
        if full_px.is_some() {
            lens = controls(ui, below, &view, lens);
        }
    }
    let instead = instead(ui, seen, large.map(|large| &large.slot), texture.is_some());
    let mut name = format!("Picture {} large", seen.download.index + 1);
    if let Some((text, color)) = instead {
        name = format!("{name}, {text}");
        let place = if texture.is_some() { canvas.with_min_y(canvas.bottom() - 28.0) } else { canvas };
        words(ui, place, &text, color);
    }
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, &name));
    focus_ring(ui, &response, canvas);
    if lens != seen.state.looking().lens() {
        commands.push(UiCommand::Look(Look::Lens(lens)));
    }
    step(ui, seen, below, commands);
}

/// What the wheel, a drag and the keys make of the lens.
fn turned(ui: &Ui, response: &eframe::egui::Response, view: &View, lens: Lens) -> Lens {
    let mut lens = lens;
    if let Some(pointer) = response.hover_pos().filter(|_| response.contains_pointer()) {
        let (pinch, wheel) = ui.input(|input| (input.zoom_delta(), input.smooth_scroll_delta().y));
        let factor = pinch * (wheel / 240.0).exp();
        if (factor - 1.0).abs() > 1e-4 {
            lens = view.zoomed(lens, factor, pointer);
        }
    }
    if response.dragged() {
        lens = view.moved(lens, response.drag_delta());
    }
    if response.double_clicked() {
        lens = if lens.scale.is_some() { Lens::default() } else { view.at_scale(lens, 1.0) };
    }
    let pressed = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
    let middle = view.canvas.center();
    if pressed(Key::Plus) || pressed(Key::Equals) {
        lens = view.zoomed(lens, KEY_ZOOM, middle);
    } else if pressed(Key::Minus) {
        lens = view.zoomed(lens, 1.0 / KEY_ZOOM, middle);
    } else if pressed(Key::Num0) {
        lens = Lens::default();
    } else if pressed(Key::Num1) {
        lens = view.at_scale(lens, 1.0);
    }
    lens
}

/// Buttons for what the wheel and the keys do, at the right below the picture.
fn controls(ui: &mut Ui, below: Rect, view: &View, lens: Lens) -> Lens {
    let mut turned = lens;
    let layout = Layout::right_to_left(Align::Center);
    let mut ui = ui.new_child(UiBuilder::new().id_salt("zoom").max_rect(below).layout(layout));
    ui.spacing_mut().item_spacing.x = 0.0;
    if quiet_button(&mut ui, "100 %", "Actual size", true).on_hover_text("A pixel a pixel (1)").clicked() {
        turned = view.at_scale(lens, 1.0);
    }
    if quiet_button(&mut ui, "Fit", "Fit into the window", true).on_hover_text("All of it (0)").clicked() {
        turned = Lens::default();
    }
    ui.add_space(2.0 * GRID);
    if quiet_button(&mut ui, "+", "Nearer", true).clicked() {
        turned = view.zoomed(lens, KEY_ZOOM, view.canvas.center());
    }
    small(&mut ui, format!("{:.0} %", 100.0 * view.scale(lens)));
    if quiet_button(&mut ui, "−", "Further away", true).clicked() {
        turned = view.zoomed(lens, 1.0 / KEY_ZOOM, view.canvas.center());
    }
    turned
}

/// What is said where there is no picture, or not yet a sharp one.
fn instead(ui: &Ui, seen: &Seen<'_>, large: Option<&Slot>, has_small: bool) -> Option<(String, Color32)> {
    let palette = Palette::of(ui);
    let has_file = file_of(seen.report, seen.run, seen.download.index).is_some();
    let weak = |text: &str| Some((text.to_owned(), palette.weak));
    match (&seen.download.outcome, large) {
        (_, Some(Slot::Ready(_))) => None,
        (Outcome::Failed(failure), _) => Some((failure.kind.label().to_owned(), palette.error)),
        (Outcome::Ok, Some(Slot::Failed(why))) => Some((why.clone(), palette.error)),
        (Outcome::Ok, Some(Slot::Gone)) => weak("Its file is no longer there."),
        (Outcome::Ok, _) if !has_file => weak("Its file was not kept."),
        (Outcome::Ok, _) if seen.state.follow().clock_runs() => weak("It is shown sharp once this run is over."),
        (Outcome::Ok, _) if has_small => None,
        (Outcome::Ok, _) => weak("Opening"),
    }
}

/// Goes to the picture before or after, by buttons at the left below the picture and by arrow keys.
fn step(ui: &mut Ui, seen: &Seen<'_>, below: Rect, commands: &mut Vec<UiCommand>) {
    // The arrow keys turn pages here, and do not carry the focus away.
    if let Some(focused) = ui.memory(eframe::egui::Memory::focused) {
        let arrows = EventFilter { horizontal_arrows: true, ..EventFilter::default() };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(focused, arrows));
    }
    let pressed = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
    let keys = [pressed(Key::ArrowLeft), pressed(Key::ArrowRight)];
    let index = seen.download.index;
    let before = index.checked_sub(1);
    let after = Some(index + 1).filter(|next| (*next as usize) < seen.run.downloads.len());
    let layout = Layout::left_to_right(Align::Center);
    let mut ui = ui.new_child(UiBuilder::new().id_salt("step").max_rect(below).layout(layout));
    ui.spacing_mut().item_spacing.x = 0.0;
    let is_before = quiet_button(&mut ui, "Previous", "Previous picture", before.is_some()).clicked() || keys[0];
    let is_after = quiet_button(&mut ui, "Next", "Next picture", after.is_some()).clicked() || keys[1];
    let to = if is_before { before } else { after.filter(|_| is_after) };
    if let Some(to) = to {
        commands.push(UiCommand::Look(Look::Large(Some(to))));
    }
}

/// The figures beside the picture; gives whether Close was clicked.
fn about(ui: &mut Ui, seen: &Seen<'_>, shelf: &Shelf, commands: &mut Vec<UiCommand>) -> bool {
    let Seen { run, download, .. } = seen;
    let mut is_closed = false;
    ui.horizontal(|ui| {
        heading(ui, &format!("Picture {} of {}", download.index + 1, run.downloads.len()));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.add_space(GAP);
            is_closed = icon_button(ui, Icon::Close, "Close").clicked();
        });
    });
    ScrollArea::vertical().id_salt("figures").auto_shrink(false).show(ui, |ui| {
        ui.set_max_width(BESIDE - MARGIN);
        wrapped(ui, download.url.as_str());
        if let Some(final_url) = download.final_url.as_ref().filter(|url| **url != download.url) {
            wrapped(ui, &format!("→ {final_url}"));
        }
        if let Outcome::Failed(failure) = &download.outcome {
            error(ui, Some(&failure.message));
        }
        ui.add_space(GAP);
        small(ui, format!("{}, round {}", run.contender().label(), run.round));
        ui.add_space(GAP / 2.0);
        figures::rows(ui, "figures", &all_figures(seen, shelf));
        ui.add_space(GAP);
        place(ui, seen, commands);
    });
    is_closed
}

fn all_figures(seen: &Seen<'_>, shelf: &Shelf) -> Vec<figures::Figure> {
    let Seen { run, download, .. } = seen;
    let mut all = figures::answer(download);
    if let Some([width, height]) = download.hash.and_then(|hash| shelf.large(hash)?.full_px) {
        all.push(("pixels", format!("{width} × {height}")));
    }
    all.extend(figures::phases(download));
    all.push(("ended at", units::secs(download.end_secs)));
    all.extend(figures::worker(run, download));
    if let Some(hash) = download.hash {
        all.push(("hash", hash.to_string()));
    }
    all
}

/// Where the file lies, and the ways to it.
fn place(ui: &mut Ui, seen: &Seen<'_>, commands: &mut Vec<UiCommand>) {
    let Some(path) = file_of(seen.report, seen.run, seen.download.index) else { return };
    wrapped(ui, &path.display().to_string());
    ui.add_space(GAP / 2.0);
    ui.horizontal(|ui| {
        let button = |text: &str| Button::new(RichText::new(text).font(theme::small()));
        if let Some(folder) = path.parent()
            && ui.add(button("Open folder")).clicked()
        {
            commands.push(UiCommand::OpenFolder(folder.to_owned()));
        }
        if ui.add(button("Copy path")).clicked() {
            ui.ctx().copy_text(path.display().to_string());
        }
    });
}

/// Small weak words that break wherever the line ends.
fn wrapped(ui: &mut Ui, text: &str) {
    let mut job = eframe::egui::text::LayoutJob::simple(
        text.to_owned(),
        theme::small(),
        Palette::of(ui).weak,
        ui.available_width(),
    );
    job.wrap.break_anywhere = true;
    ui.add(Label::new(job));
}
