//! What a name stands for fits where it is used: a service runs on a host, not on a link, and on one of an array.
//!
//! The compiler would say so in the types of the runtime, and would not say what to write. What is reported becomes inert,
//! so that it is not reported twice.

use super::symbols::{Entity, EntityKind, SymbolTable};
use crate::ast::{
    Choice, Else, FaultSubject, If, Item, Kind, Reference, Route, Simulation, Workers,
};
use crate::diagnostics::Diagnostics;
use proc_macro2::{Delimiter, Ident, TokenStream, TokenTree};
use syn::Expr;
use syn::token::Bracket;

pub(super) fn check(simulation: &mut Simulation, diagnostics: &mut Diagnostics) {
    let symbols = SymbolTable::new(&simulation.items);
    check_items(&mut simulation.items, &symbols, diagnostics);
}

fn check_items(items: &mut [Item], symbols: &SymbolTable, diagnostics: &mut Diagnostics) {
    let one = |slot: &mut Option<Reference>, wanted, diagnostics: &mut Diagnostics| {
        slot.take_if(|reference| !symbols.fits(reference, wanted, diagnostics));
    };
    for item in items {
        match &mut item.kind {
            Kind::Route(route) => {
                one(&mut route.from, END_OF_ROUTE, diagnostics);
                one(&mut route.to, END_OF_ROUTE, diagnostics);
                check_links(route, symbols, diagnostics);
            }
            Kind::Storage(storage) => one(&mut storage.host, HOST_OF_STORAGE, diagnostics),
            Kind::Serverless(service) => {
                one(&mut service.head, HEAD_OF_SERVICE, diagnostics);
                check_workers(&mut service.workers, symbols, diagnostics);
            }
            Kind::Deploy(deploy) => {
                one(&mut deploy.service, SERVICE_OF_FUNCTION, diagnostics);
                one(&mut deploy.storage, STORAGE_OF_FUNCTION, diagnostics);
            }
            Kind::Workload(workload) => {
                one(&mut workload.service, SERVICE_OF_WORKLOAD, diagnostics);
                one(&mut workload.host, HOST_OF_WORKLOAD, diagnostics);
            }
            Kind::Trace(trace) => {
                one(&mut trace.service, SERVICE_OF_FUNCTION, diagnostics);
                one(&mut trace.storage, STORAGE_OF_FUNCTION, diagnostics);
            }
            Kind::Controller(controller) => {
                one(&mut controller.host, HOST_OF_CONTROLLER, diagnostics);
            }
            Kind::Fault(fault) => {
                let wanted = match fault.subject {
                    FaultSubject::Node(_) | FaultSubject::Slow(..) => NODE_OF_FAULT,
                    FaultSubject::Link(_) => LINK_OF_FAULT,
                    FaultSubject::Storage(_) => STORAGE_OF_FAULT,
                    FaultSubject::Containers(..) => SERVICE_OF_FAULT,
                };
                one(fault.subject.reference_mut(), wanted, diagnostics);
            }
            Kind::For(each) => {
                let inside = symbols.inside_for(each);
                check_items(&mut each.body, &inside, diagnostics);
            }
            Kind::If(choice) => check_choice(choice, symbols, diagnostics),
            _ => {}
        }
    }
}

fn check_choice(choice: &mut If, symbols: &SymbolTable, diagnostics: &mut Diagnostics) {
    let inside = symbols.inside_if(choice);
    check_items(&mut choice.then, &inside, diagnostics);
    match &mut choice.otherwise {
        Some((_, Else::Items(items))) => check_items(items, symbols, diagnostics),
        Some((_, Else::If(next))) => check_choice(next, symbols, diagnostics),
        None => {}
    }
}

fn check_workers(
    workers: &mut Option<Workers>,
    symbols: &SymbolTable,
    diagnostics: &mut Diagnostics,
) {
    let wanted = match workers {
        Some(Workers::Group(_)) => WORKERS,
        _ => LISTED_WORKER,
    };
    let references = workers.as_ref().map_or(&[][..], Workers::references);
    if !symbols.all_fit(references, wanted, diagnostics) {
        *workers = None;
    }
}

/// The links of a route are expressions; those that are a name, perhaps with an index, are looked at.
fn check_links(route: &mut Route, symbols: &SymbolTable, diagnostics: &mut Diagnostics) {
    let Some((_, links)) = &route.links else {
        return;
    };
    if !symbols.all_fit(&elements(links.clone()), LINK_OF_ROUTE, diagnostics) {
        route.links = None;
    }
}

/// Those elements of a list that are references.
fn elements(list: TokenStream) -> Vec<Reference> {
    let trees: Vec<TokenTree> = list.into_iter().collect();
    let is_comma =
        |tree: &TokenTree| matches!(tree, TokenTree::Punct(punct) if punct.as_char() == ',');
    trees.split(is_comma).filter_map(element).collect()
}

fn element(trees: &[TokenTree]) -> Option<Reference> {
    let (name, choices) = match trees {
        [TokenTree::Ident(name)] => (name, Vec::new()),
        [TokenTree::Ident(name), TokenTree::Group(index)]
            if index.delimiter() == Delimiter::Bracket =>
        {
            let bracket = Bracket {
                span: index.delim_span(),
            };
            (name, vec![Choice::Index(bracket, index.stream())])
        }
        _ => return None,
    };
    Some(Reference {
        star: None,
        name: name.clone(),
        choices,
    })
}

