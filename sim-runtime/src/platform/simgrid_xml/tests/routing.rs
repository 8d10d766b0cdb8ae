use super::*;

#[test]
fn a_route_leads_back_over_the_same_links() {
    let imported = zone(
        r#"<host id="a" speed="1Gf"/><host id="b" speed="1Gf"/><host id="c" speed="1Gf"/>
           <link id="1" bandwidth="1MBps"/><link id="2" bandwidth="1MBps"/>
           <route src="a" dst="b"><link_ctn id="1"/><link_ctn id="2"/></route>
           <route src="a" dst="c" symmetrical="NO"><link_ctn id="1"/></route>"#,
    );
    assert_eq!(route(&imported, "a", "b").unwrap(), ["1", "2"]);
    assert_eq!(route(&imported, "b", "a").unwrap(), ["2", "1"]);
    assert_eq!(route(&imported, "a", "c").unwrap(), ["1"]);
    assert_eq!(route(&imported, "c", "a"), None);
    assert_eq!(
        route(&imported, "b", "c"),
        None,
        "full routing looks for no way round"
    );
    assert_eq!(route(&imported, "a", "a"), None);
}

/// a - r - b, and a longer way round by s and t; a bypass from a to c.
fn graph(routing: &str) -> Imported {
    imported(&format!(
        r#"<zone id="lab" routing="{routing}">
             <host id="a" speed="1Gf"/><host id="b" speed="1Gf"/><host id="c" speed="1Gf"/>
             <router id="r"/><router id="s"/><router id="t"/>
             <link id="ar" bandwidth="1MBps"/><link id="rb" bandwidth="1MBps"/>
             <link id="as" bandwidth="1MBps"/><link id="st" bandwidth="1MBps"/><link id="tb" bandwidth="1MBps"/>
             <link id="bc" bandwidth="1MBps"/><link id="ac" bandwidth="1MBps"/>
             <route src="a" dst="r"><link_ctn id="ar"/></route>
             <route src="b" dst="r"><link_ctn id="rb"/></route>
             <route src="a" dst="s"><link_ctn id="as"/></route>
             <route src="s" dst="t"><link_ctn id="st"/></route>
             <route src="t" dst="b"><link_ctn id="tb"/></route>
             <route src="b" dst="c"><link_ctn id="bc"/></route>
             <bypassRoute src="a" dst="c"><link_ctn id="ac"/></bypassRoute>
           </zone>"#
    ))
}

#[test]
fn the_shortest_way_is_found() {
    for routing in ["Floyd", "Dijkstra", "DijkstraCache", "dijkstra"] {
        let imported = graph(routing);
        assert_eq!(
            route(&imported, "a", "b").unwrap(),
            ["ar", "rb"],
            "{routing}"
        );
        assert_eq!(
            route(&imported, "c", "a").unwrap(),
            ["bc", "rb", "ar"],
            "{routing}"
        );
    }
}

#[test]
fn a_bypass_goes_before_the_shortest_way_in_its_direction() {
    for routing in ["Floyd", "Dijkstra", "Full"] {
        assert_eq!(
            route(&graph(routing), "a", "c").unwrap(),
            ["ac"],
            "{routing}"
        );
    }
}

#[test]
fn no_way_is_no_route() {
    for routing in ["Floyd", "Dijkstra"] {
        let imported = imported(&format!(
            r#"<zone id="lab" routing="{routing}">
                 <host id="a" speed="1Gf"/><host id="b" speed="1Gf"/><host id="c" speed="1Gf"/>
                 <link id="ab" bandwidth="1MBps"/>
                 <route src="a" dst="b" symmetrical="no"><link_ctn id="ab"/></route>
               </zone>"#
        ));
        assert_eq!(route(&imported, "a", "b").unwrap(), ["ab"]);
        assert_eq!(route(&imported, "b", "a"), None);
        assert_eq!(route(&imported, "a", "c"), None);
    }
}

