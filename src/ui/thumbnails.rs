//! Small versions of the pictures, and the one that is seen large: decoded on a thread of their own,
//! one at a time, between runs only, once per content hash, and kept as textures under a budget.

mod shelf;
mod wanted;

use std::collections::VecDeque;
use std::io::ErrorKind;
use std::panic::catch_unwind;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver, SyncSender};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;

use eframe::egui;

use crate::model::ContentHash;
use crate::picture::{PictureError, Thumbnail};

use super::engine_link::Wake;
use shelf::SIDE_PX;
pub use shelf::{Large, MOST_IN_VIEW, Shelf, Slot};
pub use wanted::{file_of, wanted};

/// So many textures are uploaded in one frame at most.
const UPLOADS_PER_FRAME: usize = 4;
/// The longer side of a large picture at most: 64 MiB.
pub const LARGE_SIDE_PX: u32 = 4096;

/// What is to be decoded.
#[derive(Clone, Debug, PartialEq)]
struct Job {
    hash: ContentHash,
    path: PathBuf,
    side_px: u32,
    is_large: bool,
}

/// What makes a small version of the picture in a file.
type Shrink = fn(&Path, u32) -> Result<Thumbnail, PictureError>;

struct Made {
    job: Job,
    result: Result<Thumbnail, PictureError>,
    full_px: Option<[u32; 2]>,
}

/// The thread that makes small versions, and the shelf that it fills.
pub struct Thumbnailer {
    /// What there is.
    pub shelf: Shelf,
    desk: Arc<Desk>,
    made: Option<Receiver<Made>>,
    open: usize,
    thread: Option<JoinHandle<()>>,
}

#[derive(Default)]
struct Desk {
    work: Mutex<Work>,
    changed: Condvar,
}

#[derive(Default)]
struct Work {
    jobs: VecDeque<Job>,
    is_paused: bool,
    is_over: bool,
}

