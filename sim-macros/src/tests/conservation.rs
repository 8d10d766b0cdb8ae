//! No token of the user is lost, and none is repeated, but for the few that a declaration needs twice.

use super::{BASIC, Expansion, tokens};
use proc_macro2::{TokenStream, TokenTree};
use std::collections::BTreeMap;

/// Words that the grammar consumes, and the label of a workload, which becomes a text.
const GRAMMAR: &[&str] = &[
    "link", "of", "on", "over", "via", "from", "in", "s", "struct", "input", "label",
];

/// Keywords whose method may have a longer name.
const METHODS: &[&str] = &["route", "deploy", "platform"];

type Place = (usize, usize);

/// How often each identifier and literal stands at each place.
fn count(tokens: TokenStream, counts: &mut BTreeMap<(Place, String), usize>) {
    for tree in tokens {
        match tree {
            TokenTree::Group(group) => count(group.stream(), counts),
            TokenTree::Ident(_) | TokenTree::Literal(_) => {
                let start = tree.span().start();
                *counts
                    .entry(((start.line, start.column), tree.to_string()))
                    .or_default() += 1;
            }
            TokenTree::Punct(_) => {}
        }
    }
}

fn counts(tokens: TokenStream) -> BTreeMap<(Place, String), usize> {
    let mut counts = BTreeMap::new();
    count(tokens, &mut counts);
    counts
}

fn has_unit(token: &str) -> bool {
    token.starts_with(|first: char| first.is_ascii_digit())
        && token.ends_with(|last: char| last.is_alphabetic())
}

/// Compares a source with its expansion; `repeated` are the words that may occur more than once.
fn check(source: &str, expansion: &Expansion, repeated: &[&str]) {
    assert_eq!(expansion.errors, Vec::<String>::new());
    let found = counts(expansion.code.clone());
    for ((place, token), _) in counts(tokens(source)) {
        let token = token.as_str();
        if GRAMMAR.contains(&token) {
            continue;
        }
        if has_unit(token) || METHODS.contains(&token) {
            let replaced = found.keys().any(|(other, _)| *other == place);
            assert!(replaced, "`{token}` at {place:?} became nothing");
            continue;
        }
        let times = found.get(&(place, token.to_owned())).copied().unwrap_or(0);
        assert!(times > 0, "`{token}` at {place:?} is lost");
        assert!(
            times == 1 || repeated.contains(&token),
            "`{token}` at {place:?} stands {times} times"
        );
    }
}

#[test]
fn a_simulation_keeps_every_token() {
    // A parameter is a field, a default, a local and a field to read and to set; its name is the struct's in five places;
    // an array that a controller takes along is cloned.
    check(
        BASIC,
        &Expansion::of_simulation(BASIC),
        &[
            "Basic",
            "invocations",
            "nodes",
            "u64",
            "usize",
            "doc",
            "derive",
            "pub",
        ],
    );
}

#[test]
fn everything_else_in_the_language_keeps_every_token() {
    let source = "#[derive(Clone, Debug)] pub(crate) struct Rest { #[allow(dead_code)] size: std::vec::Vec<(u8, Bytes)> = vec![(1, 5MB)] }
        #[allow(unused_variables)] host a[(i, ram) in list(7).into_iter()] { speed: 2Gflop/s * f64::from(i), ram: ram, disk: d }
        host b { speed: if quick { |x: u8| x } else { call::<u8, u16>(3, 'c', \"text\") }, disk: e }
        link long { bandwidth: 1MB/s }
        route b <-> a[0 + one(1)] via [long, other[2 - two]];
        route a[0] <-> b via [if west { long } else { other[9] }];
        for each in all { route a[9] -> *each via [lab.link(\"wire\", 14)]; }
        storage store on a[3] { images: [X, y::Z], buffer: Buffer::bytes(4MB) }
        platform lab from concat!(\"lab\", 15); mailbox done: Vec<(u16, m::Answer)>;
        serverless some on lab[\"head\"] over lab.cluster(\"blade\")[16];
        workload label of m::g on some from lab.all_hosts()[17] { arrivals: Poisson::per_second(18.0).until(SimTime::ZERO + 19s), input: |n, random| (n, random.next(20)) }
        deploy m::g on some from store;
        serverless all on b over [a[4], a[5]] { scheduler: Mine::new(6), remote_downloads: false }
        for (i, _) in pairs(&many, 8) { if let Some(x) = some(i) { deploy m::f on all from store; } else { controller n::drive::<u8>(all, x + 12) on a[13]; } }";
    check(
        source,
        &Expansion::of_simulation(source),
        &[
            "Rest", "size", "std", "vec", "Vec", "u8", "Bytes", "allow", "pub", "crate",
        ],
    );
}

#[test]
fn an_input_keeps_every_token() {
    // What is captured is cloned for the closure, and again for each call of it.
    let source = "#[derive(Clone, Debug)] struct One { size: Bytes = 1GB } deploy f on cloud from store; workload label of f on cloud from user { arrivals: Burst { number: 2 }, input: Job { length: 3s, size } }";
    check(
        source,
        &Expansion::of_simulation(source),
        &["One", "size", "Bytes", "derive"],
    );
}

#[test]
fn a_payload_keeps_every_token_of_its_sizes() {
    // The type itself stays where it is; a `derive` gives only what is added.
    let expansion = Expansion::of_payload(
        "enum Any<T> { #[payload(size = f(*length, 1 + 2) + 3MB)] A { length: Bytes }, B(#[payload] Vec<T>) }",
    );
    assert_eq!(expansion.errors, Vec::<String>::new());
    let found = counts(expansion.code);
    for token in ["f", "length", "1", "2", "Vec"] {
        let times = found
            .iter()
            .filter(|((_, other), _)| other == token)
            .count();
        assert!(times > 0, "`{token}` is lost");
    }
}

#[test]
fn a_deployment_repeats_its_function_to_change_its_limits() {
    let source =
        "struct One; deploy f on cloud from store { memory: 1GB, time_limit: some::limit(2) }";
    check(source, &Expansion::of_simulation(source), &["One", "f"]);
}

#[test]
fn a_deployment_repeats_where_it_deploys() {
    let source = "struct Two; deploy f, g on cloud from store;";
    check(
        source,
        &Expansion::of_simulation(source),
        &["Two", "cloud", "store"],
    );
}

#[test]
fn a_function_keeps_every_token() {
    let source = "#[inline] pub async fn work(ctx: &mut Ctx, Job { id, .. }: m::Job<3>) -> Vec<String> {
        let x: u8 = 1u8; let c = move |y| y + 2; loop { if c(1) == 5 { break } } match id { 0..=9 => \"a\", _ => b\"b\" }; sleep(ctx, 1s).await }";
    let expansion = Expansion::of_function("image = Image::NONE", source);
    // The types of input and output occur twice: in the function, and in what its callers see; and so does who sees that.
    check(
        source,
        &expansion,
        &["work", "m", "Job", "3", "Vec", "String", "pub"],
    );
}

#[test]
fn a_controller_keeps_every_token() {
    let source = "/// Drives.\n#[inline] pub(crate) async fn drive<T>(ctx: &mut m::Ctx, mut list: Vec<T>) where T: Copy { list.push(1, 2s); }";
    check(source, &Expansion::of_controller(source), &[]);
}
