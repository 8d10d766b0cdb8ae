//! The use of a declared name: `gateway`, `worker[i]`, `lab["head"]`, `lab.cluster("blade")`, `*each`.

use super::expression::{brackets, expression, expressions, here, parentheses, skip_rest};
use super::sentence::Sentence;
use crate::ast::{Choice, Reference};
use crate::runtime;
use proc_macro2::{Ident, TokenStream};
use syn::Token;
use syn::parse::ParseBuffer;
use syn::token::Bracket;

impl Sentence<'_, '_> {
    /// A name, and what is chosen from what it stands for.
    pub(super) fn reference(&mut self, what: &str) -> Option<Reference> {
        let star = self.input.parse().ok();
        let name = self.word(what)?;
        let mut choices = Vec::new();
        loop {
            if let Ok((bracket, content)) = brackets(self.input) {
                let position = self.position(&name, bracket, &content);
                choices.push(Choice::Index(bracket, position));
            } else if let Ok(dot) = self.input.parse::<Token![.]>() {
                choices.push(self.method(&name, dot)?);
            } else {
                return Some(Reference {
                    star,
                    name,
                    choices,
                });
            }
        }
    }

    /// `cluster("blade")`
    fn method(&mut self, name: &Ident, dot: Token![.]) -> Option<Choice> {
        let input = self.input;
        let place = here(input);
        let head = input
            .parse::<Ident>()
            .and_then(|method| Ok((method, parentheses(input)?)));
        let Ok((method, (paren, content))) = head else {
            let message = format!(
                "expected a method and its arguments, as in `{name}.cluster(\"NAME\")`; one host of a platform is written `{name}[\"NAME\"]`"
            );
            self.fail(syn::Error::new(place, message));
            return None;
        };
        let arguments = expressions(&content);
        let is_read = content.is_empty();
        skip_rest(&content);
        match arguments {
            Ok(arguments) if is_read => Some(Choice::Method(dot, method, paren, arguments)),
            Ok(_) => {
                let message = "expected `,` between the arguments";
                self.fail(syn::Error::new(paren.span.join(), message));
                None
            }
            Err(error) => {
                self.fail(error);
                None
            }
        }
    }

    /// What stands between brackets after a name; something inert if it is no expression.
    fn position(&mut self, name: &Ident, bracket: Bracket, content: &ParseBuffer) -> TokenStream {
        match expression(content) {
            Ok(position) if content.is_empty() => position,
            Ok(_) | Err(_) => {
                let message =
                    format!("expected one expression between the brackets, as in `{name}[i]`");
                self.fail(syn::Error::new(bracket.span.join(), message));
                skip_rest(content);
                runtime::inert(bracket.span.join())
            }
        }
    }
}
