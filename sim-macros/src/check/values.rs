//! Values of fields of which the compiler would only say that their type is another one, and not what to write.

use crate::ast::{Fields, Kind, Simulation, Value};
use crate::diagnostics::Diagnostics;
use crate::schema::{FUNCTION, HOST};
use crate::unit;
use syn::{Expr, ExprLit, Lit};

pub(super) fn check(simulation: &mut Simulation, diagnostics: &mut Diagnostics) {
    for item in &mut simulation.items {
        if let Kind::Host(host) = &mut item.kind {
            check_disk(&mut host.fields, diagnostics);
        }
    }
}

/// `disk: 5TB`
fn check_disk(fields: &mut Fields, diagnostics: &mut Diagnostics) {
    for field in fields.list.iter_mut().filter(|field| field.name == "disk") {
        if let Value::Written(size) = &field.value
            && unit::bytes(size).is_some()
        {
            let message = format!(
                "a disk has a capacity and two bandwidths; write `{}`",
                HOST.example("disk")
            );
            diagnostics.over(size, message);
            field.value = Value::Broken;
        }
    }
}

/// `image = "worker"`
pub(crate) fn check_image(options: &mut Fields, diagnostics: &mut Diagnostics) {
    let images = options.list.iter_mut();
    for option in images.filter(|option| option.name == "image") {
        if let Value::Written(value) = &option.value
            && let Ok(Expr::Lit(ExprLit {
                lit: Lit::Str(name),
                ..
            })) = syn::parse2(value.clone())
        {
            let message = format!(
                "an image is a constant with a size: `const IMAGE: Image = Image::new(\"{}\", mb(250));`, then `{}`",
                name.value(),
                FUNCTION.example("image")
            );
            diagnostics.over(value, message);
            option.value = Value::Broken;
        }
    }
}
