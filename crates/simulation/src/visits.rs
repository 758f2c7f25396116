//! What visitors and operators do, and what they see of it.

use futures::FutureExt as _;
use ringwright_domain::Instant;
use ringwright_domain::payment::PaymentMethod;
use ringwright_engine::Error;
use ringwright_engine::booking::Created;

use crate::agenda::Happening;
use crate::faults::Fault;
use crate::people::{Act, Purse, phone};
use crate::process::{Kind, Outcome};
use crate::vendors::Effects;
use crate::vendors::stripe::Tried;
use crate::world::{Step, World};

/// A visitor gives up after so many tries.
const PATIENCE: u32 = 12;

/// What a visitor is served.
pub(crate) type Visit = Act;

/// What a visitor sees.
pub(crate) enum Saw {
    /// The booking stands.
    Booked(Created),
    /// Here is where to pay: the address of a page, or the secret of a form.
    Page(String),
    /// It is done.
    Done,
}

impl World {
    /// A visitor means to do something.
    pub(crate) fn visitor_will(&mut self, visitor: usize, act: Act, at: Instant) {
        self.errands_of_people += 1;
        self.agenda.note(at, Happening::Visitor(visitor, act));
    }

    fn soon(&mut self, visitor: usize, act: Act, from: u64, to: u64) {
        let Some(person) = self.visitors.get(&visitor) else { return };
        let at = self.now().plus(person.dice.seconds(from, to));
        self.visitor_will(visitor, act, at);
    }

    /// A visitor does something.
    pub(crate) async fn visit(&mut self, index: usize, act: Act) -> Step {
        let Some(visitor) = self.visitors.get(&index) else { return Ok(()) };
        let booking = visitor.booking.clone();
        if act == Act::Pay {
            self.errands_of_people -= 1;
            self.pay(index);
            return Ok(());
        }
        let request = visitor.request.clone();
        // Now and then somebody changes their mind about how to pay.
        let other = visitor.dice.chance(0.15);
        let method = match visitor.request.method {
            PaymentMethod::Element if other => PaymentMethod::Checkout,
            PaymentMethod::Checkout if other => PaymentMethod::Element,
            method => method,
        };
        let Some(node) = self.somebody() else {
            self.connection_lost(index, act);
            return Ok(());
        };
        let Some(life) = &self.processes[node].alive else { return Ok(()) };
        let (engine, org) = (life.engine.clone(), self.org.clone());
        self.note(format_args!("visitor {index}: {act:?} at {node}"));
        let number = phone(index + 500);
        let work = async move {
            let saw = match (act, booking) {
                (Act::Book | Act::Again, _) => engine.create_booking(&org, &request).await.map(Saw::Booked),
                (Act::Open, Some(booking)) if method == PaymentMethod::Element => {
                    engine.element(&org, &booking).await.map(|form| Saw::Page(form.client_secret))
                }
                (Act::Open, Some(booking)) => {
                    engine.checkout(&org, &booking, method).await.map(|link| Saw::Page(link.url))
                }
                (Act::Back, Some(booking)) => engine.check_payment(&org, &booking).await.map(|()| Saw::Done),
                (Act::Cancel, Some(booking)) => {
                    engine.cancel_by_customer(&org, &booking).await.map(|()| Saw::Done)
                }
                (Act::Move, Some(booking)) => {
                    engine.change_phone(&org, &booking, &number).await.map(|()| Saw::Done)
                }
                _ => Ok(Saw::Done),
            };
            Outcome::Visited(saw)
        };
        let task = self.spawn(node, Kind::Visit(index, act), work.boxed());
        if self.dice.order.chance(self.rates.of(Fault::HangUp)) {
            let at = self.now().plus(self.dice.order.millis(0, 2_500));
            self.agenda.note(at, Happening::Leave(task));
        }
        Ok(())
    }

    /// A visitor's browser goes away: whoever served it is dropped where it stands.
    pub(crate) fn leave(&mut self, task: u64) {
        let Some(gone) = self.tasks.remove(&task) else { return };
        self.parks.retain(|_, owner| *owner != task);
        if let Kind::Visit(visitor, act) = gone.kind {
            self.note(format_args!("visitor {visitor} goes away from {act:?}"));
            self.connection_lost(visitor, act);
        }
    }

    /// A visitor sees a broken connection, and tries again as people do.
    pub(crate) fn connection_lost(&mut self, index: usize, act: Act) {
        self.errands_of_people -= 1;
        let Some(visitor) = self.visitors.get_mut(&index) else { return };
        visitor.tries += 1;
        let keyed = visitor.request.idempotency_key.is_some();
        let again = match act {
            Act::Book => keyed || visitor.dice.chance(0.5),
            _ => true,
        };
        if again && visitor.tries < PATIENCE {
            self.soon(index, act, 1, 20);
        }
    }

