//! How everything looks: all colours, sizes and fonts of the window.
//!
//! A grid of 4 points; two text sizes and one for the verdict; one accent; one colour a mode, told
//! apart by its marker too. Views take colours from [`Palette`] and sizes from the constants here.

mod phase;
mod workers;

use std::sync::Arc;

use eframe::egui::{
    self, Color32, CornerRadius, FontData, FontDefinitions, FontFamily, FontId, Margin, Shadow, Stroke, TextStyle, Vec2,
};
use egui_plot::MarkerShape;

pub use phase::Phase;

use crate::model::Mode;
use crate::store::Theme;

/// The step of the spacing grid, in points.
pub const GRID: f32 = 4.0;
/// Around a panel's contents.
pub const MARGIN: f32 = 20.0;
/// Between things that stand apart.
pub const GAP: f32 = 12.0;
/// Height of fields and buttons.
pub const CONTROL: f32 = 30.0;
/// Corners of fields, buttons and pictures.
pub const ROUND: u8 = 6;
/// Most text.
pub const BODY: f32 = 14.0;
/// What stands beside: units, axes, legends, hints.
pub const SMALL: f32 = 12.0;
/// The verdict.
pub const VERDICT: f32 = 22.0;
/// Programs and what they put out.
pub const MONO: f32 = 12.5;
/// What came out of a lesson, in its first sentence.
pub const CONCLUSION: f32 = 16.0;
/// Width of the set-up panel.
pub const SETUP_WIDTH: f32 = 264.0;
/// Height of the bar at the top.
pub const TOP_BAR: f32 = 44.0;
/// Height of the status line.
pub const STATUS_LINE: f32 = 32.0;
/// Narrower than this, plots stand below each other.
pub const STACK_BELOW: f32 = 760.0;
/// Height of a plot with its axis in a short window.
pub const LEAST_PLOT: f32 = 156.0;
/// Height of a plot with its axis in a tall window.
pub const MOST_PLOT: f32 = 280.0;
/// A row of a plot is at least so high.
pub const LEAST_ROW: f32 = 22.0;

/// The family of headings and of the verdict.
pub const SEMIBOLD: &str = "semibold";

/// Every colour of the window, in light or dark.
#[derive(Clone, Debug, PartialEq)]
pub struct Palette {
    /// Behind results.
    pub surface: Color32,
    /// Behind the set-up, the top bar and the status line.
    pub side: Color32,
    /// Between them, and grid lines of plots.
    pub line: Color32,
    /// Around fields.
    pub field_line: Color32,
    /// Inside fields.
    pub field: Color32,
    /// Under the pointer.
    pub hover: Color32,
    /// Text.
    pub text: Color32,
    /// Text that stands beside.
    pub weak: Color32,
    /// The one accent: Run, focus, what is selected.
    pub accent: Color32,
    /// Under the pointer.
    pub accent_hover: Color32,
    /// Text on the accent.
    pub on_accent: Color32,
    /// Behind selected text.
    pub selection: Color32,
    /// What went wrong.
    pub error: Color32,
    /// Behind a question.
    pub veil: Color32,
    dark: bool,
}

