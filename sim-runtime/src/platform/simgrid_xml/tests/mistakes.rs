use insta::assert_snapshot;

use super::*;

/// What is wrong with what a zone of full routing holds; its first line is the fifth of the file.
#[track_caller]
fn in_a_zone(inside: &str) -> String {
    mistakes(&format!(
        "<zone id=\"lab\" routing=\"Full\">\n{inside}</zone>"
    ))
}

const HOSTS: &str = "<host id=\"user\" speed=\"1Gf\"/>\n<host id=\"server\" speed=\"1Gf\"/>\n<link id=\"wan\" bandwidth=\"1MBps\"/>\n";

/// What is wrong with these routes between `user` and `server`; they begin in line 8.
#[track_caller]
fn in_routes(inside: &str) -> String {
    in_a_zone(&format!("{HOSTS}{inside}"))
}

#[track_caller]
fn in_text(text: &str) -> String {
    text.parse::<Imported>().map(drop).unwrap_err().to_string()
}

#[test]
fn what_is_not_xml() {
    assert_snapshot!(in_text("<platform version=\"4.1\">\n  <zone id=\"a\">\n</platform>"), @r#"3:1: not XML: expected 'zone' tag, not 'platform'"#);
    assert_snapshot!(in_text(""), @r#"1:1: not XML: the document does not have a root node"#);
    assert_snapshot!(in_text("<scenario/>"), @r#"1:1: a platform file begins with <platform version="4.1">, not with <scenario>"#);
}

#[test]
fn what_would_do_something_to_a_terminal_is_escaped() {
    assert_eq!(
        in_text("<platform version\u{1b}=\"4.1\"/>"),
        r"1:18: not XML: expected '=' not '\u{1b}'"
    );
}

#[test]
fn versions() {
    assert_snapshot!(in_text("<platform version=\"3\"><AS/></platform>"), @r#"1:11: version "3" is not supported: 4 and 4.1 are; update the file with SimGrid's simgrid_update_xml"#);
    assert_snapshot!(in_text("<platform version=\"5\"/>"), @r#"1:11: version "5" is not supported: 4 and 4.1 are; write the file in version 4.1"#);
    assert_snapshot!(in_text("<platform/>"), @r#"1:1: <platform> has no `version`; add it, such as version="4.1""#);
}

#[test]
fn a_platform_has_one_zone_with_hosts() {
    assert_snapshot!(mistakes(""), @r#"3:1: the platform has no host; add <host id=".." speed="1Gf"/> to a zone"#);
    assert_snapshot!(mistakes("<zone id=\"a\" routing=\"Full\"><host id=\"h\" speed=\"1Gf\"/></zone>\n<zone id=\"b\" routing=\"Full\"/>"), @r#"5:1: a second zone beside the first; put both into one <zone id=".." routing="Full">"#);
}

#[test]
fn attributes() {
    assert_snapshot!(in_a_zone("<host speed=\"1Gf\"/>\n<host id=\"a\"/>\n<host id=\"b\" sped=\"1Gf\"/>\n<link id=\"l\"/>"), @r#"
    5:1: <host> has no `id`; add it, such as id="host"
    6:1: <host> has no `speed`; add it, such as speed="1Gf"
    7:1: <host> has no `speed`; add it, such as speed="1Gf"
    7:14: <host> has no attribute `sped`; did you mean `speed`? (attributes: id, speed, core, pstate, coordinates, speed_file, availability_file, state_file)
    8:1: <link> has no `bandwidth`; add it, such as bandwidth="125MBps"
    "#);
}

#[test]
fn quantities() {
    assert_snapshot!(in_a_zone(
        "<host id=\"a\" speed=\"1GHz\"/>\n<host id=\"b\" speed=\"0\" core=\"0\"/>\n<host id=\"c\" speed=\"1Gf,2Gf\" pstate=\"2\"/>
<link id=\"l\" bandwidth=\"1MB\" latency=\"1 sec\"/>\n<host id=\"d\" speed=\"1Gf\"><prop id=\"ram\" value=\"much\"/></host>"
    ), @r#"
    5:14: speed="1GHz" of <host>: unknown unit `GHz`; write a speed such as 1Gf (units: f, kf, Mf, Gf, Tf, Pf)
    6:14: speed="0" of <host>: must be more than zero; write a speed such as 1Gf (units: f, kf, Mf, Gf, Tf, Pf)
    6:24: core="0" of <host>: must be a whole number, 1 or more
    7:14: speed="1Gf,2Gf" of <host>: there is no speed for pstate 2; states count from 0
    8:14: bandwidth="1MB" of <link>: unknown unit `MB`; write a bandwidth such as 125MBps (bytes: kBps, MBps, GBps, KiBps; bits: Mbps, Gbps)
    8:30: latency="1 sec" of <link>: unknown unit `sec`; write a time such as 20us (units: ns, us, ms, s, m, h, d)
    9:41: ram="much" of <host>: unknown unit `much`; write a size such as 64GB (units: B, kB, MB, GB, TB, KiB, MiB, GiB, TiB)
    "#);
}

#[test]
fn names() {
    assert_snapshot!(in_routes(
        "<host id=\"user\" speed=\"1Gf\"/>\n<router id=\"lab\"/>\n<link id=\"wan\" bandwidth=\"1MBps\"/>\n<route src=\"usr\" dst=\"server\"><link_ctn id=\"wlan\"/></route>\n<route src=\"user\" dst=\"lab\"><link_ctn id=\"wlan\"/></route>"
    ), @r#"
    8:7: host `user` is declared twice (first in line 5); rename one of them
    9:9: router `lab` is declared twice (first in line 4); rename one of them
    10:7: link `wan` is declared twice (first in line 7); rename one of them
    11:8: there is no host or router `usr`; did you mean `user`? (hosts and routers: user, server, lab)
    12:19: `lab` is a zone; name a host or a router, or use <zoneRoute>
    "#);
}

#[test]
fn routes() {
    assert_snapshot!(in_routes(
        "<route src=\"user\" dst=\"server\"><link_ctn id=\"wan\"/></route>
<route src=\"server\" dst=\"user\"><link_ctn id=\"wan\"/></route>
<route src=\"user\" dst=\"server\"/>
<route src=\"user\" dst=\"server\" symmetrical=\"maybe\"><link_ctn id=\"wan\" direction=\"UP\"/></route>
<zoneRoute src=\"user\" dst=\"lab\" gw_src=\"user\" gw_dst=\"server\"><link_ctn id=\"wan\"/></zoneRoute>"
    ), @r#"
    9:1: a second route from `server` to `user` (the first is in line 8; a route counts for both directions unless it has symmetrical="NO"); remove one of them
    10:1: the route crosses no link; add <link_ctn id=".."/>
    11:32: symmetrical="maybe" of <route>: write YES or NO
    11:62: link `wan` is not SPLITDUPLEX, so it has no direction; remove `direction`
    12:12: `user` is no zone; name a zone, or use <route>
    12:23: `lab` is the outermost zone, but this is a route of zone `lab`; move the route, or lead from zone to zone with <zoneRoute> and gateways
    "#);
    assert_snapshot!(in_routes(
        "<link id=\"duplex\" bandwidth=\"1MBps\" sharing_policy=\"SPLITDUPLEX\"/>\n<route src=\"user\" dst=\"server\"><link_ctn id=\"duplex\"/></route>"
    ), @r#"9:42: link `duplex` is SPLITDUPLEX, so a route crosses it in one direction; add direction="UP" or direction="DOWN""#);
}

#[test]
fn routes_where_none_belong() {
    assert_snapshot!(mistakes(
        "<zone id=\"world\" routing=\"Full\">
<zone id=\"a\" routing=\"None\"><host id=\"one\" speed=\"1Gf\"/><host id=\"two\" speed=\"1Gf\"/><route src=\"one\" dst=\"two\"><link_ctn id=\"l\"/></route></zone>
<zone id=\"b\" routing=\"Cluster\"><host id=\"three\" speed=\"1Gf\"/><host id=\"four\" speed=\"1Gf\"/>
<route src=\"three\" dst=\"four\"><link_ctn id=\"l\"/></route></zone>
<link id=\"l\" bandwidth=\"1MBps\"/>
<route src=\"one\" dst=\"three\"><link_ctn id=\"l\"/></route>
<zoneRoute src=\"a\" dst=\"b\" gw_src=\"three\" gw_dst=\"four\"><link_ctn id=\"l\"/></zoneRoute>
<zoneRoute src=\"a\" dst=\"b\"><link_ctn id=\"l\"/></zoneRoute>
<host_link id=\"one\" up=\"l\" down=\"l\"/>
</zone>"
    ), @r#"
    5:85: zone `a` has routing="None", so it has no routes; give it routing="Full"
    7:1: zone `b` has routing="Cluster", where <host_link> and <backbone> take the place of routes
    9:8: `one` is in zone `a`, but this is a route of zone `world`; move the route, or lead from zone to zone with <zoneRoute> and gateways
    9:18: `three` is in zone `b`, but this is a route of zone `world`; move the route, or lead from zone to zone with <zoneRoute> and gateways
    10:28: gateway `three` is not in zone `a`; name a host or a router of that zone
    11:1: <zoneRoute> has no `gw_src`; add it, such as gw_src="router"
    11:1: <zoneRoute> has no `gw_dst`; add it, such as gw_dst="router"
    12:1: <host_link> is for a zone with routing="Cluster"; use <link> and <route> here
    "#);
}

#[test]
fn zones_and_hosts_side_by_side() {
    assert_snapshot!(in_routes("<zone id=\"inner\" routing=\"Full\"/>"), @r#"8:1: zone `lab` holds both zones and hosts or routers; put the hosts and routers into a zone of their own"#);
}

#[test]
fn links_of_wireless_networks() {
    assert_snapshot!(in_routes(
        "<link id=\"a\" bandwidth=\"54Mbps,36Mbps\" sharing_policy=\"WIFI\"/>
<link id=\"b\" bandwidth=\"54Mbps,36Mbps\"/>
<link id=\"c\" bandwidth=\"54Mbps,36Mbps\" sharing_policy=\"SPLITDUPLEX\"/>"
    ), @r#"
    8:40: not supported: sharing_policy="WIFI"; write SHARED for a link that all its users share
    9:14: bandwidth="54Mbps,36Mbps" of <link>: not supported: several bandwidths, which are the rates of a WIFI link; write one such as 125MBps
    10:14: bandwidth="54Mbps,36Mbps" of <link>: not supported: several bandwidths, which are the rates of a WIFI link; write one such as 125MBps
    "#);
}

#[test]
fn what_is_not_supported() {
    assert_snapshot!(in_routes(
        "<peer id=\"p\"/>\n<cabinet id=\"c\"/>\n<trunk/>\n<storage id=\"s\"/>\n<trace id=\"t\"/>\n<hots id=\"h\"/>
<host id=\"a\" speed=\"1Gf\" speed_file=\"a.trace\" state_file=\"\"/>
<link id=\"l\" bandwidth=\"1MBps\" sharing_policy=\"WIFI\"/>
<link id=\"m\" bandwidth=\"1MBps\" sharing_policy=\"SHARE\"/>
<host id=\"b\" speed=\"1Gf\"><mount/><dsk/></host>"
    ), @r#"
    8:1: not supported: <peer>; it is for a zone with routing="Vivaldi"; write it as a <host> with <link>s and <route>s
    9:1: not supported: <cabinet>; it is for a zone with routing="Cluster"; write it as a <cluster>
    10:1: not supported: <trunk>; put its links on the <route>s that cross it
    11:1: not supported: <storage>; write it as a <disk> in the <host>
    12:1: trace `t`: has no step; give it at least one
    13:1: <hots> does not belong in <zone>; did you mean `host`? (elements: zone, cluster, host, router, link, route, zoneRoute, bypassRoute, bypassZoneRoute, host_link, backbone, cabinet and 1 more)
    14:26: speed_file="a.trace" of <host>: cannot be read: No such file or directory (os error 2); it was looked for beside the platform file and in the current directory
    15:32: not supported: sharing_policy="WIFI"; write SHARED for a link that all its users share
    16:32: sharing_policy="SHARE" of <link>: unknown policy; did you mean `SHARED`? (policies: SHARED, SPLITDUPLEX, FATPIPE)
    17:26: not supported: <mount>; write it as a <disk> in the <host>
    17:34: <dsk> does not belong in <host>; did you mean `disk`? (elements: disk, prop)
    "#);
    assert_snapshot!(mistakes(
        "<config id=\"General\"><prop id=\"network/model\" value=\"CM02\"/></config>\n<zone id=\"a\" routing=\"Vivaldi\"/>\n<actor/>"
    ), @r#"
    4:22: not supported: <config> with network/model="CM02"; here network/model is LV08; choose the network model where the simulation is declared, and remove it
    6:1: not supported: <actor>; declare it as a controller of the simulation
    "#);
}

#[test]
fn clusters() {
    assert_snapshot!(in_a_zone(
        "<cluster id=\"a\" radical=\"0-x\" speed=\"1Gf\" bw=\"1MBps\" lat=\"1us\"/>
<cluster id=\"b\" radical=\"5-3\" speed=\"1Gf\" bw=\"1MBps\" lat=\"1us\"/>
<cluster id=\"c\" radical=\"0-4294967295\" speed=\"1Gf\" bw=\"1MBps\" lat=\"1us\"/>
<cluster id=\"d\" prefix=\"d\" radical=\"0\" speed=\"1Gf\" bw=\"1MBps\" lat=\"1us\" topology=\"TORUS\" topo_parameters=\"1\"/>
<cluster id=\"e\" prefix=\"e\" radical=\"0\" speed=\"1Gf\" bw=\"1MBps\" lat=\"1us\" sharing_policy=\"FAT\" bb_bw=\"1GBps\" bb_sharing_policy=\"WIFI\"/>
<cluster id=\"f\" prefix=\"f\" radical=\"0\" speed=\"1Gf\" bw=\"1MBps\" lat=\"1us\"><prop id=\"disk_size\" value=\"1TB\"/></cluster>
<cluster id=\"g\" prefix=\"g\" radical=\"0\" speed=\"1Gf\" bw=\"1MBps\" lat=\"1us\" bb_lat=\"1us\"/>"
    ), @r#"
    5:17: radical="0-x" of <cluster>: `x` is not a number; write numbers and ranges such as 0-15,20
    6:17: radical="5-3" of <cluster>: `5-3` ends before it begins; write numbers and ranges such as 0-15,20
    7:17: radical="0-4294967295" of <cluster>: more than 1048576 hosts; make the cluster smaller
    9:73: sharing_policy="FAT" of <cluster>: unknown policy (policies: SHARED, SPLITDUPLEX, FATPIPE)
    9:108: not supported: sharing_policy="WIFI"; write SHARED for a link that all its users share
    10:1: the hosts have a disk without bandwidth; add <prop id="disk_read_bw" value="100MBps"/> and the same for `disk_write_bw`
    11:1: the backbone has a latency and no bandwidth; add bb_bw="1.25GBps"
    "#);
}

#[test]
fn disks() {
    assert_snapshot!(in_a_zone(
        "<host id=\"b\" speed=\"1Gf\"><disk id=\"d\"/></host>"
    ), @r#"
    5:26: <disk> has no `read_bw`; add it, such as read_bw="100MBps"
    5:26: <disk> has no `write_bw`; add it, such as write_bw="100MBps"
    "#);
}

#[test]
fn topologies() {
    let cluster = |topology: &str, parameters: &str| {
        in_text(&file(&format!(
            "<cluster id=\"c\" prefix=\"c\" radical=\"0-3\" speed=\"1Gf\" bw=\"1MBps\" lat=\"1us\" topology=\"{topology}\" topo_parameters=\"{parameters}\"/>"
        )))
    };
    let told = [
        cluster("RING", "4"),
        cluster("TORUS", ""),
        cluster("TORUS", "2,0"),
        cluster("TORUS", "5"),
        cluster("TORUS", "99999999999,99999999999"),
        cluster("FAT_TREE", "2;2,2;1,2"),
        cluster("FAT_TREE", "2;2,2;1;1,1"),
        cluster("DRAGONFLY", "2,1;1,1;2,1"),
        cluster("DRAGONFLY", "3,1;1,1;2,1;1"),
    ];
    assert_snapshot!(told.join("\n"), @r#"
    4:75: topology="RING" of <cluster>: unknown (topologies: FLAT, TORUS, FAT_TREE, DRAGONFLY)
    4:1: <cluster> has no `topo_parameters`; add it, such as topo_parameters="3,3,2"
    4:92: topo_parameters="2,0" of <cluster>: `0` is not a whole number, 1 or more; write such as 3,3,2
    4:1: topo_parameters="5" are 5 hosts, and `radical` names 4; name as many
    4:92: topo_parameters="99999999999,99999999999" of <cluster>: more than 1048576 hosts or switches; write such as 3,3,2
    4:95: topo_parameters="2;2,2;1,2" of <cluster>: not the number of levels and three lists, between semicolons; write such as 2;4,4;1,2;1,2
    4:95: topo_parameters="2;2,2;1;1,1" of <cluster>: 2 levels, and a list of 1; write such as 2;4,4;1,2;1,2
    4:96: topo_parameters="2,1;1,1;2,1" of <cluster>: not groups, chassis, blades and nodes, between semicolons; write such as 3,4;4,3;5,1;2
    4:96: topo_parameters="3,1;1,1;2,1;1" of <cluster>: 3 groups, and the routers of a chassis, 2, do not reach as many; write such as 3,4;4,3;5,1;2
    "#);
}

#[test]
fn of_many_mistakes_some_are_told() {
    let told = in_a_zone(&"<host id=\"a\" speed=\"-1f\"/>\n".repeat(1000));
    // Each is a wrong speed, and all but one have the name of the first.
    assert_eq!(told.lines().count(), 51);
    assert!(told.ends_with("\nand 1949 problems more"), "{told}");
}

/// Refused before anything of it is declared: it would be more than there is memory for.
#[test]
fn platforms_of_absurd_size() {
    let cluster = |id: &str, more: &str| {
        format!(
            "<cluster id=\"{id}\" prefix=\"{id}\" speed=\"1Gf\" bw=\"1MBps\" lat=\"1us\" {more}/>"
        )
    };
    let shape = |topology: &str, parameters: &str| {
        cluster(
            "c",
            &format!("topology=\"{topology}\" topo_parameters=\"{parameters}\""),
        )
    };
    let half = format!("radical=\"0-{}\" sharing_policy=\"SHARED\"", room::MOST / 4);
    let largest = i64::MAX.unsigned_abs() + 1;
    let ones = format!("1{}", ",1".repeat(70));
    for absurd in [
        cluster("c", "radical=\"0-1000000\""),
        cluster("c", "radical=\"0-400000\""),
        cluster(
            "c",
            "radical=\"0-400000\" sharing_policy=\"SHARED\" limiter_link=\"1GBps\"",
        ),
        [
            cluster("c", &half),
            cluster("d", &half),
            cluster("e", &half),
        ]
        .concat(),
        shape("TORUS", "1000,1000"),
        shape("TORUS", "1000,500,2,1"),
        shape("TORUS", &format!("{largest},2")),
        shape("TORUS", &ones),
        shape("FAT_TREE", &format!("2;4,2;1,2;1,{largest}")),
        shape("FAT_TREE", &format!("2;4,2;1,{largest};1,2")),
        shape("FAT_TREE", "2;1000,1000;1,1;1,1"),
        shape("FAT_TREE", &format!("71;{ones};{ones};{ones}")),
        shape("DRAGONFLY", "1,1;1000,1;1000,1;1"),
        shape("DRAGONFLY", &format!("{largest},1;2,1;2,1;{largest}")),
        shape("DRAGONFLY", "1,1;2,1;2,1;200000"),
    ] {
        let told = in_text(&file(&format!(
            "<zone id=\"z\" routing=\"Full\">{absurd}</zone>"
        )));
        assert!(
            told.contains(": more than ") || told.contains("has more than 1048576"),
            "{absurd}: {told}"
        );
    }
    assert_snapshot!(in_text(&file(&cluster("c", "radical=\"0-1000000\""))), @"4:1: with these hosts and links the file has more than 1048576 hosts, routers and links; make the cluster smaller");
    let cabinets = "<cabinet id=\"c\" prefix=\"c\" suffix=\"\" radical=\"0-400000\" speed=\"1Gf\" bw=\"1MBps\" lat=\"1us\"/>";
    let told = mistakes(&format!(
        "<zone id=\"z\" routing=\"Cluster\">{cabinets}</zone>"
    ));
    assert!(told.contains("more than 1048576"), "{told}");
}

#[test]
fn zones_in_zones_without_end() {
    let nested = |zones: usize| {
        let open: String = (0..zones)
            .map(|zone| format!("<zone id=\"z{zone}\" routing=\"Full\">"))
            .collect();
        file(&format!(
            "{open}<host id=\"h\" speed=\"1Gf\"/>{}",
            "</zone>".repeat(zones)
        ))
    };
    assert!(nested(100).parse::<Imported>().is_ok());
    let told = in_text(&nested(101));
    assert!(told.contains("more than 100 deep"), "{told}");
}

#[test]
fn coordinates() {
    assert_snapshot!(mistakes(
        "<zone id=\"v\" routing=\"Vivaldi\">\n<host id=\"a\" speed=\"1Gf\" coordinates=\"1 2\"/>\n<host id=\"b\" speed=\"1Gf\"/>\n<peer id=\"c\" speed=\"1Gf\" bw_in=\"1MBps\" coordinates=\"1 2 x\"/>\n<link id=\"l\" bandwidth=\"1MBps\"/>\n<route src=\"a\" dst=\"b\"><link_ctn id=\"l\"/></route></zone>"
    ), @r#"
    5:26: coordinates="1 2" of <host>: write three numbers, in ms, such as 25.5 9.4 1.4
    6:1: <host> has no `coordinates`; add it, such as coordinates="25.5 9.4 1.4"
    7:1: <peer> has no `bw_out`; add it, such as bw_out="2.25GBps"
    7:40: coordinates="1 2 x" of <peer>: write three numbers, in ms, such as 25.5 9.4 1.4
    9:1: zone `v` has routing="Vivaldi", where coordinates and <peer> take the place of routes
    "#);
}

#[test]
fn settings() {
    assert_snapshot!(mistakes(
        "<config>\n<prop id=\"network/model\" value=\"CM02\"/>\n<prop id=\"network/crosstraffic\" value=\"0\"/>\n<prop id=\"network/TCP_gamma\" value=\"4194304\"/>\n<prop id=\"path\" value=\"x\"/></config>\n<zone id=\"a\" routing=\"Wifi\"/>"
    ), @r#"
    5:1: not supported: <config> with network/model="CM02"; here network/model is LV08; choose the network model where the simulation is declared, and remove it
    6:1: not supported: <config> with network/crosstraffic="0"; here network/crosstraffic is 1; choose the network model where the simulation is declared, and remove it
    9:14: not supported: routing="Wifi"; use one of Full, Floyd, Dijkstra, Cluster, Vivaldi, None
    "#);
}

#[test]
fn profiles() {
    assert_snapshot!(in_routes(
        "<trace id=\"t\">\n1 0\n0 1\n</trace>\n<trace id=\"s\">STOCHASTIC\nDET 1 UNIF 0 1</trace>\n<trace id=\"w\" periodicity=\"1\">2 1</trace>\n<trace id=\"x\"/>\n<trace id=\"o\">1 0</trace>
<link id=\"l\" bandwidth=\"1MBps\" bandwidth_file=\"nowhere.profile\"/>\n<trace_connect trace=\"o\" element=\"nobody\"/>\n<trace_connect kind=\"LATENCY\" trace=\"o\" element=\"user\"/>\n<trace_connect kind=\"SPEED\" trace=\"o\" element=\"user\"/>\n<trace_connect kind=\"HEAT\" trace=\"o\" element=\"user\"/>"
    ), @r#"
    8:1: trace `t`: line 3, `0 1`: is before the line above; put the dates in order
    12:8: not supported: STOCHASTIC profile `s`; write the dates and values of one draw, or declare a fault with distributions
    14:1: trace `w`: comes again every 1s, before its last step at 2s; make the period longer
    15:1: trace `x`: has no step; give it at least one
    17:32: bandwidth_file="nowhere.profile" of <link>: cannot be read: No such file or directory (os error 2); it was looked for beside the platform file and in the current directory
    18:26: there is no host `nobody`
    19:41: there is no link `user`
    20:29: not supported: profile `o`; a speed of 0; let the host be down by a profile of its state
    21:16: kind="HEAT" of <trace_connect>: unknown kind (kinds: HOST_AVAIL, SPEED, LINK_AVAIL, BANDWIDTH, LATENCY)
    "#);
}
