//! Pure arithmetic: summaries, ratios with intervals, the limit, the verdict.
//!
//! Figures go in and figures or sentences come out; nothing here reads a clock or a file.
//!
//! | file | idea |
//! | --- | --- |
//! | `order` | who runs when: balanced rounds from a seed |
//! | `limit` | the least time any client could take in the plan's order, and the price of starting processes |
//! | `observed` | the limit where nobody tells it, estimated from what was seen of the host |
//! | `cost` | what a plan will cost before it runs |
//! | `downloads` | what a single download took: percentiles, and bytes a second |
//! | `summary` | median, mean, spread and outliers of one contender's times |
//! | `interval` | how sure a median is: exact order-statistic intervals |
//! | `ratio` | two contenders held against each other, round by round |
//! | `judge` | a report's summary, ratios and verdict |
//! | `standing` | who is fastest and who ties with it |
//! | `steady` | a run's throughput while every worker is busy |
//! | `usl` | Amdahl's law and the universal scalability law, fitted |
//! | `resample` | how sure a fit is: rounds drawn again and again |
//! | `scaling`, `advice` | what a sweep over worker counts found, and what to do |
//! | `stop` | what ends a comparison before its last round |
//! | `failures` | what failed, counted by kind |
//! | `words`, `sentence`, `why` | the verdict in English |
//! | `breakdown`, `bottleneck` | where the time of a contender went, and what would help |
//! | `conditions` | under which conditions each worked, and whether they were alike |
//! | `rank_sum` | two samples that have nothing in common, held against each other |
//! | `since` | two comparisons held against each other, by that |
//! | `series` | step series: their peak, a count, the line they draw |

mod advice;
mod bottleneck;
mod breakdown;
mod conditions;
mod cost;
mod downloads;
mod failures;
mod interval;
mod judge;
mod limit;
mod observed;
mod order;
mod rank_sum;
mod ratio;
mod resample;
mod scaling;
mod sentence;
pub mod series;
#[cfg(test)]
mod simulated;
mod since;
mod standing;
mod steady;
mod stop;
mod summary;
#[cfg(test)]
mod testing;
pub mod usl;
mod why;
mod words;

pub use bottleneck::bottleneck;
pub use breakdown::{Breakdown, Parts, breakdowns};
pub use conditions::{Conditions, conditions, unfair};
pub use cost::{Cost, cost};
pub use downloads::{Downloads, downloads};
pub use interval::{CONFIDENCE, median_interval, rounds_needed};
pub use judge::{Judgement, counted, judge};
pub use limit::{RateCap, Server, fifo_secs, limit_secs, start_price_secs};
pub use observed::{limit_is_estimated, limit_name, over_limit_title};
pub use order::order;
pub use ratio::{Compared, compare};
pub use scaling::{LAW_FITS, Point as SweepPoint, points as sweep_points};
pub use since::{Change, Since, compare_with};
pub use standing::TIE;
pub use stop::{Reason, Spent, Stop, looks, stop};
pub use summary::{mean, median, outliers, stddev};
pub use words::{join, number_word};
