//! What a declaration says of functions without a type of their own whose invocations may be repeated.

use super::Builder;
use crate::simulation::handle::Function;
use crate::simulation::input_type::cloned;
use crate::simulation::parcel::Parcel;

impl Builder {
    /// Says that the inputs of a function are copied by `Clone`, so that it can have [retries](crate::serverless::Retry), events
    /// that are repeated, and dead letters. Returns the function. One that `#[serverless_function]` has made needs no such word.
    ///
    /// ```
    /// # use sim_runtime::prelude::*;
    /// # let mut sim = Builder::new();
    /// let spec = FunctionSpec { retry: Some(Retry::times(3)), ..FunctionSpec::new("resize", Image::new("python", mb(250))) };
    /// let resize = sim.function(spec, async |_: &mut Ctx, photo: u64| photo + 1);
    /// let resize = sim.repeatable(resize);
    /// # let _ = resize;
    /// ```
    pub fn repeatable<I: Clone + 'static, O, E>(
        &mut self,
        function: Function<I, O, E>,
    ) -> Function<I, O, E> {
        self.functions[function.id].input.copy = Some(cloned::<I>);
        function
    }

    /// Says that dead letters of any function invoke this one with an input that does not depend on them.
    pub(crate) fn takes_any_letter<I: Clone + 'static, O, E>(
        &mut self,
        function: Function<I, O, E>,
        input: I,
    ) {
        let answer = move || Parcel::of(input.clone());
        self.functions[function.id].input.answer = Some(std::rc::Rc::new(answer));
    }
}
