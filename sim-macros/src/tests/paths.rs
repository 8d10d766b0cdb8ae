//! An expansion names nothing but what the facade keeps for it.

use super::{BASIC, Expansion};
use proc_macro2::{TokenStream, TokenTree};

/// What may follow `::coldstart::__private::`.
const PRIVATE: &[&str] = &[
    "Builder",
    "Bandwidth",
    "Bytes",
    "Clone",
    "Copy",
    "Ctx",
    "Declaration",
    "Default",
    "Deployable",
    "Error",
    "ExitCode",
    "Flops",
    "From",
    "FunctionSpec",
    "HostSpec",
    "IntoIterator",
    "Iterator",
    "LinkSpec",
    "MayFail",
    "Option",
    "ParameterError",
    "ParameterInfo",
    "ParameterValue",
    "Payload",
    "Place",
    "Report",
    "Result",
    "Seed",
    "ServerlessFunction",
    "ServerlessSpec",
    "SimDuration",
    "SimTime",
    "Speed",
    "StorageSpec",
    "Succeeds",
    "Vec",
    "Watts",
    "again",
    "array_length",
    "callee",
    "cli",
    "env",
    "format",
    "here",
    "images",
    "input",
    "keyword",
    "no_input",
    "parameter",
    "payload",
    "policy",
    "run",
    "str",
    "unreachable",
];

/// The identifiers after each leading `::`, joined by `::`.
fn absolute_paths(tokens: TokenStream, paths: &mut Vec<String>) {
    let trees: Vec<TokenTree> = tokens.into_iter().collect();
    let is_colon = |tree: Option<&TokenTree>| matches!(tree, Some(TokenTree::Punct(punct)) if punct.as_char() == ':');
    let mut position = 0;
    while position < trees.len() {
        if let TokenTree::Group(group) = &trees[position] {
            absolute_paths(group.stream(), paths);
        }
        let mut path = Vec::new();
        while is_colon(trees.get(position)) && is_colon(trees.get(position + 1)) {
            let Some(TokenTree::Ident(segment)) = trees.get(position + 2) else {
                break;
            };
            path.push(segment.to_string());
            position += 3;
        }
        if path.is_empty() {
            position += 1;
        } else {
            paths.push(path.join("::"));
        }
    }
}

fn check(expansion: &Expansion) {
    let mut paths = Vec::new();
    absolute_paths(expansion.code.clone(), &mut paths);
    assert!(!paths.is_empty());
    for path in paths.iter().filter(|path| *path != "core::compile_error") {
        let Some(item) = path.strip_prefix("coldstart::__private::") else {
            // What follows a name, not a path from the root: `Self::Input`, `spec::new`.
            assert!(
                !path.contains("::") && path != "std" && path != "core",
                "`{path}` is not the facade's"
            );
            continue;
        };
        let item = item.split("::").next().unwrap_or(item);
        assert!(PRIVATE.contains(&item), "`{path}` is not agreed on");
    }
}

/// Whether an identifier occurs at any depth.
fn occurs(name: &str, tokens: TokenStream) -> bool {
    tokens.into_iter().any(|tree| match tree {
        TokenTree::Group(group) => occurs(name, group.stream()),
        TokenTree::Ident(word) => word == name,
        TokenTree::Punct(_) | TokenTree::Literal(_) => false,
    })
}

#[test]
fn where_the_crate_has_another_name_nothing_names_it_by_its_own() {
    let expansions = [
        Expansion::of_simulation(&format!("#[simulation(crate = cs)] {BASIC}")),
        Expansion::of_simulation("#[doc = \"d\"] #[simulation(crate = ::a::b)] struct A { b: c }"),
        Expansion::of_function(
            "crate = cs, image = IMAGE, disk = 1GB",
            "async fn work(ctx: &mut Ctx, n: u64) -> Result<(), Fault> { ctx.sleep(1s).await; Ok(()) }",
        ),
        Expansion::of_payload("#[payload(crate = cs)] #[payload(size = 2MB)] struct A;"),
        Expansion::of_payload("#[payload(crate = cs, size = 2MB)] struct A;"),
    ];
    for expansion in expansions {
        assert!(
            !occurs("coldstart", expansion.code.clone()),
            "{}",
            expansion.pretty()
        );
        assert!(occurs("__private", expansion.code));
    }
}

#[test]
fn a_simulation_names_only_the_facade() {
    check(&Expansion::of_simulation(BASIC));
}

#[test]
fn everything_else_names_only_the_facade() {
    check(&Expansion::of_simulation(
        "struct Test { length: SimDuration = 1s } platform lab from \"lab.xml\"; mailbox done: u64; deploy f on cloud from store { memory: 1GB }
         workload one of f on cloud from lab[\"user\"] { arrivals: Regular::every(1s), input: length } workload two of f on cloud from user { arrivals: Burst }",
    ));
}

#[test]
fn a_broken_simulation_names_only_the_facade() {
    check(&Expansion::of_simulation(
        "struct Test { a, b: u8 } platform lab; host user { speed } serverless cloud deploy f; hots x {} mailbox done; workload w of f on cloud;",
    ));
}

#[test]
fn a_payload_names_only_the_facade() {
    check(&Expansion::of_payload("#[payload(size = 2MB)] struct A;"));
    check(&Expansion::of_payload(
        "enum A<T> { B, C(#[payload] T, #[payload(size = 1kB)] u8) }",
    ));
    check(&Expansion::of_payload("struct A { b: u8 }"));
}

#[test]
fn a_function_names_only_the_facade() {
    let source = "async fn work(ctx: &mut Ctx, job: Job) -> Result<String, Fault> { ctx.sleep(1s).await; Ok(job.name) }";
    check(&Expansion::of_function(
        "image = IMAGE, time_limit = 1s",
        source,
    ));
    check(&Expansion::of_function(
        "image = IMAGE",
        "async fn work(ctx: &mut Ctx) { sleep(1s).await; helper(ctx).await; log(now()); }",
    ));
    check(&Expansion::of_function(
        "memory = 1GB",
        "fn work(job: &Job) {}",
    ));
}
