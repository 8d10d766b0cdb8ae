//! The parameters of a simulation: their names, their values, and how both are read from text.
//!
//! From bottom to top: `value` (what reports show), `kind` (what a parameter may be), `list` (several values, or perhaps none),
//! `form` (that of any type).

mod form;
mod kind;
mod list;
mod value;

pub use form::{Form, NoForm, OwnForm, SerdeForm};
pub use kind::{Parameter, ParameterError, ParameterInfo};
pub use list::elements;
pub use value::ParameterValue;
