//! Writes every state of every view as a picture, light and dark, in three sizes:
//! `cargo run --example looks -- FOLDER [PART OF A NAME]`.
#![expect(dead_code, reason = "the tests use more of what they share with this")]

#[path = "../tests/ui/course.rs"]
mod course;
#[path = "../tests/ui/fixture.rs"]
mod fixture;
#[path = "../tests/ui/play.rs"]
mod play;
#[path = "../tests/ui/states/mod.rs"]
mod states;
#[path = "../tests/ui/waiting.rs"]
mod waiting;

use std::error::Error;
use std::path::PathBuf;

use eframe::egui::Theme;

use play::Opening;

/// How a picture's name begins, width and height in points, and pixels a point.
const SIZES: [(&str, [f32; 2], f32); 3] =
    [("", [1280.0, 800.0], 1.0), ("small_", [900.0, 600.0], 1.0), ("large_", [1280.0, 720.0], 2.0)];

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args_os().skip(1);
    let folder = PathBuf::from(arguments.next().ok_or("name the folder for the pictures")?);
    let wanted = arguments.next().unwrap_or_default().into_string().map_err(|_| "a part of a name is text")?;
    std::fs::create_dir_all(&folder)?;
    let pictures = states::painted();
    for part in states::ALL {
        for state in part.states {
            for (theme, shade) in [(Theme::Light, "light"), (Theme::Dark, "dark")] {
                for (prefix, size, scale) in SIZES {
                    let name = format!("{prefix}{}_{state}_{shade}.png", part.name);
                    if name.contains(&wanted) {
                        let opening = Opening { size, scale, theme, ..Opening::default() };
                        let mut window = (part.window)(state, opening, pictures.path());
                        window.harness.render()?.save(folder.join(name))?;
                    }
                }
            }
        }
    }
    Ok(())
}
