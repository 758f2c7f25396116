//! Tools that the model uses during a reply.

use crate::session::mind::{MOST_TOOLS, State, Tool, ToolState, Writing};
use crate::session::watch::Timer;
use crate::session::{AskId, Cause, Incident, Output, Session, ToolId, TurnId};

impl Session {
    /// The model wants a tool. It runs at once if the caller is surely done, and else waits for that.
    pub(super) fn tool_asked(&mut self, ask: AskId, id: ToolId) {
        let confirmed = self.mind.is_replying();
        let wait = self.timings().next_token.get();
        let Some(reply) = self.mind.asked(ask).filter(|reply| reply.writing != Writing::Done) else { return };
        if reply.tools.iter().any(|tool| tool.id == id) {
            return;
        }
        if reply.tools.len() == MOST_TOOLS {
            self.overflow();
            return;
        }
        let state = if confirmed { ToolState::Running } else { ToolState::Held };
        reply.writing = Writing::Begun;
        reply.has_content = true;
        reply.tools.push(Tool { id, state });
        let turn = reply.turn;
        self.after(Timer::NextToken, wait);
        if confirmed {
            self.run_tool(turn, id);
        }
    }

    /// Runs a tool, and watches it.
    pub(super) fn run_tool(&mut self, turn: TurnId, tool: ToolId) {
        self.put(Output::RunTool { turn, tool });
        let timings = self.timings();
        let (slow, longest, reply) =
            (timings.tool_slow.get(), timings.tool_longest.get(), timings.reply_longest.get());
        // The tool's filler speaks for the reply; silence is watched again after it.
        self.after(Timer::ToolSlow, slow);
        self.after(Timer::ToolLongest, longest);
        self.after(Timer::GiveUp, longest + reply);
    }

    /// A tool takes longer than people wait in silence.
    pub(super) fn tool_is_slow(&mut self) {
        let State::Replying(reply) = &mut self.mind.state else { return };
        let again = self.setup.timings.dead_air_again.get();
        if !self.mouth.is_sounding() && !self.ear.is_speaking() {
            let phrase = reply.fillers.next();
            reply.times.after_filler |= !reply.times.reported;
            self.say_phrase(phrase);
        }
        self.after(Timer::ToolSlow, again);
    }

    /// A tool has finished.
    pub(super) fn tool_done(&mut self, id: ToolId) {
        let State::Replying(reply) = &mut self.mind.state else { return };
        let running = |tool: &&mut Tool| tool.id == id && tool.state == ToolState::Running;
        if let Some(tool) = reply.tools.iter_mut().find(running) {
            tool.state = ToolState::Done;
            self.go_on_after_tools();
        }
    }

    /// Tools take too long: the model goes on without their results.
    pub(super) fn tools_given_up(&mut self) {
        let State::Replying(reply) = &mut self.mind.state else { return };
        let mut late = Vec::new();
        for tool in reply.tools.iter_mut().filter(|tool| tool.state == ToolState::Running) {
            tool.state = ToolState::Done;
            late.push(tool.id);
        }
        for tool in late {
            self.put(Output::Incident(Incident::ToolGivenUp));
            self.put(Output::GiveUpTool { tool });
        }
        self.go_on_after_tools();
    }

    /// When the model is done with wanting tools and they are done: it goes on with their results.
    pub(super) fn go_on_after_tools(&mut self) {
        let (silence, longest) = (self.timings().dead_air.get(), self.timings().reply_longest.get());
        let State::Replying(reply) = &mut self.mind.state else { return };
        if reply.writing != Writing::Done || reply.tools.is_empty() || !reply.tools_are_done() {
            return;
        }
        reply.tools.clear();
        reply.fillers.not_before = Some(self.now.plus(silence));
        reply.chunker = crate::session::chunker::Chunker::default();
        self.watch.clear_all(&[Timer::ToolSlow, Timer::ToolLongest]);
        self.after(Timer::GiveUp, longest);
        self.ask_again(Cause::Tools);
    }
}