    /// A visitor sees an answer.
    pub(crate) async fn visited(&mut self, index: usize, act: Act, saw: Result<Saw, Error>) -> Step {
        let words = match &saw {
            Ok(Saw::Booked(created)) => format!("booked {}", created.booking),
            Ok(Saw::Page(_)) => "a page".to_owned(),
            Ok(Saw::Done) => "done".to_owned(),
            Err(error) => error.to_string(),
        };
        self.note(format_args!("visitor {index} sees of {act:?}: {words}"));
        match saw {
            Ok(Saw::Booked(created)) => {
                self.errands_of_people -= 1;
                self.booked(index, act, created).await
            }
            Ok(Saw::Page(place)) => {
                self.errands_of_people -= 1;
                if let Some(visitor) = self.visitors.get_mut(&index) {
                    visitor.page = Some(place);
                }
                self.soon(index, Act::Pay, 3, 60);
                Ok(())
            }
            Ok(Saw::Done) => {
                self.errands_of_people -= 1;
                Ok(())
            }
            // A rule says no; whoever reads it gives up.
            Err(Error::Refused { .. }) => {
                self.errands_of_people -= 1;
                Ok(())
            }
            Err(Error::Carrier(_) | Error::Payments(_) | Error::Store(_)) => {
                self.connection_lost(index, act);
                Ok(())
            }
            // Nobody here signs in, waits for mail or is recorded.
            Err(
                error @ (Error::Illegal(_)
                | Error::Broken(_)
                | Error::Mail(_)
                | Error::TooSoon { .. }
                | Error::Files(_)),
            ) => self.broken("nobody is told of an inner failure", format!("{act:?}: {error}")),
        }
    }

    async fn booked(&mut self, index: usize, act: Act, created: Created) -> Step {
        self.ledger.must_exist(&created.booking);
        let Some(visitor) = self.visitors.get_mut(&index) else { return Ok(()) };
        if let Some(known) = &visitor.booking {
            let same = *known == created.booking;
            let keyed = visitor.request.idempotency_key.is_some();
            let detail = format!("visitor {index}: {known} and {}", created.booking);
            return if keyed && !same {
                self.broken("one idempotency key is one booking", detail)
            } else {
                Ok(())
            };
        }
        visitor.booking = Some(created.booking.clone());
        visitor.page = created.checkout.map(|link| link.url);
        let now = self.clocks.truth();
        let (purse, free) = (visitor.purse, visitor.request.plan == "free_trial");
        let (cancels, moves) = (visitor.cancels, visitor.moves);
        let again = visitor.again.filter(|_| visitor.request.idempotency_key.is_some());
        self.counts.bookings += 1;
        self.accepted.push((index, created.booking));
        let plans =
            [(Act::Cancel, cancels), (Act::Move, moves), (Act::Again, again.filter(|_| act == Act::Book))];
        for (act, after) in plans {
            if let Some(after) = after {
                self.visitor_will(index, act, now.plus(after));
            }
        }
        match purse {
            _ if free => {}
            Purse::Pays { after, .. } => self.visitor_will(index, Act::Pay, now.plus(after)),
            Purse::Empty => self.soon(index, Act::Pay, 5, 120),
            Purse::Leaves => {}
        }
        Ok(())
    }

    /// A visitor pays on the page, or tries to.
    fn pay(&mut self, index: usize) {
        let Some(visitor) = self.visitors.get_mut(&index) else { return };
        visitor.tries += 1;
        if visitor.tries > PATIENCE {
            return;
        }
        let Some(url) = visitor.page.clone() else {
            self.soon(index, Act::Open, 0, 5);
            return;
        };
        let good = match &mut visitor.purse {
            Purse::Pays { declined: 0, .. } => true,
            Purse::Pays { declined, .. } => {
                *declined -= 1;
                false
            }
            Purse::Empty | Purse::Leaves => false,
        };
        let (now, mut then) = (self.clocks.truth(), Effects::default());
        let tried = self.stripe.pay(&url, good, now, &mut then);
        self.note(format_args!("visitor {index} pays: {tried:?}"));
        self.follow("stripe", then);
        let Some(visitor) = self.visitors.get_mut(&index) else { return };
        let by_page = visitor.dice.chance(0.4);
        match tried {
            Tried::Paid if by_page => {}
            Tried::Paid => self.soon(index, Act::Back, 1, 4),
            Tried::Declined if by_page => self.soon(index, Act::Open, 2, 30),
            Tried::Declined => self.soon(index, Act::Pay, 5, 60),
            Tried::Closed => {
                visitor.page = None;
                self.soon(index, Act::Open, 1, 30);
            }
        }
    }
}
