//! How an agent holds a call: its published script, and what its business says of all its agents. Our own voice is
//! told it, and so is a vendor whose agent holds the call.

use std::sync::Arc;

use ringwright_domain::Instant;
use ringwright_domain::agent::{Script, Tool, fill};
use ringwright_domain::business::{Actions, Config, Service, StaffMember};
use ringwright_domain::ids::CallId;
use ringwright_store::{Agent, Business, OrgTx};
use ringwright_vendors::{AgentWords, Choice};

use crate::Result;
use crate::live::{Profile, RecordingWish, Thinker};

/// The most words that recognisers are told to expect; they take about as many.
const TERMS_MOST: usize = 50;

/// How an agent holds a call that begins now, and by which version of its script, if there is one.
pub(crate) async fn profile_of(
    tx: &mut OrgTx,
    agent: &Agent,
    now: Instant,
) -> Result<(Profile, Option<u32>)> {
    let version = tx.published(&agent.id).await?;
    let script = version.as_ref().map(|version| &version.script);
    let mut profile = House::of(tx).await?.told(&agent.name, script, None, now);
    profile.terms = terms(&profile.terms, &tx.staff().await?, &tx.services().await?);
    Ok((profile, version.map(|version| version.number)))
}

/// Words that callers are likely to say: names of the business, its people and its services, the likeliest first.
fn terms(usual: &[String], staff: &[StaffMember], services: &[Service]) -> Arc<[String]> {
    let staff = staff.iter().filter(|member| member.active).map(|member| &member.name);
    let services = services.iter().filter(|service| service.active).map(|service| &service.name);
    let mut all: Vec<String> = Vec::new();
    for term in usual.iter().chain(staff).chain(services) {
        let term = term.trim();
        if !term.is_empty() && !all.iter().any(|known| known == term) && all.len() < TERMS_MOST {
            all.push(term.to_owned());
        }
    }
    all.into()
}

/// What a vendor's agent says in an attempt, if anything was published when the attempt was recorded; else the vendor's
/// own settings hold.
pub(crate) async fn words_of(
    tx: &mut OrgTx,
    agent: &Agent,
    call: &CallId,
    now: Instant,
) -> Result<Option<AgentWords>> {
    let Some(version) = tx.version_of_call(&agent.id, call).await? else { return Ok(None) };
    let script = &version.script;
    // What a vendor's agent can do is set up there: here only what it may do is known.
    let profile = House::of(tx).await?.told(&agent.name, Some(script), Some(&script.actions), now);
    Ok(Some(AgentWords {
        first_message: profile.opening(),
        instructions: profile.instructions,
        language: profile.language,
        model: choice(&script.provider, &script.model),
        voice: choice(&script.voice.provider, &script.voice.voice_id),
    }))
}

fn choice(provider: &str, id: &str) -> Option<Choice> {
    let named = !provider.is_empty() && !id.is_empty();
    named.then(|| Choice { provider: provider.to_owned(), id: id.to_owned() })
}

/// The business that an agent speaks for.
struct House {
    name: String,
    time_zone: String,
    business: Business,
}

impl House {
    async fn of(tx: &mut OrgTx) -> Result<Self> {
        let (organisation, business) = (tx.organisation().await?, tx.business().await?);
        let brand = business.profile.brand.name.trim();
        let name = if brand.is_empty() { organisation.name } else { brand.to_owned() };
        Ok(Self { name, time_zone: organisation.time_zone, business })
    }

    /// What it can do by other means than the tools of its script: `None` if there are no others.
    fn told(&self, agent: &str, script: Option<&Script>, able: Option<&Actions>, now: Instant) -> Profile {
        told(agent, &self.name, script, &self.business, able, (now, &self.time_zone))
    }
}

