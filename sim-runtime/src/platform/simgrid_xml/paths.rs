//! Shortest paths over the declared routes of a zone. The length of a route is the number of its links.
//!
//! Among equally short paths, Floyd's and Dijkstra's algorithms leave different ones; the order in which SimGrid looks at
//! points is kept, so that the same platform has the same routes.

use std::cell::RefCell;
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::point::{Edges, PointId};

/// The points before each point on the shortest paths from one of them.
type Tree = Rc<[Option<usize>]>;

/// What finds shortest paths.
#[derive(Clone, Debug)]
pub(super) struct Paths {
    points: Vec<PointId>,
    places: FxHashMap<PointId, usize>,
    /// Where each point leads to, and how far that is.
    steps: Vec<Vec<(usize, usize)>>,
    /// The trees found so far, by root.
    trees: RefCell<FxHashMap<usize, Tree>>,
}

impl Paths {
    /// Paths as Floyd's algorithm leaves them; points count in order of declaration.
    pub(super) fn floyd(members: &[PointId], edges: &Edges) -> Self {
        let paths = Self::new(members.iter().copied(), edges);
        let trees = paths.all_trees().into_iter().enumerate().collect();
        paths.trees.replace(trees);
        paths
    }

    /// Paths as Dijkstra's algorithm leaves them; points count in the order in which routes name them.
    pub(super) fn dijkstra(edges: &Edges) -> Self {
        Self::new(edges.keys().flat_map(|(from, to)| [*from, *to]), edges)
    }

    fn new(points: impl Iterator<Item = PointId>, edges: &Edges) -> Self {
        let mut paths = Self {
            points: Vec::new(),
            places: FxHashMap::default(),
            steps: Vec::new(),
            trees: RefCell::default(),
        };
        for point in points {
            let next = paths.points.len();
            if *paths.places.entry(point).or_insert(next) == next {
                paths.points.push(point);
            }
        }
        paths.steps.resize(paths.points.len(), Vec::new());
        for ((from, to), edge) in edges {
            let (from, to) = (paths.places[from], paths.places[to]);
            paths.steps[from].push((to, edge.links.len()));
        }
        paths
    }

    /// The declared routes to follow from one point to another, in order.
    pub(super) fn between(&self, from: PointId, to: PointId) -> Option<Vec<(PointId, PointId)>> {
        let (from, to) = (*self.places.get(&from)?, *self.places.get(&to)?);
        let tree = self.tree(from);
        let mut path = Vec::new();
        let mut place = to;
        while place != from {
            let before = tree[place]?;
            path.push((self.points[before], self.points[place]));
            place = before;
        }
        path.reverse();
        Some(path)
    }

    fn tree(&self, root: usize) -> Tree {
        let known = self.trees.borrow().get(&root).cloned();
        known.unwrap_or_else(|| {
            let tree = self.grow(root);
            self.trees.borrow_mut().insert(root, tree.clone());
            tree
        })
    }

    /// Dijkstra's algorithm.
    fn grow(&self, root: usize) -> Tree {
        let mut before = vec![None; self.points.len()];
        let mut far = vec![usize::MAX; self.points.len()];
        far[root] = 0;
        let mut queue = BinaryHeap::from([Reverse((0, root))]);
        while let Some(Reverse((distance, place))) = queue.pop() {
            for &(next, step) in &self.steps[place] {
                if distance + step < far[next] {
                    far[next] = distance + step;
                    before[next] = Some(place);
                    queue.push(Reverse((far[next], next)));
                }
            }
        }
        before.into()
    }

    /// The algorithm of Floyd and Warshall.
    fn all_trees(&self) -> Vec<Tree> {
        let count = self.points.len();
        let mut far = vec![vec![usize::MAX; count]; count];
        let mut before = vec![vec![None; count]; count];
        for (from, steps) in self.steps.iter().enumerate() {
            for &(to, step) in steps {
                far[from][to] = step;
                before[from][to] = Some(from);
            }
        }
        for middle in 0..count {
            let (onward, last) = (far[middle].clone(), before[middle].clone());
            for from in 0..count {
                let start = far[from][middle];
                if start == usize::MAX {
                    continue;
                }
                for to in 0..count {
                    if from != to && start.saturating_add(onward[to]) < far[from][to] {
                        far[from][to] = start + onward[to];
                        before[from][to] = last[to];
                    }
                }
            }
        }
        before.into_iter().map(Into::into).collect()
    }
}
