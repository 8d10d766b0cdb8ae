//! Times of faults that have no unit: the compiler would say that a number is no duration, and not what to write.

use crate::ast::{Begin, FaultSubject, Kind, Simulation, everywhere};
use crate::diagnostics::Diagnostics;
use proc_macro2::TokenStream;
use syn::{Expr, ExprLit, Lit};

pub(super) fn check(simulation: &Simulation, diagnostics: &mut Diagnostics) {
    for kind in everywhere(&simulation.items) {
        let Kind::Fault(fault) = kind else { continue };
        let date = match &fault.begin {
            Begin::At(date) => Some((
                date,
                "a fault begins at a date with a unit, such as `at 10s`",
            )),
            Begin::Every(_) => None,
        };
        let length = fault.lasts.as_ref();
        let length =
            length.map(|time| (time, "a fault lasts a time with a unit, such as `for 1min`"));
        for (time, message) in date.into_iter().chain(length) {
            if is_bare_number(time) {
                diagnostics.over(time, message);
            }
        }
        if let (FaultSubject::Containers(..), Some(time)) = (&fault.subject, &fault.lasts) {
            let message = "a crash lasts no time; remove `for` and this";
            diagnostics.over(time, message);
        }
    }
}

fn is_bare_number(value: &TokenStream) -> bool {
    let Ok(Expr::Lit(ExprLit { lit, .. })) = syn::parse2(value.clone()) else {
        return false;
    };
    matches!(lit, Lit::Int(_) | Lit::Float(_))
}
