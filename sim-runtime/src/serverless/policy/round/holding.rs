//! Places that are held for those who wait at nodes.

use super::Round;
use crate::serverless::NodeId;
use crate::serverless::cluster::dense_set::DenseSet;

impl Round<'_> {
    /// Takes, in the books of the round, what those who wait in the lines of all nodes will take there, so that nobody else
    /// is promised it.
    ///
    /// What stands from the last round costs nothing if that began with this, too: only nodes are looked at where something has
    /// changed.
    pub fn hold_places(&mut self) {
        let lines = self.view.cluster().lines();
        if lines.is_empty() {
            return;
        }
        if !self.are_separate() || self.view.registrations().has_uneven() {
            self.scratch.places = Default::default();
            self.serve_all(lines.occupied());
        } else if self.scratch.places.count(lines.looks()) {
            let mut due = self.scratch.places.take_again();
            due.extend(lines.changed());
            for node in due.iter() {
                self.scratch.places.release(NodeId::from_index(node));
            }
            self.count_held();
            due.retain(lines.occupied());
            self.serve_and_keep(&due);
        } else {
            self.serve_and_keep(lines.occupied());
        }
    }

    fn serve_all(&mut self, nodes: &DenseSet) {
        for node in nodes.iter() {
            self.serve(NodeId::from_index(node));
        }
    }

    /// Takes what stands from the last round out of what is left in all.
    fn count_held(&mut self) {
        let places = &self.scratch.places;
        self.left = self.left.saturating_sub(places.all_cores());
        if places.full().is_empty() {
            return;
        }
        if !self.scratch.diverged {
            self.scratch.diverged = true;
            self.scratch.with_core.copy(self.view.cluster().with_core());
        }
        self.scratch.with_core.subtract(places.full());
    }

    /// Looks at the lines of nodes, and keeps what has been found for the next rounds where it stands.
    fn serve_and_keep(&mut self, nodes: &DenseSet) {
        self.serve_all(nodes);
        let lines = self.view.cluster().lines();
        for node in nodes.iter().map(NodeId::from_index) {
            let held = self.scratch.held.get(node).copied().unwrap_or_default();
            let stands = held.changes == lines.changes(node) && held.line == lines.at(node).len();
            if stands {
                let free = self.view.cluster().node(node).free_cores;
                self.scratch.places.hold_from_now_on(node, held, free);
            } else {
                self.scratch.places.look_again(node);
            }
        }
    }
}
