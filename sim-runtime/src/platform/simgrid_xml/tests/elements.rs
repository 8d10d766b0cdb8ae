use super::*;
use crate::platform::{Disk, HostSpec, Link, LinkSpec, Sharing};
use crate::units::SimTime;
use crate::units::short::*;
use crate::units::{Bytes, Speed};

#[test]
fn a_host_has_cores_a_speed_and_memory() {
    let imported = zone(
        r#"<host id="a" speed="1Gf" core="10"><prop id="ram" value="64GB"/></host>
           <host id="b" speed="98.095Mf"><prop id="wattage_per_state" value="95.0:120.0"/></host>"#,
    );
    let [a, b] = imported.platform().hosts() else {
        panic!("two hosts");
    };
    assert_eq!(&*a.name, "a");
    let spec = HostSpec {
        cores: 10,
        speed: gflop_per_sec(1),
        ram: gb(64),
        disk: Disk::default(),
        ..HostSpec::default()
    };
    assert_eq!(a.spec, spec);
    assert_eq!(b.spec.speed, Speed::new(98_095_000.0));
    assert_eq!((b.spec.cores, b.spec.ram), (1, Bytes::MAX));
}

#[test]
fn a_host_is_as_fast_as_in_its_first_state() {
    let imported = zone(
        r#"<host id="a" speed="100Mf,50Mf, 20Mf"/><host id="b" speed="100Mf,50Mf" pstate="1"/>"#,
    );
    let speeds: Vec<Speed> = imported
        .platform()
        .hosts()
        .iter()
        .map(|host| host.spec.speed)
        .collect();
    assert_eq!(speeds, [mflop_per_sec(100), mflop_per_sec(50)]);
}

#[test]
fn a_disk_has_bandwidths_and_a_size() {
    let imported = zone(
        r#"<host id="a" speed="1Gf">
             <disk id="hard_drive" read_bw="100MBps" write_bw="40MBps">
               <prop id="size" value="5000GiB"/>
               <prop id="mount" value="/"/>
             </disk>
           </host>
           <host id="b" speed="1Gf"><disk read_bw="1MBps" write_bw="1MBps"/></host>"#,
    );
    let disk = Disk {
        capacity: gib(5000),
        read: mb_per_sec(100),
        write: mb_per_sec(40),
    };
    assert_eq!(imported.platform().hosts()[0].spec.disk, disk);
    assert_eq!(
        imported.platform().hosts()[1].spec.disk.capacity,
        Bytes::MAX
    );
}

#[test]
fn of_several_disks_the_one_at_the_root_counts() {
    let imported = zone(
        r#"<host id="bob" speed="1Gf">
             <disk id="Disk1" read_bw="100MBps" write_bw="40MBps"><prop id="mount" value="/scratch"/></disk>
             <disk id="Disk2" read_bw="200MBps" write_bw="80MBps"/>
           </host>"#,
    );
    assert_eq!(
        imported.platform().hosts()[0].spec.disk.read,
        mb_per_sec(200)
    );
    assert_eq!(
        notes(&imported),
        [
            "4: of the 2 disks of host `bob` only `Disk2` counts: a host has one, which is that at `/`, or else the first"
        ]
    );
}

#[test]
fn a_link_has_a_bandwidth_and_a_latency() {
    let imported = zone(
        r#"<host id="a" speed="1Gf"/>
           <link id="bytes" bandwidth="41.279125MBps" latency="59.904us"/>
           <link id="bits" bandwidth="10Mbps" sharing_policy="SHARED"/>"#,
    );
    let [bytes, bits] = imported.platform().links() else {
        panic!("two links");
    };
    assert_eq!(bytes.spec.bandwidth.get(), 41_279_125.0);
    assert_eq!(bytes.spec.latency, nanos(59_904));
    let spec = LinkSpec {
        bandwidth: mbit_per_sec(10),
        latency: nanos(0),
        ..LinkSpec::default()
    };
    assert_eq!(bits.spec, spec);
}

