//! How a transfer over a route behaves: the network models.

use super::{LinkId, Platform, Route, Sharing};
use crate::units::{Bandwidth, Latency, SimDuration};

/// How transfers of any size over a route behave.
#[derive(Clone, Debug, PartialEq)]
pub struct Transmission {
    /// How long before the first byte arrives; no bandwidth is used meanwhile.
    pub latency: SimDuration,
    /// Payload moved for each unit of allocated bandwidth.
    pub efficiency: f64,
    /// The priority of the flow: its share of a bottleneck is proportional to `1 / priority`.
    pub priority: f64,
    /// The largest allocation \[B/s\].
    pub bound: f64,
    /// The links that it loads, with the weight of one unit of allocation on each.
    pub uses: Vec<(LinkId, f64)>,
}

/// A network model: the behaviour of a transfer, from the links of its route.
///
/// A simulation has one; see [`Lv08`] (the default, called `reference` in scenario files) and [`Ideal`].
pub trait NetworkModel: std::fmt::Debug {
    /// The behaviour of a transfer that crosses `forward`; `backward` is the route of the opposite direction, if any.
    fn between(
        &self,
        platform: &Platform,
        forward: &Route<'_>,
        backward: &Route<'_>,
    ) -> Transmission;

    /// The behaviour of a transfer from a host to itself.
    fn within(&self) -> Transmission;
}

/// SimGrid's LV08 with cross-traffic: what the reference uses (SEMANTICS 2.3).
///
/// A transfer of S bytes alone takes `13.01 L + S / rate`, with L the sum of the latencies and
/// `rate = 0.97 min(C / 1.05, 4194304 / (2 L))` on a symmetrical route whose narrowest link has bandwidth C; a fat pipe takes
/// no share for acknowledgements, so that its C counts in full.
///
/// Source: P. Velho and A. Legrand, "Accuracy study and improvement of network simulation in the SimGrid framework",
/// SIMUTools 2009; the constants are those of SimGrid 4.1.
#[derive(Clone, Copy, Debug, Default)]
pub struct Lv08;

impl Lv08 {
    /// Latency of a transfer over latency of its links.
    const LATENCY_FACTOR: f64 = 13.01;
    /// Payload over bandwidth: what headers leave.
    const BANDWIDTH_FACTOR: f64 = 0.97;
    /// What acknowledgements take on the way back.
    const CROSS_TRAFFIC: f64 = 0.05;
    /// Extra round-trip time for each unit of inverse bandwidth \[B\].
    const WEIGHT_S: f64 = 20537.0;
    /// What a link adds at most: one that is so narrow that nothing ever crosses it would make sums infinite.
    const MOST_WEIGHT: f64 = 1e100;
    /// The priority of a flow whose route has no latency, as the loopback has none: far larger than that of a flow over
    /// links with latency, and whatever the bandwidths.
    const PRIORITY_WITHOUT_LATENCY: f64 = 1.0;
    /// TCP's largest window \[B\].
    const WINDOW: f64 = 4_194_304.0;
    /// Bandwidth of the link between a host and itself \[B/s\].
    const LOOPBACK: f64 = 1e10;
}

impl NetworkModel for Lv08 {
    fn between(
        &self,
        platform: &Platform,
        forward: &Route<'_>,
        backward: &Route<'_>,
    ) -> Transmission {
        let latency = latency(platform, forward);
        let (forward, backward) = (&forward.links, &backward.links);
        let bandwidth = |link: &LinkId| platform[*link].spec.bandwidth.get();
        let narrowest = forward.iter().map(bandwidth).fold(f64::INFINITY, f64::min);
        // What crosses no link arrives at once when its latency is over.
        let window = if latency > 0.0 && !forward.is_empty() {
            Self::WINDOW / (2.0 * latency)
        } else {
            f64::INFINITY
        };
        let weight = |link| (Self::WEIGHT_S / bandwidth(link)).min(Self::MOST_WEIGHT);
        let weights = forward.iter().map(weight);
        let priority = if latency > 0.0 {
            latency + weights.sum::<f64>()
        } else {
            Self::PRIORITY_WITHOUT_LATENCY
        };
        let there = forward.iter().map(|&link| (link, 1.0));
        let back = backward.iter().map(|&link| (link, Self::CROSS_TRAFFIC));
        Transmission {
            latency: SimDuration::from_secs_f64(Self::LATENCY_FACTOR * latency),
            efficiency: Self::BANDWIDTH_FACTOR,
            priority,
            bound: narrowest.min(window),
            uses: there.chain(back).collect(),
        }
    }

    fn within(&self) -> Transmission {
        Transmission {
            latency: SimDuration::ZERO,
            efficiency: Self::BANDWIDTH_FACTOR,
            // Local streams starve next to remote ones on a shared disk, as they do in the reference (SEMANTICS 2.6).
            priority: Self::PRIORITY_WITHOUT_LATENCY,
            bound: Self::LOOPBACK,
            uses: Vec::new(),
        }
    }
}

/// Latency plus bytes over a fair share: no protocol factors, no window, local and remote transfers equal.
///
/// For networks that are not modelled after SimGrid's TCP. A transfer of S bytes alone takes `L + S / C`.
#[derive(Clone, Copy, Debug, Default)]
pub struct Ideal;

impl NetworkModel for Ideal {
    fn between(&self, platform: &Platform, forward: &Route<'_>, _: &Route<'_>) -> Transmission {
        Transmission {
            latency: SimDuration::from_secs_f64(latency(platform, forward)),
            uses: forward.links.iter().map(|&link| (link, 1.0)).collect(),
            ..self.within()
        }
    }

