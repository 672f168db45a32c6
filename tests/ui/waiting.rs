//! Waiting for what a window is about to show.

use std::time::{Duration, Instant};

use manyhands::ui::AppState;

use crate::play::Window;

impl Window {
    /// Draws frames until something holds; what other threads do takes its time.
    #[track_caller]
    pub fn until(&mut self, what: &str, holds: impl Fn(&AppState) -> bool) {
        let start = Instant::now();
        loop {
            self.harness.step();
            if self.harness.state().is_some() && holds(self.state()) {
                break;
            }
            assert!(start.elapsed() < Duration::from_secs(20), "never: {what}");
            std::thread::sleep(Duration::from_millis(2));
        }
        self.settle();
    }

    /// Draws frames until no more are asked for.
    #[track_caller]
    pub fn settle(&mut self) {
        self.harness.run();
    }

    /// Draws frames until every thumbnail in view is there.
    #[track_caller]
    pub fn until_pictures(&mut self) {
        let start = Instant::now();
        while self.is_waiting_for_pictures() {
            assert!(start.elapsed() < Duration::from_secs(20), "the thumbnails never come");
            std::thread::sleep(Duration::from_millis(2));
            self.harness.step();
        }
        self.settle();
    }

    fn is_waiting_for_pictures(&self) -> bool {
        let app = self.harness.state().as_ref().expect("the window is open");
        !app.has_thumbnails_in_view()
    }
}
