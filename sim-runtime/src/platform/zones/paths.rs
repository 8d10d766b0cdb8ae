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

/// The points before each point on the shortest paths from one of them, or [`NOWHERE`].
type Tree = Rc<[u32]>;

/// No point.
const NOWHERE: u32 = u32::MAX;

/// How many entries the trees that are kept may have together.
const KEPT: usize = 1 << 24;

/// What finds shortest paths.
#[derive(Clone, Debug)]
pub(crate) struct Paths {
    algorithm: Algorithm,
    points: Vec<PointId>,
    places: FxHashMap<PointId, u32>,
    /// Where each point leads to, and how far that is.
    steps: Vec<Vec<(u32, u32)>>,
    /// The trees found so far, by root.
    trees: RefCell<FxHashMap<u32, Tree>>,
}

/// Which of several equally short paths counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Algorithm {
    Floyd,
    Dijkstra,
}

impl Paths {
    /// Paths as Floyd's algorithm leaves them; points count in order of declaration.
    pub(crate) fn floyd(members: &[PointId], edges: &Edges) -> Self {
        Self::new(Algorithm::Floyd, members.iter().copied(), edges)
    }

    /// Paths as Dijkstra's algorithm leaves them; points count in the order in which routes name them.
    pub(crate) fn dijkstra(edges: &Edges) -> Self {
        let points = edges.keys().flat_map(|(from, to)| [*from, *to]);
        Self::new(Algorithm::Dijkstra, points, edges)
    }

    fn new(algorithm: Algorithm, points: impl Iterator<Item = PointId>, edges: &Edges) -> Self {
        let mut paths = Self {
            algorithm,
            points: Vec::new(),
            places: FxHashMap::default(),
            steps: Vec::new(),
            trees: RefCell::default(),
        };
        for point in points {
            let next = paths.points.len() as u32;
            if *paths.places.entry(point).or_insert(next) == next {
                paths.points.push(point);
            }
        }
        paths.steps.resize(paths.points.len(), Vec::new());
        for ((from, to), edge) in edges {
            let (from, to) = (paths.places[from], paths.places[to]);
            paths.steps[from as usize].push((to, edge.links.len() as u32));
        }
        paths
    }

    /// The declared routes to follow from one point to another, in order.
    pub(crate) fn between(&self, from: PointId, to: PointId) -> Option<Vec<(PointId, PointId)>> {
        let (mut from, to) = (*self.places.get(&from)?, *self.places.get(&to)?);
        let step = |from: u32, to: u32| (self.points[from as usize], self.points[to as usize]);
        let mut path = Vec::new();
        // All paths from a point with one way out are that way and a path from its end, so that the hosts around a switch need
        // one tree together.
        if let (Algorithm::Dijkstra, &[(only, _)]) =
            (self.algorithm, &self.steps[from as usize][..])
        {
            path.push(step(from, only));
            from = only;
        }
        let first = path.len();
        let tree = self.tree(from);
        let mut place = to;
        while place != from {
            let before = Some(tree[place as usize]).filter(|before| *before != NOWHERE)?;
            path.push(step(before, place));
            place = before;
        }
        path[first..].reverse();
        Some(path)
    }

    fn tree(&self, root: u32) -> Tree {
        if let Some(known) = self.trees.borrow().get(&root) {
            return known.clone();
        }
        let mut trees = self.trees.borrow_mut();
        if self.algorithm == Algorithm::Floyd {
            *trees = (0..).zip(self.all_trees()).collect();
            return trees[&root].clone();
        }
        if (trees.len() + 1) * self.points.len() > KEPT {
            trees.clear();
        }
        let tree = self.grow(root);
        trees.insert(root, tree.clone());
        tree
    }

    /// Dijkstra's algorithm.
    fn grow(&self, root: u32) -> Tree {
        let mut before = vec![NOWHERE; self.points.len()];
        let mut far = vec![u32::MAX; self.points.len()];
        far[root as usize] = 0;
        let mut queue = BinaryHeap::from([Reverse((0, root))]);
        while let Some(Reverse((distance, place))) = queue.pop() {
            for &(next, step) in &self.steps[place as usize] {
                let known = &mut far[next as usize];
                if distance + step < *known {
                    *known = distance + step;
                    before[next as usize] = place;
                    queue.push(Reverse((distance + step, next)));
                }
            }
        }
        before.into()
    }

    /// The algorithm of Floyd and Warshall.
    fn all_trees(&self) -> Vec<Tree> {
        let count = self.points.len();
        let mut far = vec![vec![u32::MAX; count]; count];
        let mut before = vec![vec![NOWHERE; count]; count];
        for (from, steps) in self.steps.iter().enumerate() {
            for &(to, step) in steps {
                far[from][to as usize] = step;
                before[from][to as usize] = from as u32;
            }
        }
        for middle in 0..count {
            let (onward, last) = (far[middle].clone(), before[middle].clone());
            for from in 0..count {
                let start = far[from][middle];
                if start == u32::MAX {
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
