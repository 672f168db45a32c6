//! What of the state is about the set-ups' fields: that of a comparison and that of a sweep, each looked
//! through by itself.

use crate::store::{SetUp, View};

use super::super::check::{Checked, Field};
use super::super::command::Effect;
use super::AppState;

/// What looking through the fields found, of a comparison and of a sweep.
pub struct Forms {
    checked: [Checked; 2],
    /// The version of what stands in the fields; no two are the same.
    serials: [u64; 2],
    /// A run was asked for while something is wrong: the first such field is to be brought into view.
    pub(super) seeks_error: bool,
}

impl Default for Forms {
    fn default() -> Self {
        Self { checked: Default::default(), serials: [1, 2], seeks_error: false }
    }
}

impl Forms {
    /// The version of what stands in the fields.
    pub const fn serial(&self, is_sweep: bool) -> u64 {
        self.serials[is_sweep as usize]
    }

    /// Something else stands in a field.
    pub fn changed(&mut self, is_sweep: bool) {
        let latest = self.serials.into_iter().fold(0, u64::max);
        self.serials[usize::from(is_sweep)] = latest + 1;
    }

    /// Takes in what was found, unless the fields changed since.
    pub fn take_in(&mut self, checked: Checked) {
        if let Some(form) = self.serials.iter().position(|serial| *serial == checked.serial) {
            self.checked[form] = checked;
        }
    }
}

impl AppState {
    /// Whether the Sweep view is shown, and so its set-up.
    pub const fn is_sweep(&self) -> bool {
        matches!(self.settings.view, View::Sweep)
    }

    /// What stands in the fields of the set-up that is shown.
    pub const fn set_up(&self) -> &SetUp {
        if self.is_sweep() { &self.settings.sweep } else { &self.settings.set_up }
    }

    pub(super) const fn set_up_mut(&mut self) -> &mut SetUp {
        if self.is_sweep() { &mut self.settings.sweep } else { &mut self.settings.set_up }
    }

    /// What looking through the set-up found; it may lag behind the fields by a moment.
    pub const fn checked(&self) -> &Checked {
        &self.forms.checked[self.is_sweep() as usize]
    }

    /// Whether [`AppState::checked`] is about what stands in the fields now.
    pub const fn is_checked(&self) -> bool {
        self.checked().serial == self.forms.serial(self.is_sweep())
    }

    /// Whether the first field that is wrong is to have the focus.
    pub const fn seeks_error(&self) -> bool {
        self.forms.seeks_error
    }

    /// A run was asked for that something in the fields forbids.
    pub(super) const fn seek_error(&mut self) -> Vec<Effect> {
        (self.forms.seeks_error, self.settings.folded) = (true, false);
        Vec::new()
    }

    /// What is wrong with a field, in one sentence.
    pub fn error(&self, field: Field) -> Option<&str> {
        let dialog = self.folder_error.as_deref().filter(|_| field == Field::Folder);
        dialog.or_else(|| self.checked().error(field))
    }
}
