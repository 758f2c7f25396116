//! The model of a call: what it is asked, what it answers, and the tools that it uses.

use std::sync::Arc;
use std::task::{Context, Poll};

use futures::StreamExt as _;
use futures::stream::BoxStream;
use ringwright_vendors::language_model::{
    LanguageModel, Message, Question, Thought, Tokens, ToolCall, ToolSpec,
};
use ringwright_voice::session::{AskId, Entry, EntryKind, Input, Speaker, ToolId, Trouble, TurnId};
use serde_json::json;

use super::prices::{Prices, Unit};
use super::profile::Thinker;

/// The most tokens of an answer.
const MOST_TOKENS: u32 = 400;
/// The tool that ends the call.
const END_CALL: &str = "end_call";
/// Overflow rule: of more lines than this the oldest are no longer told to the model.
const MOST_LINES: usize = 120;
/// Tools that may wait to be run.
const MOST_WAITING: usize = 16;
/// Questions that may be open at once; more are never needed.
const MOST_OPEN: usize = 8;

/// A line of what the model knows.
enum Line {
    Said { caller: bool, text: String },
    Used { call: ToolCall, result: String },
}

/// A tool that the model wants.
struct Wanted {
    id: ToolId,
    turn: Option<TurnId>,
    call: ToolCall,
    result: Option<String>,
}

/// A question that is being answered.
struct Open {
    ask: AskId,
    /// The place of who answers it.
    by: usize,
    thoughts: BoxStream<'static, Thought>,
}

/// Somebody who may think.
struct Candidate {
    who: Arc<dyn LanguageModel>,
    /// Which of its models; its usual one when missing.
    model: Option<Arc<str>>,
}

/// The model of a call.
pub(super) struct Mind {
    /// In the order in which they stand in for each other.
    candidates: Vec<Candidate>,
    current: usize,
    system: String,
    tools: Arc<[ToolSpec]>,
    lines: Vec<Line>,
    open: Vec<Open>,
    wanted: Vec<Wanted>,
    next_tool: u32,
    /// The turn that each open question is for.
    turns: Vec<(AskId, TurnId)>,
    /// Tokens that each candidate was used for.
    tokens: Vec<Tokens>,
}

/// What comes of running a tool.
pub(super) enum Ran {
    /// It is done.
    Done,
    /// It is done, and the call is to end.
    EndCall,
}

impl Mind {
    pub(super) fn new(providers: &[Arc<dyn LanguageModel>], thinker: &Thinker, system: String) -> Self {
        let end_call = ToolSpec {
            name: END_CALL.to_owned(),
            description: "Ends the call, once what you say next was heard.".to_owned(),
            parameters: json!({ "type": "object", "properties": {}, "additionalProperties": false }),
        };
        let candidates = candidates(providers, thinker);
        let tokens = vec![Tokens::default(); candidates.len()];
        Self {
            candidates,
            current: 0,
            system,
            tools: [end_call].into(),
            lines: Vec::new(),
            open: Vec::new(),
            wanted: Vec::new(),
            next_tool: 0,
            turns: Vec::new(),
            tokens,
        }
    }

    /// Asks the model. `text` and `keys` are what the caller has said and is no entry yet.
    pub(super) fn ask(&mut self, turn: TurnId, ask: AskId, text: &str, keys: &str) {
        let mut messages = self.messages(turn);
        let mut said = text.to_owned();
        if !keys.is_empty() {
            said = format!("{said} (keys pressed: {keys})").trim_start().to_owned();
        }
        if !said.is_empty() {
            push_said(&mut messages, true, &said);
        }
        let Some(Candidate { who, model }) = self.candidate() else { return };
        let tools = Arc::clone(&self.tools);
        let question = Question { messages, tools, model: model.clone(), most_tokens: MOST_TOKENS };
        let thoughts = who.think(question);
        if self.open.len() == MOST_OPEN {
            self.open.remove(0);
        }
        let by = self.current.checked_rem(self.candidates.len()).unwrap_or(0);
        self.open.push(Open { ask, by, thoughts });
        self.turns.retain(|(of, _)| self.open.iter().any(|open| open.ask == *of));
        self.turns.push((ask, turn));
    }

