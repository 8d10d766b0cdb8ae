//! `<cluster topology="..">`: torus, fat tree and dragonfly, from their `topo_parameters`.

use super::element::Element;
use super::reader::Reader;
use super::room::{MOST, Parts};
use super::wiring::Wiring;
use crate::platform::zones::{Dragonfly, FatTree, Formula, Torus, pairs};
use crate::units::spelling::choices;

/// The most hosts and switches of one cluster.
const LARGEST: usize = MOST;

/// The most dimensions of a torus, and levels of a fat tree: if each doubles it, it is as large as it may be.
const LONGEST: usize = 20;

const TOPOLOGIES: [&str; 4] = ["FLAT", "TORUS", "FAT_TREE", "DRAGONFLY"];

impl<'a, 'i> Reader<'a, 'i> {
    /// Declares the links of a cluster that is not flat; returns also how many hosts it has.
    pub(super) fn topology(
        &mut self,
        element: Element<'a, 'i>,
        wiring: &Wiring,
        numbers: usize,
    ) -> Option<(Formula, usize)> {
        let name = "topo_parameters";
        let (formula, hosts) = match element.text("topology") {
            "TORUS" => {
                let sizes = self.parameters(element, "3,3,2", dimensions)?;
                if !self.has_room_for(element.at(), &torus_parts(&sizes), wiring) {
                    return None;
                }
                let torus = self.torus(element, wiring, sizes);
                let hosts = torus.hosts();
                (Formula::Torus(torus), hosts)
            }
            "FAT_TREE" => {
                let shape = self.parameters(element, "2;4,4;1,2;1,2", levels)?;
                if !self.has_room_for(element.at(), &tree_parts(&shape), wiring) {
                    return None;
                }
                let tree = self.fat_tree(element, wiring, shape);
                let hosts = tree.hosts();
                (Formula::FatTree(tree), hosts)
            }
            "DRAGONFLY" => {
                let shape = self.parameters(element, "3,4;4,3;5,1;2", groups)?;
                if !self.has_room_for(element.at(), &dragonfly_parts(&shape), wiring) {
                    return None;
                }
                let dragonfly = self.dragonfly(element, wiring, shape);
                let hosts = dragonfly.hosts();
                (Formula::Dragonfly(dragonfly), hosts)
            }
            other => {
                let value = element.value("topology")?;
                let hint = choices(other, "topologies", &TOPOLOGIES);
                element.invalid(
                    "topology",
                    value,
                    format!("unknown{hint}"),
                    &mut self.errors,
                );
                return None;
            }
        };
        if numbers < hosts && !element.text("radical").is_empty() {
            let message = format!(
                "{name}=\"{}\" are {hosts} hosts, and `radical` names {numbers}; name as many",
                element.text(name)
            );
            self.errors.mismatch(element.at(), message);
            return None;
        }
        Some((formula, hosts))
    }

    fn parameters<T>(
        &mut self,
        element: Element<'a, 'i>,
        example: &'static str,
        parse: impl Fn(&str) -> Result<T, String>,
    ) -> Option<T> {
        let name = "topo_parameters";
        element.required(name, example, &mut self.errors)?;
        element.read_if_any(
            name,
            |text| parse(text).map_err(|reason| format!("{reason}; write such as {example}")),
            &mut self.errors,
        )
    }

    fn torus(&mut self, element: Element<'a, 'i>, wiring: &Wiring, sizes: Vec<usize>) -> Torus {
        let (id, at) = (element.text("id"), element.at());
        let hosts: usize = sizes.iter().product();
        let names = (0..hosts).map(|host| format!("{id}_link_{host}_limiter"));
        let limiters = self.limiters(wiring, at, names);
        let mut torus = Torus {
            links: self.wires(wiring.policy, wiring.link, at, std::iter::empty()),
            dimensions: sizes,
            limiters,
        };
        let dimensions = 0..torus.dimensions.len();
        let ends = (0..hosts).flat_map(|host| dimensions.clone().map(move |each| (host, each)));
        // In a dimension of one a host is its own neighbour, and in one of two both ways lead to the same.
        let ends = ends.map(|(host, each)| (host, torus.next(host, each)));
        let names: Vec<String> = ends
            .map(|(host, next)| format!("{id}_link_from_{host}_to_{next}"))
            .collect();
        torus.links = self.wires(wiring.policy, wiring.link, at, names.into_iter());
        torus
    }

