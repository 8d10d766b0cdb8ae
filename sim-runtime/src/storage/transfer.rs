//! Bytes on their way: one fluid stream, or a pipeline of chunks.
//!
//! A transfer moves bytes and nothing else: space is a matter of partitions, and what the end of a transfer means is a
//! matter of its *purpose*, which comes back when it ends.

mod search;

use slotmap::{SlotMap, new_key_type};

use super::Buffer;
use crate::platform::{Access, Broken, End, Fabric, Movement, MovementId};
use crate::units::{Bytes, SimTime};

new_key_type! {
    /// A transfer in progress.
    pub struct TransferId;
}

/// A part of a transfer that the fabric works on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// All of it, as one stream.
    Stream,
    /// A chunk comes from the source's disk.
    Read,
    /// A chunk crosses the network.
    Send,
    /// A chunk goes to the destination's disk.
    Write,
}

/// What the fabric returns when it has finished a part of a transfer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Leg {
    /// The transfer.
    pub transfer: TransferId,
    /// The part.
    pub stage: Stage,
}

/// Bytes to be moved, and how.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Transfer {
    /// Where they come from.
    pub from: End,
    /// Where they go.
    pub to: End,
    /// How many.
    pub bytes: Bytes,
    /// How many of them the file at the source holds. A stream is read in full all the same; a chunk is read from disk as
    /// far as the file goes, and past its end as an operation of no bytes (SEMANTICS 3.4).
    pub file: Bytes,
    /// As a stream or in chunks.
    pub buffer: Buffer,
}

/// How far a transfer has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress<P> {
    /// It is in progress.
    Going,
    /// Its last chunk has arrived and is now being written.
    Received,
    /// It is complete.
    Complete(P),
    /// A link broke under it.
    Broken(P),
}

#[derive(Debug)]
struct Ongoing<P> {
    plan: Transfer,
    purpose: P,
    movements: Vec<(Stage, MovementId)>,
    pipeline: Pipeline,
}

/// How many chunks have passed each stage of a pipeline.
#[derive(Clone, Copy, Debug, Default)]
struct Pipeline {
    chunks: u64,
    reading: u64,
    read: u64,
    /// What the sender has offered; it travels as soon as the receiver asks for it.
    posted: u64,
    sending: u64,
    sent: u64,
    writing: u64,
    written: u64,
}

/// The transfers in progress, each with the purpose `P` that comes back at its end.
#[derive(Debug)]
pub struct Transfers<P> {
    ongoing: SlotMap<TransferId, Ongoing<P>>,
}

impl<P> Default for Transfers<P> {
    fn default() -> Self {
        Self {
            ongoing: SlotMap::with_key(),
        }
    }
}

impl<P: Copy> Transfers<P> {
    /// The purposes of the transfers in progress, in an order that depends on nothing but what happened.
    pub fn purposes(&self) -> impl Iterator<Item = &P> {
        self.ongoing.values().map(|ongoing| &ongoing.purpose)
    }

    /// Starts a transfer, whose first bytes leave at `departure`.
    ///
    /// # Errors
    ///
    /// [`Broken`] if nothing can move between the two hosts.
    pub fn start<T>(
        &mut self,
        fabric: &mut Fabric<T>,
        now: SimTime,
        departure: SimTime,
        plan: Transfer,
        purpose: P,
    ) -> Result<TransferId, Broken>
    where
        T: Copy + From<Leg>,
    {
        let transfer = self.prepare(plan, purpose);
        if let Err(broken) = self.depart(fabric, now, departure, transfer) {
            self.cancel(fabric, transfer);
            return Err(broken);
        }
        Ok(transfer)
    }

    /// A transfer whose bytes leave when they are [told to](Self::depart).
    pub fn prepare(&mut self, plan: Transfer, purpose: P) -> TransferId {
        let pipeline = Pipeline::new(&plan);
        let movements = Vec::with_capacity(1);
        self.ongoing.insert(Ongoing {
            plan,
            purpose,
            movements,
            pipeline,
        })
    }

