//! The state machine of a payment.

use super::{
    Charge, Dispute, Payment, PaymentNews, PaymentState, Refund, RefundAsk, RefundRefusal, RefundState,
    RefundedBy,
};
use crate::ids::RefundId;
use crate::{Instant, Progress};

impl Payment {
    /// Hears news at `now`. Money that came is never forgotten for news that says less.
    pub fn hear(&self, news: &PaymentNews, now: Instant) -> Progress<Self> {
        use PaymentNews as News;
        use PaymentState as State;
        let next = match (&self.state, news) {
            (State::Pending | State::Failed { .. } | State::Expired, News::Paid { intent_ref }) => {
                Some(State::paid(intent_ref.clone(), now))
            }
            (State::Pending, News::Declined { code }) => Some(State::Failed { code: *code }),
            (State::Failed { .. }, News::TriedAgain) => Some(State::Pending),
            (State::Pending | State::Failed { .. }, News::Expired) => Some(State::Expired),
            (State::Paid(charge), news) => charge.hear(news, self.amount.minor, now).map(State::Paid),
            _ => None,
        };
        next.map_or(Progress::Stale, |state| Progress::Moved(Self { state, updated_at: now, ..self.clone() }))
    }

    /// Decides that money goes back: this one never asks for more than is left.
    ///
    /// # Errors
    /// [`RefundRefusal`] says why it cannot be.
    pub fn ask_refund(&self, ask: RefundAsk, now: Instant) -> Result<Self, RefundRefusal> {
        let charge = self.charge().ok_or(RefundRefusal::NotPaid)?;
        if charge.is_disputed() {
            return Err(RefundRefusal::Disputed);
        }
        let left = self.left_minor();
        if left == 0 {
            return Err(RefundRefusal::NothingLeft);
        }
        let RefundAsk { id, minor, by, reason } = ask;
        let minor = minor.unwrap_or(left);
        if !(1..=left).contains(&minor) {
            return Err(RefundRefusal::WrongAmount { left });
        }
        let mut charge = charge.clone();
        charge.refunds.push(Refund { id, minor, state: RefundState::Asked, by, reason, at: now });
        Ok(Self { state: PaymentState::Paid(charge), updated_at: now, ..self.clone() })
    }
}

impl Charge {
    fn hear(&self, news: &PaymentNews, amount: i64, now: Instant) -> Option<Self> {
        let mut next = self.clone();
        let moved = match news {
            PaymentNews::RefundGiven { id, by_hand, refund_ref, minor } => {
                next.given_back(id, *by_hand, refund_ref, *minor, now)
            }
            PaymentNews::RefundFailed { id, refund_ref, failure } => {
                next.refund_failed(id.as_ref(), refund_ref.as_deref(), failure)
            }
            PaymentNews::Disputed(dispute) => next.disputed(dispute),
            _ => false,
        };
        if !moved {
            return None;
        }
        next.withdraw_what_is_too_much(amount);
        Some(next)
    }

    fn given_back(
        &mut self,
        id: &RefundId,
        by_hand: bool,
        refund_ref: &str,
        minor: i64,
        now: Instant,
    ) -> bool {
        if minor <= 0 || self.refunds.iter().any(|refund| refund.refund_ref() == Some(refund_ref)) {
            return false;
        }
        let given = RefundState::Given { refund_ref: refund_ref.to_owned() };
        let Some(refund) = self.refunds.iter_mut().find(|refund| refund.id == *id) else {
            let (id, by) = (id.clone(), RefundedBy::Vendor);
            self.refunds.push(Refund { id, minor, state: given, by, reason: String::new(), at: now });
            return true;
        };
        // One that failed after it had been given stays so.
        if by_hand || !refund.is_asked() {
            return false;
        }
        // What the vendor gave is what counts.
        (refund.state, refund.minor) = (given, minor);
        true
    }

