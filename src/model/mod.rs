//! What a comparison is: plain data, valid when built, no input or output.
//!
//! A [`PlanDraft`] (what the terminal's options or the window's fields say) becomes a [`Plan`] or a
//! [`PlanError`] that says what to change. The engine follows a plan and speaks [`Event`]s; folding
//! them ([`Report::apply`]) gives the [`Report`], the same in the terminal and in the window.

mod counts;
mod credentials;
mod event;
mod failure;
mod format;
mod hash;
mod host;
mod lab;
mod lesson;
mod mode;
mod plan;
mod plan_error;
mod report;
mod report_plan;
mod scaling;
mod source;
mod stop;
mod task;
#[cfg(test)]
pub mod testing;
pub mod units;
pub mod words;

pub use counts::WorkerCounts;
pub use credentials::{typed_with_hidden_credentials, typed_without_credentials, without_credentials};
pub use event::{Command, Event, Live};
pub use failure::{ErrorKind, Failure, Outcome};
pub use format::Format;
pub use hash::ContentHash;
pub use host::is_this_machine;
pub use lab::{FaultKind, FaultRate, LAB_HEADER, LAB_PICTURES, LabReply, LabRequest, LabSettings, LabTag, Lateness};
pub use lesson::{
    Lesson, LessonCommand, LessonError, LessonEvent, LessonFigure, LessonLine, LessonPlan, LessonRecord, LessonReport,
    LessonSpan, LessonStep, LessonValue, PythonOutput, Who,
};
pub use mode::{Contender, Mode, ModeError};
pub use plan::{
    Accept, Connections, Header, Keep, MAX_DOWNLOADS, MAX_ROUNDS, MAX_TOTAL_DOWNLOADS, MAX_WORKERS, Plan, PlanDraft,
    Work,
};
pub use plan_error::PlanError;
pub use report::{
    Download, Environment, Hop, MAX_REPORT_BYTES, Phases, Process, Ratio, Report, Run, SCHEMA, Seen, Summary, Verdict,
    hops_secs,
};
pub use report_plan::{ClientRecord, LabRecord, ReportPlan, swept};
pub use scaling::{Amdahl, Scaling, ScalingIntervals, Usl};
pub use source::Source;
pub use stop::{ROUNDS_UNTIL_WIDTH, STOPPED_AFTER, StopRules};
pub use task::{DownloadTask, FetchRules, Fetched};