fn told(
    agent: &str,
    name: &str,
    script: Option<&Script>,
    business: &Business,
    able: Option<&Actions>,
    (now, time_zone): (Instant, &str),
) -> Profile {
    let mut profile = Profile::usual(agent, name);
    let variable = |wanted: &str| match wanted {
        "agent" => Some(agent),
        "business" => Some(name),
        other => {
            let mut variables = script.iter().flat_map(|script| &script.variables);
            variables.find(|variable| variable.name == other).map(|variable| variable.value.as_str())
        }
    };
    let voice = &business.voice;
    if let Some(script) = script {
        let parts = [fill(&script.persona, variable), fill(&script.instructions, variable)];
        let parts = parts.iter().map(|part| part.trim()).filter(|part| !part.is_empty());
        profile.instructions = parts.collect::<Vec<_>>().join("\n\n");
    }
    if let Some(hours) = business.hours.in_words(now, time_zone) {
        profile.instructions = format!("{}\n\n{hours}", profile.instructions).trim_start().to_owned();
    }
    let usual = Script::default();
    let allowed = [&script.unwrap_or(&usual).actions, &business.config.actions];
    profile.tools = script.map(|script| tools_of(script, allowed)).unwrap_or_default();
    // What it has no tool for it never promises, whatever is allowed.
    let by_tools = profile.tools.iter().filter_map(|tool| tool.action).fold(Actions::NONE, Actions::with);
    if let Some(not) = may_not([allowed[0], allowed[1], able.unwrap_or(&by_tools)]) {
        profile.instructions = format!("{}\n\n{not}", profile.instructions).trim_start().to_owned();
    }
    let first = script.map(|script| script.first_message.as_str()).filter(|first| !first.trim().is_empty());
    let first = first.or(Some(voice.greeting.as_str()).filter(|greeting| !greeting.trim().is_empty()));
    if let Some(first) = first {
        profile.greeting = Some(fill(first, variable));
    }
    let language = script.map_or("", |script| script.language.as_str());
    language_of(language, &voice.language).clone_into(&mut profile.language);
    let own_voice = script.map_or("", |script| script.voice.voice_id.as_str());
    let chosen = if own_voice.is_empty() { voice.voice.voice_id.as_str() } else { own_voice };
    profile.voice = Some(chosen.to_owned()).filter(|voice| !voice.is_empty());
    let wish = |of: fn(&Script) -> &String| script.map(of).filter(|wish| !wish.is_empty()).cloned();
    profile.thinker =
        Thinker { provider: wish(|script| &script.provider), model: wish(|script| &script.model) };
    let disclosure = &business.config.disclosure;
    profile.disclosure = disclosure.ai.then(|| disclosure.sentence.clone());
    profile.recording = recording_wish(&business.config);
    if !voice.interruptible {
        profile.hear_out();
    }
    profile
}

/// How calls are recorded, if they are. Nobody is recorded without being told.
fn recording_wish(config: &Config) -> Option<RecordingWish> {
    let announcement = config.consent.announcement.trim();
    (config.consent.recording && !announcement.is_empty()).then(|| RecordingWish {
        announcement: announcement.to_owned(),
        keep_days: config.retention.recording_days,
    })
}

fn language_of<'a>(own: &'a str, usual: &'a str) -> &'a str {
    if own.is_empty() { usual } else { own }
}

/// The tools of a script whose actions are all allowed.
fn tools_of(script: &Script, allowed: [&Actions; 2]) -> Arc<[Tool]> {
    let may = |action| allowed.into_iter().all(|actions| actions.allow(action));
    script.tools.iter().filter(|tool| tool.action.is_none_or(may)).cloned().collect()
}

/// What the agent must not promise, as the model is told: what its script, its business or its tools do not allow.
fn may_not(allowed: [&Actions; 3]) -> Option<String> {
    let all = |may: fn(&Actions) -> bool| allowed.into_iter().all(may);
    let actions = [
        (all(|may| may.book), "book anything"),
        (all(|may| may.reschedule), "move what is booked"),
        (all(|may| may.cancel), "cancel what is booked"),
        (all(|may| may.take_message), "take a message"),
        (all(|may| may.transfer), "put the caller through to a person"),
        (all(|may| may.send_sms), "send text messages"),
    ];
    let forbidden: Vec<_> = actions.iter().filter(|(may, _)| !may).map(|(_, what)| *what).collect();
    let list = forbidden.join(", ");
    (!list.is_empty()).then(|| format!("You can not do any of this, and never promise it: {list}."))
}

#[cfg(test)]
mod tests {
    use super::*;
    use ringwright_domain::agent::Variable;
    use ringwright_domain::business::{Action, Consent, Hours, Interval, VoiceChoice, VoiceConfig, Week};

