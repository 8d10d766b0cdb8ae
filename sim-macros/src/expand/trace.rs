//! `trace`: one call, which declares, deploys and invokes all its functions.

use super::call::call;
use super::spec::{self, reference};
use crate::ast::Trace;
use crate::runtime::{self, text};
use crate::schema;
use proc_macro2::TokenStream;
use quote::quote_spanned;

pub(super) fn expand(trace: &Trace) -> TokenStream {
    let Trace {
        keyword,
        name,
        format,
        fields,
        service,
        storage,
    } = trace;
    let place = keyword.span();
    let span = runtime::generated();
    let runtime = runtime::path(span);
    let text = text(name);
    let service = reference(service.as_ref(), place);
    let storage = reference(storage.as_ref(), place);
    let spec = spec::expand(&schema::TRACE, fields, place);
    let format = match format {
        Some(format) => quote_spanned!(span=> #runtime::Format::#format),
        None => quote_spanned!(span=> #runtime::Option::None),
    };
    let call = call(
        keyword,
        quote_spanned!(span=> #text, #format, #service, #storage, #spec),
    );
    quote_spanned!(span=> #call;)
}