    /// The first bytes of a transfer that has been prepared leave at `departure`; nothing happens if it has been cancelled.
    ///
    /// # Errors
    ///
    /// [`Broken`] if nothing can move between the two hosts.
    pub fn depart<T>(
        &mut self,
        fabric: &mut Fabric<T>,
        now: SimTime,
        departure: SimTime,
        transfer: TransferId,
    ) -> Result<(), Broken>
    where
        T: Copy + From<Leg>,
    {
        let plan = self.ongoing.get(transfer).map(|ongoing| ongoing.plan);
        if let Some(plan) = plan {
            fabric.check_up(plan.from.host(), plan.to.host())?;
        }
        match plan.map(|plan| plan.buffer) {
            None => Ok(()),
            Some(Buffer::Fluid) => self.stream(fabric, now, departure, transfer),
            Some(Buffer::Chunks(_) | Buffer::Whole) => self.pump(fabric, now, departure, transfer),
        }
    }

    /// The fabric has finished a part of a transfer: starts what can follow.
    pub fn advance<T>(&mut self, fabric: &mut Fabric<T>, now: SimTime, leg: Leg) -> Progress<P>
    where
        T: Copy + From<Leg>,
    {
        let Some(ongoing) = self.ongoing.get_mut(leg.transfer) else {
            return Progress::Going;
        };
        ongoing.movements.retain(|(stage, _)| *stage != leg.stage);
        let purpose = ongoing.purpose;
        if ongoing.pipeline.finish(leg.stage, &ongoing.plan) {
            self.ongoing.remove(leg.transfer);
            return Progress::Complete(purpose);
        }
        let received = leg.stage == Stage::Send && ongoing.pipeline.sent == ongoing.pipeline.chunks;
        if self.pump(fabric, now, now, leg.transfer).is_err() {
            self.cancel(fabric, leg.transfer);
            return Progress::Broken(purpose);
        }
        if received {
            Progress::Received
        } else {
            Progress::Going
        }
    }

    /// Stops a transfer before its end, if it has not ended yet: a stream at once, a pipeline when the disk operations that it
    /// has begun have ended (SEMANTICS 3.4).
    pub fn cancel<T: Copy>(&mut self, fabric: &mut Fabric<T>, transfer: TransferId) -> Option<P> {
        let ended = self.ongoing.remove(transfer)?;
        for (stage, movement) in ended.movements {
            match stage {
                Stage::Stream | Stage::Send => drop(fabric.cancel(movement)),
                Stage::Read | Stage::Write => {}
            }
        }
        Some(ended.purpose)
    }

    /// What a transfer is for, if it has not ended yet.
    pub fn purpose(&self, transfer: TransferId) -> Option<P> {
        Some(self.ongoing.get(transfer)?.purpose)
    }

    fn stream<T>(
        &mut self,
        fabric: &mut Fabric<T>,
        now: SimTime,
        departure: SimTime,
        transfer: TransferId,
    ) -> Result<(), Broken>
    where
        T: Copy + From<Leg>,
    {
        let ongoing = &mut self.ongoing[transfer];
        let Transfer {
            from, to, bytes, ..
        } = ongoing.plan;
        let leg = Leg {
            transfer,
            stage: Stage::Stream,
        };
        let movement = fabric.start(
            now,
            Movement {
                from,
                to,
                bytes,
                departure,
            },
            T::from(leg),
        )?;
        ongoing.movements.push((Stage::Stream, movement));
        Ok(())
    }

