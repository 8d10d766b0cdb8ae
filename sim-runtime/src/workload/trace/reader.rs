//! What a format of traces has to do.

use super::error::TraceError;
use super::intake::Intake;

/// A trace in a format.
///
/// It is read once, from the beginning to the end, and tells the [`Intake`] what is in it, in whatever order that comes: the
/// intake puts rows into order of date, outside memory if they are many. So a reader keeps no row, and needs as much memory
/// for 1 GB as for 1 MB.
///
/// ```
/// use sim_runtime::kernel::Seed;
/// use sim_runtime::units::SimTime;
/// use sim_runtime::units::short::secs;
/// use sim_runtime::workload::trace::{Intake, Invocation, Trace, TraceError, TraceOptions, TraceReader};
///
/// /// One function that is invoked every hour.
/// struct Hourly;
///
/// impl TraceReader for Hourly {
///     fn read(&mut self, intake: &mut Intake) -> Result<(), TraceError> {
///         let function = intake.function("app", "report")?;
///         for hour in (0..24).rev() {
///             let start = f64::from(hour) * 3600.0;
///             intake.invocation(Invocation { start, duration: Some(2.0), ..Invocation::of(function) })?;
///         }
///         Ok(())
///     }
/// }
///
/// let random = &mut Seed(1).stream(0, "trace");
/// let trace = Trace::read(&mut Hourly, &TraceOptions::default(), random)?;
/// assert_eq!(trace.invocations(), 24);
/// let first = trace.rows(random).next().unwrap()?;
/// assert_eq!((first.date, first.duration), (SimTime::ZERO, secs(2)));
/// # Ok::<(), TraceError>(())
/// ```
pub trait TraceReader {
    /// Reads the whole, and tells the intake.
    ///
    /// # Errors
    ///
    /// What cannot be read: file, line and column, and how to mend it.
    fn read(&mut self, intake: &mut Intake) -> Result<(), TraceError>;
}

impl<R: TraceReader + ?Sized> TraceReader for Box<R> {
    fn read(&mut self, intake: &mut Intake) -> Result<(), TraceError> {
        R::read(self, intake)
    }
}
