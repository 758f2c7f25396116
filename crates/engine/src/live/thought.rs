//! The model of a call: what it is asked, what it answers, and the tools that it uses.

use std::sync::Arc;
use std::task::{Context, Poll};

use futures::StreamExt as _;
use futures::stream::BoxStream;
use ringwright_store::LiveTool;
use ringwright_vendors::language_model::{
    LanguageModel, Message, Question, Thought, Tokens, ToolCall, ToolSpec,
};
use ringwright_voice::session::{AskId, Entry, EntryKind, Input, Speaker, ToolId, Trouble, TurnId};
use serde_json::json;

use super::prices::{Prices, Unit};
use super::profile::{Profile, Thinker};

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

/// What the model is told of a tool that is still being asked when it has to go on.
const STILL_ASKED: &str = "It was asked and has not answered yet. Do not ask it again for the same.";

/// A line of what the model knows.
enum Line {
    Said { caller: bool, text: String },
    Used(Used),
}

/// A tool that was used, or is being used.
struct Used {
    id: ToolId,
    call: ToolCall,
    /// What came of it, once that is known.
    result: Option<String>,
}

/// A tool that the model wants.
struct Wanted {
    turn: Option<TurnId>,
    /// Whether it was begun: the caller's turn was surely over.
    begun: bool,
    tool: Used,
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
    /// A server of the business is to be asked.
    Ask(ToolCall),
}

