//! Providers: what a service of theirs does, as far as it is known.
//!
//! `presets` has the providers, each with its values and their sources.

mod presets;

use serde_json::Value;

use super::policy::PolicyKind;
use super::policy::registry::{self, Parameters, PolicyError};
use super::{FunctionLimits, ServerlessSpec, Tariff};

/// A provider: policies, prices and limits of functions that belong together. It is a beginning: each value can be replaced, and
/// [the book](https://docs.rs/coldstart) lists all of them, where they are from, and what is not modelled.
///
/// ```
/// use sim_runtime::serverless::{Provider, ServerlessSpec, Tariff};
/// use sim_runtime::serverless::policy::FixedTimeout;
/// use sim_runtime::units::short::mins;
///
/// // AWS Lambda on Arm, with a keep-alive of one's own.
/// let spec = ServerlessSpec {
///     keep_alive: Some(Box::new(FixedTimeout { timeout: mins(10) })),
///     tariff: Some(Tariff::aws_lambda_arm()),
///     ..Provider::aws_lambda().spec()
/// };
/// assert_eq!(spec.limits.concurrency, Some(1));
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Provider {
    name: &'static str,
    title: &'static str,
    policies: &'static [Choice],
    prices: Option<Prices>,
    limits: FunctionLimits,
    /// Where the limits are from.
    limits_source: &'static str,
    not_modelled: &'static [&'static str],
}

/// The list prices of a provider.
#[derive(Clone, Copy, Debug)]
struct Prices {
    tariff: fn() -> Tariff,
    /// Where they are from.
    source: &'static str,
}

/// A policy of a provider.
#[derive(Clone, Copy, Debug)]
struct Choice {
    kind: PolicyKind,
    name: &'static str,
    /// Its parameters, as a file has them: a JSON object, or nothing.
    parameters: &'static str,
    /// Where it is from, or why it was chosen.
    source: &'static str,
}

impl Choice {
    fn parameters(&self) -> Parameters {
        match serde_json::from_str(self.parameters) {
            Ok(Value::Object(parameters)) => parameters,
            _ => Parameters::new(),
        }
    }
}

impl Provider {
    /// The provider that files call so.
    ///
    /// # Errors
    ///
    /// The names that there are, if this is none of them.
    pub fn named(name: &str) -> Result<Self, String> {
        let mut known = Self::all().into_iter();
        known.find(|provider| provider.name == name).ok_or_else(|| {
            let names = Self::all().map(|provider| format!("`{}`", provider.name));
            let (last, others) = names.split_last().expect("there are several");
            let shown: String = name.chars().take(60).collect();
            format!(
                "there is no provider `{shown}`; write one of {} and {last}",
                others.join(", ")
            )
        })
    }

    /// Its name in files.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// What it lets functions ask for.
    pub fn limits(&self) -> FunctionLimits {
        self.limits
    }

    /// Its list prices, if it has some.
    pub fn tariff(&self) -> Option<Tariff> {
        self.prices.map(|prices| (prices.tariff)())
    }

    /// Its policy of a kind, by name and with its parameters, if it is another one than the default.
    pub fn policy(&self, kind: PolicyKind) -> Option<(&'static str, Parameters)> {
        let mut policies = self.policies.iter();
        let choice = policies.find(|choice| choice.kind == kind)?;
        Some((choice.name, choice.parameters()))
    }

    /// How a service of it behaves.
    pub fn spec(&self) -> ServerlessSpec {
        let mut spec = ServerlessSpec {
            tariff: self.tariff(),
            limits: self.limits,
            ..ServerlessSpec::default()
        };
        for choice in self.policies {
            if let Err(error) = choose(&mut spec, choice) {
                unreachable!("a test makes all policies of providers: {error}")
            }
        }
        spec
    }

    /// What it is made of, as a table in Markdown with the sources, and what is not modelled.
    pub fn markdown(&self) -> String {
        let mut text = format!("### {}\n\n", self.title);
        text += &format!(
            "`Provider::{0}()`, in files `\"provider\": \"{0}\"`.\n\n| what | value | source |\n|---|---|---|\n",
            self.name
        );
        for choice in self.policies {
            let parameters = match choice.parameters {
                "" => String::new(),
                parameters => format!(" `{parameters}`"),
            };
            let (kind, name) = (choice.kind, choice.name);
            text += &format!("| {kind} | `{name}`{parameters} | {} |\n", choice.source);
        }
        match self.prices {
            Some(Prices { source, .. }) => {
                text += &format!("| tariff | `{}` | {source} |\n", self.name)
            }
            None => text += "| tariff | none: the cluster is yours |  |\n",
        }
        for (what, limit) in self.limits.told() {
            text += &format!("| {what} | {limit} | {} |\n", self.limits_source);
        }
        text += "\nNot modelled:\n\n";
        for what in self.not_modelled {
            text += &format!("* {what}\n");
        }
        text
    }
}

impl From<Provider> for ServerlessSpec {
    fn from(provider: Provider) -> Self {
        provider.spec()
    }
}

/// Puts a policy in its place.
fn choose(spec: &mut ServerlessSpec, choice: &Choice) -> Result<(), PolicyError> {
    let (name, parameters) = (choice.name, &choice.parameters());
    match choice.kind {
        PolicyKind::Admission => spec.admission = registry::admission(name, parameters)?,
        PolicyKind::Discipline => spec.discipline = registry::discipline(name, parameters)?,
        PolicyKind::Scheduler => spec.scheduler = registry::scheduler(name, parameters)?,
        PolicyKind::Reuse => spec.reuse = registry::reuse(name, parameters)?,
        PolicyKind::KeepAlive => spec.keep_alive = Some(registry::keep_alive(name, parameters)?),
        PolicyKind::Eviction => spec.eviction = registry::eviction(name, parameters)?,
        PolicyKind::Scaler => spec.scaler = registry::scaler(name, parameters)?,
        PolicyKind::StartUp => spec.start_up = Some(registry::start_up(name, parameters)?),
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_providers_are_found_and_can_be_made() {
        for provider in Provider::all() {
            let found = Provider::named(provider.name).expect("it is there");
            assert_eq!(found.title, provider.title);
            let spec = provider.spec();
            assert!(spec.policy_mistakes().is_empty(), "{}", provider.name);
            assert_eq!(spec.limits.mistake(), None);
            for choice in provider.policies {
                let are_read = choice.parameters.is_empty() || !choice.parameters().is_empty();
                assert!(are_read, "{}", choice.parameters);
            }
        }
        let unknown = Provider::named("aws").unwrap_err();
        assert!(
            unknown.starts_with("there is no provider `aws`; write one of `aws_lambda`, "),
            "{unknown}"
        );
    }
}
