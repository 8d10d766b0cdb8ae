//! The `derive` of the header leaves to the macro what the macro implements.

use crate::ast::Simulation;
use crate::diagnostics::Diagnostics;
use syn::punctuated::Punctuated;
use syn::{Attribute, Path, Token};

pub(super) fn check(simulation: &mut Simulation, diagnostics: &mut Diagnostics) {
    let Some(header) = &mut simulation.header else {
        return;
    };
    for derived in header.attributes.iter().flat_map(derived) {
        if derived
            .segments
            .last()
            .is_some_and(|last| last.ident == "Default")
        {
            let message =
                "`Default` is made of the default values of the parameters; do not derive it";
            diagnostics.over(derived, message);
            header.defaults = false;
        }
    }
}

/// The traits that an attribute derives.
fn derived(attribute: &Attribute) -> Punctuated<Path, Token![,]> {
    if !attribute.path().is_ident("derive") {
        return Punctuated::new();
    }
    attribute
        .parse_args_with(Punctuated::parse_terminated)
        .unwrap_or_default()
}