impl Palette {
    /// Dark on light.
    pub const LIGHT: Self = Self {
        surface: Color32::from_rgb(0xFF, 0xFF, 0xFF),
        side: Color32::from_rgb(0xF6, 0xF6, 0xF7),
        line: Color32::from_rgb(0xE6, 0xE7, 0xEA),
        field_line: Color32::from_rgb(0xD9, 0xDB, 0xE0),
        field: Color32::from_rgb(0xFF, 0xFF, 0xFF),
        hover: Color32::from_rgb(0xEC, 0xED, 0xF0),
        text: Color32::from_rgb(0x1B, 0x1D, 0x22),
        weak: Color32::from_rgb(0x66, 0x6B, 0x75),
        accent: Color32::from_rgb(0x00, 0x72, 0xB2),
        accent_hover: Color32::from_rgb(0x00, 0x63, 0x9B),
        on_accent: Color32::from_rgb(0xFF, 0xFF, 0xFF),
        selection: Color32::from_rgb(0xCD, 0xE4, 0xF3),
        error: Color32::from_rgb(0xB3, 0x26, 0x1E),
        veil: Color32::from_black_alpha(0x50),
        dark: false,
    };
    /// Light on dark.
    pub const DARK: Self = Self {
        surface: Color32::from_rgb(0x17, 0x19, 0x1D),
        side: Color32::from_rgb(0x1E, 0x20, 0x25),
        line: Color32::from_rgb(0x2D, 0x30, 0x37),
        field_line: Color32::from_rgb(0x3A, 0x3E, 0x47),
        field: Color32::from_rgb(0x26, 0x29, 0x2F),
        hover: Color32::from_rgb(0x2E, 0x32, 0x3A),
        text: Color32::from_rgb(0xEC, 0xED, 0xEF),
        weak: Color32::from_rgb(0x9D, 0xA2, 0xAC),
        accent: Color32::from_rgb(0x56, 0xB4, 0xE9),
        accent_hover: Color32::from_rgb(0x76, 0xC4, 0xF0),
        on_accent: Color32::from_rgb(0x0B, 0x12, 0x18),
        selection: Color32::from_rgb(0x1F, 0x4A, 0x66),
        error: Color32::from_rgb(0xFF, 0x8A, 0x80),
        veil: Color32::from_black_alpha(0x90),
        dark: true,
    };

    /// The palette in which `ui` is drawn.
    pub fn of(ui: &egui::Ui) -> &'static Self {
        if ui.visuals().dark_mode { &Self::DARK } else { &Self::LIGHT }
    }

    /// A mode's colour as text, dark or light enough to be read.
    pub const fn mode_text(&self, mode: Mode) -> Color32 {
        match (mode, self.dark) {
            (Mode::Sequential, false) => Color32::from_rgb(0x85, 0x5A, 0x00),
            (Mode::ProcessPerTask, false) => Color32::from_rgb(0xB0, 0x4D, 0x00),
            (Mode::ProcessPool, false) => Color32::from_rgb(0x00, 0x66, 0xA0),
            (Mode::ThreadPool, false) => Color32::from_rgb(0x00, 0x75, 0x56),
            (Mode::Async, false) => Color32::from_rgb(0xA0, 0x45, 0x79),
            (Mode::Sequential, true) => Color32::from_rgb(0xF0, 0xB4, 0x2E),
            (Mode::ProcessPerTask, true) => Color32::from_rgb(0xFF, 0x8F, 0x45),
            (Mode::ProcessPool, true) => Color32::from_rgb(0x56, 0xB4, 0xE9),
            (Mode::ThreadPool, true) => Color32::from_rgb(0x2F, 0xC9, 0x9D),
            (Mode::Async, true) => Color32::from_rgb(0xE2, 0x9A, 0xC3),
        }
    }

    /// The colour of a phase in a bar of this mode, from grey (starting) over a tint of the mode's
    /// colour (waiting) to the full colour (receiving) and a shade of it (saving).
    pub fn phase(&self, mode: Mode, phase: Phase) -> Color32 {
        let color = mode_color(mode);
        match phase {
            Phase::Start => Color32::from_gray(if self.dark { 0x8A } else { 0x90 }),
            Phase::Redirect => blend(color, self.weak, 0.35),
            Phase::Connect => blend(color, self.weak, 0.65),
            Phase::Wait => blend(color, self.surface, if self.dark { 0.52 } else { 0.62 }),
            Phase::Receive => color,
            Phase::Save => blend(color, if self.dark { Color32::WHITE } else { Color32::BLACK }, 0.42),
            Phase::Shrink => blend(color, if self.dark { Color32::WHITE } else { Color32::BLACK }, 0.65),
            Phase::Other => self.field_line,
        }
    }
}

/// A mode's colour, the same everywhere (Okabe and Ito).
pub const fn mode_color(mode: Mode) -> Color32 {
    match mode {
        Mode::Sequential => Color32::from_rgb(0xE6, 0x9F, 0x00),
        Mode::ProcessPerTask => Color32::from_rgb(0xD5, 0x5E, 0x00),
        Mode::ProcessPool => Color32::from_rgb(0x00, 0x72, 0xB2),
        Mode::ThreadPool => Color32::from_rgb(0x00, 0x9E, 0x73),
        Mode::Async => Color32::from_rgb(0xCC, 0x79, 0xA7),
    }
}

