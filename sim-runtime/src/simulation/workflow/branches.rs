//! Several branches of a workflow, and what they give together.

use super::chain::Chain;
use super::definition::Workflow;
use super::passed::{Passed, Value, typed};

/// Branches that are taken at once: a tuple of up to eight workflows, a `Vec` or an array.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a list of branches that take `{I}`",
    label = "cannot be taken at once",
    note = "give a tuple, an array or a `Vec` of workflows, each of which takes what the step before gives",
    note = "`task(cloud, function)` is a workflow of one step"
)]
pub trait Branches<I> {
    /// What they give together.
    type Output: Passed;

    /// Their steps.
    #[doc(hidden)]
    fn chains(self) -> Vec<Chain>;

    /// Puts together what each has given.
    #[doc(hidden)]
    fn join(values: Vec<Value>) -> Value;
}

impl<I, O: Passed> Branches<I> for Vec<Workflow<I, O>> {
    type Output = Vec<O>;

    fn chains(self) -> Vec<Chain> {
        self.into_iter().map(Workflow::into_chain).collect()
    }

    fn join(values: Vec<Value>) -> Value {
        Box::new(values.into_iter().map(typed).collect::<Vec<O>>())
    }
}

impl<I, O: Passed, const N: usize> Branches<I> for [Workflow<I, O>; N] {
    type Output = Vec<O>;

    fn chains(self) -> Vec<Chain> {
        Vec::from(self).chains()
    }

    fn join(values: Vec<Value>) -> Value {
        <Vec<Workflow<I, O>>>::join(values)
    }
}

macro_rules! tuples {
    ($(($($O:ident $branch:ident),+);)*) => {$(
        impl<I, $($O: Passed),+> Branches<I> for ($(Workflow<I, $O>,)+) {
            type Output = ($($O,)+);

            fn chains(self) -> Vec<Chain> {
                let ($($branch,)+) = self;
                vec![$($branch.into_chain()),+]
            }

            fn join(values: Vec<Value>) -> Value {
                let mut values = values.into_iter();
                $( let $branch: $O = typed(values.next().expect("each branch gives a value")); )+
                Box::new(($($branch,)+))
            }
        }
    )*};
}

tuples! {
    (A a);
    (A a, B b);
    (A a, B b, C c);
    (A a, B b, C c, D d);
    (A a, B b, C c, D d, E e);
    (A a, B b, C c, D d, E e, F f);
    (A a, B b, C c, D d, E e, F f, G g);
    (A a, B b, C c, D d, E e, F f, G g, H h);
}
