//! The question before many requests to hosts that are not this machine.

use eframe::egui::{Align, Button, Frame, Id, Label, Layout, Margin, Modal, RichText, Ui};

use crate::model::units::thousands;
use crate::ui::command::UiCommand;
use crate::ui::state::{AppState, Question};
use crate::ui::theme::{self, GAP, Palette};

/// Draws the question, where there is one.
pub fn show(ui: &Ui, state: &AppState, commands: &mut Vec<UiCommand>) {
    let Some(question) = state.question() else { return };
    let palette = Palette::of(ui);
    let frame = Frame::popup(ui.style()).inner_margin(Margin::same(24));
    let modal = Modal::new(Id::unique("question")).frame(frame).backdrop_color(palette.veil);
    let answered = modal.show(ui.ctx(), |ui| {
        ui.set_width(400.0);
        ui.label(RichText::new(headline(question)).font(theme::heading()).color(palette.text));
        ui.add_space(GAP / 2.0);
        let text = "These requests, and more where it redirects, \
                    cost the host work and may get you locked out. Ask only hosts that you may ask this \
                    often; fewer pictures or rounds make it less. You are asked once for each host.";
        ui.add(Label::new(RichText::new(text).color(palette.weak)).wrap());
        ui.add_space(GAP);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let go = RichText::new("Send them").font(theme::heading()).color(palette.on_accent);
            let go = ui.add(Button::new(go).fill(palette.accent).min_size([88.0, 32.0].into()));
            let back = ui.add(Button::new("Back").min_size([88.0, 32.0].into()));
            // The keyboard's focus begins at what does no harm.
            if !go.has_focus() && !back.has_focus() {
                back.request_focus();
            }
            if go.clicked() {
                commands.push(UiCommand::Agree(true));
            }
            if back.clicked() {
                commands.push(UiCommand::Agree(false));
            }
        });
    });
    if answered.should_close() {
        commands.push(UiCommand::Agree(false));
    }
}

fn headline(question: &Question) -> String {
    let hosts = match question.hosts.as_slice() {
        [one] => one.clone(),
        [one, other] => format!("{one} and {other}"),
        [one, rest @ ..] => format!("{one} and {} more hosts", rest.len()),
        [] => String::new(),
    };
    format!("Send {} requests to {hosts}?", thousands(question.requests))
}
