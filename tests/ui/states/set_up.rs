//! The set-up beside the results.

use std::path::Path;

use egui_kittest::kittest::Queryable as _;
use manyhands::ui::AppState;

use crate::play::{Opening, Window};

/// Fields unfolded, wrong, many, and what is said beside them.
pub const STATES: &[&str] = &["lab", "wrong", "more", "pattern", "room"];

/// A window in one of them.
pub fn window(state: &str, opening: Opening, place: &Path) -> Window {
    let mut window = Window::open(opening);
    match state {
        "lab" | "wrong" => {
            window.click("Server settings");
            window.click("Faults");
            window.type_into("Bandwidth", "20");
            window.type_into("Bodies cut short, per cent", "2.5");
            if state == "wrong" {
                window.type_into("Latency", "fast");
                window.type_into("Picture height", "9000");
                window.type_into("Threads workers", "600");
            }
        }
        "more" => {
            // Where it is out of view a pointer would not reach it.
            window.harness.get_by_label("More").click_accesskit();
            window.settle();
            window.click("What they do");
        }
        "pattern" => {
            window.open_choice("Pictures from");
            window.click("picsum.photos");
            window.until("the set-up was looked through", AppState::is_checked);
        }
        _ => {
            window.type_into("Save to", &place.display().to_string());
            window.type_into("Pictures", "10000");
        }
    }
    window
}
