//! What a value weighs is said by its type; what says nothing weighs nothing.
#![deny(warnings)]

use coldstart::prelude::*;

const IMAGE: Image = Image::new("worker", mb(250));
const DISK: Disk = Disk { capacity: tb(1), read: mb_per_sec(100), write: mb_per_sec(100) };

#[derive(Payload)]
#[payload(size = self.pixels * 3 + 1kB)]
struct Photo {
    pixels: Bytes,
}

#[derive(Payload)]
struct Album<T> {
    #[payload]
    photos: Vec<T>,
    #[payload(size = bytes(self.title.len() as u64))]
    title: String,
}

#[derive(Payload)]
enum Request {
    Ping,
    #[payload(size = *length + 2B)]
    Text {
        id: u64,
        length: Bytes,
    },
    Show(#[payload] Album<Photo>, u64, #[payload(size = 5B)] bool),
    #[payload(size = 64B)]
    List(u64),
}

#[derive(Payload)]
struct Tuple(#[payload] Option<Photo>, #[payload(size = 1MB)] ());

#[serverless_function(image = IMAGE)]
async fn weigh(_: &mut Ctx, request: Request) -> Result<Photo, String> {
    match request {
        Request::Ping => Err("nothing to show".to_owned()),
        _ => Ok(Photo { pixels: 2MB }),
    }
}

#[serverless_function(image = IMAGE)]
async fn ignore(_: &mut Ctx, text: String) -> String {
    text
}

#[controller]
async fn client(ctx: &mut Ctx, cloud: Serverless) {
    let text = Request::Text { id: 1, length: 98B };
    let call = ctx.invoke(cloud, weigh, text).await;
    assert!(ctx.wait(call).await.is_ok());
    let call = ctx.invoke(cloud, ignore, "text".to_owned()).await;
    assert!(ctx.wait(call).await.is_ok());
}

simulation! {
    #[derive(Clone, Debug)]
    struct Sizes;

    host user { speed: 1Gflop/s }
    host head { speed: 1Gflop/s, disk: DISK }
    link wan  { bandwidth: 10MB/s }
    route user <-> head via [wan];
    storage store on head { images: [IMAGE] }
    serverless cloud on head over head;
    deploy weigh, ignore on cloud from store;
    controller client(cloud) on user;
}

fn main() {
    let album = Album { photos: vec![Photo { pixels: mb(1) }], title: "sea".to_owned() };
    assert_eq!(album.size(), bytes(3_001_003));
    assert_eq!(Request::Show(album, 1, true).size(), bytes(3_001_008));
    assert_eq!((Request::Ping.size(), Request::List(3).size()), (Bytes::ZERO, bytes(64)));
    assert_eq!(Tuple(None, ()).size(), mb(1));

    let report = Sizes.run(Seed(1)).expect("the simulation runs");
    let sizes: Vec<_> = report.invocations.iter().map(|row| (row.input_bytes, row.output_bytes)).collect();
    assert_eq!(sizes, [(bytes(100), bytes(6_001_000)), (Bytes::ZERO, Bytes::ZERO)]);
}