    /// What the model is told: who it is, what was said, and what came of the tools of this turn.
    fn messages(&self, turn: TurnId) -> Vec<Message> {
        let mut messages = vec![Message::System(self.system.clone())];
        let skipped = self.lines.len().saturating_sub(MOST_LINES);
        for line in self.lines.iter().skip(skipped) {
            match line {
                Line::Said { caller, text } => push_said(&mut messages, *caller, text),
                Line::Used { call, result } => push_used(&mut messages, call, result),
            }
        }
        for wanted in self.wanted.iter().filter(|wanted| wanted.turn == Some(turn)) {
            let result = wanted.result.as_deref().unwrap_or("This took too long and was given up.");
            push_used(&mut messages, &wanted.call, result);
        }
        messages
    }

    fn candidate(&self) -> Option<&Candidate> {
        self.current.checked_rem(self.candidates.len()).and_then(|at| self.candidates.get(at))
    }

    /// Tokens that were used, and what they take.
    pub(super) fn used(&self, prices: &Prices) -> (Tokens, u64) {
        let (mut all, mut takes) = (Tokens::default(), 0);
        for (Candidate { who, .. }, tokens) in self.candidates.iter().zip(&self.tokens) {
            all.prompt = all.prompt.saturating_add(tokens.prompt);
            all.completion = all.completion.saturating_add(tokens.completion);
            takes += prices.of(who.name(), Unit::MillionPrompt, tokens.prompt.into());
            takes += prices.of(who.name(), Unit::MillionCompletion, tokens.completion.into());
        }
        (all, takes)
    }

    /// The name of the model that thinks.
    pub(super) fn name(&self) -> &'static str {
        self.candidate().map_or("none", |candidate| candidate.who.name())
    }

    /// Has the next model think.
    pub(super) fn switch(&mut self) {
        self.current += 1;
    }

    pub(super) fn cancel(&mut self, ask: AskId) {
        self.open.retain(|open| open.ask != ask);
    }

    /// A line was said or heard.
    pub(super) fn note(&mut self, entry: &Entry) {
        let own = entry.kind == EntryKind::Phrase || entry.kind == EntryKind::Aside;
        if own {
            // What the agent says by itself is no part of what it thinks.
            return;
        }
        let caller = entry.speaker == Speaker::Caller;
        if caller {
            // What was used before belongs before these words.
            self.settle_tools();
        }
        let text = match entry.kind {
            EntryKind::Keys => format!("(keys pressed: {})", entry.text),
            EntryKind::Cut => format!("{} …", entry.text),
            _ => entry.text.clone(),
        };
        self.lines.push(Line::Said { caller, text });
        if self.lines.len() > 2 * MOST_LINES {
            self.lines.drain(..MOST_LINES);
        }
    }

    /// What was used becomes a part of the conversation. A tool that waits for the end of the caller's turn still does.
    fn settle_tools(&mut self) {
        let (used, waiting) = std::mem::take(&mut self.wanted).into_iter().partition(|w| w.result.is_some());
        self.wanted = waiting;
        // Those of replies that were discarded are never run.
        let excess = self.wanted.len().saturating_sub(MOST_WAITING);
        self.wanted.drain(..excess);
        let used: Vec<Wanted> = used;
        self.lines.extend(
            used.into_iter()
                .map(|wanted| Line::Used { call: wanted.call, result: wanted.result.unwrap_or_default() }),
        );
    }

    /// Runs a tool that the caller's turn is sure of.
    pub(super) fn run(&mut self, tool: ToolId) -> Ran {
        let Some(wanted) = self.wanted.iter_mut().find(|wanted| wanted.id == tool) else { return Ran::Done };
        if wanted.call.name == END_CALL {
            wanted.result = Some("The call ends after your next words. Say goodbye.".to_owned());
            return Ran::EndCall;
        }
        wanted.result = Some(format!("There is no tool called {}.", wanted.call.name));
        Ran::Done
    }

    pub(super) fn poll(&mut self, context: &mut Context<'_>) -> Poll<Input> {
        for at in 0..self.open.len() {
            let Open { ask, by, thoughts } = &mut self.open[at];
            let (ask, by) = (*ask, *by);
            let Poll::Ready(thought) = thoughts.poll_next_unpin(context) else { continue };
            return Poll::Ready(match thought {
                Some(Thought::Text(text)) => Input::Token { ask, text },
                Some(Thought::Tool(call)) => {
                    self.next_tool += 1;
                    let tool = ToolId(self.next_tool);
                    let turn = self.turns.iter().find(|(of, _)| *of == ask).map(|(_, turn)| *turn);
                    self.wanted.push(Wanted { id: tool, turn, call, result: None });
                    Input::ToolAsked { ask, tool }
                }
                Some(Thought::Done(tokens)) => {
                    self.open.remove(at);
                    let used = tokens.unwrap_or_default();
                    if let Some(tokens) = self.tokens.get_mut(by) {
                        tokens.prompt = tokens.prompt.saturating_add(used.prompt);
                        tokens.completion = tokens.completion.saturating_add(used.completion);
                    }
                    Input::ModelDone { ask }
                }
                Some(Thought::Trouble(error)) => {
                    self.open.remove(at);
                    tracing::warn!(vendor = self.name(), %error, "the model fails");
                    Input::Trouble(Trouble::Model { ask })
                }
                None => {
                    self.open.remove(at);
                    Input::ModelDone { ask }
                }
            });
        }
        Poll::Pending
    }
}

