//! A display of its own, and a person at it: Xvfb and xdotool. `tests/run` installs both.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use super::wait::eventually;

/// A virtual display; it goes away with the test.
pub struct Display {
    server: Child,
    name: String,
}

impl Display {
    pub fn new() -> Self {
        let mut command = Command::new("Xvfb");
        command.args(["-displayfd", "1", "-screen", "0", "1280x800x24", "-nolisten", "tcp"]);
        let mut server = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("Xvfb is not installed: apt-get install xvfb, or run tests/run");
        let mut number = String::new();
        let pipe = server.stdout.take().expect("piped");
        BufReader::new(pipe).read_line(&mut number).expect("Xvfb says which display it is");
        assert!(!number.trim().is_empty(), "Xvfb did not start");
        Self { server, name: format!(":{}", number.trim()) }
    }

    /// What stands in `DISPLAY`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Waits for the program's window and gives it the keyboard: there is no window manager here.
    pub fn window(&self, limit: Duration) -> Window<'_> {
        let id = eventually(limit, "the window opens", || {
            let found = self.xdotool(&["search", "--onlyvisible", "--name", "^Manyhands"]).ok()?;
            found.lines().next().map(str::to_owned)
        });
        let window = Window { display: self, id };
        eventually(limit, "the window takes the keyboard", || self.xdotool(&["windowfocus", &window.id]).ok());
        window
    }

    /// What xdotool printed, or what it complained of.
    fn xdotool(&self, arguments: &[&str]) -> Result<String, String> {
        let mut command = Command::new("xdotool");
        let output = command.args(arguments).env("DISPLAY", &self.name).output();
        let output = output.expect("xdotool is not installed: apt-get install xdotool, or run tests/run");
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim().to_owned();
        if output.status.success() { Ok(text(&output.stdout)) } else { Err(text(&output.stderr)) }
    }
}

impl Drop for Display {
    fn drop(&mut self) {
        self.server.kill().ok();
        self.server.wait().ok();
    }
}

/// The program's window, seen and used as a person would.
pub struct Window<'a> {
    display: &'a Display,
    id: String,
}

impl Window<'_> {
    /// What stands in its title; empty once it is gone.
    pub fn title(&self) -> String {
        self.display.xdotool(&["getwindowname", &self.id]).unwrap_or_default()
    }

    /// Waits until its title is one that `is_wanted`.
    pub fn wait_for_title(&self, limit: Duration, what: &str, is_wanted: impl Fn(&str) -> bool) -> String {
        eventually(limit, what, || Some(self.title()).filter(|title| is_wanted(title)))
    }

    /// Presses a key or a chord, such as `ctrl+Return`.
    pub fn press(&self, key: &str) {
        self.display.xdotool(&["key", key]).expect("the key is pressed");
    }
}
