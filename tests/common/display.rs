//! A display of its own, and a person at it: Xvfb and xdotool. `tests/run` installs both.

use std::collections::HashSet;
use std::fs;
use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use tempfile::TempDir;
use x11rb::protocol::xproto::{ClientMessageEvent, ConnectionExt as _, EventMask};

use super::wait::eventually;

/// A virtual display; it goes away with the test.
pub struct Display {
    server: Child,
    name: String,
    /// Where the server keeps what is on the screen.
    folder: TempDir,
}

impl Display {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder for the screen");
        let mut command = Command::new("Xvfb");
        // Without -noreset it starts anew when its last client is gone, and cuts off one that comes meanwhile.
        command.args(["-displayfd", "1", "-screen", "0", "1280x800x24", "-nolisten", "tcp", "-noreset", "-fbdir"]);
        command.arg(folder.path());
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
        Self { server, name: format!(":{}", number.trim()), folder }
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

    /// How many different colours are on the screen: a few hundred in an empty window, thousands
    /// once there are pictures.
    pub fn colours(&self) -> usize {
        // The file is an X window dump: a header of 32-bit numbers, big end first, with its own
        // size as the first and the number of colour entries of 12 bytes as the twentieth.
        let dump = fs::read(self.folder.path().join("Xvfb_screen0")).expect("Xvfb keeps the screen in a file");
        let number = |index: usize| {
            let bytes = dump[4 * index..][..4].try_into().expect("four bytes");
            usize::try_from(u32::from_be_bytes(bytes)).expect("a size")
        };
        let (pixels, _) = dump[number(0) + 12 * number(19)..].as_chunks::<4>();
        pixels.iter().collect::<HashSet<_>>().len()
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

    /// Closes it as a window manager does when its button is pressed: by asking it.
    pub fn close(&self) {
        let (connection, _) = x11rb::connect(Some(self.display.name())).expect("the display is there");
        let atom = |name: &[u8]| {
            let cookie = connection.intern_atom(false, name).expect("the display is there");
            cookie.reply().expect("the display answers").atom
        };
        let id = self.id.parse().expect("xdotool prints the window's number");
        let ask = ClientMessageEvent::new(32, id, atom(b"WM_PROTOCOLS"), [atom(b"WM_DELETE_WINDOW"), 0, 0, 0, 0]);
        connection.send_event(false, id, EventMask::NO_EVENT, ask).expect("the display is there");
        // A round trip: what a client that is gone has sent may be lost with it.
        connection.get_input_focus().expect("the display is there").reply().expect("the display answers");
    }
}