impl Mind {
    pub(super) fn new(providers: &[Arc<dyn LanguageModel>], profile: &Profile) -> Self {
        let end_call = ToolSpec {
            name: END_CALL.to_owned(),
            description: "Ends the call, once what you say next was heard.".to_owned(),
            parameters: json!({ "type": "object", "properties": {}, "additionalProperties": false }),
        };
        let of_business = profile.tools.iter().map(|tool| ToolSpec {
            name: tool.name.clone(),
            description: tool.description.clone(),
            parameters: tool.schema(),
        });
        let candidates = candidates(providers, &profile.thinker);
        let tokens = vec![Tokens::default(); candidates.len()];
        Self {
            candidates,
            current: 0,
            system: profile.system(),
            tools: of_business.chain([end_call]).collect(),
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
                Line::Used(used) => push_used(&mut messages, used),
            }
        }
        // Those of a reply that the caller broke off as well: they may have been done.
        for wanted in self.wanted.iter().filter(|wanted| wanted.turn == Some(turn) || wanted.begun) {
            push_used(&mut messages, &wanted.tool);
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
        let (used, waiting): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.wanted).into_iter().partition(|wanted| wanted.begun);
        self.wanted = waiting;
        // Those of replies that were discarded are never run.
        let excess = self.wanted.len().saturating_sub(MOST_WAITING);
        self.wanted.drain(..excess);
        self.lines.extend(used.into_iter().map(|wanted| Line::Used(wanted.tool)));
    }

    /// Runs a tool that the caller's turn is sure of.
    pub(super) fn run(&mut self, tool: ToolId) -> Ran {
        let Some(wanted) = self.wanted.iter_mut().find(|wanted| wanted.tool.id == tool) else {
            return Ran::Done;
        };
        wanted.begun = true;
        let Used { call, result, .. } = &mut wanted.tool;
        if call.name == END_CALL {
            *result = Some("The call ends after your next words. Say goodbye.".to_owned());
            return Ran::EndCall;
        }
        if self.tools.iter().any(|known| known.name == call.name) {
            return Ran::Ask(call.clone());
        }
        *result = Some(format!("There is no tool called {}.", call.name));
        Ran::Done
    }

    /// What came of a tool is known.
    pub(super) fn brought(&mut self, tool: ToolId, result: &str) {
        let settled = self.lines.iter_mut().filter_map(|line| match line {
            Line::Used(used) => Some(used),
            Line::Said { .. } => None,
        });
        let waiting = self.wanted.iter_mut().map(|wanted| &mut wanted.tool);
        if let Some(used) = settled.chain(waiting).find(|used| used.id == tool) {
            used.result = Some(result.to_owned());
        }
    }

    /// A tool was used before an interruption of the whole call.
    pub(super) fn remember(&mut self, tool: &LiveTool) {
        self.next_tool += 1;
        let id = format!("before_{}", tool.number);
        let call = ToolCall { id, name: tool.name.clone(), arguments: tool.arguments.clone() };
        let unknown = "It is not known whether this was done; do not try it again.";
        let result = tool.brought.as_ref().map_or(unknown, |brought| brought.result.as_str());
        let used = Used { id: ToolId(self.next_tool), call, result: Some(result.to_owned()) };
        self.lines.push(Line::Used(used));
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
                    let used = Used { id: tool, call, result: None };
                    self.wanted.push(Wanted { turn, begun: false, tool: used });
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

fn push_used(messages: &mut Vec<Message>, Used { call, result, .. }: &Used) {
    messages.push(Message::Assistant { text: String::new(), tools: vec![call.clone()] });
    let result = result.as_deref().unwrap_or(STILL_ASKED);
    messages.push(Message::Tool { id: call.id.clone(), result: result.to_owned() });
}

#[cfg(test)]
mod tests {
    use super::*;
    use ringwright_domain::Instant;
    use ringwright_domain::agent::Tool;

    fn entry(speaker: Speaker, kind: EntryKind, text: &str) -> Entry {
        Entry { number: 0, speaker, turn: None, text: text.into(), kind, at: Instant::from_millis(0) }
    }

    fn mind_with(tools: Arc<[Tool]>) -> Mind {
        let profile = Profile { tools, ..Profile::usual("Robin", "Evening Line") };
        Mind { system: "Be brief.".into(), ..Mind::new(&[], &profile) }
    }

    fn mind() -> Mind {
        mind_with(Arc::default())
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

    fn wanted(id: u32, turn: u32, call: ToolCall) -> Wanted {
        let tool = Used { id: ToolId(id), call, result: None };
        Wanted { turn: Some(TurnId(turn)), begun: false, tool }
    }

    fn results(mind: &Mind, turn: u32) -> Vec<String> {
        let messages = mind.messages(TurnId(turn)).into_iter();
        let result = |message| match message {
            Message::Tool { result, .. } => Some(result),
            _ => None,
        };
        messages.filter_map(result).collect()
    }

    #[test]
    fn a_tool_whose_reply_was_broken_off_is_known_to_have_been_asked() {
        let find_order = Tool { name: "find_order".into(), ..Tool::default() };
        let mut mind = mind_with([find_order].into());
        let call = ToolCall { id: "c".into(), name: "find_order".into(), arguments: "{}".into() };
        mind.wanted.push(wanted(1, 3, call.clone()));
        mind.wanted.push(wanted(2, 4, call));
        assert!(results(&mind, 5).is_empty(), "what never ran is not told");
        mind.note(&entry(Speaker::Caller, EntryKind::Whole, "Where is my order?"));
        assert!(matches!(mind.run(ToolId(1)), Ran::Ask(call) if call.name == "find_order"));
        // The caller goes on while it is being asked.
        assert_eq!(results(&mind, 5), [STILL_ASKED]);
        mind.note(&entry(Speaker::Caller, EntryKind::Whole, "And hurry."));
        assert_eq!(results(&mind, 6), [STILL_ASKED]);
        mind.brought(ToolId(1), "On its way.");
        assert_eq!(results(&mind, 6), ["On its way."]);
        let before = LiveTool {
            number: 0,
            turn: None,
            name: "book".into(),
            arguments: "{}".into(),
            asked_at: Instant::from_millis(0),
            brought: None,
        };
        mind.remember(&before);
        assert!(results(&mind, 7)[1].contains("not known"));
    }

    #[test]
    fn a_tool_and_what_came_of_it_are_told_in_their_place() {
        let mut mind = mind();
        // It is wanted before the caller's turn is known to be over.
        let call = ToolCall { id: "c".into(), name: END_CALL.into(), arguments: "{}".into() };
        mind.wanted.push(wanted(1, 3, call));
        mind.note(&entry(Speaker::Caller, EntryKind::Whole, "Bye."));
        assert!(matches!(mind.run(ToolId(1)), Ran::EndCall));
        assert!(matches!(
            &mind.messages(TurnId(3))[..],
            [_, _, Message::Assistant { .. }, Message::Tool { .. }]
        ));
        assert_eq!(mind.messages(TurnId(4)).len(), 4, "a caller who goes on changes nothing about it");
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
