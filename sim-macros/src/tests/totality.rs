//! With any part missing or wrong, the expansion consists of items, and a name that was declared stays declared.

use super::{BASIC, Expansion, tokens};
use crate::simulation::simulation;
use proc_macro2::{Group, TokenStream, TokenTree};
use syn::File;

/// Every stream that differs from this one in one place, at any depth: a token is missing, or another one stands there.
fn mutations(stream: &TokenStream) -> Vec<TokenStream> {
    let trees: Vec<TokenTree> = stream.clone().into_iter().collect();
    let mut mutations = Vec::new();
    for (position, tree) in trees.iter().enumerate() {
        let mut replace = |by: TokenStream| {
            let mut mutation: TokenStream = trees[..position].iter().cloned().collect();
            mutation.extend(by);
            mutation.extend(trees[position + 1..].iter().cloned());
            mutations.push(mutation);
        };
        for by in [
            "", "word", "struct", "const,", "host", "on", ",", ";", "::", "5MB", "[word]",
            "{ word }",
        ] {
            replace(tokens(by));
        }
        if let TokenTree::Group(group) = tree {
            for inner in self::mutations(&group.stream()) {
                replace(TokenTree::from(Group::new(group.delimiter(), inner)).into());
            }
        }
    }
    mutations
}

fn check(source: &str) {
    for mutation in mutations(&tokens(source)) {
        let written = mutation.to_string();
        let expansion = simulation(mutation);
        assert!(
            syn::parse2::<File>(expansion).is_ok(),
            "no items become of: {written}"
        );
    }
}

#[test]
fn one_wrong_token_in_the_example_leaves_items() {
    check(BASIC);
}

#[test]
fn one_wrong_token_elsewhere_leaves_items() {
    check(
        "struct Rest<T>(u8); #[allow(dead_code)] host a[i in 0..3] { speed: 2Gflop/s * 50%, ram: . }
         serverless all on b over [a[4], a[5]]; hots c { cores: x. }
         for (i, _) in pairs(&many) { if let Some(x) = some(i) { deploy m::f, g on all from store; } else if y { } else { controller n::drive::<u8>(all, x) on a[1]; } }",
    );
}

#[test]
fn one_wrong_token_in_a_workload_or_an_import_leaves_items() {
    check(
        "struct Rest { size: Bytes = 1GB } platform lab from \"lab.xml\"; mailbox done: Vec<(u64, Answer)>;
         serverless all on lab[\"head\"] over lab.cluster(\"blade\") { scheduler: Fcfs }
         deploy m::f on all from store { memory: size, time_limit: 30s }; horizon 2h;
         workload r of m::f on all from lab[\"head\"] { replay: recorded(size) }
         workload w of m::f on all from lab.all_hosts()[0] { arrivals: Poisson::per_second(2.0), input: |n, random| Job { n } }
         if x { workload v of f on all from *b { arrivals: y, input: (1, size) } }",
    );
}

#[test]
fn what_is_left_between_brackets_leaves_items() {
    for wrong in [
        "a[b c]",
        "a[b[i] via]",
        "f(a, [b; 2 3])",
        "(a[0 x] + 1)",
        "x { y: a[b c] }",
    ] {
        for written in [
            format!("route a <-> b via [{wrong}];"),
            format!("host h {{ cores: {wrong} }}"),
            format!("host h[{wrong}] {{ cores: 2 }}"),
            format!("horizon {wrong};"),
            format!("for i in {wrong} {{ route a <-> b via [c]; }}"),
            format!("if {wrong} {{ route a <-> b via [c]; }}"),
        ] {
            let expansion = simulation(tokens(&format!("struct Rest; {written}")));
            let is_told = expansion.to_string().contains("compile_error");
            assert!(is_told, "nothing is said of: {written}");
            assert!(syn::parse2::<File>(expansion).is_ok(), "{written}");
        }
    }
}

#[test]
fn a_keyword_as_a_half_typed_field_leaves_items() {
    for keyword in [
        "const", "type", "fn", "self", "Self", "crate", "_", "r#type",
    ] {
        for rest in ["", ", cores: 2", " x: 5,"] {
            check(&format!("struct Rest; host a {{ {keyword}{rest} }}"));
        }
    }
}

#[test]
fn one_wrong_token_in_a_payload_leaves_items() {
    let sources = [
        "#[payload(size = self.length * 2)] struct Photo { length: Bytes }",
        "struct Job<T: Copy> { #[payload] photos: Vec<T>, #[payload(size = 2kB)] settings: u8, id: u64 }",
        "enum Any { #[payload(size = 1MB)] A { b: u8 }, C(#[payload] Photo, u8), D }",
    ];
    for mutation in sources.iter().flat_map(|source| mutations(&tokens(source))) {
        let written = mutation.to_string();
        let expansion = crate::payload::payload(mutation);
        assert!(
            syn::parse2::<File>(expansion).is_ok(),
            "no items become of: {written}"
        );
    }
}

#[test]
fn every_beginning_of_the_example_leaves_items() {
    let trees: Vec<TokenTree> = tokens(BASIC).into_iter().collect();
    for end in 0..trees.len() {
        let beginning: TokenStream = trees[..end].iter().cloned().collect();
        assert!(syn::parse2::<File>(simulation(beginning)).is_ok());
    }
}

#[test]
fn a_broken_declaration_keeps_its_name() {
    let expansion = Expansion::of_simulation(
        "struct Test; host a[] ; host b { : } link c { bandwidth } storage d at nowhere; serverless e over a; platform f; mailbox g",
    );
    let build = expansion.build();
    for name in ["a", "b", "c", "d", "e", "f", "g"] {
        assert!(
            build.contains(&format!("let {name}")),
            "`{name}` is not declared in {build}"
        );
    }
}