    fn within(&self) -> Transmission {
        Transmission {
            latency: SimDuration::ZERO,
            efficiency: 1.0,
            priority: 1.0,
            bound: f64::INFINITY,
            uses: Vec::new(),
        }
    }
}

/// How long one byte is on a route, by its links and its distance \[s\].
fn latency(platform: &Platform, route: &Route<'_>) -> f64 {
    let links = route.links.iter();
    let latencies = links.map(|&link| platform[link].spec.latency());
    latencies.map(Latency::get).sum::<f64>() + route.distance.get()
}

/// The rate of a transfer that is alone on its route \[B/s of payload\].
pub fn rate_alone(platform: &Platform, transmission: &Transmission) -> Bandwidth {
    let mut weights: Vec<(LinkId, f64)> = Vec::new();
    for &(link, weight) in &transmission.uses {
        match weights.iter_mut().find(|(known, _)| *known == link) {
            Some((_, most)) if platform[link].spec.sharing == Sharing::Fatpipe => {
                *most = most.max(weight);
            }
            Some((_, sum)) => *sum += weight,
            None => weights.push((link, weight)),
        }
    }
    let shares = weights
        .iter()
        .map(|(link, weight)| platform[*link].spec.bandwidth.get() / weight);
    let rate = transmission.efficiency * shares.fold(transmission.bound, f64::min);
    // Infinite where nothing bounds it.
    Bandwidth::new(rate.min(f64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::LinkSpec;
    use crate::units::short::{mb_per_sec, millis, us};

    fn one_link(bandwidth: Bandwidth, latency: SimDuration) -> (Platform, LinkId) {
        let mut platform = Platform::default();
        let link = platform.link(
            "link",
            LinkSpec {
                bandwidth,
                latency,
                ..LinkSpec::default()
            },
        );
        (platform, link)
    }

    fn route(link: LinkId) -> Route<'static> {
        Route {
            links: vec![link].into(),
            ..Route::default()
        }
    }

    fn close(actual: f64, expected: f64) {
        assert!(
            (actual - expected).abs() <= 1e-9 * expected,
            "{actual} is not {expected}"
        );
    }

    #[test]
    fn a_transfer_alone_gets_97_percent_of_the_bandwidth_that_acknowledgements_leave() {
        let (platform, link) = one_link(mb_per_sec(10), us(20));
        let transmission = Lv08.between(&platform, &route(link), &route(link));
        close(
            rate_alone(&platform, &transmission).get(),
            0.97 * 10e6 / 1.05,
        );
        close(transmission.latency.as_secs_f64(), 13.01 * 2e-5);
        close(transmission.priority, 2e-5 + 20537.0 / 1e7);
    }

    #[test]
    fn a_route_without_latency_has_the_priority_of_the_loopback() {
        let (platform, link) = one_link(mb_per_sec(10), SimDuration::ZERO);
        let transmission = Lv08.between(&platform, &route(link), &route(link));
        assert_eq!(transmission.priority, Lv08.within().priority);
        close(
            rate_alone(&platform, &transmission).get(),
            0.97 * 10e6 / 1.05,
        );
    }

    #[test]
    fn a_link_that_nothing_ever_crosses_has_a_weight_all_the_same() {
        let narrow = Bandwidth::new(f64::MIN_POSITIVE / 1e10);
        let (platform, link) = one_link(narrow, SimDuration::from_nanos(1));
        let transmission = Lv08.between(&platform, &route(link), &route(link));
        assert!(transmission.priority.is_finite());
    }

    #[test]
    fn a_latency_below_a_nanosecond_is_one() {
        let (mut platform, link) = one_link(mb_per_sec(10), SimDuration::ZERO);
        let of = |platform: &mut Platform, latency| {
            platform.links[link].spec.exact_latency = Some(Latency::new(latency));
            Lv08.between(platform, &route(link), &route(link))
        };
        let tiny = of(&mut platform, 1e-10);
        close(tiny.priority, 1e-10 + 20537.0 / 1e7);
        // Dates are whole nanoseconds: 13.01 x 0.1 ns are one.
        assert_eq!(tiny.latency, SimDuration::from_nanos(1));
        // 7.5 ns are neither 7 nor 8: the window is 4194304 / 15 ns, and the first byte comes after 97.575 ns.
        let fraction = of(&mut platform, 7.5e-9);
        close(fraction.priority, 7.5e-9 + 20537.0 / 1e7);
        assert_eq!(fraction.latency, SimDuration::from_nanos(98));
        let seconds = of(&mut platform, 0.300_000_000_5);
        close(seconds.bound, 4_194_304.0 / 0.600_000_001);
    }

    #[test]
    fn a_long_route_is_bounded_by_the_window() {
        // SEMANTICS 10.1, sweep_wan_latency_300ms.
        let (platform, link) = one_link(mb_per_sec(10), millis(300));
        let transmission = Lv08.between(&platform, &route(link), &route(link));
        close(
            rate_alone(&platform, &transmission).get(),
            0.97 * 4_194_304.0 / 0.6,
        );
    }

    #[test]
    fn the_ideal_network_has_no_factors() {
        let (platform, link) = one_link(mb_per_sec(10), us(20));
        let transmission = Ideal.between(&platform, &route(link), &route(link));
        close(rate_alone(&platform, &transmission).get(), 10e6);
        assert_eq!(transmission.latency, us(20));
    }
}