    /// Starts every stage of a pipeline that has something to do.
    fn pump<T>(
        &mut self,
        fabric: &mut Fabric<T>,
        now: SimTime,
        departure: SimTime,
        transfer: TransferId,
    ) -> Result<(), Broken>
    where
        T: Copy + From<Leg>,
    {
        let ongoing = &mut self.ongoing[transfer];
        let plan = ongoing.plan;
        while let Some((stage, chunk)) = ongoing.pipeline.begin(&plan) {
            let bytes = plan.chunk(chunk);
            let token = T::from(Leg { transfer, stage });
            let (from, to) = (plan.from.host(), plan.to.host());
            let movement = match stage {
                Stage::Read => {
                    let stored = plan.stored(chunk);
                    fabric.start_disk(now, departure, from, Access::Read, stored, token)
                }
                Stage::Write => fabric.start_disk(now, departure, to, Access::Write, bytes, token),
                Stage::Send | Stage::Stream => {
                    let (from, to) = (End::Memory(from), End::Memory(to));
                    fabric.start(
                        now,
                        Movement {
                            from,
                            to,
                            bytes,
                            departure,
                        },
                        token,
                    )?
                }
            };
            ongoing.movements.push((stage, movement));
        }
        Ok(())
    }
}

impl Transfer {
    fn chunk_size(&self) -> Bytes {
        match self.buffer {
            Buffer::Chunks(size) => size.max(Bytes::new(1)),
            Buffer::Fluid | Buffer::Whole => self.bytes,
        }
    }

    fn chunks(&self) -> u64 {
        if self.bytes == Bytes::ZERO {
            1
        } else {
            self.bytes.get().div_ceil(self.chunk_size().get())
        }
    }

    /// The size of one chunk; the last may be shorter.
    fn chunk(&self, index: u64) -> Bytes {
        self.part(index, self.bytes)
    }

    /// What the file holds of one chunk.
    fn stored(&self, index: u64) -> Bytes {
        self.part(index, self.file.min(self.bytes))
    }

    /// How much of a total falls into one chunk.
    fn part(&self, index: u64, total: Bytes) -> Bytes {
        let size = self.chunk_size();
        let before = Bytes::new(size.get() * index);
        size.min(total.saturating_sub(before))
    }

    fn reads(&self) -> bool {
        matches!(self.from, End::Disk(_))
    }

    fn writes(&self) -> bool {
        matches!(self.to, End::Disk(_))
    }
}

impl Pipeline {
    fn new(plan: &Transfer) -> Self {
        let chunks = plan.chunks();
        // What comes from memory has been read already.
        let read = if plan.reads() { 0 } else { chunks };
        Self {
            chunks,
            reading: read,
            read,
            ..Self::default()
        }
    }

    /// Counts the end of a stage; returns whether the transfer is complete.
    fn finish(&mut self, stage: Stage, plan: &Transfer) -> bool {
        match stage {
            Stage::Stream => return true,
            Stage::Read => self.read += 1,
            Stage::Send => self.sent += 1,
            Stage::Write => self.written += 1,
        }
        if !plan.writes() {
            // What goes to memory is there as soon as it has arrived.
            self.writing = self.sent;
            self.written = self.sent;
        }
        self.written == self.chunks
    }

    /// The next stage that may start now, with its chunk (SEMANTICS 3.4): each stage holds one chunk at a time.
    fn begin(&mut self, plan: &Transfer) -> Option<(Stage, u64)> {
        if plan.writes() && self.writing == self.written && self.writing < self.sent {
            self.writing += 1;
            return Some((Stage::Write, self.writing - 1));
        }
        // The sender offers chunk k when it has read it and chunk k - 1 has been received ..
        if self.posted == self.sent && self.posted < self.read {
            self.posted += 1;
        }
        // .. and the receiver asks for it when chunk k - 2 is written.
        if self.sending < self.posted && self.sending <= self.written + 1 {
            self.sending += 1;
            return Some((Stage::Send, self.sending - 1));
        }
        // Chunk k + 1 is read once chunk k is offered, whether or not the receiver has asked for that.
        if self.reading == self.read && self.reading < self.chunks && self.reading <= self.posted {
            self.reading += 1;
            return Some((Stage::Read, self.reading - 1));
        }
        None
    }
}

#[cfg(test)]
mod tests;