/// Who may think, in their order: the chosen provider with the chosen model goes first, and with its usual model again
/// last, in case that the chosen one is what fails. A provider that this installation does not have is nobody's model.
fn candidates(providers: &[Arc<dyn LanguageModel>], thinker: &Thinker) -> Vec<Candidate> {
    let chosen = match &thinker.provider {
        Some(name) => providers.iter().position(|who| who.name() == name),
        None => (!providers.is_empty()).then_some(0),
    };
    let mut order: Vec<usize> = (0..providers.len()).collect();
    if let Some(chosen) = chosen {
        order[..=chosen].rotate_right(1);
    }
    let usual = |at: usize| Candidate { who: Arc::clone(&providers[at]), model: None };
    let mut all: Vec<Candidate> = order.into_iter().map(usual).collect();
    if let (Some(chosen), Some(model)) = (chosen, &thinker.model) {
        all[0].model = Some(model.as_str().into());
        all.push(usual(chosen));
    }
    all
}

/// Adds words, joined to those of the same speaker.
fn push_said(messages: &mut Vec<Message>, caller: bool, text: &str) {
    match (messages.last_mut(), caller) {
        (Some(Message::User(said)), true) => {
            said.push(' ');
            said.push_str(text);
        }
        (Some(Message::Assistant { text: said, tools }), false) if tools.is_empty() => {
            said.push(' ');
            said.push_str(text);
        }
        (_, true) => messages.push(Message::User(text.to_owned())),
        (_, false) => messages.push(Message::Assistant { text: text.to_owned(), tools: Vec::new() }),
    }
}

fn push_used(messages: &mut Vec<Message>, call: &ToolCall, result: &str) {
    messages.push(Message::Assistant { text: String::new(), tools: vec![call.clone()] });
    messages.push(Message::Tool { id: call.id.clone(), result: result.to_owned() });
}

#[cfg(test)]
mod tests {
    use super::*;
    use ringwright_domain::Instant;

    fn entry(speaker: Speaker, kind: EntryKind, text: &str) -> Entry {
        Entry { number: 0, speaker, turn: None, text: text.into(), kind, at: Instant::from_millis(0) }
    }

    fn mind() -> Mind {
        Mind::new(&[], &Thinker::default(), "Be brief.".into())
    }

