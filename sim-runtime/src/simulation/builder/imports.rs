//! What is wrong with platforms that were read from files, until the simulation is built.

use std::cell::RefCell;
use std::rc::Rc;

use crate::simulation::problem::Problem;

/// What is wrong with imports, shared by a builder and the platforms that it imported; closed when it is built.
#[derive(Clone, Debug)]
pub(super) struct Imports(Rc<RefCell<Option<Vec<Problem>>>>);

impl Default for Imports {
    fn default() -> Self {
        Self(Rc::new(RefCell::new(Some(Vec::new()))))
    }
}

impl Imports {
    /// Notes a problem; once the simulation is built, it is too late to collect it.
    pub(super) fn report(&self, problem: Problem) {
        match self.0.borrow_mut().as_mut() {
            Some(problems) => problems.push(problem),
            None => panic!("{problem}"),
        }
    }

    /// All that has been noted; no more will be.
    pub(super) fn close(&self) -> Vec<Problem> {
        self.0.borrow_mut().take().unwrap_or_default()
    }
}
