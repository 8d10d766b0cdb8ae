//! Constants that mean nothing: no speed, no bandwidth, no core, a rate at which nobody comes.
//!
//! Only what is written as a literal is looked at. The rest is found when the simulation is built, in the same words.

use crate::ast::{Field, Kind, Simulation, Value, everywhere};
use crate::diagnostics::Diagnostics;
use crate::schema::{HOST, LINK};
use crate::unit;
use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::{Expr, ExprLit, ExprUnary, Lit, UnOp};

/// What arrivals per second may be: a mean gap is at least a nanosecond, and not longer than time.
const RATES: std::ops::RangeInclusive<f64> = 5.5e-11..=1e9;

pub(super) fn check(simulation: &Simulation, diagnostics: &mut Diagnostics) {
    for kind in everywhere(&simulation.items) {
        let fields = match kind {
            Kind::Host(resource) | Kind::Link(resource) => &resource.fields,
            Kind::Workload(workload) => &workload.fields,
            _ => continue,
        };
        for field in &fields.list {
            check_field(field, diagnostics);
        }
    }
}

fn check_field(field: &Field, diagnostics: &mut Diagnostics) {
    let Value::Written(value) = &field.value else {
        return;
    };
    match field.name.to_string().as_str() {
        "speed" => check_positive(value, &HOST.example("speed"), diagnostics),
        "bandwidth" => check_positive(value, &LINK.example("bandwidth"), diagnostics),
        "cores" if number(value) == Some(0.0) => {
            diagnostics.over(value, "must be at least 1: a host has a core");
        }
        "ram" if unit::bytes(value).is_some_and(sim_units::Bytes::is_zero) => {
            let example = HOST.example("ram");
            let message = format!(
                "must be more than zero, such as `{example}`; leave it out for an unlimited memory"
            );
            diagnostics.over(value, message);
        }
        "disk" => check_disk(value, diagnostics),
        "arrivals" => check_rate(value, diagnostics),
        _ => {}
    }
}

fn check_positive(value: &TokenStream, example: &str, diagnostics: &mut Diagnostics) {
    if unit::number(value) == Some(0.0) {
        diagnostics.over(
            value,
            format!("must be more than zero, such as `{example}`"),
        );
    }
}

/// `Disk { capacity: 5TB, read: 0MB/s, write: 100MB/s }`
fn check_disk(value: &TokenStream, diagnostics: &mut Diagnostics) {
    let Ok(Expr::Struct(disk)) = syn::parse2(value.clone()) else {
        return;
    };
    for field in disk.fields {
        let name = field.member.to_token_stream().to_string();
        let value = field.expr.to_token_stream();
        if name == "read" || name == "write" {
            check_positive(&value, &format!("{name}: 100MB/s"), diagnostics);
        }
    }
}

/// `Poisson::per_second(0.0).take(5)`
fn check_rate(value: &TokenStream, diagnostics: &mut Diagnostics) {
    let Ok(mut process) = syn::parse2::<Expr>(value.clone()) else {
        return;
    };
    while let Expr::MethodCall(call) = process {
        process = *call.receiver;
    }
    let Expr::Call(call) = process else { return };
    let is_rate = matches!(&*call.func, Expr::Path(path) if path.path.segments.last().is_some_and(|last| last.ident == "per_second"));
    let rate = call.args.first().map(ToTokens::to_token_stream);
    if is_rate
        && let Some(written) = rate
        && let Some(rate) = number(&written)
        && !RATES.contains(&rate)
    {
        let (slowest, fastest) = (RATES.start(), RATES.end());
        let message = format!(
            "a rate of arrivals is {rate} per second; it is a number from {slowest:e} to {fastest:e}"
        );
        diagnostics.over(written, message);
    }
}

/// A literal number, perhaps with a minus.
fn number(value: &TokenStream) -> Option<f64> {
    match syn::parse2(value.clone()).ok()? {
        Expr::Unary(ExprUnary {
            op: UnOp::Neg(_),
            expr,
            ..
        }) => number(&expr.to_token_stream()).map(|number| -number),
        Expr::Lit(ExprLit {
            lit: Lit::Float(number),
            ..
        }) => number.base10_parse().ok(),
        Expr::Lit(ExprLit {
            lit: Lit::Int(number),
            ..
        }) => number
            .base10_parse::<u64>()
            .ok()
            .map(|number| number as f64),
        _ => None,
    }
}
