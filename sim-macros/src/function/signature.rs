//! The signature of a serverless function: a context, at most one input, one output, all of known types.

use crate::annotated::Annotated;
use crate::diagnostics::Diagnostics;
use syn::visit_mut::{self, VisitMut};
use syn::{
    FnArg, GenericParam, Generics, Lifetime, Pat, ReturnType, Type, TypeImplTrait, TypeReference,
};

pub(super) const KIND: &str = "serverless function";

/// What the signature says.
pub(super) struct Shape {
    /// The type of the input, if there is one.
    pub(super) input: Option<Type>,
    /// The type of the output.
    pub(super) output: Type,
    /// Whether the output is a `Result`, whose error is a failure of the invocation.
    pub(super) fallible: bool,
    /// Whether the function can be called as it is written.
    pub(super) callable: bool,
}

/// Checks the signature. What it says holds as far as it could be understood.
pub(super) fn check(function: &mut Annotated, diagnostics: &mut Diagnostics) -> Shape {
    function.check(KIND, diagnostics);
    let inputs = inputs(function);
    let one_input = check_number(&inputs, diagnostics);
    check_lifetimes(function, diagnostics);
    let concrete = check_generics(function, diagnostics);
    let input = inputs
        .into_iter()
        .next()
        .filter(|input| check_input(input, diagnostics));
    let output =
        Some(function.output()).filter(|output| check_output(function, output, diagnostics));
    let written = function.signature.inputs.len();
    let understood = output.is_some() && (written < 2 || input.is_some());
    let callable = function.takes_context() && one_input && concrete && understood;
    // Not a type that would not fit where the function is invoked.
    let unknown = || diagnostics.last_as_type();
    let output = output.filter(|_| concrete).or_else(unknown);
    let output = output.unwrap_or_else(|| syn::parse_quote!(()));
    let input = match callable {
        true => input,
        false => unknown(),
    };
    Shape {
        input,
        fallible: is_result(&output),
        output,
        callable,
    }
}

/// The types of the parameters that are not the context.
fn inputs(function: &Annotated) -> Vec<Type> {
    let context = usize::from(function.takes_context());
    let typed = function
        .signature
        .inputs
        .iter()
        .skip(context)
        .filter_map(|input| match input {
            FnArg::Typed(input) => Some((*input.ty).clone()),
            FnArg::Receiver(_) => None,
        });
    typed.collect()
}

fn check_number(inputs: &[Type], diagnostics: &mut Diagnostics) -> bool {
    if let [_, second, ..] = inputs {
        diagnostics.over(
            second,
            "a serverless function has one input; group them in a struct",
        );
        return false;
    }
    true
}

/// `async fn work<'a>(ctx: &'a mut Ctx, ..)`: a lifetime of the context alone says nothing, and is dropped.
fn check_lifetimes(function: &mut Annotated, diagnostics: &mut Diagnostics) {
    let signature = &mut function.signature;
    let is_lifetime = |parameter| matches!(parameter, &GenericParam::Lifetime(_));
    let generics = &signature.generics;
    if generics.params.is_empty() || !generics.params.iter().all(is_lifetime) {
        return;
    }
    let mut others = Lifetimes::default();
    others.visit_return_type_mut(&mut signature.output.clone());
    for input in signature.inputs.iter().skip(1) {
        others.visit_fn_arg_mut(&mut input.clone());
    }
    if let Some(FnArg::Typed(context)) = signature.inputs.first_mut()
        && let Type::Reference(reference) = &mut *context.ty
        && others.named.is_empty()
        && generics.where_clause.is_none()
    {
        let name = match &*context.pat {
            Pat::Ident(name) => name.ident.to_string(),
            _ => "ctx".to_owned(),
        };
        let message = format!("a serverless function has no lifetimes; write `{name}: &mut Ctx`");
        diagnostics.over(generics, message);
        reference.lifetime = None;
        signature.generics = Generics::default();
    }
}

/// The lifetimes that a type names.
#[derive(Default)]
struct Lifetimes {
    named: Vec<Lifetime>,
}

impl VisitMut for Lifetimes {
    fn visit_lifetime_mut(&mut self, lifetime: &mut Lifetime) {
        if lifetime.ident != "static" && lifetime.ident != "_" {
            self.named.push(lifetime.clone());
        }
    }
}

fn check_generics(function: &Annotated, diagnostics: &mut Diagnostics) -> bool {
    let generics = &function.signature.generics;
    let concrete = generics.params.is_empty() && generics.where_clause.is_none();
    if !concrete {
        let is_lifetime = |parameter| matches!(parameter, &GenericParam::Lifetime(_));
        let lifetimes = !generics.params.is_empty() && generics.params.iter().all(is_lifetime);
        let message = match lifetimes {
            true => {
                "a serverless function has no lifetimes, because its input outlives its sender; take it by value"
            }
            false => {
                "a serverless function has no generics, because what is deployed has one input and one output type"
            }
        };
        match generics.params.is_empty() {
            true => diagnostics.over(&generics.where_clause, message),
            false => diagnostics.over(generics, message),
        }
    }
    concrete
}

fn check_input(input: &Type, diagnostics: &mut Diagnostics) -> bool {
    let found = Found::new(input);
    if let Some(reference) = &found.borrowed {
        diagnostics.over(
            reference,
            "the input outlives its sender, so it cannot be borrowed; take it by value",
        );
    }
    if let Some(opaque) = &found.opaque {
        diagnostics.over(opaque, "the input of a serverless function has a name; write the type in the place of `impl ..`");
    }
    found.is_empty()
}

fn check_output(function: &Annotated, output: &Type, diagnostics: &mut Diagnostics) -> bool {
    if matches!(function.signature.output, ReturnType::Default) {
        return true;
    }
    let found = Found::new(output);
    if let Some(reference) = &found.borrowed {
        diagnostics.over(
            reference,
            "the output outlives the function, so it cannot be borrowed; return it by value",
        );
    }
    if let Some(opaque) = &found.opaque {
        diagnostics.over(opaque, "the output of a serverless function has a name; write the type in the place of `impl ..`");
    }
    found.is_empty()
}

fn is_result(ty: &Type) -> bool {
    match ty {
        Type::Path(path) => path
            .path
            .segments
            .last()
            .is_some_and(|last| last.ident == "Result"),
        _ => false,
    }
}

/// What an associated type cannot be made of.
#[derive(Default)]
struct Found {
    borrowed: Option<TypeReference>,
    opaque: Option<TypeImplTrait>,
}

impl Found {
    fn new(ty: &Type) -> Self {
        let mut found = Self::default();
        found.visit_type_mut(&mut ty.clone());
        found
    }

    fn is_empty(&self) -> bool {
        self.borrowed.is_none() && self.opaque.is_none()
    }
}

impl VisitMut for Found {
    fn visit_type_reference_mut(&mut self, reference: &mut TypeReference) {
        if reference.lifetime.is_none() {
            self.borrowed.get_or_insert_with(|| reference.clone());
        }
        visit_mut::visit_type_reference_mut(self, reference);
    }

    fn visit_type_impl_trait_mut(&mut self, opaque: &mut TypeImplTrait) {
        self.opaque.get_or_insert_with(|| opaque.clone());
    }

    // `fn(&str)` and `dyn Fn(&str)` are whole types.
    fn visit_type_fn_ptr_mut(&mut self, _: &mut syn::TypeFnPtr) {}
    fn visit_parenthesized_generic_arguments_mut(
        &mut self,
        _: &mut syn::ParenthesizedGenericArguments,
    ) {
    }
}
