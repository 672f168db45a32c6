//! From starting the program to the first frame of its window, under Xvfb with Mesa's software
//! renderer: the root window's middle is black until something is drawn there.

#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]

#[path = "../common/mod.rs"]
mod common;

use std::time::{Duration, Instant};

use x11rb::connection::Connection;
use x11rb::protocol::xproto::{ConnectionExt as _, ImageFormat};

use common::display::Display;
use common::program::{Program, Running};

const STARTS: usize = 9;

fn main() {
    let display = Display::new();
    // Kept open, since Xvfb starts anew when its last client is gone.
    let (connection, screen) = x11rb::connect(Some(display.name())).expect("the display answers");
    let root = connection.setup().roots[screen].root;
    let mut times: Vec<f64> = (0..=STARTS).map(|_| first_frame_secs(&display, &connection, root)).skip(1).collect();
    times.sort_by(f64::total_cmp);
    println!(
        "Window to first frame, {STARTS} starts: median {:.3} s, {:.3} to {:.3} s (goal 0.25)",
        times[times.len() / 2],
        times[0],
        times[times.len() - 1]
    );
}

fn first_frame_secs(display: &Display, connection: &impl Connection, root: u32) -> f64 {
    let (x, y) = (640, 400);
    let is_black = || {
        let image = connection.get_image(ImageFormat::Z_PIXMAP, root, x, y, 1, 1, !0).expect("sent");
        image.reply().expect("a pixel").data[..3].iter().all(|part| *part == 0)
    };
    let start = Instant::now();
    while !is_black() {
        assert!(start.elapsed() < Duration::from_secs(10), "the former window goes away");
    }
    let program = Program::new();
    let mut command = program.command(&[]);
    command.env("DISPLAY", display.name());
    let start = Instant::now();
    let running = Running::start(command);
    while is_black() {
        assert!(start.elapsed() < Duration::from_secs(20), "no frame was drawn: {}", running.stderr());
        std::thread::sleep(Duration::from_micros(500));
    }
    start.elapsed().as_secs_f64()
}