#[test]
fn among_equally_short_ways_each_algorithm_has_its_own() {
    // Dijkstra's looks first at the points that routes name first, Floyd's at those that are declared first.
    let square = |routing: &str| {
        imported(&format!(
            r#"<zone id="lab" routing="{routing}">
                 <host id="a" speed="1Gf"/><host id="b" speed="1Gf"/><router id="r"/><router id="s"/>
                 <link id="as" bandwidth="1MBps"/><link id="sb" bandwidth="1MBps"/>
                 <link id="ar" bandwidth="1MBps"/><link id="rb" bandwidth="1MBps"/>
                 <route src="a" dst="s"><link_ctn id="as"/></route>
                 <route src="s" dst="b"><link_ctn id="sb"/></route>
                 <route src="a" dst="r"><link_ctn id="ar"/></route>
                 <route src="r" dst="b"><link_ctn id="rb"/></route>
               </zone>"#
        ))
    };
    assert_eq!(route(&square("Dijkstra"), "a", "b").unwrap(), ["as", "sb"]);
    assert_eq!(route(&square("Floyd"), "a", "b").unwrap(), ["ar", "rb"]);
}

/// Three clusters whose routers lie in a row, and a lone host at the end of a zone inside a zone.
fn site(routing: &str) -> Imported {
    let cluster = |number: u32| {
        format!(
            r#"<cluster id="c{number}" prefix="h{number}-" suffix="" radical="0-1" speed="1Gf" bw="1MBps" lat="1us" router_id="r{number}"/>"#
        )
    };
    let clusters: String = (1..=3).map(cluster).collect();
    imported(&format!(
        r#"<zone id="site" routing="{routing}">
             {clusters}
             <zone id="outside" routing="Full">
               <zone id="home" routing="Full">
                 <host id="user" speed="1Gf"/><router id="box"/>
                 <link id="wifi" bandwidth="1MBps"/>
                 <route src="user" dst="box"><link_ctn id="wifi"/></route>
               </zone>
             </zone>
             <link id="1-2" bandwidth="1MBps"/><link id="2-3" bandwidth="1MBps"/><link id="3-out" bandwidth="1MBps"/>
             <zoneRoute src="c1" dst="c2" gw_src="r1" gw_dst="h2-0"><link_ctn id="1-2"/></zoneRoute>
             <zoneRoute src="c2" dst="c3" gw_src="r2" gw_dst="r3"><link_ctn id="2-3"/></zoneRoute>
             <zoneRoute src="c3" dst="outside" gw_src="r3" gw_dst="box"><link_ctn id="3-out"/></zoneRoute>
           </zone>"#
    ))
}

#[test]
fn a_route_between_zones_leaves_and_enters_by_gateways() {
    let imported = site("Full");
    assert_eq!(
        route(&imported, "h2-1", "user").unwrap_or_default(),
        [""; 0],
        "full routing knows no way from c2 to outside"
    );
    assert_eq!(
        route(&imported, "h3-1", "user").unwrap(),
        ["c3_link_1_UP", "3-out", "wifi"]
    );
    assert_eq!(
        route(&imported, "user", "h3-1").unwrap(),
        ["wifi", "3-out", "c3_link_1_DOWN"]
    );
    assert_eq!(
        route(&imported, "h1-0", "h2-0").unwrap(),
        ["c1_link_0_UP", "1-2"],
        "the gateway itself is reached without its own link"
    );
}

#[test]
fn a_way_through_a_zone_crosses_it_from_gateway_to_gateway() {
    for routing in ["Floyd", "Dijkstra"] {
        let imported = site(routing);
        assert_eq!(
            route(&imported, "h1-1", "user").unwrap(),
            [
                "c1_link_1_UP",
                "1-2",
                "c2_link_0_UP",
                "2-3",
                "3-out",
                "wifi"
            ],
            "{routing}: c2 is entered by h2-0 and left by r2"
        );
        assert_eq!(
            route(&imported, "user", "h1-1").unwrap(),
            [
                "wifi",
                "3-out",
                "2-3",
                "c2_link_0_DOWN",
                "1-2",
                "c1_link_1_DOWN"
            ],
            "{routing}"
        );
    }
}

