//! A solo station brings its point to a hub: the days one by one, each as often as needed, then its whole ledger by the usual push.

use ziti_domain::day::ServiceDay;
use ziti_sync::answer;
use ziti_sync::request::Call;
use ziti_wire::hub::Progress;
use ziti_wire::sync::AdoptedDay;

use super::batch::batch_of;
use super::round::Halted;
use crate::{Station, Stopped};

impl Station {
    /// Uploads what the hub has not, and says that it is all. Broken off, it goes on where it was.
    pub(super) fn adopt(&self, progress: &mut dyn FnMut(Progress)) -> Result<(), Halted> {
        let days = self.store.read::<_, Stopped>(|tx| Ok(tx.all_days()?))?;
        let total = u32::try_from(days.len()).unwrap_or(u32::MAX);
        for (done, day) in (1u32..).zip(days) {
            self.bring(day)?;
            let so_far = Progress { done, total };
            self.change_link(|link| link.progress = Some(so_far))?;
            progress(so_far);
        }
        let Some(link) = self.link()? else { return Ok(()) };
        let outgoing = Call::AdoptFinish.outgoing(Some(&link.token));
        answer::done(self.call(&self.carry(&link)?, &outgoing).0)?;
        self.change_link(|link| {
            link.adopting = None;
            link.progress = None;
        })?;
        Ok(())
    }

    fn bring(&self, day: ServiceDay) -> Result<(), Halted> {
        let Some(link) = self
            .link()?
            .filter(|link| link.adopting.is_some_and(|last| last < day.number()))
        else {
            return Ok(());
        };
        let batch = self.store.read::<_, Stopped>(|tx| batch_of(tx, &self.desk(tx)?, day))?;
        let named = day.to_string();
        let adopted = AdoptedDay { batch };
        let outgoing = Call::AdoptDay(&named, &adopted).outgoing(Some(&link.token));
        answer::done(self.call(&self.carry(&link)?, &outgoing).0)?;
        self.change_link(|link| link.adopting = Some(day.number()))?;
        Ok(())
    }
}