/// A mode's marker, for those who do not tell the colours apart.
pub const fn mode_marker(mode: Mode) -> MarkerShape {
    match mode {
        Mode::Sequential => MarkerShape::Circle,
        Mode::ProcessPerTask => MarkerShape::Up,
        Mode::ProcessPool => MarkerShape::Square,
        Mode::ThreadPool => MarkerShape::Diamond,
        Mode::Async => MarkerShape::Down,
    }
}

/// A colour `share` of the way from `from` to `to`.
fn blend(from: Color32, to: Color32, share: f32) -> Color32 {
    from.lerp_to_gamma(to, share)
}

/// Sets fonts and both styles; the theme itself follows with [`apply`].
pub fn install(ctx: &egui::Context) {
    ctx.set_fonts(fonts());
    ctx.set_style_of(egui::Theme::Light, style(&Palette::LIGHT));
    ctx.set_style_of(egui::Theme::Dark, style(&Palette::DARK));
}

/// Light, dark, or as the system is.
pub fn apply(ctx: &egui::Context, theme: Theme) {
    ctx.set_theme(match theme {
        Theme::System => egui::ThemePreference::System,
        Theme::Light => egui::ThemePreference::Light,
        Theme::Dark => egui::ThemePreference::Dark,
    });
}

/// The font of headings.
pub fn heading() -> FontId {
    FontId::new(BODY, FontFamily::Name(SEMIBOLD.into()))
}

/// The font of the verdict.
pub fn verdict() -> FontId {
    FontId::new(VERDICT, FontFamily::Name(SEMIBOLD.into()))
}

/// The font of what stands beside.
pub fn small() -> FontId {
    FontId::proportional(SMALL)
}

/// The font of most text.
pub fn body() -> FontId {
    FontId::proportional(BODY)
}

/// The font of programs and of what they put out.
pub fn mono() -> FontId {
    FontId::monospace(MONO)
}

/// The font of a lesson's conclusion.
pub fn conclusion() -> FontId {
    FontId::proportional(CONCLUSION)
}

fn fonts() -> FontDefinitions {
    let regular = FontData::from_static(include_bytes!("../../assets/fonts/Inter-Regular-Tabular.otf"));
    let semibold = FontData::from_static(include_bytes!("../../assets/fonts/Inter-SemiBold-Tabular.otf"));
    let mono = FontData::from_static(include_bytes!("../../assets/fonts/JetBrainsMono-Regular-Plain.ttf"));
    let mut fonts = FontDefinitions::empty();
    fonts.font_data.insert("Inter".to_owned(), Arc::new(regular));
    fonts.font_data.insert("Inter SemiBold".to_owned(), Arc::new(semibold));
    fonts.font_data.insert("JetBrains Mono".to_owned(), Arc::new(mono));
    let family = |name: &str| vec![name.to_owned()];
    fonts.families.insert(FontFamily::Proportional, family("Inter"));
    // What is no European letter is looked for in the larger font.
    let mono = vec!["JetBrains Mono".to_owned(), "Inter".to_owned()];
    fonts.families.insert(FontFamily::Monospace, mono);
    fonts.families.insert(FontFamily::Name(SEMIBOLD.into()), family("Inter SemiBold"));
    fonts
}

