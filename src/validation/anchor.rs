//! A known answer: what is set up, who knows what must come of it, and how that is tried.

use std::path::Path;

use super::judge::Judge;

/// A known answer.
#[derive(Clone, Copy, Debug)]
pub struct Anchor {
    /// The name of its test, which begins with its id: `v6_m_m_1_waits`.
    pub name: &'static str,
    /// What is set up.
    pub model: &'static str,
    /// Who knows the answer.
    pub source: &'static str,
    /// How it is tried.
    pub trial: Trial,
}

/// How an anchor is tried.
#[derive(Clone, Copy, Debug)]
pub enum Trial {
    /// With nothing but this library.
    Here(fn(&mut Judge)),
    /// With traces as they are published, from their folder.
    WithTraces {
        /// What is needed.
        needs: &'static str,
        /// The name of what must be in the folder.
        place: &'static str,
        /// Tries it.
        check: fn(&Path, &mut Judge),
    },
    /// With what only the repository has, by a test of it.
    InRepository {
        /// What is needed.
        needs: &'static str,
    },
}

impl Anchor {
    /// An anchor that needs nothing but this library.
    #[must_use]
    pub const fn new(
        name: &'static str,
        model: &'static str,
        source: &'static str,
        check: fn(&mut Judge),
    ) -> Self {
        Self {
            name,
            model,
            source,
            trial: Trial::Here(check),
        }
    }

    /// Its number among the known answers; several anchors may belong to one.
    #[must_use]
    pub fn number(&self) -> u32 {
        let id = self.name.split('_').next().unwrap_or_default();
        id.trim_start_matches('v').parse().unwrap_or_default()
    }

    /// Its id, such as `V6`.
    #[must_use]
    pub fn id(&self) -> String {
        format!("V{}", self.number())
    }
}
