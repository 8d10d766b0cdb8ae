//! Hosts, links and routes come from a SimGrid file, whose name is a parameter; the rest is declared.
#![deny(warnings)]

use coldstart::prelude::*;

const IMAGE: Image = Image::new("worker", mb(250));

const PLATFORM: &str = r#"<?xml version="1.0"?>
<!DOCTYPE platform SYSTEM "https://simgrid.org/simgrid.dtd">
<platform version="4.1">
  <zone id="lab" routing="Full">
    <host id="head" speed="1Gf" core="4">
      <disk id="head disk" read_bw="100MBps" write_bw="100MBps"><prop id="size" value="1TB"/></disk>
    </host>
    <host id="blade" speed="2Gf" core="4">
      <disk id="blade disk" read_bw="100MBps" write_bw="100MBps"><prop id="size" value="1TB"/></disk>
    </host>
    <link id="lan" bandwidth="100MBps" latency="10us"/>
    <route src="head" dst="blade"><link_ctn id="lan"/></route>
  </zone>
</platform>
"#;

#[serverless_function(image = IMAGE)]
async fn work(ctx: &mut Ctx) {
    ctx.compute(4Gflop).await;
}

#[controller]
async fn client(ctx: &mut Ctx, cloud: Serverless, hosts: Vec<HostId>) {
    assert_eq!(hosts.len(), 2);
    let call = ctx.invoke(cloud, work, ()).await;
    let node = ctx.wait(call).await.expect("it succeeds").node;
    assert_eq!(&*node, "blade");
}

simulation! {
    #[derive(Clone, Debug)]
    struct Lab { file: String = "lab.xml".to_owned() }

    platform lab from &file;
    host user { speed: 1Gflop/s }
    route user <-> lab["head"] via [lab.link("lan")];
    route user <-> lab["blade"] via [lab.link("lan")];

    storage store on lab["head"] { images: [IMAGE] }
    serverless cloud on lab["head"] over lab.hosts("bl*");
    deploy work on cloud from store;
    controller client(cloud, lab.all_hosts()) on user;
}

fn main() {
    let file = std::env::temp_dir().join(format!("coldstart-{}.xml", std::process::id()));
    std::fs::write(&file, PLATFORM).expect("the directory can be written");
    let lab = Lab { file: file.to_string_lossy().into_owned() };
    let report = lab.run(Seed(1));
    std::fs::remove_file(file).expect("the file is there");
    assert_eq!(report.expect("the simulation runs").summary.succeeded, 1);
    let mistake = Lab::default().run(Seed(1)).expect_err("there is no such file");
    assert!(mistake.to_string().contains("lab.xml"), "{mistake}");
}
