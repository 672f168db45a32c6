//! What differs between systems, and all of the crate's unsafe code. One file a system, each with the same functions:
//!
//! | for | functions |
//! | --- | --- |
//! | the clock | `now_ns` |
//! | a parent | `note_spawner`, `listed_children`, `forget_peak_memory`, `this_executable`, `prepare`, `adopt`, `make_room_for_files`, `files_allowed`, `too_many_files`, `is_shortage` |
//! | a child seen by its parent | `Child` (`id`, `kill`, `wait`, `collect`), `never_wait_for`, `read_if_there`, `is_readable` |
//! | shared memory | `shared_folder`, `nameless_path`; [`Words`], the same for all |
//! | a program that is none of ours | `prepare_group`, `adopt_group`, `Group` (`has_ended`, `kill`, `collect`), `wait_for_output` |
//! | a child itself | `move_pipes_aside`, `set_name`, `ignore_interrupt`, `arm_kernel_guard`, `Lifeline`, `peak_memory_bytes`, `exit_now` |

use std::process::ExitStatus;

#[cfg(target_os = "linux")]
mod linux;
#[cfg(target_os = "macos")]
mod macos;
#[cfg(unix)]
mod unix;
#[cfg(windows)]
mod windows;
mod words;

#[cfg(target_os = "linux")]
pub(super) use linux::*;
#[cfg(target_os = "macos")]
pub(super) use macos::*;
#[cfg(unix)]
pub(super) use unix::*;
#[cfg(windows)]
pub(super) use windows::*;
pub(super) use words::{WORD_BYTES, Words};

/// What the system says of a child that has ended.
pub(super) struct Collected {
    /// `None` when somebody else took it.
    pub(super) status: Option<ExitStatus>,
    /// User and system time.
    pub(super) cpu_secs: Option<f64>,
}

/// Whether the parent is still there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Parent {
    Here,
    Gone,
}

#[cfg(all(test, unix))]
mod tests {
    use std::fs::File;
    use std::io::Write as _;
    use std::os::fd::OwnedFd;
    use std::sync::Arc;
    use std::time::Duration;

    use super::{Lifeline, Parent};

    #[test]
    fn a_parent_that_is_gone_is_noticed_behind_what_it_said_last() {
        let (reader, mut writer) = std::io::pipe().expect("a pipe");
        let lifeline = Lifeline::new(&Arc::new(File::from(OwnedFd::from(reader))), 0).expect("it can be watched");
        let soon = Some(Duration::from_millis(20));
        assert_eq!(lifeline.wait(soon), Parent::Here);
        writer.write_all(b"a task").expect("written");
        assert_eq!(lifeline.wait(soon), Parent::Here, "what nobody has read yet is no end");
        drop(writer);
        assert_eq!(lifeline.wait(Some(Duration::from_secs(20))), Parent::Gone);
    }
}