    fn fat_tree(&mut self, element: Element<'a, 'i>, wiring: &Wiring, shape: Levels) -> FatTree {
        let (id, at) = (element.text("id"), element.at());
        let [children, parents, cables] = shape;
        let mut tree = FatTree {
            links: self.wires(wiring.policy, wiring.link, at, std::iter::empty()),
            limiters: None,
            before: self.counters.leaves,
            children,
            parents,
            cables,
        };
        let hosts = tree.hosts();
        let points: usize = (0..=tree.children.len())
            .map(|level| tree.width(level))
            .sum();
        // Switches count down from twice the hosts.
        let number = |point: usize| match point.checked_sub(hosts) {
            None => point as u64,
            Some(switch) => (2 * hosts as u64).wrapping_sub(1 + switch as u64),
        };
        let names = (0..points).map(|point| format!("{id}_link_{}_limiter", number(point)));
        tree.limiters = self.limiters(wiring, at, names);
        let first = self.counters.cables;
        let names = tree.cables().enumerate().map(|(cable, (child, parent))| {
            let (child, parent) = (number(child), number(parent));
            format!("link_from_{child}_{parent}_{}", first + cable)
        });
        let names: Vec<String> = names.collect();
        self.counters.cables += names.len();
        self.counters.leaves += hosts;
        tree.links = self.wires(wiring.policy, wiring.link, at, names.into_iter());
        tree
    }

    fn dragonfly(&mut self, element: Element<'a, 'i>, wiring: &Wiring, shape: Groups) -> Dragonfly {
        let (id, at) = (element.text("id"), element.at());
        let Groups {
            counts: [groups, chassis, blades],
            widths,
            nodes,
        } = shape;
        let routers = groups * chassis * blades;
        let hosts = routers * nodes;
        let names = (0..hosts).map(|host| format!("{id}_link_{host}_limiter"));
        let limiters = self.limiters(wiring, at, names);
        let names = (1..=routers).map(|router| format!("{id}_link_{}_limiter", 2 * hosts - router));
        let router_limiters = self.limiters(wiring, at, names);
        let [wide_blue, wide_black, wide_green] = widths;
        let local = (0..routers).flat_map(|router| (0..nodes).map(move |node| (router, node)));
        let local =
            local.map(|(router, node)| format!("local_link_from_router_{router}_to_node_{node}"));
        let local = self.coloured(wiring, at, 1, local);
        let green = (0..groups * chassis).flat_map(|each| {
            let chassis = each % chassis;
            each_pair(blades).map(move |(one, other)| {
                format!("green_link_in_chassis_{chassis}_between_routers_{one}_and_{other}")
            })
        });
        let green = self.coloured(wiring, at, wide_green, green);
        let black = (0..groups).flat_map(|group| {
            each_pair(chassis).flat_map(move |(one, other)| {
                (0..blades).map(move |blade| {
                    format!("black_link_in_group_{group}_between_chassis_{one}_and_{other}_blade_{blade}")
                })
            })
        });
        let black = self.coloured(wiring, at, wide_black, black);
        let router = |group: usize, other: usize| group * blades * chassis + other;
        let blue = each_pair(groups).map(|(one, other)| {
            let (from, to) = (router(one, other), router(other, one));
            format!("blue_link_between_group_{one}_and_{other}_routers_{from}_and_{to}")
        });
        let blue = self.coloured(wiring, at, wide_blue, blue);
        Dragonfly {
            groups,
            chassis,
            blades,
            nodes,
            local,
            green,
            black,
            blue,
            limiters,
            router_limiters,
        }
    }

    /// Declares the links of one colour, each as wide as so many.
    fn coloured(
        &mut self,
        wiring: &Wiring,
        at: usize,
        width: usize,
        names: impl Iterator<Item = String>,
    ) -> crate::platform::zones::Wires {
        let mut spec = wiring.link;
        spec.bandwidth *= width as f64;
        let first = self.counters.dragonfly;
        let names = names.zip(first..);
        let names: Vec<String> = names
            .map(|(name, number)| format!("{name}_{number}"))
            .collect();
        self.counters.dragonfly += names.len();
        self.wires(wiring.policy, spec, at, names.into_iter())
    }
}

/// All pairs of different numbers below `count`, the smaller first.
fn each_pair(count: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..count).flat_map(move |one| (one + 1..count).map(move |other| (one, other)))
}

/// Whole numbers, each at least 1, between commas.
fn whole(text: &str) -> Result<Vec<usize>, String> {
    let number = |part: &str| match part.trim().parse() {
        Ok(number) if number > 0 => Ok(number),
        _ => Err(format!(
            "`{}` is not a whole number, 1 or more",
            part.trim()
        )),
    };
    let parts = text.split(',');
    if parts.clone().nth(LONGEST).is_some() {
        return Err(format!("more than {LONGEST} numbers in a row"));
    }
    parts.map(number).collect()
}