#[test]
fn a_split_link_is_two_links() {
    let imported = zone(
        r#"<host id="a" speed="1Gf"/><host id="b" speed="1Gf"/>
           <link id="cable" bandwidth="1MBps" sharing_policy="SPLITDUPLEX"/>
           <link id="fibre" bandwidth="1MBps" sharing_policy="FULLDUPLEX"/>
           <route src="a" dst="b"><link_ctn id="cable" direction="UP"/><link_ctn id="fibre" direction="DOWN"/></route>"#,
    );
    let names: Vec<&str> = imported
        .platform()
        .links()
        .iter()
        .map(|link| &*link.name)
        .collect();
    assert_eq!(names, ["cable_UP", "cable_DOWN", "fibre_UP", "fibre_DOWN"]);
    assert_eq!(
        route(&imported, "a", "b").unwrap(),
        ["cable_UP", "fibre_DOWN"]
    );
    assert_eq!(
        route(&imported, "b", "a").unwrap(),
        ["fibre_UP", "cable_DOWN"]
    );
}

#[test]
fn a_fat_pipe_is_one_link_for_both_directions_that_nobody_shares() {
    let imported = zone(
        r#"<host id="a" speed="1Gf"/><host id="b" speed="1Gf"/>
           <link id="core" bandwidth="10GBps" sharing_policy="FATPIPE"/>
           <route src="a" dst="b"><link_ctn id="core"/></route>
           "#,
    );
    let sharing = Sharing::Fatpipe;
    assert_eq!(imported.platform().links()[0].spec.sharing, sharing);
    assert_eq!(route(&imported, "a", "b").unwrap(), ["core"]);
    assert_eq!(route(&imported, "b", "a").unwrap(), ["core"]);
}

#[test]
fn the_backbone_of_a_cluster_may_be_a_fat_pipe() {
    let imported = imported(
        r#"<cluster id="c" prefix="n" suffix="" radical="0-1" speed="1Gf" bw="125MBps" lat="50us" sharing_policy="FATPIPE"
             bb_bw="1.25GBps" bb_sharing_policy="FATPIPE"/>"#,
    );
    let links = imported.platform().links();
    let fat = |link: &Link| link.spec.sharing == Sharing::Fatpipe;
    let fat: Vec<bool> = links.iter().map(fat).collect();
    assert_eq!(fat, [true, false, false]);
    assert_eq!(
        notes(&imported),
        [
            "4: the links of the hosts are SHARED, as SimGrid makes them of FATPIPE; only bb_sharing_policy=\"FATPIPE\" has an effect"
        ]
    );
    assert_eq!(
        route(&imported, "n0", "n1").unwrap(),
        ["c_link_0", "c_backbone", "c_link_1"]
    );
}

#[test]
fn a_loopback_is_left_out() {
    let imported = zone(
        r#"<host id="Tremblay" speed="98.095Mf"/>
           <link id="loopback" bandwidth="498MBps" latency="15us" sharing_policy="FATPIPE"/>
           <route src="Tremblay" dst="Tremblay"><link_ctn id="loopback"/></route>"#,
    );
    assert_eq!(
        notes(&imported),
        [
            "6: the route from `Tremblay` to itself is left out: how fast a host reaches itself is the same for all"
        ]
    );
}

#[test]
fn a_cluster_is_hosts_links_and_a_router() {
    let imported = imported(
        r#"<cluster id="c" prefix="node-" suffix=".lab" radical="0-1,7" speed="1Gf" core="4" bw="125MBps" lat="50us">
             <prop id="ram" value="16GB"/>
             <prop id="disk_size" value="1TB"/>
             <prop id="disk_read_bw" value="200MBps"/>
             <prop id="disk_write_bw" value="100MBps"/>
           </cluster>"#,
    );
    let hosts = imported.platform().hosts();
    let names: Vec<&str> = hosts.iter().map(|host| &*host.name).collect();
    assert_eq!(names, ["node-0.lab", "node-1.lab", "node-7.lab"]);
    let spec = HostSpec {
        cores: 4,
        speed: gflop_per_sec(1),
        ram: gb(16),
        gpus: 0,
        disk: Disk {
            capacity: tb(1),
            read: mb_per_sec(200),
            write: mb_per_sec(100),
        },
        ..HostSpec::default()
    };
    assert!(hosts.iter().all(|host| host.spec == spec));
    assert_eq!(imported.platform().links().len(), 6);
    assert_eq!(
        route(&imported, "node-1.lab", "node-7.lab").unwrap(),
        ["c_link_1_UP", "c_link_7_DOWN"]
    );
    assert_eq!(imported.zones()["c"].len(), 3);
}

