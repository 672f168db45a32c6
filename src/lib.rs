//! Manyhands fetches the same pictures one after another, with a process each, by a process pool,
//! by threads and by async, and shows which is fastest, by how much, and how sure that is.
//!
//! # How data travels
//!
//! ```text
//!  what a person wants             what is done                          what comes of it
//!
//!  cli  ┐                                                                ┌▶ cli   progress, table
//!       ├▶ model::PlanDraft ─▶ model::Plan ─▶ engine ─▶ model::Event ────┤
//!  ui   ┘        (checked once: what holds a Plan is valid)     │        └▶ ui    plots, pictures
//!                                                               ▼
//!                                                       model::Report ─▶ export, stats::judge
//!
//!  in a run:  engine::modes ─▶ model::DownloadTask ─▶ tasks::Hands ─▶ fetch::Fetcher ─▶ file
//!                  │                                      ▲    └────▶ picture (thumbnail work)
//!                  └─▶ worker::Pool ═ frames on pipes ════╝  in worker processes
//! ```
//!
//! The report is nothing but the fold of the events ([`model::Report::apply`]), so the terminal,
//! the window and the written file hold the same figures.
//!
//! # Processes
//!
//! One executable in six roles, which `main` looks at before anything else: the **window** starts
//! the **engine** as a child and follows its events, so that drawing and decoding stay out of the
//! figures; the engine starts **workers** as the mode asks, and the **lab server**. A **lesson** of
//! the window's is such a child too, with workers of its own. In the **terminal** the engine and
//! the lessons run in the same process as what tells of them. All pipes speak the same
//! frames ([`worker`]), and every child ends with its parent, whatever ends that.
//!
//! # Rooms, and whom they know
//!
//! | room | what it does | knows |
//! | --- | --- | --- |
//! | [`model`] | what a comparison is: plain data, valid when built | nobody |
//! | [`stats`] | order, summaries, ratios with intervals, the limit, the verdict, sweeps, stop rules | `model` |
//! | [`fetch`] | one download from URL to file; addresses and file names | `model` |
//! | [`picture`] | signatures, decoding with limits, shrinking | `model` |
//! | [`worker`] | processes: frames, pool, guards against orphans | nobody |
//! | [`tasks`] | what a worker can do: downloads, and the chores of lessons | `fetch`, `picture`, `worker`, `model` |
//! | [`engine`] | runs a comparison: one file a mode behind one trait | `worker`, `tasks`, `fetch`, `stats`, `model` |
//! | [`lessons`] | the course: one file a lesson | `engine`, `worker`, `tasks`, `stats`, `model` |
//! | [`lab`] | the picture server, with latency, bandwidth and faults | `model` |
//! | [`store`] | settings and history, and where they lie | `model` |
//! | [`export`] | a report as a file in seven forms, and back | `model`, `stats` |
//! | [`cli`] | the terminal | all but `ui` |
//! | [`ui`] | the window | all but `cli` |
//!
//! `tests/layers.rs` holds this table against every path in the code.
//!
//! # Where this differs from the first plan, and why
//!
//! - A sequential download has no queue phase: it does not exist before its turn comes. For all
//!   others `start_secs` is when the download was handed over, or its process asked for, so that its
//!   phases and hops last exactly from start to end; [`model::Download::taken_secs`] tells when it was taken.
//! - The lab server takes a path in place of a URL (`manyhands run "/id/[1-9]/200/300"`), so that
//!   small pictures can be compared offline too.
//! - `/id/ID/W/H` of the lab server is the picture's own address, with or without an ending, and
//!   answers after the latency; only the shorter routes redirect.
//! - The painter's noise is its own, since the files of a debug and a release build must be alike to
//!   the byte; toasts are the window's own, since egui-notify's have no names for screen readers and
//!   repaint as long as they are shown.
//! - The baseline is not held against itself: `ratios` has one entry less than there are contenders.
//! - A sweep is a run of one mode with several worker counts, and nothing else: any comparison of one
//!   mode's counts has its `scaling`. Its lab server has 50 ms of latency unless told otherwise, since
//!   one worker fetches as many pictures as thirty-two.
//! - The report says more than the plan had: `plan.stop`, and of a sweep `recommended`, `intervals` and
//!   `misfit`. A reader need not know them, and older reports open without. `confidence` of a ratio is
//!   more than 0.95 where the comparison stops at a width: that is what looking several times costs.
//! - The limit is the first-in-first-out simulation where bandwidth is not shared. Where it is, downloads out of
//!   step are quicker than the simulation's waves, so the limit there is what no client can beat that begins the
//!   downloads in the plan's order.
//! - The fastest is held against its rivals with intervals that are as sure as if every pair had been asked about,
//!   where there are rounds enough: who is lucky is chosen. Simulated, eight equals in 12 rounds would else be told
//!   apart in 8 % of comparisons.
//! - A comparison has at most 500,000 downloads, so that its report can be held, kept and opened again.
//! - A run's `limit_secs` is told for the lab server only, whose limit is known. Of other hosts the summary
//!   holds `estimated_limit_secs`, from what all runs so far saw of the host at its best, and `over_limit`.
//! - `tasks` knows `worker`: two chores of lessons are about what it has, an array that processes share and a log that
//!   they write together.
//! - The report's plan tells how the client asked too (`client`: rate, deadlines, the names of
//!   headers), so that a comparison can be done again. It is `null` in reports from before.
//! - A rate caps requests, not downloads: the warm-up, each redirect and each further attempt take a turn. Turns are
//!   given out by one number in memory that all worker processes share, so what fell behind does not catch up,
//!   and runs follow each other no closer than their requests may. What redirects wait for is a phase, `turn_secs`. While the clock runs, the window draws a worker
//!   process's download from when the process got it, and afterwards from when it began.
//! - In a temporary folder the last files of each contender live as long as their reader, whatever
//!   is to be kept, since the window shows them.
//! - The names of part files and temporary folders tell also where their process's number holds, since a folder may be
//!   shared between machines and containers. What comes from elsewhere is swept when it was not touched for a day.

pub mod cli;
pub mod engine;
pub mod export;
pub mod fetch;
pub mod lab;
pub mod lessons;
pub mod model;
pub mod picture;
pub mod stats;
pub mod store;
pub mod tasks;
pub mod ui;
pub mod worker;