fn product(numbers: &[usize]) -> Result<usize, String> {
    let product = numbers
        .iter()
        .try_fold(1_usize, |product, number| product.checked_mul(*number));
    let small = product.filter(|product| *product <= LARGEST);
    small.ok_or_else(|| format!("more than {LARGEST} hosts or switches"))
}

/// What a torus of these sizes is made of.
fn torus_parts(sizes: &[usize]) -> Parts {
    let hosts = sizes.iter().product();
    Parts {
        hosts,
        cables: sizes.len().saturating_mul(hosts),
        limited: hosts,
    }
}

/// What a fat tree is made of. Each of its levels has at most [`LARGEST`] points.
fn tree_parts([children, parents, cables]: &Levels) -> Parts {
    let width = |level: usize| -> usize {
        let switches: usize = parents[..level].iter().product();
        switches * children[level..].iter().product::<usize>()
    };
    let upwards = |level: usize| {
        let of_a_point = parents[level].saturating_mul(cables[level]);
        width(level).saturating_mul(of_a_point)
    };
    Parts {
        hosts: width(0),
        cables: (0..children.len())
            .map(upwards)
            .fold(0, usize::saturating_add),
        limited: (0..=children.len()).map(width).sum(),
    }
}

/// What a dragonfly is made of. None of its counts is above [`LARGEST`], so that none of the products is too large to be counted.
fn dragonfly_parts(shape: &Groups) -> Parts {
    let [groups, chassis, blades] = shape.counts;
    let routers = groups * chassis * blades;
    let hosts = routers * shape.nodes;
    let green = groups * chassis * pairs(blades);
    let black = groups * pairs(chassis) * blades;
    Parts {
        hosts,
        cables: hosts + green + black + pairs(groups),
        limited: hosts + routers,
    }
}

/// The sizes of a torus.
fn dimensions(text: &str) -> Result<Vec<usize>, String> {
    let sizes = whole(text)?;
    product(&sizes)?;
    Ok(sizes)
}

/// Children, parents and cables of each level of a fat tree.
type Levels = [Vec<usize>; 3];

fn levels(text: &str) -> Result<Levels, String> {
    let parts: Vec<&str> = text.split(';').collect();
    let [count, children, parents, cables] = parts[..] else {
        return Err("not the number of levels and three lists, between semicolons".to_owned());
    };
    let count = whole(count)?;
    let lists = [whole(children)?, whole(parents)?, whole(cables)?];
    for list in &lists {
        if count != [list.len()] {
            let told = count.first().copied().unwrap_or_default();
            return Err(format!("{told} levels, and a list of {}", list.len()));
        }
    }
    product(&lists[0])?;
    let mut widest = 1;
    for level in 0..=lists[0].len() {
        let switches = [&lists[1][..level], &lists[0][level..]].concat();
        widest = widest.max(product(&switches)?);
    }
    for (parents, cables) in lists[1].iter().zip(&lists[2]) {
        product(&[widest, *parents, *cables])?;
    }
    Ok(lists)
}

/// The shape of a dragonfly: how many groups, chassis of a group and blades of a chassis there are, how many links lie between
/// two of each, and how many hosts a blade has.
struct Groups {
    counts: [usize; 3],
    widths: [usize; 3],
    nodes: usize,
}

fn groups(text: &str) -> Result<Groups, String> {
    let parts: Vec<Vec<usize>> = text.split(';').map(whole).collect::<Result<_, _>>()?;
    let [groups, chassis, blades, nodes] = &parts[..] else {
        return Err("not groups, chassis, blades and nodes, between semicolons".to_owned());
    };
    let ([groups, blue], [chassis, black], [blades, green], [nodes]) =
        (&groups[..], &chassis[..], &blades[..], &nodes[..])
    else {
        return Err("not a count and a number of links for groups, chassis and blades".to_owned());
    };
    let counts = [*groups, *chassis, *blades];
    product(&[*groups, *chassis, *blades, *nodes])?;
    product(&[*groups, *chassis, pairs(*blades).max(1)])?;
    product(&[*groups, pairs(*chassis).max(1), *blades])?;
    if groups > blades && *groups > 1 {
        return Err(format!(
            "{groups} groups, and the routers of a chassis, {blades}, do not reach as many"
        ));
    }
    Ok(Groups {
        counts,
        widths: [*blue, *black, *green],
        nodes: *nodes,
    })
}