#[test]
fn a_cluster_may_have_a_backbone_and_limiters() {
    let imported = imported(
        r#"<cluster id="c" prefix="" suffix="" radical="1-2" speed="1Gf" bw="1MBps" lat="1us" sharing_policy="SHARED"
                    bb_bw="2MBps" bb_lat="3us" limiter_link="4MBps" loopback_bw="5MBps" loopback_lat="0"/>"#,
    );
    assert_eq!(
        route(&imported, "1", "2").unwrap(),
        [
            "c_link_1_limiter",
            "c_link_1",
            "c_backbone",
            "c_link_2",
            "c_link_2_limiter"
        ]
    );
    let backbone = &imported.platform().links()[0];
    let spec = LinkSpec {
        bandwidth: mb_per_sec(2),
        latency: us(3),
        ..LinkSpec::default()
    };
    assert_eq!((&*backbone.name, backbone.spec), ("c_backbone", spec));
    assert_eq!(notes(&imported).len(), 1);
}

#[test]
fn version_4_has_other_names() {
    let text = r#"<platform version="4">
        <AS id="AS0" routing="Full">
          <cluster id="one" prefix="a" suffix="" radical="0" speed="1e9" bw="125e6" lat="5E-5" router_id="r1"/>
          <AS id="two" routing="none"><host id="b" speed="1Gf"/></AS>
          <link id="link" bandwidth="125e6" latency="5E-5"/>
          <ASroute src="one" dst="two" gw_src="r1" gw_dst="b"><link_ctn id="link"/></ASroute>
          <bypassASroute src="two" dst="one" gw_src="b" gw_dst="r1"><link_ctn id="link"/><link_ctn id="link"/></bypassASroute>
        </AS>
      </platform>"#;
    let imported: Imported = text.parse().unwrap();
    assert_eq!(
        route(&imported, "a0", "b").unwrap(),
        ["one_link_0_UP", "link"]
    );
    assert_eq!(
        route(&imported, "b", "a0").unwrap(),
        ["link", "link", "one_link_0_DOWN"]
    );
}

#[test]
fn what_changes_is_read_from_traces() {
    let text = file(
        r#"<trace id="day" periodicity="10">
             1 0
             % up again
             2 1
           </trace>
           <zone id="lab" routing="Full">
             <host id="a" speed="1Gf"/><host id="b" speed="1Gf"/>
             <link id="cable" bandwidth="1MBps" sharing_policy="SPLITDUPLEX"/>
           </zone>
           <trace_connect trace="day" element="b"/>
           <trace_connect kind="LINK_AVAIL" trace="day" element="cable"/>"#,
    );
    let imported: Imported = text.parse().unwrap();
    let what: Vec<Changing> = imported.changes.iter().map(|one| one.what).collect();
    let b = Changing::HostState(host(&imported, "b"));
    let links = [0, 1].map(|link| Changing::LinkState(LinkId::from_index(link)));
    assert_eq!(what, [b, links[0], links[1]]);
    let steps: Vec<_> = (0..3)
        .map(|step| imported.changes[0].profile.step(step))
        .collect();
    let at = |second: u64| SimTime::from_nanos(second * 1_000_000_000);
    assert_eq!(
        steps,
        [Some((at(1), 0.0)), Some((at(2), 1.0)), Some((at(11), 0.0))]
    );
}