fn style(palette: &Palette) -> egui::Style {
    let theme = if palette.dark { egui::Theme::Dark } else { egui::Theme::Light };
    let mut style = theme.default_style();
    style.text_styles = [
        (TextStyle::Small, small()),
        (TextStyle::Body, body()),
        (TextStyle::Button, body()),
        (TextStyle::Monospace, mono()),
        (TextStyle::Heading, heading()),
    ]
    .into();
    style.drag_value_text_style = TextStyle::Body;
    let spacing = &mut style.spacing;
    spacing.item_spacing = Vec2::new(2.0 * GRID, GRID);
    spacing.button_padding = Vec2::new(10.0, 5.0);
    spacing.interact_size = Vec2::new(CONTROL, CONTROL);
    spacing.menu_margin = Margin::same(4);
    spacing.window_margin = Margin::same(20);
    spacing.combo_height = 360.0;
    spacing.tooltip_width = 320.0;
    spacing.scroll = egui::style::ScrollStyle::floating();
    style.interaction.selectable_labels = false;
    // A still pointer is not waited for: the tooltip of a plot follows it.
    style.interaction.tooltip_delay = 0.4;
    style.animation_time = 0.0; // nothing moves by itself, so nothing repaints by itself
    style.visuals = visuals(palette, theme);
    style
}

fn visuals(palette: &Palette, theme: egui::Theme) -> egui::Visuals {
    let mut visuals = theme.default_visuals();
    let corner_radius = CornerRadius::same(ROUND);
    let paint = |widget: &mut egui::style::WidgetVisuals, fill: Color32, line: Stroke| {
        widget.bg_fill = fill;
        widget.weak_bg_fill = fill;
        widget.bg_stroke = line;
        widget.fg_stroke = Stroke::new(1.0, palette.text);
        widget.corner_radius = corner_radius;
        widget.expansion = 0.0;
    };
    let widgets = &mut visuals.widgets;
    paint(&mut widgets.noninteractive, palette.surface, Stroke::new(1.0, palette.line));
    paint(&mut widgets.inactive, palette.field, Stroke::new(1.0, palette.field_line));
    paint(&mut widgets.hovered, palette.field, Stroke::new(1.0, palette.weak));
    // Active is also what has the keyboard's focus.
    paint(&mut widgets.active, palette.field, Stroke::new(2.0, palette.accent));
    paint(&mut widgets.open, palette.field, Stroke::new(1.0, palette.accent));
    visuals.selection.bg_fill = palette.selection;
    visuals.selection.stroke = Stroke::new(2.0, palette.accent);
    visuals.hyperlink_color = palette.accent;
    visuals.weak_text_color = Some(palette.weak);
    visuals.error_fg_color = palette.error;
    visuals.extreme_bg_color = palette.field;
    visuals.text_edit_bg_color = Some(palette.field);
    visuals.faint_bg_color = palette.side;
    visuals.panel_fill = palette.surface;
    visuals.window_fill = palette.surface;
    visuals.window_stroke = Stroke::new(1.0, palette.line);
    visuals.window_corner_radius = CornerRadius::same(10);
    visuals.menu_corner_radius = CornerRadius::same(8);
    visuals.popup_shadow = Shadow { offset: [0, 4], blur: 16, spread: 0, color: Color32::from_black_alpha(0x28) };
    visuals.window_shadow = visuals.popup_shadow;
    visuals.text_cursor.blink = false; // a blinking cursor repaints for ever
    visuals.text_cursor.stroke = Stroke::new(1.5, palette.accent);
    visuals
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Relative luminance and contrast as WCAG 2 defines them.
    fn contrast(one: Color32, other: Color32) -> f64 {
        let luminance = |color: Color32| {
            let linear = |byte: u8| {
                let value = f64::from(byte) / 255.0;
                if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
            };
            0.2126 * linear(color.r()) + 0.7152 * linear(color.g()) + 0.0722 * linear(color.b())
        };
        let (one, other) = (luminance(one), luminance(other));
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    }

    #[test]
    fn text_can_be_read_on_every_ground() {
        for palette in [Palette::LIGHT, Palette::DARK] {
            for ground in [palette.surface, palette.side] {
                let mut texts = vec![palette.text, palette.weak, palette.error];
                texts.extend(Mode::ALL.map(|mode| palette.mode_text(mode)));
                texts.extend((0..8).map(|worker| palette.worker_text(worker)));
                for text in texts {
                    let contrast = contrast(text, ground);
                    assert!(contrast >= 4.5, "{text:?} on {ground:?}: {contrast:.2}");
                }
            }
            assert!(contrast(palette.on_accent, palette.accent) >= 4.5);
            assert!(contrast(palette.on_accent, palette.accent_hover) >= 4.5);
        }
    }
}
