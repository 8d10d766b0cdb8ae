//! Times of faults that have no unit: the compiler would say that a number is no duration, and not what to write.

use crate::ast::{Begin, Fault, FaultSubject, Item, Kind, Simulation};
use crate::diagnostics::Diagnostics;
use crate::runtime;
use proc_macro2::TokenStream;
use syn::spanned::Spanned;
use syn::{Expr, ExprLit, Lit};

pub(super) fn check(simulation: &mut Simulation, diagnostics: &mut Diagnostics) {
    check_items(&mut simulation.items, diagnostics);
}

fn check_items(items: &mut [Item], diagnostics: &mut Diagnostics) {
    for item in items {
        if let Kind::Fault(fault) = &mut item.kind {
            check_fault(fault, diagnostics);
        }
        for inner in item.kind.inner_mut() {
            check_items(inner, diagnostics);
        }
    }
}

/// What is reported becomes inert, so that it is not reported twice.
fn check_fault(fault: &mut Fault, diagnostics: &mut Diagnostics) {
    if let Begin::At(date) = &mut fault.begin
        && is_bare_number(date)
    {
        let message = "a fault begins at a date with a unit, such as `at 10s`";
        let place = date.span();
        diagnostics.over(std::mem::take(date), message);
        *date = runtime::inert(place);
    }
    let is_crash = matches!(fault.subject, FaultSubject::Containers(..));
    let message = match is_crash {
        true => "a crash lasts no time; remove `for` and this",
        false => "a fault lasts a time with a unit, such as `for 1min`",
    };
    if let Some(time) = fault.lasts.take_if(|time| is_crash || is_bare_number(time)) {
        diagnostics.over(time, message);
    }
}

fn is_bare_number(value: &TokenStream) -> bool {
    let Ok(Expr::Lit(ExprLit { lit, .. })) = syn::parse2(value.clone()) else {
        return false;
    };
    matches!(lit, Lit::Int(_) | Lit::Float(_))
}
