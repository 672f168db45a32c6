//! What a lesson says and asks, beside what it runs.

use crate::model::Lesson;

/// A lesson as it is read.
#[derive(Clone, Copy, Debug)]
pub struct Description {
    /// Which one.
    pub lesson: Lesson,
    /// A question, such as “Does every process have its own memory?”.
    pub title: &'static str,
    /// What it is about, in one line of a list.
    pub line: &'static str,
    /// Three or four sentences.
    pub text: &'static str,
    /// The Python that would do the same. Two of them belong to two steps and stand side by side.
    pub listings: &'static [Listing],
    /// The whole program that a Python can run, for these values of the knobs.
    pub program: fn(&[f64]) -> String,
    /// What to see while it runs, in one sentence.
    pub see: &'static str,
    /// What the learner can change.
    pub knobs: &'static [Knob],
}

/// Some lines of Python.
#[derive(Clone, Copy, Debug)]
pub struct Listing {
    /// What they do, such as “Join inside the loop”.
    pub name: &'static str,
    /// The lines.
    pub python: &'static str,
}

/// A number or a choice that the learner can change.
#[derive(Clone, Copy, Debug)]
pub struct Knob {
    /// Such as “processes”, as it stands behind the number.
    pub name: &'static str,
    /// What it does, in one sentence.
    pub hint: &'static str,
    /// What can be chosen.
    pub kind: KnobKind,
    /// What it is at first.
    pub first: f64,
}

/// What a knob can be set to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum KnobKind {
    /// A whole number.
    Whole {
        /// The least.
        least: u32,
        /// The most.
        most: u32,
    },
    /// A time.
    Secs {
        /// The least.
        least: f64,
        /// The most.
        most: f64,
    },
    /// One of these, by its place from 0.
    Choice(&'static [&'static str]),
}

impl Description {
    /// What the knobs are at first, in their order.
    pub fn first_values(&self) -> Vec<f64> {
        self.knobs.iter().map(|knob| knob.first).collect()
    }

    /// The values, if there is one that can be for each knob.
    ///
    /// # Errors
    /// One sentence that says what to change.
    pub fn checked_values(&self, values: &[f64]) -> Result<Vec<f64>, String> {
        if values.len() != self.knobs.len() {
            let (needed, given) = (self.knobs.len(), values.len());
            return Err(format!("The lesson {} has {needed} numbers to set, and {given} were given.", self.lesson));
        }
        let checked = self.knobs.iter().zip(values).map(|(knob, value)| knob.checked(*value));
        checked.collect::<Result<_, _>>().map_err(|error| format!("{error}."))
    }

    /// The values after some knobs were set by their keys, as in `workers=4`.
    ///
    /// # Errors
    /// When there is no such knob, or it cannot be set so.
    pub fn set(&self, values: &mut [f64], setting: &str) -> Result<(), KnobError> {
        let (key, value) = setting.split_once('=').ok_or_else(|| KnobError::NoSetting(setting.to_owned()))?;
        let place = self.knobs.iter().position(|knob| knob.key() == key.trim());
        let place = place.ok_or_else(|| KnobError::Unknown {
            lesson: self.lesson,
            key: key.trim().to_owned(),
            keys: self.knobs.iter().map(Knob::key).collect::<Vec<_>>().join(", "),
        })?;
        values[place] = self.knobs[place].read(value.trim())?;
        Ok(())
    }
}

/// Why a knob cannot be set so.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KnobError {
    /// It is not written as one is set.
    #[error("“{0}” sets nothing; write NAME=VALUE, as in workers=4")]
    NoSetting(String),
    /// The lesson has none of that name.
    #[error("the lesson {lesson} has nothing called “{key}” to set; it has {keys}")]
    Unknown {
        /// Which lesson.
        lesson: Lesson,
        /// What was typed.
        key: String,
        /// What could have been.
        keys: String,
    },
    /// It cannot be that.
    #[error("“{key}” cannot be {value}; choose {choices}")]
    Value {
        /// Which one.
        key: String,
        /// What it was to be.
        value: String,
        /// What it can be.
        choices: String,
    },
}

impl Knob {
    /// The name as it is typed: `each works` is `each-works`.
    pub fn key(&self) -> String {
        self.name.replace(' ', "-")
    }

    /// A value of it as people read it, such as `4`, `0.2 s` or `600×900`.
    pub fn show(&self, value: f64) -> String {
        match self.kind {
            KnobKind::Whole { .. } => format!("{value:.0}"),
            KnobKind::Secs { .. } => format!("{value} s"),
            KnobKind::Choice(names) => {
                let chosen = places(names).find(|(place, _)| same(*place, value.round()));
                chosen.map_or_else(|| format!("{value:.0}"), |(_, name)| name.to_owned())
            }
        }
    }

