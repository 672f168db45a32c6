//! Which part of the time is in view, and how it is moved.

/// A part of a run's time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Span {
    /// Where it begins, in seconds.
    pub from_secs: f64,
    /// Where it ends, in seconds.
    pub to_secs: f64,
}

/// No closer than this share of the whole, and no closer than [`LEAST_SECS`].
const LEAST_SHARE: f64 = 1e-5;
/// Phases are measured in microseconds.
const LEAST_SECS: f64 = 10e-6;

impl Span {
    /// All of a run that ends at `end_secs`.
    pub const fn whole(end_secs: f64) -> Self {
        Self { from_secs: 0.0, to_secs: end_secs }
    }

    /// How long it is.
    pub fn length_secs(self) -> f64 {
        self.to_secs - self.from_secs
    }

    /// What of it lies within a run that ends at `end_secs`: the whole run where nothing does.
    pub fn within(self, end_secs: f64) -> Self {
        if self.from_secs >= end_secs || !self.length_secs().is_normal() {
            return Self::whole(end_secs);
        }
        let length = self.length_secs().clamp((end_secs * LEAST_SHARE).max(LEAST_SECS).min(end_secs), end_secs);
        let from_secs = self.from_secs.clamp(0.0, end_secs - length);
        Self { from_secs, to_secs: from_secs + length }
    }

    /// `factor` times as close, so that `at_secs` stays where it is; `None`: all of it.
    pub fn zoomed(self, at_secs: f64, factor: f64, end_secs: f64) -> Option<Self> {
        let length = self.length_secs() / factor;
        if length >= end_secs {
            return None;
        }
        // The limit first: at the closest, more zooming does not creep sideways.
        let least = (end_secs * LEAST_SHARE).max(LEAST_SECS);
        let length = length.max(least.min(self.length_secs()));
        let share = ((at_secs - self.from_secs) / self.length_secs()).clamp(0.0, 1.0);
        let from_secs = at_secs.clamp(self.from_secs, self.to_secs) - share * length;
        Some(Self { from_secs, to_secs: from_secs + length }.within(end_secs))
    }

    /// Moved by so many seconds, as far as there is time.
    pub fn moved(self, by_secs: f64, end_secs: f64) -> Self {
        Self { from_secs: self.from_secs + by_secs, to_secs: self.to_secs + by_secs }.held(end_secs)
    }

    /// Moved back where it leaves the run, its length kept.
    fn held(self, end_secs: f64) -> Self {
        let from_secs = self.from_secs.clamp(0.0, (end_secs - self.length_secs()).max(0.0));
        Self { from_secs, to_secs: from_secs + self.length_secs() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zooming_keeps_what_is_under_the_pointer_there() {
        let whole = Span::whole(10.0);
        let near = whole.zoomed(4.0, 2.0, 10.0).expect("closer");
        assert_eq!((near.from_secs, near.to_secs), (2.0, 7.0));
        assert_eq!(near.zoomed(4.0, 0.25, 10.0), None, "all of it");
        let edge = whole.zoomed(10.0, 4.0, 10.0).expect("closer");
        assert_eq!((edge.from_secs, edge.to_secs), (7.5, 10.0));
    }

    #[test]
    fn it_stays_within_the_run() {
        let span = Span { from_secs: 2.0, to_secs: 4.0 };
        assert_eq!(span.moved(-5.0, 10.0), Span { from_secs: 0.0, to_secs: 2.0 });
        assert_eq!(span.moved(50.0, 10.0), Span { from_secs: 8.0, to_secs: 10.0 });
        assert_eq!(span.within(3.0), Span { from_secs: 1.0, to_secs: 3.0 });
        assert_eq!(span.within(1.0), Span::whole(1.0), "another run, that ended earlier");
    }

    #[test]
    fn there_is_a_closest() {
        let mut span = Span::whole(10.0);
        for _ in 0..200 {
            span = span.zoomed(3.0, 1.5, 10.0).expect("closer");
        }
        assert!((span.length_secs() - 1e-4).abs() < 1e-9, "{span:?}");
        assert!(span.from_secs <= 3.0 && 3.0 <= span.to_secs, "{span:?}");
    }
}
