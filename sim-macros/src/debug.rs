//! Prints an expansion if `SIM_MACROS_DEBUG=Name` is set.

use proc_macro2::TokenStream;
use syn::Ident;

/// The environment variable that names what to show, read while the user's crate is compiled.
const VARIABLE: &str = "SIM_MACROS_DEBUG";

/// Prints the expansion on standard error if its name is asked for.
pub(crate) fn show(name: &Ident, expansion: &TokenStream) {
    if std::env::var(VARIABLE).is_ok_and(|wanted| name == &wanted) {
        eprintln!("// expansion of `{name}`\n{expansion}\n");
    }
}
