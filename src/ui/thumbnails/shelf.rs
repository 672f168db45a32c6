//! The small versions that are there, as textures under a budget, and the large one.

use std::collections::HashMap;

use eframe::egui;

use crate::model::ContentHash;

/// The longer side of a thumbnail: that of a large tile, for screens at scale 2.
pub(super) const SIDE_PX: u32 = 320;
/// So much texture memory for small versions at most; beyond it those that are out of view go.
const BUDGET_BYTES: usize = 96 << 20;
/// No more than so many are in view at once, square ones at that, so that they fit the budget.
pub const MOST_IN_VIEW: usize = BUDGET_BYTES / (4 * (SIDE_PX * SIDE_PX) as usize);

/// What is known of a picture's small version.
#[derive(Clone)]
pub enum Slot {
    /// It is being made.
    Asked,
    /// Here it is.
    Ready(egui::TextureHandle),
    /// It cannot be shown, and why.
    Failed(String),
    /// Its file is no longer there.
    Gone,
}

/// The picture that is seen large.
#[derive(Clone)]
pub struct Large {
    /// Of which content.
    pub hash: ContentHash,
    /// So long its longer side may be.
    pub side_px: u32,
    /// The picture, or why there is none.
    pub slot: Slot,
    /// Width and height of the picture in its file, once they are known.
    pub full_px: Option<[u32; 2]>,
}

/// The small versions by content hash, and the large one.
#[derive(Default)]
pub struct Shelf {
    pub(super) slots: HashMap<ContentHash, Slot>,
    bytes: usize,
    pub(super) large: Option<Large>,
}

impl Shelf {
    /// What is known of a picture.
    pub fn get(&self, hash: ContentHash) -> Option<&Slot> {
        self.slots.get(&hash)
    }

    /// The large version of a picture, where it was asked for.
    pub fn large(&self, hash: ContentHash) -> Option<&Large> {
        self.large.as_ref().filter(|large| large.hash == hash)
    }

    pub(super) fn put(&mut self, hash: ContentHash, slot: Slot) {
        if let Slot::Ready(texture) = &slot {
            self.bytes += texture.byte_size();
        }
        if let Some(Slot::Ready(former)) = self.slots.insert(hash, slot) {
            self.bytes -= former.byte_size();
        }
    }

    /// Drops textures that are not among `needed` until the budget is kept.
    pub(super) fn keep_budget(&mut self, needed: &[ContentHash]) {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn texture(ctx: &egui::Context, side: usize) -> Slot {
        let image = egui::ColorImage::filled([side, side], egui::Color32::GRAY);
        Slot::Ready(ctx.load_texture("a square", image, egui::TextureOptions::LINEAR))
    }

    #[test]
    fn a_thousand_distinct_pictures_keep_to_the_budget_and_those_in_view_stay() {
        let ctx = egui::Context::default();
        let mut shelf = Shelf::default();
        let in_view: Vec<ContentHash> = (0..MOST_IN_VIEW as u64).map(ContentHash).collect();
        for number in 0..1000 {
            shelf.put(ContentHash(number), texture(&ctx, SIDE_PX as usize));
            shelf.keep_budget(&in_view);
            assert!(shelf.bytes <= BUDGET_BYTES, "{number}: {}", shelf.bytes);
        }
        assert!(in_view.iter().all(|hash| matches!(shelf.get(*hash), Some(Slot::Ready(_)))));
        let held: usize = shelf.slots.values().map(bytes).sum();
        assert_eq!(held, shelf.bytes);
        let in_memory = ctx.tex_manager().read().allocated().map(|(_, meta)| meta.bytes_used()).sum::<usize>();
        assert!(in_memory <= BUDGET_BYTES + (1 << 20), "{in_memory} with fonts");
    }

    fn bytes(slot: &Slot) -> usize {
        if let Slot::Ready(texture) = slot { texture.byte_size() } else { 0 }
    }
}