impl Desk {
    fn work(&self) -> MutexGuard<'_, Work> {
        self.work.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Thumbnailer {
    /// Starts the thread; `wake` is called after each picture.
    pub fn start(wake: Wake) -> std::io::Result<Self> {
        Self::start_with(wake, crate::picture::shrink)
    }

    fn start_with(wake: Wake, shrink: Shrink) -> std::io::Result<Self> {
        let desk = Arc::new(Desk::default());
        // As many as one frame uploads: a window that does not look makes the thread wait.
        let (sender, made) = mpsc::sync_channel(UPLOADS_PER_FRAME);
        let at_desk = Arc::clone(&desk);
        let thread = std::thread::Builder::new()
            .name("thumbnails".to_owned())
            .spawn(move || make_all(&at_desk, &sender, &wake, shrink))?;
        Ok(Self { shelf: Shelf::default(), desk, made: Some(made), open: 0, thread: Some(thread) })
    }

    /// Nothing new is begun while `paused`, which is while a clock runs.
    pub fn pause(&self, paused: bool) {
        let mut work = self.desk.work();
        if work.is_paused != paused {
            work.is_paused = paused;
            drop(work);
            self.desk.changed.notify_one();
        }
    }

    /// Asks for small versions of these files. What waits for its turn and is not among `needed` any
    /// more, since it was scrolled away, is left.
    pub fn ask(&mut self, wanted: Vec<(ContentHash, PathBuf)>, needed: &[ContentHash]) {
        let mut work = self.desk.work();
        let before = work.jobs.len();
        let slots = &mut self.shelf.slots;
        work.jobs.retain(|job| {
            let stays = job.is_large || needed.contains(&job.hash);
            if !stays {
                slots.remove(&job.hash);
            }
            stays
        });
        self.open -= before - work.jobs.len();
        self.open += wanted.len();
        let is_new = !wanted.is_empty();
        for (hash, path) in wanted {
            slots.insert(hash, Slot::Asked);
            work.jobs.push_back(Job { hash, path, side_px: SIDE_PX, is_large: false });
        }
        drop(work);
        if is_new {
            self.desk.changed.notify_one();
        }
    }

    /// Asks for a large version, before all others; `None`: no picture is seen large, and none is
    /// kept. What is there of the same picture is shown until a sharper one comes.
    pub fn ask_large(&mut self, wanted: Option<(ContentHash, PathBuf)>, side_px: u32) {
        let Some((hash, path)) = wanted else {
            self.forget_large();
            return;
        };
        let former = self.shelf.large.as_ref().filter(|large| large.hash == hash);
        if former.is_some_and(|large| large.side_px >= side_px) {
            return;
        }
        let (slot, full_px) = former.map_or((Slot::Asked, None), |large| (large.slot.clone(), large.full_px));
        self.forget_large();
        self.shelf.large = Some(Large { hash, side_px, slot, full_px });
        self.open += 1;
        self.desk.work().jobs.push_front(Job { hash, path, side_px, is_large: true });
        self.desk.changed.notify_one();
    }

    fn forget_large(&mut self) {
        if self.shelf.large.take().is_some() {
            let mut work = self.desk.work();
            let before = work.jobs.len();
            work.jobs.retain(|job| !job.is_large);
            self.open -= before - work.jobs.len();
        }
    }

    /// Whether all that was asked for is there.
    pub const fn is_idle(&self) -> bool {
        self.open == 0
    }

    /// Puts what was made on the shelf, a few each frame, so that no frame waits for uploads; asks
    /// for another frame while there may be more. `needed` stays whatever the budget says.
    pub fn receive(&mut self, ctx: &egui::Context, needed: &[ContentHash]) {
        let Some(made) = &self.made else { return };
        let mut taken = 0;
        while taken < UPLOADS_PER_FRAME
            && let Ok(made) = made.try_recv()
        {
            taken += 1;
            self.open -= 1;
            let Made { job, result, full_px } = made;
            let slot = |result| slot(ctx, &job, result);
            if !job.is_large {
                self.shelf.put(job.hash, slot(result));
            } else if let Some(large) = &mut self.shelf.large
                && (large.hash, large.side_px) == (job.hash, job.side_px)
            {
                (large.slot, large.full_px) = (slot(result), full_px);
            }
        }
        if taken > 0 {
            self.shelf.keep_budget(needed);
        }
        if taken == UPLOADS_PER_FRAME {
            ctx.request_repaint();
        }
    }
}

impl Drop for Thumbnailer {
    fn drop(&mut self) {
        self.desk.work().is_over = true;
        self.desk.changed.notify_one();
        self.made = None; // a thread that waits to hand over gets an error
        if let Some(thread) = self.thread.take() {
            drop(thread.join()); // a panic there was told by the thread itself
        }
    }
}

fn slot(ctx: &egui::Context, job: &Job, result: Result<Thumbnail, PictureError>) -> Slot {
    match result {
        Ok(picture) => upload(ctx, job, &picture),
        Err(PictureError::Io(error)) if error.kind() == ErrorKind::NotFound => Slot::Gone,
        Err(error) => Slot::Failed(error.to_string()),
    }
}

fn upload(ctx: &egui::Context, job: &Job, picture: &Thumbnail) -> Slot {
    let size = [picture.width as usize, picture.height as usize];
    let image = egui::ColorImage::from_rgba_unmultiplied(size, &picture.rgba);
    let name = if job.is_large { "picture" } else { "thumbnail" };
    Slot::Ready(ctx.load_texture(format!("{name} {}", job.hash), image, egui::TextureOptions::LINEAR))
}

fn make_all(desk: &Desk, sender: &SyncSender<Made>, wake: &Wake, shrink: Shrink) {
    while let Some(job) = next_job(desk) {
        let full_px = || if job.is_large { crate::picture::size(&job.path).ok() } else { None };
        // A decoder may panic, which is no reason for the other pictures to stay unseen.
        let made = catch_unwind(|| (shrink(&job.path, job.side_px), full_px()));
        let failed = || (Err(PictureError::Undecodable("its decoder failed".to_owned())), None);
        let (result, full_px) = made.unwrap_or_else(|_panic| failed());
        if sender.send(Made { job, result, full_px }).is_err() {
            return;
        }
        wake.wake();
    }
}

/// Waits for something to do; `None`: it is over.
fn next_job(desk: &Desk) -> Option<Job> {
    let mut work = desk.work();
    loop {
        if work.is_over {
            return None;
        }
        if let Some(job) = if work.is_paused { None } else { work.jobs.pop_front() } {
            return Some(job);
        }
        work = desk.changed.wait(work).unwrap_or_else(PoisonError::into_inner);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_decoder_that_panics_costs_its_own_picture_only() {
        let shrink: Shrink = |path, _| {
            assert!(path.ends_with("good"), "as a bug in a decoder would");
            Ok(Thumbnail { width: 1, height: 1, rgba: vec![0; 4] })
        };
        let ctx = egui::Context::default();
        let wake = super::super::engine_link::Inbox::new(ctx.clone()).0.wake().clone();
        let mut thumbnailer = Thumbnailer::start_with(wake, shrink).expect("a thread");
        let (bad, good) = (ContentHash(1), ContentHash(2));
        thumbnailer.ask(vec![(bad, PathBuf::from("bad")), (good, PathBuf::from("good"))], &[bad, good]);
        let start = std::time::Instant::now();
        while !thumbnailer.is_idle() {
            assert!(start.elapsed().as_secs() < 20, "a picture is still being waited for");
            thumbnailer.receive(&ctx, &[bad, good]);
            std::thread::yield_now();
        }
        let said = thumbnailer.shelf.get(bad);
        assert!(matches!(said, Some(Slot::Failed(why)) if why.contains("its decoder failed")));
        assert!(matches!(thumbnailer.shelf.get(good), Some(Slot::Ready(_))));
    }

    #[test]
    fn what_was_scrolled_away_is_left_and_the_large_one_comes_first() {
        let wake = super::super::engine_link::Inbox::new(egui::Context::default()).0.wake().clone();
        let mut thumbnailer = Thumbnailer::start(wake).expect("a thread");
        thumbnailer.pause(true);
        let job = |number: u64| (ContentHash(number), PathBuf::from(format!("/no/such/{number}")));
        thumbnailer.ask(vec![job(1), job(2)], &[ContentHash(1), ContentHash(2)]);
        thumbnailer.ask(vec![job(3)], &[ContentHash(2), ContentHash(3)]);
        thumbnailer.ask_large(Some(job(9)), 100);
        thumbnailer.ask_large(Some(job(8)), 100);
        thumbnailer.ask_large(Some(job(8)), 50);
        let waiting: Vec<u64> = thumbnailer.desk.work().jobs.iter().map(|job| job.hash.0).collect();
        assert_eq!(waiting, [8, 2, 3]);
        assert_eq!(thumbnailer.open, 3);
        assert!(thumbnailer.shelf.get(ContentHash(1)).is_none(), "it can be asked for again");
        thumbnailer.ask_large(None, 0);
        assert_eq!(thumbnailer.open, 2);
    }
}
