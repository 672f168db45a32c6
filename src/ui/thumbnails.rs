//! Small versions of the pictures: decoded on a thread of their own, between runs only, once per
//! content hash, and kept as textures under a budget.

use std::collections::{HashMap, VecDeque};
use std::ops::Range;
use std::path::PathBuf;
use std::sync::mpsc::{self, Receiver, SyncSender};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;

use eframe::egui;

use crate::model::{ContentHash, Report, Run};
use crate::picture::Thumbnail;

use super::engine_link::Wake;

/// So many textures are uploaded in one frame at most.
const UPLOADS_PER_FRAME: usize = 4;
/// The longer side of a thumbnail: twice that of a tile, for screens at scale 2.
const SIDE_PX: u32 = 256;
/// So much texture memory at most; beyond it those that are out of view go.
const BUDGET_BYTES: usize = 96 << 20;

/// What is known of a picture's small version.
#[derive(Clone)]
pub enum Slot {
    /// It is being made.
    Asked,
    /// Here it is.
    Ready(egui::TextureHandle),
    /// It cannot be shown, and why.
    Failed(String),
}

/// The small versions by content hash.
#[derive(Default)]
pub struct Shelf {
    slots: HashMap<ContentHash, Slot>,
    bytes: usize,
}

impl Shelf {
    /// What is known of a picture.
    pub fn get(&self, hash: ContentHash) -> Option<&Slot> {
        self.slots.get(&hash)
    }

    fn put(&mut self, hash: ContentHash, slot: Slot) {
        if let Slot::Ready(texture) = &slot {
            self.bytes += texture.byte_size();
        }
        if let Some(Slot::Ready(former)) = self.slots.insert(hash, slot) {
            self.bytes -= former.byte_size();
        }
    }

    /// Drops textures that are not among `needed` until the budget is kept.
    fn keep_budget(&mut self, needed: &[ContentHash]) {
        if self.bytes <= BUDGET_BYTES {
            return;
        }
        let mut bytes = self.bytes;
        self.slots.retain(|hash, slot| match slot {
            Slot::Ready(texture) if bytes > BUDGET_BYTES && !needed.contains(hash) => {
                bytes -= texture.byte_size();
                false
            }
            _ => true,
        });
        self.bytes = bytes;
    }
}

/// The pictures of `run` in view that have no small version yet, with a file that shows each:
/// the run's own, or the same content from another run whose files are still there.
pub fn wanted(report: &Report, run: &Run, in_view: Range<usize>, shelf: &Shelf) -> Vec<(ContentHash, PathBuf)> {
    let mut wanted: Vec<(ContentHash, PathBuf)> = Vec::new();
    let downloads = run.downloads.get(in_view.start.min(run.downloads.len())..).unwrap_or_default();
    for download in downloads.iter().take(in_view.len()) {
        let Some(hash) = download.hash else { continue };
        if shelf.get(hash).is_some() || wanted.iter().any(|(known, _)| *known == hash) {
            continue;
        }
        let elsewhere = || {
            let same = report.runs.iter().rev().filter_map(|other| other.downloads.get(download.index as usize));
            same.filter(|other| other.hash == Some(hash)).find_map(|other| other.path.clone())
        };
        if let Some(path) = download.path.clone().or_else(elsewhere) {
            wanted.push((hash, path));
        }
    }
    wanted
}

type Made = (ContentHash, Result<Thumbnail, String>);

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
    jobs: VecDeque<(ContentHash, PathBuf)>,
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
        let desk = Arc::new(Desk::default());
        // As many as one frame uploads: a window that does not look makes the thread wait.
        let (sender, made) = mpsc::sync_channel(UPLOADS_PER_FRAME);
        let at_desk = Arc::clone(&desk);
        let thread = std::thread::Builder::new()
            .name("thumbnails".to_owned())
            .spawn(move || make_all(&at_desk, &sender, &wake))?;
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

    /// Asks for small versions of these files.
    pub fn ask(&mut self, wanted: Vec<(ContentHash, PathBuf)>) {
        if wanted.is_empty() {
            return;
        }
        self.open += wanted.len();
        for (hash, _) in &wanted {
            self.shelf.put(*hash, Slot::Asked);
        }
        self.desk.work().jobs.extend(wanted);
        self.desk.changed.notify_one();
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
            && let Ok((hash, result)) = made.try_recv()
        {
            taken += 1;
            self.open -= 1;
            self.shelf.put(hash, result.map_or_else(Slot::Failed, |thumbnail| upload(ctx, hash, &thumbnail)));
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
            // A decoder that panicked was told by its thread's name; there is nothing to add.
            drop(thread.join());
        }
    }
}

fn upload(ctx: &egui::Context, hash: ContentHash, thumbnail: &Thumbnail) -> Slot {
    let size = [thumbnail.width as usize, thumbnail.height as usize];
    let image = egui::ColorImage::from_rgba_unmultiplied(size, &thumbnail.rgba);
    Slot::Ready(ctx.load_texture(format!("thumbnail {hash}"), image, egui::TextureOptions::LINEAR))
}

fn make_all(desk: &Desk, sender: &SyncSender<Made>, wake: &Wake) {
    loop {
        let (hash, path) = {
            let mut work = desk.work();
            loop {
                if work.is_over {
                    return;
                }
                match (work.is_paused, work.jobs.pop_front()) {
                    (false, Some(job)) => break job,
                    (true, Some(job)) => work.jobs.push_front(job),
                    (_, None) => {}
                }
                work = desk.changed.wait(work).unwrap_or_else(PoisonError::into_inner);
            }
        };
        let result = crate::picture::shrink(&path, SIDE_PX).map_err(|error| error.to_string());
        if sender.send((hash, result)).is_err() {
            return;
        }
        wake.wake();
    }
}
