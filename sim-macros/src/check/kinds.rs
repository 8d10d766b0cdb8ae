//! What a name stands for fits where it is used: a service runs on a host, not on a link, and on one of an array.
//!
//! The compiler would say so in the types of the runtime, and would not say what to write. What is reported becomes inert,
//! so that it is not reported twice.

use super::declared::{Declared, Sort, Thing};
use crate::ast::{Choice, Else, If, Item, Kind, Reference, Route, Simulation, Workers};
use crate::diagnostics::Diagnostics;
use proc_macro2::{Delimiter, Ident, TokenStream, TokenTree};
use syn::token::Bracket;

pub(super) fn check(simulation: &mut Simulation, diagnostics: &mut Diagnostics) {
    let declared = Declared::new(&simulation.items);
    check_items(&mut simulation.items, &declared, diagnostics);
}

fn check_items(items: &mut [Item], declared: &Declared, diagnostics: &mut Diagnostics) {
    let one = |slot: &mut Option<Reference>, wanted, diagnostics: &mut Diagnostics| {
        slot.take_if(|reference| !declared.fits(reference, wanted, diagnostics));
    };
    for item in items {
        match &mut item.kind {
            Kind::Route(route) => {
                one(&mut route.from, END_OF_ROUTE, diagnostics);
                one(&mut route.to, END_OF_ROUTE, diagnostics);
                check_links(route, declared, diagnostics);
            }
            Kind::Storage(storage) => one(&mut storage.host, HOST_OF_STORAGE, diagnostics),
            Kind::Serverless(service) => {
                one(&mut service.head, HEAD_OF_SERVICE, diagnostics);
                check_workers(&mut service.workers, declared, diagnostics);
            }
            Kind::Deploy(deploy) => {
                one(&mut deploy.service, SERVICE_OF_FUNCTION, diagnostics);
                one(&mut deploy.storage, STORAGE_OF_FUNCTION, diagnostics);
            }
            Kind::Workload(workload) => {
                one(&mut workload.service, SERVICE_OF_WORKLOAD, diagnostics);
                one(&mut workload.host, HOST_OF_WORKLOAD, diagnostics);
            }
            Kind::Controller(controller) => {
                one(&mut controller.host, HOST_OF_CONTROLLER, diagnostics);
            }
            Kind::For(each) => {
                let inside = declared.inside_for(each);
                check_items(&mut each.body, &inside, diagnostics);
            }
            Kind::If(choice) => check_choice(choice, declared, diagnostics),
            _ => {}
        }
    }
}

fn check_choice(choice: &mut If, declared: &Declared, diagnostics: &mut Diagnostics) {
    let inside = declared.inside_if(choice);
    check_items(&mut choice.then, &inside, diagnostics);
    match &mut choice.otherwise {
        Some((_, Else::Items(items))) => check_items(items, declared, diagnostics),
        Some((_, Else::If(next))) => check_choice(next, declared, diagnostics),
        None => {}
    }
}

fn check_workers(
    workers: &mut Option<Workers>,
    declared: &Declared,
    diagnostics: &mut Diagnostics,
) {
    let wanted = match workers {
        Some(Workers::Group(_)) => WORKERS,
        _ => LISTED_WORKER,
    };
    let references = workers.as_ref().map_or(&[][..], Workers::references);
    if !declared.all_fit(references, wanted, diagnostics) {
        *workers = None;
    }
}

/// The links of a route are expressions; those that are a name, perhaps with an index, are looked at.
fn check_links(route: &mut Route, declared: &Declared, diagnostics: &mut Diagnostics) {
    let Some((_, links)) = &route.links else {
        return;
    };
    if !declared.all_fit(&elements(links.clone()), LINK_OF_ROUTE, diagnostics) {
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
    sort: Sort,
    /// Whether an array will do.
    many: bool,
    /// What the place is, for messages.
    because: &'static str,
}

const fn one(sort: Sort, because: &'static str) -> Wanted {
    Wanted {
        sort,
        many: false,
        because,
    }
}

const END_OF_ROUTE: Wanted = one(Sort::Host, "a route joins two hosts");
const LINK_OF_ROUTE: Wanted = one(Sort::Link, "a route passes through links");
const HOST_OF_STORAGE: Wanted = one(Sort::Host, "a storage is on a host");
const HEAD_OF_SERVICE: Wanted = one(Sort::Host, "a serverless service is on a host");
const LISTED_WORKER: Wanted = one(Sort::Host, "a serverless service is over hosts");
const WORKERS: Wanted = Wanted {
    many: true,
    ..LISTED_WORKER
};
const SERVICE_OF_FUNCTION: Wanted = one(
    Sort::Serverless,
    "a function is deployed on a serverless service",
);
const STORAGE_OF_FUNCTION: Wanted = one(
    Sort::Storage,
    "a function is deployed from the storage of its image",
);
const SERVICE_OF_WORKLOAD: Wanted = one(
    Sort::Serverless,
    "a workload invokes a function on a serverless service",
);
const HOST_OF_WORKLOAD: Wanted = one(Sort::Host, "a workload invokes a function from a host");
const HOST_OF_CONTROLLER: Wanted = one(Sort::Host, "a controller is on a host");

impl Declared {
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
        let Some(thing) = self.find(&reference.name) else {
            return true;
        };
        let mistake = self.mistake(thing, reference, wanted);
        // A name that stands for nothing was reported where it is declared.
        let fits = mistake.is_none() && thing.bound;
        if let Some(mistake) = mistake {
            diagnostics.push(mistake);
        }
        fits
    }

    fn mistake(&self, thing: &Thing, reference: &Reference, wanted: Wanted) -> Option<syn::Error> {
        let name = &thing.name;
        let message = match (thing.kind, &thing.array) {
            (Sort::Platform, _) if wanted.sort == Sort::Host || wanted.sort == Sort::Link => {
                part_of_platform(name, reference, wanted)?
            }
            (sort, _) if sort != wanted.sort => {
                let candidates = self.candidates(wanted.sort);
                format!("`{name}` is a {sort}, but {}{candidates}", wanted.because)
            }
            (sort, Some(_)) if reference.is_plain() && !wanted.many => {
                format!("`{name}` is an array of {sort}s; write which one, as in `{name}[0]`")
            }
            (sort, None) => return no_array(thing, sort, reference),
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
    let part = match (wanted.sort, wanted.many) {
        (Sort::Link, _) => format!("write which of its links, as in `{name}.link(\"NAME\")`"),
        (_, true) => {
            format!("write which of its hosts: `{name}.hosts()` or `{name}.cluster(\"NAME\")`")
        }
        (_, false) => format!("write which of its hosts, as in `{name}[\"NAME\"]`"),
    };
    Some(format!("`{name}` is a whole platform; {part}"))
}

/// An index after something that is no array.
fn no_array(thing: &Thing, sort: Sort, reference: &Reference) -> Option<syn::Error> {
    let name = &thing.name;
    let (bracket, _) = reference.index()?;
    let message = match sort {
        Sort::Host | Sort::Link => format!(
            "`{name}` is one {sort}, not an array; remove the index, or declare `{sort} {name}[n]`"
        ),
        _ => format!("`{name}` is one {sort}, not an array; remove the index"),
    };
    Some(syn::Error::new(bracket.span.join(), message))
}