    #[test]
    fn without_a_script_an_agent_speaks_as_its_business_does() {
        let usual = Profile::usual("Robin", "Evening Line");
        let plain = told("Robin", "Evening Line", None, &Business::default(), None, NOON);
        assert_eq!(plain.greeting, usual.greeting);
        let without_tools = may_not([&Actions::NONE; 3]).unwrap();
        assert_eq!(plain.instructions, format!("{}\n\n{without_tools}", usual.instructions));
        let voice = VoiceConfig {
            greeting: "{{business}}, {{agent}} speaking.".into(),
            language: "sv".into(),
            voice: VoiceChoice { voice_id: "asteria".into(), ..VoiceChoice::default() },
            ..VoiceConfig::default()
        };
        let profile =
            told("Robin", "Evening Line", None, &Business { voice, ..Business::default() }, None, NOON);
        assert_eq!(profile.greeting.as_deref(), Some("Evening Line, Robin speaking."));
        assert_eq!((profile.language.as_str(), profile.voice.as_deref()), ("sv", Some("asteria")));
        assert_eq!(profile.recording, None);
        assert!(profile.disclosure.is_some_and(|sentence| sentence.contains("automated")));
    }

    /// Friday at 13:00 in New York.
    const NOON: (Instant, &str) = (Instant::from_seconds(1_795_802_400), "America/New_York");

    #[test]
    fn the_model_knows_when_the_business_is_open_and_whether_it_is_now() {
        let from = "09:00".parse().unwrap();
        let week = Week { fri: vec![Interval { from, to: "14:00".parse().unwrap() }], ..Week::default() };
        let business = Business { hours: Hours { week, ..Hours::default() }, ..Business::default() };
        let said = |at| told("Robin", "Evening Line", None, &business, None, at).instructions;
        let (open, closed) = (said(NOON), said((Instant::from_seconds(NOON.0.seconds() + 3_600), NOON.1)));
        assert!(open.contains("It is open now, until Friday 2026-11-27, 14:00."), "{open}");
        assert!(open.contains("Friday 09:00 to 14:00; Saturday closed"), "{open}");
        assert!(closed.contains("It is closed now, and opens Friday 2026-12-04, 09:00."), "{closed}");
    }

    #[test]
    fn a_tool_makes_able_to_what_is_allowed_and_is_unknown_where_it_is_not() {
        let tool = |name: &str, action| Tool { name: name.into(), action, ..Tool::default() };
        let tools = vec![
            tool("find_order", None),
            tool("book_table", Some(Action::Book)),
            tool("text_address", Some(Action::SendSms)),
        ];
        let script = Script { tools, ..Script::default() };
        let business = Business::default();
        let profile = told("Robin", "Evening Line", Some(&script), &business, None, NOON);
        let names: Vec<_> = profile.tools.iter().map(|tool| tool.name.as_str()).collect();
        assert_eq!(names, ["find_order", "book_table"], "no text messages are allowed");
        let not = "never promise it: move what is booked, cancel what is booked, take a message, put the caller through \
            to a person, send text messages.";
        assert!(profile.instructions.ends_with(not), "{}", profile.instructions);
    }

    #[test]
    fn what_one_of_them_forbids_is_not_promised() {
        let every = Actions { transfer: true, send_sms: true, ..Actions::default() };
        assert_eq!(may_not([&every; 3]), None);
        let (script, business) = (Actions { book: false, ..every }, Actions { transfer: false, ..every });
        assert_eq!(
            may_not([&script, &business, &every]).unwrap(),
            "You can not do any of this, and never promise it: book anything, put the caller through to a person."
        );
    }

    #[test]
    fn a_script_goes_before_what_the_business_says_and_never_beyond_what_it_allows() {
        let script = Script {
            persona: "You are {{agent}}.".into(),
            instructions: "We are at {{address}}.".into(),
            first_message: "Hello from {{business}}.".into(),
            variables: vec![Variable { name: "address".into(), value: "1 Main Street".into() }],
            actions: Actions { transfer: true, send_sms: true, ..Actions::default() },
            ..Script::default()
        };
        let consent = Consent { recording: true, announcement: "This call is recorded.".into() };
        let actions = Actions { book: false, send_sms: true, ..Actions::default() };
        let config = Config { consent, actions, ..Config::default() };
        let profile = told(
            "Robin",
            "Evening Line",
            Some(&script),
            &Business { config, ..Business::default() },
            None,
            NOON,
        );
        let said = "You are Robin.\n\nWe are at 1 Main Street.";
        let without_tools = may_not([&Actions::NONE; 3]).unwrap();
        assert_eq!(profile.instructions, format!("{said}\n\n{without_tools}"));
        assert_eq!(profile.greeting.as_deref(), Some("Hello from Evening Line."));
        assert_eq!(
            profile.recording.map(|wish| wish.announcement).as_deref(),
            Some("This call is recorded.")
        );
    }
}
