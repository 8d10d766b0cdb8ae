//! Listening: a service takes in one message at a time, and the next when it has made its calls (SEMANTICS 8.1).

use super::Service;
use crate::serverless::calls;
use crate::serverless::env::{Alarm, Message, Notice, ServiceEnv, StepId};

impl Service {
    /// A message has arrived; it is handled when those before it have been.
    pub fn deliver(&mut self, env: &mut impl ServiceEnv, message: Message) {
        if !self.listening {
            return self.inbox.push_back(message);
        }
        if env.is_alone() {
            self.listening = false;
            env.spend(1);
            let told = env.told();
            self.handle(env, message);
            let told = env.told() - told;
            return self.go_on(env, told == 0);
        }
        self.listening = false;
        self.inbox.push_back(message);
        if env.is_to_come(self.ready) {
            env.listen_at(self.ready);
        } else {
            env.take_turn(0);
        }
    }

    /// The service goes on: with the request whose processing is over, or with the next message.
    pub fn turn(&mut self, env: &mut impl ServiceEnv) {
        let processed = self.processed.take().map(Message::Processed);
        let Some(message) = processed.or_else(|| self.inbox.pop_front()) else {
            self.listening = true;
            return;
        };
        self.handle(env, message);
        self.go_on(env, false);
    }

    /// The service has made its calls, and takes in the next message as soon as there is one.
    pub fn listen(&mut self, env: &mut impl ServiceEnv) {
        if self.inbox.is_empty() {
            self.listening = true;
        } else {
            env.take_turn(0);
        }
    }

    /// The service has handled a message. If it was alone and has told nobody, what it does until it listens again is not
    /// followed call by call, unless it is sent another one meanwhile.
    #[inline(always)]
    pub(super) fn go_on(&mut self, env: &mut impl ServiceEnv, alone: bool) {
        if self.is_busy() {
            return;
        }
        self.ready = env.ready();
        if !self.inbox.is_empty() {
            env.take_turn(calls::RECEIVE - 1);
        } else if alone || env.is_alone() {
            self.listening = true;
        } else {
            env.listen_at(self.ready);
        }
    }

    /// Turns to the next message from the network, unless it has not done with the one before.
    #[inline]
    pub(super) fn receive_next(&mut self, env: &mut impl ServiceEnv) {
        if !self.is_busy() && std::mem::take(&mut self.received) {
            env.receives_next();
        }
    }

    /// An alarm that the service has set goes off.
    pub fn alarm(&mut self, env: &mut impl ServiceEnv, alarm: Alarm) {
        match alarm {
            Alarm::Processed(invocation) => {
                self.processing = None;
                self.processed = Some(invocation);
                if env.is_alone() {
                    self.turn(env);
                } else {
                    env.take_turn(0);
                }
            }
            Alarm::Started(attempt) => self.started(env, attempt),
            Alarm::Step(instance, number) => {
                self.step_over(env, StepId { instance, number }, Ok(()));
            }
            Alarm::TimeLimit(attempt) => self.reach_time_limit(env, attempt),
            Alarm::Expiry(instance) => {
                let notice = Notice::Expired(instance);
                if env.is_alone() {
                    self.deliver(env, Message::Notice(notice));
                } else {
                    env.notify(notice, 0);
                }
            }
            Alarm::Provisioned(instance, _) => self.deliver(env, Message::Provisioned(instance)),
            Alarm::Wake(policy) => self.deliver(env, Message::Wake(policy)),
            Alarm::Scale => self.deliver(env, Message::Scale),
            Alarm::QueueTimeout(attempt) => self.reach_queue_timeout(env, attempt),
        }
    }

    /// Handles a message before anybody else can send one.
    pub fn handle_first(&mut self, env: &mut impl ServiceEnv, message: Message) {
        self.handle(env, message);
    }
}
