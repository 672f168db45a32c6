//! Where labels stand at curves: near what they name, within the plot, never over each other, and
//! over as little of the curves as can be.

use eframe::egui::{Pos2, Rect, Vec2, vec2};

/// Between two labels, and between a label and the edge of the plot.
const APART: f32 = 3.0;
/// Places that are tried lie so far apart.
const STEP: f32 = 4.0;
/// A curve behind a label weighs as much as being so far away.
const CROSSING: f32 = 400.0;

/// A label that is to be placed.
#[derive(Clone, Copy, Debug)]
pub struct Wanted {
    /// Its size.
    pub size: Vec2,
    /// The point of the curve beside which it should stand.
    pub beside: Pos2,
}

/// A place for each label, in this order; `None` where there is no room. `curves`
/// is what should stay in view.
pub fn place(frame: Rect, curves: &[Rect], wanted: &[Wanted]) -> Vec<Option<Rect>> {
    let mut taken: Vec<Rect> = Vec::with_capacity(wanted.len());
    let mut places = Vec::with_capacity(wanted.len());
    for label in wanted {
        let best = best(frame, curves, &taken, label);
        taken.extend(best);
        places.push(best);
    }
    places
}

fn best(frame: Rect, curves: &[Rect], taken: &[Rect], label: &Wanted) -> Option<Rect> {
    let inside = frame.shrink(APART);
    let Wanted { size, beside } = *label;
    let ideal = beside + vec2(8.0, 2.0);
    let last = inside.right() - size.x;
    let columns = [ideal.x, last, inside.center().x - size.x / 2.0, inside.left()];
    let rows = (inside.height() / STEP).floor().max(0.0);
    let mut best: Option<(f32, Rect)> = None;
    for x in columns.map(|x| x.min(last)) {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the height of a plot ÷ 4")]
        let steps = (0..=rows as u32).map(|row| inside.top() + STEP * row as f32);
        // Its own height first, then all others.
        for y in std::iter::once(ideal.y).chain(steps) {
            let rect = Rect::from_min_size(Pos2::new(x, y), size);
            if !inside.contains_rect(rect) || taken.iter().any(|other| other.expand(APART).intersects(rect)) {
                continue;
            }
            let crossings = curves.iter().filter(|curve| curve.expand(1.0).intersects(rect)).count().min(4);
            let away = (rect.left() - ideal.x).abs() + 2.0 * (rect.top() - ideal.y).abs();
            let cost = away + CROSSING * crossings as f32;
            if best.is_none_or(|(least, _)| cost < least) {
                best = Some((cost, rect));
            }
        }
    }
    best.map(|(_, rect)| rect)
}

/// A line on the screen as few boxes that hold it: what lies within some points is one box.
pub fn boxes(line: impl IntoIterator<Item = Pos2>) -> Vec<Rect> {
    let mut boxes: Vec<Rect> = Vec::new();
    let mut former: Option<Pos2> = None;
    for point in line {
        let step = Rect::from_two_pos(former.unwrap_or(point), point);
        former = Some(point);
        match boxes.last_mut() {
            Some(last) if last.union(step).width() <= STEP => *last = last.union(step),
            _ => boxes.push(step),
        }
    }
    boxes
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn frame() -> Rect {
        Rect::from_min_size(Pos2::new(10.0, 20.0), vec2(400.0, 160.0))
    }

    #[test]
    fn a_label_stands_beside_its_curve_where_nothing_is() {
        let wanted = Wanted { size: vec2(80.0, 14.0), beside: Pos2::new(100.0, 60.0) };
        let places = place(frame(), &[], &[wanted, wanted]);
        assert_eq!(places[0].map(|rect| rect.min), Some(Pos2::new(108.0, 62.0)));
        let second = places[1].expect("there is room");
        assert!(!second.intersects(places[0].expect("placed")));
        assert!((second.top() - 62.0).abs() < 24.0, "near it");
    }

    #[test]
    fn a_label_leaves_curves_in_view() {
        let wanted = Wanted { size: vec2(80.0, 14.0), beside: Pos2::new(100.0, 60.0) };
        let line = boxes([Pos2::new(90.0, 66.0), Pos2::new(400.0, 66.0)]);
        let rect = place(frame(), &line, &[wanted])[0].expect("there is room");
        assert!(!rect.intersects(line[0]));
    }

    #[test]
    fn what_has_no_room_is_left_out() {
        let wide = Wanted { size: vec2(500.0, 14.0), beside: Pos2::new(100.0, 60.0) };
        assert_eq!(place(frame(), &[], &[wide]), [None]);
    }

    proptest! {
        #[test]
        fn labels_never_meet_and_never_leave_the_plot(
            wanted in prop::collection::vec((20.0_f32..200.0, 10.0_f32..16.0, -50.0_f32..500.0, -50.0_f32..250.0), 0..14),
        ) {
            let wanted: Vec<Wanted> = wanted
                .into_iter()
                .map(|(width, height, x, y)| Wanted { size: vec2(width, height), beside: Pos2::new(x, y) })
                .collect();
            let placed: Vec<Rect> = place(frame(), &[], &wanted).into_iter().flatten().collect();
            for (at, rect) in placed.iter().enumerate() {
                prop_assert!(frame().contains_rect(*rect));
                prop_assert!(placed[at + 1..].iter().all(|other| !other.intersects(*rect)));
            }
        }
    }
}
