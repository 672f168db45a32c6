//! What may be typed of a lesson.

use std::path::PathBuf;

use clap::Args;

/// The options of `manyhands lesson`.
#[derive(Clone, Debug, Args)]
pub struct LessonOptions {
    /// Which lesson to run; without it they are listed
    #[arg(value_name = "NAME")]
    pub name: Option<String>,

    /// Change one of its numbers, as in processes=8; may be given several times
    #[arg(long, value_name = "KNOB=VALUE", requires = "name")]
    pub set: Vec<String>,

    /// Run its Python as well, after it
    #[arg(long, requires = "name")]
    pub python: bool,

    /// Write what came out as JSON to FILE; "-" prints it, and nothing else, on standard output
    #[arg(long, value_name = "FILE|-", requires = "name")]
    pub json: Option<PathBuf>,
}
