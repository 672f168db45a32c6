//! Pictures of the window, or of a plot in it.

use eframe::egui::{Context, Id, Rect, pos2};

use crate::ui::command::Message;
use crate::ui::engine_link::Inbox;
use crate::ui::past::{PastNews, Shot};

/// A picture is taken when what is wanted stood still for so many frames; menus are gone then, and it was
/// scrolled into view.
const STILL: u32 = 4;
/// It is not waited for longer than so many frames.
const MOST: u32 = 30;

/// Takes a picture once the window shows what is wanted.
#[derive(Default)]
pub struct Camera {
    /// Frames since it was asked for.
    frames: u32,
    /// Frames since what is wanted moved last, and where it was.
    still: u32,
    at: Option<Rect>,
    is_taken: bool,
}

impl Camera {
    /// Looks whether a picture is wanted; [`PastNews::Shot`] brings it.
    pub fn look(&mut self, ctx: &Context, shot: Option<Shot>, inbox: &Inbox) {
        let Some(shot) = shot else {
            *self = Self::default();
            return;
        };
        if self.is_taken {
            return;
        }
        ctx.request_repaint();
        if self.frames == 0 {
            ctx.data_mut(|data| data.remove::<Rect>(place())); // where another one was
        }
        self.frames += 1;
        let at = ctx.data(|data| data.get_temp::<Rect>(place()));
        self.still = if at == self.at { self.still + 1 } else { 0 };
        self.at = at;
        if self.still < STILL && self.frames < MOST {
            return;
        }
        self.is_taken = true;
        let wanted = match shot {
            Shot::Window => None,
            Shot::Figure(_) | Shot::Sweep | Shot::Lesson(_) => at,
        };
        let (inbox, scale) = (inbox.clone(), ctx.pixels_per_point());
        ctx.request_screenshot(move |image| {
            let [width, height] = image.size;
            let whole = Rect::from_min_max(pos2(0.0, 0.0), pos2(width as f32, height as f32));
            let part = wanted.map(|rect| {
                Rect::from_min_max((rect.min.to_vec2() * scale).to_pos2(), (rect.max.to_vec2() * scale).to_pos2())
            });
            let part = part.map(|part| part.intersect(whole)).filter(Rect::is_positive);
            let picture = part.map_or(image.clone(), |part| image.region(&part.round(), None).into());
            inbox.tell_later(Message::Past(PastNews::Shot(picture)));
        });
    }
}

/// Where views leave the place of the plot that is wanted, with the room around it.
pub fn place() -> Id {
    Id::unique("the plot that a picture is taken of")
}
