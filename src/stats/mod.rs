//! Pure arithmetic: summaries, ratios with intervals, the limit, the verdict.
