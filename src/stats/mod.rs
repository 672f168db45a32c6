//! Pure arithmetic: summaries, ratios with intervals, the limit, the verdict.
//!
//! Figures go in and figures or sentences come out; nothing here reads a clock or a file.
//!
//! | file | idea |
//! | --- | --- |
//! | `order` | who runs when: balanced rounds from a seed |
//! | `limit` | the least time any client could take, and the price of starting processes |
//! | `cost` | what a plan will cost before it runs |
//! | `summary` | median, mean, spread and outliers of one contender's times |
//! | `interval` | how sure a median is: exact order-statistic intervals |
//! | `ratio` | two contenders held against each other, round by round |
//! | `judge` | a report's summary, ratios and verdict |
//! | `standing` | who is fastest and who ties with it |
//! | `failures` | what failed, counted by kind |
//! | `words`, `sentence`, `why` | the verdict in English |
//! | `breakdown` | where the time of a contender went, and what would help |
//! | `conditions` | under which conditions each worked, and whether they were alike |
//! | `since` | two comparisons held against each other |
//! | `series` | step series, and fewer points for plots |

mod breakdown;
mod conditions;
mod cost;
mod failures;
mod interval;
mod judge;
mod limit;
mod order;
mod ratio;
mod sentence;
pub mod series;
#[cfg(test)]
mod simulated;
mod since;
mod standing;
mod summary;
#[cfg(test)]
mod testing;
mod why;
mod words;

pub use breakdown::{Breakdown, Parts, bottleneck, breakdowns};
pub use conditions::{Conditions, conditions, unfair};
pub use cost::{Cost, cost};
pub use interval::{CONFIDENCE, median_interval, rounds_needed};
pub use judge::{Judgement, counted, judge};
pub use limit::{Server, limit_at_rate_secs, limit_secs, start_price_secs};
pub use order::order;
pub use ratio::{Compared, compare};
pub use since::{Change, Since, compare_with};
pub use standing::TIE;
pub use summary::{mean, median, outliers, stddev};
pub use words::{capital, join, number_word};