    struct Named(&'static str);

    impl LanguageModel for Named {
        fn name(&self) -> &'static str {
            self.0
        }

        fn get_ready(&self) -> futures::future::BoxFuture<'static, ()> {
            Box::pin(std::future::ready(()))
        }

        fn think(&self, _: Question) -> BoxStream<'static, Thought> {
            futures::stream::empty().boxed()
        }
    }

    #[test]
    fn the_chosen_model_thinks_first_and_its_providers_usual_one_last() {
        let providers: [Arc<dyn LanguageModel>; 3] = ["a", "b", "c"].map(|name| Arc::new(Named(name)) as _);
        let order = |provider: Option<&str>, model: Option<&str>| {
            let thinker = Thinker { provider: provider.map(Into::into), model: model.map(Into::into) };
            let all = candidates(&providers, &thinker);
            let told =
                |one: Candidate| format!("{}{}", one.who.name(), one.model.as_deref().unwrap_or_default());
            all.into_iter().map(told).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(order(None, None), "a b c");
        assert_eq!(order(Some("c"), None), "c a b");
        assert_eq!(order(Some("b"), Some("-5")), "b-5 a c b");
        assert_eq!(order(None, Some("-5")), "a-5 b c a");
        assert_eq!(order(Some("elsewhere"), Some("-5")), "a b c");
        assert!(candidates(&[], &Thinker { provider: None, model: Some("m".into()) }).is_empty());
    }

    #[test]
    fn the_model_knows_what_was_said_and_heard() {
        let mut mind = mind();
        mind.note(&entry(Speaker::Agent, EntryKind::Whole, "Hello."));
        mind.note(&entry(Speaker::Agent, EntryKind::Cut, "How can"));
        mind.note(&entry(Speaker::Agent, EntryKind::Phrase, "One moment, please."));
        mind.note(&entry(Speaker::Caller, EntryKind::Whole, "A table"));
        mind.note(&entry(Speaker::Caller, EntryKind::Keys, "4#"));
        let messages = mind.messages(TurnId(1));
        let agent = Message::Assistant { text: "Hello. How can …".into(), tools: vec![] };
        let caller = Message::User("A table (keys pressed: 4#)".into());
        assert!(messages == [Message::System("Be brief.".into()), agent, caller]);
    }

    #[test]
    fn a_tool_and_what_came_of_it_are_told_in_their_place() {
        let mut mind = mind();
        // It is wanted before the caller's turn is known to be over.
        let call = ToolCall { id: "c".into(), name: END_CALL.into(), arguments: "{}".into() };
        mind.wanted.push(Wanted { id: ToolId(1), turn: Some(TurnId(3)), call, result: None });
        mind.note(&entry(Speaker::Caller, EntryKind::Whole, "Bye."));
        assert!(matches!(mind.run(ToolId(1)), Ran::EndCall));
        assert!(matches!(
            &mind.messages(TurnId(3))[..],
            [_, _, Message::Assistant { .. }, Message::Tool { .. }]
        ));
        assert_eq!(mind.messages(TurnId(4)).len(), 2, "another turn's tool is not told yet");
        mind.note(&entry(Speaker::Agent, EntryKind::Whole, "Goodbye."));
        mind.note(&entry(Speaker::Caller, EntryKind::Whole, "One more thing."));
        let all = mind.messages(TurnId(5));
        assert!(matches!(
            &all[..],
            [
                _,
                Message::User(_),
                Message::Assistant { .. },
                Message::Assistant { .. },
                Message::Tool { .. },
                Message::User(_)
            ]
        ));
    }

    #[test]
    fn what_the_model_is_told_is_bounded() {
        let mut mind = mind();
        for n in 0..1_000 {
            let speaker = if n % 2 == 0 { Speaker::Caller } else { Speaker::Agent };
            mind.note(&entry(speaker, EntryKind::Whole, "and so on"));
        }
        assert!(mind.lines.len() <= 2 * MOST_LINES && mind.messages(TurnId(1)).len() <= MOST_LINES + 1);
    }
}