#[test]
fn zones_know_the_hosts_inside() {
    let imported = site("Full");
    let names = |zone: &str| -> Vec<&str> {
        let hosts = imported.zones()[zone].iter();
        hosts
            .map(|host| &*imported.platform()[*host].name)
            .collect()
    };
    assert_eq!(names("c2"), ["h2-0", "h2-1"]);
    assert_eq!(names("home"), ["user"]);
    assert_eq!(names("outside"), ["user"]);
    assert_eq!(names("site").len(), 7);
}

#[test]
fn a_bypass_between_inner_zones_goes_before_the_route_between_outer_ones() {
    let leaf = |name: &str| {
        format!(r#"<zone id="{name}" routing="None"><host id="h{name}" speed="1Gf"/></zone>"#)
    };
    let imported = imported(&format!(
        r#"<zone id="world" routing="Full">
             <zone id="left" routing="Full">{}</zone>
             <zone id="right" routing="Full">{}</zone>
             <link id="long" bandwidth="1MBps"/><link id="short" bandwidth="1MBps"/>
             <zoneRoute src="left" dst="right" gw_src="ha" gw_dst="hb"><link_ctn id="long"/></zoneRoute>
             <bypassZoneRoute src="a" dst="b" gw_src="ha" gw_dst="hb"><link_ctn id="short"/></bypassZoneRoute>
           </zone>"#,
        leaf("a"),
        leaf("b")
    ));
    assert_eq!(route(&imported, "ha", "hb").unwrap(), ["short"]);
    assert_eq!(route(&imported, "hb", "ha").unwrap(), ["long"]);
}

#[test]
fn a_cluster_can_be_wired_by_hand() {
    let imported = imported(
        r#"<zone id="world" routing="Full">
             <zone id="cluster" routing="Cluster">
               <router id="router"/>
               <host id="h1" speed="1Gf"/>
               <link id="l1_UP" bandwidth="125MBps"/><link id="l1_DOWN" bandwidth="125MBps"/>
               <host_link id="h1" up="l1_UP" down="l1_DOWN"/>
               <host id="h2" speed="1Gf"/>
               <link id="l2" bandwidth="125MBps" sharing_policy="FULLDUPLEX"/>
               <host_link id="h2" up="l2_UP" down="l2_DOWN"/>
               <host id="h3" speed="1Gf"/>
               <link id="l3" bandwidth="125MBps"/>
               <host_link id="h3" up="l3" down="l3"/>
               <backbone id="backbone" bandwidth="2.25GBps" latency="500us"/>
             </zone>
             <zone id="alone" routing="None"><host id="far" speed="1Gf"/></zone>
             <link id="out" bandwidth="1MBps"/>
             <zoneRoute src="cluster" dst="alone" gw_src="router" gw_dst="far"><link_ctn id="out"/></zoneRoute>
           </zone>"#,
    );
    assert_eq!(
        route(&imported, "h1", "h2").unwrap(),
        ["l1_UP", "backbone", "l2_DOWN"]
    );
    assert_eq!(
        route(&imported, "h3", "h1").unwrap(),
        ["l3", "backbone", "l1_DOWN"]
    );
    assert_eq!(
        route(&imported, "h2", "far").unwrap(),
        ["l2_UP", "backbone", "out"]
    );
    assert_eq!(
        route(&imported, "far", "h3").unwrap(),
        ["out", "backbone", "l3"]
    );
}

#[test]
fn a_cluster_of_many_hosts_finds_its_routes_when_asked() {
    let imported = imported(
        r#"<cluster id="c" prefix="h" suffix="" radical="0-99999" speed="1Gf" bw="1MBps" lat="1us" bb_bw="1GBps"/>"#,
    );
    assert_eq!(
        route(&imported, "h99999", "h0").unwrap(),
        ["c_link_99999_UP", "c_backbone", "c_link_0_DOWN"]
    );
}