/// What is wanted in some place.
#[derive(Clone, Copy)]
struct Wanted {
    kind: EntityKind,
    /// Whether an array will do.
    many: bool,
    /// What the place is, for messages.
    because: &'static str,
}

const fn one(kind: EntityKind, because: &'static str) -> Wanted {
    Wanted {
        kind,
        many: false,
        because,
    }
}

const END_OF_ROUTE: Wanted = one(EntityKind::Host, "a route joins two hosts");
const LINK_OF_ROUTE: Wanted = one(EntityKind::Link, "a route passes through links");
const HOST_OF_STORAGE: Wanted = one(EntityKind::Host, "a storage is on a host");
const HEAD_OF_SERVICE: Wanted = one(EntityKind::Host, "a serverless service is on a host");
const LISTED_WORKER: Wanted = one(EntityKind::Host, "a serverless service is over hosts");
const WORKERS: Wanted = Wanted {
    many: true,
    ..LISTED_WORKER
};
const SERVICE_OF_FUNCTION: Wanted = one(
    EntityKind::Serverless,
    "a function is deployed on a serverless service",
);
const STORAGE_OF_FUNCTION: Wanted = one(
    EntityKind::Storage,
    "a function is deployed from the storage of its image",
);
const SERVICE_OF_WORKLOAD: Wanted = one(
    EntityKind::Serverless,
    "a workload invokes a function on a serverless service",
);
const HOST_OF_WORKLOAD: Wanted = one(
    EntityKind::Host,
    "a workload invokes a function from a host",
);
const HOST_OF_CONTROLLER: Wanted = one(EntityKind::Host, "a controller is on a host");

const NODE_OF_FAULT: Wanted = one(EntityKind::Host, "a node is a host");
const LINK_OF_FAULT: Wanted = one(EntityKind::Link, "`fault link` is about a link");
const STORAGE_OF_FAULT: Wanted = one(EntityKind::Storage, "`fault storage` is about a storage");
const SERVICE_OF_FAULT: Wanted = one(
    EntityKind::Serverless,
    "containers crash on a serverless service",
);

impl SymbolTable {
    fn all_fit(
        &self,
        references: &[Reference],
        wanted: Wanted,
        diagnostics: &mut Diagnostics,
    ) -> bool {
        let fit = |reference| self.fits(reference, wanted, diagnostics);
        // Not only up to the first that does not.
        references
            .iter()
            .map(fit)
            .fold(true, |all, fits| all & fits)
    }

    /// Whether a reference can stay as it is written.
    fn fits(&self, reference: &Reference, wanted: Wanted, diagnostics: &mut Diagnostics) -> bool {
        let Some(entity) = self.find(&reference.name) else {
            return true;
        };
        let mistake = self.mistake(entity, reference, wanted);
        // A name that stands for nothing was reported where it is declared.
        let fits = mistake.is_none() && entity.bound;
        if let Some(mistake) = mistake {
            diagnostics.push(mistake);
        }
        fits
    }

    fn mistake(
        &self,
        entity: &Entity,
        reference: &Reference,
        wanted: Wanted,
    ) -> Option<syn::Error> {
        let name = &entity.name;
        let message = match (entity.kind, &entity.array) {
            (EntityKind::Platform, _)
                if wanted.kind == EntityKind::Host || wanted.kind == EntityKind::Link =>
            {
                part_of_platform(name, reference, wanted)?
            }
            (kind, _) if kind != wanted.kind => {
                let candidates = self.candidates(wanted.kind);
                format!("`{name}` is a {kind}, but {}{candidates}", wanted.because)
            }
            (kind, Some(_)) if reference.is_plain() && !wanted.many => {
                format!("`{name}` is an array of {kind}s; write which one, as in `{name}[0]`")
            }
            (kind, Some(_)) if !wanted.many && has_range(reference) => format!(
                "a range is several {kind}s; write which one, as in `{name}[0]`, or put the declaration in `for i in .. {{ .. }}`"
            ),
            (kind, None) => return no_array(entity, kind, reference),
            _ => return None,
        };
        Some(syn::Error::new(reference.span(), message))
    }
}

/// A whole platform in the place of a part of it.
fn part_of_platform(name: &Ident, reference: &Reference, wanted: Wanted) -> Option<String> {
    if !reference.is_plain() {
        return None;
    }
    let part = match (wanted.kind, wanted.many) {
        (EntityKind::Link, _) => format!("write which of its links, as in `{name}.link(\"NAME\")`"),
        (_, true) => {
            format!(
                "write which of its hosts: `{name}.all_hosts()`, `{name}.hosts(\"node-*\")` or `{name}.cluster(\"NAME\")`"
            )
        }
        (_, false) => format!("write which of its hosts, as in `{name}[\"NAME\"]`"),
    };
    Some(format!("`{name}` is a whole platform; {part}"))
}

/// `node[0..2]`
fn has_range(reference: &Reference) -> bool {
    let index = reference.index().map(|(_, index)| index.clone());
    index.is_some_and(|index| matches!(syn::parse2(index), Ok(Expr::Range(_))))
}

/// An index after something that is no array.
fn no_array(entity: &Entity, kind: EntityKind, reference: &Reference) -> Option<syn::Error> {
    let name = &entity.name;
    let (bracket, _) = reference.index()?;
    let message = match kind {
        EntityKind::Host | EntityKind::Link => format!(
            "`{name}` is one {kind}, not an array; remove the index, or declare `{kind} {name}[n]`"
        ),
        _ => format!("`{name}` is one {kind}, not an array; remove the index"),
    };
    Some(syn::Error::new(bracket.span.join(), message))
}