    fn refund_failed(&mut self, id: Option<&RefundId>, refund_ref: Option<&str>, failure: &str) -> bool {
        let fits = |refund: &&mut Refund| {
            id == Some(&refund.id) || (refund_ref.is_some() && refund.refund_ref() == refund_ref)
        };
        match self.refunds.iter_mut().find(fits) {
            Some(refund) if refund.is_asked() || refund.is_given() => {
                refund.state = RefundState::Failed { failure: failure.to_owned() };
                true
            }
            _ => false,
        }
    }

    fn disputed(&mut self, news: &Dispute) -> bool {
        match self.disputes.iter_mut().find(|dispute| dispute.dispute_ref == news.dispute_ref) {
            Some(known) if news.state > known.state => {
                *known = news.clone();
                true
            }
            Some(_) => false,
            None => {
                self.disputes.push(news.clone());
                true
            }
        }
    }

    /// Money can go only once: what the vendor has given or the bank has taken is not asked for as well.
    /// The newest wish gives way first.
    fn withdraw_what_is_too_much(&mut self, amount: i64) {
        loop {
            let asked: i64 = self.asked().map(|refund| refund.minor).sum();
            if self.gone().saturating_add(asked) <= amount {
                return;
            }
            let Some(newest) = self.refunds.iter_mut().rev().find(|refund| refund.is_asked()) else { return };
            newest.state = RefundState::Failed { failure: "the money had gone already".to_owned() };
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::chance::SeededChance;
    use crate::ids::{BookingId, PaymentId};
    use crate::payment::{DisputeState, PaymentMethod};
    use crate::{Currency, FailureCode, Money};

    const AMOUNT: i64 = 1_000;
    const NOW: Instant = Instant::from_seconds(1);

    fn payment() -> Payment {
        let chance = SeededChance::new(1);
        Payment {
            id: PaymentId::new(NOW, &chance),
            booking: BookingId::new(NOW, &chance),
            method: PaymentMethod::Checkout,
            amount: Money::new(AMOUNT, Currency::USD),
            state: PaymentState::Pending,
            round: 1,
            checkout_ref: None,
            checkout_url: None,
            expires_at: NOW,
            created_at: NOW,
            updated_at: NOW,
        }
    }

    fn paid() -> Payment {
        payment().hear(&PaymentNews::Paid { intent_ref: "pi_1".into() }, NOW).moved().unwrap()
    }

    fn id(n: u64) -> RefundId {
        RefundId::new(NOW, &SeededChance::new(n))
    }

    fn ask(n: u64, minor: Option<i64>) -> RefundAsk {
        RefundAsk { id: id(n), minor, by: RefundedBy::Operator, reason: "as asked".into() }
    }

    fn given(n: u64, minor: i64) -> PaymentNews {
        PaymentNews::RefundGiven { id: id(n), by_hand: false, refund_ref: format!("re_{n}"), minor }
    }

    fn by_hand(n: u64, minor: i64) -> PaymentNews {
        let refund_ref = format!("re_{n}");
        PaymentNews::RefundGiven { id: id(100 + n), by_hand: true, refund_ref, minor }
    }

    fn failed(n: u64) -> PaymentNews {
        PaymentNews::RefundFailed { id: Some(id(n)), refund_ref: None, failure: "no account".into() }
    }

    fn dispute(n: u64, minor: i64, state: DisputeState) -> PaymentNews {
        PaymentNews::Disputed(Dispute {
            dispute_ref: format!("du_{n}"),
            minor,
            reason: "fraudulent".into(),
            due_by: Some(NOW),
            state,
        })
    }

    /// What can happen to a payment: news, or a wish.
    #[derive(Debug, Clone)]
    enum Step {
        Hear(PaymentNews),
        Ask(RefundAsk),
    }

    fn news() -> impl Strategy<Value = PaymentNews> {
        let states = prop_oneof![Just(DisputeState::Open), Just(DisputeState::Lost), Just(DisputeState::Won)];
        prop_oneof![
            Just(PaymentNews::StillOpen),
            Just(PaymentNews::Declined { code: FailureCode::CardDeclined }),
            Just(PaymentNews::TriedAgain),
            Just(PaymentNews::Expired),
            Just(PaymentNews::Paid { intent_ref: "pi_1".into() }),
            (0_u64..6, 1_i64..600).prop_map(|(n, minor)| given(n, minor)),
            (0_u64..6, 1_i64..600).prop_map(|(n, minor)| by_hand(n, minor)),
            (0_u64..6).prop_map(failed),
            (0_u64..2, 1_i64..600, states).prop_map(|(n, minor, state)| dispute(n, minor, state)),
        ]
    }

    fn step() -> impl Strategy<Value = Step> {
        let wish =
            (0_u64..6, proptest::option::of(-5_i64..1_200)).prop_map(|(n, minor)| Step::Ask(ask(n, minor)));
        prop_oneof![3 => news().prop_map(Step::Hear), 1 => wish]
    }

    fn take(payment: &Payment, step: &Step) -> Payment {
        match step {
            Step::Hear(news) => payment.hear(news, NOW).moved().unwrap_or_else(|| payment.clone()),
            Step::Ask(ask) => {
                let known = payment.charge().is_some_and(|c| c.refunds.iter().any(|r| r.id == ask.id));
                if known {
                    payment.clone()
                } else {
                    payment.ask_refund(ask.clone(), NOW).unwrap_or(payment.clone())
                }
            }
        }
    }

    proptest! {
        #[test]
        fn money_that_came_is_never_forgotten(all in proptest::collection::vec(news(), 0..30)) {
            let (mut payment, mut paid) = (payment(), false);
            for news in all {
                payment = payment.hear(&news, NOW).moved().unwrap_or(payment);
                paid |= matches!(news, PaymentNews::Paid { .. });
                prop_assert_eq!(paid, payment.state.was_paid());
                prop_assert!(payment.refunded_minor() == 0 || paid);
            }
        }

        #[test]
        fn the_same_news_twice_is_heard_once(all in proptest::collection::vec(step(), 1..20)) {
            let mut payment = payment();
            for step in all {
                payment = take(&payment, &step);
                if let Step::Hear(news) = &step {
                    prop_assert_eq!(payment.hear(news, NOW), Progress::Stale);
                }
            }
        }

        /// Whatever vendor, bank and people do: what we ask back never exceeds what is still there.
        #[test]
        fn never_is_more_asked_back_than_came(all in proptest::collection::vec(step(), 0..40)) {
            let mut payment = paid();
            for step in &all {
                let before = payment.clone();
                payment = take(&payment, step);
                let charge = payment.charge().unwrap();
                let asked: i64 = charge.asked().map(|refund| refund.minor).sum();
                prop_assert!(asked == 0 || asked + charge.gone() <= AMOUNT);
                prop_assert!((0..=AMOUNT).contains(&payment.refunded_minor()));
                prop_assert!((0..=AMOUNT).contains(&payment.left_minor()));
                if matches!(step, Step::Ask(_)) && payment != before {
                    prop_assert!(!before.charge().unwrap().is_disputed());
                }
                let mut ids: Vec<_> = charge.refunds.iter().map(|refund| &refund.id).collect();
                let mut refs: Vec<_> = charge.refunds.iter().filter_map(Refund::refund_ref).collect();
                let (id_count, ref_count) = (ids.len(), refs.len());
                ids.sort();
                ids.dedup();
                refs.sort_unstable();
                refs.dedup();
                prop_assert_eq!((ids.len(), refs.len()), (id_count, ref_count));
            }
        }

        /// A refund goes from asked to given to failed and a dispute from open to lost to won, never back.
        #[test]
        fn nothing_moves_backwards(all in proptest::collection::vec(step(), 0..40)) {
            let rank = |refund: &Refund| match refund.state {
                RefundState::Asked => 0,
                RefundState::Given { .. } => 1,
                RefundState::Failed { .. } => 2,
            };
            let mut payment = paid();
            for step in &all {
                let before = payment.charge().unwrap().clone();
                payment = take(&payment, step);
                let after = payment.charge().unwrap();
                for (old, new) in before.refunds.iter().zip(&after.refunds) {
                    prop_assert!(old.id == new.id && rank(old) <= rank(new));
                }
                for (old, new) in before.disputes.iter().zip(&after.disputes) {
                    prop_assert!(old.dispute_ref == new.dispute_ref && old.state <= new.state);
                }
            }
        }
    }

    #[test]
    fn the_name_tells_how_much_went_back() {
        let mut payment = paid();
        assert_eq!(payment.state_name(), "paid");
        payment = payment.ask_refund(ask(1, Some(300)), NOW).unwrap();
        assert_eq!(
            (payment.state_name(), payment.refunded_minor(), payment.left_minor()),
            ("refunding", 0, 700)
        );
        payment = payment.hear(&given(1, 300), NOW).moved().unwrap();
        assert_eq!((payment.state_name(), payment.refunded_minor()), ("partly_refunded", 300));
        payment = payment.ask_refund(ask(2, None), NOW).unwrap();
        payment = payment.hear(&given(2, 700), NOW).moved().unwrap();
        assert_eq!((payment.state_name(), payment.refunded_minor()), ("refunded", 1_000));
        assert_eq!(payment.ask_refund(ask(3, None), NOW), Err(RefundRefusal::NothingLeft));
    }

    #[test]
    fn a_refund_that_is_wrong_is_refused_with_a_reason() {
        assert_eq!(payment().ask_refund(ask(1, None), NOW), Err(RefundRefusal::NotPaid));
        for minor in [-1, 0, AMOUNT + 1] {
            let refusal = RefundRefusal::WrongAmount { left: AMOUNT };
            assert_eq!(paid().ask_refund(ask(1, Some(minor)), NOW), Err(refusal));
        }
        let disputed = paid().hear(&dispute(1, AMOUNT, DisputeState::Open), NOW).moved().unwrap();
        assert_eq!(disputed.ask_refund(ask(1, None), NOW), Err(RefundRefusal::Disputed));
        assert_eq!(disputed.state_name(), "paid");
        let lost = disputed.hear(&dispute(1, AMOUNT, DisputeState::Lost), NOW).moved().unwrap();
        assert_eq!((lost.state_name(), lost.refunded_minor()), ("refunded", AMOUNT));
        let won = disputed.hear(&dispute(1, AMOUNT, DisputeState::Won), NOW).moved().unwrap();
        assert_eq!(won.ask_refund(ask(1, None), NOW).unwrap().state_name(), "refunding");
    }

    #[test]
    fn a_refund_that_failed_can_be_asked_for_again() {
        let asked = paid().ask_refund(ask(1, None), NOW).unwrap();
        let failed = asked.hear(&failed(1), NOW).moved().unwrap();
        assert_eq!((failed.state_name(), failed.left_minor()), ("paid", AMOUNT));
        assert_eq!(failed.hear(&given(1, AMOUNT), NOW), Progress::Stale);
        let again = failed.ask_refund(ask(2, None), NOW).unwrap();
        assert_eq!(again.hear(&given(2, AMOUNT), NOW).moved().unwrap().state_name(), "refunded");
    }

    #[test]
    fn a_refund_by_hand_at_the_vendor_takes_the_place_of_our_wish() {
        let asked = paid().ask_refund(ask(1, Some(800)), NOW).unwrap();
        let both = asked.hear(&by_hand(9, 300), NOW).moved().unwrap();
        let charge = both.charge().unwrap();
        assert!(matches!(charge.refunds[0].state, RefundState::Failed { .. }));
        assert_eq!(
            (charge.refunds[1].by, both.refunded_minor(), both.left_minor()),
            (RefundedBy::Vendor, 300, 700)
        );
        assert_eq!(both.hear(&by_hand(9, 300), NOW), Progress::Stale);
    }
}