    /// What it can be, such as `a whole number from 1 to 16`.
    pub fn choices(&self) -> String {
        match self.kind {
            KnobKind::Whole { least, most } => format!("a whole number from {least} to {most}"),
            KnobKind::Secs { least, most } => format!("from {least} to {most} seconds"),
            KnobKind::Choice(names) => names.join(", "),
        }
    }

    /// The value, if it can be that.
    ///
    /// # Errors
    /// [`KnobError::Value`].
    pub fn checked(&self, value: f64) -> Result<f64, KnobError> {
        let can_be = match self.kind {
            KnobKind::Whole { least, most } => {
                (f64::from(least)..=f64::from(most)).contains(&value) && same(value.fract(), 0.0)
            }
            KnobKind::Secs { least, most } => (least..=most).contains(&value),
            KnobKind::Choice(names) => places(names).any(|(place, _)| same(place, value)),
        };
        if can_be { Ok(value) } else { Err(self.cannot_be(&value.to_string())) }
    }

    /// Reads a value as it is typed; a choice is typed as it stands, or with an `x` for its `×`.
    ///
    /// # Errors
    /// [`KnobError::Value`].
    pub fn read(&self, text: &str) -> Result<f64, KnobError> {
        let value = match self.kind {
            KnobKind::Choice(names) => {
                places(names).find(|(_, name)| *name == text.replace('x', "×")).map(|(place, _)| place)
            }
            KnobKind::Whole { .. } | KnobKind::Secs { .. } => text.parse().ok(),
        };
        value.ok_or_else(|| self.cannot_be(&format!("“{text}”"))).and_then(|value| self.checked(value))
    }

    fn cannot_be(&self, value: &str) -> KnobError {
        KnobError::Value { key: self.key(), value: value.to_owned(), choices: self.choices() }
    }
}

/// The choices with their places, from 0.
fn places(names: &'static [&'static str]) -> impl Iterator<Item = (f64, &'static str)> {
    (0_u32..).map(f64::from).zip(names.iter().copied())
}

/// Whether two small whole numbers are the same.
fn same(one: f64, other: f64) -> bool {
    (one - other).abs() < f64::EPSILON
}

#[cfg(test)]
mod tests {
    use super::super::of;
    use super::*;

    #[test]
    fn every_lesson_says_what_it_is_and_can_do_what_it_begins_with() {
        for lesson in Lesson::ALL {
            let said = of(lesson);
            assert_eq!(said.lesson, lesson);
            assert!(said.title.ends_with('?'), "{}", said.title);
            assert!((3..=5).contains(&said.text.matches(['.', '?']).count()), "{lesson}: {}", said.text);
            assert!(!said.listings.is_empty() && said.see.ends_with('.') && !said.line.ends_with('.'), "{lesson}");
            assert_eq!(said.checked_values(&said.first_values()), Ok(said.first_values()), "{lesson}");
            for knob in said.knobs {
                assert_eq!(knob.read(knob.show(knob.first).trim_end_matches(" s")), Ok(knob.first), "{lesson}");
                assert!(knob.hint.ends_with('.') && !knob.key().contains(['=', ' ']), "{lesson}: {}", knob.name);
            }
        }
    }

    #[test]
    fn a_knob_is_set_by_its_key_within_its_range() {
        let said = of(Lesson::IoOrCpu);
        let mut values = said.first_values();
        for setting in ["workers=2", "each-waits = 0.05", "pixels=600x900"] {
            assert_eq!(said.set(&mut values, setting), Ok(()), "{setting}");
        }
        assert_eq!(values, [2.0, 8.0, 0.05, 0.0]);
        for (setting, words) in [
            ("workers", "NAME=VALUE"),
            ("hands=2", "it has workers, pictures, each-waits, pixels"),
            ("workers=0", "a whole number from 1 to 16"),
            ("workers=1.5", "a whole number from 1 to 16"),
            ("workers=many", "“many”"),
            ("each-waits=NaN", "from 0.01 to 1 seconds"),
            ("pixels=huge", "600×900"),
        ] {
            let error = said.set(&mut values, setting).expect_err(setting).to_string();
            assert!(error.contains(words), "{setting}: {error}");
        }
        assert_eq!(values, [2.0, 8.0, 0.05, 0.0], "what cannot be changes nothing");
        assert!(said.checked_values(&[1.0]).is_err_and(|error| error.contains("4 numbers")));
        assert!(said.checked_values(&[40.0, 8.0, 0.05, 0.0]).is_err_and(|error| error.contains("cannot be 40")));
    }
}
