//! The end of a call that our own agent holds, as its carrier sees it.

use std::future::Future as _;
use std::pin::Pin;
use std::task::{Context, Poll};

use ringwright_engine::live::{CarrierLine, LineEvent, Live, Providers, Ring};
use ringwright_voice::frame::Rate;
use ringwright_voice::session::EndReason;
use tokio::sync::oneshot;

use crate::harness::{House, Reply, Speech, within};

/// A line whose caller writes one thing, and whose carrier takes its time to let go.
struct SlowToGo {
    typed: Option<String>,
    closed: Option<oneshot::Sender<()>>,
    lets_go: oneshot::Receiver<()>,
}

impl CarrierLine for SlowToGo {
    fn rate(&self) -> Rate {
        Rate::Narrow
    }

    fn play(&mut self, _: &[u8]) {}

    fn clear(&mut self) {}

    fn mark(&mut self, _: u32) {}

    fn close(&mut self) {
        self.closed.take().unwrap().send(()).unwrap();
    }

    fn poll_event(&mut self, context: &mut Context<'_>, _: &mut Vec<u8>) -> Poll<LineEvent> {
        match self.typed.take() {
            Some(words) => Poll::Ready(LineEvent::Typed(words)),
            None if self.closed.is_some() => Poll::Pending,
            None => Pin::new(&mut self.lets_go).poll(context).map(|_| LineEvent::HungUp),
        }
    }
}

/// A carrier tells that a stream is over, or asks what to do next, as soon as it is closed. Were the call still up for
/// us then, its sound would be asked for once more.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_end_of_a_call_is_written_before_its_carrier_learns_of_it() {
    let speech = Speech::start().await;
    let house = House::start().await;
    let providers = Providers::of(&speech.settings()).unwrap();
    let live = Live::new(house.engine().clone(), providers, house.data().join("phrases"), false);
    speech.expect("never said", [Reply::Use("end_call"), Reply::Say("Goodbye.")]);
    let (closed, is_closed) = oneshot::channel();
    let (let_go, lets_go) = oneshot::channel();
    let line = SlowToGo { typed: Some("That is all.".into()), closed: Some(closed), lets_go };
    let agent = live.default_agent().await.unwrap();
    let ring = Ring { carrier: "telnyx", carrier_ref: "v3:a".into(), may_repeat: false, agent, person: None };
    let held = tokio::spawn(async move { live.hold(ring, Box::new(line)).await });
    within("the line to be closed", is_closed).await.unwrap();
    let open = house.engine().agent_of_open_call("telnyx", "v3:a").await.unwrap();
    assert!(open.is_none(), "the carrier knows of the end before we do");
    let_go.send(()).unwrap();
    assert_eq!(within("the end of the call", held).await.unwrap().unwrap(), EndReason::AgentDone);
    house.server.stop().await;
}
